"""The codes of a codebook as a tree for Qt's views, with what is counted on them and where they may be dragged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from annotator.model.ids import CodeId, EntityId
from annotator.ui.badge import look_words
from annotator.ui.carried import PASSAGE_MIME
from annotator.ui.reader.palette import Look, look_of
from annotator.ui.words import tr, tr_n

if TYPE_CHECKING:  # the values alone; what makes them brings the store with it
    from annotator.operations.codebook import ProjectCode

CODE_MIME = "application/x-annotator-code"
ROW = Qt.ItemDataRole.UserRole + 1  # the CodeRow of an index

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ID = 16  # bytes of an id
_NO_MARKS: Mapping[EntityId, int] = {}


def gone_words(name: str) -> str:
    """What to do where a code was deleted though it is used."""
    return tr("“{name}” was deleted while others used it: restore it, or recode its codings, in Team.", name=name)


# Made once: a tree asks each row for its flags at each layout.
_OF_GONE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_OF_LIVE = (
    _OF_GONE | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
)


@dataclass(slots=True, eq=False)
class CodeRow:
    """One code in its place, with its look and its counts."""

    code: ProjectCode
    look: Look
    own: int                    # codings of this code
    to_look_at: int = 0         # open conflicts that it has a part in
    place: int = 0              # among its siblings
    number: int = 0             # among all
    depth: int = 0
    whole: int = 0              # codings of this code and of all below it
    above: CodeRow | None = None
    below: list[CodeRow] = field(default_factory=list)

    @property
    def id(self) -> CodeId:
        return self.code.id

    @property
    def shown(self) -> tuple[object, ...]:
        """All that its row shows."""
        return self.code, self.look, self.own, self.whole, self.to_look_at

    @property
    def is_heading(self) -> bool:
        """Whether it only groups: at the top, with codes below, and without codings of its own."""
        return self.above is None and bool(self.below) and not self.own


class CodeTree(QAbstractItemModel):
    """The codes in the order shown; `show_codes` takes them as the project gives them."""

    rename_asked = Signal(object, str)           # code, name
    move_asked = Signal(object, object, object)  # code, parent or None, in front of or None
    several_moved = Signal(object, object, object)  # codes, parent or None, in front of or None
    dropped_on = Signal(object, object)          # codes, the code that they were dropped on
    merge_asked = Signal(object, object)         # codes, the code that is to stand for them
    passage_dropped = Signal(object)             # code

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._codes: Sequence[ProjectCode] = ()
        self._top: list[CodeRow] = []
        self._rows: list[CodeRow] = []
        self._number: dict[CodeId, int] = {}
        self._pinned: frozenset[CodeId] = frozenset()

    # What is shown

    def show_codes(
        self, codes: Sequence[ProjectCode], counts: Mapping[CodeId, int], marked: Mapping[EntityId, int] = _NO_MARKS
    ) -> bool:
        """Takes the codes in the order shown, the codings of each, and how much there is to look at in Team; whether
        the tree had to be built anew.

        Where the same codes stand in the same places only their rows change, and a view keeps all that it has.
        """
        if codes is self._codes:  # nothing but counts and marks can be others
            self._recount(counts, marked)
            return False
        self._codes = codes
        top, rows = _planted(codes, counts, marked)
        same = [(row.id, row.above and row.above.id) for row in rows] == [
            (row.id, row.above and row.above.id) for row in self._rows
        ]
        if not same:
            self.beginResetModel()
        before = self._rows
        self._top, self._rows = top, rows
        self._number = {row.id: number for number, row in enumerate(rows)}
        if not same:
            self.endResetModel()
            return True
        for old, new in zip(before, rows, strict=True):
            if old.shown != new.shown:
                index = self.index_of(new.id)
                self.dataChanged.emit(index, index)
        return False

    def _recount(self, counts: Mapping[CodeId, int], marked: Mapping[EntityId, int]) -> None:
        changed: dict[CodeId, CodeRow] = {}
        for row in self._rows:
            this = row.code.id
            own, to_look_at = counts.get(this, 0), marked.get(this, 0)
            if own != row.own or to_look_at != row.to_look_at:
                more, row.own, row.to_look_at = own - row.own, own, to_look_at
                at: CodeRow | None = row
                while at is not None:
                    at.whole += more
                    changed[at.id] = at
                    at = at.above if more else None
        for row in changed.values():
            index = self.createIndex(row.place, 0, row.number)
            self.dataChanged.emit(index, index)

    def set_pinned(self, codes: frozenset[CodeId]) -> None:
        """The sticky codes, which each new selection gets."""
        changed, self._pinned = self._pinned ^ codes, codes
        for code in changed:
            index = self.index_of(code)
            if index.isValid():
                self.dataChanged.emit(index, index)

    def is_pinned(self, code: CodeId) -> bool:
        return code in self._pinned

    @property
    def rows(self) -> Sequence[CodeRow]:
        """All codes, each before those below it."""
        return self._rows

    def row_of(self, code: CodeId | None) -> CodeRow | None:
        number = None if code is None else self._number.get(code)
        return None if number is None else self._rows[number]

    def row_at(self, index: _Index) -> CodeRow | None:
        return self._rows[index.internalId()] if index.isValid() else None

    def index_of(self, code: CodeId | None) -> QModelIndex:
        """Where the code stands; an invalid index if it is not here."""
        row = self.row_of(code)
        return QModelIndex() if row is None else self.createIndex(row.place, 0, row.number)

    # What a view asks

    def index(self, row: int, column: int, parent: _Index = _NOWHERE) -> QModelIndex:
        siblings = self._below(parent)
        if column != 0 or not 0 <= row < len(siblings):
            return QModelIndex()
        return self.createIndex(row, 0, siblings[row].number)

    def parent(self, index: _Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # QObject.parent() has no index
        row = self.row_at(index)
        return QModelIndex() if row is None or row.above is None else self.index_of(row.above.id)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return len(self._below(parent))

    def columnCount(self, parent: _Index = _NOWHERE) -> int:  # noqa: ARG002  # Qt's signature
        return 1

    def hasChildren(self, parent: _Index = _NOWHERE) -> bool:
        return bool(self._below(parent))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # what it is depends on the role
        row = self.row_at(index)
        if row is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.code.name
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return told(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(row, pinned=self.is_pinned(row.id))
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Asks for a new name; the row changes when the project says so."""
        row = self.row_at(index)
        name = " ".join(str(value).split())
        if row is None or role != Qt.ItemDataRole.EditRole or not name or name == row.code.name:
            return False
        self.rename_asked.emit(row.id, name)
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        row = self.row_at(index)
        if row is None:
            return Qt.ItemFlag.ItemIsDropEnabled
        if row.code.gone:
            return _OF_GONE
        return _OF_LIVE

    # Dragging

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:
        return [CODE_MIME, PASSAGE_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        rows = [row for index in indexes if (row := self.row_at(index)) is not None and not row.code.gone]
        if rows:
            data.setData(CODE_MIME, QByteArray(b"".join(row.id for row in rows)))
            data.setText("\n".join(row.code.name for row in rows))
        return data

    def canDropMimeData(
        self,
        data: QMimeData,
        action: Qt.DropAction,
        row: int,
        column: int,  # noqa: ARG002  # Qt's signature; there is one column
        parent: _Index,
    ) -> bool:
        """A passage lands on a code, codes between others; codes on another one are moved below it or merged into it,
        which is asked."""
        target = self.row_at(parent)
        if target is not None and target.code.gone:
            return False
        if data.hasFormat(PASSAGE_MIME):
            return parent.isValid() and row < 0
        moved = self._dragged(data)
        if not moved or action == Qt.DropAction.IgnoreAction:
            return False
        if target is None or row >= 0:
            return all(self._may_move(one, row, parent) for one in moved)
        return any((self.may_move_below(moved, target), self.may_merge(moved, target)))

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index) -> bool:
        """Tells what was asked; nothing moves before the project has moved it, so the answer is always False."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        target = self.row_at(parent)
        if data.hasFormat(PASSAGE_MIME):
            self.passage_dropped.emit(target.id if target is not None else None)
            return False
        moved = self._dragged(data)
        codes = tuple(one.id for one in moved)
        if target is not None and row < 0:
            merges = action == Qt.DropAction.CopyAction and self.may_merge(moved, target)
            (self.merge_asked if merges else self.dropped_on).emit(codes, target.id)
            return False
        siblings = self._below(parent)
        before = siblings[row].id if 0 <= row < len(siblings) else None
        above = target.id if target is not None else None
        if len(codes) == 1:
            self.move_asked.emit(codes[0], above, before)
        else:
            self.several_moved.emit(codes, above, before)
        return False

    def _dragged(self, data: QMimeData) -> list[CodeRow]:
        if not data.hasFormat(CODE_MIME):
            return []
        held = bytes(data.data(CODE_MIME).data())
        ids = [held[at : at + _ID] for at in range(0, len(held), _ID)]
        return [row for one in ids if (row := self.row_of(CodeId(EntityId(one)))) is not None]

    def _may_move(self, moved: CodeRow, row: int, parent: _Index) -> bool:
        """Not below itself, not where it stands already, and not beside a code of the same name."""
        target = self.row_at(parent)
        if target is not None and is_below(target, moved):
            return False
        if target is moved.above:
            last = len(self._below(parent)) - 1
            return row not in (moved.place, moved.place + 1) and not (row < 0 and moved.place == last)
        name = moved.code.name.casefold()
        return all(other.code.name.casefold() != name for other in self._below(parent))

    def may_move_below(self, moved: Sequence[CodeRow], target: CodeRow) -> bool:
        """Whether all of these can stand below a code, at the end."""
        return all(self._may_move(one, -1, self.index_of(target.id)) for one in moved)

    @staticmethod
    def may_merge(moved: Sequence[CodeRow], target: CodeRow) -> bool:
        """Whether a code can stand for all of these: it is none of them, and stands below none."""
        return not target.code.gone and not any(is_below(target, one) or one.code.gone for one in moved)

    def siblings(self, row: CodeRow) -> Sequence[CodeRow]:
        """The rows that stand where this one stands, itself among them."""
        return self._top if row.above is None else row.above.below

    def _below(self, parent: _Index) -> list[CodeRow]:
        row = self.row_at(parent)
        return self._top if row is None else row.below


def self_and_below(row: CodeRow) -> Iterator[CodeRow]:
    """The row and all below it."""
    waiting = [row]
    while waiting:
        one = waiting.pop()
        yield one
        waiting.extend(reversed(one.below))


def _planted(
    codes: Sequence[ProjectCode], counts: Mapping[CodeId, int], marked: Mapping[EntityId, int]
) -> tuple[list[CodeRow], list[CodeRow]]:
    """The top rows and all rows, each parent before its children; a code whose parent is missing stands at the top."""
    rows = {
        code.id: CodeRow(code, look_of(code.colour, at), counts.get(code.id, 0), marked.get(code.id, 0))
        for at, code in enumerate(codes)
    }
    top: list[CodeRow] = []
    for row in rows.values():
        above = rows.get(row.code.parent) if row.code.parent is not None else None
        if above is not None and not is_below(above, row):
            row.above = above
        siblings = top if row.above is None else row.above.below
        row.place = len(siblings)
        siblings.append(row)
    ordered = [row for first in top for row in self_and_below(first)]
    for number, row in enumerate(ordered):
        row.number = number
        row.depth = 0 if row.above is None else row.above.depth + 1
    for row in reversed(ordered):
        row.whole += row.own
        if row.above is not None:
            row.above.whole += row.whole
    return top, ordered


def is_below(row: CodeRow, other: CodeRow) -> bool:
    """Whether a row is another one, or stands below it."""
    at: CodeRow | None = row
    while at is not None:
        if at is other:
            return True
        at = at.above
    return False


def told(row: CodeRow) -> str:
    """What the tool tip says: path, counts, definition."""
    lines = [" › ".join(row.code.path), counted(row)]
    if row.to_look_at:
        lines.append(look_words(row.to_look_at))
    if row.code.gone:
        lines.append(gone_words(row.code.name))
    elif row.code.to_define:
        lines.append(tr("To define: what this code means has not been written yet."))
    elif row.code.code.definition:
        lines.append(row.code.code.definition)
    return "\n".join(lines)


def counted(row: CodeRow) -> str:
    """How many codings, in words."""
    if not row.below:
        return tr_n("%n coding", "%n codings", row.own)
    return tr_n(
        "%n coding with the codes below, {own} of its own",
        "%n codings with the codes below, {own} of its own",
        row.whole,
        own=row.own,
    )


def _spoken(row: CodeRow, *, pinned: bool) -> str:
    """What a screen reader says of the row."""
    said = [row.code.name, tr_n("%n coding", "%n codings", row.whole)]
    if row.code.code.key:
        said.append(tr("key {key}", key=" ".join(row.code.code.key.upper())))
    if row.code.to_define:
        said.append(tr("to define"))
    if pinned:
        said.append(tr("sticky"))
    if row.code.gone:
        said.append(tr("deleted"))
    if row.to_look_at:
        said.append(look_words(row.to_look_at))
    return ", ".join(said)
