"""What merging costs: python -m tests.bench bench_merge

CPU time on projects of 10,000 and of 100,000 codings (see large_projects.py), each coding a changeset of its own, and
how much it grows from one to the other; bytes of file; peak memory and the opening in processes of their own.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from annotator.model.codings import Passage
from annotator.operations import coding, conflicts, merging, projects, undoing
from annotator.store import backups, reading
from annotator.store.handle import Project
from tests.bench import large_projects

SMALL, LARGE = 10_000, 100_000  # codings
MEMORY, OPENING = "--memory", "--opening"  # what a process of its own is to measure
_AT_MOST = 12  # times: ten, and a fifth of it for the noise of a shared machine
Result = tuple[str, float, float | None]


class Told(NamedTuple):
    """One line; no budget where it only explains another. `grows`: what to call it where sizes are compared."""

    what: str
    found: float
    budget: float | None = None
    grows: str = ""


class Size(NamedTuple):
    """The projects of one size: the common origin, and two that differ from it by a tenth."""

    codings: int
    base: Path
    mine: Path
    theirs: Path

    def copy(self, of: Path, name: str) -> Path:
        return Path(shutil.copy(of, self.base.with_name(f"{name}.annot")))


def main() -> list[Result]:
    """Name with its unit, measured, budget or None."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANNOTATOR_HOME"] = str(Path(folder, "home"))
        small, large = (list(_of_size(Path(folder), size)) for size in (SMALL, LARGE))
        before = {one.grows: one.found for one in small}
        growing = [
            Told(
                f"{one.grows} grows from {SMALL:,} to {LARGE:,} codings, at most tenfold and a fifth for noise (times)",
                one.found / before[one.grows],
                _AT_MOST,
            )
            for one in large
            if one.grows
        ]
        pace = Told("a fixed piece of plain Python work, to compare machines and moments by (s)", _pace())
        return [(one.what, one.found, one.budget) for one in [*large, *growing, pace]]


def _of_size(folder: Path, codings: int) -> Iterator[Told]:
    files = Size(codings, *(folder / f"{name}-{codings}.annot" for name in ("base", "mine", "theirs")))
    part = codings // 20
    large_projects.make(files.base, codings)
    large_projects.diverge(files.base, files.mine, "Ada", new=part, edits=part, seed=11)
    large_projects.diverge(files.base, files.theirs, "Ben", new=part, edits=part, seed=22)
    for measure in (
        _bytes,
        _merge,
        _into_nothing,
        _import_undone,
        _single_commits,
        _taken_out,
        _codebook,
        _conflicts,
        _opening,
    ):
        yield from measure(files)
        for path in {*folder.glob("*.annot")} - {files.base, files.mine, files.theirs}:
            path.unlink()


