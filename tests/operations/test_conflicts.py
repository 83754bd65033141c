"""Conflicts as people see them: which there are, what can be chosen, and what comes of each choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from annotator.model.changes import How, Kind
from annotator.model.codings import Stance
from annotator.model.conflicts import REMARKS, What
from annotator.model.errors import CannotDo
from annotator.model.ids import ConflictId, EntityId
from annotator.operations import codebook, merging, undoing
from annotator.operations.conflicts import Need, OpenConflict, open_conflicts, resolve
from annotator.store import reading
from annotator.store.handle import Project
from tests.builders import TEXT, faults, identity, state
from tests.operations import team
from tests.operations.team import ANNA, BO, CLEO, SITUATIONS

# What each choice that needs something more is given here.
GIVEN: dict[str, Any] = {
    "name": "Something else", "definition": "Another definition.", "colour": "#123456", "parent": "", "text": "Other.",
    "place": "0:11", "code": "Letter", "field:voice": "none", "title": "A title",
    "rename": "Another name", "recode": "Drones", "replace": "Megvii",
}  # fmt: skip
ALL_CHOICES = [
    (name, token)
    for name, tokens in {
        "a code renamed by both": ("Anna", "Bo", "new"),
        "a code defined by both": ("Anna", "Bo", "both", "new"),
        "a code recoloured by both": ("Anna", "Bo", "new"),
        "a code moved by both": ("Anna", "Bo", "new"),
        "a memo changed by both": ("Anna", "Anna (2)", "both", "new"),
        "the ends of a coding moved by both": ("Anna", "Bo", "new"),
        "a coding recoded by both": ("Anna", "Bo", "new"),
        "a field of a coding set by both": ("Anna", "Bo", "new"),
        "a case renamed by both": ("Anna", "Bo", "new"),
        "a document retitled by both": ("Anna", "Bo", "new"),
        "a coding taken off and changed": ("keep", "delete"),
        "a code deleted and renamed": ("keep", "delete"),
        "a deleted code used": ("restore", "recode", "delete"),
        "a deleted code with a new one below": ("restore", "recode", "delete"),
        "a deleted case used": ("restore", "replace", "take_off"),
        "a deleted document coded": ("restore", "delete"),
        "one code made by both": ("merge", "rename", "keep"),
        "one case made by both": ("merge", "rename", "keep"),
        "codes below one another": ("free:drones", "free:letter", "parent"),
        "two texts of one document": ("move:", "keep"),
        "one person under two ids": ("same", "different"),
        "one text from other bytes": ("keep",),
        "one coding made twice": ("collapse", "keep"),
    }.items()
    for token in tokens
]


@pytest.fixture
def merged(tmp_path: Path) -> Iterator[Callable[..., Project]]:
    """Makes a situation, merges, and answers Anna's project, open; closed at the end."""
    made: list[Project] = []

    def go(name: str, **more: Any) -> Project:
        made.append(team.merged(tmp_path, name, **more))
        return made[-1]

    yield go
    for one in made:
        one.close()


def only(project: Project) -> OpenConflict:
    (found,) = open_conflicts(project)
    return found


def settle(project: Project, token: str, value: Any = None) -> str:
    """Settles the only conflict there is; what the history says of it."""
    return resolve(project, only(project).conflict.id, token, value=value).label


def names(project: Project) -> dict[str, str]:
    return {one.quote: one.code.name for one in with_code(project)}


def with_code(project: Project) -> list[Any]:
    known = {one.id: one for one in codebook.codes(project)}

    class Row:
        def __init__(self, coding: Any) -> None:
            self.quote, self.code, self.coding = coding.quote, known[coding.code], coding

    return [Row(one) for one in reading.codings(project)]


def tokens(one: OpenConflict) -> list[str]:
    return [choice.token for choice in one.choices]


