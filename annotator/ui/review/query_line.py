"""The query line: one line of text that says which codings are shown. Names are completed while one types.

What is wrong with it is said beneath, at its place; the question is asked when the typing rests, or at once on Enter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCompleter, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from annotator.model.query_terms import quoted
from annotator.ui import theme
from annotator.ui.parts import announce, clearable, restyle

AFTER = 180  # ms without a key until the question is asked
_AT_CURSOR = re.compile(r"""([^\W\d][\w.-]*)([:=])(?:"([^"]*)|([^\s"()]*))$""")
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)

Names = Callable[[str], Sequence[str]]  # of a key in lower case: what may stand after it


class QueryLine(QWidget):
    """A line of text, and beneath it, where there is one, its fault."""

    asked = Signal(str)  # the line, once the typing rests
    left = Signal()  # Enter, Down or Esc: on to the codings

    def __init__(self, names: Names, placeholder: str, name: str) -> None:
        super().__init__()
        self._names = names
        self._asked = ""
        self.line = QLineEdit()
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(placeholder)
        clearable(self.line)
        self.line.setMaxLength(4_000)
        self.line.installEventFilter(self)
        self.fault = FaultLine(self.line)
        self._timer = QTimer(self, singleShot=True, interval=AFTER)
        self._timer.timeout.connect(self._ask_at_rest)
        self._offered = QStringListModel(self)
        self.completer = QCompleter(self._offered, self)
        self.completer.setWidget(self.line)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(10)
        self.completer.activated.connect(self._complete)
        column = QVBoxLayout(self)
        theme.spaced(column)
        column.addWidget(self.line)
        column.addWidget(self.fault)
        self.line.textEdited.connect(self._edited)
        self.line.textChanged.connect(lambda _text: self._changed())
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Puts a line and asks it at once."""
        self.line.setText(text)
        self._timer.stop()
        self._ask()

    def show_fault(self, message: str, at: int = 0, end: int = 0) -> None:
        """Says what is wrong at [at, end) of the line, in code points; an empty message takes it away."""
        self.fault.show_fault(message, at, end)
        self.line.setProperty("problem", bool(message))
        restyle(self.line)
        if message:
            announce(self.line, message)

    # Asking

    def _edited(self, _text: str) -> None:
        self._offer()

    def _changed(self) -> None:
        self._timer.start()

    def _ask_at_rest(self) -> None:
        """A name that is being chosen from the list is not asked for by its first letters."""
        popup = self.completer.popup()
        if popup is not None and popup.isVisible():
            self._timer.start()
        else:
            self._ask()

    def _ask(self) -> None:
        self.asked.emit(self.line.text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.line or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            if event.matches(QKeySequence.StandardKey.Undo) and not self.line.isUndoAvailable():
                event.ignore()  # nothing was typed that could be taken back: the last deed is meant
                return True
            if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
                return super().eventFilter(watched, event)
            event.accept()  # every other key is text here, whatever the window would make of it
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in _ENTER:
            self._timer.stop()
            self._ask()
            self.left.emit()
            return True
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.left.emit()
            return True
        return False

    # Completing

    def _offer(self) -> None:
        """Opens the list of names that fit what stands after a key before the cursor."""
        found = _AT_CURSOR.search(self.line.text()[: self.line.cursorPosition()])
        names = self._fitting(found) if found is not None else []
        self._offered.setStringList(names)
        if names:
            self.completer.complete()
        else:
            self.completer.popup().hide()  # type: ignore[union-attr]  # it has one

    def _fitting(self, found: re.Match[str]) -> list[str]:
        typed = (found[3] if found[3] is not None else found[4]).casefold()
        names = self._names(found[1].lower())
        starting = [name for name in names if name.casefold().startswith(typed)]
        holding = [name for name in names if typed in name.casefold() and not name.casefold().startswith(typed)]
        fitting = [*starting, *holding][:50]
        return [] if len(fitting) == 1 and fitting[0].casefold() == typed else fitting

    def _complete(self, name: str) -> None:
        text, at = self.line.text(), self.line.cursorPosition()
        found = _AT_CURSOR.search(text[:at])
        if found is None:
            return
        put, rest = f"{found[1]}{found[2]}{quoted(name)}", text[at:]
        if found[3] is not None and rest.startswith('"'):
            rest = rest[1:]
        gap = "" if rest.startswith(" ") else " "
        self.line.setText(text[: found.start()] + put + gap + rest)
        self.line.setCursorPosition(found.start() + len(put) + 1)
        self._timer.stop()
        self._ask()


class FaultLine(QWidget):
    """One line beneath a field: a rule under what is wrong, and what is wrong with it."""

    def __init__(self, line: QLineEdit) -> None:
        super().__init__()
        self._line, self._message, self._range = line, "", (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def message(self) -> str:
        return self._message

    def show_fault(self, message: str, at: int, end: int) -> None:
        self._message, self._range = message, (at, end)
        self.setAccessibleName(message)
        self.setToolTip(message)
        self.setFixedHeight(self.fontMetrics().height() + theme.px(7))
        self.setVisible(bool(message))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line that is written may be longer than the field: then the mark stays at the field's end."""
        painter, metrics = QPainter(self), self.fontMetrics()
        painter.setPen(QPen(QColor(theme.current().danger), 2))
        first, last = self._places(metrics)
        painter.drawLine(first, 1, last, 1)
        width = metrics.horizontalAdvance(self._message)
        x = max(0, min(first, self.width() - width - theme.px(8)))
        shown = metrics.elidedText(self._message, Qt.TextElideMode.ElideRight, self.width() - x)
        room = self.rect().adjusted(x, theme.px(3), 0, 0)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), shown)

    def _places(self, metrics: QFontMetrics) -> tuple[int, int]:
        """Where what is wrong begins and ends, in pixels."""
        text, (at, end) = self._line.text(), self._range
        zero = self._line.cursorRect().center().x() - metrics.horizontalAdvance(text[: self._line.cursorPosition()])
        first = zero + metrics.horizontalAdvance(text[:at])
        last = max(zero + metrics.horizontalAdvance(text[:end]), first + theme.px(8))
        edge = self._line.width() - theme.px(8)
        first, last = min(max(first, theme.px(8)), edge - theme.px(8)), min(max(last, theme.px(16)), edge)
        return first, last
