"""Raw copies of project files that somebody else may have open or be writing at this moment.

A copy is a committed state. The change counter of the header does not tell: while a program has a project to itself,
SQLite counts only its first transaction. So the file is read twice, and between the two readings no transaction may
have been half written into it; what was alike both times was the whole file in the moment between. A transaction
that is half written, of a program that was killed or is at it, is copied with its journal and taken back in the copy.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping
from io import BufferedIOBase
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.errors import CannotDo
from annotator.store.dialects import sqlite
from annotator.store.opening import look_at_header
from annotator.store.schema import meta

_PATIENCE = 2.0  # seconds
_PAUSE = 0.02  # seconds between two attempts
_AT_ONCE = 1 << 20  # bytes
_HOT = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"  # how SQLite's journal begins while its transaction is written into the file
_PAGE_SIZE, _PAGES = slice(16, 18), slice(28, 32)  # in the header, big endian


def stable_copy(path: Path, target: Path) -> None:
    """Copies the project at `path` in a committed state to `target`, which is replaced if it is there.

    Never disturbs a program that has the project open, and waits some 2 seconds for one that is writing. The source
    is not opened through SQLite, and not at all where this process writes it. Raises CannotDo (InUse where this
    process has it open), and leaves nothing at `target` then.
    """
    look_at_header(path)
    until = time.monotonic() + _PATIENCE
    try:
        while not _copied(path.resolve(), target):  # SQLite's journals lie beside the file that a link leads to
            if time.monotonic() > until:
                raise CannotDo(
                    f"“{path.name}” is being written by another program without a pause; try again in a moment."
                )
            time.sleep(_PAUSE)
        _take_back(path, target)
    except OSError as error:
        _remove(target)
        raise CannotDo(f"“{path.name}” cannot be copied: {error.strerror or error}.") from error
    except BaseException:
        _remove(target)
        raise


def labels(copy: Path) -> Mapping[str, str]:
    """What a project file says of itself and of this copy alone: the rows of `meta`. Waits for nobody.

    For files that nobody is writing, such as copies just made. Raises CannotDo, InUse where this process has it open.
    """
    look_at_header(copy)
    engine = sqlite.engine_for(copy, read_only=True, immutable=True)
    try:
        with engine.connect() as db, db.begin():
            return {str(key): str(value) for key, value in db.execute(sa.select(meta.c.key, meta.c.value))}
    except (DatabaseError, sqlite.Error, UnicodeError) as error:
        raise CannotDo(f"“{copy.name}” is damaged: the database in it cannot be read.") from error
    finally:
        engine.dispose()


def whole_size(header: bytes) -> int:
    """Bytes of a file with that header (100 bytes); 0 where it does not say."""
    if header[24:28] != header[92:96]:  # written by something that did not keep the number of pages
        return 0
    size = int.from_bytes(header[_PAGE_SIZE], "big")
    return int.from_bytes(header[_PAGES], "big") * (65536 if size == 1 else size)


def flush(path: Path) -> None:
    """Sees to it that a file, and its name, survive a power cut."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    with contextlib.suppress(OSError):  # not every system lets a folder be flushed
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _copied(path: Path, target: Path) -> bool:
    """One attempt. False if the file changed while it was read."""
    journal, copied_journal = _beside(path, "-journal"), _beside(target, "-journal")
    copied_journal.unlink(missing_ok=True)
    with path.open("rb") as source, target.open("wb+") as made:
        _pour(source, made)
        hot = _is_hot(journal)
        if hot and not _pour_journal(journal, copied_journal):
            return False
        if not _alike(source, made) or not _is_still(path, source):
            return False
        if hot and not _same_file(journal, copied_journal):
            return False
        made.seek(0)
        header = made.read(100)
    if not hot and target.stat().st_size < whole_size(header):
        raise CannotDo(f"“{path.name}” is cut short; wait until it has been copied or synchronised as a whole.")
    return True


def _pour(source: BinaryIO, made: BinaryIO) -> None:
    while some := source.read(_AT_ONCE):
        made.write(some)
    made.flush()


def _pour_journal(journal: Path, made: Path) -> bool:
    try:
        with journal.open("rb") as source, made.open("wb") as file:
            _pour(source, file)
    except FileNotFoundError:
        return False  # the transaction has just ended
    return True


def _alike(one: BufferedIOBase, other: BufferedIOBase) -> bool:
    one.seek(0)
    other.seek(0)
    some, same = bytearray(_AT_ONCE), bytearray(_AT_ONCE)  # kept: making room for each part costs as much as reading
    while True:
        count = one.readinto(some)
        if other.readinto(same) != count:
            return False
        if (some != same) if count == _AT_ONCE else (some[:count] != same[:count]):
            return False
        if not count:
            return True


def _same_file(one: Path, other: Path) -> bool:
    try:
        with one.open("rb") as first, other.open("rb") as second:
            return _alike(first, second)
    except FileNotFoundError:
        return False


def _is_still(path: Path, opened: BinaryIO) -> bool:
    """Whether nothing else lies at the path by now: a journal beside it would belong to that."""
    try:
        return os.path.samestat(path.stat(), os.fstat(opened.fileno()))
    except FileNotFoundError:
        return False


def _is_hot(journal: Path) -> bool:
    try:
        with journal.open("rb") as file:
            return file.read(len(_HOT)) == _HOT
    except FileNotFoundError:
        return False


def _take_back(path: Path, copy: Path) -> None:
    """Lets SQLite take back in the copy what was half written."""
    if not _beside(copy, "-journal").exists():
        return
    engine = sqlite.engine_for(copy)
    try:
        with engine.connect() as db:
            sqlite.take_lock(db)
    except (DatabaseError, sqlite.Error) as error:
        raise CannotDo(
            f"“{path.name}” was left half written and cannot be put right; keep the file and restore the newest backup."
        ) from error
    finally:
        engine.dispose()
    _beside(copy, "-journal").unlink(missing_ok=True)


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _remove(copy: Path) -> None:
    for left in (copy, _beside(copy, "-journal")):
        with contextlib.suppress(OSError):
            left.unlink(missing_ok=True)
