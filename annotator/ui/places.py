"""The places of the window: what each is called, what leads to it, and the widget that it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.workspace import Workspace

_CODE_HINTS = (
    "↓ next sentence",
    "a key codes it",
    "%coding.pick% picker",
    "1 2 3 cases",
    "%coding.stance% against",
    "%reading.next_uncoded% next uncoded",
    "%help.keys% keys",
)
_REVIEW_HINTS = (
    "Enter opens the passage",
    "F2 recode",
    "- stance",
    "Space selects more",
    "Ctrl+F query",
    "Ctrl+1 back to the text",
)
_TEAM_HINTS = ("↑ ↓ from one thing to the next", "Space ticks off", "Enter opens", "Ctrl+1 back to the text")



@dataclass(frozen=True, slots=True)
class WorkPlace:
    """One place of an open project. `widget` makes it when it is first asked for, `made` tells whether it is there."""

    id: str
    title: str
    shortcut: str
    hints: tuple[str, ...]
    widget: Callable[[], QWidget]
    made: Callable[[], QWidget | None]
    take_keys: Callable[[], None]


def work_places(work: Workspace) -> tuple[WorkPlace, ...]:
    """The places of an open project that the header names, in the order of their keys."""
    code, teaming, reviewing = work.code_place, work.teaming, work.reviewing
    return (
        WorkPlace("code", tr("Code"), "Ctrl+1", _CODE_HINTS, lambda: code, lambda: code, code.take_keys),
        WorkPlace(
            "review",
            tr("Review"),
            "Ctrl+2",
            _REVIEW_HINTS,
            lambda: reviewing.place,
            lambda: reviewing.made,
            lambda: reviewing.take_keys(),
        ),
        WorkPlace(
            "team",
            tr("Team"),
            "Ctrl+5",
            _TEAM_HINTS,
            lambda: teaming.place,
            lambda: teaming.made,
            lambda: teaming.place.setFocus(),
        ),
    )
