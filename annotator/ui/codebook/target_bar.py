"""Bars that ask where codes are to go: a field in which another code is found by a few letters, and the question what a
drop meant."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
)

from annotator.ui import theme
from annotator.ui.codebook.code_tree import CodeRow
from annotator.ui.codebook.inline_bars import InlineBar
from annotator.ui.codebook.paint import swatch_icon
from annotator.ui.codebook.shades import shades
from annotator.ui.palette.fuzzy import Candidate, rank
from annotator.ui.words import tr

_SHOWN = 6  # lines at once
_MOST = 40  # lines in all: whoever looks further types another letter
_CODE = Qt.ItemDataRole.UserRole


class TargetBar(InlineBar):
    """Finds a code by its name or path; Enter takes the one that is marked, ↑ and ↓ mark another."""

    chosen = Signal(object)  # CodeId; None is the top level

    def __init__(self, told: str, rows: Sequence[CodeRow], *, top: bool = False) -> None:
        super().__init__(told)
        self._rows, self._top = list(rows), top
        self._candidates = [Candidate((row.code.name, " ".join(row.code.path))) for row in self._rows]
        self.line = QLineEdit()
        self.line.setAccessibleName(told)
        self.line.setPlaceholderText(tr("a few letters of its name"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Codes found"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.box.addWidget(self.line)
        self.box.addWidget(self.list)
        self.line.textChanged.connect(self.search)
        self.line.returnPressed.connect(self._take)
        self.list.itemClicked.connect(lambda _item: self._take())
        self.line.installEventFilter(self)
        self.setFocusProxy(self.line)
        self.search("")

    def search(self, text: str) -> None:
        """Lists the codes that the letters mean, the best first; all in their order where nothing is typed."""
        if text.strip():
            found = [self._rows[match.index] for match in rank(text, self._candidates, most=_MOST)]
        else:
            found = self._rows[:_MOST]
        self.list.clear()
        if self._top and not text.strip():
            self._list(tr("the top level"), None, None)
        for row in found:
            above = " › ".join(row.code.path[:-1])
            self._list(f"{row.code.name}  ·  {above}" if above else row.code.name, row, row.id)
        self.list.setCurrentRow(0)
        height = self.list.sizeHintForRow(0) if self.list.count() else 0
        self.list.setFixedHeight(max(1, min(_SHOWN, self.list.count()) * height + 2))
        self.list.setVisible(bool(self.list.count()))
        if not self.list.count():
            self.line.setToolTip(tr("No such code that it could be"))

    def _list(self, words: str, row: CodeRow | None, code: object) -> None:
        item = QListWidgetItem(words)
        if row is not None:
            item.setIcon(swatch_icon(row.look, shades(), ratio=self.devicePixelRatioF()))
        item.setToolTip(words if row is None else " › ".join(row.code.path))
        item.setData(_CODE, code)
        self.list.addItem(item)

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            code = item.data(_CODE)
            self.close_bar()
            self.chosen.emit(code)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
                return True
        return super().eventFilter(watched, event)


class ChoiceBar(InlineBar):
    """A question with two answers, or one where the other is not possible; Esc leaves all as it is."""

    moved = Signal()
    merged = Signal()

    def __init__(self, told: str, *, may_move: bool, may_merge: bool) -> None:
        super().__init__(told)
        self.move_button = QPushButton(tr("Move below"))
        self.merge_button = QPushButton(tr("Merge into"))
        row = QHBoxLayout()
        theme.spaced(row, gap=6)
        for button, signal in ((self.move_button, self.moved), (self.merge_button, self.merged)):
            button.setAutoDefault(True)
            button.setAccessibleDescription(told)
            button.clicked.connect(self.close_bar)
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        self.box.addLayout(row)
        self.move_button.setHidden(not may_move)  # by now they have a parent: else they would be windows
        self.merge_button.setHidden(not may_merge)
        self.setFocusProxy(self.move_button if may_move else self.merge_button)
