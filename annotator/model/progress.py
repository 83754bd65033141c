"""How long work says where it is and asks whether to go on, without knowing of threads or windows."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called from the thread that works."""

    def step(self, done: int, total: int, what: str) -> None:
        """`done` of `total` steps are finished, `what` comes next. Raises Cancelled if it is to end."""


class Unwatched:
    """Nobody looks on."""

    def step(self, done: int, total: int, what: str) -> None:
        del done, total, what
