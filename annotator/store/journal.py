"""Reading and writing the journal: fields as text, histories of entities, the chain of hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from annotator.model.changes import Fields, Kind
from annotator.model.history import Op
from annotator.store.schema import changeset, op, opening

History = tuple[bytes, Kind, list[Op]]  # entity, its kind, its operations


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def encode(fields: Fields) -> str:
    """The fields of an operation as JSON text; nothing for none."""
    return _encode(fields) if fields else ""


def decode(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text) if text else {}
    return found


@lru_cache(maxsize=4096)
def _digest_of_fields(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def chained(previous: bytes, changeset_id: bytes, rows: list[tuple[bytes, bytes, int, int, bytes, str]]) -> bytes:
    """The hash of a changeset: BLAKE2b-16 over the previous hash of its opening, its id, and each operation.

    Of the fields only a digest enters, so that a redaction can empty them and the chain still holds.
    """
    running = hashlib.blake2b(previous + changeset_id, digest_size=16)
    for entity, _, kind, verb, seen, text in sorted(rows):
        running.update(entity + bytes((kind, verb)) + len(seen).to_bytes(4, "big") + seen + _digest_of_fields(text))
    return running.digest()


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
        changeset.c.undoes,
        opening.c.coder,
    )
    .join(changeset, changeset.c.id == op.c.changeset)
    .join(opening, opening.c.id == changeset.c.opening)
)


def histories(db: sa.Connection, touched: sa.Select[Any]) -> Iterator[History]:
    """The whole histories of the entities that `touched` selects, entity by entity."""
    query = _HISTORIES.where(op.c.entity.in_(touched)).order_by(op.c.entity)
    current, kind_of, ops = b"", Kind.DOCUMENT, list[Op]()
    for entity, kind, cs, hlc, verb, seen, text, ahead, how, undoes, author in db.execute(query).all():
        if entity != current:
            if ops:
                yield current, kind_of, ops
            current, ops = entity, []
            kind_of = kind
        ops.append(Op(cs, hlc, verb, seen, decode(text), (hlc >> 16) - ahead, how, undoes or b"", author))
    if ops:
        yield current, kind_of, ops


def is_known(kind: int) -> bool:
    """Whether this version projects that kind of entity; others stay in the journal and travel on."""
    return kind in Kind.__members__.values()
