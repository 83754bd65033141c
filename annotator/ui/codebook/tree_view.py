"""The tree of codes as it is shown: letters go on to the window, where they mean codes."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QStyleOptionViewItem, QTreeView, QWidget

from annotator.model.ids import CodeId
from annotator.ui import theme
from annotator.ui.carried import PASSAGE_MIME
from annotator.ui.codebook.code_rows import CodeRows
from annotator.ui.codebook.code_tree import CodeTree
from annotator.ui.codebook.paint import draw_drop
from annotator.ui.codebook.shades import shades
from annotator.ui.plain_letters import belongs_to_the_window, claims
from annotator.ui.words import tr

_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
_SELECTS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_HELD = _SELECTS | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
Kept = tuple[dict[CodeId, bool], CodeId | None, int]
ALL_OPEN = 400  # codes that a codebook may have to be shown whole at first

# The rows paint their own ground, rounded; the style sheet's would show beside it.
NO_GROUND = "QTreeView, QTreeView::item, QTreeView::item:selected { background: transparent; " \
            "selection-background-color: transparent; }"


class CodeTreeView(QTreeView):
    """Emits what is asked of a code; it changes nothing itself."""

    activated_code = Signal(object)     # a click, or Enter
    codings_asked = Signal(object)      # F4
    menu_asked = Signal(object, object)  # code or None, QPoint on the screen
    delete_asked = Signal(object)       # Delete: the codes that are selected
    team_asked = Signal(object)         # a click on the mark of a code
    shift_asked = Signal(object, object)  # code, Qt.Key: Alt and an arrow moves it in the tree
    find_pressed = Signal()             # Ctrl+F

    def __init__(self, tree: CodeTree, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = tree
        self._pointed_at = self._on_badge = self.is_filtered = False
        self._hidden: set[CodeId] = set()
        self._held_at = QPoint()
        self.setModel(tree)
        tree.modelReset.connect(lambda: self._hidden.clear())  # the set is another one after each filtering
        self._rows_painter = CodeRows(self)
        self.setItemDelegate(self._rows_painter)
        self.setAccessibleName(tr("Codebook"))
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet(NO_GROUND)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setExpandsOnDoubleClick(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self.setAutoExpandDelay(600)
        self.setMouseTracking(True)
        self.setIndentation(round(self.fontMetrics().height() * 0.95))
        self.clicked.connect(self._clicked)

    @property
    def current(self) -> CodeId | None:
        row = self.tree.row_at(self.currentIndex())
        return None if row is None else row.id

    @property
    def chosen(self) -> list[CodeId]:
        """The codes that are selected, in the order of the tree; without a selection the current one."""
        selected = self.selectionModel().selectedIndexes()
        these = {row.id for index in selected if (row := self.tree.row_at(index)) is not None}
        found = [row.id for row in self.tree.rows if row.id in these]
        return found or [one for one in (self.current,) if one is not None]

    def show_only(self, wanted: Collection[CodeId] | None) -> None:
        """Shows these codes and those above them, opened; None shows all."""
        self.is_filtered = wanted is not None
        opened: set[CodeId] = set()
        for one in wanted or ():
            at = self.tree.row_of(one)
            while at is not None and at.above is not None and at.above.id not in opened:
                at = at.above
                opened.add(at.id)
        hidden = set() if wanted is None else {row.id for row in self.tree.rows} - set(wanted) - opened
        for one in hidden ^ self._hidden:
            index = self.tree.index_of(one)
            self.setRowHidden(index.row(), index.parent(), one in hidden)
        self._hidden = hidden
        for one in opened:
            if not self.isExpanded(index := self.tree.index_of(one)):
                self.setExpanded(index, True)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if belongs_to_the_window(event):
            event.ignore()
            return
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and self.current is not None:
            self.activated_code.emit(self.current)
        elif key == Qt.Key.Key_F4 and not event.modifiers() and self.current is not None:
            self.codings_asked.emit(self.current)
        elif key == Qt.Key.Key_Delete and self.current is not None:
            self.delete_asked.emit(self.chosen)
        elif key in _ARROWS and event.modifiers() & _HELD == Qt.KeyboardModifier.AltModifier and self.current:
            self.shift_asked.emit(self.current, Qt.Key(key))
        elif key == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.find_pressed.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters mean codes, so there is no searching by them."""

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and self.current is not None and claims(
            event, Qt.Key.Key_F2, Qt.Key.Key_F4, Qt.Key.Key_Delete
        ):
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _moves_or_finds(event):
            event.accept()
            return True
        return super().event(event)

    # The mouse

    def enterEvent(self, event: QEnterEvent) -> None:
        self._pointed_at = True
        self.viewport().update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointed_at = False
        self.viewport().update()
        super().leaveEvent(event)

    def badge_of(self, code: CodeId) -> QRect:
        """Where a code has its mark, in pixels of the viewport; empty where it has none."""
        index, row = self.tree.index_of(code), self.tree.row_of(code)
        option = QStyleOptionViewItem()
        option.rect = self.visualRect(index)
        return QRect() if row is None else self._rows_painter.badge_area(option, row)

    def _badge_at(self, point: QPoint) -> CodeId | None:
        row = self.tree.row_at(self.indexAt(point))
        return row.id if row is not None and row.to_look_at and self.badge_of(row.id).contains(point) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a mark it neither codes nor drags."""
        code = self._badge_at(event.position().toPoint())
        self._on_badge = code is not None and event.button() == Qt.MouseButton.LeftButton
        if not self._on_badge:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._on_badge:
            super().mouseReleaseEvent(event)
            return
        self._on_badge = False
        code = self._badge_at(event.position().toPoint())
        if code is not None:
            self.team_asked.emit(code)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A passage is dropped on a row wherever in it one lets go; a code also goes between rows."""
        self.setDragDropOverwriteMode(event.mimeData().hasFormat(PASSAGE_MIME))
        super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._held_at = event.position().toPoint()
        super().dragMoveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where a drop would land is drawn in the accent, not as the style's black frame."""
        self.setDropIndicatorShown(False)
        super().paintEvent(event)
        self.setDropIndicatorShown(True)
        if self.state() == QAbstractItemView.State.DraggingState:
            area, lands = self.visualRect(self.indexAt(self._held_at)), self.dropIndicatorPosition()
            if not area.isEmpty():
                area.setRight(self.viewport().width() - theme.px(6))
                draw_drop(QPainter(self.viewport()), area, lands, shades())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index = self.indexAt(self.viewport().mapFrom(self, event.pos()))
            place = event.globalPos()
        row = self.tree.row_at(index)
        self.menu_asked.emit(None if row is None else row.id, place)

    def _clicked(self, index: QModelIndex) -> None:
        """A click codes with the code; with Ctrl or Shift held it only selects."""
        row = self.tree.row_at(index)
        if QApplication.keyboardModifiers() & _SELECTS:
            return
        if row is not None and self.state() != QAbstractItemView.State.EditingState:
            self.activated_code.emit(row.id)

    # How it looks

    @property
    def shows_chevrons(self) -> bool:
        """Whether open codes show that they can be closed, too; closed ones always show their chevron."""
        return self._pointed_at or self.hasFocus()

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        """The rows paint their chevrons themselves, over the ground of the current row."""

    # Keeping the place

    def place_kept(self) -> Kept:
        """The codes that are open and closed, the current one, how far it is scrolled: for `come_back`."""
        opened: dict[CodeId, bool] = {
            row.id: self.isExpanded(self.tree.index_of(row.id)) for row in self.tree.rows if row.below
        }
        return opened, self.current, self.verticalScrollBar().value()

    def come_back(self, kept: Kept) -> None:
        """Opens what was open and what is new, and goes back to where it was; a large codebook begins closed."""
        opened, current, scrolled = kept
        unknown = len(self.tree.rows) <= ALL_OPEN
        for row in self.tree.rows:
            if row.below and opened.get(row.id, unknown or row.above is None):
                self.setExpanded(self.tree.index_of(row.id), True)
        if (index := self.tree.index_of(current)).isValid():
            self.setCurrentIndex(index)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(scrolled)


def _moves_or_finds(event: QKeyEvent) -> bool:
    held = event.modifiers() & _HELD
    if held == Qt.KeyboardModifier.AltModifier:
        return event.key() in _ARROWS
    return held == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_F
