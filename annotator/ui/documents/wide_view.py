"""All documents with each column at its width: painted a row at a time, cells edited in place."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyleOptionViewItem, QTreeView

from annotator.model.ids import DocumentId
from annotator.ui.documents.document_row import DocumentRow
from annotator.ui.documents.document_rows import draw_group
from annotator.ui.documents.document_table import TITLE, DocumentTable, GroupLine
from annotator.ui.documents.document_view import FOLDS, fold_by_key
from annotator.ui.documents.wide_header import WideHeader
from annotator.ui.documents.wide_rows import Cells, RowPictures
from annotator.ui.plain_letters import belongs_to_the_window, claims
from annotator.ui.words import tr

_Index = QModelIndex | QPersistentModelIndex


class WideView(QTreeView):
    """The rows of the table; letters go on to the window."""

    opened = Signal(object)
    menu_asked = Signal(object)      # QPoint on the screen
    columns_asked = Signal(object)   # QPoint on the screen: which columns are shown
    delete_pressed = Signal()
    find_pressed = Signal()
    team_asked = Signal(object)
    chosen_changed = Signal()
    layout_changed = Signal()        # widths, order or sorting, by the person

    def __init__(self, table: DocumentTable) -> None:
        super().__init__()
        self.table = table
        self._pictures = RowPictures(self, table)
        self._quiet = False
        self._kept: tuple[list[DocumentId], DocumentId | str | None, int, int, int] = ([], None, 0, 0, 0)
        self.setItemDelegate(Cells(self, table))
        self.setAccessibleName(tr("All documents"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setIndentation(0)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)  # F2 and the double click decide here
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setExpandsOnDoubleClick(False)
        self.setModel(table)
        self._head = WideHeader(table)
        self.setHeader(self._head)
        self._head.begin()
        self._head.columns_asked.connect(self.columns_asked)
        self._head.layout_changed.connect(self.layout_changed)
        self._returns_to: tuple[int, int] | None = None  # how far it was scrolled when it went out of sight
        table.modelAboutToBeReset.connect(self._keep_place)
        table.modelReset.connect(self._come_back)
        self.selectionModel().selectionChanged.connect(lambda *_: None if self._quiet else self.chosen_changed.emit())

    # Columns

    def show_columns(self, columns: list[tuple[str, int]]) -> None:
        """The columns by key in that order, with their widths in pixels at scale 1; 0 for the usual one."""
        self._head.show_columns(columns)

    def shown_columns(self) -> list[tuple[str, int]]:
        """The columns in the order shown, each with its width in pixels at scale 1."""
        return self._head.shown_columns()

    def show_column(self, key: str, shown: bool) -> None:
        """Adds a column at the end, or hides it."""
        self._head.show_column(key, shown)

    # What is chosen

    def chosen(self) -> list[DocumentId]:
        """The selected documents, in the order shown."""
        rows = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [row.id for index in rows if (row := self.table.row_at(index)) is not None]

    def choose(self, documents: list[DocumentId]) -> None:
        """Selects those that are shown, the first of them is where the keys are."""
        flags, last = QItemSelectionModel.SelectionFlag, len(self.table.columns) - 1
        places = sorted(place for one in documents if (place := self.table.place_of(one)) is not None)
        selection = QItemSelection()
        for place in places:
            selection.select(self.table.index(place, 0), self.table.index(place, last))
        if places:
            column = max(0, self.currentIndex().column())
            self.selectionModel().setCurrentIndex(self.table.index(places[0], column), flags.NoUpdate)
            self.scrollTo(self.table.index(places[0], column))
        self.selectionModel().select(selection, flags.ClearAndSelect)

    def _keep_place(self) -> None:
        here = self.currentIndex()
        line = self.table.line_at(here)
        at = line.id if isinstance(line, DocumentRow) else line.name if line is not None else None
        across, down = self._returns_to or (self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        self._kept = self.chosen(), at, max(0, here.column()), across, down

    def _come_back(self) -> None:
        chosen, current, column, across, down = self._kept
        self._quiet = True
        flags, last = QItemSelectionModel.SelectionFlag, len(self.table.columns) - 1
        selection = QItemSelection()
        for one in chosen:
            if (place := self.table.place_of(one)) is not None:
                selection.select(self.table.index(place, 0), self.table.index(place, last))
        if (place := self.table.line_of(current)) is not None:
            self.selectionModel().setCurrentIndex(self.table.index(place, column), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)
        self._scroll_to(across, down)
        self._quiet = False
        self.chosen_changed.emit()

    def _scroll_to(self, across: int, down: int) -> None:
        self._returns_to = None if self.isVisible() else (across, down)
        if self.isVisible():  # out of sight it is laid out when it is shown
            self.doItemsLayout()
            self.horizontalScrollBar().setValue(across)
            self.verticalScrollBar().setValue(down)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._returns_to is not None:
            self._scroll_to(*self._returns_to)

    # Keys and mouse

    def keyboardSearch(self, search: str) -> None:
        """Letters mean codes, so there is no searching by them; the filter finds."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line, key, plain = self.table.line_at(self.currentIndex()), event.key(), not event.modifiers()
        across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if belongs_to_the_window(event):
            event.ignore()
        elif not self.hasFocus():
            event.accept()  # Enter in a cell that is being edited comes here too, once it is taken
        elif isinstance(line, GroupLine) and key in FOLDS and plain:
            fold_by_key(self.table, line, key, rightward=not self.isRightToLeft())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and isinstance(line, DocumentRow):
            self.opened.emit(line.id)
        elif key == Qt.Key.Key_F2 and plain:
            self.edit_here()
        elif key in across and plain:
            self._step(across[Qt.Key(key)] * (-1 if self.isRightToLeft() else 1))
        elif key == Qt.Key.Key_Delete and self.chosen():
            self.delete_pressed.emit()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.find_pressed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """What is the table's own, whatever the window makes of it: Ctrl+Enter leads to the fields here."""
        enter = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and (
            claims(event, Qt.Key.Key_F2, Qt.Key.Key_Delete)
            or (event.type() == QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Find))
        ):
            event.accept()
            return True
        return super().event(event)

    def edit_here(self) -> None:
        """Edits the cell where the keys are; where that cannot be, nothing happens."""
        index = self.currentIndex()
        if index.isValid() and self.table.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def _step(self, step: int) -> None:
        """To the next column shown; the selection stays."""
        head, here = self.header(), self.currentIndex()
        at = head.visualIndex(max(0, here.column())) + step
        while 0 <= at < head.count() and head.isSectionHidden(head.logicalIndex(at)):
            at += step
        if here.isValid() and 0 <= at < head.count():
            index = self.table.index(here.row(), head.logicalIndex(at))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        line = self.table.line_at(self.indexAt(event.position().toPoint()))
        if isinstance(line, GroupLine) and event.button() == Qt.MouseButton.LeftButton:
            self.table.fold(line.name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On a cell that can be edited it edits, elsewhere it opens the document."""
        index = self.indexAt(event.position().toPoint())
        row = self.table.row_at(index)
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self.table.flags(index) & Qt.ItemFlag.ItemIsEditable and index.column() != TITLE:
            self.setCurrentIndex(index)
            self.edit(index)
        else:
            self.opened.emit(row.id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at_row = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_asked.emit(at_row if event.reason() == QContextMenuEvent.Reason.Keyboard else event.globalPos())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        self._pictures.begin()
        super().paintEvent(event)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """A whole row at once: a call for each cell would take too long to scroll."""
        here, line = self.currentIndex(), self.table.line_at(index)
        at_cursor = here.isValid() and here.row() == index.row() and self.hasFocus()
        option.rect = QRect(0, option.rect.top(), self.viewport().width(), option.rect.height())
        if isinstance(line, GroupLine):
            if at_cursor:
                option.state |= QStyle.StateFlag.State_HasFocus
            draw_group(painter, option, line, self.font(), at_cursor=at_cursor)
        elif line is not None:
            chosen = self.selectionModel().isSelected(self.table.index(index.row(), 0))
            self._pictures.draw(painter, option, line, chosen=chosen, cursor=here.column() if at_cursor else -1)
