"""The text of a view laid out for one width and zoom: which pieces stand where below a given top.

A top is (piece, pixels into it). Only pieces that are looked at are laid out, and at most 120 are kept.
"""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtGui import QColor

from annotator.model.layer_text import LayerText
from annotator.ui.reader.block_layout import Area, BlockLayout
from annotator.ui.reader.fonts import Fonts
from annotator.ui.reader.heights import Heights

MOST_LAYOUTS = 120  # a screen shows 10 to 40; freeing many at once is what a first resize pays for

Top = tuple[int, float]


class Sheet:
    """Positions are code points of the layer, places logical pixels from the left edge of the text."""

    def __init__(self, text: LayerText, width: int, fonts: Fonts, link: QColor) -> None:
        self.text, self.width = text, width
        self._fonts, self._link = fonts, link
        self._layouts: OrderedDict[int, BlockLayout] = OrderedDict()
        self.heights = Heights(text, width, fonts)

    def layout_of(self, piece: int) -> BlockLayout:
        laid = self._layouts.get(piece)
        if laid is None:
            laid = self._layouts[piece] = BlockLayout(self.text, piece, self.width, self._fonts, self._link)
            self.heights.correct(piece, laid.height)
            if len(self._layouts) > MOST_LAYOUTS:
                self._layouts.popitem(last=False)
        else:
            self._layouts.move_to_end(piece)
        return laid

    def kept(self, piece: int) -> BlockLayout | None:
        """The layout of a piece if it has been made."""
        return self._layouts.get(piece)

    # Tops

    def visible(self, top: Top, page: float) -> list[tuple[int, float]]:
        """The pieces on a page of that height below the top, and the y of each."""
        piece, into = top
        y, found = -into, []
        while piece < len(self.text) and y < page:
            found.append((piece, y))
            y += self.layout_of(piece).height
            piece += 1
        return found

    def moved(self, top: Top, pixels: float, page: float) -> Top:
        """The top so many pixels further down, kept between the beginning and the last page."""
        piece, into = top
        into += pixels
        while into < 0 and piece > 0:
            piece -= 1
            into += self.layout_of(piece).height
        while piece < len(self.text) - 1 and into >= self.layout_of(piece).height:
            into -= self.layout_of(piece).height
            piece += 1
        return self._not_beyond((piece, max(0.0, into)), page)

    def _not_beyond(self, top: Top, page: float) -> Top:
        last, y = self.visible(top, page)[-1] if page > 0 else top
        below = y + self.layout_of(last).height
        if last < len(self.text) - 1 or below >= page:
            return top
        piece, into = top
        into -= page - below
        while into < 0 and piece > 0:
            piece -= 1
            into += self.layout_of(piece).height
        return piece, max(0.0, into)

    def y_of(self, piece: int, top: Top, furthest: float) -> float | None:
        """The y of a piece below (or above) the top; None if it is further off than so many pixels."""
        at, into = top
        y = -into
        while at < piece and y < furthest:
            y += self.layout_of(at).height
            at += 1
        while at > piece and y > -furthest:
            at -= 1
            y -= self.layout_of(at).height
        return y if at == piece else None

    # Positions

    def areas(self, piece: int, start: int, end: int) -> list[Area]:
        """What the part of [start, end) that lies in a piece covers, from the corner of the piece."""
        local = self.text.local_u16
        first, last = local(piece, start), local(piece, end)
        return self.layout_of(piece).areas(first, last) if first < last else []

    def position_at(self, top: Top, page: float, x: float, y: float) -> int:
        """The nearest place for a caret to a point below the top."""
        shown = self.visible(top, page)
        piece, at = next(((piece, at) for piece, at in reversed(shown) if at <= y), shown[0])
        return self.text.position(piece, self.layout_of(piece).hit(x, y - at))

    def stop_before(self, position: int) -> int:
        """The position, or the nearest before it where a caret can stand."""
        piece = self.text.piece_at(position)
        return self.text.position(piece, self.layout_of(piece).stop_before(self.text.local_u16(piece, position)))

    def stop_after(self, position: int) -> int:
        """The position, or the nearest after it where a caret can stand."""
        piece = self.text.piece_at(position)
        if position > self.text.ends[piece] and piece + 1 < len(self.text):
            return self.text.starts[piece + 1]
        return self.text.position(piece, self.layout_of(piece).stop_after(self.text.local_u16(piece, position)))

    def next_stop(self, position: int, direction: int) -> int:
        """The next position of a caret after (1) or before (-1) one, across pieces."""
        piece = self.text.piece_at(position)
        found = self.layout_of(piece).next_stop(self.text.local_u16(piece, position), direction)
        if found is not None:
            return self.text.position(piece, found)
        other = piece + direction
        if not 0 <= other < len(self.text):
            return position
        place = self.text.starts[other] if direction > 0 else self.text.ends[other]
        return place if place != position else self.next_stop_within(other, place, direction)

    def next_stop_within(self, piece: int, position: int, direction: int) -> int:
        """The same, taking the position for one of the given piece where two pieces meet."""
        found = self.layout_of(piece).next_stop(self.text.local_u16(piece, position), direction)
        return position if found is None else self.text.position(piece, found)

    def line_edges(self, position: int) -> tuple[int, int]:
        """The first and the last place of a caret on the line of a position."""
        piece = self.text.piece_at(position)
        laid = self.layout_of(piece)
        line = laid.line_at(self.text.local_u16(piece, position))
        return self.text.position(piece, line.start), self.text.position(piece, laid.line_end(line))
