"""The bar in which a command's new key is pressed: it says at once what is in the way, and offers to swap."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.commands import keys
from annotator.ui.parts import KeyCap, announce, button, label, restyle, set_role
from annotator.ui.words import tr

_AWAY = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class KeyCatcher(QFrame):
    """Asks for the key of one command. While it has the keys, each is its own: no command fires, Esc leaves.

    `why_not` says of a key why it cannot be had, `holder` the title of the command that has it; both empty for none.
    """

    given = Signal(str)   # the key; a command that has it gets the former one
    reset = Signal()      # the key that the command came with is asked for
    left = Signal()

    def __init__(
        self,
        title: str,
        now: str,
        *,
        changed: bool,
        why_not: Callable[[str], str],
        holder: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._now, self._why_not, self._holder, self._key = now, why_not, holder, ""
        told = tr("New key for “{title}”", title=title)
        self.setAccessibleName(told)
        self.cap = KeyCap(now or "…")
        self.said = label("", "hint", wrap=True)
        self.swap = button(tr("Swap"), "primary")
        self.as_it_came = button(tr("As it came"), "flat")
        self.leave = button(tr("Leave it"), "flat")
        head, row = QHBoxLayout(), QHBoxLayout()
        theme.spaced(head, gap=10)
        head.addWidget(label(told))
        head.addWidget(self.cap)
        head.addStretch(1)
        theme.spaced(row, gap=8)
        row.addWidget(self.said, 1)
        for one in (self.swap, self.as_it_came, self.leave):
            one.setAutoDefault(True)
            row.addWidget(one)
        column = QVBoxLayout(self)
        theme.spaced(column, 12, 9, 12, 9, gap=7)
        column.addLayout(head)
        column.addLayout(row)
        self.swap.hide()
        self.as_it_came.setVisible(changed)
        self.swap.clicked.connect(lambda: self.given.emit(self._key))
        self.as_it_came.clicked.connect(self.reset)
        self.leave.clicked.connect(self.left)
        self._say(tr("Press it now. Esc leaves it as it is."))

    def take(self, key: str) -> None:
        """A key was pressed: it is had, refused with the reason, or another command's."""
        self._key = key
        self.cap.setText(key)
        self.swap.hide()
        refused, other = self._why_not(key), self._holder(key)
        if refused:
            self._say(refused, problem=True)
        elif other:
            told = tr("{key} belongs to “{title}”.", key=key, title=other)
            exchanged = tr("That one would get {key} instead.", key=self._now) if self._now else ""
            self.swap.setText(tr("Swap") if self._now else tr("Take it"))
            self.swap.show()
            self.swap.setFocus()
            self._say(f"{told} {exchanged}".strip(), problem=True)
        else:
            self.given.emit(key)

    def _say(self, told: str, *, problem: bool = False) -> None:
        self.said.setText(told)
        self.said.setProperty("role", "problem" if problem else "hint")
        restyle(self.said)
        self.setAccessibleDescription(told)
        announce(self, told)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() not in _AWAY:
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # no command fires while somebody chooses a key
                return True
            if event.type() == QEvent.Type.KeyPress and self._is_mine():
                self._pressed(event)
                return True
        return super().event(event)

    def _is_mine(self) -> bool:
        """Whether the keys go to the bar itself; its buttons have theirs."""
        return self.hasFocus()

    def _pressed(self, event: QKeyEvent) -> None:
        event.accept()
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.left.emit()
        elif key := keys.written(event):
            self.take(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From a button that has no use for it: Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.current().accent), theme.px(2)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(7), theme.px(7))
            painter.end()
