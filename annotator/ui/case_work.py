"""Cases in the place Code: the bar with what is suggested, what the document is about, new cases, and their panel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.model.codings import Case
from annotator.model.ids import CaseId, CodingId
from annotator.model.name_index import NameIndex
from annotator.operations import case_numbers, cases, documents
from annotator.ui.case_known import CaseKnown
from annotator.ui.case_panel import CasePanel
from annotator.ui.case_type_bar import CaseTypeBar
from annotator.ui.cases_bar import NumberedCase
from annotator.ui.notices import Tone
from annotator.ui.open_document import OpenDocument
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.code_place import CodePlace

_MOST_SUGGESTED = 4
_LONGEST_PASSAGE = 20_000  # code points that are looked through for names


class CaseWork(QObject):
    """Joins bar, panel and desk for one place."""

    def __init__(self, place: CodePlace, opened: OpenProject) -> None:
        super().__init__(place)
        self._place, self._opened = place, opened
        self.types = CaseTypeBar()
        self.panel = CasePanel()
        self._index: tuple[tuple[Case, ...], NameIndex[CaseId]] | None = None
        self._last_type: str | None = None
        self.known = CaseKnown(place, opened, self.panel)

    def join(self) -> None:
        """Hears what bar and panel ask for; to be called when the place has both."""
        place, bar = self._place, self._place.cases
        place.desk.ask_type = self._ask_type
        place.detail.case_added.connect(lambda one, name: self.add(name, to=one))
        bar.case_toggled.connect(lambda case: place.desk.toggle_case(case))
        bar.case_taken.connect(self.take)
        bar.case_opened.connect(self.known.open_case)
        bar.about_toggled.connect(self.toggle_about)
        bar.add_asked.connect(self.add)
        bar.about_asked.connect(lambda name: self.add(name, about=True))
        self.types.left.connect(place.take_keys)
        self.known.join(self._set_about)

    # The bar

    def show_cases(self, shown: OpenDocument | None) -> None:
        """The cases of the document that is shown, and those that the passage at hand names."""
        known = {case.id: case for case in self._opened.cases}
        desk, marked = self._place.desk, self._opened.to_look_at.of
        chosen = desk.chosen
        on = frozenset(chosen.cases if chosen is not None else ())
        numbers = shown.numbers if shown is not None else {}
        about = shown.document.cases if shown is not None else ()

        def numbered(number: int, case: CaseId) -> NumberedCase:
            one, digit = known[case], str(number % 10) if number <= 10 else ""
            return NumberedCase(case, one.name, digit, marked.get(case, 0), one.gone, case in about)

        named = self._named(shown)
        further = [case for case in named if case not in numbers.values()][:_MOST_SUGGESTED]
        desk.suggested = case_numbers.suggested(numbers, further)
        self._place.cases.show_cases(
            [numbered(number, case) for number, case in sorted(numbers.items()) if case in known],
            on,
            suggested=[numbered(number, case) for number, case in desk.suggested.items()],
            named=named,
            about=self._about_words(about, known) if shown is not None else "",
        )

    def _named(self, shown: OpenDocument | None) -> tuple[CaseId, ...]:
        """The cases that the chosen coding's quote names, or the selected passage."""
        desk = self._place.desk
        where = desk.chosen or desk.passage
        if shown is None or where is None or not self._opened.writable:
            return ()
        known = self._opened.cases
        if self._index is None or self._index[0] is not known:
            names = ((name, case.id) for case in known if not case.gone for name in (case.name, *case.also))
            self._index = known, NameIndex(names)
        return self._index[1].found_in(shown.content.text[where.start : where.end][:_LONGEST_PASSAGE])

    def _about_words(self, about: Sequence[CaseId], known: dict[CaseId, Case]) -> str:
        names = [known[case].name for case in about if case in known]
        return tr("About: {names}", names=", ".join(names)) if names else ""

    def take(self, case: CaseId) -> None:
        """A case that was suggested: the chosen coding is about it, and it has its number from now on."""
        desk = self._place.desk
        if desk.chosen is None:
            desk.toggle_case(case)  # says what to do first
        elif desk.shown is not None:
            desk.shown.add_to_bar(case)
            desk.toggle_case(case)
        self._place.take_keys()

    # What the document is about

    def toggle_about_number(self, digit: int) -> None:
        """The document is about the case of that digit on the bar, or not any more."""
        shown = self._place.desk.shown
        if shown is None:
            return
        case = shown.numbers.get(digit or 10) or self._place.desk.suggested.get(digit or 10)
        if case is None:
            self._opened.said.emit(tr("No case has the number {n} here yet; + adds one.", n=digit), Tone.INFO)
            return
        self.toggle_about(case)

    def toggle_about(self, case: CaseId) -> None:
        shown = self._place.desk.shown
        if shown is not None:
            self._set_about(case, case not in shown.document.cases)

    def _set_about(self, case: CaseId, about: bool) -> None:
        shown = self._place.desk.shown
        document = self._opened.document(shown.document.id) if shown is not None else None
        if shown is None or document is None:
            return
        if about:
            shown.add_to_bar(case)
        if self._opened.do(documents.set_about, [document], case, about=about) is not None:
            one = self._opened.case(case)
            name = one.name if one is not None else ""
            told = (
                tr("This document is about “{name}”: new codings in it get that case.", name=name)
                if about
                else tr("This document is not about “{name}” any more; its codings keep what they have.", name=name)
            )
            self._opened.said.emit(told, Tone.INFO)
            self.known.refresh()

    # New cases

    def add(self, name: str, *, to: CodingId | None = None, about: bool = False) -> None:
        """A case by its name, of the coding or of the document; a new one's type is asked where there are several."""
        if not self._ask_type(name, to, about=about):
            self._added(name, None, to, about)

    def _ask_type(self, name: str, to: CodingId | None, *, about: bool = False) -> bool:
        """Asks of which type a new case is; False where there is nothing to ask."""
        kinds = cases.case_types(self._opened.project)
        if len(kinds) < 2 or self._place.desk.known_case(name) is not None:
            return False
        chosen = to or (self._place.desk.chosen.id if self._place.desk.chosen is not None else None)
        default = self._last_type or kinds[0].id
        self.types.ask(name, kinds, default, lambda kind: self._added(name, kind, chosen, about))
        return True

    def _added(self, name: str, kind: str | None, to: CodingId | None, about: bool) -> None:
        desk = self._place.desk
        self._last_type = kind or self._last_type
        if about:
            case = desk.case_named(name, case_type=kind)
            if case is not None:
                self._set_about(case, True)
        else:
            desk.add_case(name, to=to, case_type=kind)
        self._place.take_keys()

    def stop(self) -> None:
        """Gives away what is being written; to be called before the project closes."""
        self.known.stop()
