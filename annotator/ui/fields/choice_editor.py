"""A choice: what is chosen as plain text, and all options, numbered, while the keys are in it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from annotator.ui import theme
from annotator.ui.fields.editor import ENTER, HELD, WIDEST, FieldEditor, is_typed
from annotator.ui.fields.shown import FieldShown
from annotator.ui.flow import FlowLayout
from annotator.ui.parts import Chip, label, restyle, set_role
from annotator.ui.words import tr

_TYPED_TOGETHER = 1500  # ms: letters typed within that are one beginning of a word
_DIGITS = "1234567890"


class ChoiceEditor(FieldEditor):
    """A digit or the first letters choose; arrows and Space too; Delete takes everything away."""

    def __init__(self, shown: FieldShown) -> None:
        super().__init__(shown)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.chosen = label("", wrap=True)
        self.options = QWidget()
        self._flow = FlowLayout(self.options, gap=4)
        self.chips: list[Chip] = []
        self._at, self._moved = 0, False
        self._typed, self._taken = "", ""
        self._pause = QTimer(self, interval=_TYPED_TOGETHER, singleShot=True)
        self._pause.timeout.connect(self._forget_typed)
        self.column.addWidget(self.chosen)
        for widget in (self.options, self.problem):
            self.under.addWidget(widget)
        self.options.hide()
        self.show_field(shown)

    def show_field(self, shown: FieldShown) -> None:
        super().show_field(shown)
        self.refuse("")
        told = shown.values
        known = shown.field.options
        self.chosen.setText(", ".join(told) if told else shown.asked_for)
        set_role(self.chosen, "warning" if shown.is_lacking else "" if told else "quiet")
        unknown = [one for one in told if one not in known]
        self.setToolTip(tr("{values}: not in the codebook", values=", ".join(unknown)) if unknown else shown.field.help)
        self.setAccessibleName(shown.told)
        if self.hasFocus():
            self._open()
        self._mark()

    def _open(self) -> None:
        """All options, made when they are looked at."""
        told = self.shown.values
        if [chip.property("option") for chip in self.chips] != list(self.shown.options):
            self._make_chips()
        for chip in self.chips:
            chip.setChecked(chip.property("option") in told)

    def _make_chips(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.chips = []
        for place, option in enumerate(self.shown.options):
            number = _DIGITS[place] if place < len(_DIGITS) else ""
            known = option in self.shown.field.options
            told = option if known else tr("{value} (not in the codebook)", value=option)
            shown = self.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, theme.px(WIDEST))
            chip = Chip(shown, number=number)
            chip.setAccessibleName(told)
            chip.setToolTip(told if shown != told else "")
            chip.setProperty("option", option)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(partial(self._clicked, place))
            self._flow.addWidget(chip)
            self.chips.append(chip)
        self._at = min(self._at, max(0, len(self.chips) - 1))

    # Choosing

    def _clicked(self, place: int) -> None:
        self._at = place
        self._choose(place)

    def _choose(self, place: int) -> None:
        """Chooses an option, or not any more; what is shown follows the project."""
        if not 0 <= place < len(self.shown.options):
            return
        self._at, self._moved = place, False
        option, held = self.shown.options[place], list(self.shown.values)
        for chip in self.chips:
            chip.setChecked(chip.property("option") in held)
        if self.shown.field.several:
            new = [one for one in held if one != option] if option in held else [*held, option]
            self.given.emit([one for one in self.shown.options if one in new] or None)
        elif held != [option]:
            self.given.emit(option)
        self._mark()

    def point_at(self, place: int) -> None:
        """Marks an option without choosing it."""
        self._at = place
        self._mark()

    def _move(self, step: int) -> None:
        if self.chips:
            self._at, self._moved = (self._at + step) % len(self.chips), True
            self._mark()

    def _type(self, letter: str) -> None:
        """Letters typed one after the other begin a word of an option; what alone begins so is chosen."""
        wanted = (self._typed + letter).casefold()
        found = self._beginning(wanted)
        if not found:
            wanted = letter.casefold()
            found = self._beginning(wanted)
        self._typed = wanted if found else ""
        self._pause.start()
        if not found:
            return
        self._at = found[0]
        self._mark()
        option = self.shown.options[found[0]]
        if len(found) == 1 and self._taken != option:
            self._taken = option
            self._choose(found[0])

    def _beginning(self, wanted: str) -> list[int]:
        whole = [n for n, one in enumerate(self.shown.options) if one.casefold().startswith(wanted)]
        inside = [
            n for n, one in enumerate(self.shown.options) if any(w.startswith(wanted) for w in one.casefold().split())
        ]
        return whole or inside

    def _forget_typed(self) -> None:
        self._typed = self._taken = ""

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        if event.modifiers() & HELD:
            super().keyPressEvent(event)
            return
        ahead = -1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
        if not text.isalpha():
            self._forget_typed()
        if key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in ENTER:
            if self._moved:
                self._choose(self._at)
            self.entered.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.passed.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._move(ahead if key == Qt.Key.Key_Right else -ahead)
        elif key == Qt.Key.Key_Space:
            self._choose(self._at)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self.shown.values:
                self.given.emit(None)
        elif text and text in _DIGITS:
            self._choose(_DIGITS.index(text))
        elif text.isalpha():
            self._type(text)
        elif not text.isprintable() or not text:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Whatever writes is a choice here, and neither a code nor a command."""
        if is_typed(event):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, ahead: bool) -> bool:
        self.passed.emit(1 if ahead else -1)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the focus has come with it

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.options.isHidden():
            held = self.shown.values
            self._at = self.shown.options.index(held[0]) if held else 0
            self._moved = False
            self._forget_typed()
        self._open()
        self.options.show()
        self.show_below()
        self._mark()
        self._relay()
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.options.hide()
            self.refuse("")
            self._relay()

    # How it looks

    def _mark(self) -> None:
        for place, chip in enumerate(self.chips):
            at = place == self._at and self.hasFocus()
            if chip.property("at") != at:
                chip.setProperty("at", at)
                restyle(chip)
        if self.hasFocus() and self.chips:
            self.setAccessibleDescription(self.chips[self._at].text())
        self.update()

    def _relay(self) -> None:
        self._flow.invalidate()
        self.options.updateGeometry()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return self.column.sizeHint()
