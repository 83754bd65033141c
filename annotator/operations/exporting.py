"""Giving the dataset out: which format a file's name asks for, and writing it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotator.formats import csv_table, json_out, workbook
from annotator.model.errors import CannotDo
from annotator.model.progress import Progress, Unwatched
from annotator.operations import describing
from annotator.operations.codebook import codebook
from annotator.operations.dataset import dataset
from annotator.operations.snapshot import take
from annotator.store.handle import Project
from taxonomy import builtin, loading
from taxonomy import writing as codebook_writing
from taxonomy.codes import Codebook
from taxonomy.faults import Severity

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
    codings: int


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
        return _codebook(project, path)
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


def read_codebook(named: str) -> Codebook:
    """A built-in codebook by its name, or one from a file. Raises CannotDo with every error of the file."""
    if named in builtin.names():
        return builtin.load(named)
    path = Path(named)
    if not path.suffix:
        raise CannotDo(
            f"There is no built-in codebook “{named}”; there are {', '.join(builtin.names())}, or give a file."
        )
    if path.suffix.lower() != ".toml":
        raise CannotDo(f"Codebooks come from .toml files for now; “{path.suffix}” comes in a later version.")
    try:
        loaded = loading.load(path)
    except OSError as error:
        raise CannotDo(f"The codebook “{named}” cannot be read: {error.strerror}.") from error
    if loaded.codebook is None:
        errors = [str(fault) for fault in loaded.faults if fault.severity is Severity.ERROR]
        raise CannotDo(" | ".join(errors))
    return loaded.codebook


def compare_codebook(project: Project, other: Codebook) -> list[dict[str, str]]:
    """How another codebook differs from the project's, in words."""
    from taxonomy.comparing import compare

    return [{"change": one.change.value, "what": str(one)} for one in compare(codebook(project), other)]


def _codebook(project: Project, path: Path) -> Exported:
    from annotator.formats.replacing import replacing

    with replacing(path) as out:
        out.write(codebook_writing.write(codebook(project)).encode())
    return Exported(path, 0)
