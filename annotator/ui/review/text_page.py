"""Words in context: each hit of a search on one line, to be read down, sorted by its surroundings, and coded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from annotator.model.ids import DocumentId
from annotator.ui import theme
from annotator.ui.parts import Chip, button, label, set_role
from annotator.ui.review.auto_panel import AutoPanel
from annotator.ui.review.hit_table import HitCells, HitOrder, HitTable
from annotator.ui.review.row_view import RowView
from annotator.ui.words import tr, tr_n

if TYPE_CHECKING:
    from annotator.operations.concordance import KwicLine


class HitView(RowView):
    """The lines; Ctrl+Enter begins auto-coding."""

    code_pressed = Signal()
    chosen_changed = Signal()

    def __init__(self, table: HitTable) -> None:
        super().__init__(tr("Hits in their context"))
        self.table = table
        self.show_table(table, HitCells(self, table))
        header = self.horizontalHeader()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.setColumnWidth(0, theme.px(190))
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        table.modelReset.connect(self._anew)

    def _anew(self) -> None:
        if self.table.rowCount():
            self.select_rows([0], current=0)
            self.scrollToTop()
        self.chosen_changed.emit()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_coding(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_coding(event):
            self.code_pressed.emit()
            return
        super().keyPressEvent(event)


def _is_coding(event: QKeyEvent) -> bool:
    held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return bool(held) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TextPage(QWidget):
    """The hits, how they are sorted, and the panel of auto-coding in their place."""

    order_chosen = Signal(object)  # HitOrder
    code_asked = Signal()  # these hits are to be coded

    def __init__(self, extents: list[tuple[str, str]]) -> None:
        super().__init__()
        self._writable = True
        self.table = HitTable(self)
        self.view = HitView(self.table)
        self.auto = AutoPanel(extents)
        self.nothing = label("", "quiet", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.orders: dict[HitOrder, Chip] = {}
        self.told = label("", "strong")
        self.code = button(tr("Code these…  Ctrl+Enter"), "flat")
        self.code.setAccessibleName(tr("Code these hits, Ctrl+Enter"))
        self.code.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.code.clicked.connect(self.code_asked)
        self.view.code_pressed.connect(self.code_asked)
        self.view.chosen_changed.connect(self._count)
        self._lay_out()
        self.show_nothing(tr("Type the words to look for in all documents."))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        theme.spaced(head, 14, 4, 14, 6, gap=6)
        head.addWidget(label(tr("Sorted by"), "hint"))
        named = {
            HitOrder.DOCUMENT: tr("document"),
            HitOrder.LEFT: tr("words before"),
            HitOrder.RIGHT: tr("words after"),
        }
        for order, name in named.items():
            chip = Chip(name)
            chip.setAutoExclusive(True)
            chip.setChecked(order is HitOrder.DOCUMENT)
            chip.clicked.connect(partial(self._sort, order))
            self.orders[order] = chip
            head.addWidget(chip)
        head.addStretch(1)
        bar = QFrame()
        set_role(bar, "panel")
        row = QHBoxLayout(bar)
        theme.spaced(row, 14, 5, 10, 5, gap=12)
        row.addWidget(self.told)
        row.addWidget(self.code)
        row.addStretch(1)
        hits = QWidget()
        column = QVBoxLayout(hits)
        theme.spaced(column)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addWidget(bar)
        self.stack = QStackedWidget()
        for page in (hits, self.nothing, self.auto):
            self.stack.addWidget(page)
        self._hits = hits
        whole = QVBoxLayout(self)
        theme.spaced(whole)
        whole.addWidget(self.stack)

    # What is shown

    def show_hits(self, hits: Sequence[KwicLine], title: Callable[[DocumentId], str], *, writable: bool) -> None:
        """The hits in the order of documents, which `title` names."""
        self._writable = writable
        self.table.show_hits(hits, title)
        self.stack.setCurrentWidget(self._hits)
        self._count()

    def show_nothing(self, why: str) -> None:
        self.table.show_hits(())
        self.nothing.setText(why)
        self.stack.setCurrentWidget(self.nothing)

    def show_auto(self, shown: bool) -> None:
        if shown == self.is_auto:
            return
        had_keys = self.auto.isAncestorOf(QApplication.focusWidget() or self)
        self.stack.setCurrentWidget(self.auto if shown else self._hits)
        if not shown and had_keys:
            self.view.setFocus()

    @property
    def is_auto(self) -> bool:
        return self.stack.currentWidget() is self.auto

    def chosen(self) -> list[KwicLine]:
        """The selected hits; all of them where at most one is selected."""
        rows = self.view.selected_rows()
        if len(rows) <= 1:
            rows = list(range(self.table.rowCount()))
        return [hit for row in rows if (hit := self.table.hit_at(row)) is not None]

    def _count(self) -> None:
        rows = self.view.selected_count()
        told = tr_n("%n selected", "%n selected", rows) if rows > 1 else tr("All hits")
        self.told.setText(told if self._writable else tr("{told} · read-only", told=told))
        self.code.setEnabled(self._writable and self.table.rowCount() > 0)

    def _sort(self, order: HitOrder) -> None:
        self.table.sort_by(order)
        self.order_chosen.emit(order)
