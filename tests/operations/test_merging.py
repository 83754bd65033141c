"""Merging as people do it: what comes in, what is refused and why, and taking it back or out again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from annotator.model.changes import How
from annotator.model.errors import Blocked, CannotDo
from annotator.operations import codebook, codes, merging, projects, undoing
from annotator.store import reading
from annotator.store.handle import Project
from annotator.store.schema import JOURNAL, merged
from tests.builders import faults, state
from tests.operations.team import (
    ANNA,
    BO,
    SITUATIONS,
    about,
    apart,
    base,
    coded,
    coded_in,
    copied,
    defined,
    deleted_code,
    edit,
    made_code,
    memo,
    moved,
    opened,
    read_otherwise,
    recoloured,
    renamed,
    retitled,
    taken_off,
    the_code,
    the_coding,
)

Rows = dict[str, list[tuple[object, ...]]]


def whole(project: Project) -> tuple[Rows, Rows]:
    """All projected rows and all rows of the journal, and what is remembered of merges."""
    journal = {table.name: sorted(map(tuple, project.read(sa.select(table)))) for table in (*JOURNAL, merged)}
    return state(project), journal


def work_of_both(folder: Path) -> tuple[Path, Path]:
    """Two copies with much of each kind done on either side, also to the same things."""
    start = base(folder)
    mine, theirs = copied(start, "mine"), copied(start, "theirs")
    edit(
        mine,
        ANNA,
        renamed("Drones", "Armed drones"),
        coded("police", "Letter", about="Yitu"),
        memo("drones", "Seen twice."),
        taken_off("systems"),
        made_code("Border"),
    )
    edit(
        theirs,
        BO,
        renamed("Drones", "UAV"),
        defined("UAV", "Aircraft without a pilot.", ("armed ones",)),
        recoloured("Letter", "#AA0000"),
        moved("Boats", None),
        read_otherwise("The ships were sold."),
        coded("staff", "Letter", memo="Which?"),
        coded("agency", "Boats", about="Yitu"),
        deleted_code("Letter"),
        about("drones", "Megvii"),
        made_code("border"),
        coded("contract", "border"),
        retitled("Article of May"),
    )
    return mine, theirs


# What comes in ------------------------------------------------------------------------------------------------------


def test_a_dry_run_tells_what_the_merge_then_brings_and_writes_nothing(tmp_path: Path) -> None:
    mine, theirs = work_of_both(tmp_path)
    with opened(mine) as project:
        before, file = whole(project), mine.read_bytes()
        told = merging.merge(project, [theirs], dry_run=True)
        assert whole(project) == before
        assert mine.read_bytes() == file
        assert not told.changes
        assert told.merge is None
        assert merging.merges(project) == ()
        done = merging.merge(project, [theirs])
        assert faults(project) == ()
    same = ("files", "changesets", "codings", "documents", "codes", "cases", "memos", "coders", "edited", "deleted",
            "conflicts", "already_had", "warnings", "by_coder")  # fmt: skip
    assert [getattr(told, name) for name in same] == [getattr(done, name) for name in same]
    assert done.coders == ("Bo",)
    assert done.by_coder == {BO.id: done.codings}
    assert (done.documents, done.codes, done.codings) == (1, 1, 2)
    assert [(one.path, tuple(one.before), one.before["name"], one.after["name"]) for one in told.codebook[:1]]


def test_merging_again_brings_nothing_and_says_so(tmp_path: Path) -> None:
    mine, theirs = work_of_both(tmp_path)
    with opened(mine) as project:
        merging.merge(project, [theirs])
        after = whole(project)
        again = merging.merge(project, [theirs])
        assert whole(project) == after
    assert (again.changesets, again.already_had, again.merge) == (0, ("theirs.annot",), None)
    assert not again.changes


def test_the_other_file_is_not_written_to_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    mine, theirs = work_of_both(tmp_path)
    before, beside = theirs.read_bytes(), sorted(tmp_path.iterdir())
    with opened(mine) as project:
        merging.merge(project, [theirs])
    assert theirs.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == beside


def test_a_file_in_a_folder_that_cannot_be_written_to_is_merged_too(tmp_path: Path) -> None:
    mine, theirs = work_of_both(tmp_path)
    medium = tmp_path / "medium"
    medium.mkdir()
    shutil.copyfile(theirs, medium / "theirs.annot")
    (medium / "theirs.annot").chmod(0o400)
    medium.chmod(0o500)
    try:
        with opened(mine) as project:
            assert merging.merge(project, [medium / "theirs.annot"]).codings == 2
    finally:
        medium.chmod(0o700)


def test_what_a_colleague_is_writing_at_this_moment_is_merged_as_far_as_it_is_committed(tmp_path: Path) -> None:
    """Another process holds the file, has committed something, and has a transaction half written into the file."""
    if not hasattr(os, "fork"):
        pytest.skip("needs a system that can fork")
    mine, theirs = work_of_both(tmp_path)
    ready, say_ready = os.pipe()
    wait, go_on = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            project = projects.open_project(theirs, BO)
            codes.add_code(project, "Committed")
            with project.transaction() as db:
                db.exec_driver_sql("PRAGMA cache_size=1")
                db.exec_driver_sql("UPDATE coding SET quote = quote || 'half written'")
                db.exec_driver_sql("INSERT INTO blob VALUES (x'00', 'x', 1, zeroblob(300000))")
                os.write(say_ready, b"x")
                os.read(wait, 1)
                db.exec_driver_sql("DELETE FROM blob WHERE sha256 = x'00'")
            os._exit(0)
        except BaseException:
            os._exit(1)
    try:
        assert os.read(ready, 1) == b"x"
        with opened(mine) as project:
            merging.merge(project, [theirs])
            assert any(one.name == "Committed" for one in codebook.codes(project))
            assert not any("half written" in one.quote for one in reading.codings(project))
            assert faults(project) == ()
    finally:
        os.write(go_on, b"x")
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, "whoever writes was not disturbed"
        for one in (ready, say_ready, wait, go_on):
            os.close(one)


def test_a_clock_far_ahead_is_warned_of_and_never_a_reason_to_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = base(tmp_path)
    mine, theirs = copied(start, "mine"), copied(start, "theirs")
    import time as clock
    from types import SimpleNamespace

    with monkeypatch.context() as patch:
        patch.setattr("annotator.store.writing.time", SimpleNamespace(time=lambda: clock.time() + 40 * 86_400))
        edit(theirs, BO, made_code("Border"))
    with opened(mine) as project:
        found = merging.merge(project, [theirs])
        assert found.warnings == (
            "The clock of Bo was 40 days ahead; "
            "their changes came in all the same, but times shown for them are wrong.",
        )
        codes.add_code(project, "Later")
        assert next(line.label for line in undoing.history(project)) == "Made the code “Later”", "it goes on from there"
        assert faults(project) == ()


# Taking back --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["everything", *SITUATIONS])
def test_a_merge_taken_back_is_as_though_it_had_never_been(tmp_path: Path, name: str) -> None:
    mine, theirs = work_of_both(tmp_path) if name == "everything" else apart(tmp_path, name)
    with opened(mine) as project:
        before = whole(project)
        first = merging.merge(project, [theirs])
        after = whole(project)
        assert [one.can_take_back for one in merging.merges(project)] == [True]
        changes = merging.take_merge_back(project)
        assert {kind: set(ids) for kind, ids in changes.touched.items()} == {
            kind: set(ids) for kind, ids in first.changes.touched.items()
        }
        assert whole(project) == before
        assert faults(project) == ()
        assert merging.merges(project) == ()
        with pytest.raises(CannotDo, match="Nothing was merged"):
            merging.take_merge_back(project)
        merging.merge(project, [theirs])
        assert without_memory(whole(project)) == without_memory(after), "merged again it is as the first time"
        merging.take_merge_back(project)
        codes.add_code(project, "Goes on")
        assert faults(project) == ()


def without_memory(found: tuple[Rows, Rows]) -> tuple[Rows, Rows]:
    """But for when and under which name the merge was done here."""
    rows, journal = found
    return rows, {name: held for name, held in journal.items() if name != merged.name}


def test_of_two_merges_the_later_one_is_taken_back_first(tmp_path: Path) -> None:
    mine, theirs = work_of_both(tmp_path)
    third = copied(tmp_path / "base.annot", "third")
    edit(third, ANNA, made_code("Third"))
    with opened(mine) as project:
        before = whole(project)
        merging.merge(project, [theirs])
        between = whole(project)
        merging.merge(project, [third, theirs])
        assert [one.can_take_back for one in merging.merges(project)] == [True, False]
        merging.take_merge_back(project)
        assert whole(project) == between
        merging.take_merge_back(project)
        assert whole(project) == before


def test_nothing_is_taken_back_once_something_was_written(tmp_path: Path) -> None:
    mine, theirs = work_of_both(tmp_path)
    with opened(mine) as project:
        merging.merge(project, [theirs])
        codes.add_code(project, "Since")
        before = whole(project)
        with pytest.raises(CannotDo, match="written since"):
            merging.take_merge_back(project)
        assert whole(project) == before
        assert [one.can_take_back for one in merging.merges(project)] == [False]


def test_what_was_written_while_the_merge_was_in_is_still_refused_after_closing_and_opening(tmp_path: Path) -> None:
    mine, theirs = work_of_both(tmp_path)
    with opened(mine) as project:
        before = whole(project)
        merging.merge(project, [theirs])
    with opened(mine) as project:
        merging.take_merge_back(project)
        assert whole(project) == before


# Taking out ---------------------------------------------------------------------------------------------------------


def shown(project: Project) -> Rows:
    """What is there, without heads and times, and without what is deleted."""
    rows = state(project, heads=False)
    found: Rows = {}
    for name, held in rows.items():
        if name == "conflict":
            continue
        live = [row for row in held if row[-2] == 0]
        found[name] = [row[:-5] for row in live]  # but for created, modified, author, deleted and extra
    return found


@pytest.mark.parametrize("name", ["everything", *SITUATIONS])
def test_what_came_with_a_merge_is_taken_out_and_brought_in_again(tmp_path: Path, name: str) -> None:
    mine, theirs = work_of_both(tmp_path) if name == "everything" else apart(tmp_path, name)
    with opened(mine) as project:
        before, conflicts = shown(project), state(project)["conflict"]
        arrived = merging.merge(project, [theirs])
        after, then = shown(project), state(project)["conflict"]
        assert arrived.merge is not None
        out = merging.take_out(project, arrived.merge)
        assert out.blocked == ()
        found = shown(project)
        assert {row[0] for row in before["coder"]} <= {row[0] for row in found["coder"]}, "history names them"
        found["coder"] = before["coder"]
        assert found == before
        assert [row for row in state(project)["conflict"] if row[1] != "same_coder"] == conflicts
        assert faults(project) == ()
        line = undoing.history(project)[0]
        assert (line.how, line.label) == (How.UNDO, f"Took out what came with {theirs.name}")
        with pytest.raises(CannotDo, match="Nothing is left"):
            merging.take_out(project, arrived.merge)
        assert undoing.can_redo(project) is not None
        undoing.redo(project)
        assert shown(project) == after
        assert {row[1:] for row in state(project)["conflict"] if row[1] not in ("field", "delete_edit")} == {
            row[1:] for row in then if row[1] not in ("field", "delete_edit")
        }
        assert faults(project) == ()


def test_what_was_changed_since_is_not_taken_out_and_nothing_is_written(tmp_path: Path) -> None:
    mine, theirs = work_of_both(tmp_path)
    with opened(mine) as project:
        arrived = merging.merge(project, [theirs])
        assert arrived.merge is not None
        coded_in("Article of May", "published", "Boats")(project)
        memo("agency", "Mine.")(project)
        recoloured("border", "#00AA00")(project)
        before, shown_before = whole(project), shown(project)
        with pytest.raises(Blocked) as refused:
            merging.take_out(project, arrived.merge)
        assert whole(project) == before
        assert refused.value.message.startswith("what came with theirs.annot cannot be taken out as a whole: ")
        assert "the colour of a code changed since" in refused.value.what
        assert "a memo was written on it since" in refused.value.what
        out = merging.take_out(project, arrived.merge, partly=True)
        assert set(refused.value.what) <= set(out.blocked)
        assert faults(project) == ()
        hanging = {row[0] for row in state(project)["conflict"] if row[1] == "dangling"}
        assert hanging <= {row[0] for row in before[0]["conflict"]}, "nothing more is left hanging"
        assert the_coding(project, "published"), "what was done since is all there"
        assert the_coding(project, "agency")
        assert the_code(project, "border").code.colour == "#00AA00"
        assert undoing.history(project)[0].label == "Took out what came with theirs.annot in part"
        undoing.redo(project)
        assert shown(project) == shown_before
        assert faults(project) == ()

