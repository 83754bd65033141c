"""Undo and redo: the inverse of a changeset as a new changeset, and the stacks that Ctrl+Z walks.

The stacks are read from the journal, so undo goes on after closing and opening again. They hold this coder's own
deeds alone. Set-based: all touched histories are read at once, written once, and folded from what is in hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from annotator.model.changes import Change, Changes, How, Kind, Verb, ref
from annotator.model.errors import Blocked, CannotDo, NothingLeft
from annotator.model.history import Op, fold, inverse, split
from annotator.model.ids import ChangesetId, EntityId
from annotator.store import writing
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.journal import histories, is_known
from annotator.store.schema import TABLES, changeset, code, coding, op, opening


@dataclass(slots=True)
class Stacks:
    """What can be undone and redone, newest last. `done` holds whatever brought a deed into effect last."""

    done: list[ChangesetId] = field(default_factory=list)
    undone: list[ChangesetId] = field(default_factory=list)

    def note(self, this: ChangesetId | None, how: int, undoes: Iterable[bytes]) -> None:
        """Takes in one more changeset of this coder."""
        if this is None or how == How.FOUNDING:
            return
        if how == How.UNDO:
            self.done = _without(self.done, undoes)
            self.undone.append(this)
        elif how == How.REDO:
            self.undone = _without(self.undone, undoes)
            self.done.append(this)
        else:
            self.done.append(this)
            self.undone.clear()


def _without(stack: list[ChangesetId], gone: Iterable[bytes]) -> list[ChangesetId]:
    lost = set(gone)
    if stack and {stack[-1]} == lost:  # nearly always
        stack.pop()
        return stack
    return [one for one in stack if one not in lost]


def stacks(project: Project) -> Stacks:
    """What this coder can undo and redo, from the journal."""
    found = project.undo_stacks
    if isinstance(found, Stacks):
        return found
    found = Stacks()
    query = (
        sa.select(changeset.c.id, changeset.c.kind, changeset.c.undoes)
        .join(opening, opening.c.id == changeset.c.opening)
        .where(opening.c.coder == project.coder.id)
        .order_by(changeset.c.hlc, changeset.c.id)
    )
    for row in project.read(query):
        found.note(ChangesetId(row[0]), row[1], split(row[2] or b""))
    project.undo_stacks = found
    return found


def label_of(project: Project, wanted: ChangesetId) -> str:
    found = project.read(sa.select(changeset.c.label).where(changeset.c.id == wanted))
    return str(found[0][0]) if found else ""


def undo(project: Project, *, force: bool = False) -> Changes:
    """Takes back this coder's last deed in effect. Raises NothingLeft, or Blocked when it would destroy a change."""
    held = stacks(project)
    if not held.done:
        raise NothingLeft("There is nothing left to undo.")
    return take_back(project, held.done[-1], how=How.UNDO, force=force)


def redo(project: Project) -> Changes:
    """Brings back what was undone last. Raises NothingLeft."""
    held = stacks(project)
    if not held.undone:
        raise NothingLeft("There is nothing left to redo.")
    return take_back(project, held.undone[-1], how=How.REDO)


def take_back(project: Project, target: ChangesetId, *, how: How = How.UNDO, force: bool = False) -> Changes:
    """The inverse of any changeset as a new one; raises Blocked, with what was changed since, and writes nothing."""
    label = label_of(project, target)
    touched = sa.select(op.c.entity).where(op.c.changeset == target)
    changes: list[Change] = []
    known: dict[bytes, list[Op]] = {}
    blocked: list[str] = []
    with project.lock:
        with project.transaction() as db:
            for entity, kind, ops in histories(db, touched):
                if not is_known(kind):
                    continue
                known[entity] = ops
                found = inverse(ops, target, force=force)
                if found is None:
                    continue
                if found.blocked:
                    blocked.append(_in_words(Kind(kind), found.blocked))
                else:
                    changes.append(Change(Kind(kind), EntityId(entity), found.verb, found.fields, fold(ops).heads))
            blocked += _left_hanging(db, changes)
        if blocked:
            told = tuple(dict.fromkeys(blocked))
            raise Blocked(f"“{label}” cannot be undone: {'; '.join(told[:3])}. Undo those later changes first.", told)
        if not changes:
            return _nothing_to_take_back(project, target, how, label)
        said = f"Undid: {label}" if how == How.UNDO else f"Redid: {label.removeprefix('Undid: ')}"
        return writing.commit(project, said, changes, how=how, undoes=[target], known=known)


def _nothing_to_take_back(project: Project, target: ChangesetId, how: How, label: str) -> Changes:
    """Everything that the deed did was taken back otherwise: it leaves the stack, and the next one is tried."""
    held = stacks(project)
    stack = held.undone if how == How.REDO else held.done
    if target not in stack:
        raise CannotDo(f"“{label}” is undone already.")
    stack.remove(target)
    return redo(project) if how == How.REDO else undo(project)


def _in_words(kind: Kind, fields: tuple[str, ...]) -> str:
    if fields == ("deleted",):
        return f"a {kind.name.lower()} of it was deleted since"
    names = sorted({name.partition(":")[0] for name in fields})
    return f"the {', '.join(names)} of a {kind.name.lower()} changed since"


def _left_hanging(db: sa.Connection, changes: list[Change]) -> list[str]:
    """What an undo would leave without its ground: codings without their code, layer or document, cases in use."""
    gone: Mapping[Kind, set[bytes]] = {kind: set() for kind in Kind}
    back: Mapping[Kind, set[bytes]] = {kind: set() for kind in Kind}
    for change in changes:
        if change.verb == Verb.DELETE:
            gone[change.kind].add(change.id)
        elif change.verb == Verb.RESTORE:
            back[change.kind].add(change.id)
    told: list[str] = []
    for kind, column, what in (
        (Kind.LAYER, coding.c.layer, "codings lie on its text"),
        (Kind.CODE, coding.c.code, "codings use its code"),
        (Kind.CODE, code.c.parent, "other codes stand below it"),
    ):
        users = column.table
        mine = Kind.CODE if users is code else Kind.CODING
        for some in sqlite.portions(sorted(gone[kind])):
            query = sa.select(users.c.id).where(column.in_(some), users.c.deleted == 0)
            if any(found not in gone[mine] for found in db.scalars(query)):
                told.append(what)
                break
    if gone[Kind.CASE]:
        held = db.execute(sa.select(coding.c.id, coding.c.cases).where(coding.c.deleted == 0, coding.c.cases != "[]"))
        names = [ref(one) for one in gone[Kind.CASE]]
        if any(one not in gone[Kind.CODING] and any(name in text for name in names) for one, text in held):
            told.append("codings are about its case")
    for some in sqlite.portions(sorted(back[Kind.CODING])):
        rows = db.execute(sa.select(coding.c.code, coding.c.layer).where(coding.c.id.in_(some))).all()
        for kind, wanted, what in (
            (Kind.CODE, {row[0] for row in rows}, "its code was deleted since"),
            (Kind.LAYER, {row[1] for row in rows}, "its document was deleted since"),
        ):
            table = TABLES[kind]
            for few in sqlite.portions(sorted(wanted)):
                dead = db.scalars(sa.select(table.c.id).where(table.c.id.in_(few), table.c.deleted == 1))
                if any(one not in back[kind] for one in dead):
                    told.append(what)
                    break
    return told
