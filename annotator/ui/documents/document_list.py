"""The documents beside the text: one line each, to be opened, found, renamed and deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from annotator.model.ids import DocumentId
from annotator.ui import theme
from annotator.ui.codebook.inline_bars import OneBar
from annotator.ui.documents.counted import count_words
from annotator.ui.documents.document_menus import order_menu, popped_up, selection_menu
from annotator.ui.documents.document_row import DocumentRow, gone_words
from annotator.ui.documents.document_table import DocumentTable
from annotator.ui.documents.document_view import DocumentView
from annotator.ui.documents.filter_line import FilterLine
from annotator.ui.documents.questions import DeletedBar, DeletedDocument, ValueBar, delete_question
from annotator.ui.documents.story_bar import StoryBar
from annotator.ui.icons import IconButton
from annotator.ui.parts import SectionHeading, label
from annotator.ui.words import tr


class DocumentList(QWidget):
    """Shows the rows that it is given and emits what is asked of them."""

    document_asked = Signal(object)
    rename_asked = Signal(object, str)
    delete_asked = Signal(object)                # list of documents
    metadata_asked = Signal(object, str, str)    # list of documents, key, value
    story_asked = Signal(object)                 # list of documents that are to be one story
    story_left = Signal(object)                  # list of documents that are to be in none
    deleted_asked = Signal()                     # which documents were deleted
    restore_asked = Signal(object)               # list of deleted documents
    add_asked = Signal()
    files_dropped = Signal(list)                 # paths
    team_asked = Signal(object)                  # what there is to look at of this document
    refused = Signal(str)                        # a sentence: why that cannot be asked, and what can be done

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._remark, self._over = "", False
        self.count_hidden: Callable[[Sequence[DocumentId]], int] = lambda _those: 0  # codings not counted here
        self.table = DocumentTable(self)
        self.view = DocumentView(self.table)
        self.view.setMinimumHeight(theme.px(48))
        self.heading = SectionHeading(tr("Documents"))
        self.add = IconButton("plus", tr("Add documents"))
        self.order = IconButton("more", tr("Sort, group and filter"))
        for button in (self.add, self.order):
            theme.sized(button, width=22, height=22)
        self.filter = FilterLine(self.table, self.view)
        self.filter.hide()
        self.stories = StoryBar(narrow=True)
        self.empty = label("", "hint", wrap=True)
        self.empty.setContentsMargins(theme.px(10), 0, theme.px(10), 0)  # below the heading
        self.setAcceptDrops(True)
        self._lay_out()
        self.add.clicked.connect(self.add_asked)
        self.order.clicked.connect(self._open_order)
        self.view.opened.connect(self.document_asked)
        self.view.menu_asked.connect(self._open_menu)
        self.view.delete_pressed.connect(self.ask_delete)
        self.view.find_pressed.connect(self.show_filter)
        self.view.team_asked.connect(self.team_asked)
        self.table.rename_asked.connect(self.rename_asked)
        self.table.value_asked.connect(lambda one, key, value: self.metadata_asked.emit([one], key, value))
        self.table.counted.connect(self._count)
        self._count()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        theme.spaced(head, 18, 8, 6, 2, gap=0)
        head.addWidget(self.heading, 1)
        head.addWidget(self.order)
        head.addWidget(self.add)
        self._below = QVBoxLayout()
        self._bars = OneBar(self._below, self.view)
        theme.spaced(self._below, 8, 0, 8, 6, gap=6)
        self._below.addWidget(self.filter)
        self._below.addWidget(self.empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(head)
        box.addLayout(self._below)
        box.addWidget(self.stories)
        box.addWidget(self.view, 1)

    # What is shown

    def show_documents(self, rows: Sequence[DocumentRow]) -> None:
        """Takes all documents; scroll, selection, sorting and filter stay."""
        self.table.show_documents(rows)

    def update_row(self, row: DocumentRow) -> None:
        """Changes one document, or adds it."""
        self.table.update_row(row)

    def set_current(self, document: DocumentId | None) -> None:
        """Marks the document that is open in front, and shows its row."""
        self.table.set_current(document)
        place = self.table.place_of(document)
        if place is not None:
            index = self.table.index(place, 0)
            self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.view.scrollTo(index)

    def set_remark(self, text: str) -> None:
        """What stands at the end of the heading, "my queue 3 / 6"; empty for the number of documents."""
        self._remark = text
        self._count()

    def show_filter(self) -> None:
        """Opens the filter line; Esc in it closes it and shows all."""
        self.filter.open()

    def chosen(self) -> list[DocumentId]:
        """The selected documents, in the order shown."""
        return self.view.chosen()

    def _count(self) -> None:
        told = count_words(self.table)
        plain = self.table.shown == self.table.total and not self.table.queue_only
        if not self._over:
            self.heading.set_right_text(self._remark if self._remark and plain else told)
        total = self.table.total
        none_left = self.table.queue_only and not self.table.filter_text
        self.empty.setText(tr("No documents yet. Drop files or a folder here, or press +.") if not total else
                           tr("You have finished all of them.") if none_left else
                           tr("No document has all of these words."))
        self.empty.setVisible(not self.table.shown)

    # What is asked

    def ask_rename(self, document: DocumentId) -> None:
        place, row = self.table.place_of(document), self.table.row_of(document)
        if place is not None and row is not None and not self._refuses(row):
            self.view.setCurrentIndex(self.table.index(place, 0))
            self.view.edit(self.table.index(place, 0))

    def _refuses(self, row: DocumentRow) -> bool:
        """Whether the document was deleted already, which is said."""
        if row.gone:
            self.refused.emit(gone_words(row.title))
        return row.gone

    def ask_delete(self) -> None:
        """Asks above the list, saying what goes with the selected documents."""
        rows = [row for one in self.chosen() if (row := self.table.row_of(one)) is not None]
        if not rows or any(map(self._refuses, rows)):
            return
        bar = delete_question(rows, self.count_hidden([row.id for row in rows]))
        bar.agreed.connect(partial(self.delete_asked.emit, [row.id for row in rows]))
        self._bars.open(bar)

    def ask_metadata(self, documents: list[DocumentId], key: str, name: str) -> None:
        """Opens a line for one value of the metadata of documents."""
        rows = [row for one in documents if (row := self.table.row_of(one)) is not None]
        if not rows or any(map(self._refuses, rows)):
            return
        bar = ValueBar(rows, key, name, self.table.values_of(key))
        bar.given.connect(partial(self._take_metadata, [row.id for row in rows], key))
        self._bars.open(bar)

    def _take_metadata(self, documents: list[DocumentId], key: str, value: str) -> None:
        self.metadata_asked.emit(documents, key, value)

    def ask_deleted(self, deleted: Sequence[DeletedDocument]) -> None:
        """Lists what was deleted, to be restored."""
        bar = DeletedBar(deleted)
        bar.chosen.connect(self.restore_asked)
        self._bars.open(bar)

    def menu(self) -> QMenu:
        """All that can be asked of the selected documents."""
        return selection_menu(self, self)

    def order_menu(self) -> QMenu:
        return order_menu(self.table, self, self.show_filter)

    def _open_menu(self, place: QPoint) -> None:
        popped_up(self.menu(), place)

    def _open_order(self) -> None:
        popped_up(self.order_menu(), self.order.mapToGlobal(QPoint(0, self.order.height())))

    # Files that are dropped

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._show_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_over(False)
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(False)
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_dropped.emit(paths)

    def _show_over(self, over: bool) -> None:
        self._over = over
        if over:
            self.heading.set_right_text(tr("drop to add"))
        self._count()
