"""What was done in changesets that could not be kept: each thing as its row, or what is left of its operations, shows
it, against what the kept journal makes of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from annotator.model.changes import Kind, Verb, deref, ref
from annotator.model.codings import Quoted, quoted
from annotator.model.history import Folded, fold, same
from annotator.model.ids import derived_id
from annotator.store.journal import decode, encode, histories
from annotator.store.remains import Held, Remains, Row, alike, fields_of, heads_of, sane
from annotator.store.salvaged_journal import CHANGESET, ENTITY, FIELDS, HLC, KIND, VERB, Kept
from annotator.store.schema import TABLES, blob, code, coding, document, layer, op, opening

Operation = tuple[bytes, int, int, bytes, str]  # entity, kind, verb, seen, fields
_NAMING = {"layer", "document", "code", "parent", "coder", "about"}
_QUOTE = ("quote", "prefix", "suffix")


class Brought(NamedTuple):
    """Operations that make or change things as they were; those of them that were deleted are deleted after."""

    ops: list[Operation]
    deleted_again: list[tuple[bytes, int]]
    stand_ins: int = 0


class _Thing(NamedTuple):
    kind: int
    fields: dict[str, object]
    deleted: bool


def brought_back(db: sa.Connection, found: Remains, whole: Kept) -> Brought:
    """To be called when the kept journal is in the file, and projected."""
    now = {entity: (kind, fold(ops)) for entity, kind, ops in histories(db, sa.select(op.c.entity).distinct())}
    known: dict[bytes, set[bytes]] = defaultdict(set)
    for row in whole.ops:
        known[row[ENTITY]].add(row[CHANGESET])
    text_of = _Texts(db, found, now)
    brought = Brought([], [])
    everything = {*now, *(entity for rows in found.rows.values() for entity in rows), *_named_often(found)}
    for entity, thing in _things(found, whole, now, known, text_of):
        kind, stands = thing.kind, now[entity][1] if entity in now else None
        _name_rightly(thing.fields, everything)
        if stands is None:
            brought.ops.append((entity, kind, int(Verb.CREATE), b"", encode(thing.fields)))
            if thing.deleted:
                brought.deleted_again.append((entity, kind))
        else:
            differing = _differing(thing.fields, stands)
            if differing or stands.deleted != thing.deleted:
                verb = Verb.DELETE if thing.deleted else Verb.RESTORE if stands.deleted else Verb.SET
                brought.ops.append((entity, kind, int(verb), stands.heads, encode(differing)))
    return brought


def _things(
    found: Remains,
    whole: Kept,
    now: Mapping[bytes, tuple[int, Folded]],
    known: Mapping[bytes, set[bytes]],
    text_of: _Texts,
) -> Iterator[tuple[bytes, _Thing]]:
    """The things that are, or were, otherwise than the kept journal makes them."""
    told: set[bytes] = set()
    touched = _touched(found)
    kept_ids = {row[0] for row in whole.changesets}
    by_name = {*now, *(entity for rows in found.rows.values() for entity in rows)}
    by_name |= {row[ENTITY] for ops in found.ops.values() for row in ops}
    for kind, rows in found.rows.items():
        for entity, row in sorted(rows.items(), key=lambda one: (one[1].get("layer") or b"", one[0])):
            told.add(entity)
            stands = now[entity][1] if entity in now else None
            if stands is not None and set(heads_of(row)) <= known[entity]:
                on = stands.values.get("layer")  # as the journal, which its hash vouches for, tells it
                if kind == Kind.CODING and not text_of.is_there(deref(on) if isinstance(on, str) else None):
                    lost = {name: row[name] for name in _QUOTE if row[name]}  # else nothing tells what was coded
                    yield entity, _Thing(int(kind), {**stands.values, **lost}, stands.deleted)
                continue
            misnamed = entity not in found.listed and any(
                entity not in touched[one] and _is_misnamed(entity, found.touched.get(one, set()), by_name)
                for one in heads_of(row)
            )
            if misnamed or any(one in kept_ids and one not in known[entity] for one in heads_of(row)):
                continue  # its id, or what it says of itself, is not as it was: that changeset did not touch it
            fields = fields_of(kind, row)
            if kind == Kind.CODING:
                _set_right(fields, row, text_of)
            yield entity, _Thing(int(kind), fields, bool(row["deleted"]))
    dropped = {row[ENTITY] for this, ops in found.ops.items() if this not in kept_ids for row in ops} - told
    dropped -= {
        row[ENTITY]
        for this, ops in found.ops.items()
        for row in ops
        if row[ENTITY] in dropped and _is_misnamed(row[ENTITY], found.touched.get(this, set()), by_name)
    }
    of_entity: dict[bytes, list[Row]] = defaultdict(list)
    for one in (one for ops in found.ops.values() for one in ops):
        if one[ENTITY] in dropped:
            of_entity[one[ENTITY]].append(one)
    for entity, ops in sorted(of_entity.items()):
        yield entity, _from_operations(found, ops, text_of)


def _named_often(found: Remains) -> set[bytes]:
    """What several rows name: no damage makes the same wrong id twice, so that it is right, whatever became of it."""
    held = (row[name] for rows in found.rows.values() for row in rows.values() for name in _NAMING & row.keys())
    return {one for one, count in Counter(held).items() if count > 1 and isinstance(one, bytes)}


def _name_rightly(fields: dict[str, object], everything: set[bytes]) -> None:
    """An id that names nothing, and is nearly that of something, names that."""
    for name in _NAMING & fields.keys():
        value = fields[name]
        if isinstance(value, str) and (one := deref(value)) not in everything:
            fields[name] = next((ref(other) for other in everything if alike(one, other)), value)


def _touched(found: Remains) -> Mapping[bytes, set[bytes]]:
    """What each changeset touched, as operations and their index tell."""
    touched: dict[bytes, set[bytes]] = defaultdict(set)
    for this, ops in found.ops.items():
        touched[this] |= {row[ENTITY] for row in ops}
    for this, listed in found.touched.items():
        touched[this] |= listed
    return touched


def _is_misnamed(entity: bytes, touched: set[bytes], by_name: set[bytes]) -> bool:
    """Whether an id is not as it was written: what was touched has one that is nearly the same instead.

    Where nothing has that name it may be the list of what was touched that is wrong: rather a thing twice than lost.
    """
    return entity not in touched and any(alike(entity, one) and one in by_name for one in touched)


def _from_operations(found: Remains, ops: list[Row], text_of: _Texts) -> _Thing:
    """As well as they tell, in the order of their time; the id of a changeset holds it too."""

    def order(row: Row) -> tuple[int, bytes]:
        held = found.changesets.get(row[CHANGESET])
        return (held[HLC] >> 16 if held else int.from_bytes(row[CHANGESET][:6], "big")), row[CHANGESET]

    ops = sorted(ops, key=order)
    fields: dict[str, object] = {}
    for row in ops:
        fields.update(decode(row[FIELDS]))
    fields = sane(ops[0][KIND], fields)
    if ops[0][KIND] in (Kind.CODING, Kind.MEMO) and "coder" not in fields:
        held = found.changesets.get(ops[0][CHANGESET])
        who = found.openings.get(held[1]) if held else None
        if who is not None:
            fields["coder"] = ref(who[1])
    if ops[0][KIND] == Kind.CODING:
        at = fields.get("layer")
        held_row: Held = {name: fields.get(name) for name in ("start", "end", "check", *_QUOTE)}
        _set_right(fields, held_row | {"layer": deref(at) if isinstance(at, str) else None}, text_of)
    return _Thing(ops[0][KIND], fields, ops[-1][VERB] == Verb.DELETE)


def _set_right(fields: dict[str, object], row: Held, text_of: _Texts) -> None:
    """A coding's quote is read from its text where that is there; where the two do not agree it has no place."""
    start, end, text = row["start"], row["end"], text_of(row["layer"])
    if start is None:  # an area, which needs no text, is as its page and edges are
        return
    held = Quoted(*(str(row[name] or "") for name in _QUOTE))
    if text is None:
        _leave_out_what_cannot_be(fields, held, start, end)
        return
    if isinstance(end, int) and 0 <= start < end <= len(text):
        stands = quoted(text, start, end)
        if row["check"] == ref(stands.check) or held == stands or not held.quote:
            for name in _QUOTE:
                fields.pop(name, None)
            fields["check"] = ref(stands.check)
            return
    for name in ("start", "end"):
        fields.pop(name, None)
    fields["check"] = ref(held.check)


