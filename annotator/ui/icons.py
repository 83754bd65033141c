"""The small drawings of the window: SVG of one stroke, in the theme's colours, sharp at every scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QPushButton

from annotator import resources
from annotator.ui import theme

NAMES = ("close", "more", "pin", "plus", "star", "star-full", "tick")
SIDE = 15  # pixels of an icon on a button at scale 1
_INHERITED = "currentColor"  # what the drawings are stroked and filled with


def draw_icon(painter: QPainter, where: QRectF, name: str, colour: QColor) -> None:
    """Draws the icon of that name (one of NAMES) as large as fits into the middle of the place."""
    side = min(where.width(), where.height())
    place = QRectF(0, 0, side, side)
    place.moveCenter(where.center())
    _renderer(name, colour.name()).render(painter, place)


@lru_cache(maxsize=64)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    if name not in NAMES:
        raise KeyError(f"there is no icon named {name}")
    drawn = resources.icon(name).read_text(encoding="utf-8").replace(_INHERITED, colour)
    return QSvgRenderer(QByteArray(drawn.encode()))


class IconButton(QPushButton):
    """A button that shows an icon and says its name: to screen readers, and as a tool tip."""

    def __init__(self, icon: str, name: str, role: str = "flat") -> None:
        super().__init__()
        self.icon_name = icon
        self.setProperty("role", role)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def show_icon(self, icon: str) -> None:
        self.icon_name = icon
        self.update()

    def sizeHint(self) -> QSize:
        height = super().sizeHint().height()
        return QSize(height + theme.px(4), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = theme.px(SIDE)
        place = QRectF(0, 0, side, side)
        place.moveCenter(QRectF(self.rect()).center())
        draw_icon(QPainter(self), place, self.icon_name, self._colour())

    def _colour(self) -> QColor:
        shown = theme.current()
        if not self.isEnabled():
            return QColor(shown.faint)
        return QColor(shown.ink if self.underMouse() or self.hasFocus() or self.isChecked() else shown.quiet)
