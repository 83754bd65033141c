"""The middle of the place Code: one text, or two side by side, with the bars that belong to the one in hand.

With one text its tabs stand above the bars; with two the bars stand above both, and tell of the half in hand, whose
tabs are underlined in full colour.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.open_project import OpenProject
from annotator.ui.parts import restyle, set_role
from annotator.ui.reader import ArticleView
from annotator.ui.reading_half import ReadingHalf


class Middle(QWidget):
    """`current` is the half in hand; there is always one."""

    half_made = Signal(object)  # ReadingHalf, to be joined to the project
    entered = Signal(object)  # ReadingHalf: the keys go there now, though another one is in hand still
    aligned = Signal()  # a text has another width

    def __init__(self, opened: OpenProject) -> None:
        super().__init__()
        self._opened = opened
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._bars, self._low = QWidget(), QWidget()
        for holder in (self._bars, self._low):
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(0)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._splitter, 1)
        self._column.addWidget(self._low)
        self.halves: list[ReadingHalf] = [ReadingHalf(opened)]
        self.current = self.halves[0]
        self._add(self.current)
        self.current.column.insertWidget(1, self._bars)

    def set_bars(self, above: Sequence[QWidget], below: Sequence[QWidget]) -> None:
        """What stands above the text, and what is asked below it."""
        for holder, widgets in ((self._bars, above), (self._low, below)):
            layout = holder.layout()
            assert layout is not None
            for widget in widgets:
                layout.addWidget(widget)

    @property
    def view(self) -> ArticleView:
        return self.current.view

    @property
    def is_split(self) -> bool:
        return len(self.halves) > 1

    @property
    def other(self) -> ReadingHalf | None:
        """The half that is not in hand."""
        return next((half for half in self.halves if half is not self.current), None)

    def take_in_hand(self, half: ReadingHalf) -> None:
        self.current = half
        self._mark()

    def split(self) -> ReadingHalf:
        """A second half, empty; the one that there is already, if there is."""
        if not self.is_split:
            made, first = ReadingHalf(self._opened), self.halves[0]
            made.view.set_zoom(first.view.zoom)
            made.view.set_theme(first.view.theme)
            made.view.set_scale(theme.scale())
            made.view.zoom_changed.connect(first.view.set_zoom)
            first.view.zoom_changed.connect(made.view.set_zoom)
            self.halves.append(made)
            self._column.insertWidget(0, self._bars)
            self._add(made)
            self.half_made.emit(made)
            self._mark()
            made.show_state()
            width = max(2, self._splitter.width())
            self._splitter.setSizes([width // 2, width - width // 2])
        return self.halves[1]

    def unsplit(self) -> None:
        """The first half alone is left, and is in hand."""
        if self.is_split:
            gone = self.halves.pop()
            gone.open_tabs.leave()
            gone.shown = None
            self.current = self.halves[0]
            self.current.view.zoom_changed.disconnect(gone.view.set_zoom)
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
            self.current.column.insertWidget(1, self._bars)
            self._mark()

    def sizes(self) -> list[int]:
        """The widths of the halves in pixels."""
        return self._splitter.sizes()

    def set_sizes(self, sizes: list[int]) -> None:
        if len(sizes) == len(self.halves) and all(size > 0 for size in sizes):
            self._splitter.setSizes(sizes)

    def _add(self, half: ReadingHalf) -> None:
        self._splitter.addWidget(half)
        half.entered.connect(lambda: self.entered.emit(half))
        half.resized.connect(lambda: QTimer.singleShot(0, self, self.aligned.emit))

    def _mark(self) -> None:
        for half in self.halves:
            half.tabs.setProperty("passive", self.is_split and half is not self.current)
            restyle(half.tabs)
