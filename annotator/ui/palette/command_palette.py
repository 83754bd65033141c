"""Ctrl+K: one field over the window that finds commands, codes, cases and documents, and offers to find text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.palette.entries import Entry, Kind
from annotator.ui.palette.entry_row import ENTRY, PLACES, EntryRow
from annotator.ui.palette.fuzzy import Candidate, rank
from annotator.ui.parts import Rule, announce, label, set_role
from annotator.ui.words import tr

MOST_ROWS = 50
ROWS_SHOWN = 9
WIDTH = 620  # pixels at scale 1

Index = QModelIndex | QPersistentModelIndex


class CommandPalette(QFrame):
    """Lies over its parent, near the top, while it is open. The focus returns to where it was.

    Down, Up, Page Down and Page Up choose, Enter runs, Esc or a click elsewhere closes.
    """

    find_asked = Signal(str, bool)  # the text, whether in all documents
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "overlay")
        self._entries: tuple[Entry, ...] = ()
        self._candidates: tuple[Candidate, ...] = ()
        self._in_document = False
        self._before: QWidget | None = None
        self._found = FoundEntries(self)
        self.field = QLineEdit()
        set_role(self.field, "bare")
        self.field.setPlaceholderText(tr("Search text, codes, commands"))
        self.field.setAccessibleName(tr("Search text, codes, commands"))
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.hint = label(tr("Enter chooses · Esc closes"), "hint")
        self.list = QListView()
        self.list.setModel(self._found)
        self.list.setItemDelegate(EntryRow(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("What was found"))
        self.list.clicked.connect(self._run)
        self.list.selectionModel().currentChanged.connect(self._say_current)
        top = QHBoxLayout()
        theme.spaced(top, 16, 11, 16, 11, gap=12)
        top.addWidget(self.field, 1)
        top.addWidget(self.hint)
        self._rows = QVBoxLayout()
        theme.spaced(self._rows, 5, 5, 5, 5)
        self._rows.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Rule())
        column.addLayout(self._rows)
        self.hide()

    def open(self, entries: Sequence[Entry], *, query: str = "", in_document: bool = False) -> None:
        """Opens with these entries; `in_document` if there is a document to find text in."""
        self._entries = tuple(entries)
        self._candidates = tuple(map(_candidate, entries))
        self._in_document = in_document
        if self.isHidden():
            self._before = QApplication.focusWidget()
            self.window().installEventFilter(self)
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # there is one: we are a widget
        self.field.setText(query)
        self._search(query)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        self.field.selectAll()

    def add(self, entries: Sequence[Entry]) -> None:
        """More entries of the same sort, while it is open; what is typed and chosen stays."""
        if self.isHidden():
            return
        chosen = self.list.currentIndex().row()
        self._entries += tuple(entries)
        self._candidates += tuple(map(_candidate, entries))
        self._search(self.field.text())
        if 0 < chosen < self._found.rowCount():
            self.list.setCurrentIndex(self._found.index(chosen))

    def close_palette(self) -> None:
        """Closes and gives the focus back."""
        if self.isHidden():
            return
        self.window().removeEventFilter(self)
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # as above
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)
        self._before = None
        self.closed.emit()

    def shown_entries(self) -> tuple[Entry, ...]:
        """The rows as they stand, the best first."""
        return self._found.entries

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if watched is self.window() and event.type() == QEvent.Type.Resize:
            self._place()
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget) and not self._holds(watched):
            self.close_palette()
        return False

    def _holds(self, widget: QWidget) -> bool:
        return widget is self or self.isAncestorOf(widget)

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS_SHOWN, Qt.Key.Key_PageUp: -ROWS_SHOWN}
        if key in steps:
            self._move(steps[key], around=abs(steps[key]) == 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.list.currentIndex())
        elif key == Qt.Key.Key_Escape:
            self.close_palette()
        else:
            return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)  # the focus stays here
        return True

    def _move(self, by: int, *, around: bool) -> None:
        rows = self._found.rowCount()
        if not rows:
            return
        row = self.list.currentIndex().row() + by
        row = row % rows if around else min(max(row, 0), rows - 1)
        self.list.setCurrentIndex(self._found.index(row))

    def _run(self, index: Index) -> None:
        if not index.isValid():
            return
        entry = self._found.entries[index.row()]
        if not entry.enabled:
            return
        self.close_palette()
        entry.run()

    def _search(self, query: str) -> None:
        matches = rank(query, self._candidates, most=MOST_ROWS)
        rows = [(self._entries[match.index], match.positions) for match in matches]
        rows.sort(key=lambda row: not row[0].enabled)
        rows += [(entry, ()) for entry in self._find_entries(query.strip())]
        self._found.show(rows)
        if rows:
            self.list.setCurrentIndex(self._found.index(0))
        self._place()

    def _find_entries(self, text: str) -> list[Entry]:
        if not text:
            return []
        everywhere = Entry(Kind.FIND, tr("Find “{text}” in all documents", text=text), "", "",
                           lambda: self.find_asked.emit(text, True))
        here = Entry(Kind.FIND, tr("Find “{text}” in this document", text=text), "", "",
                     lambda: self.find_asked.emit(text, False))
        return [here, everywhere] if self._in_document else [everywhere]

    def _place(self) -> None:
        over = self.parentWidget()
        if over is None:
            return
        margin = theme.px(12)
        width = min(theme.px(WIDTH), over.width() - 2 * margin)
        row = self.list.sizeHintForRow(0) if self._found.rowCount() else 0
        room = over.height() - 2 * margin
        head = self.field.sizeHint().height() + theme.px(22 + 10) + 4
        shown = min(self._found.rowCount(), ROWS_SHOWN, max(1, (room - head) // row) if row else 0)
        self.list.setFixedHeight(shown * row)
        self.list.setVisible(shown > 0)
        height = head + shown * row
        top = min(max(margin, round(over.height() * 0.12)), max(margin, over.height() - height - margin))
        self.setGeometry((over.width() - width) // 2, top, width, height)

    def _say_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            announce(self.field, str(current.data(Qt.ItemDataRole.AccessibleTextRole)))


def _candidate(entry: Entry) -> Candidate:
    return Candidate((entry.title, f"{entry.detail} {entry.title}", *entry.aliases), entry.boost)


class FoundEntries(QAbstractListModel):
    """The rows of the palette."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()
        self._places: tuple[tuple[int, ...], ...] = ()

    def show(self, rows: Sequence[tuple[Entry, tuple[int, ...]]]) -> None:
        """Entries, each with the code points of its title that matched."""
        self.beginResetModel()
        self.entries = tuple(entry for entry, _places in rows)
        self._places = tuple(places for _entry, places in rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == ENTRY:
            return entry
        if role == PLACES:
            return self._places[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            place = tr("{row} of {rows}", row=index.row() + 1, rows=len(self.entries))
            state = "" if entry.enabled else tr("cannot be done now")
            return ", ".join(part for part in (entry.title, entry.detail, entry.shortcut, state, place) if part)
        return None
