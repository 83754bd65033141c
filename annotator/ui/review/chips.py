"""The terms of the query line as chips that can be taken away, and the buttons that add more of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from annotator.ui import theme
from annotator.ui.flow import FlowLayout
from annotator.ui.parts import Chip, button
from annotator.ui.words import tr

WIDEST = 260  # pixels at scale 1, of a chip


class TermChip(Chip):
    """A term; a click, Delete or Backspace takes it away."""

    removed = Signal()

    def __init__(self, words: str) -> None:
        super().__init__("", checkable=False)
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideMiddle, theme.px(WIDEST))
        self.words = words
        self.setText(f"{shown}  ×")
        self.setCheckable(True)
        self.setChecked(True)
        self.setToolTip(tr("Takes “{term}” out of the query", term=words))
        self.setAccessibleName(tr("{term}, press to take it out of the query", term=words))
        self.clicked.connect(lambda _checked: self.removed.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
            return
        super().keyPressEvent(event)


class TermChips(QWidget):
    """The chips of a line in its order, and behind them what can be added."""

    removed = Signal(int)  # the place of a term in the line
    menu_asked = Signal(str, object)  # key of a kind of term, the button that was pressed

    def __init__(self, kinds: Sequence[tuple[str, str]]) -> None:
        """`kinds` are the keys of terms and what their buttons are called."""
        super().__init__()
        self.chips: list[TermChip] = []
        self._words: tuple[str, ...] = ()
        self._flow = FlowLayout(self, gap=5)
        self.menus: dict[str, QPushButton] = {}
        for key, title in kinds:
            made = button(f"+ {title}", "flat")
            made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            made.setAccessibleName(tr("Add a term: {title}", title=title))
            made.clicked.connect(partial(self._ask, key, made))
            self.menus[key] = made
            self._flow.addWidget(made)

    def show_terms(self, words: Sequence[str]) -> None:
        """The terms in words; where one was taken away by a key, the next chip has the keys."""
        if tuple(words) == self._words:
            return
        focused = next((at for at, chip in enumerate(self.chips) if chip.hasFocus()), None)
        self._words = tuple(words)
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, TermChip):
                widget.hide()
                widget.deleteLater()
        self.chips = [TermChip(one) for one in words]
        for at, chip in enumerate(self.chips):
            chip.removed.connect(partial(self.removed.emit, at))
            self._flow.addWidget(chip)
            chip.show()  # at once: it may get the keys
        for made in self.menus.values():
            self._flow.addWidget(made)
        before: QWidget | None = None
        for widget in (*self.chips, *self.menus.values()):
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget
        if focused is not None:
            standing: list[QWidget] = [*self.chips, *self.menus.values()]
            standing[max(0, min(focused, len(self.chips) - 1))].setFocus()
        self._flow.invalidate()
        self.updateGeometry()

    def _ask(self, key: str, made: QPushButton) -> None:
        self.menu_asked.emit(key, made)
