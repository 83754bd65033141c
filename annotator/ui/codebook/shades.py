"""The colours of the current theme, ready to paint the panels' rows with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtGui import QColor

from annotator.ui import theme
from annotator.ui.reader import palette as reading


@dataclass(frozen=True, slots=True)
class Shades:
    """The panels' colours in one theme."""

    card: QColor
    ink: QColor
    quiet: QColor
    line: QColor
    accent: QColor
    soft: QColor    # the accent as a ground
    hover: QColor
    done: QColor   # of a disc, as against of words
    reader: reading.Theme  # whose hues the codes have


def shades() -> Shades:
    """The colours of the theme that was applied last."""
    return _shades(theme.current())


@lru_cache(maxsize=4)
def _shades(now: theme.Theme) -> Shades:
    return Shades(
        card=QColor(now.field), ink=QColor(now.ink), quiet=QColor(now.quiet),
        line=QColor(now.line), accent=QColor(now.accent), soft=QColor(now.accent_soft),
        hover=QColor(now.hover), done=QColor(now.done),
        reader=reading.DARK if now.name == "dark" else reading.LIGHT,
    )
