"""Several people, several programs, one project: what the window offers when somebody else has it, when its folder is
synchronised, when a copy waits to be merged, and when the file is replaced beneath. Notices only, never a dialog.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from annotator.model.errors import CannotDo, InUse
from annotator.model.synced_folders import NETWORK
from annotator.operations import acting, projects, rescuing, sharing, side_copies
from annotator.operations.rescuing import Beneath
from annotator.operations.side_copies import BroughtBack, SideCopy
from annotator.store.handle import Project
from annotator.ui.errands import Errands, Told
from annotator.ui.notices import Action, NoticeBar, Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr, tr_n

_SOON = 50  # ms
_EVERY = 3000  # ms between two looks at the file


class Window(Protocol):
    """What this needs of the window."""

    def open_project(self, path: Path) -> bool: ...

    def open_with(self, opening: Callable[[], Project]) -> bool:
        """Opens what `opening` opens, instead of what is open; says so and answers False where it cannot."""

    def close_project(self) -> None: ...


class SideBySide(QObject):
    """One for the life of the window; told when a project was refused, opened, is about to close, and was closed."""

    def __init__(self, window: Window, notices: NoticeBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._notices = window, notices
        self._opened: OpenProject | None = None
        self._errands: Errands | None = None
        self._told = Beneath.AS_IT_WAS
        self._left: Path | None = None  # the side copy that is being closed
        self._problem = ""  # of the exchange at closing
        self._notice = ""  # that the file is gone
        self._not_now: set[Path] = set()
        self._timer = QTimer(self, interval=_EVERY)
        self._timer.timeout.connect(self.look)

    # Opening

    def refused(self, path: Path, error: CannotDo) -> bool:
        """Offers what can be done where somebody else has the project; False where there is nothing of that kind."""
        if not isinstance(error, InUse):
            return False
        self._notices.show_notice(
            error.message,
            Tone.PROBLEM,
            Action(tr("Code in a copy"), lambda: self.code_in_a_copy(path)),
            Action(tr("Open for reading only"), lambda: self.read_only(path)),
        )
        return True

    def code_in_a_copy(self, path: Path) -> bool:
        return self._window.open_with(lambda: side_copies.work_on_a_copy(path, acting.myself()))

    def read_only(self, path: Path) -> bool:
        return self._window.open_with(lambda: side_copies.read_a_copy(path, acting.myself()))

    def opened(self, opened: OpenProject, errands: Errands, exchange: Callable[[], object]) -> None:
        """Watches a project that was just shown, and offers what there is to offer. `exchange` is the command."""
        project = opened.project
        if project.read_only:
            return
        self._opened, self._errands, self._told = opened, errands, Beneath.AS_IT_WAS
        opened.said.connect(lambda _message, _tone: self.look())  # a commit that was refused is explained at once
        self._timer.start()
        original = side_copies.original_of(project)
        if original is not None:
            told = tr("You are working in a copy of “{name}”; it is merged there when you close it.",
                      name=original.name)
            self._notices.show_notice(told)
            return
        self._offer_waiting(side_copies.waiting(project.path))
        if sharing.shared_with(project) is not None:
            exchange()
        else:
            QTimer.singleShot(_SOON, self, lambda: self._warn_of_service(project))  # looks through many folders

    def named_after(self, project: Project) -> Path:
        """What belongs on the list of recent projects: of a copy its original."""
        return side_copies.original_of(project) or project.path

    def _offer_waiting(self, waiting: Sequence[SideCopy]) -> None:
        if waiting:
            told = tr_n("%n copy with your work waits to be merged.", "%n copies with your work wait to be merged.",
                        len(waiting))
            self._notices.show_notice(told, Tone.WARNING, Action(tr("Merge now"), self.merge_waiting))

    def _warn_of_service(self, project: Project) -> None:
        if project.closed:
            return
        path = project.path
        service = sharing.service_of(path)
        if service is None or path.absolute() in self._not_now:
            return
        self._not_now.add(path.absolute())
        where = tr("lies on a network share") if service == NETWORK else tr("is synchronised by {name}", name=service)
        told = tr("This folder {where}: where two people work on one file there, work can be lost. The safe way is a "
                  "project of your own that exchanges with this folder.", where=where)
        self._notices.show_notice(told, Tone.PROBLEM, Action(tr("Work safely"), lambda: self.work_safely(path)))

    def work_safely(self, path: Path) -> bool:
        """Goes on in a project of one's own that exchanges with the folder; the file there stays as it is."""
        self._window.close_project()
        if self._window.open_with(lambda: sharing.move_out_of(path, acting.myself())):
            return True
        self._window.open_project(path)  # as before; why it could not be done has been said
        return False

    # Copies that wait

    def merge_waiting(self) -> None:
        """Merges all waiting copies of the project that is open."""
        if self._opened is None or self._errands is None:
            return
        opened, waiting = self._opened, side_copies.waiting(self._opened.project.path)

        def merged(result: object) -> None:
            assert isinstance(result, list)
            for one in result:
                opened.spread(one.changes)

        self._errands.run(
            tr("Merging your copies"),
            lambda project, _progress: [side_copies.bring_into(project, one.path) for one in waiting],
            brought_in_words,
            then=merged,
        )

    # Closing

    def closing(self) -> None:
        """To be called while the project is still open, when nothing is under way any more."""
        self._timer.stop()
        opened, self._opened, self._errands = self._opened, None, None
        self._left, self._problem = None, ""
        if opened is None or rescuing.beneath(opened.project) is not Beneath.AS_IT_WAS:
            return
        project = opened.project
        try:
            if side_copies.original_of(project) is not None:
                self._left = project.path
            elif sharing.shared_with(project) is not None:
                self._problem = sharing.exchange(project).problem
        except CannotDo as error:
            self._problem = error.message

    def closed(self) -> None:
        """To be called when the project is closed and the notices are cleared: brings a copy back."""
        left, self._left = self._left, None
        if self._problem:
            self._notices.show_notice(self._problem, Tone.WARNING)
        if left is None:
            return
        try:
            done = side_copies.bring_back(left, acting.myself())
        except CannotDo as error:
            self._notices.show_notice(error.message, Tone.PROBLEM)
            return
        self._notices.show_notice(*brought_in_words([done]))

    # The file beneath

    def look(self) -> None:
        """Whether the file is still the one that was opened; cheap."""
        opened = self._opened
        if opened is None or opened.busy or opened.project.closed:
            return
        found = rescuing.beneath(opened.project)
        if found is self._told:
            return
        self._told = found
        if found is Beneath.AS_IT_WAS:  # a share that is back
            shown = self._notices.shown()
            if shown is not None and shown.message == self._notice:
                self._notices.dismiss()
            return
        self._notice = _WHAT_HAPPENED[found](opened.project.path.name)
        self._notices.show_notice(
            self._notice, Tone.PROBLEM, Action(tr("Save my work as a copy"), self.rescue)
        )

    def rescue(self) -> Path | None:
        """Saves the work of the open project in a file of its own, and offers to go on; None where it cannot be."""
        if self._opened is None or self._opened.busy:
            return None
        path = self._opened.project.path
        try:
            saved = rescuing.rescue(self._opened.project)
        except CannotDo as error:
            self._notices.show_notice(error.message, Tone.PROBLEM)
            return None
        told = tr("All your work is saved in {path}", path=str(saved))
        self._notices.show_notice(told, Tone.PROBLEM, Action(tr("Go on working"), lambda: self.go_on(saved, path)))
        return saved

    def go_on(self, saved: Path, path: Path) -> bool:
        """Opens the project at `path` with all that was saved, or what was saved where another lies there."""
        self._window.close_project()
        return self._window.open_with(lambda: _rejoined(saved, path))


