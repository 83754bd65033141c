"""Long work beside the window's thread: the only module that knows of threads.

A `Work` runs one function with a `Progress`; steps, the end and failures come back as signals on the window's thread.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from annotator.model.errors import Cancelled, CannotDo
from annotator.model.progress import Progress

_EVERY = 0.05  # seconds between two steps that are told


class Work(QThread):
    """Runs `task(progress)`; keeps itself alive until it has ended."""

    stepped = Signal(int, int, str)
    done = Signal(object)  # the task's result
    failed = Signal(str)  # a sentence
    was_cancelled = Signal()

    def __init__(self, task: Callable[[Progress], object], parent: QObject) -> None:
        super().__init__(parent)
        self._task = task
        self._ended = threading.Event()
        self._told = 0.0
        self._left = False
        self.outcome: tuple[bool, object] = (False, "")  # whether it went well, and the result or the sentence

    def step(self, done: int, total: int, what: str) -> None:
        """The Progress of the task, called on the working thread."""
        if self._ended.is_set():
            raise Cancelled
        now = time.monotonic()
        if now - self._told >= _EVERY or done == total:
            self._told = now
            self.stepped.emit(done, total, what)

    def cancel(self) -> None:
        """Asks the task to end at its next step."""
        self._ended.set()

    def unheard(self) -> None:
        """Nothing is heard of it any more."""
        self._left = True

    def leave(self) -> None:
        """Asks the task to end and waits until it has; nothing is heard of it any more."""
        self._left = True
        self.cancel()
        self.wait()

    def heard(self, callback: Callable[..., None]) -> Callable[..., None]:
        """The callback for as long as the work has not been left."""

        def call(*values: object) -> None:
            if not self._left:
                callback(*values)

        return call

    def run(self) -> None:
        try:
            result = self._task(self)
        except Cancelled:
            self.was_cancelled.emit()
        except CannotDo as error:
            self.outcome = False, error.message
            self.failed.emit(error.message)
        except Exception as error:  # whatever it is: a thread must not die unheard
            message = f"Something unexpected went wrong ({type(error).__name__}: {error}); nothing was written."
            self.outcome = False, message
            self.failed.emit(message)
        else:
            self.outcome = True, result
            self.done.emit(result)


def in_background(
    owner: QObject,
    task: Callable[[Progress], object],
    *,
    done: Callable[[object], None],
    failed: Callable[[str], None],
    cancelled: Callable[[], None] | None = None,
    stepped: Callable[[int, int, str], None] | None = None,
) -> Work:
    """Starts a task; the callbacks are called on the window's thread."""
    work = Work(task, owner)
    work.done.connect(work.heard(done))
    work.failed.connect(work.heard(failed))
    if cancelled is not None:
        work.was_cancelled.connect(work.heard(cancelled))
    if stepped is not None:
        work.stepped.connect(work.heard(stepped))
    work.finished.connect(work.deleteLater)
    work.start()
    return work


def soon_in_background(
    owner: QObject,
    task: Callable[[Progress], object],
    *,
    done: Callable[[object], None],
    failed: Callable[[str], None],
    within: int = 35,
) -> Work | None:
    """The same for work that is mostly short: what ends `within` milliseconds is told before this returns None."""
    work = in_background(owner, task, done=done, failed=failed)
    if not work.wait(within):
        return work
    work.unheard()
    well, result = work.outcome
    done(result) if well else failed(str(result))
    return None
