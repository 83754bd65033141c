"""Codings as Review's table shows them, made up; and pieces that its tests share."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.model.codings import Stance
from annotator.model.ids import CodingId, EntityId
from annotator.ui.main_window import MainWindow
from annotator.ui.reader.palette import look_of
from annotator.ui.review.review_place import ReviewPlace
from annotator.ui.review.shown import ShownCoding
from annotator.ui.reviewing import Reviewing
from tests.driving import settle, wait_until


def coding_id(number: int) -> CodingId:
    return CodingId(EntityId(number.to_bytes(16, "big")))


def shown_coding(this: CodingId) -> ShownCoding:
    at = int.from_bytes(this, "big")
    return ShownCoding(
        id=this,
        document=f"Report {at // 100}",
        date="4 Apr 18",
        before="what stands before ",
        quote=f"quote {at}",
        after=" and what follows",
        code="Pledge",
        path="Accountability › Pledge",
        look=look_of(None, at % 8),
        cases="Google",
        stance=Stance.CONTRADICTS if at % 5 == 0 else Stance.SUPPORTS,
        initials="AK",
        coder="Ada Keller",
        fields="voice company",
        memo="Look at this again." if at % 7 == 0 else "",
        automatic=at % 9 == 0,
    )


class Shelf:
    """Gives rows and remembers which were asked for."""

    def __init__(self) -> None:
        self.asked: list[CodingId] = []
        self.gone: set[CodingId] = set()

    def fetch(self, ids: Sequence[CodingId]) -> list[ShownCoding]:
        self.asked += ids
        return [shown_coding(one) for one in ids if one not in self.gone]


def reviewing_of(window: MainWindow) -> Reviewing:
    assert window.reviewing is not None, "no project is open"
    return window.reviewing


def place_of_review(window: MainWindow) -> ReviewPlace:
    return reviewing_of(window).place


def show_review(window: MainWindow) -> ReviewPlace:
    """Goes to Review and waits until it shows what it found."""
    window.show_review()
    rest(window)
    return place_of_review(window)


def rest(window: MainWindow) -> None:
    """Waits until nothing is being asked or counted any more."""
    reviewing = reviewing_of(window)
    timers = (reviewing._timer, reviewing._detail_timer, reviewing.place.query._timer, reviewing.place.words._timer)

    def quiet() -> bool:
        if reviewing._stale and reviewing.place.isVisible():
            return False
        idle = reviewing._work is None and reviewing.texts._work is None and reviewing.texts._next is None
        return idle and not reviewing.opened.busy and not any(one.isActive() for one in timers)

    wait_until(quiet, "Review to rest")
    settle()
    wait_until(quiet, "Review to rest")


def ask(window: MainWindow, line: str) -> list[str]:
    """Puts a query line; the quotes that it finds."""
    place = place_of_review(window)
    place.query.set_text(line)
    rest(window)
    return quotes(place)


def quotes(place: ReviewPlace) -> list[str]:
    """The quotes listed, from the top."""
    rows = (place.table.row_at(at) for at in range(place.table.rowCount()))
    return [row.quote for row in rows if row is not None]


def codes(place: ReviewPlace) -> list[str]:
    rows = (place.table.row_at(at) for at in range(place.table.rowCount()))
    return [row.code for row in rows if row is not None]
