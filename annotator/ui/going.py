"""Going from anywhere to a thing in the place Code."""

from __future__ import annotations

from annotator.model.changes import Kind
from annotator.model.ids import CodeId, CodingId, DocumentId, EntityId
from annotator.store import reading
from annotator.store.handle import Project
from annotator.ui.code_place import CodePlace


def to_coding(place: CodePlace, project: Project, wanted: CodingId) -> bool:
    """Shows the passage of a coding; False where it is gone or has none."""
    found = reading.codings(project, [wanted])
    if not found or found[0].document is None or found[0].start is None or found[0].end is None:
        return False
    place.go_to(found[0].document, found[0].start, found[0].end)
    return True


def to_entity(place: CodePlace, project: Project, kind: Kind, wanted: EntityId) -> bool:
    """Shows a thing where it can be seen: a code's codings, a document, a passage; of a case its first coding."""
    if kind == Kind.CODE:
        place.show_codings(CodeId(wanted))
        return True
    if kind == Kind.DOCUMENT:
        return place.open_document(DocumentId(wanted))
    if kind == Kind.CODING:
        return to_coding(place, project, CodingId(wanted))
    if kind == Kind.CASE:
        first = next((one.id for one in reading.codings(project) if wanted in one.cases), None)
        return first is not None and to_coding(place, project, first)
    if kind == Kind.MEMO:
        memo = next((one for one in reading.memos(project) if one.id == wanted), None)
        return memo is not None and to_entity(place, project, Kind(memo.about_kind), memo.about)
    return False
