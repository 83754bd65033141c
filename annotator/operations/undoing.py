"""Undo, redo and the history in plain words."""

from __future__ import annotations

from annotator.model.changes import Changes, HistoryLine, Kind
from annotator.model.errors import NothingLeft
from annotator.model.ids import ChangesetId, EntityId
from annotator.store import reading
from annotator.store import undoing as stack
from annotator.store.handle import Project


def undo(project: Project, *, force: bool = False) -> Changes:
    """Takes back this coder's last deed in effect; raises NothingLeft or Blocked."""
    return stack.undo(project, force=force)


def redo(project: Project) -> Changes:
    """Brings back what was undone last; raises NothingLeft."""
    return stack.redo(project)


def take_back(project: Project, changeset: ChangesetId, *, force: bool = False) -> Changes:
    """Undoes any changeset of the history, anybody's; raises Blocked when a later change would be destroyed."""
    return stack.take_back(project, changeset, force=force)


def go_back_to(project: Project, changeset: ChangesetId) -> Changes:
    """Undoes this coder's deeds after that changeset, newest first, each as an undo of its own that can be redone."""
    later: set[ChangesetId] = set()
    for line in reading.history(project):
        if line.id == changeset:
            break
        later.add(line.id)
    touched: dict[Kind, set[EntityId]] = {}
    last = Changes()
    while (done := stack.stacks(project).done) and done[-1] in later:
        last = stack.undo(project)
        for kind, ids in last.touched.items():
            touched.setdefault(kind, set()).update(ids)
    if not last:
        raise NothingLeft("Nothing of yours was done after that.")
    return Changes(last.changeset, last.label, {kind: tuple(sorted(ids)) for kind, ids in touched.items()})


def can_undo(project: Project) -> str | None:
    """What undo would take back, in words; None if nothing."""
    done = stack.stacks(project).done
    return stack.plain_label(stack.label_of(project, done[-1])) if done else None


def can_redo(project: Project) -> str | None:
    undone = stack.stacks(project).undone
    return stack.plain_label(stack.label_of(project, undone[-1])) if undone else None


def history(project: Project, *, entity: EntityId | None = None, most: int | None = None) -> list[HistoryLine]:
    """What was done, newest first."""
    return reading.history(project, entity=entity, most=most)
