"""The file of an open project is deleted, moved, replaced or written over: what was committed is saved."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from annotator.model.errors import CannotDo
from annotator.operations import codebook, projects, rescuing
from annotator.operations.rescuing import Beneath
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from tests.builders import add_code, coded_project, faults, identity, make_project, reopen, state


def names(project: Project) -> set[str]:
    return {one.name for one in codebook.codes(project)}


def rescued(project: Project) -> Path:
    """Rescues, and looks at what is in it."""
    wanted = names(project)
    path = rescuing.rescue(project)
    copy = projects.open_project(path, identity(), read_only=True)
    assert faults(copy) == () and names(copy) == wanted and copy.id == project.id
    copy.close()
    return path


def worked_on(folder: Path) -> Project:
    """A project that was opened again, with an older copy of it beside, and then worked on."""
    project = reopen(coded_project(folder))
    project.close()
    shutil.copyfile(project.path, folder / "older.annot")
    project = projects.open_project(project.path, identity())
    add_code(project, "Newest")
    return project


def test_a_project_that_nobody_touched_is_as_it_was(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    assert rescuing.beneath(project) is Beneath.AS_IT_WAS
    add_code(project, "One more")
    assert rescuing.beneath(project) is Beneath.AS_IT_WAS
    with project.transaction():
        assert rescuing.beneath(project) is Beneath.AS_IT_WAS, "while a deed is under way"
    project.close()


def test_a_deleted_file_loses_nothing(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    project.path.unlink()
    assert rescuing.beneath(project) is Beneath.GONE
    with pytest.raises(CannotDo):
        add_code(project, "Refused")
    saved = rescued(project)
    assert saved.parent == tmp_path and saved.name.startswith("p (rescued 2")
    project.close()
    back = rescuing.rejoin(saved, project.path, identity())
    assert back.path == tmp_path / "p.annot" and "Newest" in names(back) and faults(back) == ()
    add_code(back, "Onwards")
    back.close()
    assert saved.exists()


def test_a_folder_that_is_gone_is_not_made_anew(tmp_path: Path, annotator_home: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    project = worked_on(folder)
    shutil.rmtree(folder)
    assert rescuing.beneath(project) is Beneath.GONE
    saved = rescued(project)
    assert saved.is_relative_to(annotator_home) and not folder.exists()
    project.close()


def test_a_file_replaced_by_an_older_copy_loses_nothing(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    (tmp_path / "older.annot").replace(project.path)
    assert rescuing.beneath(project) is Beneath.REPLACED
    with pytest.raises(CannotDo) as refused:
        add_code(project, "Refused")
    assert "replaced" in refused.value.message
    saved = rescued(project)
    before = state(project)
    project.close()
    back = rescuing.rejoin(saved, project.path, identity())
    assert state(back) == before and faults(back) == ()
    back.close()


def test_what_somebody_else_wrote_into_the_replacement_is_kept_too(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    other = projects.open_project(tmp_path / "older.annot", identity("Bo Lind"))
    add_code(other, "Of Bo")
    other.close()
    other.path.replace(project.path)
    saved = rescued(project)
    project.close()
    back = rescuing.rejoin(saved, project.path, identity())
    assert {"Newest", "Of Bo", "Drones", "Letter"} <= names(back) and faults(back) == ()
    back.close()


def test_another_project_in_its_place_is_left_alone(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    make_project(tmp_path, "other.annot").close()
    (tmp_path / "other.annot").replace(project.path)
    before = project.path.read_bytes()
    saved = rescued(project)
    project.close()
    with pytest.raises(CannotDo):
        rescuing.rejoin(saved, project.path, identity())
    assert project.path.read_bytes() == before and saved.exists()
    alone = projects.open_project(saved, identity())
    add_code(alone, "Onwards in the rescued file")
    alone.close()


def write_over(path: Path, data: bytes) -> int:
    """As another program does. The file stays open: closing it would drop the lock of this very process."""
    file = os.open(path, os.O_WRONLY)
    os.ftruncate(file, 0)
    os.write(file, data)
    return file


def test_a_file_written_over_in_place_is_saved_while_it_is_in_memory(tmp_path: Path) -> None:
    """As projects are that fit into the cache: opening one reads all of it."""
    project = worked_on(tmp_path)
    over = (tmp_path / "older.annot").read_bytes()
    file = write_over(project.path, over)
    assert rescuing.beneath(project) is Beneath.WRITTEN_OVER
    with pytest.raises(CannotDo):
        add_code(project, "Refused")
    saved = rescued(project)
    assert project.path.read_bytes() == over, "what lies there is not made worse"
    project.close()
    os.close(file)
    back = rescuing.rejoin(saved, project.path, identity())
    assert "Newest" in names(back) and faults(back) == ()
    back.close()


def test_what_cannot_be_saved_is_said_with_the_newest_backup(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    kept = projects.back_up(project)
    file = write_over(project.path, (tmp_path / "older.annot").read_bytes())
    forget(project)
    with pytest.raises(CannotDo) as refused:
        rescuing.rescue(project)
    assert str(kept) in refused.value.message and "\n" not in refused.value.message
    assert not list(tmp_path.glob("p (rescued *[0-9]).annot")), "nothing that is not whole is called rescued"
    backup = projects.open_project(kept, identity(), read_only=True)
    assert "Newest" in names(backup)
    backup.close()
    project.close()
    os.close(file)


def test_a_project_without_a_backup_says_so(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    add_code(project, "Only")
    file = write_over(project.path, project.path.read_bytes()[:4096])
    forget(project)
    with pytest.raises(CannotDo) as refused:
        rescuing.rescue(project)
    assert "There is no backup" in refused.value.message
    project.close()
    os.close(file)


def forget(project: Project) -> None:
    """Empties the cache, as though the project were larger than it."""
    sqlite.driver(project.db).execute("PRAGMA shrink_memory").fetchall()


def test_a_rescue_never_replaces_a_file(tmp_path: Path) -> None:
    project = worked_on(tmp_path)
    project.path.unlink()
    first, second = rescuing.rescue(project), rescuing.rescue(project)
    assert first != second and first.exists() and second.exists()
    (tmp_path / "there.annot").write_bytes(b"mine")
    with pytest.raises(CannotDo):
        rescuing.rescue(project, tmp_path / "there.annot")
    assert (tmp_path / "there.annot").read_bytes() == b"mine"
    assert rescuing.rescue(project, tmp_path / "named.annot") == tmp_path / "named.annot"
    project.close()
