"""The one file that a project writes in its shared folder, replaced only while it is to the byte what was written."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from pathlib import Path

from annotator.model.ids import new_id
from annotator.operations import projects
from annotator.operations.own_files import rename_to_new
from annotator.store import copies, local, publishing
from annotator.store.handle import Project

# Of this copy alone, in `meta`.
SHARED_FOLDER, SHARED_AS, REPLICA = "shared_folder", "shared_as", "shared_replica"
PRINTS, JOURNAL = "shared_prints", "shared_journal"  # of the files that were put there, newest first; of what they held
KEYS = (SHARED_FOLDER, SHARED_AS, REPLICA, PRINTS, JOURNAL)
_WORKING = "~$annotator-"  # names that services and people's programs leave alone
_NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


def publish(project: Project, folder: Path) -> bool:
    """Puts the project into the folder; whether there was anything to write. Raises CannotDo or OSError."""
    own = folder / local.text(project, SHARED_AS)
    journal = publishing.print_of_journal(project)
    if local.text(project, JOURNAL) == journal and is_own(project, own):
        return False
    replica = local.text(project, REPLICA)
    for left in folder.glob(f"{_WORKING}{replica}-*"):  # by a program that was killed
        with contextlib.suppress(OSError):
            left.unlink()
    working = folder / f"{_WORKING}{replica}-{new_id().hex()[-8:]}.tmp"
    try:
        with tempfile.TemporaryDirectory(prefix="annotator-") as scratch:  # a database is at home on one's own disk
            made = Path(scratch) / "made.annot"
            publishing.write(project, made, {"replica": replica, "published_by": project.coder.name})
            shutil.copyfile(made, working)
        copies.flush(working)
        this = publishing.print_of_file(working)
        # Known before it is there: killed in between, the project still knows its own file, the old one or the new.
        local.keep_text(project, PRINTS, " ".join([this, *_prints(project)]))
        _put(project, working, own)
    finally:
        with contextlib.suppress(OSError):
            working.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        copies.flush(folder / local.text(project, SHARED_AS))
    local.keep_text(project, PRINTS, this)
    local.keep_text(project, JOURNAL, journal)
    return True


def _put(project: Project, working: Path, own: Path) -> None:
    """Replaces the own file, or takes another name where something else lies there by now."""
    if is_own(project, own):
        working.replace(own)
        return
    while True:
        name = free_name(project, own.parent)
        local.keep_text(project, SHARED_AS, name)
        try:
            rename_to_new(working, own.parent / name)
        except FileExistsError:
            continue
        return


def is_own(project: Project, path: Path) -> bool:
    """Whether it is to the byte what this project wrote, and nobody has it open."""
    if path.name != local.text(project, SHARED_AS) or path.with_name(path.name + ".lock").exists():
        return False
    try:
        return publishing.print_of_file(path) in _prints(project)
    except OSError:
        return False


def _prints(project: Project) -> list[str]:
    return local.text(project, PRINTS).split()


def free_name(project: Project, folder: Path) -> str:
    """NAME – CODER.annot, with a number where that is taken, in whatever case."""
    taken = {path.name.casefold() for path in folder.iterdir()}
    who = _NOT_IN_NAMES.sub(" ", project.coder.name).strip(" .")
    wanted, number = f"{base_name(project)} – {who}", 1
    name = f"{wanted}{projects.SUFFIX}"
    while name.casefold() in taken:
        number += 1
        name = f"{wanted} {number}{projects.SUFFIX}"
    return name


def base_name(project: Project) -> str:
    """The project's name without the coder's, where it was copied from somebody's file."""
    return project.path.stem.split(" – ")[0][:80]
