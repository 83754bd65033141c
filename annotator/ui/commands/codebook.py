"""Commands on the codebook: what codes mean, where they stand, taking codebooks in and printing them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.ui.codebook import files
from annotator.ui.commands.command import Command, Deed, when
from annotator.ui.situation import Situation
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.model.codings import PlacedCoding
    from annotator.model.ids import CodeId
    from annotator.ui.code_place import CodePlace


def _on_coding(act: Callable[[CodePlace, PlacedCoding], object]) -> Callable[[Situation], Deed | None]:
    def offer(now: Situation) -> Deed | None:
        place, chosen = now.place, now.chosen
        if place is None or chosen is None or not now.writable:
            return None
        return lambda: act(place, chosen)

    return offer


def _on_code(act: Callable[[CodePlace, CodeId], object]) -> Callable[[Situation], Deed | None]:
    """On the code of the chosen coding, or, where there is none or the keys go to the codebook, on the one there."""

    def offer(now: Situation) -> Deed | None:
        place = now.place
        if place is None or not now.writable:
            return None
        in_tree = place.codebook.view.hasFocus() or now.chosen is None
        code = place.codebook.current if in_tree else now.chosen.code if now.chosen is not None else None
        return None if code is None else lambda: act(place, code)

    return offer


def _in_place(act: Callable[[CodePlace], object]) -> Callable[[Situation], Deed | None]:
    def offer(now: Situation) -> Deed | None:
        place = now.place
        return None if place is None else lambda: act(place)

    return offer


def commands() -> tuple[Command, ...]:
    coding, codebook = tr("Coding"), tr("Codebook")
    return (
        Command(
            "coding.example",
            tr("Add as example of its code"),
            coding,
            _on_coding(lambda place, chosen: place.codebook_desk.add_example(chosen.id)),
            ("F11",),
        ),
        Command(
            "coding.counter_example",
            tr("Add as counter-example of its code…"),
            coding,
            _on_coding(lambda place, chosen: place.codebook_desk.ask_counter_example(chosen.id)),
            ("Shift+F11",),
        ),
        Command(
            "codebook.define",
            tr("What the code means"),
            codebook,
            _on_code(lambda place, code: place.codebook.ask_definition(code)),
            ("F12",),
        ),
        Command(
            "codebook.next_to_define",
            tr("Next code to define"),
            codebook,
            _in_place(lambda place: place.codebook.next_to_define()),
            ("Shift+F12",),
        ),
        Command(
            "codebook.filter",
            tr("Filter the codebook"),
            codebook,
            _in_place(lambda place: place.codebook.show_filter()),
        ),
        Command(
            "codebook.move",
            tr("Move the code below…"),
            codebook,
            _on_code(lambda place, code: place.codebook.asking.ask_move([code])),
        ),
        Command(
            "codebook.merge",
            tr("Merge the code into…"),
            codebook,
            _on_code(lambda place, code: place.codebook.asking.ask_merge([code])),
        ),
        Command(
            "codebook.import",
            tr("Import a codebook…"),
            codebook,
            lambda now: when(now.writable, lambda: files.ask_import(now.window)),
        ),
        Command(
            "codebook.print",
            tr("Print the codebook…"),
            codebook,
            lambda now: when(now.opened is not None, lambda: files.ask_print(now.window)),
        ),
    )