def _rejoined(saved: Path, path: Path) -> Project:
    try:
        return rescuing.rejoin(saved, path, acting.myself())
    except CannotDo:
        return projects.open_project(saved, acting.myself())


def brought_in_words(done: object) -> Told:
    """What became of copies that were to be merged into their original."""
    assert isinstance(done, list) and all(isinstance(one, BroughtBack) for one in done)
    waits = [one for one in done if one.waits]
    if waits:
        told = tr_n("Your copy waits to be merged, and is offered again when you open “{name}”.",
                    "%n copies wait to be merged, and are offered again when you open “{name}”.",
                    len(waits), name=waits[0].original.name)
        return tr("{told} {why}", told=told, why=waits[0].waits), Tone.WARNING
    codings = sum(one.arrived.codings for one in done if one.arrived is not None)
    if not done or all(one.arrived is None for one in done):
        return tr("There was nothing to merge."), Tone.INFO
    name = done[0].original.name
    return tr_n("Your copy was merged into “{name}”: %n coding.", "Your copy was merged into “{name}”: %n codings.",
                codings, name=name), Tone.DONE


_WHAT_HAPPENED: dict[Beneath, Callable[[str], str]] = {
    Beneath.GONE: lambda name: tr(
        "“{name}” was moved or deleted by another program. Nothing is lost as long as this window is open.", name=name
    ),
    Beneath.REPLACED: lambda name: tr(
        "“{name}” was replaced by another program. Nothing is lost as long as this window is open.", name=name
    ),
    Beneath.WRITTEN_OVER: lambda name: tr(
        "“{name}” was changed by another program while it was open here; nothing more is written into it.", name=name
    ),
}
