"""The left half of the place Team: a card on top that asks something, the codebook's changes, the things to look at."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from annotator.model.changes import Kind
from annotator.model.ids import ConflictId
from annotator.ui import theme
from annotator.ui.flow import FlowLayout
from annotator.ui.parts import Card, Chip, SectionHeading, label
from annotator.ui.team.arrived import ChangeList
from annotator.ui.team.inline import focus_inside
from annotator.ui.team.look_cards import Codes, LookCard
from annotator.ui.team.look_list import LookList
from annotator.ui.team.preview import BlockedCard, PreviewCard
from annotator.ui.team.shown import ShownConflict, TeamShown
from annotator.ui.team.small_parts import ActionButton, FoldButton, emptied, gone
from annotator.ui.words import tr, tr_n

_FEW = 4  # things to look at that need no filter


class LeftHalf(QWidget):
    """Hides what is not there; says in a paragraph how a team works where nothing was merged yet."""

    merge_asked = Signal()
    resolve_asked = Signal(object, str, object)
    tick_asked = Signal(object, object, bool)
    whole_asked = Signal(object)
    open_coding_asked = Signal(object)
    open_entity_asked = Signal(object, object)
    come_to = Signal(object)  # a widget that the keys have come to, to be scrolled to
    keys_free = Signal()  # what had the keys is settled, and nothing is left to take them

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self._shown = TeamShown()
        self._since: bytes | None = None  # the merge since which things to look at are counted
        self._seen: set[ConflictId] = set()
        self._group = ""  # the sort of things that is shown alone
        self._mine = False
        self.on_top: PreviewCard | BlockedCard | None = None
        self.top_heading = SectionHeading("")
        self.welcome = Welcome()
        self.welcome.merge_asked.connect(self.merge_asked)
        self.changed = SectionHeading(tr("Changed in the codebook"))
        self.changes = ChangeList()
        self.changes.tick_asked.connect(self.tick_asked)
        self.changes.open_asked.connect(self.open_coding_asked)
        self.changes.whole_asked.connect(self.whole_asked)
        self.to_look_at = SectionHeading(tr("To look at"))
        self.filters = Filters()
        self.filters.chosen.connect(self._filter)
        self.looks, self.remarks = LookList(codes), LookList(codes)
        for looks in (self.looks, self.remarks):
            looks.resolve_asked.connect(self.resolve_asked)
            looks.open_asked.connect(self._open)
            looks.focused.connect(self._came_to)
            looks.emptied.connect(self.keys_free)
        self.remarks.keys_elsewhere()
        self.settled = label("", "quiet", wrap=True)
        self.fold = FoldButton()
        self.fold.toggled.connect(lambda _on: self._show_conflicts())
        self._lay_out()

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        theme.spaced(self._column, 0, 0, 14, 18, gap=8)
        self._top = QVBoxLayout()
        theme.spaced(self._top)
        self._column.addWidget(self.top_heading)
        self._column.addLayout(self._top)
        for part in (self.welcome, self.changed, self.changes, self.to_look_at, self.filters, self.settled, self.looks):
            self._column.addWidget(part)
        self._column.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        self._column.addWidget(self.remarks)
        self._column.addStretch(1)

    # Values

    def show_team(self, shown: TeamShown) -> None:
        self._shown = shown
        open_now = {one.id for one in shown.conflicts if not one.remark}
        since = shown.last.id if shown.last is not None else None
        if since != self._since:
            self._since, self._seen = since, set()
        self._seen |= open_now
        nothing_yet = since is None and not shown.earlier and not shown.conflicts and not shown.changes
        self.welcome.setVisible(nothing_yet and self.on_top is None)
        self.top_heading.setVisible(nothing_yet or self.on_top is not None)
        self.top_heading.set_text(self.on_top.heading if self.on_top is not None else tr("How a team works"))
        self.welcome.merge.setEnabled(shown.writable)
        for part in (self.changed, self.changes):
            part.setVisible(bool(shown.changes))
        self.changes.show_changes(shown.changes, writable=shown.writable)
        left = sum(one.left for one in shown.changes)
        self.changed.set_right_text(tr_n("%n coding to look at again", "%n codings to look at again", left) if left
                                    else "")
        self.to_look_at.setVisible(bool(self._seen))
        told = tr("{left} of {total} left", left=len(open_now), total=len(self._seen))
        self.to_look_at.set_right_text(told if open_now else "")
        self._show_conflicts()

    def show_on_top(self, card: PreviewCard | BlockedCard | None) -> None:
        """One card at a time; None takes it away."""
        if self.on_top is not None:
            self._top.removeWidget(self.on_top)
            gone(self.on_top)
        self.on_top = card
        if card is not None:
            self._top.addWidget(card)
            card.show()
        self.show_team(self._shown)

    def more_wanted(self) -> None:
        """Some more cards of what is shown last."""
        (self.remarks if self.fold.isChecked() and self.fold.isVisibleTo(self) else self.looks).more_wanted()

    def _show_conflicts(self) -> None:
        to_settle = [one for one in self._shown.conflicts if not one.remark]
        remarks = [one for one in self._shown.conflicts if one.remark]
        self.filters.show_groups(to_settle, self._group, mine=self._mine)
        self._group, self._mine = self.filters.group, self.filters.mine
        self.filters.setVisible(len(to_settle) > _FEW or bool(self._group) or self._mine)
        passing = [one for one in to_settle if self._group in ("", one.group) and (one.mine or not self._mine)]
        self.looks.show_conflicts(passing, writable=self._shown.writable)
        self.looks.setVisible(bool(passing))
        if to_settle:
            self.settled.setText(tr("None of these concerns you."))
        else:
            self.settled.setText(tr("All settled: nothing is left to look at."))
        self.settled.setVisible(bool(self._seen) and not passing)
        self.fold.setVisible(bool(remarks))
        self.fold.setText(tr_n("Remarks · %n", "Remarks · %n", len(remarks)))
        opened = bool(remarks) and self.fold.isChecked()
        self.remarks.show_conflicts(remarks if opened else (), writable=self._shown.writable)
        self.remarks.setVisible(opened)

    def _filter(self, group: str, mine: bool) -> None:
        self._group, self._mine = group, mine
        self._show_conflicts()

    def _came_to(self, card: LookCard) -> None:
        """In one of the two lists alone a card is the current one."""
        other = self.remarks if self.looks.isAncestorOf(card) else self.looks
        other.keys_elsewhere()
        self.come_to.emit(card)

    def _open(self, shown: ShownConflict) -> None:
        if shown.opens is None:
            return
        kind, entity = shown.opens
        if kind == Kind.CODING:
            self.open_coding_asked.emit(entity)
        else:
            self.open_entity_asked.emit(kind, entity)


class Filters(QWidget):
    """A chip per sort of thing, with its number, and one for what concerns this coder."""

    chosen = Signal(str, bool)  # the sort, "" for all; mine only

    def __init__(self) -> None:
        super().__init__()
        self.group, self.mine = "", False
        self._known: object = None
        self._flow = FlowLayout(self, gap=6)
        self._sorts = QButtonGroup(self)
        self._sorts.setExclusive(True)
        self.chips: dict[str, Chip] = {}
        self.mine_only = Chip("")
        self._flow.addWidget(self.mine_only)

    def show_groups(self, conflicts: list[ShownConflict], group: str, *, mine: bool) -> None:
        """What is not there any more is not chosen any more."""
        counts = Counter(one.group for one in conflicts)
        own = sum(one.mine for one in conflicts)
        if len(counts) < 2:
            counts.clear()
        self.group = group if group in counts else ""
        self.mine = mine and bool(own)
        if (counts, own, self.group, self.mine) == self._known:
            return
        self._known = counts, own, self.group, self.mine
        had_keys = focus_inside(self)
        emptied(self._flow)
        self.chips = {}
        for sort, count in {"": len(conflicts), **counts}.items():
            chip = Chip(f"{sort or tr('All')}  {count}")
            chip.setAccessibleName(f"{sort or tr('All')}, {count}")
            chip.setChecked(sort == self.group)
            chip.clicked.connect(lambda _on=False, this=sort: self._choose(this))
            self._sorts.addButton(chip)
            self.chips[sort] = chip
            self._flow.addWidget(chip)
        self.mine_only = Chip(tr("Mine only  {n}", n=own))
        self.mine_only.setAccessibleName(tr("Mine only, {n}", n=own))
        self.mine_only.setChecked(self.mine)
        self.mine_only.setEnabled(bool(own))
        self.mine_only.clicked.connect(self._turn_mine)
        self._flow.addWidget(self.mine_only)
        self.updateGeometry()
        if had_keys:
            self.chips[self.group].setFocus()

    def _choose(self, group: str) -> None:
        self.group = group
        self.chosen.emit(group, self.mine)

    def _turn_mine(self, on: bool) -> None:
        self.mine = on
        self.chosen.emit(self.group, on)


class Welcome(Card):
    """How a team works, for whom nothing was merged yet."""

    merge_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        theme.spaced(self.body, 22, 18, 22, 20, gap=10)
        told = tr("Give each coder a copy of this project. Everybody codes in their own copy, whenever and wherever "
                  "they like; then the copies are merged, in any order and as often as you want. All work is kept: "
                  "where two people changed the same thing, both versions stand here side by side until somebody "
                  "chooses. Merge the files of your colleagues with the button, or drop them here.")
        self.body.addWidget(label(told, wrap=True))
        self.merge = ActionButton(tr("Merge files…"), "primary")
        self.merge.clicked.connect(self.merge_asked)
        self.body.addWidget(self.merge, 0, Qt.AlignmentFlag.AlignLeft)
