"""Whose codings are seen: colleagues shown, dimmed or hidden; blind coding until a document is finished."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model.codings import Passage
from annotator.model.ids import DocumentId, EntityId, new_id
from annotator.operations import acting, codebook, coders, coding, finishing, projects, undoing, visibility
from annotator.operations.visibility import Colleagues, Seen
from annotator.store import local, reading
from annotator.store.handle import Project
from tests.builders import coded_project, faults, identity, reopen, state

MIRA, BO = identity(), identity("Bo Lind")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Mira has coded two passages and acts, Bo has coded one."""
    made = coded_project(tmp_path)
    acting.become(made, BO)
    layer = reading.documents(made)[0].layer.id
    coding.code_passage(made, Passage(layer, 0, 3), codebook.codes(made)[0].id)
    acting.become(made, MIRA)
    yield made
    if not made.closed:  # a test that closes it has its own way of looking
        assert faults(made) == ()
        made.close()


def the_document(project: Project) -> DocumentId:
    return reading.documents(project)[0].id


def seen(project: Project) -> tuple[Seen, Seen]:
    """My codings and Bo's."""
    sight, this = visibility.sight(project), the_document(project)
    return sight.of(MIRA.id, this), sight.of(BO.id, this)


def test_colleagues_are_shown_dimmed_or_hidden_by_this_copy_alone(project: Project) -> None:
    before = state(project)
    assert visibility.colleagues(project) is Colleagues.SHOWN
    for how, theirs in (
        (Colleagues.DIMMED, Seen.DIMMED),
        (Colleagues.HIDDEN, Seen.HIDDEN),
        (Colleagues.SHOWN, Seen.FULL),
    ):
        visibility.show_colleagues(project, how)
        assert visibility.colleagues(project) is how
        assert seen(project) == (Seen.FULL, theirs)
    assert state(project) == before, "nothing in the journal, nothing to undo"
    visibility.show_colleagues(project, Colleagues.DIMMED)
    again = reopen(project)
    assert visibility.colleagues(again) is Colleagues.DIMMED
    local.keep_text(again, "colleagues", "upside down")
    assert visibility.colleagues(again) is Colleagues.SHOWN
    again.close()
    reader = projects.open_project(project.path, MIRA, read_only=True)
    visibility.show_colleagues(reader, Colleagues.HIDDEN)
    assert visibility.colleagues(reader) is Colleagues.SHOWN, "where nothing can be written nothing is kept"
    reader.close()


def test_blind_coding_hides_colleagues_until_i_have_finished_whatever_else_is_set(project: Project) -> None:
    this = the_document(project)
    assert not visibility.is_blind(project)
    assert visibility.set_blind(project, True).label == "Turned blind coding on"
    assert not visibility.set_blind(project, True), "it is so already"
    assert visibility.is_blind(project)
    for how in Colleagues:
        visibility.show_colleagues(project, how)
        assert seen(project) == (Seen.FULL, Seen.HIDDEN)
    visibility.show_colleagues(project, Colleagues.DIMMED)
    assert visibility.sight(project).of(BO.id, None) is Seen.HIDDEN
    assert visibility.sight(project).of(BO.id, DocumentId(EntityId(new_id()))) is Seen.HIDDEN

    acting.become(project, BO)
    finishing.finish(project, this)
    acting.become(project, MIRA)
    assert seen(project) == (Seen.FULL, Seen.HIDDEN), "that Bo has finished opens nothing for me"
    finishing.finish(project, this)
    assert seen(project) == (Seen.FULL, Seen.DIMMED)
    finishing.finish(project, this, reopen=True)
    assert seen(project) == (Seen.FULL, Seen.HIDDEN)
    visibility.set_blind(project, False)
    assert seen(project) == (Seen.FULL, Seen.DIMMED)


def test_blind_coding_is_a_deed_of_the_project_that_can_be_undone(project: Project) -> None:
    visibility.set_blind(project, True)
    undoing.undo(project)
    assert not visibility.is_blind(project)
    visibility.set_blind(project, True)
    visibility.set_blind(project, False)
    assert not visibility.is_blind(project)
    undoing.undo(project)
    assert visibility.is_blind(project)


def test_what_i_coded_under_another_id_is_mine(project: Project) -> None:
    visibility.set_blind(project, True)
    assert visibility.mine(project) == {MIRA.id}
    assert not visibility.is_mine(project, BO.id)
    coders.join(project, MIRA.id, BO.id)
    assert visibility.mine(project) == {MIRA.id, BO.id}
    assert visibility.is_mine(project, BO.id)
    assert visibility.is_mine(project, MIRA.id)
    assert seen(project) == (Seen.FULL, Seen.FULL)
    acting.become(project, BO)
    assert visibility.is_mine(project, MIRA.id)


def test_counts_leave_out_what_is_hidden(project: Project) -> None:
    this, drones = the_document(project), codebook.codes(project)[0].id
    letter = next(one.id for one in codebook.codes(project) if one.name == "Letter")
    everything = ({drones: 2, letter: 1}, {this: 3})
    assert visibility.visible_counts(project, visibility.sight(project)) == everything
    visibility.show_colleagues(project, Colleagues.DIMMED)
    assert visibility.visible_counts(project, visibility.sight(project)) == everything
    for hide in (
        lambda: visibility.show_colleagues(project, Colleagues.HIDDEN),
        lambda: visibility.set_blind(project, True),
    ):
        hide()
        assert visibility.visible_counts(project, visibility.sight(project)) == ({drones: 1, letter: 1}, {this: 2})
    visibility.show_colleagues(project, Colleagues.SHOWN)
    assert visibility.visible_counts(project, visibility.sight(project)) == ({drones: 1, letter: 1}, {this: 2})
    finishing.finish(project, this)
    assert visibility.visible_counts(project, visibility.sight(project)) == everything
