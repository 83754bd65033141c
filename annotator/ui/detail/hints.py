"""The keys, told where nothing is under the cursor."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from annotator.ui import theme
from annotator.ui.parts import KeyCap, label
from annotator.ui.words import tr


def hints() -> QWidget:
    """The keys, calmly, while nothing is selected."""
    made = QWidget()
    grid = QGridLayout(made)
    theme.spaced(grid, 0, 6, 0, 0, gap=8)
    grid.addWidget(label(tr("Select a passage to code it."), "quiet", wrap=True), 0, 0, 1, 2)
    told = (("↓  ↑", tr("select the next or previous sentence")), ("A … Z", tr("the key of a code codes it")),
            ("Space", tr("find a code by its name")), ("1 … 9", tr("say which case it is about")),
            ("-", tr("evidence against")), ("F7", tr("next paragraph without a coding")), ("F1", tr("all keys")))
    for at, (keys, what) in enumerate(told, 1):
        grid.addWidget(KeyCap(keys), at, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        what_label: QLabel = label(what, "hint", wrap=True)
        grid.addWidget(what_label, at, 1)
    grid.setColumnStretch(1, 1)
    return made
