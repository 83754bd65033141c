"""The lines of the history for a list: the model, what sifts it, how a row is painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.ui import theme
from annotator.ui.parts import draw_disc, draw_row_ground
from annotator.ui.words import moment, tr

Index = QModelIndex | QPersistentModelIndex

LINE = int(Qt.ItemDataRole.UserRole)  # the role that answers the whole line


class Sort(StrEnum):
    """What a line of the history is about; one can be of several sorts."""

    DOCUMENTS = "documents"
    CODINGS = "codings"
    CODEBOOK = "codebook"
    CASES = "cases"
    MEMOS = "memos"
    MERGES = "merges"  # and undos
    RESOLUTIONS = "resolutions"


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One changeset. `when` is in local time; `words` say what was done; `undone` ones are shown faint, struck out.

    `can_undo` is False for what cannot be undone by itself, as a merge, which is taken back in Team; `can_go` for what
    is no point to go back to.
    """

    id: str
    when: datetime
    initials: str
    colour: str
    words: str
    coder: str = ""
    undone: bool = False
    can_undo: bool = True
    can_go: bool = True
    sorts: frozenset[Sort] = frozenset()


class HistoryLines(QAbstractListModel):
    """The lines for the list."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lines: tuple[HistoryLine, ...] = ()
        self._now = datetime.now().astimezone()

    def show(self, lines: Sequence[HistoryLine], now: datetime) -> None:
        self.beginResetModel()
        self._lines, self._now = tuple(lines), now
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{line.words}\n{line.coder or line.initials}, {line.when:%Y-%m-%d %H:%M}"
        if role == Qt.ItemDataRole.StatusTipRole:
            return moment(line.when, now=self._now)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            undone = tr("undone") if line.undone else ""
            parts = (line.words, line.coder or line.initials, moment(line.when, now=self._now), undone)
            return ", ".join(part for part in parts if part)
        return None


class SiftedLines(QSortFilterProxyModel):
    """The lines that have the words, are of the coder and of the sort."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._coder, self._sort = "", ""

    def sift(self, words: str, coder: str, sort: str) -> None:
        """Empty texts let everything through."""
        self._coder, self._sort = coder, sort
        self.setFilterFixedString(words)
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        line = self.sourceModel().index(row, 0).data(LINE)
        if isinstance(line, HistoryLine):
            if self._coder and line.coder != self._coder:
                return False
            if self._sort and self._sort not in line.sorts:
                return False
        return super().filterAcceptsRow(row, parent)


class HistoryRow(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme.px(200), option.fontMetrics.height() + theme.px(12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(LINE)
        if not isinstance(line, HistoryLine):
            return
        colours = theme.current()
        state = option.state
        painter.save()
        draw_row_ground(painter, option.rect, chosen=bool(state & QStyle.StateFlag.State_Selected),
                        hovered=bool(state & QStyle.StateFlag.State_MouseOver))
        inner = option.rect.adjusted(theme.px(8), 0, -theme.px(10), 0)
        side = inner.height() - theme.px(6)
        if line.undone:
            painter.setOpacity(0.45)
        draw_disc(painter, QRect(inner.left(), inner.center().y() - side // 2, side, side), line.initials, line.colour)
        painter.setOpacity(1.0)
        painter.setFont(theme.small(option.font))
        painter.setPen(QColor(colours.quiet))
        when = str(index.data(Qt.ItemDataRole.StatusTipRole))
        if line.undone:
            when = f"{tr('undone')} · {when}"
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, when)
        right = inner.right() - painter.fontMetrics().horizontalAdvance(when) - theme.px(16)
        font = option.font
        font.setStrikeOut(line.undone)
        painter.setFont(font)
        painter.setPen(QColor(colours.quiet if line.undone else colours.ink))
        left = inner.left() + side + theme.px(10)
        words = painter.fontMetrics().elidedText(line.words, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, inner.top(), right - left, inner.height()), Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()
