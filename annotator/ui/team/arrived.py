"""What changed in the codebook, a card each: the texts before and after, and the codings made before it.

Looked at first of all after a merge, since it says what the codings of everybody mean.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.model.ids import CodingId
from annotator.ui import theme
from annotator.ui.parts import Card, label
from annotator.ui.team.differences import DifferenceLabel
from annotator.ui.team.look_again import LookAgainList
from annotator.ui.team.shown import ChangeKey, ShownChange, ShownDifference
from annotator.ui.team.small_parts import ActionButton, FoldButton, gone
from annotator.ui.words import tr, tr_n

PAGE = 10  # cards built at once


class DifferenceRows(QWidget):
    """The fields that were changed, each with what was added and taken away."""

    def __init__(self, differences: Sequence[ShownDifference]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        theme.spaced(column, gap=3)
        for one in differences:
            if column.count():
                column.addSpacing(theme.px(4))
            column.addWidget(label(one.title, "hint"))
            if one.long:
                column.addWidget(DifferenceLabel(one.before, one.after))
            else:
                told = tr("“{before}” → “{after}”", before=one.before, after=one.after)
                column.addWidget(label(told, wrap=True))


class ChangeCard(Card):
    """One change. Without codings, as in a preview, it is the texts alone."""

    tick_asked = Signal(object, object, bool)  # CodebookChange, tuple of coding ids, looked
    open_asked = Signal(object)  # coding id
    whole_asked = Signal(object)  # the key of a change whose codings are to be listed all

    def __init__(self, shown: ShownChange, *, writable: bool = True, with_codings: bool = True) -> None:
        super().__init__()
        self.shown = shown
        self._writable = writable
        theme.spaced(self.body, 18, 13, 18, 14, gap=6)
        head = QVBoxLayout()
        theme.spaced(head, gap=3)
        head.addWidget(label(shown.heading, "heading", wrap=True))
        head.addWidget(label(shown.title, "subtitle", wrap=True))
        self.body.addLayout(head)
        self.texts = DifferenceRows(shown.differences)
        self.body.addWidget(self.texts)
        self.list = LookAgainList()
        self.list.setAccessibleName(tr("Codings with “{code}” to look at again", code=shown.title))
        self.list.ticked.connect(self._ticked)
        self.list.open_asked.connect(self.open_asked)
        self.fold = FoldButton(opened=True)
        self.fold.toggled.connect(lambda _on: self._show_list())
        self.hint = label("", "quiet", wrap=True)
        self.tick_all = ActionButton(tr("Tick all"))
        self.tick_all.setAccessibleName(tr("Tick all codings with “{code}”", code=shown.title))
        self.tick_all.clicked.connect(self._tick_all)
        self.whole = ActionButton("", "link")
        self.whole.clicked.connect(lambda: self.whole_asked.emit(self.shown.key))
        row = QHBoxLayout()
        theme.spaced(row, gap=8)
        row.addWidget(self.fold)
        row.addWidget(self.hint, 1)
        row.addWidget(self.tick_all)
        self.body.addLayout(row)
        self.body.addWidget(self.list)
        self.body.addWidget(self.whole, 0, Qt.AlignmentFlag.AlignLeft)
        self._with_codings = with_codings
        self.setAccessibleName(f"{shown.title}, {shown.heading}")
        self.show_change(shown, writable=writable)

    def show_change(self, shown: ShownChange, *, writable: bool = True) -> None:
        """Brings the codings up to date; the texts of a change never differ. The last tick folds the card."""
        done_before = self.shown.total > 0 and not self.shown.left
        self.shown, self._writable = shown, writable
        self.list.show_rows(shown.rows, writable=writable)
        done = shown.total > 0 and not shown.left
        if done != done_before or done:
            self.fold.blockSignals(True)
            self.fold.setChecked(not done if done != done_before else self.fold.isChecked())
            self.fold.blockSignals(False)
        self._show_list()

    def _show_list(self) -> None:
        shown = self.shown
        has = self._with_codings and shown.total > 0
        done = has and not shown.left
        if done:
            told, hint = tr_n("✓ %n coding looked at again", "✓ All %n codings looked at again", shown.total), ""
        elif shown.left == shown.total:
            told = tr_n("%n coding made before it", "%n codings made before it", shown.left)
            hint = tr("should be looked at again")
        else:
            told = tr("{left} of {total} codings made before it", left=shown.left, total=shown.total)
            hint = tr("should still be looked at again")
        self.fold.setText(told)
        self.fold.setAccessibleName(f"{told} {hint}".strip())
        self.hint.setText(hint)
        for part in (self.fold, self.hint):
            part.setVisible(has)
        self.tick_all.setVisible(has and not done)
        self.tick_all.setEnabled(self._writable)
        self.list.setVisible(has and self.fold.isChecked())
        self.texts.setVisible(not done or self.fold.isChecked())
        more = shown.total - len(shown.rows)
        self.whole.setText(tr_n("Show all %n codings", "Show all %n codings", shown.total))
        self.whole.setVisible(has and more > 0 and self.fold.isChecked())

    def _ticked(self, coding: CodingId, looked: bool) -> None:
        self.tick_asked.emit(self.shown.change, (coding,), looked)

    def _tick_all(self) -> None:
        self.tick_asked.emit(self.shown.change, tuple(self.shown.change.look_again), True)


class ChangeList(QWidget):
    """The changes; what was looked at already when the place was opened is folded away at the end."""

    tick_asked = Signal(object, object, bool)
    open_asked = Signal(object)
    whole_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._cards: dict[ChangeKey, ChangeCard] = {}
        self._open: set[ChangeKey] = set()  # had something to look at since the place was opened
        self._wanted = PAGE
        self._changes: tuple[ShownChange, ...] = ()
        self._writable = True
        self._now, self._done = QVBoxLayout(), QVBoxLayout()
        self.more = ActionButton("", "link")
        self.more.clicked.connect(self._show_more)
        self.done = FoldButton()
        self.done.toggled.connect(lambda _on: self._build())
        column = QVBoxLayout(self)
        for layout in (column, self._now, self._done):
            theme.spaced(layout, gap=10)
        column.addLayout(self._now)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.done, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._done)

    @property
    def cards(self) -> list[ChangeCard]:
        return list(self._cards.values())

    def show_changes(self, changes: Sequence[ShownChange], *, writable: bool = True) -> None:
        """Cards of the same changes stay where they are, so that nothing jumps beneath the hand."""
        self._changes, self._writable = tuple(changes), writable
        self._open |= {one.key for one in changes if one.left or not one.total}
        self._build()

    def _show_more(self) -> None:
        self._wanted += PAGE
        self._build()

    def _build(self) -> None:
        now = [one for one in self._changes if one.key in self._open]
        done = [one for one in self._changes if one.key not in self._open]
        first = now[: self._wanted]
        last = done if self.done.isChecked() else []
        keys = {one.key for one in (*first, *last)}
        for key in [key for key in self._cards if key not in keys]:
            card = self._cards.pop(key)
            gone(card)
        known, self._cards = self._cards, {}
        for column, changes in ((self._now, first), (self._done, last)):
            for at, one in enumerate(changes):
                card = known.get(one.key) or self._card(one)
                card.show_change(one, writable=self._writable)
                if column.indexOf(card) != at:
                    column.insertWidget(at, card)
                self._cards[one.key] = card
        left = len(now) - len(first)
        self.more.setText(tr_n("Show the next of %n more", "Show the next of %n more", left))
        self.more.setVisible(left > 0)
        self.done.setText(tr_n("%n change looked at before", "%n changes looked at before", len(done)))
        self.done.setVisible(bool(done))

    def _card(self, one: ShownChange) -> ChangeCard:
        card = ChangeCard(one, writable=self._writable)
        card.tick_asked.connect(self.tick_asked)
        card.open_asked.connect(self.open_asked)
        card.whole_asked.connect(self.whole_asked)
        return card
