"""Which code a letter or two mean."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.code_keys import (
    LETTERS,
    CodeMeant,
    Nothing,
    Opens,
    free_keys,
    key_holder,
    meaning,
    strip_letters,
)
from annotator.model.ids import CodeId, EntityId
from taxonomy.codes import Code


@dataclass(frozen=True)
class Known:
    id: CodeId
    parent: CodeId | None
    code: Code


def named(name: str) -> CodeId:
    return CodeId(EntityId(name.encode().ljust(16, b".")))


def known(name: str, key: str | None = None, below: str | None = None) -> Known:
    return Known(named(name), named(below) if below else None, Code(id=name, name=name, key=key))


BOOK = [
    known("technology", "t"),
    known("dual use", "d", "technology"),
    known("autonomy", "tw", "technology"),
    known("weapons", None, "technology"),
    known("state ties", "s"),
    known("contract", None, "state ties"),
    known("pledge", "p"),
    known("none made", "pn", "pledge"),
]


def test_a_letter_of_a_code_without_keyed_codes_below_codes_at_once() -> None:
    assert meaning(BOOK, "d") == CodeMeant(named("dual use"))
    assert meaning(BOOK, "s") == CodeMeant(named("state ties")), "its child has no key"


def test_a_capital_letter_means_the_same() -> None:
    assert meaning(BOOK, "D") == CodeMeant(named("dual use"))
    assert meaning(BOOK, "W", named("technology")) == CodeMeant(named("autonomy"))


def test_a_letter_of_a_code_with_keyed_codes_below_opens_its_strip() -> None:
    assert meaning(BOOK, "t") == Opens(named("technology"))
    assert meaning(BOOK, "p") == Opens(named("pledge"))


def test_in_the_strip_a_letter_means_the_code_below() -> None:
    assert meaning(BOOK, "w", named("technology")) == CodeMeant(named("autonomy"))
    assert meaning(BOOK, "d", named("technology")) == CodeMeant(named("dual use"))


def test_the_letter_twice_means_the_parent_itself() -> None:
    assert meaning(BOOK, "t", named("technology")) == CodeMeant(named("technology"))


def test_in_the_strip_a_letter_without_a_code_below_means_nothing_even_if_it_codes_elsewhere() -> None:
    assert meaning(BOOK, "s", named("technology")) == Nothing()


@pytest.mark.parametrize("letter", ["q", "", "1", " ", "ß", "tw", "\n"])
def test_what_is_no_key_means_nothing(letter: str) -> None:
    assert meaning(BOOK, letter) == Nothing()


def test_without_codes_no_letter_means_anything() -> None:
    assert meaning([], "a") == Nothing()
    assert meaning([], "a", named("gone")) == Nothing()


def test_the_strip_offers_the_codes_below_in_order_and_the_code_itself_last() -> None:
    assert strip_letters(BOOK, named("technology")) == [
        ("d", named("dual use")),
        ("w", named("autonomy")),
        ("t", named("technology")),
    ]


def test_where_two_codes_below_end_in_one_letter_the_longer_key_has_it() -> None:
    book = [known("a", "a"), known("short", "x", "a"), known("long", "ax", "a")]
    assert strip_letters(book, named("a")) == [("x", named("long")), ("a", named("a"))]
    assert meaning(book, "x") == CodeMeant(named("short"))


def test_keys_of_two_letters_are_reached_when_the_code_above_lost_its_own() -> None:
    book = [known("a"), known("child", "ax", "a")]
    assert meaning(book, "a") == Opens(named("a"))
    assert meaning(book, "x", named("a")) == CodeMeant(named("child"))


def test_a_key_is_held_by_one_code_and_a_code_does_not_stand_in_its_own_way() -> None:
    assert key_holder(BOOK, "TW") == named("autonomy")
    assert key_holder(BOOK, "tw", but=named("autonomy")) is None
    assert key_holder(BOOK, "z") is None


def test_free_keys_begin_with_the_letters_of_the_name_and_below_a_keyed_code_have_two() -> None:
    assert free_keys(BOOK, named("weapons"))[:3] == ["te", "ta", "tp"]
    assert free_keys(BOOK, named("contract"))[:2] == ["sc", "so"]
    assert free_keys(BOOK, named("unknown")) == []


keys = st.one_of(st.none(), st.sampled_from("abc"), st.sampled_from(["ab", "ac", "ba", "bc"]))


@st.composite
def books(draw: st.DrawFn) -> list[Known]:
    """Trees of up to eight codes with any keys, clashing ones too."""
    book: list[Known] = []
    for number in range(draw(st.integers(0, 8))):
        below = draw(st.sampled_from([None, *[one.id for one in book]]))
        book.append(Known(named(str(number)), below, Code(id=str(number), name=str(number), key=draw(keys))))
    return book


@given(books(), st.sampled_from("abc"))
def test_what_a_letter_opens_can_be_gone_on_with(book: list[Known], letter: str) -> None:
    found = meaning(book, letter)
    if isinstance(found, Opens):
        offered = strip_letters(book, found.id)
        assert offered and len({sign for sign, _ in offered}) == len(offered)
        assert all(meaning(book, sign, found.id) == CodeMeant(code) for sign, code in offered)


@given(books())
def test_every_free_key_is_held_by_no_other_code(book: list[Known]) -> None:
    for one in book:
        for key in free_keys(book, one.id):
            assert key_holder(book, key, but=one.id) is None and set(key) <= set(LETTERS)
