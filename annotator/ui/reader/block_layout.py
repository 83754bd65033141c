"""One piece of a layer laid out for a width: where its characters are, and drawing it.

A piece is one QTextLayout, or one for each cell of a table's row. Positions in here are UTF-16 units from the
beginning of the piece, places are logical pixels from its upper left corner; the view turns both into its own.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from annotator.model.documents import BlockKind, Mark, MarkKind
from annotator.model.layer_text import LayerText, has_right_to_left, starts_right_to_left
from annotator.ui.reader.fonts import GAP, MONOSPACE, Fonts

_CELL_SIDE, _CELL_TOP = 8, 7
_SOFT_HYPHEN = "\u00ad"

Area = tuple[float, int, float, int]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `shift` is where its fragment begins, `x` the left edge of the fragment."""

    start: int
    end: int
    x: float
    top: int      # of fills
    base: int
    bottom: int   # of fills, where the rules begin
    shift: int
    line: QTextLine


@dataclass(frozen=True, slots=True)
class Fragment:
    start: int
    end: int
    layout: QTextLayout
    x: float
    width: float
    right_to_left: bool
    mixed: bool
    lines: range  # numbers of its lines
    hidden: frozenset[int]  # places in it just after a soft hyphen that is not drawn: no caret stands there

    def is_stop(self, local: int) -> bool:
        """Whether a caret can stand at that place of the fragment."""
        return local not in self.hidden and self.layout.isValidCursorPosition(local)


