"""Deeds done on a watched window: each with what follows it, in turns of their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.main_window import MainWindow
from tests.bench.watchdog import Watchdog
from tests.driving import NONE, Key, focused

REST = 0.25  # seconds after each deed: longer than what waits for the hands to rest
PATIENCE = 60.0


def _nothing_more() -> bool:
    return True


@dataclass
class WatchedWindow:
    """A shown window; what is done on it is measured by the watchdog."""

    window: MainWindow
    watchdog: Watchdog = field(default_factory=Watchdog)

    def do(self, what: str, act: Callable[[], object], until: Callable[[], object] = _nothing_more) -> None:
        """Does something, and lets the window work until something is so, and through a rest."""
        with self.watchdog.turn(what):
            act()
        given_up, rested = time.monotonic() + PATIENCE, time.monotonic() + REST
        while time.monotonic() < rested or not (self._is_idle and until()):
            assert time.monotonic() < given_up, f"waited in vain after: {what}"
            with self.watchdog.turn(f"after: {what}"):
                QApplication.processEvents()
            with self.watchdog.turn(f"tidying up after: {what}"):
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            time.sleep(0.004)

    @property
    def _is_idle(self) -> bool:
        return self.window.opened is None or not self.window.opened.busy

    def press(self, what: str, *keys: Key, held: object = NONE) -> None:
        for key in keys:
            self.do(what, lambda one=key: QTest.keyClick(focused(self.window), one, held))  # type: ignore[misc, call-overload]  # a lambda's default

    def type(self, what: str, text: str) -> None:
        for letter in text:
            self.do(f"{what}: “{letter}”", lambda one=letter: QTest.keyClicks(focused(self.window), one))  # type: ignore[misc]  # as above
