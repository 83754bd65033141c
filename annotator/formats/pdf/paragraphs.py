"""The paragraph table: the blocks of a PDF's layer, found by where its rows stand.

A PDF has no paragraphs. A new one starts where the gap between two rows is wider than usual, a row is indented or
starts with a list sign, the letters change their size, or the row before ended early with its sentence. A paragraph
goes on in the next column or on the next page only where its sentence visibly does: no punctuation ends it and the
text goes on in lower case, at the same size, with nothing between. Running heads and footnotes that stand between
the two parts in the text keep them apart, since a block is one range of the text.

What is found by measure can be wrong. Whatever it finds, the blocks stand in order, do not overlap, and leave
nothing between them but white space.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from annotator.formats.pdf.extraction import SOFT_HYPHEN
from annotator.formats.pdf.furniture import mark_furniture
from annotator.formats.pdf.rows import CHANGED_SIZE, Column, Row, overlap, same_size
from annotator.model.documents import Block, BlockKind

LARGER = 1.18  # a heading's letters are so much higher than those of the text
COMMON = 0.2  # share of the document's letters that makes their height one of the text's
LONGEST_HEADING = 240  # code points
MOST_ROWS_OF_HEADING = 4
LEVELS = 6

GAP = 1.25  # usual pitches: a wider one parts paragraphs
UNKNOWN_GAP = 1.8  # letter heights, where no pitch is usual
OTHER_TYPEFACE = 1.2  # so much may the heights of letters of one size differ
INDENT = 0.4  # letter heights: less is taken for no indent
EARLY, VERY_EARLY = 0.12, 0.25  # shares of the column that a row leaves empty at its end

_SENTENCE_END = re.compile(
    "[.!?:;\u2026\u3002\uff01\uff1f\uff1b\uff1a\u061f\u06d4][)\\]\"'\u2019\u201d\u00bb\u300d\u300f]*\\d{0,2}$"
)
_BULLET = re.compile(
    "[\u2022\u2023\u2043\u2219\u00b7\u25a0-\u25ff\u2605\u2606\u2610-\u2612\u2666\u2713-\u2718\u27a2\u27a4"
    "\uf0a7\uf0b7\uf076]\\s*\\S"
)
_DASH = re.compile("[-\u2013\u2014*]\\s+\\S")
_NUMBER = re.compile(r"(?:\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\[\d{1,3}\]|\(?[ivx]{1,5}[.)]|\d{1,2}(?:\.\d{1,2})+)\s")
_LEADER = re.compile(r"(?:[._\u2026]\s?){4,}\s*[\divxlc]*$", re.IGNORECASE)


def find_blocks(pages: Sequence[Sequence[Row]], heights: Sequence[float], text: str) -> tuple[Block, ...]:
    """The blocks of a layer's text, from the rows of each page and the heights of the pages in points."""
    mark_furniture(pages, heights, text)
    groups = list(_grouped(list(chain.from_iterable(pages)), text))
    body = _body_height(groups)
    levels = _levels(_tallest(group) for group in groups if _may_be_heading(group, body, text))
    return tuple(_block(group, body, levels, text) for group in groups)


def _grouped(rows: Sequence[Row], text: str) -> Iterator[list[Row]]:
    group: list[Row] = []
    for index, row in enumerate(rows):
        after = rows[index + 1] if index + 1 < len(rows) else None
        if group and not _goes_on(group, row, after, text):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _goes_on(group: Sequence[Row], row: Row, after: Row | None, text: str) -> bool:
    """Whether the row belongs to the paragraph of the rows in `group`; `after` is the row that follows it."""
    last = group[-1]
    if last.outside and row.outside and last.page == row.page:
        return last.column is row.column  # the line numbers of a proof are one block, not forty
    if last.furniture or row.furniture or last.upright != row.upright or last.outside != row.outside:
        return False
    if row.page != last.page:
        return _sentence_goes_on(last, row, text)
    if not row.glyphs or not last.glyphs:
        return True  # at no place: it stays with what it follows
    if row.upright:
        return _upright_goes_on(last, row, text)
    if row.column is not last.column:
        is_next_column = row.bottom < last.top and overlap(last, row) <= 0
        return is_next_column and _sentence_goes_on(last, row, text)
    return _goes_on_below(group, row, after, text)


