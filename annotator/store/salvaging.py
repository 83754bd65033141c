"""A damaged project file gives up what can be read of it into a new one; itself it is only read.

Changesets that are whole, by their hashes, are kept as they are, so that the new file can be merged with other copies.
An incomplete one is not kept under its id: a merge would take it for known, and never fill it in again. What it had
done comes back as one visible change, from the projected rows and from its operations that are left.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator import __version__
from annotator.model.changes import How, Kind, Verb
from annotator.model.coders import Identity
from annotator.model.errors import CannotDo, InUse
from annotator.model.ids import SIZE, ProjectId, new_id
from annotator.store import opening as opening_
from annotator.store import projection
from annotator.store.dialects import sqlite
from annotator.store.dialects.pages import records
from annotator.store.handle import Project
from annotator.store.journal import GAPS, chained, encode
from annotator.store.remains import Remains, Row, sorted_out
from annotator.store.salvaged_journal import Kept, kept
from annotator.store.salvaged_telling import LABEL, Salvaged, told_of
from annotator.store.salvaged_things import Brought, Operation, brought_back, stand_ins
from annotator.store.schema import (
    APPLICATION_ID,
    SCHEMA,
    blob,
    case_number,
    changeset,
    meta,
    op,
    opening,
)

_CAUSES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)  # whatever damage makes of values
_AT_ONCE, _SECTOR = 1 << 18, 1 << 12  # bytes
_MOST_BLOBS = 1 << 24  # bytes held before they are written


def salvage(
    damaged: Path,
    target: Path,
    coder: Identity,
    backups: Callable[[ProjectId], Path],
    *,
    which: Callable[[frozenset[bytes]], ProjectId | None] = lambda _: None,
) -> Salvaged:
    """Saves what can be read of `damaged` into a new project at `target`.

    `which` is asked for the project by the changesets that were read, where the file does not tell any more which
    project it is. Raises CannotDo where there is nothing to read, no room, or something at `target`; InUse where the
    file is open.
    """
    _refuse(damaged, target)
    try:
        with tempfile.TemporaryDirectory(
            prefix=".recovering-", dir=target.parent, ignore_cleanup_errors=True
        ) as folder:
            copy, working = Path(folder, damaged.name), Path(folder, f"-new{opening_.SUFFIX}")
            _copy(damaged, copy)
            opening_.write_empty(working)
            found = _read(copy, working)
            if not found:
                raise CannotDo(f"Nothing of a project can be read in “{damaged.name}”; restore a backup.")
            whole = kept(found)
            identity = _identity(found) or which(frozenset(found.changesets))
            _write_journal(working, found, whole, identity)
            project = opening_.open_for_writing(working, coder, backups)
            try:
                brought = _bring_back(project, found, whole)
                told = told_of(project, found, whole, brought, known=identity is not None)
            finally:
                project.close()
            opening_.move_to(working, target)
    except OSError as error:
        raise CannotDo(f"“{target.name}” could not be written: {error.strerror or error}.") from error
    except (DatabaseError, sqlite.Error) as error:
        cause = getattr(error, "orig", None) or error
        why = "the disk is full" if sqlite.is_full(cause) else str(cause)
        raise CannotDo(f"“{target.name}” could not be written: {why}.") from error
    except _CAUSES as error:
        raise CannotDo(f"“{damaged.name}” is damaged in a way that defies recovery; restore a backup.") from error
    return told


def project_by_backups(folder: Path, changesets: frozenset[bytes]) -> ProjectId | None:
    """Which project's backups, each in a folder that its id names, hold some of the changesets."""
    for path in sorted(folder.glob(f"*/*{opening_.SUFFIX}"), reverse=True):
        engine = sqlite.engine_for(path, read_only=True, immutable=True)
        try:
            with engine.connect() as db, db.begin():
                if changesets & set(db.scalars(sa.select(changeset.c.id))):
                    return ProjectId(bytes.fromhex(path.parent.name))
        except (DatabaseError, sqlite.Error, ValueError):
            continue
        finally:
            engine.dispose()
    return None


def _refuse(damaged: Path, target: Path) -> None:
    if target.exists() or target.is_symlink():
        raise CannotDo(f"“{target.name}” exists already; choose another name for the recovered project.")
    if not target.parent.is_dir():
        raise CannotDo(f"The folder “{target.parent}” does not exist.")
    try:
        opening_.look_at_header(damaged)
    except InUse:
        raise
    except CannotDo:
        if not damaged.is_file():
            raise
        with damaged.open("rb") as file:
            header = file.read(100)
        is_project = int.from_bytes(header[68:72], "big") == APPLICATION_ID
        if is_project and SCHEMA < int.from_bytes(header[60:64], "big") < SCHEMA + 1000:
            raise
    engine = sqlite.engine_for(damaged, read_only=True)
    try:
        with engine.connect() as db:
            db.scalar(sa.select(meta.c.value).where(meta.c.key == "project"))
    except (DatabaseError, sqlite.Error, UnicodeError) as error:
        if sqlite.is_locked(getattr(error, "orig", None) or error):
            raise InUse(f"“{damaged.name}” is open in another window or program; close it there first.") from error
    finally:
        engine.dispose()


def _copy(damaged: Path, copy: Path) -> None:
    """A copy, with zeros where the disk cannot be read; what was left half written is taken back in it if it can be."""
    _copy_readable(damaged, copy)
    beside, journal = (path.with_name(path.name + "-journal") for path in (damaged, copy))
    if beside.is_file():
        _copy_readable(beside, journal)
        engine = sqlite.engine_for(copy)
        try:
            with engine.connect() as db:
                sqlite.take_lock(db)
        except (DatabaseError, sqlite.Error, UnicodeError):
            pass  # the pages are looked at as they are
        finally:
            engine.dispose()


