"""Documents in the order in which they are shown: sorted, grouped, filtered. Free of Qt's models."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from annotator.model.ids import DocumentId
from annotator.ui.documents import filtering
from annotator.ui.documents.columns import (
    LAST,
    Column,
    Rank,
    group_of,
    known_columns,
    own_column,
    without_words,
)
from annotator.ui.documents.document_row import DocumentRow, DocumentState, folded


@dataclass(frozen=True, slots=True)
class SortBy:
    """By a column's key, or "given": as the caller gave the rows. What has no value there comes last."""

    key: str
    descending: bool = False


class Sorting(Enum):
    """Those that are offered by name."""

    TITLE = SortBy("title")
    DATE = SortBy("date", descending=True)
    GIVEN = SortBy("given")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The head of a group; folded, its documents are not listed."""

    name: str
    title: str
    count: int
    folded: bool


Line = DocumentRow | GroupLine


class _Backwards:
    """A value that sorts the other way round."""

    __slots__ = ("value",)

    def __init__(self, value: Rank) -> None:
        self.value = value

    def __lt__(self, other: _Backwards) -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Backwards) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]  # it is compared, never kept in a set


class Arrangement:
    """All rows, and the lines that are shown of them. After a change of how, `fill` makes the lines anew."""

    def __init__(self) -> None:
        self.columns: tuple[Column, ...] = known_columns()
        self.all: dict[DocumentId, DocumentRow] = {}
        self.rows: list[DocumentRow] = []  # those that pass, in order
        self.lines: list[Line] = []        # what is shown: the rows themselves where nothing groups
        self.sorting = Sorting.TITLE.value
        self.grouping = ""
        self.queue_only = False
        self.typed = ""
        self.own: tuple[str, ...] = ()     # metadata keys that no column of the program shows
        self._by = self.columns[0]
        self._folded: set[str] = set()
        self._terms: tuple[filtering.Term, ...] = ()
        self._given: dict[DocumentId, int] = {}
        self._place: dict[DocumentId, int] | None = None  # made when first asked for after a change
        self._texts: dict[DocumentId, str] = {}           # folded, of those that were looked through

    def take(self, rows: Sequence[DocumentRow]) -> None:
        """Takes all rows; `fill` shows them."""
        self.all = {row.id: row for row in rows}
        self._given = {row.id: at for at, row in enumerate(rows)}
        self._texts.clear()
        known = {one.key for one in known_columns()}
        self.own = tuple(sorted({key for row in rows for key in row.metadata} - known, key=folded))
        self._terms = self._understood()

    def put(self, row: DocumentRow) -> DocumentRow | None:
        """Takes one row; the one that it replaces."""
        before = self.all.get(row.id)
        self._texts.pop(row.id, None)
        self._given.setdefault(row.id, len(self._given))
        self.all[row.id] = row
        return before

    # How

    def sort(self, sorting: SortBy) -> None:
        self.sorting = sorting
        found = next((one for one in self.columns if one.key == sorting.key), None)
        self._by = found if found is not None else own_column(sorting.key)

    def group(self, key: str) -> None:
        self.grouping = key
        self._folded.clear()

    def filter(self, text: str) -> bool:
        """Whether that changes what is shown."""
        before, self.typed = self._terms, text
        self._terms = self._understood()
        return before != self._terms

    def fold(self, name: str, wanted: bool | None) -> None:
        is_wanted = name not in self._folded if wanted is None else wanted
        (self._folded.add if is_wanted else self._folded.discard)(name)

    def fill(self) -> None:
        self.rows = sorted((row for row in self.all.values() if self.passes(row)), key=self.rank)
        self.show_rows()

    def show_rows(self) -> None:
        """The lines of the rows as they stand."""
        self.lines = self._in_groups() if self.grouping else [*self.rows]
        self._place = None

    # Where

    def place_of(self, document: DocumentId | None) -> int | None:
        """In which line it stands; None if the filter hides it, or a folded group."""
        if self._place is None:
            self._place = {line.id: at for at, line in enumerate(self.lines) if isinstance(line, DocumentRow)}
        return None if document is None else self._place.get(document)

    def line_of(self, wanted: DocumentId | str | None) -> int | None:
        """In which line a document stands, or the head of the group of that name."""
        if not isinstance(wanted, str):
            return self.place_of(wanted)
        lines = enumerate(self.lines)
        return next((at for at, one in lines if isinstance(one, GroupLine) and one.name == wanted), None)

    def place_for(self, row: DocumentRow, *, without: int | None = None) -> int:
        """Where among the rows it belongs, as if the one at `without` were not there."""
        others = self.rows if without is None else self.rows[:without] + self.rows[without + 1 :]
        return bisect_left(others, self.rank(row), key=self.rank)

    def members(self, name: str) -> list[DocumentId]:
        """The documents of a group that pass the filter."""
        return [row.id for row in self.rows if group_of(row, self.grouping)[1] == name]

    # Each row

    def passes(self, row: DocumentRow) -> bool:
        if self.queue_only and (row.state is DocumentState.FINISHED or row.gone):
            return False
        return not self._terms or filtering.passes(row, self._terms, self._text)

    def rank(self, row: DocumentRow) -> Rank:
        group = group_of(row, self.grouping)[0] if self.grouping else ()
        if self.sorting.key == "given":
            return (group, self._given[row.id])
        rank = self._by.rank(row)
        if not rank:
            return (group, LAST, folded(row.title), row.id)
        return (group, (0, _Backwards(rank) if self.sorting.descending else rank), folded(row.title), row.id)

    def _in_groups(self) -> list[Line]:
        groups: dict[str, list[DocumentRow]] = {}
        for row in self.rows:
            groups.setdefault(group_of(row, self.grouping)[1], []).append(row)
        lines: list[Line] = []
        for name, members in groups.items():
            is_folded = name in self._folded
            lines.append(GroupLine(name, name or without_words(self.grouping), len(members), is_folded))
            lines += () if is_folded else members
        return lines

    def _understood(self) -> tuple[filtering.Term, ...]:
        return filtering.terms_of(self.typed, filtering.keys_of(self.columns, self.own))

    def _text(self, row: DocumentRow) -> str:
        if self.all.get(row.id) is not row:
            return filtering.whole_text(row)
        if row.id not in self._texts:
            self._texts[row.id] = filtering.whole_text(row)
        return self._texts[row.id]
