"""Killing a process at a given moment of what it does, to see what is left."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

import sqlalchemy as sa

_EVENTS = {"open", "os.rename", "os.remove", "os.link", "os.truncate", "os.mkdir", "sqlite3.connect"}


def killed_at(deed: Callable[[], object], point: int) -> bool:
    """Does it in a process that is killed before the event of that number; False if it had done before.

    Events are statements, COMMITs, and the opening, renaming, linking and deleting of files.
    """
    child = os.fork()
    if child == 0:
        left = [point]

        def count() -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def heard(event: str, _args: object) -> None:
            if event in _EVENTS:
                count()

        try:
            sys.addaudithook(heard)
            sa.event.listen(sa.Engine, "before_cursor_execute", lambda *_: count())
            sa.event.listen(sa.Engine, "commit", lambda *_: count())
            deed()
            os._exit(0)
        except BaseException:
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed"
    return os.WIFSIGNALED(status)
