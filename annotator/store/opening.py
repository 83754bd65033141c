"""Creating, opening, locking and letting go of project files, and the refusals that keep a wrong file unharmed."""

from __future__ import annotations

import getpass
import json
import os
import socket
import sqlite3
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.coders import Identity
from annotator.model.errors import CannotDo, InUse
from annotator.model.ids import ProjectId, new_id
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.schema import APPLICATION_ID, METADATA, SCHEMA, changeset, meta

SUFFIX = ".annot"
_HEADER = 100
_CHECKED_AT_OPENING = 32_000_000  # bytes; larger files are checked before each backup only
Upgrade = Callable[[sa.Connection], None]
UPGRADES: Mapping[int, Upgrade] = {}  # from which schema: the step to the next


def create(path: Path, coder: Identity, backups: Callable[[ProjectId], Path]) -> Project:
    """A new, empty project, opened for writing. Raises CannotDo if there is something at `path` or no room."""
    if path.exists():
        raise CannotDo(f"“{path.name}” exists already; choose another name or open it.")
    if not path.parent.is_dir():
        raise CannotDo(f"The folder “{path.parent}” does not exist.")
    working = path.with_name(f".{path.name}.new-{os.getpid()}")
    identity = ProjectId(new_id())
    try:
        working.touch(exist_ok=False)
        engine = sqlite.engine_for(working)
        with engine.connect() as db:
            sqlite.set_header(db, application_id=APPLICATION_ID, schema=SCHEMA)
            db.rollback()
            with db.begin():
                METADATA.create_all(db)
                db.execute(
                    meta.insert(),
                    [{"key": "project", "value": identity.hex()}, {"key": "schema", "value": str(SCHEMA)}],
                )
        engine.dispose()
        working.rename(path)
    except (OSError, DatabaseError) as error:
        working.unlink(missing_ok=True)
        working.with_name(working.name + "-journal").unlink(missing_ok=True)
        raise CannotDo(
            f"No project could be made in “{path.parent}”: {_cause(error)}. Choose another folder."
        ) from error
    return open_for_writing(path, coder, backups)


