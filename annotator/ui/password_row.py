"""Asks for the password of files that could not be read without one. It is tried and forgotten, written nowhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout

from annotator.ui import theme
from annotator.ui.flow import FlowLayout
from annotator.ui.parts import button, label
from annotator.ui.words import tr


class PasswordRow(QFrame):
    """Hidden while nothing is asked. Enter tries what was typed, Esc leaves the files out."""

    given = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.told = label("", wrap=True)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setMinimumWidth(theme.px(220))
        self.line.setPlaceholderText(tr("password, then Enter"))
        self.try_it, self.leave = button(tr("Try again"), "action"), button(tr("Leave them out"))
        self.line.returnPressed.connect(self._give)
        self.try_it.clicked.connect(self._give)
        self.leave.clicked.connect(self._leave)
        row = FlowLayout()
        for part in (self.line, self.try_it, self.leave):
            row.addWidget(part)
        column = QVBoxLayout(self)
        theme.spaced(column, gap=5)
        column.addWidget(self.told)
        column.addLayout(row)
        self.setFocusProxy(self.line)
        self.hide()

    def ask(self, told: str, *, take_keys: bool) -> None:
        """Shows what the password is for. Somebody who codes meanwhile keeps the keys."""
        self.told.setText(told)
        self.line.setAccessibleName(told)
        self.line.clear()
        self.show()
        if take_keys:
            self.line.setFocus()

    def put_away(self) -> None:
        """Nothing is asked any more."""
        self.line.clear()
        self.hide()

    def _give(self) -> None:
        password = self.line.text()
        if password:
            self.put_away()
            self.given.emit(password)

    def _leave(self) -> None:
        self.put_away()
        self.left.emit()

    def event(self, event: QEvent) -> bool:
        """Esc is the row's own while the keys go to it."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)
