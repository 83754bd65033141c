"""The place Team joined to the open project: merging with a look beforehand, settling, coders, the shared folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from annotator.model.changes import Changes
from annotator.model.errors import Blocked
from annotator.model.ids import ChangesetId, CodeId, CoderId, CodingId, ConflictId, MergeId, id_from_text
from annotator.operations import coders, conflicts, merging, sharing, undoing, visibility
from annotator.operations.merging import Arrived, CodebookChange, TakenOut
from annotator.operations.sharing import Exchanged
from annotator.store.handle import Project
from annotator.ui.errands import Errands, Told
from annotator.ui.notices import Action, Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.words import tr, tr_n

if TYPE_CHECKING:
    from annotator.ui.team.team_place import TeamPlace

_SOON = 60  # ms: several changes in a row are shown at once


class Teaming(QObject):
    """Owns the place Team of one open project. Nothing is asked in a dialog but for files and folders."""

    place_asked = Signal()  # the place Team is to be shown
    coding_asked = Signal(object)  # coding id, to be shown in its text
    entity_asked = Signal(object, object)  # Kind, entity id
    other_project_found = Signal(object, str)  # path of a project file that cannot be merged, and why
    relabelled = Signal()

    def __init__(
        self, opened: OpenProject, errands: Errands, say: Callable[[str, Tone, Action | None], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._opened, self._errands, self._say = opened, errands, say
        self._paths: tuple[Path, ...] = ()  # of the merge that is being looked at
        self._arrived: Arrived | None = None
        self._exchanged = ""
        self._stale = True
        self._made: TeamPlace | None = None
        self._timer = QTimer(self, singleShot=True, interval=_SOON)
        self._timer.timeout.connect(self._fill)
        opened.changed.connect(lambda _changes: self.refresh())
        opened.busy_changed.connect(lambda _busy: self.refresh())

    @property
    def place(self) -> TeamPlace:
        """Made when it is asked for: the window opens sooner without it."""
        if self._made is None:
            from annotator.ui.team.team_place import TeamPlace  # late: see above

            self._made = TeamPlace()
            self._made.installEventFilter(self)
            self._connect(self._made)
        return self._made

    @property
    def made(self) -> TeamPlace | None:
        """The place, if anybody has asked for it."""
        return self._made

    def _connect(self, place: TeamPlace) -> None:
        place.merge_asked.connect(self.ask_merge)
        place.files_dropped.connect(lambda paths: self.look_at([Path(path) for path in paths]))
        place.preview_accepted.connect(self.merge_what_was_looked_at)
        place.preview_cancelled.connect(self._forget_preview)
        place.take_back_asked.connect(self.take_back)
        place.take_out_asked.connect(self._take_out)
        place.resolve_asked.connect(self._resolve)
        place.tick_asked.connect(self._tick)
        place.whole_asked.connect(lambda _key: self._fill())
        place.open_coding_asked.connect(self.coding_asked)
        place.open_entity_asked.connect(self.entity_asked)
        place.relabel_asked.connect(self._relabel)
        place.join_asked.connect(self._join)
        place.part_asked.connect(lambda coder: self._opened.do(coders.part, cast(CoderId, coder)))
        place.colleagues_chosen.connect(self._choose_colleagues)
        place.blind_chosen.connect(lambda on: self._opened.do(visibility.set_blind, bool(on)))
        place.share_asked.connect(self.ask_share)
        place.exchange_asked.connect(self.exchange)
        place.stop_sharing_asked.connect(self._stop_sharing)
        place.history.undo_asked.connect(self._undo_line)
        place.history.go_asked.connect(self._go_back_to)
        place.history.older_asked.connect(self._fill)

    # Showing

    def refresh(self) -> None:
        """Brings the place up to date: soon where it is in sight, else when it is shown."""
        self._stale = True
        if self._made is not None and self._made.isVisible():
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._made and event.type() == QEvent.Type.Show and self._stale:
            self._fill()
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        if self._opened.busy:  # its end refreshes
            return
        from annotator.ui.team.filling import fill_team  # late, as the place itself

        self._stale = False
        fill_team(self.place, self._opened, self._arrived, exchanged=self._exchanged)

    # Merging

    def ask_merge(self) -> None:
        start = str(self._opened.project.path.parent)
        kinds = tr("Projects (*.annot)")
        paths, _ = QFileDialog.getOpenFileNames(self.place, tr("Merge files"), start, kinds)
        self.look_at([Path(path) for path in paths])

    def look_at(self, paths: Sequence[Path]) -> None:
        """Shows what a merge of these files would bring; nothing is written."""
        if not paths:
            return
        if self._opened.project.read_only:
            self._say(tr("Nothing can be merged into a project that is open for reading only."), Tone.INFO, None)
            return
        from annotator.ui.team.filling import listed, preview_shown  # late, as the place itself

        names = listed([path.name for path in paths])

        def looked(result: object) -> None:
            assert isinstance(result, Arrived)
            self._paths = tuple(paths)
            self.place_asked.emit()
            self.place.show_preview(preview_shown(self._opened, result))

        def failed(message: str) -> None:
            if len(paths) == 1:
                self.other_project_found.emit(paths[0], message)
            else:
                self._say(message, Tone.PROBLEM, None)

        self._errands.run(
            tr("Looking at {names}", names=names),
            lambda project, progress: merging.merge(project, paths, dry_run=True, report=progress),
            then=looked,
            failed=failed,
        )

    def merge_what_was_looked_at(self) -> None:
        paths, self._paths = self._paths, ()
        if paths:
            self.merge(paths)

    def merge(self, paths: Sequence[Path]) -> None:
        """Takes the files in, after a backup."""
        from annotator.ui.team.filling import listed  # late, as the place itself

        def merged(result: object) -> None:
            assert isinstance(result, Arrived)
            self._arrived = result if result.merge is not None else self._arrived
            self.place.show_preview(None)
            self._opened.spread(result.changes)
            self._fill()
            self.place.setFocus()

        self._errands.run(
            tr("Merging {names}", names=listed([path.name for path in paths])),
            lambda project, progress: merging.merge(project, paths, report=progress),
            merged_in_words,
            then=merged,
        )

    def _forget_preview(self) -> None:
        self._paths = ()
        self.place.show_preview(None)

    def take_back(self) -> None:
        def taken(result: object) -> None:
            assert isinstance(result, Changes)
            self._arrived = None
            self._opened.spread(result)
            self._fill()

        self._errands.run(
            tr("Taking the merge back"),
            lambda project, _progress: merging.take_merge_back(project),
            lambda _result: (tr("The merge was taken back: the project is what it was before it."), Tone.DONE),
            then=taken,
        )

    def _take_out(self, merge: object, partly: bool) -> None:
        this = cast(MergeId, merge)

        def taking(project: Project) -> TakenOut | Blocked:
            try:
                return merging.take_out(project, this, partly=partly)
            except Blocked as blocked:
                return blocked

        def taken(result: object) -> None:
            if isinstance(result, Blocked):
                self._fill()
                self.place.show_blocked(this, result.what)
                return
            assert isinstance(result, TakenOut)
            self._opened.spread(result.changes)
            self._fill()
            told = tr("What came with the merge was taken out; Ctrl+Z brings it back.")
            if result.blocked:
                told = tr("Taken out but for what is in use: {what}.", what="; ".join(result.blocked[:3]))
            self._say(told, Tone.DONE, None)

        self._errands.run(tr("Taking out what came with the merge"), lambda project, _: taking(project), then=taken)

    # Things to look at

    def _resolve(self, conflict: object, token: str, value: object) -> None:
        wanted = cast(str | CodeId | None, value)
        self._opened.do(conflicts.resolve, cast(ConflictId, conflict), token, value=wanted)
        self.refresh()  # also where it could not be done: the card offers its buttons again

    def _tick(self, change: object, codings: object, looked: bool) -> None:
        self._opened.do(
            merging.tick_off, cast(CodebookChange, change), cast(tuple[CodingId, ...], codings), looked=looked
        )

    def _undo_line(self, line: str) -> None:
        target = id_from_text(line)
        if target is not None:
            self._opened.do_beside(undoing.take_back, ChangesetId(target))

    def _go_back_to(self, line: str) -> None:
        target = id_from_text(line)
        if target is not None:
            self._opened.do_beside(undoing.go_back_to, ChangesetId(target))

    # Coders

    def _relabel(self, name: str, initials: str) -> None:
        self._opened.do(lambda project: coders.relabel_myself(project, name, initials))
        self.relabelled.emit()
        self.refresh()

    def _join(self, coder: object, into: object) -> None:
        self._opened.do(coders.join, cast(CoderId, coder), cast(CoderId, into))

    def _choose_colleagues(self, how: object) -> None:
        self._opened.show_colleagues(cast(visibility.Colleagues, how))
        self.refresh()

    # The shared folder

    def ask_share(self) -> None:
        folder = QFileDialog.getExistingDirectory(self.place, tr("Share through a folder"), str(Path.home()))
        if folder:
            self._exchange(lambda project: sharing.share(project, Path(folder)))

    def exchange(self) -> None:
        """Reads everybody's file in the shared folder and puts this project's there."""
        self._exchange(sharing.exchange)

    def _exchange(self, task: Callable[[Project], Exchanged]) -> None:
        def exchanged(result: object) -> None:
            assert isinstance(result, Exchanged)
            self.show_exchange(result)

        self._errands.run(
            tr("Exchanging with the shared folder"),
            lambda project, _: task(project),
            exchanged_in_words,
            then=exchanged,
        )

    def show_exchange(self, done: Exchanged) -> None:
        """What an exchange brought, wherever it was asked for."""
        if done.arrived is not None and done.arrived.merge is not None:
            self._arrived = done.arrived
        self._exchanged = exchanged_in_words(done)[0]
        self._opened.spread(done.changes)
        self.refresh()

    def _stop_sharing(self) -> None:
        self._opened.do(sharing.leave)
        self._exchanged = ""
        self.refresh()


def merged_in_words(done: object) -> Told:
    assert isinstance(done, Arrived)
    if done.merge is None:
        return tr("Nothing new: all that the files hold was here already."), Tone.INFO
    told = tr_n("%n coding came in", "%n codings came in", done.codings)
    if done.conflicts:
        told += " · " + tr_n("%n thing to look at", "%n things to look at", done.conflicts)
    return tr("{told} · nothing was replaced", told=told), Tone.DONE


def exchanged_in_words(done: object) -> Told:
    assert isinstance(done, Exchanged)
    if done.problem:
        return done.problem, Tone.WARNING
    parts = [merged_in_words(done.arrived)[0] if done.arrived else tr("Nobody else has put a file there yet")]
    parts += [f"{one.name}: {one.why}" for one in done.skipped]
    parts.append(tr("your work lies there as {name}", name=done.own))
    return " · ".join(part.rstrip(".") for part in parts), Tone.WARNING if done.skipped else Tone.DONE
