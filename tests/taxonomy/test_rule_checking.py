"""Rows that can never match and combinations that no row catches are found exactly."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy import builtin
from taxonomy.checking import check
from taxonomy.codes import Answer, Attribute, CaseType, Codebook, Criterion, FieldType, Level, Rule, RuleRow
from taxonomy.rule_checking import LIMIT, columns


def criterion(name: str, answers: int, *, oppose: bool = False) -> Criterion:
    found = tuple(Answer(f"{name}{n}", f"{name.upper()} {n}", otherwise=n == answers - 1) for n in range(answers))
    return Criterion(name, name.upper(), "company", found, oppose=((f"{name}0", f"{name}1"),) if oppose else ())


def book(rows: Sequence[Mapping[str, tuple[str, ...]]], *criteria: Criterion) -> Codebook:
    kind = Attribute("kind", "Kind", FieldType.CHOICE, ("maker", "other"))
    return Codebook(
        "x", "X", case_types=(CaseType("company", "Company", (kind, Attribute("town", "Town", FieldType.TEXT))),),
        criteria=criteria, levels=(Level("l", "L"),),
        rule=Rule(tuple(RuleRow(f"r{n}", when, "l") for n, when in enumerate(rows)), case_type="company"),
    )


def said(codebook: Codebook) -> list[str]:
    return [fault.message for fault in check(codebook)]


def test_a_rule_without_gaps_and_dead_rows_has_no_faults() -> None:
    assert said(book([{"a": ("a0",)}, {}], criterion("a", 3))) == []


def test_a_row_that_can_never_match_names_the_rows_in_its_way() -> None:
    rows = [{"a": ("a0",), "b": ("b0",)}, {"b": ("b1",)}, {"a": ("a1",)}, {"a": ("a0",)}, {}]
    assert said(book(rows, criterion("a", 2), criterion("b", 2))) == [
        'rule row "r3" can never match: rows "r0" and "r1" before it take all its cases',
        'rule row "r4" can never match: rows "r0", "r1" and "r2" before it take all its cases',
    ]


def test_a_row_with_an_empty_list_can_never_match() -> None:
    assert said(book([{"a": ()}, {}], criterion("a", 2))) == [
        'rule row "r0" can never match: its list for the column "a" is empty'
    ]


def test_a_gap_is_said_in_words_and_what_makes_no_difference_is_left_out() -> None:
    rows = [{"a": ("a0",)}, {"a": ("a1",), "b": ("b0",)}]
    assert said(book(rows, criterion("a", 3), criterion("b", 2))) == [
        "no row of the rule catches 3 combinations of answers, of 6: "
        '"A" is "A 1" or "A 2", and "B" is "B 1"; "A" is "A 2"'
    ]


def test_contested_is_an_answer_where_answers_oppose_each_other() -> None:
    rows: list[dict[str, tuple[str, ...]]] = [{"a": ("a0", "a1")}]
    assert said(book(rows, criterion("a", 2))) == []
    assert said(book(rows, criterion("a", 2, oppose=True)))[0].endswith('"A" is "contested"')
    assert said(book([*rows, {"a": ("contested",)}], criterion("a", 2, oppose=True))) == []


def test_an_attribute_may_not_be_set() -> None:
    rows = [{"company.kind": ("maker", "other")}]
    assert said(book(rows))[0].endswith('of 3: "Kind of Company" is "not set"')


def test_an_attribute_of_free_text_may_be_anything_else() -> None:
    message = said(book([{"company.town": ("Delft",)}]))[0]
    assert message.endswith('2 combinations of answers, of 3: "Town of Company" is "anything else" or "not set"')


def test_ten_gaps_are_told_and_the_others_counted() -> None:
    diagonal = [{"a": (f"a{n}",), "b": (f"b{n}",)} for n in range(12)]
    message = said(book(diagonal, criterion("a", 12), criterion("b", 12)))[-1]
    assert message.startswith("no row of the rule catches 132 combinations of answers, of 144: ")
    assert message.count(";") == 10
    assert message.endswith("; and 22 more")


def test_a_rule_without_rows_says_that_alone() -> None:
    assert said(book([], criterion("a", 2))) == ["the rule has no rows, so that no case gets a level"]


def test_no_columns_at_all_are_one_combination() -> None:
    assert said(book([{}])) == []
    assert said(book([{}, {}])) == ['rule row "r1" can never match: row "r0" before it takes all its cases']


def test_over_a_hundred_thousand_combinations_are_not_checked() -> None:
    criteria = [criterion(name, 10) for name in "abcde"]
    every = {name: (f"{name}0",) for name in "abcde"}
    assert LIMIT == 10**5
    assert "of 100,000: " in said(book([every], *criteria))[-1]
    more = [*criteria[:4], criterion("e", 11)]
    assert said(book([every], *more)) == [
        "whether each row can match and each case is caught was not checked: the columns of the rule have 110,000 "
        "combinations, and at most 100,000 are looked at"
    ]


def test_a_hundred_rows_over_a_hundred_thousand_combinations_are_checked() -> None:
    criteria = [criterion(name, 10) for name in "abcde"]
    rows = [{"a": (f"a{n % 10}",), "b": (f"b{n // 10}",)} for n in range(100)]
    assert said(book([*rows, {}], *criteria, criterion("z", 2)))[-1].startswith('rule row "r100" can never match')


def test_the_columns_of_the_built_in_codebook() -> None:
    known = columns(builtin.load("tech-military"))
    assert list(known) == ["technology", "engagement", "commitment", "resistance", "company.country", "company.kind"]
    assert known["commitment"].values[-1] == "contested"
    assert known["company.kind"].values == ("technology company", "arms maker", "other", None)


@given(st.lists(st.dictionaries(
    st.sampled_from(["a", "b", "company.kind"]), st.lists(st.integers(0, 3), max_size=3, unique=True), max_size=3,
), min_size=1, max_size=5))
@settings(max_examples=150, deadline=None)
def test_the_check_says_what_trying_every_combination_says(drawn: list[dict[str, list[int]]]) -> None:
    criteria = (criterion("a", 3, oppose=True), criterion("b", 2))
    values: dict[str, list[str | None]] = {
        "a": ["a0", "a1", "a2", "contested"], "b": ["b0", "b1"], "company.kind": ["maker", "other", None],
    }
    rows = [
        {name: tuple(str(values[name][n]) for n in chosen if n < len(values[name]) and values[name][n])
         for name, chosen in row.items()} for row in drawn
    ]
    caught = dict.fromkeys(range(len(rows)), 0)
    gaps = 0
    used = [name for name in values if any(name in row for row in rows)]
    for combination in itertools.product(*(values[name] for name in used)):
        case = dict(zip(used, combination, strict=True))
        for number, row in enumerate(rows):
            if all(case[name] in wanted for name, wanted in row.items()):
                caught[number] += 1
                break
        else:
            gaps += 1
    messages = said(book(rows, *criteria))
    for number, count in caught.items():
        dead = any(message.startswith(f'rule row "r{number}" can never match') for message in messages)
        assert dead == (count == 0)
    told = [message for message in messages if message.startswith("no row of the rule catches")]
    assert bool(told) == bool(gaps)
    assert all(f"catches {gaps} combination" in message for message in told)
