"""The colours of the reading view: two themes, and how a code's look becomes a hue and a pattern. Free of Qt.

The dark hues are Okabe and Ito's (2008); on white only four of the seven reach a contrast of 3:1, hence the light
ones, in the same order, found by a search for the greatest least distance. There are never more than seven hues: after
them come the same ones dashed, then dotted. Contrast is that of WCAG 2.2, from 1 to 21.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

PATTERNS = ("solid", "dashed", "dotted")
LEAST_CONTRAST = 3.0  # of a rule to the page

RGB = tuple[float, float, float]

_COLOUR = re.compile("#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours as "#RRGGBB"."""

    name: str
    page: str
    ink: str
    quiet: str              # numbers and initials in the margin, the hair line for "more"
    line: str               # of tables
    link: str
    selection: str
    hit: str                # behind what a search found
    current_hit: str
    tints: tuple[str, ...]  # behind text where several codings lie, by their number: 1, 2, 3, 4, 5 and more
    hues: tuple[str, ...]   # rules, brackets and swatches
    lone: float             # share of the hue behind text where exactly one coding lies
    focus: float            # share of the hue behind the hovered or chosen coding


LIGHT = Theme(
    name="light", page="#FFFFFF", ink="#1A1A1A", quiet="#6B6B6B", line="#D5D5D2", link="#0A47AB", selection="#BBD4F8",
    hit="#FFF0B8", current_hit="#FFD24D",
    tints=("#F3F4F6", "#E7EAEE", "#DCDFE6", "#D0D5DE", "#C4CAD6"),
    hues=("#8F6B00", "#1E9BE2", "#005442", "#A7930D", "#0068B4", "#911D00", "#762D67"), lone=0.22, focus=0.30,
)
DARK = Theme(
    name="dark", page="#1E1F22", ink="#DCDCDC", quiet="#9A9A9A", line="#3D3F45", link="#8FC7FF", selection="#2C4A75",
    hit="#4A431D", current_hit="#6B5B0B",
    tints=("#25272D", "#2C3038", "#343843", "#3B404F", "#42485A"),
    hues=("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"), lone=0.18, focus=0.22,
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a code is to look, whatever the theme: its own colour, if it has one, and its number among the codes."""

    colour: str | None
    number: int


def look_of(colour: str | None, number: int) -> Look:
    """The look of a code by its colour from the codebook ("#RRGGBB"; anything else counts as none) and its number."""
    return Look(colour if colour and _COLOUR.fullmatch(colour) else None, number)


def swatch_of(theme: Theme, look: Look) -> str:
    """The colour of a code's swatch: its own as given, else its hue."""
    return look.colour or theme.hues[look.number % len(theme.hues)]


@cache
def hue_and_pattern(theme: Theme, look: Look) -> tuple[str, str]:
    """The colour of a code's rules and brackets, and "solid", "dashed" or "dotted".

    A code's own colour if it has a contrast of 3:1 to the page, else the theme's nearest hue; without one, the hue by
    its number: seven hues, then the same with another pattern.
    """
    if look.colour is None:
        turn, hue = divmod(look.number, len(theme.hues))
        return theme.hues[hue], PATTERNS[turn % len(PATTERNS)]
    if contrast(look.colour, theme.page) >= LEAST_CONTRAST:
        return look.colour, "solid"
    own = _oklab(look.colour)
    return min(theme.hues, key=lambda hue: sum((a - b) ** 2 for a, b in zip(_oklab(hue), own, strict=True))), "solid"


def mixed(top: str, below: str, share: float) -> str:
    """`share` of one colour laid over another."""
    return "#{:02X}{:02X}{:02X}".format(*(round(a * share + b * (1 - share))
                                          for a, b in zip(_rgb(top), _rgb(below), strict=True)))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2, from 1 to 21."""
    dark, light = sorted(sum(share * _linear(value) for share, value in zip((0.2126, 0.7152, 0.0722), _rgb(colour),
                                                                            strict=True)) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


def _rgb(colour: str) -> RGB:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(value: float) -> float:
    value /= 255
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _oklab(colour: str) -> RGB:
    """Lightness and two opponent axes in which equal steps look about equal (Ottosson 2020)."""
    r, g, b = map(_linear, _rgb(colour))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
            1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
            0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short)
