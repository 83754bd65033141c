"""Documents that were deleted, and what went with each of them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from annotator.model.changes import Kind, Verb
from annotator.model.ids import ChangesetId, CoderId, DocumentId, EntityId
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.schema import changeset, coding, document, layer, memo, op, opening

Heads = dict[EntityId, bytes]


@dataclass(frozen=True, slots=True)
class Deleted:
    """`time` in milliseconds since 1970, UTC."""

    id: DocumentId
    title: str
    time: int
    coder: CoderId
    changeset: ChangesetId


def deleted(project: Project) -> tuple[Deleted, ...]:
    """Every document that is deleted now, with its last deletion, the newest first."""
    time = (changeset.c.hlc, changeset.c.ahead_ms)
    query = (
        sa.select(document.c.id, document.c.title, op.c.changeset, opening.c.coder, *time)
        .join(op, op.c.entity == document.c.id)
        .join(changeset, changeset.c.id == op.c.changeset)
        .join(opening, opening.c.id == changeset.c.opening)
        .where(document.c.deleted, op.c.verb == int(Verb.DELETE))
        .order_by(changeset.c.hlc.desc(), document.c.id)
    )
    found: dict[bytes, Deleted] = {}
    for row in project.read(query):
        if row.id not in found:
            when = (row.hlc >> 16) - row.ahead_ms
            coder, last = CoderId(row.coder), ChangesetId(row.changeset)
            found[row.id] = Deleted(DocumentId(row.id), row.title or "", when, coder, last)
    return tuple(found.values())


def gone_with(project: Project, one: Deleted) -> dict[Kind, Heads]:
    """What that deletion took along and is deleted still: the heads of each thing, the document among them."""
    went = sa.select(op.c.entity).where(op.c.changeset == one.changeset, op.c.verb == int(Verb.DELETE))
    layers = _heads(project, layer, layer.c.document == one.id, went)
    codings: Heads = {}
    for some in sqlite.portions([*layers]):
        codings |= _heads(project, coding, coding.c.layer.in_(some), went)
    memos: Heads = {}
    for some in sqlite.portions([EntityId(one.id), *codings]):
        memos |= _heads(project, memo, memo.c.about.in_(some), went)
    itself = _heads(project, document, document.c.id == one.id, went)
    return {Kind.DOCUMENT: itself, Kind.LAYER: layers, Kind.CODING: codings, Kind.MEMO: memos}


def _heads(project: Project, table: sa.Table, of: sa.ColumnElement[bool], went: sa.Select[tuple[bytes]]) -> Heads:
    query = sa.select(table.c.id, table.c.heads).where(of, table.c.deleted, table.c.id.in_(went))
    return {EntityId(row.id): row.heads for row in project.read(query)}