# What there is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SITUATIONS)
def test_what_two_people_did_apart_is_one_conflict(merged: Callable[..., Project], name: str) -> None:
    project = merged(name)
    found = only(project)
    assert (found.conflict.what, found.conflict.field) == (
        SITUATIONS[name].what,
        SITUATIONS[name].field or found.conflict.field,
    )
    assert found.title
    assert len(found.shown) == len(found.conflict.sides)
    assert len(found.members) == len(found.conflict.members) >= 1
    assert len(set(tokens(found))) == len(found.choices)
    assert {token for held, token in ALL_CHOICES if held == name} <= {*tokens(found), "move:"}
    assert faults(project) == ()
    assert bool(open_conflicts(project, remarks=False)) is (found.conflict.what not in REMARKS)


@pytest.mark.parametrize("name", SITUATIONS)
def test_whichever_way_round_one_merges_the_conflicts_are_the_same(tmp_path: Path, name: str) -> None:
    mine, theirs = team.apart(tmp_path, name)
    copy = team.copied(mine, "c")
    seen = []
    for into, other in ((mine, theirs), (theirs, copy)):
        with team.opened(into, CLEO) as project:
            merging.merge(project, [other])
            seen.append([replace(one, mine=False) for one in open_conflicts(project)])
    assert seen[0] == seen[1] != []


def test_a_project_without_conflicts_has_none(tmp_path: Path) -> None:
    with team.opened(team.base(tmp_path)) as project:
        assert open_conflicts(project) == ()


def test_a_field_tells_who_set_what_when_and_what_all_had_seen(merged: Callable[..., Project]) -> None:
    found = only(merged("a code renamed by both"))
    assert {(side.coder, side.value) for side in found.conflict.sides} == {(ANNA.id, "Armed drones"), (BO.id, "UAV")}
    assert all(side.time > 1_600_000_000_000 for side in found.conflict.sides)
    assert (found.conflict.ancestor, found.before, found.field) == ("Drones", "Drones", "name")
    assert found.count == 2
    assert [choice.coder for choice in found.choices] == [ANNA.id, BO.id, None]


def test_ids_are_told_in_words(merged: Callable[..., Project]) -> None:
    found = only(merged("a code moved by both"))
    assert sorted(found.shown) == ["Letter", "at the top"]
    assert found.before == "Rescue"
    assert [choice.need for choice in found.choices] == [Need.NOTHING, Need.NOTHING, Need.CODE]


def test_a_deletion_tells_what_the_other_one_changed(merged: Callable[..., Project]) -> None:
    found = only(merged("a coding taken off and changed"))
    by_coder = {side.coder: (side, shown) for side, shown in zip(found.conflict.sides, found.shown, strict=True)}
    assert by_coder[ANNA.id][0].deleted and by_coder[ANNA.id][1] == "deleted"
    assert by_coder[BO.id][0].fields == ("stance",) and by_coder[BO.id][1] == "stance: contradicts"


def test_the_ends_of_a_coding_are_one_conflict_with_the_whole_range_of_each(merged: Callable[..., Project]) -> None:
    found = only(merged("the ends of a coding moved by both"))
    assert found.field == "passage"
    assert {said.rpartition(" ")[0] for said in found.shown} == {"“its drones”", "“drones to the police”"}
    assert found.before.startswith("“drones” ")


@pytest.mark.parametrize(("who", "mine"), [(ANNA, True), (BO, True), (CLEO, False)])
def test_mine_is_what_one_has_a_part_in(tmp_path: Path, who: Any, mine: bool) -> None:
    project = team.merged(tmp_path, "a code renamed by both", who=who)
    assert only(project).mine is (mine or who is ANNA)
    project.close()


def test_what_somebody_coded_with_is_theirs_too(tmp_path: Path) -> None:
    project = team.merged(tmp_path, "a deleted code used", who=BO)
    assert only(project).mine
    assert only(project).count == 1 and len(only(project).codings) == 1
    project.close()


