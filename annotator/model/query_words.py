"""A text cut into the words that a full-text index keeps, so that whatever is searched for can be looked up in it.

Words are runs of letters and digits of the folded text (`query_text.folded`). A run of Chinese, Japanese or Korean
becomes its overlapping pairs of characters, since nothing parts its words; a blank inside such a run is passed over.
Soft hyphens and hyphens at line ends are passed over too: a text with such is marked, and looked at whenever a hyphen
is searched for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from annotator.model.query_text import CJK, SOFT_HYPHEN, Wanted, breaks, folded

LONGEST = 120  # code points of a word that are kept
MOST = 48  # words of a search that are looked up
_RUN = re.compile(rf"([{CJK}]+)|[^\W_{CJK}]+")
_GAP = re.compile("(?<=[^\\W_])(?:\u00ad|- ?\n ?)+(?=[^\\W_])")
_CJK_GAP = re.compile(f"(?<=[{CJK}])(?:\u00ad|- ?\n ?|\\s)+(?=[{CJK}])")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order. `broken`: it holds hyphens that may not be meant; `long`: words that were cut."""

    words: list[str]
    broken: bool
    long: bool


def words_of(text: str) -> Words:
    """The words of a text as it is stored."""
    held = folded(text)
    broken = breaks(held)
    found: list[str] = []
    long = False
    for run in _RUN.finditer(_closed(held, broken=broken)):
        word = run.group()
        if run.group(1) is not None:
            found += pairs(word)
        elif len(word) > LONGEST:
            long = True
            found.append(word[:LONGEST])
        else:
            found.append(word)
    return Words(found, broken, long)


@dataclass(frozen=True, slots=True)
class Sought:
    """One word of a search: it may be the end of a word of the text (`from_inside`), or its beginning (`goes_on`)."""

    word: str
    from_inside: bool
    goes_on: bool


def sought(wanted: Wanted) -> list[Sought] | None:
    """What must stand one after another in the words of a text for the wanted to stand in it.

    Empty where nothing can be said: it holds no word. None where it holds a word that is too long to be kept.
    """
    runs = list(_RUN.finditer(_closed(wanted.folded, broken=False)))
    if any(run.group(1) is None and len(run.group()) > LONGEST for run in runs):
        return None
    found: list[Sought] = []
    for place, run in enumerate(runs):
        first, last = place == 0, place == len(runs) - 1
        word = run.group()
        if run.group(1) is not None and len(word) > 1:
            found += [Sought(pair, False, False) for pair in pairs(word)]
        else:
            found.append(Sought(word, first, last))
    if len(found) > MOST:
        found = found[:MOST]
    return found


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a run; of a single character itself."""
    return [run[k : k + 2] for k in range(len(run) - 1)] or [run]


def _closed(held: str, *, broken: bool) -> str:
    """A folded text without what is passed over."""
    if broken:
        held = _GAP.sub("", held)
    if not held.isascii():
        held = _CJK_GAP.sub("", held).replace(SOFT_HYPHEN, "")
    return held
