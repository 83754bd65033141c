"""What a project holds, as values. Reads return values, never rows or connections; nothing here writes.

Codes, cases and coders that were joined into others are not listed: whatever names them is given out with what they
stand for now. What was deleted while others leant on it is listed as gone, so that no coding becomes invisible.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from annotator.model.changes import HistoryLine, How, Kind, deref
from annotator.model.codings import Area, Case, Coder, Coding, Memo, Passage, PlacedArea, PlacedCoding, Stance
from annotator.model.conflicts import REMARKS, What
from annotator.model.documents import Document, Layer, LayerContent, PageLayout, Role
from annotator.model.errors import CannotDo
from annotator.model.history import split
from annotator.model.ids import (
    CaseId,
    ChangesetId,
    CodeId,
    CoderId,
    CodingId,
    DocumentId,
    EntityId,
    LayerId,
    setting_id,
)
from annotator.store.aliases import canonical, everything_canonical, expanded
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.layer_tables import unpack_blocks, unpack_pages
from annotator.store.schema import (
    TABLES,
    blob,
    case,
    changeset,
    code,
    coder,
    coding,
    conflict,
    document,
    layer,
    memo,
    op,
    opening,
    part,
)

SETTING = "setting"  # among the parts of a codebook: what the whole project shares besides
_MANY = 400  # ids; beyond that a whole table is read and sifted


def heads(project: Project, kind: Kind, entity: EntityId) -> bytes:
    """The heads of one entity, to be named as `seen` by a change of it. CannotDo if it is gone."""
    table = TABLES[kind]
    found = project.read(sa.select(table.c.heads, table.c.deleted).where(table.c.id == entity))
    if not found or found[0][1]:
        raise CannotDo(f"That {kind.name.lower()} does not exist any more.")
    return bytes(found[0][0])


def state(project: Project, kind: Kind, ids: Iterable[EntityId]) -> dict[EntityId, tuple[bytes, bool]]:
    """Heads and whether deleted, of those that were ever made."""
    table = TABLES[kind]
    found: dict[EntityId, tuple[bytes, bool]] = {}
    for some in sqlite.portions(sorted(set(ids))):
        rows = project.read(sa.select(table.c.id, table.c.heads, table.c.deleted).where(table.c.id.in_(some)))
        found.update({EntityId(row[0]): (row[1], bool(row[2])) for row in rows})
    return found


def gone(project: Project, kind: Kind) -> frozenset[EntityId]:
    """The codes, cases or documents that were deleted while others leant on them, and still are in conflict."""
    query = sa.select(conflict.c.entity).where(conflict.c.what == What.DANGLING.value, conflict.c.kind == int(kind))
    return frozenset(EntityId(row[0]) for row in project.read(query))


# Documents ---------------------------------------------------------------------------------------------------------


def documents(project: Project) -> tuple[Document, ...]:
    """All documents, by title; those that are gone have their deleted layers, after any live ones."""
    return project.once("documents", lambda: _documents(project))


def _documents(project: Project) -> tuple[Document, ...]:
    made = project.made.setdefault("documents", {})
    lost, coder_of = gone(project, Kind.DOCUMENT), canonical(project, Kind.CODER)
    rows = _kept_rows(project, document, _narrow(document))
    about = _about(project, {row.cases for row in rows})
    live: dict[bytes, list[Layer]] = defaultdict(list)
    deleted: dict[bytes, list[Layer]] = defaultdict(list)
    for row in _kept_rows(project, layer, _narrow(layer).order_by(layer.c.document, layer.c.position, layer.c.id)):
        held = made.get(row.id)
        if held is None or held[0] is not row:
            held = made[row.id] = (row, _layer(row))
        (deleted if row.deleted else live)[row.document].append(held[1])
    found: list[Document] = []
    for row in rows:
        if row.deleted and row.id not in lost:
            continue
        shown = live[row.id] if live[row.id] and row.id not in lost else [*live[row.id], *deleted[row.id]]
        if shown:
            is_gone = bool(row.deleted) or not live[row.id]
            from_what = (row, tuple(shown), coder_of, about[row.cases], is_gone)
            held = made.get(row.id)
            if held is None or held[0] != from_what:
                held = made[row.id] = (
                    from_what,
                    _document(row, tuple(shown), coder_of, about[row.cases], gone=is_gone),
                )
            found.append(held[1])
    return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.id)))


def _about(project: Project, texts: Iterable[str]) -> dict[str, tuple[CaseId, ...]]:
    """What documents are about, by the list of cases as it is stored: what these stand for, of deleted ones none."""
    stored = {text: _cases(text) for text in texts}
    joined = _Joined(project) if any(stored.values()) else None
    if joined is None:
        return stored
    canonical_of = {text: joined.cases(held) for text, held in stored.items()}
    states = state(project, Kind.CASE, {case for held in canonical_of.values() for case in held})
    live = {case for case, (_, deleted) in states.items() if not deleted}
    return {text: tuple(case for case in held if case in live) for text, held in canonical_of.items()}


def _layer(row: Any) -> Layer:
    return Layer(
        LayerId(row.id),
        DocumentId(row.document),
        Role(row.role),
        row.extractor,
        row.sha256,
        row.characters,
        row.pages or 0,
    )


def _document(
    row: Any,
    layers: tuple[Layer, ...],
    coder_of: Mapping[EntityId, EntityId],
    about: tuple[CaseId, ...],
    *,
    gone: bool,
) -> Document:
    return Document(
        id=DocumentId(row.id),
        title=row.title or "",
        file_name=row.file_name or "",
        media_type=row.media_type or "",
        sha256=row.sha256,
        size=row.size or 0,
        metadata=json.loads(row.metadata),
        layers=layers,
        imported=row.created,
        imported_by=CoderId(coder_of.get(row.author, row.author)),
        heads=row.heads,
        gone=gone,
        cases=about,
        stored_cases=_cases(row.cases),
    )


def is_live_layer(project: Project, wanted: LayerId) -> bool:
    """Whether new codings may be made on a layer: neither it nor its document was deleted."""
    query = sa.select(layer.c.id).join(document, document.c.id == layer.c.document)
    return bool(project.read(query.where(layer.c.id == wanted, layer.c.deleted == 0, document.c.deleted == 0)))


def layer_content(project: Project, wanted: Layer) -> LayerContent:
    """A layer with its text, blocks and pages; CannotDo if this copy of the project lacks them."""
    text = project.text_of(wanted.id)
    row = project.read(sa.select(layer.c.blocks, layer.c.page_table).where(layer.c.id == wanted.id))
    blocks = blob_data(project, row[0][0]) if row and row[0][0] else None
    if text is None or blocks is None:
        raise CannotDo("This copy of the project lacks the text of that document; open a complete copy or a backup.")
    pages = blob_data(project, row[0][1]) if row[0][1] else None
    return LayerContent(wanted, text, unpack_blocks(blocks), unpack_pages(pages)[0] if pages else ())


def first_position(project: Project, wanted: DocumentId) -> int:
    """Where the first of a document's live layers stands among them."""
    query = sa.select(sa.func.min(layer.c.position)).where(layer.c.document == wanted, layer.c.deleted == 0)
    return int(project.read(query)[0][0] or 0)


