"""The deeds of the place Code: what happens to the selected passage and to the chosen coding.

Free of layout: it knows the article view, the open document and the project, and says what was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from annotator.model.codings import Case, Passage, PlacedCoding, Stance
from annotator.model.ids import CaseId, CodeId, CodingId, DocumentId
from annotator.model.reading_cursor import Unit, coding_edge_moved
from annotator.operations import cases, codes, coding
from annotator.operations.cases import first_case_type
from annotator.store import reading
from annotator.store.handle import Project
from annotator.ui.commands import keys
from annotator.ui.notices import Tone
from annotator.ui.open_document import OpenDocument
from annotator.ui.open_project import OpenProject
from annotator.ui.reader import ArticleView
from annotator.ui.words import tr

P = ParamSpec("P")
T = TypeVar("T")
_LONGEST_NAME = 60  # code points of a code made in vivo


@dataclass(slots=True)
class Pattern:
    """What `.` repeats: the last coding's code, cases, stance and fields."""

    code: CodeId
    cases: tuple[CaseId, ...] = ()
    stance: Stance = Stance.SUPPORTS
    fields: dict[str, object] = field(default_factory=dict)


class CodingDesk(QObject):
    """Acts on the view's selection and on the chosen coding of the document shown."""

    chosen_changed = Signal(object)  # PlacedCoding or None

    def __init__(self, opened: OpenProject, view: ArticleView, parent: QObject) -> None:
        super().__init__(parent)
        self._opened, self._view = opened, view
        self.shown: OpenDocument | None = None
        self._chosen: CodingId | None = None
        self._last: Pattern | None = None
        self._last_coding: CodingId | None = None
        self.ask_type: Callable[[str, CodingId | None], bool] | None = None  # of a new case, where there are several
        self.suggested: Mapping[int, CaseId] = {}  # by the number that each would get
        self.recent: list[CodeId] = []  # codes used lately, newest first
        self.sticky: list[CodeId] = []
        self._own_doing = False
        self._told_finished: set[DocumentId] = set()  # of these it was said that they are finished
        self._sticky_timer = QTimer(self, singleShot=True, interval=QApplication.doubleClickInterval())
        self._sticky_timer.timeout.connect(self._apply_sticky)

    def act_on(self, view: ArticleView, shown: OpenDocument | None) -> None:
        """Another text is in hand, of two side by side; the coding that is chosen there stays chosen."""
        self._view, self.shown, self._chosen = view, shown, view.chosen
        self.chosen_changed.emit(self.chosen)

    # What is at hand

    @property
    def passage(self) -> Passage | None:
        """What is selected, white space at its ends left out; None for nothing."""
        if self.shown is None or self._view.selection.empty:
            return None
        text = self.shown.content.text
        start, end = self._view.selection.start, self._view.selection.end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return Passage(self.shown.content.layer.id, start, end) if start < end else None

    @property
    def chosen(self) -> PlacedCoding | None:
        return self.shown.placed.get(self._chosen) if self.shown and self._chosen else None

    def at_cursor(self) -> list[PlacedCoding]:
        """The codings at the cursor, shortest first."""
        if self.shown is None:
            return []
        placed = self.shown.placed
        return [placed[one.id] for one in self._view.codings_at_cursor() if one.id in placed]

    def choose(self, wanted: CodingId | None) -> None:
        if self.shown is None or (wanted is not None and wanted not in self.shown.placed):
            wanted = None
        self._chosen = wanted
        self._view.choose_coding(wanted)
        self.chosen_changed.emit(self.chosen)

    def walk(self, step: int) -> None:
        """Chooses the next coding at the cursor, or the one before."""
        found = [one.id for one in self.at_cursor()]
        if not found:
            self.choose(None)
            return
        at = found.index(self._chosen) if self._chosen in found else (-1 if step > 0 else 0)
        self.choose(found[(at + step) % len(found)])

    def selection_moved(self) -> None:
        """A new selection chooses the coding that lies exactly on it, a mere cursor the shortest one there."""
        if self._own_doing:
            return
        passage = self.passage
        found = self.at_cursor()
        if passage is not None:
            found = [one for one in found if (one.start, one.end) == (passage.start, passage.end)]
            if self._gets_sticky(found):
                if not QApplication.mouseButtons():
                    self._apply_sticky()
                    return
                self._sticky_timer.start()  # a drag, or more clicks, may still make another selection of it
        self.choose(found[-1].id if passage is not None and found else found[0].id if found else None)

    def _gets_sticky(self, here: Sequence[PlacedCoding]) -> bool:
        """Selections that the person makes in the text get the sticky codes; not what find or a link selects."""
        own = any(one.coder in self._opened.sight.mine for one in here)
        return bool(self.sticky) and not own and self._opened.writable and self._view.hasFocus()

    def _apply_sticky(self) -> None:
        if QApplication.mouseButtons():
            self._sticky_timer.start()
        elif self.passage is not None:
            for code in list(self.sticky):
                self.code_with(code)

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """Selecting meanwhile is not the person's doing: it gets no sticky codes."""
        held, self.sticky = self.sticky, []
        try:
            yield
        finally:
            self.sticky = held

    # Coding

    def _do(
        self, operation: Callable[Concatenate[Project, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T | None:
        """Does a deed on codings; that the document is finished is said once, and hinders nothing."""
        done = self._opened.do(operation, *args, **kwargs)
        if done is not None and self.shown is not None:
            this = self.shown.document.id
            if this not in self._opened.sight.finished:
                self._told_finished.discard(this)
            elif this not in self._told_finished:
                self._told_finished.add(this)
                told = tr("You have finished this document; this was done all the same.")
                told += " " + tr("%document.finish% opens it again.")
                self._opened.said.emit(keys.named(told), Tone.INFO)
        return done

    def code_with(self, code: CodeId) -> bool:
        """Puts a code on the selection, or on the chosen coding's passage where nothing is selected."""
        passage = self.passage or self._chosen_passage()
        if passage is None:
            self._opened.said.emit(tr("Select a passage first: ↓ takes the next sentence."), Tone.INFO)
            return False
        return self._put(passage, Pattern(code, self._about)) is not None

    @property
    def _about(self) -> tuple[CaseId, ...]:
        """What the document is about, which new codings get."""
        return self.shown.document.cases if self.shown is not None else ()

    def _chosen_passage(self) -> Passage | None:
        chosen = self.chosen
        return Passage(self.shown.content.layer.id, chosen.start, chosen.end) if chosen and self.shown else None

    def _put(self, passage: Passage, pattern: Pattern) -> CodingId | None:
        done = self._do(
            coding.code_passage,
            passage,
            pattern.code,
            cases=pattern.cases,
            stance=pattern.stance,
            fields=pattern.fields,
        )
        if done is None:
            return None
        self._remember(pattern)
        self._last_coding = done.coding
        self.choose(done.coding)
        return done.coding

    def _remember(self, pattern: Pattern) -> None:
        self._last = pattern
        self.recent = [pattern.code, *(one for one in self.recent if one != pattern.code)][:50]

    def repeat(self) -> None:
        """The last coding's code, cases, stance and fields on the new selection."""
        passage = self.passage
        if self._last is None or passage is None:
            self._opened.said.emit(
                tr("There is nothing to repeat: code a passage first, then select another."), Tone.INFO
            )
            return
        last = reading.codings(self._opened.project, [self._last_coding]) if self._last_coding else []
        if last:  # as it is by now: with the cases and the stance that it was given afterwards
            self._last = Pattern(last[0].code, last[0].cases, last[0].stance, dict(last[0].fields))
        self._put(passage, self._last)

    def code_in_vivo(self) -> None:
        """A new code named by the selected words, on them; an existing code of that name is taken."""
        passage = self.passage
        if passage is None or self.shown is None:
            self._opened.said.emit(tr("Select the words that name the new code first."), Tone.INFO)
            return
        quote = " ".join(self.shown.content.text[passage.start : passage.end].replace("\u00ad", "").split())
        name = quote if len(quote) <= _LONGEST_NAME else quote[: _LONGEST_NAME - 1].rstrip() + "…"
        held = [one for one in self._opened.codes if not one.gone]
        known = next((one for one in held if one.name.casefold() == name.casefold()), None)
        if known is not None:
            self.code_with(known.id)
            return
        made = self._do(coding.code_in_vivo, passage, name, cases=self._about)
        if made is not None:
            self._remember(Pattern(made.code, self._about))
            self._last_coding = made.coding
            self.choose(made.coding)

    def code_with_new(self, name: str, parent: CodeId | None) -> None:
        """Makes a code from the picker, to be defined later, and puts it on the passage: one undo step."""
        passage = self.passage or self._chosen_passage()
        about = self._about
        made = self._do(coding.code_in_vivo, passage, name, parent=parent, cases=about) if passage else None
        if made is not None:
            self._remember(Pattern(made.code, about))
            self._last_coding = made.coding
            self.choose(made.coding)

    def new_code(self, name: str, parent: CodeId | None) -> CodeId | None:
        """Makes a code to be defined later."""
        done = self._opened.do(codes.add_code, name, parent=parent, to_define=True)
        return done[1] if done else None

    # The chosen coding

    def recode(self, code: CodeId) -> None:
        if (chosen := self.chosen) is not None:
            if self._do(coding.recode, [chosen.id], code) is None:
                return
            self._remember(Pattern(code))
            self._last_coding = chosen.id
            self.choose(chosen.id)
            self.tell_whose(chosen)

    def take_off(self, wanted: CodingId | None = None) -> None:
        target = wanted or (self.chosen.id if self.chosen else None)
        if target is None:
            self._opened.said.emit(tr("Choose a coding first: click it, or press Tab at the cursor."), Tone.INFO)
            return
        was = self.shown.placed.get(target) if self.shown else None
        if self._do(coding.take_off, [target]) is not None:
            self.tell_whose(was)

    def turn_stance(self, wanted: CodingId | None = None) -> None:
        target = wanted or (self.chosen.id if self.chosen else None)
        if target is None:
            self._opened.said.emit(tr("Choose a coding first: its stance is then turned with -."), Tone.INFO)
            return
        was = self.shown.placed.get(target) if self.shown else None
        if self._do(coding.turn_stance, target) is not None:
            self.tell_whose(was)

    def tell_whose(self, changed: PlacedCoding | None) -> None:
        """What was changed may be a colleague's: it is allowed, said, and taken back with one key."""
        if changed is None or changed.coder in self._opened.sight.mine:
            return
        coder = self._opened.coders.get(changed.coder)
        said = tr("This was {name}’s coding; %edit.undo% brings it back as it was.", name=coder.name if coder else "?")
        self._opened.said.emit(keys.named(said), Tone.WARNING)

    def move_edge(self, direction: int, unit: Unit) -> None:
        """Moves the edge of the chosen coding nearest the cursor by a word or a sentence."""
        chosen = self.chosen
        if chosen is None:
            return
        caret = self._view.selection.caret
        start, end = coding_edge_moved(self._view.cursor_of_reading, chosen.start, chosen.end, caret, direction, unit)
        self.resize(chosen.id, start, end)

    def resize(self, wanted: CodingId, start: int, end: int) -> None:
        chosen = self.shown.placed.get(wanted) if self.shown else None
        if chosen is None or (start, end) == (chosen.start, chosen.end):
            return
        selection = self._view.selection
        followed = (selection.start, selection.end) == (chosen.start, chosen.end)
        at_start = selection.caret == selection.start
        if self._do(coding.resize, wanted, start=start, end=end) is None:
            return
        self.tell_whose(chosen)
        if followed:
            self._own_doing = True
            self._view.select(*((end, start) if at_start else (start, end)))
            self._own_doing = False
        self.choose(wanted)

    # Cases

    def toggle_number(self, digit: int) -> None:
        """The case of that digit on the bar (0 is the tenth) for the chosen coding, or no longer."""
        if self.shown is None:
            return
        case = self.shown.numbers.get(digit or 10)
        suggested = self.suggested.get(digit or 10)
        if case is None and suggested is not None and self.chosen is not None:  # its digit is fixed from now on
            self.shown.add_to_bar(suggested)
            case = suggested
        if case is None and suggested is None:
            self._opened.said.emit(tr("No case has the number {n} here yet; + adds one.", n=digit), Tone.INFO)
            return
        self.toggle_case(case)

    def toggle_case(self, case: CaseId | None, wanted: CodingId | None = None) -> None:
        target = self.shown.placed.get(wanted) if self.shown and wanted else self.chosen
        if target is None:
            self._opened.said.emit(tr("Choose a coding first; then its digit says which case it is about."), Tone.INFO)
            return
        if case is not None:
            self._do(coding.set_case, [target.id], case, about=case not in target.cases)

    def known_case(self, name: str) -> Case | None:
        """The case that goes by a name, a live one if there is one."""
        folded = " ".join(name.split()).casefold()
        meant = [one for one in self._opened.cases if folded in {one.name.casefold(), *map(str.casefold, one.also)}]
        return min(meant, key=lambda one: one.gone, default=None)

    def case_named(self, name: str, *, case_type: str | None = None) -> CaseId | None:
        """A case by its name, made where there is none; without a type, of the codebook's first."""
        known = self.known_case(name)
        if known is not None:
            return known.id
        kind = case_type or first_case_type(self._opened.project)
        done = self._opened.do(cases.add_case, name, case_type=kind)
        return done[1] if done is not None else None

    def add_case(self, name: str, *, to: CodingId | None = None, case_type: str | None = None) -> CaseId | None:
        """A case by its name, made where there is none; the chosen coding is then about it.

        None where it could not be made, or where its type is asked first.
        """
        if case_type is None and self.ask_type is not None and self.ask_type(name, to):
            return None
        case = self.case_named(name, case_type=case_type)
        if case is None:
            return None
        if self.shown is not None:
            self.shown.add_to_bar(case)
        target = self.shown.placed.get(to) if self.shown and to else self.chosen
        if target is not None and case not in target.cases:
            self._do(coding.set_case, [target.id], case, about=True)
        return case

    def turn_sticky(self, code: CodeId) -> None:
        """Each new selection gets a sticky code until Esc."""
        self.sticky = [one for one in self.sticky if one != code] if code in self.sticky else [*self.sticky, code]

    def boosts(self) -> dict[CodeId, float]:
        """Points for the picker's ranking: what was used lately and what is used in this document."""
        points = {code: max(0.2, 2.0 - place * 0.2) for place, code in enumerate(self.recent)}
        if self.shown is not None:
            for code in {one.code for one in self.shown.placed.values()}:
                points[code] = min(3.0, points.get(code, 0.0) + 0.6)
        return points

    def next_uncoded(self, step: int) -> None:
        """Selects the next paragraph (or the one before) that carries no coding."""
        if self.shown is None:
            return
        text, caret = self.shown.content, self._view.selection.caret
        covered = sorted((one.start, one.end) for one in self.shown.placed.values())
        blocks = [block for block in text.blocks if text.text[block.start : block.end].strip()]
        free = [(b.start, b.end) for b in blocks if not _touched(covered, b.start, b.end)]
        selection = self._view.selection
        ahead: Sequence[tuple[int, int]] = (
            [one for one in free if one[0] > caret or (one[0] >= caret and selection.empty)]
            if step > 0
            else [one for one in reversed(free) if one[1] <= selection.start]
        )
        if not ahead:
            self._opened.said.emit(tr("Every paragraph from here on carries a coding."), Tone.INFO)
            return
        with self.quietly():
            self._view.select(*ahead[0])
        self._view.show_range(*ahead[0])


def _touched(covered: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and b > start for a, b in covered)
