"""The view of all codings found: rows are selected as in any list, and each key of Review's deeds is told."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent

from annotator.model.ids import CodingId
from annotator.ui import theme
from annotator.ui.plain_letters import claims
from annotator.ui.review.cells import CodingCells
from annotator.ui.review.coding_table import CodingTable
from annotator.ui.review.row_view import RowView
from annotator.ui.review.shown import Column
from annotator.ui.words import tr

_WIDTHS = {  # pixels at scale 1; the passage takes what is left
    Column.DOCUMENT: 210,
    Column.PASSAGE: 420,
    Column.CODE: 190,
    Column.CASES: 130,
    Column.STANCE: 66,
    Column.CODER: 62,
    Column.FIELDS: 130,
    Column.MEMO: 64,
}
_NARROW = (Column.STANCE, Column.CODER, Column.MEMO)  # a mark each: they do not shrink
_LEAST_PASSAGE = 260
_MOST_SHARE = 0.55  # of the width: what the columns beside the passage take together before they shrink


class CodingView(RowView):
    """The table of codings: keeps selection, current row and scroll where the codings found change."""

    recode_pressed = Signal()
    stance_pressed = Signal()
    typed = Signal(str)  # a letter, which is meant for the line that finds
    memo_pressed = Signal()
    delete_pressed = Signal()
    sort_asked = Signal(object, bool)  # Column, whether from the smallest
    chosen_changed = Signal()

    def __init__(self, table: CodingTable) -> None:
        super().__init__(tr("Codings"))
        self.table = table
        self.show_table(table, CodingCells(self, table))
        self._sorted: tuple[Column, bool] = (Column.DOCUMENT, True)
        self._widths = dict(_WIDTHS)
        self._fitting = False
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setStretchLastSection(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSortIndicator(Column.DOCUMENT, Qt.SortOrder.AscendingOrder)
        header.sectionClicked.connect(self._sort_by)
        header.sectionResized.connect(self._width_chosen)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        self.selectionModel().currentRowChanged.connect(lambda *_: self.viewport().update())
        self._kept: tuple[set[CodingId], CodingId | None, int, int] = (set(), None, 0, 0)
        table.modelAboutToBeReset.connect(self._keep_place)
        table.modelReset.connect(self._come_back)

    # Selection

    def chosen(self) -> list[CodingId]:
        """The selected codings, in the order shown."""
        ids = self.table.ids
        return [ids[row] for row in self.selected_rows() if row < len(ids)]

    def current(self) -> CodingId | None:
        return self.table.coding_at(self.currentIndex().row())

    def go_to(self, coding: CodingId | None) -> bool:
        """Makes a coding the current and only selected one; False where it was not found."""
        place = self.table.place_of(coding)
        if place is None:
            return False
        self.select_rows([place], current=place)
        self.scrollTo(self.table.index(place, 0))
        return True

    def _keep_place(self) -> None:
        everything = self.selected_count() == len(self.table.ids)
        chosen = set(self.table.ids) if everything else set(self.chosen())
        self._kept = chosen, self.current(), self.currentIndex().row(), self.verticalScrollBar().value()

    def _come_back(self) -> None:
        """What was selected and is still found stays so; where the current one has left, the next one is current."""
        chosen, current, row, scrolled = self._kept
        count = self.table.rowCount()
        if not count:
            self.chosen_changed.emit()
            return
        place = self.table.place_of(current)
        if place is None:
            place = min(max(row, 0), count - 1)
        rows = [at for one in chosen if (at := self.table.place_of(one)) is not None]
        self.select_rows(rows or [place], current=place)
        self.verticalScrollBar().setValue(scrolled)
        if len(rows) <= 1:
            self.scrollTo(self.table.index(place, 0))
        self.chosen_changed.emit()

    # Sorting

    @property
    def sorted_by(self) -> tuple[Column, bool]:
        return self._sorted

    def _sort_by(self, section: int) -> None:
        column = Column(section)
        rising = not self._sorted[1] if self._sorted[0] is column else True
        self._sorted = column, rising
        self.horizontalHeader().setSortIndicator(
            section, Qt.SortOrder.AscendingOrder if rising else Qt.SortOrder.DescendingOrder
        )
        self.sort_asked.emit(column, rising)

    # Keys

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and (claims(event, Qt.Key.Key_F2, Qt.Key.Key_Delete) or _asks_memo(event)):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_memo(event):
            self.memo_pressed.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.recode_pressed.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        elif event.text() == "-":
            self.stance_pressed.emit()
        elif _is_text(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    # Room

    def widths(self) -> list[int]:
        """The widths chosen, in pixels at scale 1, to be kept; `set_widths` takes them."""
        return [self._widths[column] for column in Column]

    def set_widths(self, widths: Sequence[int]) -> None:
        if len(widths) == len(Column) and all(20 <= one <= 4_000 for one in widths):
            self._widths = dict(zip(Column, widths, strict=True))
            self._fit()

    def _width_chosen(self, _section: int, _old: int, _new: int) -> None:
        """As they stand now they are wanted; the passage alone gives way."""
        if self._fitting:
            return
        self._widths = {column: round(self.columnWidth(column) / theme.px(100) * 100) for column in Column}
        others = sum(width for column, width in self._widths.items() if column is not Column.PASSAGE)
        left = round(self.viewport().width() / theme.px(100) * 100) - others
        self._widths[Column.PASSAGE] = max(left, _LEAST_PASSAGE)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """The passage gets what the others leave; where that is little the others shrink, their shares kept."""
        whole, self._fitting = self.viewport().width(), True
        others = [column for column in Column if column is not Column.PASSAGE]
        fixed = sum(theme.px(self._widths[one]) for one in _NARROW)
        wanted = sum(theme.px(self._widths[one]) for one in others) - fixed
        most = max(round(whole * _MOST_SHARE), whole - theme.px(self._widths[Column.PASSAGE])) - fixed
        share = max(0.0, min(1.0, most / wanted)) if wanted > 0 else 1.0
        taken = 0
        for one in others:
            width = max(round(theme.px(self._widths[one]) * (1.0 if one in _NARROW else share)), theme.px(44))
            self.setColumnWidth(one, width)
            taken += width
        self.setColumnWidth(Column.PASSAGE, max(whole - taken, theme.px(_LEAST_PASSAGE)))
        self._fitting = False


def _is_memo(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_M and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _asks_memo(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.ShortcutOverride and _is_memo(event)


def _is_text(event: QKeyEvent) -> bool:
    """Whether it begins a word or a quotation; blanks and signs mean something to the table."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return held == Qt.KeyboardModifier.NoModifier and (event.text().isalnum() or event.text() in ('"', "(", "/"))
