"""A table of rows chosen whole, each painted once and kept as a picture, so that 100,000 scroll at frame rate."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from annotator.ui import theme
from annotator.ui.codebook.shades import shades
from annotator.ui.review.drawing import row_height

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
PICTURES = 160  # rows kept as they were painted


class Cells(QStyledItemDelegate):
    """Paints the cells of one view on the ground of their row."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self.view = view

    def draw(self, painter: QPainter, area: QRect, index: QModelIndex) -> None:
        """Paints one cell."""
        raise NotImplementedError

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002  # Qt's signature
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002  # Qt's signature
    ) -> QSize:
        return QSize(theme.px(80), row_height(self.view.font()))


class RowView(QTableView):
    """A table whose rows are chosen whole, painted by a delegate of its own; letters stay with the window."""

    opened = Signal(int)  # row: a double click or Enter

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(theme.px(40))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self._drawn: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()
        self._hovered = -1
        self.horizontalHeader().sectionResized.connect(lambda *_: self._drawn.clear())
        self._fit_rows()

    def show_table(self, table: QAbstractTableModel, cells: Cells) -> None:
        """To be called once, with what is shown and what paints it."""
        self.setModel(table)
        self.setItemDelegate(cells)
        # A selection model of its own that stays empty: a header looks at each row to know whether all are selected.
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(table, self))
        table.modelReset.connect(self._drawn.clear)
        table.dataChanged.connect(lambda *_: self._drawn.clear())

    def selected_rows(self) -> list[int]:
        """The selected rows from the top."""
        return sorted(row for one in self._runs() for row in range(one.top(), one.bottom() + 1))

    def selected_count(self) -> int:
        return sum(one.height() for one in self._runs())

    def _runs(self) -> list[QItemSelectionRange]:
        chosen = self.selectionModel().selection()
        return [chosen.at(run) for run in range(chosen.size())]

    def select_rows(self, rows: Sequence[int], *, current: int | None = None) -> None:
        """Selects these rows alone; the keys go to `current`."""
        model, flags = self.model(), QItemSelectionModel.SelectionFlag
        if current is not None:
            self.selectionModel().setCurrentIndex(model.index(current, 0), flags.NoUpdate)
        self.selectionModel().select(_ranges(self, rows), flags.ClearAndSelect)

    def keyboardSearch(self, search: str) -> None:
        """Letters mean codes in this program, so there is no searching by them; the query line finds."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if row >= 0:
                self.opened.emit(row)
        elif event.key() == Qt.Key.Key_Space and row >= 0:
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(self.currentIndex(), flags.Toggle | flags.Rows)
        elif event.key() == Qt.Key.Key_Escape and self.selected_count() > 1:
            self.select_rows([row] if row >= 0 else [])
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.model().rowCount():
            self._to_end(event)
        elif event.text().isalpha() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _to_end(self, event: QKeyEvent) -> None:
        """Home and End mean the first and the last row: the table has no cells of its own to go to."""
        row = 0 if event.key() == Qt.Key.Key_Home else self.model().rowCount() - 1
        flags, index = QItemSelectionModel.SelectionFlag, self.model().index(row, 0)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            here = max(self.currentIndex().row(), 0)
            self.select_rows(range(min(here, row), max(here, row) + 1), current=row)
        else:
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        kinds = QEvent.Type
        if event.type() in (kinds.FontChange, kinds.StyleChange, kinds.PaletteChange, kinds.LayoutDirectionChange):
            self._fit_rows()

    def _fit_rows(self) -> None:
        self.verticalHeader().setDefaultSectionSize(row_height(self.font()))
        self._drawn.clear()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows are painted once and kept as pictures: scrolling puts them elsewhere and paints the new ones alone."""
        painter, area = QPainter(self.viewport()), event.rect()
        count, height = self.model().rowCount(), self.verticalHeader().defaultSectionSize()
        first = max(self.rowAt(area.top()), 0)
        left = -self.horizontalHeader().offset()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            left = self.viewport().width() - self.horizontalHeader().length() - left
        focused, current = self.hasFocus(), self.currentIndex().row()
        chosen = self.selectionModel()
        for row in range(first, count):
            top = self.rowViewportPosition(row)
            if top > area.bottom():
                break
            selected = chosen.isSelected(self.model().index(row, 0))
            state = row, selected, row == self._hovered, focused and row == current
            painter.drawPixmap(left, top, self._picture(state, height))

    def _picture(self, state: tuple[int, bool, bool, bool], height: int) -> QPixmap:
        held = self._drawn.get(state)
        if held is not None:
            self._drawn.move_to_end(state)
            return held
        row, selected, hovered, current = state
        header, ratio = self.horizontalHeader(), self.devicePixelRatioF()
        whole = QRect(0, 0, max(header.length(), 1), height)
        picture = QPixmap(whole.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        tones = shades()
        picture.fill(tones.soft if selected else tones.hover if hovered else QColor(theme.current().ground))
        painter = QPainter(picture)
        painter.setLayoutDirection(self.layoutDirection())
        painter.setPen(tones.accent if current else tones.line)
        painter.drawLine(whole.bottomLeft(), whole.bottomRight())
        if current:
            painter.drawLine(whole.topLeft(), whole.topRight())
        cells = self.itemDelegate()
        assert isinstance(cells, Cells)
        for column in range(self.model().columnCount()):
            area = QRect(header.sectionPosition(column), 0, header.sectionSize(column), height)
            area = QStyle.visualRect(self.layoutDirection(), whole, area)
            cells.draw(painter, area, self.model().index(row, column))
        painter.end()
        self._drawn[state] = picture
        if len(self._drawn) > PICTURES:
            self._drawn.popitem(last=False)
        return picture

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()


def _ranges(view: QTableView, rows: Sequence[int]) -> QItemSelection:
    """A selection of whole rows, a range for each run of them."""
    found, model = QItemSelection(), view.model()
    last = model.columnCount(QModelIndex()) - 1
    run: tuple[int, int] | None = None
    for row in sorted(rows):
        if run is not None and row == run[1] + 1:
            run = run[0], row
            continue
        if run is not None:
            found.select(model.index(run[0], 0), model.index(run[1], last))
        run = row, row
    if run is not None:
        found.select(model.index(run[0], 0), model.index(run[1], last))
    return found
