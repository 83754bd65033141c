"""Which rows are furniture of the page: running heads, running feet, page numbers, printer's marks.

They stand at one height on several pages and say the same but for numbers. They stay in the text, each as a small
block of its own; no paragraph is joined across them, because a block is one range of the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from annotator.formats.pdf.extraction import UNIT
from annotator.formats.pdf.rows import Row

MARGIN = 0.12  # share of the page's height, at the top and at the bottom, where furniture may stand
PAGES = 3  # on as many at least it has to come back
LONGEST = 160  # code points of a running head
STEP = 20.0  # tenths of a point: rows so near are at one height

_NUMBER = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def mark_furniture(pages: Sequence[Sequence[Row]], heights: Sequence[float], text: str) -> None:
    """Set `furniture` of the rows that are. `heights` are those of the pages, in points."""
    candidates: list[tuple[Row, tuple[int, str]]] = []
    counts: Counter[tuple[int, str]] = Counter()
    for rows, height in zip(pages, heights, strict=True):
        keys = set()
        for row in rows:
            if not row.glyphs or not (row.outside or row.upright or _in_margin(row, height / UNIT)):
                continue
            if row.end - row.start > LONGEST:
                continue
            key = (round(row.bottom / STEP), _pattern(text[row.start : row.end]))
            candidates.append((row, key))
            keys.add(key)
        counts.update(keys)
    for row, key in candidates:
        row.furniture = row.outside or _pages_with(key, counts) >= PAGES


def _in_margin(row: Row, page_height: float) -> bool:
    return row.bottom < MARGIN * page_height or row.top > (1 - MARGIN) * page_height


def _pattern(words: str) -> str:
    return _SPACE.sub(" ", _NUMBER.sub("#", words)).strip().casefold()


def _pages_with(key: tuple[int, str], counts: Mapping[tuple[int, str], int]) -> int:
    """On how many pages the row stands, at this height or one step off: the rounding may have parted them."""
    height, pattern = key
    return sum(counts.get((height + off, pattern), 0) for off in (-1, 0, 1))
