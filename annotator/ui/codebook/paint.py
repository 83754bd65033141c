"""What the lists of the panels paint alike: the swatch of a code, a key cap, text that is cut where it must be."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from annotator.ui import theme
from annotator.ui.codebook.shades import Shades
from annotator.ui.reader.palette import Look, hue_and_pattern
from annotator.ui.text_side import one_line

_CLEAR = Qt.GlobalColor.transparent


def smaller(font: QFont, share: float = 0.86, *, bold: bool = False) -> QFont:
    """The font at a share of its size, never below 7 points."""
    small = QFont(font)
    if font.pointSizeF() > 0:
        small.setPointSizeF(max(7.0, font.pointSizeF() * share))
    else:
        small.setPixelSize(max(9, round(font.pixelSize() * share)))
    small.setBold(bold)
    return small


def bold(font: QFont) -> QFont:
    heavy = QFont(font)
    heavy.setWeight(QFont.Weight.DemiBold)
    return heavy


def struck(font: QFont) -> QFont:
    """Of what was deleted and is still listed."""
    through = QFont(font)
    through.setStrikeOut(True)
    return through


def draw_swatch(painter: QPainter, area: QRect, look: Look, shades: Shades) -> None:
    """A rounded square in the code's colour; where its hue is another code's too, dashed or dotted like its rules."""
    hue, pattern = hue_and_pattern(shades.reader, look)
    colour = QColor(look.colour or hue)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = area.width() * 0.24
    if pattern == "solid":
        shown = theme.current()
        edged = theme.needs_edge(shown, colour.name())
        painter.setPen(QPen(QColor(shown.edge), 1) if edged else Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        half = 0.5 if edged else 0.0
        painter.drawRoundedRect(QRectF(area).adjusted(half, half, -half, -half), radius, radius)
    else:
        soft = QColor(colour)
        soft.setAlphaF(0.35)
        pen = QPen(colour, max(1.5, area.width() * 0.16))
        pen.setStyle(Qt.PenStyle.DashLine if pattern == "dashed" else Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(soft)
        inset = pen.widthF() / 2
        painter.drawRoundedRect(QRectF(area).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def swatch_icon(look: Look, shades: Shades, size: int = 14, *, ratio: float = 1.0) -> QIcon:
    """The swatch as an icon, `size` logical pixels wide."""
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(_CLEAR)
    painter = QPainter(picture)
    draw_swatch(painter, QRect(1, 1, size - 2, size - 2), look, shades)
    painter.end()
    return QIcon(picture)


def key_cap_size(font: QFont, key: str) -> QSize:
    """The size of a key cap with the font of its row."""
    measures = QFontMetrics(smaller(font, 0.78, bold=True))
    text = " ".join(key.upper())
    width = max(measures.horizontalAdvance(text) + theme.px(9), round(measures.height() * 1.5))
    return QSize(width, measures.height() + theme.px(3))


def draw_key_cap(painter: QPainter, area: QRect, key: str, font: QFont, shades: Shades) -> None:
    """A key as it stands on a keyboard: `tw` as "T W"."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(shades.line, 1))
    painter.setBrush(shades.card)
    painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(4), theme.px(4))
    painter.setFont(smaller(font, 0.78, bold=True))
    painter.setPen(shades.quiet)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, " ".join(key.upper()))
    painter.restore()


def draw_text(painter: QPainter, area: QRect, text: str, font: QFont, colour: QColor, *, right: bool = False) -> None:
    """One line of text in the middle of the area, cut at its end; `right` means where a line of reading ends."""
    painter.setFont(font)
    painter.setPen(colour)
    cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    flags = QStyle.visualAlignment(painter.layoutDirection(), side) | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(area, one_line(flags, text), cut)


def draw_row_ground(painter: QPainter, option: QStyleOptionViewItem, shades: Shades, *, current: bool) -> None:
    """The ground of a row: soft accent where it is current, a hint under the mouse, a frame where keys go."""
    area = QRectF(option.rect).adjusted(5.5, 0.5, -5.5, -0.5)
    state = option.state
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    if not current and not hovered:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    focused = bool(state & QStyle.StateFlag.State_HasFocus)
    painter.setPen(QPen(shades.accent, 1) if focused and current else Qt.PenStyle.NoPen)
    painter.setBrush(shades.soft if current else shades.hover)
    painter.drawRoundedRect(area, theme.px(6), theme.px(6))
    painter.restore()


def draw_chevron(painter: QPainter, area: QRect, colour: QColor, *, opened: bool, rightward: bool = True) -> None:
    """The mark that opens and closes the codes below."""
    size = min(area.width(), area.height()) * 0.22
    middle = QPointF(area.center()) + QPointF(0.5, 0.5)
    side = 1.0 if rightward else -1.0
    if opened:
        points = [QPointF(-size, -size / 2), QPointF(0, size / 2), QPointF(size, -size / 2)]
    else:
        points = [QPointF(-side * size / 2, -size), QPointF(side * size / 2, 0), QPointF(-side * size / 2, size)]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline([middle + point for point in points])
    painter.restore()


def draw_drop(
    painter: QPainter, area: QRect, lands: QAbstractItemView.DropIndicatorPosition, shades: Shades
) -> None:
    """Where a drop would land: a frame around the row that it lands on, a line above or below it."""
    where = QAbstractItemView.DropIndicatorPosition
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(shades.accent, 2))
    if lands == where.OnItem:
        around = QRectF(area).adjusted(-theme.px(5), 1, 0, -1)
        painter.drawRoundedRect(around, theme.px(6), theme.px(6))
    elif lands in (where.AboveItem, where.BelowItem):
        y = area.top() if lands == where.AboveItem else area.bottom()
        painter.drawLine(area.left(), y, area.right(), y)
    painter.end()
