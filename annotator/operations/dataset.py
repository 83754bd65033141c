"""The dataset of a project: which sheets there are, in which order, and what is said about the whole."""

from __future__ import annotations

from datetime import UTC, datetime

from annotator import __version__
from annotator.formats.tables import Dataset
from annotator.model.ids import id_text
from annotator.operations import sheets_long, sheets_of_counts, sheets_of_lists
from annotator.operations.codebook import codebook
from annotator.operations.sheet_cells import source_of
from annotator.operations.sheets_of_codings import CodingSheets
from annotator.operations.snapshot import Snapshot, take
from annotator.store import reading
from annotator.store.handle import Project


def dataset(project: Project) -> Dataset:
    """All sheets of the workbook, ready to be written; rows are made as they are read."""
    whole = take(project)
    source = source_of(project, whole)
    of_codings = CodingSheets(source)
    sheets = (
        of_codings.codings(),
        of_codings.coding_by_case(),
        sheets_of_lists.documents(source),
        sheets_of_lists.cases(source),
        sheets_of_lists.codes(source),
        sheets_of_counts.code_by_document(source),
        sheets_of_counts.code_by_case(source),
        sheets_of_lists.memos(source),
        sheets_of_lists.history(source),
    )
    return Dataset(sheets, _about(project, whole), _modified(project))


def csv_twin(project: Project) -> Dataset:
    """The same for programs: long tables instead of matrices, a row for each value of a field and of an attribute."""
    whole = take(project)
    source = source_of(project, whole)
    of_codings = CodingSheets(source)
    sheets = (
        of_codings.codings(),
        of_codings.coding_by_case(),
        sheets_long.coding_fields(source),
        sheets_of_lists.documents(source),
        sheets_of_lists.cases(source),
        sheets_long.case_attributes(source),
        sheets_of_lists.codes(source),
        sheets_of_counts.code_by_document(source, long=True),
        sheets_of_counts.code_by_case(source, long=True),
        sheets_of_lists.memos(source),
        sheets_of_lists.history(source),
    )
    return Dataset(sheets, _about(project, whole), _modified(project))


def _modified(project: Project) -> datetime:
    return datetime.fromtimestamp(reading.latest_time(project) / 1000, UTC)


def _about(project: Project, whole: Snapshot) -> list[tuple[str, str]]:
    return [
        ("Project", project.path.stem),
        ("Project id", id_text(project.id)),
        ("Codebook", " ".join(part for part in (codebook(project).name, codebook(project).version) if part)),
        ("Exported at (UTC)", datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")),
        ("Exported by", project.coder.name),
        ("Program", f"Annotator {__version__}"),
        ("Filters", "none: all codings of all coders in all documents"),
        ("Units", "Start, End, Characters: code points of the document's text; ranges are half open; pages from 1"),
        ("Coders", ", ".join(coder.name for coder in whole.coders)),
    ]
