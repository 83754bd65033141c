"""What auto-coding would code, line by line, each with a tick; what is so coded already is marked and has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QTableView

from annotator.ui import theme
from annotator.ui.codebook.paint import draw_text
from annotator.ui.codebook.shades import shades
from annotator.ui.review.drawing import draw_in_context, draw_tick
from annotator.ui.review.row_view import Cells
from annotator.ui.words import tr

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A passage that would be coded."""

    title: str
    before: str
    quote: str
    after: str
    already: bool = False  # it is coded so already: it would not be coded again

    @property
    def spoken(self) -> str:
        return f"{self.title}: {self.quote}"


class ProposedRows(QAbstractTableModel):
    """Two columns: tick and document, the passage in its context. All are ticked at first but those already coded."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Proposed, ...] = ()
        self._off: set[int] = set()

    def show_rows(self, rows: Sequence[Proposed]) -> None:
        self.beginResetModel()
        self._rows, self._off = tuple(rows), set()
        self.endResetModel()

    @property
    def ticked(self) -> list[int]:
        """The places of the rows that are to be coded."""
        return [at for at, row in enumerate(self._rows) if not row.already and at not in self._off]

    @property
    def already(self) -> int:
        return sum(row.already for row in self._rows)

    def row_at(self, at: int) -> Proposed | None:
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def is_ticked(self, at: int) -> bool:
        row = self.row_at(at)
        return row is not None and not row.already and at not in self._off

    def turn(self, rows: Sequence[int]) -> None:
        """Ticks these rows, or unticks them where all are ticked."""
        may = [at for at in rows if 0 <= at < len(self._rows) and not self._rows[at].already]
        if not may:
            return
        if all(self.is_ticked(at) for at in may):
            self._off.update(may)
        else:
            self._off.difference_update(may)
        self.dataChanged.emit(self.index(min(may), 0), self.index(max(may), 1), [Qt.ItemDataRole.CheckStateRole])

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 2

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # what it is depends on the role
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if self.is_ticked(index.row()) else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if row.already:
                return tr("{said}, already coded so", said=row.spoken)
            said = row.spoken
            return tr("{said}, ticked", said=said) if self.is_ticked(index.row()) else said
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title if index.column() == 0 else row.quote
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr("Already coded so") if row.already else f"{row.before}{row.quote}{row.after}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # what it is depends on the role
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr("Document") if section == 0 else tr("What will be coded")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        return None


class ProposedCells(Cells):
    """A tick and the document, then the passage in its context."""

    def __init__(self, view: QTableView, rows: ProposedRows) -> None:
        super().__init__(view)
        self._rows = rows

    def draw(self, painter: QPainter, area: QRect, index: QModelIndex) -> None:
        row = self._rows.row_at(index.row())
        if row is None:
            return
        tones, font = shades(), self.view.font()
        inner = area.adjusted(theme.px(8), 0, -theme.px(6), 0)
        if index.column() == 1:
            said = (row.before, row.quote, tr("  (already coded so)") if row.already else row.after)
            draw_in_context(painter, inner, said, font, tones, 0.2)
            return
        side = theme.px(14)
        box = QRect(inner.left(), inner.center().y() - side // 2, side, side)
        direction = self.view.layoutDirection()
        if not row.already:
            draw_tick(painter, QStyle.visualRect(direction, inner, box), tones, on=self._rows.is_ticked(index.row()))
        rest = QStyle.visualRect(direction, inner, inner.adjusted(side + theme.px(9), 0, 0, 0))
        draw_text(painter, rest, row.title, font, tones.quiet if row.already else tones.ink)
