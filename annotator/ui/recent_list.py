"""The list of projects opened lately, two lines each; those whose file is gone are faint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from annotator.ui import theme
from annotator.ui.parts import draw_row_ground
from annotator.ui.words import tr

Index = QModelIndex | QPersistentModelIndex

_PROJECT = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class RecentProject:
    """`when` is in words; `there` says whether the file can be found."""

    path: str
    name: str
    folder: str
    when: str
    there: bool = True


class RecentList(QListWidget):
    """Enter or a click opens; Delete or the menu takes a project off the list."""

    opened = Signal(str)
    removed = Signal(str)
    backups_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_RecentRow(self))
        self.setAccessibleName(tr("Recent projects"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.itemClicked.connect(self._open)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_projects(self, projects: Sequence[RecentProject]) -> None:
        """Replaces the list; the first is the current one."""
        self.clear()
        for project in projects:
            item = QListWidgetItem(project.name)
            item.setData(_PROJECT, project)
            state = project.when if project.there else tr("not found")
            spoken = ", ".join((project.name, project.folder, state))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip(project.path if project.there else tr("Not found: {path}", path=project.path))
            self.addItem(item)
        if projects:
            self.setCurrentRow(0)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its rows: the page around it scrolls."""
        return QSize(theme.px(240), self._row() * self.count())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), self._row() * self.count())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._open(item)
        elif event.key() == Qt.Key.Key_Delete and item is not None:
            self._remove(item)
        else:
            super().keyPressEvent(event)

    def _row(self) -> int:
        return self.sizeHintForRow(0) if self.count() else 0

    def _open(self, item: QListWidgetItem) -> None:
        project = item.data(_PROJECT)
        if project.there:
            self.opened.emit(project.path)

    def _remove(self, item: QListWidgetItem) -> None:
        project = item.data(_PROJECT)
        self.takeItem(self.row(item))
        self.updateGeometry()
        self.removed.emit(project.path)

    def _menu(self, where: QPoint) -> None:
        item = self.itemAt(where)
        if item is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        opening = menu.addAction(tr("Open"), lambda: self._open(item))
        opening.setEnabled(item.data(_PROJECT).there)
        menu.addAction(tr("Restore a backup…"), lambda: self.backups_asked.emit(item.data(_PROJECT).path))
        menu.addAction(tr("Take off this list"), lambda: self._remove(item))
        menu.popup(self.viewport().mapToGlobal(where))


class _RecentRow(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(theme.px(200), round(option.fontMetrics.height() * 2.05) + theme.px(14))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        project = index.data(_PROJECT)
        if not isinstance(project, RecentProject):
            return
        colours = theme.current()
        state = option.state
        painter.save()
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        draw_row_ground(painter, option.rect, chosen=focused, hovered=bool(state & QStyle.StateFlag.State_MouseOver))
        inner = option.rect.adjusted(theme.px(12), theme.px(7), -theme.px(12), -theme.px(7))
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        lower = upper.translated(0, inner.height() // 2)
        painter.setFont(theme.small(option.font))
        when = project.when if project.there else tr("not found")
        painter.setPen(QColor(colours.quiet))
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, when)
        upper.setRight(upper.right() - painter.fontMetrics().horizontalAdvance(when) - theme.px(12))
        folder = painter.fontMetrics().elidedText(project.folder, Qt.TextElideMode.ElideMiddle, lower.width())
        painter.drawText(lower, Qt.AlignmentFlag.AlignVCenter, folder)
        painter.setFont(theme.bold(option.font))
        painter.setPen(QColor(colours.ink if project.there else colours.quiet))
        name = painter.fontMetrics().elidedText(project.name, Qt.TextElideMode.ElideRight, upper.width())
        painter.drawText(upper, Qt.AlignmentFlag.AlignVCenter, name)
        painter.restore()
