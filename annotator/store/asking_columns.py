"""The live codings of a project in compact columns, so that 100,000 of them can be asked within a blink.

What repeats (codes, coders, layers, sets of cases, fields) is kept once, and each coding holds its number. Where the
codings lie is read at once, each further column when a question needs it first. All belong to one state of the
project: `state_of` tells it, and `follow` takes what was changed since into the columns without reading all anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import compress, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from annotator.model.changes import Changes, Kind, deref
from annotator.model.ids import CaseId, CoderId, CodingId, DocumentId, EntityId, LayerId
from annotator.model.query_text import Wanted, breaks, folded
from annotator.store.aliases import everything_canonical
from annotator.store.asking_reading import (
    Changed,
    Column,
    Mask,
    Numbers,
    count_of_changesets,
    documents_of_layers,
    state_of,
    tuples,
)
from annotator.store.dialects import sqlite
from annotator.store.handle import Project, uncollected
from annotator.store.schema import coding, memo

Sees = Callable[[CoderId, DocumentId | None], bool]  # whether what that coder wrote on that document is seen
NOWHERE = -1  # start and end of what has no place in a text
_BETWEEN = "\0"
_AT_ONCE = 10_000  # codings that are read without letting anybody else in: some 20 ms
_FEW = 3_000  # codings that changed; beyond that all is read anew
_HARMLESS = {Kind.CODING, Kind.MEMO, Kind.PART, Kind.FINISHED, Kind.LOOKED, Kind.KEPT}


class Columns:
    """All live codings in the order of the documents and of their texts."""

    def __init__(self, project: Project) -> None:
        """Raises Changed where something is written meanwhile: the project is not held all the time."""
        self.project = project
        self.kept: dict[str, dict[LayerId, Any]] = {}  # what was computed from texts, which never change
        self._held: dict[str, Column] = {}
        with uncollected():
            with project.lock:
                self.state = state_of(project)
                self._changesets = count_of_changesets(project)
                self._documents_of = documents_of_layers(project)
            rows = self._by_id()
            ids, layers, starts, ends = zip(*rows, strict=True) if rows else ((), (), (), ())
            self._cuts: list[CodingId] = list(ids[_AT_ONCE:-1:_AT_ONCE])
            self._layers = Column([], np.zeros(0, np.int32), {})
            self._layers.numbers = self._layers.number_all(layers, LayerId)
            self.start, self.end = _places(starts), _places(ends)
            self.ids: list[CodingId] = list(ids)
            self._arrange(np.lexsort((self.end, self.start, self._ranks())), by_id=True)

    # Reading

    def _arrange(self, order: npt.NDArray[np.int64], *, by_id: bool = False) -> None:
        """Puts what is held into an order. `by_id`: it stood in that of the ids, as further columns will be read."""
        if by_id:
            self._order = order
        self.ids = list(map(self.ids.__getitem__, order.tolist()))
        self.start, self.end = self.start[order], self.end[order]
        for column in (self._layers, *self._held.values()):
            column.numbers = column.numbers[order]
        for name in ("place_of", "document", "quotes", "_folded_quotes", "created"):
            self.__dict__.pop(name, None)

    def _ranks(self) -> Numbers:
        """Where the document of each coding stands among the documents."""
        ranks = [self._documents_of.get(one, (None, len(self._documents_of)))[1] for one in self._layers.values]
        return np.array(ranks or [0], np.int32)[self._layers.numbers]

    def _column(self, name: str) -> Column:
        """A further column. Raises Changed."""
        if name not in self._held:
            held = self._more(name)
            found = Column([], np.zeros(0, np.int32), {}, name not in _OWN)
            found.numbers = found.number_all(held, self._becomes(name))[self._order]
            self._held[name] = found
        return self._held[name]

    def _by_id(self) -> list[tuple[Any, ...]]:
        """Where all codings lie, a portion at a time, so that the window's thread is let in between. Raises Changed."""
        query = sa.select(coding.c.id, *(_COLUMNS[name] for name in _PLACES)).limit(_AT_ONCE)
        rows = some = tuples(self.project, query)
        while len(some) == _AT_ONCE:
            some = tuples(self.project, query.where(coding.c.id > rows[-1][0]))
            rows += some
        self._refuse_changed()
        return rows

    def _more(self, name: str) -> list[Any]:
        """A further column of all codings by id, in the same way. Raises Changed."""
        self._refuse_changed()
        query, found = sa.select(_COLUMNS[name]), []
        with uncollected():
            for low, high in pairwise((None, *self._cuts, None)):
                some = query if low is None else query.where(coding.c.id > low)
                found += tuples(self.project, some if high is None else some.where(coding.c.id <= high))
        self._refuse_changed()
        return [one for (one,) in found]

    def _refuse_changed(self) -> None:
        if state_of(self.project) != self.state:
            raise Changed

    def _becomes(self, name: str) -> Callable[[Any], Any]:
        joined = everything_canonical(self.project)
        match name:
            case "code" | "coder":
                stands_for = joined[Kind.CODE if name == "code" else Kind.CODER]
                return lambda one: stands_for.get(one, one)
            case "cases":
                return lambda text: frozenset(_case(one, joined[Kind.CASE]) for one in json.loads(text))
            case "fields":
                return lambda text: json.loads(text)
            case _:
                return lambda one: one

    # What there is

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def place_of(self) -> dict[CodingId, int]:
        """Where each coding stands in the columns."""
        return {this: place for place, this in enumerate(self.ids)}

    @property
    def layer(self) -> Column:
        return self._layers

    @cached_property
    def document(self) -> Column:
        each = [self._documents_of.get(one, (None, 0))[0] for one in self._layers.values]
        number = {one: place for place, one in enumerate(dict.fromkeys(each))}
        table = np.array([number[one] for one in each] or [0], np.int32)
        return Column(list(number), table[self._layers.numbers], number)

    @property
    def code(self) -> Column:
        return self._column("code")

    @property
    def coder(self) -> Column:
        return self._column("coder")

    @property
    def stance(self) -> Column:
        return self._column("stance")

    @property
    def cases(self) -> Column:
        """Sets of cases."""
        return self._column("cases")

    @property
    def fields(self) -> Column:
        return self._column("fields")

    @property
    def imported_from(self) -> Column:
        return self._column("imported_from")

    @cached_property
    def created(self) -> npt.NDArray[np.int64]:
        """Milliseconds since 1970."""
        column = self._column("created")
        return np.array(column.values or [0], np.int64)[column.numbers]

    @cached_property
    def quotes(self) -> list[str]:
        column = self._column("quote")
        return list(map(column.values.__getitem__, column.numbers.tolist()))

    @cached_property
    def _notes(self) -> list[tuple[CodingId, CoderId, str]]:
        query = sa.select(memo.c.about, memo.c.coder, memo.c.text).order_by(memo.c.created, memo.c.id)
        rows = self.project.read(query.where(memo.c.deleted == 0, memo.c.about_kind == int(Kind.CODING)))
        return [(about, who, str(text or "")) for about, who, text in rows]

    def memos(self, sees: Sees | None = None) -> dict[CodingId, str]:
        """What is noted on codings, all notes on one together; without those whose coder is not seen there."""
        found: dict[CodingId, str] = {}
        for about, who, text in self._notes:
            if about not in self.place_of:
                continue
            on = self.document.values[self.document.numbers[self.place_of[about]]]
            if sees is None or sees(who, on):
                found[about] = f"{found[about]}\n{text}" if about in found else text
        return found

    @cached_property
    def _folded_quotes(self) -> tuple[list[str], bool]:
        """All quotes as they are compared, and whether any holds a hyphen that may not be meant."""
        joined = _BETWEEN.join(self.quotes)
        if joined.count(_BETWEEN) >= len(self.quotes):  # no text that was imported holds one; a damaged file may
            joined = _BETWEEN.join(quote.replace(_BETWEEN, " ") for quote in self.quotes)
        held = folded(joined)
        return held.split(_BETWEEN), breaks(held)

    def used_fields(self) -> set[str]:
        """The ids of all fields that any coding has."""
        return {name for held in self.fields.values for name in held}

    def warm(self) -> None:
        """Reads all columns that any question may need."""
        for name in _COLUMNS:
            if name not in _PLACES:
                self._column(name)
        self.saying(Wanted("-"))

    # Answers

    def saying(self, wanted: Wanted) -> Mask:
        """Which quotes hold the words."""
        if not self.ids or not wanted:
            return np.zeros(len(self.ids), bool)
        quotes, loose = self._folded_quotes
        if not loose and wanted.is_plain:
            word = wanted.folded
            mask = np.array([word in quote for quote in quotes], bool)
        elif not loose:
            search, word = wanted.pattern_for("").search, wanted.longest_word
            mask = np.array([word in quote and search(quote) is not None for quote in quotes], bool)
        else:
            mask = np.array([wanted.pattern_for(quote).search(quote) is not None for quote in quotes], bool)
        if not wanted.exact:
            for place in np.flatnonzero(mask).tolist():
                mask[place] = wanted.stands_in(self.quotes[place])
        return mask

    def holding(self, part: str) -> npt.NDArray[np.int64]:
        """Where the folded quotes hold a part of one."""
        if not part:
            return np.arange(len(self.ids))
        return np.flatnonzero(np.array([part in quote for quote in self._folded_quotes[0]], bool))

    def those(self, mask: Mask) -> tuple[CodingId, ...]:
        """The chosen codings, in order."""
        return tuple(self.ids) if mask.all() else tuple(compress(self.ids, mask.tolist()))

    def mask_of(self, ids: Iterable[CodingId]) -> Mask:
        """The other way round; those that are not there any more are passed over."""
        mask = np.zeros(len(self.ids), bool)
        mask[[self.place_of[this] for this in ids if this in self.place_of]] = True
        return mask

    def coder_and_document(self, holds: Sees) -> Mask:
        """Which codings have a coder and a document that `holds` is true of together."""
        if not len(self.ids):
            return np.zeros(0, bool)
        table = np.array([[holds(who, on) for on in self.document.values] for who in self.coder.values], bool)
        found: Mask = table[self.coder.numbers, self.document.numbers]
        return found

    # Following

    def follow(self, changes: Sequence[Changes]) -> bool:
        """Takes in what was changed. False where that is not all that was, or is too much: read all anew."""
        with uncollected(), self.project.lock:
            state, changesets = state_of(self.project), count_of_changesets(self.project)
            told = {one.changeset for one in changes if one.changeset is not None}
            kinds = {kind for one in changes for kind in one.touched}
            touched = list(dict.fromkeys(CodingId(this) for one in changes for this in one.of(Kind.CODING)))
            if changesets - self._changesets != len(told) or kinds - _HARMLESS or len(touched) > _FEW:
                return False
            if Kind.MEMO in kinds:
                self.__dict__.pop("_notes", None)
            if touched:
                self._take_in(touched)
            self.state, self._changesets = state, changesets
            return True

    def _take_in(self, touched: Sequence[CodingId]) -> None:
        names = (*_PLACES, *self._held)
        rows: list[tuple[Any, ...]] = []
        query = sa.select(coding.c.id, *(_COLUMNS[name] for name in names))
        for some in sqlite.portions(touched):
            rows += tuples(self.project, query.where(coding.c.id.in_(some)))
        gone = set(touched)
        stay = np.fromiter((this not in gone for this in self.ids), bool, len(self.ids))
        values = list(zip(*rows, strict=True)) if rows else [()] * (1 + len(names))
        self.ids = [*compress(self.ids, stay.tolist()), *values[0]]
        self.start = np.concatenate((self.start[stay], _places(values[2])))
        self.end = np.concatenate((self.end[stay], _places(values[3])))
        self._grow(self._layers, stay, values[1], LayerId)
        for name, held in zip(names[len(_PLACES) :], values[1 + len(_PLACES) :], strict=True):
            self._grow(self._held[name], stay, held, self._becomes(name))
        halves = np.frombuffer(b"".join(self.ids), ">u8").reshape(-1, 2)
        by_id = np.lexsort((halves[:, 1], halves[:, 0]))
        self._arrange(by_id)
        self._arrange(np.lexsort((self.end, self.start, self._ranks())), by_id=True)

    def _grow(self, column: Column, stay: Mask, more: Sequence[Any], becomes: Callable[[Any], Any]) -> None:
        column.numbers = np.concatenate((column.numbers[stay], column.number_all(more, becomes)))


_COLUMNS: dict[str, sa.ColumnElement[Any]] = {
    name: coding.c[name]
    for name in ("layer", "start", "end", "code", "coder", "stance", "cases", "fields", "imported_from", "created")
} | {"quote": sa.func.coalesce(coding.c.quote, "")}
_PLACES = ("layer", "start", "end")
_OWN = ("quote", "created")


def _places(held: Sequence[int | None]) -> Numbers:
    return np.array([NOWHERE if one is None else one for one in held], np.int32)


def _case(text: str, stands_for: Mapping[EntityId, EntityId]) -> CaseId:
    this = EntityId(deref(text))
    return CaseId(stands_for.get(this, this))
