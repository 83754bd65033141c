"""The rows of a page: what stands side by side at one height, with its place and the height of its letters.

Rows are what paragraphs are made of. Lengths are in tenths of a point, in the space of the page as shown; on a page
written from right to left the x axis is mirrored, so that a row starts at its `left` in either direction. Text that
runs upwards or downwards has its axes swapped: `left` is then where it is highest, `height` how wide it is.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import sub

from annotator.formats.pdf.boxes import Columns
from annotator.formats.pdf.extraction import SOFT_HYPHEN, UNIT, PageText

WIDE_GAP = 1.5  # letter heights between two words of a row: wider ones part the cells of a table
SAME_SIZE = 1.12  # letters of two rows are of one size if their heights differ by no more
CHANGED_SIZE = 1.3  # more, and two rows are never of one paragraph

_LINE = re.compile(f"[^\n{SOFT_HYPHEN}]+{SOFT_HYPHEN}?|{SOFT_HYPHEN}")  # no LF follows a hyphen at a line end
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Column:
    """Rows of one page that stand one below the other without a large gap, and what is usual among them."""

    left: float
    right: float
    ragged_left: bool  # its rows end at one x and start anywhere
    height: float  # of most of its letters
    pitch: float  # from one base line to the next among those; 0 if there is no usual one
    rows: int
    top: float
    bottom: float
    vertical: bool  # its glyphs stand one below the other, as in Japanese

    @property
    def width(self) -> float:
        """From the usual left to the usual right."""
        return self.right - self.left


@dataclass(slots=True)
class Row:
    """[start, end) of the layer's text, without white space around it."""

    page: int
    start: int
    end: int
    left: float = 0
    right: float = 0
    top: float = 0  # of its usual letter, so that a tall initial or a raised number does not count
    bottom: float = 0
    tallest: float = 0  # from its highest point to its lowest
    glyphs: int = 0  # 0: it is at no place that can be known
    gaps: int = 0  # how many of its gaps are wide
    outside: bool = False  # of the page: printer's marks
    upright: bool = False  # runs upwards or downwards
    furniture: bool = False  # a running head, a page number
    column: Column | None = None

    @property
    def height(self) -> float:
        """Of a usual letter, from ascender to descender."""
        return self.bottom - self.top


def rows_of(page: int, start: int, content: PageText) -> list[Row]:
    """The rows of one page whose text starts at `start` of the layer's text; in the order of the text."""
    rows: list[Row] = []
    for row in _lines(page, start, content):
        if rows and _stand_side_by_side(rows[-1], row):
            _add(rows[-1], row)
        else:
            rows.append(row)
    _find_columns(rows)
    return rows


def same_size(one: Row, other: Row, tolerance: float = SAME_SIZE) -> bool:
    """Whether the letters of two rows are about as high as each other."""
    small, large = sorted((one.height, other.height))
    return large <= small * tolerance


def overlap(one: Row, other: Row) -> float:
    """How far two rows lie above each other; less than 0 if they are apart."""
    return min(one.right, other.right) - max(one.left, other.left)


def is_right_to_left(text: str) -> bool:
    """Whether most letters of the text are Hebrew, Arabic or of their relatives."""
    strong = len(_RIGHT_TO_LEFT.findall(text))
    return strong > 0 and 2 * strong > len(_LETTER.findall(text))


def _lines(page: int, start: int, content: PageText) -> Iterator[Row]:
    """One for each line as PDFium parts them; a row of the page may still be in several pieces."""
    scale = content.unit / UNIT
    width, height = content.width / content.unit, content.height / content.unit
    mirrored = is_right_to_left(content.text)
    for found in _LINE.finditer(content.text):
        line = found.group()
        words = line.strip()
        if not words:
            continue
        first = found.start() + len(line) - len(line.lstrip())
        boxes = Columns(*(column[first : first + len(words)] for column in content.boxes))
        row = Row(page, start + first, start + first + len(words))
        extent = _extent(boxes)
        if extent is not None:
            left, right, highest, lowest, top, bottom = extent
            row.glyphs = len(words)
            row.outside = right <= 0 or left >= width or bottom <= 0 or top >= height
            row.upright = len(words) > 2 and lowest - highest > 2 * (right - left)
            row.gaps = 0 if row.upright else _wide_gaps(boxes, WIDE_GAP * (bottom - top), mirrored=mirrored)
            row.tallest = (lowest - highest) * scale
            if row.upright:
                left, right, top, bottom = highest, lowest, left, right
            elif mirrored:
                left, right = width - right, width - left
            row.left, row.right, row.top, row.bottom = left * scale, right * scale, top * scale, bottom * scale
        yield row


