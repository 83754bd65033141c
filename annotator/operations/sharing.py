"""A team's shared folder: each works on a project of their own, writes one file there and reads everybody's.

No two programs ever write the same file, so nothing that a synchronising service does can cost work: what it makes of
two versions of a file ("conflicted copy") is one more file to read. A file there is replaced only while it is to the
byte what this project wrote.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from annotator import settings
from annotator.model.changes import Changes
from annotator.model.coders import Identity
from annotator.model.errors import CannotDo
from annotator.model.ids import new_id
from annotator.model.progress import Progress
from annotator.model.synced_folders import is_conflicted_copy, synced_by
from annotator.operations import merging, projects, rescuing
from annotator.operations.merging import Arrived
from annotator.operations.own_files import copy_for_this_person
from annotator.operations.own_published import (
    KEYS,
    REPLICA,
    SHARED_AS,
    SHARED_FOLDER,
    base_name,
    free_name,
    is_own,
    publish,
)
from annotator.store import copies, local
from annotator.store.handle import Project

FOLDER = "projects"  # in the person's data folder: what was moved out of synchronised folders
_BESIDE = ("-journal", "-wal", "-shm", ".lock", ".part", ".tmp")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file in the shared folder that could not be read, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What an exchange brought, and whether this project's file in the folder is now what the project is."""

    folder: Path
    own: str  # name of this project's file in the folder
    arrived: Arrived | None  # None: nobody else's file was there
    skipped: tuple[Skipped, ...]
    conflicted: tuple[str, ...]  # names of second versions that a service made; all that they hold is in now
    published: bool  # the own file was written; not where it said the same already
    problem: str  # why it could not be written; empty if nothing is wrong

    @property
    def changes(self) -> Changes:
        """What views must bring up to date."""
        return self.arrived.changes if self.arrived is not None else Changes()


def service_of(path: Path) -> str | None:
    """The service that synchronises the folder of `path`, `synced_folders.NETWORK` for a share, None for neither."""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        mounts = ""
    return synced_by(path.absolute(), _names_in, mounts)


def shared_with(project: Project) -> Path | None:
    """The folder that the project exchanges with; None if with none."""
    found = local.text(project, SHARED_FOLDER)
    return Path(found) if found else None


def share(project: Project, folder: Path) -> Exchanged:
    """From now on the project exchanges with that folder; does so at once. Raises CannotDo."""
    if project.read_only:
        raise CannotDo(f"“{project.path.name}” is open for reading only, so it cannot be shared.")
    if not folder.is_dir():
        raise CannotDo(f"There is no folder “{folder}”.")
    if project.path.resolve().parent == folder.resolve():
        raise CannotDo(
            f"“{project.path.name}” lies in that folder itself. Work on a copy of your own instead, which exchanges "
            "with the folder."
        )
    if (where := shared_with(project)) is None or where.resolve() != folder.resolve():
        leave(project)
        local.keep_text(project, REPLICA, new_id().hex())
        local.keep_text(project, SHARED_AS, free_name(project, folder))
        local.keep_text(project, SHARED_FOLDER, str(folder.absolute()))
    return exchange(project)


def leave(project: Project) -> None:
    """Ends the exchange; the files in the folder stay as they are."""
    for key in KEYS:
        local.keep_text(project, key, "")


def exchange(project: Project, report: Progress | None = None) -> Exchanged:
    """Merges what everybody else has put into the shared folder, then puts this project there.

    Raises CannotDo if the project is not shared, or the folder is not there; then nothing was done. What came in stays
    in where the own file cannot be written: see `problem`.
    """
    folder = shared_with(project)
    if folder is None:
        raise CannotDo(f"“{project.path.name}” is shared with no folder.")
    if project.read_only:
        raise CannotDo(f"“{project.path.name}” is open for reading only, so nothing can be exchanged.")
    if rescuing.beneath(project) is not rescuing.Beneath.AS_IT_WAS:
        raise CannotDo(
            f"“{project.path.name}” was replaced, changed, moved or deleted by another program; save your work first."
        )
    if not folder.is_dir():
        raise CannotDo(
            f"The shared folder “{folder}” is not there at the moment. Your work is safe in “{project.path.name}” and "
            "is shared at the next exchange."
        )
    own = local.text(project, SHARED_AS)
    with tempfile.TemporaryDirectory(prefix="annotator-") as scratch:
        read, skipped = _read_all(project, folder, Path(scratch))
        arrived, refused = _take_in(project, read, report)
    names = sorted({path.name for path in read} - {one.name for one in refused})
    bases = [own, f"{base_name(project)}{projects.SUFFIX}", *names]
    conflicted = tuple(name for name in names if any(is_conflicted_copy(name, base) for base in bases))
    published, problem = False, ""
    try:
        published = publish(project, folder)
    except (CannotDo, OSError) as error:
        why = error.message if isinstance(error, CannotDo) else f"{error.strerror or error}."
        problem = (
            f"Your file in “{folder.name}” could not be written: {why} Your work is safe in “{project.path.name}” and "
            "is shared at the next exchange."
        )
    return Exchanged(
        folder, local.text(project, SHARED_AS), arrived, (*skipped, *refused), conflicted, published, problem
    )