def page_starts(project: Project, layers: Iterable[LayerId]) -> dict[LayerId, tuple[int, ...]]:
    """Where each page begins in the text, of those layers that have pages and whose page table is here."""
    found: dict[LayerId, tuple[int, ...]] = {}
    query = sa.select(layer.c.id, blob.c.data).join(blob, blob.c.sha256 == layer.c.page_table)
    for some in sqlite.portions(sorted(set(layers))):
        for this, data in project.read(query.where(layer.c.id.in_(some))):
            found[LayerId(EntityId(this))] = tuple(page.start for page in unpack_pages(bytes(data))[0])
    return found


def page_layouts(project: Project, wanted: LayerId) -> tuple[tuple[PageLayout, ...], tuple[bytes, ...]]:
    """The pages of a layer, and the SHA-256 of each one's packed boxes; none where it has no pages."""
    query = sa.select(blob.c.data).join(layer, blob.c.sha256 == layer.c.page_table).where(layer.c.id == wanted)
    found = project.read(query)
    return unpack_pages(bytes(found[0][0])) if found else ((), ())


def blob_data(project: Project, sha256: bytes) -> bytes | None:
    found = project.read(sa.select(blob.c.data).where(blob.c.sha256 == sha256))
    return bytes(found[0][0]) if found else None


