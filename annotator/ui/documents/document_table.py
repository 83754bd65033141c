"""The documents of a project as a table for Qt's views, so that 10,000 stay fluid; `arranging` says in which order.

The first column is the title; the list beside the text shows it alone, the page of all documents each column.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.model.ids import DocumentId
from annotator.ui.documents.arranging import Arrangement, GroupLine, Line, SortBy, Sorting
from annotator.ui.documents.columns import Column, Edited, group_of, own_column
from annotator.ui.documents.document_row import (
    DocumentRow,
    DocumentState,
    date_words,
    folded,
    gone_words,
    spoken,
    state_words,
    told,
)
from annotator.ui.words import tr, tr_n

__all__ = [
    "DOCUMENT_ROW", "IS_CURRENT", "DocumentRow", "DocumentState", "DocumentTable", "GroupLine", "SortBy", "Sorting",
    "date_words", "folded", "gone_words", "state_words",
]  # fmt: skip

DOCUMENT_ROW = Qt.ItemDataRole.UserRole + 1  # a DocumentRow, or a GroupLine
IS_CURRENT = Qt.ItemDataRole.UserRole + 2
TITLE = 0  # the column

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_NOTHING = Qt.ItemFlag.NoItemFlags
_OF_GROUP = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_FIXED = _OF_GROUP | Qt.ItemFlag.ItemIsSelectable
_EDITED = _FIXED | Qt.ItemFlag.ItemIsEditable


class DocumentTable(QAbstractTableModel):
    """Rows by `show_documents`; a change of one by `update_row` keeps scroll and selection of its views."""

    rename_asked = Signal(object, str)
    value_asked = Signal(object, str, str)  # document, metadata key, value
    arranged = Signal()                     # sorted, grouped or filtered in another way
    counted = Signal()                      # how many there are, or are shown, or are left, may be another number

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._order = Arrangement()
        self._current: DocumentId | None = None

    # What is shown

    def show_documents(self, rows: Sequence[DocumentRow]) -> None:
        self._order.take(rows)
        self._refill()

    def update_row(self, row: DocumentRow) -> None:
        """Puts a row in the place of the one with its id, or adds it; moves it where the sorting says so."""
        order = self._order
        before = order.put(row)
        if not order.grouping:
            self._update_plain(row, order.place_of(row.id))
        elif before is None or order.passes(before) != order.passes(row) or order.rank(before) != order.rank(row):
            self._refill()
        else:
            if order.passes(row):
                order.rows[order.place_for(row)] = row
            if (shown := order.place_of(row.id)) is not None:
                order.lines[shown] = row
                self._tell(shown)
        self.counted.emit()

    def _update_plain(self, row: DocumentRow, old_place: int | None) -> None:
        order, nowhere = self._order, QModelIndex()
        if old_place is None:
            if order.passes(row):
                at = order.place_for(row)
                self.beginInsertRows(nowhere, at, at)
                order.rows.insert(at, row)
                order.show_rows()
                self.endInsertRows()
            return
        if not order.passes(row):
            self.beginRemoveRows(nowhere, old_place, old_place)
            del order.rows[old_place]
            order.show_rows()
            self.endRemoveRows()
            return
        at = order.place_for(row, without=old_place)
        if at != old_place:
            self.beginMoveRows(nowhere, old_place, old_place, nowhere, at + 1 if at > old_place else at)
            del order.rows[old_place]
            order.rows.insert(at, row)
            order.show_rows()
            self.endMoveRows()
        order.rows[at] = order.lines[at] = row
        self._tell(at)

    def set_current(self, document: DocumentId | None) -> None:
        """The document that is open in front."""
        before, self._current = self._current, document
        for one in (before, document):
            at = self.place_of(one)
            if at is not None:
                self._tell(at)

    def is_current(self, document: DocumentId) -> bool:
        return document == self._current

    # How it is arranged

    def sort_by(self, sorting: Sorting | SortBy) -> None:
        self._order.sort(sorting.value if isinstance(sorting, Sorting) else sorting)
        self._rearrange()

    def group_by(self, key: str) -> None:
        """By a key that `columns.group_of` understands; empty for no groups."""
        if key != self._order.grouping:
            self._order.group(key)
            self._rearrange()

    def filter_by(self, text: str) -> None:
        """Keeps the rows that hold all of these words; see `filtering`."""
        if self._order.filter(text):
            self._rearrange()

    def show_queue_only(self, only: bool) -> None:
        """Keeps those that the acting coder has not finished."""
        if only != self._order.queue_only:
            self._order.queue_only = only
            self._rearrange()

    def fold(self, name: str, wanted: bool | None = None) -> None:
        """Folds a group, or unfolds it; without being told which, the other way from what it is."""
        self._order.fold(name, wanted)
        self._refill()

    def unfold(self, document: DocumentId) -> None:
        """Unfolds the group of a document."""
        row = self.row_of(document)
        if row is not None and self._order.grouping and self.place_of(document) is None:
            self.fold(group_of(row, self._order.grouping)[1], False)

    def show_columns_of(self, own: Sequence[str]) -> None:
        """Adds columns for metadata keys of one's own."""
        known = {one.key for one in self.columns}
        new = tuple(own_column(key) for key in dict.fromkeys(own) if key not in known)
        if new:
            self.beginInsertColumns(QModelIndex(), len(self.columns), len(self.columns) + len(new) - 1)
            self._order.columns += new
            self.endInsertColumns()

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._order.columns

    @property
    def sorting(self) -> SortBy:
        return self._order.sorting

    @property
    def grouping(self) -> str:
        return self._order.grouping

    @property
    def queue_only(self) -> bool:
        return self._order.queue_only

    @property
    def filter_text(self) -> str:
        return self._order.typed

    @property
    def own_keys(self) -> tuple[str, ...]:
        """The metadata keys that no column of the program shows, in the order of the alphabet."""
        return self._order.own

    # What there is

    @property
    def total(self) -> int:
        """All documents, also those that the filter hides."""
        return len(self._order.all)

    @property
    def shown(self) -> int:
        """Documents that pass the filter, those of folded groups too."""
        return len(self._order.rows)

    @property
    def left(self) -> int:
        """Documents that the acting coder has not finished."""
        rows = self._order.all.values()
        return sum(not row.gone and row.state is not DocumentState.FINISHED for row in rows)

    def rows(self) -> list[DocumentRow]:
        """All documents, in no order."""
        return list(self._order.all.values())

    def row_of(self, document: DocumentId | None) -> DocumentRow | None:
        return None if document is None else self._order.all.get(document)

    def line_at(self, index: _Index) -> Line | None:
        lines = self._order.lines
        return lines[index.row()] if index.isValid() and index.row() < len(lines) else None

    def row_at(self, index: _Index) -> DocumentRow | None:
        line = self.line_at(index)
        return line if isinstance(line, DocumentRow) else None

    def place_of(self, document: DocumentId | None) -> int | None:
        """In which line it stands; None if the filter hides it, or a folded group."""
        return self._order.place_of(document)

    def line_of(self, wanted: DocumentId | str | None) -> int | None:
        """In which line a document stands, or the head of the group of that name."""
        return self._order.line_of(wanted)

    def group_members(self, name: str) -> list[DocumentId]:
        """The documents of a group that pass the filter."""
        return self._order.members(name)

    def values_of(self, key: str) -> list[str]:
        """The values that a metadata key has by now, each once."""
        return sorted({value for row in self.rows() if (value := row.metadata.get(key))}, key=folded)

    # What a view asks

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._order.lines)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole and self.columns[section].numbers:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        line = self.line_at(index)
        if line is None:
            return _NOTHING
        if isinstance(line, GroupLine):
            return _OF_GROUP
        fixed = line.gone or self._order.columns[index.column()].edited is Edited.NOT
        return _FIXED if fixed else _EDITED

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # what it is depends on the role
        line = self.line_at(index)
        if role == DOCUMENT_ROW or line is None:
            return line
        if isinstance(line, GroupLine):
            return _of_group(line, role)
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(line)
        if role == Qt.ItemDataRole.EditRole:
            return line.metadata.get(column.key, "") if column.edited is Edited.METADATA else column.text(line)
        if role == IS_CURRENT:
            return self.is_current(line.id)
        if role == Qt.ItemDataRole.ToolTipRole:
            return told(line) if index.column() == TITLE else column.text(line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(line) if index.column() == TITLE else f"{column.title}: {column.text(line)}"
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Asks for a new title, or value; the row changes when the project says so."""
        row, text = self.row_at(index), " ".join(str(value).split())
        if row is None or role != Qt.ItemDataRole.EditRole:
            return False
        column = self.columns[index.column()]
        if column.edited is Edited.METADATA and text != row.metadata.get(column.key, ""):
            self.value_asked.emit(row.id, column.key, text)
        elif column.edited is Edited.TITLE and text and text != row.title:
            self.rename_asked.emit(row.id, text)
        else:
            return False
        return True

    def _tell(self, at: int) -> None:
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def _rearrange(self) -> None:
        self._refill()
        self.arranged.emit()

    def _refill(self) -> None:
        """All lines anew; a view keeps what it had by the ids of its rows."""
        self.beginResetModel()
        self._order.fill()
        self.endResetModel()
        self.counted.emit()


def _of_group(line: GroupLine, role: int) -> Any:
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
        return line.title
    if role == Qt.ItemDataRole.AccessibleTextRole:
        how_many = tr_n("%n document", "%n documents", line.count)
        return ", ".join((line.title, how_many, tr("folded") if line.folded else tr("unfolded")))
    return None
