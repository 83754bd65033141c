"""Paints a page: fills, text and rules of each piece, from tiles where it can, then the margin.

Fills lie below the text in this order: tints, hits, what is lifted (codings in focus, the selection). Pieces that hold
anything lifted are painted straight, not into tiles; so are all of a frame after a jump, and those beyond the second
new one of any other, so that nobody waits for pixmaps that may never be shown again. They get theirs in later frames.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QPainter, QPixmap

from annotator.model.ids import CodingId
from annotator.ui.reader.brushes import Brushes
from annotator.ui.reader.columns import Columns
from annotator.ui.reader.decoration import Decoration, Fill, decorate, fill_of
from annotator.ui.reader.fonts import Fonts
from annotator.ui.reader.hits import Hits
from annotator.ui.reader.margin import Margin
from annotator.ui.reader.page import Page, whole
from annotator.ui.reader.sheet import MOST_LAYOUTS, Sheet
from annotator.ui.reader.shown import ShownCodings
from annotator.ui.reader.tiles import Tiles

_BLEED = 4              # pixels beside the text that belong to a tile
_NEW_IN_A_FRAME = 2     # tiles
_DEEPEST = 16           # pixels by which what is painted may reach beyond what is seen

Lifted = tuple[int, int, QBrush]   # start, end (code points of the layer)


class Canvas:
    """What has been painted of one sheet in one theme; the view says what to forget."""

    def __init__(self, brushes: Brushes, fonts: Fonts, sheet: Sheet) -> None:
        self.codings, self.hits = ShownCodings(), Hits()
        self.tiles = Tiles()
        self._decorations: OrderedDict[int, Decoration] = OrderedDict()
        self._ratio = 1.0
        self._painted: frozenset[int] = frozenset()   # the pieces of the last frame
        self.lay(brushes, fonts, sheet)

    def lay(self, brushes: Brushes, fonts: Fonts, sheet: Sheet) -> None:
        """Begins anew with another sheet, theme or size."""
        self.brushes, self._sheet = brushes, sheet
        self.margin = Margin(brushes, fonts)
        self._painted = frozenset()
        self.forget_all()

    def forget(self, start: int, end: int) -> None:
        """Drops what was painted of the pieces that a range lies on."""
        for piece in self._sheet.text.pieces_of(start, end):
            self._decorations.pop(piece, None)
            self.tiles.drop(piece)

    def forget_all(self) -> None:
        self._decorations.clear()
        self.tiles.clear()

    def paint(self, painter: QPainter, page: Page, width: int, lifted: Sequence[Lifted],
              strong: frozenset[CodingId], *, moving: bool) -> bool:
        """Paints all of a viewport of that width; while the text is `moving`, without tiles and names.

        Whether tiles are still missing, to be made by painting again when there is time.
        """
        if page.ratio != self._ratio:
            self._ratio = page.ratio
            self.tiles.clear()
        cols = page.columns
        left, right = cols.text - _BLEED, cols.text + cols.width + _BLEED
        painter.fillRect(0, 0, left, page.height, self.brushes.page)
        painter.fillRect(right, 0, width - right, page.height, self.brushes.page)
        extents: dict[CodingId, tuple[float, float]] = {}
        below, wanted, pieces = 0.0, 0, page.pieces()
        shown = frozenset(piece for piece, _ in pieces)
        new_ones = _NEW_IN_A_FRAME if shown & self._painted else 0
        self._painted = shown
        for piece, y in pieces:
            tall = self._sheet.layout_of(piece).height
            for key, top, bottom in self._decoration_of(piece).extents:
                first = extents.get(key)
                extents[key] = (first[0] if first else y + top, y + bottom)
            fills = self._fills(piece, lifted)
            tile = None if fills or moving else self.tiles.find(piece)
            if tile is None and not fills and not moving:
                wanted += 1
                if wanted <= new_ones:
                    tile = self._tile(piece, right - left, tall)
            if tile is not None:
                painter.drawPixmap(QPointF(left, y), tile)
            else:
                self._straight(painter, piece, fills, QRectF(left, y, right - left, tall), page.height)
            below = y + tall
        painter.fillRect(QRectF(left, below, right - left, max(0.0, page.height - below)), self.brushes.page)
        self._paint_margin(painter, cols, page.height, extents, strong, names=not moving)
        return wanted > new_ones

    def _paint_margin(self, painter: QPainter, cols: Columns, height: int,
                      extents: dict[CodingId, tuple[float, float]], strong: frozenset[CodingId], *,
                      names: bool) -> None:
        self.margin.paint(painter, cols, height, extents, self.codings, self.codings.lanes.count, strong, names=names)

    def _straight(self, painter: QPainter, piece: int, fills: Sequence[Fill], area: QRectF, page: int) -> None:
        painter.fillRect(area, self.brushes.page)
        painter.save()
        painter.translate(area.topLeft())
        self._paint_piece(painter, piece, fills, QRectF(0, -area.top(), area.width(), page))
        painter.restore()

    def _tile(self, piece: int, width: int, height: int) -> QPixmap:
        tile = QPixmap(whole(width * self._ratio), max(1, whole(height * self._ratio)))
        tile.setDevicePixelRatio(self._ratio)
        tile.fill(self.brushes.page)
        painter = QPainter(tile)
        self._paint_piece(painter, piece, (), QRectF(0, 0, width, height))
        painter.end()
        self.tiles.keep(piece, tile)
        return tile

    def _paint_piece(self, painter: QPainter, piece: int, lifted: Sequence[Fill], visible: QRectF) -> None:
        painter.translate(_BLEED, 0)
        decoration, text = self._decoration_of(piece), self._sheet.text
        upper, lower = visible.top() - _DEEPEST, visible.bottom()
        for fill in decoration.fills:
            if upper < fill[1] + fill[3] and fill[1] < lower:
                painter.fillRect(*fill)
        for start, end in self.hits.touching(text.starts[piece], text.ends[piece]):
            for area in self._sheet.areas(piece, start, end):
                painter.fillRect(*fill_of(area, self.brushes.hit))
        for fill in (*lifted, *decoration.rules):
            if upper < fill[1] + fill[3] and fill[1] < lower:
                painter.fillRect(*fill)
        self._sheet.layout_of(piece).draw(painter, self.brushes.ink, self.brushes.line,
                                          visible.translated(-_BLEED, 0))

    def _fills(self, piece: int, lifted: Sequence[Lifted]) -> list[Fill]:
        first, last = self._sheet.text.starts[piece], self._sheet.text.ends[piece]
        return [fill_of(area, brush) for start, end, brush in lifted if start < last and end > first and start < end
                for area in self._sheet.areas(piece, start, end)]

    def _decoration_of(self, piece: int) -> Decoration:
        found = self._decorations.get(piece)
        if found is None:
            text = self._sheet.text
            start, end, local = text.starts[piece], text.ends[piece], text.local_u16
            parts = [(local(piece, first), local(piece, last), key)
                     for first, last, key in self.codings.touching(start, end)]
            found = decorate(self._sheet.layout_of(piece), [part for part in parts if part[0] < part[1]],
                             self.codings, self.brushes)
            if len(self._decorations) >= MOST_LAYOUTS:
                self._decorations.popitem(last=False)
            self._decorations[piece] = found
        return found
