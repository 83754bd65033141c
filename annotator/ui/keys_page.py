"""The table of keys, made from the commands themselves, so that it cannot lag behind; they are changed here too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.key_catcher import KeyCatcher
from annotator.ui.key_row import KeyLine, KeyRow, filled
from annotator.ui.palette.fuzzy import Candidate, rank
from annotator.ui.parts import Rule, SectionHeading, button, clearable, label, set_role
from annotator.ui.words import tr

__all__ = ["KeyLine", "KeysPage"]

COLUMN_WIDTH = 360  # pixels at scale 1, below which a column is not worth having


class KeysPage(QWidget):
    """Groups in the order in which they come first, in as many columns as there is room for.

    Knows no commands: `why_not(key)` and `holder(command, key)` are asked what stands in the way of a key.
    """

    change_asked = Signal(str, str)  # command, its new key
    reset_asked = Signal(str)        # command; empty for all

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.why_not: Callable[[str], str] = lambda _key: ""
        self.holder: Callable[[str, str], str] = lambda _command, _key: ""
        self._lines: tuple[KeyLine, ...] = ()
        self._rows: dict[str, KeyRow] = {}
        self._columns = 0
        self.catcher: KeyCatcher | None = None
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter by words or keys"))
        self.filter.setAccessibleName(tr("Filter the keys"))
        clearable(self.filter)
        theme.capped(self.filter, width=360)
        self.setFocusProxy(self.filter)
        self.filter.textChanged.connect(lambda _text: self._fill())
        self.hint = label(tr("A click on a line, or Enter, changes its key."), "hint")
        self.reset_all = button(tr("All as they came"), "flat")
        self.reset_all.clicked.connect(lambda: self.reset_asked.emit(""))
        self.nothing = label(tr("No command has these words."), "quiet")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("Keys"))
        head = QHBoxLayout()
        theme.spaced(head, gap=14)
        head.addWidget(self.filter, 2)
        head.addWidget(self.hint)
        head.addStretch(1)
        head.addWidget(self.reset_all)
        self._column = QVBoxLayout(self)
        theme.spaced(self._column, 28, 24, 20, 8, gap=12)
        self._column.addWidget(label(tr("Keys"), "subtitle"))
        self._column.addLayout(head)
        self._column.addWidget(self.nothing)
        self._column.addWidget(self._scroll, 1)

    def set_lines(self, lines: Sequence[KeyLine]) -> None:
        """Replaces all. Commands without a key are shown too: they are reached by a menu or Ctrl K."""
        self._lines = tuple(lines)
        self.reset_all.setVisible(any(line.changed for line in lines))
        self._fill()

    def shown(self) -> list[KeyLine]:
        """The lines that pass the filter, in their order."""
        text = self.filter.text().strip()
        if not text:
            return list(self._lines)
        candidates = [Candidate((line.title, line.shortcut, line.group)) for line in self._lines]
        found = sorted(match.index for match in rank(text, candidates, most=len(candidates)))
        return [self._lines[index] for index in found]

    # Changing

    def ask_key(self, command: str) -> None:
        """Opens the bar in which the new key of a command is pressed."""
        line = next(one for one in self._lines if one.id == command)
        self.close_catcher()
        self.catcher = KeyCatcher(
            line.title,
            line.shortcut.split(", ")[0],
            changed=line.changed,
            why_not=lambda key: self.why_not(key),
            holder=lambda key: self.holder(command, key),
        )
        self.catcher.given.connect(lambda key: self._give(command, key))
        self.catcher.reset.connect(lambda: self._give(command, None))
        self.catcher.left.connect(lambda: self._back_to(command))
        self._column.insertWidget(2, self.catcher)
        self.catcher.setFocus()

    def close_catcher(self) -> None:
        if self.catcher is not None:
            self.catcher.hide()
            self.catcher.deleteLater()
            self.catcher = None

    def _give(self, command: str, key: str | None) -> None:
        self.close_catcher()
        if key is None:
            self.reset_asked.emit(command)
        else:
            self.change_asked.emit(command, key)
        self._back_to(command)

    def _back_to(self, command: str) -> None:
        """The keys go on where they were: to the line."""
        self.close_catcher()
        row = self._rows.get(command)
        (row or self.filter).setFocus()
        if row is not None:
            self._scroll.ensureWidgetVisible(row)

    # Layout

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
        self._rows = {}
        for group, lines in groups.items():
            at = heights.index(min(heights))
            columns[at].addWidget(self._group(group, lines))
            heights[at] += len(lines) + 2
        for column in columns:
            column.addStretch(1)
        place = self._scroll.verticalScrollBar().value()
        self._scroll.setWidget(inside)  # the one before is deleted by it
        self._scroll.verticalScrollBar().setValue(place)

    def _group(self, title: str, lines: Sequence[KeyLine]) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        theme.spaced(column, gap=3)
        column.addWidget(SectionHeading(title))
        column.addWidget(Rule())
        for line in lines:
            if not line.changeable:
                row = QHBoxLayout()
                filled(row, line)
                column.addLayout(row)
                continue
            self._rows[line.id] = KeyRow(line)
            self._rows[line.id].clicked.connect(lambda _checked=False, this=line.id: self.ask_key(this))
            column.addWidget(self._rows[line.id])
        return made
