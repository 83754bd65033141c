"""Conflicts between things: what is looked at again after a deed gives what looking at everything would give."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from annotator.model.conflicts import REMARKS, What
from annotator.operations import conflicts, merging, undoing
from annotator.operations.conflict_choices import Need
from annotator.store import relations
from annotator.store.handle import Project
from annotator.store.schema import conflict
from tests.builders import faults, state
from tests.operations.team import ANNA, BO, SITUATIONS, Edit, apart, copied, edit, made_code, merged, opened, renamed

TYPED = {"colour": "#123456", "place": "3:9", "field:voice": "none", What.DANGLING: "Megvii"}


def standing(project: Project) -> set[tuple[object, ...]]:
    with project.transaction() as db:
        return set(relations.standing(db))


def written(project: Project) -> set[tuple[object, ...]]:
    rows = project.read(sa.select(conflict).where(conflict.c.what.not_in(relations.OF_ONE)))
    return {tuple(row) for row in rows}


def sound(project: Project) -> set[tuple[object, ...]]:
    """All conflicts, after those between things were looked at as a whole."""
    assert written(project) == standing(project)
    assert faults(project) == ()
    return {tuple(row) for row in project.read(sa.select(conflict))}


def of(project: Project, what: What) -> conflicts.OpenConflict:
    return next(one for one in conflicts.open_conflicts(project) if one.conflict.what is what)


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_conflict_is_there_after_the_merge_and_gone_with_the_merge(tmp_path: Path, name: str) -> None:
    mine, theirs = apart(tmp_path, name)
    with opened(mine) as project:
        before = sound(project)
        told = merging.merge(project, [theirs], dry_run=True)
        assert sound(project) == before
        found = merging.merge(project, [theirs])
        now = sound(project)
        assert SITUATIONS[name].what.value in {row[1] for row in now - before}
        assert told.conflicts == found.conflicts == sum(What(row[1]) not in REMARKS for row in now - before)
        merging.take_merge_back(project)
        assert sound(project) == before


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_conflict_is_settled_in_each_way_undone_and_redone(tmp_path: Path, name: str) -> None:
    what = SITUATIONS[name].what
    with_it = merged(tmp_path, name)
    tokens = [one.token for one in of(with_it, what).choices]
    with_it.close()
    assert tokens
    for number, token in enumerate(tokens):
        path = copied(with_it.path, f"settled {number}")
        with opened(path) as project:
            open_before = sound(project)
            shown = of(project, what)
            need = next(one.need for one in shown.choices if one.token == token)
            if need is Need.CODE:
                value: str | None = "Rescue" if what is What.CYCLE else "Drones"
            else:
                value = TYPED.get(shown.conflict.field or what, "New") if need is Need.TEXT else None
            done = conflicts.resolve(project, shown.conflict.id, token, value=value)
            after = sound(project)
            gone = shown.conflict.id not in {row[0] for row in after}
            assert gone or "could not be placed and stay" in done.label, token
            for _ in range(2):
                undoing.undo(project)
                assert sound(project) == open_before, f"{token} undone"
                assert of(project, what) == shown
                undoing.redo(project)
                assert sound(project) == after, f"{token} redone"
            settled = state(project)
        # What was settled is settled wherever it arrives, whichever way.
        other = tmp_path / "b.annot"
        with opened(copied(other, f"elsewhere {number}"), BO) as project:
            merging.merge(project, [path])
            assert sound(project) == after
            assert state(project) == settled


def test_two_who_settle_one_conflict_differently_are_in_conflict_again(tmp_path: Path) -> None:
    project = merged(tmp_path, "a code renamed by both")
    project.close()
    mine, theirs = copied(project.path, "mine"), copied(project.path, "theirs")
    for path, who, token in ((mine, ANNA, "Anna"), (theirs, BO, "Bo")):
        with opened(path, who) as project:
            conflicts.resolve(project, of(project, What.FIELD).conflict.id, token)
            assert sound(project) == set()
    with opened(mine) as project:
        merging.merge(project, [theirs])
        assert [row[1] for row in sound(project)] == ["field"]
        assert set(of(project, What.FIELD).shown) == {"Armed drones", "UAV"}


def test_two_who_settle_one_conflict_alike_have_settled_it(tmp_path: Path) -> None:
    for name, token in (("a code renamed by both", "Bo"), ("one code made by both", "keep")):
        folder = tmp_path / name
        folder.mkdir()
        project = merged(folder, name)
        project.close()
        mine, theirs = copied(project.path, "mine"), copied(project.path, "theirs")
        for path, who in ((mine, ANNA), (theirs, BO)):
            with opened(path, who) as project:
                conflicts.resolve(project, of(project, SITUATIONS[name].what).conflict.id, token)
        with opened(mine) as project:
            merging.merge(project, [theirs])
            assert sound(project) == set()


CHANGED_SINCE: dict[str, tuple[str, Edit]] = {
    "another of the name": ("one code made by both", made_code("BORDER", below="Letter")),
    "renamed": ("one code made by both", renamed("Border", "Frontier")),
}


@pytest.mark.parametrize("name", CHANGED_SINCE)
def test_deeds_on_what_is_in_conflict_are_looked_at_again(tmp_path: Path, name: str) -> None:
    situation, deed = CHANGED_SINCE[name]
    with_it = merged(tmp_path, situation)
    before = sound(with_it)
    with_it.close()
    edit(with_it.path, ANNA, deed)
    with opened(with_it.path) as project:
        now = sound(project)
        assert (now == before) == (name == "another of the name"), "at another place it is no twin"
        undoing.undo(project)
        assert sound(project) == before
