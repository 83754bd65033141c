"""What the metadata of documents may hold."""

from __future__ import annotations

import pytest

from annotator.model.errors import CannotDo
from annotator.model.metadata import tidy, tidy_key


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("date", "3.4.2018", "2018-04-03"), ("date", "April 2018", "2018-04"), ("date", "2018", "2018"),
        ("date", " 2018-04-03 ", "2018-04-03"), ("date", "", ""), ("accessed", "3. April 2018", "2018-04-03"),
        ("accessed", "2018-04-03T10:20:30+02:00", "2018-04-03T10:20:30+02:00"),
        ("url", "https://example.org/a?b=c", "https://example.org/a?b=c"),
        ("url", "www.example.org/a", "https://www.example.org/a"), ("url", "doi:10.1000/182", "doi:10.1000/182"),
        ("url", "https://bücher.example/x", "https://bücher.example/x"), ("url", "file:///a/b", "file:///a/b"),
        ("language", "EN", "en"), ("language", "de_at", "de-AT"), ("language", "zh-hans-cn", "zh-Hans-CN"),
        ("outlet", "  The   Harbour Ledger ", "The Harbour Ledger"), ("mine", "3rd spring", "3rd spring"),
    ],
)  # fmt: skip
def test_values_are_kept_in_one_form(key: str, typed: str, kept: str) -> None:
    assert tidy(key, typed) == kept


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("date", "soon", "“soon” is no date"), ("date", "3/4/2018", "can be two days"),
        ("date", "31.2.2018", "no date"),
        ("url", "the paper", "no address"), ("url", "http://", "no address"), ("url", "javascript:alert(1)", "no addr"),
        ("url", "https://a b.org", "no address"), ("language", "German of course", "no language tag"),
        ("outlet", "x" * 20_001, "too long"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_what_to_write(key: str, typed: str, said: str) -> None:
    with pytest.raises(CannotDo) as refused:
        tidy(key, typed)
    assert said in refused.value.message


@pytest.mark.parametrize("key", ["", "  ", "a:b", "-x", "k" * 101, "a\nb:c", "“q”"])
def test_a_column_has_a_name_that_can_be_typed(key: str) -> None:
    with pytest.raises(CannotDo):
        tidy_key(key)
    assert tidy_key("  Wire   service ") == "Wire service"
