"""Finding in a layer's text: a generator, free of Qt, to be run in a worker and stopped when a newer question comes.

Case is ignored by `re.IGNORECASE`, never by changing the text, which would move positions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.model.errors import CannotDo

Range = tuple[int, int]

SLICE = 500_000          # code points searched between two chances to stop; 10 to 20 ms
_LONGEST_HIT = 10_000    # code points; of a regular expression, at the end of a slice


def pattern_of(question: str, *, regex: bool = False, match_case: bool = False) -> re.Pattern[str]:
    """What to search for. Raises CannotDo if the question is empty or is no regular expression."""
    if not question:
        raise CannotDo("Type what to find.")
    flags = re.MULTILINE | (re.NOFLAG if match_case else re.IGNORECASE)
    try:
        return re.compile(question if regex else re.escape(question), flags)
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
    """The passage that somebody means by its first words, then `..` and its last words; the words alone without `..`.

    The first match at the cursor or after it, else the first in the text; None if there is none. White space in what
    is typed stands for any, and case does not count.
    """
    first, dots, last = typed.partition("..")
    first, last = first.strip(), last.strip(" .")
    if not first:
        return None
    begins = re.compile(_loosely(first), re.IGNORECASE)
    ends = re.compile(_loosely(last), re.IGNORECASE) if dots and last else None
    for start in (cursor, 0):
        begun = begins.search(text, start)
        if begun is None:
            continue
        if ends is None:
            return begun.span()
        ended = ends.search(text, begun.end())
        if ended is not None:
            return begun.start(), ended.end()
    return None


def _loosely(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))
