"""When the file of an open project is replaced, changed, moved or deleted beneath it: no committed work is lost.

The open connection still reads the file that was opened, whatever its name leads to by now. Where another program wrote
over its bytes, only what is in memory is left, mostly all of a project below 64 MB: what could be read is checked, and
where it is not whole the newest backup named.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from annotator import settings
from annotator.model.coders import Identity
from annotator.model.errors import CannotDo
from annotator.operations import merging, projects
from annotator.operations.own_files import rename_to_new
from annotator.store import backups, copies, publishing
from annotator.store.handle import Project

FOLDER = "rescued"  # in the person's data folder


class Beneath(StrEnum):
    """What became of the file of an open project."""

    AS_IT_WAS = "as it was"
    GONE = "gone"  # moved or deleted
    REPLACED = "replaced"
    WRITTEN_OVER = "written over"


def beneath(project: Project) -> Beneath:
    """A cheap look, without waiting for a deed that is under way."""
    try:
        found = project.path.stat()
    except FileNotFoundError:
        return Beneath.GONE
    except OSError:  # a share that does not answer: the next commit will tell
        return Beneath.AS_IT_WAS
    if (found.st_dev, found.st_ino) != project.file_identity:
        return Beneath.REPLACED
    if project.read_only or not project.lock.acquire(blocking=False):
        return Beneath.AS_IT_WAS
    try:
        left_as = None if project.db.in_transaction() else project.left_as
        changed = left_as is not None and (left_as != project.header() or found.st_size < copies.whole_size(left_as))
    finally:
        project.lock.release()
    return Beneath.WRITTEN_OVER if changed else Beneath.AS_IT_WAS


def rescue(project: Project, target: Path | None = None) -> Path:
    """Saves all that is committed as a file of its own, through the connection that is still open; where it lies.

    Without a target that is beside the project, or in the person's data folder where nothing can be written there.
    Raises CannotDo where the work cannot be saved whole, with the newest backup.
    """
    if target is not None and target.exists():
        raise CannotDo(f"“{target.name}” exists already; choose another name.")
    problem = ""
    for place in [target] if target is not None else _places(project):
        try:
            backups.copy(project, place)
        except CannotDo as error:
            problem = error.message
            continue
        if fault := _fault(project, place):
            broken = _aside(place)
            raise CannotDo(
                f"The work of “{project.path.name}” could not be saved whole ({fault}): another program wrote over "
                f"the file. What could be read lies in “{broken}”. {_newest_backup(project)}"
            )
        return place
    raise CannotDo(f"The work of “{project.path.name}” could not be saved: {problem} {_newest_backup(project)}")


def rejoin(rescued: Path, path: Path, coder: Identity) -> Project:
    """Opens the project at `path` with all that was rescued: merged in, or put there where nothing lies any more.

    `rescued` stays. Raises CannotDo, with nothing changed, where another project lies at `path` or it cannot be opened.
    """
    if not path.exists():
        working = path.with_name(f".{path.name}.part")
        try:
            copies.stable_copy(rescued, working)
            copies.flush(working)
            rename_to_new(working, path)
        except FileExistsError:
            pass  # somebody else put it there in this moment
        except OSError as error:
            raise CannotDo(f"“{path.name}” cannot be put back: {error.strerror or error}.") from error
        finally:
            with contextlib.suppress(OSError):
                working.unlink(missing_ok=True)
    project = projects.open_project(path, coder)
    try:
        merging.merge(project, [rescued])
    except BaseException:
        project.close()
        raise
    return project


def _places(project: Project) -> list[Path]:
    """Where to save to, best first; nothing lies there."""
    name = f"{project.path.stem} (rescued {datetime.now().astimezone():%Y-%m-%d})"
    folders = [settings.data_folder() / FOLDER]
    if project.path.parent.is_dir():  # it is not made anew: it may be a share that is gone for a moment
        folders.insert(0, project.path.parent)
    return [_free(folder, name) for folder in folders]


def _free(folder: Path, stem: str) -> Path:
    number, place = 1, folder / f"{stem}{projects.SUFFIX}"
    while place.exists():
        number += 1
        place = folder / f"{stem} {number}{projects.SUFFIX}"
    return place


def _fault(project: Project, copy: Path) -> str:
    """Why the copy is not the whole work; empty if it is."""
    try:
        saved = projects.open_project(copy, project.coder, read_only=True)
    except CannotDo as error:
        return error.message.rstrip(".")
    try:
        if faults := projects.check_project(saved).faults:
            return faults[0]
        if not publishing.holds_latest(saved, project):
            return "the newest changes are not in it"
    finally:
        saved.close()
    return ""


def _aside(copy: Path) -> Path:
    broken = _free(copy.parent, f"{copy.stem}, damaged")
    with contextlib.suppress(OSError):
        copy.rename(broken)
        return broken
    return copy


def _newest_backup(project: Project) -> str:
    kept = backups.kept(project)
    if not kept:
        return "There is no backup of it."
    newest = max(kept, key=lambda one: one.stat().st_mtime_ns)  # names tell whole seconds
    return f"The newest backup is “{newest}”."
