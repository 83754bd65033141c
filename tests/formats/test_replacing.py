"""The old file is intact and nothing lies beside it, whatever goes wrong."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.formats.replacing import Unsound, replacing, replacing_in_folder
from annotator.model.errors import Cancelled, CannotDo
from tests.formats.children import become_nobody, in_child, limit_file_size, needs_fork


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine can reach, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def unsound(path: Path) -> None:
    raise Unsound("for the test")


def test_a_new_file_takes_the_place_of_the_old_one_and_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    target.chmod(0o640)
    with replacing(target) as file:
        file.write(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("error", [Cancelled(), ValueError("a mistake"), KeyboardInterrupt()])
def test_an_error_in_the_middle_leaves_the_old_file_and_passes_through(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(type(error)), replacing(target) as file:
        file.write(b"half of the n")
        raise error
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_fails_its_check_never_takes_the_place(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")
    with pytest.raises(CannotDo, match=r"a\.bin was not written"), replacing(target, unsound) as file:
        file.write(b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_the_check_sees_all_that_was_written(tmp_path: Path) -> None:
    seen = []
    with replacing(tmp_path / "a.bin", lambda path: seen.append(path.read_bytes())) as file:
        file.write(b"new")
    assert seen == [b"new"]


def test_what_cannot_be_a_target_is_told_in_a_sentence(tmp_path: Path) -> None:
    protected = tmp_path / "protected.bin"
    protected.write_bytes(b"old")
    for target, sentence in (
        (tmp_path, "is a folder"),
        (tmp_path / "no such folder" / "a.bin", "is not there"),
        (protected / "a.bin", "is not there"),
    ):
        with pytest.raises(CannotDo, match=sentence), replacing(target) as file:
            file.write(b"new")
    assert protected.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [protected]


def test_a_symbolic_link_stays_one_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    real = tmp_path / "elsewhere" / "a.bin"
    real.write_bytes(b"old")
    link = tmp_path / "link.bin"
    link.symlink_to(real)
    with replacing(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_what_a_killed_process_left_is_removed_when_it_is_a_day_old_and_no_sooner(tmp_path: Path) -> None:
    old, young = tmp_path / ".annotator-aa.part", tmp_path / ".annotator-bb.part"
    old_folder = tmp_path / ".annotator-cc.part"
    old_folder.mkdir()
    for path in (old, young):
        path.write_bytes(b"half")
    for path in (old, old_folder):
        os.utime(path, (time.time() - 2 * 86400,) * 2)
    with replacing(tmp_path / "a.bin") as file:
        file.write(b"new")
    assert {path.name for path in tmp_path.iterdir()} == {"a.bin", young.name}


@needs_fork
@pytest.mark.parametrize("moment", ["while writing", "while checking"])
def test_a_process_that_is_killed_leaves_the_old_file(tmp_path: Path, moment: str) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")

    def kill(path: Path | None = None) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def work() -> str:
        with replacing(target, kill) as file:
            file.write(b"new")
            if moment == "while writing":
                kill()
        return "not killed"

    assert in_child(work) == ("", signal.SIGKILL)
    assert target.read_bytes() == b"old"


@needs_fork
def test_a_full_disk_leaves_the_old_file_and_is_told(tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"old")

    def work() -> str:
        limit_file_size(10_000)
        try:
            with replacing(target) as file:
                file.write(b"n" * 100_000)
        except CannotDo as error:
            return error.message
        return "written"

    said, _ = in_child(work)
    assert said.startswith("There is not enough room on the disk for a.bin")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@needs_fork
@pytest.mark.parametrize(("what", "sentence"), [("folder", "does not allow it"), ("file", "is write-protected")])
def test_a_protected_folder_or_file_is_left_alone_and_told(open_folder: Path, what: str, sentence: str) -> None:
    target = open_folder / "a.bin"
    target.write_bytes(b"old")
    target.chmod(0o666 if what == "folder" else 0o444)
    open_folder.chmod(0o555 if what == "folder" else 0o777)

    def work() -> str:
        become_nobody()
        try:
            with replacing(target) as file:
                file.write(b"new")
        except CannotDo as error:
            return error.message
        return "written"

    said, _ = in_child(work)
    assert sentence in said
    assert target.read_bytes() == b"old"
    assert list(open_folder.iterdir()) == [target]


def fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text("new")


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with replacing_in_folder(target, lambda folder: ()) as folder:
        fill(folder, "a", "b")
        assert not target.exists()
    assert {path.name for path in target.iterdir()} == {"a", "b"}
    assert list(tmp_path.iterdir()) == [target]


def test_former_files_go_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in ("a", "stale", "mine.R"):
        (tmp_path / "out" / name).write_text("old")
    with replacing_in_folder(tmp_path / "out", lambda folder: {"a", "stale", "never there"}) as folder:
        fill(folder, "a", "b")
    assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == {
        "a": "new",
        "b": "new",
        "mine.R": "old",
    }
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_a_file_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "b").write_text("mine")
    with (
        pytest.raises(CannotDo, match="out holds a file b that is not from an export"),
        replacing_in_folder(tmp_path / "out", lambda folder: {"a"}) as folder,
    ):
        fill(folder, "a", "b")
    assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == {"b": "mine"}


def test_if_one_file_cannot_be_replaced_none_is(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    fill_old = ("a", "b", "stale")
    for name in fill_old:
        (out / name).write_text("old")

    def former(folder: Path) -> list[str]:
        (next(tmp_path.glob(".annotator-*.part")) / "old" / "b").mkdir()  # so that moving b there fails
        return list(fill_old)

    with pytest.raises(CannotDo), replacing_in_folder(out, former) as folder:
        fill(folder, "a", "b", "c")
    assert {path.name: path.read_text() for path in out.iterdir()} == dict.fromkeys(fill_old, "old")
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("error", [Cancelled(), ValueError("a mistake")])
def test_an_error_leaves_the_folder_as_it_was(tmp_path: Path, error: Exception) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").write_text("old")
    with pytest.raises(type(error)), replacing_in_folder(tmp_path / "out", lambda folder: {"a"}) as folder:
        fill(folder, "a")
        raise error
    assert (tmp_path / "out" / "a").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]
