"""Backups in the window: listed, opened as a copy, also of a project that cannot be opened any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.operations import acting, projects
from annotator.ui.commands import all_commands
from tests.builders import add_text
from tests.driving import Key, notice, press, project_of, settle, shown_window

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")


def backed_up(path: Path) -> None:
    project = projects.new(path, acting.myself())
    add_text(project, "first.txt", "First.")
    projects.back_up(project)
    add_text(project, "later.txt", "Later.")
    project.close()


def test_a_backup_opens_as_a_copy_beside_and_the_project_stays(tmp_path: Path) -> None:
    path = tmp_path / "study.annot"
    backed_up(path)
    with shown_window() as window:
        window.open_project(path)
        window.run(next(one for one in all_commands() if one.id == "project.restore"))
        page = window.restoring.page
        assert window.pages.currentWidget() is page and page.list.topLevelItemCount() == 1
        assert page.list.topLevelItem(0).text(1) == "asked for"  # type: ignore[union-attr]  # there is one
        press(window, Key.Key_Return)
        settle()
        copy = project_of(window)
        assert copy.project.path != path and [one.title for one in copy.documents] == ["first"]
        assert "study.annot” is as it was" in notice(window)
        window.open_project(path)
        assert len(project_of(window).documents) == 2
        window.restoring.show()
        press(window, Key.Key_Escape)
        assert window.pages.currentWidget() is window.code_place


def test_a_damaged_project_has_its_backups_in_the_list_of_recent_ones(tmp_path: Path) -> None:
    path = tmp_path / "study.annot"
    backed_up(path)
    with shown_window() as window:
        window.open_project(path)
        window.close_project()
        path.write_bytes(b"SQLite format 3\0" + bytes(50_000))
        assert not window.open_project(path)
        window.first_page.backups_asked.emit(str(path))
        assert window.restoring.page.list.topLevelItemCount() == 1
        window.restoring.page.restore.click()
        settle()
        assert [one.title for one in project_of(window).documents] == ["first"]


def test_without_backups_it_says_when_they_are_made(tmp_path: Path) -> None:
    with shown_window() as window:
        window.new_project(str(tmp_path / "new.annot"), "empty")
        window.restoring.show()
        page = window.restoring.page
        assert page.none.isVisible() and page.list.isHidden() and page.restore.isHidden()
        window.restoring.show_of(tmp_path / "unknown.annot")
        assert "No backup of “unknown.annot” is known" in notice(window)
        page.leave.click()
        assert window.pages.currentWidget() is window.code_place
