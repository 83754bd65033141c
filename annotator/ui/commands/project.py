"""Commands on the project: opening, importing, exporting, undoing, looking."""

from __future__ import annotations

from annotator.operations import sharing
from annotator.ui.commands.command import Command, Deed, when
from annotator.ui.situation import Situation
from annotator.ui.words import tr


def _has_project(now: Situation) -> bool:
    return now.opened is not None


def _export(now: Situation) -> Deed | None:
    return when(_has_project(now), now.window.asking.where_to_export)


def _split(now: Situation) -> Deed | None:
    bundling = now.window.bundling
    return when(now.writable, bundling.ask) if bundling is not None else None


def _undo(now: Situation) -> Deed | None:
    return when(now.writable, now.window.undo)


def _redo(now: Situation) -> Deed | None:
    return when(now.writable, now.window.redo)


def _merge(now: Situation) -> Deed | None:
    teaming = now.window.teaming
    return when(now.writable, teaming.ask_merge) if teaming is not None else None


def _exchange(now: Situation) -> Deed | None:
    teaming = now.window.teaming
    if teaming is None or now.opened is None:
        return None
    shared = sharing.shared_with(now.opened.project) is not None
    return when(now.writable, teaming.exchange if shared else teaming.ask_share)


def commands() -> tuple[Command, ...]:
    project, edit, view, team = tr("Project"), tr("Edit"), tr("View"), tr("Team")
    return (
        Command("project.new", tr("New project…"), project, lambda now: now.window.ask_new, ("Ctrl+N",)),
        Command("project.open", tr("Open…"), project, lambda now: now.window.asking.open, ("Ctrl+O",)),
        Command("project.sample", tr("Open the sample project"), project, lambda now: now.window.open_sample),
        Command(
            "documents.add",
            tr("Add documents…"),
            project,
            lambda now: when(now.writable, now.window.asking.add),
            ("Ctrl+D",),
        ),
        Command(
            "documents.add_folder",
            tr("Add a folder…"),
            project,
            lambda now: when(now.writable, now.window.asking.add_folder),
        ),
        Command("documents.split", tr("Split a press export…"), project, _split),
        Command("project.export", tr("Export…"), project, _export, ("Ctrl+E",)),
        Command(
            "project.backup",
            tr("Back up now"),
            project,
            lambda now: when(_has_project(now), now.window.asking.back_up),
        ),
        Command(
            "project.check",
            tr("Check the project"),
            project,
            lambda now: when(_has_project(now), now.window.asking.check),
        ),
        Command(
            "project.close",
            tr("Close the project"),
            project,
            lambda now: when(_has_project(now), now.window.close_project),
            ("Ctrl+W",),
        ),
        Command("program.quit", tr("Quit"), project, lambda now: now.window.close, ("Ctrl+Q",)),
        Command("edit.undo", tr("Undo"), edit, _undo, ("Ctrl+Z",)),
        Command("edit.redo", tr("Redo"), edit, _redo, ("Ctrl+Y",)),
        Command(
            "edit.history",
            tr("History"),
            edit,
            lambda now: when(_has_project(now), now.window.show_history),
            ("Ctrl+H",),
        ),
        Command("team.merge", tr("Merge files…"), team, _merge),
        Command("team.exchange", tr("Exchange with the shared folder"), team, _exchange),
        Command(
            "view.palette", tr("Search text, codes, commands"), view, lambda now: now.window.show_palette, ("Ctrl+K",)
        ),
        Command(
            "view.code", tr("Place Code"), view, lambda now: when(_has_project(now), now.window.show_code), ("Ctrl+1",)
        ),
        Command(
            "view.review",
            tr("Place Review"),
            view,
            lambda now: when(_has_project(now), now.window.show_review),
            ("Ctrl+2",),
        ),
        Command(
            "view.team", tr("Place Team"), view, lambda now: when(_has_project(now), now.window.show_team), ("Ctrl+5",)
        ),
        Command("help.keys", tr("Keys"), tr("Help"), lambda now: now.window.show_keys, ("F1",)),
    )
