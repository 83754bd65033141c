"""What a search found, as the view paints it. Free of Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import takewhile

Range = tuple[int, int]


class Hits:
    """Ranges in order that do not overlap: looked up where they are, so that 100,000 of them cost nothing to show."""

    def __init__(self, ranges: Sequence[Range] = ()) -> None:
        self._ranges = ranges

    def touching(self, start: int, end: int) -> list[Range]:
        """Those that share a character with [start, end)."""
        first = bisect_left(self._ranges, start, key=_end_of)
        if first < len(self._ranges) and self._ranges[first][1] == start:
            first += 1
        return list(takewhile(lambda hit: hit[0] < end, (self._ranges[at] for at in range(first, len(self._ranges)))))


def _end_of(hit: Range) -> int:
    return hit[1]
