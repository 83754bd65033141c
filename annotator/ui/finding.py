"""Find in the text that is shown: hits come in slices between the window's events, and the newest question wins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from PySide6.QtCore import QObject, QTimer

from annotator.model.errors import CannotDo
from annotator.ui.find_bar import FindBar
from annotator.ui.reader import ArticleView
from annotator.ui.reader.find import Range, find_in_text, pattern_of

_MOST_SHOWN = 20_000  # hits; more are counted no further


class Finder(QObject):
    """Joins the find bar to the article view. A slice of the search takes 10 to 20 ms."""

    def __init__(
        self, view: ArticleView, bar: FindBar, quietly: Callable[[], AbstractContextManager[None]], parent: QObject
    ) -> None:
        """`quietly` is entered while a hit is selected: nobody meant to code it."""
        super().__init__(parent)
        self._view, self._bar, self._quietly = view, bar, quietly
        self._text = ""
        self._question = "", False
        self._hits: list[Range] = []
        self._current: int | None = None
        self._search: Iterator[list[Range]] | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._go_on)
        bar.query_changed.connect(self._ask)
        bar.step.connect(self.step)
        bar.closed.connect(self.stop)

    def show_text(self, text: str) -> None:
        """Another text is shown; an open bar asks its question anew."""
        self._text = text
        if self._bar.isVisible():
            self._ask(*self._question)
        else:
            self.stop()

    def open(self, text: str = "") -> None:
        self._bar.open(text)

    def stop(self) -> None:
        self._timer.stop()
        self._search, self._hits, self._current = None, [], None
        self._view.set_hits(())

    def step(self, step: int) -> None:
        """To the next hit or the one before, round the end."""
        if not self._hits:
            return
        self._current = (self._current + step) % len(self._hits) if self._current is not None else self._nearest(step)
        self._show_current()

    def _nearest(self, step: int) -> int:
        caret = self._view.selection.start
        after = next((n for n, hit in enumerate(self._hits) if hit[0] >= caret), 0)
        return after if step > 0 else (after - 1) % len(self._hits)

    def _ask(self, question: str, regex: bool) -> None:
        self.stop()
        self._question = question, regex
        if not question:
            self._bar.show_count(0, 0, True)
            return
        try:
            pattern = pattern_of(question, regex=regex)
        except CannotDo as error:
            self._bar.show_problem(error.message)
            return
        self._search = find_in_text(self._text, pattern)
        self._timer.start()

    def _go_on(self) -> None:
        found = next(self._search, None) if self._search is not None else None
        if found is None or len(self._hits) >= _MOST_SHOWN:
            self._timer.stop()
            self._search = None
            self._tell(complete=True)
            return
        first = not self._hits
        self._hits += found
        if first and self._hits:
            self._current = self._nearest(1)
            self._show_current()
        else:
            self._view.set_hits(self._hits, self._current)
            self._tell(complete=False)

    def _show_current(self) -> None:
        if self._current is None:
            return
        self._view.set_hits(self._hits, self._current)
        start, end = self._hits[self._current]
        with self._quietly():
            self._view.select(start, end)
        self._view.show_range(start, end)
        self._tell(complete=self._search is None)

    def _tell(self, *, complete: bool) -> None:
        self._bar.show_count(0 if self._current is None else self._current + 1, len(self._hits), complete)
