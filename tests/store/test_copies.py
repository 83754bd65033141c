"""Copies of a project that another process writes meanwhile, or that a killed one left half written."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from annotator.model.errors import CannotDo, InUse
from annotator.operations import codes, projects
from annotator.store import copies, opening, reading
from annotator.store.schema import APPLICATION_ID
from tests.builders import add_code, coded_project, faults, identity, make_project

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")


def rows_of(path: Path) -> tuple[int, int]:
    """How many changesets, and how many operations, a copy holds."""
    raw = sqlite3.connect(path)
    try:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        lone = "SELECT count(*) FROM changeset WHERE id NOT IN (SELECT changeset FROM op)"
        assert raw.execute(lone).fetchone() == (0,), "a changeset without its operations"
        counts = "SELECT (SELECT count(*) FROM changeset), (SELECT count(*) FROM op)"
        found = raw.execute(counts).fetchone()
        return int(found[0]), int(found[1])
    finally:
        raw.close()


def in_loop(path: Path, ready: int) -> int:
    """A process of its own that adds codes, several a changeset's length apart, until it is killed."""
    child = os.fork()
    if child:
        return child
    try:
        project = projects.open_project(path, identity("Bo Lind"))
        number = 0
        while True:
            codes.add_code(project, f"Code {number}")
            number += 1
            if number == 3:
                os.write(ready, b"!")
    finally:
        os._exit(1)


@needs_fork
def test_a_hundred_copies_of_a_project_that_is_written_all_the_time_are_whole(tmp_path: Path) -> None:
    coded_project(tmp_path).close()
    path, target = tmp_path / "p.annot", tmp_path / "copy.annot"
    ready, told = os.pipe()
    child = in_loop(path, told)
    try:
        os.read(ready, 1)
        sizes = []
        for _ in range(100):
            copies.stable_copy(path, target)
            sizes.append(rows_of(target)[0])
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        os.close(told)
    assert sizes == sorted(sizes) and sizes[-1] > sizes[0], "it was written meanwhile"
    copy = projects.open_project(target, identity())
    assert faults(copy) == ()
    copy.close()


@needs_fork
def test_what_a_killed_program_left_half_written_is_taken_back_in_the_copy_alone(tmp_path: Path) -> None:
    coded_project(tmp_path).close()
    path, target = tmp_path / "p.annot", tmp_path / "copy.annot"
    whole = rows_of(path)
    half_written(path)
    before = path.read_bytes()
    copies.stable_copy(path, target)
    assert rows_of(target) == whole
    assert path.read_bytes() == before and journal(path).exists(), "the source is as it was"
    assert not journal(target).exists()
    opened = projects.open_project(target, identity(), read_only=True)
    assert faults(opened) == ()
    opened.close()


@needs_fork
def test_a_link_to_a_half_written_project_is_followed_to_its_journal(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    coded_project(tmp_path / "there").close()
    path, link = tmp_path / "there" / "p.annot", tmp_path / "link.annot"
    whole = rows_of(path)
    link.symlink_to(path)
    half_written(path)
    copies.stable_copy(link, tmp_path / "copy.annot")
    assert rows_of(tmp_path / "copy.annot") == whole


def journal(path: Path) -> Path:
    return path.with_name(path.name + "-journal")


def half_written(path: Path) -> None:
    """A process is killed while its transaction is spilling into the file."""
    child = os.fork()
    if child == 0:
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("PRAGMA cache_size=2")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE op SET fields = fields || ' '")
        raw.executemany("INSERT INTO meta VALUES (?, ?)", [(f"key {n}", "x" * 2000) for n in range(500)])
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    assert journal(path).read_bytes()[:8] == b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"


def test_a_project_that_this_program_has_open_is_not_touched(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    (tmp_path / "hard.annot").hardlink_to(project.path)
    for name in ("p.annot", "hard.annot"):
        with pytest.raises(InUse) as refused:
            copies.stable_copy(tmp_path / name, tmp_path / "copy.annot")
        assert "open in this program" in refused.value.message
        with pytest.raises(InUse):
            copies.labels(tmp_path / name)
    assert not (tmp_path / "copy.annot").exists()
    raw = sqlite3.connect(project.path, timeout=0)
    with pytest.raises(sqlite3.OperationalError):  # the lock still holds
        raw.execute("SELECT count(*) FROM meta").fetchone()
    raw.close()
    add_code(project, "Still writable")
    project.close()


def test_what_is_missing_empty_foreign_or_cut_short_is_refused_in_words(tmp_path: Path) -> None:
    coded_project(tmp_path).close()
    whole = (tmp_path / "p.annot").read_bytes()
    (tmp_path / "empty.annot").write_bytes(b"")
    (tmp_path / "text.annot").write_text("no database", encoding="utf-8")
    (tmp_path / "short.annot").write_bytes(whole[: len(whole) // 2])
    target = tmp_path / "copy.annot"
    for name, said in {
        "nothing.annot": "There is no project",
        "empty.annot": "empty file",
        "text.annot": "is not an Annotator project",
        "short.annot": "cut short",
    }.items():
        with pytest.raises(CannotDo) as refused:
            copies.stable_copy(tmp_path / name, target)
        assert said in refused.value.message and "\n" not in refused.value.message
        assert not target.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs permissions of POSIX")
def test_a_target_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    coded_project(tmp_path).close()
    with pytest.raises(CannotDo) as refused:
        copies.stable_copy(tmp_path / "p.annot", tmp_path / "no folder" / "copy.annot")
    assert "cannot be copied" in refused.value.message


@needs_fork
def test_a_file_that_never_rests_is_given_up_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_project(tmp_path).close()
    path, target = tmp_path / "p.annot", tmp_path / "copy.annot"
    os.truncate(path, 100_000_000)  # so that it takes a while to read
    monkeypatch.setattr(copies, "_PATIENCE", 0.2)
    child = os.fork()
    if child == 0:
        last = path.stat().st_size - 1
        file = os.open(path, os.O_RDWR)
        value = 0
        while True:
            value = (value + 1) % 256
            os.pwrite(file, bytes([value]), last)
    try:
        time.sleep(0.05)
        with pytest.raises(CannotDo) as refused:
            copies.stable_copy(path, target)
        assert "without a pause" in refused.value.message and not target.exists()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_labels_tell_which_project_a_file_is(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    project.close()
    shutil.copyfile(project.path, tmp_path / "copy.annot")
    found = copies.labels(tmp_path / "copy.annot")
    assert found["project"] == project.id.hex()
    with pytest.raises(CannotDo):
        copies.labels(tmp_path / "nothing.annot")


def test_a_copy_is_the_project_itself(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    project.close()
    copies.stable_copy(project.path, tmp_path / "copy.annot")
    copies.flush(tmp_path / "copy.annot")
    assert (tmp_path / "copy.annot").read_bytes() == project.path.read_bytes()
    assert int.from_bytes((tmp_path / "copy.annot").read_bytes()[68:72], "big") == APPLICATION_ID
    copy = opening.open_for_reading(tmp_path / "copy.annot", identity(), lambda _: tmp_path / "backups")
    assert len(reading.codings(copy)) == 2
    copy.close()
