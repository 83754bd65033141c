"""Where passages lie on the pages of a layer, and which offsets lie under a point: over the stored boxes, pure.

Places are in page space (points from the top left corner of the page as shown, y down). `PageGeometry` is one page
and counts in indexes of that page's text; `LayerGeometry` is all of them and counts in offsets of the layer's text,
keeping a few pages expanded. Numpy comes with this module: import it when a PDF is opened, not at the window's start.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from annotator.formats.pdf.boxes import BYTES, Box, PageTable
from annotator.formats.pdf.runs import DOWN, RIGHT, directions, linked, parted
from annotator.model.documents import PageLayout

KEPT_PAGES = 64  # expanded; all pages of a long book would take 70 MB
Y_WEIGHT = 3.0  # leaving a line costs more than leaving a column


class Quad(NamedTuple):
    """A stretch of one line of a passage."""

    page: int  # from 0
    box: Box


class PageGeometry:
    """The glyphs of one page. Made in some 2 ms; each question then takes less than 0.1."""

    def __init__(self, layout: PageLayout, packed: bytes, text: str) -> None:
        """`packed` as stored, `text` that of the page. ValueError unless there are as many boxes as code points."""
        columns = _columns(packed, len(text))
        self._text = text
        has_ink = (columns[0] < columns[2]) & (columns[1] < columns[3])
        self._inked = np.flatnonzero(has_ink)  # indexes of the code points that have a glyph
        ink = columns.T[self._inked] * np.float32(layout.unit)
        self._links = linked(ink)
        self._direction = directions(ink, self._links)
        self._ink = parted(ink, self._links)

    def __len__(self) -> int:
        """How many code points its text has."""
        return len(self._text)

    @property
    def text(self) -> str:
        """That of the page."""
        return self._text

    def quads(self, start: int, end: int) -> tuple[Box, ...]:
        """The places of a range, in reading order: neighbours on one line (or in one vertical column) are one."""
        first = int(np.searchsorted(self._inked, self._glyph_start(start)))
        last = int(np.searchsorted(self._inked, end))
        if first >= last:
            return ()
        cuts = np.flatnonzero(self._links[first : last - 1] == 0) + 1
        part, starts = self._ink[first:last], np.concatenate([[0], cuts])
        lower = np.minimum.reduceat(part[:, :2], starts)
        upper = np.maximum.reduceat(part[:, 2:], starts)
        return tuple(Box(*corners) for corners in np.hstack([lower, upper]).tolist())

    def nearest(self, x: float, y: float) -> int:
        """The index between two code points that is nearest to a point, for a caret; 0 on a page without glyphs."""
        at = self._nearest_glyph(x, y)
        if at is None:
            return 0
        left, top, right, bottom = self._ink[at].tolist()
        match self._direction[at]:
            case 0:
                after = x > (left + right) / 2
            case 1:
                after = x < (left + right) / 2
            case 2:
                after = y > (top + bottom) / 2
            case _:
                after = y < (top + bottom) / 2
        index = int(self._inked[at])
        return self._glyph_end(index) if after else index

    def glyph_at(self, x: float, y: float, reach: float = 0.0) -> int | None:
        """The index of the glyph at a point, or within `reach` points of it (y weighs more); None if there is none."""
        at = self._nearest_glyph(x, y)
        if at is None or self._distances(x, y)[at] > reach * reach:
            return None
        return int(self._inked[at])

    def box(self, index: int) -> Box | None:
        """The box of a code point; None if it has no glyph."""
        at = int(np.searchsorted(self._inked, index))
        if at == len(self._inked) or self._inked[at] != index:
            return None
        return Box(*self._ink[at].tolist())

    def caret(self, index: int) -> Box | None:
        """The line without a width (in vertical text: without a height) at which a caret before `index` stands.

        Where no glyph follows at once, as at the end of a line, it stands after the glyph before it. None on a page
        without glyphs.
        """
        if not len(self._inked):
            return None
        at = int(np.searchsorted(self._inked, index))
        before = at == len(self._inked) or (at > 0 and self._inked[at] != index)
        if before:
            at -= 1
        left, top, right, bottom = self._ink[at].tolist()
        match self._direction[at]:
            case 0 | 1 as side:
                x = right if before == (side == RIGHT) else left
                return Box(x, top, x, bottom)
            case side:
                y = bottom if before == (side == DOWN) else top
                return Box(left, y, right, y)

    def indexes_in(self, box: Box) -> tuple[tuple[int, int], ...]:
        """The ranges of the text whose glyphs have their middle in a box, in order.

        White space and whatever else has no glyph belongs to a range only between two glyphs of it.
        """
        across, down = (self._ink[:, 0] + self._ink[:, 2]) / 2, (self._ink[:, 1] + self._ink[:, 3]) / 2
        inside = (across >= box.left) & (across <= box.right) & (down >= box.top) & (down <= box.bottom)
        found = np.flatnonzero(inside)
        if not len(found):
            return ()
        cuts = np.flatnonzero(np.diff(found) != 1) + 1
        groups = np.split(found, cuts)
        return tuple((int(self._inked[g[0]]), self._glyph_end(int(self._inked[g[-1]]))) for g in groups)

    def _nearest_glyph(self, x: float, y: float) -> int | None:
        if not len(self._ink):
            return None
        far = self._distances(x, y)
        at = int(far.argmin())
        if far[at] > 0:
            return at
        under = np.flatnonzero(far == 0)  # boxes may lie over one another: the one whose middle is nearest
        part = self._ink[under]
        middle = (part[:, 0] + part[:, 2] - 2 * x) ** 2 + (part[:, 1] + part[:, 3] - 2 * y) ** 2
        return int(under[middle.argmin()])

    def _distances(self, x: float, y: float) -> npt.NDArray[np.float32]:
        """Squares of the distances of a point from all boxes."""
        ink = self._ink
        across = np.maximum(np.maximum(ink[:, 0] - x, x - ink[:, 2]), 0)
        down = np.maximum(np.maximum(ink[:, 1] - y, y - ink[:, 3]), 0) * Y_WEIGHT
        far: npt.NDArray[np.float32] = across * across + down * down
        return far

    def _glyph_start(self, index: int) -> int:
        """`index`, or where the glyph begins that stands for it too, as a ligature stands for several letters."""
        at = index
        while 0 < at < len(self._text) and not self._text[at].isspace() and not self._has_ink(at):
            at -= 1
        return at if 0 <= at < len(self._text) and self._has_ink(at) else index

    def _glyph_end(self, index: int) -> int:
        """The index after a glyph and the letters without one that it stands for."""
        at = index + 1
        while at < len(self._text) and not self._text[at].isspace() and not self._has_ink(at):
            at += 1
        return at

    def _has_ink(self, index: int) -> bool:
        at = int(np.searchsorted(self._inked, index))
        return at < len(self._inked) and int(self._inked[at]) == index


class LayerGeometry:
    """The glyphs of a whole layer. For one thread; a few pages are kept expanded."""

    def __init__(self, pages: Sequence[PageLayout], packed: Callable[[int], bytes | None], text: str) -> None:
        """`packed` gives the boxes of a page, None where this copy of the project lacks them."""
        self._pages, self._packed, self._text = pages, packed, text
        self.table = PageTable.of(pages)
        self._kept: OrderedDict[int, PageGeometry | None] = OrderedDict()

    def page(self, page: int) -> PageGeometry | None:
        """One page; None where its boxes are missing or damaged. IndexError if there is no such page."""
        if page in self._kept:
            self._kept.move_to_end(page)
            return self._kept[page]
        made = self._kept[page] = self._made(page)
        if len(self._kept) > KEPT_PAGES:
            self._kept.popitem(last=False)
        return made

    def quads(self, start: int, end: int) -> tuple[Quad, ...]:
        """The places of a passage, page by page, in reading order."""
        found: list[Quad] = []
        for number, first, last in self.table.pieces(start, end):
            page = self.page(number)
            if page is not None:
                found += (Quad(number, box) for box in page.quads(first, last))
        return tuple(found)

    def nearest(self, page: int, x: float, y: float) -> int:
        """The offset of the layer's text that is nearest to a point of a page, for a caret."""
        found = self.page(page)
        return self.table.offset(page, found.nearest(x, y) if found is not None else 0)

    def caret(self, offset: int) -> Quad | None:
        """Where a caret before `offset` stands; None where no glyph tells."""
        number, index = self.table.locate(offset)
        page = self.page(number)
        box = page.caret(index) if page is not None else None
        return None if box is None else Quad(number, box)

    def offsets_in(self, page: int, box: Box) -> tuple[tuple[int, int], ...]:
        """The ranges of the layer's text whose glyphs have their middle in a box of a page."""
        found, start = self.page(page), self.table.starts[page]
        inside = found.indexes_in(box) if found is not None else ()
        return tuple((start + first, start + last) for first, last in inside)

    def _made(self, number: int) -> PageGeometry | None:
        layout, packed = self._pages[number], self._packed(number)
        if packed is None:
            return None
        try:
            return PageGeometry(layout, packed, self._text[layout.start : layout.start + layout.length])
        except ValueError:
            return None


def _columns(packed: bytes, length: int) -> npt.NDArray[np.int16]:
    """Left, top, right, bottom, each with `length` numbers; see `boxes.unpack`, which is the same without numpy."""
    inflating = zlib.decompressobj()
    try:
        data = inflating.decompress(packed, length * BYTES + 1)
    except zlib.error as error:
        raise ValueError("the boxes are damaged") from error
    if len(data) != length * BYTES or inflating.unconsumed_tail:
        raise ValueError("there are not as many boxes as code points")
    return np.cumsum(np.frombuffer(data, "<i2").reshape(4, length), axis=1, dtype=np.int16)
