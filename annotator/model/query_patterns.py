"""Regular expressions in query lines: which are refused because they could run for ages, before any is run.

Python's engine tries one way after another and cannot be stopped inside a match. What makes it exponential is
refused here; the rest is run over short passages first, against a clock (`annotator.store.asking`).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

LONGEST = 500  # code points of an expression
_MANY = 20  # repetitions from which on a repetition counts as endless
_FEW = 8  # repetitions of what repeats endlessly itself, as in "at most so many words"
_MOST_ENDLESS = 5  # endless repetitions in one expression: each multiplies the ways to try by the length of the passage


@lru_cache(maxsize=64)
def compiled(pattern: str) -> re.Pattern[str]:
    """Case ignored. Raises re.error where it is no expression."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what a later Python may read otherwise
        return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=64)
def needed(pattern: str) -> str:
    """What every text that a sound expression matches holds once it is folded (`query_text.folded`); "" if unsure.

    The longest run of plain characters at its top. Not the letter i, which has relatives that fold otherwise.
    """
    runs = [""]
    for operation, argument in _tree(pattern):
        char = chr(argument) if str(operation) == "LITERAL" else ""
        if char and " " <= char < "\x7f" and char not in "iI":
            runs[-1] += char.casefold()
        else:
            runs.append("")
    return max(runs, key=len)


def why_not(pattern: str) -> str:
    """In one sentence why an expression is refused; "" if it may be run."""
    if len(pattern) > LONGEST:
        return f"The regular expression is too long; at most {LONGEST} characters."
    try:
        compiled(pattern)
        tree = _tree(pattern)
    except re.error as error:
        return f"The regular expression is not sound: {error.msg}."
    except (OverflowError, RecursionError, MemoryError, ValueError):
        return "The regular expression is not sound, or too large."
    try:
        if _is_explosive(tree, endless=False):
            return "The regular expression repeats a repetition, which could take for ages; write it more simply."
        if sum(1 for _ in _endless(tree)) > _MOST_ENDLESS:
            return f"The regular expression repeats endlessly more than {_MOST_ENDLESS} times; write it more simply."
    except RecursionError:
        return "The regular expression is not sound, or too large."
    return ""


def _tree(pattern: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _parser().parse(pattern, re.IGNORECASE)


def _parser() -> Any:
    return re._parser  # type: ignore[attr-defined]  # the only reader of expressions that agrees with the engine


def _children(argument: Any) -> Iterator[Any]:
    """The parts of an expression that stand in the argument of a node."""
    if isinstance(argument, _parser().SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for one in argument:
            yield from _children(one)


def _repeats(operation: object) -> bool:
    return str(operation) in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


def _endless(tree: Any) -> Iterator[Any]:
    for operation, argument in tree:
        if _repeats(operation) and argument[1] > _MANY:
            yield argument
        for child in _children(argument):
            yield from _endless(child)


def _is_explosive(tree: Any, *, endless: bool) -> bool:
    """Whether there is an endless repetition, or a choice that may begin alike, inside an endless repetition."""
    for operation, argument in tree:
        if _repeats(operation):
            least, most, _ = argument
            varies = most > least and most > 1
            if endless and varies:
                return True
            if any(_is_explosive(child, endless=endless or most > _MANY) for child in _children(argument)):
                return True
            if varies and most - least > _FEW and any(True for child in _children(argument) for _ in _endless(child)):
                return True
            continue
        if endless and str(operation) == "BRANCH" and _begin_alike(argument[1]):
            return True
        if any(_is_explosive(child, endless=endless) for child in _children(argument)):
            return True
    return False


def _begin_alike(choices: Any) -> bool:
    """Whether two of several choices may begin with the same character; in doubt they may."""
    seen: set[str] = set()
    for choice in choices:
        if not len(choice) or str(choice[0][0]) != "LITERAL":
            return True
        first = chr(choice[0][1]).casefold()
        if first in seen:
            return True
        seen.add(first)
    return False
