"""What a project holds, as values. Reads return values, never rows or connections; nothing here writes."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from annotator.model.changes import HistoryLine, How, Kind, deref
from annotator.model.codings import Case, Coder, Coding, Memo, Passage, PlacedCoding, Stance
from annotator.model.documents import Document, Layer, LayerContent, Role
from annotator.model.errors import CannotDo
from annotator.model.history import split
from annotator.model.ids import CaseId, ChangesetId, CodeId, CoderId, CodingId, DocumentId, EntityId, LayerId
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


# Documents ---------------------------------------------------------------------------------------------------------


def documents(project: Project) -> tuple[Document, ...]:
    """All documents, by title."""
    layers: dict[bytes, list[Layer]] = defaultdict(list)
    query = sa.select(layer).where(layer.c.deleted == 0).order_by(layer.c.document, layer.c.position, layer.c.id)
    for row in project.read(query):
        layers[row.document].append(_layer(row))
    found = [
        _document(row, tuple(layers[row.id]))
        for row in project.read(sa.select(document).where(document.c.deleted == 0))
        if layers[row.id]
    ]
    return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.id)))


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


def _document(row: Any, layers: tuple[Layer, ...]) -> Document:
    return Document(
        id=DocumentId(row.id),
        title=row.title,
        file_name=row.file_name or "",
        media_type=row.media_type or "",
        sha256=row.sha256,
        size=row.size or 0,
        metadata=json.loads(row.metadata),
        layers=layers,
        imported=row.created,
        imported_by=CoderId(row.author),
        heads=row.heads,
    )


def layer_content(project: Project, wanted: Layer) -> LayerContent:
    """A layer with its text, blocks and pages; CannotDo if this copy of the project lacks them."""
    text = project.text_of(wanted.id)
    row = project.read(sa.select(layer.c.blocks, layer.c.page_table).where(layer.c.id == wanted.id))
    blocks = blob_data(project, row[0][0]) if row and row[0][0] else None
    if text is None or blocks is None:
        raise CannotDo("This copy of the project lacks the text of that document; open a complete copy or a backup.")
    pages = blob_data(project, row[0][1]) if row[0][1] else None
    return LayerContent(wanted, text, unpack_blocks(blocks), unpack_pages(pages)[0] if pages else ())


def page_starts(project: Project, layers: Iterable[LayerId]) -> dict[LayerId, tuple[int, ...]]:
    """Where each page begins in the text, of those layers that have pages and whose page table is here."""
    found: dict[LayerId, tuple[int, ...]] = {}
    query = sa.select(layer.c.id, blob.c.data).join(blob, blob.c.sha256 == layer.c.page_table)
    for some in sqlite.portions(sorted(set(layers))):
        for this, data in project.read(query.where(layer.c.id.in_(some))):
            found[LayerId(EntityId(this))] = tuple(page.start for page in unpack_pages(bytes(data))[0])
    return found


def blob_data(project: Project, sha256: bytes) -> bytes | None:
    found = project.read(sa.select(blob.c.data).where(blob.c.sha256 == sha256))
    return bytes(found[0][0]) if found else None


# Codings -----------------------------------------------------------------------------------------------------------


def placed_codings(project: Project, wanted: LayerId) -> list[PlacedCoding]:
    """The codings of a layer that have a place in its text."""
    c = coding.c
    query = sa.select(c.id, c.code, c.coder, c.start, c.end, c.stance, c.cases)
    rows = project.read(query.where(c.layer == wanted, c.deleted == 0, c.start.is_not(None)))
    return [
        PlacedCoding(CodingId(i), code_, who, start, end, _STANCES[stance], _cases(text))
        for i, code_, who, start, end, stance, text in rows
    ]


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

    All of them, or those named, or those on some layers, or those with some codes (one of the three).
    """
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
        for few_codes in sqlite.portions(list(codes)):
            rows += project.read(query.where(coding.c.code.in_(few_codes)))
    else:
        rows = project.read(query)
    rows.sort(key=_coding_order)
    return [_coding(row) for row in rows]


def _coding_order(row: Any) -> tuple[object, ...]:
    start = row.start if row.start is not None else -1
    return (row.title or "").casefold(), row.document or b"", start, row.end or 0, row.code or b"", row.coder, row.id


def _coding(row: Any) -> Coding:
    return Coding(
        id=CodingId(row.id),
        layer=row.layer,
        document=row.document,
        code=row.code,
        coder=row.coder,
        start=row.start,
        end=row.end,
        quote=row.quote or "",
        prefix=row.prefix or "",
        suffix=row.suffix or "",
        stance=_STANCES[row.stance],
        fields=json.loads(row.fields),
        cases=_cases(row.cases),
        created=row.created,
        modified=row.modified,
        foreign_id=row.foreign_id,
        imported_from=row.imported_from,
        heads=row.heads,
    )


