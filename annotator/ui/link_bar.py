"""Where a link of the text leads, and what can be done with it: nothing leaves the machine unasked."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from annotator.ui.low_bar import LowBar
from annotator.ui.parts import ElidedLabel, button
from annotator.ui.words import tr

_OPENED = ("http", "https", "mailto")  # what a browser or a mail program is for; never a file or a program


class LinkBar(LowBar):
    """Shows one address."""

    def __init__(self) -> None:
        super().__init__(tr("Link"))
        self.address = ElidedLabel()
        self.browse = button(tr("Open in browser"), "action")
        self.browse.clicked.connect(self._open)
        self.copy = button(tr("Copy address"))
        self.copy.clicked.connect(self._copy)
        self.row.addWidget(ElidedLabel(tr("The link leads to"), role="quiet"))
        self.row.addWidget(self.address, 3)
        self.row.addWidget(self.browse)
        self.row.addWidget(self.copy)
        self.finish_row()
        self.hint.hide()

    def open_on(self, address: str) -> None:
        self.address.setText(address)
        self.address.setAccessibleName(tr("The link leads to {address}", address=address))
        known = QUrl(address).scheme().lower() in _OPENED
        self.browse.setVisible(known)
        self.show()
        (self.browse if known else self.copy).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl(self.address.text()))
        self.leave()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.address.text())
        self.leave()
