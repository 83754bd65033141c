"""Which codings a query means: each part of it as a mask over the columns of all live codings.

Names were looked up before (`Meaning`); nothing here knows how people call things. How codings lie to one another is
in `asking_relations`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Protocol

import numpy as np

from annotator.model.ids import CaseId, CodeId, CoderId, DocumentId
from annotator.model.query import (
    And,
    Automatic,
    Beside,
    CaseIs,
    Coded,
    CodeIs,
    CoderIs,
    Dated,
    DocumentHas,
    Everything,
    Leaf,
    MemoHas,
    Not,
    Or,
    Query,
    QueryFault,
    QuoteHas,
    QuoteMatches,
    StanceIs,
    ValueIs,
    ValueThere,
)
from annotator.model.query_marks import is_automatic
from annotator.model.query_patterns import compiled, needed
from annotator.model.query_text import Wanted
from annotator.store import asking_relations
from annotator.store.asking_columns import Columns, Sees
from annotator.store.asking_reading import Mask

PATIENCE = 3.0  # seconds of computing that a regular expression may take over all quotes
_AT_ONCE, _LONG = 64, 500  # quotes between two looks at the clock; code points from which on one looks after each


class Meaning(Protocol):
    """What the names in a query mean in this project. Each raises QueryFault where they mean nothing."""

    def codes(self, leaf: CodeIs | Beside) -> Collection[CodeId]: ...
    def case(self, leaf: CaseIs) -> CaseId: ...
    def coder(self, leaf: CoderIs) -> CoderId: ...
    def documents(self, leaf: DocumentHas | Dated | ValueIs | ValueThere) -> Collection[DocumentId]: ...

    def field(self, leaf: ValueIs | ValueThere) -> tuple[str, bool] | None:
        """The id of the field that is meant, and whether words of its value suffice. None: the document is asked."""
        ...


def chosen(columns: Columns, query: Query, meaning: Meaning, sees: Sees | None = None) -> Mask:
    """Which codings a query finds. What is not seen (None: all is) is not found, and nothing is found by lying beside
    it or by being noted by somebody who is not seen."""
    return _Asked(columns, meaning, sees).found(query)


class _Asked:
    def __init__(self, columns: Columns, meaning: Meaning, sees: Sees | None) -> None:
        self._columns, self._meaning, self._sees = columns, meaning, sees
        self._visible = np.ones(len(columns), bool) if sees is None else columns.coder_and_document(sees)

    def found(self, query: Query) -> Mask:
        return self.of(query) & self._visible

    def of(self, query: Query) -> Mask:
        match query:
            case Everything():
                return np.ones(len(self._columns), bool)
            case And(parts=parts):
                return reduce(and_, map(self.of, parts))
            case Or(parts=parts):
                return reduce(or_, map(self.of, parts))
            case Not(part=part):
                return ~self.of(part)
            case _:
                return self._leaf(query)

    def _leaf(self, leaf: Leaf) -> Mask:
        columns, meaning = self._columns, self._meaning
        match leaf:
            case CodeIs():
                return columns.code.among(meaning.codes(leaf))
            case CaseIs(name=None):
                return columns.cases.where(lambda held: not held)
            case CaseIs():
                case = meaning.case(leaf)
                return columns.cases.where(lambda held: case in held)
            case CoderIs():
                return columns.coder.among([meaning.coder(leaf)])
            case StanceIs(stance=stance):
                return columns.stance.among([stance.value])
            case DocumentHas() | Dated():
                return columns.document.among(meaning.documents(leaf))
            case ValueIs() | ValueThere():
                return self._value(leaf)
            case Coded(first=first, last=last):
                return self._made(first, last)
            case QuoteHas(words=words):
                return columns.saying(Wanted(words))
            case QuoteMatches():
                return self._matching(leaf)
            case MemoHas(words=words):
                return self._noted(words)
            case Automatic(yes=yes):
                return columns.imported_from.where(lambda source: is_automatic(source) is yes)
            case Beside():
                others = columns.code.among(meaning.codes(leaf)) & self._visible
                return asking_relations.beside(columns, leaf, others)

    def _value(self, leaf: ValueIs | ValueThere) -> Mask:
        field = self._meaning.field(leaf)
        if field is None:
            return self._columns.document.among(self._meaning.documents(leaf))
        name, words = field
        if isinstance(leaf, ValueThere):
            return self._columns.fields.where(lambda held: (held.get(name) not in (None, "", [])) is leaf.there)
        is_meant = value_test(leaf.value, words=words)
        return self._columns.fields.where(lambda held: is_meant(held.get(name)))

    def _made(self, first: str, last: str) -> Mask:
        when = self._columns.created
        mask = np.ones(len(when), bool)
        if first:
            mask &= when >= moment(first)
        if last:
            mask &= when < moment(last, after=True)
        return mask

    def _noted(self, words: str | None) -> Mask:
        columns = self._columns
        mask = np.zeros(len(columns), bool)
        wanted = Wanted(words or "")
        found = [this for this, text in columns.memos(self._sees).items() if words is None or wanted.stands_in(text)]
        mask[[columns.place_of[this] for this in found if this in columns.place_of]] = True
        return ~mask if words is None else mask

    def _matching(self, leaf: QuoteMatches) -> Mask:
        """Short quotes first, so that what takes too long is noticed while it still ends."""
        search, quotes = compiled(leaf.pattern).search, self._columns.quotes
        mask = np.zeros(len(quotes), bool)
        places = self._columns.holding(needed(leaf.pattern))
        lengths = np.fromiter((len(quotes[place]) for place in places.tolist()), np.int64, len(places))
        order = places[np.argsort(lengths, kind="stable")].tolist()
        begun, at = time.process_time(), 0
        while at < len(order):
            some = order[at : at + (_AT_ONCE if len(quotes[order[at]]) < _LONG else 1)]
            mask[some] = [search(quotes[place]) is not None for place in some]
            at += len(some)
            if time.process_time() - begun > PATIENCE:
                raise QueryFault("The regular expression takes too long; write it more simply.", leaf.at, leaf.end)
        return mask


def value_test(wanted: str, *, words: bool) -> Callable[[object], bool]:
    """Whether the value of a field is the wanted one, case ignored, or with `words` says it."""
    plain = wanted.strip().casefold()
    said = Wanted(wanted)
    try:
        number = float(wanted)
    except ValueError:
        number = None

    def holds(value: object) -> bool:
        if isinstance(value, list):
            return any(holds(one) for one in value)
        if isinstance(value, str):
            return value.strip().casefold() == plain or (words and said.stands_in(value))
        if isinstance(value, bool) or value is None:
            return False
        return isinstance(value, (int, float)) and value == number

    return holds


def moment(date: str, *, after: bool = False) -> int:
    """The beginning of a year, month or day on this machine, or of the one after it; milliseconds since 1970."""
    year, month, day = (*(int(part) for part in date.split("-")), 1, 1)[:3]
    if after:
        parts = date.count("-")
        if parts == 0:
            year += 1
        elif parts == 1:
            year, month = year + month // 12, month % 12 + 1
    try:
        start = datetime.strptime(f"{year:04}-{month:02}-{day:02}", "%Y-%m-%d").astimezone()
        return int((start + timedelta(days=after and date.count("-") == 2)).timestamp() * 1000)
    except (OverflowError, OSError, ValueError):  # years that the machine's clock does not know
        return (year - 1970) * 31_556_952_000
