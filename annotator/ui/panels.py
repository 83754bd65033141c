"""The panels of the place Code side by side, as wide as the person made them, or as the window's width asks."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.ui import theme


class Panels(QSplitter):
    """Until the person has moved them, the sides give way so that the margin's names keep their room."""

    def __init__(self, left: QWidget, middle: QWidget, right: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._own_widths = False
        for panel in (left, middle, right):
            self.addWidget(panel)
        for place, stretch in enumerate((0, 1, 0)):
            self.setStretchFactor(place, stretch)
            self.setCollapsible(place, place != 1)
        self.splitterMoved.connect(self._moved)

    def state(self) -> str:
        """The widths in base64 if the person chose them, else empty."""
        return bytes(self.saveState().toBase64().data()).decode() if self._own_widths else ""

    def restore(self, state: str) -> None:
        if state:
            self._own_widths = self.restoreState(QByteArray.fromBase64(state.encode()))

    def fit(self, width: int) -> None:
        """Shares out a new width in pixels, unless the person has chosen."""
        if not self._own_widths:
            left = min(max(width * 19 // 100, theme.px(225)), theme.px(272))
            right = min(max(width * 20 // 100, theme.px(245)), theme.px(296))
            self.setSizes([left, max(1, width - left - right), right])

    def _moved(self, _position: int, _handle: int) -> None:
        self._own_widths = True
