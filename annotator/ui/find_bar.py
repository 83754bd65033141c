"""The bar that finds in the text of the document that is open. It says what is looked for; others find it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton

from annotator.ui import theme
from annotator.ui.parts import CloseButton, announce, button, label, restyle, set_role
from annotator.ui.words import number, tr

PAUSE = 120  # milliseconds after the last letter until the search begins


class FindBar(QFrame):
    """Hidden until `open`. Enter or F3 goes on, with Shift back; Esc closes."""

    query_changed = Signal(str, bool, bool)   # the text, whether it is a regular expression, whether case counts
    step = Signal(int)                  # +1 to the next place, -1 to the one before
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "header")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._ask)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Find in this document"))
        self.field.setAccessibleName(tr("Find in this document"))
        self.field.setClearButtonEnabled(False)
        theme.capped(self.field, width=420)
        self.field.textChanged.connect(lambda _text: self._pause.start())
        self.regex = _flat(".*", tr("Regular expression"))
        self.match_case = _flat("Aa", tr("Capitals and small letters count"))
        for switch in (self.match_case, self.regex):
            switch.setCheckable(True)
            switch.toggled.connect(lambda _on: self._ask())
        self.count = label("", "hint")
        self.before = _flat("↑", tr("Previous place (Shift+F3)"))
        self.before.clicked.connect(lambda: self._go(-1))
        self.after = _flat("↓", tr("Next place (F3)"))
        self.after.clicked.connect(lambda: self._go(1))
        self.close_button = CloseButton(tr("Close find (Esc)"))
        self.close_button.clicked.connect(self.close_bar)
        row = QHBoxLayout(self)
        theme.spaced(row, 20, 5, 12, 5, gap=6)
        row.addWidget(self.field, 3)
        row.addWidget(self.match_case)
        row.addWidget(self.regex)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.close_button)
        self.field.setMinimumWidth(self.fontMetrics().averageCharWidth() * 14)
        self.show_count(0, 0, True)
        self.hide()

    def open(self, text: str = "") -> None:
        """Shows the bar with the focus in its field; a text given is looked for, else the last one stays."""
        self.show()
        if text and text != self.field.text():
            self.field.setText(text)
        elif self.field.text():
            self._ask()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_bar(self) -> None:
        """Hides the bar; nothing is looked for any more."""
        self._pause.stop()
        self.hide()
        self.closed.emit()

    def query(self) -> str:
        return self.field.text()

    def show_count(self, current: int, total: int, complete: bool) -> None:
        """The place one is at, counted from 1 (0: at none of them), of how many; `complete` if no more can come."""
        asked = bool(self.field.text())
        if not asked:
            text = ""
        elif not total:
            text = tr("not found") if complete else tr("searching…")
        else:
            all_of_them = number(total) if complete else tr("{total} or more", total=number(total))
            text = tr("{current} of {total}", current=number(current), total=all_of_them)
        self._say(text, problem=asked and complete and not total)
        for each in (self.before, self.after):
            each.setEnabled(total > 0)

    def show_problem(self, message: str) -> None:
        """Says why the query cannot be looked for: a regular expression that is not one."""
        self._say(message, problem=True)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the arrows go: Enter and F3 do the same."""
        super().resizeEvent(event)
        arrows = self.before.sizeHint().width() + self.after.sizeHint().width()
        others = (self.match_case, self.regex, self.close_button)
        needed = arrows + sum(part.sizeHint().width() for part in others) + self.field.minimumWidth()
        needed += self.fontMetrics().averageCharWidth() * 14 + theme.px(70)
        for each in (self.before, self.after):
            each.setVisible(self.width() >= needed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F3):
            self._go(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    def _go(self, by: int) -> None:
        if self._pause.isActive():  # what was typed last is looked for first
            self._ask()
        if self.field.text():
            self.step.emit(by)

    def _ask(self) -> None:
        self._pause.stop()
        self.query_changed.emit(self.field.text(), self.regex.isChecked(), self.match_case.isChecked())

    def _say(self, text: str, *, problem: bool) -> None:
        if text != self.count.text():
            self.count.setText(text)
            announce(self, text)
        set_role(self.count, "problem" if problem else "hint")
        self.field.setProperty("problem", problem)
        restyle(self.field)


def _flat(text: str, what: str) -> QPushButton:
    made = button(text, "flat")
    made.setAccessibleName(what)
    made.setToolTip(what)
    return made
