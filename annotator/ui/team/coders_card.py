"""Who codes in the project, who was joined into whom, and how the others' codings are shown to this one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from annotator.model.ids import CoderId
from annotator.operations.visibility import Colleagues
from annotator.ui import theme
from annotator.ui.flow import FlowLayout
from annotator.ui.parts import Card, Chip, CoderDisc, Rule, label
from annotator.ui.team.shown import ShownCoder, ShownMember
from annotator.ui.team.small_parts import ActionButton, Keys, emptied
from annotator.ui.words import tr, tr_n

_INITIALS = 4  # letters at most


class CodersCard(Card):
    """A row per coder, this one first; names are edited and coders joined in the rows themselves."""

    relabel_asked = Signal(str, str)  # this coder's name and initials
    join_asked = Signal(object, object)  # a coder is the same person as the other, under whom both are then listed
    part_asked = Signal(object)  # a joined coder is another person after all
    colleagues_chosen = Signal(object)  # Colleagues
    blind_chosen = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        theme.spaced(self.body, 14, 8, 14, 12, gap=8)
        self._coders: tuple[ShownCoder, ...] = ()
        self._writable = True
        self._rows = QVBoxLayout()
        theme.spaced(self._rows, gap=2)
        self.body.addLayout(self._rows)
        self._rule = Rule()
        self.body.addWidget(self._rule)
        self.switches = Switches()
        self.switches.colleagues_chosen.connect(self.colleagues_chosen)
        self.switches.blind_chosen.connect(self.blind_chosen)
        self.body.addWidget(self.switches)

    @property
    def rows(self) -> list[CoderRow]:
        items = (self._rows.itemAt(at) for at in range(self._rows.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [one for one in widgets if isinstance(one, CoderRow)]

    def show_coders(
        self, coders: Sequence[ShownCoder], colleagues: Colleagues, *, blind: bool, writable: bool = True
    ) -> None:
        self.switches.show_switches(colleagues, blind=blind)
        for part in (self._rule, self.switches):
            part.setVisible(len(coders) > 1 or blind or colleagues is not Colleagues.SHOWN)
        if (tuple(coders), writable) == (self._coders, self._writable):
            return
        self._coders, self._writable = tuple(coders), writable
        emptied(self._rows)
        for one in coders:
            row = CoderRow(one, [other for other in coders if other.id != one.id], writable=writable)
            row.relabel_asked.connect(self.relabel_asked)
            row.join_asked.connect(self.join_asked)
            row.part_asked.connect(self.part_asked)
            self._rows.addWidget(row)


class CoderRow(QWidget):
    """A coder: disc, name, what they have done; below it who was joined into them."""

    relabel_asked = Signal(str, str)
    join_asked = Signal(object, object)
    part_asked = Signal(object)

    def __init__(self, shown: ShownCoder, others: Sequence[ShownCoder], *, writable: bool = True) -> None:
        super().__init__()
        self.shown, self._others = shown, tuple(others)
        self.editor: NameEditor | None = None
        self.joiner: Joiner | None = None
        disc = CoderDisc(shown.initials, shown.colour)
        disc.set_coder(shown.initials, shown.colour, shown.name)
        disc.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        disc.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        name = tr("{name} (you)", name=shown.name) if shown.me else shown.name
        words = QVBoxLayout()
        theme.spaced(words, gap=1)
        words.addWidget(label(name, "strong", wrap=True))
        words.addWidget(label(done_in_words(shown), "hint", wrap=True))
        self.edit = ActionButton(tr("Edit"), "link")
        self.edit.setAccessibleName(tr("Edit your name and initials"))
        self.edit.clicked.connect(self._edit)
        self.join = ActionButton(tr("Join with…"), "link")
        self.join.setAccessibleName(tr("Join {name} with another coder", name=shown.name))
        self.join.clicked.connect(self._join)
        head = QHBoxLayout()
        theme.spaced(head, gap=10)
        head.addWidget(disc, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        head.addWidget(self.edit, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.join, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        theme.spaced(self._column, 0, 5, 0, 5, gap=4)
        self._column.addLayout(head)
        self.edit.setVisible(shown.me and writable)
        self.join.setVisible(bool(others) and writable)
        for member in shown.members:
            self._column.addLayout(self._member(member, writable=writable))
        self.setAccessibleName(f"{name}, {done_in_words(shown)}")

    def _member(self, member: ShownMember, *, writable: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        theme.spaced(row, 38, 0, 0, 0, gap=10)
        told = tr_n("with {name}: %n coding", "with {name}: %n codings", member.codings, name=member.name)
        row.addWidget(label(told, "quiet", wrap=True), 1)
        part = ActionButton(tr("Part again"), "link")
        part.setAccessibleName(tr("Part {name} again", name=member.name))
        part.clicked.connect(lambda: self.part_asked.emit(member.id))
        part.setEnabled(writable)
        row.addWidget(part)
        return row

    def _edit(self) -> None:
        self._close()
        self.editor = NameEditor(self.shown.name, self.shown.initials)
        self.editor.taken.connect(self._relabel)
        self.editor.left.connect(self._left)
        self._column.insertWidget(1, self.editor)
        self.editor.show()
        self.editor.name.setFocus()

    def _relabel(self, name: str, initials: str) -> None:
        self._left()
        if (name, initials) != (self.shown.name, self.shown.initials):
            self.relabel_asked.emit(name, initials)

    def _join(self) -> None:
        self._close()
        self.joiner = Joiner(self.shown, self._others)
        self.joiner.chosen.connect(self._chosen)
        self.joiner.left.connect(self._left)
        self._column.insertWidget(1, self.joiner)
        self.joiner.show()
        self.joiner.buttons[0].setFocus()

    def _chosen(self, other: CoderId) -> None:
        self._left()
        self.join_asked.emit(self.shown.id, other)

    def _left(self) -> None:
        target = self.edit if self.editor is not None else self.join
        target.setFocus()
        self._close()

    def _close(self) -> None:
        for one in (self.editor, self.joiner):
            if one is not None:
                one.hide()
                one.deleteLater()
        self.editor = self.joiner = None


class NameEditor(Keys):
    """Name and initials of this coder."""

    taken = Signal(str, str)

    def __init__(self, name: str, initials: str) -> None:
        super().__init__()
        self.name, self.initials = QLineEdit(name), QLineEdit(initials)
        self.name.setAccessibleName(tr("Your name"))
        self.initials.setAccessibleName(tr("Your initials"))
        self.initials.setMaxLength(_INITIALS)
        theme.sized(self.initials, width=64)
        self.save = ActionButton(tr("Save"), "primary")
        self.save.clicked.connect(self._take)
        self.cancel = ActionButton(tr("Cancel"), "")
        self.cancel.clicked.connect(self.left)
        self.entered.connect(self._take)
        for field in (self.name, self.initials):
            field.textChanged.connect(lambda _text: self.save.setEnabled(self._is_sound()))
        row = QHBoxLayout(self)
        theme.spaced(row, 38, 2, 0, 4, gap=8)
        row.addWidget(self.name, 1)
        for part in (self.initials, self.cancel, self.save):
            row.addWidget(part)

    def _is_sound(self) -> bool:
        return bool(self.name.text().strip() and self.initials.text().strip())

    def _take(self) -> None:
        if self._is_sound():
            self.taken.emit(" ".join(self.name.text().split()), self.initials.text().strip())


class Joiner(Keys):
    """Asks who the same person is."""

    chosen = Signal(object)

    def __init__(self, shown: ShownCoder, others: Sequence[ShownCoder]) -> None:
        super().__init__()
        row = QWidget()
        flow = FlowLayout(row, gap=6)
        self.buttons = []
        for other in others:
            made = ActionButton(_told_apart(other, others))
            made.setAccessibleName(tr("{name} is the same person as {other}", name=shown.name, other=made.text()))
            made.clicked.connect(lambda _checked=False, this=other.id: self.chosen.emit(this))
            self.buttons.append(made)
            flow.addWidget(made)
        cancel = ActionButton(tr("Cancel"), "")
        cancel.clicked.connect(self.left)
        flow.addWidget(cancel)
        column = QVBoxLayout(self)
        theme.spaced(column, 38, 2, 0, 4, gap=4)
        told = tr("{name} is the same person as … (can be parted again at any time)", name=shown.name)
        column.addWidget(label(told, "hint", wrap=True))
        column.addWidget(row)


class Switches(QWidget):
    """How colleagues' codings are shown in a text, and whether they stay hidden until a document is finished."""

    colleagues_chosen = Signal(object)
    blind_chosen = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        row = QWidget()
        flow = FlowLayout(row, gap=6)
        told = label(tr("Colleagues’ codings"))
        flow.addWidget(told)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.chips: dict[Colleagues, Chip] = {}
        names = {Colleagues.SHOWN: tr("shown"), Colleagues.DIMMED: tr("dimmed"), Colleagues.HIDDEN: tr("hidden")}
        for which, name in names.items():
            chip = Chip(name)
            chip.setAccessibleName(tr("Colleagues’ codings {how}", how=name))
            chip.clicked.connect(lambda _checked=False, this=which: self.colleagues_chosen.emit(this))
            self._group.addButton(chip)
            self.chips[which] = chip
            flow.addWidget(chip)
        told.setMinimumHeight(self.chips[Colleagues.SHOWN].sizeHint().height())
        self.blind = QCheckBox(tr("Blind coding"))
        self.blind.clicked.connect(self.blind_chosen)
        what = tr("For everybody in the project: what others coded in a document is hidden until you have finished it.")
        self.blind.setAccessibleDescription(what)
        column = QVBoxLayout(self)
        theme.spaced(column, gap=4)
        column.addWidget(row)
        column.addWidget(self.blind)
        column.addWidget(label(what, "hint", wrap=True))

    def show_switches(self, colleagues: Colleagues, *, blind: bool) -> None:
        self.chips[colleagues].setChecked(True)
        self.blind.setChecked(blind)


def done_in_words(shown: ShownCoder) -> str:
    """As "214 codings · 6 documents finished · last active yesterday"."""
    parts = [tr_n("%n coding", "%n codings", shown.codings)]
    parts.append(tr_n("%n document finished", "%n documents finished", shown.finished))
    if shown.last:
        parts.append(tr("last active {when}", when=shown.last))
    return " · ".join(parts)


def _told_apart(one: ShownCoder, among: Sequence[ShownCoder]) -> str:
    """The name, with the number of codings where another coder has the same."""
    if sum(other.name == one.name for other in among) < 2:
        return one.name
    return tr_n("{name} (%n coding)", "{name} (%n codings)", one.codings, name=one.name)
