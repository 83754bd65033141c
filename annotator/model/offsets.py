"""Code points to UTF-16 units and back.

Positions are stored as Unicode code points; Qt counts UTF-16 units, where a character above U+FFFF takes two. The map
keeps the places of those characters alone (none in most texts) and bisects.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from itertools import accumulate, count
from operator import add

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class OffsetMap:
    """The offsets of one text. `astral` holds the places of its characters above U+FFFF, in code points, sorted."""

    __slots__ = ("_astral_u16", "astral")

    def __init__(self, text: str) -> None:
        parts = [] if text.isascii() else _ASTRAL.split(text)  # what stands between: no step of Python for each
        self.astral = array("i", map(add, accumulate(map(len, parts[:-1])), count()))
        self._astral_u16 = array("i", map(add, self.astral, count()))

    def to_u16(self, code_points: int) -> int:
        """UTF-16 units before the place that lies after so many code points."""
        return code_points + bisect_left(self.astral, code_points)

    def to_code_points(self, u16: int) -> int:
        """The inverse of `to_u16`; a place inside a surrogate pair gives the beginning of its character."""
        return u16 - bisect_left(self._astral_u16, u16)
