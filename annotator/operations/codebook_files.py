"""Codebooks as files: the built-in ones, those that people bring, and the project's own written out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.formats.codebook_page import PageOf, codebook_page
from annotator.formats.replacing import replacing
from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId
from annotator.operations.codebook import codebook, codes
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy import builtin, comparing, loading, writing
from taxonomy.codes import Codebook
from taxonomy.comparing import Change, Difference, LookAgain
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


@dataclass(frozen=True, slots=True)
class Coming:
    """One thing that importing a codebook would change, or would leave although the file lacks it."""

    difference: Difference
    path: tuple[str, ...] = ()  # names from the top of the code concerned; empty for what is no code
    codings: int = 0  # that should be looked at again
    stays: bool = False  # the file lacks it, and an import deletes nothing


def what_comes(project: Project, other: Codebook, counts: Mapping[CodeId, int] | None = None) -> tuple[Coming, ...]:
    """What importing a codebook would change: all its differences from the project's own, in their order.

    `counts` are the codings of each code that are to be counted, all of them unless told.
    """
    known = {one.code.id: one for one in codes(project)}
    counted = reading.coding_counts(project) if counts is None else counts
    paths = {**_paths(other), **{this: one.path for this, one in known.items()}}
    found = []
    for one in comparing.compare(codebook(project), other):
        concerned = [known[this].id for this in one.concerns if this in known]
        again = one.look_again in (LookAgain.ALL_CODINGS, LookAgain.FIELD_VALUES)
        stays = one.change is Change.REMOVED and not one.owner
        found.append(
            Coming(
                one,
                paths.get(one.owner or one.id, ()) if one.part == "code" or one.owner in known else (),
                sum(counted.get(this, 0) for this in concerned) if again and not stays else 0,
                stays,
            )
        )
    return tuple(found)


def _paths(book: Codebook) -> dict[str, tuple[str, ...]]:
    """The names from the top of each code of a file."""
    code_of = {one.id: one for one in book.codes}
    found = {}
    for one in book.codes:
        path, at, seen = [one.name], one, {one.id}
        while at.parent in code_of and at.parent not in seen:
            at = code_of[at.parent]
            seen.add(at.id)
            path.append(at.name)
        found[one.id] = tuple(reversed(path))
    return found


def page_of(project: Project, *, counts: Mapping[CodeId, int] | None = None, for_paper: bool = False) -> str:
    """The project's codebook as a page of HTML; with `counts`, how many codings each code has, its own alone."""
    known = [one for one in codes(project) if not one.gone]
    by_text_id = {one.code.id: counts.get(one.id, 0) for one in known} if counts is not None else None
    also = PageOf(by_text_id, frozenset(one.code.id for one in known if one.to_define))
    return codebook_page(codebook(project), also, for_paper=for_paper)


def write_codebook_page(project: Project, path: Path, *, counts: Mapping[CodeId, int] | None = None) -> None:
    """The project's codebook as a page that needs nothing but itself."""
    text = page_of(project, counts=counts)
    with replacing(path) as out:
        out.write(text.encode())


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
