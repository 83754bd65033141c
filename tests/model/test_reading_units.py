import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.reading_units import (
    next_sentence,
    previous_sentence,
    sentence_at,
    sentences,
    words,
)


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize("expected", [
    ["Neither firm makes weapons today.", "Both grew on public money!", "Why?"],
    ["Dr. Lang of Harbour Ltd. said so.", "The rest is known."],
    ["The U.S. Army paid $3.5 million.", "He left the U.K.", "The firm stayed."],
    ["J. R. Moor wrote it.", "See Fig. 2 and No. 5, e.g. Blum et al. 2019, for more.[12]", "Next."],
    ["He said no.", "Then came art.", "It sold."],
    ["It ended in 2019.", "The rest is plan B.", "It works."],
    ["“It works.”", "“Why?” he asked.", "(He did.)", "“Go!” she said."],
    ["Wait... and see.", "Well…", "Fine."],
    ["1. First item of the list.", "Second sentence of it."],
    ["Am 3. Oktober kam z.B. Dr. Lang.", "Das war es."],
    ["L’usine a fermé.", "Et alors ?", "Rien."],
    ["من هو؟", "نعم.", "لا أحد يعرف."],
    ["यह सच है।", "ठीक है।"],
])
def test_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    assert parts(" ".join(expected)) == expected


def test_chinese_full_stops_need_no_space() -> None:
    expected = ["公司开发武器。", "“员工抗议。”", "然后呢？", "好"]
    assert parts("".join(expected)) == expected


def test_white_space_belongs_to_no_sentence_and_alone_makes_none() -> None:
    assert sentences("  One.\n Two  ", 0, 13) == [(2, 6), (8, 11)]
    assert sentences(" \n\u3000 ", 0, 4) == []
    assert sentences("", 0, 0) == []


def test_nothing_beyond_the_range_is_looked_at() -> None:
    text = "One two. Three"
    assert sentences(text, 4, 7) == [(4, 7)]
    assert sentences(text, 0, 8) == [(0, 8)]


CHARACTERS = st.one_of(st.sampled_from("aA.!? \n\"”)([1。？👩\u200d🚀\u0301"),
                       st.characters(exclude_categories=("Cs",)))
TEXTS = st.text(CHARACTERS, max_size=80)


@given(TEXTS, st.integers(0, 80), st.integers(0, 80))
def test_sentences_and_words_cover_all_that_is_not_white_or_punctuation_once_and_in_order(
        text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    at = start
    for first, last in sentences(text, start, end):
        assert at <= first < last <= end
        assert not text[at:first].strip()
        assert text[first:last].strip() == text[first:last]
        at = last
    assert not text[at:end].strip()
    at = start
    for first, last in words(text, start, end):
        assert at <= first < last <= end
        assert not any(character.isalnum() for character in text[at:first])
        at = last
    assert not any(character.isalnum() for character in text[at:end])


def test_words_of_many_scripts() -> None:
    text = "Army's R&D: 4,000.50 公司とカメラ 👩‍🚀🇩🇪 كِتَابٌ e\u0301te\u0301 full-time हिन्दी"
    assert [text[start:end] for start, end in words(text, 0, len(text))] == [
        "Army's", "R&D", "4,000.50", "公", "司", "と", "カメラ", "👩‍🚀", "🇩🇪", "كِتَابٌ", "e\u0301te\u0301", "full-time",
        "हिन्दी"]


def test_the_sentence_at_a_place_and_its_neighbours() -> None:
    text = "One. Two. Three."
    size = len(text)
    assert sentence_at(text, 0, size, 6) == (5, 9)
    assert sentence_at(text, 0, size, 9) == (5, 9)
    assert next_sentence(text, 0, size, 9) == (10, 16)
    assert next_sentence(text, 0, size, 11) is None
    assert previous_sentence(text, 0, size, 10) == (5, 9)
    assert previous_sentence(text, 0, size, 3) is None