def open_for_writing(path: Path, coder: Identity, backups: Callable[[ProjectId], Path]) -> Project:
    """Opens a project and takes it for this process alone. Raises InUse or CannotDo in plain words."""
    schema = look_at_header(path)
    if not os.access(path, os.W_OK) or not os.access(path.resolve().parent, os.W_OK):
        raise CannotDo(
            f"“{path.name}” or its folder is read-only, so nothing can be written. "
            "Copy it to a folder of your own, or open it for reading only."
        )
    engine = sqlite.engine_for(path)
    try:
        db = engine.connect()
        try:
            sqlite.take_lock(db)
            project = _handle(path, db, coder, backups, read_only=False)
            if schema < SCHEMA:
                _upgrade(project, schema)
        except BaseException:
            db.close()
            raise
    except (DatabaseError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise _refusal(path, error) from error
    except BaseException:
        engine.dispose()
        raise
    _write_sidecar(path, coder)
    return project


def open_for_reading(path: Path, coder: Identity, backups: Callable[[ProjectId], Path]) -> Project:
    """Opens a project without ever writing to it; several may do so at once."""
    schema = look_at_header(path)
    if schema < SCHEMA:
        raise CannotDo(
            f"“{path.name}” was written by an older version; open it for writing once, so that it is upgraded."
        )
    hot = path.with_name(path.name + "-journal").exists()
    engine = sqlite.engine_for(
        path, read_only=True, immutable=not hot and not os.access(path.resolve().parent, os.W_OK)
    )
    try:
        db = engine.connect()
        try:
            return _handle(path, db, coder, backups, read_only=True)
        except BaseException:
            db.close()
            raise
    except (DatabaseError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise _refusal(path, error) from error
    except BaseException:
        engine.dispose()
        raise


def look_at_header(path: Path) -> int:
    """The schema of the project file; raises CannotDo for whatever is not a project that this version can open."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except FileNotFoundError:
        raise CannotDo(f"There is no project “{path}”. Make it with “annotator new”.") from None
    except IsADirectoryError:
        raise CannotDo(f"“{path}” is a folder, not a project file.") from None
    except OSError as error:
        raise CannotDo(f"“{path}” cannot be read: {_cause(error)}.") from error
    if not header:
        raise CannotDo(f"“{path.name}” is an empty file, not an Annotator project.")
    if not header.startswith(b"SQLite format 3\0"):
        raise CannotDo(f"“{path.name}” is not an Annotator project{_what_else(header)}.")
    if len(header) < _HEADER or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise CannotDo(f"“{path.name}” is a database of another program, not an Annotator project.")
    schema = int.from_bytes(header[60:64], "big")
    if schema > SCHEMA:
        raise CannotDo(
            f"“{path.name}” was written by a newer version of Annotator (file format {schema}; this version knows "
            f"up to {SCHEMA}). Install the newer version; nothing was changed."
        )
    return schema


def release(project: Project) -> None:
    engine = project.db.engine
    project.db.close()
    engine.dispose()
    if not project.read_only:
        _sidecar(project.path).unlink(missing_ok=True)


def holder(path: Path) -> str:
    """Who has the project open, in words, from the file beside it; empty if that says nothing."""
    try:
        found = json.loads(_sidecar(path).read_text(encoding="utf-8"))
        since = datetime.fromisoformat(found["since"]).astimezone()
        return f"{found['coder']} on {found['host']}, since {since:%Y-%m-%d %H:%M}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _handle(
    path: Path, db: sa.Connection, coder: Identity, backups: Callable[[ProjectId], Path], *, read_only: bool
) -> Project:
    if path.stat().st_size <= _CHECKED_AT_OPENING and (faults := sqlite.quick_check(db)):
        raise _damaged(path, faults[0])
    with db.begin():
        project_id = db.scalar(sa.select(meta.c.value).where(meta.c.key == "project"))
        hlc = db.scalar(sa.select(sa.func.max(changeset.c.hlc))) or 0
    if not isinstance(project_id, str):
        raise _damaged(path, "it has no project id")
    found = path.stat()
    identity = ProjectId(bytes.fromhex(project_id))
    return Project(path, identity, db, coder, read_only, backups(identity), (found.st_dev, found.st_ino), hlc=hlc)


def _upgrade(project: Project, schema: int) -> None:
    """Step by step, each in one transaction, after a backup. Only the journal is ever migrated."""
    from annotator.store.backups import back_up  # late: needed for old files alone

    back_up(project, f"before-upgrade-from-{schema}")
    for step in range(schema, SCHEMA):
        with project.transaction() as db:
            UPGRADES[step](db)
        sqlite.set_header(project.db, application_id=APPLICATION_ID, schema=step + 1)


def _refusal(path: Path, error: Exception) -> CannotDo:
    cause = getattr(error, "orig", None) or error
    if sqlite.is_locked(cause):
        who = holder(path)
        return InUse(
            f"“{path.name}” is open in another window or program{f' ({who})' if who else ''}; nothing was changed. "
            "Close it there, or work on a copy and merge it later."
        )
    if sqlite.is_read_only(cause):
        return CannotDo(f"“{path.name}” or its folder is read-only; copy it to a folder of your own.")
    return _damaged(path, str(cause))


def _damaged(path: Path, why: str) -> CannotDo:
    return CannotDo(
        f"“{path.name}” is damaged and was not opened, so that nothing gets worse ({why}). "
        "Keep the file and restore the newest backup."
    )


def _what_else(header: bytes) -> str:
    known = {b"%PDF": "a PDF", b"PK\x03\x04": "a zip archive or docx", b"{": "a JSON file", b"<": "a web page"}
    return next((f" but looks like {name}" for start, name in known.items() if header.startswith(start)), "")


def _cause(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    cause = getattr(error, "orig", None) or error
    return "the disk is full" if sqlite.is_full(cause) else str(cause)


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + ".lock")


def _write_sidecar(path: Path, coder: Identity) -> None:
    """Tells others who has the file open; the lock itself is the database's, so a stale one does no harm."""
    try:
        login = getpass.getuser()
    except (OSError, KeyError):
        login = ""
    told = {
        "host": socket.gethostname(),
        "login": login,
        "coder": coder.name,
        "pid": os.getpid(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    try:
        _sidecar(path).write_text(json.dumps(told), encoding="utf-8")
    except OSError:
        return  # a courtesy; without it the refusal is less precise
