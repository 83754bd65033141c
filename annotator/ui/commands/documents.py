"""Commands on all documents, and on backups."""

from __future__ import annotations

from annotator.ui.commands.command import Command, Deed, when
from annotator.ui.situation import Situation
from annotator.ui.words import tr


def _show(now: Situation) -> Deed | None:
    found = now.window.all_documents
    return found.show if found is not None else None


def _stories(now: Situation) -> Deed | None:
    found = now.window.all_documents
    return when(now.writable, found.look_for_stories) if found is not None else None


def _deleted(now: Situation) -> Deed | None:
    found = now.window.all_documents
    return when(now.writable, found.ask_deleted) if found is not None else None


def commands() -> tuple[Command, ...]:
    project, view = tr("Project"), tr("View")
    return (
        Command("documents.all", tr("All documents"), view, _show, ("Ctrl+L",)),
        Command("documents.stories", tr("Find documents that tell the same story"), project, _stories),
        Command("documents.restore", tr("Restore a deleted document…"), project, _deleted),
        Command(
            "project.restore",
            tr("Restore a backup…"),
            project,
            lambda now: when(now.opened is not None, now.window.restoring.show),
        ),
    )
