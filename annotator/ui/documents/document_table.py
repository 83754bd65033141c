"""The documents of a project as a list for Qt's views, sorted and filtered here, so that 10,000 stay fluid."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QAbstractListModel, QDate, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from annotator.model.ids import DocumentId
from annotator.ui.badge import look_words
from annotator.ui.words import tr, tr_n

DOCUMENT_ROW = Qt.ItemDataRole.UserRole + 1
IS_CURRENT = Qt.ItemDataRole.UserRole + 2

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class DocumentState(Enum):
    NEW = "new"
    BEGUN = "begun"
    FINISHED = "finished"


class Sorting(Enum):
    TITLE = "title"
    DATE = "date"      # the newest first, without a date last
    GIVEN = "given"    # as the caller gave them: the queue


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document, one line."""

    id: DocumentId
    title: str
    state: DocumentState = DocumentState.NEW
    read: float = 0.0                     # of a begun one: the share that has been read or coded, 0 to 1
    date: str = ""                        # ISO 8601, as precise as it is known: "2019", "2019-08", "2019-08-29"
    codings: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)
    finished_by: tuple[str, ...] = ()     # the names of those who have finished it
    to_look_at: int = 0                   # open conflicts that it has a part in
    gone: bool = False                    # deleted, though codings lean on it


