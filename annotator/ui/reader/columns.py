"""Where the text, the brackets and the names stand in a view: a line of 60 to 75 characters where it fits.

All in logical pixels. In a narrow view the names go first, then the brackets' room shrinks; the text has the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

CHARACTERS = 68            # of a line, where there is room
MOST_LANES = 8             # brackets of further lanes share the last column
_SIDE, _GAP = 28, 20       # left of the text; between text and brackets
_NAMES, _FEWEST_NAMES = 190, 118
_LANE_STEP = 7
_WITHOUT_NAMES, _NARROW = 520, 300


@dataclass(frozen=True, slots=True)
class Columns:
    text: int         # left edge of the text
    width: int        # of the text
    brackets: int     # left edge of lane 0
    lane_step: int
    right: int        # edge of the names; no names if they have less than 60

    def names(self, lanes: int) -> int:
        """The left edge of the names beside so many lanes."""
        return self.brackets + min(max(lanes, 1), MOST_LANES) * self.lane_step + 10

    def shows_names(self, lanes: int) -> bool:
        return self.right - self.names(lanes) >= 60


def columns(width: int, character_width: float) -> Columns:
    """The columns of a view that is so wide, for a type whose characters are so wide on average."""
    wanted = round(character_width * CHARACTERS)
    if width < _NARROW:
        text = max(40, width - 8 - 6 - MOST_LANES * 3 - 4)
        return Columns(8, text, 8 + text + 6, 3, 0)
    if width < _WITHOUT_NAMES:
        room = MOST_LANES * 5
        text = min(wanted, width - 16 - 12 - room - 8)
        return Columns(16, text, 16 + text + 12, 5, 0)
    lanes = MOST_LANES * _LANE_STEP + 10
    names = min(_NAMES, max(_FEWEST_NAMES, width - _SIDE - wanted - _GAP - lanes - 12))
    text = min(wanted, width - _SIDE - _GAP - lanes - names - 12)
    spare = max(0, width - _SIDE - text - _GAP - lanes - names - 12)
    left = _SIDE + spare // 2
    brackets = left + text + _GAP
    return Columns(left, text, brackets, _LANE_STEP, brackets + lanes + names)
