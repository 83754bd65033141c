"""What the child that shows pages answers, as values; each is checked here. Malformed for what cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from annotator.formats.child import TOO_MUCH_MEMORY
from annotator.formats.limits import LONGEST_TARGET
from annotator.formats.pdf.boxes import Box
from annotator.formats.pdf.extraction import sane_size
from annotator.formats.pdf.protocol import Malformed, corners, items, number, whole, words
from annotator.model.errors import CannotRead, NeedsPassword

MOST_PAGES = 10_000
MOST_OUTLINE = 20_000
MOST_LINKS = 5_000  # of one page
LONGEST_TITLE = 500  # code points of an outline entry, a page label
DEEPEST = 64  # levels of an outline
REACH = 10_000_000.0  # points: no place is further from a page's corner

_SCHEMES = ("http://", "https://", "mailto:")
_REFUSALS: dict[object, tuple[type[CannotRead], str]] = {
    "password": (NeedsPassword, "The PDF is protected; it can be read once its password is given."),
    "wrong password": (NeedsPassword, "The password does not open this PDF; check it and try again."),
    "security": (CannotRead, "The PDF is protected in a way that cannot be opened here."),
    "damaged": (CannotRead, "The PDF is damaged and cannot be opened."),
    "no pages": (CannotRead, "The PDF is damaged or empty: it has no pages."),
    "many pages": (CannotRead, f"The PDF has too many pages; at most {MOST_PAGES:,} can be shown."),
    "memory": (CannotRead, TOO_MUCH_MEMORY),
}


class PageShape(NamedTuple):
    """Size in points of the page as shown, and the number that the file gives it ("iv", "A-3"; "" if none)."""

    width: float
    height: float
    label: str = ""


class OutlineEntry(NamedTuple):
    """A heading of the file's table of contents; level from 0. `page` from 0, None if it leads nowhere."""

    title: str
    level: int
    page: int | None
    y: float | None  # points from the top of that page; None: its top


class PageLink(NamedTuple):
    """A link on a page: to a place in this document (`page`, `y`) or to an `address` (http, https, mailto alone)."""

    box: Box
    page: int | None
    y: float | None
    address: str


@dataclass(frozen=True, slots=True)
class OpenedPages:
    """What is known at once of a document that was opened; its pages are never none."""

    pages: tuple[PageShape, ...]
    has_forms: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture of a page or of a part of it, 32 bits a pixel: blue, green, red, unused (QImage.Format_RGB32).

    `pixels` is a view of memory shared with the child: copy it before the next request, then let go of it.
    """

    page: int
    width: int  # pixels
    height: int
    stride: int  # bytes from one row to the next
    scale: float  # pixels per point, as asked for
    clip: Box  # what of the page it shows, exactly: the pixels' outer edges, in points
    turned: int
    pixels: memoryview


class Gone(Exception):
    """The child died, hung or answered nonsense while this page (None: the document) was asked for; `open` again."""

    def __init__(self, page: int | None, *, late: bool) -> None:
        super().__init__(f"page {page}" if page is not None else "document")
        self.page, self.late = page, late


class PageRefused(CannotRead):
    """This page cannot be shown; the rest of the document can."""

    def __init__(self, page: int, why: str) -> None:
        super().__init__(f"Page {page + 1} cannot be shown: {why}")
        self.page = page


def refusal(value: object) -> CannotRead:
    """What to raise for a document that the child refused, in our own words."""
    if not isinstance(value, str) or value not in _REFUSALS:
        raise Malformed("refusal")
    kind, message = _REFUSALS[value]
    return kind(message)


def shapes(value: object) -> tuple[PageShape, ...]:
    """Of all pages, from rows of width, height, label."""
    rows = [items(row, 3, length=3) for row in items(value, MOST_PAGES)]
    if not rows:
        raise Malformed("no pages")
    found = []
    for wide, high, label in rows:
        size = sane_size(number(wide, -1e30, 1e30), number(high, -1e30, 1e30))
        found.append(PageShape(*size, words(label, LONGEST_TITLE)))
    return tuple(found)


def outline(value: object, pages: int) -> tuple[OutlineEntry, ...]:
    """From rows of title, level, page, y."""
    found: list[OutlineEntry] = []
    for row in items(value, MOST_OUTLINE):
        title, level, page, y = items(row, 4, length=4)
        deepest = min(DEEPEST, found[-1].level + 1 if found else 0)
        to, at = _target(page, y, pages)
        found.append(OutlineEntry(words(title, LONGEST_TITLE), whole(level, 0, deepest), to, at))
    return tuple(found)


def links(value: object, pages: int) -> tuple[PageLink, ...]:
    """From rows of box, page, y, address; addresses that are none for people are left out."""
    found = []
    for row in items(value, MOST_LINKS):
        box, page, y, address = items(row, 4, length=4)
        place = Box(*corners(box, REACH))
        to, at = _target(page, y, pages)
        said = words(address, LONGEST_TARGET).strip()
        good = said if said.lower().startswith(_SCHEMES) and said.isprintable() else ""
        if to is not None or good:
            found.append(PageLink(place, to, at, good if to is None else ""))
    return tuple(found)


def _target(page: object, y: object, pages: int) -> tuple[int | None, float | None]:
    if page is None:
        return None, None
    return whole(page, 0, pages - 1), None if y is None else number(y, -REACH, REACH)