# Names of choices ---------------------------------------------------------------------------------------------------


def three_names(folder: Path, first: str, second: str, values: tuple[str, str]) -> Project:
    start = team.base(folder)
    ends = []
    for place, (name, value) in enumerate(zip((first, second), values, strict=True)):
        path = team.copied(start, "ab"[place])
        team.edit(path, replace(identity(f"{name} {place}"), name=name), team.renamed("Drones", value))
        ends.append(path)
    project = team.projects.open_project(ends[0], ANNA)
    merging.merge(project, [ends[1]])
    return project


def test_a_coder_named_like_a_choice_is_told_apart(tmp_path: Path) -> None:
    project = three_names(tmp_path, "new", "Free:Will", ("One", "Two"))
    assert sorted(tokens(only(project))) == ["Free:Will (coder)", "new", "new (coder)"]
    settle(project, "NEW (coder)")
    assert team.the_code(project, "One")
    project.close()


def test_two_of_one_name_are_numbered(tmp_path: Path) -> None:
    project = three_names(tmp_path, "Kim", "kim", ("One", "Two"))
    found = next(one for one in open_conflicts(project) if one.conflict.what is What.FIELD)
    assert [token.casefold() for token in tokens(found)] == ["kim", "kim (2)", "new"]
    second = found.conflict.sides[1].value
    resolve(project, found.conflict.id, tokens(found)[1])
    assert team.the_code(project, str(second))
    project.close()


def test_equal_values_are_one_choice_that_goes_by_either_name(tmp_path: Path) -> None:
    start = team.base(tmp_path)
    copies = [team.copied(start, name) for name in "abc"]
    for path, who, value in zip(copies, (ANNA, BO, CLEO), ("UAV", "UAV", "Aircraft"), strict=True):
        team.edit(path, who, team.renamed("Drones", value))
    for name in ("Anna", "bo"):
        with team.opened(team.copied(copies[0], f"to {name}")) as project:
            merging.merge(project, copies[1:])
            assert len(only(project).choices) == 3, "two values and a new one"
            settle(project, name)
            assert team.the_code(project, "UAV") and open_conflicts(project) == ()


# Settling -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "token"), ALL_CHOICES, ids=lambda part: part)
def test_each_choice_settles_its_conflict_here_and_wherever_it_arrives(tmp_path: Path, name: str, token: str) -> None:
    mine, theirs = team.apart(tmp_path, name)
    with team.opened(mine) as project:
        merging.merge(project, [theirs])
        found = only(project)
        if token == "move:":
            token = _move_with_nothing_left(project, found)
        changes = resolve(
            project,
            found.conflict.id,
            token,
            value=GIVEN.get(token, GIVEN.get(found.conflict.field)),
        )
        assert open_conflicts(project) == ()
        assert faults(project) == ()
        assert changes.label.startswith("Settled: ")
        assert next(iter(undoing.history(project))).how is How.RESOLVE
        whole = state(project)
        with pytest.raises(CannotDo, match="settled already"):
            resolve(project, found.conflict.id, token)
    with team.opened(theirs, CLEO) as other:
        merging.merge(other, [mine])
        assert open_conflicts(other) == ()
        assert state(other) == whole


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_settlement_that_is_undone_opens_the_conflict_again(merged: Callable[..., Project], name: str) -> None:
    project = merged(name)
    before = only(project)
    token = before.choices[0].token
    settle(project, token, GIVEN.get(token))
    undoing.undo(project)
    assert only(project) == before
    token = before.choices[-1].token
    settle(project, token, GIVEN.get(token, GIVEN.get(before.conflict.field)))
    assert open_conflicts(project) == ()


def _move_with_nothing_left(project: Project, found: OpenConflict) -> str:
    """The text on which all codings can be placed: that with the note."""
    document = next(one for one in reading.documents(project) if one.title == "scan")
    layer = next(one for one in document.layers if "note" in (project.text_of(one.id) or ""))
    return f"move:{layer.id.hex()[:8]}"


