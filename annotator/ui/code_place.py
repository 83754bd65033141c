"""The place Code: documents and codebook on the left, the text in the middle, what is under the cursor on the right.

Lays the panels out and joins them to the project; what is done to passages and codings is in `coding_desk`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSplitter, QTabBar, QVBoxLayout, QWidget

from annotator.model.changes import Kind
from annotator.model.ids import CodeId, CodingId, DocumentId, EntityId
from annotator.operations import coding, memos
from annotator.operations.visibility import Colleagues, Seen
from annotator.ui import place_keys, theme
from annotator.ui.case_work import CaseWork
from annotator.ui.cases_bar import CasesBar
from annotator.ui.choosing import CodeChooser
from annotator.ui.codebook.desk import CodebookDesk
from annotator.ui.codebook.panel import CodebookPanel
from annotator.ui.coding_desk import CodingDesk
from annotator.ui.codings_listed import codings_of
from annotator.ui.detail.panel import DetailPanel
from annotator.ui.detailing import detail_of
from annotator.ui.document_tabs import DocumentTabs
from annotator.ui.documents.document_list import DocumentList
from annotator.ui.field_work import FieldWork
from annotator.ui.find_bar import FindBar
from annotator.ui.finding import Finder
from annotator.ui.finishing import Finishing
from annotator.ui.following import Following
from annotator.ui.halves import AT_REST, MANY, Halves
from annotator.ui.lists import Lists
from annotator.ui.middle import Middle
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.panels import Panels, step_panel
from annotator.ui.reader import DARK, LIGHT, ArticleView, release_after_closing
from annotator.ui.reader.standing import Stand
from annotator.ui.text_note import TextNote, note_of
from annotator.ui.wayfinding import Wayfinding
from annotator.ui.whose import NEXT, colleagues_words
from annotator.ui.window_places import WindowPlaces
from annotator.ui.words import tr, tr_n

_DETAIL_AFTER = 30  # ms: while the cursor runs over sentences the panel waits for it to rest


class CodePlace(QWidget):
    """The coding desk with everything around it, for one open project."""

    situation_changed = Signal()
    add_asked = Signal()
    files_dropped = Signal(list)
    entries_asked = Signal(object)  # a list of entries to choose from, shown by the window
    sticky_changed = Signal(object)  # names of the codes that each new selection gets
    team_asked = Signal(object)  # EntityId that there is something to look at of; None: all
    to_look_at_changed = Signal(int)  # how many things there are to look at in Team
    colleagues_changed = Signal(object)  # Colleagues: how their codings are shown
    review_asked = Signal(str, object)  # a query line for the place Review, CodeId that it is about
    closed = Signal()

    def __init__(self, opened: OpenProject, run_plain: Callable[[str], bool]) -> None:
        super().__init__()
        self._opened, self._run_plain = opened, run_plain
        self.documents = DocumentList()
        self.codebook = CodebookPanel()
        self.middle = Middle(opened)
        self.cases = CasesBar()
        self.note = TextNote()
        self.find_bar = FindBar()
        self.detail = DetailPanel()
        self.desk = CodingDesk(opened, self.view, self)
        self.finishing = Finishing(opened, self.desk, self)
        self.case_work = CaseWork(self, opened)
        self.lists = Lists(opened, self.documents, self.codebook, self)
        self.codebook_desk = CodebookDesk(opened, self.codebook, self)
        self.choosing = CodeChooser(
            opened, self.desk, self.view, self.codebook, over=self, take_keys=self.take_keys
        )
        self.picker, self.strip = self.choosing.picker, self.choosing.strip
        self.choosing.sticky_changed.connect(self.sticky_changed)
        self.finder = Finder(self.view, self.find_bar, self.desk.quietly, self)
        self.wayfinding = Wayfinding(self, opened)
        self.finder.jumping.connect(self.wayfinding.leave_here)
        self._detail_timer = QTimer(self, singleShot=True, interval=_DETAIL_AFTER)
        self._lay_out()
        self.following = Following(self, opened)
        self._connect()
        self.following.show_all()
        self.window_places = WindowPlaces(self, opened)

    # Layout and wiring

    def _lay_out(self) -> None:
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.documents)
        left.addWidget(self.codebook)
        left.setSizes([260, 420])
        left.setChildrenCollapsible(False)
        asking = (self.case_work.types, self.finishing.list)
        self.middle.set_bars((self.cases, *asking, self.note, self.find_bar), self.wayfinding.bars)
        self.find_bar.hide()
        self.splitter = Panels(left, self.middle, self.detail)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def _connect(self) -> None:
        self._detail_timer.timeout.connect(self.show_detail)
        desk = self.desk
        self.halves = Halves(self, self.middle)
        self.middle.aligned.connect(self._align)
        desk.chosen_changed.connect(self._chosen_changed)
        self.note.finish_asked.connect(self.finishing.finish)
        self.note.reopen_asked.connect(self.finishing.reopen)
        self.note.team_asked.connect(lambda: self.team_asked.emit(self._document))
        self._connect_left()
        self.case_work.join()
        self.cases.reordered.connect(self._reorder_cases)
        self.cases.left.connect(self.take_keys)
        self.cases.team_asked.connect(self.team_asked)
        self.find_bar.closed.connect(self.take_keys)
        detail = self.detail
        detail.coding_chosen.connect(desk.choose)
        detail.take_off_asked.connect(desk.take_off)
        detail.stance_asked.connect(desk.turn_stance)
        detail.recode_asked.connect(self.choosing.recode_that)
        detail.case_removed.connect(lambda one, case: self._opened.do(coding.set_case, [one], case, about=False))
        self.field_work = FieldWork(self, self._opened)
        detail.memo_changed.connect(lambda one, text: self._opened.do(memos.set_memo, one, Kind.CODING, text))
        detail.left.connect(self.take_keys)
        detail.team_asked.connect(self.team_asked)

    # What is in hand, of two texts side by side

    @property
    def view(self) -> ArticleView:
        """The text in hand."""
        return self.middle.current.view

    @property
    def open_tabs(self) -> DocumentTabs:
        return self.middle.current.open_tabs

    @property
    def tabs(self) -> QTabBar:
        return self.middle.current.tabs

    @property
    def nothing(self) -> QLabel:
        return self.middle.current.nothing

    def _connect_left(self) -> None:
        tree, listed = self.codebook, self.documents
        listed.document_asked.connect(self.open_document)
        listed.add_asked.connect(self.add_asked)
        listed.files_dropped.connect(self.files_dropped)
        listed.team_asked.connect(self.team_asked)
        tree.code_activated.connect(self.choosing.code_clicked)
        tree.passage_dropped.connect(self.desk.code_with)
        tree.codings_asked.connect(self.show_codings)
        self.codebook_desk.passage_asked.connect(self.go_to)
        self.codebook_desk.review_asked.connect(lambda query, code: self.review_asked.emit(query, code))
        tree.pin_asked.connect(self.choosing.turn_sticky)
        tree.team_asked.connect(self.team_asked)

    # Showing

    def show_later(self) -> None:
        """What is under the cursor is shown once the cursor rests."""
        self._detail_timer.start()

    def show_cases(self) -> None:
        """The cases of the document that is shown, those of the chosen coding among them; and the text, if any."""
        shown = self.desk.shown
        self.case_work.show_cases(shown)
        self.cases.setVisible(shown is not None)
        self.middle.current.show_state()

    def show_note(self) -> None:
        """How it stands with the document, above its text."""
        shown = self.desk.shown
        self.note.show_note(note_of(self._opened, shown) if shown is not None else None)

    # Documents

    @property
    def _document(self) -> DocumentId | None:
        return self.desk.shown.document.id if self.desk.shown is not None else None

    def open_document(self, wanted: DocumentId) -> bool:
        """Shows a document, in its tab if it has one."""
        return self.open_tabs.open(wanted)

    def step_document(self, step: int) -> None:
        known = [one.id for one in self._opened.documents]
        here = self._document
        if here is not None and here in known:
            self.open_document(known[(known.index(here) + step) % len(known)])

    # Selection, chosen coding, detail

    def _chosen_changed(self, _chosen: object) -> None:
        self.show_cases()
        self._detail_timer.start()
        self.situation_changed.emit()

    def activate_coding(self, this: CodingId) -> None:
        """A click in the margin: its passage is selected and it is chosen."""
        shown = self.desk.shown
        if shown is not None and (one := shown.placed.get(this)) is not None:
            with self.desk.quietly():
                self.view.select(one.start, one.end)
            self.desk.choose(this)
            self.take_keys()

    def show_detail(self) -> None:
        shown = self.desk.shown
        self.detail.show_passage(detail_of(self._opened, shown, self.desk, self.view.selection) if shown else None)

    def go_to(self, document: DocumentId, start: int, end: int) -> None:
        """Opens a document at a passage."""
        self.wayfinding.leave_here()
        if self.open_document(document):
            if self._document != document:  # it is selected as soon as the text is there
                self.open_tabs.keep_place(document, Stand(start, end))
                return
            with self.desk.quietly():
                self.view.select(start, end)
            self.view.show_range(start, end)
            self.take_keys()

    def take_keys(self) -> None:
        """The keys go to the text, or, without one, to the place itself."""
        target = self if self.desk.shown is None else self.view
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # Keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mouse's own keys for back and forward."""
        step = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}.get(event.button())
        if step is not None:
            self.wayfinding.step(step)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters mean codes; other plain keys are commands. What nobody takes goes up."""
        letter, nothing = place_keys.letter(event), place_keys.NOTHING_HELD
        if self.choosing.still_typing(event):
            return
        if letter and event.modifiers() == place_keys.STICKY and self.desk.shown is not None:
            self.choosing.sticky_letter(letter)
        elif letter and event.modifiers() in (nothing, Qt.KeyboardModifier.ShiftModifier):
            self.choosing.letter(letter)
        elif event.key() == Qt.Key.Key_Escape:
            if not self.finishing.close_list():
                self.choosing.escape()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() == nothing:
            if self.view.hasFocus():  # a field in which something was named lets its Enter go on up to here
                if self.desk.chosen is None and (address := self.wayfinding.link_here):
                    self.wayfinding.follow_link(address)
                else:
                    self.field_work.enter()
        elif not (place_keys.is_plain(event) and self._run_plain(place_keys.plain_name(event))):
            super().keyPressEvent(event)

    # The rest of the commands

    def ask_case(self) -> None:
        self.cases.ask_case()

    def _reorder_cases(self, order: list[object]) -> None:
        if self.desk.shown is not None:
            self.desk.shown.reorder(order)  # type: ignore[arg-type]  # signals carry objects
            self.view.set_codings_bulk(self.desk.shown.shown())
            self.show_cases()

    def write_memo(self) -> None:
        self.show_detail()
        self.detail.write_memo()

    def step_panel(self, step: int) -> None:
        """F6: the keys go to the next panel, from the text too, where Tab walks through codings."""
        texts = [half.view if half.shown is not None else half for half in self.middle.halves]
        step_panel([self.documents, self.codebook, self.cases, *texts, self.detail], step)

    def open_find(self) -> None:
        self.wayfinding.close_bars()
        self.finder.open(self.view.selected_text() if "\n" not in self.view.selected_text() else "")

    def step_hit(self, step: int) -> None:
        self.finder.step(step)

    def zoom(self, step: int) -> None:
        self.view.set_zoom(self.view.zoom + step)

    def show_codings_of_chosen(self) -> None:
        code = self.desk.chosen.code if self.desk.chosen else self.codebook.current
        if code is None:
            self._opened.said.emit(tr("Choose a coding or a code first."), Tone.INFO)
            return
        self.show_codings(code)

    def show_codings(self, code: CodeId) -> None:
        """Lists all codings of a code and of those below it, to go to one; hidden ones are left out."""
        known = self._opened.code(code)
        name = known.name if known is not None else ""
        found = codings_of(self._opened, code, self.go_to)
        if not found:
            self._opened.said.emit(tr("“{name}” has no codings yet.", name=name), Tone.INFO)
            return
        self.entries_asked.emit(found)
        self._opened.said.emit(
            tr_n("%n coding of “{name}”", "%n codings of “{name}”", len(found), name=name), Tone.INFO
        )

    # Colleagues

    def tell(self) -> None:
        """Says again what there is to look at and how colleagues' codings are shown, to whom has just come."""
        self.to_look_at_changed.emit(self._opened.to_look_at.whole)
        self.colleagues_changed.emit(self._opened.sight.colleagues)

    def cycle_colleagues(self) -> None:
        """Shows colleagues' codings, dims them, or hides them: the next of these."""
        how = NEXT[self._opened.sight.colleagues]
        self._opened.show_colleagues(how)
        if self._opened.sight.colleagues is not how:  # long work is under way, which has been said
            return
        told = tr("{what}.", what=colleagues_words(how))
        blind = self._opened.sight.blind and self.desk.shown is not None and self.desk.shown.theirs is Seen.HIDDEN
        if blind and how is not Colleagues.HIDDEN:
            told = tr("{what}, but here not before you finish: it is blind coding.", what=colleagues_words(how))
        self._opened.said.emit(told, Tone.INFO)

    def what_to_look_at(self) -> EntityId | None:
        """What there is something to look at of, where the person is: the chosen coding, its code, the document."""
        chosen, marked = self.desk.chosen, self._opened.to_look_at.of
        here = (chosen.id, chosen.code, *chosen.cases) if chosen is not None else ()
        return next((one for one in (*here, self.codebook.current, self._document) if one in marked), None)

    def ask_team(self) -> None:
        self.team_asked.emit(self.what_to_look_at())

    def set_dark(self, dark: bool) -> None:
        for half in self.middle.halves:
            half.view.set_theme(DARK if dark else LIGHT)
            half.view.set_scale(theme.scale())

    def close_place(self) -> None:
        """Gives away what is being written."""
        self.field_work.stop()
        self.window_places.keep()
        for half in self.middle.halves:
            half.open_tabs.leave()
        self.codebook_desk.close()
        self.closed.emit()
        self.finder.stop()
        if self.desk.shown is not None and len(self.desk.shown.placed) > MANY:
            QTimer.singleShot(AT_REST, release_after_closing)

    # Room

    def layout_state(self) -> str:
        """The widths of the panels in base64 if the person chose them, else empty."""
        return self.splitter.state()

    def restore_layout(self, state: str) -> None:
        self.splitter.restore(state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What lies over the text stays at the selection when the window's size changes."""
        super().resizeEvent(event)
        self.splitter.fit(self.width())
        QTimer.singleShot(0, self, self._keep_overlays)

    def _keep_overlays(self) -> None:
        self.choosing.follow_selection()

    def _align(self) -> None:
        """The cases stand above the text's left edge."""
        layout = self.cases.layout()
        if layout is not None:
            left = max(theme.px(12), self.middle.halves[0].view.columns.text - 2)
            layout.setContentsMargins(left, theme.px(7), theme.px(10), theme.px(3))
            self.note.align(left)
