"""The codings found in another order than that of documents and their texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotator.model.ids import CaseId, CodeId, CoderId, CodingId
from annotator.operations.reviewing import Review, sees
from annotator.ui.documents.document_table import folded
from annotator.ui.open_project import OpenProject
from annotator.ui.review.shown import Column

if TYPE_CHECKING:
    from annotator.store.asking_columns import Columns, Sees

_LAST = "\U0010ffff"  # after all names: what has none


@dataclass(frozen=True, slots=True)
class Ranks:
    """What codes, cases and coders are sorted by, taken from the open project so that another thread may use it."""

    codes: Mapping[CodeId, int]
    cases: Mapping[CaseId, str]
    coders: Mapping[CoderId, str]
    sees: Sees | None = None  # whose memos count; None: everybody's


def ranks_of(opened: OpenProject) -> Ranks:
    return Ranks(
        {one.id: at for at, one in enumerate(opened.codes)},
        {one.id: folded(one.name) for one in opened.cases},
        {one.id: folded(one.name) for one in opened.coders.values()},
        sees(opened.sight),
    )


class OrderedReview(Review):
    """What is found can be sorted by any column; equals stay in the order of documents and their texts."""

    def ordered(self, ids: Sequence[CodingId], column: Column, rising: bool, ranks: Ranks) -> tuple[CodingId, ...]:
        """`ids` come in the order of documents and their texts."""
        if column is Column.DOCUMENT:
            return tuple(ids) if rising else tuple(reversed(ids))
        key = self._asked(lambda columns, _names: _key(columns, column, ranks))
        return tuple(sorted(ids, key=key, reverse=not rising))


def _key(columns: Columns, column: Column, ranks: Ranks) -> Callable[[CodingId], Any]:
    match column:
        case Column.CODE:
            return _by(columns, columns.code, lambda code: ranks.codes.get(code, len(ranks.codes)))
        case Column.CODER:
            return _by(columns, columns.coder, lambda coder: ranks.coders.get(coder, _LAST))
        case Column.STANCE:
            return _by(columns, columns.stance, str)
        case Column.CASES:
            return _by(columns, columns.cases, lambda cases: _names(cases, ranks))
        case Column.FIELDS:
            return _by(columns, columns.fields, lambda held: folded(str(list(held.items()))) if held else _LAST)
        case Column.MEMO:
            memos = columns.memos(ranks.sees)
            return lambda this: folded(memos[this]) if this in memos else _LAST
        case _:
            place, quotes = columns.place_of, columns.quotes
            return lambda this: folded(quotes[place[this]].lstrip()) if this in place else _LAST


def _by(columns: Columns, held: Any, rank: Callable[[Any], Any]) -> Callable[[CodingId], Any]:
    place, numbers, known = columns.place_of, held.numbers.tolist(), [rank(value) for value in held.values]
    last = max(known, default=None)
    return lambda this: known[numbers[place[this]]] if this in place else last


def _names(cases: frozenset[CaseId], ranks: Ranks) -> str:
    names = sorted(ranks.cases.get(one, _LAST) for one in cases)
    return ", ".join(names) if names else _LAST
