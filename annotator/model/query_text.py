"""Finding words in texts as people mean them: places exact, spelling not.

Case, accents (unless they are typed), any white space, typographic quotes and dashes are alike. Soft hyphens (U+00AD,
a line end of a PDF) and hyphens at line ends are passed over; a typed hyphen also finds them. Marks without a width
do not count. Chinese, Japanese and Korean words are found across a line end. Positions are code points.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

SOFT_HYPHEN = "\u00ad"
CJK = (
    "\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_ALIKE = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "…": "...", "ـ": "",
}  # fmt: skip
_ASCII = bytes(range(128))
_LINE_ENDS = "\u0085\u2028\u2029"
_GAP = "(?:\u00ad|- ?\n ?)*"
_GAP_CJK = "(?:\u00ad|- ?\n ?| ?\n ?)*"
_HYPHEN = "(?:- ?\n ?|-|\u00ad)"
_IS_CJK = re.compile(f"[{CJK}]")


def folded(text: str) -> str:
    """The text as it is compared; each character by itself, so that folding the parts folds the whole."""
    found = text.casefold()
    if not found.isascii():
        for char in _rare(found):
            becomes = _becomes(char)
            if becomes != char:
                found = found.replace(char, becomes)
    return found


def _rare(text: str) -> set[str]:
    """The characters of a text that are not ASCII; a fifth of the time that its set takes."""
    return set(text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))


@lru_cache(maxsize=65536)
def _becomes(char: str) -> str:
    """One casefolded character as it is compared, itself folded once and for all."""
    if char == SOFT_HYPHEN:
        return char
    if char in _ALIKE:
        return _ALIKE[char]
    if char.isspace():
        return "\n" if char in _LINE_ENDS else " "
    category = unicodedata.category(char)
    if category == "Cf" or _is_accent(char):
        return ""
    if category[0] not in "LN" or "\uac00" <= char <= "\ud7a3":
        return char
    parts = "".join(part for part in unicodedata.normalize("NFKD", char) if not _is_accent(part))
    found = unicodedata.normalize("NFC", parts).casefold()
    return found if found == char else "".join(_becomes(part) if part >= "\x80" else part for part in found)


def _is_accent(char: str) -> bool:
    """Whether it is a mark that readers may leave out: accents, Hebrew points, Arabic vowels; not Indic vowels."""
    kind = unicodedata.combining(char)
    return kind >= 200 or 10 <= kind <= 36


class Wanted:
    """Words to be found. False where there are none."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.folded = " ".join(folded(words).replace(SOFT_HYPHEN, "").split())
        self._plain = _pattern(self.folded, loose=False)
        self._loose = _pattern(self.folded, loose=True)
        self._is_cjk = len(_IS_CJK.findall(self.folded)) > 1
        self._marks = _marks(words) if any(_is_accent(c) for c in unicodedata.normalize("NFD", words)) else []

    def __bool__(self) -> bool:
        return bool(self.folded)

    @property
    def is_plain(self) -> bool:
        """Whether it stands in a folded text without breaks as it is written."""
        return " " not in self.folded and not self._is_cjk

    @property
    def longest_word(self) -> str:
        """What must stand in a folded text without breaks as it is written; "" where nothing must."""
        return "" if self._is_cjk else max(self.folded.split(), key=len, default="")

    @property
    def asks_for_hyphen(self) -> bool:
        return "-" in self.folded

    @property
    def exact(self) -> bool:
        """Whether each place in the folded text is one: no accents were typed."""
        return not self._marks

    def pattern_for(self, text: str) -> re.Pattern[str]:
        """The expression that finds it in a folded text."""
        return self._loose if self._is_cjk or breaks(text) else self._plain

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """The ranges [start, end) of a text, as it is stored, at which the words stand; none overlap."""
        if not self.folded:
            return
        held = folded(text)
        origin: _Origin | None = None
        done = 0
        for found in self.pattern_for(held).finditer(held):
            if origin is None:
                origin = _Origin(text)
            start, end = origin.of(found.start(), found.end())
            if start >= done and self._is_meant(text[start:end]):
                done = end
                yield start, end

    def stands_in(self, text: str) -> bool:
        return next(self.places(text), None) is not None

    def _is_meant(self, quote: str) -> bool:
        """Whether the accents that were typed stand there."""
        if not self._marks:
            return True
        found = _marks(quote)
        return len(found) == len(self._marks) and all(
            not wanted or wanted == held for wanted, held in zip(self._marks, found, strict=True)
        )


def breaks(text: str) -> bool:
    """Whether a folded text holds hyphens that may not be meant: soft ones, or some at line ends."""
    return SOFT_HYPHEN in text or "-\n" in text or "- \n" in text


def _pattern(words: str, *, loose: bool) -> re.Pattern[str]:
    parts: list[str] = []
    for word in words.split(" ") if words else ():
        piece = ""
        for place, char in enumerate(word):
            after = word[place - 1] if place else ""
            if loose and after.isalnum() and char.isalnum():
                piece += _GAP_CJK if _IS_CJK.match(after) and _IS_CJK.match(char) else _GAP
            piece += _HYPHEN if loose and char == "-" else re.escape(char)
        parts.append(piece)
    return re.compile(r"\s+".join(parts))


def _marks(text: str) -> list[str]:
    """The accents on each letter or digit of a text, in order."""
    found: list[str] = []
    for char in unicodedata.normalize("NFKD", text.casefold()):
        if _is_accent(char):
            if found:
                found[-1] = "".join(sorted(found[-1] + char))
        elif char.isalnum():
            found.append("")
    return found


class _Origin:
    """Where each place of a folded text stood before; identity for most texts."""

    def __init__(self, text: str) -> None:
        self._text = text
        odd = {char: len(folded(char)) for char in _rare(text)}
        same = all(length == 1 for length in odd.values())
        self._starts = None if same else [0, *accumulate(odd.get(char, 1) for char in text)]

    def of(self, start: int, end: int) -> tuple[int, int]:
        if self._starts is not None:
            start = bisect_right(self._starts, start) - 1
            end = bisect_right(self._starts, end - 1)
            while end < len(self._text) and unicodedata.combining(self._text[end]) and _is_accent(self._text[end]):
                end += 1
        return start, end
