"""The memo beside a coding. What is written is never lost: it is given away before anything else is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from annotator.model.ids import CodingId
from annotator.ui.words import tr

PAUSE = 800  # milliseconds without a key until what is written is saved


class MemoEditor(QPlainTextEdit):
    """Saves after a pause, when left, with Ctrl+Enter, and before another coding's memo is shown."""

    memo_changed = Signal(object, str)  # coding, text
    left = Signal()                     # with Esc, or Ctrl+Enter

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._coding: CodingId | None = None
        self._saved = ""
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self.save)
        self.setAccessibleName(tr("Memo"))
        self.setPlaceholderText(tr("Ctrl+M writes a memo"))
        self.setTabChangesFocus(True)
        self.textChanged.connect(self._written)

    @property
    def coding(self) -> CodingId | None:
        return self._coding

    def show_memo(self, coding: CodingId | None, text: str) -> None:
        """Shows the memo of a coding. Of the same coding, words that are being written stay as they are."""
        if coding == self._coding:
            if self.toPlainText() != self._saved or text == self._saved:
                return
        else:
            self.save()
        self._coding, self._saved = coding, text
        self._pause.stop()
        if self.toPlainText() != text:
            self.setPlainText(text)
        self._pause.stop()

    def save(self) -> None:
        """Gives away what was written, if anything was."""
        self._pause.stop()
        text = self.toPlainText()
        if self._coding is None or text == self._saved:
            return
        self._saved = text
        self.memo_changed.emit(self._coding, text)

    def _written(self) -> None:
        if self._coding is not None and self.toPlainText() != self._saved:
            self._pause.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control
        if enter or event.key() == Qt.Key.Key_Escape:
            self.save()
            self.left.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter and Esc leave the memo here, and finish no document."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in (
            Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter
        ):
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.save()

    def hideEvent(self, event: QHideEvent) -> None:
        self.save()
        super().hideEvent(event)
