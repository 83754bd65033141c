"""Choosing a code: by its key, through the strip of a code's children, in the picker, by a click; and what follows.

A code that is meant is put on the passage, or becomes the chosen coding's where recoding was asked for.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from annotator.model.changes import Changes, Kind
from annotator.model.code_keys import CodeMeant, Opens, meaning
from annotator.model.ids import CaseId, CodeId, CodingId
from annotator.ui.codebook.code_tree import gone_words
from annotator.ui.codebook.panel import CodebookPanel
from annotator.ui.coding_desk import CodingDesk
from annotator.ui.commands import keys
from annotator.ui.key_strip import KeyStrip
from annotator.ui.name_tail import NameTail
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.picker import CodePicker
from annotator.ui.reader import ArticleView
from annotator.ui.words import tr

KNOWS_AFTER = 60  # milliseconds after a project was opened: its text comes first


class CodeChooser(QObject):
    """Owns the picker and the strip, which lie over `over`; `take_keys` gives the keys back to the text."""

    sticky_changed = Signal(object)  # names of the codes that each new selection gets

    def __init__(
        self,
        opened: OpenProject,
        desk: CodingDesk,
        view: ArticleView,
        panel: CodebookPanel,
        *,
        over: QWidget,
        take_keys: Callable[[], None],
    ) -> None:
        super().__init__(over)
        self._opened, self._desk, self._view, self._codebook = opened, desk, view, panel
        self._over, self._take_keys = over, take_keys
        self._recoding = self._strip_sticky = False
        self._strip_of: CodeId | None = None
        self.picker, self.strip = CodePicker(over), KeyStrip(over)
        self.tail = NameTail(self)
        self.picker.chosen.connect(self._picked)
        self.picker.new_code_asked.connect(self._picked_new)
        self.picker.case_chosen.connect(self._picked_case)
        self.picker.new_case_asked.connect(self._picked_new_case)
        self.picker.closed.connect(self._picker_closed)
        self.strip.chosen.connect(self._strip_chose)
        self.strip.closed.connect(take_keys)
        opened.changed.connect(self._know_codes)
        QTimer.singleShot(KNOWS_AFTER, self, self._know_codes)

    def _know_codes(self, changes: object = None) -> None:
        """The picker has read the names before it is asked for."""
        if changes is None or (isinstance(changes, Changes) and Kind.CODE in changes.touched):
            self.picker.know(self._opened.codes, self._aliases())

    def _aliases(self) -> dict[CodeId, tuple[str, ...]]:
        """What codes go by besides their names: those of the codes that were joined into them."""
        return {code.id: code.also for code in self._opened.codes if code.also}

    def act_on(self, view: ArticleView) -> None:
        """Another text is in hand, of two side by side."""
        self._view = view

    def letter(self, letter: str) -> None:
        if self._desk.shown is None or not self._opened.writable:
            return
        meant = meaning(self._opened.codes, letter)
        if isinstance(meant, CodeMeant):
            self._apply(meant.id)
        elif isinstance(meant, Opens):
            self._open_strip(meant.id, sticky=False)
        else:
            told = tr("No code has the key {key}. %coding.pick% opens the picker.", key=letter.upper())
            self._opened.said.emit(keys.named(told), Tone.INFO)

    def sticky_letter(self, letter: str) -> None:
        meant = meaning(self._opened.codes, letter)
        if isinstance(meant, CodeMeant):
            self.turn_sticky(meant.id)
        elif isinstance(meant, Opens):
            self._open_strip(meant.id, sticky=True)

    def _open_strip(self, parent: CodeId, *, sticky: bool) -> None:
        if self._desk.passage is None and self._desk.chosen is None and not sticky:
            self._opened.said.emit(tr("Select a passage first: ↓ takes the next sentence."), Tone.INFO)
            return
        self._strip_of, self._strip_sticky = parent, sticky
        self.strip.open_at(self.at_selection(), self._opened.codes, parent)

    def _strip_chose(self, code: CodeId) -> None:
        self._take_keys()
        if self._strip_sticky:
            self.turn_sticky(code)
        else:
            self._apply(code)

    def _apply(self, code: CodeId) -> None:
        """A code was meant: recode where that was asked for, else code the selection."""
        if self._recoding:
            self._end_recode()
            self._desk.recode(code)
        else:
            self._desk.code_with(code)

    def escape(self) -> None:
        if self._recoding:
            self._end_recode()
        elif self._desk.sticky:
            self._desk.sticky = []
            self._codebook.set_pinned([])
            self.sticky_changed.emit([])
        else:
            self._view.select(self._view.selection.caret, self._view.selection.caret)

    def turn_sticky(self, code: CodeId) -> None:
        known = self._opened.code(code)
        if known is not None and known.gone and code not in self._desk.sticky:
            self._opened.said.emit(gone_words(known.name), Tone.INFO)
            return
        self._desk.turn_sticky(code)
        self._codebook.set_pinned(self._desk.sticky)
        names = [one.path_text for one in map(self._opened.code, self._desk.sticky) if one is not None]
        self.sticky_changed.emit(names)

    def code_clicked(self, code: CodeId) -> None:
        """A click on a code codes what is selected; on one that was deleted it says what can be done."""
        known = self._opened.code(code)
        if known is not None and known.gone:
            self._opened.said.emit(gone_words(known.name), Tone.INFO)
        elif self._desk.passage is not None and self._opened.writable:
            self._apply(code)
            self._take_keys()

    # Recoding and the picker

    def begin_recode(self) -> None:
        """The next code meant, by key or picker, becomes the chosen coding's."""
        self._recoding = True
        self._opened.said.emit(
            keys.named(tr("Recode: press a code's key, or %coding.pick% for the picker; Esc leaves it as it is.")),
            Tone.INFO,
        )

    def _end_recode(self) -> None:
        self._recoding = False

    def recode_that(self, this: CodingId) -> None:
        self._desk.choose(this)
        self._recoding = True
        self.open_picker()

    def open_picker(self) -> None:
        if self._desk.passage is None and self._desk.chosen is None:
            self._opened.said.emit(tr("Select a passage first: ↓ takes the next sentence."), Tone.INFO)
            return
        self.picker.open_at(
            self.at_selection(),
            self._opened.codes,
            boosts=self._desk.boosts(),
            aliases=self._aliases(),
            cases=self._opened.cases,
            set_cases=self._chosen_cases(),
            under=self._codebook.current,
            title=tr("Recode as") if self._recoding else "",
        )

    def still_typing(self, event: QKeyEvent) -> bool:
        """Whether a key only goes on with the name that the picker has taken: then it means nothing more."""
        return self.tail.takes(event, self._view.selection)

    def _picked(self, code: CodeId) -> None:
        if self._recoding:
            self.picker.close_picker()
            self._desk.recode(code)
        else:
            self._desk.code_with(code)

    def _picked_new(self, name: str, parent: CodeId | None) -> None:
        if not self._recoding:
            self._desk.code_with_new(name, parent)
        elif (code := self._desk.new_code(name, parent)) is not None:
            self._picked(code)
        self.picker.close_picker()

    def _picked_case(self, case: object) -> None:
        if self._desk.chosen is None:
            self._opened.said.emit(tr("Code the passage first; then say whom it is about."), Tone.INFO)
            return
        self._desk.toggle_case(case)  # type: ignore[arg-type]  # signals carry objects
        self.picker.set_cases_set(self._chosen_cases())

    def _chosen_cases(self) -> frozenset[CaseId]:
        chosen = self._desk.chosen
        return frozenset(chosen.cases) if chosen else frozenset()

    def _picked_new_case(self, name: str) -> None:
        self._desk.add_case(name)
        self.picker.close_picker()

    def _picker_closed(self) -> None:
        if self.picker.rest is not None:
            self.tail.begin(self.picker.rest, self._view.selection)
        self._recoding = False
        self._take_keys()

    def at_selection(self) -> QRect:
        selection = self._view.selection
        self._view.show_range(selection.start, selection.end)  # it may have been scrolled away
        area = self._view.selection_area()
        corner = self._view.viewport().mapTo(self._over, QPoint(area.x(), area.y()))
        return QRect(corner, area.size())

    def follow_selection(self) -> None:
        """Moves what is open to where the selection is now, after a resize."""
        if self.picker.isVisible():
            self.picker.move_to(self.at_selection())
        if self.strip.isVisible() and self._strip_of is not None:
            self.strip.open_at(self.at_selection(), self._opened.codes, self._strip_of)
