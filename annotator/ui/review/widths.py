"""The widths of the table's columns, kept with this copy of the project."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from annotator.store import local
from annotator.ui.open_project import OpenProject
from annotator.ui.review.table_view import CodingView

_KEY = "review_columns"
_AT_REST = 400  # ms


class KeptWidths(QObject):
    """Puts them when made, and keeps what the person chooses since."""

    def __init__(self, opened: OpenProject, view: CodingView, parent: QObject) -> None:
        super().__init__(parent)
        self._opened, self._view = opened, view
        view.set_widths([int(one) for one in local.text(opened.project, _KEY).split() if one.isdigit()])
        self._kept = view.widths()
        self._timer = QTimer(self, singleShot=True, interval=_AT_REST)
        self._timer.timeout.connect(self.keep)
        view.horizontalHeader().sectionResized.connect(lambda *_: self._timer.start())

    def keep(self) -> None:
        self._timer.stop()
        widths = self._view.widths()
        if widths != self._kept and not self._opened.busy:
            self._kept = widths
            local.keep_text(self._opened.project, _KEY, " ".join(map(str, widths)))
