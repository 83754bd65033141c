"""Undo looks at what hangs together: codes and their codings, cases and what is about them, memos and their things."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.model.changes import Changes, How, Kind
from annotator.model.codings import Passage, Stance
from annotator.model.documents import Reading, ReadLayer, Role
from annotator.model.errors import Blocked, CannotDo, NothingLeft
from annotator.operations import cases, codebook, codes, coding, documents, memos, undoing
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy.codes import Code, Codebook
from tests.builders import add_code, add_text, code, coded_project, faults, make_project, prepared, reopen, state


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = coded_project(tmp_path)
    yield made  # type: ignore[misc]  # a generator fixture
    assert faults(made) == ()
    made.close()


def of(changes: Changes) -> bytes:
    assert changes.changeset is not None
    return changes.changeset


def test_deleting_a_case_is_undone_and_redone_with_what_was_about_it(project: Project) -> None:
    one = reading.codings(project)[0]
    case = cases.add_case(project, "Yitu")[1]
    coding.set_case(project, [one.id], case, about=True)
    cases.delete_case(project, case)
    for _ in range(3):
        undoing.undo(project)
        assert reading.codings(project, [one.id])[0].cases == (case,)
        undoing.redo(project)
        assert reading.codings(project, [one.id])[0].cases == ()
        assert not reading.cases(project)


def test_an_imported_codebook_that_moved_codes_is_undone_and_redone(project: Project) -> None:
    codebook.import_codebook(project, Codebook("b", "B", codes=(Code("x", "X"), Code("drones", "Drones", parent="x"))))
    paths = {one.path_text for one in codebook.codes(project)}
    assert paths == {"X", "X > Drones", "Letter"}
    undoing.undo(project)
    assert {one.path_text for one in codebook.codes(project)} == {"Drones", "Letter"}
    undoing.redo(project)
    assert {one.path_text for one in codebook.codes(project)} == paths


def test_a_code_that_is_used_cannot_be_taken_back(project: Project) -> None:
    before = state(project)
    making = next(line for line in undoing.history(project) if line.label == "Made the code “Drones”")
    with pytest.raises(Blocked, match="codings use its code") as refused:
        undoing.take_back(project, making.id)
    assert refused.value.what == ("codings use its code",)
    adding = next(line for line in undoing.history(project) if line.label.startswith("Added"))
    with pytest.raises(Blocked, match="codings lie on its text"):
        undoing.take_back(project, adding.id)
    assert state(project) == before


def test_what_would_come_back_without_its_ground_stays_away(project: Project) -> None:
    one = reading.codings(project)[0]
    letter = next(found.id for found in codebook.codes(project) if found.name == "Letter")
    recoding = coding.recode(project, [one.id], letter)
    codes.delete_code(project, one.code)
    with pytest.raises(Blocked, match="its code was deleted since"):
        undoing.take_back(project, of(recoding))
    child = add_code(project, "Child", parent=letter)
    gone = codes.delete_code(project, child)
    codes.delete_code(project, letter)
    with pytest.raises(Blocked, match="the code above it was deleted since"):
        undoing.take_back(project, of(gone))


def test_a_coding_whose_case_or_document_is_gone_stays_away(project: Project) -> None:
    one = reading.codings(project)[0]
    case = cases.add_case(project, "Yitu")[1]
    coding.set_case(project, [one.id], case, about=True)
    taken = coding.take_off(project, [one.id])
    cases.delete_case(project, case)
    with pytest.raises(Blocked, match="its case was deleted since"):
        undoing.take_back(project, of(taken))
    undoing.undo(project)
    documents.delete_documents(project, reading.documents(project))
    with pytest.raises(Blocked, match="its document was deleted since"):
        undoing.take_back(project, of(taken))


def test_a_memo_written_since_is_not_left_behind(project: Project) -> None:
    drones = codebook.codes(project)[0].id
    layer = reading.documents(project)[0].layer.id
    made = coding.code_passage(project, Passage(layer, 0, 3), drones)
    memos.set_memo(project, made.coding, Kind.CODING, "Think.")
    with pytest.raises(Blocked, match="a memo was written on it since"):
        undoing.take_back(project, of(made.changes))
    undoing.undo(project)
    undoing.take_back(project, of(made.changes))
    assert made.coding not in {one.id for one in reading.codings(project)}


def test_what_the_project_stands_on_is_not_taken_back(tmp_path: Path) -> None:
    project = make_project(tmp_path, codebook=Codebook("b", "B", codes=(Code("x", "X"),)))
    for line in undoing.history(project):
        assert line.how is How.FOUNDING
        with pytest.raises(CannotDo, match="the project stands on it"):
            undoing.take_back(project, line.id)
    with pytest.raises(NothingLeft):
        undoing.undo(project)
    assert undoing.can_undo(project) is None
    project.close()


def test_an_undo_taken_back_is_a_redo_and_can_be_undone_next(project: Project) -> None:
    undone = undoing.undo(project)
    assert undoing.can_redo(project) == "Coded “open letter” with “Letter”"
    done = undoing.take_back(project, of(undone))
    assert done.label == "Redid: Coded “open letter” with “Letter”"
    assert undoing.can_redo(project) is None
    assert undoing.can_undo(project) == "Coded “open letter” with “Letter”"
    with pytest.raises(CannotDo, match="is undone already"):
        undoing.take_back(project, of(undone))
    undoing.undo(project)
    assert len(reading.codings(project)) == 1


def test_a_later_change_blocks_until_it_is_undone_itself(project: Project) -> None:
    one = codebook.codes(project)[0]
    first = codes.rename_code(project, one.id, "UAV")
    codes.rename_code(project, one.id, "Uncrewed")
    with pytest.raises(Blocked, match="the name of a code changed since"):
        undoing.take_back(project, of(first))
    undoing.undo(project)
    undoing.take_back(project, of(first))
    assert codebook.codes(project)[0].name == "Drones"


def test_a_new_deed_clears_redo_and_undo_goes_on_after_reopening(project: Project) -> None:
    undoing.undo(project)
    code(project, reading.documents(project)[0], "police", codebook.codes(project)[0].id)
    with pytest.raises(NothingLeft):
        undoing.redo(project)
    project.undo_stacks = None  # as after opening again: read from the journal
    assert undoing.can_redo(project) is None
    assert undoing.can_undo(project) == "Coded “police” with “Drones”"


def test_a_page_that_is_all_article_comes_in_as_one_layer(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    text = "The very same text in both roles."
    one = prepared(tmp_path, "page.txt", text)
    path, key, size, found = one.readings[0]
    layer = found.layers[0]
    twice = Reading(
        "Page",
        "text/html",
        (
            ReadLayer(Role.ARTICLE, "html 1", text, layer.blocks),
            ReadLayer(Role.PAGE, "html 1", text, layer.blocks),
        ),
    )
    documents.write(project, documents.Prepared(one.lines, ((path, key, size, twice),)))
    assert [held.role for held in reading.documents(project)[0].layers] == [Role.ARTICLE]
    assert faults(project) == ()
    project.close()


def test_times_are_those_of_the_deeds_in_effect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    now = [1_700_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    project = make_project(tmp_path)
    document, drones = add_text(project), add_code(project)

    def at(second: int) -> None:
        now[0] = 1_700_000_000.0 + second

    def times(this: coding.CodingId) -> tuple[int, int]:
        one = reading.codings(project, [this])[0]
        return one.created // 1000 - 1_700_000_000, one.modified // 1000 - 1_700_000_000

    at(10)
    this = code(project, document, "drones", drones)
    at(20)
    coding.set_stance(project, [this], Stance.CONTRADICTS)
    assert times(this) == (10, 20)
    at(30)
    undoing.undo(project)
    assert times(this) == (10, 10)
    at(40)
    undoing.redo(project)
    assert times(this) == (10, 20)
    at(50)
    undoing.undo(project)
    undoing.undo(project)
    project = reopen(project)
    at(60)
    undoing.redo(project)
    undoing.redo(project)
    assert times(this) == (10, 20)
    assert faults(project) == ()
    project.close()
