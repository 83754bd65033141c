"""Texts that tell the same story are found, and others are not."""

from __future__ import annotations

import random

import pytest

from annotator.model import shingles
from annotator.model.errors import Cancelled
from annotator.model.shingles import Alike, alike, overlap


def text(seed: int, words: int = 400) -> str:
    """Words without sense, always the same for one seed."""
    chosen = random.Random(seed)
    syllables = ("ka", "ro", "mi", "ten", "su", "al", "be", "dor", "ist", "unt", "ge", "pal")
    return " ".join("".join(chosen.choices(syllables, k=chosen.randint(1, 4))) for _ in range(words))


def stories(*texts: str) -> tuple[Alike, ...]:
    return alike(len(texts), texts.__getitem__)


def test_copies_with_another_headline_cut_and_edited_are_one_story_and_other_texts_are_none() -> None:
    story = text(1)
    words = story.split()
    edited = " ".join("changed" if place % 40 == 0 else word for place, word in enumerate(words))
    found = stories(
        text(2), "Another headline\n\n" + story, story + "\n\nAll rights reserved by this other newspaper.", text(3),
        " ".join(words[:150]), edited, text(4),
    )  # fmt: skip
    assert [one.members for one in found] == [(1, 2, 4, 5)]
    assert 0.8 < found[0].similarity <= 1


def test_two_stories_stay_two() -> None:
    found = stories(text(1), text(2), "x " + text(1), "y " + text(2))
    assert [one.members for one in found] == [(0, 2), (1, 3)]


def test_case_punctuation_white_space_and_soft_hyphens_do_not_count() -> None:
    one = "The Regulator said, on Friday, that the firm “had kept no records”."
    other = "the  regul\u00adator said on\nfriday that THE firm had kept no records"
    assert list(shingles.shingles(one)) == list(shingles.shingles(other))
    assert len(shingles.shingles(one)) == 8, "twelve words have eight runs of five"


def test_words_of_other_places_in_the_text_are_the_same_words() -> None:
    far = text(9, 5_000)
    near = far[-2_000:].partition(" ")[2]
    assert overlap(shingles.shingles(near), shingles.shingles(far))[0] == 1.0


def test_a_quotation_in_a_long_text_and_a_text_in_a_collection_are_no_copies() -> None:
    story = text(1, 200)
    assert stories(story, text(2, 3_000) + " " + story) == ()


def test_texts_of_a_few_words_are_not_compared() -> None:
    assert stories("The page could not be found.", "The page could not be found.", "", "…") == ()


@pytest.mark.parametrize("letters", ["监管机构表示该公司多年来一直出售个人数据且未作任何记录", "\U00020000" * 3])
def test_chinese_is_compared_by_characters(letters: str) -> None:
    chosen = random.Random(5)
    story = "".join(chosen.choices(letters, k=30)) + "。" + letters * 8 + "".join(chosen.choices(letters, k=60))
    long = "".join(chr(0x4E00 + chosen.randrange(3_000)) for _ in range(300))
    assert [one.members for one in stories(long, "新闻：" + long[:200], story)] == [(0, 1)]


def test_a_story_printed_very_often_is_one_story() -> None:
    found = stories(*(f"{text(k + 100, 8)} {text(1)} {text(k + 900, 12)}" for k in range(60)), text(2))
    assert [one.members for one in found] == [tuple(range(60))]


def test_what_every_text_ends_with_makes_no_story() -> None:
    notice = text(77, 40)
    assert stories(*(f"{text(k, 300)} {notice}" for k in range(40))) == ()


def test_numbers_depend_on_the_text_alone() -> None:
    assert int(shingles.shingles("one two three four five")[0]) == 10_630_227_507_042_083_704


def test_comparing_can_be_cancelled() -> None:
    class Impatient:
        def step(self, done: int, total: int, what: str) -> None:
            if done == 3:
                raise Cancelled

    with pytest.raises(Cancelled):
        alike(10, lambda k: text(k), Impatient())
