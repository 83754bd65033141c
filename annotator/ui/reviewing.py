"""The place Review joined to the open project: what is asked, what is found, what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from annotator.model.changes import Changes, Kind
from annotator.model.ids import CodingId
from annotator.model.query import QueryFault
from annotator.operations.reviewing import Facets
from annotator.ui.background import Work, soon_in_background
from annotator.ui.notices import Action, Tone
from annotator.ui.open_project import OpenProject

if TYPE_CHECKING:
    from annotator.ui.review.deeds import Deeds
    from annotator.ui.review.ordering import OrderedReview
    from annotator.ui.review.review_place import Mode, ReviewPlace
    from annotator.ui.review.texts import Texts
    from annotator.ui.review.wording import Wording

_SOON = 60  # ms: several changes in a row are shown at once
_AT_REST = 40  # ms: while the current row runs over many, what is told of it waits
_READ_AHEAD_AFTER = 400  # ms
_NAMES = {Kind.CODE, Kind.CASE, Kind.CODER, Kind.DOCUMENT, Kind.LAYER, Kind.PART, Kind.MEMO, Kind.FINISHED}

Say = Callable[[str, Tone, Action | None], None]


@dataclass(frozen=True, slots=True)
class _Found:
    question: str
    ids: tuple[CodingId, ...]


class Reviewing(QObject):
    """Owns the place Review of one open project."""

    coding_asked = Signal(object)  # coding id, to be shown in its text
    passage_asked = Signal(object, int, int)  # document, start, end

    def __init__(self, opened: OpenProject, say: Say, parent: QObject) -> None:
        super().__init__(parent)
        self._opened, self._say = opened, say
        self._made: ReviewPlace | None = None
        self._review: OrderedReview | None = None
        self._question = ""
        self._work: Work | None = None
        self._stale = True
        self._warm = False  # whether what further questions need was read ahead
        self._keys_wanted = False  # the table gets the keys as soon as it has rows
        self._again = False  # something was asked while an answer was under way
        self._timer = QTimer(self, singleShot=True, interval=_SOON)
        self._timer.timeout.connect(self.find)
        self._detail_timer = QTimer(self, singleShot=True, interval=_AT_REST)
        self._detail_timer.timeout.connect(self._show_details)
        opened.changed.connect(self._follow)
        opened.sight_changed.connect(self._sight_changed)
        opened.busy_changed.connect(self._busy_changed)

    @property
    def place(self) -> ReviewPlace:
        """Made when it is asked for: the window opens sooner without it."""
        if self._made is None:
            self._made = self._make()
        return self._made

    @property
    def made(self) -> ReviewPlace | None:
        """The place, if anybody has asked for it."""
        return self._made

    @property
    def opened(self) -> OpenProject:
        return self._opened

    def take_keys(self) -> None:
        self._keys_wanted = not self.place.table.rowCount()
        self.place.take_keys()

    def _make(self) -> ReviewPlace:
        from annotator.ui.review import adding  # late: see above
        from annotator.ui.review.auto_coder import extents
        from annotator.ui.review.deeds import Deeds
        from annotator.ui.review.ordering import OrderedReview
        from annotator.ui.review.review_place import ReviewPlace
        from annotator.ui.review.saving import Saving
        from annotator.ui.review.terms import Terms
        from annotator.ui.review.texts import Texts
        from annotator.ui.review.widths import KeptWidths
        from annotator.ui.review.wording import Wording

        opened = self._opened
        self.wording: Wording = Wording(opened)
        self._review = OrderedReview(opened.project)
        names = adding.names_of
        place = ReviewPlace(self.wording.fetch, lambda key: names(opened, key), adding.kinds(), extents())
        self.deeds: Deeds = Deeds(opened, place, self)
        self.texts: Texts = Texts(opened, place, self.wording, self)
        self.saving: Saving = Saving(opened, place, self)
        self.texts.passage_asked.connect(self.passage_asked)
        place.installEventFilter(self)
        self.terms = Terms(place, self)
        self.terms.asked.connect(self._asked)
        place.chips.menu_asked.connect(lambda key, made: adding.open_menu(self, key, made))
        place.view.opened.connect(self._open)
        place.view.sort_asked.connect(lambda _column, _rising: self.find())
        place.view.chosen_changed.connect(self._chosen_changed)
        place.view.selectionModel().currentRowChanged.connect(lambda *_: self._detail_timer.start())
        place.mode_chosen.connect(self._mode_chosen)
        self._widths = KeptWidths(opened, place.view, self)
        return place

    # Following

    def refresh(self) -> None:
        """Asks again: soon where the place is in sight, else when it is shown."""
        self._stale = True
        if self._made is not None and self._made.isVisible():
            self._timer.start()

    def _sight_changed(self) -> None:
        """Codings come or go, and so do colleagues' memos on those that stay."""
        if self._made is not None:
            self._made.table.forget()
            self._detail_timer.start()
        self.refresh()

    def _follow(self, changes: Changes) -> None:
        if self._made is None:
            return
        if self._review is not None:
            self._review.follow(changes)
        touched = changes.touched.keys()
        if touched & _NAMES:
            self.wording.forget()
            self._made.table.forget()
        elif Kind.CODING in touched:
            self._made.table.forget(CodingId(one) for one in changes.of(Kind.CODING))
        self._detail_timer.start()
        self.refresh()

    def _busy_changed(self, busy: bool) -> None:
        if self._made is None:
            return
        self._chosen_changed()
        if not busy and self._stale:
            self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._made and event.type() == QEvent.Type.Show:
            if self._stale:
                self.find()
            QTimer.singleShot(0, self.texts, self.texts.show_again)
        return super().eventFilter(watched, event)

    # Asking

    def _asked(self, text: str) -> None:
        """A line was written that means something."""
        if text != self._question or self._stale or self.place.query.fault.message:
            self._question = text
            self.find()

    def ask(self, question: str) -> None:
        """Lists the codings that a query line finds, whatever was listed before."""
        from annotator.ui.review.review_place import Mode  # late, as the place itself

        self.place.show_mode(Mode.CODINGS)
        self._mode_chosen(Mode.CODINGS)
        self._keys_wanted = True
        self.place.query.set_text(question)

    def find(self) -> None:
        """Asks the question that stands, beside the window where it takes longer; the newest one wins."""
        if self._opened.busy:  # its end asks again
            self._stale = True
            return
        if self._work is not None:
            self._again = True
            return
        from annotator.ui.review.ordering import ranks_of  # late, as the place itself

        place, review, question = self.place, self._review, self._question
        assert review is not None
        sight, ranks, (column, rising) = self._opened.sight, ranks_of(self._opened), place.view.sorted_by
        self._stale = False

        def answer() -> object:
            try:
                return _Found(question, review.ordered(review.matching(question, sight), column, rising, ranks))
            except QueryFault as fault:
                return fault

        self._run(answer, self._show)

    def _run(self, task: Callable[[], object], then: Callable[[object], None]) -> None:
        def done(result: object) -> None:
            self._work = None
            then(result)
            if self._again:
                self._again = False
                self.find()

        def failed(message: str) -> None:
            self._work = None
            self._say(message, Tone.WARNING, None)

        self._work = soon_in_background(self, lambda _progress: task(), done=done, failed=failed)

    def _show(self, result: object) -> None:
        """Shows what was found; a fault leaves what was found before."""
        place = self.place
        if isinstance(result, QueryFault):
            if not self._again:
                place.query.show_fault(result.message, result.at, result.end)
            return
        assert isinstance(result, _Found)
        if result.question != self._question:
            return
        from annotator.ui.review.wording import nothing_words  # late, as the place itself

        place.query.show_fault("")
        place.table.show_codings(result.ids)
        self._show_count(len(result.ids))
        place.show_nothing("" if result.ids else nothing_words(self._opened, self._question))
        self._chosen_changed()
        if self._keys_wanted and result.ids and place.isVisible() and not place.query.line.isModified():
            place.take_keys()
        self._keys_wanted = False
        self._detail_timer.start()
        if not self._warm and result.ids:
            self._warm = True
            QTimer.singleShot(_READ_AHEAD_AFTER, self, self._read_ahead)

    def _read_ahead(self) -> None:
        """Has what the next questions need read while the person looks."""
        if self._work is None and not self._opened.busy and self._review is not None:
            self._run(self._review.warm, lambda _nothing: None)

    def _show_count(self, found: int) -> None:
        from annotator.ui.review.wording import count_words  # late, as the place itself

        self.place.show_count(count_words(self._opened, found, self._question))

    def _chosen_changed(self) -> None:
        place = self.place
        place.deeds.show_selected(place.view.selected_count(), writable=self._opened.writable)
        self._detail_timer.start()

    def _show_details(self) -> None:
        if self._opened.busy or self._made is None:
            return
        current = self._made.view.current()
        self._made.details.show_details(self.wording.details(current) if current is not None else None)

    # Counting

    def with_facets(self, then: Callable[[Facets], None], of: Sequence[CodingId] | None = None) -> None:
        """Counts codings, or all that are shown, by code, case, coder, document and stance, and goes on with that."""
        review, ids = self._review, self.place.table.ids if of is None else of
        if self._work is not None:
            QTimer.singleShot(_SOON, self, lambda: self.with_facets(then, of))
            return
        if self._opened.busy or review is None:
            return

        def counted(result: object) -> None:
            assert isinstance(result, Facets)
            then(result)

        self._run(lambda: review.facets(ids), counted)

    # Going there

    def _open(self, row: int) -> None:
        coding = self.place.table.coding_at(row)
        if coding is not None:
            self.coding_asked.emit(coding)

    def _mode_chosen(self, mode: Mode) -> None:
        from annotator.ui.review.review_place import Mode  # late, as the place itself

        if mode is Mode.TEXT:
            self.texts.show_count()
            self.texts.show_again()
        else:
            self._show_count(self.place.table.rowCount())

    def finish(self) -> None:
        """Waits for what is being asked, for closing."""
        self._timer.stop()
        self._detail_timer.stop()
        if self._made is not None:
            self._widths.keep()
            self.texts.finish()
        if self._work is not None:
            self._work.leave()
            self._work = None
