"""Words in context joined to the project: what is looked for, which hits there are, and coding them all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.model.changes import Changes, Kind
from annotator.model.progress import Progress
from annotator.ui.background import Work, soon_in_background
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.review.auto_coder import AutoCoder
from annotator.ui.review.review_place import Mode
from annotator.ui.words import number, tr, tr_n

if TYPE_CHECKING:
    from annotator.operations.concordance import KwicLine
    from annotator.ui.review.review_place import ReviewPlace
    from annotator.ui.review.wording import Wording
    from annotator.ui.reviewing import Reviewing

WIDTH = 90  # code points on either side of a hit
_SHOWN = {Kind.CODING, Kind.DOCUMENT, Kind.LAYER, Kind.CODER, Kind.FINISHED}


class Texts(QObject):
    """Answers the words to be looked for, and the panel of auto-coding."""

    passage_asked = Signal(object, int, int)  # document, start, end

    def __init__(self, opened: OpenProject, place: ReviewPlace, wording: Wording, reviewing: Reviewing) -> None:
        super().__init__(reviewing)
        self._opened, self._place, self._wording = opened, place, wording
        self._work: Work | None = None
        self._words = ""
        self._stale = False  # something has changed since the words were looked for
        self._told = ""
        self._next: Callable[[], None] | None = None  # what was asked while an answer was under way
        page = place.text
        self.auto = AutoCoder(opened, place, wording, reviewing, self)
        self.auto.passage_asked.connect(self.passage_asked)
        self.auto.done.connect(self._look_again)
        place.words.asked.connect(self._asked)
        page.view.opened.connect(self._open)
        page.code_asked.connect(lambda: self.auto.begin(page.chosen(), self._words))
        opened.changed.connect(self._follow)
        opened.sight_changed.connect(self._look_again)
        opened.busy_changed.connect(lambda _busy: self._look_later())

    # Looking

    def _asked(self, text: str) -> None:
        if text.strip() != self._words:
            self._words = text.strip()
            self._place.text.show_auto(False)
            self._look()

    def _look(self) -> None:
        """Looks for the words beside the window; the newest ones win."""
        if not self._words:
            self._told = ""
            self._place.text.show_nothing(tr("Type the words to look for in all documents."))
            self.show_count()
            return
        self._stale = False
        words, sight, project = self._words, self._opened.sight, self._opened.project

        def task(progress: Progress) -> object:
            from annotator.operations.concordance import concordance  # late: numpy comes with it

            return concordance(project, words, width=WIDTH, sight=sight, progress=progress)

        def found(result: object) -> None:
            assert isinstance(result, tuple)
            if words == self._words:
                self._show(result)

        self.run(task, found, self._look)

    def run(
        self, task: Callable[[Progress], object], then: Callable[[object], None], again: Callable[[], None]
    ) -> None:
        """Runs one task at a time; `again` is called at its end where another one is under way."""
        if self._work is not None or self._opened.busy:
            self._next = again
            if self._work is not None:
                self._work.cancel()
            return

        def ended() -> None:
            self._work = None
            self._look_later()

        def done(result: object) -> None:
            self._work = None
            then(result)
            self._look_later()

        def failed(message: str) -> None:
            ended()
            self._opened.said.emit(message, Tone.WARNING)

        self._work = soon_in_background(self, task, done=done, failed=failed)
        if self._work is not None:
            self._work.was_cancelled.connect(self._work.heard(ended))

    def finish(self) -> None:
        """Ends what is being looked for, for closing."""
        self._next = None
        if self._work is not None:
            self._work.leave()
            self._work = None

    def _look_later(self) -> None:
        if self._next is not None and self._work is None and not self._opened.busy:
            following, self._next = self._next, None
            following()

    def _show(self, hits: Sequence[KwicLine]) -> None:
        from annotator.operations.concordance import MOST  # late: see above

        page = self._place.text
        if not hits:
            self._told = tr("no hit")
            page.show_nothing(tr("“{text}” stands in no document.", text=self._words))
        else:
            page.show_hits(hits, lambda document: self._wording.document(document)[0], writable=self._opened.writable)
            some = tr_n("%n hit", "%n hits", len(hits))
            if len(hits) >= MOST:
                some = tr("the first {count} hits", count=number(len(hits)))
            self._told = tr(
                "{hits} in {documents}",
                hits=some,
                documents=tr_n("%n document", "%n documents", page.table.documents),
            )
        self.show_count()

    def show_count(self) -> None:
        if self._place.mode is Mode.TEXT:
            self._place.show_count(self._told)

    def _follow(self, changes: Changes) -> None:
        if changes.touched.keys() & _SHOWN:
            self._look_again()

    def _look_again(self) -> None:
        self._stale = True
        self.show_again()

    def show_again(self) -> None:
        """Looks again where something has changed, once the hits are in sight."""
        page = self._place.text
        if self._stale and self._words and page.isVisible() and not page.is_auto:
            self._look()

    def _open(self, row: int) -> None:
        hit = self._place.text.table.hit_at(row)
        if hit is not None:
            self.passage_asked.emit(hit.document, hit.start, hit.end)
