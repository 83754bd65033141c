"""Small parts of the place Team: buttons that leave the arrows to their card, what folds, fields with Enter and Esc."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QLayout, QPushButton, QWidget

from annotator.ui import theme
from annotator.ui.codebook.paint import draw_chevron
from annotator.ui.words import tr

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
UP_DOWN = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class ActionButton(QPushButton):
    """Enter presses it as Space does, held down it presses once; ↑ and ↓ go on to what it stands in."""

    def __init__(self, text: str, role: str = "action") -> None:
        super().__init__(text)
        self.setProperty("role", role)  # it is not shown yet: no need to have the style sheet look at it again
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            if not event.isAutoRepeat():
                self.click()
        elif event.key() in UP_DOWN:
            event.ignore()
        else:
            super().keyPressEvent(event)


class FoldButton(ActionButton):
    """Opens and closes what stands below it."""

    def __init__(self, text: str = "", *, opened: bool = False) -> None:
        super().__init__(text, "flat")
        self.setCheckable(True)
        self.setChecked(opened)
        self.setStyleSheet(f"QPushButton {{ text-align: left; padding-left: {theme.px(17)}px; font-weight: 600; }}"
                           "QPushButton:checked:!hover { background: transparent; }")
        self.toggled.connect(lambda _on: self._say())
        self._say()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._say()

    def _say(self) -> None:
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(tr("opened") if self.isChecked() else tr("closed"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = theme.px(16)
        place = QRect(-theme.px(3), (self.height() - side) // 2, side, side)
        rightward = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        if not rightward:
            place.moveRight(self.width() + theme.px(3))
        painter = QPainter(self)
        draw_chevron(painter, place, QColor(theme.current().quiet), opened=self.isChecked(), rightward=rightward)


class Keys(QWidget):
    """A widget whose Enter and Esc mean something: what its fields leave over comes here."""

    entered = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.isAutoRepeat():
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() not in UP_DOWN:  # in a field they do nothing; the card below must not take them
            super().keyPressEvent(event)


def emptied(layout: QLayout, *, keep: Callable[[QWidget], bool] = lambda _one: False) -> None:
    """Takes out all widgets and layouts but those to be kept, which stay where they are."""
    for at in reversed(range(layout.count())):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        if widget is not None and keep(widget):
            continue
        taken = layout.takeAt(at)
        inner = taken.layout() if taken is not None else None
        if widget is not None:
            gone(widget)
        elif inner is not None:
            emptied(inner)
            inner.deleteLater()


def gone(widget: QWidget) -> None:
    """Takes a widget away for good."""
    widget.hide()
    widget.setParent(None)
    widget.deleteLater()


def text(words: str, role: str = "") -> QLabel:
    """A wrapped label of plain text in a role of the style sheet, made quickly: a place has thousands."""
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    if role:
        made.setProperty("role", role)
    return made
