"""What coders do in a project: who has finished which document, and how much each has coded. Nothing here writes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from annotator.model.changes import Kind
from annotator.model.ids import CodeId, CoderId, DocumentId, EntityId
from annotator.store.aliases import canonical
from annotator.store.handle import Project
from annotator.store.schema import changeset, coding, document, finished, layer, opening


@dataclass(frozen=True, slots=True)
class Activity:
    """What a coder has done so far."""

    codings: int  # live ones
    begun: int  # documents that carry codings of theirs
    finished: int  # documents
    last: int  # their last deed, milliseconds since 1970 by their own clock; 0 if there is none


def finished_by(project: Project) -> dict[DocumentId, tuple[CoderId, ...]]:
    """Who has finished each document, in the order in which they did; joined coders as one."""
    stands_for = canonical(project, Kind.CODER)
    f = finished.c
    query = sa.select(f.document, f.coder).where(f.deleted == 0, f.document.is_not(None), f.coder.is_not(None))
    found: dict[DocumentId, dict[CoderId, None]] = defaultdict(dict)
    for this, who in project.read(query.order_by(f.created, f.id)):
        found[DocumentId(this)][CoderId(stands_for.get(who, who))] = None
    return {this: tuple(who) for this, who in found.items()}


def activity(project: Project) -> dict[CoderId, Activity]:
    """What each coder has done, joined coders as one; of all who ever wrote or coded."""
    stands_for = canonical(project, Kind.CODER)
    coded: dict[CoderId, int] = defaultdict(int)
    begun: dict[CoderId, set[bytes]] = defaultdict(set)
    for _, who, on, count in _grouped(project):
        this = CoderId(stands_for.get(who, who))
        coded[this] += count
        if on is not None:
            begun[this].add(on)
    here = {row[0] for row in project.read(sa.select(document.c.id).where(document.c.deleted == 0))}
    done: dict[CoderId, int] = defaultdict(int)
    for one, by in finished_by(project).items():
        for this in by:
            done[this] += one in here
    last: dict[CoderId, int] = defaultdict(int)
    time = sa.func.max(changeset.c.hlc.bitwise_rshift(16) - changeset.c.ahead_ms)
    deeds = sa.select(opening.c.coder, time).join(changeset, changeset.c.opening == opening.c.id)
    for who, at in project.read(deeds.group_by(opening.c.coder)):
        this = CoderId(stands_for.get(who, who))
        last[this] = max(last[this], at)
    everybody = coded.keys() | done.keys() | last.keys()
    return {this: Activity(coded[this], len(begun[this]), done[this], last[this]) for this in sorted(everybody)}


def counts_by_coder(project: Project) -> list[tuple[CodeId, CoderId, DocumentId | None, int]]:
    """How many live codings there are of each code by each coder on each document."""
    codes, coders = canonical(project, Kind.CODE), canonical(project, Kind.CODER)
    return [
        (CodeId(codes.get(code, code)), CoderId(coders.get(who, who)), on, count)
        for code, who, on, count in _grouped(project)
    ]


def _grouped(project: Project) -> list[tuple[EntityId, EntityId, DocumentId | None, int]]:
    """Grouped by layer, which a coding names itself: a look at each layer once is cheaper than at each coding."""
    c = coding.c
    document_of = {row[0]: row[1] for row in project.read(sa.select(layer.c.id, layer.c.document))}
    query = sa.select(c.code, c.coder, c.layer, sa.func.count()).where(c.deleted == 0)
    return [
        (code, who, document_of.get(on), count)
        for code, who, on, count in project.read(query.group_by(c.code, c.coder, c.layer))
    ]
