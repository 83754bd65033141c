"""The lane of each coding: its row below the lines and its column in the margin.

Codings that touch never share a lane. At opening, sorted by place, each takes the first lane that is free; a new one
takes the first lane that none it touches has, and the others stay where they are.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from typing import Generic

from annotator.model.overlaps import Key, OverlapIndex


class Lanes(Generic[Key]):
    """Lanes count from 0."""

    def __init__(self, places: Iterable[tuple[int, int, Key]] = ()) -> None:
        self._lanes: dict[Key, int] = {}
        ends: list[tuple[int, int]] = []
        free: list[int] = []
        for start, end, key in sorted(places, key=lambda place: (place[0], -place[1])):
            while ends and ends[0][0] <= start:
                heapq.heappush(free, heapq.heappop(ends)[1])
            lane = heapq.heappop(free) if free else len(ends)
            self._lanes[key] = lane
            heapq.heappush(ends, (end, lane))
        self._members = Counter(self._lanes.values())

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
