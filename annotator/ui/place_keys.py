"""What a key pressed in the place Code is: a letter, which means a code, or a plain key, which means a command."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

NOTHING_HELD = Qt.KeyboardModifier.NoModifier
STICKY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def letter(event: QKeyEvent) -> str:
    """The Latin letter of a key, whatever the keyboard layout calls it; empty for other keys."""
    if Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z:
        return chr(event.key()).lower()
    return ""


def is_plain(event: QKeyEvent) -> bool:
    """Whether nothing is held that makes another key of it."""
    shift, keypad = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier
    return event.modifiers() & ~(shift | keypad) == NOTHING_HELD


def plain_name(event: QKeyEvent) -> str:
    """A plain key as commands name it."""
    named = {Qt.Key.Key_Space: "Space", Qt.Key.Key_Delete: "Delete", Qt.Key.Key_Backspace: "Delete"}
    return named.get(Qt.Key(event.key()), event.text())