# Codings -----------------------------------------------------------------------------------------------------------


def placed_codings(project: Project, wanted: LayerId) -> list[PlacedCoding]:
    """The codings of a layer that have a place in its text."""
    c = coding.c
    query = sa.select(c.id, c.code, c.coder, c.start, c.end, c.stance, c.cases)
    rows = project.read(query.where(c.layer == wanted, c.deleted == 0, c.start.is_not(None)))
    joined = _Joined(project)
    if not joined:
        return [
            PlacedCoding(CodingId(i), code_, who, start, end, _STANCES[stance], _cases(text))
            for i, code_, who, start, end, stance, text in rows
        ]
    return [
        PlacedCoding(
            CodingId(i), joined.code(code_), joined.coder(who), start, end, _STANCES[stance], joined.cases(_cases(text))
        )
        for i, code_, who, start, end, stance, text in rows
    ]


def placed_areas(project: Project, wanted: LayerId) -> list[PlacedArea]:
    """The codings on areas of a layer's pages, by page, place and id."""
    c = coding.c
    query = sa.select(c.id, c.code, c.coder, c.page, c.area, c.stance, c.cases)
    rows = project.read(query.where(c.layer == wanted, c.deleted == 0, c.start.is_(None), c.area.is_not(None)))
    joined = _Joined(project) if rows else None
    found = [
        PlacedArea(
            CodingId(i), joined.code(code_), joined.coder(who), area, _STANCES[stance], joined.cases(_cases(text))
        )
        for i, code_, who, page, edges, stance, text in rows
        if joined is not None and (area := Area.stored(wanted, page, edges)) is not None
    ]
    return sorted(found, key=lambda one: (one.area.page, one.area.top, one.area.left, one.id))


class _Joined:
    """What codes, cases and coders stand for at this moment; false where everything stands for itself."""

    def __init__(self, project: Project) -> None:
        found = everything_canonical(project)
        self._codes, self._cases, self._coders = found[Kind.CODE], found[Kind.CASE], found[Kind.CODER]

    def __bool__(self) -> bool:
        return bool(self._codes or self._cases or self._coders)

    def code(self, one: bytes) -> CodeId:
        return CodeId(self._codes.get(EntityId(one), EntityId(one)))

    def coder(self, one: bytes) -> CoderId:
        return CoderId(self._coders.get(EntityId(one), EntityId(one)))

    def cases(self, held: tuple[CaseId, ...]) -> tuple[CaseId, ...]:
        if not self._cases or not held:
            return held
        return tuple(dict.fromkeys(CaseId(self._cases.get(one, one)) for one in held))


_STANCES = {stance.value: stance for stance in Stance}


@lru_cache(maxsize=4096)  # thousands of codings share a few sets of cases
def _cases(text: str) -> tuple[CaseId, ...]:
    if text == "[]":
        return ()
    return tuple(CaseId(EntityId(deref(one))) for one in json.loads(text))


def codings(
    project: Project,
    ids: Iterable[CodingId] | None = None,
    *,
    layers: Iterable[LayerId] | None = None,
    codes: Iterable[CodeId] | None = None,
) -> list[Coding]:
    """Codings with all that belongs to them, by document, place, code, coder and id.

    All of them, or those named, or those on some layers, or those with some codes, those joined with them included
    (one of the three).
    """
    joined = _Joined(project)
    query = sa.select(coding, layer.c.document, document.c.title).where(coding.c.deleted == 0)
    query = query.join(layer, layer.c.id == coding.c.layer, isouter=True)
    query = query.join(document, document.c.id == layer.c.document, isouter=True)
    rows: list[Any] = []
    if ids is not None:
        for some in sqlite.portions(list(ids)):
            rows += project.read(query.where(coding.c.id.in_(some)))
    elif layers is not None:
        for few in sqlite.portions(list(layers)):
            rows += project.read(query.where(coding.c.layer.in_(few)))
    elif codes is not None:
        for few_codes in sqlite.portions(expanded(canonical(project, Kind.CODE), codes)):
            rows += project.read(query.where(coding.c.code.in_(few_codes)))
    else:
        rows = project.read(query)
    found = [(_place(row), _coding(row, joined)) for row in rows]
    found.sort(key=lambda one: (*one[0], one[1].code, one[1].coder, one[1].id))
    return [one for _, one in found]


