"""Coding beside somebody who has the project open: in a copy of one's own, which is merged back when they have done.

A copy is deleted only when each of its changesets is in the original. Until then it is listed as waiting, whatever
became of the program meanwhile: what it is a copy of stands in the copy itself.
"""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from annotator import settings
from annotator.model.changes import Changes
from annotator.model.coders import Identity
from annotator.model.errors import CannotDo, InUse
from annotator.operations import merging, projects
from annotator.operations.merging import Arrived
from annotator.operations.own_files import copy_for_this_person
from annotator.operations.own_published import KEYS
from annotator.store import copies, local, publishing
from annotator.store.handle import Project

FOLDER = "copies"  # in the person's data folder
COPY_OF = "copy_of"  # in `meta`: the absolute path of the original


@dataclass(frozen=True, slots=True)
class SideCopy:
    """A copy that nobody has brought back yet and that this program does not have open."""

    path: Path
    original: Path | None  # None: the copy is damaged and does not say


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What came of bringing a copy back; `waits` says why it is still there, empty if all is in the original."""

    copy: Path
    original: Path
    arrived: Arrived | None  # None: nothing was merged
    waits: str

    @property
    def changes(self) -> Changes:
        """What views of the original must bring up to date."""
        return self.arrived.changes if self.arrived is not None else Changes()


def work_on_a_copy(path: Path, coder: Identity) -> Project:
    """Opens a copy of this person's own of a project that somebody else has open.

    One that waits to be brought back is continued, with what the original holds by now. Raises InUse where this
    program itself has the project open, and CannotDo.
    """
    for waiting_copy in waiting(path):
        with contextlib.suppress(CannotDo):  # open in another window, or damaged: it goes on waiting
            project = projects.open_project(waiting_copy.path, coder)
            try:
                merging.merge(project, [path])
            except BaseException:
                project.close()
                raise
            return project
    labels = {COPY_OF: str(path.absolute()), **dict.fromkeys(KEYS)}
    return projects.open_project(copy_for_this_person(path, FOLDER, f"{path.stem} (my copy)", labels), coder)


def read_a_copy(path: Path, coder: Identity) -> Project:
    """Opens for reading only, as it is at this moment, a project that somebody else has open: the file itself is
    locked even for readers. Nothing is left of the copy. Raises InUse where this program has it open, and CannotDo.
    """
    with tempfile.TemporaryDirectory(prefix="annotator-", ignore_cleanup_errors=True) as scratch:
        copy = Path(scratch) / path.name
        copies.stable_copy(path, copy)
        # The copy stays readable through the open file after its name is gone.
        project = projects.open_project(copy, coder, read_only=True)
    project.path = path
    return project


def original_of(project: Project) -> Path | None:
    """What an open project is a copy of that has to be brought back; None if of nothing."""
    found = local.text(project, COPY_OF)
    return Path(found) if found else None


def all_waiting() -> list[SideCopy]:
    """The copies that are not brought back yet; those left out that this program has open."""
    found = []
    for path in sorted((settings.data_folder() / FOLDER).glob(f"*{projects.SUFFIX}")):
        if path.name.startswith("."):
            continue
        try:
            original = copies.labels(path).get(COPY_OF)
        except InUse:
            continue
        except CannotDo:
            original = None
        found.append(SideCopy(path, Path(original) if original else None))
    return found


def waiting(path: Path) -> list[SideCopy]:
    """The copies of the project at `path` that are not brought back yet."""
    wanted = {path.absolute(), path.resolve()}
    return [one for one in all_waiting() if one.original and wanted & {one.original, one.original.resolve()}]


def bring_back(copy: Path, coder: Identity) -> BroughtBack:
    """Merges a copy, which is closed, into its original, which is opened for it; then the copy goes.

    Where the original cannot be opened the copy waits. Raises CannotDo where `copy` is no copy, or damaged.
    """
    said = copies.labels(copy).get(COPY_OF)
    if not said:
        raise CannotDo(f"“{copy.name}” does not say of what it is a copy; merge it where it belongs.")
    original = Path(said)
    try:
        project = projects.open_project(original, coder)
    except InUse as error:
        return BroughtBack(copy, original, None, "" if _went_unused(copy, original, coder) else error.message)
    except CannotDo as error:
        return BroughtBack(copy, original, None, error.message)
    try:
        return bring_into(project, copy)
    finally:
        project.close()


def bring_into(project: Project, copy: Path) -> BroughtBack:
    """The same where the original is open already."""
    try:
        projects.open_project(copy, project.coder).close()  # nobody is at work in it
        arrived = merging.merge(project, [copy])
    except CannotDo as error:
        return BroughtBack(copy, project.path, None, error.message)
    return BroughtBack(copy, project.path, arrived, _let_go(copy, project))


def _went_unused(copy: Path, original: Path, coder: Identity) -> bool:
    """Deletes the copy if the original, which somebody else has open, holds all of it; whether it did."""
    with tempfile.TemporaryDirectory(prefix="annotator-", ignore_cleanup_errors=True) as scratch:
        snapshot = Path(scratch) / original.name
        try:
            copies.stable_copy(original, snapshot)
            held = projects.open_project(snapshot, coder, read_only=True)
        except CannotDo:
            return False
        try:
            return not _let_go(copy, held)
        finally:
            held.close()


def _let_go(copy: Path, held: Project) -> str:
    """Deletes the copy if the project holds all of it; why it stays, else."""
    try:
        mine = projects.open_project(copy, held.coder)  # so that nobody writes into it in this moment
    except CannotDo as error:
        return error.message
    try:
        if mine.id != held.id or publishing.lacks(held, mine):
            return f"“{copy.name}” holds work that did not come in; it stays where it is: {copy}"
        with contextlib.suppress(OSError):  # Windows deletes no file that is open
            copy.unlink()
    finally:
        mine.close()
    with contextlib.suppress(OSError):
        copy.unlink(missing_ok=True)
    return ""