def _copy_readable(source: Path, target: Path) -> None:
    size = source.stat().st_size
    with source.open("rb", buffering=0) as file, target.open("wb") as out:
        for at in range(0, size, _AT_ONCE):
            try:
                part = os.pread(file.fileno(), _AT_ONCE, at) if hasattr(os, "pread") else _read_at(file, at, _AT_ONCE)
            except OSError:
                part = b"".join(_sector(file, k) for k in range(at, min(at + _AT_ONCE, size), _SECTOR))
            out.seek(at)
            out.write(part)


def _sector(file: Any, at: int) -> bytes:
    try:
        return _read_at(file, at, _SECTOR).ljust(_SECTOR, b"\0")
    except OSError:
        return bytes(_SECTOR)


def _read_at(file: Any, at: int, size: int) -> bytes:
    file.seek(at)
    return bytes(file.read(size))


def _read(copy: Path, working: Path) -> Remains:
    """What the copy holds; its texts and originals go into the new file at once."""
    engine = sqlite.engine_for(working)
    waiting: list[Row] = []
    try:
        with engine.connect() as db:

            def write() -> None:
                with db.begin():
                    sqlite.insert_missing(db, blob, waiting)
                waiting.clear()

            def keep(row: Row) -> None:
                waiting.append(row)
                if sum(len(one[3]) for one in waiting) > _MOST_BLOBS:
                    write()

            found = sorted_out(records(copy), keep)
            write()
            return found
    finally:
        engine.dispose()


def _identity(found: Remains) -> ProjectId | None:
    try:
        this = bytes.fromhex(found.labels.get("project", ""))
    except ValueError:
        return None
    return ProjectId(this) if len(this) == SIZE else None


def _write_journal(working: Path, found: Remains, whole: Kept, identity: ProjectId | None) -> None:
    engine = sqlite.engine_for(working)
    try:
        with engine.connect() as db, db.begin():
            sqlite.insert_missing(db, opening, whole.openings)
            sqlite.insert_missing(db, changeset, whole.changesets)
            sqlite.insert_missing(db, op, whole.ops)
            sqlite.insert_missing(db, case_number, found.numbers)
            if identity is not None:
                db.execute(meta.update().where(meta.c.key == "project").values(value=identity.hex()))
    finally:
        engine.dispose()


# What changesets had done that could not be kept ---------------------------------------------------------------------


def _bring_back(project: Project, found: Remains, whole: Kept) -> Brought:
    """Writes what is missing as changes of the coder who recovers the file, and projects everything."""
    with project.transaction() as db:
        projection.rebuild(db, project.text_of)
        brought = brought_back(db, found, whole)
        log = _Log(project, db)
        arrival = project.coder
        if brought.ops or whole.gaps:
            known = db.scalar(sa.select(sa.func.count()).select_from(op).where(op.c.entity == arrival.id))
            if not known and arrival.id not in {entity for entity, *_ in brought.ops}:
                fields = {"name": arrival.name, "initials": arrival.initials, "colour": arrival.colour}
                named: list[Operation] = [(arrival.id, int(Kind.CODER), int(Verb.CREATE), b"", encode(fields))]
                log.write(f"{arrival.name} joined the project", How.FOUNDING, named)
        if whole.gaps:
            lost = json.dumps({this.hex(): before.hex() for this, before in sorted(whole.gaps.items())})
            fields = {"part": GAPS, "key": GAPS, "data": lost}
            noted = [(new_id(), int(Kind.PART), int(Verb.CREATE), b"", encode(fields))]
            log.write("Noted which changes a damaged file had lost", How.FOUNDING, noted)
        recovered = log.write(LABEL, How.IMPORT, brought.ops)
        gone = [(entity, kind, int(Verb.DELETE), recovered, "") for entity, kind in brought.deleted_again]
        log.write("Deleted again, as in the damaged file", How.IMPORT, gone)
        projection.rebuild(db, project.text_of)
        if standing := stand_ins(db):
            # Before everything: where another copy still knows the true names, these go first.
            _Log(project, db, first=1).write("Stand-ins for what a damaged file had lost", How.FOUNDING, standing)
            projection.rebuild(db, project.text_of)
        return brought._replace(stand_ins=len(standing))


class _Log:
    """An opening of its own, with the changesets written in it."""

    def __init__(self, project: Project, db: sa.Connection, *, first: int | None = None) -> None:
        self._project, self._db, self._opening = project, db, new_id()
        self._hash = self._opening
        latest = db.scalar(sa.select(sa.func.max(changeset.c.hlc))) or 0
        self._hlc = first or max(int(latest) + 1, int(time.time() * 1000) << 16)

    def write(self, label: str, how: How, ops: Sequence[Operation]) -> bytes:
        """One changeset of operations (entity, kind, verb, seen, fields), unless there are none; its id."""
        if not ops:
            return b""
        if self._hash == self._opening:
            row = (self._opening, self._project.coder.id, f"annotator {__version__}", SCHEMA)
            sqlite.insert(self._db, opening, [row])
        this, wall = new_id(), int(time.time() * 1000)
        rows = [(entity, this, kind, verb, seen, fields) for entity, kind, verb, seen, fields in ops]
        self._hash = chained(self._hash, this, rows)
        ahead = (self._hlc >> 16) - wall
        made = (this, self._opening, self._hlc, ahead, int(how), None, label, self._hash)
        sqlite.insert(self._db, changeset, [made])
        sqlite.insert(self._db, op, rows)
        self._hlc += 1
        return this
