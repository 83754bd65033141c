"""The rows of documents beside the text: keys, clicks and the place kept when all of them are filled anew."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyleOptionViewItem

from annotator.model.ids import DocumentId
from annotator.ui.documents.document_row import DocumentRow
from annotator.ui.documents.document_rows import DocumentRows
from annotator.ui.documents.document_table import DocumentTable, GroupLine
from annotator.ui.plain_letters import belongs_to_the_window, claims
from annotator.ui.words import tr

FOLDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Left, Qt.Key.Key_Right)


class DocumentView(QListView):
    """The rows; letters go on to the window."""

    opened = Signal(object)
    menu_asked = Signal(object)   # QPoint on the screen
    delete_pressed = Signal()
    find_pressed = Signal()
    team_asked = Signal(object)   # a click on the mark of a document

    def __init__(self, table: DocumentTable) -> None:
        super().__init__()
        self.table = table
        self.setModel(table)
        self._rows_painter, self._on_badge = DocumentRows(self), False
        self.setItemDelegate(self._rows_painter)
        self.setStyleSheet("QListView, QListView::item, QListView::item:selected { background: transparent; "
                           "selection-background-color: transparent; }")
        self.setAccessibleName(tr("Documents"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.clicked.connect(self._clicked)
        self._kept: tuple[list[DocumentId], DocumentId | str | None, int] = ([], None, 0)
        table.modelAboutToBeReset.connect(self._keep_place)
        table.modelReset.connect(self._come_back)

    def chosen(self) -> list[DocumentId]:
        """The selected documents, in the order shown."""
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        found = [row.id for index in rows if (row := self.table.row_at(index)) is not None]
        return list(dict.fromkeys(found))  # selecting all selects the columns that are not shown here too

    def _keep_place(self) -> None:
        line = self.table.line_at(self.currentIndex())
        at = line.id if isinstance(line, DocumentRow) else line.name if line is not None else None
        self._kept = self.chosen(), at, self.verticalScrollBar().value()

    def _come_back(self) -> None:
        chosen, current, scrolled = self._kept
        flags, selection = QItemSelectionModel.SelectionFlag, QItemSelection()
        for one in chosen:
            if (place := self.table.place_of(one)) is not None:
                selection.select(self.table.index(place, 0), self.table.index(place, 0))
        if (place := self.table.line_of(current)) is not None:
            self.selectionModel().setCurrentIndex(self.table.index(place, 0), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(scrolled)

    def keyboardSearch(self, search: str) -> None:
        """Letters mean codes, so there is no searching by them; the filter finds."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self.table.line_at(self.currentIndex())
        row = line if isinstance(line, DocumentRow) else None
        if belongs_to_the_window(event):
            event.ignore()
        elif not self.hasFocus():
            event.accept()  # Enter in a title that is being edited comes here too, once it is taken
        elif isinstance(line, GroupLine) and event.key() in FOLDS and not event.modifiers():
            fold_by_key(self.table, line, event.key(), rightward=not self.isRightToLeft())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and row is not None:
            self.opened.emit(row.id)
        elif event.key() == Qt.Key.Key_Delete and row is not None:
            self.delete_pressed.emit()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.find_pressed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and (
            claims(event, Qt.Key.Key_F2, Qt.Key.Key_Delete)
            or (event.type() == QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Find))
        ):
            event.accept()
            return True
        return super().event(event)

    def badge_of(self, document: DocumentId) -> QRect:
        """Where a document has its mark, in pixels of the viewport; empty where it has none."""
        place, row = self.table.place_of(document), self.table.row_of(document)
        if place is None or row is None:
            return QRect()
        option = QStyleOptionViewItem()
        option.rect = self.visualRect(self.table.index(place, 0))
        return self._rows_painter.badge_area(option, row)

    def _badge_at(self, point: QPoint) -> DocumentId | None:
        row = self.table.row_at(self.indexAt(point))
        return row.id if row is not None and row.to_look_at and self.badge_of(row.id).contains(point) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a mark it does not open the document."""
        marked = self._badge_at(event.position().toPoint())
        self._on_badge = marked is not None and event.button() == Qt.MouseButton.LeftButton
        if not self._on_badge:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._on_badge:
            super().mouseReleaseEvent(event)
            return
        self._on_badge = False
        marked = self._badge_at(event.position().toPoint())
        if marked is not None:
            self.team_asked.emit(marked)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at_row = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_asked.emit(at_row if event.reason() == QContextMenuEvent.Reason.Keyboard else event.globalPos())

    def _clicked(self, index: QModelIndex) -> None:
        line = self.table.line_at(index)
        if isinstance(line, GroupLine):
            self.table.fold(line.name)
        elif line is not None and len(self.chosen()) == 1:
            self.opened.emit(line.id)


def fold_by_key(table: DocumentTable, line: GroupLine, key: int, *, rightward: bool) -> None:
    """Enter turns the group; the arrows fold and unfold it as they do in a tree."""
    opening = Qt.Key.Key_Right if rightward else Qt.Key.Key_Left
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or line.folded == (key == opening):
        table.fold(line.name)
