"""The open project: what deeds spread, and what is kept until a change names it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model.changes import Changes, Kind
from annotator.operations import codes
from annotator.ui.open_project import OpenProject, changes_of
from tests.builders import add_code, coded_project
from tests.ui.shell_tools import emitted

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenProject]:
    made = OpenProject(coded_project(tmp_path))
    yield made
    made.close()


def test_a_deed_spreads_what_it_changed_and_values_are_read_anew(opened: OpenProject) -> None:
    changed = emitted(opened.changed)
    assert len(opened.codes) == 2
    done = opened.do(codes.add_code, "Rescue", parent=None)
    assert done is not None and [set(one.touched) for one in changed] == [{Kind.CODE}]
    assert {one.name for one in opened.codes} == {"Drones", "Letter", "Rescue"}


def test_what_cannot_be_done_is_said_and_changes_nothing(opened: OpenProject) -> None:
    said, changed = emitted(opened.said), emitted(opened.changed)
    assert opened.do(codes.add_code, "  ", parent=None) is None
    assert len(said) == 1 and not changed and len(opened.codes) == 2


def test_no_deed_is_done_while_long_work_has_the_project(opened: OpenProject) -> None:
    said = emitted(opened.said)
    opened.begin_work()
    assert not opened.writable and opened.undo() is None and "wait" in said[0][0]
    opened.end_work()
    assert opened.writable and opened.undo() is not None


def test_values_that_no_change_names_are_kept(opened: OpenProject) -> None:
    codes, cases, counts = opened.codes, opened.cases, opened.counts
    opened.spread(Changes(touched={Kind.MEMO: ()}, label="a memo"))
    assert opened.codes is codes and opened.cases is cases and opened.counts is counts


def test_counts_follow_undo_and_redo(opened: OpenProject) -> None:
    assert sum(opened.counts.values()) == 2
    opened.undo()
    opened.undo()
    assert sum(opened.counts.values()) < 2
    opened.redo()
    opened.redo()
    assert sum(opened.counts.values()) == 2


def test_changes_are_found_in_whatever_an_operation_answers(opened: OpenProject) -> None:
    changes = Changes(label="x", touched={Kind.CODE: ()})
    assert changes_of(changes) is changes and changes_of((changes, 1)) is changes
    assert not changes_of(None) and not changes_of("text")
    assert add_code(opened.project, "More")
