"""What merges changed in the codebook, and which codings were made without knowing of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

import sqlalchemy as sa

from annotator.model.changes import Kind
from annotator.model.history import Op, fold, without
from annotator.model.ids import ChangesetId, CodeId, CoderId, CodingId, EntityId
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.journal import held, histories
from annotator.store.schema import coding, looked, op

_PLAIN = ("name", "parent", "definition")
_LISTS = ("include:", "exclude:")


class Redefined(NamedTuple):
    """One code that a set of changesets gave another meaning or place. Fields by name; members of lists as they are."""

    code: CodeId
    changeset: ChangesetId  # the last of them that did
    coder: CoderId
    time: int  # milliseconds since 1970, that coder's clock
    before: Mapping[str, object]
    after: Mapping[str, object]
    fields: tuple[str, ...]  # what differs, of: name, parent, definition, include, exclude


def redefined(entity: bytes, ops: Iterable[Op], changesets: Set[bytes]) -> Redefined | None:
    """What the changesets changed in a code that was there without them; None if nothing its codings depend on."""
    ops = list(ops)
    earlier = without(ops, changesets)
    bringing = [one for one in ops if one.changeset in changesets]
    if not earlier or not bringing:
        return None
    before, after = fold(earlier), fold([*earlier, *bringing])
    names = {name for one in bringing for name in one.fields if name in _PLAIN or name.startswith(_LISTS)}
    differing = {name for name in names if _held(before.values.get(name), name) != _held(after.values.get(name), name)}
    if not differing or after.deleted or before.deleted:
        return None
    last = max((one for one in bringing if differing & one.fields.keys()), key=lambda one: (one.hlc, one.changeset))
    fields = tuple(dict.fromkeys(name.partition(":")[0] for name in sorted(differing)))
    code = CodeId(EntityId(entity))
    author = CoderId(EntityId(last.author))
    return Redefined(code, ChangesetId(last.changeset), author, last.time, before.values, after.values, fields)


def _held(value: object, name: str) -> object:
    return value is not None if name.startswith(_LISTS) else value or None


def redefined_by(project: Project, changesets: Set[bytes]) -> list[Redefined]:
    """What those changesets of the journal changed in codes."""
    with project.transaction() as db:
        among = held(db, changesets)
        touched = sa.select(op.c.entity).distinct().where(op.c.changeset.in_(among), op.c.kind == int(Kind.CODE))
        found = [redefined(entity, ops, changesets) for entity, _, ops in histories(db, touched)]
    return sorted((one for one in found if one is not None), key=lambda one: (one.time, one.changeset))


class Made(NamedTuple):
    """As much of a coding as tells whether it was made before something."""

    id: CodingId
    code: CodeId
    coder: CoderId
    created: int  # milliseconds since 1970


def made_with(project: Project, codes: Iterable[CodeId]) -> list[Made]:
    """The live codings stored with these codes, by document and place."""
    c = coding.c
    query = sa.select(c.id, c.code, c.coder, c.created).where(c.deleted == 0).order_by(c.layer, c.start, c.id)
    found: list[Made] = []
    for some in sqlite.portions(sorted(set(codes))):
        found += [
            Made(CodingId(EntityId(i)), code, who, at)
            for i, code, who, at in project.read(query.where(c.code.in_(some)))
        ]
    return found


def ticked(project: Project, changes: Iterable[ChangesetId]) -> frozenset[tuple[CodingId, ChangesetId]]:
    """Which codings were looked at again after which changes."""
    found: set[tuple[CodingId, ChangesetId]] = set()
    query = sa.select(looked.c.coding, looked.c.change).where(looked.c.deleted == 0)
    for some in sqlite.portions(sorted(set(changes))):
        found.update(
            (CodingId(EntityId(a)), ChangesetId(b)) for a, b in project.read(query.where(looked.c.change.in_(some)))
        )
    return frozenset(found)