def _place(row: Any) -> tuple[object, ...]:
    start = -1 if row.start is None else row.start
    return (row.title or "").casefold(), row.document or b"", start, row.end or 0, row.page or 0, row.area or ""


def _coding(row: Any, joined: _Joined) -> Coding:
    stored = _cases(row.cases)
    return Coding(
        id=CodingId(row.id),
        layer=row.layer,
        document=row.document,
        code=joined.code(row.code),
        coder=joined.coder(row.coder),
        start=row.start,
        end=row.end,
        quote=row.quote or "",
        prefix=row.prefix or "",
        suffix=row.suffix or "",
        stance=_STANCES[row.stance],
        fields=json.loads(row.fields),
        cases=joined.cases(stored),
        created=row.created,
        modified=row.modified,
        foreign_id=row.foreign_id,
        imported_from=row.imported_from,
        heads=row.heads,
        stored_cases=stored,
        area=Area.stored(row.layer, row.page, row.area) if row.start is None else None,
    )


def same_coding(project: Project, passage: Passage, *, code_id: CodeId, coder_id: CoderId) -> CodingId | None:
    """The coding that this coder has already made with this code on exactly this passage, whatever either was called
    when it was made."""
    c = coding.c
    query = sa.select(c.id, c.code, c.coder).where(c.layer == passage.layer, c.deleted == 0, c.start == passage.start)
    return _of_both(project, project.read(query.where(c.end == passage.end).order_by(c.id)), code_id, coder_id)


def same_area(project: Project, area: Area, *, code_id: CodeId, coder_id: CoderId) -> CodingId | None:
    """The same of an area: its edges are the same to a tenth of a point."""
    c = coding.c
    query = sa.select(c.id, c.code, c.coder).where(c.layer == area.layer, c.deleted == 0, c.start.is_(None))
    lying = project.read(query.where(c.page == area.page, c.area == area.text).order_by(c.id))
    return _of_both(project, lying, code_id, coder_id)


def _of_both(project: Project, lying: Sequence[Any], code_id: CodeId, coder_id: CoderId) -> CodingId | None:
    """The first of some codings (id, code, coder) that this coder made with this code."""
    if not lying:
        return None
    joined = _Joined(project)
    wanted = joined.code(code_id), joined.coder(coder_id)
    found = (CodingId(EntityId(this)) for this, held, who in lying if (joined.code(held), joined.coder(who)) == wanted)
    return next(found, None)


def code_to_use(project: Project, wanted: CodeId) -> tuple[CodeId, str]:
    """What a code stands for, and its name. CannotDo where there is none, or where it was deleted."""
    this = CodeId(canonical(project, Kind.CODE).get(wanted, wanted))
    found = project.read(sa.select(code.c.name, code.c.deleted).where(code.c.id == this))
    if found and found[0][1] and this in gone(project, Kind.CODE):
        raise CannotDo("That code was deleted; restore it or recode its codings in Team.")
    if not found or found[0][1]:
        raise CannotDo("That code does not exist any more.")
    return this, str(found[0][0] or "")


def code_name(project: Project, wanted: CodeId) -> str:
    """The name of what a live code stands for; CannotDo if there is none."""
    return code_to_use(project, wanted)[1]


def coding_counts(project: Project) -> Mapping[CodeId, int]:
    """How many codings each code has, not counting those of the codes below it."""
    query = sa.select(coding.c.code, sa.func.count()).where(coding.c.deleted == 0).group_by(coding.c.code)
    stands_for = canonical(project, Kind.CODE)
    counts: dict[CodeId, int] = defaultdict(int)
    for this, count in project.read(query):
        counts[CodeId(stands_for.get(this, this))] += count
    return dict(counts)


