"""The backups of a project, and restoring one: a copy of it beside the project, which stays as it is."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from annotator import settings
from annotator.model.errors import CannotDo
from annotator.model.ids import ProjectId
from annotator.store import opening
from annotator.store.handle import Project

_NAME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d)-(.+?)(?:-\d+)?\.annot")


@dataclass(frozen=True, slots=True)
class Backup:
    """`time` in milliseconds since 1970, UTC; `reason` as the file is named: day, asked, before-…; size in bytes."""

    path: Path
    time: int
    reason: str
    size: int


def of_project(project: Project) -> tuple[Backup, ...]:
    """The backups of a project, the newest first."""
    return in_folder(project.backups)


def of_file(path: Path, known: str = "") -> tuple[Backup, ...]:
    """The backups of a project that is not open, or that cannot be opened any more: `known` is its id as hex digits,
    as it was when it was open last. Raises CannotDo where its id is not known."""
    if not re.fullmatch(r"[0-9a-f]{32}", known):
        raise CannotDo(f"No backup of “{path.name}” is known on this computer: it has not been open here.")
    return in_folder(settings.backup_folder(ProjectId(bytes.fromhex(known))))


def in_folder(folder: Path) -> tuple[Backup, ...]:
    """The backups that lie in a folder, the newest first; none where there is no such folder."""
    found = []
    for path in folder.glob("*.annot") if folder.is_dir() else ():
        named = _NAME.fullmatch(path.name)
        if named is None or path.name.startswith("."):
            continue
        try:
            time, size = datetime.strptime(named[1], "%Y-%m-%dT%H-%M-%S").replace(tzinfo=UTC), path.stat().st_size
        except (ValueError, OSError):  # no backup of ours, or just let go
            continue
        found.append(Backup(path, int(time.timestamp() * 1000), named[2], size))
    return tuple(sorted(found, key=lambda one: (one.time, one.path.name), reverse=True))


def restored_name(project: Path, backup: Backup) -> Path:
    """What the copy of a backup is called, beside the project: a name that nothing has."""
    when = datetime.fromtimestamp(backup.time / 1000, UTC).astimezone()
    folder = project.parent
    target = folder / f"{project.stem} (backup of {when:%Y-%m-%d %H.%M}).annot"
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{project.stem} (backup of {when:%Y-%m-%d %H.%M}, {number}).annot"
    return target


def restore_copy(backup: Backup, target: Path) -> Path:
    """Copies a backup to `target`, where nothing may lie; the backup and the project stay as they are.

    Raises CannotDo, with nothing left half done.
    """
    if target.exists():
        raise CannotDo(f"“{target.name}” exists already; nothing was overwritten.")
    working = target.with_name(f".{target.name}.part")
    try:
        opening.look_at_header(backup.path)
        shutil.copyfile(backup.path, working)
        working.rename(target)
    except FileNotFoundError:
        raise CannotDo(f"The backup of that time is not there any more, or “{target.parent}” is not.") from None
    except OSError as error:
        raise CannotDo(f"The backup could not be copied to “{target.parent}”: {error.strerror or error}.") from error
    finally:
        working.unlink(missing_ok=True)
    return target
