"""The bar at the bottom of the window: how much there is, what keys help here, and loudly which codes are sticky."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from annotator.ui import theme
from annotator.ui.parts import ElidedLabel, announce, restyle, set_role
from annotator.ui.words import tr

PART = " · "


class StatusBar(QFrame):
    """The left tells of the project, the right gives hints for where the person is."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "status")
        self._counts: tuple[str, ...] = ()
        self._saved = ""
        self._hints: tuple[str, ...] = ()
        self._sticky: tuple[str, ...] = ()
        self.left = ElidedLabel(role="hint")
        self.right = ElidedLabel(role="hint")
        self.right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        theme.spaced(row, 20, 4, 20, 4, gap=24)
        row.addWidget(self.left)
        row.addWidget(self.right, 1)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def show_counts(self, *parts: str) -> None:
        """What there is, in words that are ready: "69 codings", "6 documents"."""
        self._counts = parts
        self._fill()

    def show_saved(self, text: str) -> None:
        """What became of the last change or when the last backup was made, after the counts."""
        self._saved = text
        self._fill()

    def show_hints(self, hints: Sequence[str]) -> None:
        """Keys and what they do here: "Space picker", "F7 next uncoded"; those that have no room are left out."""
        self._hints = tuple(hints)
        self._fill()

    def show_sticky(self, codes: Sequence[str]) -> None:
        """The names of the codes that each new selection gets; empty ends the loud state."""
        was = self._sticky
        self._sticky = tuple(codes)
        self.setProperty("loud", bool(codes))
        for part in (self, self.left, self.right):
            restyle(part)
        self._fill()
        if was and not codes:
            announce(self, tr("Sticky codes ended"))
        elif codes and self._sticky != was:
            announce(self, self.left.text())

    def is_loud(self) -> bool:
        return bool(self._sticky)

    def _fill(self) -> None:
        if self._sticky:
            self.left.setText(tr("Sticky: {codes} · put on each new selection", codes=", ".join(self._sticky)))
            self.right.setText(tr("Esc ends it"))
        else:
            self.left.setText(PART.join(part for part in (*self._counts, self._saved) if part))
            self.right.setText(PART.join(self._hints))
        self.left.setAccessibleName(self.left.text())
        self.right.setAccessibleName(self.right.text())
