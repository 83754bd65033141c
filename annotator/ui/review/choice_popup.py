"""A small list to choose from by typing, over the place Review: terms of the query, cases, fields, saved queries.

Every letter in it is text. Enter takes the row, Esc leaves things as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.parts import announce, label, set_role
from annotator.ui.review.choices import Choice, ChoicePainter, ChoiceRows
from annotator.ui.words import tr

WIDTH, ROWS = 400, 10  # pixels at scale 1; rows shown without scrolling
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -ROWS, Qt.Key.Key_PageDown: ROWS}


class ChoicePopup(QFrame):
    """Lies over its parent; one at a time is open. What was chosen is told to whoever opened it."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "overlay")
        self._at = QRect()
        self._take: Callable[[object], object] = lambda _value: None
        self._remove: Callable[[object], object] | None = None
        self.rows = ChoiceRows(self)
        self.title = label("", "hint")
        self.line = QLineEdit()
        set_role(self.line, "bare")
        self.line.installEventFilter(self)
        self.list = QListView()
        self.list.setModel(self.rows)
        self.list.setItemDelegate(ChoicePainter(self.list))
        self.list.setStyleSheet("QListView, QListView::item, QListView::item:selected { background: transparent; }")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.nothing = label(tr("Nothing fits."), "hint")
        rule = QFrame()
        set_role(rule, "rule")
        head, inner = QVBoxLayout(), QVBoxLayout()
        theme.spaced(head, 14, 9, 14, 8, gap=6)
        head.addWidget(self.title)
        head.addWidget(self.line)
        theme.spaced(inner, 5, 6, 5, 6)
        inner.addWidget(self.list)
        inner.addWidget(self.nothing)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addLayout(head)
        self._column.addWidget(rule)
        self._column.addLayout(inner)
        self.line.textChanged.connect(self._find)
        self.list.clicked.connect(lambda _index: self._choose())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._tell())
        QApplication.instance().focusObjectChanged.connect(self._focus_went)  # type: ignore[union-attr]  # there is one
        self.hide()

    def open_at(
        self,
        at: QRect,
        title: str,
        choices: Sequence[Choice],
        take: Callable[[object], object],
        *,
        free: str = "",
        placeholder: str = "",
        remove: Callable[[object], object] | None = None,
    ) -> None:
        """Opens below or above a rectangle of the parent. `take` is told the value chosen, or a `Typed` where `free`
        names a row for what was typed; `remove` is told what Delete is pressed on, while nothing is typed."""
        self._at, self._take, self._remove = at, take, remove
        self.title.setText(tr("{title} · Delete removes one", title=title) if remove is not None else title)
        self.setAccessibleName(title)
        self.line.setAccessibleName(title)
        self.line.setPlaceholderText(placeholder or tr("type to find…"))
        self.rows.take(choices, free)
        self.line.clear()
        self._find("")
        self.show()
        self.raise_()
        self.fit()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_popup(self) -> None:
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def current(self) -> Choice | None:
        return self.rows.row_at(self.list.currentIndex().row())

    def _find(self, text: str) -> None:
        self.rows.find(text)
        some = self.rows.rowCount() > 0
        self.list.setVisible(some)
        self.nothing.setVisible(not some)
        if some:
            self.list.setCurrentIndex(self.rows.index(0, 0))
        self.fit()

    def _tell(self) -> None:
        row = self.current()
        if row is not None:
            announce(self.line, row.spoken)

    def _choose(self) -> None:
        row = self.current()
        if row is None:
            return
        take = self._take
        self.close_popup()
        take(row.value)

    # Keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # the window's commands wait while somebody types a name
                return True
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close_popup()
        elif key in _ENTER:
            self._choose()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            pass  # the keys stay here until something is chosen or left
        elif key == Qt.Key.Key_Delete and self._remove is not None and not self.line.text():
            self._remove_current()
        elif key in _MOVES and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._move(_MOVES[key])
        else:
            return False
        return True

    def _remove_current(self) -> None:
        row, remove = self.current(), self._remove
        if row is not None and remove is not None:
            self.close_popup()
            remove(row.value)

    def _move(self, step: int) -> None:
        count, now = self.rows.rowCount(), self.list.currentIndex().row()
        if count:
            to = (now + step) % count if abs(step) == 1 else min(max(now + step, 0), count - 1)
            self.list.setCurrentIndex(self.rows.index(to, 0))

    def _focus_went(self, _to: QObject | None) -> None:
        """Somebody clicked elsewhere: it closes. A window that loses the keys to another program keeps it open."""
        if self.isVisible() and QApplication.focusWindow() is not None:
            QTimer.singleShot(0, self, self._close_if_left)

    def _close_if_left(self) -> None:
        now = QApplication.focusWidget()
        if now is not None and now is not self.line and not self.isAncestorOf(now):
            self.close_popup()

    # Room

    def fit(self) -> None:
        """Gives it the height of its rows and the place where it fits in the parent."""
        parent = self.parentWidget()
        if parent is None or not self.isVisible():
            return
        room, edge = parent.rect(), theme.px(8)
        height_of_row = self.list.itemDelegate().sizeHint(None, None).height()  # type: ignore[arg-type]  # it needs neither
        below, above = room.bottom() - self._at.bottom() - edge, self._at.top() - room.top() - edge
        rows = min(max(self.rows.rowCount(), 1), ROWS)
        head = theme.px(100)
        rows = max(1, min(rows, (max(below, above) - head) // height_of_row))
        self.list.setFixedHeight(rows * height_of_row)
        self._column.activate()
        height = self._column.sizeHint().height() + 2
        width = min(theme.px(WIDTH), room.width() - 2 * edge)
        y = self._at.bottom() + theme.px(4) if height <= below or below >= above else self._at.top() - edge - height
        x = self._at.left() if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else self._at.right() - width
        x = min(max(room.left() + edge, x), room.right() - edge - width)
        y = min(max(room.top() + edge, y), room.bottom() - edge - height)
        self.setGeometry(QRect(QPoint(x, y), QSize(width, height)))
