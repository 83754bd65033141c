"""Saying that a document is finished, or open again after all."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.model.documents import Document
from annotator.operations import finishing
from annotator.operations.visibility import Seen
from annotator.ui.coding_desk import CodingDesk
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.whose import finished_by_me
from annotator.ui.words import tr


class Finishing(QObject):
    """Acts on the document that is shown, for the acting coder."""

    finished = Signal(object)  # DocumentId: what is to follow, such as the next of the queue, hangs on this

    def __init__(self, opened: OpenProject, desk: CodingDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._opened, self._desk = opened, desk

    @property
    def is_finished(self) -> bool:
        """Whether the document that is shown has been finished by the acting coder."""
        document = self._document
        return document is not None and finished_by_me(self._opened, document.id)

    @property
    def _document(self) -> Document | None:
        return self._desk.shown.document if self._desk.shown is not None else None

    def toggle(self) -> None:
        """Finishes the document that is shown, or opens it again."""
        self.reopen() if self.is_finished else self.finish()

    def finish(self) -> None:
        document = self._document
        if document is None:
            return
        hid = self._desk.shown is not None and self._desk.shown.theirs is Seen.HIDDEN
        if self._opened.do(finishing.finish, document.id) is None:
            return
        told = tr("You finished “{title}”: what you left uncoded counts as nothing relevant.", title=document.title)
        if hid and self._desk.shown is not None and self._desk.shown.theirs is not Seen.HIDDEN:
            told += " " + tr("Colleagues’ codings show now.")
        self._opened.said.emit(told, Tone.DONE)
        self.finished.emit(document.id)

    def reopen(self) -> None:
        document = self._document
        if document is not None and self._opened.do(finishing.finish, document.id, reopen=True) is not None:
            self._opened.said.emit(tr("“{title}” is open again.", title=document.title), Tone.DONE)
