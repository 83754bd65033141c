"""Whole projects under random deeds: sound after each one, undone to nothing, redone to the same."""

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
from annotator.store.schema import JOURNAL
from tests.builders import faults, make_project, state
from tests.store.deeds import BEGINNING, Script, act, all_the_way, scripts

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


def take_in(project: Project, other: Project) -> None:
    """The union of two journals without any of merging's care: the missing rows come in, and all is folded anew."""
    with other.transaction() as db:
        theirs = [[tuple(row) for row in db.execute(sa.select(table))] for table in JOURNAL]
    with project.transaction() as db:
        for table, rows in zip(JOURNAL, theirs, strict=True):
            sqlite.insert_missing(db, table, rows)
        rebuild(db, project.text_of)
