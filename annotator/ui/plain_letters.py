"""Which keys a list or tree leaves to the window: letters mean codes, digits and signs mean commands of the reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def belongs_to_the_window(event: QKeyEvent) -> bool:
    """Whether the key writes something: only text fields take such keys, else they are the window's."""
    return bool(event.text()) and event.text().isprintable() and not event.modifiers() & _HELD


def claims(event: QKeyEvent, *keys: Qt.Key) -> bool:
    """Whether the window asks, before its own shortcut, who wants one of these keys, with nothing held."""
    return event.type() == QEvent.Type.ShortcutOverride and event.key() in keys and not event.modifiers() & _HELD
