"""Copies of projects in the person's own data folder, and names that nothing else has."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from annotator import settings
from annotator.model.errors import CannotDo
from annotator.model.ids import new_id
from annotator.operations import projects
from annotator.store import copies, publishing


def copy_for_this_person(path: Path, folder: str, stem: str, labels: Mapping[str, str | None]) -> Path:
    """A copy of the project, as it is at this moment, in that folder of the person's data, with these rows of `meta`.

    It has its name, `stem` or that with a number, only when it is complete. Somebody else may have the project open.
    Raises CannotDo.
    """
    place = settings.data_folder() / folder
    working = place / f".{new_id().hex()[-12:]}.part"
    try:
        place.mkdir(parents=True, exist_ok=True)
        copies.stable_copy(path, working)
        publishing.relabel(working, labels)
        copies.flush(working)
        return named_new(working, place, stem)
    except OSError as error:
        raise CannotDo(f"No copy could be made in “{place}”: {error.strerror or error}.") from error
    finally:
        with contextlib.suppress(OSError):
            working.unlink(missing_ok=True)


def named_new(working: Path, folder: Path, stem: str) -> Path:
    """Gives a file that is complete a name that nothing else in the folder has."""
    number = 1
    while True:
        target = folder / f"{stem}{f' {number}' if number > 1 else ''}{projects.SUFFIX}"
        try:
            rename_to_new(working, target)
        except FileExistsError:
            number += 1
            continue
        return target


def rename_to_new(working: Path, target: Path) -> None:
    """Renames within a folder; raises FileExistsError rather than replace anything."""
    try:
        os.link(working, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(target) from None
        working.rename(target)
        return
    working.unlink()
