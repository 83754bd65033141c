"""Deeds on many codings at once: one undo step, in plain words, what cannot be changed counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.model.changes import Changes, Kind
from annotator.model.codings import Passage, Stance
from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId, CodingId, EntityId, new_id
from annotator.operations import cases, codebook, coding, many, memos, undoing
from annotator.store import reading
from annotator.store.handle import Project
from tests import builders

GONE = CodingId(EntityId(new_id()))
Deed = Callable[[Project, list[CodingId]], Changes]


def make(folder: Path) -> tuple[Project, list[CodingId], CodeId]:
    """A project with ten codings of “Drones”, and the code “Letter”."""
    project = builders.make_project(folder)
    layer = builders.add_text(project).layer.id
    drones, letter = builders.add_code(project, "Drones"), builders.add_code(project, "Letter")
    ids = [coding.code_passage(project, Passage(layer, k * 3, k * 3 + 5), drones).coding for k in range(10)]
    return project, ids, letter


def _case(project: Project) -> object:
    held = reading.cases(project)
    return held[0].id if held else cases.add_case(project, "Acme")[1]


DEEDS: dict[str, tuple[Deed, str]] = {
    "recode": (lambda p, ids: many.recode(p, ids, codebook.codes(p)[1].id), "Recoded 10 codings to “Letter”"),
    "add code": (lambda p, ids: many.add_code(p, ids, codebook.codes(p)[1].id), "Coded 10 passages also with “Letter”"),
    "case": (
        lambda p, ids: many.set_case(p, ids, _case(p), about=True),  # type: ignore[arg-type]  # a case's id
        "Set the case of 10 codings to “Acme”",
    ),
    "field": (lambda p, ids: many.set_field(p, ids, "voice", "company"), "Set voice of 10 codings"),
    "stance": (
        lambda p, ids: many.set_stance(p, ids, Stance.CONTRADICTS),
        "Set the stance of 10 codings to contradicts",
    ),
    "memo": (lambda p, ids: many.set_memo(p, ids, " Look "), "Noted a memo on 10 codings"),
    "take off": (many.take_off, "Took off 10 codings"),
}


@pytest.mark.parametrize("name", DEEDS)
def test_a_deed_on_many_is_one_step_and_goes_back_as_one(tmp_path: Path, name: str) -> None:
    project, ids, _ = make(tmp_path)
    deed, label = DEEDS[name]
    _case(project)
    memos.set_memo(project, ids[0], Kind.CODING, "Mine")
    before, history = builders.state(project, heads=False), len(reading.history(project))
    changes = deed(project, [*ids, GONE, ids[0]])
    assert changes.label == f"{label} (1 is not there any more)"
    assert len(reading.history(project)) == history + 1
    after = builders.state(project, heads=False)
    assert after != before
    if name not in ("take off", "add code"):
        assert not deed(project, ids)  # all are so already
    undoing.undo(project)
    held = builders.state(project, heads=False)
    assert _alive(held) == _alive(before)
    undoing.redo(project)
    assert _alive(builders.state(project, heads=False)) == _alive(after)
    assert builders.faults(project) == ()
    project.close()


def _alive(state: dict[str, list[tuple[object, ...]]]) -> object:
    from annotator.store.schema import METADATA

    def live(name: str, row: tuple[object, ...]) -> bool:
        columns = [column.name for column in METADATA.tables[name].c if column.name != "heads"]
        return "deleted" not in columns or row[columns.index("deleted")] == 0

    return {name: [row for row in rows if live(name, row)] for name, rows in state.items()}


def test_recoding_leaves_those_that_would_lie_there_twice(tmp_path: Path) -> None:
    project, ids, letter = make(tmp_path)
    one = reading.codings(project, ids[:1])[0]
    coding.code_passage(project, Passage(one.layer, one.start or 0, one.end or 0), letter)
    changes = many.recode(project, ids, letter)
    assert changes.label == "Recoded 9 codings to “Letter” (1 carry it already)"
    assert len(changes.of(Kind.CODING)) == 9
    project.close()


def test_two_codings_of_one_passage_do_not_become_one_code_twice(tmp_path: Path) -> None:
    project, ids, letter = make(tmp_path)
    one = reading.codings(project, ids[:1])[0]
    third = builders.add_code(project, "Third")
    other = coding.code_passage(project, Passage(one.layer, one.start or 0, one.end or 0), third).coding
    assert len(many.recode(project, [ids[0], other], letter).of(Kind.CODING)) == 1
    project.close()


def test_a_further_code_is_put_on_each_passage_once_in_my_name(tmp_path: Path) -> None:
    project, ids, letter = make(tmp_path)
    again = builders.reopen(project, "Bo")
    changes = many.add_code(again, [*ids, ids[0]], letter)
    made = reading.codings(again, [CodingId(one) for one in changes.of(Kind.CODING)])
    assert len(made) == 10
    assert {(one.code, one.coder) for one in made} == {(letter, again.coder.id)}
    assert not many.add_code(again, ids, letter)
    again.close()


def test_a_memo_takes_the_place_of_mine_and_leaves_those_of_others(tmp_path: Path) -> None:
    project, ids, _ = make(tmp_path)
    many.set_memo(project, ids[:2], "Mira's")
    again = builders.reopen(project, "Bo")
    many.set_memo(again, ids[:3], "Bo's")
    many.set_memo(again, ids[:3], "Bo's second")
    texts = [sorted(memo.text for memo in reading.memos(again, [this])) for this in ids[:4]]
    assert texts == [["Bo's second", "Mira's"], ["Bo's second", "Mira's"], ["Bo's second"], []]
    many.set_memo(again, ids, "")
    many.set_memo(again, ids[:1], "Back")
    texts = [sorted(memo.text for memo in reading.memos(again, [this])) for this in ids[:3]]
    assert texts == [["Back", "Mira's"], ["Mira's"], []]
    again.close()


def test_a_case_comes_off_with_those_joined_into_it(tmp_path: Path) -> None:
    project, ids, _ = make(tmp_path)
    acme, old = cases.add_case(project, "Acme")[1], cases.add_case(project, "Acme Ltd")[1]
    many.set_case(project, ids, old, about=True)
    cases.merge_cases(project, old, acme)
    assert not many.set_case(project, ids, acme, about=True)
    many.set_case(project, ids, acme, about=False)
    assert all(not one.cases for one in reading.codings(project, ids))
    project.close()


def test_nothing_is_written_for_codings_that_are_all_gone(tmp_path: Path) -> None:
    project, ids, letter = make(tmp_path)
    assert not many.recode(project, [GONE], letter)
    assert not many.take_off(project, [])
    assert not many.set_memo(project, [GONE], "x")
    with pytest.raises(CannotDo):
        many.recode(project, ids, CodeId(GONE))
    project.close()
