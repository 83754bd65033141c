"""Which of many names somebody means by a few letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.palette.fuzzy import Candidate, rank
from taxonomy import builtin

names = st.text(st.sampled_from("abcdeé -_'’uAß1漢"), max_size=14)
candidates = st.lists(st.builds(Candidate, st.lists(names, min_size=1, max_size=3).map(tuple)), min_size=1, max_size=10)


def test_every_code_of_the_built_in_codebook_comes_first_by_its_whole_name() -> None:
    book = [code.name for code in builtin.load("tech-military").codes]
    listed = [Candidate((name,)) for name in book]
    assert [book[rank(name, listed, most=1)[0].index] for name in book] == book


@given(candidates, names, st.dictionaries(st.integers(0, 9), st.floats(0, 3), max_size=4))
def test_points_given_beside_are_worth_what_the_candidates_own_are(
    listed: list[Candidate], query: str, points: dict[int, float]
) -> None:
    points = {index: more for index, more in points.items() if index < len(listed)}
    own = [Candidate(one.texts, points.get(index, 0.0)) for index, one in enumerate(listed)]
    beside, within = rank(query, listed, boosts=points), rank(query, own)
    assert {one.index: one.positions for one in beside} == {one.index: one.positions for one in within}
    assert [one.score for one in beside] == pytest.approx([one.score for one in within])


@given(candidates, names)
def test_what_is_found_holds_the_letters_where_it_says(listed: list[Candidate], query: str) -> None:
    for found in rank(query, listed):
        name = listed[found.index].texts[0]
        assert all(0 <= place < len(name) for place in found.positions)
        assert list(found.positions) == sorted(set(found.positions))


@given(candidates, names)
def test_the_same_question_has_the_same_answer_again(listed: list[Candidate], query: str) -> None:
    assert rank(query, listed) == rank(query, listed) == rank(query, [Candidate(one.texts) for one in listed])


@pytest.mark.parametrize(
    ("query", "wanted"),
    [("gov", "Government contract"), ("gc", "Government contract"), ("dual-use", "Dual-use, general"),
     ("use tech", "Dual-use technology"), ("GENERAL", "Dual-use, general"), ("lettre", None), ("pol", "Police")],
)  # fmt: skip
def test_words_initials_and_hyphens_are_understood(query: str, wanted: str | None) -> None:
    listed = ["Dual-use technology", "Dual-use, general", "Government contract", "Police", "Petition or open letter"]
    found = rank(query, [Candidate((name,)) for name in listed], most=1)
    assert (listed[found[0].index] if found else None) == wanted
