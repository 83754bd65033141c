"""Everything in a window that belongs to one open project, from its opening to its closing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.store.handle import Project
from annotator.ui import theme
from annotator.ui.all_documents import AllDocuments
from annotator.ui.bundles.bundling import Bundling
from annotator.ui.catching_up import CatchingUp
from annotator.ui.code_place import CodePlace
from annotator.ui.daily_backup import DailyBackup
from annotator.ui.errands import Errands
from annotator.ui.everywhere import Everywhere
from annotator.ui.importing import Importer
from annotator.ui.looks import theme_of
from annotator.ui.open_project import OpenProject
from annotator.ui.places import WorkPlace, work_places
from annotator.ui.reviewing import Reviewing
from annotator.ui.teaming import Teaming

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


class Workspace(QObject):
    """The project, its places, and what brings things into it; all of it joined to the window that shows it."""

    def __init__(self, window: MainWindow, project: Project, panels: str) -> None:
        """`panels` are the widths of the panels, as `CodePlace.layout_state` told them."""
        super().__init__(window)
        self._window = window
        self.opened = OpenProject(project, window)
        self.code_place = self._code(panels)
        self.importer = Importer(self.opened, window.progress, self.opened)
        self.importer.added.connect(self._show_added)
        self.bundling = Bundling(self.opened, window)
        self.importer.added.connect(self.bundling.offer)
        self.all_documents = AllDocuments(window, self.opened, self.code_place)
        self.importer.added.connect(self.all_documents.added)
        self.bundling.added.connect(self.all_documents.added)
        self.everywhere = Everywhere(self.opened, window.palette_popup, self.code_place.go_to, window.say, self.opened)
        self.catching_up = CatchingUp(self.opened, self.opened)
        self.daily_backup = DailyBackup(self.opened, self.opened)
        self.errands = Errands(self.opened, window.progress, window.say)
        self.teaming = self._team()
        self.reviewing = Reviewing(self.opened, window.say, self.opened)
        self.reviewing.coding_asked.connect(window.show_coding)
        self.reviewing.passage_asked.connect(window.show_passage)
        self.in_header = work_places(self)
        self.places: dict[str, WorkPlace] = {one.id: one for one in self.in_header}
        self.places[self.all_documents.id] = self.all_documents.as_place()

    def _code(self, panels: str) -> CodePlace:
        window, opened = self._window, self.opened
        opened.said.connect(window.say)
        opened.changed.connect(window.show_changed)
        opened.sight_changed.connect(window.show_counts_soon)
        place = CodePlace(opened, window.run_plain)
        place.add_asked.connect(window.asking.add)
        place.files_dropped.connect(lambda paths: window.add([Path(path) for path in paths]))
        place.entries_asked.connect(window.palette_popup.open)
        place.sticky_changed.connect(window.status.show_sticky)
        place.team_asked.connect(lambda _entity: window.show_team())
        place.review_asked.connect(self.review)
        window.status.follow(place)
        place.restore_layout(panels)
        place.set_dark(theme_of(window.settings) == theme.DARK)
        place.view.set_zoom(window.settings.text_size)
        place.view.zoom_changed.connect(lambda points: window.keep(replace(window.settings, text_size=points)))
        return place

    def _team(self) -> Teaming:
        window = self._window
        teaming = Teaming(self.opened, self.errands, window.say, self.opened)
        teaming.place_asked.connect(window.show_team)
        teaming.coding_asked.connect(window.show_coding)
        teaming.entity_asked.connect(window.show_entity)
        teaming.other_project_found.connect(window.offer_to_open)
        teaming.relabelled.connect(window.show_coder_anew)
        return teaming

    def begin(self) -> None:
        """Shows the documents that were open when the project was closed last, or the first one."""
        if not self.code_place.window_places.restore() and self.opened.documents:
            self.code_place.open_document(self.opened.documents[0].id)

    def review(self, question: str, _code: object) -> None:
        """Shows the codings that a query line finds."""
        self._window.show_review()
        self.reviewing.ask(question)

    def _show_added(self, added: object) -> None:
        lines = getattr(added, "lines", ())
        new = next((line.document for line in lines if line.outcome.value == "new"), None)
        if new is not None and self.code_place.desk.shown is None:
            self.code_place.open_document(new)

    def close(self) -> None:
        """Ends what is under way and closes the project; everything done is in the file already."""
        window = self._window
        self.importer.wait()
        self.bundling.leave()
        self.errands.leave()
        self.everywhere.finish()
        self.catching_up.leave()
        self.reviewing.finish()
        self.opened.finish()
        window.side.closing()
        window.progress.hide()
        self.code_place.close_place()
        for made in [place for one in self.places.values() if (place := one.made()) is not None]:
            window.pages.removeWidget(made)
            made.deleteLater()
        self.daily_backup.finish()
        self.opened.close()
        self.opened.deleteLater()
        self.deleteLater()
