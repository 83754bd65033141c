"""The terms of a query line in words, as its chips say them."""

from __future__ import annotations

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
    Everything,
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
)
from annotator.ui.words import tr, tr_n


def term_words(query: Query) -> str:
    """A term, or several that are joined, in a few words."""
    if isinstance(query, Everything):
        return tr("all codings")
    if isinstance(query, And):
        return tr(" and ").join(_inside(part) for part in query.parts)
    if isinstance(query, Or):
        return tr(" or ").join(_inside(part) for part in query.parts)
    if isinstance(query, Not):
        return tr("not: {term}", term=_inside(query.part))
    return _leaf(query)


def _inside(query: Query) -> str:
    return f"({term_words(query)})" if isinstance(query, And | Or) else term_words(query)


def _leaf(leaf: Leaf) -> str:
    match leaf:
        case CodeIs(name=name, below=True):
            return tr("code: {name}", name=name)
        case CodeIs(name=name):
            return tr("code itself: {name}", name=name)
        case CaseIs(name=None):
            return tr("no case")
        case CaseIs(name=name):
            return tr("case: {name}", name=name)
        case CoderIs(name=name):
            return tr("coder: {name}", name=name)
        case DocumentHas(words=words):
            return tr("document: {name}", name=words)
        case StanceIs(stance=stance):
            return tr("contradicts") if stance is Stance.CONTRADICTS else tr("supports")
        case ValueIs(key=key, value=value):
            return f"{key}: {value}"
        case ValueThere(key=key, there=there):
            return tr("{key}: any", key=key) if there else tr("{key}: none", key=key)
        case Dated(first=first, last=last):
            return tr("no date") if first is None or last is None else tr("date: {span}", span=_span(first, last))
        case Coded(first=first, last=last):
            return tr("coded: {span}", span=_span(first, last))
        case QuoteHas(words=words):
            return tr("says “{words}”", words=words)
        case QuoteMatches(pattern=pattern):
            return tr("matches /{pattern}/", pattern=pattern)
        case MemoHas(words=None):
            return tr("no memo")
        case MemoHas(words=words):
            return tr("memo: {words}", words=words)
        case Automatic(yes=yes):
            return tr("coded automatically") if yes else tr("not coded automatically")
        case Beside():
            return _beside(leaf)


def _beside(leaf: Beside) -> str:
    match leaf.how:
        case How.WITHIN:
            return tr("within: {name}", name=leaf.name)
        case How.OVERLAPS:
            return tr("overlaps: {name}", name=leaf.name)
        case How.SAME:
            return tr("same paragraph: {name}", name=leaf.name)
        case How.NEAR:
            return tr_n("at most %n word from {name}", "at most %n words from {name}", leaf.words, name=leaf.name)


def _span(first: str, last: str) -> str:
    if first == last:
        return first
    if not last:
        return tr("since {date}", date=first)
    return tr("until {date}", date=last) if not first else f"{first} – {last}"
