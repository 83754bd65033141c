"""What a code means: its definition, what to include, what to exclude, written below the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.model.ids import CodeId
from annotator.ui import theme
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.operations.codebook import ProjectCode

_Text = tuple[str, tuple[str, ...], tuple[str, ...]]


class DefinitionEditor(QFrame):
    """Saves when left, with Ctrl+Enter, or when another code is shown; Esc closes and saves too."""

    define_asked = Signal(object, str, object, object)  # code, definition, include, exclude (tuples of lines)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._code: CodeId | None = None
        self._saved: _Text = ("", (), ())
        self.title = QLabel()
        self.title.setProperty("role", "strong")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        close = QPushButton("×")
        close.setProperty("role", "flat")
        close.setAccessibleName(tr("Close the definition"))
        close.clicked.connect(self.leave)
        head = QHBoxLayout()
        theme.spaced(head, gap=4)
        head.addWidget(self.title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        box = QVBoxLayout(self)
        theme.spaced(box, 10, 6, 8, 10, gap=4)
        box.addLayout(head)
        self.definition = self._field(box, tr("Definition"), tr("What a passage must say to get this code"), 4)
        self.include = self._field(box, tr("Include"), tr("one line each"), 2)
        self.exclude = self._field(box, tr("Exclude"), tr("one line each"), 2)

    def show_code(self, code: ProjectCode) -> None:
        """Shows a code, after saving what was written on another one. Words being written are never replaced."""
        if code.id == self._code and self._written() != self._saved:
            return
        self.save()
        self._code = code.id
        self.title.setText(" › ".join(code.path))
        self._saved = code.code.definition, code.code.include, code.code.exclude
        self.definition.setPlainText(code.code.definition)
        self.include.setPlainText("\n".join(code.code.include))
        self.exclude.setPlainText("\n".join(code.code.exclude))

    @property
    def code(self) -> CodeId | None:
        return self._code

    def save(self) -> None:
        """Emits what was changed, if anything was."""
        written = self._written()
        if self._code is None or written == self._saved:
            return
        self._saved = written
        self.define_asked.emit(self._code, *written)

    def leave(self) -> None:
        self.save()
        self._code = None
        self.hide()
        self.closed.emit()

    def _written(self) -> _Text:
        return self.definition.toPlainText().strip(), _lines(self.include), _lines(self.exclude)

    def _field(self, box: QVBoxLayout, name: str, hint: str, rows: int) -> QPlainTextEdit:
        label = QLabel(name)
        label.setProperty("role", "hint")
        field = QPlainTextEdit()
        field.setAccessibleName(name)
        field.setPlaceholderText(hint)
        field.setTabChangesFocus(True)
        field.setMinimumHeight(field.fontMetrics().lineSpacing() * max(1, rows - 1) + theme.px(14))
        field.setMaximumHeight(field.fontMetrics().lineSpacing() * rows * 2 + theme.px(14))
        field.installEventFilter(self)
        label.setBuddy(field)
        box.addWidget(label)
        box.addWidget(field, rows)
        return field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            now = QApplication.focusWidget()
            if now is None or not self.isAncestorOf(now):
                self.save()
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control
            if enter or event.key() == Qt.Key.Key_Escape:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    (self.save if enter else self.leave)()
                return True
        return super().eventFilter(watched, event)


def _lines(field: QPlainTextEdit) -> tuple[str, ...]:
    return tuple(line.strip() for line in field.toPlainText().splitlines() if line.strip())