def test_somebodys_value_both_texts_and_a_new_one(merged: Callable[..., Project]) -> None:
    project = merged("a memo changed by both")
    settle(project, "both")
    (memo,) = reading.memos(project)
    assert sorted(memo.text.split("\n\n")) == ["Seen in May.", "Seen twice."]


def test_the_range_of_one_person_is_taken_whole(merged: Callable[..., Project]) -> None:
    project = merged("the ends of a coding moved by both")
    settle(project, "Anna")
    assert "its drones" in names(project) and faults(project) == ()


def test_a_new_range_is_taken_and_a_wrong_one_refused(merged: Callable[..., Project]) -> None:
    project = merged("the ends of a coding moved by both")
    for wrong in ("9", "9:3", "a:b", "0:99999", "-1:4"):
        with pytest.raises(CannotDo):
            settle(project, "new", wrong)
    settle(project, "new", "0:11")
    assert TEXT[:11] in names(project)


def test_keeping_a_code_brings_back_the_codings_that_went_with_it(merged: Callable[..., Project]) -> None:
    project = merged("a code deleted and renamed")
    assert set(names(project)) == {"open letter"}
    assert settle(project, "keep") == "Settled: the code “Armed drones” is kept, with 2 codings"
    assert names(project) == {"drones": "Armed drones", "systems": "Armed drones", "open letter": "Letter"}
    assert [memo.text for memo in reading.memos(project)] == ["Seen at the fair."]


def test_deleting_a_code_takes_its_codings_along(tmp_path: Path) -> None:
    start = team.base(tmp_path)
    mine, theirs = team.copied(start, "a"), team.copied(start, "b")
    team.edit(mine, ANNA, team.renamed("Rescue", "Relief"), team.coded("police", "Boats"))
    team.edit(theirs, BO, team.deleted_code("Rescue"))
    with team.opened(mine) as project:
        merging.merge(project, [theirs])
        for found in open_conflicts(project):
            if found.conflict.what is What.DELETE_EDIT:
                resolve(project, found.conflict.id, "delete")
        assert "Relief" not in {one.name for one in codebook.codes(project)}
        for found in open_conflicts(project):
            resolve(project, found.conflict.id, "delete")
        assert {one.name for one in codebook.codes(project)} == {"Drones", "Letter"}
        assert set(names(project)) == {"drones", "open letter", "systems"}


def test_restoring_a_code_brings_back_those_above_it(merged: Callable[..., Project]) -> None:
    project = merged("a deleted code with a new one below")
    settle(project, "restore")
    assert [one.path_text for one in codebook.codes(project)][-3:] == [
        "Rescue", "Rescue > Boats", "Rescue > Boats > Rafts"
    ]  # fmt: skip


@pytest.mark.parametrize(("target", "path"), [("Letter", "Letter > Rafts"), ("Rafts", "Rafts")])
def test_recoding_moves_codings_and_the_codes_below(merged: Callable[..., Project], target: str, path: str) -> None:
    project = merged("a deleted code with a new one below")
    settle(project, "recode", target)
    assert names(project)["police"] == target and names(project)["staff"] == "Rafts"
    assert path in [one.path_text for one in codebook.codes(project)]


def test_deleting_what_was_coded_leaves_the_codes_below_at_the_next_living_place(
    merged: Callable[..., Project],
) -> None:
    project = merged("a deleted code with a new one below")
    settle(project, "delete")
    assert "police" not in names(project) and names(project)["staff"] == "Rafts"
    assert "Rafts" in [one.path_text for one in codebook.codes(project)]


