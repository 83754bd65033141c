"""A plan of keys that codes a text: how a practised coder would press them, found by trying the ways that there are.

Works from the text and the rules of the reading cursor alone, not from the window, so that what it finds is a
recording to be played to any window. A key is written as in the table of keys: `Down`, `Shift+Down`, `Alt+Right`, `d`.

To select a passage, the cheapest of these is taken:
- units: ↓ ↑ sentences, Ctrl+↓ ↑ paragraphs, with Shift extended; then words off or on at either end;
- typing: `/`, the first letters of the passage, `..`, its last letters, Enter (↓ goes to the next match);
- typing and units: `/`, the first letters, Enter, then units and words.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from annotator.model.layer_text import LayerText
from annotator.model.reading_cursor import ReadingCursor, Selection, Unit
from annotator.ui.reader.find import passages_typed

Range = tuple[int, int]
Keys = tuple[str, ...]

_DEEP = 6     # unit keys tried one after the other
_NEAR = 4     # unit keys after something was typed
_TYPED = 14   # letters of the beginning or the end of a passage that are tried
_MOST = 60    # keys for one passage
_LONG_WORD = 40
_MATCHES = 4  # of what was typed that are gone through
_ON_THE_KEYBOARD = frozenset(string.ascii_letters + string.digits + " -%$(),'")
_STEPS: tuple[tuple[str, Callable[[ReadingCursor, Selection], Selection]], ...] = (
    ("Down", lambda cursor, now: cursor.step(now, Unit.SENTENCE, 1)),
    ("Up", lambda cursor, now: cursor.step(now, Unit.SENTENCE, -1)),
    ("Ctrl+Down", lambda cursor, now: cursor.step(now, Unit.PARAGRAPH, 1)),
    ("Ctrl+Up", lambda cursor, now: cursor.step(now, Unit.PARAGRAPH, -1)),
    ("Shift+Down", lambda cursor, now: cursor.extend(now, Unit.SENTENCE, 1)),
    ("Shift+Up", lambda cursor, now: cursor.extend(now, Unit.SENTENCE, -1)),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A coding that is to be made: where, in code points, with which code, about which cases, for or against."""

    start: int
    end: int
    code: str
    cases: tuple[str, ...] = ()
    against: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The keys for one coding, parted by what they are for."""

    wanted: Wanted
    selecting: Keys
    coding: Keys

    @property
    def keys(self) -> Keys:
        return (*self.selecting, *self.coding)


@dataclass(frozen=True, slots=True)
class Ways:
    """What a coder has at hand: the keys of the codes, and how a case is set that has no digit here yet.

    `code_keys` are the keys of each code by its id, one or two, or those that lead through the picker; `name_case` are
    the keys that set a case by its name on the chosen coding and give it the next digit.
    """

    code_keys: Mapping[str, Keys]
    name_case: Callable[[str], Keys]


# Selecting -----------------------------------------------------------------------------------------------------------


def keys_to_select(text: LayerText, cursor: ReadingCursor, now: Selection, target: Range) -> tuple[Keys, Selection]:
    """The fewest keys that select the target, white space at its ends aside, and what is selected then."""
    best = _by_units(cursor, now, target, _DEEP, _MOST)
    found = _by_typing(text, cursor, now, target, len(best) if best is not None else _MOST) or best
    assert found is not None, f"no way leads to {text.text[slice(*target)]!r}"
    return found, Selection(*target)


def _by_units(cursor: ReadingCursor, now: Selection, target: Range, deep: int, most: int) -> Keys | None:
    """The shortest way by units from a selection, trimmed by words at both ends, of fewer keys than `most`."""
    seen: dict[Selection, Keys] = {now: ()}
    edge, best = [now], None
    for depth in range(min(deep, most - 1) + 1):
        for at in edge:
            trimmed = _trimmed(cursor, at, target, most - 1 - depth)
            if trimmed is not None:
                best = *seen[at], *trimmed
                most = len(best)
        edge = _one_further(cursor, seen, edge)
    return best


def _one_further(cursor: ReadingCursor, seen: dict[Selection, Keys], edge: Iterable[Selection]) -> list[Selection]:
    found = []
    for at in edge:
        for key, step in _STEPS:
            new = step(cursor, at)
            if new not in seen:
                seen[new] = (*seen[at], key)
                found.append(new)
    return found


def _trimmed(cursor: ReadingCursor, now: Selection, target: Range, most: int) -> Keys | None:
    """Arrow keys, at most so many, that shrink or grow a selection to the target; None where none do."""
    if now.empty:
        return None
    if (now.start, now.end) == target:
        return ()
    ends = _borders(cursor, now.end, target[1], most, at_end=True)
    begins = _borders(cursor, now.start, target[0], most - (ends or 0), at_end=False) if ends is not None else None
    if ends is None or begins is None:
        return None
    at_end = ("Right" if target[1] > now.end else "Left",) * ends
    at_start = ("Alt+Right" if target[0] > now.start else "Alt+Left",) * begins
    first_grows = target[1] > now.end  # never over the other end on the way
    return (*at_end, *at_start) if first_grows else (*at_start, *at_end)


def _borders(cursor: ReadingCursor, place: int, wanted: int, most: int, *, at_end: bool) -> int | None:
    """How many words lie between two places, if at most so many."""
    if abs(place - wanted) > most * _LONG_WORD:
        return None
    direction, count = (1 if wanted > place else -1), 0
    while place != wanted:
        step = cursor.border(place, direction, at_end=at_end)
        if step == place or (step - wanted) * direction > 0 or count == most:
            return None
        place, count = step, count + 1
    return count


def _by_typing(text: LayerText, cursor: ReadingCursor, now: Selection, target: Range, most: int) -> Keys | None:
    """The shortest way through `/` of fewer keys than `most`: the whole passage, or its first letters, then units."""
    start, end = target
    best: Keys | None = None
    for length in range(1, min(_TYPED, most - 2)):
        first = _typed(text.text[start : start + length])
        if first is None:
            continue
        for number, found in enumerate(_matches(text, first, now.start)):
            keys = ("/", *first, *("Down",) * number, "Return")
            if found[0] != start or len(keys) >= most:
                continue
            more = _by_units(cursor, Selection(*found), target, _NEAR, most - len(keys))
            if more is not None:
                best = *keys, *more
                most = len(best)
        for ending in range(1, min(_TYPED, most - length - 4)):
            last = _typed(text.text[end - ending : end])
            if last is None:
                break
            for number, found in enumerate(_matches(text, f"{first}..{last}", now.start)):
                keys = ("/", *first, ".", ".", *last, *("Down",) * number, "Return")
                if found == target and len(keys) < most:
                    best, most = keys, len(keys)
    return best


def _typed(words: str) -> str | None:
    """What is typed for some words; None where it is not on every keyboard, or would be read otherwise."""
    if not words or words != words.strip(" .") or not _ON_THE_KEYBOARD.issuperset(words):
        return None
    return words.lower()


def _matches(text: LayerText, typed: str, at: int) -> list[Range]:
    found = (match for match in passages_typed(text.text, typed, at) if match is not None)
    return list(islice(found, _MATCHES))


# Coding --------------------------------------------------------------------------------------------------------------


def planned(text: LayerText, wanted: Sequence[Wanted], ways: Ways) -> list[Step]:
    """The keys that make these codings, in their order, from a text just opened."""
    cursor, now = ReadingCursor(text), Selection(text.starts[0], text.starts[0])
    numbers: dict[str, int] = {}
    last: Wanted | None = None
    steps = []
    for one in wanted:
        selecting: Keys = ()
        if (now.start, now.end) != (one.start, one.end):
            selecting, now = keys_to_select(text, cursor, now, (one.start, one.end))
        new = bool(selecting) or last is None
        steps.append(Step(one, selecting, _keys_to_code(one, last if new else None, ways, numbers)))
        for case in one.cases:
            numbers.setdefault(case, len(numbers) + 1)
        last = one
    return steps


def _keys_to_code(wanted: Wanted, last: Wanted | None, ways: Ways, numbers: Mapping[str, int]) -> Keys:
    """The code's own keys and all that it is about, or the last coding again with what differs."""
    bare = replace(wanted, cases=(), against=False)
    anew = (*ways.code_keys[wanted.code], *_turned(bare, wanted, ways, numbers))
    if last is None or last.code != wanted.code:
        return anew
    again = (".", *_turned(last, wanted, ways, numbers))
    return min(anew, again, key=len)


def _turned(now: Wanted, wanted: Wanted, ways: Ways, numbers: Mapping[str, int]) -> Keys:
    """What makes one coding's cases and stance those of the other."""
    keys: list[str] = []
    for case in (*(one for one in now.cases if one not in wanted.cases), *wanted.cases):
        if case in wanted.cases and case in now.cases:
            continue
        keys += [str(numbers[case] % 10)] if case in numbers else ways.name_case(case)
    return (*keys, "-") if now.against != wanted.against else tuple(keys)


def letters_needed(names: Sequence[str], wanted: str, first: Callable[[str], str | None]) -> str:
    """The fewest letters of a name's beginning for which a finder puts it first."""
    for length in range(1, len(wanted) + 1):
        typed = wanted[:length].lower()
        if first(typed) == wanted:
            return typed
    raise AssertionError(f"{wanted} is not found among {len(names)}")
