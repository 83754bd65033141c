"""Undo, redo and the history in plain words."""

from __future__ import annotations

from annotator.model.changes import Changes, HistoryLine
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


def can_undo(project: Project) -> str | None:
    """What undo would take back, in words; None if nothing."""
    done = stack.stacks(project).done
    return stack.label_of(project, done[-1]) if done else None


def can_redo(project: Project) -> str | None:
    undone = stack.stacks(project).undone
    return stack.label_of(project, undone[-1]).removeprefix("Undid: ") if undone else None


def history(project: Project, *, entity: EntityId | None = None, most: int | None = None) -> list[HistoryLine]:
    """What was done, newest first."""
    return reading.history(project, entity=entity, most=most)
