"""The history of the project in plain words, newest first: filter it, undo one thing, go back to a point.

It is filtered by words, by coder and by what was changed. Embedded in another page it goes without margins.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QListView, QMenu, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.flow import FlowLayout
from annotator.ui.history_rows import LINE, HistoryLine, HistoryLines, HistoryRow, SiftedLines, Sort
from annotator.ui.parts import SectionHeading, button, clearable, label, set_role
from annotator.ui.words import tr, tr_n

__all__ = ["HistoryLine", "HistoryPage", "Sort"]

_LEAST_ROWS = 4  # in sight, where it is embedded


class HistoryPage(QWidget):
    """A list of any length; only the rows in sight cost time."""

    undo_asked = Signal(str)    # the id of a line that is to be undone, that one alone
    go_asked = Signal(str)      # the id of the line after which the project is to stand
    older_asked = Signal()      # `most` is greater now: fill again

    def __init__(self, *, embedded: bool = False) -> None:
        super().__init__()
        self.most = 400 if embedded else 2_000  # lines to be filled in
        self._whole = True
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lines = HistoryLines(self)
        self._filtered = SiftedLines(self)
        self._filtered.setSourceModel(self._lines)
        self._filtered.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._filtered.setFilterRole(Qt.ItemDataRole.AccessibleTextRole)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter by words or coder"))
        self.filter.setAccessibleName(tr("Filter the history"))
        clearable(self.filter)
        theme.capped(self.filter, width=360)
        self.filter.textChanged.connect(self._filter)
        self.by_coder = _choice(tr("Changes of which coder"))
        self.by_sort = _choice(tr("Changes of what"))
        for title, sort in _sorts():
            self.by_sort.addItem(title, sort)
        for box in (self.by_coder, self.by_sort):
            box.currentIndexChanged.connect(lambda _at: self._filter(self.filter.text()))
        self.older = button(tr("Show older changes"), "link")
        self.older.clicked.connect(self._show_older)
        self.count = label("", "hint")
        self.undo = button(tr("Undo this"), "action")
        self.undo.clicked.connect(self._undo)
        self.go = button(tr("Go back to here"))
        self.go.setToolTip(tr("Undoes all that was done after the chosen line; nothing is lost, it can be redone"))
        self.go.clicked.connect(self._go)
        self.list = _Rows(least=_LEAST_ROWS if embedded else 0)
        self.list.setModel(self._filtered)
        self.list.setItemDelegate(HistoryRow(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(tr("History"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu)
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._offer())
        self.setFocusProxy(self.list)
        self.nothing = label("", "quiet", wrap=True)
        self._lay_out(embedded=embedded)
        self.set_lines((), now=datetime.now().astimezone())

    def _lay_out(self, *, embedded: bool) -> None:
        column = QVBoxLayout(self)
        if embedded:
            self._lay_out_narrow(column)
        else:
            top = QHBoxLayout()
            theme.spaced(top, gap=10)
            top.addWidget(self.filter, 6)
            for part in (self.by_coder, self.by_sort, self.count):
                top.addWidget(part)
            top.addStretch(1)
            top.addWidget(self.undo)
            top.addWidget(self.go)
            theme.spaced(column, 28, 24, 28, 12, gap=12)
            column.addWidget(label(tr("History"), "subtitle"))
            column.addLayout(top)
        column.addWidget(self.nothing)
        column.addWidget(self.list, 1)
        column.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)

    def _lay_out_narrow(self, column: QVBoxLayout) -> None:
        filters, buttons = QWidget(), QHBoxLayout()
        flow = FlowLayout(filters, gap=8)
        for part in (self.filter, self.by_coder, self.by_sort):
            flow.addWidget(part)
        theme.sized(self.filter, width=200)
        theme.spaced(buttons, gap=8)
        buttons.addWidget(self.count)
        buttons.addStretch(1)
        buttons.addWidget(self.undo)
        buttons.addWidget(self.go)
        theme.spaced(column, 0, 0, 0, 0, gap=8)
        column.addWidget(SectionHeading(tr("History")))
        column.addWidget(filters)
        column.addLayout(buttons)

    def set_lines(self, lines: Sequence[HistoryLine], *, now: datetime, whole: bool = True) -> None:
        """Replaces all, newest first; the chosen line stays chosen where it is still there.

        `whole` is False where there are older lines than these.
        """
        chosen = self.chosen()
        self._whole = whole
        self._lines.show(lines, now)
        self._offer_coders(lines)
        rows = [row for row, line in enumerate(lines) if chosen is not None and line.id == chosen.id]
        if rows:
            self.list.setCurrentIndex(self._filtered.mapFromSource(self._lines.index(rows[0])))
        self._filter(self.filter.text())

    def chosen(self) -> HistoryLine | None:
        index = self.list.currentIndex()
        line = index.data(LINE) if index.isValid() else None
        return line if isinstance(line, HistoryLine) else None

    def choose(self, row: int) -> None:
        """Chooses the row of that number among those shown."""
        self.list.setCurrentIndex(self._filtered.index(row, 0))

    def shown(self) -> list[HistoryLine]:
        """The lines that pass the filter, in order."""
        return [self._filtered.index(row, 0).data(LINE) for row in range(self._filtered.rowCount())]

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus() and self.undo.isEnabled():
            self._undo()
        elif event.key() == Qt.Key.Key_Down and self.filter.hasFocus():
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def _offer_coders(self, lines: Sequence[HistoryLine]) -> None:
        names = sorted({line.coder for line in lines if line.coder}, key=str.casefold)
        chosen = self.by_coder.currentData()
        known = [self.by_coder.itemData(at) for at in range(1, self.by_coder.count())]
        if known == names and self.by_coder.count():
            return
        self.by_coder.blockSignals(True)
        self.by_coder.clear()
        self.by_coder.addItem(tr("Everybody"), "")
        for name in names:
            self.by_coder.addItem(name, name)
        self.by_coder.setCurrentIndex(max(0, self.by_coder.findData(chosen)))
        self.by_coder.blockSignals(False)

    def _show_older(self) -> None:
        self.most *= 5
        self.older_asked.emit()

    def _filter(self, text: str) -> None:
        self._filtered.sift(text.strip(), self.by_coder.currentData() or "", self.by_sort.currentData() or "")
        self.older.setVisible(not self._whole)
        shown, every = self._filtered.rowCount(), self._lines.rowCount()
        self.count.setText(tr_n("%n change", "%n changes", every) if shown == every
                           else tr("{shown} of {every}", shown=shown, every=every))
        self.nothing.setText(tr("Nothing has been done yet.") if not every else tr("No line is such."))
        self.nothing.setVisible(not shown)
        self._offer()

    def _offer(self) -> None:
        line = self.chosen()
        self.undo.setEnabled(line is not None and line.can_undo and not line.undone)
        self.go.setEnabled(line is not None and line.can_go)

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
        menu.addAction(self.go.text(), self._go).setEnabled(self.go.isEnabled())
        menu.popup(self.list.viewport().mapToGlobal(where))


class _Rows(QListView):
    """Asks for so many rows of room where it stands among other things; 0: as much as a list asks for."""

    def __init__(self, *, least: int) -> None:
        super().__init__()
        self._least = least

    def sizeHint(self) -> QSize:
        rows = self._least * (self.fontMetrics().height() + theme.px(12))
        return QSize(super().sizeHint().width(), rows or super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint() if self._least else super().minimumSizeHint()


def _sorts() -> list[tuple[str, str]]:
    """What can be chosen, in words."""
    return [
        (tr("Everything"), ""),
        (tr("Documents"), Sort.DOCUMENTS),
        (tr("Codings"), Sort.CODINGS),
        (tr("Codebook"), Sort.CODEBOOK),
        (tr("Cases"), Sort.CASES),
        (tr("Memos"), Sort.MEMOS),
        (tr("Merges and undos"), Sort.MERGES),
        (tr("Things settled"), Sort.RESOLUTIONS),
    ]


def _choice(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return made
