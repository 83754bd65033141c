"""Coding in a copy beside somebody who has the project open, and bringing it back; nothing goes before it is in."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotator import settings
from annotator.model.errors import CannotDo, InUse
from annotator.operations import codebook, projects, sharing, side_copies
from annotator.store import local, reading
from annotator.store.handle import Project
from tests.builders import add_code, code, coded_project, faults, identity, make_project, state
from tests.killing import killed_at

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")

ANNA, BO = identity("Anna Berg"), identity("Bo Lind")


def names(project: Project) -> set[str]:
    return {one.name for one in codebook.codes(project)}


@contextmanager
def open_elsewhere(path: Path) -> Iterator[None]:
    """Anna has the project open in another process, where she has added the code “Of Anna”."""
    ready, told = os.pipe()
    done, end = os.pipe()
    child = os.fork()
    if child == 0:
        project = projects.open_project(path, ANNA)
        if "Of Anna" not in names(project):
            add_code(project, "Of Anna")
        os.write(told, b"!")
        os.read(done, 1)
        project.close()
        os._exit(0)
    assert os.read(ready, 1) == b"!"
    try:
        yield
    finally:
        os.write(end, b"!")
        assert os.waitpid(child, 0)[1] == 0
        for one in (ready, told, done, end):
            os.close(one)


def a_project(folder: Path) -> Path:
    project = coded_project(folder)
    project.close()
    return project.path


def worked_beside(path: Path, name: str = "Of Bo") -> Path:
    """Bo codes in a copy while Anna has the project; where the copy lies."""
    with open_elsewhere(path):
        project = side_copies.work_on_a_copy(path, BO)
        assert "Of Anna" in names(project), "the copy is of this moment"
        assert side_copies.original_of(project) == path
        new = add_code(project, name)
        code(project, reading.documents(project)[0], "contract", new)
        project.close()
    return project.path


def codes_in(path: Path) -> set[str]:
    project = projects.open_project(path, BO, read_only=True)
    assert faults(project) == ()
    found = names(project)
    project.close()
    return found


@needs_fork
def test_work_in_a_copy_comes_back_and_the_copy_goes(tmp_path: Path, annotator_home: Path) -> None:
    path = a_project(tmp_path)
    copy = worked_beside(path)
    assert copy.is_relative_to(annotator_home)
    assert [one.path for one in side_copies.waiting(path)] == [copy]
    done = side_copies.bring_back(copy, BO)
    assert done.waits == "" and done.arrived is not None and done.original == path
    assert not copy.exists() and side_copies.all_waiting() == []
    assert codes_in(path) == {"Drones", "Letter", "Of Anna", "Of Bo"}
    assert not list(copy.parent.iterdir()), "nothing is left beside it"


@needs_fork
def test_a_copy_waits_while_the_original_is_still_open(tmp_path: Path) -> None:
    path = a_project(tmp_path)
    copy = worked_beside(path)
    with open_elsewhere(path):
        done = side_copies.bring_back(copy, BO)
        assert "Anna Berg" in done.waits and done.arrived is None and copy.exists()
        assert [one.original for one in side_copies.waiting(path)] == [path]
    assert side_copies.bring_back(copy, BO).waits == ""
    assert "Of Bo" in codes_in(path)


@needs_fork
def test_a_copy_in_which_nothing_was_done_goes_even_while_the_original_is_open(tmp_path: Path) -> None:
    path = a_project(tmp_path)
    with open_elsewhere(path):
        project = side_copies.work_on_a_copy(path, BO)
        project.close()
        done = side_copies.bring_back(project.path, BO)
        assert done.waits == "" and done.arrived is None and not project.path.exists()


@needs_fork
def test_a_second_time_the_waiting_copy_is_continued(tmp_path: Path) -> None:
    path = a_project(tmp_path)
    copy = worked_beside(path)
    with open_elsewhere(path):
        project = side_copies.work_on_a_copy(path, BO)
        assert project.path == copy and names(project) == {"Drones", "Letter", "Of Anna", "Of Bo"}
        assert side_copies.all_waiting() == [], "it is open"
        project.close()


def test_what_this_program_has_open_is_not_copied(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    with pytest.raises(InUse):
        side_copies.work_on_a_copy(project.path, BO)
    assert side_copies.all_waiting() == []
    project.close()


@needs_fork
def test_a_copy_is_merged_into_the_original_that_is_open_here(tmp_path: Path) -> None:
    path = a_project(tmp_path)
    copy = worked_beside(path)
    project = projects.open_project(path, BO)
    done = side_copies.bring_into(project, copy)
    assert done.waits == "" and done.changes and not copy.exists()
    assert "Of Bo" in names(project) and faults(project) == ()
    project.close()


@needs_fork
@pytest.mark.parametrize("became", ["deleted", "another project", "damaged"])
def test_a_copy_stays_whatever_became_of_the_original(tmp_path: Path, became: str) -> None:
    path = a_project(tmp_path)
    copy = worked_beside(path)
    if became == "another project":
        make_project(tmp_path, "other.annot").close()
        (tmp_path / "other.annot").replace(path)
    elif became == "damaged":
        path.write_bytes(b"SQLite format 3\0" + bytes(500))
    else:
        path.unlink()
    done = side_copies.bring_back(copy, BO)
    assert done.waits and "\n" not in done.waits and done.arrived is None
    assert "Of Bo" in codes_in(copy) and [one.path for one in side_copies.all_waiting()] == [copy]


@needs_fork
def test_a_copy_that_somebody_works_in_stays(tmp_path: Path) -> None:
    path = a_project(tmp_path)
    copy = worked_beside(path)
    with open_elsewhere(copy):
        done = side_copies.bring_back(copy, BO)
        assert "open in another window" in done.waits and copy.exists()
    assert side_copies.bring_back(copy, BO).waits == ""
    assert {"Of Anna", "Of Bo"} <= codes_in(path)


@needs_fork
def test_a_damaged_copy_is_listed_and_kept(tmp_path: Path) -> None:
    path = a_project(tmp_path)
    copy = worked_beside(path)
    data = copy.read_bytes()
    copy.write_bytes(data[:4096] + bytes(len(data) - 4096))
    listed = side_copies.all_waiting()
    assert [one.path for one in listed] == [copy]
    with pytest.raises(CannotDo):
        side_copies.bring_back(copy, BO)
    assert copy.exists()


@needs_fork
def test_a_copy_exchanges_with_no_folder_even_if_its_original_does(tmp_path: Path) -> None:
    path = a_project(tmp_path)
    (tmp_path / "team").mkdir()
    project = projects.open_project(path, ANNA)
    sharing.share(project, tmp_path / "team")
    project.close()
    with open_elsewhere(path):
        copy = side_copies.work_on_a_copy(path, BO)
        assert sharing.shared_with(copy) is None and local.text(copy, sharing.SHARED_AS) == ""
        copy.close()


def test_a_file_that_is_no_copy_is_not_brought_anywhere(tmp_path: Path) -> None:
    path = a_project(tmp_path)
    with pytest.raises(CannotDo):
        side_copies.bring_back(path, BO)
    assert path.exists()


@needs_fork
@pytest.mark.parametrize("every", [17, pytest.param(1, marks=pytest.mark.nightly)])
def test_killed_anywhere_while_bringing_back_the_work_is_in_the_original_or_waits(tmp_path: Path, every: int) -> None:
    path = a_project(tmp_path)
    copy = worked_beside(path)
    kept = tmp_path / "kept"
    kept.mkdir()
    shutil.copyfile(path, kept / "original")
    shutil.copyfile(copy, kept / "copy")
    point, ended = 0, False
    while not ended:
        for one in (*tmp_path.glob("p.annot*"), *copy.parent.iterdir()):
            one.unlink()
        shutil.copyfile(kept / "original", path)
        shutil.copyfile(kept / "copy", copy)
        ended = not killed_at(lambda: side_copies.bring_back(copy, BO), point)
        if copy.exists():
            assert [one.path for one in side_copies.waiting(path)] == [copy]
            assert side_copies.bring_back(copy, BO).waits == ""
        assert codes_in(path) == {"Drones", "Letter", "Of Anna", "Of Bo"}
        point += every
    assert point > 60, "there are moments to die at"


def test_nothing_waits_where_nothing_was_copied(annotator_home: Path) -> None:
    assert side_copies.all_waiting() == []
    assert settings.data_folder() == annotator_home and list(annotator_home.glob("copies")) == []


def test_two_copies_of_one_project_come_back_in_either_order(tmp_path: Path) -> None:
    path = a_project(tmp_path)
    folder = settings.data_folder() / side_copies.FOLDER
    folder.mkdir()
    states = []
    for order in ((0, 1), (1, 0)):
        original = tmp_path / f"original {order}.annot"
        shutil.copyfile(path, original)
        made = []
        for who in (ANNA, BO):
            source = tmp_path / "source.annot"
            shutil.copyfile(path, source)
            copy = folder / f"{who.name}{order}.annot"
            if not states:
                shutil.copyfile(source, copy)
                project = projects.open_project(copy, who)
                add_code(project, f"Of {who.name}")
                project.close()
                shutil.copyfile(copy, tmp_path / f"{who.name}.kept")
            else:
                shutil.copyfile(tmp_path / f"{who.name}.kept", copy)
            with sqlite3.connect(copy) as raw:
                raw.execute("INSERT INTO meta VALUES ('copy_of', ?)", (str(original),))
            raw.close()
            made.append(copy)
        for one in order:
            assert side_copies.bring_back(made[one], ANNA).waits == ""
        project = projects.open_project(original, ANNA, read_only=False)
        states.append(state(project))
        project.close()
    assert states[0] == states[1]
