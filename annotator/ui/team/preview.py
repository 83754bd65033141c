"""What a merge would bring, and what cannot be taken out again: cards at the top of the place, never dialogs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from annotator.model.ids import MergeId
from annotator.ui import theme
from annotator.ui.parts import Card, label
from annotator.ui.team.arrived import DifferenceRows
from annotator.ui.team.shown import ShownMerge, ShownPreview
from annotator.ui.team.small_parts import ActionButton, FoldButton
from annotator.ui.words import tr, tr_n

_MOST = 8  # changes of the codebook shown, and reasons told


class PreviewCard(Card):
    """Merge or Cancel; Esc cancels."""

    accepted = Signal()
    cancelled = Signal()

    def __init__(self, shown: ShownPreview, *, writable: bool = True) -> None:
        super().__init__()
        self.shown = shown
        self.heading = tr("Before the merge")
        theme.spaced(self.body, 18, 14, 18, 16, gap=8)
        self.setAccessibleName(shown.title)
        self.body.addWidget(label(shown.title, "subtitle", wrap=True))
        for warning in shown.warnings:
            self.body.addWidget(label(warning, "warning", wrap=True))
        if not shown.nothing:
            self._lay_out_codebook()
            self._lay_out_counts()
            self.body.addWidget(label(shown.conflicts, wrap=True))
        for note in shown.notes:
            self.body.addWidget(label(note, "quiet", wrap=True))
        if not shown.nothing:
            told = tr("Nothing is replaced: where two people changed the same thing, both versions are kept. A backup "
                      "is made before, and the merge can be undone.")
            self.body.addWidget(label(told, "hint", wrap=True))
        self.merge = ActionButton(tr("Merge"), "primary")
        self.merge.clicked.connect(self.accepted)
        self.merge.setEnabled(writable)
        self.cancel = ActionButton(tr("Close") if shown.nothing else tr("Cancel"), "")
        self.cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout()
        theme.spaced(row, gap=8)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.merge)
        self.body.addLayout(row)
        self.merge.setVisible(not shown.nothing)

    def _lay_out_codebook(self) -> None:
        changes = self.shown.changes
        if not changes:
            return
        told = tr_n("First of all: %n change in the codebook", "First of all: %n changes in the codebook", len(changes))
        self.fold = FoldButton(told, opened=True)
        self.body.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        for one in changes[:_MOST]:
            told = f"{one.title} · {one.heading}"
            parts = label(told, "strong", wrap=True), DifferenceRows(one.differences)
            for part in parts:
                self.body.addWidget(part)
                self.fold.toggled.connect(part.setVisible)
        if len(changes) > _MOST:
            more = label(tr_n("and %n more", "and %n more", len(changes) - _MOST), "quiet")
            self.body.addWidget(more)
            self.fold.toggled.connect(more.setVisible)

    def _lay_out_counts(self) -> None:
        grid = QGridLayout()
        theme.spaced(grid, 0, 2, 0, 2, gap=5)
        grid.setHorizontalSpacing(theme.px(18))
        grid.setColumnStretch(1, 1)
        for row, (what, count) in enumerate(self.shown.counts):
            grid.addWidget(label(what, "quiet"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(count, wrap=True), row, 1)
        self.body.addLayout(grid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


class BlockedCard(Card):
    """A merge that cannot be taken out whole, and why; the rest of it can."""

    partly_asked = Signal(object)  # merge id
    closed = Signal()

    def __init__(self, merge: MergeId, which: ShownMerge | None, blocked: Sequence[str]) -> None:
        super().__init__()
        self.heading = tr("Undo merge")
        theme.spaced(self.body, 18, 14, 18, 16, gap=6)
        title = tr("Not everything of this merge can be taken out")
        if which is not None:
            title = tr("Not everything that came with {files} can be taken out", files=which.files)
        self.setAccessibleName(title)
        self.body.addWidget(label(title, "subtitle", wrap=True))
        self.body.addWidget(label(tr("It was changed or used since, and would take later work with it. Nothing was "
                                     "taken out so far."), "quiet", wrap=True))
        for reason in blocked[:_MOST]:
            self.body.addWidget(label(f"• {reason}", wrap=True))
        if len(blocked) > _MOST:
            self.body.addWidget(label(tr_n("and %n more", "and %n more", len(blocked) - _MOST), "quiet"))
        self.partly = ActionButton(tr("Take out the rest"))
        self.partly.clicked.connect(lambda: self.partly_asked.emit(merge))
        self.close_button = ActionButton(tr("Leave it as it is"), "")
        self.close_button.clicked.connect(self.closed)
        row = QHBoxLayout()
        theme.spaced(row, gap=8)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.partly)
        self.body.addLayout(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
