"""Codebooks as files: the built-in ones, those that people bring, and the project's own written out."""

from __future__ import annotations

from pathlib import Path

from annotator.formats.replacing import replacing
from annotator.model.errors import CannotDo
from annotator.operations.codebook import codebook
from annotator.store.handle import Project
from taxonomy import builtin, comparing, loading, writing
from taxonomy.codes import Codebook
from taxonomy.faults import Severity


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
    return [{"change": one.change.value, "what": str(one)} for one in comparing.compare(codebook(project), other)]


def write_codebook(project: Project, path: Path) -> None:
    """The project's codebook as TOML; comments and order of a file that lies there already are kept."""
    try:
        original = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        original = None
    if original is not None and loading.load_text(original, path.name).codebook is None:
        original = None
    text = writing.write(codebook(project), original)
    with replacing(path) as out:
        out.write(text.encode())
