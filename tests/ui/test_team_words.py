"""Conflicts in words: what happened, who did what, what the buttons say; and texts compared word by word."""

from __future__ import annotations

import pytest

from annotator.model.changes import Kind
from annotator.model.conflicts import What
from annotator.operations.conflicts import Choice, Need
from annotator.ui.team.differences import Part, differences
from annotator.ui.team.look_cards import _spoken
from annotator.ui.team.shown import ShownConflict
from annotator.ui.team.speaking import Speaking, listed, spoken_names
from annotator.ui.team.wording import conflict_shown, group_name
from tests.ui import team_values as team

EVERY = {(one.conflict.what, one.conflict.kind, one.conflict.field): team.shown(one) for one in team.every_conflict()}


def card(what: What, kind: Kind, field: str = "") -> ShownConflict:
    return EVERY[what, kind, field]


def buttons(shown: ShownConflict) -> list[str]:
    return [choice.title for choice in shown.choices]


def lines(shown: ShownConflict) -> list[str]:
    return [_spoken(side) for side in shown.sides]


def test_there_is_a_conflict_of_every_kind_to_test_with() -> None:
    assert {what for what, _, _ in EVERY} == set(What)


def test_a_code_renamed_twice_names_both_names_and_whose_they_are() -> None:
    shown = card(What.FIELD, Kind.CODE, "name")
    assert shown.heading == "Code renamed twice"
    assert lines(shown)[0].startswith("You: “Military–civil fusion” · yesterday ")
    assert lines(shown)[1].startswith("Jo: “Civil-military integration” · ")
    assert shown.before == "Civil-military fusion"
    assert buttons(shown) == ["Mine", "Jo’s", "Type new"]
    assert shown.choices[2].need is Need.TEXT
    assert shown.choices[2].start == "Military–civil fusion"


def test_my_own_value_is_the_first_button_wherever_it_stands() -> None:
    one = team.renamed()
    turned = conflict_shown(one, Speaking(team.JO, team.SPEAKING.names, {}, team.NOW))
    assert buttons(turned) == ["Mine", "Mira’s", "Type new"]
    assert turned.choices[0].token == "Jo Okafor"


def test_a_joined_id_of_mine_is_me() -> None:
    speaking = Speaking(team.LENA, team.SPEAKING.names, {team.LENA: team.MIRA}, team.NOW)
    assert lines(conflict_shown(team.renamed(), speaking))[0].startswith("You: ")


def test_texts_are_compared_with_what_all_had_seen() -> None:
    memo = card(What.FIELD, Kind.MEMO, "text")
    assert memo.heading == "Memo changed twice"
    assert memo.compares
    assert buttons(memo) == ["Mine", "Lena’s", "Both", "Type new"]


def test_a_coding_deleted_and_edited_says_who_had_not_seen_what() -> None:
    shown = card(What.DELETE_EDIT, Kind.CODING)
    assert [line.split(" · ")[0] for line in lines(shown)] == ["Lena deleted it", "You changed stance: contradicts"]
    assert shown.meanwhile == "Lena had not seen your edit; the coding stays"
    assert buttons(shown) == ["Keep", "Delete"]
    assert [choice.destroys for choice in shown.choices] == [False, True]
    assert shown.opens is not None


def test_a_deleted_code_that_others_used_counts_their_codings() -> None:
    shown = card(What.DANGLING, Kind.CODE)
    assert [line.split(" · ")[0] for line in lines(shown)] == ["You deleted it", "Jo has 7 codings with it"]
    assert buttons(shown) == ["Restore code", "Recode to…", "Delete 7"]
    assert shown.choices[1].need is Need.CODE
    assert not shown.choices[1].may_be_top


@pytest.mark.parametrize(("what", "kind", "heading", "said"), [
    (What.DUP_CODE, Kind.CODE, "Two codes of one name", ["Make them one", "Rename the smaller…", "Keep both"]),
    (What.DUP_CASE, Kind.CASE, "The same case twice", ["Make them one", "Rename the smaller…", "Keep both"]),
    (What.CYCLE, Kind.CODE, "Codes below one another",
     ["“State ties” to the top", "“Technology” to the top", "Choose a place…"]),
    (What.TWO_TEXTS, Kind.DOCUMENT, "Two texts of one document", ["All on text 1", "All on text 2", "Keep both"]),
    (What.SAME_CODER, Kind.CODER, "One coder or two?", ["Same person", "Different people"]),
    (What.SAME_TEXT, Kind.DOCUMENT, "Same text from other bytes", ["Leave it so"]),
    (What.DUPLICATE_CODING, Kind.CODING, "The same coding twice", ["Make them one", "Keep both"]),
])
def test_things_that_do_not_go_together_have_their_words(what: What, kind: Kind, heading: str, said: list[str]) -> None:
    shown = card(what, kind)
    assert shown.heading == heading
    assert buttons(shown) == said
    assert shown.sides
    assert shown.meanwhile
    assert shown.remark == (what in (What.SAME_TEXT, What.DUPLICATE_CODING))
    assert shown.group == group_name(what)


