"""Mending what can be made anew from the journal."""

from __future__ import annotations

from collections import Counter

from sqlalchemy.exc import DatabaseError

from annotator.model.errors import CannotDo
from annotator.store import refusals
from annotator.store.backups import back_up
from annotator.store.checking import check
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.upgrading import project_anew

_CAUSES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)  # whatever damage makes of values


def repair(project: Project) -> tuple[str, ...]:
    """Makes the projected tables and their indexes anew; see `annotator.operations.recovering`."""
    with project.lock:
        before = check(project).faults
        if not before:
            return ()
        if sqlite.quick_check(project.db):
            raise _beyond(project)
        back_up(project, "before-repair")
        project._texts.clear()  # by layer, and which text a layer has may have been wrong
        try:
            with project.transaction() as db:
                project_anew(db, project.text_of)
        except DatabaseError as error:
            raise refusals.not_written(project.path, error) from error
        except _CAUSES as error:
            raise _beyond(project) from error
        left = check(project).faults
    mended = Counter(_what(fault) for fault in before if fault not in left)
    told = [f"mended: {what}{f' ({count} times)' if count > 1 else ''}" for what, count in mended.items()]
    return (*told, *(f"cannot be mended: {fault}" for fault in left))


def _what(fault: str) -> str:
    return fault.partition(" at ")[0]


def _beyond(project: Project) -> CannotDo:
    return CannotDo(
        f"“{project.path.name}” is so damaged that its tables cannot be made anew; nothing was changed. Recover what "
        "can be read into a new file: close it, then “annotator check FILE --repair”, or “Recover…” in the window."
    )