def _sentence_goes_on(last: Row, row: Row, text: str) -> bool:
    """Whether the paragraph of the last row of a column, or of a page, visibly goes on in the first of the next."""
    if last.column is None or row.column is None or not last.glyphs or not row.glyphs:
        return False
    if not same_size(last, row) or last.gaps or row.gaps:
        return False
    if last.column.vertical and row.column.vertical:
        return _vertical_goes_on(last.column, row.column, last.height)
    if text[last.end - 1] == SOFT_HYPHEN:
        return True
    if _SENTENCE_END.search(_tail(last, text)):
        return False
    first = text[row.start]
    if first.islower():
        return True
    is_full = last.right > last.column.right - 1.5 * last.height
    return is_full and _has_no_case(first) and row.left < row.column.left + INDENT * row.height and row.column.rows > 1


def _upright_goes_on(last: Row, row: Row, text: str) -> bool:
    """The same for a row that runs upwards or downwards beside the last one."""
    if overlap(last, row) <= 0 or abs(row.bottom - last.bottom) > UNKNOWN_GAP * last.height:
        return False
    if _is_of_numbers(last, text) and _is_of_numbers(row, text):
        return False
    if not _has_no_case(text[row.start]):
        return True  # a turned row of Latin text: whether it starts at its top or at its bottom is not known
    has_ended = _SENTENCE_END.search(_tail(last, text)) is not None
    is_full = last.right > row.right - 1.5 * last.height
    return row.left <= last.left + INDENT * row.height and (is_full or not has_ended)


def _vertical_goes_on(column: Column, following: Column, height: float) -> bool:
    """Of text that is written downwards: the next column starts no lower, and this one went on to the end."""
    is_indented = following.top > column.top + INDENT * height
    return not is_indented and column.bottom > following.bottom - 1.2 * height


def _goes_on_below(group: Sequence[Row], row: Row, after: Row | None, text: str) -> bool:
    """The same for a row that stands below the last one, in its column."""
    last, column = group[-1], row.column
    if column is None or not same_size(last, row, CHANGED_SIZE):
        return False
    pitch = min(row.bottom - last.bottom, row.top - last.top)
    usual = _usual_pitch(group, row, after, column)
    if pitch > GAP * usual or (last.gaps and row.gaps) or max(last.gaps, row.gaps) > 1:
        return False
    if _is_of_numbers(last, text) and _is_of_numbers(row, text):
        return False
    if text[last.end - 1] == SOFT_HYPHEN:
        return True
    words, tail = text[row.start : row.start + 40], _tail(last, text)
    has_ended = _SENTENCE_END.search(tail) is not None
    is_full = last.right > column.right - 1.5 * last.height
    is_level = abs(row.left - last.left) <= INDENT * row.height
    if not same_size(last, row):  # capitals set smaller, a line in another typeface
        early = _ended_early(last, row, column, text, has_ended=has_ended)
        return is_level and not has_ended and not early and pitch <= 1.1 * usual
    if _BULLET.match(words) or _LEADER.search(tail):
        return False
    is_further_out = row.left <= group[0].left + INDENT * row.height
    if is_further_out and (has_ended or not is_full) and (_NUMBER.match(words) or _DASH.match(words)):
        return False
    if column.ragged_left:
        return True
    if words[0].islower() and not has_ended and is_full:
        return True
    goes_on = words[0].islower() or not _ended_early(last, row, column, text, has_ended=has_ended)
    return goes_on if is_level else _indent_goes_on(group, row, after, text, is_full=is_full, goes_on=goes_on)


def _indent_goes_on(
    group: Sequence[Row], row: Row, after: Row | None, text: str, *, is_full: bool, goes_on: bool
) -> bool:
    """Whether a row that starts further in or further out than the last one is of the same paragraph.

    `goes_on` says whether it would be if it started at the same place.
    """
    last, slack = group[-1], INDENT * row.height
    further_in, wider = row.left - last.left, row.right - last.right
    if abs(further_in + wider) < slack and abs(further_in) > slack:
        return True  # centred
    if len(group) > 1:
        return False
    if further_in < 0:
        return goes_on  # the last one was the first of its paragraph, and indented
    if _has_list_sign(text[last.start : last.start + 40]):
        return goes_on
    if not is_full or after is None or after.column is not row.column:
        return False
    if abs(after.left - row.left) < slack:
        return True  # hanging: the first row of the paragraph stands out
    return row.column is not None and row.right < row.column.right - 1.5 * row.height


