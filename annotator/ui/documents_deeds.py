"""What is asked of documents in the lists that show them, done to the project: the same for each list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from annotator.model.changes import Changes, Kind
from annotator.model.documents import Document
from annotator.model.ids import DocumentId
from annotator.model.progress import Progress
from annotator.operations import deleted_documents, documents, memos, stories
from annotator.operations.stories import StoryHint
from annotator.store import reading
from annotator.ui.background import Work, in_background
from annotator.ui.documents.document_table import DocumentTable
from annotator.ui.documents.questions import DeletedDocument
from annotator.ui.documents.story_bar import StoryBar
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.words import moment, tr

_FEW = 50  # documents: more than these are changed beside the window
_LISTED = 500  # deleted documents that are offered


class Lister(Protocol):
    """A list of documents that asks for deeds."""

    refused: SignalInstance
    rename_asked: SignalInstance
    delete_asked: SignalInstance
    metadata_asked: SignalInstance
    story_asked: SignalInstance
    story_left: SignalInstance
    deleted_asked: SignalInstance
    restore_asked: SignalInstance
    stories: StoryBar
    count_hidden: Callable[[Sequence[DocumentId]], int]

    def ask_deleted(self, deleted: Sequence[DeletedDocument]) -> None: ...


class DocumentDeeds(QObject):
    """Does what lists of documents ask for, and finds documents that tell one story."""

    hints_changed = Signal()
    show_asked = Signal(object)  # documents of a hint, to be looked at

    def __init__(self, opened: OpenProject, table: DocumentTable, parent: QObject) -> None:
        super().__init__(parent)
        self._opened, self._table = opened, table
        self._work: Work | None = None
        self._listers: list[Lister] = []
        self._hints: tuple[StoryHint, ...] | None = None
        opened.changed.connect(self._follow)

    def join(self, lister: Lister) -> None:
        """Connects a list; what it asks for is done from now on."""
        self._listers.append(lister)
        lister.count_hidden = self.hidden_on
        lister.refused.connect(lambda sentence: self._opened.said.emit(sentence, Tone.INFO))
        lister.rename_asked.connect(self.rename)
        lister.delete_asked.connect(self.delete)
        lister.metadata_asked.connect(self.set_value)
        lister.story_asked.connect(self.group)
        lister.story_left.connect(self.ungroup)
        lister.deleted_asked.connect(lambda: lister.ask_deleted(self.deleted()))
        lister.restore_asked.connect(self.restore)
        lister.stories.group_asked.connect(lambda hint: self.group(list(hint.documents)))
        lister.stories.dismiss_asked.connect(lambda hint: self._opened.do(stories.dismiss, hint))
        lister.stories.show_asked.connect(self.show_asked)
        self._show_hints(lister)

    # Deeds

    def rename(self, this: DocumentId, title: str) -> None:
        document = self._opened.document(this)
        if document is not None:
            self._opened.do(documents.rename_document, document, title)

    def delete(self, these: Sequence[DocumentId]) -> None:
        self._on(these, documents.delete_documents)

    def restore(self, these: Sequence[DocumentId]) -> None:
        self._opened.do(deleted_documents.restore_documents, these)

    def set_value(self, these: Sequence[DocumentId], key: str, value: str) -> None:
        """One metadata value for one or many documents; an emptied story takes them out of theirs."""
        rows = [row for one in these if (row := self._table.row_of(one)) is not None]
        if key == stories.SAME_STORY and not value:
            self.ungroup(these)
        elif key == stories.SAME_STORY and not any(row.story for row in rows):
            self.group(these, value)
        else:  # of another story too: these alone go over, the rest of it stays
            self._set_value(these, key, value)

    def _set_value(self, these: Sequence[DocumentId], key: str, value: str) -> None:
        self._on(these, lambda project, found: documents.set_metadata(project, found, key, value))

    def group(self, these: Sequence[DocumentId], name: str | None = None) -> None:
        """Makes them one story. One document alone joins those that have that name already."""
        wanted = list(these)
        if name:
            wanted += [row.id for row in self._table.rows() if row.story == name and row.id not in these]
        self._opened.do(stories.group, wanted, name)

    def ungroup(self, these: Sequence[DocumentId]) -> None:
        self._opened.do(stories.ungroup, these)

    def set_memo(self, this: DocumentId, text: str) -> None:
        self._opened.do(memos.set_memo, this, Kind.DOCUMENT, text)

    def _on(self, these: Sequence[DocumentId], operation: Callable[..., Changes]) -> None:
        found: list[Document] = [one for one in map(self._opened.document, these) if one is not None]
        if len(found) > _FEW:
            self._opened.do_beside(operation, found)
        elif found:
            self._opened.do(operation, found)

    # What there is

    def deleted(self) -> list[DeletedDocument]:
        """What can be restored, with when it was deleted and by whom."""
        now, coders = datetime.now().astimezone(), self._opened.coders
        found = []
        for one in deleted_documents.deleted(self._opened.project)[:_LISTED]:
            when = moment(datetime.fromtimestamp(one.time / 1000, UTC).astimezone(), now=now)
            who = coders.get(one.coder)
            told = tr("deleted {when} by {who}", when=when, who=who.name if who is not None else tr("somebody"))
            found.append(DeletedDocument(one.id, one.title, told))
        return found

    def hidden_on(self, these: Sequence[DocumentId]) -> int:
        """How many codings of these documents are hidden: they would go with them all the same."""
        if self._opened.sight.hides_nothing:
            return 0
        every = reading.document_counts(self._opened.project)
        return sum(every.get(one, 0) - self._opened.document_counts.get(one, 0) for one in these)

    # The same story

    @property
    def hints(self) -> tuple[StoryHint, ...]:
        """Which documents seem to tell one story, as found last."""
        if self._hints is None:
            self._hints = stories.hints(self._opened.project)
        return self._hints

    def look_for_stories(self, *, asked: bool = False) -> None:
        """Compares all documents beside the window; `asked`: somebody waits for what is found."""
        if self._work is not None:
            return
        if asked:
            self._opened.said.emit(tr("Comparing the documents; coding goes on meanwhile."), Tone.INFO)
        project = self._opened.project

        def find(progress: Progress) -> object:
            return stories.find(project, progress)

        def found(hints: object) -> None:
            self._work = None
            assert isinstance(hints, tuple)
            self._hints = hints
            for lister in self._listers:
                self._show_hints(lister, again=True)
            if asked and not hints:
                self._opened.said.emit(tr("No documents were found that look like one story."), Tone.INFO)

        def failed(message: str) -> None:
            self._work = None
            if asked:
                self._opened.said.emit(message, Tone.WARNING)

        self._work = in_background(self, find, done=found, failed=failed, cancelled=lambda: failed(""))

    def leave(self) -> None:
        """Ends the comparing under way, for closing."""
        if self._work is not None:
            self._work.leave()
            self._work = None

    def _follow(self, changes: object) -> None:
        assert isinstance(changes, Changes)
        if changes.touched.keys() & {Kind.DOCUMENT, Kind.LAYER, Kind.PART}:
            self._hints = None
            for lister in self._listers:
                self._show_hints(lister)

    def _show_hints(self, lister: Lister, *, again: bool = False) -> None:
        shown = self.hints if not self._opened.project.read_only else ()
        lister.stories.show_hints(shown, self._title, again=again)

    def _title(self, this: DocumentId) -> str:
        row = self._table.row_of(this)
        return row.title if row is not None else ""
