"""What a popup of Review offers to choose from: names with their counts, found by a few letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.ui import theme
from annotator.ui.codebook.paint import bold, draw_row_ground, draw_swatch, draw_text
from annotator.ui.codebook.shades import shades
from annotator.ui.icons import draw_icon
from annotator.ui.palette.fuzzy import Candidate, rank
from annotator.ui.reader.palette import Look
from annotator.ui.words import tr

CHOICE = Qt.ItemDataRole.UserRole + 1
MOST = 200

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing on offer; `value` is what is told when it is chosen."""

    value: object
    name: str
    note: str = ""  # a count, a type
    look: Look | None = None
    ticked: bool = False

    @property
    def spoken(self) -> str:
        said = f"{self.name}, {self.note}" if self.note else self.name
        return tr("{said}, set", said=said) if self.ticked else said


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, where that itself may be meant."""

    text: str


class ChoiceRows(QAbstractListModel):
    """Those that fit what was typed, best first; and last, where `free` says so, what was typed itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Choice, ...] = ()
        self._candidates: list[Candidate] = []
        self._rows: list[Choice] = []
        self._free = ""

    def take(self, choices: Sequence[Choice], free: str = "") -> None:
        """`free` is the line for what was typed, with “{text}” in it; empty where only what is on offer can be meant.
        The choices are kept in the order given as long as nothing is typed."""
        self._all, self._free = tuple(choices), free
        self._candidates = [Candidate((one.name,)) for one in self._all]

    def find(self, text: str) -> None:
        self.beginResetModel()
        if text.strip():
            self._rows = [self._all[match.index] for match in rank(text, self._candidates, most=MOST)]
        else:
            self._rows = list(self._all[:MOST])
        typed = " ".join(text.split())
        same = any(one.name.casefold() == typed.casefold() for one in self._rows)
        if self._free and typed and not same:
            self._rows.append(Choice(Typed(typed), self._free.replace("{text}", typed)))
        self.endResetModel()

    def row_at(self, row: int) -> Choice | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # what it is depends on the role
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == CHOICE:
            return row
        return row.spoken if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None


class ChoicePainter(QStyledItemDelegate):
    """A swatch or a tick, the name in ink, the count at the end."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002  # Qt's signature
        return QSize(80, round(QFontMetrics(self._view.font()).height() * 1.75))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(CHOICE)
        if not isinstance(row, Choice):
            return
        tones, font, direction = shades(), self._view.font(), self._view.layoutDirection()
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        area: QRect = option.rect
        draw_row_ground(painter, option, tones, current=current)
        line = area.adjusted(theme.px(14), 0, -theme.px(14), 0)

        def box(start: int, width: int) -> QRect:
            part = QRect(line.left() + start, line.top(), max(0, width), line.height())
            return QStyle.visualRect(direction, line, part)

        side, at = round(QFontMetrics(font).height() * 0.58), 0
        if row.look is not None:
            place = QRect(line.left(), line.center().y() - side // 2 + 1, side, side)
            draw_swatch(painter, QStyle.visualRect(direction, line, place), row.look, tones)
            at = side + theme.px(9)
        elif row.ticked:
            draw_icon(painter, QRectF(box(0, round(side * 1.5))), "tick", tones.accent)
            at = side + theme.px(9)
        small = theme.small(font)
        width = QFontMetrics(small).horizontalAdvance(row.note) + 2 if row.note else 0
        if width:
            draw_text(painter, box(line.width() - width, width), row.note, small, tones.quiet, right=True)
        face = bold(font) if current else font
        draw_text(painter, box(at, line.width() - at - width - theme.px(8)), row.name, face, tones.ink)
