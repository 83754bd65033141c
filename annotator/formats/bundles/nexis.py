"""An article of Nexis, of the older layout (outlet, date, headline, labels) and the newer (headline, outlet, date)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from annotator.formats.bundles.found import Found, is_wrapped, last_line, read_labels
from annotator.formats.bundles.lines import Line, filled, is_boilerplate, labelled
from annotator.model.dates import is_date_line

_HEAD = 60  # lines with something in them, among which the head of an article ends
_COVER = re.compile(
    r"(?:Date and Time|User Name|Job Number|Documents? ?\(\d+\)|Client/Matter|Search Terms|Search Type|Narrowed by|"
    r"Content Type|Delivery|Datum und Uhrzeit|Auftragsnummer|Dokumente ?\(\d+\)).*|"
    r"\d{1,5}\.\s.*|.*\bAbout LexisNexis\b.*",
    re.IGNORECASE,
)
_EDITION = re.compile(r"(?:[^\W\d_][\w.-]* ){0,5}(?:edition|ausgabe|édition)\b.{0,30}", re.IGNORECASE)
_BODY = frozenset(("body", "text", "full text", "volltext", "corps", "texte"))


def has_cover(lines: Sequence[Line]) -> bool:
    """Whether the list of contents of a whole export stands before the article."""
    return sum(_COVER.fullmatch(lines[place].text) is not None for place in filled(lines)[:_HEAD]) >= 3


def read(lines: Sequence[Line], keys: Mapping[str, str], *, numbered: bool, after_cover: bool) -> Found:
    """What an article's lines say. `numbered`: the older layout; `after_cover`: a list of contents comes first."""
    places = filled(lines)
    found = Found()
    if not places:
        return found
    if after_cover:
        places = _after_cover(lines, places, keys)
    head = places[:_HEAD]
    zone = next((at for at, place in enumerate(head) if labelled(lines[place], keys)), None)
    if zone is None:
        zone = next((at for at, place in enumerate(head) if lines[place].text.casefold() in _BODY), None)
    before = [place for place in head[: 12 if zone is None else zone] if not is_boilerplate(lines[place])]
    dates = [at for at, place in enumerate(before) if is_date_line(lines[place].text)]
    titles, outlet = _title_and_outlet(before, dates, numbered=numbered, after_cover=after_cover)
    while len(titles) > 1 and _EDITION.fullmatch(lines[titles[0]].text):
        found.keep("edition", lines[titles.pop(0)].text)
    if numbered and titles:  # what stands apart from the headline is a line under it
        apart = next((at for at in range(1, len(titles)) if titles[at] - titles[at - 1] > 1), len(titles))
        titles = titles[:apart] if is_wrapped(places) else titles[:1]
    if dates:
        found.keep_date(lines[before[dates[0 if numbered else -1]]].text)
    if outlet is not None:
        found.keep("outlet", lines[outlet].text)
    found.title = " ".join(lines[place].text for place in titles[:4])
    at = (places.index(before[-1]) + 1 if before else 0) if zone is None else zone
    at, _ = read_labels(lines, places, at, keys, found)
    body = next((k for k in range(at, min(at + 8, len(places))) if lines[places[k]].text.casefold() in _BODY), None)
    at = at if body is None else body + 1
    found.body = places[at] if at < len(places) else places[-1]
    found.first = titles[0] if titles else places[0]
    found.last = max(last_line(lines, found.first, keys, found), found.first)
    if at >= len(places) or found.last < found.body:
        found.doubts.append("no text found behind its head")
        found.body = found.last + 1
    return found


def _title_and_outlet(
    before: Sequence[int], dates: Sequence[int], *, numbered: bool, after_cover: bool
) -> tuple[list[int], int | None]:
    """The lines of the headline, and the one that names the outlet."""
    if not dates:
        if numbered:
            return list(before[1:]), before[0] if before else None
        return list(before[:1]), before[1] if len(before) > 1 else None
    date = dates[0] if numbered else dates[-1]
    above, below = list(before[:date]), list(before[date + 1 :])
    if numbered or (len(above) == 1 and below and not after_cover):
        return below, above[0] if above else None
    if len(above) < 2:
        return above, None
    return (above[-2:-1] if after_cover else above[:-1]), above[-1]


def _after_cover(lines: Sequence[Line], places: list[int], keys: Mapping[str, str]) -> list[int]:
    """The places from the headline of the first article on: two lines above the date that stands before its labels."""
    for at, place in enumerate(places):
        if is_date_line(lines[place].text) and at >= 2:
            following = places[at + 1 : at + 6]
            if any(labelled(lines[one], keys) or is_boilerplate(lines[one]) for one in following):
                return places[at - 2 :]
    return places
