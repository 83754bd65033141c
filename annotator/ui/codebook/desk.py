"""The deeds on the codebook: what the panel asks, done to the project, and said. Free of layout."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from annotator.model.ids import CodeId, CodingId
from annotator.operations import code_counts, code_meaning, codes
from annotator.operations.code_counts import CodeCounts
from annotator.operations.code_meaning import Meaning
from annotator.operations.codebook import ProjectCode
from annotator.ui.background import Work, soon_in_background
from annotator.ui.codebook.card_shown import CardShown, card_shown
from annotator.ui.codebook.panel import CodebookPanel
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr, tr_n
from taxonomy.codes import Example


class CodebookDesk(QObject):
    """Joins one panel to an open project."""

    passage_asked = Signal(object, int, int)  # document, start, end in code points
    review_asked = Signal(str, object)        # query line for Review, the code that it is about

    def __init__(self, opened: OpenProject, panel: CodebookPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._opened, self._panel = opened, panel
        self._counting: Work | None = None
        panel.describe = self._describe
        panel.merged_into = lambda code: codes.merged_into(opened.project, code)
        self._connect()

    def _connect(self) -> None:
        do, panel, card = self._opened.do, self._panel, self._panel.card
        panel.several_moved.connect(lambda these, parent, before: do(codes.move_codes, these, parent, before=before))
        panel.several_deleted.connect(lambda these: do(codes.delete_codes, these))
        panel.merge_asked.connect(self._merge)
        panel.part_asked.connect(self._part)
        panel.count_asked.connect(self._count)
        card.define_asked.connect(self._define)
        card.to_define_asked.connect(lambda code, on: do(code_meaning.set_to_define, code, on))
        card.codable_asked.connect(lambda code, on: do(code_meaning.set_codable, code, on))
        card.counts_asked.connect(lambda code, answer: do(code_meaning.set_counts, code, answer))
        card.source_asked.connect(self._go_to_example)
        card.document_asked.connect(lambda code, title: self._review(code, document=title))
        card.coder_asked.connect(lambda code, name: self._review(code, coder=name))
        self._opened.busy_changed.connect(lambda busy: None if busy else card.save_again())

    def close(self) -> None:
        """Saves what is being written; to be called while the project is open."""
        self._panel.card.save_again()
        if self._counting is not None:
            self._counting.leave()
            self._counting = None

    # Meaning

    def _define(self, code: CodeId, was: Meaning, now: Meaning) -> None:
        if self._opened.busy:  # it is saved as soon as the work under way has ended
            return
        if self._opened.do(code_meaning.set_meaning, code, was, now) is not None:
            self._panel.card.written(code)

    def _describe(self, one: ProjectCode) -> CardShown:
        return card_shown(self._opened.project, self._opened.codes, one)

    # Examples

    def add_example(self, coding: CodingId) -> None:
        """Makes the passage of a coding an example of its code."""
        self._tell(self._opened.do(code_meaning.add_example, coding))

    def ask_counter_example(self, coding: CodingId) -> None:
        """Asks why the passage is not meant, and makes it a counter-example then."""
        told = tr("Counter-example: why is this passage not meant?")
        self._panel.asking.ask_why(
            told, lambda why: self._tell(self._opened.do(code_meaning.add_example, coding, why=why))
        )

    def _tell(self, changes: object) -> None:
        label = getattr(changes, "label", "")
        if label:
            self._opened.said.emit(tr("{what}.", what=label), Tone.DONE)

    def _go_to_example(self, code: CodeId, example: Example) -> None:
        place = code_meaning.place_of(self._opened.project, code, example)
        if place is not None:
            self.passage_asked.emit(place.document, place.start, place.end)
            return
        self._opened.said.emit(tr("The document of this example is not in the project."), Tone.INFO)

    # Merging

    def _merge(self, these: Sequence[CodeId], into: CodeId) -> None:
        count = sum(self._opened.counts.get(one, 0) for one in these)
        target = self._opened.code(into)
        if self._opened.do(codes.merge_several, these, into) is None or target is None:
            return
        told = tr_n("%n coding counts for “{name}” now; its menu can part them again.",
                    "%n codings count for “{name}” now; its menu can part them again.", count, name=target.name)
        self._opened.said.emit(told, Tone.DONE)

    def _part(self, member: CodeId) -> None:
        self._tell(self._opened.do(codes.part_code, member))

    # Counts

    def _count(self, code: CodeId) -> None:
        """Counts beside the window; a card that shows another code by then is left alone."""
        if self._counting is not None:
            self._counting.unheard()
        project, known, seen = self._opened.project, self._opened.codes, self._opened.sight

        def done(found: object) -> None:
            self._counting = None
            if self._panel.card.code == code and isinstance(found, CodeCounts):
                self._panel.card.show_counts(found)

        def failed(_message: str) -> None:
            self._counting = None

        self._counting = soon_in_background(
            self, lambda _progress: code_counts.code_counts(project, known, code, seen), done=done, failed=failed
        )

    def _review(self, code: CodeId, *, coder: str = "", document: str = "") -> None:
        one = self._opened.code(code)
        if one is not None:
            self.review_asked.emit(code_counts.review_query(one.path, coder=coder, document=document), code)
