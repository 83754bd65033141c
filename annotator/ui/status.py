"""The bar at the bottom of the window: how much there is, what keys help here, and loudly which codes are sticky.

Between the two, where there is reason: what is to be looked at in Team, and that colleagues' codings are not all seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from annotator.operations.visibility import Colleagues
from annotator.ui import theme
from annotator.ui.badge import TextButton
from annotator.ui.commands import keys
from annotator.ui.parts import ElidedLabel, announce, restyle, set_role
from annotator.ui.whose import colleagues_words
from annotator.ui.words import tr, tr_n

if TYPE_CHECKING:
    from annotator.ui.code_place import CodePlace

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
        self._count, self._how = 0, Colleagues.SHOWN
        self._place: CodePlace | None = None
        self.left = ElidedLabel(role="hint")
        self.right = ElidedLabel(role="hint")
        self.right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.look = TextButton(small=True)
        self.look.setToolTip(tr("Shows it in Team"))
        self.look.clicked.connect(self._ask_team)
        self.colleagues = TextButton(marked=False, small=True)
        keys.tells(
            self.colleagues, QWidget.setToolTip, tr("The next of shown, dimmed and hidden (%reading.colleagues%)")
        )
        self.colleagues.clicked.connect(self._ask_colleagues)
        row = QHBoxLayout(self)
        theme.spaced(row, 20, 4, 20, 4, gap=24)
        row.addWidget(self.left)
        row.addWidget(self.look)
        row.addWidget(self.colleagues)
        row.addWidget(self.right, 1)
        self.show_to_look_at(0)
        self.show_colleagues(Colleagues.SHOWN)

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

    def follow(self, place: CodePlace | None) -> None:
        """Tells of the project that a place Code shows, until that is closed; a click leads on from there."""
        if place is self._place:
            return
        self._place = place
        if place is None:
            self.show_to_look_at(0)
            self.show_colleagues(Colleagues.SHOWN)
            return
        place.to_look_at_changed.connect(self.show_to_look_at)
        place.colleagues_changed.connect(self.show_colleagues)
        place.closed.connect(lambda: self.follow(None))
        place.tell()

    def _ask_team(self) -> None:
        if self._place is not None:
            self._place.team_asked.emit(None)

    def _ask_colleagues(self) -> None:
        if self._place is not None:
            self._place.cycle_colleagues()

    def show_to_look_at(self, count: int) -> None:
        """How many things there are to look at in Team; none is not said."""
        self.look.setText(tr_n("%n to look at", "%n to look at", count))
        self.look.setAccessibleName(tr_n("%n thing to look at in Team", "%n things to look at in Team", count))
        self._count = count
        self._fill()

    def show_colleagues(self, how: Colleagues) -> None:
        """Quietly, as long as colleagues' codings are not fully shown."""
        self.colleagues.setText(colleagues_words(how))
        self._how = how
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
        self.look.setVisible(bool(self._count) and not self._sticky)
        self.colleagues.setVisible(self._how is not Colleagues.SHOWN and not self._sticky)
        self.left.setAccessibleName(self.left.text())
        self.right.setAccessibleName(self.right.text())
