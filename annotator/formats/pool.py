"""Reads many foreign files at once, each in one of a few child processes; what comes out keeps the order of the files.

A child's memory is limited, and there are few of them; the bytes of a file are held only while it is read.
"""

from __future__ import annotations

import os
import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from itertools import islice
from types import TracebackType
from typing import Self, TypeVar

from annotator.formats.child import ReaderProcess

MOST_READERS = 4  # each may take a gigabyte
AHEAD = 16  # files for each reader that may be read before an earlier one is done
SECONDS = 0.1  # from one look for a wish to stop to the next

_One = TypeVar("_One")
_Made = TypeVar("_Made")


class ReaderPool:
    """A few readers; `close` ends them and their children, whatever they are doing. For one thread."""

    def __init__(self, files: int, *, readers: int | None = None) -> None:
        """For so many files; `readers` instead of one for each processor."""
        self.count = max(1, min(files, readers or min(os.cpu_count() or 1, MOST_READERS)))
        self._readers = [ReaderProcess() for _ in range(self.count)]
        self._idle: queue.SimpleQueue[ReaderProcess] = queue.SimpleQueue()
        for reader in self._readers:
            self._idle.put(reader)
        self._threads = ThreadPoolExecutor(self.count, "reader")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def each(
        self, files: Iterable[_One], work: Callable[[ReaderProcess, _One], _Made], waiting: Callable[[], object]
    ) -> Iterator[_Made]:
        """What `work` makes of each file with a reader of its own for the while, in the order of the files.

        `work` runs beside this thread; what it raises is raised here when its turn comes. `waiting` is called again
        and again while a result is not there: what it raises (Cancelled) ends it all.
        """
        left = iter(files)
        running: deque[Future[_Made]] = deque()
        running.extend(self._begun(work, one) for one in islice(left, AHEAD * self.count))
        while running:
            found = self._waited(running.popleft(), waiting)
            running.extend(self._begun(work, one) for one in islice(left, 1))
            yield found

    def close(self) -> None:
        """End the children, and wait until the threads have seen it."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for reader in self._readers:
            reader.close()
        self._threads.shutdown()

    def _begun(self, work: Callable[[ReaderProcess, _One], _Made], one: _One) -> Future[_Made]:
        def run() -> _Made:
            reader = self._idle.get()
            try:
                return work(reader, one)
            finally:
                self._idle.put(reader)

        return self._threads.submit(run)

    @staticmethod
    def _waited(running: Future[_Made], waiting: Callable[[], object]) -> _Made:
        while True:
            try:
                return running.result(SECONDS)
            except NotYet:
                if running.done():  # just now, or the work itself raised it
                    return running.result()
                waiting()
