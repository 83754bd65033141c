"""Cards one below the other. Their heights are kept: hundreds cost no more than those that change.

A layout would ask every card for its height whenever anything near it changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.ui import theme

_GAP = 10  # pixels at scale 1


class Sized(Protocol):
    """A card that knows how high it is."""

    def height_for(self, width: int) -> int: ...
    def setGeometry(self, place: QRect, /) -> None: ...
    def show(self) -> None: ...


class CardColumn(QWidget):
    """As high as its cards, whatever its width."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._cards: list[Sized] = []
        self._heights: dict[Sized, int] = {}
        self._stale = False
        self.setFixedHeight(0)

    def set_cards(self, cards: Sequence[Sized]) -> None:
        """Puts these in this order; all of them are children of the column."""
        self._cards = list(cards)
        held = set(cards)
        self._heights = {card: height for card, height in self._heights.items() if card in held}
        self._place()

    def measure(self, card: Sized) -> None:
        """The card's contents have changed."""
        self._heights.pop(card, None)
        self._place()

    def _place(self) -> None:
        at, gap = 0, theme.px(_GAP)
        for card in self._cards:
            height = self._heights.get(card)
            if height is None:
                height = self._heights[card] = card.height_for(self.width())
                card.show()
            card.setGeometry(QRect(0, at, self.width(), height))
            at += height + gap
        self.setFixedHeight(max(0, at - gap))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._heights.clear()
            self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._stale = True

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self._stale:  # the cards have their new fonts and spaces
            self._stale = False
            self._heights.clear()
            self._place()
        return super().event(event)
