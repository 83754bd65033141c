"""Where a view stands in its text, and its scroll bar.

It stands on (piece, pixels into it). Through a resize or a zoom it holds the first character of its top line, until the
reader scrolls again. The bar is derived, so that wrong estimates of heights never move the text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtWidgets import QScrollBar, QWidget

from annotator.ui.reader.sheet import Sheet, Top


class Stand(NamedTuple):
    """Where somebody is in a text: selection, and the character at the upper edge (None: wherever it is seen)."""

    anchor: int
    caret: int
    top: int | None = None
    into: float = 0.0  # pixels into the line of `top`


BEGINNING = Stand(0, 0)


class Standing:
    """`moved` is called when the text has to be painted at another place."""

    def __init__(self, bar: QScrollBar, viewport: QWidget, moved: Callable[[], None], sheet: Sheet, pitch: int) -> None:
        self._bar, self._viewport, self._moved = bar, viewport, moved
        self._sheet, self._pitch = sheet, pitch
        self._top: Top = (0, 0.0)
        self._anchor: tuple[int, float] | None = None   # a character of the top line, and pixels into the line
        self._setting_bar = False
        bar.valueChanged.connect(self._bar_moved)

    @property
    def top(self) -> Top:
        """The piece at the upper edge and how many pixels of it are above."""
        return self._top

    @property
    def _page(self) -> int:
        return self._viewport.height()

    @property
    def upper(self) -> tuple[int, float]:
        """The first character of the line at the upper edge, and the pixels of that line that are above."""
        piece, into = self._top
        laid = self._sheet.layout_of(piece)
        first = laid.first_at(into)
        return self._sheet.text.position(piece, first), into - laid.line_at(first).top

    def stand_on(self, position: int, into: float) -> None:
        """Puts the line of a position at the upper edge, so many pixels into it."""
        text = self._sheet.text
        piece = text.piece_at(position)
        line = self._sheet.layout_of(piece).line_at(text.local_u16(piece, position))
        self._stand(self._sheet.moved((piece, 0.0), line.top + into, self._page))

    # Layouts

    def begin(self, sheet: Sheet, pitch: int) -> None:
        """Stands at the beginning of another text."""
        self._sheet, self._pitch, self._top, self._anchor = sheet, pitch, (0, 0.0), None
        self.set_bar()

    def lay(self, sheet: Sheet, pitch: int) -> None:
        """The same text is laid out anew: stands on the character that was at the upper edge."""
        piece, into = self._top
        held = self._sheet.kept(piece)
        if self._anchor is None and held is not None and into > 0:
            first = held.first_at(into)
            self._anchor = first, into - held.line_at(first).top
        self._sheet, self._pitch = sheet, pitch
        if self._anchor is not None:
            line = sheet.layout_of(piece).line_at(self._anchor[0])
            self._top = piece, max(0.0, line.top + min(self._anchor[1], line.bottom - line.top))
        self.set_bar()

    def set_bar(self) -> None:
        """Sets the bar by what is known of the heights now."""
        heights = self._sheet.heights
        self._setting_bar = True
        self._bar.setPageStep(self._page)
        self._bar.setSingleStep(self._pitch * 2)
        self._bar.setRange(0, max(0, round(heights.total - self._page)))
        self._bar.setValue(round(heights.top_of(self._top[0]) + self._top[1]))
        self._setting_bar = False

    def _bar_moved(self, value: int) -> None:
        if self._setting_bar:
            return
        top = self._sheet.heights.at(value)
        if value >= self._bar.maximum():
            top = len(self._sheet.text) - 1, 0.0
        self._stand(self._sheet.moved(top, 0, self._page), set_bar=False)

    def _stand(self, top: Top, *, set_bar: bool = True) -> None:
        self._anchor, self._top = None, top
        if set_bar:
            self.set_bar()
        self._moved()

    # Moving

    def scroll_by(self, pixels: float) -> None:
        self._stand(self._sheet.moved(self._top, pixels, self._page))

    def scroll_a_page(self, direction: int) -> bool:
        """Scrolls a page less two lines down (1) or up (-1); whether there was more than a line left to go."""
        before = self._bar.value()
        self.scroll_by(direction * max(1.0, self._page - 2.0 * self._pitch))
        return abs(self._bar.value() - before) >= self._pitch

    def go_to(self, position: int) -> None:
        """Brings the line of a position to the upper quarter of the view."""
        text = self._sheet.text
        piece = text.piece_at(position)
        line = self._sheet.layout_of(piece).line_at(text.local_u16(piece, position))
        self._stand(self._sheet.moved((piece, float(line.top)), -self._page / 4, self._page))

    def show_range(self, start: int, end: int) -> None:
        """Scrolls as little as needed for a range to be seen; for the line of `end` if it is longer than the view."""
        first, last = self._line_of(min(start, end)), self._line_of(max(start, end))
        if first is None or last is None:
            self.go_to(end if first is not None else start)
            return
        spare = min(float(self._pitch), self._page / 6)
        upper, lower = first[0], last[1]
        if lower - upper > self._page - 2 * spare:
            upper, lower = last if end >= start else first
        if upper < spare:
            self.scroll_by(upper - spare)
        elif lower > self._page - spare:
            self.scroll_by(lower - self._page + spare)

    def _line_of(self, position: int) -> tuple[float, float] | None:
        """Upper and lower edge of a position's line in the viewport, unless it is further than two pages off."""
        text = self._sheet.text
        piece = text.piece_at(position)
        y = self._sheet.y_of(piece, self._top, 2.0 * self._page)
        if y is None:
            return None
        line = self._sheet.layout_of(piece).line_at(text.local_u16(piece, position))
        return y + line.top, y + line.bottom
