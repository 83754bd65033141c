"""The only writer of a coder's deeds: a changeset goes into the journal, and what it touches is refolded, in one
transaction. `annotator.operations` alone imports this.
"""

from __future__ import annotations

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator import __version__
from annotator.model.changes import Change, Changes, How, Kind, Verb
from annotator.model.errors import CannotDo, Stale
from annotator.model.history import Folded, Op, join, split
from annotator.model.ids import ChangesetId, EntityId, OpeningId, new_id
from annotator.store import projection, refusals, relations
from annotator.store.backups import back_up_daily
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.journal import History, chained, encode
from annotator.store.schema import SCHEMA, TABLES, blob, changeset, op, opening


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that a changeset brings: originals, texts, block tables, glyph boxes.

    `data` may be a file, so that an import of many does not hold them all in memory; it must still have that SHA-256.
    """

    sha256: bytes
    media_type: str
    data: bytes | Path


def commit(
    project: Project,
    label: str,
    changes: Sequence[Change],
    *,
    how: How = How.DO,
    undoes: Iterable[bytes] = (),
    blobs: Iterable[Blob] = (),
    known: Mapping[bytes, list[Op]] | None = None,
) -> Changes:
    """Writes one changeset. Empty changes write nothing.

    `known` holds histories that the caller has just read, so that they are not read twice. Raises Stale when an
    entity is not as its change has seen it, CannotDo when the file cannot be written; either way nothing was written.
    """
    if not changes:
        return Changes()
    if len({change.id for change in changes}) < len(changes):
        raise ValueError("a changeset touches an entity at most once")
    with project.lock:
        refuse_if_unwritable(project)  # under the lock: another thread's own commit changes the header too
        back_up_daily(project)
        before = project.opening, project.hlc, project.chain, project.coder_known
        try:
            with project.transaction() as db:
                _write_blobs(db, blobs)
                if not project.coder_known:
                    _write_coder(project, db)
                done = _write(project, db, label, changes, how, join(undoes), known)
        except BaseException as error:
            project.opening, project.hlc, project.chain, project.coder_known = before
            if isinstance(error, DatabaseError):
                raise refusals.not_written(project.path, error) from error
            if isinstance(error, UnicodeEncodeError):
                raise CannotDo(
                    "The text holds half a character (a lone surrogate), which no file can keep; nothing was written."
                ) from error
            raise
        if project.undo_stacks is not None:
            project.undo_stacks.note(done.changeset, how, tuple(split(join(undoes))))
        return done


def refuse_if_unwritable(project: Project) -> None:
    """Raises CannotDo where the project is open for reading only, or where its file is not the one that was opened."""
    if project.read_only:
        raise CannotDo(f"“{project.path.name}” is open for reading only; nothing was written.")
    project.refuse_if_replaced()


def _write_blobs(db: sa.Connection, blobs: Iterable[Blob]) -> None:
    for one in blobs:
        known = db.scalar(sa.select(sa.func.count()).select_from(blob).where(blob.c.sha256 == one.sha256))
        if not known:
            data = _bytes_of(one)
            sqlite.insert(db, blob, [(one.sha256, one.media_type, len(data), data)])


def _bytes_of(one: Blob) -> bytes:
    if isinstance(one.data, bytes):
        return one.data
    try:
        data = one.data.read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).digest() != one.sha256:
        raise CannotDo(f"“{one.data.name}” changed while it was being read; nothing was written. Try again.")
    return data


def _write_coder(project: Project, db: sa.Connection) -> None:
    """A coder's arrival is a changeset of its own and no undo step."""
    who = project.coder
    table = TABLES[Kind.CODER]
    if not db.scalar(sa.select(sa.func.count()).select_from(table).where(table.c.id == who.id)):
        fields = {"name": who.name, "initials": who.initials, "colour": who.colour}
        arrival = [Change(Kind.CODER, EntityId(who.id), Verb.CREATE, fields)]
        _write(project, db, f"{who.name} joined the project", arrival, How.FOUNDING, b"", None)
    project.coder_known = True


