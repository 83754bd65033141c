"""Painted pieces, kept as pixmaps, so that scrolling is copying pixels."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtGui import QPixmap

MOST_PIXELS = 6_000_000  # device pixels, 4 bytes each


class Tiles:
    """By piece; what was not shown for longest goes first."""

    def __init__(self, most_pixels: int = MOST_PIXELS) -> None:
        self._most, self._held = most_pixels, 0
        self._tiles: OrderedDict[int, QPixmap] = OrderedDict()

    def __contains__(self, piece: int) -> bool:
        return piece in self._tiles

    def find(self, piece: int) -> QPixmap | None:
        """The tile of a piece, if it is kept."""
        tile = self._tiles.get(piece)
        if tile is not None:
            self._tiles.move_to_end(piece)
        return tile

    def keep(self, piece: int, tile: QPixmap) -> None:
        self.drop(piece)
        self._tiles[piece] = tile
        self._held += tile.width() * tile.height()
        while self._held > self._most and len(self._tiles) > 1:
            _, oldest = self._tiles.popitem(last=False)
            self._held -= oldest.width() * oldest.height()

    def drop(self, piece: int) -> None:
        tile = self._tiles.pop(piece, None)
        if tile is not None:
            self._held -= tile.width() * tile.height()

    def clear(self) -> None:
        self._tiles.clear()
        self._held = 0
