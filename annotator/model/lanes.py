"""The lane of each coding: its row below the lines and its column in the margin.

Codings that touch never share a lane. At opening, sorted by place, each takes the first lane that is free; a new one
takes the first lane that none it touches has, and the others stay where they are.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from operator import itemgetter
from typing import Generic

from annotator.model.overlaps import Key, OverlapIndex

_LANE_BITS = 24
_LANE_MASK = (1 << _LANE_BITS) - 1


class Lanes(Generic[Key]):
    """Lanes count from 0."""

    def __init__(self, places: Iterable[tuple[int, int, Key]] = ()) -> None:
        self._lanes: dict[Key, int] = {}
        ends: list[int] = []  # each with its lane in the lower bits, since whole numbers are compared fastest
        free: list[int] = []
        in_order = sorted(places, key=itemgetter(1), reverse=True)
        in_order.sort(key=itemgetter(0))
        lanes, pop, push = self._lanes, heapq.heappop, heapq.heappush
        for start, end, key in in_order:
            over = start << _LANE_BITS | _LANE_MASK
            while ends and ends[0] <= over:
                push(free, pop(ends) & _LANE_MASK)
            lane = pop(free) if free else len(ends)
            lanes[key] = lane
            push(ends, end << _LANE_BITS | lane)
        self._members = Counter(lanes.values())

    def __getitem__(self, key: Key) -> int:
        return self._lanes[key]

    @property
    def count(self) -> int:
        """How many lanes there are, up to the deepest that is used."""
        return max(self._members, default=-1) + 1

    def add(self, place: tuple[int, int, Key], index: OverlapIndex[Key]) -> int:
        """Gives the coding a lane; `index` holds the others and may hold the new one."""
        start, end, key = place
        taken = {self._lanes[other] for _, _, other in index.touching(start, end) if other != key}
        lane = next(lane for lane in range(len(taken) + 1) if lane not in taken)
        self._lanes[key] = lane
        self._members[lane] += 1
        return lane

    def remove(self, key: Key) -> None:
        lane = self._lanes.pop(key)
        self._members[lane] -= 1
        if not self._members[lane]:
            del self._members[lane]
