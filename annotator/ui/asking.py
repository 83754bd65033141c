"""What is asked for in file dialogs, and the errands on the whole project: exporting, backing up, checking."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from annotator.operations import exporting, projects
from annotator.ui.errands import checked_in_words, exported_in_words
from annotator.ui.notices import Tone
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow


class Asking(QObject):
    """Asks on behalf of a window, and hands what was chosen to it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self._window, tr("Open a project"), str(Path.home()), tr("Projects (*.annot)")
        )
        if path:
            self._window.open_project(Path(path))

    def add(self) -> None:
        kinds = tr("Documents") + " (*.txt *.md *.html *.htm *.mhtml *.docx *.rtf *.pdf);;" + tr("All files") + " (*)"
        paths, _ = QFileDialog.getOpenFileNames(self._window, tr("Add documents"), str(Path.home()), kinds)
        self._window.add([Path(path) for path in paths])

    def add_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, tr("Add a folder"), str(Path.home()))
        if folder:
            self._window.add([Path(folder)])

    def where_to_export(self) -> None:
        if self._window.opened is None:
            return
        start = str(self._window.opened.project.path.with_suffix(".xlsx"))
        kinds = ";;".join(f"{tr(name)} (*{suffix})" for suffix, name in exporting.FORMATS.items())
        path, _ = QFileDialog.getSaveFileName(self._window, tr("Export"), start, kinds)
        if path:
            self.export(Path(path))

    # Errands

    def export(self, path: Path) -> None:
        """Writes the dataset beside the window's thread."""
        if self._window.errands is not None:
            self._window.errands.run(
                tr("Exporting to {name}", name=path.name),
                lambda project, progress: exporting.export(project, path, progress=progress),
                exported_in_words,
            )

    def back_up(self) -> None:
        if self._window.errands is not None:
            self._window.errands.run(
                tr("Backing up"),
                lambda project, _progress: projects.back_up(project),
                lambda path: (tr("A backup lies at {path}", path=str(path)), Tone.DONE),
            )

    def check(self) -> None:
        if self._window.errands is not None:
            self._window.errands.run(
                tr("Checking the project"), lambda project, _progress: projects.check_project(project), checked_in_words
            )
