"""Merging: the union of two journals, and the fold of what it touches.

The state of a project is a function of the set of its changesets, so merging is idempotent, commutative and
associative. The other file is copied elsewhere first and only the copy is opened. What comes in is verified: a
changeset that both have must be the same, a new one must be as it was written, and stored bytes must be what their
key says. One transaction; a backup before.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.changes import Changes, Kind, Verb
from annotator.model.errors import CannotDo
from annotator.model.history import Folded, Op, fold, join, split
from annotator.model.ids import SIZE, ChangesetId, EntityId, MergeId, new_id
from annotator.model.progress import Progress
from annotator.store import projection, refusals, relations, writing
from annotator.store.backups import back_up
from annotator.store.copies import stable_copy
from annotator.store.dialects import sqlite
from annotator.store.handle import Project, uncollected
from annotator.store.journal import (
    GAPS,
    chained,
    decode,
    hashes_before_gaps,
    held,
    held_among,
    histories,
    is_known,
    touched_by,
)
from annotator.store.opening import look_at_header, make_current
from annotator.store.redefined import Redefined, redefined
from annotator.store.schema import (
    SCHEMA,
    TABLES,
    among,
    blob,
    changeset,
    coding,
    conflict,
    fresh,
    layer,
    merged,
    meta,
    op,
    opening,
    part,
)

_A_DAY = 86_400_000  # milliseconds
_FEW = 5_000  # entities; beyond that all relations are looked at
_SIZE = 32  # bytes of a SHA-256


class Entity(NamedTuple):
    """One entity that a merge touched: what it was here before, None if unknown, and what it is now."""

    kind: Kind
    id: EntityId
    before: Folded | None
    now: Folded


@dataclass(frozen=True, slots=True)
class Merged:
    """What came in. `entities` is empty where nothing did."""

    id: MergeId | None
    changesets: tuple[ChangesetId, ...]
    had: tuple[bool, ...]  # for each file, whether it held nothing new
    entities: tuple[Entity, ...]
    redefined: tuple[Redefined, ...]  # codes known here before that mean something else now
    new_conflicts: tuple[str, ...]  # the kind of each that was not there before
    ahead: Mapping[bytes, int]  # coder -> milliseconds that their clock is ahead of this one's, where more than a day
    backup: Path | None
    changes: Changes


class _Tried(Exception):
    """Ends a dry run, so that its transaction is rolled back."""


def merge(project: Project, paths: Sequence[Path], *, dry_run: bool, report: Progress) -> Merged:
    """Takes in all that the files hold and this project lacks. Raises CannotDo and writes nothing."""
    with project.lock, uncollected(), TemporaryDirectory(prefix="annotator-", ignore_cleanup_errors=True) as folder:
        writing.refuse_if_unwritable(project)
        copies = []
        for number, path in enumerate(paths):
            report.step(number, len(paths) + 2, path.name)
            copies.append(_copied(project, path, Path(folder, str(number))))
        lacking = [_lacks(project, path, copy) for path, copy in zip(paths, copies, strict=True)]
        had = tuple(not lacks for lacks in lacking)
        wanted = [(path, copy) for path, copy, lacks in zip(paths, copies, lacking, strict=True) if lacks]
        if not wanted:
            return Merged(None, (), had, (), (), (), {}, None, Changes())
        union = wanted[0][1]
        for path, copy in wanted[1:]:
            _unite(union, path, copy)
        report.step(len(paths), len(paths) + 2, "")
        backup = None if dry_run else back_up(project, "before-merge")
        names = tuple(path.name for path, _ in wanted)
        try:
            with sqlite.attached(project.db, union) as schema:
                found = _take_in(project, schema, names, backup, dry_run=dry_run)
        except (DatabaseError, sqlite.Error, UnicodeError) as error:
            raise _not_merged(project, ", ".join(names), error) from error
        report.step(len(paths) + 2, len(paths) + 2, "")
        return Merged(had=had, backup=backup, **found)


def _copied(project: Project, path: Path, folder: Path) -> Path:
    """A copy of the other file, in order and of this format; refused if it is this very file, or no project."""
    try:
        if path.exists() and path.samefile(project.path):
            raise CannotDo(f"“{path.name}” is this very project; choose the file of a colleague or another copy.")
    except OSError as error:
        raise CannotDo(f"“{path.name}” cannot be read: {error.strerror or error}.") from error
    folder.mkdir()
    copy = folder / path.name
    stable_copy(path, copy)
    if look_at_header(copy) < SCHEMA:
        make_current(copy)
    return copy


def _damaged(name: str, why: str) -> CannotDo:
    return CannotDo(
        f"“{name}” is damaged ({why}), so nothing was merged and nothing here was changed. Ask for another copy of it, "
        "or save what can be read with “check --repair”."
    )


def _not_merged(project: Project, told: str, error: Exception) -> CannotDo:
    """For what the database itself refused. The project was found sound just before, so that it is not that."""
    cause = getattr(error, "orig", None) or error
    if isinstance(error, DatabaseError) and sqlite.is_about_the_disk(cause):
        return refusals.not_written(project.path, error)
    return _damaged(told, "it holds what no project can hold")


class _Theirs:
    """The tables of the file attached."""

    def __init__(self, schema: str) -> None:
        elsewhere = sa.MetaData()
        self.meta, self.opening, self.changeset, self.op, self.blob = (
            table.to_metadata(elsewhere, schema=schema) for table in (meta, opening, changeset, op, blob)
        )


_theirs = cache(_Theirs)  # made anew for each merge, tables and all that is compiled for them cost half of a small one


def _lacks(project: Project, path: Path, copy: Path) -> bool:
    """Whether the file holds anything that this project does not; refused where it is another project's, or where
    the two contradict one another."""
    try:
        with sqlite.attached(project.db, copy) as schema, project.db.begin():
            theirs = _theirs(schema)
            of = project.db.scalar(sa.select(theirs.meta.c.value).where(theirs.meta.c.key == "project"))
            if of != project.id.hex():
                raise CannotDo(
                    f"“{path.name}” belongs to another project, so nothing was merged. Only copies of one project "
                    "file can be merged."
                )
            there, in_both, alike = _compared(project.db, theirs)
            if alike < in_both:
                raise _damaged(path.name, "it holds a changeset that is here with another content")
            return in_both < there or project.db.execute(_missing_blobs(theirs).limit(1)).first() is not None
    except (DatabaseError, sqlite.Error, UnicodeError) as error:
        raise _damaged(path.name, "it cannot be read everywhere") from error


def _compared(db: sa.Connection, theirs: _Theirs) -> tuple[int, int, int]:
    """How many changesets are there, how many of those here too, and how many of these with the same content."""
    mine, their = changeset.c, theirs.changeset.c
    alike = sa.func.count(sa.case((mine.hash == their.hash, 1)))
    both = theirs.changeset.outerjoin(changeset, mine.id == their.id)
    there, in_both, same = db.execute(sa.select(sa.func.count(), sa.func.count(mine.id), alike).select_from(both)).one()
    return there, in_both, same


def _missing_changesets(theirs: _Theirs) -> sa.Select[Any]:
    return sa.select(theirs.changeset.c.id).where(theirs.changeset.c.id.not_in(sa.select(changeset.c.id)))


def _missing_blobs(theirs: _Theirs) -> sa.Select[Any]:
    return sa.select(theirs.blob.c.sha256).where(theirs.blob.c.sha256.not_in(sa.select(blob.c.sha256)))


def _unite(union: Path, path: Path, copy: Path) -> None:
    """Takes the journal of one copy into another one, without folding anything."""
    engine = sqlite.engine_for(union)
    try:
        with engine.connect() as db, sqlite.attached(db, copy) as schema, db.begin():
            theirs = _theirs(schema)
            _, in_both, alike = _compared(db, theirs)
            if alike < in_both:
                raise _damaged(path.name, "it and another of the files hold one changeset with different contents")
            held(db)
            _copy_journal(db, theirs)
            for _ in _copy_blobs(db, theirs, path.name):
                pass
    except (DatabaseError, sqlite.Error, UnicodeError) as error:
        raise _damaged(path.name, "it cannot be read everywhere") from error
    finally:
        engine.dispose()


def _copy_journal(db: sa.Connection, theirs: _Theirs) -> None:
    """Fills `fresh` with the changesets that are missing here, and copies them with all that belongs to them."""
    db.execute(fresh.insert().from_select(["id"], _missing_changesets(theirs)))
    new = sa.select(fresh.c.id)
    needed = sa.select(theirs.changeset.c.opening).where(theirs.changeset.c.id.in_(new))
    for mine, query in (
        (
            opening,
            sa.select(theirs.opening).where(
                theirs.opening.c.id.in_(needed), theirs.opening.c.id.not_in(sa.select(opening.c.id))
            ),
        ),
        (changeset, sa.select(theirs.changeset).where(theirs.changeset.c.id.in_(new))),
        (op, sa.select(theirs.op).where(theirs.op.c.changeset.in_(new))),
    ):
        db.execute(mine.insert().from_select([column.name for column in mine.c], query))


def _copy_blobs(db: sa.Connection, theirs: _Theirs, name: str) -> Iterator[bytes]:
    """The keys of the stored bytes that were missing here, each verified and copied."""
    columns = [theirs.blob.c[column.name] for column in blob.c]
    query = sa.select(*columns).where(theirs.blob.c.sha256 == sa.bindparam("key"))
    for key in db.scalars(_missing_blobs(theirs)).all():
        row = db.execute(query, {"key": key}).one()
        if hashlib.sha256(row.data).digest() != key:
            raise _damaged(name, "a stored text or original is not as it was written")
        sqlite.insert(db, blob, [tuple(row)])
        yield bytes(key)


def _take_in(
    project: Project, schema: str, names: tuple[str, ...], backup: Path | None, *, dry_run: bool
) -> dict[str, Any]:
    told = ", ".join(names)
    found: dict[str, Any] = {}
    try:
        with project.transaction() as db:
            theirs = _theirs(schema)
            held(db)
            _copy_journal(db, theirs)
            new = frozenset(db.scalars(sa.select(fresh.c.id)))
            _verify_chain(db, new, told)
            blobs = list(_copy_blobs(db, theirs, told))
            before = set(db.scalars(sa.select(conflict.c.id)))
            entities, changed_codes = _fold_in(project, db, new, blobs, told)
            ahead = _ahead(db)
            latest = db.scalar(sa.select(sa.func.max(changeset.c.hlc))) or 0
            this = MergeId(new_id())
            total = db.scalar(sa.select(sa.func.count()).select_from(changeset))
            row = (
                this,
                int(time.time() * 1000),
                json.dumps(names, ensure_ascii=False),
                str(backup or ""),
                join(new),
                b"".join(sorted(blobs)),
                total,
            )
            sqlite.insert(db, merged, [row])
            touched: dict[Kind, list[EntityId]] = defaultdict(list)
            for one in entities:
                touched[one.kind].append(one.id)
            told_conflicts = db.execute(sa.select(conflict.c.id, conflict.c.what)).all()
            found = {
                "id": None if dry_run else this,
                "changesets": tuple(ChangesetId(one) for one in sorted(new)),
                "entities": tuple(entities),
                "redefined": changed_codes,
                "new_conflicts": tuple(sorted(what for one, what in told_conflicts if one not in before)),
                "ahead": ahead,
                "changes": Changes()
                if dry_run
                else Changes(
                    ChangesetId(max(new, default=bytes(16))),
                    f"Merged {told}",
                    {kind: tuple(ids) for kind, ids in touched.items()},
                ),
            }
            if dry_run:
                raise _Tried
    except _Tried:
        project.forget_texts()  # of layers that are not there after all
        return found
    except BaseException:
        project.forget_texts()
        raise
    project.hlc = max(project.hlc, int(latest))
    project.undo_stacks = None  # what this coder did elsewhere can be undone here
    return found


def _verify_chain(db: sa.Connection, new: frozenset[bytes], told: str) -> None:
    """Whether each new changeset is as it was written."""
    of_new = sa.select(changeset.c.opening).where(changeset.c.id.in_(sa.select(fresh.c.id)))
    order = sa.select(changeset.c.id, changeset.c.opening, changeset.c.hash).where(changeset.c.opening.in_(of_new))
    ops: dict[bytes, list[tuple[bytes, bytes, int, int, bytes, str]]] = defaultdict(list)
    columns = (op.c.entity, op.c.changeset, op.c.kind, op.c.verb, op.c.seen, op.c.fields)
    for row in db.execute(sa.select(*columns).where(op.c.changeset.in_(sa.select(fresh.c.id)))).all():
        ops[row[1]].append(tuple(row))
    telling = f'"part":"{GAPS}"'
    try:
        told_gaps = [decode(row[5]).get("data") for rows in ops.values() for row in rows if telling in row[5]]
        here = db.scalars(sa.select(part.c.data).where(part.c.part == GAPS))
        gaps = hashes_before_gaps([*told_gaps, *here])
    except (AttributeError, TypeError, ValueError) as error:
        raise _damaged(told, "it does not say what it lacks") from error
    last: dict[bytes, bytes] = {}
    for this, opened, stored in db.execute(order.order_by(changeset.c.hlc, changeset.c.id)).all():
        before = (last.get(opened, opened), *gaps[this]) if this in gaps else (last.get(opened, opened),)
        try:
            sound = this not in new or stored in [chained(one, this, ops.get(this, [])) for one in before]
        except (AttributeError, TypeError, ValueError):  # of values that are none no hash can be made
            sound = False
        if not sound:
            raise _damaged(told, "a changeset is not as it was written")
        last[opened] = stored
    known = sa.select(opening.c.id)
    lost = sa.select(changeset.c.id).where(changeset.c.id.in_(sa.select(fresh.c.id)), changeset.c.opening.not_in(known))
    if db.execute(lost.limit(1)).first() is not None:
        raise _damaged(told, "a changeset belongs to nobody")
    if any(db.execute(query.limit(1)).first() is not None for query in _senseless()):
        raise _damaged(told, "an operation in it is none")


def _senseless() -> Iterator[sa.Select[Any]]:
    """What comes in and cannot have been written by any version of the program."""
    new, length = sa.select(fresh.c.id), sa.func.length
    known_kind = op.c.kind.in_([int(kind) for kind in Kind])
    not_a_verb = sa.and_(known_kind, op.c.verb.not_in([int(verb) for verb in Verb]))
    halves = sa.or_(length(op.c.entity) != SIZE, length(op.c.seen) % SIZE != 0, not_a_verb)
    yield sa.select(op.c.entity).where(op.c.changeset.in_(new), halves)
    half = sa.or_(length(changeset.c.id) != SIZE, length(changeset.c.undoes) % SIZE != 0)
    yield sa.select(changeset.c.id).where(changeset.c.id.in_(new), half)


def _fold_in(
    project: Project, db: sa.Connection, new: Set[bytes], blobs: Sequence[bytes], told: str
) -> tuple[list[Entity], tuple[Redefined, ...]]:
    """Folds what the new changesets touched, and codings whose text came only now."""
    touched = held_among(db, touched_by(sa.select(fresh.c.id)))  # asked for many times until the relations are made
    try:
        known = [one for one in histories(db, touched) if is_known(one[1])]
        by_kind, clashes = projection.folded_by_kind(known)
        projection.write(db, touched, by_kind, clashes, project.text_of)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # The driver's own errors aside: an operation whose author saw what is not there, or values that are none.
        raise _damaged(told, "its history is not whole") from error
    for kind in by_kind:
        table = TABLES[kind]
        wrong = sa.select(table.c.id).where(table.c.id.in_(touched), sqlite.mistyped(projection.plain_columns(kind)))
        if db.execute(wrong.limit(1)).first() is not None:
            raise _damaged(told, "a value in it is of no use")
    folded = {entity: now for found in by_kind.values() for entity, now in found}
    entities = [Entity(Kind(kind), EntityId(this), _before(ops, new), folded[this]) for this, kind, ops in known]
    late: set[bytes] = set()
    for some in sqlite.portions(blobs):
        query = sa.select(coding.c.id).join(layer, layer.c.id == coding.c.layer).where(layer.c.sha256.in_(some))
        late.update(one for one in db.scalars(query).all() if one not in folded)
    if late:
        projection.refold(db, held(db, late, among), project.text_of)
    by_kind_touched = {kind: [entity for entity, _ in found] for kind, found in by_kind.items()}
    relations.relate(db, by_kind_touched if len(entities) <= _FEW else None)
    changed = [redefined(entity, ops, new) for entity, kind, ops in known if kind == Kind.CODE]
    ordered = sorted((one for one in changed if one is not None), key=lambda one: (one.time, one.changeset))
    return entities, tuple(ordered)


def _before(ops: Sequence[Op], new: Collection[bytes]) -> Folded | None:
    earlier = [one for one in ops if one.changeset not in new]
    return fold(earlier) if earlier else None


def _ahead(db: sa.Connection) -> dict[bytes, int]:
    """Whose clock was more than a day ahead of this one's when they wrote what came in."""
    now = int(time.time() * 1000)
    c = changeset.c
    query = (
        sa.select(opening.c.coder, sa.func.max(c.hlc // 65536 - c.ahead_ms))
        .join(opening, opening.c.id == c.opening)
        .where(c.id.in_(sa.select(fresh.c.id)))
        .group_by(opening.c.coder)
    )
    return {coder: int(latest) - now for coder, latest in db.execute(query) if latest - now > _A_DAY}


# Merges that were done ------------------------------------------------------------------------------------------------


class MergeRow(NamedTuple):
    """One merge of this copy, as it is remembered here."""

    id: MergeId
    time: int  # milliseconds since 1970
    files: tuple[str, ...]
    backup: str
    changesets: frozenset[bytes]
    blobs: tuple[bytes, ...]
    total: int


def merges(project: Project) -> list[MergeRow]:
    """Newest first."""
    return [
        MergeRow(
            MergeId(row.id),
            row.time,
            tuple(json.loads(row.files)),
            row.backup,
            frozenset(split(row.changesets)),
            tuple(row.blobs[k : k + _SIZE] for k in range(0, len(row.blobs), _SIZE)),
            row.total,
        )
        for row in project.read(sa.select(merged).order_by(merged.c.time.desc(), merged.c.id.desc()))
    ]


def changesets_in(project: Project) -> int:
    """How many changesets the journal holds."""
    return int(project.read(sa.select(sa.func.count()).select_from(changeset))[0][0])


def present(project: Project, changesets: Iterable[bytes]) -> frozenset[bytes]:
    """Which of these changesets the journal holds: a merge that was taken back and another may have brought some."""
    wanted = frozenset(changesets)
    if not wanted:
        return wanted
    with project.transaction() as db:
        found = db.scalars(sa.select(changeset.c.id).where(changeset.c.id.in_(held(db, wanted))))
        return frozenset(found)


def take_back(project: Project, one: MergeRow) -> Changes:
    """Takes the rows that a merge added out of the journal: the project is what it was before, row by row.

    The caller has seen to it that nothing was written since. A backup is taken first.
    """
    with project.lock, uncollected():
        writing.refuse_if_unwritable(project)
        back_up(project, "before-taking-back")
        try:
            with project.transaction() as db:
                touched = _take_rows_out(project, db, one)
        except DatabaseError as error:
            raise refusals.not_written(project.path, error) from error
        finally:
            project.forget_texts()
        project.undo_stacks = None
        project.coder_known = False  # their arrival may have come with the merge
        told = f"Took back the merge of {', '.join(one.files)}"
        return Changes(ChangesetId(one.id), told, {kind: tuple(ids) for kind, ids in touched.items()})


def _take_rows_out(project: Project, db: sa.Connection, one: MergeRow) -> dict[Kind, list[EntityId]]:
    gone = held(db, one.changesets)
    touched: dict[Kind, list[EntityId]] = defaultdict(list)
    for this, kind in db.execute(sa.select(op.c.entity, op.c.kind).distinct().where(op.c.changeset.in_(gone))):
        if is_known(kind):
            touched[Kind(kind)].append(EntityId(this))
    db.execute(op.delete().where(op.c.changeset.in_(gone)))
    db.execute(changeset.delete().where(changeset.c.id.in_(gone)))
    db.execute(opening.delete().where(opening.c.id.not_in(sa.select(changeset.c.opening))))
    for some in sqlite.portions(one.blobs):
        db.execute(blob.delete().where(blob.c.sha256.in_(some)))
    db.execute(merged.delete().where(merged.c.id == one.id))
    project.forget_texts()
    left = held(db, [entity for ids in touched.values() for entity in ids], among)
    for kind in touched:
        db.execute(TABLES[kind].delete().where(TABLES[kind].c.id.in_(left)))
    projection.refold(db, left, project.text_of)
    relations.relate(db)
    return touched
