"""Finding words in texts: exact places, whatever the spelling."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.query_text import Wanted, folded
from annotator.model.query_words import sought, words_of

TEXTS = st.text(
    alphabet=st.sampled_from("abAB 12.,-\n\t\u00ad\u200b\u00a0éÉe\u0301čßſﬁ’'“\"中国人ひらが한국ب\u064eتـสวี١İıΣςσ中国"),
    max_size=40,
)


def found(words: str, text: str) -> list[str]:
    return [text[start:end] for start, end in Wanted(words).places(text)]


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("drone", "Drones, DRONE", ["Drone", "DRONE"]),
        ("drohne", "Kampfdrohne", ["drohne"]),
        ("armed drones", "armed\n  drones; armed\u00a0drones", ["armed\n  drones", "armed\u00a0drones"]),
        ("zurich", "Zürich Zu\u0308rich", ["Zürich", "Zu\u0308rich"]),
        ("Zürich", "Zurich Zürich Zu\u0308rich", ["Zürich", "Zu\u0308rich"]),
        ("strasse", "Straße STRASSE", ["Straße", "STRASSE"]),
        ("information", "infor\u00admation, informa-\ntion, informa- \ntion", None),
        ("trace-based", "trace\u00adbased trace-based trace-\nbased tracebased", None),
        ("don't", "don’t", ["don’t"]),
        ("中国人", "中国人民, 中国\n人, 中 国", ["中国人", "中国\n人"]),
        ("كتب", "كَتَبَ", ["كَتَبَ"]),
        ("か", "がか", ["か"]),
        ("office", "oﬃce", ["oﬃce"]),
        ("", "anything", []),
        ("\u00ad", "a\u00adb", []),
    ],
)
def test_words_are_found_where_they_stand(words: str, text: str, expected: list[str] | None) -> None:
    if expected is None:
        expected = [part.strip() for part in text.split(", ")] if ", " in text else text.split(" ")[:3]
        expected = [part for part in expected if part != "tracebased"]
    assert found(words, text) == expected


@given(TEXTS)
def test_folding_the_parts_folds_the_whole(text: str) -> None:
    assert folded(text) == "".join(map(folded, text))
    assert folded(folded(text)) == folded(text)


@given(TEXTS, TEXTS, TEXTS)
def test_what_stands_in_a_text_is_found_in_it_at_its_place(before: str, words: str, after: str) -> None:
    wanted = Wanted(words)
    places = list(wanted.places(before + words + after))
    assert all(0 <= start < end <= len(before + words + after) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))
    if wanted and not any(char in before + words + after for char in "-\u00ad\n\u200bـ\u0301\u064e"):
        assert places


@given(TEXTS, TEXTS)
def test_whatever_is_found_could_be_looked_up(text: str, words: str) -> None:
    """The words of the text hold those of the search, the first and the last perhaps in part."""
    wanted = Wanted(words)
    if not wanted or not wanted.stands_in(text) or wanted.asks_for_hyphen:
        return
    asked, held = sought(wanted), words_of(text).words
    assert asked is not None

    def fits(word: str, one: str, *, inside: bool, goes_on: bool) -> bool:
        return (
            one in word
            if inside and goes_on
            else word.endswith(one)
            if inside
            else (word.startswith(one) if goes_on else word == one)
        )

    assert not asked or any(
        all(
            fits(word, one.word, inside=one.from_inside, goes_on=one.goes_on)
            for word, one in zip(held[at : at + len(asked)], asked, strict=True)
        )
        for at in range(len(held) - len(asked) + 1)
    )
