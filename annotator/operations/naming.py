"""Finding things by what people call them: unique beginnings of ids, titles, file names, paths, names and aliases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from annotator.model.codings import Case, Coder, Coding
from annotator.model.documents import Document
from annotator.model.errors import Ambiguous, CannotDo
from annotator.model.ids import id_text
from annotator.operations.codebook import ProjectCode

_Thing = TypeVar("_Thing")
_SHORTEST = 4  # hexadecimal digits of an id's beginning


def find_document(known: Sequence[Document], wanted: str) -> Document:
    """By title, file name with or without suffix, or the beginning of its id."""
    folded = " ".join(wanted.split()).casefold()

    def names(one: Document) -> Iterable[str]:
        return one.title, one.file_name, Path(one.file_name).stem

    found = [one for one in known if folded in {" ".join(name.split()).casefold() for name in names(one)}]
    return _only(found or _by_id(known, wanted), "document", wanted, lambda one: f"{one.title} ({id_text(one.id)})")


def find_code(known: Sequence[ProjectCode], wanted: str) -> ProjectCode:
    """By its id in the codebook, its path ("A > B"), its name where only one has it, or the beginning of its id."""
    exact = [one for one in known if one.code.id == wanted.strip()]
    path = tuple(" ".join(part.split()).casefold() for part in wanted.split(">"))
    by_path = [one for one in known if tuple(part.casefold() for part in one.path) == path]
    by_name = [one for one in known if one.name.casefold() == " ".join(wanted.split()).casefold()]
    found = exact or by_path or by_name or _by_id(known, wanted)
    return _only(found, "code", wanted, lambda one: one.path_text)


def find_case(known: Sequence[Case], wanted: str) -> Case:
    """By name, alias or the beginning of its id."""
    folded = " ".join(wanted.split()).casefold()
    by_name = [one for one in known if one.name.casefold() == folded]
    by_alias = [one for one in known if folded in {alias.casefold() for alias in one.also}]
    return _only(by_name or by_alias or _by_id(known, wanted), "case", wanted, lambda one: f"{one.name} ({one.type})")


def find_coder(known: Sequence[Coder], wanted: str) -> Coder:
    """By name, initials or the beginning of its id."""
    folded = " ".join(wanted.split()).casefold()
    by_name = [one for one in known if one.name.casefold() == folded]
    by_initials = [one for one in known if one.initials.casefold() == folded]
    found = by_name or by_initials or _by_id(known, wanted)
    return _only(found, "coder", wanted, lambda one: f"{one.name} ({id_text(one.id)})")


def find_coding(known: Sequence[Coding], wanted: str) -> Coding:
    """By the beginning of its id, or by the id that it had in the file that it came from."""
    foreign = [one for one in known if one.foreign_id == wanted]
    return _only(_by_id(known, wanted) or foreign, "coding", wanted, lambda one: id_text(one.id))


def _by_id(known: Sequence[_Thing], wanted: str) -> list[_Thing]:
    start = wanted.strip().lower().replace("-", "")
    if len(start) < _SHORTEST:
        return []
    return [one for one in known if bytes(one.id).hex().startswith(start)]  # type: ignore[attr-defined]  # all have ids


def _only(found: Sequence[_Thing], what: str, wanted: str, told: Callable[[_Thing], str]) -> _Thing:
    if not found:
        raise CannotDo(f"There is no {what} “{wanted}” in this project.")
    found = [one for one in found if not getattr(one, "gone", False)] or found
    if len(found) > 1:
        listed = "; ".join(told(one) for one in found[:5])
        raise Ambiguous(f"“{wanted}” may mean several {what}s: {listed}{' …' if len(found) > 5 else ''}. Say which.")
    return found[0]
