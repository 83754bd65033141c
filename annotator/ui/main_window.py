"""The window: a header, the place shown, a status bar. It opens and closes projects and runs commands.

What the places do stands in their own modules, what commands do in `commands`; keep it so.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator import settings
from annotator.model.changes import Kind
from annotator.model.errors import CannotDo, Damaged
from annotator.model.ids import ChangesetId, DocumentId, EntityId, id_from_text
from annotator.operations import acting, projects, recovering, sample, undoing
from annotator.store.handle import Project
from annotator.ui import going, theme
from annotator.ui.all_documents import AllDocuments
from annotator.ui.asking import Asking
from annotator.ui.bundles.bundling import Bundling
from annotator.ui.changing_keys import changed_commands, show_places
from annotator.ui.code_place import CodePlace
from annotator.ui.commands import Command, keys
from annotator.ui.entries import entries_of
from annotator.ui.errands import Errands, recovered_in_words
from annotator.ui.first_page import FirstPage
from annotator.ui.header import Header, Place
from annotator.ui.history_page import HistoryPage
from annotator.ui.importing import Importer
from annotator.ui.keys_page import KeysPage
from annotator.ui.looks import recent_projects, stepped_scale, theme_of
from annotator.ui.notices import Action, NoticeBar, ProgressPanel, Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.pages import fill_history, key_lines, keys_page
from annotator.ui.palette.command_palette import CommandPalette
from annotator.ui.places import WorkPlace
from annotator.ui.restoring import Restoring
from annotator.ui.reviewing import Reviewing
from annotator.ui.side_by_side import SideBySide
from annotator.ui.situation import Situation
from annotator.ui.status import StatusBar
from annotator.ui.teaming import Teaming
from annotator.ui.words import tr, tr_n
from annotator.ui.workspace import Workspace

_THEN = "."  # between the window's geometry and the widths of its panels, both in base64


class MainWindow(QMainWindow):
    """Starts with the first page; `open_project` and its sisters lead on from there."""

    def __init__(self) -> None:
        super().__init__()
        self.settings = settings.load()
        self.work: Workspace | None = None
        self.commands = changed_commands(self)
        self._actions: list[tuple[Command, QAction]] = []
        self.setWindowTitle("Annotator")
        self.setAcceptDrops(True)
        self._build()
        self._make_actions()
        self._watch_theme()
        self.show_first_page()

    # What is open

    @property
    def opened(self) -> OpenProject | None:
        return self.work.opened if self.work is not None else None

    @property
    def code_place(self) -> CodePlace | None:
        return self.work.code_place if self.work is not None else None

    @property
    def importer(self) -> Importer | None:
        return self.work.importer if self.work is not None else None

    @property
    def errands(self) -> Errands | None:
        return self.work.errands if self.work is not None else None

    @property
    def teaming(self) -> Teaming | None:
        return self.work.teaming if self.work is not None else None

    @property
    def reviewing(self) -> Reviewing | None:
        return self.work.reviewing if self.work is not None else None

    @property
    def bundling(self) -> Bundling | None:
        return self.work.bundling if self.work is not None else None

    @property
    def all_documents(self) -> AllDocuments | None:
        return self.work.all_documents if self.work is not None else None

    @property
    def places(self) -> Mapping[str, WorkPlace]:
        return self.work.places if self.work is not None else {}

    # Building

    def _build(self) -> None:
        self.header = Header()
        self.header.palette_asked.connect(self.show_palette)
        self.header.place_chosen.connect(self.show_place)
        self.header.coder_clicked.connect(self.show_team)
        self.notices = NoticeBar()
        self.progress = ProgressPanel()
        self.pages = QStackedWidget()
        self.first_page = FirstPage(folder=str(Path.home()))
        self.first_page.sample_asked.connect(self.open_sample)
        self.first_page.new_asked.connect(self.new_project)
        self.first_page.open_asked.connect(lambda path: self.open_project(Path(path)))
        self.first_page.recent_removed.connect(self._forget_recent)
        self.first_page.files_dropped.connect(
            lambda _paths: self.say(tr("Open or make a project first; then drop documents on it."), Tone.INFO)
        )
        self.history_page = HistoryPage()
        self.history_page.undo_asked.connect(self._take_back)
        self.history_page.go_asked.connect(self._go_back_to)
        self.history_page.older_asked.connect(self.show_history)
        for page in (self.first_page, self.history_page):
            self.pages.addWidget(page)
        self._counts_timer = QTimer(self, singleShot=True, interval=40)
        self._counts_timer.timeout.connect(self._show_counts)
        self.status = StatusBar()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in (
            (self.header, 0),
            (self.notices, 0),
            (self.progress, 0),
            (self.pages, 1),
            (self.status, 0),
        ):
            column.addWidget(widget, stretch)
        self.setCentralWidget(whole)
        for bar in (self.notices, self.progress):
            for button in bar.findChildren(QPushButton):
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click on them leaves the keys where they are
        self.side = SideBySide(self, self.notices, self)
        self.asking = Asking(self)
        self.restoring = Restoring(self)
        self.first_page.backups_asked.connect(lambda path: self.restoring.show_of(Path(path)))
        self.palette_popup = CommandPalette(whole)
        self.palette_popup.find_asked.connect(self._find)

    @cached_property
    def keys_page(self) -> KeysPage:
        """Made when it is asked for: few look at it, and the window starts without it."""
        page = keys_page(self)
        self.pages.addWidget(page)
        return page

    def _make_actions(self) -> None:
        """Menus and shortcuts, from the commands alone. Plain keys are the place Code's."""
        menus: dict[str, QMenu] = {}
        for command in self.commands:
            action = QAction(command.title, self)
            keys.put(action, command)
            action.triggered.connect(lambda _checked=False, one=command: self.run(one))
            self._actions.append((command, action))
            self.addAction(action)
            if not command.hidden:
                if command.group not in menus:
                    menus[command.group] = self.menuBar().addMenu(command.group)
                    menus[command.group].aboutToShow.connect(self._offer)
                    menus[command.group].aboutToHide.connect(self._offer_all)
                menus[command.group].addAction(action)

    def use_keys(self) -> None:
        """Takes the keys of the settings: menus, shortcuts, hints, and the table of keys."""
        self.commands = changed_commands(self)
        self._actions = [(one, action) for one, (_, action) in zip(self.commands, self._actions, strict=True)]
        for command, action in self._actions:
            keys.put(action, command)
        self.keys_page.set_lines(key_lines(self.commands, self.settings.keys))
        show_places(self)

    def _offer(self) -> None:
        now = self.situation()
        for command, action in self._actions:
            action.setEnabled(command.offer(now) is not None)

    def _offer_all(self) -> None:
        """Outside the menus every shortcut is heard: `run` says what is not possible."""
        for _command, action in self._actions:
            action.setEnabled(True)

    def _watch_theme(self) -> None:
        self._watcher = theme.ThemeWatcher(self)
        self._watcher.changed.connect(lambda _theme: self._apply_theme())
        self._apply_theme()

    def _apply_theme(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        wanted = theme_of(self.settings)
        theme.apply(app, wanted, self.settings.interface_scale)
        room = self.screen().availableSize()
        self.setMinimumSize(QSize(theme.px(760), theme.px(480)).boundedTo(room))
        if self.code_place is not None:
            self.code_place.set_dark(wanted == theme.DARK)

    def choose_theme(self, name: str) -> None:
        self.keep(replace(self.settings, theme=settings.Theme(name)))
        self._apply_theme()

    def choose_scale(self, step: int) -> None:
        """Everything in the window larger or smaller by a step, or as large as the system says for none."""
        scale = stepped_scale(self.settings.interface_scale, step)
        self.keep(replace(self.settings, interface_scale=scale))
        self._apply_theme()
        self.say(tr("The window is shown at {percent} %.", percent=round(scale * 100)), Tone.INFO)

    # Commands

    def situation(self) -> Situation:
        """The moment, as commands need to know it."""
        opened, place = self.opened, self.code_place
        if opened is None or place is None:
            return Situation(self)
        if self.pages.currentWidget() is not place:
            return Situation(self, opened)
        desk = place.desk
        document = desk.shown.document if desk.shown else None
        return Situation(self, opened, place, document, desk.passage, desk.chosen)

    def run(self, command: Command) -> bool:
        """Runs a command if it is on offer."""
        deed = command.offer(self.situation())
        if deed is None:
            if command.keys:
                self.say(tr("“{title}” is not possible here.", title=command.title), Tone.INFO)
            return False
        deed()
        return True

    def run_plain(self, key: str) -> bool:
        """Runs the command of a plain key; False if none has it."""
        found = next((one for one in self.commands if key in one.plain_keys), None)
        if found is None:
            return False
        self.run(found)
        return True

    def say(self, message: str, tone: object = Tone.INFO, action: Action | None = None) -> None:
        self.notices.show_notice(message, tone if isinstance(tone, Tone) else Tone.INFO, action)

    # Projects

    def show_first_page(self) -> None:
        self.header.set_places(())
        self.header.set_project("Annotator")
        who = acting.myself()
        self.header.set_coder(who.initials, who.colour, who.name)
        self.first_page.set_recent(recent_projects(self.settings))
        self.pages.setCurrentWidget(self.first_page)
        self.first_page.setFocus()
        self.status.show_counts()
        self.status.show_hints(())

    def open_sample(self) -> None:
        if not self._is_open(sample.sample_path()):
            self.open_with(sample.open_sample)

    def new_project(self, path: str, codebook: str) -> None:
        from annotator.operations.codebook_files import read_codebook  # late: what reads and writes TOML loads slowly

        self.open_with(lambda: projects.new(Path(path), acting.myself(), read_codebook(codebook)))

    def open_project(self, path: Path) -> bool:
        if self._is_open(path):
            return True
        return self.open_with(lambda: projects.open_project(path, acting.myself()), again=path)

    def open_for_reading(self, path: Path) -> bool:
        return self.open_with(lambda: projects.open_project(path, acting.myself(), read_only=True))

    def _is_open(self, path: Path) -> bool:
        """Whether that project is the one that is open, which is then shown."""
        if self.opened is None or self.opened.project.path.resolve() != path.resolve():
            return False
        self.show_code()
        return True

    def open_with(self, opening: Callable[[], Project], *, again: Path | None = None) -> bool:
        """Opens what `opening` opens, instead of what is open; says so and answers False where it cannot."""
        try:
            project = opening()
        except CannotDo as error:
            if again is None or not self.side.refused(again, error):
                self.say(error.message, Tone.PROBLEM, self._way_out(again, error))
            return False
        self.close_project()
        self._show_project(project)
        return True

    def _way_out(self, path: Path | None, error: CannotDo) -> Action | None:
        """What can be done with a project that cannot be opened for writing."""
        if path is not None and isinstance(error, Damaged):
            return Action(tr("Recover…"), lambda: self.recover(path))
        if path is not None and _is_read_only(path):
            return Action(tr("Open for reading only"), lambda: self.open_for_reading(path))
        return None

    def recover(self, damaged: Path) -> None:
        """Saves what can be read of a damaged project in a new file, and opens that."""
        self.open_with(lambda: self._recovered(damaged))

    def _recovered(self, damaged: Path) -> Project:
        target = recovering.recovered_name(damaged)
        told = recovered_in_words(target, recovering.recover_file(damaged, target, acting.myself()))
        project = projects.open_project(target, acting.myself())
        QTimer.singleShot(0, lambda: self.say(told, Tone.WARNING))
        return project

    def _show_project(self, project: Project) -> None:
        self.work = work = Workspace(self, project, self.settings.window.partition(_THEN)[2])
        self.keep(settings.with_recent(self.settings, self.side.named_after(project)))
        self.setWindowTitle(tr("{project} — Annotator", project=project.path.stem))
        self.header.set_places([Place(one.id, one.title, one.shortcut) for one in work.in_header])
        self.restoring.remember(project)
        self.header.set_project(project.path.name, state=tr("read-only") if project.read_only else tr("saved"))
        self.show_coder_anew()
        self.show_code()
        self._show_counts()
        work.begin()
        self.side.opened(work.opened, work.errands, work.teaming.exchange)

    def show_coder_anew(self) -> None:
        """Who codes, by the labels of the settings."""
        self.settings = settings.load()
        who = self.opened.project.coder if self.opened is not None else acting.myself()
        self.header.set_coder(who.initials, who.colour, who.name)

    def close_project(self) -> None:
        """Closes what is open; everything done is in the file already."""
        if self.work is None:
            return
        self.work.close()
        self.work = None
        self.notices.clear()
        self.setWindowTitle("Annotator")
        self.show_first_page()
        self.side.closed()

    def show_changed(self, _changes: object) -> None:
        if self.opened is not None:
            self.header.set_state(tr("saved"))
            self._counts_timer.start()
            if self.pages.currentWidget() is self.history_page:
                fill_history(self.history_page, self.opened)

    def show_counts_soon(self) -> None:
        self._counts_timer.start()

    def _show_counts(self) -> None:
        if self.opened is not None:
            codings = sum(self.opened.counts.values())
            parts = [tr_n("%n coding", "%n codings", codings)]
            parts.append(tr_n("%n document", "%n documents", len(self.opened.documents)))
            self.status.show_counts(*parts)

    def keep(self, changed: settings.Settings) -> None:
        """Keeps what a part of the window has changed in the settings."""
        self.settings = changed
        with contextlib.suppress(OSError):  # without a place for settings they last as long as the window
            settings.save(changed)

    def _forget_recent(self, path: str) -> None:
        self.keep(replace(self.settings, recent=tuple(one for one in self.settings.recent if one != path)))
        self.first_page.set_recent(recent_projects(self.settings))

    # Documents

    def add(self, paths: list[Path]) -> None:
        if paths and self.importer is not None:
            self.importer.add(paths)

    def ask_new(self) -> None:
        """The form for a new project; what is open stays open until the new one is made."""
        self.pages.setCurrentWidget(self.first_page)
        self.first_page.show_form(True)

    def export(self, path: Path) -> None:
        """Writes the dataset beside the window's thread."""
        self.asking.export(path)

    def check(self) -> None:
        self.asking.check()

    # Undo and history

    def undo(self) -> None:
        if self.opened is not None:
            self.opened.do_beside(undoing.undo)

    def redo(self) -> None:
        if self.opened is not None:
            self.opened.do_beside(undoing.redo)

    def show_history(self) -> None:
        if self.opened is not None:
            fill_history(self.history_page, self.opened)
            self.pages.setCurrentWidget(self.history_page)
            self.history_page.setFocus()
            self.tell_way_back()

    def _take_back(self, this: str) -> None:
        target = id_from_text(this)
        if self.opened is not None and target is not None:
            self.opened.do_beside(undoing.take_back, ChangesetId(target))

    def _go_back_to(self, this: str) -> None:
        target = id_from_text(this)
        if self.opened is not None and target is not None:
            self.opened.do_beside(undoing.go_back_to, ChangesetId(target))

    # Places and popups

    def show_place(self, name: str) -> None:
        """Brings a place of the open project in front, with its hints, and gives it the keys."""
        if (place := self.places.get(name)) is None:
            return
        widget = place.widget()
        if self.pages.indexOf(widget) < 0:
            self.pages.addWidget(widget)
        self.pages.setCurrentWidget(widget)
        self.header.set_place(name)
        self.status.show_hints([keys.named(tr(hint)) for hint in place.hints])
        place.take_keys()

    def show_code(self) -> None:
        self.show_place("code")

    def show_review(self) -> None:
        self.show_place("review")

    def show_team(self) -> None:
        self.show_place("team")

    def show_coding(self, coding: object) -> None:
        self.show_entity(Kind.CODING, coding)

    def show_passage(self, document: object, start: int, end: int) -> None:
        if self.code_place is not None:
            self.show_code()
            self.code_place.go_to(cast(DocumentId, document), start, end)

    def show_entity(self, kind: object, entity: object) -> None:
        if self.opened is None or self.code_place is None:
            return
        self.show_code()
        if not going.to_entity(self.code_place, self.opened.project, cast(Kind, kind), cast(EntityId, entity)):
            self.say(tr("That has no passage to be shown."), Tone.INFO)

    def show_keys(self) -> None:
        if isinstance(self.pages.currentWidget(), KeysPage):
            self.show_code() if self.code_place is not None else self.show_first_page()
            return
        self.pages.setCurrentWidget(self.keys_page)
        self.tell_way_back()
        self.keys_page.setFocus()

    def tell_way_back(self) -> None:
        """For pages that stand in no place: the hints of the place before do not hold on them."""
        self.status.show_hints([tr("Esc back to the text")] if self.code_place is not None else ())

    def show_palette(self) -> None:
        if self.work is not None:
            self.work.everywhere.leave()
        now = self.situation()
        self.palette_popup.open(entries_of(self, now), in_document=now.document is not None)

    def _find(self, text: str, everywhere: bool) -> None:
        if self.code_place is None or self.opened is None:
            return
        if not everywhere:
            self.show_code()
            self.code_place.finder.open(text)
            return
        assert self.work is not None
        self.work.everywhere.ask(text)

    # Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def drop(self, paths: list[Path]) -> None:
        """A project dropped on the window is opened, or merged into the one that is open; else documents come in."""
        files = [path for path in paths if path.suffix == projects.SUFFIX]
        if files and self.teaming is not None:
            if not (len(files) == 1 and self._is_open(files[0])):
                self.teaming.look_at(files)
        elif len(files) == 1:
            self.open_project(files[0])
        elif self.opened is not None:
            self.add(paths)

    def offer_to_open(self, path: object, why: str) -> None:
        """A project file that cannot be merged into the one that is open."""
        other = cast(Path, path)
        self.say(why, Tone.PROBLEM, Action(tr("Open it instead"), lambda: self.open_project(other)))

    def restore_layout(self) -> None:
        """The size and place that the window had when it was closed last."""
        geometry = self.settings.window.partition(_THEN)[0]
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))

    def _layout(self) -> str:
        geometry, _, panels = self.settings.window.partition(_THEN)
        geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        if self.code_place is not None:
            panels = self.code_place.layout_state()
        return f"{geometry}{_THEN}{panels}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back to the text, or, without a project, to the first page."""
        current = self.pages.currentWidget()
        if event.key() == Qt.Key.Key_Escape and self.code_place is not None and current is not self.code_place:
            self.show_code()
        elif event.key() == Qt.Key.Key_Escape and current is not self.first_page:
            self.show_first_page()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep(replace(self.settings, window=self._layout()))
        self.close_project()
        super().closeEvent(event)


def _is_read_only(path: Path) -> bool:
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK))
