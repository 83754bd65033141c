"""Coders: labels, two ids of one person joined and parted, who acts, and what each has done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator import settings
from annotator.model.changes import Change, Kind, Verb, ref
from annotator.model.coders import Identity
from annotator.model.codings import Passage
from annotator.model.errors import Ambiguous, CannotDo
from annotator.model.ids import CoderId, EntityId
from annotator.operations import acting, codebook, coders, coding, finishing, projects, undoing, visibility
from annotator.store import reading, writing
from annotator.store.handle import Project
from tests.builders import add_code, add_text, coded_project, faults, identity, make_project

MIRA, BO, CLEO = identity(), identity("Bo Lind"), identity("Cleo Marsh")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Mira has coded two passages, Bo one, Cleo none; Mira acts."""
    made = coded_project(tmp_path)
    acting.become(made, BO)
    layer = reading.documents(made)[0].layer.id
    coding.code_passage(made, Passage(layer, 0, 3), codebook.codes(made)[0].id)
    acting.become(made, CLEO)
    add_code(made, "Police")
    acting.become(made, MIRA)
    yield made
    if not made.closed:  # a test that closes it has its own way of looking
        assert faults(made) == ()
        made.close()


def names(project: Project) -> list[str]:
    return [one.name for one in reading.coders(project)]


def coded_by(project: Project) -> dict[CoderId, int]:
    return {who: done.codings for who, done in coders.activity(project).items()}


# Labels ------------------------------------------------------------------------------------------------------------


def test_a_colleague_is_relabelled_in_one_undo_step_and_no_settings_change(project: Project) -> None:
    before = settings.load()
    done = coders.relabel(project, BO.id, name=" Bo  Lindqvist ", initials="BQ", colour="#112233")
    assert done.label == "Renamed the coder “Bo Lind” to “Bo Lindqvist”"
    one = next(one for one in reading.coders(project) if one.id == BO.id)
    assert (one.name, one.initials, one.colour) == ("Bo Lindqvist", "BQ", "#112233")
    assert settings.load() == before
    assert project.coder == MIRA
    assert not coders.relabel(project, BO.id, name="Bo Lindqvist")
    undoing.undo(project)
    assert "Bo Lind" in names(project)


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        ({"name": "  "}, "needs a name"),
        ({"name": "cleo MARSH"}, "There is a coder “Cleo Marsh” already"),
        ({"name": "x" * 101}, "at most 100"),
        ({"initials": ""}, "one to 4"),
        ({"initials": "ABCDE"}, "one to 4"),
        ({"colour": "red"}, "no colour"),
    ],
)
def test_labels_that_make_no_sense_are_refused_and_nothing_is_written(
    project: Project, labels: dict[str, str], why: str
) -> None:
    before = reading.history(project)
    with pytest.raises(CannotDo, match=why):
        coders.relabel(project, BO.id, **labels)
    with pytest.raises(CannotDo, match=why):
        coders.relabel_myself(project, **labels)
    assert reading.history(project) == before


def test_a_name_may_change_in_its_letters_alone(project: Project) -> None:
    coders.relabel(project, BO.id, name="BO LIND")
    assert "BO LIND" in names(project)


def test_relabelling_myself_changes_the_settings_and_the_project(tmp_path: Path) -> None:
    project = projects.new(tmp_path / "p.annot", acting.myself())
    me = project.coder.id
    assert not coders.relabel_myself(project, "Mira K", "MX"), "the project does not know her yet"
    assert (project.coder.name, settings.load().coder_name, settings.load().initials) == ("Mira K", "Mira K", "MX")
    add_code(project)
    assert names(project) == ["Mira K"]
    assert coders.relabel_myself(project, "Mira Kovač", colour="#445566")
    assert names(project) == ["Mira Kovač"]
    held = settings.load()
    assert (held.coder_name, held.initials, held.coder_colour) == ("Mira Kovač", "MX", "#445566")
    assert project.coder == Identity(me, "Mira Kovač", "MX", "#445566")
    coders.relabel(project, me, initials="MK")
    assert settings.load().initials == "MK"
    project.close()


