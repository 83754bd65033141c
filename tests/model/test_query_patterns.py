"""Regular expressions of query lines: what each match must hold, and that none runs for ages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.query_patterns import compiled, needed, why_not
from annotator.model.query_text import folded


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("sold \\w+ police", "sold "),
        ("drones?", "drone"),
        ("(a)b", "b"),
        ("foo|bar", ""),
        ("[dr]x", "x"),
        ("i", ""),
        ("K", "k"),
    ],
)
def test_what_a_match_must_hold_is_read_off_the_expression(pattern: str, part: str) -> None:
    assert needed(pattern) == part


@given(
    st.lists(st.sampled_from(["dr", "K", "S", "i", "\\w+", " ", "é", "(a|b)", "x?", "[ab]", "-", "."]), max_size=4),
    st.text(alphabet="drkKsSiIıİſ\u212aéabx -\u00ad", max_size=20),
)
def test_no_match_lacks_it(parts: list[str], text: str) -> None:
    pattern = "".join(parts)
    if pattern and not why_not(pattern) and compiled(pattern).search(text):
        assert needed(pattern) in folded(text)


@given(st.text(alphabet="ab(|)*+?{2,}[]\\w.^$:=!<", max_size=12))
def test_any_expression_is_taken_or_refused_in_a_sentence(pattern: str) -> None:
    why = why_not(pattern)
    if why:
        assert why.endswith(".")
    else:
        re.compile(pattern)
