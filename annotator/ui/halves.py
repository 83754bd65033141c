"""The halves of the place Code's middle joined to the project: which one is in hand, and what each shows.

The desk, the bars and the panels act on the half in hand; what is done in another one takes it in hand first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.model.ids import DocumentId
from annotator.ui.middle import Middle
from annotator.ui.open_document import OpenDocument, Ready
from annotator.ui.reader import LayerText, settle_after_opening
from annotator.ui.reader.standing import Stand
from annotator.ui.reading_half import ReadingHalf
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.code_place import CodePlace

_EMPTY = LayerText("", ())
MANY = 2_000  # codings: beyond that, looking through memory for what is not needed any more takes its time
AT_REST = 300  # ms


class Halves(QObject):
    """Shows documents in one half or in two, for one place."""

    def __init__(self, place: CodePlace, middle: Middle) -> None:
        super().__init__(place)
        self._place, self._middle = place, middle
        self._join(middle.current)
        middle.half_made.connect(self._join)
        middle.entered.connect(self.take_in_hand)

    def _join(self, half: ReadingHalf) -> None:
        place, view, tabs = self._place, half.view, half.open_tabs
        view.selection_changed.connect(lambda _start, _end: self._selection_moved(half))
        view.coding_activated.connect(lambda this: self._activate(half, this))
        view.coding_resized.connect(place.desk.resize)
        view.walk_codings.connect(place.desk.walk)
        view.link_asked.connect(place.wayfinding.follow_link)
        tabs.leaving.connect(lambda: self._put_away(half))
        tabs.chosen.connect(lambda this: self._tell_chosen(half, this))
        tabs.ready.connect(lambda ready: self._show_ready(half, ready))
        tabs.reread.connect(lambda ready: self._show_reread(half, ready))
        tabs.emptied.connect(lambda: self._show_nothing(half))
        tabs.already.connect(place.take_keys)
        tabs.closed.connect(lambda: QTimer.singleShot(0, self, self._close_empty))

    def _is_in_hand(self, half: ReadingHalf) -> bool:
        return half is self._middle.current

    # One and two

    def take_in_hand(self, half: ReadingHalf) -> None:
        """From now on keys, bars and panels act on the text of this half."""
        if self._is_in_hand(half) or half not in self._middle.halves:
            return
        place, shown = self._place, half.shown
        place.detail.save()
        place.wayfinding.close_bars()
        self._middle.take_in_hand(half)
        if shown is not None:
            shown.renumber()
        place.choosing.act_on(half.view)
        place.finder.act_on(half.view, shown.content.text if shown else "")
        place.desk.act_on(half.view, shown)
        place.picker.close_picker()
        if shown is not None:
            place.documents.set_current(shown.document.id)
        place.show_cases()
        place.show_note()

    def split(self) -> None:
        """A second text beside the first, of the same document at first; with two, the one in hand alone is left."""
        shown = self._middle.current.shown
        if self._middle.is_split:
            self.unsplit()
        elif shown is not None:
            self.open_beside(shown.document.id)

    def open_beside(self, wanted: DocumentId) -> bool:
        """Shows a document beside the one that is in hand; False where there is none."""
        here = self._middle.current
        if here.shown is not None:
            here.open_tabs.keep_place(here.shown.document.id, here.view.stand)
        half = self._middle.other or self._middle.split()
        self.take_in_hand(half)
        found = half.open_tabs.open(wanted, here.open_tabs.place_of(wanted))
        self._place.take_keys()
        return found

    def unsplit(self) -> None:
        """One text again: the one in hand."""
        if not self._middle.is_split:
            return
        shown, stand = self._middle.current.shown, self._middle.view.stand
        self.take_in_hand(self._middle.halves[0])
        self._middle.unsplit()
        if shown is not None:
            self.show_stand(shown.document.id, stand)
        self._place.take_keys()

    def _close_empty(self) -> None:
        """Of two halves one has no document any more: the other one is left."""
        empty = next((half for half in self._middle.halves if not half.tabs.count()), None)
        if empty is None or not self._middle.is_split:
            return
        first, second = self._middle.halves
        if empty is first and second.tabs.count():
            self.take_in_hand(second)
            first.open_tabs.restore(second.open_tabs.places(), second.tabs.currentIndex())
        self.take_in_hand(first)
        self._middle.unsplit()
        self._place.take_keys()

    # Showing

    def show_stand(self, document: DocumentId, stand: Stand) -> None:
        """Opens a document in the half in hand, where a reader was in it."""
        half = self._middle.current
        if half.shown is not None and half.shown.document.id == document:
            with self._place.desk.quietly():
                half.view.stand_at(stand)
            self._place.take_keys()
            return
        half.open_tabs.keep_place(document, stand)
        half.open_tabs.open(document, stand)

    def _set_shown(self, half: ReadingHalf, shown: OpenDocument | None) -> None:
        half.shown = shown
        half.show_state()
        if self._is_in_hand(half):
            self._place.desk.shown = shown

    def _tell_chosen(self, half: ReadingHalf, this: DocumentId) -> None:
        if self._is_in_hand(half):
            self._place.documents.set_current(this)

    def _show_ready(self, half: ReadingHalf, ready: object) -> None:
        assert isinstance(ready, Ready)
        place, shown = self._place, ready.document
        self._set_shown(half, shown)
        half.view.setAccessibleName(tr("Text of “{title}”", title=shown.document.title))
        half.view.show_layer(shown.text, ready.codings)
        if len(shown.placed) > MANY:
            QTimer.singleShot(AT_REST, settle_after_opening)
        with place.desk.quietly():
            half.view.stand_at(half.open_tabs.place_of(shown.document.id))
            if not self._is_in_hand(half):
                return
            place.finder.show_text(shown.content.text)
            place.desk.selection_moved()
        place.show_cases()
        place.show_note()
        place.show_later()
        place.take_keys()
        place.situation_changed.emit()

    def _show_reread(self, half: ReadingHalf, ready: object) -> None:
        """The same text with its codings as they are by now; selection and choice stay."""
        assert isinstance(ready, Ready)
        place, shown, chosen = self._place, half.shown, half.view.chosen
        if shown is None or ready.document.content.layer.id != shown.content.layer.id:
            self._show_ready(half, ready)
            return
        self._set_shown(half, ready.document)
        half.view.set_codings_bulk(ready.codings)
        if self._is_in_hand(half):
            place.desk.choose(chosen)
        place.following.show_marks()
        place.show_note()
        place.situation_changed.emit()

    def _put_away(self, half: ReadingHalf) -> None:
        """Remembers where the reader was; what is being written in the memo is given away first."""
        place = self._place
        if self._is_in_hand(half):
            place.detail.save()
            place.picker.close_picker()
            place.wayfinding.close_bars()
            place.wayfinding.leave_here()
        if half.shown is not None:
            half.open_tabs.keep_place(half.shown.document.id, half.view.stand)

    def _show_nothing(self, half: ReadingHalf) -> None:
        place = self._place
        self._set_shown(half, None)
        half.view.show_layer(_EMPTY)
        if not self._is_in_hand(half):
            return
        place.desk.choose(None)
        place.show_cases()
        place.show_note()
        place.detail.show_passage(None)
        place.situation_changed.emit()

    # What is done in a text

    def _selection_moved(self, half: ReadingHalf) -> None:
        if half.shown is None or not self._is_in_hand(half):
            return
        self._place.desk.selection_moved()
        self._place.show_later()
        self._place.situation_changed.emit()

    def _activate(self, half: ReadingHalf, this: object) -> None:
        self.take_in_hand(half)
        self._place.activate_coding(this)  # type: ignore[arg-type]  # signals carry objects