def test_two_texts_are_told_apart_by_who_read_them_and_what_lies_on_them() -> None:
    assert lines(card(What.TWO_TEXTS, Kind.DOCUMENT)) == [
        "Text 1: read by pdf 1, 531 characters, 28 codings", "Text 2: read by pdf 2, 540 characters, 3 codings"]


def test_a_ring_may_be_broken_by_a_place_at_the_top() -> None:
    shown = card(What.CYCLE, Kind.CODE)
    assert shown.title == "State ties › Technology › State ties"
    assert shown.choices[-1].may_be_top


def test_a_choice_that_nobody_foresaw_is_still_a_button() -> None:
    one = team.conflict(What.DELETE_EDIT, Kind.CODING, "“x” · Y", sides=(), choices=(Choice("set_aside"),))
    assert buttons(team.shown(one)) == ["Set aside"]


def test_a_field_that_nobody_foresaw_is_named() -> None:
    one = team.conflict(What.FIELD, Kind.DOCUMENT, "Letter", "meta:outlet", before="",
                        sides=(team.side(team.MIRA, "Post", days=1), team.side(team.JO, None, hours=3)),
                        shown=("Post", ""), choices=())
    shown = team.shown(one)
    assert shown.heading == "Document: meta:outlet changed twice"
    assert [line.split(" · ")[0] for line in lines(shown)] == ["You: “Post”", "Jo took it away"]


def test_nobody_types_where_a_passage_ends() -> None:
    one = team.conflict(What.FIELD, Kind.CODING, "“x” · Y", "place", shown=("“x” (1:2)", "“xy” (1:3)"),
                        sides=(team.side(team.MIRA, "1", days=1), team.side(team.JO, "2", days=1)),
                        choices=(Choice("Mira", coder=team.MIRA), Choice("Jo", coder=team.JO),
                                 Choice("new", Need.TEXT)))
    assert buttons(team.shown(one)) == ["Mine", "Jo’s"]


def test_two_values_of_one_coder_are_told_apart() -> None:
    one = team.conflict(What.FIELD, Kind.CODE, "A", "name", sides=(
        team.side(team.JO, "B", days=1), team.side(team.JO, "C", hours=1)),
        choices=(Choice("Jo Okafor", coder=team.JO), Choice("Jo Okafor (2)", coder=team.JO)))
    assert buttons(team.shown(one)) == ["Jo’s 1", "Jo’s 2"]


def test_first_names_are_enough_unless_they_are_the_same() -> None:
    names = {team.MIRA: "Mira Kovač", team.JO: "Jo Okafor", team.LENA: "Jo Vogt"}
    assert spoken_names(names) == {team.MIRA: "Mira", team.JO: "Jo Okafor", team.LENA: "Jo Vogt"}
    assert sorted(spoken_names({team.ANNA: "Anna Weiß", team.ANNA_2: "Anna Weiß"}).values()) == [
        "Anna Weiß", "Anna Weiß 2"]


def test_times_are_told_as_people_say_them() -> None:
    said = [team.SPEAKING.when(team.ago(**time)) for time in ({"hours": 1}, {"days": 1}, {"days": 3}, {"days": 40})]
    assert said[1].startswith("yesterday ")
    assert said[2].startswith("Sun ")
    assert ":" in said[0]
    assert ":" not in said[3]


def test_names_are_listed_as_in_a_sentence() -> None:
    assert [listed(names) for names in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(("before", "after"), [
    ("", "new text"), ("old text", ""), ("the same", "the same"), ("one two three", "one 2 three"),
    ("a b c d", "a x y d"), ("line\nanother", "line\nother\nanother"), ("Ünïcode — “quoted”", "Unicode - quoted"),
    ("数据 一 二", "数据 二"), ("  blanks   kept ", " blanks kept"),
])
def test_differences_hold_both_texts_whole(before: str, after: str) -> None:
    parts = differences(before, after)
    assert "".join(text for part, text in parts if part is not Part.ADDED) == before
    assert "".join(text for part, text in parts if part is not Part.GONE) == after
    assert all(text for _, text in parts)


def test_phrases_are_changed_as_a_whole() -> None:
    assert differences("made in public now", "made by letter now") == [
        (Part.SAME, "made "), (Part.GONE, "in public"), (Part.ADDED, "by letter"), (Part.SAME, " now")]


def test_very_long_texts_are_compared_line_by_line() -> None:
    before = "\n".join(f"line {n} of the text" for n in range(1500))
    after = before.replace("line 700 of", "row 700 of")
    parts = differences(before, after)
    assert [text for part, text in parts if part is Part.GONE] == ["line 700 of the text\n"]
