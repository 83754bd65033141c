"""What a damaged project file still holds: its records sorted to the tables that they are rows of, each looked at.

A record belongs to the table whose columns it fits by number, sort and length, so neither the schema of the file nor
its trees are needed. Nothing is believed that cannot be: what contradicts itself is left out.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from annotator.model.changes import How, Kind, Verb, deref, ref
from annotator.model.codings import Stance
from annotator.model.history import split
from annotator.model.ids import SIZE, finished_id, looked_id
from annotator.store.dialects.pages import Record
from annotator.store.projection import _DEFAULTS as DEFAULTS
from annotator.store.projection import _IDS as IDS
from annotator.store.projection import _LISTS as LISTS
from annotator.store.projection import _MEMBERS as MEMBERS
from annotator.store.projection import _OBJECTS as OBJECTS
from annotator.store.projection import _TAIL as TAIL
from annotator.store.schema import TABLES, blob, case_number, changeset, document, meta, op, opening

Row = tuple[Any, ...]
Held = dict[str, Any]  # a projected row, by column
_SHA256 = 32
_LENGTHS = {"sha256": _SHA256, "blocks": _SHA256, "page_table": _SHA256, "hash": SIZE}
_JOINED = {"heads", "seen", "undoes"}  # ids, one after another
_ALIKE = 13  # bytes of an id
_STANCES = {stance.value for stance in Stance}
_LISTED = 4  # columns of the index by which a layer's codings are listed


@dataclass(slots=True)
class Remains:
    """The rows that could be read. `stored`: SHA-256 of the blobs. As the indexes tell: `listed`: codings alive;
    `touched`: what a changeset touched.
    """

    labels: dict[str, str] = field(default_factory=dict)
    openings: dict[bytes, Row] = field(default_factory=dict)
    changesets: dict[bytes, Row] = field(default_factory=dict)
    ops: dict[bytes, list[Row]] = field(default_factory=lambda: defaultdict(list))  # by changeset
    rows: dict[Kind, dict[bytes, Held]] = field(default_factory=lambda: defaultdict(dict))
    numbers: list[Row] = field(default_factory=list)
    stored: set[bytes] = field(default_factory=set)
    listed: set[bytes] = field(default_factory=set)
    touched: dict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))

    def __bool__(self) -> bool:
        return bool(self.changesets or self.ops or self.stored or any(self.rows.values()))


def sorted_out(records: Iterable[Record], keep: Callable[[Row], None]) -> Remains:
    """Sorts the records; `keep` is given each row of `blob` whose bytes are what its SHA-256 says, once."""
    found = Remains()
    unclear: list[tuple[Record, list[Kind]]] = []
    seen: set[tuple[bytes, bytes]] = set()
    for record in map(_as_of_now, records):
        tables = [table for table in _BY_COUNT.get(len(record), ()) if _fits(table, record)]
        kinds = [_KIND_OF[table.name] for table in tables if table.name in _KIND_OF]
        if len(kinds) > 1:
            unclear.append((record, kinds))
        elif kinds:
            _add_row(found, kinds[0], record)
        elif tables:
            _add(found, tables[0], record, keep, seen)
        elif len(record) == 2 and all(isinstance(one, bytes) and len(one) == SIZE for one in record):
            found.touched[_bytes(record[0])].add(_bytes(record[1]))
        elif len(record) == _LISTED and _is_listed(record):
            found.listed.add(_bytes(record[3]))
    by_ops = {row[0]: row[2] for ops in found.ops.values() for row in ops}
    for record, kinds in unclear:
        known = by_ops.get(_bytes(record[0]))
        _add_row(found, Kind(known) if known in kinds else _likeliest(record, kinds), record)
    return found


_KIND_OF = {table.name: kind for kind, table in TABLES.items()}
_BY_COUNT: dict[int, list[sa.Table]] = defaultdict(list)
for _table in (opening, changeset, op, blob, meta, case_number, *TABLES.values()):
    _BY_COUNT[len(_table.c)].append(_table)


def _as_of_now(record: Record) -> Record:
    """A document's row of format 1 or 2, which did not say what it is about, as one of now; others as they are."""
    columns = [column for column in document.c if column is not document.c.cases]
    if len(record) == len(columns) and all(map(_may_hold, columns, record)):
        at = document.c.keys().index("cases")
        return (*record[:at], "[]", *record[at:])
    return record


def _fits(table: sa.Table, record: Record) -> bool:
    return all(_may_hold(column, value) for column, value in zip(table.c, record, strict=True))


def _may_hold(column: sa.Column[Any], value: object) -> bool:
    if value is None:
        return bool(column.nullable) and not column.primary_key
    if isinstance(column.type, sa.LargeBinary):
        if not isinstance(value, bytes):
            return False
        if column.name in _JOINED:
            return len(value) % SIZE == 0 and (column.name == "seen" or bool(value))
        return len(value) == (column.type.length or _LENGTHS.get(column.name, len(value)))
    if isinstance(column.type, sa.Text):
        return isinstance(value, str)
    if isinstance(column.type, sa.Float):
        return isinstance(value, (int, float))
    return isinstance(value, int)


