"""The query line: what it means, what is refused and where, and its chips."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.codings import Stance
from annotator.model.query import (
    And,
    Beside,
    CaseIs,
    CodeIs,
    Dated,
    Everything,
    How,
    MemoHas,
    Not,
    Or,
    Query,
    QueryFault,
    QuoteHas,
    QuoteMatches,
    StanceIs,
    ValueIs,
    ValueThere,
    Where,
    in_words,
    leaves,
    parse,
)
from annotator.model.query_terms import quoted, terms, with_term, without
from tests.model.query_making import ANY, written


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("", Everything()),
        ("  \t", Everything()),
        ("code:Pledge", CodeIs("Pledge")),
        ("CODE=Pledge", CodeIs("Pledge", below=False)),
        ('code:"A > B"', CodeIs("A > B")),
        ("code:“A > B”", CodeIs("A > B")),
        ("case:none", CaseIs(None)),
        ('case:"none"', CaseIs("none")),
        ("stance:Contradicts", StanceIs(Stance.CONTRADICTS)),
        ("field:voice=company", ValueIs("voice", "company", Where.FIELD)),
        ('field:voice="a b"', ValueIs("voice", "a b", Where.FIELD)),
        ("field:voice", ValueThere("voice", True, Where.FIELD)),
        ("voice:company", ValueIs("voice", "company")),
        ("voice:none", ValueThere("voice", False)),
        ("meta.Outlet:Times", ValueIs("outlet", "Times", Where.META)),
        ("date:2018", Dated("2018", "2018")),
        ("date:2018..2019-06", Dated("2018", "2019-06")),
        ("date:..2018", Dated("", "2018")),
        ("date:none", Dated(None, None)),
        ("memo:none", MemoHas(None)),
        ("near:X", Beside(How.NEAR, "X", 20)),
        ("near:X/3", Beside(How.NEAR, "X", 3)),
        ('near:"A/B"/3', Beside(How.NEAR, "A/B", 3)),
        ("a b", And((QuoteHas("a"), QuoteHas("b")))),
        ("a AND b", And((QuoteHas("a"), QuoteHas("b")))),
        ("a or b c", Or((QuoteHas("a"), And((QuoteHas("b"), QuoteHas("c")))))),
        ("(a or b) c", And((Or((QuoteHas("a"), QuoteHas("b"))), QuoteHas("c")))),
        ("-a not b", And((Not(QuoteHas("a")), Not(QuoteHas("b"))))),
        ("-(a b)", Not(And((QuoteHas("a"), QuoteHas("b"))))),
        ('"and"', QuoteHas("and")),
        ("well-known", QuoteHas("well-known")),
        ("/a\\/b+/", QuoteMatches("a\\/b+")),
    ],
)
def test_a_line_means_what_the_table_says(line: str, means: Query) -> None:
    assert parse(line) == means


@pytest.mark.parametrize(
    ("line", "at", "end"),
    [
        ('code:"A', 5, 7),
        ("a or", 2, 4),
        ("(a", 0, 1),
        ("a)", 1, 2),
        ("( )", 0, 3),
        ("or a", 0, 2),
        ("not", 0, 3),
        ("a - b", 2, 3),
        ("/a", 0, 2),
        ("//", 0, 2),
        ("/(/", 0, 3),
        ("x code:", 2, 7),
        ('""', 0, 2),
        ("stance:maybe", 0, 12),
        ("auto:perhaps", 0, 12),
        ("date:soon", 0, 9),
        ("date:2018-02-30", 0, 15),
        ("date:2019..2018", 0, 15),
        ("date:..", 0, 7),
        ("near:X/many", 0, 11),
        ("case=Google", 0, 11),
        ("field:", 0, 6),
        ('code:"A"B', 0, 9),
        ("a ”", 2, 3),
    ],
)
def test_a_mistake_is_told_with_its_place(line: str, at: int, end: int) -> None:
    with pytest.raises(QueryFault) as fault:
        parse(line)
    assert (fault.value.at, fault.value.end) == (at, end)
    assert fault.value.message.endswith((".", "?"))


@given(ANY)
def test_what_is_written_is_read_back(query: Query) -> None:
    assert _flat(parse(written(query))) == _flat(query)


def _flat(query: Query) -> Query:
    """Brackets around a single part and double negation are the only freedom in writing."""
    if isinstance(query, And | Or):
        return type(query)(tuple(map(_flat, query.parts)))
    return Not(_flat(query.part)) if isinstance(query, Not) else query


@given(st.lists(ANY, max_size=4))
def test_a_line_grows_term_by_term_and_shrinks_again(added: list[Query]) -> None:
    line = ""
    for query in added:
        new, before = written(query), [(one.query, one.said) for one in terms(line)]
        longer = with_term(line, new)
        found = [(one.query, one.said) for one in terms(longer)]
        assert found[: len(before)] == before
        assert found[len(before) :] == [(one.query, one.said) for one in terms(new)]
        line = longer
    for place, term in enumerate(terms(line)):
        rest = [one.query for one in terms(line)]
        del rest[place]
        assert [one.query for one in terms(without(line, term))] == rest


@given(ANY)
def test_the_slice_of_a_term_means_the_term(query: Query) -> None:
    line = f"  {written(query)}  and code:X "
    for term in terms(line):
        assert parse(line[term.start : term.end]) == term.query
        assert term.said == in_words(term.query) != ""


@given(st.text(alphabet="ab:=/\"“”-() .\\'codenarifl0129|*+?[]{}^$\n\u00a0\u0663", max_size=60))
def test_a_hostile_line_is_read_or_refused_in_words(line: str) -> None:
    try:
        query = parse(line)
    except QueryFault as fault:
        assert fault.message
        assert 0 <= fault.at <= fault.end <= len(line)
    else:
        assert all(0 <= leaf.at < leaf.end <= len(line) for leaf in leaves(query))
        assert with_term(line, "code:X")


@pytest.mark.parametrize("line", ["(" * 5_000, "-" * 3_000 + "a", "a " * 3_000, "((" * 40 + "a" + "))" * 40])
def test_a_line_too_long_or_too_deep_is_refused(line: str) -> None:
    with pytest.raises(QueryFault):
        parse(line)


@given(st.text(min_size=1).filter(lambda one: one.strip()))
def test_any_value_can_be_quoted(value: str) -> None:
    assert parse(f"case:{quoted(value)}") == CaseIs(value)


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a*)*b", "(a|a)+b", "(.*)*", "(\\w+\\s?)*$", "(x+x+)+y", "(a|ab)*c", ".*.*.*.*.*.*x", "(" * 99],
)
def test_an_expression_that_could_run_for_ages_is_refused(pattern: str) -> None:
    with pytest.raises(QueryFault):
        parse(f"/{pattern}/")


@pytest.mark.parametrize(
    "pattern", ["pledges?\\b", "(foo|bar)+", "a.*b.*c", "near\\W+(?:\\w+\\W+){1,6}?drone", "\\d{4}"]
)
def test_a_usual_expression_is_taken(pattern: str) -> None:
    assert parse(f"/{pattern}/") == QuoteMatches(pattern)
