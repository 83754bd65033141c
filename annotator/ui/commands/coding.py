"""Commands on the selected passage, the chosen coding and the text that is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.model.reading_cursor import Unit
from annotator.ui.commands.command import Command, Deed
from annotator.ui.situation import Situation
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.code_place import CodePlace


def _on_passage(now: Situation) -> bool:
    return now.writable and now.place is not None and now.passage is not None


def _on_coding(now: Situation) -> bool:
    return now.writable and now.place is not None and now.chosen is not None


def _reading(now: Situation) -> bool:
    return now.place is not None and now.document is not None


Possible = Callable[[Situation], bool]


def _offers(possible: Possible, act: Callable[[CodePlace], object]) -> Callable[[Situation], Deed | None]:
    """Offers what can be done in the place Code, where it is possible."""

    def offer(now: Situation) -> Deed | None:
        place = now.place
        if place is None or not possible(now):
            return None
        return lambda: act(place)

    return offer


def _may_code(now: Situation) -> bool:
    return _reading(now) and now.writable


def _is_finished(now: Situation) -> bool:
    return _may_code(now) and now.place is not None and now.place.finishing.is_finished


def _anywhere(now: Situation) -> bool:
    return now.place is not None


def _has_to_look_at(now: Situation) -> bool:
    return now.place is not None and now.place.what_to_look_at() is not None


def _digit(digit: int) -> Command:
    offer = _offers(_may_code, lambda place: place.desk.toggle_number(digit))
    title = tr("Case {n} of the bar", n=digit)
    return Command(f"case.{digit}", title, tr("Coding"), offer, (str(digit),), hidden=digit != 1)


def _about(digit: int) -> Command:
    offer = _offers(_may_code, lambda place: place.case_work.toggle_about_number(digit))
    title = tr("This document is about case {n} of the bar", n=digit)
    return Command(f"document.about.{digit}", title, tr("Coding"), offer, (f"Alt+{digit}",), hidden=digit != 1)


def _edge(step: int, unit: Unit, key: str, title: str) -> Command:
    offer = _offers(_on_coding, lambda place: place.desk.move_edge(step, unit))
    return Command(f"coding.edge.{key}", title, tr("Coding"), offer, (key,))


def commands() -> tuple[Command, ...]:
    coding, reading = tr("Coding"), tr("Reading")
    return (
        Command(
            "coding.pick",
            tr("Code with… (the picker)"),
            coding,
            _offers(_may_code, lambda place: place.choosing.open_picker()),
            ("Space",),
        ),
        Command(
            "coding.in_vivo",
            tr("New code from the selected words"),
            coding,
            _offers(_on_passage, lambda place: place.desk.code_in_vivo()),
            ("Ctrl+I",),
        ),
        Command(
            "coding.repeat",
            tr("Repeat the last coding"),
            coding,
            _offers(_on_passage, lambda place: place.desk.repeat()),
            (".",),
        ),
        Command(
            "coding.recode",
            tr("Recode the chosen coding"),
            coding,
            _offers(_on_coding, lambda place: place.choosing.begin_recode()),
            ("F2",),
        ),
        Command(
            "coding.stance",
            tr("Turn the stance: supports or contradicts"),
            coding,
            _offers(_on_coding, lambda place: place.desk.turn_stance()),
            ("-",),
        ),
        Command(
            "coding.take_off",
            tr("Take the chosen coding off"),
            coding,
            _offers(_on_coding, lambda place: place.desk.take_off()),
            ("Delete",),
        ),
        Command(
            "coding.memo",
            tr("Memo on the chosen coding"),
            coding,
            _offers(_on_coding, lambda place: place.write_memo()),
            ("Ctrl+M",),
        ),
        Command(
            "coding.case",
            tr("Add a case…"),
            coding,
            _offers(_may_code, lambda place: place.ask_case()),
            ("+",),
        ),
        Command(
            "coding.fields",
            tr("Fields of the chosen coding"),
            coding,
            _offers(_on_coding, lambda place: place.field_work.enter()),
            ("Enter", "Return"),
        ),
        Command(
            "case.panel",
            tr("What is known of the case"),
            coding,
            _offers(_reading, lambda place: place.case_work.known.open_panel()),
            ("Alt+Enter", "Alt+Return"),
        ),
        Command(
            "document.about",
            tr("This document is about…"),
            coding,
            _offers(_may_code, lambda place: place.cases.ask_case(about=True)),
            ("Ctrl+B",),
        ),
        *(_about(digit) for digit in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)),
        Command(
            "document.missing",
            tr("Next thing that is missing before finishing"),
            coding,
            _offers(_may_code, lambda place: place.finishing.next_missing()),
            ("Ctrl+Shift+Enter", "Ctrl+Shift+Return"),
        ),
        Command(
            "document.finish",
            tr("Finish document"),
            coding,
            _offers(_may_code, lambda place: place.finishing.toggle()),
            ("Ctrl+Enter", "Ctrl+Return"),
        ),
        Command(
            "document.reopen",
            tr("Open the finished document again"),
            coding,
            _offers(_is_finished, lambda place: place.finishing.reopen()),
        ),
        *(_digit(digit) for digit in (1, 2, 3, 4, 5, 6, 7, 8, 9, 0)),
        _edge(-1, Unit.WORD, "Alt+Shift+Left", tr("Move the nearest edge back by a word")),
        _edge(1, Unit.WORD, "Alt+Shift+Right", tr("Move the nearest edge on by a word")),
        _edge(-1, Unit.SENTENCE, "Ctrl+Alt+Shift+Left", tr("Move the nearest edge back by a sentence")),
        _edge(1, Unit.SENTENCE, "Ctrl+Alt+Shift+Right", tr("Move the nearest edge on by a sentence")),
        Command(
            "reading.next_uncoded",
            tr("Next uncoded paragraph"),
            reading,
            _offers(_reading, lambda place: place.desk.next_uncoded(1)),
            ("F7",),
        ),
        Command(
            "reading.previous_uncoded",
            tr("Previous uncoded paragraph"),
            reading,
            _offers(_reading, lambda place: place.desk.next_uncoded(-1)),
            ("Shift+F7",),
        ),
        Command(
            "reading.colleagues",
            tr("Colleagues’ codings: shown / dimmed / hidden"),
            reading,
            _offers(_anywhere, lambda place: place.cycle_colleagues()),
            ("F8",),
        ),
        Command(
            "reading.team",
            tr("What there is to look at here, in Team"),
            reading,
            _offers(_has_to_look_at, lambda place: place.ask_team()),
        ),
        Command(
            "reading.codings_of_code",
            tr("All codings of the code"),
            reading,
            _offers(_reading, lambda place: place.show_codings_of_chosen()),
            ("F4",),
        ),
        Command(
            "reading.find",
            tr("Find in the text"),
            reading,
            _offers(_reading, lambda place: place.open_find()),
            ("Ctrl+F",),
        ),
        Command(
            "reading.find_next",
            tr("Next place found"),
            reading,
            _offers(_reading, lambda place: place.step_hit(1)),
            ("F3",),
        ),
        Command(
            "reading.find_previous",
            tr("Previous place found"),
            reading,
            _offers(_reading, lambda place: place.step_hit(-1)),
            ("Shift+F3",),
        ),
        Command(
            "reading.larger",
            tr("Larger text"),
            reading,
            _offers(_reading, lambda place: place.zoom(1)),
            ("Ctrl++", "Ctrl+="),
        ),
        Command(
            "reading.smaller",
            tr("Smaller text"),
            reading,
            _offers(_reading, lambda place: place.zoom(-1)),
            ("Ctrl+-",),
        ),
        Command(
            "reading.next_document",
            tr("Next document"),
            reading,
            _offers(_reading, lambda place: place.step_document(1)),
            ("Ctrl+PgDown",),
        ),
        Command(
            "reading.previous_document",
            tr("Previous document"),
            reading,
            _offers(_reading, lambda place: place.step_document(-1)),
            ("Ctrl+PgUp",),
        ),
    )
