"""Giving commands other keys: kept in the person's settings, and followed by menus, hints, the palette and F1."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.ui.commands import Command, all_commands, keys
from annotator.ui.header import Place
from annotator.ui.keys_page import KeysPage
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


class ChangingKeys(QObject):
    """Does on the window what the page of keys asks."""

    def __init__(self, window: MainWindow, page: KeysPage) -> None:
        super().__init__(page)
        self._window, self._page = window, page
        page.why_not = self._why_not
        page.holder = self._holder
        page.change_asked.connect(self.change)
        page.reset_asked.connect(self.reset)

    def _why_not(self, key: str) -> str:
        """Why no command can have a key: that it is none, or one that another has for good."""
        found = keys.holder(self._window.commands, key)
        if found is not None and not keys.can_change(found):
            return keys.why_not(key) or tr("{key} is for the cases on the bar: “{title}”.", key=key, title=found.title)
        return keys.why_not(key)

    def _holder(self, command: str, key: str) -> str:
        found = keys.holder(self._window.commands, key, but=command)
        return found.title if found is not None else ""

    def change(self, command: str, key: str) -> None:
        """Gives a command a key; one that has it gets this one's former key."""
        self._keep(keys.give(self._window.commands, self._window.settings.keys, command, key))

    def reset(self, command: str) -> None:
        """Gives a command the keys that it came with, or all; whoever was given these goes back to its own too."""
        self._keep(keys.without(all_commands(), self._window.settings.keys, command) if command else {})

    def _keep(self, changed: keys.Changed) -> None:
        window = self._window
        if not changed:  # what no command of this version has stays for another one
            known = {one.id for one in window.commands}
            changed = {this: held for this, held in window.settings.keys.items() if this not in known}
        window.keep(replace(window.settings, keys=dict(changed)))
        window.use_keys()


def show_places(window: MainWindow) -> None:
    """The header says by which keys its places are reached."""
    listed = [one for one in window.places.values() if one.shortcut]
    if listed and window.opened is not None:
        shown = next((name for name, one in window.places.items() if one.made() is window.pages.currentWidget()), "")
        window.header.set_places([Place(one.id, one.title, keys.key_of(f"view.{one.id}")) for one in listed])
        window.header.set_place(shown)


def changed_commands(window: MainWindow) -> tuple[Command, ...]:
    """All commands with the keys that they have for this person, which everything that names keys follows."""
    found = keys.with_keys(all_commands(), window.settings.keys)
    keys.use(found)
    return found
