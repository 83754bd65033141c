"""Commands on how the whole window looks: light or dark, and how large."""

from __future__ import annotations

from annotator.ui.commands.command import Command, Deed
from annotator.ui.situation import Situation
from annotator.ui.words import tr


def _theme(name: str, title: str) -> Command:
    def offer(now: Situation) -> Deed:
        return lambda: now.window.choose_theme(name)

    return Command(f"view.{name}", title, tr("View"), offer)


def _scale(name: str, title: str, step: int, *keys: str) -> Command:
    def offer(now: Situation) -> Deed:
        return lambda: now.window.choose_scale(step)

    return Command(f"view.{name}", title, tr("View"), offer, keys)


def commands() -> tuple[Command, ...]:
    return (
        _theme("light", tr("Light")),
        _theme("dark", tr("Dark")),
        _theme("system", tr("Light or dark as the system")),
        _scale("scale_up", tr("Whole window larger"), 1, "Ctrl+Alt++", "Ctrl+Alt+="),
        _scale("scale_down", tr("Whole window smaller"), -1, "Ctrl+Alt+-"),
        _scale("scale_none", tr("Whole window as large as at first"), 0, "Ctrl+Alt+0"),
    )