def same_coding(project: Project, passage: Passage, *, code_id: CodeId, coder_id: CoderId) -> CodingId | None:
    """The coding that this coder has already made with this code on exactly this passage."""
    c = coding.c
    query = sa.select(c.id).where(c.layer == passage.layer, c.deleted == 0, c.start == passage.start)
    found = project.read(query.where(c.end == passage.end, c.code == code_id, c.coder == coder_id).limit(1))
    return CodingId(EntityId(found[0][0])) if found else None


def code_name(project: Project, wanted: CodeId) -> str:
    """The name of a live code; CannotDo if there is none."""
    found = project.read(sa.select(code.c.name).where(code.c.id == wanted, code.c.deleted == 0))
    if not found:
        raise CannotDo("That code does not exist any more.")
    return str(found[0][0])


def coding_counts(project: Project) -> Mapping[CodeId, int]:
    """How many codings each code has, not counting those of the codes below it."""
    query = sa.select(coding.c.code, sa.func.count()).where(coding.c.deleted == 0).group_by(coding.c.code)
    return {CodeId(row[0]): row[1] for row in project.read(query)}


def document_counts(project: Project) -> Mapping[DocumentId, int]:
    """How many codings each document has."""
    query = (
        sa.select(layer.c.document, sa.func.count())
        .join(coding, coding.c.layer == layer.c.id)
        .where(coding.c.deleted == 0)
        .group_by(layer.c.document)
    )
    return {DocumentId(row[0]): row[1] for row in project.read(query)}


# Codebook, cases, coders, memos ------------------------------------------------------------------------------------


def code_rows(project: Project, *, deleted: bool = False) -> Sequence[Any]:
    """The rows of the codes in the order of the codebook; `annotator.operations.codebook` makes values of them."""
    query = sa.select(code)
    if not deleted:
        query = query.where(code.c.deleted == 0)
    return project.read(query.order_by(code.c.position, code.c.id))


def part_rows(project: Project) -> Sequence[Any]:
    """The rows of the codebook's other parts, in order."""
    return project.read(sa.select(part).where(part.c.deleted == 0).order_by(part.c.part, part.c.position, part.c.key))


def cases(project: Project) -> tuple[Case, ...]:
    """All cases, by name."""
    found = [
        Case(
            CaseId(row.id),
            row.name or "",
            row.type or "",
            tuple(json.loads(row.aliases)),
            json.loads(row.attributes),
            row.heads,
        )
        for row in project.read(sa.select(case).where(case.c.deleted == 0))
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def coders(project: Project) -> tuple[Coder, ...]:
    rows = project.read(sa.select(coder).where(coder.c.deleted == 0))
    found = [Coder(CoderId(row.id), row.name or "", row.initials or "", row.colour or "", row.heads) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def memos(project: Project, about: Iterable[EntityId] | None = None) -> list[Memo]:
    """Memos in the order in which they were written; all of them, or those about some things."""
    query = sa.select(memo).where(memo.c.deleted == 0)
    wanted = None if about is None else list(about)
    rows: list[Any] = []
    if wanted is None or len(wanted) > _MANY:
        sift = None if wanted is None else set(wanted)
        rows = [row for row in project.read(query) if sift is None or row.about in sift]
    else:
        for some in sqlite.portions(wanted):
            rows += project.read(query.where(memo.c.about.in_(some)))
    rows.sort(key=lambda row: (row.created, row.id))
    return [
        Memo(EntityId(r.id), EntityId(r.about), r.about_kind, r.text or "", r.coder, r.created, r.modified, r.heads)
        for r in rows
    ]


# History and conflicts ---------------------------------------------------------------------------------------------


def history(project: Project, *, entity: EntityId | None = None, most: int | None = None) -> list[HistoryLine]:
    """Changesets, newest first; all of them, or those that touched one entity."""
    query = sa.select(changeset, opening.c.coder).join(opening, opening.c.id == changeset.c.opening)
    if entity is not None:
        query = query.where(changeset.c.id.in_(sa.select(op.c.changeset).where(op.c.entity == entity)))
    query = query.order_by(changeset.c.hlc.desc(), changeset.c.id.desc())
    rows = project.read(query if most is None else query.limit(most))
    touched: dict[bytes, dict[Kind, int]] = defaultdict(dict)
    counts = sa.select(op.c.changeset, op.c.kind, sa.func.count()).group_by(op.c.changeset, op.c.kind)
    ids = [row.id for row in rows]
    found: list[Any] = []
    if len(ids) <= _MANY:
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
            CoderId(row.coder),
            How(row.kind),
            row.label,
            tuple(ChangesetId(one) for one in split(row.undoes or b"")),
            touched[row.id],
        )
        for row in rows
    ]


def conflict_counts(project: Project) -> Mapping[EntityId, int]:
    """How many open conflicts each entity has."""
    query = sa.select(conflict.c.entity, sa.func.count()).group_by(conflict.c.entity)
    return {EntityId(row[0]): row[1] for row in project.read(query)}


def latest_time(project: Project) -> int:
    """Of the last changeset, milliseconds since 1970; 0 if there is none."""
    row = project.read(sa.select(changeset.c.hlc, changeset.c.ahead_ms).order_by(changeset.c.hlc.desc()).limit(1))
    return (row[0][0] >> 16) - row[0][1] if row else 0
