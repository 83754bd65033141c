"""Commands for getting about in what is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.ui.commands.command import Command, Deed
from annotator.ui.reader.fonts import USUAL
from annotator.ui.situation import Situation
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.code_place import CodePlace

_Can = Callable[["CodePlace"], object]


def _always(_place: CodePlace) -> bool:
    return True


def _in_text(act: _Can, possible: _Can = _always) -> Callable[[Situation], Deed | None]:
    def offer(now: Situation) -> Deed | None:
        place = now.place
        if place is None or now.document is None or not possible(place):
            return None
        return lambda: act(place)

    return offer


def _anywhere(act: _Can) -> Callable[[Situation], Deed | None]:
    def offer(now: Situation) -> Deed | None:
        place = now.place
        return None if place is None else lambda: act(place)

    return offer


def commands() -> tuple[Command, ...]:
    reading = tr("Reading")
    return (
        Command(
            "reading.type",
            tr("Select by typing the first words .. the last words"),
            reading,
            _in_text(lambda place: place.wayfinding.ask_passage()),
            ("/",),
        ),
        Command(
            "reading.go_to",
            tr("Go to a paragraph…"),
            reading,
            _in_text(lambda place: place.wayfinding.ask_where()),
            ("Ctrl+G",),
        ),
        Command(
            "reading.back",
            tr("Back to the place before the last jump"),
            reading,
            _anywhere(lambda place: place.wayfinding.step(-1)),
            ("Ctrl+Backspace",),
        ),
        Command(
            "reading.forward",
            tr("Forward again"),
            reading,
            _anywhere(lambda place: place.wayfinding.step(1)),
            ("Ctrl+Shift+Backspace",),
        ),
        Command(
            "reading.split",
            tr("Two documents side by side, or one again"),
            reading,
            _anywhere(lambda place: place.halves.split()),
            ("F9",),
        ),
        Command(
            "reading.link",
            tr("Follow the link at the cursor"),
            reading,
            _in_text(
                lambda place: place.wayfinding.follow_link(place.wayfinding.link_here),
                lambda place: place.wayfinding.link_here,
            ),
        ),
        Command(
            "reading.usual_size",
            tr("Usual text size"),
            reading,
            _in_text(lambda place: place.view.set_zoom(USUAL)),
            ("Ctrl+0",),
        ),
        Command(
            "reading.next_panel",
            tr("Next panel"),
            reading,
            _anywhere(lambda place: place.step_panel(1)),
            ("F6",),
        ),
        Command(
            "reading.previous_panel",
            tr("Previous panel"),
            reading,
            _anywhere(lambda place: place.step_panel(-1)),
            ("Shift+F6",),
        ),
    )
