"""Where things are on the page that a view shows right now: from points of the viewport to positions and back."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF

from annotator.ui.reader.columns import Columns
from annotator.ui.reader.sheet import Sheet, Top


def whole(value: float) -> int:
    """The nearest whole number, halves always upwards, also those that a division left just below.

    Python rounds halves to the even number, which would leave gaps between blocks.
    """
    return math.floor(value + 0.5 + 1e-6)


@dataclass(frozen=True, slots=True)
class Page:
    """Positions are code points of the layer, places logical pixels of the viewport."""

    sheet: Sheet
    top: Top
    height: int
    columns: Columns
    ratio: float     # device pixels per logical pixel

    def on_pixel(self, y: float) -> float:
        """The nearest y that is a whole device pixel."""
        return whole(y * self.ratio) / self.ratio

    def pieces(self) -> list[tuple[int, float]]:
        """The pieces that are seen, and the y of each: each begins on the device pixel where the one above ends."""
        found: list[tuple[int, float]] = []
        below: float | None = None
        for piece, exact in self.sheet.visible(self.top, self.height):
            y = self.on_pixel(exact) if below is None else below
            found.append((piece, y))
            below = self.on_pixel(y + self.sheet.layout_of(piece).height)
        return found

    def position_at(self, point: QPointF) -> int:
        """The nearest place for a caret."""
        return self.sheet.position_at(self.top, self.height, point.x() - self.columns.text, point.y())

    def areas_of(self, start: int, end: int, *, near: float | None = None) -> list[QRectF]:
        """What the part of a range that is seen covers; with `near`, only in the piece at that height."""
        text, found = self.sheet.text, list[QRectF]()
        for piece, y in self.pieces():
            if start >= text.ends[piece] or end <= text.starts[piece]:
                continue
            if near is None or y <= near < y + self.sheet.layout_of(piece).height:
                found += [QRectF(self.columns.text + left, y + top, right - left, bottom - top)
                          for left, top, right, bottom in self.sheet.areas(piece, start, end)]
        return found

    def caret_area(self, position: int) -> QRectF | None:
        """Where a caret at a position is; None if it is not seen."""
        piece = self.sheet.text.piece_at(position)
        y = dict(self.pieces()).get(piece)
        if y is None:
            return None
        area = self.sheet.layout_of(piece).caret(self.sheet.text.local_u16(piece, position))
        return area.translated(self.columns.text, y)

    def edge_area(self, start: int, end: int, *, at_start: bool) -> QRectF | None:
        """The 2 pixels at the beginning or the end of a range; None if they are not seen."""
        if at_start:
            return self.caret_area(start)
        last = self.areas_of(max(start, end - 1), end)
        if not last:
            return None
        text = self.sheet.text
        piece = text.piece_at(max(start, end - 1))
        line = self.sheet.layout_of(piece).line_at(text.local_u16(piece, max(start, end - 1)))
        caret = self.caret_area(end) if text.piece_at(end) == piece else None
        if caret is not None and text.local_u16(piece, end) < line.end:
            return caret
        turned = text.right_to_left(piece)
        x = last[-1].left() if turned else last[-1].right() - 1
        return QRectF(round(x), last[-1].top(), 2, last[-1].height())

    def area_of(self, start: int, end: int) -> QRect:
        """What a range covers as one rectangle, the caret where it is empty; empty if it is not seen."""
        areas = self.areas_of(start, end)
        if not areas:
            caret = self.caret_area(end)
            return caret.toAlignedRect() if caret is not None else QRect()
        joined = QRectF()
        for area in areas:
            joined = joined.united(area)
        return joined.toAlignedRect()
