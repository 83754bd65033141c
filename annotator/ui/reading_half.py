"""A half of the place Code's middle: open documents as tabs, and the text of the one that is in front.

There is one half until somebody asks for two documents side by side. The coding desk acts on the half that the keys
went to last.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.ui.document_tabs import DocumentTabs
from annotator.ui.open_document import OpenDocument
from annotator.ui.open_project import OpenProject
from annotator.ui.parts import label
from annotator.ui.reader import ArticleView
from annotator.ui.words import tr


class ReadingHalf(QWidget):
    """`shown` is the document whose text the view shows."""

    entered = Signal()  # the keys go here now
    resized = Signal()  # its text has another width

    def __init__(self, opened: OpenProject) -> None:
        super().__init__()
        self.shown: OpenDocument | None = None
        self.view = ArticleView()
        self.view.setAccessibleName(tr("Text of the document"))
        self.open_tabs = DocumentTabs(opened, lambda: self.shown, self)
        self.tabs = self.open_tabs.bar
        told = tr("No document is open.\nDrop files or a folder here, or add documents with Ctrl+D.")
        self.nothing = label(told, "quiet")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.tabs)
        self.column.addWidget(self.view, 1)
        self.column.addWidget(self.nothing, 1)
        self.view.installEventFilter(self)
        self.tabs.tabBarClicked.connect(lambda _number: self.entered.emit())

    def show_state(self) -> None:
        """Shows the text, or that there is none."""
        self.view.setVisible(self.shown is not None)
        self.nothing.setVisible(self.shown is None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.view and event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        elif watched is self.view and event.type() == QEvent.Type.Resize:
            self.resized.emit()
        return super().eventFilter(watched, event)
