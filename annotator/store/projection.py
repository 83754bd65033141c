"""From folded histories to rows: what the journal amounts to, table by table.

A projected row depends on the set of an entity's operations and on immutable texts, and on nothing else: no local
counters, no clock readings. Two copies that hold the same journal hold the same rows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from annotator.model.changes import Kind, deref, ref
from annotator.model.codings import Stance, quoted
from annotator.model.history import Folded, fold
from annotator.model.ids import EntityId, LayerId, digest
from annotator.store import relations
from annotator.store.dialects import sqlite
from annotator.store.journal import History, histories, is_known
from annotator.store.schema import TABLES, conflict, op

Row = tuple[Any, ...]
TextOf = Callable[[LayerId], str | None]

# Which fields of an operation a column is made of; members ("case:ID", "meta:KEY") and rest go into JSON columns.
_MEMBERS: dict[Kind, dict[str, str]] = {
    Kind.DOCUMENT: {"meta:": "metadata", "case:": "cases"},
    Kind.CODE: {
        "include:": "include",
        "exclude:": "exclude",
        "example:": "examples",
        "counter_example:": "counter_examples",
        "detail:": "details",
    },
    Kind.CODING: {"field:": "fields", "case:": "cases"},
    Kind.CASE: {"alias:": "aliases", "attribute:": "attributes"},
}
_LISTS = {"include", "exclude", "cases", "aliases"}  # of texts
_OBJECTS = {"examples", "counter_examples"}  # lists of objects, their key being the quote
_IDS: dict[Kind, frozenset[str]] = {
    Kind.DOCUMENT: frozenset({"sha256"}),
    Kind.LAYER: frozenset({"document", "sha256", "blocks", "page_table"}),
    Kind.CODE: frozenset({"parent", "same_as"}),
    Kind.CODING: frozenset({"layer", "code", "coder"}),
    Kind.CASE: frozenset({"same_as"}),
    Kind.CODER: frozenset({"same_as"}),
    Kind.MEMO: frozenset({"about", "coder"}),
    Kind.PART: frozenset(),
    Kind.FINISHED: frozenset({"document", "coder"}),
    Kind.LOOKED: frozenset({"coding", "change"}),
    Kind.KEPT: frozenset({"conflict"}),
}
_TAIL = ("created", "modified", "author", "deleted", "heads", "extra")
_COLUMNS = {
    kind: tuple(column.name for column in table.c if column.name not in ("id", *_TAIL))
    for kind, table in TABLES.items()
}
_KNOWN = {kind: frozenset(columns) for kind, columns in _COLUMNS.items()}
_NO_MEMBERS = {
    kind: {column: "[]" if column in _LISTS | _OBJECTS else "{}" for column in members.values()}
    for kind, members in _MEMBERS.items()
}
_DEFAULTS: dict[Kind, tuple[tuple[str, object], ...]] = dict.fromkeys(Kind, ()) | {
    Kind.CODE: (("to_define", 0),),
    Kind.CODING: (("stance", Stance.SUPPORTS.value),),
}


def plain_columns(kind: Kind) -> list[sa.Column[Any]]:
    """Those that hold the value of a field as it stands there."""
    collected = _MEMBERS.get(kind, {}).values()
    return [TABLES[kind].c[name] for name in _COLUMNS[kind] if name not in collected]


def row(kind: Kind, entity: bytes, folded: Folded, text_of: TextOf) -> Row:
    """The row of one entity, in the order of its table's columns."""
    members = _MEMBERS.get(kind, {})
    collected: dict[str, dict[str, object]] = {}
    plain: dict[str, object] = {}
    extra: dict[str, object] = {}
    known = _KNOWN[kind]
    for name, value in folded.values.items():
        if name in known:
            plain[name] = value
            continue
        prefix, colon, key = name.partition(":")
        if colon and prefix + colon in members:
            if value is not None:
                collected.setdefault(members[prefix + colon], {})[key] = value
        elif value is not None:
            extra[name] = value
    for name in _IDS[kind]:
        if isinstance(text := plain.get(name), str):
            plain[name] = deref(text)
    if kind == Kind.CODING:
        plain.setdefault("coder", folded.author)
        _add_quote(plain, text_of)
    elif kind == Kind.MEMO:
        plain.setdefault("coder", folded.author)
    plain |= _NO_MEMBERS.get(kind, {})
    for column, held in collected.items():
        if column in _LISTS:
            plain[column] = _encode(_in_order(held))
        elif column in _OBJECTS:
            plain[column] = _encode([{"quote": quote, **_object(held[quote])} for quote in _in_order(held)])
        else:
            plain[column] = _encode(held)
    for name, value in _DEFAULTS[kind]:
        if plain.get(name) is None:
            plain[name] = value
    return (
        entity,
        *map(plain.get, _COLUMNS[kind]),
        folded.created,
        folded.modified,
        folded.author,
        int(folded.deleted),
        folded.heads,
        _encode(extra) if extra else "",
    )


