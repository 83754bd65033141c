"""The documents and the codebook beside the text: filled from the project, and what is asked of them done to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QTimer

from annotator.model.changes import Changes, Kind
from annotator.model.documents import Document
from annotator.model.ids import CodeId, EntityId
from annotator.operations import codes
from annotator.store import reading
from annotator.ui.codebook.panel import CodebookPanel
from annotator.ui.documents.document_list import DocumentList
from annotator.ui.documents.document_table import DocumentRow, DocumentState
from annotator.ui.documents_deeds import DocumentDeeds
from annotator.ui.notices import Tone
from annotator.ui.open_document import OpenDocument
from annotator.ui.open_project import OpenProject
from annotator.ui.whose import finished_by_me, who_finished

_READ_WHEN = 20  # codings of a document from which on its circle is full
_FEW = 200  # documents or codes: beyond that the list is filled anew, in a turn of its own


class Lists(QObject):
    """Brings up to date what a change names."""

    def __init__(
        self, opened: OpenProject, listed: DocumentList, codebook: CodebookPanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._opened, self.documents, self.codebook = opened, listed, codebook
        self.deeds = DocumentDeeds(opened, listed.table, self)
        self._waiting: list[Callable[[], None]] = []  # what is to be shown, one in each turn
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._show_next)
        self._marked: Mapping[EntityId, int] = {}  # where there was something to look at when it was shown last
        self._connect()

    def _connect(self) -> None:
        do, tree, listed = self._opened.do, self.codebook, self.documents
        self.deeds.join(listed)
        tree.count_hidden = self._hidden_with
        tree.refused.connect(self._refuse)
        tree.new_asked.connect(lambda parent, name: do(codes.add_code, name, parent=parent))
        tree.rename_asked.connect(lambda code, name: do(codes.rename_code, code, name))
        tree.move_asked.connect(lambda code, parent, before: do(codes.move_code, code, parent, before=before))
        tree.recolour_asked.connect(lambda code, colour: do(codes.recolour_code, code, colour))
        tree.key_asked.connect(lambda code, key: do(codes.set_key, code, key))
        tree.delete_asked.connect(lambda code: do(codes.delete_code, code))

    # Showing

    def _soon(self, show: Callable[[], None], size: int) -> None:
        """Shows at once what is shown quickly; of long lists each in a turn of its own, so that keys are answered
        in between."""
        if size <= _FEW:
            show()
        elif show not in self._waiting:
            self._waiting.append(show)
            self._turn.start()

    def _show_next(self) -> None:
        if self._waiting:
            self._waiting[0]()
        if self._waiting:
            self._turn.start()

    def _is_shown(self, show: Callable[[], None]) -> None:
        if show in self._waiting:
            self._waiting.remove(show)

    @property
    def is_waiting(self) -> bool:
        """Whether a list is still to be brought up to date."""
        return bool(self._waiting)

    def show_documents(self) -> None:
        self._is_shown(self.show_documents)
        counts = self._opened.document_counts
        self.documents.show_documents([self._row(one, counts.get(one.id, 0)) for one in self._opened.documents])

    def show_codes(self) -> None:
        self._is_shown(self.show_codes)
        self.codebook.show_codes(self._opened.codes, self._opened.counts, self._marked)

    def follow(self, changes: Changes, shown: OpenDocument | None, *, only_here: bool) -> None:
        """`only_here`: the codings that changed are all of the document that is shown.

        Counts of codes are left for `mark`, when the keys rest: coding comes first.
        """
        touched = changes.touched
        if touched.keys() & {Kind.CODE, Kind.PART}:
            self._soon(self.show_codes, len(self.codebook.codes))
        everything = touched.keys() & {Kind.DOCUMENT, Kind.LAYER, Kind.FINISHED, Kind.CODER, Kind.PART}
        if not everything and Kind.CODING in touched and only_here and shown is not None:
            self.documents.update_row(self._row(shown.document, len(shown.placed)))
        elif everything or Kind.CODING in touched:
            self._soon(self.show_documents, self.documents.table.total)

    def mark(self, marked: Mapping[EntityId, int]) -> None:
        """Shows where there is something to look at, and how many codings each code has by now."""
        before, self._marked = self._marked, marked
        if before != marked:
            changed = {one for one in before.keys() | marked.keys() if before.get(one) != marked.get(one)}
            found = [one for one in self._opened.documents if one.id in changed]
            if len(found) > _FEW:
                self.show_documents()
            for one in found if len(found) <= _FEW else ():
                self.documents.update_row(self._row(one, self._opened.document_counts.get(one.id, 0)))
        self.show_codes()

    def _row(self, one: Document, count: int) -> DocumentRow:
        state = DocumentState.BEGUN if count else DocumentState.NEW
        if finished_by_me(self._opened, one.id):
            state = DocumentState.FINISHED
        return DocumentRow(
            id=one.id,
            title=one.title,
            state=state,
            read=min(1.0, count / _READ_WHEN),
            date=one.metadata.get("date", ""),
            codings=count,
            metadata=one.metadata,
            finished_by=who_finished(self._opened, one.id),
            to_look_at=self._marked.get(one.id, 0),
            gone=one.gone,
            characters=one.layer.characters,
            file_name=one.file_name,
        )

    # Asking

    def _refuse(self, sentence: str) -> None:
        self._opened.said.emit(sentence, Tone.INFO)

    def _hidden_with(self, these: Sequence[CodeId]) -> int:
        """How many codings with these codes are hidden: they would go with them all the same."""
        if self._opened.sight.hides_nothing:
            return 0
        every = reading.coding_counts(self._opened.project)
        return sum(every.get(one, 0) - self._opened.counts.get(one, 0) for one in these)
