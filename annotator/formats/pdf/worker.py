"""A child process that answers one request at a time, and ends when its pipe does; the window's side of it.

Whatever the child does, a request ends: with its answer, or with `Died` at its deadline at the latest. Nothing that
it sends is believed before it was checked; an answer that is none counts as a death.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotator.formats.pdf.protocol import LARGEST_BODY, Malformed, receive, send
from annotator.model.errors import Cancelled

_SECONDS_TO_END = 5.0
_KILLED = -int(getattr(signal, "SIGKILL", 9))
_OUT_OF_TIME = -int(getattr(signal, "SIGXCPU", 24))
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); import importlib; "
    "importlib.import_module(sys.argv[2]).serve(*sys.argv[3:])"
)


class Died(Exception):
    """The child gave no usable answer and is gone."""

    def __init__(self, *, late: bool, killed: bool) -> None:
        super().__init__("late" if late else "killed" if killed else "crashed")
        self.late = late  # it passed its deadline or used up its CPU time
        self.killed = killed  # somebody else ended it: the request itself may be harmless


def command(flag: str, module: str, *arguments: str) -> tuple[str, ...]:
    """How a child is started: from a frozen build the program itself, otherwise this Python with our packages."""
    if getattr(sys, "frozen", False):
        return (sys.executable, flag, *arguments)
    root = str(Path(__file__).resolve().parents[3])
    return (sys.executable, "-I", "-c", _START, root, module, *arguments)


class Worker:
    """The child, started at once. One thread asks; `kill` may be called from any. OSError if it cannot be started."""

    def __init__(self, started_as: Sequence[str], *, handed_down: Sequence[int] = ()) -> None:
        self._killed_by_us = self._late = False
        self._child = subprocess.Popen(
            started_as,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=tuple(handed_down),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def alive(self) -> bool:
        return self._child.poll() is None

    def ask(
        self, head: dict[str, Any], data: bytes = b"", *, seconds: float, largest: int = LARGEST_BODY
    ) -> tuple[dict[str, object], bytes]:
        """Head and body of the answer. Died as said above, Cancelled if `kill` was called meanwhile."""
        assert self._child.stdin is not None and self._child.stdout is not None
        watch = threading.Timer(seconds, self._end_late)
        watch.daemon = True
        watch.start()
        try:
            send(self._child.stdin, head, data)
            return receive(self._child.stdout, largest_body=largest)
        except (OSError, ValueError, MemoryError):  # a closed pipe is a ValueError, so is Malformed
            raise self._death() from None
        finally:
            watch.cancel()
            watch.join()

    def refuse(self) -> Exception:
        """What to raise over an answer that says what cannot be: it counts as the child's death."""
        return self._death()

    def kill(self) -> None:
        """End the child; from any thread."""
        self._killed_by_us = True
        self._end()

    def drop(self) -> None:
        """End the child, wait for its end and close what belonged to it; for the thread that asks."""
        self._end()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not sent any more
                    pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(_SECONDS_TO_END)

    def _death(self) -> Exception:
        by_itself = self._child.poll() is not None
        if not by_itself:
            with contextlib.suppress(subprocess.TimeoutExpired):  # its pipe ends a moment before it does
                self._child.wait(0.2)
                by_itself = True
        self.drop()
        if self._killed_by_us:
            return Cancelled()
        status = self._child.returncode
        late = self._late or status == _OUT_OF_TIME
        return Died(late=late, killed=by_itself and not late and status == _KILLED)

    def _end(self) -> None:
        with contextlib.suppress(OSError):
            self._child.kill()

    def _end_late(self) -> None:
        self._late = True
        self._end()


__all__ = ["Died", "Malformed", "Worker", "command"]
