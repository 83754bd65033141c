"""The text of a layer, ready to be shown: its blocks, cut into pieces that can be laid out at once, and offsets.

Immutable and free of Qt. All positions are code points of the layer's text, ranges are half open. What lies between
two blocks is white space that is not shown. A block of more than 4,096 code points becomes several pieces, cut at a
line end or a space and never inside a character, so that no layout is ever long; rows of tables stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Sequence

from annotator.model.documents import Block, BlockKind, Mark
from annotator.model.offsets import OffsetMap

LONGEST_PIECE = 4096
_ROWS_LOOKED_AT = 200  # of a table, to find how wide its columns should be
_WIDEST, _LONGEST_WORD, _CHARACTERS_OF_A_LINE = 36, 18, 64
_WIDER = 1.1  # than the letters of running text are those of one word, or of a heading, at times
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")


_LINE_BREAK = "\u2028"  # what Qt takes for a line end inside a paragraph
_NOTHING = "\u200b"  # a place to break, without a width
_AFTER_BLANK = re.compile(r"(?<=[ \t])\n")


class LayerText:
    """Text, blocks and pieces of one layer. A layer without blocks is shown as one paragraph.

    In a `flowing` layer the line ends inside a block are where a page or a file happened to be wide enough, as in a
    PDF or in hard-wrapped text: its paragraphs are shown and copied as running text. Positions are never touched.
    """

    def __init__(self, text: str, blocks: Sequence[Block], *, flowing: bool = False) -> None:
        self.text = text
        self.flowing = flowing
        self.blocks: Sequence[Block] = blocks or (Block(BlockKind.PARAGRAPH, 0, len(text)),)
        self.offsets = OffsetMap(text)
        self._block_starts = array("i", [block.start for block in self.blocks])
        if max(block.end - block.start for block in self.blocks) <= LONGEST_PIECE:
            self.starts, self.ends = self._block_starts, array("i", [block.end for block in self.blocks])
            self._owners: array[int] | None = None
        else:
            self._cut()
        self._shares: dict[tuple[int, int], tuple[float, ...]] = {}

    def _cut(self) -> None:
        self.starts, self.ends, self._owners = array("i"), array("i"), array("i")
        for number, block in enumerate(self.blocks):
            for start, end in pieces(self.text, block):
                self.starts.append(start)
                self.ends.append(end)
                self._owners.append(number)

    # Pieces

    def __len__(self) -> int:
        """How many pieces there are; at least one."""
        return len(self.starts)

    def block_of(self, piece: int) -> int:
        """The number of the block that a piece belongs to."""
        return piece if self._owners is None else self._owners[piece]

    def continues(self, piece: int) -> bool:
        """Whether the next piece is the rest of the same block."""
        return self._owners is not None and piece + 1 < len(self._owners) \
            and self._owners[piece] == self._owners[piece + 1]

    def continued(self, piece: int) -> bool:
        """Whether the piece before it is the beginning of the same block."""
        return piece > 0 and self.continues(piece - 1)

    def piece_at(self, position: int) -> int:
        """The piece that holds a position; of one between two pieces, the piece before it."""
        return max(0, bisect_right(self.starts, position) - 1)

    def pieces_of(self, start: int, end: int) -> range:
        """The pieces that a range lies on; of an empty range, the one that holds it."""
        return range(self.piece_at(start), self.piece_at(max(start, end - 1)) + 1)

    def marks_of(self, piece: int) -> tuple[Mark, ...]:
        """The marks on a piece, in code points of the layer, cut to it."""
        block = self.blocks[self.block_of(piece)]
        if not block.marks or self._owners is None:
            return block.marks
        first, last = self.starts[piece], self.ends[piece]
        return tuple(Mark(max(mark.start, first), min(mark.end, last), mark.kind, mark.target)
                     for mark in block.marks if mark.start < last and mark.end > first)

    # Positions

    def local_u16(self, piece: int, position: int) -> int:
        """UTF-16 units from the beginning of a piece to a position, which is put inside the piece."""
        start = self.starts[piece]
        position = min(max(position, start), self.ends[piece])
        if not self.offsets.astral:
            return position - start
        return self.offsets.to_u16(position) - self.offsets.to_u16(start)

    def position(self, piece: int, local_u16: int) -> int:
        """The inverse of `local_u16`."""
        start = self.starts[piece]
        if not self.offsets.astral:
            return start + local_u16
        return self.offsets.to_code_points(self.offsets.to_u16(start) + local_u16)

    # Blocks

    def block_at(self, position: int) -> int:
        """The block that holds a position; of one between two blocks, the block before it."""
        return max(0, bisect_right(self._block_starts, position) - 1)

    def right_to_left(self, piece: int) -> bool:
        """The direction of the whole block, by the first character that has one."""
        block = self.blocks[self.block_of(piece)]
        return starts_right_to_left(self.text[block.start : block.end])

    def plain(self, start: int, end: int) -> str:
        """The text of a range as people paste it: LF between lines, tabs between cells, no soft hyphens."""
        if not self.flowing:
            return self.text[start:end].replace("\u00ad", "")
        inside = range(self.block_at(start), self.block_at(max(start, end - 1)) + 1)
        parts = [self.text[max(start, self.blocks[k].start) : min(end, self.blocks[k].end)] for k in inside]
        return "\n".join(" ".join(part.replace("\u00ad", "").split()) for part in parts if part)

    def shown(self, start: int, end: int) -> str:
        """The text of a range as it is painted, code point for code point.

        A line end becomes U+2028, which breaks the line; in a flowing layer a blank, or nothing after a blank.
        """
        text = self.text[start:end]
        if "\n" not in text:
            return text
        if not self.flowing:
            return text.replace("\n", _LINE_BREAK)
        return _AFTER_BLANK.sub(_NOTHING, text).replace("\n", " ")

    def columns(self, piece: int, characters: int = _CHARACTERS_OF_A_LINE) -> tuple[float, ...]:
        """The share of the width that each column of a row's table takes; they add up to 1.

        A line has room for so many `characters`: where there are few, long words come before long cells.
        """
        number, characters = self.block_of(piece), max(1, min(characters, _CHARACTERS_OF_A_LINE))
        table = self.blocks[number].table
        first = number
        if not table:
            return self._shares_of(range(number, number + 1), characters)
        if (table, characters) not in self._shares:
            while first and self._same_table(first - 1, table):
                first -= 1
            last = first
            while last < len(self.blocks) and last - first < _ROWS_LOOKED_AT and self._same_table(last, table):
                last += 1
            self._shares[table, characters] = self._shares_of(range(first, last), characters)
        shares = self._shares[table, characters]
        cells = self.text.count("\t", self.blocks[number].start, self.blocks[number].end) + 1
        return shares if cells <= len(shares) else self._shares_of(range(number, number + 1), characters)

    def _same_table(self, number: int, table: int) -> bool:
        block = self.blocks[number]
        return block.kind == BlockKind.ROW and block.table == table

    def _shares_of(self, rows: range, characters: int) -> tuple[float, ...]:
        widest: list[int] = []
        longest_words: list[int] = []
        for number in rows:
            for column, cell in enumerate(self.text[self.blocks[number].start : self.blocks[number].end].split("\t")):
                if column == len(widest):
                    widest.append(6)
                    longest_words.append(3)
                widest[column] = min(_WIDEST, max(widest[column], len(cell)))
                longest_words[column] = max(longest_words[column], max(map(len, cell.split()), default=0))
        return _shares(widest, [min(_LONGEST_WORD, length) for length in longest_words], characters)

    def last_row(self, piece: int) -> bool:
        """Whether a row is the last of its table."""
        number = self.block_of(piece)
        return number + 1 == len(self.blocks) or not self._same_table(number + 1, self.blocks[number].table)

    def first_row(self, piece: int) -> bool:
        """Whether a row is the first of its table."""
        number = self.block_of(piece)
        return number == 0 or not self._same_table(number - 1, self.blocks[number].table)


def _shares(widest: Sequence[int], longest_words: Sequence[int], characters: int) -> tuple[float, ...]:
    """Shares by the widest cells, but at least what the longest word takes where a line has room for them all."""
    needed = [(length * _WIDER + 3) / characters for length in longest_words]
    if sum(needed) >= 1:
        return tuple(share / sum(needed) for share in needed)
    spare, wanted = 1 - sum(needed), [max(0.0, width - 0.6 * length)
                                      for width, length in zip(widest, longest_words, strict=True)]
    return tuple(share + spare * want / sum(wanted) for share, want in zip(needed, wanted, strict=True))


def pieces(text: str, block: Block) -> list[tuple[int, int]]:
    """The ranges in which a block is laid out. A line end at which it is cut belongs to neither side."""
    if block.end - block.start <= LONGEST_PIECE or block.kind == BlockKind.ROW:
        return [(block.start, block.end)]
    found, start = [], block.start
    while block.end - start > LONGEST_PIECE:
        furthest = start + LONGEST_PIECE
        end = text.rfind("\n", start + LONGEST_PIECE // 4, furthest)
        if end > start:
            found.append((start, end))
            start = end + 1
            continue
        end = text.rfind(" ", start, furthest) + 1 or furthest
        while end < block.end and _joins(text[end - 1], text[end]):
            end += 1
        found.append((start, end))
        start = end
    return [*found, (start, block.end)] if start < block.end or not found else found


def _joins(before: str, after: str) -> bool:
    """Whether a cut between the two might split what a reader sees as one character."""
    return (unicodedata.category(after).startswith("M") or "\u200d" in (before, after)
            or "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f"
            or "\U0001f1e6" <= after <= "\U0001f1ff")


def has_right_to_left(text: str) -> bool:
    """Whether any character of the text is written from right to left."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def starts_right_to_left(text: str) -> bool:
    """By the first character that has a direction (Unicode Bidirectional Algorithm, P2 and P3)."""
    if not has_right_to_left(text):
        return False
    return next((side != "L" for side in map(unicodedata.bidirectional, text) if side in ("L", "R", "AL")), False)
