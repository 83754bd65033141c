"""The reading cursor: how keys move a selection through a text by sentences, paragraphs and words.

Free of Qt, so that the article view and pages of a PDF step alike. A selection is an anchor and a caret; when a key
selects a whole unit the caret is at its end. Sentences never cross a block, nor a cell of a table; the steps do.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from enum import Enum
from typing import NamedTuple

from annotator.model.documents import BlockKind
from annotator.model.layer_text import LayerText
from annotator.model.reading_units import Range, sentences, unit_at, words

_BLOCKS_KEPT = 8


class Unit(Enum):
    WORD = "word"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


class Selection(NamedTuple):
    """Where a selection was begun and where its moving end, the caret, stands; code points."""

    anchor: int
    caret: int

    @property
    def start(self) -> int:
        return min(self)

    @property
    def end(self) -> int:
        return max(self)

    @property
    def empty(self) -> bool:
        return self.anchor == self.caret


class ReadingCursor:
    """Steps through one text; keeps the units of the last blocks it looked into."""

    def __init__(self, text: LayerText) -> None:
        self._text = text
        self._kept: OrderedDict[tuple[int, Unit], list[Range]] = OrderedDict()

    # Units

    def units(self, block: int, unit: Unit) -> list[Range]:
        """The units of one block, in order; a block without visible text has none."""
        key = block, unit
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._find(block, unit)
            if len(self._kept) > _BLOCKS_KEPT:
                self._kept.popitem(last=False)
        return found

    def _find(self, block: int, unit: Unit) -> list[Range]:
        place, text = self._text.blocks[block], self._text.text
        if unit is Unit.PARAGRAPH:
            return [(place.start, place.end)] if text[place.start : place.end].strip() else []
        if unit is Unit.WORD:
            return words(text, place.start, place.end)
        if place.kind != BlockKind.ROW:
            return sentences(text, place.start, place.end)
        found, start = [], place.start
        for cell in text[place.start : place.end].split("\t"):
            found += sentences(text, start, start + len(cell))
            start += len(cell) + 1
        return found

    def unit_at(self, position: int, unit: Unit) -> Range | None:
        """The unit that holds a position, or ends there."""
        return unit_at(self.units(self._text.block_at(position), unit), position)

    def next_unit(self, position: int, unit: Unit) -> Range | None:
        """The first unit that starts at a position or after it, in whatever block."""
        for block in range(self._text.block_at(position), len(self._text.blocks)):
            units = self.units(block, unit)
            at = bisect_left(units, position, key=lambda found: found[0])
            if at < len(units):
                return units[at]
        return None

    def previous_unit(self, position: int, unit: Unit) -> Range | None:
        """The last unit that ends at a position or before it, in whatever block."""
        for block in range(self._text.block_at(position), -1, -1):
            units = self.units(block, unit)
            at = bisect_right(units, position, key=lambda found: found[1])
            if at:
                return units[at - 1]
        return None

    # Down, Up

    def step(self, now: Selection, unit: Unit, direction: int) -> Selection:
        """Selects the next (1) or previous (-1) unit, from a bare caret inside a unit that one; unmoved at the end."""
        if now.empty:
            here = self.unit_at(now.caret, unit)
            if here is not None and here[0] <= now.caret < here[1] and (direction > 0 or here[0] < now.caret):
                return Selection(*here)
        found = self.next_unit(now.end, unit) if direction > 0 else self.previous_unit(now.start, unit)
        return Selection(*found) if found else now

    def extend(self, now: Selection, unit: Unit, direction: int) -> Selection:
        """Moves the caret to the next border of a unit; a selection of one unit is turned round, never emptied."""
        if now.empty:
            return self._turned(self.step(now, unit, direction), direction)
        grows = (now.caret > now.anchor) == (direction > 0)
        if grows and direction > 0:
            found = self.next_unit(now.caret, unit) or self.unit_at(now.caret, unit)
            inside = self.unit_at(now.caret, unit)
            if inside is not None and inside[0] < now.caret < inside[1]:
                found = inside
            return Selection(now.anchor, max(now.caret, found[1])) if found else now
        if grows:
            found = self.previous_unit(now.caret, unit)
            inside = self.unit_at(now.caret, unit)
            if inside is not None and inside[0] < now.caret < inside[1]:
                found = inside
            return Selection(now.anchor, min(now.caret, found[0])) if found else now
        if direction > 0:
            found = self.next_unit(now.caret + 1, unit)
            if found and found[0] < now.anchor:
                return Selection(now.anchor, found[0])
        else:
            found = self.previous_unit(now.caret - 1, unit)
            if found and found[1] > now.anchor:
                return Selection(now.anchor, found[1])
        return self.extend(Selection(now.caret, now.anchor), unit, direction)

    @staticmethod
    def _turned(found: Selection, direction: int) -> Selection:
        return found if direction > 0 else Selection(found.end, found.start)

    # Left, Right

    def move_end(self, now: Selection, direction: int) -> Selection:
        """Shrinks or grows by a word at the end. A bare caret grows to the right and moves to the left."""
        if now.empty and direction < 0:
            found = self.previous_unit(now.caret - 1, Unit.WORD)
            inside = self.unit_at(now.caret, Unit.WORD)
            if inside is not None and inside[0] < now.caret:
                found = inside
            return Selection(found[0], found[0]) if found else now
        place = self.border(now.end, direction, at_end=True)
        return Selection(now.start, max(now.start, place))

    def move_start(self, now: Selection, direction: int) -> Selection:
        """Grows or shrinks by a word at the beginning; the caret stays at the end unless nothing is left."""
        place = self.border(now.start, direction, at_end=False)
        return Selection(min(now.end, place), now.end)

    def border(self, position: int, direction: int, *, at_end: bool, unit: Unit = Unit.WORD) -> int:
        """The next place after (1) or before (-1) a position where a unit ends (or begins); unmoved if there is none.

        By words, ends of sentences count too, so that a closing full stop can be had and left.
        """
        sides = {unit, Unit.SENTENCE}
        edge = int(at_end)
        block = self._text.block_at(position)
        blocks = range(block, len(self._text.blocks)) if direction > 0 else range(block, -1, -1)
        for number in blocks:
            places = sorted(found[edge] for side in sides for found in self.units(number, side))
            if direction > 0 and places and places[-1] > position:
                return places[bisect_right(places, position)]
            if direction < 0 and places and places[0] < position:
                return places[bisect_left(places, position) - 1]
        return position


def coding_edge_moved(cursor: ReadingCursor, start: int, end: int, caret: int, direction: int,
                      unit: Unit = Unit.WORD) -> Range:
    """The range [start, end) with the edge nearest the caret moved by one word or sentence; -1 towards the beginning.

    A move that would leave nothing changes nothing.
    """
    if abs(caret - start) < abs(caret - end):
        moved = cursor.border(start, direction, at_end=False, unit=unit), end
    else:
        moved = start, cursor.border(end, direction, at_end=True, unit=unit)
    return moved if moved[0] < moved[1] else (start, end)
