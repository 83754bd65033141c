"""The table of keys, made from the commands themselves, so that it cannot lag behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.palette.fuzzy import Candidate, rank
from annotator.ui.parts import ElidedLabel, KeyCap, Rule, SectionHeading, label, set_role
from annotator.ui.words import tr

COLUMN_WIDTH = 360  # pixels at scale 1, below which a column is not worth having


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A command as the table shows it; `shortcut` is text: several keys are parted by a comma and a blank."""

    id: str
    title: str
    shortcut: str
    group: str


class KeysPage(QWidget):
    """Groups in the order in which they come first, in as many columns as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lines: tuple[KeyLine, ...] = ()
        self._columns = 0
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter by words or keys"))
        self.filter.setAccessibleName(tr("Filter the keys"))
        self.filter.setClearButtonEnabled(True)
        theme.capped(self.filter, width=360)
        self.setFocusProxy(self.filter)
        self.filter.textChanged.connect(lambda _text: self._fill())
        self.nothing = label(tr("No command has these words."), "quiet")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("Keys"))
        column = QVBoxLayout(self)
        theme.spaced(column, 28, 24, 20, 8, gap=12)
        column.addWidget(label(tr("Keys"), "subtitle"))
        column.addWidget(self.filter)
        column.addWidget(self.nothing)
        column.addWidget(self._scroll, 1)

    def set_lines(self, lines: Sequence[KeyLine]) -> None:
        """Replaces all. Commands without a key are shown too: they are reached by a menu or Ctrl K."""
        self._lines = tuple(lines)
        self._fill()

    def shown(self) -> list[KeyLine]:
        """The lines that pass the filter, in their order."""
        text = self.filter.text().strip()
        if not text:
            return list(self._lines)
        candidates = [Candidate((line.title, line.shortcut, line.group)) for line in self._lines]
        found = sorted(match.index for match in rank(text, candidates, most=len(candidates)))
        return [self._lines[index] for index in found]

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._columns_fitting() != self._columns:
            self._fill()

    def _columns_fitting(self) -> int:
        return min(3, max(1, (self.width() - theme.px(60)) // theme.px(COLUMN_WIDTH)))

    def _fill(self) -> None:
        self._columns = self._columns_fitting()
        shown = self.shown()
        self.nothing.setVisible(not shown)
        groups: dict[str, list[KeyLine]] = {}
        for line in shown:
            groups.setdefault(line.group, []).append(line)
        inside = QWidget()
        row = QHBoxLayout(inside)
        theme.spaced(row, 0, 0, 12, 12, gap=36)
        columns: list[QVBoxLayout] = []
        for _ in range(self._columns):
            column = QVBoxLayout()
            theme.spaced(column, gap=14)
            row.addLayout(column, 1)
            columns.append(column)
        heights = [0] * self._columns
        for group, lines in groups.items():
            at = heights.index(min(heights))
            columns[at].addWidget(_group(group, lines))
            heights[at] += len(lines) + 2
        for column in columns:
            column.addStretch(1)
        self._scroll.setWidget(inside)  # the one before is deleted by it


def _group(title: str, lines: Sequence[KeyLine]) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    theme.spaced(column, gap=3)
    column.addWidget(SectionHeading(title))
    column.addWidget(Rule())
    for line in lines:
        row = QHBoxLayout()
        theme.spaced(row, 0, 1, 0, 1, gap=6)
        words = ElidedLabel(line.title)
        words.setAccessibleName(f"{line.title}: {line.shortcut}" if line.shortcut else line.title)
        row.addWidget(words, 1)
        keys = [keys for keys in line.shortcut.split(", ") if keys]
        for each in keys:
            row.addWidget(KeyCap(each))
        if not keys:
            row.addWidget(label(tr("menu, Ctrl K"), "hint"), alignment=Qt.AlignmentFlag.AlignRight)
        column.addLayout(row)
    return made
