"""Giving the dataset out: which format a file's name asks for, and writing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from annotator.model.errors import CannotDo
from annotator.model.progress import Progress, Unwatched
from annotator.operations import describing
from annotator.operations.snapshot import take
from annotator.store import reading
from annotator.store.handle import Project

FORMATS = {
    ".xlsx": "Excel workbook",
    ".csv": "CSV, the codings alone",
    ".zip": "CSV twin of the workbook",
    ".json": "JSON",
    ".toml": "codebook",
}
_LATER = {".qdpx", ".qdc", ".html"}


@dataclass(frozen=True, slots=True)
class Exported:
    path: Path
    codings: int | None  # written; None where the file holds none, as a codebook


def export(project: Project, path: Path, *, progress: Progress | None = None) -> Exported:
    """Writes the dataset where and as `path` says; what lay there before stays until the new file is complete."""
    if path.resolve() == project.path.resolve():
        raise CannotDo("That is the project itself; choose another name for the export.")
    writer = _writer(path)
    return writer(project, path, progress or Unwatched())


def _writer(path: Path) -> Callable[[Project, Path, Progress], Exported]:
    """What writes a file of that ending. CannotDo if nothing does."""
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        raise CannotDo("Say which document is to be written as an annotated PDF: “export” with “--document”.")
    writers = {".xlsx": _workbook, ".csv": _csv, ".zip": _csv, ".json": _json, ".toml": _codebook}
    if suffix in writers:
        return writers[suffix]
    if suffix in _LATER:
        raise CannotDo(f"Exporting “{suffix}” comes in a later version; use .xlsx, .csv, .zip or .json.")
    raise CannotDo(f"“{path.name}” has no known ending; use {', '.join(FORMATS)}.")


# What writes files is loaded when something is to be written: the window starts without it.


def _workbook(project: Project, path: Path, watch: Progress) -> Exported:
    from annotator.formats import workbook
    from annotator.operations.dataset import dataset

    workbook.write(dataset(project), path, progress=watch)
    return _of_codings(project, path)


def _csv(project: Project, path: Path, watch: Progress) -> Exported:
    from annotator.formats import csv_table
    from annotator.operations.dataset import csv_twin

    write = csv_table.write if path.suffix.lower() == ".zip" else csv_table.write_codings
    write(csv_twin(project), path, progress=watch)
    return _of_codings(project, path)


def _json(project: Project, path: Path, watch: Progress) -> Exported:
    from annotator.formats import json_out

    del watch  # it is done at once
    json_out.write(as_json(project), path)
    return _of_codings(project, path)


def _codebook(project: Project, path: Path, watch: Progress) -> Exported:
    from annotator.operations.codebook_files import write_codebook

    del watch  # it is done at once
    write_codebook(project, path)
    return Exported(path, None)


def _of_codings(project: Project, path: Path) -> Exported:
    return Exported(path, sum(reading.coding_counts(project).values()))


def as_json(project: Project) -> dict[str, object]:
    """Everything that the listings tell, as one object."""
    whole = take(project)
    return {
        "documents": [describing.document(whole, one) for one in whole.documents],
        "codes": [describing.code(whole, one) for one in whole.codes],
        "cases": [describing.case(whole, one) for one in whole.cases],
        "codings": [describing.coding(whole, one) for one in whole.codings],
    }