def _leave_out_what_cannot_be(fields: dict[str, object], held: Quoted, start: int, end: object) -> None:
    """Without the text a coding's quote tells whether its place, and what its coder saw, are as they were written.

    Without a layer it has no place at all. What contradicts the quote would stand against the text, and against the
    true coding, once a colleague brings them.
    """
    fits = isinstance(end, int) and 0 <= start < end and len(held.quote) in (0, end - start)
    placed = fits and bool(fields.get("layer"))
    if not placed:
        for name in ("start", "end"):
            fields.pop(name, None)
    if (held.quote or not placed) and fields.get("check") != ref(held.check):
        fields.pop("check", None)


class _Texts:
    """The texts that were read, by layer."""

    def __init__(self, db: sa.Connection, found: Remains, now: Mapping[bytes, tuple[int, Folded]]) -> None:
        self._db, self._stored = db, found.stored
        self._keys = {entity: row["sha256"] for entity, row in found.rows[Kind.LAYER].items()}
        for entity, (kind, folded) in now.items():
            if kind == Kind.LAYER and isinstance(key := folded.values.get("sha256"), str):
                self._keys[entity] = deref(key)
        self._last: tuple[bytes | None, str | None] = None, None

    def is_there(self, wanted: bytes | None) -> bool:
        return wanted is not None and self._keys.get(wanted) in self._stored

    def __call__(self, wanted: bytes | None) -> str | None:
        if wanted is None or not self.is_there(wanted):
            return None
        if self._last[0] != wanted:
            data = self._db.scalar(sa.select(blob.c.data).where(blob.c.sha256 == self._keys[wanted]))
            self._last = wanted, bytes(data or b"").decode("utf-8", "replace")
        return self._last[1]


