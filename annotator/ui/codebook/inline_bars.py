"""The small bars that open below the tree of codes, in place of dialogs: a name, a key, a question before deleting."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.words import tr

LONGEST_NAME = 1000
_KEY = re.compile(r"[a-z]{1,2}\Z")


class InlineBar(QFrame):
    """A card with a line of text and what belongs to it; Esc closes it."""

    closed = Signal()

    def __init__(self, told: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.told = QLabel(told)
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.box = QVBoxLayout(self)
        theme.spaced(self.box, 10, 8, 10, 8, gap=6)
        self.box.addWidget(self.told)

    def close_bar(self) -> None:
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Esc is the bar's own while the keys go to it, whatever the window makes of it."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


class OneBar(QObject):
    """Shows one bar at a time at the head of a layout, and gives the keys back to a view when it closes."""

    def __init__(self, at: QVBoxLayout, view: QWidget) -> None:
        super().__init__(view)
        self._at, self._view = at, view
        self._bar: InlineBar | None = None

    def open(self, bar: InlineBar) -> None:
        if self._bar is not None:
            self._bar.close_bar()
        self._bar = bar
        bar.closed.connect(partial(self._closed, bar))
        self._at.insertWidget(0, bar)
        bar.show()
        QTimer.singleShot(0, bar, bar.setFocus)  # a menu that is closing takes the focus back first

    def _closed(self, bar: InlineBar) -> None:
        if self._bar is bar:
            self._bar = None
            self._view.setFocus()


class NameBar(InlineBar):
    """Asks for a name; Enter takes it."""

    named = Signal(str)

    def __init__(
        self, told: str, parent: QWidget | None = None, *, may_be_empty: bool = False, hint: str = ""
    ) -> None:
        super().__init__(told, parent)
        self._may_be_empty = may_be_empty
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST_NAME)
        self.line.setPlaceholderText(hint or tr("name, then Enter"))
        self.line.setAccessibleName(told)
        self.line.returnPressed.connect(self._take)
        self.box.addWidget(self.line)
        self.setFocusProxy(self.line)

    def _take(self) -> None:
        name = " ".join(self.line.text().split())
        if name or self._may_be_empty:
            self.named.emit(name)
            self.close_bar()


class KeyBar(InlineBar):
    """Asks for a key of one letter or two and says at once what is in its way; an empty one takes the key away."""

    given = Signal(object)  # the key in lower case, or None

    def __init__(self, name: str, key: str | None, free: list[str], why_not: Callable[[str], str],
                 parent: QWidget | None = None) -> None:
        super().__init__(tr("Key of “{name}”", name=name), parent)
        self._why_not = why_not
        self.line = QLineEdit(key or "")
        self.line.setMaxLength(2)
        self.line.setAccessibleName(self.told.text())
        self.line.setPlaceholderText(tr("none"))
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        theme.spaced(row, gap=4)
        row.addWidget(self.line, 1)
        for offered in free[:3]:
            row.addWidget(self._offer(offered))
        self.box.addLayout(row)
        self.box.addWidget(self.problem)
        self.line.textChanged.connect(self._judge)
        self.line.returnPressed.connect(self._take)
        self.setFocusProxy(self.line)
        self._judge(self.line.text())
        self.line.selectAll()

    def _offer(self, key: str) -> QPushButton:
        button = QPushButton(" ".join(key.upper()))
        button.setProperty("role", "flat")
        button.setAccessibleName(tr("Free key {key}", key=" ".join(key.upper())))
        button.clicked.connect(lambda: self._put(key))
        return button

    def _put(self, key: str) -> None:
        self.line.setText(key)
        self.line.setFocus()

    def _judge(self, text: str) -> str:
        key = text.strip().lower()
        if key and not _KEY.match(key):
            told = tr("A key is one letter from a to z, or two for a code below another one.")
        else:
            told = self._why_not(key) if key else ""
        self.problem.setText(told or tr("Enter takes it, Esc leaves it."))
        self.problem.setProperty("role", "problem" if told else "hint")
        self.problem.style().unpolish(self.problem)
        self.problem.style().polish(self.problem)
        return told

    def _take(self) -> None:
        if not self._judge(self.line.text()):
            self.given.emit(self.line.text().strip().lower() or None)
            self.close_bar()


class ConfirmBar(InlineBar):
    """A question before something is destroyed; the safe answer has the keys. A `gentle` deed destroys nothing."""

    agreed = Signal()

    def __init__(self, told: str, deed: str, parent: QWidget | None = None, *, gentle: bool = False) -> None:
        super().__init__(told, parent)
        self.keep = QPushButton(tr("Leave") if gentle else tr("Keep"))
        self.deed = QPushButton(deed)
        self.deed.setProperty("role", "action" if gentle else "danger")
        row = QHBoxLayout()
        theme.spaced(row, gap=6)
        row.addWidget(self.keep)
        row.addWidget(self.deed)
        row.addStretch(1)
        self.box.addLayout(row)
        for button in (self.keep, self.deed):
            button.setAutoDefault(True)
            button.setAccessibleDescription(told)
        self.keep.clicked.connect(self.close_bar)
        self.deed.clicked.connect(self._agree)
        self.setFocusProxy(self.deed if gentle else self.keep)

    def _agree(self) -> None:
        self.agreed.emit()
        self.close_bar()