def test_a_deleted_case_comes_back_is_replaced_or_taken_off(tmp_path: Path) -> None:
    base = team.merged(tmp_path, "a deleted case used")
    base.close()
    wanted = {"restore": {"drones": ["Yitu"], "open letter": ["Yitu"]}, "replace": {"open letter": ["Megvii"]},
              "take_off": {}}  # fmt: skip
    for token, about in wanted.items():
        with team.opened(team.copied(base.path, token)) as project:
            settle(project, token, "Megvii")
            known = {one.id: one.name for one in reading.cases(project)}
            held = {one.quote: [known[case] for case in one.cases] for one in reading.codings(project)}
            assert {quote: cases for quote, cases in held.items() if cases} == about


def test_a_document_comes_back_with_its_texts_and_codings(merged: Callable[..., Project]) -> None:
    project = merged("a deleted document coded")
    settle(project, "restore")
    assert names(project) == {"drones": "Drones", "open letter": "Letter", "systems": "Drones", "police": "Letter"}
    assert len(reading.memos(project)) == 1


def test_what_was_made_twice_goes_into_the_one_with_more_codings(merged: Callable[..., Project]) -> None:
    project = merged("one code made by both")
    settle(project, "merge")
    assert names(project) | {"police": "border", "staff": "border", "agency": "border"} == names(project)
    assert [one.name for one in codebook.codes(project)].count("border") == 1


def test_the_smaller_one_is_renamed(merged: Callable[..., Project]) -> None:
    project = merged("one code made by both")
    settle(project, "rename", "Frontier")
    assert names(project)["police"] == "Frontier" and names(project)["staff"] == "border"


def test_a_name_that_is_taken_is_refused_as_ever(merged: Callable[..., Project]) -> None:
    project = merged("one code made by both")
    with pytest.raises(CannotDo, match="already"):
        settle(project, "rename", "letter")


def test_things_that_are_kept_stay_off_the_list_until_that_is_undone(merged: Callable[..., Project]) -> None:
    project = merged("one case made by both")
    before = only(project)
    settle(project, "keep")
    undoing.undo(project)
    assert only(project) == before
    settle(project, "keep")
    assert open_conflicts(project) == ()


def test_a_ring_is_broken_below_another_code_but_not_below_itself(merged: Callable[..., Project]) -> None:
    project = merged("codes below one another")
    for inside in ("Drones", "Letter"):
        with pytest.raises(CannotDo, match="choose a code elsewhere"):
            settle(project, "parent", inside)
    settle(project, "parent", team.the_code(project, "Rescue").id)
    paths = {one.path_text for one in codebook.codes(project)}
    assert paths & {"Rescue > Drones > Letter", "Rescue > Letter > Drones"}


def test_codings_move_to_one_text_by_quote_and_what_stands_around(merged: Callable[..., Project]) -> None:
    project = merged("two texts of one document")
    label = settle(project, _move_with_nothing_left(project, only(project)))
    assert label == "Settled: 1 coding moved to one text of the document “scan”"
    (document,) = (one for one in reading.documents(project) if one.title == "scan")
    (layer,) = document.layers
    text = project.text_of(layer.id) or ""
    placed = {(one.start, one.quote) for one in reading.codings(project, layers=[layer.id])}
    second = text.index("ships", text.index("ships") + 1)
    assert placed == {(second, "ships"), (text.index("note"), "note")}
    assert faults(project) == ()


def test_what_cannot_be_placed_stays_and_is_told(merged: Callable[..., Project]) -> None:
    project = merged("two texts of one document")
    other = next(t for t in tokens(only(project)) if t not in ("keep", _move_with_nothing_left(project, only(project))))
    assert settle(project, other).endswith("; 1 could not be placed and stay")
    assert {one.quote for one in reading.codings(project)} >= {"ships", "note"}
    assert only(project).conflict.what is What.TWO_TEXTS
    with pytest.raises(CannotDo, match="can be placed"):
        settle(project, other)


