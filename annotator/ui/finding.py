"""Find in the text that is shown: hits come in slices between the window's events, and the newest question wins.

Closing the bar leaves the reader at the hit that is in hand; the way back is among the places visited.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.model.errors import CannotDo
from annotator.ui.find_bar import FindBar
from annotator.ui.reader import ArticleView
from annotator.ui.reader.find import SOFT_HYPHEN, Range, find_in_text, pattern_of

_MOST_SHOWN = 100_000  # hits; more are counted no further
_SHOWN_AFTER = 8  # slices of a long text, 10 to 20 ms each, until marks come up to what was found


class Finder(QObject):
    """Joins the find bar to the article view. A slice of the search takes 10 to 20 ms."""

    jumping = Signal()  # the reader is about to be taken to a hit of another question

    def __init__(
        self, view: ArticleView, bar: FindBar, quietly: Callable[[], AbstractContextManager[None]], parent: QObject
    ) -> None:
        """`quietly` is entered while a hit is selected: nobody meant to code it."""
        super().__init__(parent)
        self._view, self._bar, self._quietly = view, bar, quietly
        self._text = ""
        self._question = "", False, False
        self._jumped = False  # to a hit since the bar was opened
        self._origin = 0  # where the reader was when the question was begun
        self._shown: Range | None = None  # the hit that was selected last
        self._slices = 0
        self._hits: list[Range] = []
        self._current: int | None = None
        self._search: Iterator[list[Range]] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)
        bar.query_changed.connect(self._ask)
        bar.step.connect(self.step)
        bar.closed.connect(self.stop)

    def act_on(self, view: ArticleView, text: str) -> None:
        """Another text is in hand, of two side by side."""
        self.stop()
        self._view = view
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Another text is shown; an open bar asks its question anew."""
        self._text = text
        if self._bar.isVisible() and self._text:
            self._ask(*self._question)
        else:
            self.stop()

    def open(self, text: str = "") -> None:
        self._jumped, self._shown = False, None
        self._bar.open(text)

    def stop(self) -> None:
        self._timer.stop()
        self._search, self._hits, self._current = None, [], None
        self._view.set_hits(())

    def step(self, step: int) -> None:
        """To the next hit or the one before, round the end."""
        if not self._hits:
            return
        if self._current is None:
            self._current = self._nearest(self._view.selection.start, step)
        else:
            self._current = (self._current + step) % len(self._hits)
        self._show_current()
        self._origin = self._view.selection.start

    def _nearest(self, caret: int, step: int) -> int:
        after = bisect_left(self._hits, caret, key=lambda hit: hit[0])
        return (after if step > 0 else after - 1) % len(self._hits)

    def _ask(self, question: str, regex: bool, match_case: bool) -> None:
        self.stop()
        self._question = question, regex, match_case
        if (self._view.selection.start, self._view.selection.end) != self._shown:  # not where the last question led
            self._origin = self._view.selection.start
        if not question:
            self._bar.show_count(0, 0, True)
            return
        try:
            hyphenated = SOFT_HYPHEN in self._text
            pattern = pattern_of(question, regex=regex, match_case=match_case, hyphenated=hyphenated)
        except CannotDo as error:
            self._bar.show_problem(error.message)
            return
        self._search, self._slices = find_in_text(self._text, pattern), 0
        self._timer.start()

    def _go_on(self) -> None:
        found = next(self._search, None) if self._search is not None else None
        self._slices += 1
        if found is None or len(self._hits) >= _MOST_SHOWN:
            self._timer.stop()
            self._search = None
            self._view.set_hits(self._hits, self._current)
            self._begin()
            self._tell(complete=found is None)
            return
        self._hits += found
        self._begin()
        if self._slices % _SHOWN_AFTER == 0:
            self._view.set_hits(self._hits, self._current)
        self._tell(complete=False)

    def _begin(self) -> None:
        """Goes to the first hit from the cursor on as soon as it is known; beyond the last one, to the first."""
        ahead = bool(self._hits) and self._hits[-1][0] >= self._origin
        if self._current is None and (ahead or (self._hits and self._search is None)):
            self._current = self._nearest(self._origin, 1)
            self._view.set_hits(self._hits, self._current)
            self._show_current()

    def _show_current(self) -> None:
        if self._current is None:
            return
        start, end = self._hits[self._current]
        if not self._jumped:
            self._jumped = True
            self.jumping.emit()
        self._view.set_current_hit((start, end))
        with self._quietly():
            self._view.select(start, end)
        self._shown = self._view.selection.start, self._view.selection.end
        self._view.show_range(start, end)
        self._tell(complete=self._search is None)

    def _tell(self, *, complete: bool) -> None:
        self._bar.show_count(0 if self._current is None else self._current + 1, len(self._hits), complete)
