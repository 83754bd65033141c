"""kill -9 at random points of merging, taking back, taking out and undoing: before or after, never between."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from annotator.operations import conflicts, merging, projects, undoing
from annotator.store.handle import Project
from annotator.store.schema import JOURNAL, merged
from tests.builders import faults, state
from tests.killing import killed_at
from tests.operations.team import ANNA, BO, base, coded, copied, deleted_code, edit, made_code, memo, opened, renamed

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")

KILLS, MORE_KILLS = 200, 1500  # over all deeds
Deed = Callable[[Project, Path], object]


def take_out(project: Project, _: Path) -> None:
    found = merging.merges(project)
    assert found
    merging.take_out(project, found[0].id)


def undo_what_was_taken_out(project: Project, _: Path) -> None:
    undoing.redo(project)


def settle(project: Project, _: Path) -> None:
    one = conflicts.open_conflicts(project)[0]
    conflicts.resolve(project, one.conflict.id, one.choices[0].token)


# What is done, and what was done before it: nothing, the merge, or the merge and its being taken out.
DEEDS: dict[str, tuple[Deed, int]] = {
    "merge": (lambda project, theirs: merging.merge(project, [theirs]), 0),
    "merge several": (lambda project, theirs: merging.merge(project, [theirs, theirs.with_name("third.annot")]), 0),
    "take back": (lambda project, theirs: merging.take_merge_back(project), 1),
    "take out": (take_out, 1),
    "settle": (settle, 1),
    "bring in again what was taken out": (undo_what_was_taken_out, 2),
    "undo": (lambda project, theirs: undoing.undo(project), 1),
}


def journal(project: Project) -> dict[str, list[tuple[object, ...]]]:
    return {table.name: sorted(map(tuple, project.read(sa.select(table)))) for table in (*JOURNAL, merged)}


def verdict(path: Path) -> tuple[object, object, object]:
    """All that is in the file; its tables without heads and times, and how long its history is. It is sound."""
    project = projects.open_project(path, ANNA, read_only=True)
    try:
        assert faults(project) == ()
        held = journal(project)
        rows = {
            name: [row if name == "conflict" else row[:-5] + row[-3:] for row in found]
            for name, found in state(project, heads=False).items()
        }
        return (state(project), held), rows, len(held["changeset"])
    finally:
        project.close()


def begun(folder: Path, stage: int) -> tuple[Path, Path]:
    """The file that it happens to, and the one that is merged."""
    start = base(folder)
    mine, theirs, third = (copied(start, name) for name in ("mine", "theirs", "third"))
    edit(mine, ANNA, renamed("Drones", "Armed drones"), coded("police", "Letter"), memo("drones", "Mine."))
    edit(theirs, BO, renamed("Drones", "UAV"), coded("staff", "UAV"), made_code("Border"), deleted_code("Letter"))
    edit(third, BO, made_code("Third"), coded("agency", "Third"))
    with opened(mine) as project:
        if stage:
            arrived = merging.merge(project, [theirs])
            if stage == 2:
                assert arrived.merge is not None
                merging.take_out(project, arrived.merge)
    return mine, theirs


def nothing_between(folder: Path, name: str, kills: int, chance: random.Random) -> None:
    deed, stage = DEEDS[name]
    mine, theirs = begun(folder, stage)
    work, untouched = folder / "work.annot", theirs.read_bytes()

    def go() -> None:
        with opened(work) as project:
            deed(project, theirs)

    def fresh() -> None:
        for old in folder.glob("work.annot*"):
            old.unlink()
        shutil.copyfile(mine, work)

    fresh()
    before = verdict(work)
    go()
    after = verdict(work)
    assert before[1] != after[1]
    points = how_many(fresh, go)
    ends = {"before": 0, "after": 0}
    for point in chance.sample(range(points), min(kills, points)):
        fresh()
        killed_at(go, point)
        found = verdict(work)
        if found[0] == before[0]:
            ends["before"] += 1
            go()  # doing it again completes it
            assert verdict(work)[1:] == after[1:], f"killed at {point} of {points}"
        else:
            ends["after"] += 1
            assert found[1:] == after[1:], f"killed at {point} of {points}"
        assert theirs.read_bytes() == untouched
    assert ends["before"], "there are points to die at"


def how_many(fresh: Callable[[], None], go: Callable[[], None]) -> int:
    """At how many points it can be killed."""
    few, many = 0, 1024
    while few < many:
        middle = (few + many) // 2
        fresh()
        if killed_at(go, middle):
            few = middle + 1
        else:
            many = middle
    return few


@pytest.mark.parametrize("name", DEEDS)
def test_killed_anywhere_a_merge_and_what_undoes_it_happened_or_did_not(tmp_path: Path, name: str) -> None:
    nothing_between(tmp_path, name, -(-KILLS // len(DEEDS)), random.Random(11))


@pytest.mark.nightly
@pytest.mark.parametrize("name", DEEDS)
def test_killed_at_every_point_of_a_merge_and_what_undoes_it(tmp_path: Path, name: str) -> None:
    nothing_between(tmp_path, name, MORE_KILLS, random.Random())
