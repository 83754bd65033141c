"""A field of several lines that is as high as its text, for entries that are written one below the other."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from annotator.ui import theme

_ROOM = 14  # pixels at scale 1 above and below the text, the frame included
_BREAKS = str.maketrans({"\u2029": "\n", "\u2028": "\n"})


class GrowingText(QPlainTextEdit):
    """With `one_entry`, Enter asks for the next entry and Backspace in an empty one asks to take it away."""

    entered = Signal()    # Enter
    emptied = Signal()    # Backspace where nothing stands

    def __init__(self, name: str, hint: str = "", *, least: int = 1, one_entry: bool = False,
                 parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least, self._one_entry = least, one_entry
        self._loaded = ("", "")
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(1)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.textChanged.connect(self._grow)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def put(self, text: str) -> None:
        """Shows a text; what is not changed is given back exactly as it was put."""
        self.setPlainText(text)
        self._loaded = (text, self._written())

    def value(self) -> str:
        text, shown = self._loaded
        written = self._written()
        return text if written == shown else written

    def _written(self) -> str:
        return self.document().toRawText().translate(_BREAKS)

    def _grow(self) -> None:
        layout, block, text = self.document().documentLayout(), self.document().begin(), 0.0
        while block.isValid():
            text += layout.blockBoundingRect(block).height()
            block = block.next()
        least = self._least * self.fontMetrics().lineSpacing()
        around = self.height() - self.viewport().height() + 2 * self.document().documentMargin()
        height = ceil(max(text, least) + max(around, theme.px(_ROOM))) + 1
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.Polish):
            self._grow()
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(60), self.minimumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self._one_entry and plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif self._one_entry and event.key() == Qt.Key.Key_Backspace and not self._written():
            self.emptied.emit()
        else:
            super().keyPressEvent(event)


