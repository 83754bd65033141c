"""Which keys commands have: those that they come with, and those that a person gave them instead.

Keys are told as Qt's portable sequences, plain ones as the place Code names them (`Space`, `.`, `Delete`). What a key
must not be is decided here, and what stands in its way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar
from weakref import WeakKeyDictionary, ref

from PySide6.QtCore import QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from shiboken6 import isValid

from annotator.ui.commands.command import Command, is_plain
from annotator.ui.words import tr

Changed = Mapping[str, tuple[str, ...]]
Thing = TypeVar("Thing", bound=QObject)

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_HELD_TO_COMMAND = _CTRL | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_PORTABLE = QKeySequence.SequenceFormat.PortableText
_HOLDING = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
            Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock)  # fmt: skip
_NAMED = {Qt.Key.Key_Space: "Space", Qt.Key.Key_Delete: "Delete", Qt.Key.Key_Backspace: "Delete"}
_READING = frozenset(
    [f"{held}{key}" for held in ("", "Shift+", "Ctrl+", "Ctrl+Shift+") for key in ("Up", "Down", "Home", "End")]
    + [f"{held}{key}" for held in ("", "Shift+", "Alt+") for key in ("Left", "Right")]
    + [f"{held}{key}" for held in ("", "Shift+") for key in ("PgUp", "PgDown")]
)
_COPYING = frozenset(("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X"))
_LEADS_ON = frozenset(("Tab", "Shift+Tab", "Backtab", "Shift+Backtab", "Ctrl+Tab", "Ctrl+Shift+Backtab"))


def normal(key: str) -> str:
    """A key in the one form in which keys are compared."""
    return key if len(key) == 1 or key in _NAMED.values() else QKeySequence(key).toString(_PORTABLE)


def written(event: QKeyEvent) -> str:
    """The key of a key event; empty while only Shift, Ctrl or Alt is held."""
    key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if key in _HOLDING:
        return ""
    text = event.text()
    if not held & _HELD_TO_COMMAND:
        if key in _NAMED:
            return _NAMED[key]
        if text.isprintable() and text:
            return text
    if held & _SHIFT and Qt.Key.Key_Space < key < Qt.Key.Key_A and not Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
        held &= ~_SHIFT  # Shift only makes the sign
    return QKeySequence(QKeyCombination(held, key)).toString(_PORTABLE)


def why_not(key: str) -> str:
    """Why no command can have a key; empty where one can."""
    bare = key.rpartition("+")[2] or "+"
    if is_plain(key) and len(bare) == 1 and bare.isalpha():
        return tr("Letters belong to codes: the codebook gives them out. A command can have one with Ctrl or Alt.")
    if len(key) == 1 and key.isdigit():
        return tr("Digits belong to the cases on the bar.")
    if key.startswith("Ctrl+Shift+") and len(bare) == 1 and bare.isalpha():
        return tr("Ctrl+Shift and a letter make the code of that letter sticky.")
    if normal(key) in _READING:
        return tr("{key} moves the cursor in the text.", key=key)
    if normal(key) in _COPYING:
        return tr("{key} selects, copies or pastes text everywhere.", key=key)
    if normal(key) in _LEADS_ON:
        return tr("Tab walks through the codings, and from field to field elsewhere.")
    if bare in ("Esc", "Return", "Enter") and is_plain(key):
        return tr("{key} leaves or takes what is open, everywhere.", key=bare)
    if not key or (is_plain(key) and len(key) > 1 and key not in _NAMED.values()):
        return tr("That key cannot be had alone; hold Ctrl or Alt with it.")
    return ""


def can_change(command: Command) -> bool:
    """Whether a command's keys are a person's to choose: digits are those of the cases, Enter is everywhere's."""
    return not _FOR_GOOD.intersection(command.keys)


