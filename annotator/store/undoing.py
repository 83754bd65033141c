"""Undo and redo: the inverse of a changeset as a new changeset, and the stacks that Ctrl+Z walks.

The stacks are read from the journal, so undo goes on after closing and opening again. They hold this coder's own
deeds alone. Set-based: all touched histories are read at once, written once, and folded from what is in hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from annotator.model.changes import Change, Changes, Fields, How, Kind
from annotator.model.errors import Blocked, CannotDo, NothingLeft
from annotator.model.history import Op, inverse, inverse_of_all, split
from annotator.model.ids import ChangesetId, EntityId
from annotator.store import writing
from annotator.store.handle import Project, uncollected
from annotator.store.hanging import left_hanging
from annotator.store.journal import held, histories, is_known, touched_by
from annotator.store.schema import changeset, op, opening

_PLAIN = frozenset({How.DO, How.IMPORT, How.RESOLVE})  # deeds, as a coder does them
_NO_STEP = (How.FOUNDING, How.REDACT)  # what Ctrl+Z passes over, and nobody takes back


@dataclass(slots=True)
class Stacks:
    """What can be undone and redone, newest last. `done` holds whatever brought a deed into effect last."""

    done: list[ChangesetId] = field(default_factory=list)
    undone: list[ChangesetId] = field(default_factory=list)

    def note(self, this: ChangesetId | None, how: int, undoes: Iterable[bytes]) -> None:
        """Takes in one more changeset of this coder."""
        if this is None or how in _NO_STEP:
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
    for this, how, undoes in project.read(query):
        if how in _PLAIN:  # nearly always
            found.done.append(this)
            found.undone.clear()
        else:
            found.note(this, how, split(undoes or b""))
    project.undo_stacks = found
    return found


def label_of(project: Project, wanted: ChangesetId) -> str:
    found = project.read(sa.select(changeset.c.label).where(changeset.c.id == wanted))
    return str(found[0][0]) if found else ""


def plain_label(label: str) -> str:
    """What was done, without how often it was undone and redone."""
    while label.startswith(("Undid: ", "Redid: ")):
        label = label[len("Undid: ") :]
    return label


def undo(project: Project, *, force: bool = False) -> Changes:
    """Takes back this coder's last deed in effect. Raises NothingLeft, or Blocked when it would destroy a change."""
    return _walk(project, How.UNDO, force=force)


def redo(project: Project) -> Changes:
    """Brings back what was undone last. Raises NothingLeft."""
    return _walk(project, How.REDO, force=False)


def _walk(project: Project, how: How, *, force: bool) -> Changes:
    with project.lock, uncollected():
        held = stacks(project)
        stack = held.done if how == How.UNDO else held.undone
        while stack:
            target = stack[-1]
            if done := _inverted(project, target, how, force=force):
                return done
            # All that the deed did was taken back otherwise: it leaves the stack, and the one before is tried.
            stack.remove(target)
    raise NothingLeft(f"There is nothing left to {how.name.lower()}.")


def take_back(project: Project, target: ChangesetId, *, force: bool = False) -> Changes:
    """The inverse of any changeset as a new one; raises Blocked, with what was changed since, and writes nothing."""
    with project.lock, uncollected():
        found = project.read(sa.select(changeset.c.kind).where(changeset.c.id == target))
        # An undo taken back is a redo: its deed is in effect again and can be undone next.
        how = How.REDO if found and found[0][0] == How.UNDO else How.UNDO
        done = _inverted(project, target, how, force=force)
    if not done:
        raise CannotDo(f"“{label_of(project, target)}” is undone already.")
    return done


