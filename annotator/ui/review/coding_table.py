"""All codings found as a table for Qt's views: ids alone are held, rows are fetched as they come into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.model.ids import CodingId
from annotator.ui.review.shown import Column, ShownCoding, cell_text, column_title, spoken

_COLUMNS = len(Column)
PAGE = 50  # rows fetched at once
KEPT = 4_000  # rows remembered

Fetch = Callable[[Sequence[CodingId]], Sequence[ShownCoding]]
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CodingTable(QAbstractTableModel):
    """Rows by `show_codings`; `fetch` gives those that are looked at, those gone left out."""

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._ids: tuple[CodingId, ...] = ()
        self._places: dict[CodingId, int] | None = None
        self._rows: OrderedDict[CodingId, ShownCoding | None] = OrderedDict()

    # What is shown

    def show_codings(self, ids: Sequence[CodingId]) -> None:
        """Other codings, or the same in another order; rows that were fetched are kept."""
        if tuple(ids) == self._ids:
            return
        self.beginResetModel()
        self._ids, self._places = tuple(ids), None
        self.endResetModel()

    def forget(self, ids: Iterable[CodingId] | None = None) -> None:
        """Has these rows, or all, fetched again when they are looked at next."""
        if ids is None:
            self._rows.clear()
        else:
            for one in ids:
                self._rows.pop(one, None)
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(Column) - 1))

    @property
    def ids(self) -> tuple[CodingId, ...]:
        return self._ids

    def coding_at(self, row: int) -> CodingId | None:
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def place_of(self, coding: CodingId | None) -> int | None:
        """In which line it stands; None if it was not found."""
        if coding is None:
            return None
        if self._places is None:
            self._places = {one: at for at, one in enumerate(self._ids)}
        return self._places.get(coding)

    def row_at(self, row: int) -> ShownCoding | None:
        """The row, fetched with those around it; None where its coding is gone."""
        this = self.coding_at(row)
        if this is None:
            return None
        if this in self._rows:
            return self._rows[this]
        first = row - row % PAGE
        wanted = [one for one in self._ids[first : first + PAGE] if one not in self._rows]
        self._rows.update(dict.fromkeys(wanted))
        self._rows.update((found.id, found) for found in self._fetch(wanted))
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)
        return self._rows.get(this)

    # What a view asks

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else _COLUMNS

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # what it is depends on the role
        if role not in _ANSWERED or not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row, column)
        return cell_text(row, column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # what it is depends on the role
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column_title(Column(section))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        return None


_ANSWERED = frozenset(
    (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
)
