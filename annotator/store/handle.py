"""An open project: the connection, who acts in it, and what is remembered while it is open.

A handle is used by one thread at a time; `Project.lock` is held during each read and each write, so that a long deed
in the background and the window never meet in the connection.
"""

from __future__ import annotations

import gc
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.coders import Identity
from annotator.model.errors import CannotDo
from annotator.model.ids import LayerId, OpeningId, ProjectId
from annotator.store import refusals
from annotator.store.schema import blob, layer

T = TypeVar("T")
_HEADER = 100  # bytes
_MOST_TEXTS = 24  # texts of layers kept in memory
_TEXT = (  # built once: a merge reads as many texts as there are documents
    sa.select(blob.c.data).join(layer, layer.c.sha256 == blob.c.sha256).where(layer.c.id == sa.bindparam("wanted"))
)


@contextmanager
def uncollected() -> Iterator[None]:
    """Bulk work makes tens of thousands of small values that all stay; collecting garbage among them costs a third."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@dataclass(slots=True)
class Project:
    """One opening of one project file by one coder. Made by `annotator.store.opening`, ended by `close`."""

    path: Path
    id: ProjectId
    db: sa.Connection
    coder: Identity
    read_only: bool
    backups: Path
    file_identity: tuple[int, int]  # st_dev, st_ino at opening
    opening: OpeningId | None = None  # minted at the first write, never reused
    hlc: int = 0
    chain: bytes = b""
    coder_known: bool = False
    backed_up: str = ""  # the day (UTC) that the daily backup was last looked after
    backup_problem: str = ""
    backup_due: Callable[[], None] | None = None  # told that one is due, instead of its being made within a deed
    undo_stacks: Any = None  # annotator.store.undoing.Stacks, made when first asked for
    lock: threading.RLock = field(default_factory=threading.RLock)
    file: int | None = None  # of the file, only to look at it: closing it earlier would drop SQLite's lock (POSIX)
    left_as: bytes | None = None  # the header of the file as this process left it, where that is known
    closed: bool = False
    stands_for: Any = None  # annotator.store.aliases: what was joined into what, read once until something is written
    made: dict[str, dict[bytes, Any]] = field(default_factory=dict, repr=False)  # values by row, while it is as it was
    _once: dict[str, Any] = field(default_factory=dict, repr=False)  # values read once until something is written
    _texts: OrderedDict[LayerId, str] = field(default_factory=OrderedDict)

    @contextmanager
    def transaction(self, *, of_no_account: bool = False) -> Iterator[sa.Connection]:
        """All or nothing: commits at the end, rolls back when anything is raised.

        Whoever writes says `refuse_if_replaced` before it. `of_no_account`: nothing is written that values read once
        were made of.
        """
        with self.lock:
            before = self.left_as
            ours = before in (None, self.header())
            self.left_as = None  # while it is written, and after a failure, whose traces may still be taken back
            if not of_no_account:
                self.stands_for = None
                self._once.clear()
            with self.db.begin():
                yield self.db
            self.left_as = self.header() if ours else before  # what another has written does not become ours by reading

    def header(self) -> bytes | None:
        """The header of the file as it is on the disk now, with its size and when it was written last.

        The header alone would not do: while a program has a file to itself, SQLite counts only its first transaction.
        """
        if self.file is None:
            return None
        try:
            found = os.fstat(self.file)
            os.lseek(self.file, 0, os.SEEK_SET)
            return os.read(self.file, _HEADER) + b"%d %d" % (found.st_size, found.st_mtime_ns)
        except OSError:
            return None

    def refuse_if_replaced(self) -> None:
        """Raises CannotDo where another file lies at the path, or another program has written into this one."""
        if self.read_only:
            return
        with self.lock:  # another thread's own commit changes the header too
            try:
                found = self.path.stat()
            except OSError:
                found = None
            # Under the lock nobody else writes; another header means that the file was copied over, lock or no lock.
            if (
                found is None
                or (found.st_dev, found.st_ino) != self.file_identity
                or self.left_as not in (None, self.header())
            ):
                raise CannotDo(
                    f"“{self.path.name}” was replaced, changed, moved or deleted by another program while it was open; "
                    "nothing was written. Close it and open it again."
                )

    def read(self, query: sa.Select[Any], values: Mapping[str, Any] | None = None) -> list[Any]:
        """The rows of a query, in a transaction of its own unless one is under way. CannotDo on a damaged file."""
        with self.lock:
            if self.db.in_transaction():
                return list(self.db.execute(query, values).all())
            try:
                with self.db.begin():
                    return list(self.db.execute(query, values).all())
            except DatabaseError as error:
                raise refusals.not_read(self.path, error) from error

    def once(self, key: str, read: Callable[[], T]) -> T:
        """What `read` answers, read once until something is written. Not to be changed by who gets it."""
        with self.lock:
            if self.db.in_transaction():  # what is being written does not hold yet
                return read()
            if key not in self._once:
                self._once[key] = read()
            found: T = self._once[key]
            return found

    def text_of(self, wanted: LayerId) -> str | None:
        """The text of a layer; None if the project lacks it."""
        with self.lock:
            held = self._texts.get(wanted)
            if held is not None:
                self._texts.move_to_end(wanted)
                return held
            found = self.read(_TEXT, {"wanted": wanted})
            if not found:
                return None
            try:
                text = bytes(found[0][0]).decode("utf-8")
            except UnicodeDecodeError as error:
                raise CannotDo(
                    f"A text in “{self.path.name}” is damaged; nothing was changed. "
                    "Keep the file and restore the newest backup."
                ) from error
            self._texts[wanted] = text
            if len(self._texts) > _MOST_TEXTS:
                self._texts.popitem(last=False)
            return text

    def forget_texts(self) -> None:
        """After layers came or went otherwise than by a commit; values read once go with them."""
        with self.lock:
            self._texts.clear()
            self._once.clear()
            self.made.clear()

    def close(self) -> None:
        """Lets the file go; a second time does nothing. Whatever was done is in it already."""
        from annotator.store.opening import release  # late: opening makes handles

        with self.lock:
            if not self.closed:
                self.closed = True
                release(self)
