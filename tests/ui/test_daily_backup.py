"""The backup of the day beside the window: no deed makes it, none is missing after closing, failing is said."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.operations import codes, projects
from annotator.store import backups
from annotator.ui.daily_backup import DailyBackup
from annotator.ui.open_project import OpenProject
from tests.builders import add_code, add_text, identity, make_project
from tests.driving import wait_until
from tests.ui.shell_tools import emitted

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenProject]:
    project = make_project(tmp_path)
    add_text(project, "long.txt", "The company sold drones to the police. " * 20_000)
    project.close()
    made = OpenProject(projects.open_project(project.path, identity()))
    yield made
    made.close()


def beside(opened: OpenProject) -> DailyBackup:
    return DailyBackup(opened, opened)


def test_it_is_made_beside_while_deeds_are_done(opened: OpenProject) -> None:
    said, made = emitted(opened.said), beside(opened)
    assert opened.do(codes.add_code, "Before", parent=None)
    assert backups.kept(opened.project) == []
    made.begin()
    made.begin()
    assert opened.do(codes.add_code, "Meanwhile", parent=None)
    wait_until(lambda: not made.is_at_work, "the backup")
    (kept,) = backups.kept(opened.project)
    assert opened.do(codes.add_code, "After", parent=None)
    made.finish()
    assert backups.kept(opened.project) == [kept]
    assert said == []


def test_a_first_deed_in_whatever_thread_brings_it_about(opened: OpenProject) -> None:
    made = beside(opened)
    made._timer.stop()  # of opening
    thread = threading.Thread(target=add_code, args=(opened.project, "Imported"))
    thread.start()
    thread.join()
    wait_until(lambda: len(backups.kept(opened.project)) == 1 and not made.is_at_work, "the backup")
    made.finish()


@pytest.mark.parametrize("begun", [True, False])
def test_closing_makes_it_to_its_end_where_something_was_written(opened: OpenProject, begun: bool) -> None:
    made = beside(opened)
    assert opened.do(codes.add_code, "Written", parent=None)
    if begun:
        made.begin()
    made.finish()
    (kept,) = backups.kept(opened.project)
    assert [path.name for path in opened.project.backups.iterdir()] == [kept.name]


def test_closing_gives_it_up_where_nothing_was_written(opened: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.ui import daily_backup

    monkeypatch.setattr(daily_backup, "_PAUSE", 60)
    made = beside(opened)
    made.begin()
    wait_until(lambda: opened.project.backups.is_dir() and any(opened.project.backups.iterdir()), "its first step")
    made.finish()
    assert list(opened.project.backups.iterdir()) == []
    made.finish()


def test_where_it_cannot_be_written_that_is_said_once(opened: OpenProject, tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("in the way")
    opened.project.backups = tmp_path / "a file" / "backups"
    said, made = emitted(opened.said), beside(opened)
    made.begin()
    wait_until(lambda: not made.is_at_work, "the backup")
    assert ["No backup could be written" in message for message, _tone in said] == [True]
    assert opened.do(codes.add_code, "Works all the same", parent=None)
    made.finish()
    assert len(said) == 1


def test_nothing_is_backed_up_of_a_project_open_for_reading(opened: OpenProject) -> None:
    opened.close()
    reading = OpenProject(projects.open_project(opened.project.path, identity(), read_only=True))
    made = beside(reading)
    assert not made._timer.isActive()
    assert reading.project.backup_due is None
    made.finish()
    assert backups.kept(reading.project) == []
    reading.close()
