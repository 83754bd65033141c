"""The lines of a text, and what lines around an article look like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from annotator.formats.bundles.rules import MOST_LINES
from annotator.model.errors import CannotRead

_LONGEST = 1_000  # code points that are looked at of one line


class Line(NamedTuple):
    """[start, end) in the layer, without white space at its edges; `text` at most its first 1,000 code points."""

    start: int
    end: int
    text: str


class Labelled(NamedTuple):
    """A line "Label: value". `key` is "" where the label is known and says nothing that is kept."""

    key: str
    value: str


_LABEL = re.compile(r"([^\W\d_][\w .'’/-]{0,28}?)\s?[:：]\s*(.*)")
# Labels of lines that stand before or behind an article and are kept nowhere else but in the bundle.
_OTHER = frozenset(
    (
        "load-date", "graphic", "graphics", "publication-type", "journal-code", "journal code", "subject", "company",
        "organization", "organisation", "person", "geographic", "city", "state", "country", "industry", "ticker",
        "type", "document-type", "correction-date", "correction", "update", "acc-no", "issn", "copyright", "highlight",
        "series", "notes", "pub-type", "zeitungs-code", "publikationstyp", "date-chargement", "type-publication",
        "load date", "publication type", "document id", "client/matter", "search terms", "search type",
    )
)  # fmt: skip
_BEHIND = frozenset(("language", "url", "edition"))  # keys whose lines also stand behind an article
_BOILERPLATE = re.compile(
    r"(?:copyright\b|©|\(c\)\s?(?:copyright|\d{4})|all rights reserved|alle rechte vorbehalten|tous droits r|"
    r"page \d+ (?:of|von|sur) \d+$|link to (?:pdf|image|original)|(?:https?://\S+)$).*|"
    r".{0,120}\b(?:all rights reserved|alle rechte vorbehalten|tous droits réservés)\.?",
    re.IGNORECASE,
)
_ALONE = frozenset(("classification", "graphic", "body", "notes", "logo"))


def lines_of(text: str) -> list[Line]:
    """All lines, empty ones too. CannotRead if there are more than can be looked at."""
    found: list[Line] = []
    at, length = 0, len(text)
    while at < length:
        end = text.find("\n", at)
        if end < 0:
            end = length
        raw = text[at : min(end, at + 4 * _LONGEST)]
        shown = raw.strip()
        start = at + len(raw) - len(raw.lstrip()) if shown else at
        if end - at > len(raw):
            stop = end  # a line of a size that no label, title or separator has
        else:
            stop = start + len(shown)
        found.append(Line(start, stop, shown[:_LONGEST]))
        if len(found) > MOST_LINES:
            raise CannotRead(f"The file has more than {MOST_LINES:,} lines. Split it into smaller ones first.")
        at = end + 1
    return found


def labelled(line: Line, keys: Mapping[str, str]) -> Labelled | None:
    """The label of a line and its value, if its label is known."""
    match = _LABEL.fullmatch(line.text)
    if match is None:
        return None
    name = match[1].strip().casefold()
    if name in keys:
        return Labelled(keys[name], match[2].strip())
    return Labelled("", match[2].strip()) if name in _OTHER else None


def is_boilerplate(line: Line) -> bool:
    return _BOILERPLATE.fullmatch(line.text) is not None


def is_behind(line: Line, keys: Mapping[str, str]) -> bool:
    """Whether a line belongs to what stands behind an article, if nothing but such lines follow."""
    found = labelled(line, keys)
    if found is not None:
        return not found.key or found.key in _BEHIND
    return is_boilerplate(line) or line.text.casefold() in _ALONE


def filled(lines: Sequence[Line]) -> list[int]:
    """The places of the lines with something in them."""
    return [place for place, line in enumerate(lines) if line.text]
