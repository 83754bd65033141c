"""The place Code: documents and codebook on the left, the text in the middle, what is under the cursor on the right.

Lays the panels out and joins them to the project; what is done to passages and codings is in `coding_desk`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabBar, QVBoxLayout, QWidget

from annotator.model.changes import Changes, Kind
from annotator.model.codings import Passage
from annotator.model.documents import Document
from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId, CodingId, DocumentId
from annotator.operations import codebook, codes, coding, documents, memos
from annotator.store import reading
from annotator.ui import theme
from annotator.ui.background import Work, in_background
from annotator.ui.cases_bar import CasesBar, NumberedCase
from annotator.ui.choosing import CodeChooser
from annotator.ui.codebook.panel import CodebookPanel
from annotator.ui.coding_desk import CodingDesk
from annotator.ui.detail.panel import DetailPanel
from annotator.ui.detailing import detail_of
from annotator.ui.documents.document_list import DocumentList
from annotator.ui.documents.document_table import DocumentRow, DocumentState
from annotator.ui.find_bar import FindBar
from annotator.ui.finding import Finder
from annotator.ui.notices import Tone
from annotator.ui.open_document import Ready, prepare
from annotator.ui.open_project import OpenProject
from annotator.ui.palette.entries import Entry
from annotator.ui.palette.entries import Kind as EntryKind
from annotator.ui.parts import CloseButton, label, set_role
from annotator.ui.reader import DARK, LIGHT, ArticleView, LayerText, release_after_closing, settle_after_opening
from annotator.ui.reader.shown import ShownCodings
from annotator.ui.words import tr, tr_n

_NO_MODIFIER = Qt.KeyboardModifier.NoModifier
_STICKY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_EMPTY = LayerText("", ())
_MANY = 2_000  # codings: beyond that, looking through memory for what is not needed any more takes its time
_AT_REST = 300  # ms
_LONG = 300_000  # code points: a longer text is read beside the window's thread
_DETAIL_AFTER = 30  # ms: while the cursor runs over sentences the panel waits for it to rest


@dataclass(slots=True)
class _Tab:
    document: DocumentId
    place: tuple[int, int] = (0, 0)  # the selection when it was left


class CodePlace(QWidget):
    """The coding desk with everything around it, for one open project."""

    situation_changed = Signal()
    add_asked = Signal()
    files_dropped = Signal(list)
    entries_asked = Signal(object)  # a list of entries to choose from, shown by the window
    sticky_changed = Signal(object)  # names of the codes that each new selection gets

    def __init__(self, opened: OpenProject, run_plain: Callable[[str], bool]) -> None:
        super().__init__()
        self._opened, self._run_plain = opened, run_plain
        self._tabs: list[_Tab] = []
        self._opening: Work | None = None  # a large document that is being read
        self._changes_seen = self._changes_before = 0
        self._codings_of: Mapping[DocumentId, int] = {}
        self.documents = DocumentList()
        self.codebook = CodebookPanel()
        self.view = ArticleView()
        self.tabs = QTabBar()
        self.cases = CasesBar()
        self.find_bar = FindBar()
        self.detail = DetailPanel()
        self.desk = CodingDesk(opened, self.view, self)
        self.choosing = CodeChooser(
            opened, self.desk, self.view, self.codebook, over=self, take_keys=self.take_keys
        )
        self.picker, self.strip = self.choosing.picker, self.choosing.strip
        self.choosing.sticky_changed.connect(self.sticky_changed)
        self.finder = Finder(self.view, self.find_bar, self.desk.quietly, self)
        self._own_widths = False
        self._detail_timer = QTimer(self, singleShot=True, interval=_DETAIL_AFTER)
        self._counts_timer = QTimer(self, singleShot=True, interval=_DETAIL_AFTER)
        self._lay_out()
        self._connect()
        self.show_all()

    # Layout and wiring

    def _lay_out(self) -> None:
        self.tabs.setDocumentMode(True)
        self.tabs.setExpanding(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setDrawBase(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.setAccessibleName(tr("Open documents"))
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.documents)
        left.addWidget(self.codebook)
        left.setSizes([260, 420])
        left.setChildrenCollapsible(False)
        middle = QWidget()
        set_role(middle, "page")
        middle.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.tabs, self.cases, self.find_bar):
            column.addWidget(widget)
        column.addWidget(self.view, 1)
        self.find_bar.hide()
        told = tr("No document is open.\nDrop files or a folder here, or add documents with Ctrl+D.")
        self.nothing = label(told, "quiet")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.nothing, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for panel in (left, middle, self.detail):
            self.splitter.addWidget(panel)
        for place, stretch in enumerate((0, 1, 0)):
            self.splitter.setStretchFactor(place, stretch)
            self.splitter.setCollapsible(place, place != 1)
        self.splitter.splitterMoved.connect(self._panels_moved)
        self.view.installEventFilter(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def _connect(self) -> None:
        self._opened.changed.connect(self.follow)
        self._detail_timer.timeout.connect(self._show_detail)
        self._counts_timer.timeout.connect(self._show_codes)
        view, desk = self.view, self.desk
        view.selection_changed.connect(self._selection_moved)
        view.coding_activated.connect(self._activate_coding)
        view.coding_resized.connect(desk.resize)
        view.walk_codings.connect(desk.walk)
        view.link_asked.connect(self._tell_link)
        desk.chosen_changed.connect(self._chosen_changed)
        self.tabs.currentChanged.connect(self._tab_chosen)
        self._connect_left()
        self.cases.case_toggled.connect(lambda case: desk.toggle_case(case))
        self.cases.add_asked.connect(lambda name: self._then_back(desk.add_case(name)))
        self.cases.reordered.connect(self._reorder_cases)
        self.cases.left.connect(self.take_keys)
        self.find_bar.closed.connect(self.take_keys)
        detail = self.detail
        detail.coding_chosen.connect(desk.choose)
        detail.take_off_asked.connect(desk.take_off)
        detail.stance_asked.connect(desk.turn_stance)
        detail.recode_asked.connect(self.choosing.recode_that)
        detail.case_removed.connect(lambda one, case: self._opened.do(coding.set_case, [one], case, about=False))
        detail.case_added.connect(lambda one, name: desk.add_case(name, to=one))
        detail.memo_changed.connect(lambda one, text: self._opened.do(memos.set_memo, one, Kind.CODING, text))
        detail.left.connect(self.take_keys)

    def _connect_left(self) -> None:
        do, tree, listed = self._opened.do, self.codebook, self.documents
        listed.document_asked.connect(self.open_document)
        listed.add_asked.connect(self.add_asked)
        listed.files_dropped.connect(self.files_dropped)
        listed.rename_asked.connect(lambda this, title: self._on_document(this, documents.rename_document, title))
        listed.delete_asked.connect(self._delete_documents)
        listed.metadata_asked.connect(
            lambda this, key, value: self._on_documents(
                [this], lambda p, found: documents.set_metadata(p, found, key, value)
            )
        )
        tree.code_activated.connect(self.choosing.code_clicked)
        tree.passage_dropped.connect(self.desk.code_with)
        tree.codings_asked.connect(self.show_codings)
        tree.new_asked.connect(lambda parent, name: do(codes.add_code, name, parent=parent))
        tree.rename_asked.connect(lambda code, name: do(codes.rename_code, code, name))
        tree.move_asked.connect(lambda code, parent, before: do(codes.move_code, code, parent, before=before))
        tree.recolour_asked.connect(lambda code, colour: do(codes.recolour_code, code, colour))
        tree.key_asked.connect(lambda code, key: do(codes.set_key, code, key))
        tree.delete_asked.connect(lambda code: do(codes.delete_code, code))
        tree.define_asked.connect(
            lambda code, text, include, exclude: do(
                codes.define_code, code, definition=text, include=include, exclude=exclude
            )
        )
        tree.pin_asked.connect(self.choosing.turn_sticky)

    # Showing

    def show_all(self) -> None:
        self._show_documents()
        self._show_codes()
        self._show_cases()
        self.detail.set_known_cases([name for case in self._opened.cases for name in (case.name, *case.aliases)])

    def follow(self, changes: Changes) -> None:
        """Brings what a change names up to date, and nothing else."""
        touched = changes.touched
        self._changes_seen += 1
        if self.desk.shown is not None:
            self._follow_document(changes)
        if Kind.CODE in touched or Kind.PART in touched:
            self._show_codes()
        elif Kind.CODING in touched:
            self._counts_timer.start()  # the counts follow when the keys rest: coding comes first
        if Kind.DOCUMENT in touched:
            self._show_documents()
        elif Kind.CODING in touched and self.desk.shown is not None and len(changes.of(Kind.CODING)) < 200:
            self.documents.update_row(self._row(self.desk.shown.document, len(self.desk.shown.placed)))
        elif Kind.CODING in touched:
            self._show_documents()
        if Kind.CASE in touched:
            self.detail.set_known_cases([name for case in self._opened.cases for name in (case.name, *case.aliases)])
        self._show_cases()
        self._detail_timer.start()
        self.situation_changed.emit()

    def _follow_document(self, changes: Changes) -> None:
        shown = self.desk.shown
        if shown is None:
            return
        if Kind.DOCUMENT in changes.touched and self._opened.document(shown.document.id) is None:
            self._forget_lost_tabs()
            return
        difference = shown.follow(changes)
        if difference.everything:
            self.view.set_codings_bulk(shown.shown())
        for gone in difference.removed:
            self.view.remove_coding(gone)
        for new in difference.added:
            self.view.add_coding(new)
        for changed in difference.changed:
            self.view.change_coding(changed)
        chosen = self.desk.chosen
        self.desk.choose(chosen.id if chosen else None)

    def _show_documents(self) -> None:
        counts = self._codings_of = reading.document_counts(self._opened.project)
        self.documents.show_documents([self._row(one, counts.get(one.id, 0)) for one in self._opened.documents])
        for number, tab in enumerate(self._tabs):
            document = self._opened.document(tab.document)
            if document is not None:
                self.tabs.setTabText(number, _tab_title(document))
                self.tabs.setTabToolTip(number, document.title)

    def _row(self, one: Document, count: int) -> DocumentRow:
        state = DocumentState.BEGUN if count else DocumentState.NEW
        share = min(1.0, count / 20) if count else 0.0
        return DocumentRow(one.id, one.title, state, share, one.metadata.get("date", ""), count, one.metadata)

    def _show_codes(self) -> None:
        self.codebook.show_codes(self._opened.codes, self._opened.counts)

    def _show_cases(self) -> None:
        shown = self.desk.shown
        names = {case.id: case.name for case in self._opened.cases}
        chosen = self.desk.chosen
        numbered = [
            NumberedCase(case, names[case], str(number % 10) if number <= 10 else "")
            for number, case in sorted((shown.numbers if shown else {}).items())
            if case in names
        ]
        self.cases.show_cases(numbered, frozenset(chosen.cases if chosen else ()))
        self.cases.set_known_cases([name for case in self._opened.cases for name in (case.name, *case.aliases)])
        self.cases.setVisible(shown is not None)
        self.view.setVisible(shown is not None)
        self.nothing.setVisible(shown is None)

    # Documents

    def open_document(self, wanted: DocumentId) -> bool:
        """Shows a document, in its tab if it has one."""
        document = self._opened.document(wanted)
        if document is None:
            return False
        known = next((n for n, tab in enumerate(self._tabs) if tab.document == wanted), None)
        if known is None:
            self._tabs.append(_Tab(wanted))
            self.tabs.blockSignals(True)
            known = self.tabs.addTab(_tab_title(document))
            self.tabs.setTabToolTip(known, document.title)
            self.tabs.setTabButton(known, QTabBar.ButtonPosition.RightSide, self._close_button(document))
            self.tabs.setCurrentIndex(known)
            self.tabs.blockSignals(False)
            self._show_tab(known)
        elif self.tabs.currentIndex() == known:
            self._show_tab(known)
        else:
            self.tabs.setCurrentIndex(known)
        return True

    def _tab_chosen(self, number: int) -> None:
        if 0 <= number < len(self._tabs):
            self._show_tab(number)

    def _show_tab(self, number: int) -> None:
        tab, shown = self._tabs[number], self.desk.shown
        if shown is not None and shown.document.id == tab.document:
            self.take_keys()
            return
        self._leave_document()
        document = self._opened.document(tab.document)
        if document is None:
            return
        self.documents.set_current(document.id)
        if not self._is_large(document):
            try:
                self._show_ready(prepare(self._opened, document))
            except CannotDo as error:
                self._not_opened(error.message)
            return
        self._show_nothing()
        opened = self._opened
        _ = opened.codes, opened.cases, opened.coders  # read here, so that the other thread finds them
        self._changes_before = self._changes_seen
        self._opening = in_background(
            self, lambda _progress: prepare(opened, document), done=self._show_ready, failed=self._not_opened
        )

    def _is_large(self, document: Document) -> bool:
        """Whether reading it takes so long that the window would be felt to stand still."""
        return document.layer.characters > _LONG or self._codings_of.get(document.id, 0) > _MANY // 2

    def _not_opened(self, message: str) -> None:
        self._opening = None
        self._show_nothing()
        self._opened.said.emit(message, Tone.WARNING)

    def _show_ready(self, ready: object) -> None:
        assert isinstance(ready, Ready)
        late, self._opening = self._opening is not None, None
        shown, codings = ready.document, ready.codings
        if late and self._changes_seen != self._changes_before:  # something was done meanwhile
            shown.reread()
            codings = ShownCodings(shown.shown())
        self.desk.shown = shown
        self.view.show_layer(shown.text, codings)
        if len(shown.placed) > _MANY:
            QTimer.singleShot(_AT_REST, settle_after_opening)
        self.finder.show_text(shown.content.text)
        start, end = next((tab.place for tab in self._tabs if tab.document == shown.document.id), (0, 0))
        with self.desk.quietly():
            if (start, end) != (0, 0):
                self.view.select(start, end)
                self.view.show_range(start, end)
            self.desk.selection_moved()
        self._show_cases()
        self._detail_timer.start()
        self.take_keys()
        self.situation_changed.emit()

    def _leave_document(self) -> None:
        """Remembers where the reader was; what is being written in the memo is given away first."""
        if self._opening is not None:
            self._opening.leave()
            self._opening = None
        self.detail.save()
        self.picker.close_picker()
        shown = self.desk.shown
        if shown is None:
            return
        for tab in self._tabs:
            if tab.document == shown.document.id:
                tab.place = (self.view.selection.start, self.view.selection.end)

    def _close_button(self, document: Document) -> CloseButton:
        made = CloseButton(tr("Close {title}", title=document.title))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setStyleSheet("padding: 0px;")
        theme.sized(made, width=18, height=18)
        made.clicked.connect(lambda: self._close_tab_of(document.id))
        return made

    def _close_tab_of(self, this: DocumentId) -> None:
        number = next((n for n, tab in enumerate(self._tabs) if tab.document == this), None)
        if number is not None:
            self._close_tab(number)

    def _close_tab(self, number: int) -> None:
        closing = self._tabs[number]
        if self.desk.shown is not None and self.desk.shown.document.id == closing.document:
            self._leave_document()
            self._show_nothing()
        del self._tabs[number]
        self.tabs.removeTab(number)
        if self._tabs:
            self._show_tab(self.tabs.currentIndex())

    def _show_nothing(self) -> None:
        self.desk.shown = None
        self.view.show_layer(_EMPTY)
        self.desk.choose(None)
        self._show_cases()
        self.detail.show_passage(None)
        self.situation_changed.emit()

    def _forget_lost_tabs(self) -> None:
        self._show_nothing()
        for number in reversed(range(len(self._tabs))):
            if self._opened.document(self._tabs[number].document) is None:
                del self._tabs[number]
                self.tabs.blockSignals(True)
                self.tabs.removeTab(number)
                self.tabs.blockSignals(False)
        if self._tabs:
            self._show_tab(max(0, self.tabs.currentIndex()))

    def step_document(self, step: int) -> None:
        known = [one.id for one in self._opened.documents]
        shown = self.desk.shown
        if known and shown is not None and shown.document.id in known:
            self.open_document(known[(known.index(shown.document.id) + step) % len(known)])

    def _on_document(self, this: DocumentId, operation: Callable[..., object], *more: object) -> None:
        document = self._opened.document(this)
        if document is not None:
            self._opened.do(operation, document, *more)

    def _on_documents(self, these: list[DocumentId], operation: Callable[..., object]) -> None:
        found = [one for one in map(self._opened.document, these) if one is not None]
        if found:
            self._opened.do(operation, found)

    def _delete_documents(self, these: list[DocumentId]) -> None:
        self._on_documents(these, documents.delete_documents)

    # Selection, chosen coding, detail

    @property
    def passage(self) -> Passage | None:
        return self.desk.passage

    def _selection_moved(self, _start: int, _end: int) -> None:
        if self.desk.shown is None:
            return
        self.desk.selection_moved()
        self._detail_timer.start()
        self.situation_changed.emit()

    def _chosen_changed(self, _chosen: object) -> None:
        self._show_cases()
        self._detail_timer.start()
        self.situation_changed.emit()

    def _activate_coding(self, this: CodingId) -> None:
        """A click in the margin: its passage is selected and it is chosen."""
        shown = self.desk.shown
        if shown is not None and (one := shown.placed.get(this)) is not None:
            with self.desk.quietly():
                self.view.select(one.start, one.end)
            self.desk.choose(this)
            self.take_keys()

    def _show_detail(self) -> None:
        shown = self.desk.shown
        self.detail.show_passage(detail_of(self._opened, shown, self.desk, self.view.selection) if shown else None)

    def go_to(self, document: DocumentId, start: int, end: int) -> None:
        """Opens a document at a passage."""
        if self.open_document(document):
            if self._opening is not None:  # it is selected as soon as the text is there
                next(tab for tab in self._tabs if tab.document == document).place = (start, end)
                return
            with self.desk.quietly():
                self.view.select(start, end)
            self.view.show_range(start, end)
            self.take_keys()

    def take_keys(self) -> None:
        """The keys go to the text, or, without one, to the place itself."""
        target = self if self.desk.shown is None else self.view
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _then_back(self, _result: object) -> None:
        self.take_keys()

    def _tell_link(self, address: str) -> None:
        self._opened.said.emit(tr("The link leads to {address}. Nothing was opened.", address=address), Tone.INFO)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Letters mean codes; other plain keys are commands. What nobody takes goes up."""
        letter = _letter(event)
        if letter and event.modifiers() == _STICKY and self.desk.shown is not None:
            self.choosing.sticky_letter(letter)
        elif letter and event.modifiers() in (_NO_MODIFIER, Qt.KeyboardModifier.ShiftModifier):
            self.choosing.letter(letter)
        elif event.key() == Qt.Key.Key_Escape:
            self.choosing.escape()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() == _NO_MODIFIER:
            if self.view.hasFocus():  # a field in which something was named lets its Enter go on up to here
                self.write_memo()
        elif not (_is_plain(event) and self._run_plain(_plain_name(event))):
            super().keyPressEvent(event)

    # The rest of the commands

    def ask_case(self) -> None:
        self.cases.ask_case()

    def _reorder_cases(self, order: list[object]) -> None:
        if self.desk.shown is not None:
            self.desk.shown.reorder(order)  # type: ignore[arg-type]  # signals carry objects
            self.view.set_codings_bulk(self.desk.shown.shown())
            self._show_cases()

    def write_memo(self) -> None:
        self._show_detail()
        self.detail.write_memo()

    def open_find(self) -> None:
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
        """Lists all codings of a code and of those below it, to go to one."""
        known = self._opened.codes
        wanted = [one.id for one in known if code in codebook.ancestors_and_self(known, one.id)]
        titles = {one.id: one.title for one in self._opened.documents}
        found = reading.codings(self._opened.project, codes=wanted)
        name = next((one.name for one in known if one.id == code), "")
        if not found:
            self._opened.said.emit(tr("“{name}” has no codings yet.", name=name), Tone.INFO)
            return
        entries = [
            Entry(
                EntryKind.FIND,
                " ".join(one.quote.split())[:160],
                titles.get(one.document, "") if one.document else "",
                "",
                _going(self, one.document, one.start, one.end),
            )
            for one in found
        ]
        self.entries_asked.emit(entries)
        self._opened.said.emit(
            tr_n("%n coding of “{name}”", "%n codings of “{name}”", len(found), name=name), Tone.INFO
        )

    def set_dark(self, dark: bool) -> None:
        self.view.set_theme(DARK if dark else LIGHT)

    def close_place(self) -> None:
        """Gives away what is being written."""
        self._leave_document()
        self.finder.stop()
        if self.desk.shown is not None and len(self.desk.shown.placed) > _MANY:
            QTimer.singleShot(_AT_REST, release_after_closing)

    # Room

    def layout_state(self) -> str:
        """The widths of the panels in base64 if the person chose them, else empty."""
        return bytes(self.splitter.saveState().toBase64().data()).decode() if self._own_widths else ""

    def restore_layout(self, state: str) -> None:
        if state:
            self._own_widths = self.splitter.restoreState(QByteArray.fromBase64(state.encode()))

    def _panels_moved(self, _position: int, _handle: int) -> None:
        self._own_widths = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Until the person has moved them, the panels give way so that the margin's names keep their room."""
        super().resizeEvent(event)
        if not self._own_widths:
            width = self.width()
            left = min(max(width * 19 // 100, theme.px(225)), theme.px(272))
            right = min(max(width * 20 // 100, theme.px(245)), theme.px(296))
            self.splitter.setSizes([left, max(1, width - left - right), right])
        QTimer.singleShot(0, self, self._keep_overlays)

    def _keep_overlays(self) -> None:
        """What lies over the text stays at the selection when the window's size changes."""
        self.choosing.follow_selection()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view and event.type() == QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._align)
        return super().eventFilter(watched, event)

    def _align(self) -> None:
        """The cases stand above the text's left edge."""
        layout = self.cases.layout()
        if layout is not None:
            left = max(theme.px(12), self.view.columns.text - 2)
            layout.setContentsMargins(left, theme.px(7), theme.px(10), theme.px(3))


def _going(place: CodePlace, document: DocumentId | None, start: int | None, end: int | None) -> Callable[[], object]:
    def go() -> None:
        if document is not None and start is not None and end is not None:
            place.go_to(document, start, end)

    return go


def _tab_title(document: Document) -> str:
    return document.title if len(document.title) <= 34 else document.title[:33].rstrip() + "…"


def _letter(event: QKeyEvent) -> str:
    """The Latin letter of a key, whatever the keyboard layout calls it; empty for other keys."""
    if Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z:
        return chr(event.key()).lower()
    return ""


def _is_plain(event: QKeyEvent) -> bool:
    return event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier) == _NO_MODIFIER


def _plain_name(event: QKeyEvent) -> str:
    """A plain key as commands name it."""
    named = {Qt.Key.Key_Space: "Space", Qt.Key.Key_Delete: "Delete", Qt.Key.Key_Backspace: "Delete"}
    return named.get(Qt.Key(event.key()), event.text())
