"""How a document's row looks: a circle for its state, its title, its date."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotator.ui import theme
from annotator.ui.badge import badge_side, draw_badge
from annotator.ui.codebook.paint import bold, draw_chevron, draw_row_ground, draw_text, struck
from annotator.ui.codebook.shades import Shades, shades
from annotator.ui.documents.document_table import (
    DOCUMENT_ROW,
    IS_CURRENT,
    DocumentRow,
    DocumentState,
    GroupLine,
    date_words,
)
from annotator.ui.words import number, tr

_Index = QModelIndex | QPersistentModelIndex
LONGEST_TITLE = 500
EDGE, GAP = 18, 8  # pixels at scale 1


class DocumentRows(QStyledItemDelegate):
    """Paints for one list view."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002  # Qt's signature
        return QSize(60, round(QFontMetrics(self._view.font()).height() * 1.6))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(DOCUMENT_ROW)
        tones, font, view = shades(), self._view.font(), self._view
        if isinstance(row, GroupLine):
            draw_group(painter, option, row, font, at_cursor=self._view.currentIndex() == index)
            return
        if not isinstance(row, DocumentRow):
            return
        current = bool(index.data(IS_CURRENT))
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        draw_row_ground(painter, option, tones, current=current or (selected and view.hasFocus()))
        line: QRect = option.rect.adjusted(theme.px(EDGE), 0, -theme.px(10), 0)
        side = round(QFontMetrics(font).height() * 0.66)

        def box(start: int, width: int, height: int) -> QRect:
            place = QRect(line.left() + start, line.center().y() - height // 2 + 1, width, height)
            return QStyle.visualRect(view.layoutDirection(), line, place)

        draw_state(painter, box(0, side, side), row.state, row.read, tones)
        small = theme.small(font)
        date = date_words(row.date)
        width = QFontMetrics(small).horizontalAdvance(date) + 2 if date else 0
        if date:
            place = box(line.width() - width, width, line.height() - 2)
            draw_text(painter, place, date, small, tones.quiet, right=True)
        start = side + theme.px(GAP)
        room = line.width() - start - (width + theme.px(GAP) if width else 0)
        face = bold(font) if current else font
        badge = badge_side(QFontMetrics(font)) + theme.px(6) if row.to_look_at else 0
        if badge:
            painter.setFont(font)
            draw_badge(painter, self.badge_area(option, row))
        room -= badge
        if row.story:
            mark = side + theme.px(5)
            room -= mark
            draw_story(painter, box(start + room + theme.px(5), side, side), tones.quiet)
        ink = tones.quiet if row.gone else tones.ink
        draw_text(painter, box(start, room, line.height() - 2), row.title, struck(face) if row.gone else face, ink)

    def badge_area(self, option: QStyleOptionViewItem, row: DocumentRow) -> QRect:
        """Where a row has its mark, before the date; empty where it has none."""
        if not row.to_look_at:
            return QRect()
        view = self._view
        line: QRect = option.rect.adjusted(theme.px(EDGE), 0, -theme.px(10), 0)
        date = date_words(row.date)
        taken = QFontMetrics(theme.small(view.font())).horizontalAdvance(date) + 2 + theme.px(GAP) if date else 0
        side = badge_side(QFontMetrics(view.font())) + theme.px(6)
        place = QRect(line.left() + line.width() - taken - side, line.top(), side, line.height())
        return QStyle.visualRect(view.layoutDirection(), line, place)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:  # noqa: ARG002
        editor = QLineEdit(parent)
        editor.setMaxLength(LONGEST_TITLE)
        editor.setAccessibleName(tr("Title of the document"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:  # noqa: ARG002
        area: QRect = option.rect
        start = theme.px(EDGE) + round(QFontMetrics(self._view.font()).height() * 0.66) + theme.px(2)
        box = area.adjusted(start, 0, -theme.px(6), 0)
        editor.setGeometry(QStyle.visualRect(self._view.layoutDirection(), area, box))


def draw_group(
    painter: QPainter, option: QStyleOptionViewItem, line: GroupLine, font: QFont, *, at_cursor: bool
) -> None:
    """The head of a group: what folds it, its name, how many documents."""
    tones, small = shades(), theme.small(bold(font))
    draw_row_ground(painter, option, tones, current=at_cursor and bool(option.state & QStyle.StateFlag.State_HasFocus))
    whole: QRect = option.rect.adjusted(theme.px(EDGE) - theme.px(4), 0, -theme.px(10), 0)
    direction, side = painter.layoutDirection(), QFontMetrics(font).height()
    count = number(line.count)
    width = QFontMetrics(small).horizontalAdvance(count) + 2

    def box(start: int, length: int) -> QRect:
        place = QRect(whole.left() + start, whole.top(), length, whole.height() - 1)
        return QStyle.visualRect(direction, whole, place)

    rightward = direction is Qt.LayoutDirection.LeftToRight
    draw_chevron(painter, box(0, side), tones.quiet, opened=not line.folded, rightward=rightward)
    start = side + theme.px(3)
    room = max(0, whole.width() - start - width - theme.px(GAP))
    draw_text(painter, box(start, room), line.title, small, tones.ink)
    draw_text(painter, box(whole.width() - width, width), count, theme.small(font), tones.quiet, right=True)


def draw_story(painter: QPainter, area: QRect, colour: QColor) -> None:
    """Two sheets, one over the other: it tells the same story as others."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    size, step = area.width() * 0.62, area.width() * 0.26
    left, top = area.left() + area.width() * 0.06, area.top() + area.height() * 0.06
    painter.drawPolyline([QPointF(left + step, top + step + size), QPointF(left, top + step + size),
                          QPointF(left, top + step), QPointF(left + size - step, top + step)])
    painter.drawRect(QRectF(left + step, top, size, size))
    painter.restore()


def draw_state(painter: QPainter, area: QRect, state: DocumentState, read: float, tones: Shades) -> None:
    """A ring where it is new, filled as far as it is read where it is begun, a green disc where it is finished."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    disc = QRectF(area).adjusted(1, 1, -1, -1)
    if state is DocumentState.FINISHED:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tones.done)
        painter.drawEllipse(disc)
        tick = [QPointF(0.27, 0.52), QPointF(0.44, 0.68), QPointF(0.74, 0.34)]
        painter.setPen(QPen(tones.card, max(1.2, disc.width() * 0.13), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                            Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline([disc.topLeft() + QPointF(p.x() * disc.width(), p.y() * disc.height()) for p in tick])
    else:
        begun = state is DocumentState.BEGUN
        painter.setPen(QPen(tones.accent if begun else tones.quiet, max(1.5, disc.width() * 0.13)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        if begun:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tones.accent)
            inset = disc.width() * 0.16
            share = min(max(read, 0.12), 0.92)
            painter.drawPie(disc.adjusted(inset, inset, -inset, -inset), 90 * 16, -round(share * 360 * 16))
    painter.restore()
