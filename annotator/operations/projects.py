"""Making, opening, checking and backing up projects."""

from __future__ import annotations

from pathlib import Path

from annotator import settings
from annotator.model.coders import Identity
from annotator.model.errors import CannotDo
from annotator.operations.acting import take_labels
from annotator.operations.codebook import found_codebook
from annotator.store import backups, opening
from annotator.store.checking import Checked, check
from annotator.store.handle import Project
from taxonomy.codes import Codebook

SUFFIX = opening.SUFFIX


def new(path: Path, coder: Identity, codebook: Codebook | None = None) -> Project:
    """Makes a project file, with a codebook to begin with, and opens it. Raises CannotDo."""
    if path.suffix != SUFFIX:
        raise CannotDo(f"A project file ends in “{SUFFIX}”; call it “{path.name}{SUFFIX}”.")
    project = opening.create(path, coder, settings.backup_folder)
    if codebook is not None:
        try:
            found_codebook(project, codebook)
        except BaseException:
            project.close()
            path.unlink(missing_ok=True)
            raise
    return project


def open_project(path: Path, coder: Identity, *, read_only: bool = False) -> Project:
    """Opens a project; for writing it is taken for this process alone. Raises InUse or CannotDo."""
    opened = opening.open_for_reading if read_only else opening.open_for_writing
    project = opened(path, coder, settings.backup_folder)
    take_labels(project)
    return project


def check_project(project: Project) -> Checked:
    """Compares the file, the tables with the journal, and the quotes with the texts."""
    return check(project)


def back_up(project: Project, target: Path | None = None) -> Path:
    """A copy at `target`, or in the project's backup folder; answers where it lies."""
    if target is None:
        return backups.back_up(project, "asked")
    if target.exists():
        raise CannotDo(f"“{target}” exists already; choose another name for the backup.")
    backups.copy(project, target)
    return target
