"""A line of text that is saved when it is left."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit


class KeptLine(QLineEdit):
    """Gives its text away with Enter and when it is left; Esc leaves it as it was."""

    given = Signal(str)
    left = Signal()

    def show_text(self, text: str) -> None:
        if self.text() != text and not (self.hasFocus() and self.isModified()):
            self.setText(text)
        self.setProperty("held", text)

    def save(self) -> None:
        text = self.text().strip()
        if text != self.property("held"):
            self.setModified(False)
            self.given.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.isModified():
                self.setText(self.property("held"))
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.save()
        else:
            super().keyPressEvent(event)
            event.accept()

    def event(self, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in keys:
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.save()
