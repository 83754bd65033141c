"""The line that filters documents; the list beside the text and the page of all documents have one each."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.ui.documents.document_table import DocumentTable
from annotator.ui.parts import clearable
from annotator.ui.plain_letters import belongs_to_the_window
from annotator.ui.words import tr


class FilterLine(QLineEdit):
    """Filters while one types; Esc shows all again and gives the keys to the view, Down gives them as it is."""

    def __init__(self, table: DocumentTable, view: QWidget, *, stays: bool = False) -> None:
        super().__init__()
        self._table, self._view, self._stays = table, view, stays
        self.setPlaceholderText(tr("filter: words, outlet:times, -word"))
        self.setAccessibleName(tr("Filter the documents"))
        self.setToolTip(tr("Words of the title or of any metadata. outlet:times looks in one column, "
                           "-word leaves out, \"two words\" keeps them together."))
        clearable(self)
        self.textChanged.connect(table.filter_by)
        table.arranged.connect(self._follow)

    def open(self) -> None:
        self.show()
        self.setFocus()
        self.selectAll()

    def _follow(self) -> None:
        """What was typed in the other list's line stands here too."""
        if self.text() != self._table.filter_text and not self.hasFocus():
            self.setText(self._table.filter_text)
            self.setVisible(self._stays or bool(self.text()))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and (
            event.key() == Qt.Key.Key_Escape or belongs_to_the_window(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not (self._stays and not self.text()):
            self.clear()
            self.setVisible(self._stays)
            self._view.setFocus()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._view.setFocus()
        else:
            super().keyPressEvent(event)
