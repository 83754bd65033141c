"""Creating, opening, locking and letting go of project files, and the refusals that keep a wrong file unharmed."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.coders import Identity
from annotator.model.errors import CannotDo, Damaged, InUse
from annotator.model.ids import SIZE, CoderId, EntityId, ProjectId, new_id
from annotator.store import refusals, upgrading
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.schema import APPLICATION_ID, METADATA, SCHEMA, changeset, meta

SUFFIX = ".annot"
_HEADER = 100
_CHECKED_AT_OPENING = 32_000_000  # bytes; larger files are checked before each backup only
_HOT = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"  # how SQLite's journal begins while its transaction is under way
# Files that this process writes. Opening one of them a second time, even only to look, and closing it again would
# drop the lock that the first opening holds: POSIX locks belong to the process, not to the open file.
_HELD: set[tuple[int, int]] = set()
UPGRADES = upgrading.STEPS


def create(path: Path, coder: Identity, backups: Callable[[ProjectId], Path]) -> Project:
    """A new, empty project, opened for writing. Raises CannotDo if there is something at `path` or no room."""
    working = path.with_name(f".new-{os.getpid()}-{new_id().hex()[-8:]}{SUFFIX}")
    try:
        if path.exists() or path.is_symlink():
            raise CannotDo(f"“{path.name}” exists already; choose another name or open it.")
        if not path.parent.is_dir():
            raise CannotDo(f"The folder “{path.parent}” does not exist.")
        write_empty(working)
        move_to(working, path)
    except (OSError, DatabaseError, sqlite.Error) as error:
        raise CannotDo(
            f"No project could be made in “{path.parent}”: {_cause(error)}. Choose another folder or name."
        ) from error
    finally:
        for left in (working, working.with_name(working.name + "-journal")):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
    return open_for_writing(path, coder, backups)


def write_empty(path: Path, identity: ProjectId | None = None) -> None:
    """An empty project file; `identity` where it is to be a copy of a project that there is already."""
    path.touch(exist_ok=False)
    engine = sqlite.engine_for(path)
    try:
        with engine.connect() as db:
            sqlite.set_header(db, application_id=APPLICATION_ID, schema=SCHEMA)
            with db.begin():
                METADATA.create_all(db)
                this = identity or ProjectId(new_id())
                db.execute(
                    meta.insert(),
                    [{"key": "project", "value": this.hex()}, {"key": "schema", "value": str(SCHEMA)}],
                )
    finally:
        engine.dispose()


def move_to(working: Path, path: Path) -> None:
    """Never over a file that somebody else made there in this moment."""
    try:
        os.link(working, path)
    except FileExistsError:
        raise CannotDo(f"“{path.name}” exists already; choose another name or open it.") from None
    except OSError:  # a file system without links
        working.rename(path)


def open_for_writing(path: Path, coder: Identity, backups: Callable[[ProjectId], Path]) -> Project:
    """Opens a project and takes it for this process alone. Raises InUse or CannotDo in plain words."""
    schema = look_at_header(path)
    if not os.access(path, os.W_OK) or not os.access(path.resolve().parent, os.W_OK):
        raise CannotDo(
            f"“{path.name}” or its folder is read-only, so nothing can be written. "
            "Copy it to a folder of your own, or open it for reading only."
        )
    _refuse_unknown(path, schema)
    project = _connected(path, sqlite.engine_for(path), coder, backups, read_only=False)
    if schema < SCHEMA:
        from annotator.store.backups import back_up  # late: needed for old files alone

        try:
            back_up(project, f"before-upgrade-from-{schema}")
            _upgrade(project, schema)
        except BaseException:
            project.close()
            raise
    _write_sidecar(path, coder)
    return project


def open_for_reading(path: Path, coder: Identity, backups: Callable[[ProjectId], Path]) -> Project:
    """Opens a project without ever writing to it; several may do so at once.

    What a program that was killed left half written is taken back first: in the file itself where that may be
    written, in a copy elsewhere where not. A file of an earlier format is upgraded in a copy elsewhere.
    """
    if look_at_header(path) < SCHEMA:
        with tempfile.TemporaryDirectory(prefix="annotator-", ignore_cleanup_errors=True) as folder:
            engine = sqlite.engine_for(current_copy(path, Path(folder)), read_only=True, immutable=True)
            return _connected(path, engine, coder, backups, read_only=True)
    writable = os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)
    if not _is_hot(path):
        engine = sqlite.engine_for(path, read_only=True, immutable=not writable)
        return _connected(path, engine, coder, backups, read_only=True)
    if writable:
        _recover(path)
        return _connected(path, sqlite.engine_for(path, read_only=True), coder, backups, read_only=True)
    with tempfile.TemporaryDirectory(prefix="annotator-", ignore_cleanup_errors=True) as folder:
        # The copy stays readable through the open file after its name is gone; Windows keeps the folder meanwhile.
        engine = sqlite.engine_for(current_copy(path, Path(folder)), read_only=True, immutable=True)
        return _connected(path, engine, coder, backups, read_only=True)


def current_copy(path: Path, folder: Path) -> Path:
    """A copy in `folder`: what was left half written is taken back in it, and an earlier format upgraded.

    The file itself is only read, and nobody writes it meanwhile. Raises InUse or CannotDo.
    """
    _refuse_unknown(path, look_at_header(path))
    copy = folder / path.name  # by which a refusal calls it
    _copy_unwritten(path, copy)
    make_current(copy)
    return copy


def make_current(copy: Path) -> None:
    """Takes back what was left half written in a copy that is the caller's own, and upgrades an earlier format.

    Raises CannotDo for a damaged file or a newer format. No backup is made.
    """
    _recover(copy)
    schema = look_at_header(copy)
    _refuse_unknown(copy, schema)
    if schema < SCHEMA:
        nobody = Identity(CoderId(EntityId(bytes(SIZE))), "", "", "")
        project = _connected(copy, sqlite.engine_for(copy), nobody, lambda _: copy.parent, read_only=False)
        try:
            _upgrade(project, schema)
        finally:
            project.close()


def _copy_unwritten(path: Path, copy: Path) -> None:
    """The file with its journal, if that is hot, under the lock of a reader."""
    hot = _is_hot(path)
    engine = sqlite.engine_for(path, read_only=True, immutable=not os.access(path.resolve().parent, os.W_OK))
    try:
        with contextlib.ExitStack() as held:
            if not hot:  # with one, nobody can hold the file, and SQLite would take it back where it lies
                db = held.enter_context(engine.connect())
                held.enter_context(db.begin())
                db.scalar(sa.select(meta.c.value).where(meta.c.key == "project"))
            shutil.copyfile(path, copy)
            if hot:
                shutil.copyfile(_journal(path), _journal(copy))
    except OSError as error:
        raise CannotDo(f"“{path.name}” cannot be copied to be opened: {_cause(error)}.") from error
    except (DatabaseError, sqlite.Error, UnicodeError) as error:
        raise _refusal(path, error) from error
    finally:
        engine.dispose()


def _refuse_unknown(path: Path, schema: int) -> None:
    if not all(step in UPGRADES for step in range(schema, SCHEMA)):
        raise _damaged(path, f"its file format {schema} is unknown")


def _connected(
    path: Path, engine: sa.Engine, coder: Identity, backups: Callable[[ProjectId], Path], *, read_only: bool
) -> Project:
    try:
        db = engine.connect()
        try:
            if not read_only:
                sqlite.take_lock(db)
            project = _handle(path, db, coder, backups, read_only=read_only)
        except BaseException:
            db.close()
            raise
    except (DatabaseError, sqlite.Error, UnicodeError) as error:  # the driver fails to decode what damage left
        engine.dispose()
        raise _refusal(path, error) from error
    except BaseException:
        engine.dispose()
        raise
    if not read_only:
        _HELD.add(project.file_identity)
    return project


def _journal(path: Path) -> Path:
    return path.with_name(path.name + "-journal")


def _is_hot(path: Path) -> bool:
    """Whether a killed program left a transaction half written; a journal with an empty header says nothing."""
    try:
        with _journal(path).open("rb") as file:
            return file.read(len(_HOT)) == _HOT
    except OSError:
        return False


def _recover(path: Path) -> None:
    """Lets SQLite take back what was half written."""
    engine = sqlite.engine_for(path)
    try:
        with engine.connect() as db:
            sqlite.take_lock(db)
    except (DatabaseError, sqlite.Error) as error:
        raise _refusal(path, error) from error
    finally:
        engine.dispose()


def look_at_header(path: Path) -> int:
    """The schema of the project file; raises CannotDo for whatever is not a project that this version can open."""
    try:
        found = path.stat()
        if (found.st_dev, found.st_ino) in _HELD:
            raise InUse(f"“{path.name}” is open in this program already; close it there first.")
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise CannotDo(f"“{path}” is no file, and no project.")
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
    if len(header) < _HEADER:
        raise _damaged(path, "it is cut short")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
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
    if not project.read_only:  # first: once the lock is gone it may be another's
        with contextlib.suppress(OSError):
            _sidecar(project.path).unlink(missing_ok=True)
    project.db.close()
    engine.dispose()
    if project.file is not None:
        os.close(project.file)
    if not project.read_only:
        _HELD.discard(project.file_identity)


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
    try:
        identity = ProjectId(bytes.fromhex(str(project_id)))
    except ValueError:
        raise _damaged(path, "it has no project id") from None
    found = path.stat()
    where = found.st_dev, found.st_ino
    project = Project(path, identity, db, coder, read_only, backups(identity), where, hlc=int(hlc))
    if not read_only:
        project.file = os.open(path, os.O_RDONLY)
        project.left_as = project.header()
    return project


def _upgrade(project: Project, schema: int) -> None:
    try:
        with project.transaction() as db:
            upgrading.upgrade(db, schema, project.text_of)
    except DatabaseError as error:
        raise refusals.not_written(project.path, error) from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:  # what damage can make
        raise _damaged(project.path, "its journal cannot be read") from error


def _refusal(path: Path, error: Exception) -> CannotDo:
    cause = getattr(error, "orig", None) or error
    if sqlite.is_locked(cause):
        who = holder(path)
        return InUse(
            f"“{path.name}” is open in another window or program{f' ({who})' if who else ''}; nothing was changed. "
            "Close it there first, or open it for reading only."
        )
    if sqlite.is_read_only(cause):
        return CannotDo(f"“{path.name}” or its folder is read-only; copy it to a folder of your own.")
    return _damaged(path, "the database in it cannot be read")


def _damaged(path: Path, why: str) -> Damaged:
    return Damaged(
        f"“{path.name}” is damaged and was not opened, so that nothing gets worse ({why}). Keep the file: "
        "“annotator check FILE --repair”, or “Recover…” in the window, saves what can be read of it into a new file. "
        "Or restore the newest backup."
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
