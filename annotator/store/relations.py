"""Conflicts between entities: what each of them is by itself is sound, but they do not go together.

A function of the projected tables and of nothing else, so equal on every copy. Nothing here is ever a constraint of
the database: a merge must neither fail nor lose something. After a commit only what its changes can have affected is
looked at again; `relate(db)` looks at everything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from annotator.model.changes import Kind, deref, ref
from annotator.model.conflicts import What
from annotator.model.ids import digest
from annotator.store.aliases import resolved
from annotator.store.dialects import sqlite
from annotator.store.journal import held
from annotator.store.schema import TABLES, among, case, code, coder, coding, conflict, document, kept, layer, memo

Row = tuple[Any, ...]
Touched = Mapping[Kind, Collection[bytes]]

OF_ONE = (What.FIELD.value, What.DELETE_EDIT.value)  # found by folding one entity; all others are relations
_FEW = 200  # codings that are looked up one by one
_GROUNDS = (Kind.CODE, Kind.CASE, Kind.DOCUMENT, Kind.CODING)

# What each commit asks is built once: building a query costs more than running it for one coding.
_SOME: sa.BindParameter[Any] = sa.bindparam("some", expanding=True)
_LEANING = (
    sa.select(
        coding.c.id,
        coding.c.layer,
        coding.c.start,
        coding.c.end,
        coding.c.code,
        coding.c.coder,
        coding.c.cases,
        layer.c.document,
    )
    .join(layer, layer.c.id == coding.c.layer, isouter=True)
    .where(coding.c.deleted == 0)
)
_LEANING_OF_FEW = _LEANING.where(coding.c.id.in_(_SOME))
_WRITTEN = {
    what: sa.select(conflict.c.id, conflict.c.kind, conflict.c.entity, conflict.c.detail).where(
        conflict.c.what == what.value
    )
    for what in (What.DANGLING, What.DUPLICATE_CODING)
}
_DEAD = {  # a document also where a layer of it is
    kind: [(sa.select(TABLES[kind].c.id).where(TABLES[kind].c.deleted == 1), TABLES[kind].c.id)] for kind in _GROUNDS
}
_DEAD[Kind.DOCUMENT].append((sa.select(layer.c.document).where(layer.c.deleted == 1), layer.c.document))
_NOTED_DEAD = (  # of many codings: there are fewer memos
    sa.select(memo.c.about)
    .join(coding, coding.c.id == memo.c.about)
    .where(memo.c.deleted == 0, coding.c.deleted == 1)
    .distinct()
)
_DEAD_OF_FEW = {kind: [query.where(column.in_(_SOME)) for query, column in _DEAD[kind]] for kind in _GROUNDS}


def relate(db: sa.Connection, touched: Touched | None = None) -> None:
    """Writes which relations are in conflict now; `touched`: what a commit has changed, None for everything."""
    everything = touched is None or Kind.KEPT in touched
    now: dict[Kind, Collection[bytes]] = dict.fromkeys(Kind, ()) if everything or touched is None else dict(touched)
    found: dict[bytes, Row] = {}
    stale: set[bytes] = set()
    watched: list[What] = []
    for kinds, whats, look in _WHOLE:
        if now.keys() & kinds:
            watched += whats
            found |= {row[0]: row for row in look(db)}
    if everything:
        watched += [What.DANGLING, What.DUPLICATE_CODING]
        found |= {row[0]: row for row in (*_dangling(db, None), *_duplicates(db, None))}
    else:
        rows = _coding_rows(db, now.get(Kind.CODING, ()))
        for some in (_dangling_again(db, now, rows), _duplicates_again(db, now, rows)):
            if some is not None:
                stale |= some[0]
                found |= {row[0]: row for row in some[1]}
    if watched:
        query = sa.select(conflict.c.id).where(conflict.c.what.in_([what.value for what in watched]))
        stale.update(db.scalars(query))
    if not found and not stale:
        return
    for some_kept in sqlite.portions(sorted(found)):
        left_alone = sa.select(kept.c.conflict).where(kept.c.conflict.in_(some_kept), kept.c.deleted == 0)
        for one in db.scalars(left_alone):
            found.pop(one, None)
    for gone in sqlite.portions(sorted(stale - found.keys())):
        db.execute(conflict.delete().where(conflict.c.id.in_(gone)))
    sqlite.upsert(db, conflict, [found[one] for one in sorted(found.keys() - stale)])


def standing(db: sa.Connection) -> list[Row]:
    """The rows that the tables as they are give, for comparison with those that are written down."""
    found = [row for _, _, look in _WHOLE for row in look(db)] + [*_dangling(db, None), *_duplicates(db, None)]
    left_alone = set(db.scalars(sa.select(kept.c.conflict).where(kept.c.deleted == 0)))
    return [row for row in found if row[0] not in left_alone]


def _row(what: What, kind: Kind, field: str, *members: bytes) -> Row:
    ordered = sorted(members)
    name = digest(what.value, int(kind), ordered[0], field, *ordered, size=16)
    return name, what.value, int(kind), ordered[0], field, " ".join(map(ref, ordered))


# Looked at as a whole whenever their kind is touched: there are few codes, cases, coders and layers ------------------


def _codes(db: sa.Connection) -> Iterator[Row]:
    rows = db.execute(sa.select(code.c.id, code.c.name, code.c.parent, code.c.same_as).where(code.c.deleted == 0)).all()
    same = resolved({row.id: row.same_as for row in rows})
    named: dict[tuple[bytes | None, str], list[bytes]] = defaultdict(list)
    above: dict[bytes, bytes | None] = {}
    for row in rows:
        if row.id in same:
            continue
        parent = same.get(row.parent, row.parent)
        above[row.id] = parent
        named[parent, _folded(row.name)].append(row.id)
    for ids in named.values():
        if len(ids) > 1:
            yield _row(What.DUP_CODE, Kind.CODE, "name", *ids)
    for ring in _rings(above):
        yield _row(What.CYCLE, Kind.CODE, "parent", *ring)


def _cases(db: sa.Connection) -> Iterator[Row]:
    rows = db.execute(sa.select(case.c.id, case.c.type, case.c.name, case.c.same_as).where(case.c.deleted == 0)).all()
    same = resolved({row.id: row.same_as for row in rows})
    named: dict[tuple[str, str], list[bytes]] = defaultdict(list)
    for row in rows:
        if row.id not in same:
            named[row.type or "", _folded(row.name)].append(row.id)
    return (_row(What.DUP_CASE, Kind.CASE, "name", *ids) for ids in named.values() if len(ids) > 1)


def _coders(db: sa.Connection) -> Iterator[Row]:
    rows = db.execute(sa.select(coder.c.id, coder.c.name, coder.c.same_as).where(coder.c.deleted == 0)).all()
    same = resolved({row.id: row.same_as for row in rows})
    named: dict[str, list[bytes]] = defaultdict(list)
    for row in rows:
        if row.id not in same:
            named[_folded(row.name)].append(row.id)
    return (_row(What.SAME_CODER, Kind.CODER, "name", *ids) for ids in named.values() if len(ids) > 1)


def _layers(db: sa.Connection) -> Iterator[Row]:
    query = sa.select(layer.c.document, layer.c.role, layer.c.sha256).join(document, document.c.id == layer.c.document)
    of_role: dict[tuple[bytes, str], int] = defaultdict(int)
    of_text: dict[bytes, set[bytes]] = defaultdict(set)
    for this, role, text in db.execute(query.where(layer.c.deleted == 0, document.c.deleted == 0)):
        of_role[this, role] += 1
        if text is not None:
            of_text[text].add(this)
    for this in sorted({this for (this, _), count in of_role.items() if count > 1}):
        yield _row(What.TWO_TEXTS, Kind.DOCUMENT, "", this)
    for documents in of_text.values():
        if len(documents) > 1:
            yield _row(What.SAME_TEXT, Kind.DOCUMENT, "", *documents)


_WHOLE = (
    ({Kind.CODE}, (What.DUP_CODE, What.CYCLE), _codes),
    ({Kind.CASE}, (What.DUP_CASE,), _cases),
    ({Kind.CODER}, (What.SAME_CODER,), _coders),
    ({Kind.LAYER, Kind.DOCUMENT}, (What.TWO_TEXTS, What.SAME_TEXT), _layers),
)


def _folded(name: str | None) -> str:
    return " ".join((name or "").split()).casefold()


def _rings(above: Mapping[bytes, bytes | None]) -> Iterator[list[bytes]]:
    done: set[bytes] = set()
    for start in above:
        path: list[bytes] = []
        at: bytes | None = start
        while at is not None and at in above and at not in done and at not in path:
            path.append(at)
            at = above[at]
        if at in path:
            yield path[path.index(at) :]
        done.update(path)


# What was deleted while others leant on it --------------------------------------------------------------------------


def _coding_rows(db: sa.Connection, ids: Collection[bytes]) -> Sequence[Any]:
    """The live ones among the codings, with all that is needed to see what they lean on."""
    if len(ids) <= sqlite.MOST_PARAMETERS:
        return db.execute(_LEANING_OF_FEW, {"some": list(ids)}).all() if ids else ()
    return db.execute(_LEANING.where(coding.c.id.in_(held(db, ids, among)))).all()


def _dangling_again(db: sa.Connection, touched: Touched, rows: Sequence[Any]) -> tuple[set[bytes], list[Row]] | None:
    """Of those things that the commit may have made or left dangling: the rows that stood, and those that stand now."""
    if not touched.keys() & {*_GROUNDS, Kind.LAYER, Kind.MEMO}:
        return None
    stale: set[bytes] = set()
    looked: dict[Kind, set[bytes]] = {kind: set(touched.get(kind, ())) for kind in _GROUNDS}
    for this, kind, entity, _ in db.execute(_WRITTEN[What.DANGLING]):
        stale.add(this)
        looked[Kind(kind)].add(entity)
    for row in rows:
        looked[Kind.CODE].add(row.code)
        looked[Kind.DOCUMENT].add(row.document)
        if row.cases != "[]":
            looked[Kind.CASE].update(deref(one) for one in _refs(row.cases))
    for kind, column, ground in (
        (Kind.CODE, code.c.parent, Kind.CODE),
        (Kind.LAYER, layer.c.document, Kind.DOCUMENT),
    ):
        for some in sqlite.portions(sorted(touched.get(kind, ()))):
            looked[ground].update(db.scalars(sa.select(column).where(column.table.c.id.in_(some))))
    for some in sqlite.portions(sorted(touched.get(Kind.MEMO, ()))):
        about = sa.select(memo.c.about).where(memo.c.id.in_(some))
        for entity in db.scalars(about):
            for kind in _GROUNDS:
                looked[kind].add(entity)
    return stale, list(_dangling(db, {kind: [one for one in ids if one] for kind, ids in looked.items()}))


def _refs(cases: str) -> list[str]:
    """The ids in a JSON list of them: nothing in one needs unquoting."""
    return [part for part in cases.strip("[]").replace('"', "").split(",") if part]


def _dangling(db: sa.Connection, looked: Mapping[Kind, Iterable[bytes]] | None) -> Iterator[Row]:
    for kind in _GROUNDS:
        some = None if looked is None else list(looked[kind])
        if kind == Kind.CODING and (some is None or len(some) > sqlite.MOST_PARAMETERS):
            yield from (_row(What.DANGLING, kind, "", entity) for entity in db.scalars(_NOTED_DEAD).all())
        elif dead := _dead(db, kind, some):
            for entity in sorted(_leant_on(db, kind, dead)):
                yield _row(What.DANGLING, kind, "", entity)


def _dead(db: sa.Connection, kind: Kind, looked: Sequence[bytes] | None) -> list[bytes]:
    """Which of them, or of all, are deleted; a document also where a layer of it is."""
    values: dict[str, Any] = {}
    if looked is None:
        queries = [query for query, _ in _DEAD[kind]]
    elif len(looked) <= sqlite.MOST_PARAMETERS:
        queries, values = _DEAD_OF_FEW[kind] if looked else [], {"some": looked}
    else:
        inside = held(db, looked, among)
        queries = [query.where(column.in_(inside)) for query, column in _DEAD[kind]]
    return sorted({one for query in queries for one in db.scalars(query, values)})


def _leant_on(db: sa.Connection, kind: Kind, dead: Sequence[bytes]) -> set[bytes]:
    """Which of the dead something alive still needs."""
    queries: list[tuple[sa.Select[Any], sa.ColumnElement[Any]]] = [
        (sa.select(memo.c.about).where(memo.c.deleted == 0), memo.c.about)
    ]
    if kind == Kind.CODE:
        queries.append((sa.select(coding.c.code).where(coding.c.deleted == 0), coding.c.code))
        queries.append((sa.select(code.c.parent).where(code.c.deleted == 0), code.c.parent))
    elif kind == Kind.DOCUMENT:
        lying = (
            sa.select(layer.c.document)
            .join(document, document.c.id == layer.c.document)
            .where(sa.or_(layer.c.deleted == 1, document.c.deleted == 1))
            .where(sa.exists().where(coding.c.layer == layer.c.id, coding.c.deleted == 0))
        )
        queries.append((lying, layer.c.document))
    found: set[bytes] = set()
    some = dead if len(dead) <= sqlite.MOST_PARAMETERS else held(db, dead, among)
    for query, column in queries:
        found.update(db.scalars(query.where(column.in_(some)).distinct()))
    if kind == Kind.CASE:
        wanted = {ref(one): one for one in dead}
        about = sa.select(coding.c.cases).where(coding.c.deleted == 0, coding.c.cases != "[]").distinct()
        for text in db.scalars(about):
            found.update(wanted[one] for one in _refs(text) if one in wanted)
    if kind == Kind.DOCUMENT:  # a memo on a document whose one layer is gone leans on nothing dead
        dead_documents = set(_dead_only(db, document, found))
        lying_on = found - dead_documents
        found = dead_documents | _with_codings_on_dead_layers(db, lying_on)
    return found


def _dead_only(db: sa.Connection, table: sa.Table, ids: Iterable[bytes]) -> Iterator[bytes]:
    for some in sqlite.portions(sorted(ids)):
        yield from db.scalars(sa.select(table.c.id).where(table.c.id.in_(some), table.c.deleted == 1))


def _with_codings_on_dead_layers(db: sa.Connection, ids: Iterable[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    lying = sa.exists().where(coding.c.layer == layer.c.id, coding.c.deleted == 0)
    for some in sqlite.portions(sorted(ids)):
        query = sa.select(layer.c.document).where(layer.c.document.in_(some), layer.c.deleted == 1).where(lying)
        found.update(db.scalars(query))
    return found


# One coder, one code, one passage, twice ----------------------------------------------------------------------------

_KEY = (coding.c.layer, coding.c.start, coding.c.end, coding.c.code, coding.c.coder)
_AT = _KEY[:2]  # by the index alone; where two codings begin at one place, the rest of them is looked at
_ALIKE = sa.select(coding.c.id).where(
    coding.c.deleted == 0,
    *(column == sa.bindparam(column.name) for column in _AT),
    *(column.is_not_distinct_from(sa.bindparam(column.name)) for column in _KEY[2:]),
)


def _duplicates_again(db: sa.Connection, touched: Touched, rows: Sequence[Any]) -> tuple[set[bytes], list[Row]] | None:
    if Kind.CODING not in touched:
        return None
    ids = set(touched[Kind.CODING])
    stale: set[bytes] = set()
    partners: set[bytes] = set()
    for this, _, _, detail in db.execute(_WRITTEN[What.DUPLICATE_CODING]):
        members = {deref(one) for one in detail.split(" ")}
        if members & ids:
            stale.add(this)
            partners |= members - ids
    rows = [*rows, *_coding_rows(db, partners)]
    if len(rows) > _FEW:
        layers = {row.layer for row in rows if row.start is not None and row.layer is not None}
        return stale, list(_duplicates(db, layers if len(layers) <= sqlite.MOST_PARAMETERS else None))
    groups: dict[tuple[object, ...], set[bytes]] = {}
    for row in rows:
        key = (row.layer, row.start, row.end, row.code, row.coder)
        if row.start is None or key in groups:
            continue
        groups[key] = set(_alike(db, key))
    return stale, [_row(What.DUPLICATE_CODING, Kind.CODING, "", *group) for group in groups.values() if len(group) > 1]


def _duplicates(db: sa.Connection, layers: Iterable[bytes] | None) -> Iterator[Row]:
    """All there are, or all on those layers, which are no more than one statement takes."""
    these = [coding.c.deleted == 0, coding.c.start.is_not(None)]
    if layers is not None:
        these.append(coding.c.layer.in_(sorted(layers)))
    begun = sa.select(*_AT).where(*these).group_by(*_AT).having(sa.func.count() > 1).cte()
    at = (begun.c.layer == coding.c.layer, begun.c.start == coding.c.start)
    twice = sa.select(*_KEY).join(begun, sa.and_(*at)).where(*these).group_by(*_KEY).having(sa.func.count() > 1)
    for key in db.execute(twice).all():
        yield _row(What.DUPLICATE_CODING, Kind.CODING, "", *_alike(db, key))


def _alike(db: sa.Connection, key: Sequence[object]) -> Sequence[bytes]:
    """The live codings with that layer, place, code and coder."""
    values = {column.name: value for column, value in zip(_KEY, key, strict=True)}
    return db.scalars(_ALIKE, values).all()
