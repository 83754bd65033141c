"""A query line as chips: its terms, a line with one term less, a line with one more."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.model.query import Query, in_words
from annotator.model.query_parsing import parsed


@dataclass(frozen=True, slots=True)
class Term:
    """One of the terms that “and” joins at the top of a line: its range [start, end) of the line and what it says."""

    start: int
    end: int
    said: str
    query: Query


def terms(text: str) -> tuple[Term, ...]:
    """The terms of a line in order; none of an empty line. Raises QueryFault."""
    return tuple(Term(start, end, in_words(query), query) for start, end, query in parsed(text).parts)


def without(text: str, term: Term) -> str:
    """The line without one of its terms; the others stay as they were written."""
    return " ".join(text[one.start : one.end] for one in terms(text) if one.start != term.start)


def with_term(text: str, new: str) -> str:
    """The line with a further term that must be met too. Raises QueryFault where either is none."""
    return " ".join(part for part in (_closed(text), _closed(new)) if part)


def _closed(text: str) -> str:
    """A line so that a blank beside it binds the whole of it."""
    return f"({text.strip()})" if parsed(text).open_or else text.strip()


def quoted(value: str) -> str:
    """A value as it is written after a key: in quotation marks where it must be."""
    plain = value.isascii() and value.replace("_", "").replace("-", "").replace(".", "").isalnum()
    if plain and value.lower() != "none":
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("“", "\\“").replace("”", "\\”") + '"'
