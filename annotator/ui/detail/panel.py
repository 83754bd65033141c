"""The panel on the right: the passage at the cursor, its codings, and the cases, memo and history of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from annotator.model.ids import CaseId, CodingId
from annotator.ui import theme
from annotator.ui.case_field import CaseField
from annotator.ui.detail.coding_card import CodingCard
from annotator.ui.detail.hints import hints
from annotator.ui.detail.memo_editor import MemoEditor
from annotator.ui.detail.shown import DetailCoding, DetailPassage
from annotator.ui.fields.editor import FieldEditor
from annotator.ui.fields.form import Offers
from annotator.ui.flow import FlowLayout
from annotator.ui.icons import IconButton
from annotator.ui.parts import Card, Chip, SectionHeading, label
from annotator.ui.reader.fonts import SERIF
from annotator.ui.words import tr

AT_ONCE = 1  # cards made in one go: with its fields a card takes some 15 ms
LONGEST_QUOTE = 420  # characters of a passage that are shown


class DetailPanel(QWidget):
    """Shows what it is given; `show_passage(None)` shows hints on the keys instead."""

    coding_chosen = Signal(object)
    take_off_asked = Signal(object)
    stance_asked = Signal(object)
    recode_asked = Signal(object)
    case_removed = Signal(object, object)   # coding, case
    case_added = Signal(object, str)        # coding, name of a known or a new case
    memo_changed = Signal(object, str)      # coding, text
    team_asked = Signal(object)             # what there is to look at of this coding
    field_given = Signal(object, str, object)  # coding, id of the field, a sound value or None
    case_asked = Signal(object)             # a case that is to be shown with all that is known of it
    left = Signal()                         # memo, case field or fields were left: the keys go back to the text

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: DetailPassage | None = None
        self.offers: Offers | None = None  # values of a field that were used lately
        self.cards: list[CodingCard] = []
        self._to_come: list[DetailCoding] = []
        self._kept: dict[CodingId, CodingCard] = {}
        self._focus_to: CodingId | None = None
        self._more = QTimer(self, interval=0)
        self._more.timeout.connect(partial(self._make_cards, 1))
        self.passage = SectionHeading(tr("Passage"))
        self.quote_card = Card()
        self.quote = label("", wrap=True)
        self.quote.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.quote_card.body.addWidget(self.quote)
        self.none = label(tr("No coding here yet. A key codes the passage, Space opens the picker."), "hint", wrap=True)
        self.cases_heading = SectionHeading(tr("Cases"))
        self.cases = QWidget()
        self._chips = FlowLayout(self.cases)
        self.add_case = IconButton("plus", tr("Add a case"), "chip")
        self.add_case.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.case_field = CaseField()
        self.memo_heading = SectionHeading(tr("Memo"))
        self.memo = MemoEditor()
        self.history_heading = SectionHeading(tr("History"))
        self.history = label("", "quiet", wrap=True)
        self.hints = hints()
        self._lay_out()
        self.add_case.clicked.connect(self.ask_case)
        self.case_field.named.connect(self._add_case)
        self.case_field.left.connect(self._case_field_left)
        self.memo.memo_changed.connect(self.memo_changed)
        self.memo.left.connect(self.left)
        self._dress()
        self.show_passage(None)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        theme.spaced(column, 18, 8, 18, 14, gap=8)
        self._cards = QVBoxLayout()
        theme.spaced(self._cards, gap=8)
        first: tuple[QWidget, ...] = (self.passage, self.quote_card, self.none)
        last: tuple[QWidget, ...] = (self.cases_heading, self.cases, self.memo_heading, self.memo, self.history_heading,
                                     self.history, self.hints)
        for widget in first:
            column.addWidget(widget)
        column.addLayout(self._cards)
        for widget in last:
            column.addWidget(widget)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.area)

    def put_over(self, panel: QWidget) -> None:
        """Lets another panel stand in the place of this one's content whenever it is shown."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(panel)

    # What is shown

    def show_passage(self, passage: DetailPassage | None) -> None:
        """Shows what is at the cursor. A memo that is being written is given away first, or kept if it is its own."""
        before, self._shown = self._shown, passage
        chosen = passage.chosen_coding if passage is not None else None
        self.memo.show_memo(chosen.id if chosen else None, chosen.memo if chosen else "")
        self.memo.setReadOnly(chosen is not None and not chosen.is_own)
        self.passage.setVisible(passage is not None)
        self.quote_card.setVisible(passage is not None)
        self.none.setVisible(passage is not None and not passage.codings)
        of_chosen: tuple[QWidget, ...] = (self.cases_heading, self.cases, self.memo_heading, self.memo)
        for widget in of_chosen:
            widget.setVisible(chosen is not None)
        has_history = passage is not None and bool(passage.history)
        self.history_heading.setVisible(has_history)
        self.history.setVisible(has_history)
        self.hints.setVisible(passage is None)
        if passage is not None:
            self.passage.set_right_text(passage.where)
            self.quote.setText(f"“{_shortened(passage.quote)}”" if passage.quote.strip() else "")
            self.quote_card.setVisible(bool(passage.quote.strip()))
            self.history.setText("\n".join(passage.history))
        self._show_cards(before)
        self._show_cases(before)

    def set_known_cases(self, names: Sequence[str]) -> None:
        """Names and aliases on offer in the case field."""
        self.case_field.set_known(names)

    def write_memo(self) -> None:
        """Puts the keys into the memo of the chosen coding, if one is chosen."""
        if not self.memo.isHidden():
            self.area.ensureWidgetVisible(self.memo)
            self.memo.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def enter(self) -> None:
        """Puts the keys into the first field of the chosen coding, or into its memo where it has no fields."""
        card = next((card for card in self.cards if card.is_chosen), None)
        if card is not None and card.enter_fields():
            self.area.ensureWidgetVisible(card)
        else:
            self.write_memo()

    def _show_editor(self, editor: FieldEditor) -> None:
        """With what it has below it, and before that itself."""
        for widget in (editor.below, editor):
            if widget.isVisible():
                self.area.ensureWidgetVisible(widget, 0, theme.px(6))

    def ask_case(self) -> None:
        """Opens the line in which a case is named."""
        if self._chosen is not None:
            self.add_case.hide()
            self.case_field.ask()
            self._relay()

    def save(self) -> None:
        """Gives away what is being written; to be called before the document or the project closes."""
        for card in self.cards:
            if card.form is not None and card.is_chosen:
                card.form.save()
        self.memo.save()

    @property
    def _chosen(self) -> CodingId | None:
        return self._shown.chosen if self._shown is not None and self._shown.chosen_coding is not None else None

    def _show_cards(self, before: DetailPassage | None) -> None:
        codings = self._shown.codings if self._shown is not None else ()
        chosen = self._shown.chosen if self._shown is not None else None
        before_chosen = before.chosen if before is not None else None
        if before_chosen is not None and before_chosen != chosen:
            self._save_fields(before_chosen)
        if (before is None or codings != before.codings) and not self._followed(codings):
            self._replace_cards(codings, chosen)
        for card in self.cards:
            card.refresh_fields()
        for card in self.cards:
            card.choose(card.coding.id == chosen)
            if card.is_chosen and (before is None or before.chosen != chosen) and self.isVisible():
                self.area.ensureWidgetVisible(card)

    def _save_fields(self, coding: CodingId) -> None:
        for card in self.cards:
            if card.coding.id == coding and card.form is not None:
                card.form.save()

    def _followed(self, codings: Sequence[DetailCoding]) -> bool:
        """Whether the cards that are there could take in what is new, each of the same coding."""
        if self._to_come or [card.coding.id for card in self.cards] != [one.id for one in codings]:
            return False
        return all(card.follows(one) for card, one in zip(self.cards, codings, strict=True))

    def _replace_cards(self, codings: Sequence[DetailCoding], chosen: CodingId | None) -> None:
        """Cards of unchanged codings stay; the first new ones are made at once, more follow between other events."""
        self._focus_to = next((card.coding.id for card in self.cards if card.hasFocus()), None)
        self._kept = {card.coding.id: card for card in self.cards if card.coding in codings}
        for card in self.cards:
            self._cards.removeWidget(card)
            if card.coding.id not in self._kept:
                card.hide()
                card.deleteLater()
        self.cards, self._to_come = [], list(codings)
        self._make_cards(AT_ONCE)
        while any(one.id == chosen for one in self._to_come):
            self._make_cards(1)

    def _make_cards(self, most: int) -> None:
        chosen = self._shown.chosen if self._shown is not None else None
        while self._to_come and most > 0:
            coding = self._to_come.pop(0)
            card = self._kept.pop(coding.id, None)
            if card is None:
                most -= 1
                card = CodingCard(coding, is_chosen=coding.id == chosen, offers=self.offers)
                card.value_given.connect(self.field_given)
                card.left.connect(self.left)
                card.came.connect(self._show_editor)
                card.passed_fields.connect(self.write_memo)
                card.chosen.connect(self.coding_chosen)
                card.take_off_asked.connect(self.take_off_asked)
                card.stance_asked.connect(self.stance_asked)
                card.recode_asked.connect(self.recode_asked)
                card.team_asked.connect(self.team_asked)
            self.cards.append(card)
            self._cards.addWidget(card)
            if coding.id == self._focus_to:
                card.setFocus()
        (self._more.start if self._to_come else self._more.stop)()

    def _show_cases(self, before: DetailPassage | None) -> None:
        chosen = self._shown.chosen_coding if self._shown is not None else None
        earlier = before.chosen_coding if before is not None else None
        if chosen is not None and earlier is not None and _cases_of(chosen) == _cases_of(earlier):
            return
        while (item := self._chips.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget not in (self.add_case, self.case_field):
                widget.hide()
                widget.deleteLater()
        if chosen is not None:
            for case, name in chosen.cases:
                self._chips.addWidget(self._chip(chosen, case, name))
        self._chips.addWidget(self.add_case)
        self._chips.addWidget(self.case_field)
        self.add_case.setVisible(self.case_field.isHidden() and (chosen is None or chosen.is_own))
        self._relay()

    def _chip(self, coding: DetailCoding, case: CaseId, name: str) -> Chip:
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, theme.px(170))
        chip = Chip(f"{shown}  ×" if coding.is_own else shown, checkable=False)
        chip.setEnabled(coding.is_own)
        chip.setToolTip(tr("Takes “{name}” off this coding", name=name) if coding.is_own else name)
        chip.setAccessibleName(tr("Case {name}, press to take it off", name=name) if coding.is_own else name)
        chip.clicked.connect(partial(self._remove_case, coding.id, case))
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(lambda _at: self.case_asked.emit(case))
        return chip

    def _remove_case(self, coding: CodingId, case: CaseId) -> None:
        self.case_removed.emit(coding, case)

    def _add_case(self, name: str) -> None:
        if self._chosen is not None:
            self.case_added.emit(self._chosen, name)

    def _case_field_left(self) -> None:
        self.add_case.show()
        self._relay()
        self.left.emit()

    def _relay(self) -> None:
        self._chips.invalidate()
        self.cases.updateGeometry()

    # How it looks

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "hints"):
            self._dress()

    def _dress(self) -> None:
        font = QFont(self.font())
        font.setFamilies(SERIF)
        font.setPointSizeF(max(7.0, self.font().pointSizeF() * 1.06))
        self.quote.setFont(font)
        line = self.fontMetrics().lineSpacing()
        self.memo.setFixedHeight(line * 4 + theme.px(14))


def _cases_of(coding: DetailCoding) -> tuple[object, ...]:
    """All that the chips show."""
    return coding.id, coding.cases, coding.is_own


def _shortened(text: str) -> str:
    one = " ".join(text.split())
    if len(one) <= LONGEST_QUOTE:
        return one
    return one[: LONGEST_QUOTE * 3 // 4].rstrip() + " … " + one[-LONGEST_QUOTE // 5 :].lstrip()