def test_nothing_of_a_coding_made_twice_is_lost(merged: Callable[..., Project]) -> None:
    project = merged("one coding made twice")
    settle(project, "collapse")
    one = team.the_coding(project, "police")
    assert {case.name for case in reading.cases(project) if case.id in one.cases} == {"Yitu", "Megvii"}
    assert one.fields == {"voice": "own"}
    told = " ".join(memo.text for memo in reading.memos(project, [EntityId(one.id)]))
    assert "On my laptop." in told and "voice: press" in told
    assert one.stance is Stance.SUPPORTS


def test_one_person_is_one_coder_afterwards(merged: Callable[..., Project]) -> None:
    project = merged("one person under two ids")
    assert len(reading.coders(project)) == 2
    settle(project, "same")
    (coder,) = reading.coders(project)
    assert {one.coder for one in reading.codings(project)} == {coder.id}


def test_two_people_who_settle_differently_are_a_new_conflict_and_no_loss(tmp_path: Path) -> None:
    mine, theirs = team.apart(tmp_path, "a code renamed by both")
    with team.opened(mine) as project:
        merging.merge(project, [theirs])
    second = team.copied(mine, "second")
    for path, who, token in ((mine, ANNA, "Anna"), (second, BO, "Bo")):
        with team.opened(path, who) as project:
            settle(project, token)
    with team.opened(mine) as project:
        merging.merge(project, [second])
        found = only(project)
        assert {side.value for side in found.conflict.sides} == {"Armed drones", "UAV"}
        assert found.before in ("Armed drones", "UAV")


# Refusals -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "token", "value", "said"),
    [
        ("a code renamed by both", "Cleo", None, "choose one of “"),
        ("a code renamed by both", "keep", None, "choose one of “"),
        ("a code renamed by both", "both", None, "choose one of “"),
        ("a code renamed by both", "new", None, "Say what the new value is"),
        ("a code renamed by both", "new", "  ", "needs a name"),
        ("a code renamed by both", "new", "letter", "already"),
        ("a code recoloured by both", "new", "red", "no colour"),
        ("a code moved by both", "new", "Boats", "choose a code elsewhere"),
        ("a code moved by both", "new", "nowhere", "no code “nowhere”"),
        ("a field of a coding set by both", "new", "mine", "no option"),
        ("a coding recoded by both", "new", "", "Say which code"),
        ("a deleted code used", "recode", None, "Say which code"),
        ("a deleted code used", "recode", "Letter", "no code “Letter”"),
        ("a deleted case used", "replace", "Yitu", "no case “Yitu”"),
        ("a memo changed by both", "new", "", "cannot be empty"),
        ("one code made by both", "rename", None, "Say what the new value is"),
    ],
)
def test_what_cannot_be_chosen_is_refused_and_nothing_written(
    merged: Callable[..., Project], name: str, token: str, value: Any, said: str
) -> None:
    project = merged(name)
    before = state(project)
    with pytest.raises(CannotDo, match=said):
        settle(project, token, value)
    assert state(project) == before


def test_a_conflict_that_is_not_there_is_refused(merged: Callable[..., Project]) -> None:
    project = merged("a code renamed by both")
    with pytest.raises(CannotDo, match="look at the list again"):
        resolve(project, ConflictId(b"\0" * 16), "Anna")


# Many ---------------------------------------------------------------------------------------------------------------


def test_reading_many_conflicts_takes_no_more_questions_than_reading_a_few(tmp_path: Path) -> None:
    asked = {}
    for count in (5, 60):
        folder = tmp_path / str(count)
        folder.mkdir()
        mine, theirs = team.many_conflicts(folder, count)
        with team.opened(mine) as project:
            merging.merge(project, [theirs])
            statements: list[str] = []
            sa.event.listen(project.db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))  # noqa: B023 - called within this round only
            found = open_conflicts(project)
            assert len(found) == count
            assert {one.conflict.kind for one in found} == {Kind.CODING}
            asked[count] = len(statements)
    assert asked[5] == asked[60]
