"""What the names in a query line mean in a project: codes, cases, coders, fields, entries of documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from annotator.model.errors import Ambiguous, CannotDo
from annotator.model.ids import CaseId, CodeId, CoderId, DocumentId
from annotator.model.query import (
    Beside,
    CaseIs,
    CodeIs,
    CoderIs,
    Dated,
    DocumentHas,
    QueryFault,
    ValueIs,
    ValueThere,
    Where,
)
from annotator.model.query_parsing import KEYS, is_date, nearest
from annotator.model.query_text import Wanted
from annotator.operations import codebook
from annotator.operations.naming import find_case, find_code, find_coder
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy.codes import FieldType

_USUAL = ("author", "outlet", "date", "url", "kind", "language")  # entries of documents that may be asked for anyway
_Found = TypeVar("_Found")


class Names:
    """Answers `annotator.store.asking.Meaning` for a project as it stands; made anew when the project changes.

    `used_fields` gives the ids of all fields that any coding has: those that left the codebook too.
    """

    def __init__(self, project: Project, used_fields: Callable[[], Collection[str]] = tuple) -> None:
        self._project, self._used_fields = project, used_fields

    @cached_property
    def _codes(self) -> tuple[codebook.ProjectCode, ...]:
        return codebook.codes(self._project)

    @cached_property
    def _below(self) -> Mapping[CodeId, frozenset[CodeId]]:
        """Each code with all that stand below it."""
        found: dict[CodeId, set[CodeId]] = {one.id: {one.id} for one in self._codes}
        for one in reversed(self._codes):  # children before their parents
            if one.parent is not None and one.parent in found:
                found[one.parent] |= found[one.id]
        return {this: frozenset(held) for this, held in found.items()}

    @cached_property
    def _words_suffice(self) -> Mapping[str, bool]:
        """Of each field of the codebook whether it holds free text."""
        return {
            one.field.id: one.field.type not in (FieldType.CHOICE, FieldType.NUMBER)
            for one in codebook.asked_fields(self._project)
        }

    @cached_property
    def _documents(self) -> Sequence[tuple[DocumentId, str, Mapping[str, str]]]:
        return [
            (one.id, one.title, {key.casefold(): str(value) for key, value in one.metadata.items()})
            for one in reading.documents(self._project)
        ]

    @cached_property
    def _entries(self) -> frozenset[str]:
        return frozenset(key for _, _, metadata in self._documents for key in metadata)

    def codes(self, leaf: CodeIs | Beside) -> Collection[CodeId]:
        def names() -> list[str]:
            return [name for one in self._codes for name in dict.fromkeys((one.name, one.path_text))]

        found = _looked_up(leaf, "code", lambda: find_code(self._codes, leaf.name), names)
        return self._below[found.id] if isinstance(leaf, Beside) or leaf.below else (found.id,)

    def case(self, leaf: CaseIs) -> CaseId:
        known = reading.cases(self._project)
        name = leaf.name or ""
        return _looked_up(
            leaf, "case", lambda: find_case(known, name), lambda: [n for one in known for n in (one.name, *one.also)]
        ).id

    def coder(self, leaf: CoderIs) -> CoderId:
        known = reading.coders(self._project)
        return _looked_up(
            leaf, "coder", lambda: find_coder(known, leaf.name), lambda: [one.name for one in known]
        ).id

    def field(self, leaf: ValueIs | ValueThere) -> tuple[str, bool] | None:
        wanted = leaf.key.casefold()
        if leaf.where is not Where.META:
            by_folded = {one.casefold(): one for one in self._words_suffice}
            if wanted in by_folded:
                return by_folded[wanted], self._words_suffice[by_folded[wanted]]
        if leaf.where is not Where.FIELD and (leaf.where is Where.META or wanted in {*self._entries, *_USUAL}):
            return None
        used = {one.casefold(): one for one in self._used_fields()}
        if wanted in used:
            return used[wanted], False
        fields = [*self._words_suffice, *used.values()]
        known = fields if leaf.where is Where.FIELD else [*KEYS, *fields, *sorted(self._entries), *_USUAL]
        what = "field" if leaf.where is Where.FIELD else "key"
        hint = "" if leaf.where is Where.FIELD else f" To find the words themselves, write \"{leaf.key}:…\" in quotes."
        raise QueryFault(f"There is no {what} “{leaf.key}”.{_meant(nearest(leaf.key, known))}{hint}", leaf.at, leaf.end)

    def documents(self, leaf: DocumentHas | Dated | ValueIs | ValueThere) -> Collection[DocumentId]:
        match leaf:
            case DocumentHas(words=words):
                wanted = Wanted(words)
                return [this for this, title, _ in self._documents if wanted.stands_in(title)]
            case Dated(first=first, last=last):
                return [this for this, _, held in self._documents if _is_from(held.get("date", ""), first, last)]
            case ValueIs(key=key, value=value):
                wanted = Wanted(value)
                return [this for this, _, held in self._documents if wanted.stands_in(held.get(key.casefold(), ""))]
            case ValueThere(key=key, there=there):
                entry = key.casefold()
                return [this for this, _, held in self._documents if bool(held.get(entry, "").strip()) is there]


def _is_from(date: str, first: str | None, last: str | None) -> bool:
    """Whether all that an ISO date of reduced precision may mean lies in a span; None asks for documents without."""
    date = date.strip()[:10]
    if first is None or last is None:
        return not date
    if not is_date(date):
        return False
    after = date[: len(first)] >= first if len(date) >= len(first) else date > first[: len(date)]
    before = not last or (date[: len(last)] <= last if len(date) >= len(last) else date < last[: len(date)])
    return after and before


def _looked_up(
    leaf: CodeIs | Beside | CaseIs | CoderIs, what: str, find: Callable[[], _Found], names: Callable[[], list[str]]
) -> _Found:
    try:
        return find()
    except Ambiguous as error:
        raise QueryFault(error.message, leaf.at, leaf.end) from None
    except CannotDo:
        wanted = leaf.name or ""
        meant = _meant(nearest(wanted, names()))
        raise QueryFault(f"There is no {what} “{wanted}” in this project.{meant}", leaf.at, leaf.end) from None


def _meant(names: Sequence[str]) -> str:
    if not names:
        return ""
    listed = "“" + "”, “".join(names[:-1]) + "” or “" + names[-1] + "”" if len(names) > 1 else f"“{names[0]}”"
    return f" Did you mean {listed}?"
