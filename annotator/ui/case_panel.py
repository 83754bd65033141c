"""What is known of a case, changed in place: name, type, attributes, aliases, memo, and what is joined with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from annotator.model.ids import CaseId, CodingId
from annotator.ui import theme
from annotator.ui.case_field import LONGEST_NAME, CaseField
from annotator.ui.codebook.inline_bars import ConfirmBar, OneBar
from annotator.ui.detail.memo_editor import MemoEditor
from annotator.ui.fields import FieldForm, FieldShown
from annotator.ui.fields.kept_line import KeptLine
from annotator.ui.flow import FlowLayout
from annotator.ui.parts import Chip, CloseButton, LinkButton, SectionHeading, button, label
from annotator.ui.words import tr, tr_n


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case as the panel shows it; `members` are the cases joined into it."""

    id: CaseId
    name: str
    type: str
    types: tuple[tuple[str, str], ...]  # ids and names of all case types
    attributes: tuple[FieldShown, ...]
    aliases: tuple[str, ...]
    memo: str = ""
    memos: tuple[str, ...] = ()  # of colleagues, with their initials
    members: tuple[tuple[CaseId, str], ...] = ()
    about: bool = False  # whether the document that is shown is about it
    writable: bool = True


class CasePanel(QWidget):
    """Stands in the place of what is under the cursor until it is closed."""

    renamed = Signal(object, str)
    type_given = Signal(object, str)
    attribute_given = Signal(object, str, object)  # case, id of the attribute, a sound value or None
    aliases_given = Signal(object, list)
    memo_given = Signal(object, str)
    join_asked = Signal(object, str)    # case, the name of another one that it is to be one with
    part_asked = Signal(object)         # a case that was joined
    delete_asked = Signal(object)
    codings_asked = Signal(object)
    about_asked = Signal(object, bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: CaseShown | None = None
        self.form: FieldForm | None = None
        self.setAccessibleName(tr("Case"))
        self.head = SectionHeading(tr("Case"))
        self.close_button = CloseButton(tr("Close the case"))
        self.name = KeptLine()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(tr("Name of the case"))
        self.type = QComboBox()
        self.type.setAccessibleName(tr("Type of the case"))
        self.type.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.codings = LinkButton("")
        self.about = Chip(tr("This document is about it"))
        self.attributes_head = SectionHeading(tr("Attributes"))
        self.aliases = KeptLine()
        self.aliases.setPlaceholderText(tr("other names; parted by semicolons"))
        self.aliases.setAccessibleName(tr("Aliases, parted by semicolons"))
        self.memo = MemoEditor()
        self.memo.setPlaceholderText(tr("What is there to know of it?"))
        self.memos = label("", "quiet", wrap=True)
        self.joined = QWidget()
        self._joined = FlowLayout(self.joined)
        self.join_head = SectionHeading(tr("One with"))
        self.join = button(tr("Join with another…"), "flat")
        self.join_field = CaseField()
        self.delete = button(tr("Delete the case…"), "danger")
        for one in (self.join, self.delete):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        inside = QWidget()
        self._column = column = QVBoxLayout(inside)
        theme.spaced(column, 18, 8, 18, 14, gap=8)
        head = QHBoxLayout()
        head.addWidget(self.head, 1)
        head.addWidget(self.close_button)
        column.addLayout(head)
        self.bars = QVBoxLayout()
        column.addLayout(self.bars)
        row = QHBoxLayout()
        theme.spaced(row, gap=6)
        row.addWidget(self.codings)
        row.addStretch(1)
        parts: tuple[QWidget, ...] = (self.name, self.type, self.about)
        for widget in parts:
            column.addWidget(widget)
        column.addLayout(row)
        self._form_at = column.count() + 1
        aliases, memo = SectionHeading(tr("Aliases")), SectionHeading(tr("Memo"))
        parts = (self.attributes_head, aliases, self.aliases, memo, self.memo, self.memos, self.join_head,
                 self.joined, self.join_field)
        for widget in parts:
            column.addWidget(widget)
        last = QWidget()
        deeds = FlowLayout(last)
        for one in (self.join, self.delete):
            deeds.addWidget(one)
        column.addWidget(last)
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
        self._one_bar = OneBar(self.bars, self.delete)
        self._dress()

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.close_panel)
        self.name.given.connect(lambda text: self._ask(self.renamed, text))
        self.aliases.given.connect(lambda text: self._ask(self.aliases_given, parted(text)))
        for line in (self.name, self.aliases):
            line.left.connect(self.close_panel)
        self.memo.memo_changed.connect(lambda _of, text: self._ask(self.memo_given, text))
        self.memo.left.connect(self.close_panel)
        self.type.activated.connect(lambda at: self._ask(self.type_given, str(self.type.itemData(at))))
        self.codings.clicked.connect(self._ask_codings)
        self.about.clicked.connect(self._turn_about)
        self.join.clicked.connect(self._ask_join)
        self.join_field.named.connect(lambda name: self._ask(self.join_asked, name))
        self.join_field.left.connect(self.join.show)
        self.delete.clicked.connect(self._ask_delete)

    # What is shown

    def show_case(self, shown: CaseShown) -> None:
        """Shows a case; of the same one, what is being typed stays."""
        before, self.shown = self.shown, shown
        if before is not None and before.id != shown.id:
            self.save()
        self.name.show_text(shown.name)
        self.aliases.show_text("; ".join(shown.aliases))
        self.memo.show_memo(CodingId(shown.id), shown.memo)
        self.memos.setText("\n".join(shown.memos))
        self.memos.setVisible(bool(shown.memos))
        self._show_types(shown)
        self.about.setChecked(shown.about)
        self._show_attributes(shown.attributes)
        self._show_joined(shown.members)
        parts = (self.name, self.type, self.about, self.aliases, self.memo, self.join, self.delete)
        for widget in parts:
            widget.setEnabled(shown.writable)
        if self.form is not None:
            self.form.setEnabled(shown.writable)
        self.show()

    def show_count(self, count: int | None) -> None:
        """How many codings are about it; None while they are being counted."""
        self.codings.setText(tr("Codings …") if count is None else tr_n("%n coding", "%n codings", count))
        self.codings.setAccessibleName(tr("All codings of the case"))
        self.codings.setEnabled(bool(count))

    def set_known_cases(self, names: Sequence[str]) -> None:
        self.join_field.set_known(names)

    def take_keys(self) -> None:
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def save(self) -> None:
        """Gives away what is being written."""
        for line in (self.name, self.aliases):
            line.save()
        if self.form is not None:
            self.form.save()
        self.memo.save()

    def close_panel(self) -> None:
        if self.isHidden():
            return
        self.save()
        self.hide()
        self.closed.emit()

    def _show_types(self, shown: CaseShown) -> None:
        known = dict(shown.types)
        self.type.clear()
        for this, name in ({shown.type: shown.type} | known).items():
            self.type.addItem(name, this)
        self.type.setCurrentIndex(max(0, self.type.findData(shown.type)))

    def _show_attributes(self, fields: Sequence[FieldShown]) -> None:
        self.attributes_head.setVisible(bool(fields))
        if self.form is not None and self.form.fits(fields):
            self.form.show_fields(fields)
            return
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
        self.form = form = FieldForm(fields)
        self._column.insertWidget(self._form_at, form)
        form.value_given.connect(lambda field, value: self._give(field, value))
        form.left.connect(self.close_panel)
        form.came.connect(lambda editor: self.area.ensureWidgetVisible(editor))
        form.passed_end.connect(lambda: self.aliases.setFocus(Qt.FocusReason.TabFocusReason))
        form.passed_start.connect(lambda: self.about.setFocus(Qt.FocusReason.BacktabFocusReason))

    def _show_joined(self, members: Sequence[tuple[CaseId, str]]) -> None:
        while (item := self._joined.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for this, name in members:
            shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, theme.px(150))
            chip = Chip(f"{shown}  ×", checkable=False)
            chip.setToolTip(tr("Parts “{name}” from it again", name=name))
            chip.setAccessibleName(tr("{name}, press to part it again", name=name))
            chip.clicked.connect(lambda _on=False, one=this: self.part_asked.emit(one))
            self._joined.addWidget(chip)
        self.join_head.setVisible(bool(members))
        self.joined.setVisible(bool(members))
        self._joined.invalidate()

    # What is asked

    def _ask(self, signal: object, value: object) -> None:
        if self.shown is not None:
            signal.emit(self.shown.id, value)  # type: ignore[attr-defined]  # one of the signals above

    def _give(self, field: str, value: object) -> None:
        if self.shown is not None:
            self.attribute_given.emit(self.shown.id, field, value)

    def _ask_codings(self) -> None:
        if self.shown is not None:
            self.codings_asked.emit(self.shown.id)

    def _turn_about(self) -> None:
        if self.shown is not None:
            self.about.setChecked(self.shown.about)  # it turns when the project says so
            self.about_asked.emit(self.shown.id, not self.shown.about)

    def _ask_join(self) -> None:
        self.join.hide()
        self.join_field.setPlaceholderText(tr("which other case? then Enter"))
        self.join_field.ask()

    def _ask_delete(self) -> None:
        if self.shown is None:
            return
        case = self.shown
        told = tr("Delete “{name}” and take it off all its codings? The codings stay.", name=case.name)
        bar = ConfirmBar(told, tr("Delete"), self)
        agreed = partial(self.delete_asked.emit, case.id)
        bar.agreed.connect(lambda: QTimer.singleShot(0, self, agreed))  # once the bar has given the keys back
        self._one_bar.open(bar)
        self.area.ensureVisible(0, 0)

    # Keys and looks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_column"):
            self._dress()

    def _dress(self) -> None:
        self.memo.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + theme.px(14))


def parted(text: str) -> list[str]:
    """Names parted by semicolons, each once."""
    return list(dict.fromkeys(" ".join(one.split()) for one in text.split(";") if one.strip()))
