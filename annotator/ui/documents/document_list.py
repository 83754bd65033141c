"""The documents beside the text: one line each, to be opened, found, renamed and deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QPushButton,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.model.ids import DocumentId
from annotator.ui import theme
from annotator.ui.codebook.inline_bars import ConfirmBar, NameBar, OneBar
from annotator.ui.documents.document_rows import DocumentRows
from annotator.ui.documents.document_table import DocumentRow, DocumentTable, Sorting, gone_words
from annotator.ui.parts import SectionHeading, label, set_role
from annotator.ui.plain_letters import belongs_to_the_window, claims
from annotator.ui.words import number, tr, tr_n

KEYS_OF_METADATA = (("date", "Date"), ("outlet", "Outlet"), ("author", "Author"), ("url", "Address"))


class DocumentView(QListView):
    """The rows; letters go on to the window."""

    opened = Signal(object)
    menu_asked = Signal(object)   # QPoint on the screen
    delete_pressed = Signal()
    find_pressed = Signal()
    team_asked = Signal(object)   # a click on the mark of a document

    def __init__(self, table: DocumentTable) -> None:
        super().__init__()
        self.table = table
        self.setModel(table)
        self._rows_painter, self._on_badge = DocumentRows(self), False
        self.setItemDelegate(self._rows_painter)
        self.setStyleSheet("QListView, QListView::item, QListView::item:selected { background: transparent; "
                           "selection-background-color: transparent; }")
        self.setAccessibleName(tr("Documents"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.clicked.connect(self._clicked)
        self._kept: tuple[list[DocumentId], DocumentId | None, int] = ([], None, 0)
        table.modelAboutToBeReset.connect(self._keep_place)
        table.modelReset.connect(self._come_back)

    def chosen(self) -> list[DocumentId]:
        """The selected documents, in the order shown."""
        rows = sorted(self.selectionModel().selectedRows(), key=lambda index: index.row())
        return [row.id for index in rows if (row := self.table.row_at(index)) is not None]

    def _keep_place(self) -> None:
        row = self.table.row_at(self.currentIndex())
        self._kept = self.chosen(), row.id if row is not None else None, self.verticalScrollBar().value()

    def _come_back(self) -> None:
        chosen, current, scrolled = self._kept
        flags, selection = QItemSelectionModel.SelectionFlag, QItemSelection()
        for one in chosen:
            if (place := self.table.place_of(one)) is not None:
                selection.select(self.table.index(place), self.table.index(place))
        if (place := self.table.place_of(current)) is not None:
            self.selectionModel().setCurrentIndex(self.table.index(place), flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(scrolled)

    def keyboardSearch(self, search: str) -> None:
        """Letters mean codes, so there is no searching by them; the filter finds."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.table.row_at(self.currentIndex())
        if belongs_to_the_window(event):
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and row is not None:
            self.opened.emit(row.id)
        elif event.key() == Qt.Key.Key_Delete and row is not None:
            self.delete_pressed.emit()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.find_pressed.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and (
            claims(event, Qt.Key.Key_F2, Qt.Key.Key_Delete)
            or (event.type() == QEvent.Type.ShortcutOverride and event.matches(QKeySequence.StandardKey.Find))
        ):
            event.accept()
            return True
        return super().event(event)

    def badge_of(self, document: DocumentId) -> QRect:
        """Where a document has its mark, in pixels of the viewport; empty where it has none."""
        place, row = self.table.place_of(document), self.table.row_of(document)
        if place is None or row is None:
            return QRect()
        option = QStyleOptionViewItem()
        option.rect = self.visualRect(self.table.index(place))
        return self._rows_painter.badge_area(option, row)

    def _badge_at(self, point: QPoint) -> DocumentId | None:
        row = self.table.row_at(self.indexAt(point))
        return row.id if row is not None and row.to_look_at and self.badge_of(row.id).contains(point) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a mark it does not open the document."""
        marked = self._badge_at(event.position().toPoint())
        self._on_badge = marked is not None and event.button() == Qt.MouseButton.LeftButton
        if not self._on_badge:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._on_badge:
            super().mouseReleaseEvent(event)
            return
        self._on_badge = False
        marked = self._badge_at(event.position().toPoint())
        if marked is not None:
            self.team_asked.emit(marked)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at_row = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.menu_asked.emit(at_row if event.reason() == QContextMenuEvent.Reason.Keyboard else event.globalPos())

    def _clicked(self, index: QModelIndex) -> None:
        row = self.table.row_at(index)
        if row is not None and len(self.selectionModel().selectedRows()) == 1:
            self.opened.emit(row.id)


class DocumentList(QWidget):
    """Shows the rows that it is given and emits what is asked of them."""

    document_asked = Signal(object)
    rename_asked = Signal(object, str)
    delete_asked = Signal(object)                # list of documents
    metadata_asked = Signal(object, str, str)    # document, key, value
    add_asked = Signal()
    files_dropped = Signal(list)                 # paths
    team_asked = Signal(object)                  # what there is to look at of this document
    refused = Signal(str)                        # a sentence: why that cannot be asked, and what can be done

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._remark = ""
        self.count_hidden: Callable[[Sequence[DocumentId]], int] = lambda _those: 0  # codings not counted here
        self.table = DocumentTable(self)
        self.view = DocumentView(self.table)
        self.view.setMinimumHeight(theme.px(80))
        self.heading = SectionHeading(tr("Documents"))
        self.add = QPushButton("+")
        self.add.setToolTip(tr("Add documents"))
        self.order = QPushButton("⋯")
        self.order.setToolTip(tr("Sort and filter"))
        for button in (self.add, self.order):
            set_role(button, "flat")
            button.setStyleSheet("padding: 0px;")
            theme.sized(button, width=20, height=22)
            button.setAccessibleName(button.toolTip())
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("filter by title, outlet, author…"))
        self.filter.setAccessibleName(tr("Filter the documents"))
        self.filter.setClearButtonEnabled(True)
        self.filter.installEventFilter(self)
        self.filter.hide()
        self.empty = label("", "hint", wrap=True)
        self.empty.setContentsMargins(theme.px(10), 0, theme.px(10), 0)  # below the heading
        self.setAcceptDrops(True)
        self._lay_out()
        self.add.clicked.connect(self.add_asked)
        self.order.clicked.connect(self._open_order)
        self.filter.textChanged.connect(self._filter)
        self.view.opened.connect(self.document_asked)
        self.view.menu_asked.connect(self._open_menu)
        self.view.delete_pressed.connect(self.ask_delete)
        self.view.find_pressed.connect(self.show_filter)
        self.view.team_asked.connect(self.team_asked)
        self.table.rename_asked.connect(self.rename_asked)
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
        box.addWidget(self.view, 1)

    # What is shown

    def show_documents(self, rows: Sequence[DocumentRow]) -> None:
        """Takes all documents; scroll, selection, sorting and filter stay."""
        self.table.show_documents(rows)
        self._count()

    def update_row(self, row: DocumentRow) -> None:
        """Changes one document, or adds it."""
        self.table.update_row(row)
        self._count()

    def set_current(self, document: DocumentId | None) -> None:
        """Marks the document that is open in front, and shows its row."""
        self.table.set_current(document)
        place = self.table.place_of(document)
        if place is not None:
            index = self.table.index(place)
            self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.view.scrollTo(index)

    def set_remark(self, text: str) -> None:
        """What stands at the end of the heading, "my queue 3 / 6"; empty for the number of documents."""
        self._remark = text
        self._count()

    def show_filter(self) -> None:
        """Opens the filter line; Esc in it closes it and shows all."""
        self.filter.show()
        self.filter.setFocus()
        self.filter.selectAll()

    def chosen(self) -> list[DocumentId]:
        """The selected documents, in the order shown."""
        return self.view.chosen()

    def _count(self) -> None:
        shown, total = self.table.rowCount(), self.table.total
        told = number(total) if total else ""
        if shown != total:
            told = tr("{shown} of {total}", shown=number(shown), total=number(total))
        elif self._remark:
            told = self._remark
        self.heading.set_right_text(told)
        self.empty.setText(tr("No document has all of these words.") if total else
                           tr("No documents yet. Drop files or a folder here, or press +."))
        self.empty.setVisible(not shown)

    def _filter(self, text: str) -> None:
        self.table.filter_by(text)
        self._count()

    # What is asked

    def ask_rename(self, document: DocumentId) -> None:
        place, row = self.table.place_of(document), self.table.row_of(document)
        if place is not None and row is not None and not self._refuses(row):
            self.view.setCurrentIndex(self.table.index(place))
            self.view.edit(self.table.index(place))

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
        codings = sum(row.codings for row in rows)
        hidden = self.count_hidden([row.id for row in rows])
        what = (tr("“{title}”", title=rows[0].title) if len(rows) == 1
                else tr_n("%n document", "%n documents", len(rows)))
        told = tr("Delete {what}?", what=what)
        if codings:
            told = tr("Delete {what} with {codings}?", what=what, codings=tr_n("%n coding", "%n codings", codings))
        if hidden:
            told += " " + tr_n("%n coding of colleagues that is hidden goes too.",
                               "%n codings of colleagues that are hidden go too.", hidden)
        bar = ConfirmBar(told + " " + tr("Ctrl+Z brings all back."), tr("Delete"))
        bar.agreed.connect(partial(self.delete_asked.emit, [row.id for row in rows]))
        self._bars.open(bar)

    def ask_metadata(self, document: DocumentId, key: str, name: str) -> None:
        """Opens a line for one value of a document's metadata."""
        row = self.table.row_of(document)
        if row is None or self._refuses(row):
            return
        bar = NameBar(tr("{name} of “{title}”", name=name, title=row.title), may_be_empty=True)
        bar.line.setText(row.metadata.get(key, row.date if key == "date" else ""))
        bar.line.setPlaceholderText(tr("as 2019-08-29, 2019-08 or 2019") if key == "date" else tr("none"))
        bar.named.connect(partial(self._take_metadata, document, key))
        self._bars.open(bar)

    def _take_metadata(self, document: DocumentId, key: str, value: str) -> None:
        self.metadata_asked.emit(document, key, value)

    def menu(self) -> QMenu:
        """All that can be asked of the selected documents."""
        menu = QMenu(self)
        chosen = self.chosen()
        if len(chosen) == 1:
            one, row = chosen[0], self.table.row_of(chosen[0])
            menu.addAction(tr("Open"), partial(self.document_asked.emit, one))
            if row is not None and (row.gone or row.to_look_at):
                menu.addAction(tr("Look at it in Team"), partial(self.team_asked.emit, one))
            if row is not None and row.gone:
                return menu
            menu.addAction(tr("Rename"), partial(self.ask_rename, one)).setShortcut("F2")
            for key, name in KEYS_OF_METADATA:
                menu.addAction(tr("{name}…", name=tr(name)), partial(self.ask_metadata, one, key, tr(name)))
            menu.addSeparator()
        if chosen:
            menu.addAction(tr("Delete…"), self.ask_delete).setShortcut("Del")
            menu.addSeparator()
        menu.addAction(tr("Add documents…"), self.add_asked.emit)
        return menu

    def order_menu(self) -> QMenu:
        menu = QMenu(self)
        for sorting, name in ((Sorting.TITLE, tr("Sort by title")), (Sorting.DATE, tr("Sort by date")),
                              (Sorting.GIVEN, tr("Sort by when they came"))):
            action = menu.addAction(name, partial(self.table.sort_by, sorting))
            action.setCheckable(True)
            action.setChecked(self.table.sorting is sorting)
        menu.addSeparator()
        menu.addAction(tr("Filter…"), self.show_filter).setShortcut("Ctrl+F")
        return menu

    def _open_menu(self, place: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _open_order(self) -> None:
        menu = self.order_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.order.mapToGlobal(QPoint(0, self.order.height())))

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.filter and isinstance(event, QKeyEvent):
            escape = event.key() == Qt.Key.Key_Escape
            if event.type() == QEvent.Type.ShortcutOverride and (escape or belongs_to_the_window(event)):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and escape:
                self.filter.clear()
                self.filter.hide()
                self.view.setFocus()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Down:
                self.view.setFocus()
                return True
        return False

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
        self.heading.set_right_text(tr("drop to add")) if over else self._count()
