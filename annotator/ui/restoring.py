"""Restoring a backup in the window: which there are, and a copy of one opened beside the project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject

from annotator.model.errors import CannotDo
from annotator.operations import acting, backups, projects
from annotator.operations.backups import Backup
from annotator.store.handle import Project
from annotator.ui.backups_page import BackupLine, BackupsPage
from annotator.ui.notices import Tone
from annotator.ui.words import moment, tr

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_IDS = "project_ids"  # under which the settings keep the id of each project that was open, as hex digits
_MOST = 100  # projects whose ids are kept


class Restoring(QObject):
    """Belongs to the window, since a project that cannot be opened has backups too."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._project: Path | None = None

    @cached_property
    def page(self) -> BackupsPage:
        page = BackupsPage()
        page.restore_asked.connect(self.restore)
        page.left.connect(self._leave)
        self._window.pages.addWidget(page)
        return page

    def show(self) -> None:
        """The backups of the project that is open."""
        opened = self._window.opened
        if opened is not None:
            self._show(opened.project.path, backups.of_project(opened.project))

    def show_of(self, path: Path) -> None:
        """The backups of a project that is not open, by what was remembered of it."""
        known = self._ids().get(str(path.absolute()), "")
        try:
            self._show(path, backups.of_file(path, known))
        except CannotDo as error:
            self._window.say(error.message, Tone.WARNING)

    def remember(self, project: Project) -> None:
        """Keeps which project lies there, so that its backups are found when it cannot be opened any more."""
        before, path = self._ids(), str(project.path.absolute())
        if before.get(path) != project.id.hex():
            kept = {path: project.id.hex(), **{one: this for one, this in before.items() if one != path}}
            extra = {**self._window.settings.extra, _IDS: dict(list(kept.items())[:_MOST])}
            self._window.keep(replace(self._window.settings, extra=extra))

    def restore(self, backup: object) -> None:
        """Puts a copy beside the project and opens it; says that the project stayed as it was."""
        assert isinstance(backup, Backup)
        if self._project is None:
            return
        project = self._project
        target = backups.restored_name(project, backup)

        def copy_of() -> Project:
            return projects.open_project(backups.restore_copy(backup, target), acting.myself())

        if self._window.open_with(copy_of):
            told = tr("This is “{copy}”, a copy of the backup; “{project}” is as it was.", copy=target.name,
                      project=project.name)
            self._window.say(told, Tone.DONE)

    def _show(self, path: Path, found: Sequence[Backup]) -> None:
        self._project = path
        self.page.show_backups(path.name, [_line(one) for one in found])
        self._window.pages.setCurrentWidget(self.page)
        self._window.tell_way_back()
        self.page.setFocus()

    def _ids(self) -> dict[str, str]:
        kept = self._window.settings.extra.get(_IDS)
        return {str(path): str(this) for path, this in kept.items()} if isinstance(kept, dict) else {}

    def _leave(self) -> None:
        if self._window.code_place is not None:
            self._window.show_code()
        else:
            self._window.show_first_page()


def _line(one: Backup) -> BackupLine:
    when = datetime.fromtimestamp(one.time / 1000, UTC).astimezone()
    size = QLocale().formattedDataSize(one.size)
    return BackupLine(one, moment(when, now=datetime.now().astimezone()), reason_words(one.reason), size)


def reason_words(reason: str) -> str:
    """Why a backup was made, in words; what is not known stands as the file is named."""
    known = {
        "day": tr("first change of the day"), "asked": tr("asked for"), "before-merge": tr("before merging"),
    }  # fmt: skip
    if reason.startswith("before-upgrade-from-"):
        return tr("before the file format was renewed")
    return known.get(reason, reason.replace("-", " "))
