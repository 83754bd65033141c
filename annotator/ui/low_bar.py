"""A line below the text in which something is asked or offered; the text above it does not move when it opens."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from annotator.ui import theme
from annotator.ui.parts import CloseButton, ElidedLabel, announce, restyle, set_role
from annotator.ui.words import tr


class LowBar(QFrame):
    """Hidden until it is opened; Esc leaves it."""

    left = Signal()  # closed without an answer

    def __init__(self, name: str) -> None:
        super().__init__()
        set_role(self, "status")
        self.setAccessibleName(name)
        self.row = QHBoxLayout(self)
        theme.spaced(self.row, 20, 5, 12, 5, gap=8)
        self.hint = ElidedLabel(role="hint")
        self.close_button = CloseButton(tr("Close (Esc)"))
        self.close_button.clicked.connect(self.leave)
        self.hide()

    def finish_row(self) -> None:
        """Puts the hint and the close button at the end of what stands in the row."""
        self.row.addWidget(self.hint, 2)
        self.row.addWidget(self.close_button)

    def leave(self) -> None:
        self.hide()
        self.left.emit()

    def tell(self, text: str, *, problem: bool = False) -> None:
        """Says it beside the field, and to screen readers."""
        if text != self.hint.text():
            self.hint.setText(text)
            announce(self, text)
        set_role(self.hint, "problem" if problem else "hint")
        restyle(self.hint)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)


def line(what: str, placeholder: str) -> QLineEdit:
    """A field of a low bar."""
    made = QLineEdit()
    made.setAccessibleName(what)
    made.setPlaceholderText(placeholder)
    theme.capped(made, width=420)
    return made
