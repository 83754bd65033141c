"""The place Review: a query line with its chips on top, the codings found beneath, what can be done with them below.

Lays the parts out; what they are asked for goes out through their own signals.
"""

from __future__ import annotations

from enum import StrEnum
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.codebook.inline_bars import InlineBar, OneBar
from annotator.ui.icons import IconButton
from annotator.ui.parts import Chip, ElidedLabel, Rule, button, label, set_role
from annotator.ui.picker import CodePicker
from annotator.ui.review.chips import TermChips
from annotator.ui.review.choice_popup import ChoicePopup
from annotator.ui.review.coding_table import CodingTable, Fetch
from annotator.ui.review.deeds_bar import DeedsBar
from annotator.ui.review.details import DetailsStrip
from annotator.ui.review.query_line import Names, QueryLine
from annotator.ui.review.table_view import CodingView
from annotator.ui.review.text_page import TextPage
from annotator.ui.words import tr


class Mode(StrEnum):
    """What is looked at."""

    CODINGS = "codings"
    TEXT = "text"


class ReviewPlace(QWidget):
    """Made for one open project, whose rows `fetch` gives and whose names `names`."""

    mode_chosen = Signal(object)  # Mode

    def __init__(
        self, fetch: Fetch, names: Names, kinds: list[tuple[str, str]], extents: list[tuple[str, str]]
    ) -> None:
        super().__init__()
        self.table = CodingTable(fetch, self)
        self.view = CodingView(self.table)
        self.view.typed.connect(self.type_on)
        ask = tr("Which codings? Names after code: case: coder: document: …, or words of the passages. Empty: all")
        self.query = QueryLine(names, ask, tr("Query"))
        self.words = QueryLine(lambda _key: (), tr("Words to look for in all documents"), tr("Words"))
        self.chips = TermChips(kinds)
        self.star = IconButton("star", tr("Keep this query under a name"))
        self.saved = button(tr("Saved"), "flat")
        self.count = ElidedLabel(role="hint")
        self.deeds = DeedsBar()
        self.details = DetailsStrip()
        self.text = TextPage(extents)
        self.nothing = label("", "quiet", wrap=True)
        self.modes: dict[Mode, QPushButton] = {}
        self._lay_out()
        self.popup, self.picker = ChoicePopup(self), CodePicker(self)
        self.popup.closed.connect(self.take_keys)
        self.picker.closed.connect(self.take_keys)
        self.query.left.connect(self.take_keys)
        self.words.left.connect(self.take_keys)
        self.setAccessibleName(tr("Review"))

    def _lay_out(self) -> None:
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.star.setToolTip(tr("Keeps this query under a name"))
        self.saved.setAccessibleName(tr("Queries that were kept"))
        for made in (self.star, self.saved):
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = QHBoxLayout()
        theme.spaced(head, 14, 10, 14, 4, gap=8)
        for mode, name in ((Mode.CODINGS, tr("Codings")), (Mode.TEXT, tr("Text (KWIC)"))):
            chip = Chip(name)
            chip.setAutoExclusive(True)
            chip.setChecked(mode is Mode.CODINGS)
            chip.clicked.connect(partial(self._choose, mode))
            self.modes[mode] = chip
            head.addWidget(chip, 0, Qt.AlignmentFlag.AlignTop)
        lines = QVBoxLayout()
        theme.spaced(lines)
        lines.addWidget(self.query)
        lines.addWidget(self.words)
        self.words.hide()
        head.addLayout(lines, 1)
        head.addWidget(self.star, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.saved, 0, Qt.AlignmentFlag.AlignTop)
        below = QHBoxLayout()
        theme.spaced(below, 14, 2, 14, 6, gap=12)
        below.addWidget(self.chips, 1)
        below.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._bars = QVBoxLayout()
        theme.spaced(self._bars, 14, 0, 14, 0)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.found = QStackedWidget()
        self.found.addWidget(self.view)
        self.found.addWidget(self.nothing)
        codings = QWidget()
        column = QVBoxLayout(codings)
        theme.spaced(column)
        column.addWidget(self.found, 1)
        column.addLayout(self._bars)
        for part in (Rule(), self.deeds, Rule(), self.details):
            column.addWidget(part)
        self.pages = QStackedWidget()
        self.pages.addWidget(codings)
        self.pages.addWidget(self.text)
        whole = QVBoxLayout(self)
        theme.spaced(whole)
        whole.addLayout(head)
        whole.addLayout(below)
        whole.addWidget(Rule())
        whole.addWidget(self.pages, 1)
        self._bar = OneBar(self._bars, self.view)

    # What is shown

    @property
    def mode(self) -> Mode:
        return Mode.TEXT if self.pages.currentWidget() is self.text else Mode.CODINGS

    def show_mode(self, mode: Mode) -> None:
        codings = mode is Mode.CODINGS
        self.modes[mode].setChecked(True)
        self.pages.setCurrentIndex(0 if codings else 1)
        self.query.setVisible(codings)
        self.words.setVisible(not codings)
        for part in (self.chips, self.star, self.saved):
            part.setVisible(codings)

    def show_count(self, told: str) -> None:
        self.count.setText(told)
        self.count.setAccessibleName(told)

    def show_nothing(self, why: str) -> None:
        """Words in place of the table; empty where there is something to show."""
        self.nothing.setText(why)
        self.found.setCurrentWidget(self.nothing if why else self.view)

    def ask(self, bar: InlineBar) -> None:
        """Opens a question between the table and the deeds."""
        self._bar.open(bar)

    def take_keys(self) -> None:
        """The keys go to what is listed, or, where nothing is, to the line that finds."""
        if self.mode is Mode.TEXT:
            if self.text.is_auto:
                self.text.auto.code.setFocus()
            else:
                (self.text.view if self.text.table.rowCount() else self.words.line).setFocus()
        else:
            (self.view if self.table.rowCount() else self.query.line).setFocus()

    def take_query(self) -> None:
        """The keys go to the line that finds."""
        line = (self.words if self.mode is Mode.TEXT else self.query).line
        line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        line.selectAll()

    def type_on(self, text: str) -> None:
        """Goes on in the line that finds with what was typed over the table."""
        line = self.query.line
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        line.end(False)
        line.insert(f" {text}" if line.text().strip() and not line.text().endswith(" ") else text)

    def area_of(self, widget: QWidget, part: QRect | None = None) -> QRect:
        """A part of a widget, or all of it, as a rectangle of the place."""
        part = widget.rect() if part is None else part
        return QRect(widget.mapTo(self, QPoint(part.left(), part.top())), part.size())

    def current_area(self) -> QRect:
        """Where the current row is; what asks about it opens there."""
        area = self.view.visualRect(self.view.model().index(max(self.view.currentIndex().row(), 0), 2))
        shown = area.intersected(self.view.viewport().rect())
        return self.area_of(self.view.viewport(), shown if not shown.isEmpty() else QRect(0, 0, 1, 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What lies over the table stays where it belongs when the window's size changes."""
        super().resizeEvent(event)
        self.details.fit(self.height())
        QTimer.singleShot(0, self, self._keep_overlays)

    def _keep_overlays(self) -> None:
        if self.picker.isVisible():
            self.picker.move_to(self.current_area())
        self.popup.fit()

    def _choose(self, mode: Mode) -> None:
        self.show_mode(mode)
        self.mode_chosen.emit(mode)
        self.take_query()

    # Keys

    def event(self, event: QEvent) -> bool:
        """Ctrl+F finds here, whatever it means in a text; Esc closes what is open before it leads back to the text."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_find(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_find(event):
            self.take_query()
            return
        super().keyPressEvent(event)


def _is_find(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_F and event.modifiers() == Qt.KeyboardModifier.ControlModifier
