"""Whole projects under random deeds: sound after each one, undone to nothing, redone to the same, ready for merging."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings

from annotator.operations import undoing
from annotator.store import reading
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.projection import rebuild
from annotator.store.schema import JOURNAL, conflict
from tests.builders import faults, identity, make_project, state
from tests.store.deeds import BEGINNING, Script, act, act_as, all_the_way, scripts

MANY, THOUSANDS = 30, 2000


def rebuilt(project: Project) -> dict[str, list[tuple[object, ...]]]:
    """All projected rows as the journal alone gives them."""
    with project.transaction() as db:
        rebuild(db, project.text_of)
    return state(project)


def sound_after_each_deed_and_undone_and_redone(script: Script) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder))
        for what, a, b in [*BEGINNING, *script]:
            project = act(project, what, a, b)
            assert faults(project) == (), what
        whole = state(project)
        assert rebuilt(project) == whole
        assert state(project)["conflict"] == [], "one person alone has no conflicts"

        # What was undone before belongs to the way there: all of it is done once more first.
        all_the_way(project, undoing.redo)
        values = state(project, heads=False)
        steps = all_the_way(project, undoing.undo)
        assert faults(project) == ()
        assert not reading.documents(project)
        assert not reading.codings(project)
        assert not reading.cases(project)
        assert not reading.code_rows(project)
        assert not reading.memos(project)
        project = act(project, "reopen", 0, 0)
        assert all_the_way(project, undoing.redo) == steps
        assert state(project, heads=False) == values
        assert faults(project) == ()
        project.close()


@settings(max_examples=MANY)
@given(scripts)
def test_a_project_is_sound_after_each_deed_undone_to_nothing_and_redone_to_the_same(script: Script) -> None:
    sound_after_each_deed_and_undone_and_redone(script)


@pytest.mark.nightly
@settings(max_examples=THOUSANDS, derandomize=False)
@given(scripts)
def test_thousands_of_projects_are_sound(script: Script) -> None:
    sound_after_each_deed_and_undone_and_redone(script)


# Ready for merging --------------------------------------------------------------------------------------------------


def take_in(project: Project, other: Project) -> None:
    """What merging will be: the missing rows of the journal come in, and what they touch is folded anew."""
    with other.transaction() as db:
        theirs = [[tuple(row) for row in db.execute(sa.select(table))] for table in JOURNAL]
    with project.transaction() as db:
        for table, rows in zip(JOURNAL, theirs, strict=True):
            sqlite.insert_missing(db, table, rows)
        rebuild(db, project.text_of)


def two_copies_joined_in_either_order_are_one_project(common: Script, mine: Script, theirs: Script) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here, there = Path(folder, "here"), Path(folder, "there")
        here.mkdir()
        there.mkdir()
        one = make_project(here)
        for what, a, b in [*BEGINNING, *common]:
            one = act(one, what, a, b)
        one.close()
        (there / "p.annot").write_bytes(one.path.read_bytes())
        one = act(one, "reopen", 0, 0)
        other = projects_of("Bo", there / "p.annot")
        for what, a, b in mine:
            one = act(one, what, a, b)
        for what, a, b in theirs:
            other = act(other, what, a, b)
        mine_alone = {one.id for one in reading.codings(one)}
        take_in(one, other)
        take_in(other, one)
        joined = state(one)
        assert state(other) == joined
        assert faults(one) == faults(other) == ()
        take_in(one, other)
        assert state(one) == joined, "once more brings nothing"
        assert mine_alone <= {row[0] for row in joined["coding"]}, "no coding is ever lost"
        act_as(one, "Mira Kovač")
        one.undo_stacks = None
        for what, a, b in [("undo", 0, 0), ("code", 1, 3), ("delete code", 0, 0), ("undo", 0, 0), *mine[:3]]:
            one = act(one, what, a, b)
            assert faults(one) == (), f"after joining: {what}"
        assert rebuilt(one) == state(one)
        one.close()
        other.close()


def projects_of(name: str, path: Path) -> Project:
    from annotator.operations import projects

    return projects.open_project(path, identity(name))


@settings(max_examples=14)
@given(scripts, scripts, scripts)
def test_two_copies_joined_in_either_order_are_one_project(common: Script, mine: Script, theirs: Script) -> None:
    two_copies_joined_in_either_order_are_one_project(common[:8], mine, theirs)


@pytest.mark.nightly
@settings(max_examples=THOUSANDS // 2, derandomize=False)
@given(scripts, scripts, scripts)
def test_thousands_of_copies_joined_are_one_project(common: Script, mine: Script, theirs: Script) -> None:
    two_copies_joined_in_either_order_are_one_project(common, mine, theirs)


def test_a_concurrent_rename_of_a_code_is_a_conflict_on_both_sides(tmp_path: Path) -> None:
    from annotator.operations import codebook, codes
    from tests.builders import add_code

    (tmp_path / "theirs").mkdir()
    mine = make_project(tmp_path)
    drones = add_code(mine, "Drones")
    mine.close()
    (tmp_path / "theirs" / "p.annot").write_bytes(mine.path.read_bytes())
    mine, theirs = projects_of("Mira Kovač", mine.path), projects_of("Bo", tmp_path / "theirs" / "p.annot")
    codes.rename_code(mine, drones, "Armed drones")
    codes.rename_code(theirs, drones, "UAV")
    take_in(mine, theirs)
    take_in(theirs, mine)
    for project in (mine, theirs):
        rows = project.read(sa.select(conflict))
        assert [(row.what, row.field, row.entity) for row in rows] == [("field", "name", drones)]
        assert reading.conflict_counts(project) == {drones: 1}
        assert codebook.codes(project)[0].name == "UAV", "the later one shows meanwhile"
    codes.rename_code(mine, drones, "Armed UAV")
    assert reading.conflict_counts(mine) == {}
    take_in(theirs, mine)
    assert state(theirs) == state(mine)
    mine.close()
    theirs.close()
