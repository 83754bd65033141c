"""A line in which a case is named: known ones are completed, an unknown one is made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from annotator.ui import theme
from annotator.ui.words import tr

LONGEST_NAME = 500


class CaseField(QLineEdit):
    """Hidden until `ask`; Enter takes the name, Esc leaves."""

    named = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LONGEST_NAME)
        self.setPlaceholderText(tr("case, then Enter"))
        self.setAccessibleName(tr("Name of a case to add"))
        theme.sized(self, width=150)
        self.returnPressed.connect(self._take)
        self.hide()

    def set_known(self, names: Sequence[str]) -> None:
        """The names, and aliases, that are completed."""
        completer = QCompleter(list(names), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.setCompleter(completer)

    def ask(self) -> None:
        self.clear()
        self.show()
        self.setFocus()

    def _take(self) -> None:
        name = " ".join(self.text().split())
        if name:
            self.leave()
            self.named.emit(name)

    def leave(self) -> None:
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # it has named the case; above, Enter would mean the memo

    def event(self, event: QEvent) -> bool:
        """Every key but those with Ctrl is text here, whatever the window would make of it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and not (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.leave()
