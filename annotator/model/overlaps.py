"""Which things of a text touch a range of it: codings, or hits of a search.

Things whose length has the same power of four share a class, sorted by start. In a class of lengths below m, what
touches [a, b) starts in (a - m, b): two bisections and a short scan for each class. One huge thing (a coding over the
whole text) widens the scan of its own class only.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=bytes | int)


def _length_class(start: int, end: int) -> int:
    """The least k with end - start < 4 ** k, so that class k holds nothing longer than 4 ** k."""
    return ((end - start).bit_length() + 1) // 2


class OverlapIndex(Generic[Key]):
    """Places (start, end, key) of one text, half open, in code points."""

    def __init__(self, places: Iterable[tuple[int, int, Key]] = ()) -> None:
        self._classes: dict[int, list[tuple[int, int, Key]]] = {}
        by_length: defaultdict[int, list[tuple[int, int, Key]]] = defaultdict(list)
        for place in places:
            by_length[((place[1] - place[0]).bit_length() + 1) // 2].append(place)  # the class, without a call
        self._classes.update(by_length)
        for members in self._classes.values():
            members.sort()
        self._starts = {k: array("i", [place[0] for place in members]) for k, members in self._classes.items()}

    def __len__(self) -> int:
        return sum(map(len, self._classes.values()))

    def add(self, place: tuple[int, int, Key]) -> None:
        k = _length_class(place[0], place[1])
        members, starts = self._classes.setdefault(k, []), self._starts.setdefault(k, array("i"))
        at = bisect_left(members, place)
        members.insert(at, place)
        starts.insert(at, place[0])

    def remove(self, place: tuple[int, int, Key]) -> None:
        """Raises KeyError if it is not there."""
        k = _length_class(place[0], place[1])
        members = self._classes.get(k, [])
        at = bisect_left(members, place)
        if members[at : at + 1] != [place]:
            raise KeyError(place)
        del members[at], self._starts[k][at]

    def touching(self, start: int, end: int) -> list[tuple[int, int, Key]]:
        """All that share at least one character with [start, end), in order of start, end and key."""
        found: list[tuple[int, int, Key]] = []
        for k, members in self._classes.items():
            starts = self._starts[k]
            first, last = bisect_right(starts, start - 4**k), bisect_left(starts, end)
            found += [place for place in members[first:last] if place[1] > start]
        found.sort()
        return found

    def before(self, position: int) -> tuple[int, int, Key] | None:
        """The last that starts before a position."""
        nearest = [members[at - 1] for k, members in self._classes.items()
                   if (at := bisect_left(self._starts[k], position))]
        return max(nearest, default=None)

    def after(self, position: int) -> tuple[int, int, Key] | None:
        """The first that starts at a position or after it."""
        nearest = [members[at] for k, members in self._classes.items()
                   if (at := bisect_left(self._starts[k], position)) < len(members)]
        return min(nearest, default=None)