def holder(commands: Sequence[Command], key: str, *, but: str = "") -> Command | None:
    """The command that has a key, other than the one of the id `but`."""
    wanted = normal(key)
    return next((one for one in commands if one.id != but and wanted in map(normal, one.keys)), None)


def with_keys(commands: Sequence[Command], changed: Changed) -> tuple[Command, ...]:
    """The commands with the keys that a person gave them; no other command keeps one of these."""
    known = {one.id for one in commands if can_change(one)}
    mine = {this: tuple(key for key in keys if not why_not(key)) for this, keys in changed.items() if this in known}
    taken = {normal(key) for keys in mine.values() for key in keys}
    return tuple(
        replace(one, keys=mine[one.id])
        if one.id in mine
        else one
        if taken.isdisjoint(map(normal, one.keys))
        else replace(one, keys=tuple(key for key in one.keys if normal(key) not in taken))
        for one in commands
    )


def give(commands: Sequence[Command], changed: Changed, this: str, key: str) -> dict[str, tuple[str, ...]]:
    """What is changed once a command has a key; a command that had it gets this one's former keys instead."""
    found = dict(changed)
    mine = next(one for one in commands if one.id == this)
    other = holder(commands, key, but=this)
    if other is not None:
        left = tuple(one for one in other.keys if normal(one) != normal(key))
        found[other.id] = left or mine.keys
    found[this] = (key,)
    return found


def without(commands: Sequence[Command], changed: Changed, this: str) -> dict[str, tuple[str, ...]]:
    """What is changed still once a command has the keys again that it came with (`commands` as they come)."""
    found = dict(changed)
    todo = [this]
    while todo:
        at = todo.pop()
        found.pop(at, None)
        own = next((set(map(normal, one.keys)) for one in commands if one.id == at), set())
        todo += [other for other, keys in found.items() if own & set(map(normal, keys))]
    return found


# What shows keys -----------------------------------------------------------------------------------------------------

_FOR_GOOD = frozenset((*"1234567890", *(f"Alt+{digit}" for digit in range(10)), "Enter", "Return"))
_PLACE = re.compile(r"%([a-z_]+(?:\.\w+)+)%")
_now: dict[str, tuple[str, ...]] = {}
_tellers: WeakKeyDictionary[QObject, list[Callable[[], None]]] = WeakKeyDictionary()


def use(commands: Sequence[Command]) -> None:
    """From now on these are the keys of the commands; whatever names one says the new one."""
    _now.clear()
    _now.update((one.id, one.keys) for one in commands)
    for thing, tell in list(_tellers.items()):
        if isValid(thing):
            for one in tell:
                one()


def key_of(command: str) -> str:
    """The first key of a command as it stands in a sentence; without one, the way to it."""
    if not _now:
        from annotator.ui.commands import all_commands  # what the window has not set yet is as it comes

        _now.update((one.id, one.keys) for one in all_commands())
    keys = _now.get(command, ())
    return keys[0] if keys else tr("Ctrl+K")


def named(text: str) -> str:
    """A text in which `%coding.pick%` stands for the key of that command."""
    return _PLACE.sub(lambda found: key_of(found[1]), text)


def tells(thing: Thing, tell: Callable[[Thing, str], object], text: str) -> None:
    """Has a widget say a text with keys in it (see `named`), now and whenever they change, as long as it lives.

    `tell` is called with the widget and the text, and must not hold the widget itself: `QWidget.setToolTip` will do.
    """
    alive = ref(thing)

    def again() -> None:
        found = alive()
        if found is not None and isValid(found):
            tell(found, named(text))

    _tellers.setdefault(thing, []).append(again)
    again()


def put(action: QAction, command: Command) -> None:
    """Gives a menu's line its shortcuts; plain keys, which the place Code takes, only stand beside it."""
    action.setShortcuts([QKeySequence(key) for key in command.shortcuts])
    plain = command.plain_keys
    action.setText(f"{command.title}\t{plain[0]}" if plain and not command.shortcuts else command.title)
