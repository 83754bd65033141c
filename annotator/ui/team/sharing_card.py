"""The folder through which a team exchanges its work, each coder in a file of their own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.ui import theme
from annotator.ui.flow import FlowLayout
from annotator.ui.parts import Card, ElidedLabel, label
from annotator.ui.team.shown import ShownShare
from annotator.ui.team.small_parts import ActionButton
from annotator.ui.words import tr


class SharingCard(Card):
    """Asks for a folder, or says how the last exchange went."""

    share_asked = Signal()
    exchange_asked = Signal()
    stop_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        theme.spaced(self.body, 14, 10, 14, 12, gap=6)
        told = tr("A folder that you all can reach, also one that is synchronised: everybody writes a file of their "
                  "own there and reads those of the others.")
        self.told = label(told, "hint", wrap=True)
        self.folder = ElidedLabel(role="strong")
        self.said = label("", "hint", wrap=True)
        self.share = ActionButton(tr("Share through a folder…"))
        self.share.clicked.connect(self.share_asked)
        self.exchange = ActionButton(tr("Exchange now"))
        self.exchange.clicked.connect(self.exchange_asked)
        self.stop = ActionButton(tr("Stop sharing"), "")
        self.stop.clicked.connect(self.stop_asked)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=8)
        for button in (self.share, self.exchange, self.stop):
            flow.addWidget(button)
        head = QHBoxLayout()
        theme.spaced(head, gap=8)
        head.addWidget(self.folder, 1)
        self.body.addLayout(head)
        for part in (self.said, self.told):
            self.body.addWidget(part)
        self.body.addWidget(buttons)
        self.show_share(ShownShare())

    def show_share(self, shown: ShownShare, *, writable: bool = True) -> None:
        has = bool(shown.folder)
        self.folder.setText(shown.folder)
        self.folder.setAccessibleName(tr("Shared folder {folder}", folder=shown.folder))
        self.said.setText(shown.said)
        self.exchange.setToolTip(tr("Reads the files of your colleagues there, and writes yours; none is overwritten"))
        self.told.setVisible(not has)
        self.folder.setVisible(has)
        self.said.setVisible(has and bool(shown.said))
        self.share.setVisible(not has)
        for button in (self.exchange, self.stop):
            button.setVisible(has)
        for button in (self.share, self.exchange, self.stop):
            button.setEnabled(writable)
