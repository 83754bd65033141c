"""Reading much of a project beside the window's thread, to go on with what was read: of several the newest wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from annotator.ui.background import Work, in_background

T = TypeVar("T")


class ReadingBeside(QObject):
    """For one open project. Deeds go on meanwhile: each read takes the project for itself by turns."""

    def __init__(self, failed: Callable[[str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._failed = failed
        self._running: dict[str, Work] = {}
        self._waiting: dict[str, Callable[[], None]] = {}

    @property
    def is_reading(self) -> bool:
        return bool(self._running)

    def read(self, key: str, read: Callable[[], T], then: Callable[[T], object]) -> None:
        """Reads, and calls `then` on the window's thread; asked again under that key meanwhile, it reads once more
        and tells of that alone."""
        if key in self._running:
            self._waiting[key] = lambda: self.read(key, read, then)
            return

        def done(result: T) -> None:
            if not self._next(key):
                then(result)

        def failed(message: str) -> None:
            if not self._next(key):
                self._failed(message)

        self._running[key] = in_background(self, lambda _progress: read(), done=done, failed=failed)  # type: ignore[arg-type]  # signals carry objects

    def _next(self, key: str) -> bool:
        """Whether it was asked again meanwhile, which is then done."""
        del self._running[key]
        again = self._waiting.pop(key, None)
        if again is not None:
            again()
        return again is not None

    def finish(self) -> None:
        """Waits for what is being read, for closing; nothing is heard of it any more."""
        self._waiting.clear()
        for work in self._running.values():
            work.leave()
        self._running.clear()
