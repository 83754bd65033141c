"""Which names stand in a text: made once from thousands of names, asked for every passage.

A name is found where it stands as a word, whatever its letters' case; in scripts that are written without spaces it is
found anywhere. A name of up to three letters must have its very case, so that “us” is no United States.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

Named = TypeVar("Named", bound=Hashable)

_SHORT = 3
_WORD = re.compile(r"\w+")
_SIGNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)  # Thai, Lao, Burmese, Khmer, Chinese, Japanese
_UNSPACED = re.compile(f"[{_SIGNS}]")
_RUNS = re.compile(f"[{_SIGNS}]|[^{_SIGNS}]+")  # of a word


class NameIndex(Generic[Named]):
    """Finds names in texts; each stands for something, which several names may do."""

    def __init__(self, names: Iterable[tuple[str, Named]]) -> None:
        self._folded: dict[str, list[tuple[str, Named]]] = defaultdict(list)  # by the first word, or its first sign
        self._exact: dict[str, list[tuple[str, Named]]] = defaultdict(list)
        for name, what in names:
            plain = _plain(name)
            if not plain:
                continue
            exact = len(plain) <= _SHORT and not _UNSPACED.search(plain)
            wanted = plain if exact else plain.casefold()
            (self._exact if exact else self._folded)[_first(wanted)].append((wanted, what))

    def found_in(self, text: str) -> tuple[Named, ...]:
        """What is named in the text, each once, in the order in which they are first named."""
        plain = _plain(text)
        found: list[tuple[int, int, Named]] = []
        for index, looked in ((self._folded, plain.casefold()), (self._exact, plain)):
            if index:
                found += _places(index, looked)
        found.sort(key=lambda one: (one[0], -one[1]))
        return tuple(dict.fromkeys(what for _, _, what in found))


def _places(index: dict[str, list[tuple[str, Named]]], text: str) -> Iterable[tuple[int, int, Named]]:
    for at, key in _starts(text):
        for name, what in index.get(key, ()):
            if text.startswith(name, at) and _ends(text, at + len(name)):
                yield at, len(name), what


def _starts(text: str) -> Iterable[tuple[int, str]]:
    """Where a name may begin, with the key under which those are kept that begin so."""
    at = 0
    for word in _WORD.finditer(text):
        for place in range(at, word.start()):  # a name may begin with a sign
            if not text[place].isspace():
                yield place, text[place]
        at = word.end()
        for run in _RUNS.finditer(word[0]):
            yield word.start() + run.start(), run[0]
    for place in range(at, len(text)):
        yield place, text[place]


def _ends(text: str, end: int) -> bool:
    """Whether a name that ends there ends with a word."""
    if end >= len(text) or not (text[end].isalnum() or text[end] == "_"):
        return True
    return not text[end - 1].isalnum() or bool(_UNSPACED.match(text[end - 1]) or _UNSPACED.match(text[end]))


def _first(name: str) -> str:
    """The key under which a name is kept: its first sign where that is no letter, or is one that stands unspaced,
    else its first letters up to the end of the word or to such a sign."""
    word = _WORD.match(name)
    if word is None or _UNSPACED.match(name):
        return name[0]
    run = _RUNS.match(word[0])
    return run[0] if run is not None else word[0]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00ad", "").split())
