"""Adding documents in the window: read beside it, then written in one undo step, with progress and Cancel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from annotator.model.changes import Changes
from annotator.model.progress import Progress
from annotator.operations import documents
from annotator.operations.documents import Added, Prepared
from annotator.ui.background import Work, in_background
from annotator.ui.notices import Outcome, ProgressPanel, Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr, tr_n


class Importer(QObject):
    """One import at a time. Files are parsed in a child process; coding goes on meanwhile."""

    added = Signal(object)  # Added

    def __init__(self, opened: OpenProject, panel: ProgressPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._opened, self._panel = opened, panel
        self._work: Work | None = None
        self._later: Prepared | None = None  # what waits to be written
        self._passwords: tuple[str, ...] = ()  # that were tried, as long as there are files that want one
        self._locked: tuple[Path, ...] = ()
        panel.cancelled.connect(self.cancel)
        panel.password.given.connect(self._try_password)
        panel.password.left.connect(self._forget_passwords)
        panel.closed.connect(self._forget_passwords)

    @property
    def busy(self) -> bool:
        return self._work is not None

    def add(self, paths: Sequence[Path], passwords: Sequence[str] = ()) -> None:
        if self._work is not None or not self._opened.writable:
            why = tr("Nothing can be added to a project that is open for reading only.")
            wait = tr("Please wait until the work under way has finished.")
            self._opened.said.emit(why if self._opened.project.read_only else wait, Tone.INFO)
            return
        self._panel.begin(tr("Adding documents"))
        project = self._opened.project

        def read(progress: Progress) -> Prepared:
            return documents.prepare(project, paths, passwords=passwords, progress=progress)

        self._work = in_background(
            self, read, done=self._read, failed=self._failed, cancelled=self._cancelled, stepped=self._panel.step
        )

    def cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def wait(self) -> None:
        """Ends the work under way, for closing."""
        if self._work is not None:
            self._work.leave()
            self._work = None
            if self._opened.busy:
                self._opened.end_work()
            self._panel.hide()

    def _read(self, prepared: object) -> None:
        assert isinstance(prepared, Prepared)
        if not prepared.readings:
            self._finish(Added(Changes(), prepared.lines))
            return
        if self._opened.busy:  # an export began meanwhile: it ends first
            self._later = prepared
            self._opened.busy_changed.connect(self._write_now)
            return
        self._write(prepared)

    def _write_now(self, busy: bool) -> None:
        if not busy and self._later is not None:
            prepared, self._later = self._later, None
            self._opened.busy_changed.disconnect(self._write_now)
            self._write(prepared)

    def _write(self, prepared: Prepared) -> None:
        project = self._opened.begin_work()

        def write(_progress: Progress) -> Added:
            return documents.write(project, prepared)

        self._work = in_background(self, write, done=self._written, failed=self._write_failed)

    def _written(self, added: object) -> None:
        assert isinstance(added, Added)
        self._opened.end_work()
        self._opened.spread(added.changes)
        self._finish(added)

    def _finish(self, added: Added) -> None:
        self._work = None
        new, here = len(added.of(documents.Outcome.NEW)), len(added.of(documents.Outcome.ALREADY_HERE))
        failed = len(added.of(documents.Outcome.FAILED))
        parts = [tr_n("%n document came in", "%n documents came in", new)]
        if here:
            parts.append(tr_n("%n was here already", "%n were here already", here))
        if failed:
            parts.append(tr_n("%n could not be read", "%n could not be read", failed))
        outcomes = [_outcome(line) for line in added.lines]
        self._panel.finish(", ".join(parts) + ".", outcomes)
        self._ask_password([line.path for line in added.lines if line.needs_password])
        self.added.emit(added)

    def _ask_password(self, locked: list[Path]) -> None:
        self._locked = tuple(locked)
        if not locked:
            self._forget_passwords()
            return
        name = locked[0].name
        told = tr_n("“{name}” wants a password.", "%n files want a password, “{name}” first.", len(locked), name=name)
        if self._passwords:
            told = tr("That password opens none of what is left.") + " " + told
        told += " " + tr("It is tried on all of them and kept nowhere.")
        self._panel.password.ask(told, take_keys=bool(self._passwords))

    def _try_password(self, password: str) -> None:
        self._passwords = (*self._passwords, password)
        self.add(self._locked, self._passwords)

    def _forget_passwords(self) -> None:
        self._passwords, self._locked = (), ()

    def _failed(self, message: str) -> None:
        self._work = None
        self._panel.finish(message, ())

    def _write_failed(self, message: str) -> None:
        self._opened.end_work()
        self._failed(message)

    def _cancelled(self) -> None:
        self._work = None
        self._panel.finish(tr("Cancelled: no document came in."), ())


def _outcome(line: documents.Line) -> Outcome:
    why = line.why or "; ".join(f"{loss.kind} ({loss.count:,}): {loss.became}" for loss in line.losses)
    return Outcome(line.path.name, line.outcome.value, why, failed=line.outcome is documents.Outcome.FAILED)