def test_without_a_project_relabelling_myself_changes_the_settings_alone() -> None:
    before = settings.load()
    assert not coders.relabel_myself(None, "Zoë Berg", "ZB")
    after = settings.load()
    assert (after.coder_name, after.initials, after.coder_id) == ("Zoë Berg", "ZB", before.coder_id)
    with pytest.raises(CannotDo, match="needs a name"):
        coders.relabel_myself(None, " ", "ZB")


# Joining -----------------------------------------------------------------------------------------------------------


def test_joined_coders_are_one_until_they_are_parted(project: Project) -> None:
    coders.join(project, BO.id, MIRA.id)
    assert names(project) == ["Cleo Marsh", MIRA.name]
    assert coded_by(project) == {MIRA.id: 3, CLEO.id: 0}
    assert {one.coder for one in reading.codings(project)} == {MIRA.id}
    assert {end: [one.name for one in joined] for end, joined in coders.members(project).items()} == {
        MIRA.id: ["Bo Lind"]
    }
    assert {who: one.name for who, one in coders.by_id(project).items()} == {
        MIRA.id: MIRA.name,
        BO.id: MIRA.name,
        CLEO.id: "Cleo Marsh",
    }
    undoing.undo(project)
    assert coded_by(project) == {MIRA.id: 2, BO.id: 1, CLEO.id: 0}
    undoing.redo(project)
    done = coders.part(project, BO.id)
    assert done.label == f"Parted the coder “Bo Lind” from “{MIRA.name}”"
    assert coded_by(project) == {MIRA.id: 2, BO.id: 1, CLEO.id: 0}
    assert coders.members(project) == {}


def test_joining_with_oneself_or_twice_is_refused_and_so_is_parting_who_is_alone(project: Project) -> None:
    with pytest.raises(CannotDo, match="with itself"):
        coders.join(project, BO.id, BO.id)
    with pytest.raises(CannotDo, match="does not exist"):
        coders.join(project, BO.id, identity("Nobody").id)
    coders.join(project, BO.id, MIRA.id)
    for one, other in ((BO.id, MIRA.id), (MIRA.id, BO.id)):
        with pytest.raises(CannotDo, match="joined already"):
            coders.join(project, one, other)
    with pytest.raises(CannotDo, match="was not joined"):
        coders.part(project, CLEO.id)
    coders.join(project, CLEO.id, BO.id)
    assert [one.id for one in coders.members(project)[MIRA.id]] == [BO.id, CLEO.id], "into whom Bo stands for"


def test_joining_a_group_takes_all_of_it_along_and_parting_one_leaves_its_own(project: Project) -> None:
    coders.join(project, BO.id, CLEO.id)
    coders.join(project, CLEO.id, MIRA.id)
    assert coded_by(project) == {MIRA.id: 3}
    coders.part(project, CLEO.id)
    assert coded_by(project) == {MIRA.id: 2, CLEO.id: 1}, "Bo was joined with Cleo before"


def test_two_who_joined_one_another_the_other_way_round_are_one_and_can_be_parted(project: Project) -> None:
    coders.join(project, BO.id, CLEO.id)
    change = Change(Kind.CODER, CLEO.id, Verb.SET, {"same_as": ref(BO.id)}, reading.heads(project, Kind.CODER, CLEO.id))
    writing.commit(project, "As a merge brings it", [change])
    end, joined = next(iter(coders.members(project).items()))
    assert (end, [one.id for one in joined]) == (min(BO.id, CLEO.id), [max(BO.id, CLEO.id)])
    coders.part(project, max(BO.id, CLEO.id))
    assert coders.members(project) == {}


def test_relabelling_a_joined_coder_relabels_whom_they_stand_for(project: Project) -> None:
    coders.join(project, BO.id, CLEO.id)
    coders.relabel(project, BO.id, name="Cleo M")
    assert names(project) == ["Cleo M", MIRA.name]
    coders.relabel(project, CLEO.id, name="Bo Lind")  # nobody who is listed bears it
    assert names(project) == ["Bo Lind", MIRA.name]


# Who acts ----------------------------------------------------------------------------------------------------------