def move_out_of(path: Path, coder: Identity) -> Project:
    """Opens a project of this person's own that exchanges with the folder in which the project at `path` lies.

    At the first time that is a copy of it; the file at `path` stays as it is and is read like everybody else's.
    Raises InUse where this program has it open, or CannotDo.
    """
    folder = path.absolute().parent
    known = local_project_of(path)
    if known is not None:
        project = projects.open_project(known, coder)
    else:
        project = projects.open_project(copy_for_this_person(path, FOLDER, path.stem, dict.fromkeys(KEYS)), coder)
    try:
        share(project, folder)
    except BaseException:
        project.close()
        if known is None:  # nothing was done in it
            project.path.unlink(missing_ok=True)
        raise
    return project


def local_project_of(path: Path) -> Path | None:
    """This person's own project that is the same as that at `path` and exchanges with its folder; None if none does.

    Looked for among those moved out of synchronised folders and the recent ones.
    """
    folder = path.absolute().parent
    this: str | None = None
    for one in (*sorted((settings.data_folder() / FOLDER).glob("*.annot")), *map(Path, settings.load().recent)):
        if one.name.startswith(".") or one.absolute().parent == folder:
            continue
        try:
            said = copies.labels(one)
            if said.get(SHARED_FOLDER) != str(folder):
                continue
            this = this or _project_of(path)
        except CannotDo:
            continue
        if said.get("project") == this:
            return one
    return None


# Reading what others have written


def _read_all(project: Project, folder: Path, scratch: Path) -> tuple[list[Path], list[Skipped]]:
    """Copies of all files of this project in the folder but its own, as they are at this moment."""
    read: list[Path] = []
    skipped: list[Skipped] = []
    for number, path in enumerate(_files(folder)):
        if is_own(project, path):
            continue
        copy = scratch / str(number) / path.name  # the name that people know, for the summary and the history
        try:
            copy.parent.mkdir()
            copies.stable_copy(path, copy)
            if copies.labels(copy).get("project") == project.id.hex():
                read.append(copy)
        except CannotDo as error:
            skipped.append(Skipped(path.name, error.message))
    return read, skipped


def _take_in(
    project: Project, paths: Sequence[Path], report: Progress | None
) -> tuple[Arrived | None, tuple[Skipped, ...]]:
    """One merge of all; where that is refused, of those that are not to blame."""
    if not paths:
        return None, ()
    try:
        return merging.merge(project, paths, report=report), ()
    except CannotDo as error:
        refused = tuple(_refused(project, paths))
        bad = {one.name for one in refused}
        good = [path for path in paths if path.name not in bad]
        if not refused:
            raise error
    return (merging.merge(project, good, report=report) if good else None), refused


def _refused(project: Project, paths: Sequence[Path]) -> Iterator[Skipped]:
    for path in paths:
        try:
            merging.merge(project, [path], dry_run=True)
        except CannotDo as error:
            yield Skipped(path.name, error.message)


def _files(folder: Path) -> list[Path]:
    """Whatever may be a project file there, whatever a service made of its name."""
    found = []
    for path in sorted(folder.iterdir()):
        name = path.name.casefold()
        if (
            projects.SUFFIX in name
            and not name.startswith((".", "~"))
            and not name.endswith(_BESIDE)
            and path.is_file()
        ):
            found.append(path)
    return found


# Facts


def _names_in(folder: PurePath) -> Sequence[str]:
    try:
        return [path.name for path in Path(folder).iterdir()]
    except OSError:
        return ()


def _project_of(path: Path) -> str | None:
    """The id of the project at a path where somebody else may be writing. Raises CannotDo."""
    with tempfile.TemporaryDirectory(prefix="annotator-") as scratch:
        copy = Path(scratch) / "copy.annot"
        copies.stable_copy(path, copy)
        return copies.labels(copy).get("project")
