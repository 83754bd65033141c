"""Auto-coding in two looks: what the passages will be and which code they get, then the list of them with ticks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.codebook.paint import swatch_icon
from annotator.ui.codebook.shades import shades
from annotator.ui.parts import Chip, button, label, set_role
from annotator.ui.reader.palette import Look
from annotator.ui.review.auto_rows import Proposed, ProposedCells, ProposedRows
from annotator.ui.review.row_view import RowView
from annotator.ui.words import tr, tr_n


class ProposedView(RowView):
    """The passages that would be coded; Space or a click on the box ticks and unticks."""

    def __init__(self, rows: ProposedRows) -> None:
        super().__init__(tr("Passages to be coded"))
        self._rows = rows
        self.show_table(rows, ProposedCells(self, rows))
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.setColumnWidth(0, theme.px(230))
        self.clicked.connect(lambda index: self._rows.turn([index.row()]) if index.column() == 0 else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._rows.turn(self.selected_rows())
            return
        super().keyPressEvent(event)


class AutoPanel(QFrame):
    """Fills the place of the hits until it is agreed to or left."""

    extent_chosen = Signal(str)
    code_asked = Signal(object)  # where its button is, on the screen
    case_asked = Signal(object)
    agreed = Signal(list)  # places of the rows that are ticked
    left = Signal()
    passage_asked = Signal(int)  # a row that is to be looked at in its text

    def __init__(self, extents: Sequence[tuple[str, str]]) -> None:
        """`extents` are their values and names, the first one chosen."""
        super().__init__()
        set_role(self, "panel")
        self.rows = ProposedRows(self)
        self.view = ProposedView(self.rows)
        self.told = label("", "strong")
        self.code = button(tr("Choose a code…"))
        self.case = button(tr("No case"))
        self.problem = label("", "hint")
        self.extents: dict[str, Chip] = {}
        self.take = button("", "primary")
        self.cancel = button(tr("Cancel"))
        self._lay_out(extents)
        self.code.clicked.connect(lambda: self.code_asked.emit(_place(self.code)))
        self.case.clicked.connect(lambda: self.case_asked.emit(_place(self.case)))
        self.take.clicked.connect(lambda: self.agreed.emit(self.rows.ticked))
        self.cancel.clicked.connect(self.left)
        self.view.opened.connect(self.passage_asked)
        self.rows.dataChanged.connect(lambda *_: self._count())
        self.rows.modelReset.connect(self._count)
        self._has_code = False
        self.show_code("", None)

    def _lay_out(self, extents: Sequence[tuple[str, str]]) -> None:
        first, second, last = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (first, second, last):
            theme.spaced(row, gap=7)
        first.addWidget(self.told)
        first.addStretch(1)
        second.addWidget(label(tr("Code as"), "quiet"))
        second.addWidget(self.code)
        second.addWidget(label(tr("about"), "quiet"))
        second.addWidget(self.case)
        second.addSpacing(theme.px(16))
        second.addWidget(label(tr("what"), "quiet"))
        for value, name in extents:
            chip = Chip(name)
            chip.setAutoExclusive(True)
            chip.setChecked(not self.extents)
            chip.clicked.connect(partial(self._choose, value))
            self.extents[value] = chip
            second.addWidget(chip)
        second.addStretch(1)
        last.addWidget(self.problem, 1)
        last.addWidget(self.cancel)
        last.addWidget(self.take)
        whole = QVBoxLayout(self)
        theme.spaced(whole, 14, 10, 14, 10, gap=8)
        whole.addLayout(first)
        whole.addLayout(second)
        whole.addWidget(self.view, 1)
        whole.addLayout(last)

    # What is shown

    def begin(self, hits: int) -> None:
        """For so many hits, with nothing chosen yet."""
        self.told.setText(tr_n("Code what stands around %n hit", "Code what stands around %n hits", hits))
        self.rows.show_rows(())
        self.show_code("", None)
        self.show_case("")
        self.code.setFocus()

    @property
    def extent(self) -> str:
        return next(value for value, chip in self.extents.items() if chip.isChecked())

    def show_code(self, name: str, look: Look | None) -> None:
        self._has_code = bool(name)
        self.code.setText(name or tr("Choose a code…"))
        ratio = self.devicePixelRatioF()
        self.code.setIcon(swatch_icon(look, shades(), theme.px(14), ratio=ratio) if look is not None else QIcon())
        self._count()

    def show_case(self, name: str) -> None:
        self.case.setText(name or tr("No case"))

    def show_proposed(self, rows: Sequence[Proposed]) -> None:
        """The passages for the hits, with code and extent as they are chosen."""
        self.rows.show_rows(rows)
        self.view.selectRow(0)

    def _choose(self, value: str) -> None:
        self.extent_chosen.emit(value)

    def _count(self) -> None:
        count = len(self.rows.ticked)
        self.take.setText(tr_n("Code %n passage", "Code %n passages", count) if self._has_code else tr("Code"))
        self.take.setEnabled(self._has_code and count > 0)
        told = tr_n("%n passage is coded so already.", "%n passages are coded so already.", self.rows.already)
        if not self._has_code:
            told = tr("Choose the code that the passages get.")
        elif not self.rows.already:
            told = tr("Made in one step that Ctrl+Z takes back; each is marked as coded automatically.")
        self.problem.setText(told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


def _place(made: QPushButton) -> QRect:
    return QRect(made.mapToGlobal(QPoint(0, 0)), made.size())


def placed_in(where: QRect, parent: QWidget) -> QRect:
    """A rectangle of the screen as one of a widget."""
    return QRect(parent.mapFromGlobal(where.topLeft()), where.size())
