"""Entries written one below the other, each in a field of its own: include, exclude, examples, counter-examples.

Below the last one stands an empty field: to write in it makes the next. Enter goes on, Backspace in an empty one or ×
takes it away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from annotator.operations.code_meaning import UNSAID
from annotator.ui import theme
from annotator.ui.codebook.growing_text import GrowingText
from annotator.ui.parts import CloseButton, LinkButton, label
from annotator.ui.words import tr
from taxonomy.codes import Example


@dataclass(frozen=True, slots=True)
class EntryWords:
    """How a list and its entries are called."""

    title: str
    entry: str        # "Include"
    more: str         # in the empty field
    why: str = ""     # of the reason; empty where none is asked


class EntryRow(QWidget):
    """One entry; an example may have a reason below it, and a way back to where it is from."""

    changed = Signal()
    removed = Signal()
    source_asked = Signal(object)  # Example

    def __init__(self, words: EntryWords, example: Example, source: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._example, self._asks_why = example, bool(words.why)
        self.text = GrowingText(words.entry, words.more, one_entry=True)
        self.why = GrowingText(tr("{entry}: why it is not meant", entry=words.entry), words.why, one_entry=True)
        self.close_button = CloseButton(tr("Take this entry away"))
        theme.sized(self.close_button, width=20, height=22)
        self.close_button.clicked.connect(self.removed)
        self._source = ""
        self.source = LinkButton("")
        self.source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.source.hide()
        column = QVBoxLayout()
        theme.spaced(column, gap=2)
        column.addWidget(self.text)
        column.addWidget(self.why)
        column.addWidget(self.source)
        row = QHBoxLayout(self)
        theme.spaced(row, gap=2)
        row.addLayout(column, 1)
        self.why.setHidden(not words.why)  # by now it has a parent: else it would be a window
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.text.put(example.quote)
        self.why.put("" if example.why in (None, UNSAID) else example.why or "")
        self.show_source(source)
        for field in self.fields:
            field.textChanged.connect(self.changed)
        self.source.clicked.connect(lambda: self.source_asked.emit(self.value()))

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return (*self.fields, self.source, self.close_button)

    @property
    def fields(self) -> tuple[GrowingText, ...]:
        return (self.text, self.why) if self.why.isVisibleTo(self) else (self.text,)

    def show_source(self, source: str) -> None:
        """Where it is from; pressed, it leads there."""
        self.source.setVisible(bool(source))
        self._source = source
        self._fit_source()
        self.source.setAccessibleName(tr("Go to this passage in {source}", source=source))
        self.source.setToolTip(source)

    def _fit_source(self) -> None:
        """The title is cut where it has no room, and never makes the panel wider."""
        rightward = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        self.source.setStyleSheet(f"text-align: {'left' if rightward else 'right'};")
        metrics, room = self.source.fontMetrics(), self.text.width() - theme.px(16)
        told = tr("→ {source}", source=self._source)
        self.source.setText(metrics.elidedText(told, Qt.TextElideMode.ElideRight, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_source()

    @property
    def is_empty(self) -> bool:
        return not self.text.value().strip() and not self.why.value().strip()

    def value(self) -> Example:
        """What stands there. Other words than those that were quoted have no place any more."""
        quote, why = self.text.value(), self.why.value().strip() or (UNSAID if self._asks_why else None)
        if quote.strip() == self._example.quote.strip():
            return replace(self._example, why=why)
        return replace(self._example, quote=quote, why=why, start=None, end=None)


class EntryList(QWidget):
    """A heading and its entries."""

    changed = Signal()             # something was written
    taken_away = Signal()          # an entry went: to be saved at once
    grown = Signal()               # there are other fields than before
    source_asked = Signal(object)  # Example

    def __init__(self, words: EntryWords, watch: Callable[[QWidget], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._watch = words, watch
        self._read_only = False
        self.rows: list[EntryRow] = []
        self.heading: QLabel = label(words.title, "hint")
        self._box = QVBoxLayout(self)
        theme.spaced(self._box, gap=3)
        self._box.addWidget(self.heading)

    def put(self, examples: Sequence[Example], sources: Sequence[str] = ()) -> None:
        """Shows these; a row that holds what it is to show stays, with its cursor."""
        told = [*sources, *[""] * (len(examples) - len(sources))]
        held = [row.value() for row in self.rows if not row.is_empty]
        if held == list(examples):
            for row, source in zip(self.rows, told, strict=False):
                row.show_source(source)
        else:
            while self.rows:
                self._drop(self.rows[-1])
            for one, source in zip(examples, told, strict=True):
                self._add(one, source)
        self._keep_one_empty()

    def put_lines(self, lines: Sequence[str]) -> None:
        self.put([Example(line) for line in lines])

    def values(self) -> tuple[Example, ...]:
        return tuple(row.value() for row in self.rows if not row.is_empty)

    def lines(self) -> tuple[str, ...]:
        return tuple(row.text.value() for row in self.rows if not row.is_empty)

    def set_read_only(self, on: bool) -> None:
        self._read_only = on
        for row in self.rows:
            self._dress(row)
        self._keep_one_empty()

    def take_keys(self) -> None:
        """The cursor goes to the empty field at the end."""
        self.rows[-1].text.setFocus()

    # Rows

    def _add(self, example: Example, source: str = "") -> EntryRow:
        row = EntryRow(self._words, example, source, self)
        row.changed.connect(self._written)
        row.removed.connect(partial(self._take_away, row))
        row.source_asked.connect(self.source_asked)
        row.text.entered.connect(partial(self._on, row))
        row.text.emptied.connect(partial(self._take_away, row))
        row.why.entered.connect(partial(self._next, row))
        for field in (row.text, row.why):
            self._watch(field)
        self.rows.append(row)
        self._box.addWidget(row)
        self._dress(row)
        self.grown.emit()
        return row

    def _dress(self, row: EntryRow) -> None:
        for field in (row.text, row.why):
            field.setReadOnly(self._read_only)
        row.close_button.setVisible(not row.is_empty and not self._read_only)

    def _drop(self, row: EntryRow) -> None:
        self.rows.remove(row)
        self._box.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _written(self) -> None:
        self._keep_one_empty()
        self.changed.emit()

    def _keep_one_empty(self) -> None:
        if not self._read_only and (not self.rows or not self.rows[-1].is_empty):
            self._add(Example(""))
        for at, row in enumerate(self.rows):
            row.close_button.setVisible(not self._read_only and at < len(self.rows) - 1)
        if self._read_only and self.rows and self.rows[-1].is_empty:
            self._drop(self.rows[-1])

    def _on(self, row: EntryRow) -> None:
        """Enter: to the reason, if there is one to be given, else to the next entry."""
        if len(row.fields) > 1:
            row.why.setFocus()
        else:
            self._next(row)

    def _next(self, row: EntryRow) -> None:
        at = self.rows.index(row) + 1
        self.rows[min(at, len(self.rows) - 1)].text.setFocus()

    def _take_away(self, row: EntryRow) -> None:
        at = self.rows.index(row)
        if at == len(self.rows) - 1:  # the empty one at the end stays
            if at:
                self.rows[at - 1].text.setFocus()
            return
        self.rows[at + 1 if at == 0 else at - 1].text.setFocus()
        self._drop(row)
        self.changed.emit()
        self.taken_away.emit()