def _bytes(files: Size) -> Iterator[Told]:
    """Without the texts, their blocks and the codebook, which are there without codings too."""
    bare = files.base.with_name("bare.annot")
    large_projects.make(bare, 0, documents=files.codings // large_projects.ON_EACH)
    before, now = _by_table(bare), _by_table(files.base)
    part = {name: (held - before.get(name, 0)) / files.codings for name, held in now.items()}
    with sqlite3.connect(files.base) as db:
        found = db.execute("SELECT sum(length(CAST(quote || prefix || suffix AS BLOB))) FROM coding").fetchone()
    db.close()
    quoted = found[0] / files.codings
    told = f"file per coding, a changeset each, beside {quoted:.0f} of quote and context (bytes)"
    yield Told(told, sum(part.values()) - quoted, 600, "file")
    for name, each in sorted(part.items(), key=lambda one: -one[1]):
        if each > 1:
            yield Told(f"  of it and of the quoted text: {name} (bytes)", each)


def _merge(files: Size) -> Iterator[Told]:
    peak = _alone(MEMORY, files.mine, files.theirs)
    merged, saved, again, back = list[float](), list[float](), list[float](), list[float]()
    brought = ""
    for turn in range(3):
        with _opened(files.copy(files.mine, f"merged{turn}")) as project:
            saved.append(_cpu(partial(backups.back_up, project, "bench")))
            start = time.process_time()
            arrived = merging.merge(project, [files.theirs])
            merged.append(time.process_time() - start)
            again += [_cpu(partial(merging.merge, project, [files.theirs])) for _ in range(3)]
            back.append(_cpu(partial(merging.take_merge_back, project)))
        brought = (
            f"{arrived.changesets:,} changesets new among {files.codings:,} codings, {arrived.conflicts} conflicts"
        )
    yield Told(f"merge: {brought} (s)", statistics.median(merged), 2, "merge")
    yield Told("  of it the backup before (s)", statistics.median(saved))
    yield Told("merge again (s)", statistics.median(again), 0.3, "merge again")
    yield Told("taking that merge back, with the backup before (s)", statistics.median(back), None, "taking back")
    yield Told("peak memory of the merge (MB)", peak, 500)


def _into_nothing(files: Size) -> Iterator[Told]:
    empty = files.base.with_name("empty.annot")
    large_projects.empty_copy(files.base, empty)
    with _opened(empty) as project:
        spent = _cpu(lambda: merging.merge(project, [files.base]))
    yield Told(f"merge of {files.codings:,} codings into an empty project (s)", spent, 6, "merge into an empty project")


def _import_undone(files: Size) -> Iterator[Told]:
    part = files.codings // 10
    undone, redone = list[float](), list[float]()
    for turn in range(3):
        with _opened(files.copy(files.base, f"imported{turn}")) as project:
            large_projects.import_of(project, part, seed=33)
            undone.append(_cpu(partial(undoing.undo, project)))
            redone.append(_cpu(partial(undoing.redo, project)))
    told = f"an import of {part:,} codings into {files.codings:,}"
    yield Told(f"undo of {told} (s)", statistics.median(undone), 1, "undo of an import")
    yield Told(f"redo of {told} (s)", statistics.median(redone), 1, "redo of an import")


def _single_commits(files: Size) -> Iterator[Told]:
    with _opened(files.copy(files.base, "single")) as project:
        layers = [one.layer.id for one in reading.documents(project)]
        spent = []
        for at in range(100):
            passage = Passage(layers[at % len(layers)], 10 * at, 10 * at + 50)
            spent.append(_cpu(partial(coding.code_passage, project, passage, large_projects.code_of(at))))
    told = f"one commit: a passage coded, among {files.codings:,} codings (ms)"
    yield Told(told, statistics.median(spent) * 1000, 5, "one commit")


def _taken_out(files: Size) -> Iterator[Told]:
    part = files.codings // 10
    theirs = files.base.with_name("bens.annot")
    large_projects.diverge(files.base, theirs, "Ben", new=part, edits=0, seed=44)
    out, back = list[float](), list[float]()
    for turn in range(3):
        with _opened(files.copy(files.base, f"taken{turn}")) as project:
            merging.merge(project, [theirs])
            back.append(_cpu(partial(merging.take_merge_back, project)))
            merging.merge(project, [theirs])
            out.append(_cpu(partial(merging.take_out, project, merging.merges(project)[0].id)))
    yield Told(f"taking out a merge of {part:,} codings (s)", statistics.median(out), 1, "taking out")
    yield Told(f"taking back a merge of {part:,} codings, with the backup before (s)", statistics.median(back))


def _codebook(files: Size) -> Iterator[Told]:
    """As many codes redefined by a merge as a twentieth of all codings have."""
    codes = large_projects.CODES // 20
    theirs = files.base.with_name("redefined.annot")
    large_projects.redefine(files.base, theirs, "Ben", codes=codes)
    with _opened(files.copy(files.base, "own")) as project:
        merging.merge(project, [theirs])
        concerned = sum(len(one.look_again) for one in merging.codebook_changes(project))
        assert concerned > files.codings // 30, concerned
        spent = statistics.median(_cpu(lambda: merging.codebook_changes(project)) for _ in range(3))
    yield Told(f"codebook changes, {concerned:,} codings to look at again (s)", spent, 0.3, "codebook changes")


def _conflicts(files: Size) -> Iterator[Told]:
    """As many as a fiftieth of all codings, over their codes."""
    count = files.codings // 50
    mine, theirs = (files.base.with_name(f"{name}.annot") for name in ("recoded", "otherwise"))
    large_projects.diverge(files.base, mine, "Ada", new=0, edits=count, seed=55)
    large_projects.diverge(files.base, theirs, "Ben", new=0, edits=count, seed=55, shift=1)
    with _opened(mine) as project:
        merging.merge(project, [theirs])
        found = len(conflicts.open_conflicts(project))
        assert found >= count, found
        spent = statistics.median(_cpu(lambda: conflicts.open_conflicts(project)) for _ in range(3))
    yield Told(f"listing {found:,} open conflicts (s)", spent, 1, "listing conflicts")


def _opening(files: Size) -> Iterator[Told]:
    empty = files.base.with_name("nothing.annot")
    large_projects.empty_copy(files.base, empty)
    full, bare = (min(_alone(OPENING, path) for _ in range(3)) for path in (files.base, empty))
    size = f"{files.codings // large_projects.ON_EACH:,} documents, {files.codings:,} codings"
    yield Told(f"open {size} to the shown window, more than an empty project (s)", full - bare, 0.5)
    yield Told("  of which an empty project needs besides (s)", bare)


@contextmanager
def _opened(path: Path) -> Iterator[Project]:
    """Ada opens it, as she does every day."""
    project = projects.open_project(path, large_projects.person("Ada"))
    try:
        yield project
    finally:
        project.close()


def _by_table(path: Path) -> dict[str, int]:
    """Bytes of each table and index in whole pages."""
    with sqlite3.connect(path) as db:
        found = dict(db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY 1"))
    db.close()
    return found


def _pace() -> float:
    """Half a second or so: read the figures above beside it."""

    def work() -> None:
        held = {str(k): (k, k * 2) for k in range(300_000)}
        json.loads(json.dumps(list(held.items())[:100_000]))

    return statistics.median(_cpu(work) for _ in range(5))


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _alone(what: str, *paths: Path) -> float:
    """What a process of its own measures."""
    command = [sys.executable, "-m", "tests.bench.bench_merge", what, *map(str, paths)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[-1])


def _memory(mine: Path, theirs: Path) -> float:
    """MB at most while the two are merged. The kernel's figure for this program: that of getrusage would count the
    memory of the process that started it."""
    with tempfile.TemporaryDirectory() as folder, _opened(Path(shutil.copy(mine, folder))) as project:
        merging.merge(project, [theirs])
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _in_the_window(path: Path) -> float:
    """Seconds until a window that is there shows the project, what is put off until it rests included."""
    from annotator.ui.starting import application
    from tests.driving import project_of, settle, shown_window

    application()
    with shown_window(width=1440, height=900) as window:
        settle()
        start = time.process_time()
        window.open_project(path)
        settle()
        assert project_of(window).project.path == path
        for _ in range(20):
            time.sleep(0.02)
            settle()
        return time.process_time() - start


if __name__ == "__main__":
    if sys.argv[1:2] == [MEMORY]:
        print(_memory(Path(sys.argv[2]), Path(sys.argv[3])))
    elif sys.argv[1:2] == [OPENING]:
        print(_in_the_window(Path(sys.argv[2])))
    else:
        for what, found, budget in main():
            told = "" if budget is None else f"budget {budget:g}{'' if found <= budget else '   OVER'}"
            print(f"{what:90} {found:10.3f}  {told}", flush=True)
