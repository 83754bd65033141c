"""An article of Factiva: as it is printed (headline, author, length, date, outlet), or with the codes of its fields."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from annotator.formats.bundles.found import LANGUAGES, Found, without_by
from annotator.formats.bundles.lines import Line, filled, is_boilerplate
from annotator.formats.bundles.marks import FACTIVA_LENGTH
from annotator.model.dates import is_date_line

_HEAD = 14  # lines before the length
_CODES = {
    "HD": "title", "BY": "author", "WC": "length", "PD": "date", "SN": "outlet", "ED": "edition", "PG": "page",
    "LA": "language", "SE": "section", "CLM": "column",
}  # fmt: skip
_OTHER_CODES = "SC|CY|CX|ET|CR|LP|TD|ART|VOL|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|GC|DJ"
_BODY_CODES = ("LP", "TD")
_CODE = re.compile(rf"({'|'.join(_CODES)}|{_OTHER_CODES})(?:\t|\s{{2,}}|$)(.*)", re.DOTALL)
_CODE_WITH_BLANK = re.compile(r"(HD|BY|WC|PD|SN|SC|LA|CY|LP|TD|AN|PG|ED)\s(.+)", re.DOTALL)
_CODE_OF_SOURCE = re.compile(r"[A-Z0-9]{2,12}")
_PAGE = re.compile(r"(?:Page|Seite|Pg\.?|Página|Pagina|p\.)\s*(\S.{0,40})", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d\d(?::\d\d)?(?:\s*[ap]m)?(?:\s*\w{2,5})?", re.IGNORECASE)


def read(lines: Sequence[Line]) -> Found:
    """What an article's lines say."""
    codes: dict[str, tuple[int, str]] = {}  # each code where it comes first: later ones are lines that begin so
    for place in filled(lines):
        if code := _code(lines[place]):
            codes.setdefault(code[0], (place, code[1]))
    if "HD" in codes and len(codes) >= 4:
        return _with_codes(lines, codes)
    return _printed(lines)


def _code(line: Line) -> tuple[str, str] | None:
    match = _CODE.fullmatch(line.text) or _CODE_WITH_BLANK.fullmatch(line.text)
    return (match[1], match[2].strip()) if match else None


def _with_codes(lines: Sequence[Line], codes: Mapping[str, tuple[int, str]]) -> Found:
    found = Found()
    places = [place for place, _ in codes.values()]
    begun = False
    for (code, (place, value)), end in zip(codes.items(), [*places[1:], len(lines)], strict=True):
        more = [lines[k].text for k in range(place + 1, end) if lines[k].text]
        filled_to = next((k for k in range(end - 1, place, -1) if lines[k].text), place)
        if code == "HD":
            found.first, found.title = place, " ".join([value, *more]).strip()
        elif code in _BODY_CODES:
            found.body = found.body if begun else place
            begun, found.last = True, filled_to
        elif code in _CODES:
            found.keep(_CODES[code], " ".join([value, *more[:3]]))
    if not begun:
        found.doubts.append("no text found behind its head")
        found.last = places[-1]
        found.body = found.last + 1
    return found


def _printed(lines: Sequence[Line]) -> Found:
    found = Found()
    places = filled(lines)
    if not places:
        return found
    found.first, found.last = places[0], places[-1]
    length = next((at for at, p in enumerate(places[:_HEAD]) if FACTIVA_LENGTH.fullmatch(lines[p].text)), None)
    if length is None:
        found.title, found.body = lines[places[0]].text, places[min(1, len(places) - 1)]
        found.doubts.append("no line with its length found: its head could not be read")
        return found
    found.metadata["length"] = lines[places[length]].text
    _above(lines, places[:length], found)
    at = length + 1
    if at < len(places) and is_date_line(lines[places[at]].text):
        found.keep_date(lines[places[at]].text)
        at += 1
    if at < len(places) and _TIME.fullmatch(lines[places[at]].text):
        at += 1
    if at < len(places) and len(lines[places[at]].text) <= 120 and not is_boilerplate(lines[places[at]]):
        outlet = lines[places[at]].text
        found.keep("outlet", outlet)
        if _CODE_OF_SOURCE.fullmatch(outlet) and "outlet" in found.metadata:
            found.doubts.append("its outlet is known by its code alone")
        at += 1
    at = _rest_of_head(lines, places, at, found)
    found.body = places[at] if at < len(places) else places[-1] + 1
    while len(places) > at + 1 and is_boilerplate(lines[places[-1]]):
        places = places[:-1]
    found.last = places[-1]
    if at >= len(places):
        found.doubts.append("no text found behind its head")
    return found


def _above(lines: Sequence[Line], above: Sequence[int], found: Found) -> None:
    """Section, headline and author, of which the headline alone is always there."""
    rest = list(above)
    if len(rest) > 1:
        last, above_it = lines[rest[-1]].text, lines[rest[-2]].text
        if without_by(last) != last or _is_name(last, above_it):
            found.keep("author", last)
            rest.pop()
    if len(rest) > 1 and len(lines[rest[0]].text.split()) <= 3 < len(lines[rest[1]].text.split()):
        found.keep("section", lines[rest[0]].text)
        rest = rest[1:]
    if rest:
        found.title, found.first = " ".join(lines[place].text for place in rest[:3]), rest[0]


def _is_name(text: str, above: str) -> bool:
    """Whether a line under a headline is somebody's name: a few words, each with a capital, and the headline longer."""
    words = text.split()
    return (
        2 <= len(words) <= 4
        and len(text) <= 50
        and len(above.split()) > 4
        and all(word[0].isupper() for word in words)
        and not any(letter.isdigit() or letter in "?!:" for letter in text)
    )


def _rest_of_head(lines: Sequence[Line], places: Sequence[int], at: int, found: Found) -> int:
    """Code of the source, page, language, copyright, in whatever order; where the text begins."""
    for _ in range(8):
        if at >= len(places):
            break
        line = lines[places[at]]
        page = _PAGE.fullmatch(line.text)
        if is_boilerplate(line):
            return at + 1  # the copyright is the last line of the head
        if page:
            found.keep("page", page[1])
        elif line.text.casefold() in LANGUAGES:
            found.keep("language", line.text)
        elif not _CODE_OF_SOURCE.fullmatch(line.text):
            following = [lines[place] for place in places[at + 1 : at + 4]]
            if len(line.text) > 40 or not any(map(is_boilerplate, following)):
                break
            found.keep("edition", line.text)
        at += 1
    return at
