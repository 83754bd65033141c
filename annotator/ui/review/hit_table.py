"""The hits of a search as a table for Qt's views, one line each, sorted by what stands around them; and its look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QTableView

from annotator.model.ids import DocumentId
from annotator.ui import theme
from annotator.ui.codebook.paint import draw_text
from annotator.ui.codebook.shades import shades
from annotator.ui.review.drawing import draw_dot, draw_in_context
from annotator.ui.review.row_view import Cells
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.operations.concordance import KwicLine

LEFT_SHARE = 0.42  # of the line: what stands before the hit

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class HitOrder(StrEnum):
    """What the hits are sorted by: their place, the words before them from the nearest on, the words after them."""

    DOCUMENT = "place"
    LEFT = "left"
    RIGHT = "right"


class HitTable(QAbstractTableModel):
    """Two columns: the document, and the hit in its context."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._given: tuple[KwicLine, ...] = ()
        self._hits: list[KwicLine] = []
        self._title: Callable[[DocumentId], str] = lambda _document: ""
        self._order = HitOrder.DOCUMENT

    def show_hits(self, hits: Sequence[KwicLine], title: Callable[[DocumentId], str] | None = None) -> None:
        """In the order of documents and of their texts; `title` names the documents."""
        self._title = title or self._title
        if hits or self._given:
            self._given = tuple(hits)
            self._sort()

    def sort_by(self, order: HitOrder) -> None:
        self._order = order
        self._sort()

    @property
    def order(self) -> HitOrder:
        return self._order

    def hit_at(self, row: int) -> KwicLine | None:
        return self._hits[row] if 0 <= row < len(self._hits) else None

    def title_of(self, hit: KwicLine) -> str:
        return self._title(hit.document)

    @property
    def documents(self) -> int:
        """How many documents the hits stand in."""
        return len({hit.document for hit in self._given})

    def _sort(self) -> None:
        self.beginResetModel()
        from annotator.operations.concordance import sorted_lines  # late: numpy comes with it

        self._hits = sorted_lines(self._given, self._order.value)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._hits)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else 2

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # what it is depends on the role
        hit = self.hit_at(index.row())
        if hit is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole or role == Qt.ItemDataRole.ToolTipRole:
            return self.title_of(hit) if index.column() == 0 else f"{hit.before}{hit.quote}{hit.after}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = self.title_of(hit) if index.column() == 0 else f"{hit.before}{hit.quote}{hit.after}"
            return tr("{said}, coded", said=said) if hit.codings_here else said
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # what it is depends on the role
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr("Document") if section == 0 else tr("Words in context")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        return None


class HitCells(Cells):
    """The title; the hit in ink, always at the same place, what stands around it greyed."""

    def __init__(self, view: QTableView, table: HitTable) -> None:
        super().__init__(view)
        self._table = table

    def draw(self, painter: QPainter, area: QRect, index: QModelIndex) -> None:
        hit = self._table.hit_at(index.row())
        if hit is None:
            return
        tones, font = shades(), self.view.font()
        inner = area.adjusted(theme.px(8), 0, -theme.px(6), 0)
        if index.column() == 1:
            draw_in_context(painter, inner, (hit.before, hit.quote, hit.after), font, tones, LEFT_SHARE, strong=True)
            return
        if hit.codings_here:
            mark = inner.adjusted(inner.width() - theme.px(12), 0, 0, 0)
            draw_dot(painter, QStyle.visualRect(self.view.layoutDirection(), inner, mark), tones)
        room = inner.adjusted(0, 0, -theme.px(16), 0)
        room = QStyle.visualRect(self.view.layoutDirection(), inner, room)
        draw_text(painter, room, self._table.title_of(hit), font, tones.quiet)