def document_counts(project: Project) -> Mapping[DocumentId, int]:
    """How many codings each document has."""
    document_of = {row[0]: row[1] for row in project.read(sa.select(layer.c.id, layer.c.document))}
    query = sa.select(coding.c.layer, sa.func.count()).where(coding.c.deleted == 0).group_by(coding.c.layer)
    counts: dict[DocumentId, int] = defaultdict(int)
    for on, count in project.read(query):  # by layer, which the index of codings has: a third of the time of a join
        if on in document_of:
            counts[DocumentId(document_of[on])] += count
    return dict(counts)


# Codebook, cases, coders, memos ------------------------------------------------------------------------------------


def code_rows(project: Project, *, deleted: bool = False) -> Sequence[Any]:
    """The rows of the codes, joined ones too, in the order of the codebook; with `deleted` those as well.
    `annotator.operations.codebook` makes values of them."""
    narrow = _narrow(code) if deleted else _narrow(code).where(code.c.deleted == 0)
    return _kept_rows(project, code, narrow.order_by(code.c.position, code.c.id))


def _narrow(table: sa.Table) -> sa.Select[Any]:
    return sa.select(table.c.id, table.c.heads, table.c.deleted)


def _kept_rows(project: Project, table: sa.Table, narrow: sa.Select[Any]) -> list[Any]:
    """The rows of a table that a narrow query names, in its order: those read before are used again where they have
    the same heads, for each deed on a thing gives it others."""
    with project.lock:
        kept = project.made.setdefault(f"rows of {table.name}", {})
        wanted = project.read(narrow)
        new = [
            this
            for this, heads, deleted in wanted
            if (held := kept.get(this)) is None or held.heads != heads or held.deleted != deleted
        ]
        if len(new) > _MANY:
            kept.update((row.id, row) for row in project.read(sa.select(table)))
        else:
            for some in sqlite.portions(sorted(new)):
                kept.update((row.id, row) for row in project.read(sa.select(table).where(table.c.id.in_(some))))
        return [kept[row[0]] for row in wanted]


def part_rows(project: Project) -> Sequence[Any]:
    """The rows of the codebook's other parts, in order; the project's own settings are none."""
    query = sa.select(part).where(part.c.deleted == 0, sa.func.coalesce(part.c.part, "") != SETTING)
    return project.read(query.order_by(part.c.part, part.c.position, part.c.key, part.c.id))


def setting(project: Project, key: str) -> object:
    """A setting that the whole project shares, as plain JSON; None if it was never made, or taken away."""
    query = sa.select(part.c.data).where(part.c.id == setting_id(key), part.c.deleted == 0)
    found = project.read(query)
    try:
        return json.loads(found[0][0]) if found and found[0][0] else None
    except ValueError:
        return None


def cases(project: Project) -> tuple[Case, ...]:
    """All cases, by name."""
    lost, stands_for = gone(project, Kind.CASE), canonical(project, Kind.CASE)
    found: dict[EntityId, Case] = {}
    joined: dict[EntityId, list[Case]] = defaultdict(list)
    for row in project.read(sa.select(case).order_by(case.c.id)):
        if row.deleted and row.id not in lost:
            continue
        one = _case(row)
        if one.id in stands_for:
            joined[stands_for[one.id]].append(one)
        else:
            found[one.id] = one
    for this, held in joined.items():
        attributes: dict[str, str] = {}
        for each in (found[this], *held):
            attributes = {**each.attributes, **attributes}
        found[this] = replace(found[this], attributes=attributes, members=tuple(held))
    return tuple(sorted(found.values(), key=lambda one: (one.name.casefold(), one.id)))


def _case(row: Any) -> Case:
    return Case(
        CaseId(row.id),
        row.name or "",
        row.type or "",
        tuple(json.loads(row.aliases)),
        json.loads(row.attributes),
        row.heads,
        gone=bool(row.deleted),
    )


