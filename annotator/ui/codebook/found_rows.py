"""How the rows of the picker look: swatch, path and name, and at the end the key that takes them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.ui import theme
from annotator.ui.codebook.found import FOUND_ROW, Found, FoundRow
from annotator.ui.codebook.paint import bold, draw_key_cap, draw_row_ground, draw_swatch, draw_text, key_cap_size
from annotator.ui.codebook.shades import Shades, shades
from annotator.ui.icons import draw_icon
from annotator.ui.words import tr

_Index = QModelIndex | QPersistentModelIndex


class FoundPainter(QStyledItemDelegate):
    """Paints for one list view."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002  # Qt's signature
        return QSize(80, round(QFontMetrics(self._view.font()).height() * 1.85))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(FOUND_ROW)
        if not isinstance(row, FoundRow):
            return
        tones, font, view = shades(), self._view.font(), self._view
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        area: QRect = option.rect
        draw_row_ground(painter, option, tones, current=current)
        line = area.adjusted(theme.px(16), 0, -theme.px(16), 0)

        def box(start: int, width: int) -> QRect:
            return QStyle.visualRect(view.layoutDirection(), line, QRect(line.left() + start, line.top(), width,
                                                                         line.height()))

        side = round(QFontMetrics(font).height() * 0.58)
        if row.look is not None:
            place = QRect(line.left(), line.center().y() - side // 2 + 1, side, side)
            draw_swatch(painter, QStyle.visualRect(view.layoutDirection(), line, place), row.look, tones)
        elif row.ticked:
            draw_icon(painter, QRectF(box(0, round(side * 1.5))), "tick", tones.accent)
        at = side + theme.px(9)
        hint = self._hint(row, current=current)
        small = theme.small(font)
        width = QFontMetrics(small).horizontalAdvance(hint) + 2 if hint else 0
        if hint:
            draw_text(painter, box(line.width() - width, width), hint, small, tones.quiet, right=True)
        if row.code is not None and row.code.code.key:
            width += self._draw_key(painter, line, width, row.code.code.key, tones)
        self._draw_name(painter, box(at, line.width() - at - width - theme.px(8)), row, bold(font) if current else font,
                        tones)

    def _draw_key(self, painter: QPainter, line: QRect, taken: int, key: str, tones: Shades) -> int:
        """The key by which the code is had without the picker; the answer is the room that it takes."""
        size, gap = key_cap_size(self._view.font(), key), theme.px(8) if taken else 0
        where = QRect(line.right() + 1 - taken - gap - size.width(), line.center().y() + 1 - size.height() // 2,
                      size.width(), size.height())
        draw_key_cap(painter, QStyle.visualRect(self._view.layoutDirection(), line, where), key, self._view.font(),
                     tones)
        return size.width() + gap

    @staticmethod
    def _hint(row: FoundRow, *, current: bool) -> str:
        if row.kind in (Found.NEW_CODE, Found.NEW_CASE):
            return tr("Shift Enter")
        if row.kind is Found.CASE and current:
            return tr("Enter: take off") if row.ticked else tr("Enter")
        return tr("Enter") if current else ""

    def _draw_name(self, painter: QPainter, area: QRect, row: FoundRow, font: QFont, tones: Shades) -> None:
        """The name is kept whole as long as it can be: the path before it is cut first."""
        if row.kind is Found.NEW_CASE:
            draw_text(painter, area, tr("+ New case “{name}”", name=row.name), font, tones.ink)
            return
        if row.kind is Found.NEW_CODE:
            told = (tr("+ New code “{name}” under {above}", name=row.name, above=row.above) if row.above
                    else tr("+ New code “{name}”", name=row.name))
            draw_text(painter, area, told, font, tones.ink)
            return
        measures = QFontMetrics(font)
        name = row.name + (f"  ({row.note})" if row.note and row.kind is Found.CODE else "")
        name = measures.elidedText(name, Qt.TextElideMode.ElideRight, area.width())
        room = area.width() - measures.horizontalAdvance(name) - 2
        above = ""
        if row.above and room >= measures.horizontalAdvance("…  ›  "):
            above = measures.elidedText(f"{row.above}  ›  ", Qt.TextElideMode.ElideMiddle, room)
        first = measures.horizontalAdvance(above)
        direction = self._view.layoutDirection()
        if above:
            box = QStyle.visualRect(direction, area, QRect(area.left(), area.top(), first + 2, area.height()))
            draw_text(painter, box, above, font, tones.quiet)
        box = QStyle.visualRect(direction, area, QRect(area.left() + first, area.top(), area.width() - first,
                                                       area.height()))
        draw_text(painter, box, name, font, tones.ink)
        if row.kind is Found.CASE and row.note:
            at = measures.horizontalAdvance(name) + theme.px(10)
            box = QStyle.visualRect(direction, area, QRect(area.left() + at, area.top(), max(0, area.width() - at),
                                                           area.height()))
            draw_text(painter, box, row.note, theme.small(font), tones.quiet)
