"""Auto-coding joined to the project: hits become passages, a code is chosen, and after a look all are coded at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal

from annotator.model.changes import Changes
from annotator.model.ids import CaseId, CodeId
from annotator.operations import auto_coding, cases
from annotator.operations.auto_coding import AutoPassage, Extent
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.review.auto_panel import placed_in
from annotator.ui.review.auto_rows import Proposed
from annotator.ui.review.choices import Choice, Typed
from annotator.ui.review.shown import one_line
from annotator.ui.words import tr, tr_n

if TYPE_CHECKING:
    from annotator.operations.concordance import KwicLine
    from annotator.ui.review.review_place import ReviewPlace
    from annotator.ui.review.texts import Texts
    from annotator.ui.review.wording import Wording
    from annotator.ui.reviewing import Reviewing


def extents() -> list[tuple[str, str]]:
    """How much around a hit is coded: values and names."""
    names = {Extent.EXACT: tr("the hit"), Extent.SENTENCE: tr("its sentence"), Extent.PARAGRAPH: tr("its paragraph")}
    return [(one.value, names[one]) for one in Extent]


class AutoCoder(QObject):
    """Answers the panel of auto-coding."""

    passage_asked = Signal(object, int, int)  # document, start, end
    done = Signal()

    def __init__(
        self, opened: OpenProject, place: ReviewPlace, wording: Wording, reviewing: Reviewing, texts: Texts
    ) -> None:
        super().__init__(texts)
        self._opened, self._place, self._wording = opened, place, wording
        self._reviewing, self._texts = reviewing, texts
        self._hits: Sequence[KwicLine] = ()
        self._source = ""
        self._passages: tuple[AutoPassage, ...] = ()
        self._code: CodeId | None = None
        self._case: CaseId | None = None
        panel = place.text.auto
        panel.extent_chosen.connect(lambda _extent: self._propose())
        panel.code_asked.connect(self._ask_code)
        panel.case_asked.connect(self._ask_case)
        panel.agreed.connect(self._agree)
        panel.passage_asked.connect(self._open)
        panel.left.connect(self._leave)

    def begin(self, hits: Sequence[KwicLine], source: str) -> None:
        """Opens the panel for these hits of a search."""
        if not hits or not self._opened.writable:
            self._opened.said.emit(tr("There is nothing to code here."), Tone.INFO)
            return
        self._hits, self._source, self._code, self._case = hits, source, None, None
        self._place.text.auto.begin(len(hits))
        self._place.text.show_auto(True)
        self._place.text.auto.code.setFocus()
        self._propose()

    def _propose(self) -> None:
        """Brings the list up to date with extent and code."""
        hits, code, project = self._hits, self._code, self._opened.project
        extent = Extent(self._place.text.auto.extent)

        def found(result: object) -> None:
            assert isinstance(result, tuple)
            self._passages = result
            self._place.text.auto.show_proposed([self._shown(one) for one in result])

        self._texts.run(lambda _progress: auto_coding.preview(project, hits, extent, code), found, self._propose)

    def _shown(self, one: AutoPassage) -> Proposed:
        title = self._wording.document(one.document)[0]
        return Proposed(title, one_line(one.before), one_line(one.quote), one_line(one.after), one.coded)

    # Code and case

    def _ask_code(self, where: object) -> None:
        assert isinstance(where, QRect)
        title = tr_n("Code %n hit as", "Code %n hits as", len(self._hits))
        self._reviewing.deeds.pick_code(placed_in(where, self._place), title, self._take_code)

    def _take_code(self, code: CodeId) -> None:
        self._code = code
        _name, path, look = self._wording.code(code)
        self._place.text.auto.show_code(path, look)
        self._propose()

    def _ask_case(self, where: object) -> None:
        assert isinstance(where, QRect)
        known = [Choice(one.id, one.name, one.type) for one in self._opened.cases if not one.gone]
        self._place.popup.open_at(
            placed_in(where, self._place),
            tr("Whom are the passages about?"),
            [Choice(None, tr("No case")), *known],
            self._take_case,
            free=tr("+ New case “{text}”"),
        )

    def _take_case(self, case: object) -> None:
        if isinstance(case, Typed):
            made = self._opened.do(cases.add_case, case.text)
            case = made[1] if made is not None else None
        self._case = case if isinstance(case, bytes) else None  # type: ignore[assignment]  # a case's id is bytes
        self._place.text.auto.show_case(self._wording.case(self._case) if self._case is not None else "")

    # Coding

    def _agree(self, ticked: list[int]) -> None:
        code, about = self._code, () if self._case is None else (self._case,)
        passages = [self._passages[at] for at in ticked]
        if code is None or not passages:
            return
        source, nothing = self._source, Changes(label=tr("Nothing was changed: it is so already."))
        self._leave()
        self._opened.do_beside(
            lambda project: (
                auto_coding.auto_code(project, passages, code, cases=about, source=source) or nothing
            )
        )

    def _leave(self) -> None:
        self._place.text.show_auto(False)
        self._hits, self._passages = (), ()
        self.done.emit()

    def _open(self, row: int) -> None:
        if row < len(self._passages):
            one = self._passages[row]
            self.passage_asked.emit(one.document, one.passage.start, one.passage.end)
