"""Keeping the full-text index ready while the person does other things, so that searching is quick when it is asked.

It is filled a little at a time, and no deed waits for it: see `annotator.operations.searching.prepare`.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from annotator.model.changes import Changes, Kind
from annotator.operations import searching
from annotator.ui.background import Work, in_background
from annotator.ui.open_project import OpenProject

_AFTER_OPENING = 4_000  # ms
_AFTER_A_CHANGE = 1_500  # ms without another document coming in
_LATER = 1_000  # ms, where long work is under way


class CatchingUp(QObject):
    """Some seconds after opening, and after documents came in, for one open project."""

    def __init__(self, opened: OpenProject, parent: QObject) -> None:
        super().__init__(parent)
        self._opened = opened
        self._work: Work | None = None
        self._again = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.begin)
        if not opened.project.read_only:
            opened.changed.connect(self._follow)
            self._timer.start(_AFTER_OPENING)

    @property
    def is_at_work(self) -> bool:
        return self._work is not None

    def _follow(self, changes: Changes) -> None:
        if changes.touched.keys() & {Kind.DOCUMENT, Kind.LAYER}:
            self._timer.start(_AFTER_A_CHANGE)

    def begin(self) -> None:
        """Begins now; where it is at work already, once more after that."""
        if self._work is not None:
            self._again = True
            return
        if self._opened.busy:
            self._timer.start(_LATER)
            return
        project = self._opened.project
        self._work = in_background(
            self,
            lambda progress: searching.prepare(project, progress),
            done=self._ended,
            failed=self._ended,  # searching looks at the texts themselves then
        )

    def _ended(self, _result: object) -> None:
        self._work = None
        if self._again:
            self._again = False
            self._timer.start(_LATER)

    def leave(self) -> None:
        """Ends it, for closing; what was taken in stays."""
        self._timer.stop()
        if self._work is not None:
            self._work.leave()
            self._work = None
