"""All commands of the window, as values."""

from __future__ import annotations

from annotator.ui.commands import coding, project
from annotator.ui.commands.command import Command

__all__ = ["Command", "all_commands"]


def all_commands() -> tuple[Command, ...]:
    return (*project.commands(), *coding.commands())
