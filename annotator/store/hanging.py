"""What an undo would leave without its ground, though no value of it was changed since.

A coding needs its code, its layer and its cases; a code the one above; a memo what it is about. Undo judges each
entity by itself; here the changes of an undo are looked at together, as they will be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import sqlalchemy as sa

from annotator.model.changes import Change, Fields, Kind, Verb, deref, ref
from annotator.model.history import split
from annotator.store.dialects import sqlite
from annotator.store.schema import TABLES, changeset, code, coding, layer, memo


class _Tie(NamedTuple):
    """An entity of kind `user` names one of kind `ground` in `column`, which is set by the field of that name."""

    user: Kind
    column: sa.Column[bytes]
    ground: Kind
    used: str  # said when the ground would go
    gone: str  # said when the ground is gone already


_TIES = (
    _Tie(Kind.CODING, coding.c.layer, Kind.LAYER, "codings lie on its text", "its document was deleted since"),
    _Tie(Kind.CODING, coding.c.code, Kind.CODE, "codings use its code", "its code was deleted since"),
    _Tie(Kind.CODE, code.c.parent, Kind.CODE, "other codes stand below it", "the code above it was deleted since"),
    _Tie(Kind.LAYER, layer.c.document, Kind.DOCUMENT, "it has a text", "its document was deleted since"),
)
_CASE = "case:"
_CASE_USED, _CASE_GONE = "codings are about its case", "its case was deleted since"


Unchanged = Callable[[bytes], bool]


class _After:
    """How the changes will leave what they touch."""

    def __init__(self, changes: Sequence[Change], stands: Mapping[bytes, Fields], unchanged: Unchanged) -> None:
        self.changes: dict[bytes, Change] = {change.id: change for change in changes}
        self.stands = stands
        self.unchanged = unchanged
        self.gone = {kind: _ids(changes, kind, Verb.DELETE) for kind in Kind}
        self.back = {kind: _ids(changes, kind, Verb.RESTORE) for kind in Kind}

    def is_live(self, kind: Kind, entity: bytes, *, deleted: bool) -> bool:
        return entity in self.back[kind] or (not deleted and entity not in self.gone[kind])

    def value(self, entity: bytes, field: str, stored: object) -> object:
        """What a field will hold: an id as bytes, anything else as it stands in fields."""
        change = self.changes.get(entity)
        if change is None or field not in change.fields:
            return stored
        given = change.fields[field]
        return deref(given) if isinstance(given, str) else given


class Hanging(NamedTuple):
    """What must not happen, in words, and the changed entities whose changes would bring it about."""

    said: str
    because_of: frozenset[bytes]


def left_hanging(
    db: sa.Connection, changes: Sequence[Change], stands: Mapping[bytes, Fields], *, since: int | None = None
) -> list[Hanging]:
    """What the changes would leave hanging; empty if nothing. `stands`: each one's fields as they will be.

    `since`: only because of what was changed after that moment of the journal's clock.
    """
    after = _After(changes, stands, _unchanged(db, since))
    because: dict[str, set[bytes]] = {}
    broken = chain.from_iterable(_broken(db, after, tie) for tie in _TIES)
    for said, entity in chain(broken, _memos_left(db, after), _cases_left(db, after)):
        because.setdefault(said, set()).add(entity)
    return [Hanging(said, frozenset(entities)) for said, entities in because.items()]


def _unchanged(db: sa.Connection, since: int | None) -> Unchanged:
    """Whether the heads of something are all older."""
    if since is None:
        return lambda _: False
    newer = set(db.scalars(sa.select(changeset.c.id).where(changeset.c.hlc > since)))
    return lambda heads: newer.isdisjoint(split(heads))


def _ids(changes: Iterable[Change], kind: Kind, verb: Verb) -> set[bytes]:
    return {change.id for change in changes if change.kind == kind and change.verb == verb}


def _broken(db: sa.Connection, after: _After, tie: _Tie) -> Iterator[tuple[str, bytes]]:
    users, field = tie.column.table, tie.column.name
    for some in sqlite.portions(sorted(after.gone[tie.ground])):
        query = sa.select(users.c.id, tie.column, users.c.deleted, users.c.heads).where(tie.column.in_(some))
        for user, ground, deleted, heads in db.execute(query):
            if after.is_live(tie.user, user, deleted=bool(deleted)) and not after.unchanged(heads):
                stays_on = after.value(user, field, ground)
                if isinstance(stays_on, bytes) and stays_on in after.gone[tie.ground]:
                    yield tie.used, stays_on
    wanted: dict[bytes, list[bytes]] = defaultdict(list)
    for change in after.changes.values():
        if change.kind == tie.user and (change.verb == Verb.RESTORE or field in change.fields):
            value = after.stands[change.id].get(field)
            if change.verb != Verb.DELETE and isinstance(value, str):
                wanted[deref(value)].append(change.id)
    for ground in _dead(db, after, tie.ground, wanted):
        yield from ((tie.gone, user) for user in wanted[ground])


def _dead(db: sa.Connection, after: _After, kind: Kind, wanted: Iterable[bytes]) -> Iterator[bytes]:
    """Which of the wanted will not be there."""
    table = TABLES[kind]
    for some in sqlite.portions(sorted(wanted)):
        query = sa.select(table.c.id, table.c.deleted, table.c.heads).where(table.c.id.in_(some))
        for entity, deleted, heads in db.execute(query):
            if not after.is_live(kind, entity, deleted=bool(deleted)) and not after.unchanged(heads):
                yield entity


def _memos_left(db: sa.Connection, after: _After) -> Iterator[tuple[str, bytes]]:
    gone = {entity for kind, ids in after.gone.items() if kind != Kind.MEMO for entity in ids}
    for some in sqlite.portions(sorted(gone)):
        query = sa.select(memo.c.id, memo.c.about, memo.c.deleted, memo.c.heads).where(memo.c.about.in_(some))
        for one, about, deleted, heads in db.execute(query):
            if after.is_live(Kind.MEMO, one, deleted=bool(deleted)) and not after.unchanged(heads):
                yield "a memo was written on it since", about


def _cases_left(db: sa.Connection, after: _After) -> Iterator[tuple[str, bytes]]:
    if after.gone[Kind.CASE]:
        names = {ref(one): one for one in after.gone[Kind.CASE]}
        about = sa.select(coding.c.id, coding.c.cases, coding.c.heads)
        held = db.execute(about.where(coding.c.deleted == 0, coding.c.cases != "[]"))
        for one, text, heads in held:
            if one in after.gone[Kind.CODING] or not any(name in text for name in names) or after.unchanged(heads):
                continue
            change = after.changes.get(one)
            for name, ground in names.items():
                taken = change is not None and change.fields.get(_CASE + name, "") is None
                if name in text and not taken:
                    yield _CASE_USED, ground
    wanted: dict[bytes, list[bytes]] = defaultdict(list)
    for change in after.changes.values():
        if change.kind == Kind.CODING and change.verb != Verb.DELETE:
            fields = after.stands[change.id] if change.verb == Verb.RESTORE else change.fields
            for name, value in fields.items():
                if name.startswith(_CASE) and value is not None:
                    wanted[deref(name.removeprefix(_CASE))].append(change.id)
    for ground in _dead(db, after, Kind.CASE, wanted):
        yield from ((_CASE_GONE, user) for user in wanted[ground])
