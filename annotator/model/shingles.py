"""Which texts tell the same story: alike in most of their runs of five words, whatever stands before and after.

A text becomes the set of its shingles: each run of five words as one number of 64 bits, words without case and
punctuation; a Han or kana character is a word by itself. Of each set a fixed quarter is kept, chosen by the numbers
themselves, so that the same shingle is kept everywhere: a min-hash sketch of fixed scale (FracMinHash, Irber et al.
2022), from which, unlike from min-hashes of fixed length, one also sees that a short text is part of a longer one.
Texts that share enough of their sketches are compared exactly.

Numbers depend on the text alone, not on the run of the program.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.model.progress import Progress, Unwatched

WORDS = 5  # of one shingle
FEWEST = 25  # shingles of a text that can be compared at all
ALIKE = 0.5  # share of the shorter text's shingles that the other has as well
LEAST_OF_BOTH = 0.12  # share of the shingles of either that both have: a quotation in a long text is no copy
_KEPT = 4  # one shingle in so many is in a sketch
_FEW = 16  # texts with one shingle up to which all pairs of them are looked at; beyond it neighbours alone
_SLACK = 0.75  # a pair is compared exactly from this part of ALIKE in the sketches on

Numbers = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
_SEPARATOR, _LETTER, _WORD_BY_ITSELF, _PASSED_OVER = range(4)
_PLANE = 0x10000
_STEP = np.uint64(0x9E3779B97F4A7C15)  # odd, so it has an inverse modulo 2**64


@dataclass(frozen=True, slots=True)
class Alike:
    """Texts of one story, by their places in the sequence given; each is alike to at least one other of them.

    `similarity`, 0 to 1: the share of the shorter text that stands in its nearest neighbour, of the text that is
    least like any other.
    """

    members: tuple[int, ...]
    similarity: float


def shingles(text: str) -> Numbers:
    """The distinct shingles of a text, ascending."""
    words = _words(text)
    if len(words) < WORDS:
        return np.empty(0, np.uint64)
    count = len(words) - WORDS + 1
    found = np.zeros(count, np.uint64)
    for at in range(WORDS):
        found *= _STEP
        found += words[at : at + count]
    return np.unique(_mixed(found))


def sketch(found: Numbers) -> Numbers:
    """The quarter of the shingles that stands for all of them, ascending."""
    kept: Numbers = found[found % np.uint64(_KEPT) == 0]
    return kept


def overlap(one: Numbers, other: Numbers) -> tuple[float, float]:
    """Which share of the smaller set the larger one has, and which share of all shingles of either both have."""
    if not len(one) or not len(other):
        return 0.0, 0.0
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / min(len(one), len(other)), common / (len(one) + len(other) - common)


def alike(
    count: int, text_of: Callable[[int], str], progress: Progress | None = None, *, what: str = ""
) -> tuple[Alike, ...]:
    """Which of `count` texts are alike, by their first members; `text_of` is asked twice at most for each.

    A step of progress for each text.
    """
    watch = progress or Unwatched()
    sketches: list[Numbers] = []
    for place in range(count):
        watch.step(place, count, what)
        found = shingles(text_of(place))
        sketches.append(sketch(found) if len(found) >= FEWEST else found[:0])
    links: dict[int, dict[int, float]] = defaultdict(dict)
    pairs = _candidates(sketches)
    del sketches
    for some in _together(pairs, count):
        watch.step(count, count, what)
        sets: dict[int, Numbers] = {}
        for one, other in some:
            for place in (one, other):
                if place not in sets:
                    sets[place] = shingles(text_of(place))
            part, whole = overlap(sets[one], sets[other])
            if part >= ALIKE and whole >= LEAST_OF_BOTH:
                links[one][other] = links[other][one] = part
    watch.step(count, count, "")
    return tuple(
        Alike(tuple(members), round(min(max(links[one].values()) for one in members), 3))
        for members in _components([(a, b) for a, others in links.items() for b in others if a < b], count)
    )


def _candidates(sketches: Sequence[Numbers]) -> list[tuple[int, int]]:
    """The pairs that share enough of their sketches to be compared, the lower place first."""
    sizes = np.array([len(one) for one in sketches], np.int64)
    if not sizes.sum():
        return []
    values = np.concatenate(sketches)
    owners = np.repeat(np.arange(len(sketches), dtype=np.int64), sizes)
    order = np.argsort(values, kind="stable")  # so owners of one value stand in order
    values, owners = values[order], owners[order]
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
    lengths = np.diff(np.r_[starts, len(values)])
    pairs: list[npt.NDArray[np.int64]] = []
    for away in range(1, _FEW):  # each with the one so many places on, within its value
        step_starts = starts[(lengths > away) & ((lengths <= _FEW) | (away == 1))]
        step_lengths = lengths[(lengths > away) & ((lengths <= _FEW) | (away == 1))]
        if not len(step_starts):
            continue
        first = _ranges(step_starts, step_lengths - away)
        pairs.append(owners[first] * len(sketches) + owners[first + away])
    if not pairs:
        return []
    keys, shared = np.unique(np.concatenate(pairs), return_counts=True)
    one, other = keys // len(sketches), keys % len(sketches)
    enough = shared >= np.maximum(2, np.minimum(sizes[one], sizes[other]) * ALIKE * _SLACK)
    return list(zip(one[enough].tolist(), other[enough].tolist(), strict=True))


def _ranges(starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """start, start + 1 ... of each range, one range after the other."""
    ends = np.cumsum(lengths)
    found: npt.NDArray[np.int64] = np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths)
    return found


def _together(pairs: Sequence[tuple[int, int]], count: int) -> list[list[tuple[int, int]]]:
    """The pairs, parted so that no text is in two parts."""
    part_of = {one: part for part, members in enumerate(_components(pairs, count)) for one in members}
    parts: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pair in pairs:
        parts[part_of[pair[0]]].append(pair)
    return list(parts.values())


def _components(pairs: Sequence[tuple[int, int]], count: int) -> list[list[int]]:
    """What hangs together by pairs: groups of two and more, each ascending, by their first."""
    above = list(range(count))

    def top(one: int) -> int:
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    for one, other in pairs:
        low, high = sorted((top(one), top(other)))
        above[high] = low
    groups: dict[int, list[int]] = defaultdict(list)
    for one in sorted({one for pair in pairs for one in pair}):
        groups[top(one)].append(one)
    return sorted(groups.values())


# Words as numbers --------------------------------------------------------------------------------------------------


def _words(text: str) -> Numbers:
    """Each word of the text as a number, in order."""
    points = np.frombuffer(text.lower().encode("utf-32-le", "replace"), np.uint32)
    sorts = _sorts()
    kinds = sorts[np.where(points < _PLANE, points, _PLANE + (points >> 16 == 2) + (points >> 16 == 3))]
    if (kinds == _PASSED_OVER).any():
        points, kinds = points[kinds != _PASSED_OVER], kinds[kinds != _PASSED_OVER]
    inside = kinds != _SEPARATOR
    if not inside.any():
        return np.empty(0, np.uint64)
    alone = kinds == _WORD_BY_ITSELF
    before = np.r_[False, inside[:-1] & ~alone[:-1]]
    after = np.r_[inside[1:] & ~alone[1:], False]
    begins: Bools = inside & (~before | alone)
    ends: Bools = inside & (~after | alone)
    starts, stops = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    # a word is the sum over its letters of letter * step**place, taken from the sums over the whole text
    powers, inverses = _powers(len(points))
    sums = np.zeros(len(points) + 1, np.uint64)
    np.cumsum(_mixed(points.astype(np.uint64)) * powers[: len(points)], out=sums[1:])
    return _mixed((sums[stops] - sums[starts]) * inverses[starts] + (stops - starts).astype(np.uint64))


_held: list[tuple[Numbers, Numbers]] = []  # the powers for the longest text so far: a value, made again where needed


def _powers(count: int) -> tuple[Numbers, Numbers]:
    """Powers of the step and of its inverse, at least `count` of each."""
    if not _held or len(_held[-1][0]) < count:
        size = max(count, 1 << 16)
        inverse = np.uint64(pow(int(_STEP), -1, 1 << 64))
        _held[:] = [(_powers_of(_STEP, size), _powers_of(inverse, size))]
    return _held[-1]


def _powers_of(base: np.uint64, count: int) -> Numbers:
    powers = np.full(count, base, np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers, dtype=np.uint64)


def _mixed(values: npt.NDArray[Any]) -> Numbers:
    """A number of 64 bits for each, all bits of which depend on all bits of it (Steele et al. 2014, SplitMix64)."""
    values = values.astype(np.uint64) + _STEP
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Numbers = values ^ (values >> np.uint64(31))
    return mixed


@cache
def _sorts() -> npt.NDArray[np.uint8]:
    """What each code point is to a text; those beyond the first plane as letters, or as Han in planes 2 and 3."""
    sorts = np.full(_PLANE + 3, _SEPARATOR, np.uint8)
    for point in range(_PLANE):
        category = unicodedata.category(chr(point))
        if category[0] in "LNM":
            sorts[point] = _LETTER
        elif category == "Cf":  # soft hyphens, joiners, marks of direction
            sorts[point] = _PASSED_OVER
    for first, last in ((0x3041, 0x3096), (0x309D, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)):
        letters = sorts[first : last + 1]
        letters[letters == _LETTER] = _WORD_BY_ITSELF
    sorts[_PLANE], sorts[_PLANE + 1 :] = _LETTER, _WORD_BY_ITSELF
    return sorts
