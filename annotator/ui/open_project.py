"""The project that a window has open: the one place where deeds are done and whence their changes spread.

`do` runs an operation; what it changed goes out through the one signal `changed`, and each view brings up to date what
that names. What cannot be done goes out through `said`. Values that many views ask for are kept until a change names
them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

from annotator.model.changes import Changes, Kind
from annotator.model.codings import Case, Coder
from annotator.model.documents import Document
from annotator.model.errors import CannotDo
from annotator.model.ids import CaseId, CodeId, CoderId, DocumentId, EntityId
from annotator.operations import codebook, finishing, undoing, visibility
from annotator.operations.codebook import ProjectCode
from annotator.operations.visibility import Colleagues, Sight
from annotator.store import reading
from annotator.store.aliases import canonical
from annotator.store.handle import Project
from annotator.store.to_look_at import ToLookAt, to_look_at
from annotator.ui.background import Work, soon_in_background
from annotator.ui.notices import Tone
from annotator.ui.reading_beside import ReadingBeside
from annotator.ui.words import tr

P = ParamSpec("P")
T = TypeVar("T")
Joined = tuple[Mapping[EntityId, EntityId], ...]
_MANY = 5_000  # codings
_OF_SIGHT = {Kind.FINISHED, Kind.CODER, Kind.PART}


class OpenProject(QObject):
    """Owns the handle of an open project; used on the window's thread, long work aside."""

    changed = Signal(object)  # Changes
    said = Signal(str, object)  # a sentence, its Tone
    busy_changed = Signal(bool)
    sight_changed = Signal()  # colleagues' codings are to be shown in another way, though nothing in them changed

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self._busy = False
        self._work: Work | None = None
        self._codes: tuple[ProjectCode, ...] | None = None
        self._asked: tuple[codebook.AskedField, ...] | None = None
        self._code_of: dict[CodeId, ProjectCode] = {}
        self._cases: tuple[Case, ...] | None = None
        self._coders: dict[CoderId, Coder] | None = None
        self._documents: tuple[Document, ...] | None = None
        self._counts: Mapping[CodeId, int] | None = None
        self._document_counts: Mapping[DocumentId, int] | None = None
        self._joined: Joined | None = None
        self._sight: Sight | None = None
        self._finished_by: Mapping[DocumentId, tuple[CoderId, ...]] | None = None
        self._to_look_at: ToLookAt | None = None
        self._colleagues: Colleagues | None = None  # chosen where the project cannot keep it
        self._gone = self.to_look_at.gone
        self.beside = ReadingBeside(lambda message: self.said.emit(message, Tone.WARNING), self)

    # Deeds

    @property
    def busy(self) -> bool:
        """Whether long work has the project; no deed is done meanwhile."""
        return self._busy

    @property
    def writable(self) -> bool:
        return not self.project.read_only and not self._busy

    def do(self, operation: Callable[Concatenate[Project, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Runs an operation; None where it could not be done, which has been said then."""
        if self._busy:
            self.said.emit(tr("Please wait until the work under way has finished."), Tone.INFO)
            return None
        try:
            result = operation(self.project, *args, **kwargs)
        except CannotDo as error:
            self.said.emit(error.message, Tone.WARNING)
            return None
        self.spread(changes_of(result))
        return result

    def spread(self, changes: Changes) -> None:
        """Brings everything up to date with what a deed changed."""
        if not changes:
            return
        changes = self._with_what_is_gone(changes)
        self._forget(changes)
        self.changed.emit(changes)
        if self.project.backup_problem:
            self.said.emit(self.project.backup_problem, Tone.WARNING)
            self.project.backup_problem = ""

    def begin_work(self) -> Project:
        self._busy = True
        self.busy_changed.emit(True)
        return self.project

    def end_work(self) -> None:
        self._busy = False
        self.busy_changed.emit(False)

    def do_beside(
        self, operation: Callable[Concatenate[Project, P], Changes], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Runs an operation that may change thousands of things, beside the window where it takes longer."""
        if self._busy:
            self.said.emit(tr("Please wait until the work under way has finished."), Tone.INFO)
            return
        project = self.begin_work()

        def done(changes: object) -> None:
            self._work = None
            self.end_work()
            assert isinstance(changes, Changes)
            self.spread(changes)
            self.said.emit(changes.label, Tone.INFO)

        def failed(message: str) -> None:
            self._work = None
            self.end_work()
            self.said.emit(message, Tone.WARNING)

        self._work = soon_in_background(
            self, lambda _progress: operation(project, *args, **kwargs), done=done, failed=failed
        )

    @property
    def is_large(self) -> bool:
        """Whether reading about all of it takes so long that the window would be felt to stand still."""
        return sum(self.counts.values()) > _MANY

    def undo(self) -> Changes | None:
        return self.do(undoing.undo)

    def redo(self) -> Changes | None:
        return self.do(undoing.redo)

    def finish(self) -> None:
        """Waits for a deed that is being done beside the window; it stays done."""
        if self._work is not None:
            self._work.leave()
            self._work = None
            self.end_work()
        self.beside.finish()

    def close(self) -> None:
        self.finish()
        self.project.close()

    # Values

    @property
    def codes(self) -> tuple[ProjectCode, ...]:
        if self._codes is None:
            self._codes = codebook.codes(self.project)
            self._code_of = {code.id: code for code in self._codes}
        return self._codes

    @property
    def asked_fields(self) -> tuple[codebook.AskedField, ...]:
        """Every field of the codebook: asked for at each step of the cursor, and read in some 10 ms."""
        if self._asked is None:
            self._asked = codebook.asked_fields(self.project)
        return self._asked

    def code(self, wanted: CodeId) -> ProjectCode | None:
        _ = self.codes
        return self._code_of.get(wanted)

    @property
    def cases(self) -> tuple[Case, ...]:
        if self._cases is None:
            self._cases = reading.cases(self.project)
        return self._cases

    def case(self, wanted: CaseId) -> Case | None:
        return next((case for case in self.cases if case.id == wanted), None)

    @property
    def coders(self) -> Mapping[CoderId, Coder]:
        if self._coders is None or self.project.coder.id not in self._coders:
            self._coders = {coder.id: coder for coder in reading.coders(self.project)}
        return self._coders

    @property
    def documents(self) -> tuple[Document, ...]:
        if self._documents is None:
            self._documents = reading.documents(self.project)
        return self._documents

    def document(self, wanted: DocumentId | None) -> Document | None:
        return next((one for one in self.documents if one.id == wanted), None)

    @property
    def counts(self) -> Mapping[CodeId, int]:
        """Codings of each code, its own alone, of those that are not hidden."""
        if self._counts is None:
            self._count()
        assert self._counts is not None
        return self._counts

    @property
    def document_counts(self) -> Mapping[DocumentId, int]:
        """Codings of each document, of those that are not hidden."""
        if self._document_counts is None:
            self._count()
            if self._document_counts is None:
                self._document_counts = reading.document_counts(self.project)
        return self._document_counts

    def _count(self) -> None:
        """Where nothing is hidden each count is asked for by itself: one of them is needed after every coding."""
        if not self.sight.hides_nothing:
            self._counts, self._document_counts = visibility.visible_counts(self.project, self.sight)
        elif self._counts is None:
            self._counts = reading.coding_counts(self.project)

    @property
    def joined(self) -> Joined:
        """What codes, cases and coders stand for now."""
        if self._joined is None:
            self._joined = tuple(canonical(self.project, kind) for kind in (Kind.CODE, Kind.CASE, Kind.CODER))
        return self._joined

    @property
    def to_look_at(self) -> ToLookAt:
        """What is open in Team; any deed may change it."""
        if self._to_look_at is None:
            self._to_look_at = to_look_at(self.project)
        return self._to_look_at

    # Colleagues

    @property
    def sight(self) -> Sight:
        """What the acting coder sees."""
        if self._sight is None:
            found = visibility.sight(self.project)
            self._sight = replace(found, colleagues=self._colleagues) if self._colleagues is not None else found
        return self._sight

    @property
    def finished_by(self) -> Mapping[DocumentId, tuple[CoderId, ...]]:
        """Who has finished each document, in the order in which they did."""
        if self._finished_by is None:
            self._finished_by = finishing.finished_by(self.project)
        return self._finished_by

    def show_colleagues(self, how: Colleagues) -> None:
        """Chooses how colleagues' codings are shown: kept in this copy, or as long as a read-only one is open."""
        if self._busy:
            self.said.emit(tr("Please wait until the work under way has finished."), Tone.INFO)
            return
        visibility.show_colleagues(self.project, how)
        self._colleagues = how if self.project.read_only else None
        self.forget_sight()

    def forget_sight(self) -> None:
        """To be called where something else has chosen how colleagues' codings are shown, or who acts."""
        self._sight = self._counts = self._document_counts = None
        self.sight_changed.emit()

    def _with_what_is_gone(self, changes: Changes) -> Changes:
        """A coding that comes or goes decides whether a deleted code, case or document is still listed: those kinds
        count as touched too, though no entity of theirs is named."""
        self._to_look_at = None
        before, self._gone = self._gone, self.to_look_at.gone
        kinds = {kind: () for kind, _ in before ^ self._gone}
        return replace(changes, touched={**kinds, **changes.touched}) if kinds else changes

    def _forget(self, changes: Changes) -> None:
        touched = changes.touched.keys()
        if touched & {Kind.CODE, Kind.PART}:
            self._codes = self._asked = None
        if Kind.CASE in touched:
            self._cases = None
        if Kind.CODER in touched:
            self._coders = None
        if touched & {Kind.CODE, Kind.CASE, Kind.CODER}:
            self._joined = None
        if touched & {Kind.DOCUMENT, Kind.LAYER, Kind.CODER, Kind.CASE}:
            self._documents = None
        if touched & {Kind.CODING, Kind.CODE, Kind.DOCUMENT, Kind.LAYER, *_OF_SIGHT}:
            self._counts = self._document_counts = None
        if touched & _OF_SIGHT:
            self._sight = self._finished_by = None


def changes_of(result: object) -> Changes:
    """The changes that an operation's result carries."""
    if isinstance(result, Changes):
        return result
    if isinstance(result, tuple) and result and isinstance(result[0], Changes):
        return result[0]
    found = getattr(result, "changes", None)
    return found if isinstance(found, Changes) else Changes()
