"""A text, a number or a date on one line, with the values used most lately on offer while the keys are in it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.ui import theme
from annotator.ui.fields.editor import ENTER, HELD, WIDEST, FieldEditor, is_typed
from annotator.ui.fields.shown import FieldShown
from annotator.ui.flow import FlowLayout
from annotator.ui.parts import Chip, restyle
from annotator.ui.words import tr

LONGEST = 10_000  # code points
_MOST_OFFERS = 4


class _Line(QLineEdit):
    """Up, Down, Tab, Enter and Esc leave it; → at its end takes what is on offer."""

    stepped = Signal(int)
    entered = Signal()
    escaped = Signal()
    took_offer = Signal()
    came = Signal()
    went = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        onward = Qt.Key.Key_Left if mirrored else Qt.Key.Key_Right
        if event.modifiers() & HELD:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key in ENTER:
            self.entered.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key == onward and self.cursorPosition() == len(self.text()) and not self.hasSelectedText():
            self.took_offer.emit()
        else:
            super().keyPressEvent(event)
            event.accept()  # what the line has no use for is nobody's key either

    def event(self, event: QEvent) -> bool:
        if is_typed(event):
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, ahead: bool) -> bool:
        self.stepped.emit(1 if ahead else -1)
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.went.emit()


class LineEditor(FieldEditor):
    """Saved when it is left; what the field does not allow stays there with a sentence that says why."""

    offers_asked = Signal()

    def __init__(self, shown: FieldShown) -> None:
        super().__init__(shown)
        self.line = _Line()
        self.line.setMaxLength(LONGEST)
        self.setFocusProxy(self.line)
        self.offered = QWidget()
        self._flow = FlowLayout(self.offered, gap=4)
        self._offers: list[str] = []
        self.column.addWidget(self.line)
        for widget in (self.offered, self.problem):
            self.under.addWidget(widget)
        self.offered.hide()
        self.line.stepped.connect(self._step)
        self.line.entered.connect(self._enter)
        self.line.escaped.connect(self._leave)
        self.line.took_offer.connect(self._take_first)
        self.line.came.connect(self._came)
        self.line.went.connect(self._went)
        self.line.textEdited.connect(self._edited)
        self._text = ""
        self.show_field(shown)

    def show_field(self, shown: FieldShown) -> None:
        """What is being typed stays, unless it is what was saved."""
        before, self._text = self._text, ", ".join(shown.values)
        super().show_field(shown)
        if self.line.text() == before or not self.line.hasFocus():
            if self.line.text() != self._text:
                self.line.setText(self._text)
            if not self.line.hasFocus():
                self.line.setCursorPosition(0)
            self.refuse("")
        self.line.setPlaceholderText(shown.asked_for)
        self.line.setAccessibleName(shown.told)
        self.line.setToolTip(shown.field.help)

    @property
    def wants_offers(self) -> bool:
        return True

    def save(self) -> None:
        text = self.line.text().strip()
        if text != self._text:
            self.given.emit(text or None)

    def refuse(self, why: str) -> None:
        super().refuse(why)
        self.line.setProperty("problem", bool(why))
        restyle(self.line)

    # Offers

    def set_offers(self, offers: list[str]) -> None:
        self._offers = offers
        self._show_offers()

    @property
    def fitting(self) -> list[str]:
        """What is on offer for what is typed, the first one to be taken with →."""
        typed = self.line.text().strip().casefold()
        found = [one for one in self._offers if one.casefold().startswith(typed) and one.casefold() != typed]
        return found[:_MOST_OFFERS]

    def _show_offers(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        found = self.fitting if self.line.hasFocus() else []
        for place, offer in enumerate(found):
            shown = self.fontMetrics().elidedText(offer, Qt.TextElideMode.ElideRight, theme.px(WIDEST))
            chip = Chip(f"→  {shown}" if place == 0 else shown, checkable=False)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.setToolTip(offer)
            chip.setAccessibleName(tr("Used before: {value}", value=offer))
            chip.clicked.connect(partial(self._take, offer))
            self._flow.addWidget(chip)
        self.offered.setVisible(bool(found))
        self.show_below()
        self.line.setAccessibleDescription(tr("→ takes {value}", value=found[0]) if found else "")
        self._flow.invalidate()
        self.offered.updateGeometry()

    def _take_first(self) -> None:
        if found := self.fitting:
            self._take(found[0])

    def _take(self, offer: str) -> None:
        self.line.setText(offer)
        self.save()
        self._show_offers()

    # Coming and going

    def _came(self) -> None:
        self.line.selectAll()
        self.offers_asked.emit()
        self._show_offers()
        self.came.emit()

    def _went(self) -> None:
        self.offered.hide()
        self.show_below()
        self.line.setCursorPosition(0)
        self.save()

    def _edited(self, _text: str) -> None:
        self.refuse("")
        self._show_offers()

    def _step(self, step: int) -> None:
        self.save()
        if not self.is_refused:
            self.passed.emit(step)

    def _enter(self) -> None:
        self.save()
        if not self.is_refused:
            self.entered.emit()

    def _leave(self) -> None:
        """What is typed is saved; what cannot be is let go."""
        self.save()
        if self.is_refused:
            self.line.setText(self._text)
            self.refuse("")
        self.left.emit()
