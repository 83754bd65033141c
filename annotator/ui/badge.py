"""The mark on what there is something to look at in Team, as lists and chips paint it, and its words."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle

from annotator.ui import theme
from annotator.ui.reader.mark import draw_mark
from annotator.ui.words import tr_n


def look_words(count: int) -> str:
    """What a pointer on the mark is told."""
    return tr_n("%n thing to look at in Team", "%n things to look at in Team", count)


def badge_side(metrics: QFontMetrics) -> int:
    """The width and height of a mark beside text, in pixels."""
    return round(metrics.height() * 0.72)


def draw_badge(painter: QPainter, area: QRect) -> None:
    """The mark in the middle of an area."""
    side = min(area.width(), area.height(), badge_side(painter.fontMetrics()))
    tones = theme.current()
    corner = QPoint(area.center().x() - side // 2 + 1, area.center().y() - side // 2 + 1)
    draw_mark(painter, QRectF(corner.x(), corner.y(), side, side), QColor(tones.accent), QColor(tones.on_accent))


class TextButton(QPushButton):
    """Words that can be pressed, with the mark before them where they tell of what there is to look at."""

    def __init__(self, text: str = "", *, marked: bool = True, small: bool = False) -> None:
        super().__init__(text)
        self._marked, self._small = marked, small
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they are
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def _face(self) -> QFont:
        font = theme.small(self.font()) if self._small else QFont(self.font())
        font.setUnderline(self.hasFocus() or self.underMouse())
        return font

    def _before(self) -> int:
        """The room of the mark."""
        return badge_side(QFontMetrics(self._face())) + theme.px(5) if self._marked else 0

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._face())
        return QSize(self._before() + metrics.horizontalAdvance(self.text()) + 2, metrics.height() + theme.px(2))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(theme.px(60), self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Underlined where the keys are or the pointer is."""
        painter, face, tones = QPainter(self), self._face(), theme.current()
        painter.setFont(face)
        before = self._before()
        mark, words = QRect(0, 0, before, self.height()), self.rect().adjusted(before, 0, 0, 0)
        if before:
            draw_badge(painter, QStyle.visualRect(self.layoutDirection(), self.rect(), mark.adjusted(0, 0, -5, 0)))
        painter.setPen(QColor(tones.accent if self._marked else tones.quiet))
        cut = QFontMetrics(face).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        flags = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        words = QStyle.visualRect(self.layoutDirection(), self.rect(), words)
        painter.drawText(words, int(flags | Qt.AlignmentFlag.AlignVCenter), cut)
