"""The head of the table of all documents: which columns there are, in which order, how wide, by which it is sorted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView

from annotator.ui import theme
from annotator.ui.documents.columns import SHOWN_AT_FIRST
from annotator.ui.documents.document_table import DocumentTable, SortBy
from annotator.ui.words import tr

_Index = QModelIndex | QPersistentModelIndex
_DOWN_FIRST = ("date", "accessed", "codings", "characters")  # what one wants to see the greatest of first


class WideHeader(QHeaderView):
    """Columns are moved and sized by the person; a click sorts, a right click chooses which are shown."""

    columns_asked = Signal(object)  # QPoint on the screen
    layout_changed = Signal()

    def __init__(self, table: DocumentTable) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._table, self._quiet = table, False
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(True)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(theme.px(36))
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName(tr("Columns"))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def begin(self) -> None:
        """To be called when the view has it, which takes the clicks away at first."""
        self.setSectionsClickable(True)
        self.setSortIndicatorShown(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.show_columns([(key, 0) for key in SHOWN_AT_FIRST])
        self._show_sorting()
        self.customContextMenuRequested.connect(lambda at: self.columns_asked.emit(self.mapToGlobal(at)))
        self.sectionClicked.connect(self._sort)
        self.sectionResized.connect(self._changed)
        self.sectionMoved.connect(self._changed)
        self._table.columnsInserted.connect(self._hide_new)
        self._table.arranged.connect(self._show_sorting)

    def show_columns(self, columns: list[tuple[str, int]]) -> None:
        """The columns by key in that order, with their widths in pixels at scale 1; 0 for the usual one."""
        self._quiet = True
        known = {one.key: place for place, one in enumerate(self._table.columns)}
        wanted = {known[key]: width for key, width in columns if key in known}
        for place, one in enumerate(self._table.columns):
            self.setSectionHidden(place, place not in wanted)
            self.resizeSection(place, theme.px(wanted.get(place, 0) or one.width))
        for at, place in enumerate(wanted):
            self.moveSection(self.visualIndex(place), at)
        self._quiet = False

    def shown_columns(self) -> list[tuple[str, int]]:
        """The columns in the order shown, each with its width in pixels at scale 1."""
        scale = theme.px(1000) / 1000
        return [
            (self._table.columns[place].key, round(self.sectionSize(place) / scale))
            for place in map(self.logicalIndex, range(self.count()))
            if not self.isSectionHidden(place)
        ]

    def show_column(self, key: str, shown: bool) -> None:
        """Adds a column at the end, or hides it."""
        place = next((at for at, one in enumerate(self._table.columns) if one.key == key), None)
        if place is not None and self.isSectionHidden(place) is shown:
            self._quiet = True
            self.setSectionHidden(place, not shown)
            if shown:
                self.moveSection(self.visualIndex(place), self.count() - 1)
            self._quiet = False
            self.layout_changed.emit()

    def _hide_new(self, _parent: _Index, first: int, last: int) -> None:
        self._quiet = True
        for place in range(first, last + 1):
            self.resizeSection(place, theme.px(self._table.columns[place].width))
            self.setSectionHidden(place, True)
        self._quiet = False

    def _changed(self, *_values: int) -> None:
        if not self._quiet:
            self.layout_changed.emit()

    def _sort(self, place: int) -> None:
        key, now = self._table.columns[place].key, self._table.sorting
        self._table.sort_by(SortBy(key, not now.descending if now.key == key else key in _DOWN_FIRST))
        self.layout_changed.emit()

    def _show_sorting(self) -> None:
        now = self._table.sorting
        place = next((at for at, one in enumerate(self._table.columns) if one.key == now.key), -1)
        self.setSortIndicator(
            place, Qt.SortOrder.DescendingOrder if now.descending else Qt.SortOrder.AscendingOrder
        )