def _inverted(project: Project, target: ChangesetId, how: How, *, force: bool) -> Changes:
    """Writes the inverse of a changeset; empty changes where nothing is left to take back."""
    query = sa.select(changeset.c.label, changeset.c.kind, changeset.c.hlc).where(changeset.c.id == target)
    rows = project.read(query)
    if not rows:
        raise CannotDo("That changeset is not in this project.")
    label = rows[0][0]
    if rows[0][1] in _NO_STEP:
        raise CannotDo(f"“{label}” cannot be undone: the project stands on it.")
    touched = sa.select(op.c.entity).where(op.c.changeset == target)
    changes: list[Change] = []
    known: dict[bytes, list[Op]] = {}
    stands: dict[bytes, Fields] = {}
    blocked: list[str] = []
    with project.transaction() as db:
        for entity, kind, ops in histories(db, touched):
            if not is_known(kind):
                raise CannotDo(f"“{label}” was made by a newer version of Annotator; undo it there.")
            known[entity] = ops
            found = inverse(ops, target, force=force)
            if found is None:
                continue
            if found.blocked:
                blocked.append(_in_words(Kind(kind), found.blocked))
            else:
                changes.append(Change(Kind(kind), EntityId(entity), found.verb, found.fields, found.now.heads))
                stands[entity] = {**found.now.values, **found.fields}
        # Before something was settled, undone or redone things may have been hanging: then they are so again, to be
        # looked at. What was done since is another matter.
        since = None if rows[0][1] in (How.DO, How.IMPORT) else rows[0][2]
        blocked += [one.said for one in left_hanging(db, changes, stands, since=since)]
    if blocked:
        told = tuple(dict.fromkeys(blocked))
        again = "redone" if how == How.REDO else "undone"
        raise Blocked(
            f"“{plain_label(label)}” cannot be {again}: {'; '.join(told[:3])}. Undo those later changes first.", told
        )
    said = f"{'Redid' if how == How.REDO else 'Undid'}: {plain_label(label)}"
    return writing.commit(project, said, changes, how=how, undoes=[target], known=known)


def take_out(
    project: Project, targets: Collection[bytes], what: str, *, partly: bool = False
) -> tuple[Changes, tuple[str, ...]]:
    """Undoes many changesets, which came in together, as one; `what` names them. Second: what stays, in words.

    Raises Blocked where that would destroy later changes or leave something without its ground; `partly` leaves
    those things as they are and undoes the rest.
    """
    wanted = frozenset(targets)
    changes: dict[bytes, Change] = {}
    known: dict[bytes, list[Op]] = {}
    stands: dict[bytes, Fields] = {}
    blocked: list[str] = []
    with project.lock, uncollected():
        with project.transaction() as db:
            for entity, kind, ops in histories(db, touched_by(held(db, wanted))):
                # Coders stay: what they did elsewhere names them. So does what this version does not know.
                if not is_known(kind) or kind == Kind.CODER:
                    continue
                found = inverse_of_all(ops, wanted)
                if found is None:
                    continue
                if found.blocked:
                    blocked.append(_in_words(Kind(kind), found.blocked))
                    continue
                known[entity] = ops
                changes[entity] = Change(Kind(kind), EntityId(entity), found.verb, found.fields, found.now.heads)
                stands[entity] = {**found.now.values, **found.fields}
            while hanging := left_hanging(db, list(changes.values()), stands):
                blocked += [one.said for one in hanging]
                for entity in {entity for one in hanging for entity in one.because_of}:
                    del changes[entity], known[entity], stands[entity]
        told = tuple(dict.fromkeys(blocked))
        if blocked and not partly:
            raise Blocked(f"{what} cannot be taken out as a whole: {'; '.join(told[:3])}.", told)
        if not changes:
            raise CannotDo(f"Nothing is left of {what} that could be taken out.")
        label = f"Took out {what}{' in part' if blocked else ''}"
        done = writing.commit(project, label, list(changes.values()), how=How.UNDO, undoes=wanted, known=known)
    return done, told


def _in_words(kind: Kind, fields: tuple[str, ...]) -> str:
    if fields == ("deleted",):
        return f"a {kind.name.lower()} of it was deleted since"
    names = sorted({name.partition(":")[0] for name in fields})
    return f"the {', '.join(names)} of a {kind.name.lower()} changed since"
