"""Runs a piece of a test in a process of its own, where limits and users can be changed without harm to the others."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable

import pytest

NOBODY = 65534

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")


def in_child(work: Callable[[], str]) -> tuple[str, int]:
    """What `work` returned in a child process, and the signal that ended the child (0 for none)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            os.write(writing, work().encode())
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed, see its traceback"
    return said, signal.Signals(os.WTERMSIG(status)) if os.WIFSIGNALED(status) else 0


def limit_file_size(size: int) -> None:
    """From now on no file of this process grows beyond `size` bytes: the nearest thing to a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def become_nobody() -> None:
    """From now on this process may do what an ordinary user may."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
