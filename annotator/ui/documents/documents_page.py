"""The page of all documents: the table of the list beside the text with all its columns, and what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from annotator.model import metadata
from annotator.model.errors import CannotDo
from annotator.model.ids import DocumentId
from annotator.ui import theme
from annotator.ui.codebook.inline_bars import NameBar, OneBar
from annotator.ui.documents.columns import groupings
from annotator.ui.documents.counted import count_words
from annotator.ui.documents.document_menus import fill_grouping, popped_up, selection_menu
from annotator.ui.documents.document_row import DocumentRow, gone_words
from annotator.ui.documents.document_table import DocumentTable
from annotator.ui.documents.field_panel import FieldPanel
from annotator.ui.documents.filter_line import FilterLine
from annotator.ui.documents.questions import DeletedBar, DeletedDocument, ValueBar, delete_question
from annotator.ui.documents.story_bar import StoryBar
from annotator.ui.documents.wide_view import WideView
from annotator.ui.flow import FlowLayout
from annotator.ui.parts import Chip, button, label, set_role
from annotator.ui.words import tr


class DocumentsPage(QWidget):
    """Shows the rows of a table that somebody else fills, and emits what is asked of them."""

    document_asked = Signal(object)
    rename_asked = Signal(object, str)
    delete_asked = Signal(object)                # list of documents
    metadata_asked = Signal(object, str, str)    # list of documents, key, value
    memo_changed = Signal(object, str)           # document, text
    memo_wanted = Signal(object)                 # document: `panel.show_memo` is to be told its memo
    story_asked = Signal(object)
    story_left = Signal(object)
    stories_asked = Signal()                     # which documents tell one story
    deleted_asked = Signal()
    restore_asked = Signal(object)
    add_asked = Signal()
    team_asked = Signal(object)
    refused = Signal(str)
    layout_changed = Signal()                    # which columns there are, how wide, how sorted

    def __init__(self, table: DocumentTable) -> None:
        super().__init__()
        self.table = table
        self.count_hidden: Callable[[Sequence[DocumentId]], int] = lambda _those: 0
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.view = WideView(table)
        self.panel = FieldPanel(table)
        self.stories = StoryBar()
        self.filter = FilterLine(table, self.view, stays=True)
        self.count = label("", "hint")
        self.queue = Chip(tr("My queue"))
        self.queue.setToolTip(tr("Only what I have not finished"))
        self.grouping, self.columns = button("", "flat"), button(tr("Columns"), "flat")
        self.find_stories, self.add = button(tr("Find same stories"), "flat"), button(tr("Add documents…"), "flat")
        self.empty = label(tr("No documents yet. Drop files or a folder here."), "quiet", wrap=True)
        self._lay_out()
        self._connect()
        self._show_arrangement()
        self._count()
        self.setFocusProxy(self.view)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        theme.spaced(head, 20, 10, 12, 4, gap=6)
        head.addWidget(label(tr("All documents"), "subtitle"))
        head.addWidget(self.count)
        tools = QWidget()
        line = FlowLayout(tools, at_end=True)
        for part in (self.queue, self.grouping, self.columns, self.find_stories, self.add):
            line.addWidget(part)
        head.addWidget(tools, 1)
        below = QVBoxLayout()
        theme.spaced(below, 18, 0, 12, 6, gap=6)
        self._bars = OneBar(below, self.view)
        below.addWidget(self.filter)
        self.empty.setContentsMargins(theme.px(20), theme.px(8), 0, 0)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(below)
        column.addWidget(self.stories)
        column.addWidget(self.empty)
        table = QVBoxLayout()
        theme.spaced(table, 12, 0, 6, 0)
        table.addWidget(self.view)
        column.addLayout(table, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setSizes([1000, theme.px(270)])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def _connect(self) -> None:
        view, panel = self.view, self.panel
        view.opened.connect(self.document_asked)
        view.team_asked.connect(self.team_asked)
        view.menu_asked.connect(lambda at: popped_up(selection_menu(self, self), at))
        view.columns_asked.connect(self._show_columns_menu)
        view.delete_pressed.connect(self.ask_delete)
        view.find_pressed.connect(self.filter.open)
        view.chosen_changed.connect(self._show_chosen)
        view.layout_changed.connect(self.layout_changed)
        self.table.arranged.connect(self._show_arrangement)
        self.table.counted.connect(self._count)
        self.table.dataChanged.connect(lambda *_: self._show_chosen())
        panel.value_given.connect(self.metadata_asked)
        panel.story_asked.connect(self.story_asked)
        panel.story_left.connect(self.story_left)
        panel.memo_changed.connect(self.memo_changed)
        panel.key_asked.connect(self._new_field)
        panel.left.connect(self.view.setFocus)
        self.queue.toggled.connect(self.table.show_queue_only)
        self.grouping.clicked.connect(self._show_grouping_menu)
        self.columns.clicked.connect(
            lambda: self._show_columns_menu(self.columns.mapToGlobal(QPoint(0, self.columns.height())))
        )
        self.find_stories.clicked.connect(self.stories_asked)
        self.add.clicked.connect(self.add_asked)

    # What is shown

    def chosen(self) -> list[DocumentId]:
        """The selected documents, in the order shown."""
        return self.view.chosen()

    def show_documents_of(self, documents: list[DocumentId]) -> None:
        """Selects these, also where the filter or a folded group hides them."""
        if any(self.table.place_of(one) is None for one in documents):
            self.filter.clear()
            self.table.show_queue_only(False)
            for one in documents:
                self.table.unfold(one)
        self.view.choose(documents)

    def _show_chosen(self) -> None:
        if not self.isVisible():
            return
        chosen = self.chosen()
        self.panel.show_chosen(chosen)
        if len(chosen) == 1:
            self.memo_wanted.emit(chosen[0])

    def _show_arrangement(self) -> None:
        key = self.table.grouping
        title = next((one.title for one in groupings(self.table.own_keys) if one.key == key), key)
        self.grouping.setText(tr("Group by: {what}", what=title) if key else tr("Group by"))
        self.queue.setChecked(self.table.queue_only)

    def _count(self) -> None:
        self.count.setText(count_words(self.table))
        self.empty.setVisible(not self.table.total)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]  # Qt's event
        self._show_chosen()

    def hideEvent(self, event: object) -> None:
        self.panel.save()
        super().hideEvent(event)  # type: ignore[arg-type]  # Qt's event

    # What is asked

    def _rows(self, documents: Sequence[DocumentId]) -> list[DocumentRow]:
        """The rows of these; none where one of them was deleted already, which is said."""
        rows = [row for one in documents if (row := self.table.row_of(one)) is not None]
        gone = next((row for row in rows if row.gone), None)
        if gone is not None:
            self.refused.emit(gone_words(gone.title))
            return []
        return rows

    def ask_rename(self, document: DocumentId) -> None:
        place = self.table.place_of(document)
        if place is not None and self._rows([document]):
            self.view.setCurrentIndex(self.table.index(place, 0))
            self.view.edit_here()

    def ask_delete(self) -> None:
        rows = self._rows(self.chosen())
        if rows:
            bar = delete_question(rows, self.count_hidden([row.id for row in rows]))
            bar.agreed.connect(partial(self.delete_asked.emit, [row.id for row in rows]))
            self._bars.open(bar)

    def ask_metadata(self, documents: list[DocumentId], key: str, name: str) -> None:
        rows = self._rows(documents)
        if rows:
            bar = ValueBar(rows, key, name, self.table.values_of(key))
            bar.given.connect(partial(self.metadata_asked.emit, [row.id for row in rows], key))
            self._bars.open(bar)

    def ask_deleted(self, deleted: Sequence[DeletedDocument]) -> None:
        bar = DeletedBar(deleted)
        bar.chosen.connect(self.restore_asked)
        self._bars.open(bar)

    def ask_column(self) -> None:
        """Asks for the name of a column of one's own."""
        bar = NameBar(tr("Name of the new column"))
        bar.named.connect(self.add_column)
        self._bars.open(bar)

    def add_column(self, key: str) -> None:
        """Shows a column for a metadata key, be it used or not."""
        try:
            key = metadata.tidy_key(key)
        except CannotDo as error:
            self.refused.emit(error.message)
            return
        known = {one.title.casefold(): one.key for one in self.table.columns}
        key = known.get(key.casefold(), key)
        self.table.show_columns_of([key])
        self.view.show_column(key, True)

    def _new_field(self, key: str) -> None:
        try:
            self.panel.add_key(metadata.tidy_key(key))
        except CannotDo as error:
            self.refused.emit(error.message)

    def columns_menu(self) -> QMenu:
        """Which columns are shown."""
        menu, shown = QMenu(self), {key for key, _ in self.view.shown_columns()}
        self.table.show_columns_of(self.table.own_keys)
        for column in self.table.columns:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column.key in shown)
            action.setEnabled(column.key != "title")
            action.toggled.connect(partial(self.view.show_column, column.key))
        menu.addSeparator()
        menu.addAction(tr("A column of one’s own…"), self.ask_column)
        return menu

    def _show_columns_menu(self, at: QPoint) -> None:
        popped_up(self.columns_menu(), at)

    def _show_grouping_menu(self) -> None:
        menu = QMenu(self)
        fill_grouping(menu, self.table)
        popped_up(menu, self.grouping.mapToGlobal(QPoint(0, self.grouping.height())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter on selected rows leads to their fields; Esc goes up, and leads back to the text."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            self.panel.begin()
        else:
            super().keyPressEvent(event)
