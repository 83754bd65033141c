"""The history of the project in plain words, newest first: filter it, undo one thing, go back to a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.ui import theme
from annotator.ui.parts import button, draw_disc, draw_row_ground, label, set_role
from annotator.ui.words import moment, tr, tr_n

Index = QModelIndex | QPersistentModelIndex

_LINE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One changeset. `when` is in local time; `words` say what was done; `undone` ones are shown faint, struck out.

    `can_undo` is False for what cannot be undone by itself, as a merge, which is taken back in Team.
    """

    id: str
    when: datetime
    initials: str
    colour: str
    words: str
    coder: str = ""
    undone: bool = False
    can_undo: bool = True


class HistoryPage(QWidget):
    """A list of any length; only the rows in sight cost time."""

    undo_asked = Signal(str)    # the id of a line that is to be undone, that one alone
    go_asked = Signal(str)      # the id of the line after which the project is to stand

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lines = HistoryLines(self)
        self._filtered = QSortFilterProxyModel(self)
        self._filtered.setSourceModel(self._lines)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._filtered.setFilterRole(Qt.ItemDataRole.AccessibleTextRole)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter by words or coder"))
        self.filter.setAccessibleName(tr("Filter the history"))
        self.filter.setClearButtonEnabled(True)
        theme.capped(self.filter, width=360)
        self.filter.textChanged.connect(self._filter)
        self.count = label("", "hint")
        self.undo = button(tr("Undo this"), "action")
        self.undo.clicked.connect(self._undo)
        self.go = button(tr("Go back to here"))
        self.go.setToolTip(tr("Undoes all that was done after the chosen line; nothing is lost, it can be redone"))
        self.go.clicked.connect(self._go)
        self.list = QListView()
        self.list.setModel(self._filtered)
        self.list.setItemDelegate(_HistoryRow(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(tr("History"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._offer())
        self.setFocusProxy(self.list)
        self.nothing = label("", "quiet", wrap=True)
        top = QHBoxLayout()
        theme.spaced(top, gap=10)
        top.addWidget(self.filter, 6)
        top.addWidget(self.count)
        top.addStretch(1)
        top.addWidget(self.undo)
        top.addWidget(self.go)
        column = QVBoxLayout(self)
        theme.spaced(column, 28, 24, 28, 12, gap=12)
        column.addWidget(label(tr("History"), "subtitle"))
        column.addLayout(top)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        self.set_lines((), now=datetime.now().astimezone())

    def set_lines(self, lines: Sequence[HistoryLine], *, now: datetime) -> None:
        """Replaces all, newest first; the chosen line stays chosen where it is still there."""
        chosen = self.chosen()
        self._lines.show(lines, now)
        rows = [row for row, line in enumerate(lines) if chosen is not None and line.id == chosen.id]
        if rows:
            self.list.setCurrentIndex(self._filtered.mapFromSource(self._lines.index(rows[0])))
        self._filter(self.filter.text())

    def chosen(self) -> HistoryLine | None:
        index = self.list.currentIndex()
        line = index.data(_LINE) if index.isValid() else None
        return line if isinstance(line, HistoryLine) else None

    def choose(self, row: int) -> None:
        """Chooses the row of that number among those shown."""
        self.list.setCurrentIndex(self._filtered.index(row, 0))

    def shown(self) -> list[HistoryLine]:
        """The lines that pass the filter, in order."""
        return [self._filtered.index(row, 0).data(_LINE) for row in range(self._filtered.rowCount())]

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus() and self.undo.isEnabled():
            self._undo()
        elif event.key() == Qt.Key.Key_Down and self.filter.hasFocus():
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def _filter(self, text: str) -> None:
        self._filtered.setFilterFixedString(text.strip())
        shown, every = self._filtered.rowCount(), self._lines.rowCount()
        self.count.setText(tr_n("%n change", "%n changes", every) if shown == every
                           else tr("{shown} of {every}", shown=shown, every=every))
        self.nothing.setText(tr("Nothing has been done yet.") if not every else tr("No line has these words."))
        self.nothing.setVisible(not shown)
        self._offer()

    def _offer(self) -> None:
        line = self.chosen()
        self.undo.setEnabled(line is not None and line.can_undo and not line.undone)
        self.go.setEnabled(line is not None)

    def _undo(self) -> None:
        line = self.chosen()
        if line is not None:
            self.undo_asked.emit(line.id)

    def _go(self) -> None:
        line = self.chosen()
        if line is not None:
            self.go_asked.emit(line.id)

    def _menu(self, where: QPoint) -> None:
        index = self.list.indexAt(where)
        if not index.isValid():
            return
        self.list.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.undo.text(), self._undo).setEnabled(self.undo.isEnabled())
        menu.addAction(self.go.text(), self._go)
        menu.popup(self.list.viewport().mapToGlobal(where))


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
        if role == _LINE:
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


class _HistoryRow(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme.px(200), option.fontMetrics.height() + theme.px(12))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(_LINE)
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
