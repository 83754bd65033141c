"""Long work that holds the project: exporting, checking, backing up. One at a time, with progress and Cancel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from annotator.model.progress import Progress
from annotator.operations.exporting import Exported
from annotator.operations.recovering import Salvaged
from annotator.store.checking import Checked
from annotator.store.handle import Project
from annotator.ui.background import Work, in_background
from annotator.ui.notices import ProgressPanel, Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr, tr_n

Told = tuple[str, Tone]


class Errands(QObject):
    """Runs one piece of work beside the window; deeds wait meanwhile, reading goes on."""

    def __init__(self, opened: OpenProject, panel: ProgressPanel, say: Callable[[str, Tone], None]) -> None:
        super().__init__(opened)
        self._opened, self._panel, self._say = opened, panel, say
        self._work: Work | None = None
        panel.cancelled.connect(self.cancel)

    @property
    def busy(self) -> bool:
        return self._work is not None

    def run(
        self,
        title: str,
        task: Callable[[Project, Progress], object],
        in_words: Callable[[object], Told] | None = None,
        *,
        then: Callable[[object], None] | None = None,
        failed: Callable[[str], None] | None = None,
    ) -> None:
        """Runs `task`; `in_words` says what came of it, `then` goes on with it when the project is free again.

        Something else under way is said, and nothing is run. `failed` is told why instead of the person.
        """
        if self._opened.busy:
            self._say(tr("Please wait until the work under way has finished."), Tone.INFO)
            return
        project = self._opened.begin_work()
        self._panel.begin(title)

        def done(result: object) -> None:
            self._over()
            if then is not None:
                then(result)
            if in_words is not None:
                self._say(*in_words(result))

        self._work = in_background(
            self,
            lambda progress: task(project, progress),
            done=done,
            failed=lambda message: self._end(message, Tone.PROBLEM, failed),
            cancelled=lambda: self._end(tr("Cancelled: nothing was written."), Tone.INFO),
            stepped=self._panel.step,
        )

    def cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def leave(self) -> None:
        """Ends the work under way, for closing."""
        if self._work is not None:
            self._work.leave()
            self._over()

    def _end(self, message: str, tone: Tone, instead: Callable[[str], None] | None = None) -> None:
        self._over()
        if instead is not None:
            instead(message)
        else:
            self._say(message, tone)

    def _over(self) -> None:
        self._work = None
        self._panel.hide()
        self._opened.end_work()


def exported_in_words(done: object) -> Told:
    assert isinstance(done, Exported)
    if done.codings is None:
        return tr("The codebook was written to {path}", path=str(done.path)), Tone.DONE
    told = tr_n("%n coding written to {path}", "%n codings written to {path}", done.codings, path=str(done.path))
    return told, Tone.DONE


def checked_in_words(found: object) -> Told:
    assert isinstance(found, Checked)
    if found.faults:
        return tr("Not sound: {fault}", fault=found.faults[0]), Tone.PROBLEM
    return tr("Sound: the tables equal the history, and each quote stands in its text."), Tone.DONE


def recovered_in_words(target: Path, saved: Salvaged) -> str:
    told = tr("What could be read is saved in {path}; the damaged file is as it was.", path=str(target))
    return " ".join([told, *saved.missing])
