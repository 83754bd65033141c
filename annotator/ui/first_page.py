"""The first window: the sample project, a new project, open one, or one of those opened lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFileDialog,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.ui import theme
from annotator.ui.new_project import BUILT_IN, CodebookChoice, NewProject
from annotator.ui.parts import DropArea, SectionHeading, announce, button, label, set_role
from annotator.ui.recent_list import RecentList, RecentProject
from annotator.ui.words import tr

SUFFIX = ".annot"
TWO_COLUMNS_FROM = 860  # pixels at scale 1


def ask_for_folder(parent: QWidget, start: str) -> str:
    """The folder that a person chose; empty where they chose none."""
    return QFileDialog.getExistingDirectory(parent, tr("Folder of the new project"), start)


def ask_for_codebook(parent: QWidget, start: str) -> str:
    """The codebook file that a person chose; empty where they chose none."""
    kinds = tr("Codebooks (*.toml)")
    return QFileDialog.getOpenFileName(parent, tr("Codebook for the new project"), start, kinds)[0]


def ask_for_project(parent: QWidget, start: str) -> str:
    """The project file that a person chose; empty where they chose none."""
    kinds = tr("Projects (*{suffix})", suffix=SUFFIX)
    return QFileDialog.getOpenFileName(parent, tr("Open a project"), start, kinds)[0]


@dataclass(frozen=True, slots=True)
class FileDialogs:
    """Where the page asks for files. Tests give their own functions."""

    folder: Callable[[QWidget, str], str] = ask_for_folder
    codebook: Callable[[QWidget, str], str] = ask_for_codebook
    project: Callable[[QWidget, str], str] = ask_for_project


class FirstPage(QWidget):
    """What a person sees before a project is open."""

    sample_asked = Signal()
    new_asked = Signal(str, str)        # path of the project, codebook: a built-in one's id or the path of a file
    open_asked = Signal(str)            # path of a project
    recent_removed = Signal(str)        # path of a project that is to leave the list
    backups_asked = Signal(str)         # path of a project whose backups are to be listed
    files_dropped = Signal(list)        # paths of dropped files that are no projects

    def __init__(self, *, folder: str = "", codebooks: Sequence[CodebookChoice] | None = None,
                 dialogs: FileDialogs | None = None) -> None:
        super().__init__()
        set_role(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self._folder = folder or str(Path.home())
        self._dialogs = dialogs or FileDialogs()
        self.sample = button(tr("Open the sample project"), "primary")
        self.sample.clicked.connect(self.sample_asked)
        self.new = button(tr("New project…"))
        self.new.clicked.connect(lambda: self.show_form(True))
        self.open = button(tr("Open…"))
        self.open.clicked.connect(self._open)
        self.form = NewProject(folder=self._folder, codebooks=codebooks or BUILT_IN, ask_for_folder=self._ask_folder,
                               ask_for_codebook=self._ask_codebook)
        self.form.asked.connect(self.new_asked)
        self.form.left.connect(lambda: self.show_form(False))
        self.form.hide()
        self.recent = RecentList()
        self.recent.opened.connect(self.open_asked)
        self.recent.removed.connect(self.recent_removed)
        self.recent.backups_asked.connect(self.backups_asked)
        told = tr("Enter opens · Delete takes a project off this list, the file stays · right click for its backups")
        self.recent_hint = label(told, "hint", wrap=True)
        self.no_recent = label(tr("Projects that you open are listed here."), "quiet", wrap=True)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        self.drop = DropArea(tr("Drop a project here to open it"))
        self.setFocusProxy(self.sample)
        self._build()
        self.set_recent(())

    def set_recent(self, projects: Sequence[RecentProject]) -> None:
        """The projects opened lately, newest first."""
        self.recent.set_projects(projects)
        for part in (self.recent, self.recent_hint):
            part.setVisible(bool(projects))
        self.no_recent.setVisible(not projects)

    def show_form(self, shown: bool) -> None:
        """Opens or closes the form for a new project."""
        self.form.setVisible(shown)
        set_role(self.sample, "" if shown else "primary")  # one call to act at a time
        self.new.setVisible(not shown)
        if shown:
            self.form.begin()
        else:
            self.new.setFocus()

    def show_problem(self, message: str) -> None:
        """Says why what was asked could not be done; beside the form if that is open."""
        if not self.form.isHidden():
            self.form.show_problem(message)
            return
        self.problem.setText(message)
        self.problem.setVisible(bool(message))
        announce(self, message)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(TWO_COLUMNS_FROM)
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            self.drop.show_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop.show_over(False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop.show_over(False)
        self.take([url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def take(self, paths: Sequence[str]) -> None:
        """Opens the first project among dropped files; of other files it says that a project is needed first."""
        project = next((path for path in paths if path.lower().endswith(SUFFIX)), None)
        if project is not None:
            self.show_problem("")
            self.open_asked.emit(project)
        elif paths:
            self.show_problem(tr("Documents belong to a project: open one or make a new one, then drop them again."))
            self.files_dropped.emit(list(paths))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.form.isHidden():
            self.show_form(False)
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        path = self._dialogs.project(self, self._folder)
        if path:
            self.show_problem("")
            self.open_asked.emit(path)

    def _ask_folder(self, start: str) -> str:
        return self._dialogs.folder(self, start)

    def _ask_codebook(self, start: str) -> str:
        return self._dialogs.codebook(self, start)

    def _build(self) -> None:
        left = QVBoxLayout()
        theme.spaced(left, gap=9)
        title = label(tr("Annotator"), "title")
        left.addWidget(title)
        left.addWidget(label(tr("Code documents by hand against a codebook, alone or in a team."), "quiet", wrap=True))
        left.addSpacing(theme.px(12))
        for part in (self.sample, self.new, self.open):
            left.addWidget(part)
        left.insertWidget(left.indexOf(self.open), self.form)
        left.addWidget(self.problem)
        left.addSpacing(theme.px(8))
        left.addWidget(self.drop)
        left.addStretch(1)
        right = QVBoxLayout()
        theme.spaced(right, gap=6)
        right.addWidget(SectionHeading(tr("Recent projects")))
        right.addWidget(self.recent)
        right.addWidget(self.no_recent)
        right.addWidget(self.recent_hint)
        right.addStretch(1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        theme.spaced(self._halves, 36, 40, 36, 28, gap=48)
        self._halves.addLayout(left, 5)
        self._halves.addLayout(right, 6)
        inside = QWidget()
        middle = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        middle.setContentsMargins(0, 0, 0, 0)
        held = QWidget()
        held.setLayout(self._halves)
        theme.capped(held, width=1080)
        middle.addStretch(1)
        middle.addWidget(held, 100)
        middle.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)


__all__ = ["CodebookChoice", "FileDialogs", "FirstPage", "RecentProject"]
