"""Backups: a copy before anything risky and one each day that is worked on, kept away from the project's own folder.

The daily one is made within the first write of the day, or beside the work by whoever sets `Project.backup_due`.
Kept are the last 10, one a day for 14 days, and one a month. A backup of a project whose originals exceed 50 MB is
slim: it holds the journal and the texts without the originals.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.errors import Cancelled, CannotDo
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.schema import blob, changeset, document

_STAMP = "%Y-%m-%dT%H-%M-%S"
_LAST, _DAYS = 10, 14
_SLIM_ABOVE = 50_000_000  # bytes of originals
_PAUSE = 0.005  # seconds between two steps, in which others read and write
_LEFT_OVER = 86_400  # seconds after which half a backup is nobody's any more
# A plain text in UTF-8 is its own layer: the same bytes, kept once, and needed.
_WITHOUT_ORIGINALS = (
    "DELETE FROM blob WHERE sha256 IN (SELECT sha256 FROM document) AND sha256 NOT IN (SELECT sha256 FROM layer)"
)


def back_up_daily(project: Project) -> None:
    """To be called before each write; where backups are made beside the work, whoever makes them is told instead."""
    if project.backed_up == _today():
        return
    if project.backup_due is not None:
        project.backup_due()
    else:
        back_up_today(project)


def back_up_ahead(project: Project, pause: Callable[[], None] = lambda: time.sleep(_PAUSE)) -> None:
    """The backup of this day before its first write, where something was written since the last one; to be run beside
    the window's thread. Deeds wait for one of its small steps at most. Raises Cancelled where `pause` does."""
    with project.lock:
        if project.read_only or project.closed:
            return
    held = kept(project)
    with contextlib.suppress(OSError):
        if held and project.path.stat().st_mtime <= held[-1].stat().st_mtime:
            return
    back_up_today(project, pause)


def back_up_today(project: Project, pause: Callable[[], None] | None = None) -> None:
    """The backup of this day, unless there is one; a failure is remembered in `backup_problem` and stops nobody's work.

    With `pause` it is made in small steps, between which that is called and others may read and write: see
    docs/decisions/0021-backups-beside-the-work.md. It may raise Cancelled, which gives the backup up and is raised on.
    """
    today = _today()
    with project.lock:  # one of two threads makes it
        if project.backed_up == today:
            return
        project.backed_up = today
    try:
        if not any(path.name.startswith(today) for path in kept(project)) and _has_history(project):
            back_up(project, "day", pause)
    except CannotDo as error:
        project.backup_problem = error.message
    except Cancelled:
        project.backed_up = ""
        raise


def back_up(project: Project, reason: str, pause: Callable[[], None] | None = None) -> Path:
    """A copy into the project's backup folder; raises CannotDo when the file is unsound or there is no room."""
    _clear_away(project.backups)
    target = project.backups / f"{datetime.now(UTC).strftime(_STAMP)}-{reason}.annot"
    attempt = 1
    while target.exists():
        attempt += 1
        target = target.with_name(f"{datetime.now(UTC).strftime(_STAMP)}-{reason}-{attempt}.annot")
    copy(project, target, slim=originals_size(project) > _SLIM_ABOVE, pause=pause)
    for old in superseded(kept(project), datetime.now(UTC)):
        with contextlib.suppress(OSError):  # one too many does no harm
            old.unlink(missing_ok=True)
    return target


def copy(project: Project, target: Path, *, slim: bool = False, pause: Callable[[], None] | None = None) -> None:
    """A complete copy at `target`, made beside it first; raises CannotDo and leaves nothing half done.

    With `pause`, in steps: it holds what was written until the last of them. The caller does not hold the lock then.
    """
    working = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        working.unlink(missing_ok=True)
        if pause is not None:
            _copy_in_steps(project, working, pause)
        else:
            with project.lock:
                _refuse_damaged(project, sqlite.quick_check(project.db))
                sqlite.copy_to(project.db, working)
        if slim:
            sqlite.make_slim(working, _WITHOUT_ORIGINALS)
        if pause is not None:
            _force_onto_disk(working)
        working.replace(target)
    except (OSError, sqlite3.Error, DatabaseError, CannotDo, Cancelled) as error:
        for left in (working, working.with_name(working.name + "-journal")):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
        if isinstance(error, (CannotDo, Cancelled)):
            raise
        why = error.strerror if isinstance(error, OSError) else "the disk is full" if sqlite.is_full(error) else error
        raise CannotDo(f"No backup could be written to “{target.parent}”: {why}; nothing was changed.") from error


def _copy_in_steps(project: Project, working: Path, pause: Callable[[], None]) -> None:
    def let_others_in() -> None:
        project.lock.release()
        try:
            pause()
        finally:
            project.lock.acquire()  # also to end the copying
        _give_up_if_closed(project)

    with project.lock:
        _give_up_if_closed(project)
        sqlite.copy_in_steps(project.db, working, let_others_in)
    _refuse_damaged(project, sqlite.faults_of(working))  # page by page the same as the project, and nobody waits


def _give_up_if_closed(project: Project) -> None:
    if project.closed:
        raise Cancelled


def _refuse_damaged(project: Project, faults: list[str]) -> None:
    if faults:
        raise CannotDo(f"“{project.path.name}” is damaged ({faults[0]}); no backup was made of it.")


def _force_onto_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _clear_away(folder: Path) -> None:
    """What programs that were killed left of backups; not what another may be making at this moment."""
    with contextlib.suppress(OSError):
        for path in folder.glob(".*.annot.part*"):
            if time.time() - path.stat().st_mtime > _LEFT_OVER:
                path.unlink(missing_ok=True)


def kept(project: Project) -> list[Path]:
    """The project's backups, oldest first."""
    return sorted(project.backups.glob("*.annot")) if project.backups.is_dir() else []


def superseded(paths: Iterable[Path], now: datetime) -> list[Path]:
    """Which backups to let go: not among the last 10, the newest of its day within 14 days, or of its month."""
    dated = sorted(((_date(path), path) for path in paths), reverse=True)
    keep = {path for _, path in dated[:_LAST]}
    days: set[str] = set()
    months: set[str] = set()
    for date, path in dated:
        day, month = date.strftime("%Y-%m-%d"), date.strftime("%Y-%m")
        if day not in days and now - date <= timedelta(days=_DAYS):
            keep.add(path)
        if month not in months:
            keep.add(path)
        days.add(day)
        months.add(month)
    return [path for _, path in dated if path not in keep]


def originals_size(project: Project) -> int:
    """Bytes of the originals inside the project."""
    inside = sa.select(document.c.sha256)
    return int(
        project.read(sa.select(sa.func.coalesce(sa.func.sum(blob.c.size), 0)).where(blob.c.sha256.in_(inside)))[0][0]
    )


def _date(path: Path) -> datetime:
    try:
        return datetime.strptime(path.name[:19], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime if path.exists() else time.time(), UTC)


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


def _has_history(project: Project) -> bool:
    return bool(project.read(sa.select(changeset.c.id).limit(1)))
