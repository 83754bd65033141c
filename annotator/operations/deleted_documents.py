"""Deleted documents: which there are, and bringing them back with all that went with them."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.model.changes import Change, Changes, Kind, Verb
from annotator.model.errors import CannotDo
from annotator.model.ids import DocumentId
from annotator.store import deleted_documents as stored
from annotator.store import reading, writing
from annotator.store.deleted_documents import Deleted
from annotator.store.handle import Project

__all__ = ["Deleted", "deleted", "restore_documents"]


def deleted(project: Project) -> tuple[Deleted, ...]:
    """What was deleted and can be restored, the newest first; not what Team has to settle."""
    listed = {one.id for one in reading.documents(project)}
    return tuple(one for one in stored.deleted(project) if one.id not in listed)


def restore_documents(project: Project, documents: Sequence[DocumentId]) -> Changes:
    """Brings documents back with the layers, codings and memos that went with them, in one undo step."""
    known = {one.id: one for one in deleted(project)}
    found = [known[one] for one in dict.fromkeys(documents) if one in known]
    if not found:
        raise CannotDo("That document is not deleted any more.")
    changes: list[Change] = []
    codings = 0
    for one in found:
        gone = stored.gone_with(project, one)
        codings += len(gone[Kind.CODING])
        for kind, heads in gone.items():
            changes += [Change(kind, this, Verb.RESTORE, {}, seen) for this, seen in heads.items()]
    said = f"“{found[0].title}”" if len(found) == 1 else f"{len(found)} documents"
    with_codings = f" with {codings} coding{'' if codings == 1 else 's'}" if codings else ""
    return writing.commit(project, f"Restored {said}{with_codings}", changes)
