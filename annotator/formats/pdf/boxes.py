"""Where the glyphs of a page lie: the packed form that is stored, and the table that turns offsets into pages.

A box is four 16-bit numbers, left, top, right and bottom, in units of the page (see PageLayout.unit), measured from
the top left corner of the page as it is shown, y down. A box without an area belongs to no glyph. There is one box
for each code point of the page's text.

Packed: the four columns one after the other, little endian, each number as its difference from the one before it
(modulo 65,536, so that every difference fits), the whole through zlib. Differences of columns shrink 4 times better
than boxes as they come.
"""

from __future__ import annotations

import bisect
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from annotator.model.documents import PageLayout

LEVEL = 6  # of zlib; 9 takes twice as long for 2 % less
BYTES = 8  # of a box before it is packed


class Columns(NamedTuple):
    """The boxes of a page, column by column; each an array of type 'h' with one number per code point."""

    left: array[int]
    top: array[int]
    right: array[int]
    bottom: array[int]

    @classmethod
    def empty(cls) -> Columns:
        """Of a page without text."""
        return cls(array("h"), array("h"), array("h"), array("h"))


class Box(NamedTuple):
    """A place on a page as it is shown, in points from its top left corner, y down."""

    left: float
    top: float
    right: float
    bottom: float


def pack(columns: Columns) -> bytes:
    """The boxes of a page as they are stored."""
    return zlib.compress(b"".join(map(_differences, columns)), LEVEL)


def unpack(packed: bytes, length: int) -> Columns:
    """The boxes of a page whose text has `length` code points. ValueError unless they are exactly as many."""
    inflating = zlib.decompressobj()
    try:
        data = inflating.decompress(packed, length * BYTES + 1)  # one more than is right: a bomb ends here
    except zlib.error as error:
        raise ValueError("the boxes are damaged") from error
    if len(data) != length * BYTES or inflating.unconsumed_tail or (packed and not inflating.eof):
        raise ValueError("there are not as many boxes as code points")
    numbers = array("h", data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return Columns(*(_sums(numbers[length * k : length * (k + 1)]) for k in range(4)))


def box_of(columns: Columns, index: int, unit: float) -> Box | None:
    """The box of the code point at `index` of the page's text, in points; None if it belongs to no glyph."""
    left, top, right, bottom = (column[index] for column in columns)
    if left >= right or top >= bottom:
        return None
    return Box(left * unit, top * unit, right * unit, bottom * unit)


class PageTable:
    """Which page an offset into the layer's text is on. The LF that joins two pages belongs to the one before it."""

    def __init__(self, lengths: Iterable[int]) -> None:
        """`lengths` are those of the pages' texts, in code points."""
        self._lengths = tuple(lengths)
        self._starts = list(accumulate((length + 1 for length in self._lengths), initial=0))[: len(self._lengths)]

    @classmethod
    def of(cls, pages: Sequence[PageLayout]) -> PageTable:
        """The table of a layer's pages."""
        return cls(page.length for page in pages)

    def __len__(self) -> int:
        return len(self._lengths)

    @property
    def starts(self) -> Sequence[int]:
        """The offset at which each page's text starts."""
        return self._starts

    def locate(self, offset: int) -> tuple[int, int]:
        """The page, from 0, and the index in its text; the LF after a page has its length as index.

        IndexError for an offset that is not in the text. The end of the text counts as the end of the last page.
        """
        if not self._starts or not 0 <= offset <= self._starts[-1] + self._lengths[-1]:
            raise IndexError(f"no page has offset {offset}")
        page = bisect.bisect_right(self._starts, offset) - 1
        return page, offset - self._starts[page]

    def offset(self, page: int, index: int) -> int:
        """The offset of the code point at `index` of the text of `page`; IndexError if the page has no such one."""
        if not 0 <= page < len(self._starts) or not 0 <= index <= self._lengths[page]:
            raise IndexError(f"no page {page} with index {index}")
        return self._starts[page] + index

    def pieces(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """What a range of the text covers, page by page: page, first index, index after the last; none empty."""
        if start >= end:
            return
        page, _ = self.locate(start)
        while page < len(self._starts) and self._starts[page] < end:
            first = max(0, start - self._starts[page])
            last = min(self._lengths[page], end - self._starts[page])
            if first < last:
                yield page, first, last
            page += 1


def _differences(column: array[int]) -> bytes:
    """Each number less the one before it, modulo 65,536, as little endian bytes.

    All of them are subtracted at once, as lanes of 16 bits of one long integer, which is many times faster than one
    by one. So that no lane borrows from the next, its top bit is set before the subtraction and put right after it.
    """
    size = 2 * len(column)
    if not size:
        return b""
    lanes = int.from_bytes(_little_endian(column), "little")
    before = lanes << 16 & (1 << 8 * size) - 1
    tops = int.from_bytes(b"\x00\x80" * len(column), "little")
    difference = (lanes | tops) - (before & ~tops) ^ ((lanes ^ before ^ tops) & tops)
    return difference.to_bytes(size, "little")


def _sums(differences: array[int]) -> array[int]:
    try:
        return array("h", accumulate(differences))
    except OverflowError:
        return array("h", map(_wrapped, accumulate(differences)))


def _wrapped(number: int) -> int:
    """The number modulo 65,536, as a signed 16-bit number."""
    return (number + 0x8000 & 0xFFFF) - 0x8000


def _little_endian(numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()
