"""Query lines for tests: what a query is written as, and arbitrary ones."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from annotator.model.codings import Stance
from annotator.model.query import (
    And,
    Automatic,
    Beside,
    CaseIs,
    Coded,
    CodeIs,
    CoderIs,
    Dated,
    DocumentHas,
    How,
    Leaf,
    MemoHas,
    Not,
    Or,
    Query,
    QuoteHas,
    QuoteMatches,
    StanceIs,
    ValueIs,
    ValueThere,
    Where,
)
from annotator.model.query_terms import quoted


def written(query: Query, *, inside: bool = False) -> str:
    """A line that means the query."""
    match query:
        case And(parts=parts):
            line = " and ".join(written(part, inside=True) for part in parts)
            return f"({line})" if inside else line
        case Or(parts=parts):
            line = " or ".join(written(part, inside=True) for part in parts)
            return f"({line})" if inside else line
        case Not(part=part):
            return f"not {written(part, inside=True)}"
        case CodeIs(name=name, below=below):
            return f"code{':' if below else '='}{quoted(name)}"
        case CaseIs(name=name):
            return f"case:{'none' if name is None else quoted(name)}"
        case CoderIs(name=name):
            return f"coder:{quoted(name)}"
        case DocumentHas(words=words):
            return f"document:{quoted(words)}"
        case StanceIs(stance=stance):
            return f"stance:{stance.value}"
        case ValueIs(key=key, value=value, where=where):
            return {
                Where.FIELD: f"field:{key}={quoted(value)}",
                Where.META: f"meta.{key}:{quoted(value)}",
                Where.EITHER: f"{key}:{quoted(value)}",
            }[where]
        case ValueThere(key=key, there=True):
            return f"field:{key}"
        case ValueThere(key=key, where=where):
            return f"{'meta.' if where is Where.META else ''}{key}:none"
        case Dated(first=None) | Dated(last=None):
            return "date:none"
        case Dated(first=first, last=last):
            return f"date:{first}" if first == last else f"date:{first}..{last}"
        case Coded(first=first, last=last):
            return f"coded:{first}..{last}"
        case QuoteHas(words=words):
            return f"text:{quoted(words)}"
        case QuoteMatches(pattern=pattern):
            return f"/{pattern}/"
        case MemoHas(words=words):
            return f"memo:{'none' if words is None else quoted(words)}"
        case Automatic(yes=yes):
            return f"auto:{'yes' if yes else 'no'}"
        case Beside(how=How.NEAR, name=name, words=words):
            return f"near:{quoted(name)}/{words}"
        case Beside(how=how, name=name):
            return f"{how.value}:{quoted(name)}"
        case _:
            return ""


def leaves_of(
    codes: Sequence[str], cases: Sequence[str], coders: Sequence[str], words: Sequence[str], fields: Sequence[str]
) -> st.SearchStrategy[Leaf]:
    """Single questions about these names."""
    dates = st.sampled_from(["2017", "2018", "2018-04", "2018-04-30", "2019-01"])
    spans = st.tuples(dates, dates).filter(lambda one: one[0][:4] <= one[1][:4] and one[0][:7] <= one[1][:7])
    spans = spans.filter(lambda one: one[0][: min(map(len, one))] <= one[1][: min(map(len, one))])
    code, word, field = st.sampled_from(codes), st.sampled_from(words), st.sampled_from(fields)
    return st.one_of(
        st.builds(CodeIs, code, st.booleans()),
        st.builds(CaseIs, st.one_of(st.none(), st.sampled_from(cases))),
        st.builds(CoderIs, st.sampled_from(coders)),
        st.builds(DocumentHas, st.sampled_from(["report", "One", "two", "o", "Étude"])),
        st.builds(StanceIs, st.sampled_from(Stance)),
        st.builds(ValueIs, field, st.sampled_from(["company", "2", "words", "x"]), st.just(Where.FIELD)),
        st.builds(ValueThere, field, st.just(True), st.just(Where.FIELD)),
        st.builds(ValueThere, field, st.just(False), st.just(Where.EITHER)),
        st.builds(ValueIs, st.just("outlet"), st.sampled_from(["times", "The", "x"]), st.just(Where.META)),
        st.builds(ValueThere, st.just("outlet"), st.just(False), st.just(Where.META)),
        spans.map(lambda one: Dated(*one)),
        dates.map(lambda one: Dated(one, one)),
        dates.map(lambda one: Dated("", one)),
        st.just(Dated(None, None)),
        st.sampled_from([Coded("2000", ""), Coded("", "2001-01"), Coded("", "2999")]),
        st.builds(QuoteHas, word),
        st.builds(QuoteMatches, st.sampled_from(["dron", "s$", r"\bthe\b", "[aeiou]{2}", "^.{0,9}$"])),
        st.builds(MemoHas, st.one_of(st.none(), st.sampled_from(["check", "x"]))),
        st.builds(Automatic, st.booleans()),
        st.builds(Beside, st.sampled_from([How.WITHIN, How.OVERLAPS, How.SAME]), code),
        st.builds(Beside, st.just(How.NEAR), code, st.integers(0, 12)),
    )


def queries_of(leaves: st.SearchStrategy[Leaf]) -> st.SearchStrategy[Query]:
    """Questions joined by and, or, not."""

    def joined(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            several.map(And),
            several.map(Or),
            inner.map(Not),
        )

    return st.recursive(leaves, joined, max_leaves=6)


ANY = queries_of(
    leaves_of(
        ["Pledge", "A > B", 'say "so"', "Ägypten", "none"],
        ["Google", "none"],
        ["Anna Berg"],
        ["dröne", "a b", "-x", '"'],
        ["voice"],
    )
)
