"""The things to look at, one card below the other.

↑ and ↓ go from card to card. A settled card goes, the next one moves up and gets the keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.model.ids import ConflictId
from annotator.ui import theme
from annotator.ui.team.card_column import CardColumn
from annotator.ui.team.inline import focus_inside
from annotator.ui.team.look_cards import Codes, LookCard
from annotator.ui.team.shown import ShownConflict
from annotator.ui.team.small_parts import ActionButton, gone
from annotator.ui.words import tr_n

PAGE = 12  # cards built at once; more come as one scrolls towards them


class LookList(QWidget):
    """Cards of things to look at, built as far as one has scrolled."""

    resolve_asked = Signal(object, str, object)
    open_asked = Signal(object)
    focused = Signal(object)  # the card that the keys have come to
    emptied = Signal()  # the last card, which had the keys, is settled

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self._codes = codes
        self._all: tuple[ShownConflict, ...] = ()
        self._cards: dict[ConflictId, LookCard] = {}
        self._wanted = PAGE
        self._writable = True
        self._current: ConflictId | None = None
        self._is_current = True  # whether one of its cards is
        self._column = CardColumn()
        self.more = ActionButton("", "link")
        self.more.clicked.connect(self._more_by_hand)
        column = QVBoxLayout(self)
        theme.spaced(column, gap=10)
        column.addWidget(self._column)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.hide()

    @property
    def cards(self) -> list[LookCard]:
        """Those built, in order."""
        return [self._cards[one.id] for one in self._all[: self._wanted]]

    def show_conflicts(self, conflicts: Sequence[ShownConflict], *, writable: bool = True) -> None:
        """Shows these instead; cards of the same things stay, so that nothing that is being written is lost."""
        had_keys = next((at for at, card in enumerate(self.cards) if focus_inside(card)), None)
        self._all, self._writable = tuple(conflicts), writable
        self._build()
        if had_keys is not None and not any(focus_inside(card) for card in self._cards.values()):
            self._focus(had_keys)
        self._show_current()

    def more_wanted(self) -> None:
        """Builds some more cards, since one has scrolled near the last."""
        if self._wanted < len(self._all):
            self._wanted += PAGE
            self._build()
            self._show_current()

    def keys_elsewhere(self) -> None:
        """Another list has the current card."""
        self._is_current = False
        self._show_current()

    def _more_by_hand(self) -> None:
        first = self._wanted
        self.more_wanted()
        self._focus(first)

    def _build(self) -> None:
        wanted = self._all[: self._wanted]
        kept = {one.id: one for one in wanted}
        resumed: dict[ConflictId, tuple[str, str]] = {}
        for this, card in list(self._cards.items()):
            if kept.get(this) == card.shown:
                continue
            if card.editing is not None:
                resumed[this] = card.editing
            if focus_inside(card) and this in kept:
                self._current = this
            del self._cards[this]
            gone(card)
        self._place(wanted)
        for this, (token, text) in resumed.items():
            if this in self._cards:
                self._cards[this].resume(token, text)
        for card in self._cards.values():
            card.set_writable(self._writable)
        left = len(self._all) - len(wanted)
        self.more.setText(tr_n("Show the next of %n more", "Show the next of %n more", left))
        self.more.setVisible(left > 0)

    def _place(self, wanted: Sequence[ShownConflict]) -> None:
        """Makes the cards that are missing, and puts all in order, for the eye and for Tab."""
        before: LookCard | None = None
        for one in wanted:
            card = self._cards.get(one.id)
            if card is None:
                card = self._card(one)
                if before is not None:
                    _tab_through([before.controls[-1], *card.controls])
            before = card
        if before is not None:
            _tab_through([before.controls[-1], self.more])
        self._column.set_cards([self._cards[one.id] for one in wanted])

    def _card(self, one: ShownConflict) -> LookCard:
        card = LookCard(one, self._codes)
        card.setParent(self._column)
        card.resized.connect(self._column.measure)
        card.resolve_asked.connect(self.resolve_asked)
        card.open_asked.connect(self.open_asked)
        card.focused.connect(self._focused)
        card.step_asked.connect(self._step)
        self._cards[one.id] = card
        return card

    def _focused(self, card: LookCard) -> None:
        self._current, self._is_current = card.shown.id, True
        self._show_current()
        self.focused.emit(card)

    def _show_current(self) -> None:
        """The first one while the keys have been at none that is still there."""
        if self._current not in self._cards:
            self._current = self._all[0].id if self._all else None
        for this, card in self._cards.items():
            card.set_current(self._is_current and this == self._current)

    def _step(self, card: LookCard, step: int) -> None:
        at = self.cards.index(card) + step
        if at >= self._wanted:
            self.more_wanted()
        if 0 <= at < len(self.cards):
            self.cards[at].setFocus(Qt.FocusReason.TabFocusReason)

    def _focus(self, at: int) -> None:
        cards = self.cards
        if cards:
            cards[min(at, len(cards) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.emptied.emit()


def _tab_through(widgets: Sequence[QWidget]) -> None:
    """Has Tab go from each to the next."""
    for one, following in pairwise(widgets):
        QWidget.setTabOrder(one, following)
