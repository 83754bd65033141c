"""Fuzzy ranking for the command palette and the code picker: which of many names somebody means by a few letters.

Free of Qt. A query is taken word by word; each word must occur, as letters in their order, in one of a candidate's
texts. Case and accents do not count. Points are given for letters at the beginning of a word and for letters that
follow each other, so that both `gov` and `gc` find "Government contract". Letters that lie apart count in the name
alone: in a long path they would find almost anything.
"""

from __future__ import annotations

import heapq
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

LETTER = 1.0        # points of each letter found
GOOD_PLACE = 2.0    # besides, of a letter that begins a word or follows the one found before
SKIPPED = 0.1       # taken off for each letter skipped between two found ones,
SKIPPED_MOST = 1.0  # but never more than this
POOREST = 0.4       # share of the most points that letters lying apart must reach; below it is chance
BEGINS = 1.5        # besides, where the text begins with the whole query
INITIALS = 0.5      # taken off for a query of initials
EQUALS = 3.0        # besides, where the text is the query
LENGTH = 0.01       # taken off for each letter of the text, so that of two equals the shorter comes first
FURTHER = 0.8       # what a place in a path or an alias counts, against one in the name

LONGEST_TEXT = 240  # code points of a text that are looked at
LONGEST_QUERY = 64
_SEPARATORS = re.compile(r"[\s>›]+")
_WORD = re.compile(r"[^\W_]+")
MARK = "\x01"     # stands in no text that was folded
_MARKED = MARK + r"\g<0>"
_NEVER = "\x02"  # is found in nothing


@dataclass(frozen=True, slots=True)
class Candidate:
    """What can be found. The first text is its name, the others its path and aliases.

    `boost` is added to the points: a letter at the beginning of a word is worth 3, so a boost of up to 3 for what was
    used lately decides between near equals and no more.
    """

    texts: tuple[str, ...]
    boost: float = 0.0
    kept: list[_Text] = field(default_factory=list, init=False, repr=False, compare=False)  # the texts made ready

    @property
    def ready(self) -> list[_Text]:
        """The texts as they are searched; made when first asked for, for it is most of the work."""
        if not self.kept:
            self.kept.extend(_ready(text) for text in self.texts)
        return self.kept


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate found: its index among those given, its points, and where the letters lie.

    `positions` are code points of the name, rising; empty where only a path or an alias matched.
    """

    index: int
    score: float
    positions: tuple[int, ...]


def rank(
    query: str, candidates: Sequence[Candidate], *, most: int = 50, boosts: Mapping[int, float] | None = None
) -> list[Match]:
    """The candidates that match, the best first, at most `most`; equals keep the order they were given in.

    An empty query gives all by boost. `boosts` are points by index, beside those of the candidates themselves, so that
    candidates can be kept while what was used lately changes.
    """
    words = tuple(_folded(word) for word in _SEPARATORS.split(query[:LONGEST_QUERY]) if word)
    lately = boosts or {}
    if not words:
        points = [one.boost for one in candidates]
        for index, more in lately.items():
            points[index] += more
        best = heapq.nsmallest(most, range(len(points)), key=lambda index: -points[index])
        return [Match(index, points[index], ()) for index in best]
    found = _found(words, candidates, lately)
    return [
        Match(index, -score, _places(words, candidates[index])) for score, index in heapq.nsmallest(most, found)
    ]


class _Text(NamedTuple):
    """A text made ready: folded code point for code point, so that places stay; and where its words begin."""

    folded: str
    marked: str  # the same with a mark before each word
    initials: str
    begins: tuple[int, ...]


@lru_cache(maxsize=16_384)
def _ready(text: str) -> _Text:
    folded = _folded(text[:LONGEST_TEXT])
    begins = tuple(found.start() for found in _WORD.finditer(folded))
    return _Text(folded, _WORD.sub(_MARKED, folded), "".join([folded[at] for at in begins]), begins)


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else "".join(map(_folded_letter, text))


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0].casefold()
    return base[0] if base else letter


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()


def _found(
    words: Sequence[str], candidates: Sequence[Candidate], lately: Mapping[int, float]
) -> list[tuple[float, int]]:
    """The points, negative, and the index of each candidate that matches.

    All candidates are gone through at every letter that is typed, so this is written for speed: what need not be known
    of each of them, such as the places, is left to `_places`.
    """
    whole = " ".join(words)
    sought = [(word, MARK + word, word if len(word) > 1 else _NEVER, len(word) * (LETTER + GOOD_PLACE))
              for word in words]  # fmt: skip
    found: list[tuple[float, int]] = []
    for index, candidate in enumerate(candidates):
        name, *further = candidate.kept or candidate.ready
        folded, marked, initials, _ = name
        score = candidate.boost - LENGTH * len(folded)
        for word, at_beginning, initial, most in sought:
            if at_beginning in marked:
                score += most  # no other text is worth more
                continue
            if word in folded:
                best = _inside(word, name, initial, most)
            elif initial in initials:
                best = most - INITIALS
            else:
                scattered = _scattered(word, name) if initial is word else None
                best = scattered[0] if scattered is not None else 0.0
            for text in further:
                if at_beginning in text.marked:
                    best = max(best, most * FURTHER)
                elif word in text.folded:
                    best = max(best, _inside(word, text, initial, most) * FURTHER)
                elif initial in text.initials:
                    best = max(best, (most - INITIALS) * FURTHER)
            if best == 0.0:
                break
            score += best
        else:
            wholeness = _wholeness(whole, name) if folded.startswith(whole) else 0.0
            for text in further:
                if text.folded.startswith(whole):
                    wholeness = max(wholeness, _wholeness(whole, text) * FURTHER)
            score += wholeness
            found.append((-score - lately.get(index, 0.0), index))
    return found


def _inside(word: str, text: _Text, initial: str, most: float) -> float:
    """Points of a word that lies in a text, but for all that is known not at a word's beginning."""
    if not word.isalnum() and re.search(rf"(?<![^\W_]){re.escape(word)}", text.folded):
        return most  # `dual-use` holds the beginning of another word, which is marked
    return most - (INITIALS if initial in text.initials else GOOD_PLACE)


