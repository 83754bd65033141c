"""Proof that a project is sound: the file, the tables against the journal, the quotes against the texts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.changes import Kind, deref, ref
from annotator.model.codings import Area, Quoted, quoted
from annotator.model.errors import CannotDo
from annotator.model.history import Folded
from annotator.model.ids import LayerId
from annotator.store import projection, relations
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.journal import GAPS, chained, hashes_before_gaps, histories
from annotator.store.schema import TABLES, blob, changeset, coding, layer, op, opening, part


@dataclass(frozen=True, slots=True)
class Checked:
    """What was compared, and each fault in words."""

    changesets: int
    entities: int
    codings: int
    faults: tuple[str, ...]


def check(project: Project) -> Checked:
    """Folds the whole journal anew, in memory, and compares it with the tables. Writes nothing and never fails."""
    faults: list[str] = []
    with project.lock:
        for what, look in _LOOKS.items():
            try:
                faults += look(project)
            except (CannotDo, ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                faults.append(f"{what} cannot be read")  # whatever damage can make of stored values
            except (DatabaseError, sqlite.Error):
                faults.append(f"{what} cannot be read: the file is damaged there")
        return Checked(
            changesets=_counted(project, sa.select(sa.func.count()).select_from(changeset)),
            entities=_counted(project, sa.select(sa.func.count(sa.distinct(op.c.entity)))),
            codings=_counted(project, sa.select(sa.func.count()).select_from(coding).where(coding.c.deleted == 0)),
            faults=tuple(faults),
        )


def _counted(project: Project, query: sa.Select[Any]) -> int:
    try:
        return int(project.read(query)[0][0])
    except CannotDo:
        return 0  # the faults say why


def _file_faults(project: Project) -> list[str]:
    return [f"the file: {fault}" for fault in sqlite.quick_check(project.db, thorough=True)]


def _fold_faults(project: Project) -> list[str]:
    """Each row and each conflict against the journal folded anew, with texts found by the journal too."""
    with project.transaction() as db:
        by_kind, clashes = projection.folded_by_kind(histories(db, sa.select(op.c.entity).distinct()))
        stored = projection.dump(db)
        clashes += relations.standing(db)
    text_of = _Texts(project, by_kind.get(Kind.LAYER, []))
    faults: list[str] = []
    for kind, table in TABLES.items():
        anew = [projection.row(kind, entity, folded, text_of) for entity, folded in by_kind.get(kind, [])]
        faults += _differences(table.name, stored[table.name], anew)
    return faults + _differences("conflict", stored["conflict"], clashes)


class _Texts:
    """The text of a layer by what the journal says of it."""

    def __init__(self, project: Project, layers: list[tuple[bytes, Folded]]) -> None:
        self._project = project
        self._keys = {entity: str(folded.values.get("sha256") or "") for entity, folded in layers}
        self._last: tuple[bytes, str | None] = b"", None

    def __call__(self, wanted: LayerId) -> str | None:
        if self._last[0] != wanted:
            query = sa.select(blob.c.data).where(blob.c.sha256 == deref(self._keys.get(wanted, "")))
            found = self._project.read(query)
            self._last = wanted, bytes(found[0][0]).decode("utf-8") if found else None
        return self._last[1]


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
    known = {row[0] for row in project.read(sa.select(opening.c.id))}
    faults += [f"changeset {row[0].hex()[:12]} belongs to no opening" for row in rows if row[1] not in known]
    last: dict[bytes, bytes] = {}
    gaps = hashes_before_gaps(row[0] for row in project.read(sa.select(part.c.data).where(part.c.part == GAPS)))
    for this, opened, stored in rows:
        before = (last.get(opened, opened), *gaps.get(this, ()))
        if not any(chained(one, this, ops[this]) == stored for one in before):
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
    query = sa.select(c.id, c.layer, c.start, c.end, c.quote, c.prefix, c.suffix, c.check, c.page, c.area)
    pages = {row[0]: row[1] or 0 for row in project.read(sa.select(layer.c.id, layer.c.pages))}
    for this, on, start, end, quote, prefix, suffix, seen, page, edges in project.read(
        query.where(c.deleted == 0).order_by(c.layer)
    ):
        if start is None and edges is not None:
            area = Area.stored(on, page, edges)
            if area is None or not 0 <= area.page < pages.get(on, 0) or ref(area.check) != seen:
                faults.append(f"the area of coding {this.hex()[:12]} is not what its coder saw")
            continue
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


_LOOKS: dict[str, Callable[[Project], list[str]]] = {
    "the file": _file_faults,
    "the chain of the journal": _chain_faults,
    "a stored text or original": _blob_faults,
    "the journal or a table": _fold_faults,
    "a quote": _quote_faults,
}
