"""Saying that one has finished a document: from then on what one left uncoded counts, and blind coding ends there."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.model.changes import Change, Changes, Kind, Verb, ref
from annotator.model.errors import CannotDo
from annotator.model.ids import CoderId, DocumentId, finished_id
from annotator.operations.visibility import mine
from annotator.store import participation, reading, writing
from annotator.store.handle import Project


def finish(project: Project, document: DocumentId, *, reopen: bool = False) -> Changes:
    """Says that the acting coder has finished a document, or not, after all. Empty changes where it is so already."""
    found = next((one for one in reading.documents(project) if one.id == document), None)
    if found is None:
        raise CannotDo("That document does not exist any more.")
    if found.gone:
        raise CannotDo("That document was deleted; restore it or delete its codings in Team.")
    me = mine(project)
    states = reading.state(project, Kind.FINISHED, [finished_id(document, who) for who in me])
    standing = [(this, heads) for this, (heads, deleted) in sorted(states.items()) if not deleted]
    if reopen:
        changes = [Change(Kind.FINISHED, this, Verb.DELETE, {}, heads) for this, heads in standing]
        return writing.commit(project, f"Opened “{found.title}” again", changes)
    if standing:
        return Changes()
    this = finished_id(document, project.coder.id)
    fields = {"document": ref(document), "coder": ref(project.coder.id)}
    if this in states:
        change = Change(Kind.FINISHED, this, Verb.RESTORE, {}, states[this][0])
    else:
        change = Change(Kind.FINISHED, this, Verb.CREATE, fields)
    return writing.commit(project, f"Finished “{found.title}”", [change])


def finished_by(project: Project) -> Mapping[DocumentId, tuple[CoderId, ...]]:
    """Who has finished each document, in the order in which they did; joined coders as one."""
    return participation.finished_by(project)
