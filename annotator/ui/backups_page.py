"""The backups of a project, newest first; Enter opens a copy of one beside the project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.ui import theme
from annotator.ui.parts import button, label, set_role
from annotator.ui.words import tr

_BACKUP = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class BackupLine:
    """All in words, but `backup`, which the page gives back."""

    backup: object
    when: str
    reason: str
    size: str


class BackupsPage(QWidget):
    """Shows the lines that it is given and emits which backup is to be opened."""

    restore_asked = Signal(object)  # the backup of a line
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = label("", "subtitle", wrap=True)
        self.told = label(tr("A copy of the backup is put beside your project and opened. The project itself stays as "
                             "it is: nothing is overwritten. What only the one has can be merged into the other."),
                          "quiet", wrap=True)
        self.list = _Lines()
        self.none = label(tr("There is no backup of it yet. One is made at the first change of each day and before "
                             "anything risky; “Back up now” makes one at once."), "quiet", wrap=True)
        self.restore, self.leave = button(tr("Open a copy"), "primary"), button(tr("Close"))
        self.restore.clicked.connect(self._take)
        self.leave.clicked.connect(self.left)
        self.list.itemActivated.connect(lambda _item, _column: self._take())
        self.list.enter_pressed.connect(self._take)
        row = QHBoxLayout()
        theme.spaced(row, gap=8)
        row.addWidget(self.restore)
        row.addWidget(self.leave)
        row.addStretch(1)
        inside = QWidget()
        theme.capped(inside, width=820)
        column = QVBoxLayout(inside)
        theme.spaced(column, 24, 24, 24, 20, gap=10)
        for part in (self.title, self.told, self.none):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addStretch(1)
        whole.addWidget(inside, 100)
        whole.addStretch(1)
        self.setFocusProxy(self.list)

    def show_backups(self, name: str, lines: Sequence[BackupLine]) -> None:
        """`name` is that of the project."""
        self.title.setText(tr("Backups of {name}", name=name))
        self.list.clear()
        for line in lines:
            item = QTreeWidgetItem([line.when, line.reason, line.size])
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, _BACKUP, line.backup)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join((line.when, line.reason, line.size)))
            self.list.addTopLevelItem(item)
        if (first := self.list.topLevelItem(0)) is not None:
            self.list.setCurrentItem(first)
        for part in (self.list, self.restore, self.told):
            part.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.setFocusProxy(self.list if lines else self.leave)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.restore_asked.emit(item.data(0, _BACKUP))


class _Lines(QTreeWidget):
    """Enter is its own."""

    enter_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        self.setColumnCount(3)
        self.setHeaderLabels([tr("Made"), tr("Why"), tr("Size")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName(tr("Backups"))
        head = self.header()
        head.setStretchLastSection(False)
        for column, mode in enumerate((QHeaderView.ResizeMode.ResizeToContents, QHeaderView.ResizeMode.Stretch,
                                       QHeaderView.ResizeMode.ResizeToContents)):
            head.setSectionResizeMode(column, mode)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.enter_pressed.emit()
        else:
            super().keyPressEvent(event)
