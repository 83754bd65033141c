"""Playing a recording of keys to a shown window: key events and nothing else, through the system's own queue."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QInputEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.main_window import MainWindow

_HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}
_HOLDING = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt)
Turn = Callable[[str], AbstractContextManager[object]]


def pressed(name: str) -> tuple[Qt.Key | str, Qt.KeyboardModifier]:
    """A key as it is written, `Ctrl+Shift+Left` or `d`, as it is sent."""
    *held, key = name.split("+") if len(name) > 1 else [name]
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= _HELD[one]
    return (key if len(key) == 1 and not held else Qt.Key[f"Key_{key}"]), modifiers


def _unwatched(_what: str) -> AbstractContextManager[object]:
    return nullcontext()


def play(window: MainWindow, keys: Iterable[str], *, pause: float = 0.0, turn: Turn = _unwatched) -> None:
    """Presses the keys one after the other on the window, each once the one before has been answered.

    `pause` is how many seconds the person rests after each; `turn` is entered around each turn of the window's thread.
    """
    for name in keys:
        key, held = pressed(name)
        with turn(f"key {name}"):
            QTest.keyClick(window.windowHandle(), key, held)
        _rest(turn, name, pause)


def _rest(turn: Turn, after: str, pause: float) -> None:
    """Lets the window do what is due; through what the person rests, in turns of their own."""
    until = time.monotonic() + pause
    for _ in range(2):
        with turn(f"after {after}"):
            QApplication.processEvents()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    while time.monotonic() < until:
        time.sleep(0.004)
        with turn(f"at rest after {after}"):
            QApplication.processEvents()


@dataclass
class Inputs(QObject):
    """Counts what the person's hands do while it is installed on the application."""

    keys: int = 0  # pressed, those that are held aside
    held: int = 0  # Shift, Ctrl, Alt pressed to be held while another is pressed
    others: int = 0  # whatever else comes from hands: mouse, wheel, touch

    def __post_init__(self) -> None:
        super().__init__()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched.isWindowType() and event.spontaneous():
            if isinstance(event, QKeyEvent):
                down, is_held = event.type() == QEvent.Type.KeyPress, event.key() in _HOLDING
                self.keys += down and not is_held
                self.held += down and is_held
            elif isinstance(event, QInputEvent):
                self.others += 1
        return False
