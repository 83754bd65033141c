"""Names found in passages: as words, in any case, in any script, and not where they are part of other words."""

from __future__ import annotations

import pytest

from annotator.model.name_index import NameIndex

NAMES = NameIndex(
    [
        ("Google", "google"), ("Alphabet", "google"), ("SenseTime Group", "sensetime"), ("商汤", "sensetime"),
        ("US", "us"), ("C&A", "c&a"), ("@palantir", "palantir"), ("Straße AG", "strasse"), ("旷视科技", "megvii"),
        ("ศูนย์", "centre"), ("iFlytek科技", "iflytek"), ("Yitu", "yitu"),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Google’s staff and alphabet’s", ("google",)),
        ("GOOGLE, then Yitu", ("google", "yitu")),
        ("Yitu, then google", ("yitu", "google")),
        ("Googles and googling", ()),
        ("preGoogle un_Google", ()),
        ("the sensetime\n  group", ("sensetime",)),
        ("sense\u00adtime group", ("sensetime",)),
        ("SenseTime Groups", ()),
        ("公司商汤与旷视科技合作", ("sensetime", "megvii")),
        ("give it to us", ()),
        ("the US army", ("us",)),
        ("shops of C&A.", ("c&a",)),
        ("told @palantir today", ("palantir",)),
        ("die STRASSE AG", ("strasse",)),
        ("ที่ศูนย์นี้", ("centre",)),
        ("从iFlytek科技公司", ("iflytek",)),
        ("", ()),
        ("😀 Google 😀", ("google",)),
    ],
)
def test_a_name_is_found_where_it_stands_as_a_word(text: str, found: tuple[str, ...]) -> None:
    assert NAMES.found_in(text) == found


def test_the_longer_of_two_names_at_one_place_comes_first() -> None:
    names = NameIndex([("China", "china"), ("China Mobile", "mobile"), ("", "nothing"), ("  ", "nothing")])
    assert names.found_in("China Mobile grew") == ("mobile", "china")


def test_an_index_of_nothing_finds_nothing() -> None:
    assert NameIndex[str]([]).found_in("Google") == ()
