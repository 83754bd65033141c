"""A small table of codings: a name and a number on each line; a line leads to those codings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from annotator.ui import theme
from annotator.ui.plain_letters import belongs_to_the_window
from annotator.ui.words import number, tr, tr_n

MOST_LINES = 7  # that are shown at once


class CountsTable(QTableWidget):
    """Emits the number of the line that was chosen by a click or with Enter."""

    line_chosen = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.cellClicked.connect(lambda row, _column: self.line_chosen.emit(row))

    def put(self, lines: Sequence[tuple[str, int]]) -> None:
        """Names with the number of their codings."""
        self.setRowCount(len(lines))
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + theme.px(6))
        for at, (name, count) in enumerate(lines):
            shown, counted = QTableWidgetItem(name or tr("without a name")), QTableWidgetItem(number(count))
            counted.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            told = f"{name}, {tr_n('%n coding', '%n codings', count)}"
            for item in (shown, counted):
                item.setData(Qt.ItemDataRole.AccessibleTextRole, told)
                item.setToolTip(told)
            self.setItem(at, 0, shown)
            self.setItem(at, 1, counted)
        self.setFixedHeight(self.sizeHint().height())

    def sizeHint(self) -> QSize:
        lines = min(self.rowCount(), MOST_LINES)
        return QSize(theme.px(120), lines * self.verticalHeader().defaultSectionSize() + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(60), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self.line_chosen.emit(self.currentRow())
        elif belongs_to_the_window(event):
            event.ignore()
        else:
            super().keyPressEvent(event)
