"""The margin: brackets by lane, and beside them the names of the codes with cases, stance and coder.

Names stand beside the beginning of their codings and are pushed down where they would overlap, at most 120 pixels;
where some do not fit a "+n" tells how many, and pointing at it names them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTransform

from annotator.model.ids import CodingId
from annotator.ui.reader.brushes import Brushes
from annotator.ui.reader.columns import MOST_LANES, Columns
from annotator.ui.reader.decoration import Codings
from annotator.ui.reader.fonts import Fonts
from annotator.ui.reader.mark import draw_mark
from annotator.ui.reader.shown import ShownCoding

FURTHEST = 120.0        # pixels that a name is pushed down
CONTRADICTS = "≠"
_SWATCH, _AFTER_SWATCH = 8, 14
_MOST_KEPT = 2000       # names and notes prepared for painting

Extents = Mapping[CodingId, tuple[float, float]]
Row = tuple[float, int, CodingId, float]     # top (0 if above the page), lane, coding, bottom


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the margin that can be pointed at: one coding, or several that are left out."""

    area: QRectF
    codings: tuple[CodingId, ...]
    left_out: bool = False


def spread(tops: Sequence[float], height: float, bottom: float, furthest: float = FURTHEST
           ) -> tuple[list[tuple[int, float]], dict[int, list[int]]]:
    """Pushes names down until none overlaps the one above.

    The places (which of `tops`, y) of those that fit, and those that do not by the place after which they are missing
    (-1: before any).
    """
    placed: list[tuple[int, float]] = []
    missing: dict[int, list[int]] = {}
    free = 0.0
    for number, top in enumerate(tops):
        y = max(top, free)
        if y + height <= bottom and y - top <= furthest:
            placed.append((number, y))
            free = y + height
        else:
            missing.setdefault(len(placed) - 1, []).append(number)
    return placed, missing


