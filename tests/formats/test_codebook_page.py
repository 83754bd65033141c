"""The codebook as a page: what stands on it, that nothing of it is code, and that it says all."""

from __future__ import annotations

import dataclasses
import itertools
import re

import lxml.html
import pytest
from lxml.html import HtmlElement

from annotator.formats.codebook_page import PageOf, anchor_of, codebook_page
from taxonomy import builtin
from taxonomy.codes import Code, Codebook, Example, Field, FieldType, QuotedDocument

BOOK = builtin.load("tech-military")
HOSTILE = '<script>alert("1")</script>&\'</style>'


def page(book: Codebook, also: PageOf | None = None, *, for_paper: bool = False) -> HtmlElement:
    return lxml.html.document_fromstring(codebook_page(book, also, for_paper=for_paper))


def words(element: HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def of_code(whole: HtmlElement, code: str) -> HtmlElement:
    found = whole.xpath("//section[@aria-labelledby=$anchor]", anchor=anchor_of(code))
    assert len(found) == 1, code
    return found[0]


@pytest.mark.parametrize("for_paper", [False, True])
def test_each_code_stands_on_the_page_with_all_that_is_written_of_it(for_paper: bool) -> None:
    whole = page(BOOK, for_paper=for_paper)
    for one in BOOK.codes:
        told = words(of_code(whole, one.id))
        quotes = [example.quote for example in (*one.examples, *one.counter_examples)]
        whys = [example.why for example in one.counter_examples if example.why]
        fields = [field.name for field in one.fields] + [option for field in one.fields for option in field.options]
        for text in (one.name, one.definition, *one.include, *one.exclude, *quotes, *whys, *fields):
            assert " ".join(text.split()) in told, (one.id, text)


def test_the_parts_that_are_no_codes_stand_there_too() -> None:
    told = words(page(BOOK))
    for criterion in BOOK.criteria:
        assert criterion.name in told
        assert all(answer.name in told for answer in criterion.answers)
    assert all(level.name in told for level in BOOK.levels)
    assert BOOK.rule is not None
    assert all(row.because in told for row in BOOK.rule.rows)
    assert all(field.name in told for field in BOOK.fields)
    assert all(attribute.name in told for kind in BOOK.case_types for attribute in kind.attributes)


def test_headings_follow_each_other_without_a_gap_and_each_link_leads_somewhere() -> None:
    whole = page(BOOK)
    ranks = [int(one.tag[1]) for one in whole.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert ranks[0] == 1
    assert ranks.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(ranks))
    targets = [link.get("href")[1:] for link in whole.iter("a") if link.get("href")]
    ids = [one.get("id") for one in whole.xpath("//*[@id]")]
    assert len(targets) >= len(BOOK.codes)
    assert len(set(ids)) == len(ids)
    assert set(targets) <= set(ids)


def test_the_contents_stand_in_groups_as_the_codes_do() -> None:
    whole = page(BOOK)
    for one in BOOK.codes:
        above = whole.xpath("//nav//a[@href=$to]/ancestor::li", to=f"#{anchor_of(one.id)}")
        assert len(above) == (3 if one.parent else 2), one.id


def test_nothing_written_in_a_codebook_becomes_markup() -> None:
    code = Code(
        HOSTILE, HOSTILE, definition=HOSTILE, include=(HOSTILE,), exclude=(HOSTILE,), colour="red;x:y", key="q",
        examples=(Example(HOSTILE, document="d", start=1, end=2),), counter_examples=(Example(HOSTILE, why=HOSTILE),),
        fields=(Field("f", HOSTILE, FieldType.CHOICE, (HOSTILE,), help=HOSTILE),), replaces=(HOSTILE,),
    )
    book = Codebook("b", HOSTILE, version=HOSTILE, language='"><b', passage=HOSTILE, note=HOSTILE, codes=(code,),
                    documents=(QuotedDocument("d", HOSTILE),))
    for for_paper in (False, True):
        html = codebook_page(book, for_paper=for_paper)
        whole = lxml.html.document_fromstring(html)
        assert not list(whole.iter("script"))
        assert html.count("</style>") == 1
        assert "red;" not in html, "what is no colour is left out"
        assert HOSTILE in whole.text_content()


def test_a_page_needs_nothing_from_elsewhere() -> None:
    html = codebook_page(BOOK)
    assert not re.search(r'(?:src|href)="(?!#)', html)
    assert "@import" not in html
    assert "url(" not in html
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html


def test_counts_and_what_is_to_define_stand_there_where_they_are_asked() -> None:
    first = BOOK.codes[0].id
    plain = words(of_code(page(BOOK), first))
    assert "0 codings" not in plain and "to define" not in plain
    told = words(of_code(page(BOOK, PageOf({first: 1234}, frozenset({first}))), first))
    assert "1,234 codings" in told
    assert "to define" in told


def test_codes_below_each_other_in_a_ring_or_below_nothing_end_the_page_all_the_same() -> None:
    ring = (Code("a", "First", parent="b"), Code("b", "Second", parent="a"), Code("c", "Third", parent="x"))
    told = words(page(Codebook("b", "B", codes=ring)).xpath("//main")[0])
    assert all(told.count(one.name) == 1 for one in ring)
    deep = tuple(Code(f"c{n}", f"Level {n}", parent=f"c{n - 1}" if n else None) for n in range(60))
    whole = page(Codebook("b", "B", codes=deep))
    assert "Level 59" in words(whole)


def test_an_empty_codebook_is_a_page_too() -> None:
    assert "0 codes" in words(page(Codebook("b", "Empty")))


def test_the_same_codebook_gives_the_same_bytes() -> None:
    again = dataclasses.replace(BOOK)
    assert codebook_page(BOOK) == codebook_page(again)


def test_the_page_says_its_language_and_texts_find_their_own_direction() -> None:
    whole = page(dataclasses.replace(BOOK, language="ar"))
    assert whole.get("lang") == "ar"
    assert all(one.get("dir") == "auto" for one in whole.iter("blockquote", "li") if one.text)