def test_a_joined_person_acts_with_their_own_id_and_the_labels_of_whom_they_stand_for(project: Project) -> None:
    coders.join(project, MIRA.id, CLEO.id)
    assert project.coder == Identity(MIRA.id, "Cleo Marsh", CLEO.initials, CLEO.colour)
    assert visibility.is_mine(project, CLEO.id)
    assert not visibility.is_mine(project, BO.id)
    project.close()
    again = projects.open_project(project.path, MIRA)
    assert again.coder == Identity(MIRA.id, "Cleo Marsh", CLEO.initials, CLEO.colour)
    coders.part(again, MIRA.id)
    assert again.coder == MIRA
    again.close()
    reopened = projects.open_project(project.path, MIRA, read_only=True)
    assert reopened.coder == MIRA
    reopened.close()


def test_acting_by_name_keeps_the_id_of_this_machine(tmp_path: Path) -> None:
    me = acting.myself()
    project = projects.new(tmp_path / "p.annot", me)
    add_code(project, "A")
    acting.become(project, CLEO)
    add_code(project, "B")
    coders.join(project, me.id, CLEO.id)
    for name in ("Cleo Marsh", me.name, " cleo  marsh"):
        acting.become(project, BO)
        acting.act_as(project, name)
        assert project.coder == Identity(me.id, "Cleo Marsh", CLEO.initials, CLEO.colour), name
    coders.part(project, me.id)
    acting.act_as(project, "Cleo Marsh")
    assert project.coder == CLEO
    acting.act_as(project, "Somebody new")
    assert project.coder.name == "Somebody new"
    project.close()


def test_a_name_that_two_coders_bear_is_ambiguous_until_they_are_joined(project: Project) -> None:
    change = Change(Kind.CODER, BO.id, Verb.SET, {"name": "Cleo Marsh"}, reading.heads(project, Kind.CODER, BO.id))
    writing.commit(project, "As a merge brings it", [change])
    with pytest.raises(Ambiguous, match="join them in Team"):
        acting.act_as(project, "Cleo Marsh")
    coders.join(project, BO.id, CLEO.id)
    acting.act_as(project, "Cleo Marsh")
    assert project.coder.id == CLEO.id


def test_damaged_labels_do_not_keep_a_project_from_being_opened(project: Project, tmp_path: Path) -> None:
    import sqlite3

    project.close()
    damaged = tmp_path / "damaged.annot"
    shutil.copyfile(project.path, damaged)
    with sqlite3.connect(damaged) as db:
        db.execute("UPDATE coder SET name = x'ff', same_as = 3")
    db.close()
    opened = projects.open_project(damaged, MIRA, read_only=True)
    assert opened.coder == MIRA
    assert projects.check_project(opened).faults
    opened.close()


# What each has done ------------------------------------------------------------------------------------------------


def test_activity_tells_codings_documents_begun_and_finished_and_the_last_deed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    now = [1_700_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    project = make_project(tmp_path)
    first, second = add_text(project), add_text(project, "second.txt", "Another text altogether.")
    drones = add_code(project)
    for document, start in ((first, 0), (first, 5), (second, 0)):
        coding.code_passage(project, Passage(document.layer.id, start, start + 3), drones)
    finishing.finish(project, second.id)
    acting.become(project, BO)
    now[0] += 60
    gone = coding.code_passage(project, Passage(second.layer.id, 0, 3), drones)
    coding.take_off(project, [gone.coding])
    found = coders.activity(project)
    assert found[MIRA.id].codings == 3
    assert (found[MIRA.id].begun, found[MIRA.id].finished) == (2, 1)
    assert (found[BO.id].codings, found[BO.id].begun, found[BO.id].finished) == (0, 0, 0)
    assert found[BO.id].last - found[MIRA.id].last == 60_000
    coders.join(project, BO.id, MIRA.id)
    one = coders.activity(project)
    assert set(one) == {MIRA.id}
    assert (one[MIRA.id].codings, one[MIRA.id].last) == (3, found[BO.id].last)
    assert EntityId(BO.id) not in one
    project.close()
