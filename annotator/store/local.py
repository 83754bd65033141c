"""What belongs to this copy of a project alone: never in the journal, never merged, no undo step."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.errors import CannotDo
from annotator.model.ids import CaseId, DocumentId, EntityId
from annotator.store.handle import Project
from annotator.store.schema import case_number, meta


def case_numbers(project: Project, document: DocumentId) -> Mapping[int, CaseId]:
    """Which case each number on the bar of a document means, from 1."""
    rows = project.read(sa.select(case_number.c.number, case_number.c.case).where(case_number.c.document == document))
    return {number: CaseId(EntityId(case)) for number, case in rows}


def keep_case_numbers(project: Project, document: DocumentId, numbers: Mapping[int, CaseId]) -> None:
    """Keeps the numbers of a document's cases; where nothing can be written they last as long as the window."""
    if project.read_only:
        return
    rows = [{"document": document, "number": number, "case": case} for number, case in sorted(numbers.items())]
    try:
        project.refuse_if_replaced()
        with project.transaction() as db:
            db.execute(case_number.delete().where(case_number.c.document == document))
            if rows:
                db.execute(case_number.insert(), rows)
    except (CannotDo, DatabaseError):
        return  # a convenience of this copy: no work is lost with it


def text(project: Project, key: str) -> str:
    """What this copy keeps under a key; empty if nothing."""
    found = project.read(sa.select(meta.c.value).where(meta.c.key == key))
    return str(found[0][0] or "") if found else ""


def keep_text(project: Project, key: str, value: str) -> None:
    """Keeps a text under a key; where nothing can be written nothing is kept."""
    if project.read_only:
        return
    try:
        project.refuse_if_replaced()
        with project.transaction() as db:
            db.execute(meta.delete().where(meta.c.key == key))
            db.execute(meta.insert(), [{"key": key, "value": value}])
    except (CannotDo, DatabaseError):
        return  # how this copy is looked at: no work is lost with it