class DocumentTable(QAbstractListModel):
    """Rows by `show_documents`; a change of one by `update_row` keeps scroll and selection of its views."""

    rename_asked = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: dict[DocumentId, DocumentRow] = {}
        self._given: dict[DocumentId, int] = {}
        self._rows: list[DocumentRow] = []
        self._place: dict[DocumentId, int] | None = None  # made when first asked for after a change
        self._sorting = Sorting.TITLE
        self._words: tuple[str, ...] = ()
        self._current: DocumentId | None = None

    # What is shown

    def show_documents(self, rows: Sequence[DocumentRow]) -> None:
        self._all = {row.id: row for row in rows}
        self._given = {row.id: at for at, row in enumerate(rows)}
        self._refill()

    def update_row(self, row: DocumentRow) -> None:
        """Puts a row in the place of the one with its id, or adds it; moves it where the sorting says so."""
        known = row.id in self._all
        self._given.setdefault(row.id, len(self._given))
        old_place = self.place_of(row.id) if known else None
        self._all[row.id] = row
        if old_place is None:
            if self._passes(row):
                at = bisect_left(self._rows, self._rank(row), key=self._rank)
                self.beginInsertRows(QModelIndex(), at, at)
                self._rows.insert(at, row)
                self._place = None
                self.endInsertRows()
            return
        others = self._rows[:old_place] + self._rows[old_place + 1:]
        at = bisect_left(others, self._rank(row), key=self._rank)
        if at != old_place:
            self.beginMoveRows(QModelIndex(), old_place, old_place, QModelIndex(), at + 1 if at > old_place else at)
            others.insert(at, row)
            self._rows, self._place = others, None
            self.endMoveRows()
        self._rows[at] = row
        self.dataChanged.emit(self.index(at), self.index(at))

    def sort_by(self, sorting: Sorting) -> None:
        self._sorting = sorting
        self._refill()

    def filter_by(self, text: str) -> None:
        """Keeps the rows whose title or metadata hold all of these words, in any case."""
        words = tuple(folded(word) for word in text.split())
        if words != self._words:
            self._words = words
            self._refill()

    def set_current(self, document: DocumentId | None) -> None:
        """The document that is open in front."""
        before, self._current = self._current, document
        for one in (before, document):
            at = self.place_of(one)
            if at is not None:
                self.dataChanged.emit(self.index(at), self.index(at))

    @property
    def sorting(self) -> Sorting:
        return self._sorting

    @property
    def total(self) -> int:
        """All documents, also those that the filter hides."""
        return len(self._all)

    def row_of(self, document: DocumentId | None) -> DocumentRow | None:
        return None if document is None else self._all.get(document)

    def row_at(self, index: _Index) -> DocumentRow | None:
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def place_of(self, document: DocumentId | None) -> int | None:
        """In which line it stands; None if the filter hides it."""
        if self._place is None:
            self._place = {row.id: at for at, row in enumerate(self._rows)}
        return None if document is None else self._place.get(document)

    # What a view asks

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        row = self.row_at(index)
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index) if row.gone else super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # what it is depends on the role
        row = self.row_at(index)
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.title
        if role == DOCUMENT_ROW:
            return row
        if role == IS_CURRENT:
            return row.id == self._current
        if role == Qt.ItemDataRole.ToolTipRole:
            return _told(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(row)
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Asks for a new title; the row changes when the project says so."""
        row, title = self.row_at(index), " ".join(str(value).split())
        if row is None or role != Qt.ItemDataRole.EditRole or not title or title == row.title:
            return False
        self.rename_asked.emit(row.id, title)
        return True

    def _refill(self) -> None:
        """All rows anew; a view keeps what it had by the ids of its rows."""
        self.beginResetModel()
        self._rows = sorted((row for row in self._all.values() if self._passes(row)), key=self._rank)
        self._place = None
        self.endResetModel()

    def _passes(self, row: DocumentRow) -> bool:
        if not self._words:
            return True
        text = folded(" ".join((row.title, *row.metadata.values())))
        return all(word in text for word in self._words)

    def _rank(self, row: DocumentRow) -> tuple[object, ...]:
        if self._sorting is Sorting.GIVEN:
            return (self._given[row.id],)
        title = folded(row.title), row.id
        if self._sorting is Sorting.TITLE:
            return title
        return (-_first_day(row.date), *title)


@lru_cache(maxsize=32_768)
def _first_day(date: str) -> int:
    """The first possible day of a date as a number that rises with it; 0 without one."""
    found = _ISO.match(date)
    if found is None:
        return 0
    year, month, day = (int(part or 1) for part in found.groups())
    return year * 10_000 + month * 100 + day


@lru_cache(maxsize=32_768)
def folded(text: str) -> str:
    """The text without case and accents, to be sorted and searched by."""
    if text.isascii():
        return text.lower()
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def state_words(state: DocumentState) -> str:
    words = {DocumentState.NEW: tr("new"), DocumentState.BEGUN: tr("begun"), DocumentState.FINISHED: tr("finished")}
    return words[state]


def date_words(date: str) -> str:
    """A date of ISO 8601, partial too, as people read it: "29 Aug 19", "Aug 2019", "2019"; else as it stands."""
    found = _ISO.match(date)
    if found is None:
        return date
    year, month, day = (int(part) if part else 0 for part in found.groups())
    locale = QLocale()
    whole = QDate(year, month or 1, day or 1)
    if not whole.isValid():
        return date
    if not month:
        return str(year)
    return locale.toString(whole, "d MMM yy" if day else "MMM yyyy")


def _told(row: DocumentRow) -> str:
    """What the tool tip says."""
    lines = [row.title, f"{state_words(row.state)} · {tr_n('%n coding', '%n codings', row.codings)}"]
    if row.finished_by:
        lines.append(tr("finished by {names}", names=", ".join(row.finished_by)))
    if row.to_look_at:
        lines.append(look_words(row.to_look_at))
    if row.gone:
        lines.append(gone_words(row.title))
    lines += [f"{name}: {value}" for name, value in row.metadata.items() if value]
    return "\n".join(lines)


def _spoken(row: DocumentRow) -> str:
    """What a screen reader says of the row."""
    said = [row.title, state_words(row.state), date_words(row.date)]
    if row.finished_by:
        said.append(tr("finished by {names}", names=", ".join(row.finished_by)))
    if row.gone:
        said.append(tr("deleted"))
    if row.to_look_at:
        said.append(look_words(row.to_look_at))
    return ", ".join(part for part in said if part)


def gone_words(title: str) -> str:
    """What to do where a document was deleted though it is coded."""
    return tr("“{title}” was deleted while others coded it: restore it, or delete its codings, in Team.", title=title)