def _write(
    project: Project,
    db: sa.Connection,
    label: str,
    changes: Sequence[Change],
    how: How,
    undoes: bytes,
    known: Mapping[bytes, list[Op]] | None,
) -> Changes:
    if project.opening is None:
        project.opening = OpeningId(new_id())
        project.chain = project.opening
        sqlite.insert(db, opening, [(project.opening, project.coder.id, f"annotator {__version__}", SCHEMA)])
    this, wall = ChangesetId(new_id()), int(time.time() * 1000)
    if known is None:
        latest = _latest_seen(db, _check_heads(db, changes))
    else:  # read under the same lock, in the same file that nobody else may write
        latest = max((one.hlc for ops in known.values() for one in ops), default=0)
    hlc = max(project.hlc + 1, latest + 1, wall << 16)
    ahead = (hlc >> 16) - wall
    rows: list[tuple[bytes, bytes, int, int, bytes, str]] = []
    created: dict[Kind, list[tuple[bytes, Folded]]] = defaultdict(list)
    grown: list[History] = []
    refolded = False
    for change in changes:
        rows.append((change.id, this, int(change.kind), int(change.verb), change.seen, encode(change.fields)))
        if change.verb == Verb.CREATE and not change.seen:
            folded = Folded(dict(change.fields), False, this, (), wall, wall, project.coder.id)
            created[change.kind].append((change.id, folded))
            continue
        refolded = True
        if known is not None:
            new = Op(this, hlc, change.verb, change.seen, change.fields, wall, how, undoes, project.coder.id)
            grown.append((change.id, change.kind, [*known[change.id], new]))
    chain = chained(project.chain, this, rows)
    sqlite.insert(db, changeset, [(this, project.opening, hlc, ahead, int(how), undoes or None, label, chain)])
    sqlite.insert(db, op, rows)
    for kind in sorted(created):  # layers before codings
        written = [projection.row(kind, entity, folded, project.text_of) for entity, folded in created[kind]]
        sqlite.insert(db, TABLES[kind], written)
    if refolded:
        touched = sa.select(op.c.entity).where(op.c.changeset == this, op.c.seen != b"")
        projection.refold(db, touched, project.text_of, grown if known is not None else None)
    by_kind: dict[Kind, list[EntityId]] = defaultdict(list)
    for change in changes:
        by_kind[change.kind].append(change.id)
    relations.relate(db, by_kind)
    project.hlc, project.chain = hlc, chain
    return Changes(this, label, {kind: tuple(ids) for kind, ids in by_kind.items()})


def _check_heads(db: sa.Connection, changes: Sequence[Change]) -> list[bytes]:
    """The optimistic check: what the author saw is still what is there. Answers the heads that were seen."""
    by_kind: dict[Kind, dict[bytes, bytes]] = defaultdict(dict)
    for change in changes:
        if change.seen:
            by_kind[change.kind][change.id] = change.seen
    heads: set[bytes] = set()
    for kind, seen in by_kind.items():
        table = TABLES[kind]
        found: dict[bytes, bytes] = {}
        for some in sqlite.portions(sorted(seen)):
            query = sa.select(table.c.id, table.c.heads).where(table.c.id.in_(some))
            found.update((row[0], row[1]) for row in db.execute(query))
        if found != seen:
            raise Stale("This was changed in the meantime; nothing was written. Look at it again and repeat.")
        for one in seen.values():
            heads.update(split(one))
    return sorted(heads)


def _latest_seen(db: sa.Connection, heads: Sequence[bytes]) -> int:
    latest = 0
    for some in sqlite.portions(heads):
        found = db.scalar(sa.select(sa.func.max(changeset.c.hlc)).where(changeset.c.id.in_(some)))
        latest = max(latest, found or 0)
    return latest
