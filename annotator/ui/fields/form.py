"""Fields below one another, each with its editor. It shows values and asks for others, and knows no project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from annotator.model.errors import CannotDo
from annotator.operations.field_values import sound
from annotator.ui import theme
from annotator.ui.fields.choice_editor import ChoiceEditor
from annotator.ui.fields.editor import FieldEditor, two_columns
from annotator.ui.fields.line_editor import LineEditor
from annotator.ui.fields.shown import FieldShown
from annotator.ui.parts import label, set_role
from annotator.ui.words import tr
from taxonomy.codes import Field, FieldType

Offers = Callable[[Field], list[str]]


class FieldForm(QWidget):
    """Values that a field does not allow are refused here, with a sentence below it."""

    value_given = Signal(str, object)  # id of the field, a sound value or None
    came = Signal(object)  # the editor that the keys are in, once it has the room that it needs
    left = Signal()        # Esc, or Enter in the last field
    passed_end = Signal()  # Tab or ↓ in the last field
    passed_start = Signal()  # Shift+Tab or ↑ in the first one

    def __init__(self, fields: Sequence[FieldShown], *, offers: Offers | None = None) -> None:
        super().__init__()
        self._offers = offers
        self.editors: list[FieldEditor] = []
        self._names: list[QLabel] = []
        self.grid = QGridLayout(self)
        theme.spaced(self.grid, 0, 0, 0, 0, gap=4)
        for shown in fields:
            self._add(shown)
        two_columns(self.grid, [shown.field.name for shown in fields])
        self.show_fields(fields)

    def _add(self, shown: FieldShown) -> None:
        row = len(self.editors)
        editor: FieldEditor = ChoiceEditor(shown) if shown.field.type is FieldType.CHOICE else LineEditor(shown)
        name = label("", "quiet", wrap=True)
        name.setBuddy(editor)
        if isinstance(editor, LineEditor):  # beside what is typed, which has a frame around it
            name.setContentsMargins(0, theme.px(5), 0, 0)
        top = Qt.AlignmentFlag.AlignTop
        self.grid.addWidget(name, 2 * row, 0, top)
        self.grid.addWidget(editor, 2 * row, 1, top)
        self.grid.addWidget(editor.below, 2 * row + 1, 0, 1, 2)
        editor.show_below()
        self.editors.append(editor)
        self._names.append(name)
        editor.given.connect(partial(self._give, editor))
        editor.passed.connect(partial(self._pass, editor))
        editor.entered.connect(partial(self._enter, editor))
        editor.left.connect(self.left)
        editor.came.connect(lambda: QTimer.singleShot(0, editor, partial(self.came.emit, editor)))
        if isinstance(editor, LineEditor):
            editor.offers_asked.connect(partial(self._offer, editor))

    def fits(self, fields: Sequence[FieldShown]) -> bool:
        """Whether these are the fields that it was made for."""
        return [one.field for one in fields] == [editor.shown.field for editor in self.editors]

    def show_fields(self, fields: Sequence[FieldShown]) -> None:
        """Shows other values of the same fields."""
        for shown, editor, name in zip(fields, self.editors, self._names, strict=True):
            if shown != editor.shown:
                editor.show_field(shown)
            name.setText(tr("! {name}", name=shown.field.name) if shown.is_lacking else shown.field.name)
            name.setToolTip(tr("Required, and still empty") if shown.is_lacking else shown.field.help)
            set_role(name, "warning" if shown.is_lacking else "quiet")

    def take_keys(self, *, last: bool = False) -> bool:
        """Puts the keys into the first field, or the last; whether there is one."""
        if not self.editors:
            return False
        self.editors[-1 if last else 0].take_keys()
        return True

    def save(self) -> None:
        for editor in self.editors:
            editor.save()

    def _give(self, editor: FieldEditor, value: object) -> None:
        try:
            found = sound(editor.shown.field, value, editor.shown.value)
        except CannotDo as error:
            editor.refuse(error.message)
            return
        editor.refuse("")
        if found != editor.shown.value:
            editor.show_field(replace(editor.shown, value=found))  # at once: the next key may come before the project's
            self.value_given.emit(editor.shown.field.id, found)

    def _offer(self, editor: FieldEditor) -> None:
        editor.set_offers(self._offers(editor.shown.field) if self._offers is not None else [])

    def _pass(self, editor: FieldEditor, step: int) -> None:
        at = self.editors.index(editor) + step
        if 0 <= at < len(self.editors):
            self.editors[at].take_keys()
        else:
            (self.passed_end if step > 0 else self.passed_start).emit()

    def _enter(self, editor: FieldEditor) -> None:
        at = self.editors.index(editor) + 1
        if at < len(self.editors):
            self.editors[at].take_keys()
        else:
            self.left.emit()
