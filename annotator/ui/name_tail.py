"""Letters that somebody still types of a name that Enter has taken already: they are no keys of codes.

A person who types a name goes on for a moment after the picker has found it and has closed, or presses Enter once
more. From the first letter that goes on with the name until a pause or another key, what is typed means nothing.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from annotator.ui import place_keys

PAUSE = 800  # milliseconds without a key, after which letters are keys of codes again
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CORRECTS = (Qt.Key.Key_Backspace, Qt.Key.Key_Apostrophe, Qt.Key.Key_Comma, Qt.Key.Key_Minus)


class NameTail(QObject):
    """Knows what was left of a name; `takes` says of each key whether it still belongs to it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rest = ""
        self._is_typing = False  # a letter of the rest has come
        self._standing: object = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.end)

    def begin(self, rest: str, standing: object) -> None:
        """A name was taken of which this was not typed; `standing` is what is selected, and ends it when it changes."""
        self._rest = "".join(letter for letter in rest.casefold() if letter.isalpha())
        self._is_typing, self._standing = False, standing
        self._pause.start()

    def end(self) -> None:
        self._pause.stop()
        self._rest, self._is_typing, self._standing = "", False, None

    def set_pause(self, milliseconds: int) -> None:
        """How long somebody rests who is not typing any more."""
        self._pause.setInterval(milliseconds)

    def takes(self, event: QKeyEvent, standing: object) -> bool:
        """Whether a key still belongs to the name, or is the Enter pressed twice."""
        if not self._pause.isActive() or not place_keys.is_plain(event):
            return False
        if standing != self._standing:
            self.end()
            return False
        letter = place_keys.letter(event)
        mine = event.key() in _ENTER
        if letter:
            mine = self._is_typing or self._rest.startswith(letter)
            self._is_typing = mine
            self._rest = self._rest.removeprefix(letter)
        elif self._is_typing:
            mine = mine or event.key() in _CORRECTS
        if mine:
            self._pause.start()
        else:
            self.end()
        return mine


def rest_of(name: str, positions: tuple[int, ...], typed: str) -> str:
    """What of a name follows the letters that were typed: the places that they have in it, or what they begin."""
    if positions:
        return name[positions[-1] + 1 :]
    return name[len(typed) :] if name.casefold().startswith(typed.casefold()) else ""
