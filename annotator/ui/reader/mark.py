"""The small disc that says: here is something to look at in Team."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen


def draw_mark(painter: QPainter, area: QRectF, ground: QColor, ink: QColor) -> None:
    """A disc with a “!”, drawn so that it is the same at every size and in every font; `area` is a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawEllipse(area)
    thick = max(1.4, area.width() * 0.13)
    middle, top = area.center().x(), area.top()
    painter.setPen(QPen(ink, thick, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(middle, top + area.height() * 0.25), QPointF(middle, top + area.height() * 0.55))
    painter.drawPoint(QPointF(middle, top + area.height() * 0.75))
    painter.restore()
