"""The codings that should be looked at again after their code was changed: a list of any length with a tick each.

↑ and ↓ walk, Space ticks, Enter opens; a click on the box ticks, on “Open” opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.ui import theme
from annotator.ui.parts import draw_row_ground
from annotator.ui.reader.fonts import SERIF
from annotator.ui.team.shown import ShownRow
from annotator.ui.team.small_parts import ENTER
from annotator.ui.words import tr

ROW = Qt.ItemDataRole.UserRole + 1
_AT_ONCE = 6  # rows in sight

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class LookAgainRows(QAbstractListModel):
    """The rows; a tick shows at once, before the project has it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[ShownRow] = []

    def take(self, rows: Sequence[ShownRow]) -> None:
        """Rows of the same codings are brought up to date where they stand, so that nothing jumps."""
        if [row.id for row in rows] == [row.id for row in self._rows]:
            self._rows = list(rows)
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def tick(self, at: int, looked: bool) -> None:
        self._rows[at] = replace(self._rows[at], looked=looked)
        self.dataChanged.emit(self.index(at, 0), self.index(at, 0))

    def row_at(self, at: int) -> ShownRow | None:
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if row.looked else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return f"“{row.quote}”"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            looked = tr("looked at again") if row.looked else tr("to look at again")
            return f"“{row.quote}”, {row.where}, {looked}"
        return None


class LookAgainList(QListView):
    """Says what was ticked and what is to be opened."""

    ticked = Signal(object, bool)  # coding id, whether it was looked at
    open_asked = Signal(object)  # coding id

    def __init__(self) -> None:
        super().__init__()
        self._writable = True
        self.rows = LookAgainRows(self)
        self.setModel(self.rows)
        self._painter = _RowPainter(self)
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Codings to look at again"))

    def show_rows(self, rows: Sequence[ShownRow], *, writable: bool = True) -> None:
        self._writable = writable
        current = self.rows.row_at(self.currentIndex().row())
        self.rows.take(rows)
        at = next((n for n, row in enumerate(rows) if current is not None and row.id == current.id), 0)
        if rows and self.currentIndex().row() != at:
            self.setCurrentIndex(self.rows.index(at, 0))
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._painter.height() * min(_AT_ONCE, max(1, self.rows.rowCount())) + 2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "rows"):
            self._fit()

    def toggle(self, at: int) -> None:
        """Ticks the row, or takes its tick away."""
        row = self.rows.row_at(at)
        if row is not None and self._writable:
            self.rows.tick(at, not row.looked)
            self.ticked.emit(row.id, not row.looked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.currentIndex().row()
        row = self.rows.row_at(at)
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.toggle(at)
        elif event.key() in ENTER and row is not None:
            self.open_asked.emit(row.id)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() != Qt.MouseButton.LeftButton:
            return
        area = self.visualRect(index)
        row = self.rows.row_at(index.row())
        if self._painter.box(area).adjusted(-8, -8, 8, 8).contains(event.position().toPoint()):
            self.toggle(index.row())
        elif row is not None and self._painter.link(area).contains(event.position().toPoint()):
            self.open_asked.emit(row.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = self.rows.row_at(index.row()) if index.isValid() else None
        if self._painter.box(self.visualRect(index)).adjusted(-8, -8, 8, 8).contains(event.position().toPoint()):
            self.toggle(index.row())  # two clicks on a box are two ticks
        elif row is not None:
            self.open_asked.emit(row.id)


class _RowPainter(QStyledItemDelegate):
    def __init__(self, view: LookAgainList) -> None:
        super().__init__(view)
        self._view = view

    def _fonts(self) -> tuple[QFont, QFont]:
        own = self._view.font()
        quote = QFont(SERIF)
        quote.setPointSizeF(own.pointSizeF() * 1.08)
        return quote, theme.small(own)

    def height(self) -> int:
        return sum(QFontMetrics(font).height() for font in self._fonts()) + theme.px(11)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002  # Qt's signature
        return QSize(theme.px(120), self.height())

    def box(self, area: QRect) -> QRect:
        """Where the tick is."""
        side = theme.px(15)
        place = QRect(area.left() + theme.px(8), area.top() + (area.height() - side) // 2, side, side)
        return QStyle.visualRect(self._view.layoutDirection(), area, place)

    def link(self, area: QRect) -> QRect:
        """Where “Open” stands."""
        width = QFontMetrics(theme.bold(self._view.font())).horizontalAdvance(tr("Open")) + theme.px(20)
        place = QRect(area.right() - width, area.top(), width, area.height())
        return QStyle.visualRect(self._view.layoutDirection(), area, place)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        if not isinstance(row, ShownRow):
            return
        now, state, area = theme.current(), option.state, option.rect
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        keys_here = chosen and self._view.hasFocus()
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        draw_row_ground(painter, area.adjusted(1, 1, -1, -1), chosen=keys_here, hovered=hovered)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_box(painter, self.box(area), now, ticked=row.looked)
        quote_font, small = self._fonts()
        right = self.link(area)
        text = QRect(self.box(area).right() + theme.px(12), area.top(), 0, area.height())
        text.setRight(right.left() - theme.px(6))
        if self._view.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            text = QRect(right.right() + theme.px(6), area.top(), 0, area.height())
            text.setRight(self.box(area).left() - theme.px(12))
        painter.setFont(quote_font)
        painter.setPen(QColor(now.quiet if row.looked else now.ink))
        measures = painter.fontMetrics()
        first = QRect(text.left(), area.top() + theme.px(4), text.width(), measures.height())
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
                         measures.elidedText(f"“{row.quote}”", Qt.TextElideMode.ElideRight, text.width()))
        painter.setFont(small)
        painter.setPen(QColor(now.quiet))
        second = QRect(text.left(), first.bottom() + theme.px(2), text.width(), painter.fontMetrics().height())
        painter.drawText(second, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
                         painter.fontMetrics().elidedText(row.where, Qt.TextElideMode.ElideMiddle, text.width()))
        painter.setFont(theme.bold(self._view.font()))
        painter.setPen(QColor(now.accent))
        painter.drawText(right, Qt.AlignmentFlag.AlignCenter, tr("Open"))
        painter.restore()

    @staticmethod
    def _draw_box(painter: QPainter, box: QRect, now: theme.Theme, *, ticked: bool) -> None:
        painter.setPen(QPen(QColor(now.accent if ticked else now.edge), 1))
        painter.setBrush(QColor(now.accent if ticked else now.field))
        painter.drawRoundedRect(box, theme.px(3), theme.px(3))
        if ticked:
            painter.setPen(QPen(QColor(now.on_accent), max(1.6, box.width() * 0.13), Qt.PenStyle.SolidLine,
                                Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
            left, top, side = box.left(), box.top(), box.width()
            points = [(0.24, 0.54), (0.43, 0.72), (0.77, 0.30)]
            painter.drawPolyline([QPointF(left + x * side, top + y * side) for x, y in points])