def _differing(wanted: Mapping[str, object], stands: Folded) -> dict[str, object]:
    """What must be set so that a thing is as wanted. Who coded is not said where the kept changeset tells it."""
    found = {
        name: value
        for name, value in wanted.items()
        if not same(name, stands.values.get(name), value)
        and not (name == "coder" and stands.values.get(name) is None and value == ref(stands.author))
    }
    gone = {name for name, value in stands.values.items() if value is not None and name not in wanted}
    return found | dict.fromkeys(sorted(gone - {"coder", *_QUOTE}))


# Things that others name and that are gone altogether -----------------------------------------------------------------


def stand_ins(db: sa.Connection) -> list[Operation]:
    """Names for codes, cases, coders and documents of which nothing is left but that others name them."""
    made: dict[bytes, tuple[Kind, dict[str, object]]] = {}

    def named(kind: Kind, ids: set[bytes]) -> list[bytes]:
        table = TABLES[kind]
        new = sorted(ids - {None} - set(db.scalars(sa.select(table.c.id))) - made.keys())
        label = "title" if kind == Kind.DOCUMENT else "name"
        for one in new:
            made[one] = kind, {label: f"Lost {kind.name.lower()} {one.hex()[-6:]}"}
        return new

    live = coding.c.deleted == 0
    for one in named(Kind.CODE, set(db.scalars(sa.select(coding.c.code).where(live).distinct()))):
        made[one][1]["to_define"] = 1
    named(Kind.CODE, set(db.scalars(sa.select(code.c.parent).where(code.c.deleted == 0))))
    held = [*db.scalars(sa.select(coding.c.cases).where(live, coding.c.cases != "[]").distinct())]
    held += db.scalars(sa.select(document.c.cases).where(document.c.deleted == 0, document.c.cases != "[]").distinct())
    named(Kind.CASE, {deref(one) for text in held for one in text.strip("[]").replace('"', "").split(",")})
    named(Kind.CODER, {*db.scalars(sa.select(coding.c.coder).distinct()), *db.scalars(sa.select(opening.c.coder))})
    lying = {*db.scalars(sa.select(coding.c.layer).where(live).distinct())} - {None}
    for one in sorted(lying - set(db.scalars(sa.select(layer.c.id)))):
        above = derived_id("stand-in", one)
        end = db.scalar(sa.select(sa.func.max(coding.c.end)).where(live, coding.c.layer == one))
        made[one] = Kind.LAYER, {"document": ref(above), "role": "text", "extractor": "", "characters": end or 0}
        named(Kind.DOCUMENT, {above})
    named(Kind.DOCUMENT, set(db.scalars(sa.select(layer.c.document).where(layer.c.deleted == 0))))
    return [(one, int(kind), int(Verb.CREATE), b"", encode(fields)) for one, (kind, fields) in made.items()]
