"""Two versions of a codebook: each change is found, with what to look at again, and swapped it is mirrored."""

from __future__ import annotations

import dataclasses

from hypothesis import HealthCheck, given, settings

from taxonomy import builtin
from taxonomy.codes import Code, Codebook, Field, FieldType, Level
from taxonomy.comparing import Change, Difference, LookAgain, compare, with_ids_of
from tests.taxonomy.making import codebooks

BOOK = builtin.load("tech-military")


def changed(code_id: str, **changes: object) -> Codebook:
    codes = tuple(dataclasses.replace(code, **changes) if code.id == code_id else code for code in BOOK.codes)  # type: ignore[arg-type]  # any attribute
    return dataclasses.replace(BOOK, codes=codes)


def without(*ids: str) -> Codebook:
    return dataclasses.replace(BOOK, codes=tuple(code for code in BOOK.codes if code.id not in ids))


def only(new: Codebook) -> Difference:
    found = compare(BOOK, new)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(codebooks(), codebooks())
def test_comparing_is_the_mirror_of_itself_when_swapped(one: Codebook, other: Codebook) -> None:
    assert compare(other, one) == tuple(each.mirrored() for each in compare(one, other))
    assert bool(compare(one, other)) == (one != other)
    assert compare(one, one) == ()
    assert all(str(each) for each in compare(one, other))


def test_an_added_code_asks_for_nothing_and_says_what_it_was_split_from() -> None:
    new = dataclasses.replace(BOOK, codes=(*BOOK.codes, Code("n", "New", replaces=("pledge.policy", "never"))))
    found = only(new)
    assert (found.change, found.id, found.name, found.related) == (Change.ADDED, "n", "New", ("pledge.policy",))
    assert found.look_again is LookAgain.NOTHING
    assert str(found) == 'code "n" added, split or merged from "pledge.policy"'


def test_a_removed_code_leaves_all_its_codings_to_look_at() -> None:
    found = only(without("pledge.refused"))
    assert (found.change, found.id, found.name) == (Change.REMOVED, "pledge.refused", "Refused")
    assert found.look_again is LookAgain.ALL_CODINGS


def test_a_renamed_code_asks_for_nothing() -> None:
    found = only(changed("pledge", name="Promise"))
    assert (found.change, found.before, found.after, found.new_name) == (Change.RENAMED, "Pledge", "Promise", "Promise")
    assert found.look_again is LookAgain.NOTHING


def test_a_moved_code_with_the_same_bearing_asks_for_nothing() -> None:
    found = only(changed("context.incentive", parent=None))
    assert (found.change, found.before, found.after) == (Change.MOVED, "context", None)
    assert found.look_again is LookAgain.NOTHING


def test_a_moved_code_that_inherits_otherwise_says_so() -> None:
    found = compare(BOOK, changed("dual_use.recognition", parent="contract"))
    assert {(each.change, each.part, each.aspect or each.id) for each in found} == {
        (Change.MOVED, "code", "parent"),
        (Change.BEARING_CHANGED, "code", "criterion"), (Change.BEARING_CHANGED, "code", "counts"),
        (Change.REMOVED, "field", "technology"), (Change.REMOVED, "field", "product"),
        (Change.ADDED, "field", "agency"), (Change.ADDED, "field", "value"), (Change.ADDED, "field", "currency"),
        (Change.ADDED, "field", "date"),
    }
    assert all(each.concerns == ("dual_use.recognition",) for each in found)


def test_a_redefined_code_has_its_codings_looked_at() -> None:
    for aspect, value in (("definition", "Else."), ("include", ("x",)), ("exclude", ())):
        found = only(changed("pledge.policy", **{aspect: value}))
        assert (found.change, found.aspect, found.look_again) == (Change.REDEFINED, aspect, LookAgain.ALL_CODINGS)


def test_a_changed_field_concerns_the_code_and_all_that_inherit_it() -> None:
    form = dataclasses.replace(BOOK.codes[13].fields[0], options=("petition",))
    assert BOOK.codes[13].id == "resistance"
    found = only(changed("resistance", fields=(form, *BOOK.codes[13].fields[1:])))
    assert (found.change, found.part, found.id, found.owner, found.aspect) == (
        Change.FIELD_CHANGED, "field", "form", "resistance", "options"
    )
    assert found.concerns == (
        "resistance", "resistance.absence", "resistance.petition", "resistance.protest", "resistance.resignation"
    )
    assert found.look_again is LookAgain.FIELD_VALUES


