"""The clean text of a passage, as a person wants to paste it: lines joined, hyphens at line ends undone, no furniture.

What is stored and quoted is always the layer's own slice; this is for copying, for reports and for cells of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from annotator.formats.pdf.extraction import SOFT_HYPHEN, UNIT
from annotator.formats.pdf.furniture import LONGEST, mark_furniture
from annotator.formats.pdf.geometry import LayerGeometry
from annotator.formats.pdf.rows import Row
from annotator.model.documents import Block, PageLayout

Range = tuple[int, int]  # start, end: offsets of the layer's text

_WIDE = "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_BETWEEN_WIDE = re.compile(f"(?<=[{_WIDE}])[ \t]*\n[ \t]*(?=[{_WIDE}])")  # Chinese and Japanese put no blank there
_WHITE = re.compile(r"\s+")
_ENDED = re.compile("[.!?:;\u2026\u3002\uff01\uff1f\u061f][)\\]\"'\u2019\u201d\u00bb\u300d\u300f]*\\d{0,2}\\s*$")


def joined(text: str) -> str:
    """A stretch of a paragraph in one line."""
    return _WHITE.sub(" ", _BETWEEN_WIDE.sub("", text).replace(SOFT_HYPHEN, "")).strip()


def copied(text: str, start: int, end: int, blocks: Sequence[Block], furniture: Set[Range] = frozenset()) -> str:
    """The clean text of [start, end) of a layer: one line for each paragraph.

    `furniture` are blocks to be left out (see `furniture_of`) unless the passage is nothing else. A paragraph that
    was parted by what is left out is one again where its sentence visibly goes on.
    """
    pieces = [
        (max(start, block.start), min(end, block.end), (block.start, block.end) in furniture)
        for block in blocks
        if block.start < end and start < block.end
    ]
    if all(left_out for _, _, left_out in pieces):
        return "\n".join(filter(None, (joined(text[first:last]) for first, last, _ in pieces)))
    lines: list[str] = []
    before = ""  # the words of the layer that the last line ends with
    parted = False  # by furniture that was left out
    for first, last, left_out in pieces:
        if left_out:
            parted = True
            continue
        words = text[first:last]
        line = joined(words)
        if not line:
            continue
        if lines and parted and _goes_on(before, line):
            lines[-1] += line if before.rstrip().endswith(SOFT_HYPHEN) else f" {line}"
        else:
            lines.append(line)
        before, parted = words, False
    return "\n".join(lines)


def furniture_of(
    pages: Sequence[PageLayout], blocks: Iterable[Block], text: str, geometry: LayerGeometry
) -> frozenset[Range]:
    """The blocks of a layer that are running heads, running feet, page numbers and printer's marks.

    By the same rules as in `furniture`. It looks at every page, some 2 ms each: call it beside the window's thread,
    once for a layer, with a geometry of its own.
    """
    rows: list[list[Row]] = [[] for _ in pages]
    for block in blocks:
        if block.end - block.start > LONGEST:
            continue
        quads = geometry.quads(block.start, block.end)
        if not quads or quads[0].page != quads[-1].page:
            continue
        number = quads[0].page
        lefts, tops, rights, bottoms = zip(*(quad.box for quad in quads), strict=True)
        left, top, right, bottom = min(lefts), min(tops), max(rights), max(bottoms)
        width, height = pages[number].width, pages[number].height
        row = Row(number, block.start, block.end, left / UNIT, right / UNIT, top / UNIT, bottom / UNIT)
        row.glyphs = block.end - block.start
        row.outside = right <= 0 or left >= width or bottom <= 0 or top >= height
        row.upright = row.glyphs > 2 and bottom - top > 2 * (right - left)
        rows[number].append(row)
    mark_furniture(rows, [layout.height for layout in pages], text)
    return frozenset((row.start, row.end) for found in rows for row in found if row.furniture)


def _goes_on(before: str, line: str) -> bool:
    if before.rstrip().endswith(SOFT_HYPHEN):
        return line[:1].isalpha()
    return line[:1].islower() and not _ENDED.search(before)
