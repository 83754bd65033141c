"""Height for what opens in a panel: taken from the panels around it while it is open, and given back after."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSplitter, QWidget

from annotator.ui import theme


class Room(QObject):
    """`inner` parts the panel itself; the lower part gets most of it while it is open."""

    def __init__(self, panel: QWidget, inner: QSplitter, needs: int) -> None:
        super().__init__(panel)
        self._panel, self._inner, self._needs = panel, inner, needs
        self._before: list[int] | None = None

    def make(self) -> None:
        outer = self._panel.parentWidget()
        wanted = theme.px(self._needs)
        if isinstance(outer, QSplitter) and self._before is None and self._panel.height() < wanted:
            self._before = outer.sizes()
            at = outer.indexOf(self._panel)
            outer.setSizes([wanted if k == at else max(1, sum(self._before) - wanted) for k in range(outer.count())])
        height = self._inner.height()
        if not self._inner.sizes()[1]:
            self._inner.setSizes([max(theme.px(90), height * 3 // 10), height * 7 // 10])

    def give_back(self) -> None:
        outer = self._panel.parentWidget()
        if self._before is not None and isinstance(outer, QSplitter):
            outer.setSizes(self._before)
        self._before = None
