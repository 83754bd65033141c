"""The codebooks that come with the program are sound, and their examples are where they say."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from taxonomy import builtin
from taxonomy.example_checking import check_examples
from taxonomy.loading import load_text
from taxonomy.tree import key_conflicts, tree_of

ARTICLE = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "article.txt"


@pytest.mark.parametrize("name", builtin.names())
def test_a_built_in_codebook_has_no_faults_at_all(name: str) -> None:
    assert load_text(builtin.text(name), name).faults == ()
    assert builtin.load(name).id == name


def test_tech_military_has_its_parts() -> None:
    book = builtin.load("tech-military")
    assert book.rule is not None
    assert (len(book.codes), len(book.criteria), len(book.levels), len(book.rule.rows)) == (34, 4, 6, 8)
    assert [code.name for code in tree_of(book).children()] == [
        "Dual-use technology", "Government contract", "Employee resistance", "Pledge",
        "Rating reported by a third party", "Context",
    ]
    assert key_conflicts(book) == ()


def test_the_empty_codebook_has_no_codes_and_one_type_of_case() -> None:
    book = builtin.load("empty")
    assert (book.name, book.codes, book.criteria, book.levels, book.rule) == ("Empty codebook", (), (), (), None)
    assert [case_type.id for case_type in book.case_types] == ["case"]


def test_another_name_is_none() -> None:
    with pytest.raises(KeyError):
        builtin.text("../codes")


def test_every_file_beside_the_built_in_ones_is_offered() -> None:
    folder = Path(str(builtin.__file__)).parent
    assert {path.stem for path in folder.glob("*.toml")} == set(builtin.names())


def test_quotations_are_short() -> None:
    for code in builtin.load("tech-military").codes:
        for example in (*code.examples, *code.counter_examples):
            assert len(example.quote) <= 130


@pytest.mark.skipif(not ARTICLE.is_file(), reason="the article is not at hand; it is not ours to ship")
def test_the_examples_are_at_their_offsets_in_the_article() -> None:
    data = ARTICLE.read_bytes()
    digest, text = hashlib.sha256(data).hexdigest(), data.decode("utf-8")
    book = builtin.load("tech-military")
    assert (book.documents[0].sha256, book.documents[0].characters) == (digest, len(text))
    examples = [each for code in book.codes for each in (*code.examples, *code.counter_examples)]
    assert examples
    assert all(text[each.start:each.end] == each.quote for each in examples)
    assert check_examples(book, {digest: text}) == ()
    assert len(check_examples(book, {digest: "x" + text})) == len(examples)