def _add(
    found: Remains, table: sa.Table, row: Record, keep: Callable[[Row], None], seen: set[tuple[bytes, bytes]]
) -> None:
    first, second = row[0], row[1]
    if table is meta:
        found.labels[str(first)] = str(second)
    elif table is opening:
        found.openings[_bytes(first)] = row
    elif table is changeset:
        if row[4] in How.__members__.values():
            found.changesets[_bytes(first)] = row
    elif table is op:
        key = _bytes(first), _bytes(second)
        known = row[3] in Verb.__members__.values() and 0 < int(row[2] or 0) < 256
        if key not in seen and known and isinstance(_decoded(row[5]), dict):
            seen.add(key)
            found.ops[key[1]].append(row)
    elif table is blob:
        data = _bytes(row[3])
        if first not in found.stored and hashlib.sha256(data).digest() == first:
            found.stored.add(first)
            keep(row)
    else:
        found.numbers.append(row)


def _add_row(found: Remains, kind: Kind, record: Record) -> None:
    row: Held = dict(zip(TABLES[kind].c.keys(), record, strict=True))
    earlier = found.rows[kind].get(row["id"])
    # Of two states of one thing, one lies in a page that was let go since.
    if row["deleted"] in (0, 1) and _is_sound(kind, row) and (not earlier or earlier["modified"] <= row["modified"]):
        found.rows[kind][row["id"]] = row


def _is_sound(kind: Kind, row: Held) -> bool:
    if kind == Kind.CODING and row["stance"] not in _STANCES:
        return False
    if not isinstance(_decoded(row["extra"]), dict):
        return False
    for column in MEMBERS.get(kind, {}).values():
        held = _decoded(row[column])
        listed = column in LISTS or column in OBJECTS
        if not isinstance(held, list if listed else dict):
            return False
        if column in LISTS and not all(isinstance(one, str) for one in held):
            return False
        if column in OBJECTS and not all(isinstance(one, dict) and "quote" in one for one in held):
            return False
    return True


def _is_listed(record: Record) -> bool:
    """A line of the index of codings by layer: layer, deleted, start, id."""
    on, deleted, start, this = record
    return (
        (on is None or (isinstance(on, bytes) and len(on) == SIZE))
        and deleted == 0
        and (start is None or isinstance(start, int))
        and isinstance(this, bytes)
        and len(this) == SIZE
        and any(this)  # else a disk that could not be read there
    )


def _likeliest(record: Record, kinds: Sequence[Kind]) -> Kind:
    """Among kinds whose rows look alike: the ids of two are made of what they hold."""
    this, one, other = record[:3]
    if Kind.FINISHED in kinds and isinstance(one, bytes) and isinstance(other, bytes):
        if finished_id(one, other) == this:  # type: ignore[arg-type]  # as they lie in the file
            return Kind.FINISHED
        if looked_id(one, other) == this:  # type: ignore[arg-type]  # as they lie in the file
            return Kind.LOOKED
    return Kind.CODER if Kind.CODER in kinds else kinds[0]


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value


def _decoded(text: object) -> Any:
    try:
        return json.loads(str(text)) if text else {}
    except ValueError:
        return None


# Back from rows to the fields of operations --------------------------------------------------------------------------


def fields_of(kind: Kind, row: Held) -> dict[str, object]:
    """The fields that an operation sets so that its row is this one; the inverse of `projection.row`."""
    found: dict[str, object] = {}
    members = MEMBERS.get(kind, {})
    usual = dict(DEFAULTS[kind])
    for column, value in row.items():
        if column in TAIL or column == "id" or column in members.values():
            continue
        if value is not None and value != usual.get(column):
            found[column] = ref(value) if column in IDS[kind] else value
    for prefix, column in members.items():
        held = _decoded(row[column])
        if column in LISTS:
            found |= {f"{prefix}{one}": place + 1 for place, one in enumerate(held)}
        elif column in OBJECTS:
            for place, one in enumerate(held):
                rest = {name: value for name, value in one.items() if name != "quote"}
                found[f"{prefix}{one['quote']}"] = {**rest, "place": place + 1}
        else:
            found |= {f"{prefix}{name}": value for name, value in held.items() if value is not None}
    extra: dict[str, object] = _decoded(row["extra"])
    return found | extra


def sane(kind: int, fields: Mapping[str, object]) -> dict[str, object]:
    """The fields of an operation that no hash vouches for, without those that cannot be."""
    if kind not in TABLES:
        return dict(fields)
    columns, ids = TABLES[Kind(kind)].c, IDS[Kind(kind)]
    found: dict[str, object] = {}
    for written, value in fields.items():
        name = _meant(written, fields.keys(), columns.keys())
        held = _id_of(value) if name in ids or name.startswith("case:") else value
        if name.startswith("case:"):
            fit = len(_id_of(name[5:]) or b"") == SIZE
        elif name in columns:
            fit = name not in TAIL and name != "id" and _may_hold(columns[name], held)
            fit = fit and (name not in ids or held is not None)  # an id that cannot be read names nothing
            fit = fit and (name != "stance" or value in _STANCES)
        else:
            fit = True
        if fit and value is not None:
            found[name] = value
    return found


def _meant(name: str, there: Collection[str], columns: Collection[str]) -> str:
    """A name that is nobody's, and one letter away from that of a column of which nothing is said, is that one."""
    if name in columns or ":" in name:
        return name
    near = [one for one in columns if len(one) == len(name) and one not in there]
    return next((one for one in near if sum(a != b for a, b in zip(one, name, strict=True)) == 1), name)


def _id_of(text: object) -> bytes | None:
    try:
        return deref(text) if isinstance(text, str) else None
    except ValueError:
        return None


def alike(one: bytes, other: bytes) -> bool:
    """Whether two ids differ in so few bytes that one is the other, damaged."""
    return len(one) == len(other) and sum(a == b for a, b in zip(one, other, strict=True)) >= _ALIKE


def heads_of(row: Held) -> list[bytes]:
    return split(row["heads"])
