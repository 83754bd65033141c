"""The palette of one theme, ready to paint with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPixmap

from annotator.ui.reader.palette import Look, Theme, hue_and_pattern, mixed, swatch_of

DIMMED = 0.45  # the share of its colour that a dimmed coding keeps
_DRAWN_OF_PERIOD = {"dashed": (6, 9), "dotted": (2, 5)}


class Brushes:
    """Brushes are made when first asked for and kept."""

    def __init__(self, theme: Theme, *, neutral: bool = False) -> None:
        self.theme = theme
        self.page, self.ink, self.quiet, self.line, self.link = (
            QColor(colour) for colour in (theme.page, theme.ink, theme.quiet, theme.line, theme.link))
        self.selection, self.hit, self.current_hit = (
            QBrush(QColor(colour)) for colour in (theme.selection, theme.hit, theme.current_hit))
        self.more = QBrush(self.quiet)
        self._neutral = neutral
        self._tints = [QBrush(QColor(tint)) for tint in theme.tints]
        self._kept: dict[tuple[str, Look, bool], QBrush] = {}

    def tint(self, depth: int) -> QBrush:
        """Behind text where `depth` codings lie."""
        return self._tints[min(depth, len(self._tints)) - 1]

    def lone(self, look: Look, *, dimmed: bool) -> QBrush:
        """Behind text where exactly one coding lies."""
        if self._neutral:
            return self._tints[0]
        return self._mixed("lone", look, self.theme.lone * (DIMMED if dimmed else 1), dimmed=dimmed)

    def focus(self, look: Look) -> QBrush:
        """Behind the hovered or chosen coding."""
        return self._mixed("focus", look, self.theme.focus, dimmed=False)

    def hue(self, look: Look, *, dimmed: bool) -> QBrush:
        """Of brackets' ends and of rules that are solid."""
        return self._mixed("hue", look, DIMMED if dimmed else 1.0, dimmed=dimmed)

    def swatch(self, look: Look, *, dimmed: bool) -> QBrush:
        """The code's own colour as given, if it has one."""
        key = "swatch", look, dimmed
        brush = self._kept.get(key)
        if brush is None:
            brush = self._kept[key] = QBrush(QColor(mixed(swatch_of(self.theme, look), self.theme.page,
                                                          DIMMED if dimmed else 1.0)))
        return brush

    def rule(self, look: Look, *, dimmed: bool, upright: bool = False) -> QBrush:
        """Of the rules below lines or, upright, of brackets: solid, dashed or dotted."""
        key = "upright" if upright else "rule", look, dimmed
        brush = self._kept.get(key)
        if brush is None:
            _, pattern = hue_and_pattern(self.theme, look)
            brush = self.hue(look, dimmed=dimmed)
            if pattern != "solid":
                brush = _dashes(brush.color(), pattern, upright=upright)
            self._kept[key] = brush
        return brush

    def _mixed(self, use: str, look: Look, share: float, *, dimmed: bool) -> QBrush:
        key = use, look, dimmed
        brush = self._kept.get(key)
        if brush is None:
            hue, _ = hue_and_pattern(self.theme, look)
            brush = self._kept[key] = QBrush(QColor(mixed(hue, self.theme.page, share)))
        return brush


def _dashes(hue: QColor, pattern: str, *, upright: bool) -> QBrush:
    drawn, period = _DRAWN_OF_PERIOD[pattern]
    tile = QPixmap(1, period) if upright else QPixmap(period, 1)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.fillRect(0, 0, 1 if upright else drawn, drawn if upright else 1, hue)
    painter.end()
    return QBrush(tile)
