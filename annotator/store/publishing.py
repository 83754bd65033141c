"""A project as it is given to others: all but what belongs to one copy alone; and whether one copy holds another."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.errors import CannotDo
from annotator.model.ids import digest
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.schema import blob, case_number, changeset, merged, meta

_TRAVELS = ("project", "schema")  # rows of `meta` that every copy has
_AT_ONCE = 1 << 20  # bytes


def write(project: Project, target: Path, labels: Mapping[str, str]) -> None:
    """The project as a new file at `target`, with these rows of `meta` instead of its own. Raises CannotDo.

    It is complete only when this returns: give it a name that nobody reads, and rename it.
    """
    try:
        with project.lock:
            sqlite.vacuum_into(project.db, target)
        _make_nobodys(target, labels)
    except (DatabaseError, sqlite.Error) as error:
        cause = getattr(error, "orig", None) or error
        why = "the disk is full" if sqlite.is_full(cause) else f"the folder cannot be written to ({cause})"
        raise CannotDo(f"No copy could be written to “{target.parent}”: {why}; your project is as it was.") from error


def relabel(copy: Path, labels: Mapping[str, str | None]) -> None:
    """Sets rows of `meta` in a copy that nobody has open; None takes a row away. Raises CannotDo."""
    engine = sqlite.engine_for(copy)
    try:
        with engine.connect() as db, db.begin():
            _set(db, labels)
    except (DatabaseError, sqlite.Error) as error:
        raise CannotDo(f"“{copy.name}” could not be written: {getattr(error, 'orig', None) or error}.") from error
    finally:
        engine.dispose()


def print_of_file(path: Path) -> str:
    """Hexadecimal BLAKE2b of a file's bytes. Raises OSError."""
    running = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while some := file.read(_AT_ONCE):
            running.update(some)
    return running.hexdigest()


def print_of_journal(project: Project) -> str:
    """Equal for two copies that hold the same changesets and the same originals."""
    return digest(*_journal(project), *_blobs(project), size=16).hex()


def lacks(project: Project, other: Project) -> int:
    """How many changesets and originals of `other` are not in `project`."""
    held, blobs = set(_journal(project)), set(_blobs(project))
    return sum(one not in held for one in _journal(other)) + sum(one not in blobs for one in _blobs(other))


def holds_latest(copy: Project, project: Project) -> bool:
    """Whether the newest changeset that `project` knows of is in the copy, and the last one that was written by it."""
    latest = copy.read(sa.select(sa.func.max(changeset.c.hlc)))[0][0] or 0
    last_own = sa.select(changeset.c.id).where(changeset.c.hash == project.chain)
    return copy.id == project.id and latest >= project.hlc and (not project.chain or bool(copy.read(last_own)))


def _journal(project: Project) -> list[bytes]:
    """Of each changeset its id and its hash, which depends on what it did and on all before it."""
    return [
        row[0] + row[1] for row in project.read(sa.select(changeset.c.id, changeset.c.hash).order_by(changeset.c.id))
    ]


def _blobs(project: Project) -> list[bytes]:
    return [row[0] for row in project.read(sa.select(blob.c.sha256).order_by(blob.c.sha256))]


def _make_nobodys(copy: Path, labels: Mapping[str, str]) -> None:
    engine = sqlite.engine_for(copy)
    try:
        with engine.connect() as db:
            sqlite.overwrite_deleted(db)  # paths of this machine are among it
            with db.begin():
                db.execute(meta.delete().where(meta.c.key.not_in(_TRAVELS)))
                for table in (merged, case_number):
                    db.execute(table.delete())
                _set(db, labels)
    finally:
        engine.dispose()


def _set(db: sa.Connection, labels: Mapping[str, str | None]) -> None:
    db.execute(meta.delete().where(meta.c.key.in_(list(labels))))
    rows = [{"key": key, "value": value} for key, value in labels.items() if value is not None]
    if rows:
        db.execute(meta.insert(), rows)
