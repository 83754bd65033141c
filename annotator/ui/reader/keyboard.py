"""What the arrow keys and their kin do in the article view; every other key goes up to the window's commands.

Down and Up select sentences, with Ctrl paragraphs, and with Shift extend. Left and Right shrink and grow the selection
by words at its end, with Alt at its beginning, with Shift by characters; all in the order of the text, whichever way it
is written. Home, End and the page keys set the caret.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent

from annotator.model.reading_cursor import ReadingCursor, Selection, Unit
from annotator.ui.reader.sheet import Sheet

_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
_VERTICAL = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_HORIZONTAL = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class Reader(Protocol):
    """As much of the view as the keys need."""

    @property
    def selection(self) -> Selection: ...
    @property
    def sheet(self) -> Sheet: ...
    @property
    def cursor_of_reading(self) -> ReadingCursor: ...
    def a_page_from(self, position: int, direction: int) -> int: ...


def moved(reader: Reader, event: QKeyEvent) -> Selection | None:
    """The selection after a key; None if the key is none of the reading cursor's."""
    combination: QKeyCombination = event.keyCombination()
    key, held = combination.key(), combination.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    now, cursor = reader.selection, reader.cursor_of_reading
    if key in _VERTICAL and held in (_NONE, _SHIFT, _CTRL, _CTRL | _SHIFT):
        unit = Unit.PARAGRAPH if held & _CTRL else Unit.SENTENCE
        return (cursor.extend if held & _SHIFT else cursor.step)(now, unit, _VERTICAL[key])
    if key in _HORIZONTAL:
        if held == _NONE:
            return cursor.move_end(now, _HORIZONTAL[key])
        if held == _ALT:
            return cursor.move_start(now, _HORIZONTAL[key])
        if held == _SHIFT:
            return Selection(now.anchor, reader.sheet.next_stop(now.caret, _HORIZONTAL[key]))
        return None
    if held not in (_NONE, _SHIFT, _CTRL, _CTRL | _SHIFT):
        return None
    place = _place(reader, key, to_edge=bool(held & _CTRL))
    if place is None:
        return None
    return Selection(now.anchor if held & _SHIFT else place, place)


def _place(reader: Reader, key: Qt.Key, *, to_edge: bool) -> int | None:
    """Where Home, End, Page Up and Page Down lead."""
    text, caret = reader.sheet.text, reader.selection.caret
    if key == Qt.Key.Key_Home:
        return text.starts[0] if to_edge else reader.sheet.line_edges(caret)[0]
    if key == Qt.Key.Key_End:
        return text.ends[-1] if to_edge else reader.sheet.line_edges(caret)[1]
    if key in _PAGES and not to_edge:
        return reader.a_page_from(caret, _PAGES[key])
    return None
