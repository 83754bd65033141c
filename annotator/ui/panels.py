"""The panels of the place Code side by side, as wide as the person made them, or as the window's width asks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QSplitter, QWidget

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


def step_panel(panels: Sequence[QWidget], step: int) -> None:
    """Gives the keys to the next (1) or previous (-1) visible panel, at what takes them first there."""
    focus = QApplication.focusWidget()
    here = next((n for n, panel in enumerate(panels) if focus is panel or (focus and panel.isAncestorOf(focus))), -1)
    for distance in range(1, len(panels) + 1):
        panel = panels[(here + step * distance) % len(panels)] if here >= 0 else panels[0]
        target = _first_in(panel)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _first_in(panel: QWidget) -> QWidget | None:
    """What takes the keys first in a panel: a list before a button."""
    inside = [panel, *panel.findChildren(QWidget)]
    able = [one for one in inside if one.isVisible() and one.isEnabled()
            and one.focusPolicy() & Qt.FocusPolicy.TabFocus == Qt.FocusPolicy.TabFocus and one.focusProxy() is None]
    return next((one for one in able if isinstance(one, QAbstractScrollArea)), able[0] if able else None)
