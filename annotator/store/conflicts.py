"""Conflicts as values: who set what, when, and what all had seen; and the rows that tell what they are about.

Set-based: however many conflicts there are, the histories that they rest on are read in one query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.changes import How, Kind, Verb, deref
from annotator.model.conflicts import Conflict, Side, What
from annotator.model.history import Op, fold, split
from annotator.model.ids import ChangesetId, CoderId, CodingId, ConflictId, EntityId
from annotator.store import refusals
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.journal import histories, is_known
from annotator.store.relations import OF_ONE
from annotator.store.schema import TABLES, coding, conflict, layer, op

# Where a coding lies is one thing to people, however many fields hold it; the first of a coding's clashes names it.
PLACE = "place"
PLACE_FIELDS = ("layer", "start", "end", "page", "area", "check", "quote", "prefix", "suffix")
_SHOWN_OF_PLACE = ("layer", "start", "end")
_SHOWN_OF_AREA = ("layer", "page", "area")
STANDING_FIELDS = ("parent", "position")  # of a code: both are set by moving it


class Found(NamedTuple):
    """A live coding that a conflict concerns: which thing it leans on, and whose it is."""

    ground: EntityId
    coding: CodingId
    coder: CoderId


# Conflicts ----------------------------------------------------------------------------------------------------------


def conflicts(project: Project, *, only: ConflictId | None = None) -> list[Conflict]:
    """All open conflicts, by id; or the one of that id, if it is open still.

    Of FIELD each side has the value that its changeset set. The clashes over where one coding lies are a single
    conflict with the field `place`, whose values are objects with layer, start and end as they stood for that
    person; those over parent and position of a code are one over its parent. Of DELETE_EDIT an editor's value is an
    object of the fields changed unseen by who deleted. Of CYCLE the sides say who put each member below the next.
    """
    with project.lock:
        wanted: sa.ColumnElement[bool] = sa.true()
        if only is not None:  # with the others of that entity, which may be parts of the same
            wanted = conflict.c.entity.in_(sa.select(conflict.c.entity).where(conflict.c.id == only))
        rows = project.read(sa.select(conflict).where(wanted))
        folded = sa.select(conflict.c.entity).where(conflict.c.what.in_(OF_ONE), wanted)
        known = read_histories(project, folded) if any(row.what in OF_ONE for row in rows) else {}
        ringed = {deref(one) for row in rows if row.what == What.CYCLE for one in row.detail.split(" ")}
        for some in sqlite.portions(sorted(ringed)):
            known |= read_histories(project, sa.select(op.c.entity).where(op.c.entity.in_(some)))
    seen = {entity: _Seen(ops) for entity, ops in known.items()}
    together: dict[tuple[bytes, tuple[str, ...]], list[Any]] = defaultdict(list)
    found: list[Conflict] = []
    for row in rows:
        if row.what == What.FIELD:
            together[row.entity, fields_with(row.kind, row.field)].append(row)
        elif row.what == What.DELETE_EDIT:
            found.append(_of_deletion(row, seen[row.entity]))
        else:
            found.append(_between(row, seen))
    found += [_of_field(group, fields, seen[entity]) for (entity, fields), group in together.items()]
    return sorted((one for one in found if only in (None, one.id)), key=lambda one: one.id)


def read_histories(project: Project, touched: sa.Select[Any]) -> dict[bytes, list[Op]]:
    """The operations on each of the entities selected. CannotDo on a damaged file."""
    with project.lock:
        try:
            if project.db.in_transaction():
                return {entity: ops for entity, _, ops in histories(project.db, touched)}
            with project.db.begin():
                return {entity: ops for entity, _, ops in histories(project.db, touched)}
        except DatabaseError as error:
            raise refusals.not_read(project.path, error) from error


class _Seen:
    """The operations on one entity, and which of them each had seen, itself among them."""

    def __init__(self, ops: Sequence[Op]) -> None:
        self.ops = sorted(ops, key=lambda one: (one.hlc, one.changeset))
        self.of = {one.changeset: one for one in self.ops}
        self._bits: dict[bytes, int] = {}
        for place, one in enumerate(self.ops):
            bits = 1 << place
            for earlier in split(one.seen):
                bits |= self._bits[earlier]
            self._bits[one.changeset] = bits

    def by(self, changeset: bytes) -> list[Op]:
        """What that operation had seen, and itself."""
        return self._chosen(self._bits[changeset])

    def by_all(self, changesets: Iterable[bytes]) -> list[Op]:
        """What each of them had seen."""
        common = -1
        for one in changesets:
            common &= self._bits[one] & ~(1 << self.ops.index(self.of[one]))
        return self._chosen(common)

    def last(self, changesets: Iterable[bytes]) -> list[bytes]:
        """Those that none of the others had seen, sorted."""
        ordered = sorted(changesets)
        overtaken = {op.changeset for one in ordered for op in self.by(one) if op.changeset != one}
        return [one for one in ordered if one not in overtaken]

    def by_one_alone(self, changeset: bytes, others: Iterable[bytes]) -> list[Op]:
        """What that operation had seen, and itself, without what any of the others had."""
        bits = self._bits[changeset]
        for other in others:
            bits &= ~self._bits[other]
        return self._chosen(bits)

    def _chosen(self, bits: int) -> list[Op]:
        return [one for place, one in enumerate(self.ops) if bits >> place & 1]


def fields_with(kind: int, field: str) -> tuple[str, ...]:
    """The fields that people see as one with a field, itself among them."""
    if kind == Kind.CODING and field in (*PLACE_FIELDS, PLACE):
        return PLACE_FIELDS
    return STANDING_FIELDS if kind == Kind.CODE and field in STANDING_FIELDS else (field,)


def _of_field(rows: Sequence[Any], fields: tuple[str, ...], seen: _Seen) -> Conflict:
    rows = sorted(rows, key=lambda row: fields.index(row.field))
    field = PLACE if fields == PLACE_FIELDS else rows[0].field
    changesets = seen.last({one for row in rows for one in _refs(row.detail)})
    sides = tuple(_side(seen.of[one], _value(_values(seen.by(one)), field)) for one in changesets)
    common = seen.by_all(changesets)
    return _conflict(rows, field, sides, _value(_values(common), field) if common else None)


def _value(values: Mapping[str, object], field: str) -> object:
    if field != PLACE:
        return values.get(field)
    on_area = values.get("start") is None and values.get("area") is not None
    return {name: values.get(name) for name in (_SHOWN_OF_AREA if on_area else _SHOWN_OF_PLACE)}


def _of_deletion(row: Any, seen: _Seen) -> Conflict:
    changesets = _refs(row.detail)
    deleters = [one for one in changesets if seen.of[one].verb == Verb.DELETE]
    sides = []
    for one in changesets:
        if one in deleters:
            sides.append(_side(seen.of[one], None, deleted=True))
            continue
        changed: dict[str, object] = {}
        for each in seen.by_one_alone(one, deleters):
            changed.update(each.fields)
        sides.append(_side(seen.of[one], changed, fields=tuple(sorted(changed))))
    return _conflict((row,), "", tuple(sides), None)


def _between(row: Any, seen: Mapping[bytes, _Seen]) -> Conflict:
    sides: tuple[Side, ...] = ()
    if row.what == What.CYCLE:
        moves = (_last_move(seen[member]) for member in _refs(row.detail))
        sides = tuple(_side(one, one.fields["parent"]) for one in moves if one is not None)
    return _conflict((row,), row.field, sides, None)


def _last_move(seen: _Seen) -> Op | None:
    """Who put the code where it stands; whoever only undid what came after that did not."""
    now = fold(seen.ops).values.get("parent")
    moves = [one for one in seen.ops if one.fields.get("parent", "") == now]
    return next((one for one in reversed(moves) if one.how not in (How.UNDO, How.REDO)), moves[-1] if moves else None)


def _side(one: Op, value: object, *, deleted: bool = False, fields: tuple[str, ...] = ()) -> Side:
    return Side(ChangesetId(one.changeset), CoderId(EntityId(one.author)), one.time, value, deleted, fields)


def _conflict(rows: Sequence[Any], field: str, sides: tuple[Side, ...], ancestor: object) -> Conflict:
    row = rows[0]
    what = What(row.what)
    members = (row.entity,) if what in (What.FIELD, What.DELETE_EDIT) else tuple(_refs(row.detail))
    entities = tuple(EntityId(one) for one in members)
    return Conflict(ConflictId(row.id), what, Kind(row.kind), EntityId(row.entity), field, entities, sides, ancestor)


def _values(ops: Sequence[Op]) -> Mapping[str, object]:
    return fold(ops).values if ops else {}


def _refs(detail: str) -> list[bytes]:
    return [deref(one) for one in detail.split(" ")]


def values_for(project: Project, entity: EntityId, fields: Iterable[str], changeset: ChangesetId) -> dict[str, object]:
    """What each of the fields that anybody ever set held for whoever wrote that changeset."""
    ops = read_histories(project, sa.select(op.c.entity).where(op.c.entity == entity))[entity]
    values = _values(_Seen(ops).by(changeset))
    return {name: values.get(name) for name in fields if any(name in one.fields for one in ops)}


def touched_with(project: Project, changesets: Iterable[bytes]) -> Iterator[tuple[Kind, EntityId, list[Op]]]:
    """What those changesets touched, with the whole histories."""
    query = sa.select(op.c.entity).where(op.c.changeset.in_(sorted(set(changesets))))
    kinds = sa.select(op.c.entity, op.c.kind).where(op.c.entity.in_(query)).distinct()
    kind_of = {entity: kind for entity, kind in project.read(kinds) if is_known(kind)}
    for entity, ops in read_histories(project, query).items():
        if entity in kind_of:
            yield Kind(kind_of[entity]), EntityId(entity), ops


# What they are about, deleted or not --------------------------------------------------------------------------------


def rows(project: Project, kind: Kind, ids: Iterable[EntityId]) -> dict[EntityId, Any]:
    """The rows of things, deleted ones too."""
    table = TABLES[kind]
    found: dict[EntityId, Any] = {}
    for some in sqlite.portions(sorted(set(ids))):
        found.update((EntityId(row.id), row) for row in project.read(sa.select(table).where(table.c.id.in_(some))))
    return found


def rows_naming(project: Project, kind: Kind, column: str, ids: Iterable[EntityId]) -> list[Any]:
    """The live rows of a kind that name one of the ids in a column, by id: child codes, layers, memos."""
    table = TABLES[kind]
    found: list[Any] = []
    for some in sqlite.portions(sorted(set(ids))):
        found += project.read(sa.select(table).where(table.c[column].in_(some), table.c.deleted == 0))
    return sorted(found, key=lambda row: bytes(row.id))


def code_parents(project: Project) -> list[Any]:
    """Id and parent of every code, also of deleted ones, by id."""
    code = TABLES[Kind.CODE]
    return list(project.read(sa.select(code.c.id, code.c.parent, code.c.deleted).order_by(code.c.id)))


def layers_of(project: Project, document: EntityId) -> list[Any]:
    """The rows of all layers of a document, deleted ones too, in order."""
    query = sa.select(layer).where(layer.c.document == document)
    return list(project.read(query.order_by(layer.c.position, layer.c.id)))


def codings_on(project: Project, kind: Kind, ids: Iterable[EntityId]) -> Iterator[Found]:
    """The live codings that lean on codes, cases, documents, layers or coders, or that are those codings themselves;
    those of each thing by id."""
    wanted = sorted(set(ids))
    if kind == Kind.CASE:
        yield from _codings_about(project, set(wanted))
        return
    columns: dict[Kind, sa.ColumnElement[bytes]] = {
        Kind.CODE: coding.c.code,
        Kind.LAYER: coding.c.layer,
        Kind.DOCUMENT: layer.c.document,
        Kind.CODER: coding.c.coder,
        Kind.CODING: coding.c.id,
    }
    if kind not in columns:
        return
    query = sa.select(columns[kind], coding.c.id, coding.c.coder).where(coding.c.deleted == 0)
    if kind == Kind.DOCUMENT:
        query = query.join(layer, layer.c.id == coding.c.layer)
    for some in sqlite.portions(wanted):
        for ground, this, who in project.read(query.where(columns[kind].in_(some)).order_by(coding.c.id)):
            yield Found(EntityId(ground), CodingId(EntityId(this)), CoderId(EntityId(who)))


def _codings_about(project: Project, wanted: set[EntityId]) -> Iterator[Found]:
    if not wanted:
        return
    query = sa.select(coding.c.id, coding.c.coder, coding.c.cases).where(coding.c.deleted == 0, coding.c.cases != "[]")
    about: dict[str, list[EntityId]] = {}  # thousands of codings share a few sets of cases
    for this, who, text in project.read(query.order_by(coding.c.id)):
        if text not in about:
            held = {EntityId(deref(one)) for one in text.strip("[]").replace('"', "").split(",")}
            about[text] = sorted(held & wanted)
        for case in about[text]:
            yield Found(case, CodingId(EntityId(this)), CoderId(EntityId(who)))
