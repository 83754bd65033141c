"""The open documents as tabs: which they are, where the reader was in each, and reading them.

Documents that are read quickly are there at once, large ones are read beside the window's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QTabBar

from annotator.model.documents import Document
from annotator.model.errors import CannotDo
from annotator.model.ids import DocumentId
from annotator.ui import theme
from annotator.ui.background import Work, in_background
from annotator.ui.notices import Tone
from annotator.ui.open_document import OpenDocument, Ready, prepare
from annotator.ui.open_project import OpenProject
from annotator.ui.parts import CloseButton
from annotator.ui.reader.shown import ShownCodings
from annotator.ui.reader.standing import BEGINNING, Stand
from annotator.ui.words import tr

_LONG = 300_000  # code points: a longer text is read beside the window's thread
_MANY = 1_000  # codings: likewise
_LONGEST_TITLE = 34


@dataclass(slots=True)
class _Tab:
    document: DocumentId
    place: Stand = BEGINNING  # when it was left


class DocumentTabs(QObject):
    """Says what is to be shown; the place Code shows it."""

    leaving = Signal()  # the document that is shown is about to be left
    chosen = Signal(object)  # DocumentId: comes in front, though it may have to be read first
    ready = Signal(object)  # Ready, to be shown from where it was left
    reread = Signal(object)  # Ready: the document that is shown, with its codings as they are by now
    emptied = Signal()  # nothing is shown, or not yet
    already = Signal()  # what was asked for is shown
    closed = Signal()  # the last tab was

    def __init__(self, opened: OpenProject, shown: Callable[[], OpenDocument | None], parent: QObject) -> None:
        """`shown` answers the document that is shown now."""
        super().__init__(parent)
        self._opened, self._shown = opened, shown
        self._tabs: list[_Tab] = []
        self._work: Work | None = None  # a large document that is being read
        self._changes_seen = self._changes_before = 0
        self.bar = QTabBar()
        self.bar.setDocumentMode(True)
        self.bar.setExpanding(False)
        self.bar.setElideMode(Qt.TextElideMode.ElideRight)
        self.bar.setDrawBase(False)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bar.setAccessibleName(tr("Open documents"))
        self.bar.currentChanged.connect(self._chosen)
        for signal in (opened.changed, opened.sight_changed):
            signal.connect(self._something_changed)

    @property
    def is_reading(self) -> bool:
        """Whether a document is on its way."""
        return self._work is not None

    def _something_changed(self, _what: object = None) -> None:
        self._changes_seen += 1

    # Opening

    def open(self, wanted: DocumentId, place: Stand | None = None) -> bool:
        """Shows a document, in its tab if it has one, from a place if one is given; False where there is none."""
        document = self._opened.document(wanted)
        if document is None:
            return False
        known = next((n for n, tab in enumerate(self._tabs) if tab.document == wanted), None)
        if known is None:
            known = self._add(document, place or BEGINNING, in_front=True)
            self._show(known)
        elif self.bar.currentIndex() == known:
            self._show(known)
        else:
            self.bar.setCurrentIndex(known)
        return True

    def _add(self, document: Document, place: Stand, *, in_front: bool) -> int:
        """A tab more; its number."""
        self._tabs.append(_Tab(document.id, place))
        self.bar.blockSignals(True)
        made = self.bar.addTab(_title(document))
        self.bar.setTabToolTip(made, document.title)
        self.bar.setTabButton(made, QTabBar.ButtonPosition.RightSide, self._close_button(document))
        if in_front:
            self.bar.setCurrentIndex(made)
        self.bar.blockSignals(False)
        return made

    def open_anew(self) -> None:
        """Reads the document that is shown once more: another text stands for it now."""
        shown = self._shown()
        if shown is not None:
            self.leave()
            self.emptied.emit()
            self.open(shown.document.id)

    def _chosen(self, number: int) -> None:
        if 0 <= number < len(self._tabs):
            self._show(number)

    def _show(self, number: int) -> None:
        tab, shown = self._tabs[number], self._shown()
        if shown is not None and shown.document.id == tab.document:
            self.already.emit()
            return
        self.leave()
        document = self._opened.document(tab.document)
        if document is None:
            return
        self.chosen.emit(document.id)
        if not self._is_large(document):
            try:
                self.ready.emit(prepare(self._opened, document))
            except CannotDo as error:
                self._not_opened(error.message)
            return
        self.emptied.emit()
        self._read_beside(document, self._take)

    def _is_large(self, document: Document) -> bool:
        """Whether reading it takes so long that the window would be felt to stand still."""
        return document.layer.characters > _LONG or self._opened.document_counts.get(document.id, 0) > _MANY

    def _read_beside(self, document: Document, take: Callable[[object], None]) -> None:
        opened = self._opened
        # Read here, so that the other thread finds them.
        _ = opened.codes, opened.cases, opened.coders, opened.sight, opened.joined, opened.to_look_at
        self._changes_before = self._changes_seen
        self._work = in_background(
            self, lambda _progress: prepare(opened, document), done=take, failed=self._not_opened
        )

    def _take(self, ready: object) -> None:
        assert isinstance(ready, Ready)
        self._work = None
        if self._changes_seen != self._changes_before:  # something was done meanwhile
            ready = _fresh(ready)
        self.ready.emit(ready)

    def _not_opened(self, message: str) -> None:
        self._work = None
        self.emptied.emit()
        self._opened.said.emit(message, Tone.WARNING)

    # Reading again

    def read_again(self) -> bool:
        """Reads the codings of a large document anew, beside the window's thread; False where that is not worth it.

        Until they are there the document stays as it is.
        """
        shown = self._shown()
        if shown is None or (len(shown.placed) <= _MANY and not self._is_large(shown.document)):
            return False
        if self._work is None:
            self._read_beside(shown.document, self._take_again)
        return True

    def _take_again(self, ready: object) -> None:
        assert isinstance(ready, Ready)
        self._work = None
        shown = self._shown()
        if shown is None or shown.document.id != ready.document.document.id:
            return
        if self._changes_seen != self._changes_before:
            if self.read_again():
                return
            ready = _fresh(ready)
        self.reread.emit(ready)

    # Places

    def place_of(self, document: DocumentId) -> Stand:
        """Selection and scroll when the document was left; its beginning at first."""
        return next((tab.place for tab in self._tabs if tab.document == document), BEGINNING)

    def keep_place(self, document: DocumentId, place: Stand) -> None:
        for tab in self._tabs:
            if tab.document == document:
                tab.place = place

    def places(self) -> list[tuple[DocumentId, Stand]]:
        """The tabs from left to right, and where the reader was in each."""
        return [(tab.document, tab.place) for tab in self._tabs]

    def restore(self, tabs: Sequence[tuple[DocumentId, Stand]], current: int) -> None:
        """Opens these tabs, of documents that are there; only the one in front is read."""
        for this, place in tabs:
            document = self._opened.document(this)
            if document is not None and all(tab.document != this for tab in self._tabs):
                self._add(document, place, in_front=False)
        if self._tabs:
            self.bar.blockSignals(True)
            self.bar.setCurrentIndex(min(current, len(self._tabs) - 1))
            self.bar.blockSignals(False)
            self._show(self.bar.currentIndex())

    # Closing

    def leave(self) -> None:
        """Gives up what is being read, and has the document that is shown put away."""
        if self._work is not None:
            self._work.leave()
            self._work = None
        self.leaving.emit()

    def close(self, number: int) -> None:
        closing, shown = self._tabs[number], self._shown()
        if shown is not None and shown.document.id == closing.document:
            self.leave()
            self.emptied.emit()
        del self._tabs[number]
        self.bar.removeTab(number)
        if self._tabs:
            self._show(self.bar.currentIndex())
        else:
            self.closed.emit()

    def _close_button(self, document: Document) -> CloseButton:
        made = CloseButton(tr("Close {title}", title=document.title))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.sized(made, width=18, height=18)
        made.clicked.connect(lambda: self._close_tab_of(document.id))
        return made

    def _close_tab_of(self, this: DocumentId) -> None:
        number = next((n for n, tab in enumerate(self._tabs) if tab.document == this), None)
        if number is not None:
            self.close(number)

    def close_lost(self) -> None:
        """Closes the tabs of documents that are not there any more."""
        self.emptied.emit()
        for number in reversed(range(len(self._tabs))):
            if self._opened.document(self._tabs[number].document) is None:
                del self._tabs[number]
                self.bar.blockSignals(True)
                self.bar.removeTab(number)
                self.bar.blockSignals(False)
        if self._tabs:
            self._show(max(0, self.bar.currentIndex()))
        else:
            self.closed.emit()

    def show_titles(self) -> None:
        """The titles as they are by now."""
        for number, tab in enumerate(self._tabs):
            document = self._opened.document(tab.document)
            if document is not None:
                self.bar.setTabText(number, _title(document))
                self.bar.setTabToolTip(number, document.title)


def _fresh(ready: Ready) -> Ready:
    """The same document with its codings as they are now."""
    ready.document.reread()
    return Ready(ready.document, ShownCodings(ready.document.shown()))


def _title(document: Document) -> str:
    if len(document.title) <= _LONGEST_TITLE:
        return document.title
    return document.title[: _LONGEST_TITLE - 1].rstrip() + "…"
