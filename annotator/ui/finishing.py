"""Saying that a document is finished, or open again after all; what is missing is listed first, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.model.changes import Changes, Kind
from annotator.model.documents import Document
from annotator.model.errors import CannotDo
from annotator.model.ids import CodingId, DocumentId
from annotator.operations import finishing
from annotator.operations.missing import Missing, missing
from annotator.operations.visibility import Seen
from annotator.ui.background import Work, soon_in_background
from annotator.ui.coding_desk import CodingDesk
from annotator.ui.finishing_list import FinishingList
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.whose import finished_by_me
from annotator.ui.words import tr

_FEW = 500  # codings that are looked through at once
_AT_REST = 60  # ms without a change until what is missing is looked for again
_BEARING = {Kind.CODING, Kind.CODE, Kind.PART, Kind.CASE, Kind.DOCUMENT}


class Finishing(QObject):
    """Acts on the document that is shown, for the acting coder."""

    begun = Signal()  # what is being written is to be given away first
    finished = Signal(object)  # DocumentId
    coding_asked = Signal(object)  # CodingId: a line of the list leads there
    left = Signal()  # the list was left: the keys go back to the text

    def __init__(self, opened: OpenProject, desk: CodingDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._opened, self._desk = opened, desk
        self.list = FinishingList()
        self.follow: Callable[[DocumentId], str] | None = None  # what follows on finishing; says what there is to say
        self._of: Document | None = None  # whose list is open
        self._work: Work | None = None
        self._again = QTimer(self, singleShot=True, interval=_AT_REST)
        self._again.timeout.connect(self._look_again)
        self.list.went.connect(self._go)
        self.list.left.connect(self.close_list)
        self.list.finish_asked.connect(self.finish)
        opened.changed.connect(self._follow)

    @property
    def is_finished(self) -> bool:
        """Whether the document that is shown has been finished by the acting coder."""
        document = self._document
        return document is not None and finished_by_me(self._opened, document.id)

    @property
    def is_listing(self) -> bool:
        return self._of is not None

    @property
    def listed(self) -> DocumentId | None:
        """The document of which it is listed what is missing."""
        return self._of.id if self._of is not None else None

    @property
    def _document(self) -> Document | None:
        return self._desk.shown.document if self._desk.shown is not None else None

    def toggle(self) -> None:
        """Finishes the document that is shown, or opens it again."""
        self.reopen() if self.is_finished else self.finish()

    def finish(self) -> None:
        """Lists what is missing, if anything is; with the list open, or nothing missing, finishes."""
        self.begun.emit()
        document = self._document
        if document is None:
            return
        if self._of is not None and self._of.id == document.id:
            self._finish(document)
            return
        self._look(document, lambda slips: self._list(document, slips) if slips else self._finish(document))

    def _finish(self, document: Document) -> None:
        hid = self._desk.shown is not None and self._desk.shown.theirs is Seen.HIDDEN
        self.put_away()
        if self._opened.do(finishing.finish, document.id) is None:
            return
        told = tr("You finished “{title}”: what you left uncoded counts as nothing relevant.", title=document.title)
        if hid and self._desk.shown is not None and self._desk.shown.theirs is not Seen.HIDDEN:
            told += " " + tr("Colleagues’ codings show now.")
        more = self.follow(document.id) if self.follow is not None else ""
        self._opened.said.emit(f"{told} {more}".rstrip(), Tone.DONE)
        self.finished.emit(document.id)

    def reopen(self) -> None:
        document = self._document
        if document is not None and self._opened.do(finishing.finish, document.id, reopen=True) is not None:
            self._opened.said.emit(tr("“{title}” is open again.", title=document.title), Tone.DONE)

    # What is missing

    def next_missing(self) -> None:
        """Leads to the next thing that is missing; lists them if they are not."""
        document = self._document
        if document is None:
            return
        if self._of is not None and self._of.id == document.id:
            self.list.step()
            return
        nothing = tr("Nothing is missing in “{title}”.", title=document.title)
        self._look(
            document,
            lambda slips: self._list(document, slips) if slips else self._opened.said.emit(nothing, Tone.INFO),
        )

    def close_list(self) -> bool:
        """Puts the list away and gives the keys back; whether there was one."""
        if not self.put_away():
            return False
        self.left.emit()
        return True

    def put_away(self) -> bool:
        """To be called when another document is shown; whether a list was open."""
        was, self._of = self._of is not None, None
        self._again.stop()
        self.list.hide()
        return was

    def _look(self, document: Document, then: Callable[[tuple[Missing, ...]], object]) -> None:
        """Beside the window's thread where there are thousands of codings."""
        project, sight = self._opened.project, self._opened.sight
        if self._work is not None:
            self._work.unheard()
            self._work = None
        if self._desk.shown is not None and len(self._desk.shown.placed) <= _FEW:
            try:
                then(missing(project, document.id, sight))
            except CannotDo as error:
                self._opened.said.emit(error.message, Tone.WARNING)
            return

        def done(found: object) -> None:
            self._work = None
            assert isinstance(found, tuple)
            if self._document is not None and self._document.id == document.id:
                then(found)

        self._work = soon_in_background(
            self,
            lambda _progress: missing(project, document.id, sight),
            done=done,
            failed=lambda message: self._opened.said.emit(message, Tone.WARNING),
        )

    def _list(self, document: Document, slips: Sequence[Missing]) -> None:
        self._of = document
        self.list.show_slips(document.title, slips)
        self.list.take_keys()

    def _go(self, coding: CodingId) -> None:
        self.coding_asked.emit(coding)

    def _follow(self, changes: Changes) -> None:
        if self._of is not None and changes.touched.keys() & _BEARING:
            self._again.start()

    def _look_again(self) -> None:
        document = self._of
        if document is not None:
            self._look(document, lambda slips: self.list.show_slips(document.title, slips) if self._of else None)

    def stop(self) -> None:
        """Waits for what is being looked for; to be called before the project closes."""
        if self._work is not None:
            self._work.leave()
            self._work = None


def next_of_queue(order: Sequence[DocumentId], finished: Sequence[DocumentId], after: DocumentId) -> DocumentId | None:
    """The first document after this one that is not finished, from the top again at the end; None if none is left."""
    at = order.index(after) if after in order else -1
    done = set(finished)
    return next((one for one in (*order[at + 1 :], *order[: max(at, 0)]) if one not in done and one != after), None)
