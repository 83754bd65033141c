"""What can be done with all codings selected, in one line: each deed is one undo step."""

from __future__ import annotations

from enum import StrEnum
from functools import partial

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.codebook.inline_bars import InlineBar
from annotator.ui.flow import FlowLayout
from annotator.ui.parts import button, label, set_role
from annotator.ui.words import tr, tr_n


class Deed(StrEnum):
    """What Review does with many codings."""

    RECODE = "recode"
    ADD_CODE = "add_code"
    CASE = "case"
    FIELD = "field"
    STANCE = "stance"
    MEMO = "memo"
    CONFIRM = "confirm"
    TAKE_OFF = "take_off"


class DeedsBar(QFrame):
    """How many are selected, and a button for each deed; grey where nothing can be done."""

    asked = Signal(object, object)  # Deed, the rectangle of its button in this bar

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "panel")
        self.told = label("", "strong")
        self.buttons: dict[Deed, QPushButton] = {}
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=4)
        for deed, (title, keys) in _titles().items():
            made = button(f"{title}  {keys}" if keys else title, "flat")
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            made.setAccessibleName(f"{title}, {keys}" if keys else title)
            made.clicked.connect(partial(self._ask, deed))
            self.buttons[deed] = made
            flow.addWidget(made)
        row = QHBoxLayout(self)
        theme.spaced(row, 14, 5, 10, 5, gap=12)
        row.addWidget(self.told)
        row.addWidget(deeds, 1)
        self.show_selected(0, writable=True)

    def show_selected(self, count: int, *, writable: bool) -> None:
        """How many codings are selected, and whether they may be changed."""
        told = tr_n("%n selected", "%n selected", count) if count else tr("Nothing selected")
        self.told.setText(told if writable else tr("{told} · read-only", told=told))
        for made in self.buttons.values():
            made.setEnabled(bool(count) and writable)

    def _ask(self, deed: Deed) -> None:
        self.asked.emit(deed, self.place_of(deed))

    def place_of(self, deed: Deed) -> QRect:
        """Where the button of a deed is, in this bar."""
        made = self.buttons[deed]
        return QRect(made.mapTo(self, made.rect().topLeft()), made.size())


def _titles() -> dict[Deed, tuple[str, str]]:
    return {
        Deed.RECODE: (tr("Recode…"), "F2"),
        Deed.ADD_CODE: (tr("Add a code…"), ""),
        Deed.CASE: (tr("Case…"), ""),
        Deed.FIELD: (tr("Field…"), ""),
        Deed.STANCE: (tr("Stance"), "-"),
        Deed.MEMO: (tr("Memo…"), "Ctrl+M"),
        Deed.CONFIRM: (tr("Confirm"), ""),
        Deed.TAKE_OFF: (tr("Take off"), tr("Del")),
    }


class AnswersBar(InlineBar):
    """A question with several answers, the first of which has the keys."""

    answered = Signal(object)

    def __init__(self, told: str, answers: list[tuple[str, object]]) -> None:
        super().__init__(told)
        row = QHBoxLayout()
        theme.spaced(row, gap=6)
        self.answers = [button(title) for title, _ in answers]
        for made, (_, value) in zip(self.answers, answers, strict=True):
            made.setAutoDefault(True)
            made.setAccessibleDescription(told)
            made.clicked.connect(partial(self._answer, value))
            row.addWidget(made)
        row.addStretch(1)
        self.box.addLayout(row)
        self.setFocusProxy(self.answers[0])

    def _answer(self, value: object) -> None:
        self.answered.emit(value)
        self.close_bar()


class TextBar(InlineBar):
    """Asks for a text of some lines; Ctrl+Enter or the button takes it."""

    written = Signal(str)

    def __init__(self, told: str, deed: str, text: str = "") -> None:
        super().__init__(told)
        self.text = QPlainTextEdit(text)
        self.text.setAccessibleName(told)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.fontMetrics().lineSpacing() * 3 + theme.px(14))
        self.text.installEventFilter(self)
        self.take = button(deed)
        hint = label(tr("Ctrl+Enter"), "hint")
        side = QVBoxLayout()
        theme.spaced(side, gap=4)
        side.addWidget(self.take)
        side.addWidget(hint, alignment=Qt.AlignmentFlag.AlignHCenter)
        side.addStretch(1)
        row = QHBoxLayout()
        theme.spaced(row, gap=8)
        row.addWidget(self.text, 1)
        row.addLayout(side)
        self.box.addLayout(row)
        self.take.clicked.connect(self._take)
        self.setFocusProxy(self.text)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Ctrl+Enter is the bar's while it is written in, whatever the window makes of it."""
        if watched is self.text and isinstance(event, QKeyEvent) and _is_taking(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._take()
                return True
        return False

    def _take(self) -> None:
        self.written.emit(self.text.toPlainText())
        self.close_bar()


def _is_taking(event: QKeyEvent) -> bool:
    held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return bool(held) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
