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
from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Candidate:
    """What can be found. The first text is its name, the others its path and aliases.

    `boost` is added to the points: a letter at the beginning of a word is worth 3, so a boost of up to 3 for what was
    used lately decides between near equals and no more.
    """

    texts: tuple[str, ...]
    boost: float = 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate found: its index among those given, its points, and where the letters lie.

    `positions` are code points of the name, rising; empty where only a path or an alias matched.
    """

    index: int
    score: float
    positions: tuple[int, ...]


def rank(query: str, candidates: Sequence[Candidate], *, most: int = 50) -> list[Match]:
    """The candidates that match, the best first, at most `most`; equals keep the order they were given in.

    An empty query gives all by boost.
    """
    words = tuple(_folded(word) for word in _SEPARATORS.split(query[:LONGEST_QUERY]) if word)
    if not words:
        order = sorted(range(len(candidates)), key=lambda index: -candidates[index].boost)[:most]
        return [Match(index, candidates[index].boost, ()) for index in order]
    whole = " ".join(words)
    found: list[tuple[float, int, tuple[int, ...]]] = []
    for index, candidate in enumerate(candidates):
        match = _match(words, whole, candidate)
        if match is not None:
            found.append((-match[0], index, match[1]))
    return [Match(index, -score, places) for score, index, places in heapq.nsmallest(most, found)]


class _Text(NamedTuple):
    """A text made ready: folded code point for code point, so that places stay; and where its words begin."""

    folded: str
    initials: str
    begins: tuple[int, ...]


@lru_cache(maxsize=16_384)
def _ready(text: str) -> _Text:
    folded = _folded(text[:LONGEST_TEXT])
    begins = tuple(at for at, letter in enumerate(folded) if letter.isalnum() and _begins_word(folded, at))
    return _Text(folded, "".join(folded[at] for at in begins), begins)


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else "".join(map(_folded_letter, text))


@lru_cache(maxsize=4096)
def _folded_letter(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0].casefold()
    return base[0] if base else letter


def _begins_word(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()


def _match(words: tuple[str, ...], whole: str, candidate: Candidate) -> tuple[float, tuple[int, ...]] | None:
    """The points of a candidate and the places in its name, or None."""
    name = _ready(candidate.texts[0])
    further = [_ready(text) for text in candidate.texts[1:]]
    score = candidate.boost - LENGTH * len(name.folded)
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
        if best == 0.0:
            return None
        score += best
        if by_name and in_name is not None:
            places.update(in_name[1])
    wholeness = _wholeness(whole, name)
    for text in further:
        wholeness = max(wholeness, _wholeness(whole, text) * FURTHER)
    return score + wholeness, tuple(sorted(places))


def _wholeness(whole: str, text: _Text) -> float:
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
    folded, initials, begins = text
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
