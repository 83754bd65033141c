import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.errors import CannotDo
from annotator.ui.reader.find import find_in_text, passage_typed, pattern_of


def hits(text: str, question: str, size: int = 500_000, **more: bool) -> list[tuple[int, int]]:
    return [hit for batch in find_in_text(text, pattern_of(question, **more), slice_size=size) for hit in batch]


@given(st.text(st.sampled_from("abA \nß🤖"), max_size=60), st.text(st.sampled_from("abA "), min_size=1, max_size=3),
       st.integers(1, 70))
def test_slices_find_what_one_search_finds(text: str, question: str, size: int) -> None:
    expected = [match.span() for match in re.finditer(re.escape(question), text, re.IGNORECASE)]
    assert hits(text, question, size) == expected


@given(st.text(st.sampled_from("ab\n "), max_size=60), st.sampled_from(["^a", "b$", "a+", "(a|b)+", "a*", "a\\s+b"]),
       st.integers(1, 70))
def test_regular_expressions_too(text: str, question: str, size: int) -> None:
    expected = [match.span() for match in re.finditer(question, text, re.MULTILINE) if match[0]]
    assert hits(text, question, size, regex=True, match_case=True) == expected


def test_case_counts_only_when_asked_and_positions_are_those_of_the_text() -> None:
    text = "İstanbul 🤖 Police, POLICE"
    assert hits(text, "police") == [(11, 17), (19, 25)]
    assert hits(text, "POLICE", match_case=True) == [(19, 25)]
    assert hits("a.b axb", "a.b") == [(0, 3)]


def test_a_search_can_be_stopped() -> None:
    search = find_in_text("word " * 1000, pattern_of("word"), slice_size=50)
    assert next(search)
    search.close()  # type: ignore[attr-defined]
    assert list(search) == []


@pytest.mark.parametrize(("question", "regex"), [("", False), ("", True), ("(", True), ("*", True), ("[a", True)])
def test_a_question_that_cannot_be_asked_says_so(question: str, regex: bool) -> None:
    with pytest.raises(CannotDo) as told:
        pattern_of(question, regex=regex)
    assert "Type what" in told.value.message or question in told.value.message


def test_a_passage_is_meant_by_its_first_and_last_words() -> None:
    text = "The firm sold it. The firm\nkept quiet, and the state paid for it. The end."
    assert passage_typed(text, "the firm", 0) == (0, 8)
    assert passage_typed(text, "the firm", 3) == (18, 26)
    assert passage_typed(text, "the firm kept .. paid for it", 0) == (18, text.index(". The end"))
    assert passage_typed(text, "sold", 40) == (9, 13)
    assert passage_typed(text, "firm ..", 0) == (4, 8)
    assert passage_typed(text, "nothing", 0) is None and passage_typed(text, " ..", 0) is None
