"""The memory that a child draws pages into and the window reads them from.

Where the system can (Linux) it has no name at all and goes with the last process that holds it, whatever happens; it
is sealed, so that no child can shrink it under the reader's hands. Elsewhere it has a short name, as macOS demands,
and the process that made it takes the name away.
"""

from __future__ import annotations

import contextlib
import os
import sys
from mmap import mmap
from typing import Protocol

SLOT_BYTES = 64 << 20  # of one picture: 16 million pixels; of it only what is drawn on takes memory

_FD, _NAME = "fd:", "name:"


class Slot(Protocol):
    """SLOT_BYTES of shared memory, made by the window."""

    @property
    def address(self) -> str:
        """What the child gives to `attach`."""

    @property
    def handed_down(self) -> tuple[int, ...]:
        """The file descriptors that the child must inherit."""

    def view(self, size: int) -> memoryview:
        """The first `size` bytes, read-only."""

    def handed(self) -> None:
        """The child has started: what was kept for handing down can go."""

    def close(self) -> None:
        """Give the memory back; views that somebody still holds stay good."""


def new_slot() -> Slot:
    """A slot of this process; OSError if there is no memory for it."""
    return _Nameless() if sys.platform == "linux" else _Named()


class _Nameless:
    def __init__(self) -> None:
        import fcntl

        assert sys.platform == "linux"
        self._fd = os.memfd_create("pages", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        try:
            os.ftruncate(self._fd, SLOT_BYTES)
            fcntl.fcntl(self._fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
            self._memory = mmap(self._fd, SLOT_BYTES)
        except OSError:
            os.close(self._fd)
            raise

    @property
    def address(self) -> str:
        return f"{_FD}{self._fd}"

    @property
    def handed_down(self) -> tuple[int, ...]:
        return (self._fd,)

    def view(self, size: int) -> memoryview:
        return memoryview(self._memory)[:size].toreadonly()

    def handed(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def close(self) -> None:
        self.handed()
        with contextlib.suppress(BufferError):  # goes with the last view
            self._memory.close()


class _Named:
    def __init__(self) -> None:
        import secrets
        from multiprocessing.shared_memory import SharedMemory

        self._memory = SharedMemory(f"ann{secrets.token_hex(6)}", create=True, size=SLOT_BYTES)

    @property
    def address(self) -> str:
        return _NAME + self._memory.name

    @property
    def handed_down(self) -> tuple[int, ...]:
        return ()

    def view(self, size: int) -> memoryview:
        assert self._memory.buf is not None, "the slot is closed"
        return self._memory.buf[:size].toreadonly()

    def handed(self) -> None:
        return

    def close(self) -> None:
        with contextlib.suppress(BufferError):
            self._memory.close()
        with contextlib.suppress(OSError):
            self._memory.unlink()


def attach(address: str) -> memoryview | mmap:
    """In the child: the slot at this address, to be written into."""
    if address.startswith(_FD):
        fd = int(address.removeprefix(_FD))
        memory = mmap(fd, SLOT_BYTES)
        os.close(fd)
        return memory
    from multiprocessing import resource_tracker
    from multiprocessing.shared_memory import SharedMemory

    # until Python 3.13 a process that attaches has the tracker take the name away when it ends
    setattr(resource_tracker, "register", _not_tracked)  # noqa: B010 - its type is not that of a variable
    shared = SharedMemory(address.removeprefix(_NAME))
    _attached.append(shared)  # or it would be closed at once
    assert shared.buf is not None
    return shared.buf


_attached: list[object] = []


def _not_tracked(name: object, kind: str) -> None:
    """Stands in for the tracker's `register`."""