def _extent(boxes: Columns) -> tuple[float, float, int, int, int, int] | None:
    """Left, right, highest, lowest of some glyphs, then top and bottom of the usual one; None if they have no area."""
    lefts, tops, rights, bottoms = boxes
    left, right = min(lefts), max(rights)
    if lefts[rights.index(right)] == right or rights[lefts.index(left)] == left:  # a box without area may be anywhere
        kept = [box for box in zip(*boxes, strict=True) if box[0] < box[2] and box[1] < box[3]]
        if not kept:
            return None
        lefts, tops, rights, bottoms = (array("h", column) for column in zip(*kept, strict=True))
        left, right = min(lefts), max(rights)
    middle, half = len(tops) // 2, len(tops) / 2
    top, bottom = tops[middle], bottoms[middle]
    if top >= bottom or tops.count(top) < half or bottoms.count(bottom) < half:
        on_line = Counter(b for t, b in zip(tops, bottoms, strict=True) if t < b)
        if not on_line:
            return None
        bottom = on_line.most_common(1)[0][0]  # most glyphs stand on one line; in some fonts each has its own height
        top = min(t for t, b in zip(tops, bottoms, strict=True) if b == bottom and t < b)
    return left, right, min(tops), max(bottoms), top, bottom


def _wide_gaps(boxes: Columns, wide: float, *, mirrored: bool) -> int:
    """How many neighbouring boxes are further apart than `wide`; most rows have none, and need only the maximum."""
    if len(boxes.left) < 2:
        return 0
    if mirrored:
        gaps = list(map(sub, boxes.left, boxes.right[1:]))
    else:
        gaps = list(map(sub, boxes.left[1:], boxes.right))
    return sum(gap > wide for gap in gaps) if max(gaps) > wide else 0


def _stand_side_by_side(one: Row, other: Row) -> bool:
    """Whether the second goes on in the row of the first: a raised number, a word in another font, a tall initial."""
    if not (one.glyphs and other.glyphs) or one.upright or other.upright or one.outside != other.outside:
        return False
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    small, large = sorted((one.height, other.height))
    return shared > 0.5 * small and -0.5 * large < other.left - one.right < 1.5 * small


def _add(row: Row, more: Row) -> None:
    if more.glyphs > row.glyphs:  # the longer piece says how high the letters are
        row.top, row.bottom = more.top, more.bottom
    row.end = more.end
    row.left, row.right = min(row.left, more.left), max(row.right, more.right)
    row.tallest = max(row.tallest, more.tallest)
    row.glyphs += more.glyphs
    row.gaps += more.gaps


def _find_columns(rows: Sequence[Row]) -> None:
    """Tell each row which column it belongs to."""
    run: list[Row] = []
    for row in rows:
        if run and not _goes_down(run[-1], row):
            _make_columns(run)
            run = []
        run.append(row)
    _make_columns(run)


def _goes_down(one: Row, other: Row) -> bool:
    return (
        one.upright == other.upright
        and one.outside == other.outside
        and bool(one.glyphs) == bool(other.glyphs)
        and other.bottom > one.bottom
        and overlap(one, other) > 0
    )


def _make_columns(rows: Sequence[Row]) -> None:
    """A column for each stretch of rows without a large gap or change of size; pitch and margin are common to all."""
    if not rows:
        return
    height = _most_common(((row.height, row.glyphs) for row in rows), 2)
    pairs = list(pairwise(rows))
    pitches = [
        (after.bottom - before.bottom, 1)
        for before, after in pairs
        if same_size(before, after)
        and max(before.height, height) <= SAME_SIZE * min(before.height, height)
        and 0.6 * height < after.bottom - before.bottom < 2.5 * height
    ]
    pitch = _most_common(pitches, 4)
    level_right = sum(abs(a.right - b.right) < 8 and abs(a.left - b.left) >= 8 for a, b in pairs)
    ragged_left = len(pairs) > 2 and level_right > 0.6 * len(pairs)
    left = _most_common(((row.left, 1) for row in rows), 8)
    first = 0
    for index, row in enumerate(rows):
        after = rows[index + 1] if index + 1 < len(rows) else None
        if after is not None and not _part(row, after, pitch or 1.4 * height):
            continue
        stretch = rows[first : index + 1]
        rights = sorted(row.right for row in stretch)
        column = Column(
            left=left,
            right=rights[int(0.9 * (len(rights) - 1) + 0.5)],
            ragged_left=ragged_left,
            height=height,
            pitch=pitch,
            rows=len(stretch),
            top=min(row.top for row in stretch),
            bottom=max(row.bottom for row in stretch),
            vertical=len(stretch) > 2 and 0 < max(row.glyphs for row in stretch) <= 2,
        )
        for member in stretch:
            member.column = column
        first = index + 1


def _part(row: Row, after: Row, pitch: float) -> bool:
    return after.bottom - row.bottom > 2 * max(pitch, row.height) or not same_size(row, after, CHANGED_SIZE)


def _most_common(weighted: Iterable[tuple[float, int]], step: float) -> float:
    """The number that most weight lies on, to the nearest `step`; 0 for none."""
    weights: Counter[int] = Counter()
    for value, weight in weighted:
        weights[round(value / step)] += weight
    return step * weights.most_common(1)[0][0] if weights else 0.0
