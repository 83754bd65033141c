"""Proof that a project is sound: the file, the tables against the journal, the quotes against the texts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa

from annotator.model.changes import Kind, ref
from annotator.model.codings import Quoted, quoted
from annotator.model.history import fold
from annotator.model.ids import LayerId
from annotator.store import projection
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.journal import chained, histories, is_known
from annotator.store.schema import TABLES, blob, changeset, coding, layer, op


@dataclass(frozen=True, slots=True)
class Checked:
    """What was compared, and each fault in words."""

    changesets: int
    entities: int
    codings: int
    faults: tuple[str, ...]


class _RollBackError(Exception):
    """Ends a transaction that was never meant to last."""


def check(project: Project) -> Checked:
    """Folds the whole journal anew and compares it with the tables, inside a transaction that is taken back."""
    faults = [f"the file: {fault}" for fault in sqlite.quick_check(project.db, thorough=True)]
    with project.lock:
        project.db.rollback()
        faults += _chain_faults(project)
        faults += _blob_faults(project)
        if project.read_only:
            faults += _fold_faults_in_memory(project)
        else:
            faults += _fold_faults(project)
        faults += _quote_faults(project)
        count = sa.select(sa.func.count())
        return Checked(
            changesets=project.read(count.select_from(changeset))[0][0],
            entities=project.read(sa.select(sa.func.count(sa.distinct(op.c.entity))))[0][0],
            codings=project.read(count.select_from(coding).where(coding.c.deleted == 0))[0][0],
            faults=tuple(faults),
        )


def _fold_faults(project: Project) -> list[str]:
    faults: list[str] = []
    before: dict[str, list[projection.Row]] = {}
    after: dict[str, list[projection.Row]] = {}
    try:
        with project.transaction() as db:
            before = projection.dump(db)
            projection.rebuild(db, project.text_of)
            after = projection.dump(db)
            raise _RollBackError
    except _RollBackError:
        pass
    for table, rows in before.items():
        faults += _differences(table, rows, after[table])
    return faults


def _fold_faults_in_memory(project: Project) -> list[str]:
    """The same where nothing may be written, not even to be taken back: folds are compared row by row."""
    faults: list[str] = []
    found: dict[str, list[projection.Row]] = {table.name: [] for table in TABLES.values()}
    with project.lock, project.db.begin():
        for entity, kind, ops in histories(project.db, sa.select(op.c.entity).distinct()):
            if is_known(kind):
                found[TABLES[Kind(kind)].name].append(projection.row(Kind(kind), entity, fold(ops), project.text_of))
        before = projection.dump(project.db)
    for table, rows in found.items():
        faults += _differences(table, before[table], sorted(rows))
    return faults


def _differences(table: str, rows: list[projection.Row], anew: list[projection.Row]) -> list[str]:
    mine, journal = {row[0]: row for row in rows}, {row[0]: row for row in anew}
    differing = sorted(key for key in mine.keys() | journal.keys() if mine.get(key) != journal.get(key))
    return [f"the table of {table}s differs from the journal at {entity.hex()[:12]}" for entity in differing]


def _chain_faults(project: Project) -> list[str]:
    """Whether each opening's changesets are as they were written."""
    rows = project.read(
        sa.select(changeset.c.id, changeset.c.opening, changeset.c.hash).order_by(changeset.c.hlc, changeset.c.id)
    )
    ops: dict[bytes, list[tuple[bytes, bytes, int, int, bytes, str]]] = {row[0]: [] for row in rows}
    faults = []
    for found in project.read(sa.select(op.c.entity, op.c.changeset, op.c.kind, op.c.verb, op.c.seen, op.c.fields)):
        if found[1] in ops:
            ops[found[1]].append(tuple(found))
        else:
            faults.append(f"an operation belongs to no changeset ({found[1].hex()[:12]})")
    last: dict[bytes, bytes] = {}
    for this, opened, stored in rows:
        expected = chained(last.get(opened, opened), this, ops[this])
        if expected != stored:
            faults.append(f"changeset {this.hex()[:12]} is not as it was written")
        last[opened] = stored
    return faults


def _blob_faults(project: Project) -> list[str]:
    faults = []
    for (key,) in project.read(sa.select(blob.c.sha256)):
        data = project.read(sa.select(blob.c.data).where(blob.c.sha256 == key))[0][0]
        if hashlib.sha256(data).digest() != key:
            faults.append(f"stored bytes {key.hex()[:12]} are not as they were written")
    missing = (
        sa.select(layer.c.id, layer.c.sha256)
        .where(layer.c.deleted == 0)
        .where(~sa.exists().where(blob.c.sha256 == layer.c.sha256))
    )
    return faults + [f"the text of layer {row[0].hex()[:12]} is missing" for row in project.read(missing)]


def _quote_faults(project: Project) -> list[str]:
    """Each quote against its layer's text, and both against what the coder saw."""
    faults = []
    c = coding.c
    query = sa.select(c.id, c.layer, c.start, c.end, c.quote, c.prefix, c.suffix, c.check).where(c.deleted == 0)
    for this, on, start, end, quote, prefix, suffix, seen in project.read(query.order_by(c.layer)):
        held = Quoted(quote or "", prefix or "", suffix or "")
        if start is not None:
            text = project.text_of(LayerId(on))
            if text is None:
                faults.append(f"coding {this.hex()[:12]} lies on a text that is missing")
                continue
            if not 0 <= start < end <= len(text) or quoted(text, start, end) != held:
                faults.append(f"the quote of coding {this.hex()[:12]} is not what stands in its text")
        if seen is not None and ref(held.check) != seen:
            faults.append(f"coding {this.hex()[:12]} does not show what its coder saw")
    return faults
