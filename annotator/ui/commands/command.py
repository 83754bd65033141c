"""A command as a value: menus, shortcuts, the command palette and the table of keys are all made from these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotator.ui.situation import Situation

Deed = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Command:
    """`offer` answers the deed in a situation, or None, which greys the command out.

    `keys` are Qt's portable key sequences, the first one shown. Plain keys (Space, digits, punctuation) are taken by
    the place Code alone, so that they are text wherever people type.
    """

    id: str
    title: str
    group: str
    offer: Callable[[Situation], Deed | None]
    keys: tuple[str, ...] = ()
    hidden: bool = False  # left out of menus and palette: variations of another one

    @property
    def plain(self) -> bool:
        """Whether all its keys are without Ctrl, Alt or a function key."""
        return bool(self.keys) and all(map(is_plain, self.keys))

    @property
    def plain_keys(self) -> tuple[str, ...]:
        return tuple(key for key in self.keys if is_plain(key))

    @property
    def shortcuts(self) -> tuple[str, ...]:
        """The keys that the whole window hears."""
        return tuple(key for key in self.keys if not is_plain(key))


def is_plain(key: str) -> bool:
    """Whether a key is held with neither Ctrl nor Alt and is no function key: the place Code alone takes such."""
    bare = key.removeprefix("Shift+")
    return not key.startswith(("Ctrl+", "Alt+", "Meta+", "Shift+Ctrl+")) and not (bare[0] == "F" and bare[1:].isdigit())


def when(possible: bool, deed: Deed) -> Deed | None:
    return deed if possible else None
