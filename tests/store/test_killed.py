"""kill -9: at every statement of a deed, and at random while coding without pause. All or nothing, and sound after."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.model.changes import Kind
from annotator.model.codings import Passage
from annotator.operations import codebook, codes, coding, coding_many, memos, projects, undoing
from annotator.store import reading
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from tests.builders import add_code, add_text, faults, identity, make_project, reopen

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")

KILLS = 50
TEXT = "The company sold its drones to the police under a contract, and its staff wrote an open letter. " * 20


def a_project(folder: Path) -> Path:
    """A project with a text and 60 codings, whose last changeset is their import."""
    project = make_project(folder)
    add_text(project, "text.txt", TEXT)
    add_code(project, "Drones")
    items = [{"start": at, "end": at + 9, "code": "drones"} for at in range(60)]
    coding_many.code_many(project, {"codings": items}, document="text")
    project.close()
    return project.path


def code_once(project: Project, at: int = 100) -> bytes:
    layer = reading.documents(project)[0].layer
    drones = codebook.codes(project)[0].id
    return coding.code_passage(project, Passage(layer.id, at, at + 30), drones).coding


def edit_a_memo(project: Project) -> None:
    one = reading.codings(project)[0]
    memos.set_memo(project, one.id, Kind.CODING, "Look at this again.")


def delete_the_code(project: Project) -> None:
    codes.delete_code(project, codebook.codes(project)[0].id)


DEEDS: dict[str, Callable[[Project], object]] = {
    "code": code_once,
    "edit": edit_a_memo,
    "delete": delete_the_code,
    "undo": undoing.undo,
}


def killed_at(path: Path, deed: Callable[[Project], object], point: int) -> bool:
    """Does the deed in a process that is killed just before its statement or COMMIT of that number."""
    child = os.fork()
    if child == 0:
        try:
            project = projects.open_project(path, identity())
            left = [point]

            def count() -> None:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            sqlite.register_trace(project.db.engine, count)
            deed(project)
            os._exit(0)
        except BaseException:
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed"
    return os.WIFSIGNALED(status)


def verdict(path: Path) -> int:
    """How many changesets the file holds, after `check` as the command line runs it: opened for reading only."""
    project = projects.open_project(path, identity(), read_only=True)
    found = projects.check_project(project)
    project.close()
    assert found.faults == ()
    return found.changesets


@pytest.mark.parametrize("name", DEEDS)
def test_killed_before_any_statement_a_deed_happened_or_did_not(tmp_path: Path, name: str) -> None:
    base, work = a_project(tmp_path), tmp_path / "work.annot"
    before, points = verdict(base), 0
    while True:
        for old in tmp_path.glob("work.annot*"):
            old.unlink()
        shutil.copyfile(base, work)
        killed = killed_at(work, DEEDS[name], points)
        assert verdict(work) == before + (not killed)
        if not killed:
            break
        points += 1
    assert points > 8, "there are statements to die at"


def test_a_half_written_transaction_is_taken_back_by_whoever_opens_next(tmp_path: Path) -> None:
    """The cache spills into the file before COMMIT, so the journal beside it is needed to get back."""
    path = a_project(tmp_path)
    before = path.read_bytes()
    child = os.fork()
    if child == 0:
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("PRAGMA cache_size=2")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE coding SET quote = quote || 'x'")
        raw.execute("INSERT INTO blob VALUES (x'00', 'x', 1, zeroblob(300000))")
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)
    journal = path.with_name(path.name + "-journal")
    assert journal.stat().st_size > 512, "it died with a hot journal"
    assert path.read_bytes() != before, "and with a part of its work in the file"
    for_writing = tmp_path / "writing.annot"
    shutil.copyfile(path, for_writing)
    shutil.copyfile(journal, for_writing.with_name(for_writing.name + "-journal"))

    verdict(path)
    assert path.read_bytes()[100:] == before[100:]
    project = projects.open_project(for_writing, identity())
    assert faults(project) == ()
    code_once(project)
    assert faults(reopen(project)) == ()


CODES_WITHOUT_PAUSE = """
import sys
from pathlib import Path
from annotator.model.codings import Passage
from annotator.model.ids import id_text
from annotator.operations import codebook, codes, coding, projects
from annotator.operations.acting import myself
from annotator.store import reading

path = Path(sys.argv[1])
project = projects.open_project(path, myself("Mira"))
layer, drones = reading.documents(project)[0].layer, codebook.codes(project)[0].id
for at in range(100_000):
    start, length = at % 1500, 2 + at // 1500
    made = coding.code_passage(project, Passage(layer.id, start, start + length), drones)
    print(id_text(made.coding), flush=True)
"""


def test_each_coding_that_was_printed_is_there_after_fifty_kills(tmp_path: Path) -> None:
    path, chance = a_project(tmp_path), random.Random(3)
    printed: set[str] = set()
    for number in range(KILLS):
        # Two halves of the deaths: a process of its own from the start, and a fork, which costs less.
        heard = coding_process_killed(path, chance) if number % 5 == 0 else forked_coder_killed(path, chance, number)
        assert heard, "it coded before it died"
        printed |= heard
        project = projects.open_project(path, identity(), read_only=True)
        found = {bytes(one.id).hex() for one in reading.codings(project)}
        assert projects.check_project(project).faults == ()
        project.close()
        assert printed <= found
    assert len(printed) >= KILLS


def coding_process_killed(path: Path, chance: random.Random) -> set[str]:
    """The real thing: another interpreter that prints each id once it is committed."""
    command = [sys.executable, "-c", CODES_WITHOUT_PAUSE, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.random() * 0.08)
        process.kill()
        rest = process.stdout.read()
    whole = (first + rest).split("\n")[:-1]  # a line without its end was not printed
    return {line.replace("-", "") for line in whole}


def forked_coder_killed(path: Path, chance: random.Random, number: int) -> set[str]:
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        project = projects.open_project(path, identity(f"Coder {number}"))
        layer, drones = reading.documents(project)[0].layer, codebook.codes(project)[0].id
        for at in range(100_000):
            start, length = at % 1500, 2 + at // 1500
            made = coding.code_passage(project, Passage(layer.id, start, start + length), drones)
            os.write(into, made.coding)
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        first = pipe.read(16)
        time.sleep(chance.random() * 0.08)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        rest = first + pipe.read()
    return {rest[k : k + 16].hex() for k in range(0, len(rest) - 15, 16)}
