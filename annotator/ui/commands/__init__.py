"""All commands of the window, as values."""

from __future__ import annotations

from annotator.ui.commands import codebook, coding, documents, looking, project, reading
from annotator.ui.commands.command import Command
from annotator.ui.words import tr

__all__ = ["Command", "all_commands"]


def all_commands() -> tuple[Command, ...]:
    """Every command, group by group in the order of the menus."""
    menus = [tr(name) for name in ("Project", "Edit", "Coding", "Codebook", "Reading", "View", "Team", "Help")]
    every = (
        *project.commands(),
        *looking.commands(),
        *coding.commands(),
        *codebook.commands(),
        *reading.commands(),
        *documents.commands(),
    )
    return tuple(sorted(every, key=lambda one: menus.index(one.group)))
