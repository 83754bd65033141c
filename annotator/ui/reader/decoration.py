"""What is painted for the codings of one piece: fills behind the text, rules below its lines, extents for brackets.

Where exactly one coding lies the text is tinted in its code's hue, where several lie in one neutral colour by their
number. Rules stand in the row of their coding's lane; a hair line tells of any in further lanes. Dimmed codings have
fainter tints and rules of half the height, and where others lie they add nothing to the tint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtGui import QBrush

from annotator.model.ids import CodingId
from annotator.model.lanes import Lanes
from annotator.ui.reader.block_layout import Area, BlockLayout
from annotator.ui.reader.brushes import Brushes
from annotator.ui.reader.fonts import RULE_ROWS, RULE_STEP
from annotator.ui.reader.shown import ShownCoding

Part = tuple[int, int, CodingId]          # of a coding in one piece: start, end (UTF-16 in the piece), coding
Fill = tuple[int, int, int, int, QBrush]  # x, y, width, height (logical pixels of the piece), as fillRect takes them


class Codings(Protocol):
    """As much of the codings shown as decorating needs."""

    lanes: Lanes[CodingId]

    def __getitem__(self, coding: CodingId) -> ShownCoding: ...


@dataclass(slots=True)
class Decoration:
    """Places in logical pixels of the piece."""

    fills: list[Fill] = field(default_factory=list)
    rules: list[Fill] = field(default_factory=list)
    extents: list[tuple[CodingId, int, int]] = field(default_factory=list)  # coding, top, bottom


def fill_of(area: Area, brush: QBrush, *, deeper: int = 0) -> Fill:
    """The area on whole pixels, so that areas that meet neither overlap nor leave a gap."""
    left, top, right, bottom = area
    x = round(left)
    return x, top, (round(right) - x) or 1, bottom - top + deeper, brush


def stretches(parts: Sequence[Part]) -> Iterator[tuple[int, int, Mapping[CodingId, None]]]:
    """The stretches between any two borders with the codings that cover each; the mapping is good for one step."""
    borders = sorted([(start, 1, key) for start, _, key in parts] + [(end, 0, key) for _, end, key in parts])
    covering: dict[CodingId, None] = {}
    before = 0
    for place, opens, key in borders:
        if place > before and covering:
            yield before, place, covering
        if opens:
            covering[key] = None
        else:
            del covering[key]
        before = place


def decorate(laid: BlockLayout, parts: Sequence[Part], codings: Codings, brushes: Brushes) -> Decoration:
    """What to paint for the parts of codings in one piece; each part is at least one UTF-16 unit long."""
    found, lanes = Decoration(), codings.lanes
    lane_of = {key: lanes[key] for _, _, key in parts}
    dimmed = {key for key in lane_of if codings[key].dimmed}
    for start, end, covering in stretches(parts):
        deeper, more = 0, False
        for key in covering:
            lane = lane_of[key]
            if lane >= RULE_ROWS:
                more = True
            elif lane * RULE_STEP > deeper:
                deeper = lane * RULE_STEP
        brush = _behind(covering, dimmed, codings, brushes)
        for area in laid.areas(start, end):
            fill = fill_of(area, brush, deeper=deeper)
            found.fills.append(fill)
            if more:
                found.rules.append((fill[0], area[3] + RULE_ROWS * RULE_STEP, fill[2], 1, brushes.more))
    for start, end, key in parts:
        lane, coding = lane_of[key], codings[key]
        if lane < RULE_ROWS:
            brush, thick = brushes.rule(coding.look, dimmed=coding.dimmed), 1 if coding.dimmed else 2
            for left, _, right, bottom in laid.areas(start, end):
                x = round(left)
                found.rules.append((x, bottom + lane * RULE_STEP, (round(right) - x) or 1, thick, brush))
        extent = laid.extent(start, end)
        if extent is not None:
            found.extents.append((key, extent[0], extent[1] + 2))
    return found


def _behind(covering: Mapping[CodingId, None], dimmed: Set[CodingId], codings: Codings, brushes: Brushes) -> QBrush:
    """The tint of a stretch."""
    if len(covering) == 1:
        key = next(iter(covering))
        return brushes.lone(codings[key].look, dimmed=key in dimmed)
    full = [key for key in covering if key not in dimmed] if dimmed else list(covering)
    if len(full) == 1:
        return brushes.lone(codings[full[0]].look, dimmed=False)
    return brushes.tint(max(1, len(full)))