def _places(words: Sequence[str], candidate: Candidate) -> tuple[int, ...]:
    """Where the letters lie in the name of a candidate that matches; those that only another text holds are left out.
    """
    name, *further = candidate.ready
    places: set[int] = set()
    for word in words:
        in_name = _in_one_piece(word, name) or _scattered(word, name)
        best = in_name[0] if in_name is not None else 0.0
        by_name = True
        if best < FURTHER * (LETTER + GOOD_PLACE) * len(word):
            for text in further:
                in_text = _in_one_piece(word, text)
                if in_text is not None and in_text[0] * FURTHER > best:
                    best, by_name = in_text[0] * FURTHER, False
        if by_name and in_name is not None:
            places.update(in_name[1])
    return tuple(sorted(places))


def _wholeness(whole: str, text: _Text) -> float:
    """Points of a text that begins with the whole query."""
    if not text.folded.startswith(whole):
        return 0.0
    return BEGINS + (EQUALS if len(text.folded) == len(whole) else 0.0)


def _in_one_piece(word: str, text: _Text) -> tuple[float, Sequence[int]] | None:
    """Points and places of a word that lies in the text as it is, or as the initials of words that follow each other.

    A place at a word's beginning is the best there can be; then come initials, then the inside of a word.
    """
    length = len(word)
    folded = text.folded
    first = at = folded.find(word)
    while at >= 0:
        if at == 0 or not folded[at - 1].isalnum():
            return length * (LETTER + GOOD_PLACE), range(at, at + length)
        at = folded.find(word, at + 1)
    if length > 1:
        at = text.initials.find(word)
        if at >= 0:
            return length * (LETTER + GOOD_PLACE) - INITIALS, text.begins[at:at + length]
    if first < 0:
        return None
    return length * (LETTER + GOOD_PLACE) - GOOD_PLACE, range(first, first + length)


def _scattered(word: str, text: _Text) -> tuple[float, Sequence[int]] | None:
    """Points and places of a word whose letters lie apart in the text; None where they do not lie in it in order,
    or so poorly that nobody would have meant it.

    Of all ways to place them two are tried, which is quick and misses little: the shortest stretch that ends where the
    first occurrence does, and the one that goes from word to word.
    """
    folded = text.folded
    places = []
    at = -1
    for letter in word:
        at = folded.find(letter, at + 1)
        if at < 0:
            return None
        places.append(at)
    for number in range(len(word) - 2, -1, -1):  # back from the end, so that it lies as close as it can
        places[number] = folded.rfind(word[number], 0, places[number + 1])
    best = _points(places, text), places
    by_words = _from_word_to_word(word, text)
    if by_words is not None:
        points = _points(by_words, text)
        if points > best[0]:
            best = points, by_words
    return best if best[0] >= POOREST * (LETTER + GOOD_PLACE) * len(word) else None


def _from_word_to_word(word: str, text: _Text) -> list[int] | None:
    folded, _marked, initials, begins = text
    places: list[int] = []
    at = -1
    for letter in word:
        if at >= 0 and folded.startswith(letter, at + 1):
            at += 1
        else:
            number = initials.find(letter, bisect_right(begins, at))
            at = begins[number] if number >= 0 else folded.find(letter, at + 1)
            if at < 0:
                return None
        places.append(at)
    return places


def _points(places: Sequence[int], text: _Text) -> float:
    points = 0.0
    last = -2
    for at in places:
        points += LETTER
        if at == last + 1 or _begins_word(text.folded, at):
            points += GOOD_PLACE
        if 0 <= last < at - 1:
            points -= min(SKIPPED * (at - last - 1), SKIPPED_MOST)
        last = at
    return points
