"""The height of every piece of a layer, estimated by chunks of 256 and only when a chunk is looked into.

The view stands on (piece, pixels into it): a wrong estimate moves the scroll bar, never the text.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from annotator.model.layer_text import LayerText
from annotator.ui.reader.fonts import Fonts

CHUNK = 256


class Heights:
    """Heights in logical pixels for one width and one zoom."""

    def __init__(self, text: LayerText, width: int, fonts: Fonts) -> None:
        self._text, self._pitch = text, fonts.body.pitch
        self._gap = fonts.body.em * 0.95
        self._lines_per_character = fonts.character_width * 1.03 / max(1, width)
        self._known: dict[int, list[float]] = {}
        self._chunks: list[float] = []
        count, starts, end = len(text), text.starts, text.ends[-1]
        for first in range(0, count, CHUNK):
            last = min(count, first + CHUNK)
            characters = (starts[last] if last < count else end) - starts[first]
            lines = characters * self._lines_per_character + (last - first) * 0.5
            self._chunks.append(lines * self._pitch + (last - first) * self._gap)
        self.settle()

    def settle(self) -> None:
        """Sums the chunks up again; to be called once after a frame's corrections."""
        self._sums = [0.0, *accumulate(self._chunks)]
        self.changed = False

    def _chunk(self, number: int) -> list[float]:
        known = self._known.get(number)
        if known is None:
            starts, ends = self._text.starts, self._text.ends
            known = [(int((ends[piece] - starts[piece]) * self._lines_per_character) + 1) * self._pitch + self._gap
                     for piece in range(number * CHUNK, min(len(starts), (number + 1) * CHUNK))]
            self._known[number], self._chunks[number], self.changed = known, sum(known), True
        return known

    @property
    def total(self) -> float:
        return self._sums[-1]

    def __getitem__(self, piece: int) -> float:
        return self._chunk(piece // CHUNK)[piece % CHUNK]

    def correct(self, piece: int, height: float) -> None:
        """What a piece turned out to be when it was laid out."""
        chunk = self._chunk(piece // CHUNK)
        difference = height - chunk[piece % CHUNK]
        if difference:
            chunk[piece % CHUNK] = height
            self._chunks[piece // CHUNK] += difference
            self.changed = True

    def top_of(self, piece: int) -> float:
        number = piece // CHUNK
        chunk = self._chunk(number)
        return self._sums[number] + sum(chunk[: piece % CHUNK])

    def at(self, y: float) -> tuple[int, float]:
        """The piece at that height, and how many pixels into it."""
        number = max(0, min(len(self._chunks) - 1, bisect_right(self._sums, y) - 1))
        chunk, top, place = self._chunk(number), self._sums[number], 0
        while place < len(chunk) - 1 and top + chunk[place] <= y:
            top += chunk[place]
            place += 1
        return number * CHUNK + place, max(0.0, min(y - top, chunk[place] - 1))