def _add_quote(plain: dict[str, object], text_of: TextOf) -> None:
    """Quote and context are not in the journal while the passage lies in its layer: they are read from its text."""
    layer, start, end = plain.get("layer"), plain.get("start"), plain.get("end")
    if not (isinstance(layer, bytes) and isinstance(start, int) and isinstance(end, int)):
        return
    text = text_of(LayerId(EntityId(layer)))
    if text is not None:
        plain["quote"], plain["prefix"], plain["suffix"] = quoted(text, start, end)


def _in_order(held: dict[str, object]) -> list[str]:
    """Members by the place that they were given; those without one as they came."""
    return sorted(held, key=lambda key: _place(held[key]))


def _object(value: object) -> dict[str, object]:
    return {k: v for k, v in value.items() if k != "place"} if isinstance(value, dict) else {}


def _place(value: object) -> float:
    if isinstance(value, dict):
        value = value.get("place")
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def folded_by_kind(found: Iterable[History]) -> tuple[dict[Kind, list[tuple[bytes, Folded]]], list[Row]]:
    """The histories folded, kind by kind, layers before the codings on them; and the rows of their conflicts."""
    by_kind: dict[Kind, list[tuple[bytes, Folded]]] = defaultdict(list)
    clashes: list[Row] = []
    for entity, kind, ops in found:
        if not is_known(kind):
            continue
        folded = fold(ops)
        by_kind[Kind(kind)].append((entity, folded))
        for clash in folded.clashes:
            name = digest(clash.kind, kind, entity, clash.field, *clash.changesets, size=16)
            detail = " ".join(map(ref, clash.changesets))
            clashes.append((name, clash.kind, int(kind), entity, clash.field, detail))
    by_kind[Kind.CODING].sort(key=lambda one: str(one[1].values.get("layer")))  # each text is read once
    return {kind: by_kind[kind] for kind in sorted(by_kind)}, clashes


def refold(db: sa.Connection, touched: sa.Select[Any], text_of: TextOf, known: Iterable[History] | None = None) -> None:
    """Folds the touched entities anew, from the journal unless their histories are in hand, and writes what they
    amount to: rows, and conflicts within them. Conflicts between them are `relations.relate`'s."""
    write(db, touched, *folded_by_kind(histories(db, touched) if known is None else known), text_of)


def write(
    db: sa.Connection,
    touched: sa.Select[Any],
    by_kind: Mapping[Kind, list[tuple[bytes, Folded]]],
    clashes: Iterable[Row],
    text_of: TextOf,
) -> None:
    """Writes what `folded_by_kind` made of the touched entities."""
    db.execute(conflict.delete().where(conflict.c.what.in_(relations.OF_ONE), conflict.c.entity.in_(touched)))
    text_at = lru_cache(maxsize=1)(text_of)  # codings come layer by layer, and after the layers
    for kind, found in by_kind.items():
        rows = [row(kind, entity, folded, text_at) for entity, folded in found]
        sqlite.upsert(db, TABLES[kind], sorted(rows, key=_id_of))  # in order: faster, and the pages are left fuller
    sqlite.upsert(db, conflict, list(clashes))


_id_of = itemgetter(0)


def rebuild(db: sa.Connection, text_of: TextOf) -> None:
    """Empties the projected tables and makes them anew from the journal alone."""
    for table in (*TABLES.values(), conflict):
        db.execute(table.delete())
    refold(db, sa.select(op.c.entity).distinct(), text_of)
    relations.relate(db)


def dump(db: sa.Connection) -> dict[str, list[Row]]:
    """All projected rows, by table, sorted: two projects with equal journals have equal dumps."""
    tables = [*TABLES.values(), conflict]
    return {t.name: [tuple(found) for found in db.execute(sa.select(t).order_by(t.c.id))] for t in tables}
