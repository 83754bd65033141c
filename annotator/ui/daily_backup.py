"""The backup of the day, made beside the work: soon after opening, and where a day begins while the project is open.

No deed waits for it longer than for one of its small steps: see docs/decisions/0021-backups-beside-the-work.md.
"""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.model.errors import Cancelled
from annotator.store import backups
from annotator.ui.background import Work, in_background
from annotator.ui.notices import Tone
from annotator.ui.open_project import OpenProject

_AFTER_OPENING = 2_000  # ms
_AFTER_A_DEED = 200  # ms, where that was the first of a day
_PAUSE = 0.005  # seconds between two steps


class DailyBackup(QObject):
    """Sees to the daily backups of one open project."""

    due = Signal()  # from whatever thread writes first on a day

    def __init__(self, opened: OpenProject, parent: QObject) -> None:
        super().__init__(parent)
        self._opened = opened
        self._work: Work | None = None
        self._hurry = threading.Event()
        self._given_up = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.begin)
        if not opened.project.read_only:
            self.due.connect(self._begin_soon)
            opened.project.backup_due = self.due.emit
            self._timer.start(_AFTER_OPENING)

    @property
    def is_at_work(self) -> bool:
        return self._work is not None

    def _begin_soon(self) -> None:
        if self._work is None and not self._timer.isActive():
            self._timer.start(_AFTER_A_DEED)

    def begin(self) -> None:
        """Begins now, unless it is at work or there is a backup of this day."""
        if self._work is None:
            project = self._opened.project
            self._work = in_background(
                self,
                lambda _progress: backups.back_up_ahead(project, self._pause),
                done=self._ended,
                failed=self._failed,
            )

    def _pause(self) -> None:
        if self._given_up:
            raise Cancelled
        self._hurry.wait(_PAUSE)

    def _ended(self, _result: object) -> None:
        self._work = None
        self._tell_problem()

    def _failed(self, message: str) -> None:
        self._work = None
        self._opened.said.emit(message, Tone.WARNING)

    def _tell_problem(self) -> None:
        project = self._opened.project
        if project.backup_problem:
            self._opened.said.emit(project.backup_problem, Tone.WARNING)
            project.backup_problem = ""

    def finish(self) -> None:
        """For closing: where something was written it is made to its end, without pauses; where not it is given up."""
        project = self._opened.project
        if project.read_only or project.closed:
            return
        self._timer.stop()
        project.backup_due = None
        written = project.opening is not None
        self._given_up = not written
        self._hurry.set()
        if self._work is not None:
            self._work.unheard()
            self._work.wait()
            self._work = None
        if written:
            backups.back_up_today(project)  # the deeds were faster than the timer
        self._tell_problem()
