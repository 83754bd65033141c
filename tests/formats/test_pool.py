"""Many files read at once: the order stays, a bad file costs itself alone, stopping leaves no child behind."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

import pytest

from annotator.formats.child import ReaderProcess
from annotator.formats.pool import AHEAD, ReaderPool
from annotator.model.errors import Cancelled
from annotator.operations import documents
from annotator.operations.documents import Outcome
from tests.builders import make_project
from tests.formats import pdf_builders as make


def nothing() -> None:
    """To do while waiting."""


def page_of(words: str) -> bytes:
    return make.pdf([make.Page(make.line(40, 300, words))])


def test_results_come_in_the_order_of_the_files_however_long_each_takes() -> None:
    def work(_: ReaderProcess, number: int) -> int:
        time.sleep(0.05 if number % 3 == 0 else 0)
        return number

    with ReaderPool(40, readers=3) as pool:
        assert list(pool.each(range(40), work, nothing)) == list(range(40))


def test_no_reader_is_used_by_two_threads_and_no_more_is_begun_than_a_window_ahead() -> None:
    busy: set[int] = set()
    begun: list[int] = []
    done = 0

    def work(reader: ReaderProcess, number: int) -> int:
        assert id(reader) not in busy
        busy.add(id(reader))
        begun.append(number)
        time.sleep(0.001)
        busy.discard(id(reader))
        return number

    with ReaderPool(200, readers=2) as pool:
        for _ in pool.each(range(200), work, nothing):
            done += 1
            assert len(begun) <= done + 2 * AHEAD
    assert len(begun) == 200


def test_there_are_no_more_readers_than_files() -> None:
    with ReaderPool(1) as pool:
        assert pool.count == 1
    with ReaderPool(0, readers=3) as pool:
        assert list(pool.each([], lambda _reader, _one: None, nothing)) == []


def test_what_the_work_raises_is_raised_when_its_turn_comes() -> None:
    def work(_: ReaderProcess, number: int) -> int:
        if number == 3:
            raise TimeoutError("of its own")
        return number

    with ReaderPool(9, readers=2) as pool:
        found = pool.each(range(9), work, nothing)
        assert [next(found) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(TimeoutError, match="of its own"):
            next(found)


def test_stopping_while_files_are_read_ends_all_children_and_threads(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    for number in range(30):
        (tmp_path / f"{number:02}.pdf").write_bytes(page_of(f"page {number}"))
    threads, children = threading.active_count(), _children()

    class Stops:
        def step(self, done: int, total: int, what: str) -> None:
            assert total == 30 and (what or done == 30)
            if done >= 3:
                raise Cancelled

    with pytest.raises(Cancelled):
        documents.add(project, sorted(tmp_path.glob("*.pdf")), progress=Stops())
    assert threading.active_count() == threads
    assert _children() == children
    assert documents.add(project, []).lines == ()


def test_files_come_in_one_by_one_order_with_bad_and_double_ones_told(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(12):
        (folder / f"{number:02}.pdf").write_bytes(page_of(f"page {number}"))
    (folder / "03 again.pdf").write_bytes(page_of("page 3"))
    (folder / "05.pdf").write_bytes(b"%PDF-1.7 nothing")
    (folder / "06.pdf").write_bytes(make.pdf([make.Page()], password="harbour"))
    (folder / "07.pdf").write_bytes(b"")
    added = documents.add(project, [folder])
    assert [line.path.name for line in added.lines] == sorted(path.name for path in folder.iterdir())
    failed = added.of(Outcome.FAILED)
    assert [line.path.name for line in failed] == ["05.pdf", "06.pdf", "07.pdf"]
    assert [line.needs_password for line in failed] == [False, True, False]
    assert [line.path.name for line in added.of(Outcome.ALREADY_HERE)] == ["03.pdf"], "the later one, as sorted"
    again = documents.add(project, [folder])
    assert len(again.of(Outcome.ALREADY_HERE)) == 10
    assert len(again.of(Outcome.NEW)) == 0


def test_readers_that_are_killed_in_between_lose_no_file(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    for number in range(30):
        (tmp_path / f"{number:02}.pdf").write_bytes(page_of(f"page {number}"))
    killed: set[int] = set()  # after how many files
    before = set(_children())

    class Kills:
        def step(self, done: int, total: int, what: str) -> None:
            if done in (10, 20) and done not in killed:
                killed.add(done)
                for child in set(_children()) - before:
                    os.kill(child, signal.SIGKILL)

    added = documents.add(project, sorted(tmp_path.glob("*.pdf")), progress=Kills())
    assert killed == {10, 20}
    assert len(added.of(Outcome.NEW)) == 30


def _children() -> list[int]:
    """The processes that this one started and that have not ended."""
    found = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # a thread that has just ended
            found += [int(pid) for pid in (task / "children").read_text().split()]
    return found
