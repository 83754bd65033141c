"""From an open project to the things to look at that the place Team shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.model.changes import Kind
from annotator.model.conflicts import What
from annotator.model.ids import CoderId, DocumentId, EntityId
from annotator.operations import coders, conflicts, undoing
from annotator.operations.conflicts import OpenConflict
from annotator.store import conflicts as stored
from annotator.store.handle import Project
from annotator.ui.open_project import OpenProject
from annotator.ui.team.shown import ShownConflict
from annotator.ui.team.speaking import Speaking
from annotator.ui.team.wording import Besides, Leaning, TextOf, conflict_shown

_ASKED = 50  # deleted things whose deleter is looked up
_SHORT = 8  # digits of a layer's id in a choice


def conflicts_shown(opened: OpenProject, speaking: Speaking) -> tuple[ShownConflict, ...]:
    project = opened.project
    found = conflicts.open_conflicts(project)
    of = {what: [one for one in found if one.conflict.what is what] for what in What}
    counts: dict[EntityId, int] = {EntityId(this): count for this, count in opened.counts.items()}
    if of[What.SAME_CODER]:
        counts.update({EntityId(this): done.codings for this, done in coders.activity(project).items()})
    leaning = _leaning(project, of[What.DANGLING], speaking)
    besides = Besides(opened.codes, counts, leaning, _texts(opened, of[What.TWO_TEXTS]))
    return tuple(conflict_shown(one, speaking, besides) for one in found)


def _texts(opened: OpenProject, found: Sequence[OpenConflict]) -> dict[str, TextOf]:
    """The texts of these documents, by the beginning of their ids."""
    documents = (opened.document(DocumentId(one.conflict.entity)) for one in found)
    layers = [layer for document in documents if document is not None for layer in document.layers]
    held = Counter(one.ground for one in stored.codings_on(opened.project, Kind.LAYER, [one.id for one in layers]))
    return {
        layer.id.hex()[:_SHORT]: TextOf(layer.extractor, layer.characters, held[EntityId(layer.id)]) for layer in layers
    }


def _leaning(project: Project, found: Sequence[OpenConflict], speaking: Speaking) -> dict[EntityId, Leaning]:
    """Who deleted each of these, and who has how many codings with it."""
    by_kind: dict[Kind, list[EntityId]] = {}
    for one in found:
        by_kind.setdefault(one.conflict.kind, []).append(one.conflict.entity)
    owners: dict[EntityId, Counter[CoderId]] = {}
    for kind, ids in by_kind.items():
        for held in stored.codings_on(project, kind, ids):
            owners.setdefault(held.ground, Counter())[speaking.person(held.coder)] += 1
    answer: dict[EntityId, Leaning] = {}
    for place, one in enumerate(found):
        entity = one.conflict.entity
        lines = undoing.history(project, entity=entity) if place < _ASKED else []
        # The label of whoever deleted last begins so; an undo of its making deletes it too.
        line = next((line for line in lines if line.label.startswith(("Deleted", "Undid: "))), None)
        of_mine_first = sorted(owners.get(entity, Counter()).items(), key=lambda item: (
            not speaking.is_me(item[0]), -item[1]))
        answer[entity] = Leaning(
            line.coder if line else None, line.time if line else 0, dict(of_mine_first)
        )
    return answer
