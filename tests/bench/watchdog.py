"""Watching the window's thread: how long each of its turns takes, and what it was doing in the longest one.

A turn is what the thread does between two chances to answer: the answer to one key, one look at what is due. CPU time
of the thread is measured, so that other work on the machine does not count; what it is doing is seen by a signal every
few milliseconds of CPU. (A second thread that looks at its stack would keep painters alive beyond their time.)
"""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

PACKAGE = str(Path(__file__).resolve().parents[2] / "annotator")
LOOKS_EVERY = 0.003  # seconds


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: what led to it, seconds of CPU, and the functions of the program that were seen, most often first."""

    what: str
    seconds: float
    seen: tuple[str, ...] = ()

    def told(self) -> str:
        doing = ", ".join(self.seen) or "nothing of the program was seen"
        return f"{self.seconds * 1e3:.0f} ms: {self.what} ({doing})"


@dataclass
class Watchdog:
    """Keeps the turns; used on the window's thread as `with watchdog.turn("key d"): …` while `watching()`."""

    turns: list[Turn] = field(default_factory=list)
    _what: str = ""
    _seen: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """To be entered on the main thread, which is the one that is watched. Where there is no such signal, only the
        times are kept."""
        if not hasattr(signal, "setitimer"):
            yield
            return
        before = signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, LOOKS_EVERY, LOOKS_EVERY)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    def _look(self, _number: int, frame: FrameType | None) -> None:
        if self._what:
            self._seen.update(_functions(frame))

    @contextmanager
    def turn(self, what: str) -> Iterator[None]:
        self._seen, self._what = Counter(), what
        began = time.thread_time()
        try:
            yield
        finally:
            seconds, self._what = time.thread_time() - began, ""
            self.turns.append(Turn(what, seconds, tuple(name for name, _ in self._seen.most_common(4))))

    def longest(self, most: int = 1) -> list[Turn]:
        return sorted(self.turns, key=lambda turn: -turn.seconds)[:most]


def _functions(frame: FrameType | None) -> set[str]:
    """The functions of the program on a stack, as `module.function`, each once; the innermost few."""
    found: list[str] = []
    while frame is not None and len(found) < 4:
        code = frame.f_code
        if code.co_filename.startswith(PACKAGE):
            found.append(f"{Path(code.co_filename).stem}.{code.co_name}")
        frame = frame.f_back
    return set(found)
