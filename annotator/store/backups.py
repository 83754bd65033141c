"""Backups: a copy before anything risky and one at the first write of a day, kept away from the project's own folder.

Kept are the last 10, one a day for 14 days, and one a month. A backup of a project whose originals exceed 50 MB is
slim: it holds the journal and the texts without the originals.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from annotator.model.errors import CannotDo
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.schema import blob, changeset, document

_STAMP = "%Y-%m-%dT%H-%M-%S"
_LAST, _DAYS = 10, 14
_SLIM_ABOVE = 50_000_000  # bytes of originals
# A plain text in UTF-8 is its own layer: the same bytes, kept once, and needed.
_WITHOUT_ORIGINALS = (
    "DELETE FROM blob WHERE sha256 IN (SELECT sha256 FROM document) AND sha256 NOT IN (SELECT sha256 FROM layer)"
)


def back_up_daily(project: Project) -> None:
    """At the first write of a day; a failure is remembered in `backup_problem` and stops nobody's work."""
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    if project.backed_up == today:
        return
    project.backed_up = today
    if any(path.name.startswith(today) for path in kept(project)) or not _has_history(project):
        return
    try:
        back_up(project, "day")
    except CannotDo as error:
        project.backup_problem = error.message


def back_up(project: Project, reason: str) -> Path:
    """A copy into the project's backup folder; raises CannotDo when the file is unsound or there is no room."""
    target = project.backups / f"{datetime.now(UTC).strftime(_STAMP)}-{reason}.annot"
    attempt = 1
    while target.exists():
        attempt += 1
        target = target.with_name(f"{datetime.now(UTC).strftime(_STAMP)}-{reason}-{attempt}.annot")
    copy(project, target, slim=originals_size(project) > _SLIM_ABOVE)
    for old in superseded(kept(project), datetime.now(UTC)):
        with contextlib.suppress(OSError):  # one too many does no harm
            old.unlink(missing_ok=True)
    return target


def copy(project: Project, target: Path, *, slim: bool = False) -> None:
    """A complete copy at `target`, made beside it first; raises CannotDo and leaves nothing half done."""
    working = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        working.unlink(missing_ok=True)
        with project.lock:
            if faults := sqlite.quick_check(project.db):
                raise CannotDo(f"“{project.path.name}” is damaged ({faults[0]}); no backup was made of it.")
            sqlite.copy_to(project.db, working)
        if slim:
            sqlite.make_slim(working, _WITHOUT_ORIGINALS)
        working.replace(target)
    except (OSError, sqlite3.Error, CannotDo) as error:
        for left in (working, working.with_name(working.name + "-journal")):
            with contextlib.suppress(OSError):
                left.unlink(missing_ok=True)
        if isinstance(error, CannotDo):
            raise
        why = error.strerror if isinstance(error, OSError) else "the disk is full" if sqlite.is_full(error) else error
        raise CannotDo(f"No backup could be written to “{target.parent}”: {why}; nothing was changed.") from error


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


def _has_history(project: Project) -> bool:
    return bool(project.read(sa.select(changeset.c.id).limit(1)))
