"""What the window offers when others have the project, when copies wait, and when the file goes from beneath it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from annotator.model.errors import CannotDo
from annotator.operations import acting, codebook, codes, projects, sharing, side_copies
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.ui.errands import Errands
from annotator.ui.notices import NoticeBar, ProgressPanel, Tone
from annotator.ui.open_project import OpenProject
from annotator.ui.side_by_side import SideBySide
from tests.builders import add_code, coded_project, identity, make_project
from tests.driving import wait_until
from tests.operations.test_side_copies import needs_fork, open_elsewhere

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")


class Shell(QWidget):
    """A window with a bar for notices and a project, and nothing to see of it."""

    def __init__(self) -> None:
        super().__init__()
        self.notices, self.panel = NoticeBar(), ProgressPanel()
        for part in (self.notices, self.panel):
            part.setParent(self)
        self.project: OpenProject | None = None
        self.errands: Errands | None = None
        self.exchanged = 0
        self.side = SideBySide(self, self.notices, self)

    def open_project(self, path: Path) -> bool:
        return self.open_with(lambda: projects.open_project(path, acting.myself()), path)

    def open_with(self, opening: Callable[[], Project], path: Path | None = None) -> bool:
        try:
            project = opening()
        except CannotDo as error:
            if path is None or not self.side.refused(path, error):
                self.notices.show_notice(error.message, Tone.PROBLEM)
            return False
        self.close_project()
        self.project = OpenProject(project)
        self.errands = Errands(self.project, self.panel, self.notices.show_notice)
        self.side.opened(self.project, self.errands, self.exchange)
        return True

    def exchange(self) -> None:
        self.exchanged += 1

    def close_project(self) -> None:
        if self.project is None or self.errands is None:
            return
        self.errands.leave()
        self.side.closing()
        self.project.close()
        self.project = self.errands = None
        self.notices.clear()
        self.side.closed()

    def add(self, name: str) -> None:
        assert self.project is not None
        self.project.do(codes.add_code, name, parent=None)

    def names(self) -> set[str]:
        assert self.project is not None
        return {one.name for one in codebook.codes(self.project.project)}

    def said(self) -> str:
        shown = self.notices.shown()
        return shown.message if shown else ""

    def press(self, title: str) -> None:
        """Clicks what the notice that is shown offers under that title."""
        for link in (self.notices.action, self.notices.other):
            if link.text() == title and not link.isHidden():
                link.click()
                return
        raise AssertionError(f"“{title}” is not offered by: {self.said()}")


@pytest.fixture
def shell(qapp: object) -> Iterator[Shell]:
    made = Shell()
    yield made
    made.close_project()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def a_project(folder: Path, name: str = "p.annot") -> Path:
    project = coded_project(folder, name)
    project.close()
    return project.path


def codes_in(path: Path) -> set[str]:
    project = projects.open_project(path, identity(), read_only=True)
    found = {one.name for one in codebook.codes(project)}
    project.close()
    return found


@needs_fork
def test_who_comes_second_may_code_in_a_copy_that_is_merged_when_it_is_closed(tmp_path: Path, shell: Shell) -> None:
    path = a_project(tmp_path)
    with open_elsewhere(path):
        assert not shell.open_project(path)
        assert "Anna Berg" in shell.said() and shell.notices.other.text() == "Open for reading only"
        shell.press("Code in a copy")
        assert shell.project is not None and shell.project.project.path != path
        assert shell.side.named_after(shell.project.project) == path
        assert "copy of “p.annot”" in shell.said()
        shell.add("Mine")
    shell.close_project()
    assert "merged into “p.annot”" in shell.said() and "Mine" in codes_in(path)
    assert side_copies.all_waiting() == []


@needs_fork
def test_a_copy_that_must_wait_is_offered_when_the_original_opens(tmp_path: Path, shell: Shell) -> None:
    path = a_project(tmp_path)
    with open_elsewhere(path):
        shell.open_project(path)
        shell.press("Code in a copy")
        shell.add("Mine")
        shell.close_project()
        assert "waits to be merged" in shell.said() and "Anna Berg" in shell.said()
    shell.notices.clear()
    assert shell.open_project(path) and shell.said() == "1 copy with your work waits to be merged."
    changed: list[object] = []
    assert shell.project is not None
    shell.project.changed.connect(changed.append)
    shell.press("Merge now")
    wait_until(lambda: shell.project is not None and not shell.project.busy, "the merge to end")
    assert "merged into “p.annot”" in shell.said() and changed and "Mine" in shell.names()
    assert side_copies.all_waiting() == []


@needs_fork
def test_who_comes_second_may_only_read(tmp_path: Path, shell: Shell) -> None:
    path = a_project(tmp_path)
    with open_elsewhere(path):
        shell.open_project(path)
        shell.press("Open for reading only")
        assert shell.project is not None and shell.project.project.read_only and shell.said() == ""
        assert "Of Anna" in shell.names() and shell.project.project.path == path
        shell.add("Refused")
        assert "Refused" not in shell.names()
    shell.close_project()
    assert codes_in(path) == {"Drones", "Letter", "Of Anna"} and side_copies.all_waiting() == []


def test_a_refusal_of_another_kind_is_none_of_its_business(tmp_path: Path, shell: Shell) -> None:
    assert not shell.side.refused(tmp_path / "x.annot", CannotDo("There is no project."))
    assert shell.said() == ""


def test_in_a_synchronised_folder_the_safe_way_is_offered_once(tmp_path: Path, shell: Shell) -> None:
    box = tmp_path / "Dropbox"
    box.mkdir()
    path = a_project(box)
    before = path.read_bytes()
    assert shell.open_project(path)
    wait_until(lambda: "synchronised by Dropbox" in shell.said())
    shell.press("Work safely")
    assert shell.project is not None and sharing.shared_with(shell.project.project) == box
    assert shell.exchanged == 1 and path.read_bytes() == before
    shell.add("Mine")
    name = shell.project.project.coder.name
    shell.close_project()
    assert "Mine" in codes_in(box / f"p – {name}.annot"), "it exchanges at closing"
    shell.notices.clear()
    shell.open_project(path)
    QTest.qWait(150)  # type: ignore[attr-defined]  # the window has had time to say it
    assert shell.said() == "", "whoever has said no is not asked again"


def test_a_shared_folder_that_is_away_at_closing_is_said(tmp_path: Path, shell: Shell) -> None:
    path = a_project(tmp_path)
    folder = tmp_path / "team"
    folder.mkdir()
    shell.open_project(path)
    assert shell.project is not None
    sharing.share(shell.project.project, folder)
    shutil.rmtree(folder)
    shell.add("Mine")
    shell.close_project()
    assert "is not there at the moment" in shell.said() and "Mine" in codes_in(path)


@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_file_that_goes_from_beneath_is_noticed_before_the_next_commit(
    tmp_path: Path, shell: Shell, how: str
) -> None:
    path = a_project(tmp_path)
    shutil.copyfile(path, tmp_path / "older.annot")
    shell.open_project(path)
    shell.add("Mine")
    shell.side.look()
    assert shell.said() == ""
    if how == "deleted":
        path.unlink()
    else:
        (tmp_path / "older.annot").replace(path)
    shell.side.look()
    assert how in shell.said() and "by another program" in shell.said()
    shell.press("Save my work as a copy")
    saved = next(tmp_path.glob("p (rescued *.annot"))
    assert str(saved) in shell.said()
    shell.press("Go on working")
    assert shell.project is not None and shell.project.project.path == path and "Mine" in shell.names()
    shell.add("More")
    assert {"Mine", "More"} <= codes_in_open(shell) and saved.exists()


def codes_in_open(shell: Shell) -> set[str]:
    assert shell.project is not None
    assert projects.check_project(shell.project.project).faults == ()
    return shell.names()


def test_a_refused_commit_is_explained_at_once(tmp_path: Path, shell: Shell) -> None:
    path = a_project(tmp_path)
    shell.open_project(path)
    path.unlink()
    shell.add("Refused")
    assert "moved or deleted" in shell.said() and "Refused" not in shell.names()


def test_the_timer_looks_by_itself_while_a_project_is_open(tmp_path: Path, shell: Shell) -> None:
    path = a_project(tmp_path)
    shell.open_project(path)
    shell.side._timer.setInterval(10)
    path.unlink()
    wait_until(lambda: "moved or deleted" in shell.said(), "the look at the file")
    shell.close_project()
    assert not shell.side._timer.isActive()


def test_a_file_that_comes_back_is_no_longer_missed(tmp_path: Path, shell: Shell) -> None:
    path = a_project(tmp_path)
    shell.open_project(path)
    path.rename(tmp_path / "away.annot")
    shell.side.look()
    assert shell.said()
    (tmp_path / "away.annot").rename(path)
    shell.side.look()
    assert shell.said() == ""
    shell.add("Mine")
    assert "Mine" in shell.names()


def test_where_another_project_lies_by_now_one_goes_on_in_what_was_saved(tmp_path: Path, shell: Shell) -> None:
    path = a_project(tmp_path)
    make_project(tmp_path, "other.annot").close()
    shell.open_project(path)
    shell.add("Mine")
    (tmp_path / "other.annot").replace(path)
    shell.side.look()
    shell.press("Save my work as a copy")
    shell.press("Go on working")
    assert shell.project is not None and "rescued" in shell.project.project.path.name and "Mine" in shell.names()


def test_what_cannot_be_rescued_is_said(tmp_path: Path, shell: Shell) -> None:
    path = a_project(tmp_path)
    shell.open_project(path)
    assert shell.project is not None
    add_code(shell.project.project, "Mine")
    file = os.open(path, os.O_WRONLY)  # stays open: closing it would drop the lock of this process
    os.ftruncate(file, 1000)
    sqlite.driver(shell.project.project.db).execute("PRAGMA shrink_memory").fetchall()
    shell.side.look()
    assert shell.said()
    shell.press("Save my work as a copy")
    assert "could not be saved" in shell.said() and "backup" in shell.said()
    shell.close_project()
    os.close(file)
