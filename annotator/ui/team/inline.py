"""What opens inside a card: a field for a new text, a list to choose a code from. Enter takes it, Esc closes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListView, QPlainTextEdit, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.codebook.found import Found, FoundRow, FoundRows
from annotator.ui.codebook.found_rows import FoundPainter
from annotator.ui.parts import label, set_role
from annotator.ui.team.small_parts import ENTER, ActionButton, Keys
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.operations.codebook import ProjectCode

_ROWS = 6  # of the list, without scrolling
_LONG = 80  # characters; longer texts get a field of several lines
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class TextInline(Keys):
    """A field for a new value; one of several lines takes Enter into the text and Ctrl+Enter as its end."""

    taken = Signal(str)

    def __init__(self, what: str, start: str, *, several_lines: bool = False) -> None:
        super().__init__()
        self.field: QLineEdit | QPlainTextEdit
        if several_lines or "\n" in start or len(start) > _LONG:
            self.field = _Several(start)
            self.field.setTabChangesFocus(True)
            theme.sized(self.field, height=110)
            self.field.ended.connect(self._take)
            hint = tr("Ctrl+Enter takes it, Esc leaves it")
        else:
            self.field = QLineEdit(start)
            self.field.selectAll()
            hint = tr("Enter takes it, Esc leaves it")
        self.field.setAccessibleName(what)
        self.field.textChanged.connect(lambda *_: self._offer())
        self.take = ActionButton(tr("Take this"), "primary")
        self.take.clicked.connect(self._take)
        self.cancel = ActionButton(tr("Cancel"), "")
        self.cancel.clicked.connect(self.left)
        self.entered.connect(self._take)
        row = QHBoxLayout()
        theme.spaced(row, gap=8)
        row.addWidget(label(hint, "hint", wrap=True), 1)
        row.addWidget(self.cancel)
        row.addWidget(self.take)
        column = QVBoxLayout(self)
        theme.spaced(column, 0, 4, 0, 0, gap=6)
        column.addWidget(self.field)
        column.addLayout(row)
        self.setFocusProxy(self.field)
        self._offer()

    def text(self) -> str:
        return self.field.text() if isinstance(self.field, QLineEdit) else self.field.toPlainText()

    def set_text(self, text: str) -> None:
        self.field.setText(text) if isinstance(self.field, QLineEdit) else self.field.setPlainText(text)

    def _offer(self) -> None:
        self.take.setEnabled(bool(self.text().strip()))

    def _take(self) -> None:
        if self.text().strip():
            self.taken.emit(self.text().strip())


class _Several(QPlainTextEdit):
    ended = Signal()

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter ends the text, and is no command of the window meanwhile."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in ENTER:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.ended.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class CodeRows(FoundRows):
    """The codes alone, nothing to be made; the top of the codebook first where that is a place too."""

    def __init__(self, parent: QObject, *, top: str = "") -> None:
        super().__init__(parent)
        self._top = top

    def find(self, text: str) -> None:
        super().find(text)
        rows = [row for row in self._rows if row.kind is Found.CODE]
        if self._top and text.strip().casefold() in self._top.casefold():
            rows.insert(0, FoundRow(Found.CODE, self._top))
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()


class CodeInline(Keys):
    """A list of codes that letters narrow down; `taken` tells a CodeId, or "" for the top."""

    taken = Signal(object)

    def __init__(self, what: str, codes: Sequence[ProjectCode], *, may_be_top: bool = False) -> None:
        super().__init__()
        self.rows = CodeRows(self, top=tr("At the top, below no code") if may_be_top else "")
        self.rows.take(codes, {}, {}, (), frozenset(), None)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Type a few letters of the code"))
        self.field.setAccessibleName(what)
        self.field.textChanged.connect(self._find)
        self.field.installEventFilter(self)
        self.list = QListView()
        set_role(self.list, "card")
        self.list.setModel(self.rows)
        self.list.setItemDelegate(FoundPainter(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setAccessibleName(tr("Codes"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet("QListView::item, QListView::item:selected { background: transparent; }")
        self.list.clicked.connect(self._clicked)
        self.cancel = ActionButton(tr("Cancel"), "")
        self.cancel.clicked.connect(self.left)
        self.entered.connect(self._take)
        row = QHBoxLayout()
        theme.spaced(row, gap=8)
        row.addWidget(self.field, 1)
        row.addWidget(self.cancel)
        column = QVBoxLayout(self)
        theme.spaced(column, 0, 4, 0, 0, gap=6)
        column.addLayout(row)
        column.addWidget(self.list)
        self.setFocusProxy(self.field)
        self._find("")
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * min(_ROWS, max(1, self.rows.rowCount())) + theme.px(10))

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), super().sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _MOVES:
            step = {_MOVES[0]: -1, _MOVES[1]: 1, _MOVES[2]: -_ROWS, _MOVES[3]: _ROWS}[Qt.Key(event.key())]
            self._go(max(0, min(self.list.currentIndex().row() + step, self.rows.rowCount() - 1)))
            return True
        return super().eventFilter(watched, event)

    def _find(self, text: str) -> None:
        self.rows.find(text)
        self._go(0)

    def _go(self, row: int) -> None:
        self.list.setCurrentIndex(self.rows.index(row, 0))
        found = self.rows.row_at(row)
        self.field.setAccessibleDescription(found.spoken if found is not None else tr("No such code"))

    def _clicked(self, index: QModelIndex) -> None:
        self._go(index.row())
        self._take()

    def _take(self) -> None:
        row = self.rows.row_at(self.list.currentIndex().row())
        if row is not None:
            self.taken.emit(row.code.id if row.code is not None else "")


def focus_inside(widget: QWidget) -> bool:
    """Whether the keys go to the widget or to something in it."""
    held: object = widget.window().focusWidget()  # None where nothing has the keys, whatever the stubs say
    return isinstance(held, QWidget) and (held is widget or widget.isAncestorOf(held))
