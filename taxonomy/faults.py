"""What is wrong with a codebook, in words for the person who wrote the file."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

Path = tuple[str | int, ...]
"""Where something stands in a codebook file: keys of tables and, in lists, positions counted from 0."""

SUGGESTIONS = 100  # looking for the nearest of 5,000 ids takes 0.1 s, and nobody reads more of them
CUT = 60           # characters of a wrong value that a message repeats


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where, what, and what to do about it.

    `line` counts from 1 and is 0 where the codebook came from no file. `remedy` may be empty.
    """

    file: str
    line: int
    message: str
    remedy: str = ""
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = ":".join(part for part in (self.file, str(self.line) if self.line else "") if part)
        said = f"{place}: {self.message}" if place else self.message
        if not self.remedy:
            return said
        return f"{said}. {self.remedy}" + ("" if self.remedy.endswith(("?", ".")) else ".")


class Findings:
    """Collects faults while a codebook is read and checked, so that all of them are told at once."""

    def __init__(self, file: str, locate: Callable[[Path], int]) -> None:
        self.file = file
        self.line_of = locate
        self.unreadable: set[Path] = set()
        self._faults: list[Fault] = []
        self._suggestions = SUGGESTIONS

    def error(self, path: Path, message: str, remedy: str = "") -> None:
        self._add(path, message, remedy, Severity.ERROR)

    def warning(self, path: Path, message: str, remedy: str = "") -> None:
        self._add(path, message, remedy, Severity.WARNING)

    def cannot_read(self, path: Path, message: str, remedy: str = "") -> None:
        """An error after which the value at this path is a stand-in that no later check should complain of."""
        self.error(path, message, remedy)
        self.unreadable.add(path)

    def nearest(self, word: str, known: Iterable[str]) -> str | None:
        """The known word that was probably meant, if there is one."""
        if self._suggestions <= 0:
            return None
        self._suggestions -= 1
        return nearest(word, known)

    def did_you_mean(self, word: str, known: Iterable[str], otherwise: str) -> str:
        found = self.nearest(word, known)
        return f'Did you mean "{found}"?' if found else otherwise

    def sorted(self) -> tuple[Fault, ...]:
        """By line; in one line, in the order found."""
        return tuple(sorted(self._faults, key=lambda fault: fault.line))

    def _add(self, path: Path, message: str, remedy: str, severity: Severity) -> None:
        if path not in self.unreadable:
            self._faults.append(Fault(self.file, self.line_of(path), message, remedy, severity))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like this one, whatever its capitals; None if none looks like it."""
    folded: dict[str, str] = {}
    for each in known:
        folded.setdefault(each.casefold(), each)
    if word.casefold() in folded:
        return folded[word.casefold()]
    found = difflib.get_close_matches(word.casefold()[:CUT], folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def listing(words: Iterable[str], joint: str = "and") -> str:
    """The words in quotation marks, as people list them: "a", "b" and "c"."""
    quoted = [f'"{word}"' for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {joint} {quoted[-1]}"


def shown(value: object) -> str:
    """A value of a file, short enough for a message."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = " ".join(value.split())
        return f'"{text[:CUT]}…"' if len(text) > CUT else f'"{text}"'
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    return str(value)[:CUT]


def short(text: str) -> str:
    """The text on one line, at most 40 characters of it."""
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"
