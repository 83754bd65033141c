"""Which things stand for one another: codes, cases and coders that somebody joined by `same_as`.

Joining changes no coding and can be parted again: a coding keeps the code, the cases and the coder that it was made
with, and is read with what these stand for now. Whoever reads takes the answer from here, and from nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import sqlalchemy as sa

from annotator.model.changes import Kind
from annotator.model.ids import EntityId
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.schema import TABLES

JOINABLE = (Kind.CODE, Kind.CODER, Kind.CASE)

_Id = TypeVar("_Id", bound=bytes)


def resolved(same_as: Mapping[_Id, _Id | None]) -> dict[_Id, _Id]:
    """What each thing stands for, of those that stand for another than themselves.

    `same_as` holds the live things of one kind, or at least those that name another and those that are named. What
    it lacks, or names nothing, ends a chain. Of a ring the smallest id stands for all, and for what leads into it.
    """
    known: dict[_Id, _Id] = {}
    for start in same_as:
        chain: dict[_Id, int] = {}
        at = start
        while at not in known and at not in chain:
            chain[at] = len(chain)
            following = same_as[at]
            if following is None or following not in same_as:
                known[at] = at
            else:
                at = following
        end = known[at] if at in known else min(one for one in chain if chain[one] >= chain[at])
        known.update(dict.fromkeys(chain, end))
    return {one: end for one, end in known.items() if one != end}


def canonical(source: Project | sa.Connection, kind: Kind) -> dict[EntityId, EntityId]:
    """What each live thing of a kind stands for, of those that stand for another; nearly always empty."""
    if kind not in JOINABLE:
        return {}
    return everything_canonical(source)[kind] if isinstance(source, Project) else resolved(named(source, kind))


def everything_canonical(source: Project | sa.Connection) -> dict[Kind, dict[EntityId, EntityId]]:
    """The same for all kinds at once: one question instead of three where nothing is joined, as nearly always.

    Of a project it is asked once until something is written. Not to be changed by who gets it.
    """
    if not isinstance(source, Project):
        return _everything(source)
    with source.lock:
        if source.db.in_transaction():  # what is being written does not hold yet
            return _everything(source.db)
        if source.stands_for is None:
            source.stands_for = _everything(source)
        found: dict[Kind, dict[EntityId, EntityId]] = source.stands_for
        return found


def _everything(source: Project | sa.Connection) -> dict[Kind, dict[EntityId, EntityId]]:
    tables = {kind: TABLES[kind].c for kind in JOINABLE}
    asked: list[Any] = [
        sa.exists().where(columns.deleted == 0, columns.same_as.is_not(None)).label(kind.name)
        for kind, columns in tables.items()
    ]
    (answer,) = _rows(source, sa.select(*asked))
    return {kind: resolved(named(source, kind)) if said else {} for kind, said in zip(tables, answer, strict=True)}


def named(source: Project | sa.Connection, kind: Kind) -> dict[EntityId, EntityId | None]:
    """The live things of a kind that name another, with what they name; and those that they name, if they live."""
    table = TABLES[kind]
    naming = sa.select(table.c.id, table.c.same_as).where(table.c.deleted == 0, table.c.same_as.is_not(None))
    same_as: dict[EntityId, EntityId | None] = {EntityId(one): EntityId(other) for one, other in _rows(source, naming)}
    others = {other for other in same_as.values() if other is not None} - same_as.keys()
    for some in sqlite.portions(sorted(others)):
        live = sa.select(table.c.id).where(table.c.id.in_(some), table.c.deleted == 0)
        same_as.update((EntityId(row[0]), None) for row in _rows(source, live))
    return same_as


def members(stands_for: Mapping[_Id, _Id]) -> dict[_Id, list[_Id]]:
    """The other way round: who was joined into each that stands for others, itself not among them, by id."""
    found: dict[_Id, list[_Id]] = defaultdict(list)
    for one in sorted(stands_for):
        found[stands_for[one]].append(one)
    return dict(found)


def expanded(stands_for: Mapping[_Id, _Id], wanted: Iterable[_Id]) -> list[_Id]:
    """The wanted, each with all that stand for the same thing; in order, none twice."""
    wanted = list(dict.fromkeys(wanted))
    if not stands_for:
        return wanted
    joined = members(stands_for)
    ends = dict.fromkeys(stands_for.get(one, one) for one in wanted)
    return [one for end in ends for one in (end, *joined.get(end, ()))]


def _rows(source: Project | sa.Connection, query: sa.Select[Any]) -> list[Any]:
    return source.read(query) if isinstance(source, Project) else list(source.execute(query).all())
