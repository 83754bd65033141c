"""What the command palette offers in a moment: commands, codes, cases, documents; and the hits of a search."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from annotator.model.documents import Document
from annotator.ui.commands import Command
from annotator.ui.palette.entries import Entry, Kind
from annotator.ui.situation import Situation

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


def entries_of(window: MainWindow, now: Situation) -> list[Entry]:
    found = [_command(window, one, now) for one in window.commands if not one.hidden]
    opened, place = now.opened, window.code_place
    if opened is None or place is None:
        return found
    found += [
        Entry(
            Kind.CODE,
            code.name,
            " › ".join(code.path[:-1]),
            (code.code.key or "").upper(),
            _with(place.show_codings, code.id),
            colour=code.colour or "",
        )
        for code in opened.codes
    ]
    found += [
        Entry(Kind.CASE, case.name, case.type, "", _with(place.case_work.known.open_case, case.id), case.aliases)
        for case in opened.cases
    ]
    found += [
        Entry(Kind.DOCUMENT, one.title, one.metadata.get("outlet", ""), "", _with(_open, window, one))
        for one in opened.documents
    ]
    return found


def _command(window: MainWindow, one: Command, now: Situation) -> Entry:
    shortcut = one.keys[0] if one.keys else ""
    possible = one.offer(now) is not None
    return Entry(Kind.COMMAND, one.title, one.group, shortcut, _with(window.run, one), boost=0.2, enabled=possible)


def _with(function: Callable[..., object], *arguments: object) -> Callable[[], object]:
    return partial(function, *arguments)


def _open(window: MainWindow, document: Document) -> None:
    window.show_code()
    if window.code_place is not None:
        window.code_place.open_document(document.id)
