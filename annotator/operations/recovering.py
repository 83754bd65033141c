"""Mending a project: its tables from its journal, or a new file from what a damaged one still holds."""

from __future__ import annotations

from pathlib import Path

from annotator import settings
from annotator.model.coders import Identity
from annotator.model.errors import CannotDo
from annotator.model.ids import ProjectId
from annotator.store import opening, repairing, salvaging
from annotator.store.handle import Project
from annotator.store.salvaged_telling import Salvaged

__all__ = ["Salvaged", "recover_file", "recovered_name", "repair"]


def repair(project: Project) -> tuple[str, ...]:
    """Makes all projected tables anew from the journal, in one transaction after a backup.

    Answers what had differed, and what this cannot mend, in words; nothing if all was sound. Raises CannotDo, and
    writes nothing, where the file is open for reading only or so damaged that only `recover_file` helps.
    """
    if project.read_only:
        raise CannotDo(f"“{project.path.name}” is open for reading only; nothing was repaired.")
    return repairing.repair(project)


def recover_file(damaged: Path, target: Path, coder: Identity) -> Salvaged:
    """Saves what can be read of a damaged project file into a new one at `target`; the file itself is only read.

    Where the file does not tell any more which project it is, the backups of this computer are asked. Raises
    CannotDo where nothing can be read or written, InUse where the file is open.
    """
    if target.suffix != opening.SUFFIX:
        raise CannotDo(f"A project file ends in “{opening.SUFFIX}”; call it “{target.name}{opening.SUFFIX}”.")
    return salvaging.salvage(damaged, target, coder, settings.backup_folder, which=_by_backups)


def recovered_name(damaged: Path) -> Path:
    """A name beside the damaged file that is free: “NAME recovered.annot”."""
    stem, attempt = damaged.name.removesuffix(opening.SUFFIX), 1
    found = damaged.with_name(f"{stem} recovered{opening.SUFFIX}")
    while found.exists() or found.is_symlink():
        attempt += 1
        found = damaged.with_name(f"{stem} recovered {attempt}{opening.SUFFIX}")
    return found


def _by_backups(changesets: frozenset[bytes]) -> ProjectId | None:
    return salvaging.project_by_backups(settings.backup_folder(ProjectId(b"\0")).parent, changesets)
