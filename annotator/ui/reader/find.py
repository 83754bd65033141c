"""Finding in a layer's text: a generator, free of Qt, to be run in a worker and stopped when a newer question comes.

Case is ignored by `re.IGNORECASE`, never by changing the text, which would move positions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.model.errors import CannotDo

Range = tuple[int, int]

SOFT_HYPHEN = "\u00ad"
_NO_MORE: Range = (-2, -2)
SLICE = 500_000          # code points searched between two chances to stop; 10 to 20 ms
_LONGEST_HIT = 10_000    # code points; of a regular expression, at the end of a slice


def pattern_of(question: str, *, regex: bool = False, match_case: bool = False,
               hyphenated: bool = False) -> re.Pattern[str]:
    """What to search for; in a `hyphenated` text soft hyphens may stand inside what is asked.

    Raises CannotDo if the question is empty or is no regular expression.
    """
    if not question:
        raise CannotDo("Type what to find.")
    flags = re.MULTILINE | (re.NOFLAG if match_case else re.IGNORECASE)
    try:
        return re.compile(question if regex else _literal(question, hyphenated=hyphenated), flags)
    except (re.error, OverflowError, RecursionError):
        raise CannotDo(f"“{question}” is not a regular expression: check its brackets and signs, "
                       "or search for it as plain text.") from None


def find_in_text(text: str, pattern: re.Pattern[str], *, slice_size: int = SLICE) -> Iterator[list[Range]]:
    """The hits, not overlapping and never empty, as one list for each slice of the text, in order.

    Close the generator to stop. A slice ends at a line's end; a hit of more than 10,000 code points may be missed where
    it crosses the end of one.
    """
    at, size = 0, len(text)
    while at < size:
        border = min(size, at + slice_size)
        end = text.find("\n", min(size, border + _LONGEST_HIT))
        found, place = list[Range](), at
        for match in pattern.finditer(text, at, size if end < 0 else end):
            if match.start() >= border:
                break
            place = match.end()
            if match.end() > match.start():
                found.append(match.span())
        yield found
        at = max(border, place)


def passage_typed(text: str, typed: str, cursor: int) -> Range | None:
    """The first of `passages_typed`; None if there is none."""
    return next((found for found in passages_typed(text, typed, cursor) if found is not None), None)


def passages_typed(text: str, typed: str, cursor: int) -> Iterator[Range | None]:
    """The passages that somebody means by their first words, then `..` and their last words; the words alone without.

    Those that begin at the cursor or after it come first, then those before it. White space in what is typed stands
    for any, and case does not count. None comes at each end of a slice of the text: a chance to stop.
    """
    first, dots, last = typed.partition("..")
    first, last = first.strip(), last.strip(" .")
    if not first:
        return
    hyphenated = SOFT_HYPHEN in text
    begins = _loosely(first, hyphenated=hyphenated)
    ends = _loosely(last, hyphenated=hyphenated) if dots and last else None
    for start, stop in ((cursor, len(text)), (0, min(cursor, len(text)))):
        if ends is None:
            yield from _beginning(text, begins, start, stop)
        else:
            yield from _from_to(text, begins, ends, start, stop)


def _beginning(text: str, pattern: re.Pattern[str], at: int, stop: int) -> Iterator[Range | None]:
    """The matches that begin in [at, stop), and None at each end of a slice."""
    while at < stop:
        border = min(stop, at + SLICE)
        for match in pattern.finditer(text, at, min(len(text), border + _LONGEST_HIT)):
            if match.start() >= border:
                break
            yield match.span()
        yield None
        at = border


def _from_to(
    text: str, begins: re.Pattern[str], ends: re.Pattern[str], start: int, stop: int
) -> Iterator[Range | None]:
    """From each beginning to the nearest end after it; neither search ever goes back."""
    ending: Iterator[Range | None] | None = None
    end: Range = (-1, -1)
    for begun in _beginning(text, begins, start, stop):
        if begun is None:
            yield None
            continue
        if ending is None:
            ending = _beginning(text, ends, begun[1], len(text))
        while end[0] < begun[1]:
            found = next(ending, _NO_MORE)
            if found is _NO_MORE:
                return
            if found is None:
                yield None
            else:
                end = found
        yield begun[0], end[1]


def _literal(words: str, *, hyphenated: bool) -> str:
    return f"{SOFT_HYPHEN}*".join(map(re.escape, words)) if hyphenated else re.escape(words)


def _loosely(words: str, *, hyphenated: bool) -> re.Pattern[str]:
    return re.compile(r"\s+".join(_literal(word, hyphenated=hyphenated) for word in words.split()), re.IGNORECASE)