def _ended_early(last: Row, row: Row, column: Column, text: str, *, has_ended: bool) -> bool:
    """Whether the last row left so much room that the first word of the next one would have stood there."""
    first_word = len(text[row.start : row.end].split(maxsplit=1)[0])
    needed = (row.right - row.left) * (first_word + 1) / (row.end - row.start)
    left_over = column.right - last.right
    return left_over > max(needed, (EARLY if has_ended else VERY_EARLY) * column.width)


def _usual_pitch(group: Sequence[Row], row: Row, after: Row | None, column: Column) -> float:
    """From base line to base line, for rows like this one."""
    if column.pitch and max(column.height, row.height) <= OTHER_TYPEFACE * min(column.height, row.height):
        return column.pitch
    near = []
    if len(group) > 1 and group[-2].column is column:
        near.append(group[-1].bottom - group[-2].bottom)
    if after is not None and after.column is column and same_size(row, after):
        near.append(after.bottom - row.bottom)
    return min([pitch for pitch in near if pitch > 0.6 * row.height], default=UNKNOWN_GAP / GAP * row.height)


def _tail(row: Row, text: str) -> str:
    return text[max(row.start, row.end - 80) : row.end]


def _is_of_numbers(row: Row, text: str) -> bool:
    """Whether it looks like a row of a table whose cells are too near to each other to be told apart by gaps."""
    if not text[row.end - 1].isdigit() and text[row.end - 1] not in "%)-\u2013":
        return False
    words = text[row.start : row.end].split()
    numbers = sum(any(map(str.isdigit, word)) for word in words)
    return numbers > 2 and 2 * numbers > len(words)


def _has_no_case(sign: str) -> bool:
    return sign.isalpha() and sign.upper() == sign.lower()


def _has_list_sign(words: str) -> bool:
    return any(sign.match(words) for sign in (_BULLET, _DASH, _NUMBER))


def _body_height(groups: Iterable[Sequence[Row]]) -> float:
    """How high the letters of the text are, at most: fonts and scripts of one size differ by a sixth."""
    weights: Counter[int] = Counter()
    for row in chain.from_iterable(groups):
        if not row.furniture and not row.upright:
            weights[round(row.height / 3)] += row.glyphs
    total = weights.total()
    if not total:
        return 0.0
    near = {step: sum(weights[step + off] for off in (-1, 0, 1)) for step in list(weights)}
    common = (step for step, weight in near.items() if weight >= COMMON * total and weights[step] >= weight / 3)
    return 3.0 * max(common, default=weights.most_common(1)[0][0])


def _height(group: Sequence[Row]) -> float:
    return max(group, key=lambda row: row.glyphs).height


def _may_be_heading(group: Sequence[Row], body: float, text: str) -> bool:
    if len(group) > MOST_ROWS_OF_HEADING or group[-1].end - group[0].start > LONGEST_HEADING:
        return False
    if any(row.furniture or row.upright or row.gaps > 1 for row in group) or not _height(group) > LARGER * body > 0:
        return False
    return any(map(str.isalpha, text[group[0].start : group[-1].end]))


def _tallest(group: Sequence[Row]) -> float:
    return max(row.tallest for row in group)


def _levels(heights: Iterable[float]) -> list[float]:
    """The least height of each level of headings, largest first; sizes that differ by a tenth are of one level."""
    found: list[float] = []
    for height in sorted(heights, reverse=True):
        if len(found) < LEVELS and (not found or height < 0.9 * found[-1]):
            found.append(height)
    return found


def _block(group: Sequence[Row], body: float, levels: Sequence[float], text: str) -> Block:
    start, end = group[0].start, group[-1].end
    if _may_be_heading(group, body, text):
        height = _tallest(group)
        level = sum(largest >= height for largest in levels)
        return Block(BlockKind.HEADING, start, end, level=level)
    if _BULLET.match(text[start : start + 40]):
        return Block(BlockKind.ITEM, start, end, level=1)
    return Block(BlockKind.PARAGRAPH, start, end)