class Margin:
    """Paints the margin of one theme and zoom, and remembers what is where in it."""

    def __init__(self, brushes: Brushes, fonts: Fonts) -> None:
        self._brushes, self._fonts = brushes, fonts
        self._name_metrics, self._note_metrics = QFontMetricsF(fonts.name), QFontMetricsF(fonts.note)
        self.line = round(max(self._name_metrics.height(), self._note_metrics.height()) + 1)
        self._texts: dict[tuple[str, bool, int], tuple[QStaticText, float]] = {}
        self._areas: list[tuple[float, float, float, float, tuple[CodingId, ...], bool]] = []

    def paint(self, painter: QPainter, columns: Columns, height: int, extents: Extents, codings: Codings,
              lanes: int, strong: frozenset[CodingId], *, names: bool) -> None:
        """`extents` are top and bottom of each coding in the viewport; `strong` are those chosen or pointed at."""
        self._areas = []
        lane_of = codings.lanes
        shown = sorted((max(top, 0.0), lane_of[key], key, bottom) for key, (top, bottom) in extents.items())
        self._brackets(painter, columns, height, shown, codings, strong)
        if names and columns.shows_names(lanes):
            self._names(painter, columns, height, shown, codings, lanes, strong)

    def _brackets(self, painter: QPainter, columns: Columns, height: int,
                  shown: Sequence[Row], codings: Codings, strong: frozenset[CodingId]) -> None:
        thick = 3 if columns.lane_step > 4 else 2
        bars: list[tuple[CodingId, int, float, float]] = []
        last_in: dict[int, int] = {}     # the last bar of each lane
        for first, lane, key, bottom in shown:
            last = min(bottom, float(height))
            if lane in last_in:
                other, _, start, end = bars[last_in[lane]]
                if end > first - 2:      # two on one line in one lane: they share it, one above the other
                    middle = (max(first, start) + min(end, last)) / 2
                    bars[last_in[lane]] = other, lane, start, middle - 1
                    first = middle + 1
            last_in[lane] = len(bars)
            bars.append((key, lane, first, last))
        for key, lane, first, last in bars:
            coding = codings[key]
            x = columns.brackets + min(lane, MOST_LANES - 1) * columns.lane_step
            y, tall = round(first), max(2, round(last - first))
            dimmed = coding.dimmed and key not in strong
            painter.fillRect(x, y, 1 if dimmed else thick + (1 if key in strong else 0), tall,
                             self._brushes.rule(coding.look, dimmed=dimmed, upright=True))
            self._areas.append((x - 1, y, columns.lane_step, tall, (key,), False))

    def _names(self, painter: QPainter, columns: Columns, height: int,
               shown: Sequence[Row], codings: Codings, lanes: int, strong: frozenset[CodingId]) -> None:
        left, right = columns.names(lanes), columns.right
        placed, missing = spread([row[0] for row in shown], self.line, height)
        for rank, (number, y) in enumerate(placed):
            key = shown[number][2]
            out = missing.get(rank)
            edge = right
            if out:
                edge -= self._more(painter, right, y, [shown[other][2] for other in out])
            self._name(painter, codings[key], left, edge, y, strong=key in strong)
            self._areas.append((left - 2, y, edge - left + 2, self.line, (key,), False))

    def _more(self, painter: QPainter, right: int, y: float, keys: list[CodingId]) -> int:
        """The "+n" at the end of a name's line; how much room it takes."""
        text, width = self._text(f"+{len(keys)}", strong=False, room=60)
        painter.setFont(self._fonts.note)
        painter.setPen(self._brushes.quiet)
        painter.drawStaticText(QPointF(right - width, y), text)
        self._areas.append((right - width - 3, y, width + 6, self.line, tuple(keys), True))
        return round(width) + 8

    def _name(self, painter: QPainter, coding: ShownCoding, left: int, right: int, y: float, *, strong: bool) -> None:
        note = " · ".join(filter(None, (
            " ".join(filter(None, (coding.case_numbers, CONTRADICTS if coding.contradicts else ""))), coding.initials)))
        dimmed = coding.dimmed and not strong
        disc = self.line - 5 if coding.marked else 0
        room = right - left - _AFTER_SWATCH - (disc + 6 if disc else 0)
        note_text, note_width = self._text(note, strong=False, room=max(0, room // 2)) if note else (None, 0.0)
        name_text, name_width = self._text(coding.name, strong=not dimmed,
                                           room=int(room - note_width - (7 if note else 0)))
        after_name = left + _AFTER_SWATCH + name_width
        if strong:
            painter.fillRect(left - 4, round(y), round(_AFTER_SWATCH + name_width + note_width) + 15, self.line,
                             self._brushes.focus(coding.look))
        middle = round(y + (self.line - _SWATCH) / 2)
        painter.fillRect(left, middle, _SWATCH, _SWATCH, self._brushes.swatch(coding.look, dimmed=dimmed))
        if coding.contradicts:      # hollow: evidence against
            painter.fillRect(left + 2, middle + 2, _SWATCH - 4, _SWATCH - 4, self._brushes.page)
        painter.setFont(self._fonts.note if dimmed else self._fonts.name)
        painter.setPen(self._brushes.quiet if dimmed else self._brushes.ink)
        painter.drawStaticText(QPointF(left + _AFTER_SWATCH, y), name_text)
        if note_text is not None:
            painter.setFont(self._fonts.note)
            painter.setPen(self._brushes.ink if strong else self._brushes.quiet)
            painter.drawStaticText(QPointF(after_name + 7, y), note_text)
        if disc:
            at = after_name + (7 + note_width if note else 0) + 6
            draw_mark(painter, QRectF(at, y + (self.line - disc) / 2, disc, disc), self._brushes.link,
                      self._brushes.page)

    def _text(self, text: str, *, strong: bool, room: int) -> tuple[QStaticText, float]:
        """The text, cut to the room, ready to paint, and its width."""
        key = text, strong, room
        kept = self._texts.get(key)
        if kept is None:
            font: QFont = self._fonts.name if strong else self._fonts.note
            metrics = self._name_metrics if strong else self._note_metrics
            cut = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            ready = QStaticText(cut)
            ready.setTextFormat(Qt.TextFormat.PlainText)
            ready.prepare(QTransform(), font)
            if len(self._texts) > _MOST_KEPT:
                self._texts.clear()
            kept = self._texts[key] = ready, metrics.horizontalAdvance(cut)
        return kept

    @property
    def spots(self) -> list[Spot]:
        """All that was painted last, the topmost last."""
        return [Spot(QRectF(x, y, width, height), keys, left_out)
                for x, y, width, height, keys, left_out in self._areas]

    def spot_at(self, point: QPointF) -> Spot | None:
        """What lies under a point of the viewport."""
        return next((spot for spot in reversed(self.spots) if spot.area.contains(point)), None)