def coders(project: Project, *, joined: bool = False) -> tuple[Coder, ...]:
    """All coders, by name; with `joined` also those who were joined into others."""
    stands_for = {} if joined else canonical(project, Kind.CODER)
    rows = project.read(sa.select(coder).where(coder.c.deleted == 0))
    found = [
        Coder(CoderId(row.id), row.name or "", row.initials or "", row.colour or "", row.heads)
        for row in rows
        if row.id not in stands_for
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def memos(project: Project, about: Iterable[EntityId] | None = None) -> list[Memo]:
    """Memos in the order in which they were written; all of them, or those about some things.

    A memo on a code or case that was joined into another is one about that other.
    """
    query = sa.select(memo).where(memo.c.deleted == 0)
    stands_for = {**canonical(project, Kind.CODE), **canonical(project, Kind.CASE)}
    coder_of = canonical(project, Kind.CODER)
    wanted = None if about is None else expanded(stands_for, about)
    rows: list[Any] = []
    if wanted is None or len(wanted) > _MANY:
        sift = None if wanted is None else set(wanted)
        rows = [row for row in project.read(query) if sift is None or row.about in sift]
    else:
        for some in sqlite.portions(wanted):
            rows += project.read(query.where(memo.c.about.in_(some)))
    rows.sort(key=lambda row: (row.created, row.id))
    return [
        Memo(
            EntityId(row.id),
            stands_for.get(row.about, row.about),
            row.about_kind,
            row.text or "",
            CoderId(coder_of.get(row.coder, row.coder)),
            row.created,
            row.modified,
            row.heads,
        )
        for row in rows
    ]


# History and conflicts ---------------------------------------------------------------------------------------------


def history(project: Project, *, entity: EntityId | None = None, most: int | None = None) -> list[HistoryLine]:
    """Changesets, newest first; all of them, or those that touched one entity."""
    coder_of = canonical(project, Kind.CODER)
    query = sa.select(changeset, opening.c.coder).join(opening, opening.c.id == changeset.c.opening)
    if entity is not None:
        query = query.where(changeset.c.id.in_(sa.select(op.c.changeset).where(op.c.entity == entity)))
    query = query.order_by(changeset.c.hlc.desc(), changeset.c.id.desc())
    rows = project.read(query if most is None else query.limit(most))
    touched: dict[bytes, dict[Kind, int]] = defaultdict(dict)
    counts = sa.select(op.c.changeset, op.c.kind, sa.func.count()).group_by(op.c.changeset, op.c.kind)
    ids = [row.id for row in rows]
    found: list[Any] = []
    if most is not None or len(ids) <= _MANY:
        for some in sqlite.portions(ids):
            found += project.read(counts.where(op.c.changeset.in_(some)))
    else:
        found = list(project.read(counts))
    for this, kind, count in found:
        if kind in Kind.__members__.values():
            touched[this][Kind(kind)] = count
    return [
        HistoryLine(
            ChangesetId(row.id),
            (row.hlc >> 16) - row.ahead_ms,
            CoderId(coder_of.get(row.coder, row.coder)),
            How(row.kind),
            row.label,
            tuple(ChangesetId(one) for one in split(row.undoes or b"")),
            touched[row.id],
        )
        for row in rows
    ]


def conflict_counts(project: Project) -> Mapping[EntityId, int]:
    """How many open conflicts each thing has a part in; mere remarks do not count."""
    c = conflict.c
    query = sa.select(c.what, c.entity, c.detail).where(c.what.not_in([what.value for what in REMARKS]))
    counts: dict[EntityId, int] = defaultdict(int)
    for what, entity, detail in project.read(query):
        alone = what in (What.FIELD, What.DELETE_EDIT)
        for one in {EntityId(entity)} if alone else {EntityId(deref(text)) for text in detail.split()}:
            counts[one] += 1
    return dict(counts)


def latest_time(project: Project) -> int:
    """Of the last changeset, milliseconds since 1970; 0 if there is none."""
    row = project.read(sa.select(changeset.c.hlc, changeset.c.ahead_ms).order_by(changeset.c.hlc.desc()).limit(1))
    return (row[0][0] >> 16) - row[0][1] if row else 0
