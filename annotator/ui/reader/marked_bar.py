"""The scroll bar of the article view, with marks where a search found something."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from annotator.ui import theme

_STEPS = 4096  # places along the bar that marks are gathered in


class _Marks(QWidget):
    """Lies over the bar, so that a bar without marks costs no more than Qt's own."""

    def __init__(self, bar: QScrollBar) -> None:
        super().__init__(bar)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.shares: list[float] = []
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, mark = QPainter(self), QColor(theme.current().warning)
        for row in {round(share * (self.height() - 2)) for share in self.shares}:
            painter.fillRect(2, row, max(1, self.width() - 4), 2, mark)
        painter.end()


class MarkedBar(QScrollBar):
    """Marks stand at their share of the text, which is where their lines are as near as a bar can tell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._marks = _Marks(self)

    def set_marks(self, positions: Iterable[int], length: int) -> None:
        """Positions in a text of `length` code points."""
        steps = {position * _STEPS // max(1, length) for position in positions}
        self._marks.shares = sorted(step / _STEPS for step in steps)
        self._marks.setVisible(bool(steps))
        self._marks.update()

    @property
    def marks(self) -> list[float]:
        """Where marks stand, as shares of the bar's length."""
        return self._marks.shares

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._marks.resize(self.size())
