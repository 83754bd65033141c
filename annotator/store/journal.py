"""Reading and writing the journal: fields as text, histories of entities, the chain of hashes."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from annotator.model.changes import Fields, Kind
from annotator.model.history import Op
from annotator.store.dialects import sqlite
from annotator.store.schema import among, changeset, fresh, op, opening

_KNOWN = frozenset(map(int, Kind))
History = tuple[bytes, Kind, list[Op]]  # entity, its kind, its operations


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


_decode = json.JSONDecoder().raw_decode


def encode(fields: Fields) -> str:
    """The fields of an operation as JSON text; nothing for none."""
    return _encode(fields) if fields else ""


def decode(text: str) -> dict[str, Any]:
    if not text:
        return {}
    found: dict[str, Any]
    if text[0] == "{":
        found, end = _decode(text)  # half the time of json.loads, which looks for blanks around it
        if end == len(text):
            return found
    found = json.loads(text)
    return found


def _digest_of_fields(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


_NO_FIELDS = _digest_of_fields("")


def chained(previous: bytes, changeset_id: bytes, rows: list[tuple[bytes, bytes, int, int, bytes, str]]) -> bytes:
    """The hash of a changeset: BLAKE2b-16 over the previous hash of its opening, its id, and each operation.

    Of the fields only a digest enters, so that a redaction can empty them and the chain still holds.
    """
    running = hashlib.blake2b(previous + changeset_id, digest_size=16)
    for entity, _, kind, verb, seen, text in sorted(rows) if len(rows) > 1 else rows:
        running.update(entity + bytes((kind, verb)) + len(seen).to_bytes(4, "big") + seen)
        running.update(_digest_of_fields(text) if text else _NO_FIELDS)
    return running.digest()


GAPS = "gaps"  # the part of a project that names the changesets whose predecessors damage took: id -> earlier hash


def hashes_before_gaps(data: Iterable[str | None]) -> Mapping[bytes, list[bytes]]:
    """The hashes before those changesets whose predecessors could not be saved from a damaged file.

    `data` of the parts called GAPS. They came into the journal when it was saved, and travel with it. A merge may have
    brought the predecessors since.
    """
    found: dict[bytes, list[bytes]] = defaultdict(list)
    for text in data:
        for this, before in json.loads(text or "{}").items():
            found[bytes.fromhex(this)].append(bytes.fromhex(before))
    return found


# Built once: building it costs as much as running it for one entity.
_HISTORIES = (
    sa.select(
        op.c.entity,
        op.c.kind,
        op.c.changeset,
        changeset.c.hlc,
        op.c.verb,
        op.c.seen,
        op.c.fields,
        changeset.c.ahead_ms,
        changeset.c.kind,
        changeset.c.undoes.is_not(None),
        opening.c.coder,
    )
    .join(changeset, changeset.c.id == op.c.changeset)
    .join(opening, opening.c.id == changeset.c.opening)
)


def histories(db: sa.Connection, touched: sa.Select[Any]) -> Iterator[History]:
    """The whole histories of the entities that `touched` selects, entity by entity."""
    query = _HISTORIES.where(op.c.entity.in_(touched)).order_by(op.c.entity)
    rows = db.execute(query).all()
    undone = _undone_by(db, {row[2] for row in rows if row[9]})
    current, kind_of, ops = b"", Kind.DOCUMENT, list[Op]()
    for entity, kind, cs, hlc, verb, seen, text, ahead, how, undoes, author in rows:
        if entity != current:
            if ops:
                yield current, kind_of, ops
            current, ops = entity, []
            kind_of = kind
        taken_back = undone[cs] if undoes else b""
        ops.append(Op(cs, hlc, verb, seen, decode(text), (hlc >> 16) - ahead, how, taken_back, author))
    if ops:
        yield current, kind_of, ops


def _undone_by(db: sa.Connection, changesets: Collection[bytes]) -> dict[bytes, bytes]:
    """What each of them undoes. One of them may name ten thousand and touch as many things: read once, held once."""
    found: dict[bytes, bytes] = {}
    for some in sqlite.portions(sorted(changesets)):
        query = sa.select(changeset.c.id, changeset.c.undoes).where(changeset.c.id.in_(some))
        found.update((this, undoes) for this, undoes in db.execute(query))
    return found


def held(db: sa.Connection, ids: Collection[bytes] = (), table: sa.Table = fresh) -> sa.Select[Any]:
    """The connection's temporary table of changesets, or another, filled with these; a query of the ids in it."""
    table.create(db, checkfirst=True)
    db.execute(table.delete())
    sqlite.insert(db, table, [(one,) for one in sorted(ids)])
    return sa.select(table.c.id)


def held_among(db: sa.Connection, found: sa.Select[Any]) -> sa.Select[Any]:
    """What a query of ids finds, looked up once and held in the other temporary table; a query of the ids in it."""
    among.create(db, checkfirst=True)
    db.execute(among.delete())
    db.execute(among.insert().from_select(["id"], found))
    return sa.select(among.c.id)


def touched_by(held_changesets: sa.Select[Any]) -> sa.Select[Any]:
    """The entities that those changesets touched."""
    return sa.select(op.c.entity).distinct().where(op.c.changeset.in_(held_changesets))


def is_known(kind: int) -> bool:
    """Whether this version projects that kind of entity; others stay in the journal and travel on."""
    return kind in _KNOWN
