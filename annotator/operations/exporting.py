"""Giving the dataset out: which format a file's name asks for, and writing it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotator.formats import csv_table, json_out, workbook
from annotator.model.errors import CannotDo
from annotator.model.progress import Progress, Unwatched
from annotator.operations import describing
from annotator.operations.dataset import dataset
from annotator.operations.snapshot import take
from annotator.store.handle import Project

FORMATS = {
    ".xlsx": "Excel workbook",
    ".csv": "CSV, the codings alone",
    ".zip": "CSV twin of the workbook",
    ".json": "JSON",
    ".toml": "codebook",
}
_LATER = {".qdpx", ".qdc", ".html", ".pdf"}


@dataclass(frozen=True, slots=True)
class Exported:
    path: Path
    codings: int | None  # written; None where the file holds none, as a codebook


def export(project: Project, path: Path, *, progress: Progress | None = None) -> Exported:
    """Writes the dataset where and as `path` says; what lay there before stays until the new file is complete."""
    watch, suffix = progress or Unwatched(), path.suffix.lower()
    if path.resolve() == project.path.resolve():
        raise CannotDo("That is the project itself; choose another name for the export.")
    if suffix == ".xlsx":
        workbook.write(dataset(project), path, progress=watch)
    elif suffix == ".csv":
        csv_table.write_codings(dataset(project), path, progress=watch)
    elif suffix == ".zip":
        csv_table.write(dataset(project), path, progress=watch)
    elif suffix == ".json":
        json_out.write(as_json(project), path)
    elif suffix == ".toml":
        from annotator.operations.codebook_files import write_codebook  # late: what writes TOML is slow to load

        write_codebook(project, path)
        return Exported(path, None)
    elif suffix in _LATER:
        raise CannotDo(f"Exporting “{suffix}” comes in a later version; use .xlsx, .csv, .zip or .json.")
    else:
        raise CannotDo(f"“{path.name}” has no known ending; use {', '.join(FORMATS)}.")
    return Exported(path, len(take(project).codings))


def as_json(project: Project) -> dict[str, object]:
    """Everything that the listings tell, as one object."""
    whole = take(project)
    return {
        "documents": [describing.document(whole, one) for one in whole.documents],
        "codes": [describing.code(whole, one) for one in whole.codes],
        "cases": [describing.case(whole, one) for one in whole.cases],
        "codings": [describing.coding(whole, one) for one in whole.codings],
    }