class BlockLayout:
    """`height` includes the space above and below the piece."""

    def __init__(self, text: LayerText, piece: int, width: int, fonts: Fonts, link: QColor) -> None:
        self.block = text.blocks[text.block_of(piece)]
        self.width = width
        self.lines: list[Line] = []
        self._starts: list[int] = []   # of the lines
        self.fragments: list[Fragment] = []
        self._extents: dict[tuple[int, int], list[Area]] = {}
        self._kept_x: dict[tuple[int, int, int], float] = {}
        self._link, self._characters = link, max(1.0, fonts.character_width)
        self._sign = "" if text.continued(piece) else self.block.sign
        self._face = fonts.face(self.block.kind, self.block.level, heading_row=self.block.heading_row)
        above, below = spaces(text, piece, fonts)
        self.above = above
        if self.block.kind == BlockKind.ROW:
            self._lay_row(text, piece)
        else:
            self._lay_text(text, piece)
        self.height = self._bottom + below

    # Laying out

    def _lay_text(self, text: LayerText, piece: int) -> None:
        shown = text.shown(text.starts[piece], text.ends[piece])
        turned = text.right_to_left(piece)
        self._indent = 0
        if self.block.kind == BlockKind.ITEM:
            self._indent = min(round(self._face.em * 1.5) * max(1, self.block.level), self.width // 2)
        x = 0 if turned else self._indent
        self._bottom = self._lay(text, piece, 0, shown, x, self.above, self.width - self._indent, turned=turned)

    def _lay_row(self, text: LayerText, piece: int) -> None:
        start, left, lowest = 0, 0.0, 0
        self.columns = [0]
        shares = text.columns(piece, round(self.width / self._characters))
        for share, cell in zip(shares, text.shown(text.starts[piece], text.ends[piece]).split("\t"), strict=False):
            right = left + share * self.width
            x, width = round(left) + _CELL_SIDE, max(8, round(right) - round(left) - 2 * _CELL_SIDE)
            bottom = self._lay(text, piece, start, cell, x, self.above + _CELL_TOP, width,
                               turned=starts_right_to_left(cell))
            lowest = max(lowest, bottom)
            start += len(cell.encode("utf-16-le")) // 2 + 1
            left = right
            self.columns.append(round(right))
        self._bottom = lowest + 2
        self.row = (text.first_row(piece), text.last_row(piece))

    def _lay(self, text: LayerText, piece: int, start: int, shown: str, x: float, y: int, width: float, *,
             turned: bool) -> int:
        """Lays out one fragment; the y below its last line and that line's rules."""
        layout = QTextLayout(shown, self._face.font)
        layout.setTextOption(_option(turned=turned))
        layout.setCacheEnabled(True)
        length = len(layout.text().encode("utf-16-le")) // 2 if not shown.isascii() else len(shown)
        formats = []
        for mark in text.marks_of(piece):
            first = max(text.local_u16(piece, mark.start), start)
            last = min(text.local_u16(piece, mark.end), start + length)
            if first < last:
                formats.append(self._format(first - start, last - start, mark))
        if formats:
            layout.setFormats(formats)
        face, first_line = self._face, len(self.lines)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            deep = line.descent() > face.descent + 0.06 * face.em
            below = face.tall_below if deep else face.below
            pitch = max(face.pitch, face.above + below + GAP)
            base = y + pitch - GAP - below
            line.setPosition(QPointF(0, base - line.ascent()))
            first = start + line.textStart()
            self.lines.append(Line(first, first + line.textLength(), x, base - face.above, base, base + below, start,
                                   line))
            y += pitch
        layout.endLayout()
        self._starts += [line.start for line in self.lines[first_line:]]
        mixed = has_right_to_left(shown) and not _all_right_to_left(shown)
        hidden = frozenset[int]()
        if _SOFT_HYPHEN in shown:
            drawn = {line.start - start for line in self.lines[first_line:]} | {length}
            hidden = frozenset(_after_soft_hyphens(shown)) - drawn
        self.fragments.append(Fragment(start, start + length, layout, x, width, turned, mixed,
                                       range(first_line, len(self.lines)), hidden))
        return y

    def _format(self, start: int, end: int, mark: Mark) -> QTextLayout.FormatRange:
        look, found = QTextCharFormat(), QTextLayout.FormatRange()
        if mark.kind == MarkKind.BOLD:
            look.setFontWeight(QFont.Weight.Bold)
        elif mark.kind == MarkKind.ITALIC:
            look.setFontItalic(self.block.kind != BlockKind.PICTURE)
        elif mark.kind == MarkKind.CODE:
            look.setFontFamilies(MONOSPACE)
        else:
            look.setForeground(self._link)
            look.setFontUnderline(True)
        found.start, found.length, found.format = start, end - start, look
        return found

    # Where things are

    def _fragment_at(self, place: int) -> Fragment:
        at = bisect_right(self.fragments, place, key=lambda fragment: fragment.start) - 1
        return self.fragments[max(0, at)]

    def line_at(self, place: int) -> Line:
        """The line on which a caret at that place stands."""
        fragment = self._fragment_at(place)
        first, stop = fragment.lines.start, fragment.lines.stop
        return self.lines[max(first, bisect_right(self._starts, place, first, stop) - 1)]

    def _lines_of(self, fragment: Fragment, start: int, end: int) -> list[Line]:
        """The lines of a fragment on which [start, end) lies."""
        begin, stop = fragment.lines.start, fragment.lines.stop
        first = max(begin, bisect_right(self._starts, start, begin, stop) - 1)
        last = bisect_left(self._starts, end, first, stop)
        return [line for line in self.lines[first:last] if line.end > start]

    def _x_in(self, line: Line, place: int) -> float:
        """The x of a place on a line; borders of codings are asked for again and again."""
        key = line.top, line.shift, place
        found = self._kept_x.get(key)
        if found is None:
            found = self._kept_x[key] = line.x + _x(line.line, place - line.shift)
        return found

    def areas(self, start: int, end: int) -> list[Area]:
        """What [start, end) covers, line by line, in the order of the text; in mixed text several to a line."""
        found: list[Area] = []
        for fragment in self.fragments:
            if fragment.start >= end or fragment.end <= start:
                continue
            for line in self._lines_of(fragment, start, end):
                first, last = max(start, line.start), min(end, line.end)
                if fragment.mixed:
                    found += self._mixed_areas(line, first - line.shift, last - line.shift)
                    continue
                one, other = self._x_in(line, first), self._x_in(line, last)
                found.append((one, line.top, other, line.bottom) if one <= other else
                             (other, line.top, one, line.bottom))
        return found

    def rectangles(self, start: int, end: int) -> list[QRectF]:
        """The same as Qt's rectangles."""
        return [QRectF(left, top, right - left, bottom - top) for left, top, right, bottom in self.areas(start, end)]

    def extent(self, start: int, end: int) -> tuple[int, int] | None:
        """The upper and the lower edge of the lines on which [start, end) lies; None if it lies on none."""
        found: tuple[int, int] | None = None
        for fragment in self.fragments:
            if fragment.start < end and fragment.end > start:
                begin, stop = fragment.lines.start, fragment.lines.stop
                first = max(begin, bisect_right(self._starts, start, begin, stop) - 1)
                last = max(first, bisect_left(self._starts, end, first, stop) - 1)
                top, bottom = self.lines[first].top, self.lines[last].bottom
                found = (min(found[0], top), max(found[1], bottom)) if found else (top, bottom)
        return found

    def _mixed_areas(self, line: Line, first: int, last: int) -> list[Area]:
        """A range in text of mixed direction may be several stretches: the extents of its glyph runs, joined."""
        key = first + line.shift, last + line.shift
        kept = self._extents.get(key)
        if kept is not None:
            return kept
        fragment = self._fragment_at(line.shift)
        while first > line.start - line.shift and not fragment.layout.isValidCursorPosition(first):
            first -= 1  # a run that begins inside a letter would lack a part of it
        while last < line.end - line.shift and not fragment.layout.isValidCursorPosition(last):
            last += 1
        drawn = [run.boundingRect() for run in line.line.glyphRuns(first, last - first)]
        runs = [(area.left(), area.right()) for area in drawn if area.width() > 0]
        joined: list[tuple[float, float]] = []
        for left, right in sorted(runs):
            if joined and left <= joined[-1][1] + 1:
                joined[-1] = joined[-1][0], max(joined[-1][1], right)
            else:
                joined.append((left, right))
        found = [(line.x + left, line.top, line.x + right, line.bottom) for left, right in joined]
        self._extents[key] = found
        return found

    def caret(self, place: int) -> QRectF:
        """Where a caret at that place is drawn, 2 pixels wide."""
        line = self.line_at(place)
        x = _x(line.line, min(place, line.end) - line.shift)
        return QRectF(round(line.x + x) - 1, line.top, 2, line.bottom - line.top)

    def first_at(self, y: float) -> int:
        """The first character of the line at that height."""
        return next((line.start for line in self.lines if y < line.bottom + GAP), self.lines[-1].start)

    def hit(self, x: float, y: float) -> int:
        """The nearest place for a caret; never inside an emoji, a ligature or an accented letter."""
        fragment = self.fragments[0]
        for candidate in self.fragments[1:]:
            if x >= candidate.x - _CELL_SIDE:
                fragment = candidate
        lines = self.lines[fragment.lines.start : fragment.lines.stop]
        line = next((line for line in lines if y < line.bottom + GAP), lines[-1])
        found = self._place_on(line, fragment, x - line.x)
        if line is not lines[-1] and found + line.shift >= line.end:
            found = fragment.layout.previousCursorPosition(found)   # beyond the end of a line is still that line
        return line.shift + self._down(fragment, found)

    def _place_on(self, line: Line, fragment: Fragment, x: float) -> int:
        """The place in a fragment that is nearest to an x on one of its lines.

        Qt's own answer is the end of the line where a letter carries several combining marks.
        """
        found = int(line.line.xToCursor(x))
        drawn = line.line.naturalTextRect()
        x = min(max(x, drawn.left()), drawn.right())
        off, layout = abs(_x(line.line, found) - x), fragment.layout
        beside = layout.previousCursorPosition(found), layout.nextCursorPosition(found)
        if off <= self._face.em and all(abs(_x(line.line, place) - x) >= off for place in beside):
            return found
        first, last = line.start - line.shift, line.end - line.shift
        places = [place for place in range(first, last + 1) if fragment.is_stop(place)]
        return min(places, key=lambda place: abs(_x(line.line, place) - x), default=found)

    # Stops

    def _down(self, fragment: Fragment, place: int) -> int:
        while place > 0 and not fragment.is_stop(place):
            place -= 1
        return place

    def stop_before(self, place: int) -> int:
        """The place itself if a caret can stand there, else the nearest before it where one can."""
        fragment = self._fragment_at(place)
        return fragment.start + self._down(fragment, min(place, fragment.end) - fragment.start)

    def stop_after(self, place: int) -> int:
        """The place itself if a caret can stand there, else the nearest after it where one can."""
        fragment = self._fragment_at(place)
        local = min(place, fragment.end) - fragment.start
        while local < fragment.end - fragment.start and not fragment.is_stop(local):
            local += 1
        return fragment.start + local

    def next_stop(self, place: int, direction: int) -> int | None:
        """The next place of a caret after (1) or before (-1) this one; None at the edge of the piece."""
        fragment = self._fragment_at(place)
        local = place - fragment.start
        if direction > 0:
            if place >= fragment.end:
                return place + 1 if fragment is not self.fragments[-1] else None
            return self.stop_after(fragment.start + int(fragment.layout.nextCursorPosition(local)))
        if local <= 0:
            return place - 1 if fragment is not self.fragments[0] else None
        return self.stop_before(fragment.start + int(fragment.layout.previousCursorPosition(local)))

    def line_end(self, line: Line) -> int:
        """The last place of a caret on a line."""
        fragment = self._fragment_at(line.shift)
        if line is self.lines[fragment.lines.stop - 1]:
            return line.end
        return fragment.start + int(fragment.layout.previousCursorPosition(line.end - fragment.start))

    # Drawing

    def draw(self, painter: QPainter, ink: QColor, rule: QColor, visible: QRectF) -> None:
        """Draws the piece with its corner at the painter's origin; what lies outside `visible` may be left out."""
        painter.setPen(ink)
        if self._sign:
            self._draw_sign(painter)
        if self.block.kind == BlockKind.ROW:
            first, _ = self.row
            bottom = self._bottom - 1
            painter.fillRect(QRectF(0, bottom, self.width, 1), rule)
            if self.block.heading_row:
                painter.fillRect(QRectF(0, bottom - 1, self.width, 1), rule)
            if first:
                painter.fillRect(QRectF(0, self.above, self.width, 1), rule)
        for fragment in self.fragments:
            fragment.layout.draw(painter, QPointF(fragment.x, 0), [], visible)

    def _draw_sign(self, painter: QPainter) -> None:
        painter.setFont(self._face.font)
        fragment, base = self.fragments[0], self.lines[0].base
        room, step = QFontMetricsF(self._face.font).horizontalAdvance(self._sign), self._face.em * 0.5
        if fragment.right_to_left:
            painter.drawText(QPointF(fragment.x + fragment.width + step, base), self._sign)
        else:
            painter.drawText(QPointF(max(0.0, fragment.x - step - room), base), self._sign)


def _after_soft_hyphens(shown: str) -> Iterator[int]:
    """The places just after soft hyphens, in UTF-16 units."""
    at = 0
    for character in shown:
        at += 1 if character <= "\uffff" else 2
        if character == _SOFT_HYPHEN:
            yield at


def _x(line: QTextLine, place: int) -> float:
    found: object = line.cursorToX(place)   # (x, place) in PySide, whatever the stubs say
    return float(found[0]) if isinstance(found, tuple) else float(found)  # type: ignore[arg-type]


@cache
def _option(*, turned: bool) -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if turned:
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        option.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    else:
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
    return option


def _all_right_to_left(text: str) -> bool:
    """Whether nothing in the text is written from left to right, so that a range on a line is one stretch."""
    return not any(_runs_right(character) for character in set(text))


def _runs_right(character: str) -> bool:
    """Whether a character is a letter or digit that runs from left to right."""
    return unicodedata.bidirectional(character) in ("L", "EN", "AN", "LRE", "LRO", "LRI")


def spaces(text: LayerText, piece: int, fonts: Fonts) -> tuple[int, int]:
    """The space above and below a piece, in pixels."""
    block = text.blocks[text.block_of(piece)]
    em, last = fonts.body.em, piece + 1 == len(text)
    above = 0 if piece else round(em * 1.6)
    below = round(em * 0.95)
    if block.kind == BlockKind.HEADING:
        above += round(em * 0.7) if piece and not text.continued(piece) else 0
        below = round(em * 0.3)
    elif block.kind == BlockKind.ROW:
        below = round(em * 1.4) if text.last_row(piece) else 0
    elif block.kind == BlockKind.ITEM and not last and text.blocks[text.block_of(piece + 1)].kind == BlockKind.ITEM:
        below = round(em * 0.15)
    if text.continues(piece):
        below = 0
    return above, below + (round(em * 4) if last else 0)
