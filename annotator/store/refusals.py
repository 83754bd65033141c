"""What a person is told when the database refuses: one clear sentence instead of the driver's words."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DatabaseError, IntegrityError

from annotator.model.errors import CannotDo, Stale
from annotator.store.dialects import sqlite


def not_written(path: Path, error: DatabaseError) -> CannotDo:
    """For a changeset that could not be written; nothing of it was."""
    if isinstance(error, IntegrityError):
        return Stale("This was made by somebody else in the meantime; nothing was written. Try again.")
    cause = error.orig or error
    if sqlite.is_full(cause):
        return CannotDo(
            f"The disk that holds “{path.name}” is full; nothing was written, and all earlier work is safe. "
            "Make room and do it again."
        )
    if sqlite.is_read_only(cause):
        return CannotDo(f"The folder of “{path.name}” cannot be written to; nothing was written.")
    if sqlite.is_locked(cause):
        return CannotDo(f"“{path.name}” is in use by another program; nothing was written. Try again.")
    return not_read(path, error)


def not_read(path: Path, error: DatabaseError) -> CannotDo:
    """For a file that was opened and turns out not to be readable everywhere."""
    if sqlite.is_locked(error.orig or error):
        return CannotDo(f"“{path.name}” is being written by another program; try again in a moment.")
    return CannotDo(
        f"“{path.name}” is damaged or its disk cannot be read; nothing was changed. "
        "Keep the file and restore the newest backup."
    )
