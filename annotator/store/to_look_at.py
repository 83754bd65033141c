"""How much there is to look at in Team, and which things have a part in it; nothing of the histories is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from annotator.model.changes import Kind, deref
from annotator.model.conflicts import REMARKS, What
from annotator.model.ids import EntityId
from annotator.store.conflicts import fields_with
from annotator.store.handle import Project
from annotator.store.schema import conflict

_REMARKS = [what.value for what in REMARKS]
# Made once: it is asked after every deed.
_OPEN = sa.select(conflict.c.what, conflict.c.kind, conflict.c.entity, conflict.c.field, conflict.c.detail).where(
    conflict.c.what.not_in(_REMARKS)
)


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """Open conflicts, each counted once however many fields or things it holds; mere remarks are left out."""

    whole: int = 0
    of: Mapping[EntityId, int] = field(default_factory=dict)  # in how many of them each thing has a part
    gone: frozenset[tuple[Kind, EntityId]] = frozenset()  # what was deleted and is still listed


def to_look_at(project: Project) -> ToLookAt:
    """The same conflicts as the list in Team has, counted."""
    rows = project.read(_OPEN)
    alone: set[tuple[bytes, str, tuple[str, ...]]] = set()
    of: dict[EntityId, int] = defaultdict(int)
    gone: set[tuple[Kind, EntityId]] = set()
    whole = 0
    for what, kind, entity, name, detail in rows:
        if what in (What.FIELD, What.DELETE_EDIT):
            fields = fields_with(kind, name) if what == What.FIELD else ()
            alone.add((bytes(entity), what, fields))
            continue
        whole += 1
        if what == What.DANGLING:
            gone.add((Kind(kind), EntityId(entity)))
        for member in {EntityId(deref(one)) for one in detail.split()}:
            of[member] += 1
    for entity, _, _ in alone:
        of[EntityId(entity)] += 1
    return ToLookAt(whole + len(alone), dict(of), frozenset(gone))