def test_a_field_that_moves_up_to_the_parent_concerns_those_that_did_not_have_it() -> None:
    field = Field("f", "F", FieldType.TEXT)
    low = Codebook("x", "X", codes=(Code("p", "P"), Code("a", "A", "p", fields=(field,)), Code("b", "B", "p")))
    high = dataclasses.replace(low, codes=(Code("p", "P", fields=(field,)), Code("a", "A", "p"), Code("b", "B", "p")))
    own, found = compare(low, high)
    assert (own.change, own.id, own.aspect) == (Change.DETAILS_CHANGED, "a", "fields")   # it asks what it asked
    assert (found.change, found.part, found.owner, found.concerns) == (Change.ADDED, "field", "p", ("b", "p"))


def test_a_changed_criterion_of_a_parent_is_said_once_for_all_that_inherit_it() -> None:
    found = [each for each in compare(BOOK, changed("contract", counts="yes")) if each.change is Change.BEARING_CHANGED]
    assert [(each.id, each.aspect, each.concerns) for each in found] == [("contract", "counts", ("contract",))]
    one = only(changed("dual_use", counts="context"))
    assert len(one.concerns) == 7
    assert one.look_again is LookAgain.RATINGS


def test_saying_at_the_child_what_it_inherits_changes_nothing_that_counts() -> None:
    found = only(changed("dual_use.recognition", criterion="technology"))
    assert (found.change, found.aspect, found.look_again) == (Change.DETAILS_CHANGED, "criterion", LookAgain.NOTHING)


def test_answers_ranks_rows_and_reports_bear_on_ratings() -> None:
    assert BOOK.rule is not None
    criterion = dataclasses.replace(BOOK.criteria[0], sources=2)
    rows = BOOK.rule.rows
    for new in (
        dataclasses.replace(BOOK, criteria=(criterion, *BOOK.criteria[1:])),
        dataclasses.replace(BOOK, levels=(dataclasses.replace(BOOK.levels[0], rank=5), *BOOK.levels[1:])),
        dataclasses.replace(BOOK, levels=(*BOOK.levels, Level("new", "New"))),
        dataclasses.replace(BOOK, rule=dataclasses.replace(BOOK.rule, rows=(rows[1], rows[0], *rows[2:]))),
        dataclasses.replace(BOOK, rule=dataclasses.replace(BOOK.rule, rows=rows[:-1])),
        changed("assessment.high", reports=("open",)),
    ):
        assert only(new).look_again is LookAgain.RATINGS


def test_a_colour_a_note_and_the_order_are_details() -> None:
    order = dataclasses.replace(BOOK, codes=(*BOOK.codes[1:], BOOK.codes[0]))
    for new in (changed("pledge", colour="#000000"), dataclasses.replace(BOOK, note="x"), order):
        found = only(new)
        assert (found.change, found.look_again) == (Change.DETAILS_CHANGED, LookAgain.NOTHING)


def test_two_codebooks_with_the_same_id_are_compared_like_any_other() -> None:
    other = Codebook(BOOK.id, "Another", codes=(Code("x", "X"),))
    found = compare(BOOK, other)
    assert sum(each.change is Change.REMOVED and each.part == "code" for each in found) == 34


def test_codes_of_a_foreign_file_are_matched_by_their_path_of_names() -> None:
    old = Codebook("x", "X", codes=(Code("k1", "Work"), Code("k2", "Police", "k1"), Code("k3", "Police")))
    new = Codebook("x", "X", codes=(
        Code("work", "work"), Code("police", "Police", "work"), Code("police-2", "Police"), Code("k3", "New", "work"),
    ))
    found = with_ids_of(old, new)
    parents = [(code.id, code.parent) for code in found.codes]
    assert parents == [("k1", None), ("k2", "k1"), ("k3", None), ("k3-2", "k1")]
    assert [each.change for each in compare(old, found)] == [Change.RENAMED, Change.ADDED]


def test_five_thousand_codes_are_compared() -> None:
    codes = tuple(Code(f"c{n}", f"N{n}", f"c{n - 1}" if n % 60 else None, criterion="k") for n in range(5000))
    old = Codebook("x", "X", codes=codes)
    new = dataclasses.replace(old, codes=tuple(dataclasses.replace(code, criterion="l") for code in codes))
    found = compare(old, new)
    assert len(found) == 84 and sum(len(each.concerns) for each in found) == 5000
