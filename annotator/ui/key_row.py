"""One line of the table of keys: what a command is called and its keys. Where they can be changed it is a button."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.commands import keys
from annotator.ui.parts import ElidedLabel, KeyCap, draw_row_ground, label
from annotator.ui.words import tr


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A command as the table shows it; `shortcut` is text: several keys are parted by a comma and a blank."""

    id: str
    title: str
    shortcut: str
    group: str
    changeable: bool = False
    changed: bool = False  # by the person: it came with another key


def filled(row: QHBoxLayout, line: KeyLine) -> None:
    """Puts the words and the key caps of a line into a layout."""
    theme.spaced(row, 6, 1, 6, 1, gap=6)
    words = ElidedLabel(line.title)
    words.setAccessibleName(f"{line.title}: {line.shortcut}" if line.shortcut else line.title)
    parts: list[QWidget] = [words]
    if line.changed:
        parts.append(label(tr("changed"), "hint"))
    caps: list[QWidget] = [KeyCap(each) for each in line.shortcut.split(", ") if each]
    if not caps:
        caps = [label(keys.named(tr("menu, %view.palette%")), "hint")]
        caps[0].setMinimumHeight(KeyCap("F1").sizeHint().height())
    parts += caps
    for part in parts:
        part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(part, 1 if part is words else 0)


class KeyRow(QAbstractButton):
    """A line whose keys can be changed; Enter, Space or a click asks for the new one."""

    def __init__(self, line: KeyLine) -> None:
        super().__init__()
        self.line = line
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(line.title)
        self.setToolTip(tr("Changes the key"))
        self.setAccessibleName(f"{line.title}: {line.shortcut}" if line.shortcut else line.title)
        self.setAccessibleDescription(tr("Enter changes the key."))
        filled(QHBoxLayout(self), line)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Enter and Space are the row's own, whatever the window makes of them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in (
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space
        ):  # fmt: skip
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, focused = QPainter(self), self.hasFocus()
        draw_row_ground(painter, self.rect(), chosen=False, hovered=self.underMouse() or focused)
        if focused:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(theme.current().accent), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))
        painter.end()
