"""Listing the backups of a project, and opening a copy of one beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.model.errors import CannotDo
from annotator.operations import backups, projects
from annotator.store import reading
from tests.builders import add_text, coded_project, identity


def test_a_copy_of_a_backup_lies_beside_the_project_which_stays_as_it_is(tmp_path: Path) -> None:
    project = coded_project(tmp_path, "study.annot")
    projects.back_up(project)
    add_text(project, "later.txt", "Later.")
    found = backups.of_project(project)
    assert [one.reason for one in found] == ["asked"] and found[0].size > 0
    here = project.path.read_bytes()
    target = backups.restored_name(project.path, found[0])
    assert target.parent == tmp_path and target.name.startswith("study (backup of ")
    assert backups.restore_copy(found[0], target) == target and project.path.read_bytes() == here
    copy = projects.open_project(target, identity())
    assert len(reading.documents(copy)) == 1 and len(reading.documents(project)) == 2
    assert backups.restored_name(project.path, found[0]) != target, "the next copy has another name"
    copy.close()
    with pytest.raises(CannotDo, match="nothing was overwritten"):
        backups.restore_copy(found[0], target)
    project.close()


def test_the_newest_comes_first_and_what_is_no_backup_is_passed_over(tmp_path: Path) -> None:
    names = ["2026-01-02T10-00-00-day.annot", "2026-01-03T10-00-00-before-merge-2.annot", "mine.annot",
             ".2026-01-03T10-00-00-day.annot", "2026-99-03T10-00-00-day.annot", "2026-01-03T10-00-00-day.annot.part"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    assert [(one.path.name, one.reason) for one in backups.in_folder(tmp_path)] == [
        (names[1], "before-merge"), (names[0], "day")]
    assert backups.in_folder(tmp_path / "nowhere") == ()


def test_a_backup_that_is_gone_or_unsound_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "2026-01-02T10-00-00-day.annot").write_bytes(b"not a database at all")
    one = backups.in_folder(folder)[0]
    with pytest.raises(CannotDo, match="not an Annotator project"):
        backups.restore_copy(one, tmp_path / "c.annot")
    one.path.unlink()
    with pytest.raises(CannotDo):
        backups.restore_copy(one, tmp_path / "c.annot")
    assert [path.name for path in tmp_path.iterdir()] == ["backups"]


def test_backups_of_a_project_that_was_never_open_here_are_not_known(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="has not been open here"):
        backups.of_file(tmp_path / "x.annot")
