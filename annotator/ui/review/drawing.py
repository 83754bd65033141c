"""What the tables of Review paint alike: a quote between its greyed context, the marks of stance and memo, ticks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle

from annotator.model.layer_text import starts_right_to_left
from annotator.ui import theme
from annotator.ui.codebook.shades import Shades
from annotator.ui.review.shown import LONGEST

CONTEXT = 0.24  # of the passage's width: what stands before the quote

_ELIDE, _LINE = Qt.TextElideMode, int(
    Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
)
_LEFT, _RIGHT = int(Qt.AlignmentFlag.AlignLeft), int(Qt.AlignmentFlag.AlignRight)


def row_height(font: QFont) -> int:
    return round(QFontMetrics(font).height() * 1.75)


def draw_in_context(
    painter: QPainter,
    area: QRect,
    parts: tuple[str, str, str],
    font: QFont,
    tones: Shades,
    share: float = CONTEXT,
    *,
    strong: bool = False,
) -> None:
    """Before, quote and after on one line; all quotes begin at the same place, so that the eye runs down them."""
    before, quote, after = parts
    metrics, measures = QFontMetrics(font), QFontMetrics(theme.bold(font) if strong else font)
    rtl = starts_right_to_left(quote or before)
    direction = Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    painter.save()
    painter.setLayoutDirection(direction)  # that of the text, whatever the window's is

    def put(part: QRect, text: str, *, ends: bool = False) -> None:
        side = _RIGHT if ends is not rtl else _LEFT
        painter.drawText(QStyle.visualRect(direction, area, part), side | _LINE, text)

    first = QRect(area.left(), area.top(), round(area.width() * share), area.height())
    painter.setFont(font)
    painter.setPen(tones.quiet)
    put(first, metrics.elidedText(before, _ELIDE.ElideLeft, first.width()), ends=True)
    rest = area.adjusted(first.width(), 0, 0, 0)
    shown = measures.elidedText(quote[:LONGEST], _ELIDE.ElideRight, rest.width())
    room = rest.adjusted(measures.horizontalAdvance(shown), 0, 0, 0)
    if room.width() > theme.px(24):
        put(room, metrics.elidedText(after, _ELIDE.ElideRight, room.width()))
    painter.setPen(tones.ink)
    painter.setFont(theme.bold(font) if strong else font)
    put(rest, shown)
    painter.restore()


def draw_against(painter: QPainter, area: QRect, tones: Shades) -> None:
    """A ring with a bar: evidence against."""
    side = min(area.height() * 0.42, area.width())
    middle = QPointF(area.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tones.ink, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(middle, side / 2, side / 2)
    painter.drawLine(middle - QPointF(side * 0.26, 0), middle + QPointF(side * 0.26, 0))
    painter.restore()


def draw_memo(painter: QPainter, area: QRect, tones: Shades) -> None:
    """A small sheet with two lines of writing."""
    side = area.height() * 0.42
    middle = QPointF(area.center())
    left, top = middle.x() - side * 0.42, middle.y() - side * 0.5
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tones.quiet, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(round(left), round(top), round(side * 0.84), round(side), 2, 2)
    for share in (0.36, 0.62):
        y = top + side * share
        painter.drawLine(QPointF(left + side * 0.2, y), QPointF(left + side * 0.64, y))
    painter.restore()


def draw_tick(painter: QPainter, area: QRect, tones: Shades, *, on: bool) -> None:
    """A box with or without a tick."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tones.accent if on else tones.quiet, 1))
    painter.setBrush(tones.accent if on else tones.card)
    painter.drawRoundedRect(area, theme.px(3), theme.px(3))
    if on:
        painter.setPen(QPen(tones.card, theme.px(2)))
        left, top, side = area.left(), area.top(), area.width()
        painter.drawLine(left + side // 4, top + side // 2, left + side * 4 // 9, top + side * 5 // 7)
        painter.drawLine(left + side * 4 // 9, top + side * 5 // 7, left + side * 4 // 5, top + side // 4)
    painter.restore()


def draw_dot(painter: QPainter, area: QRect, tones: Shades) -> None:
    """A small dot: something is coded here."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tones.accent)
    painter.drawEllipse(QPointF(area.center()), theme.px(5) / 2, theme.px(5) / 2)
    painter.restore()
