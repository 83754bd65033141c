"""Which code a letter means, or two: the keys by which passages are coded.

A key is one letter, or two: the letter of the code above, then the code's own. The letter of a code without keyed
codes below it codes at once. That of a code with such codes opens a strip with their letters, one level deep; there
the parent's own letter once more means the parent, and a letter without a code closes the strip and codes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from annotator.model.ids import CodeId
from taxonomy.codes import Code

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Keyed(Protocol):
    """As much of a project's code as its key needs."""

    @property
    def id(self) -> CodeId: ...
    @property
    def parent(self) -> CodeId | None: ...
    @property
    def code(self) -> Code: ...


@dataclass(frozen=True, slots=True)
class CodeMeant:
    """The letter means this code: code with it, and close the strip if it is open."""

    id: CodeId


@dataclass(frozen=True, slots=True)
class Opens:
    """The letter opens the strip with the letters of the codes below this one."""

    id: CodeId


@dataclass(frozen=True, slots=True)
class Nothing:
    """The letter means no code; an open strip closes."""


KeyMeaning = CodeMeant | Opens | Nothing


def meaning(codes: Iterable[Keyed], letter: str, opened: CodeId | None = None) -> KeyMeaning:
    """What a letter means, in either case; `opened` is the code whose strip is open."""
    letter, known = letter.lower(), tuple(codes)
    if len(letter) != 1:
        return Nothing()
    if opened is not None:
        found = next((code for sign, code in strip_letters(known, opened) if sign == letter), None)
        return Nothing() if found is None else CodeMeant(found)
    holder = key_holder(known, letter)
    if holder is None:
        # A two-letter key whose code above has lost its own letter still opens that one's strip.
        holder = next((one.parent for one in known if one.parent and _is_pair(one, letter)), None)
        return Nothing() if holder is None else Opens(holder)
    return Opens(holder) if _keyed_below(known, holder) else CodeMeant(holder)


def strip_letters(codes: Iterable[Keyed], opened: CodeId) -> list[tuple[str, CodeId]]:
    """What the strip of a code offers: the keyed codes below it by their last letter, in order, the code itself last.

    No letter stands twice: the code's own comes first, then keys of two letters, then keys of one.
    """
    known = tuple(codes)
    own = next((one.code.key[-1].lower() for one in known if one.id == opened and one.code.key), None)
    below = [one for one in known if one.parent == opened and one.code.key]
    taken = {own} if own else set()
    offered: dict[CodeId, str] = {}
    for length in (2, 1):
        for one in below:
            key = (one.code.key or "").lower()
            if len(key) == length and key[-1] not in taken:
                taken.add(key[-1])
                offered[one.id] = key[-1]
    letters = [(offered[one.id], one.id) for one in below if one.id in offered]
    return [*letters, (own, opened)] if own else letters


def key_holder(codes: Iterable[Keyed], key: str, *, but: CodeId | None = None) -> CodeId | None:
    """The code that has exactly this key, other than `but`; None if it is free."""
    wanted = key.lower()
    return next((one.id for one in codes if one.id != but and (one.code.key or "").lower() == wanted), None)


def free_keys(codes: Iterable[Keyed], code: CodeId, *, at_most: int = 5) -> list[str]:
    """Keys that the code could have, those from the letters of its name first; below a keyed code, two letters."""
    known = tuple(codes)
    by_id = {one.id: one for one in known}
    if code not in by_id:
        return []
    above = by_id[code].parent
    first = (by_id[above].code.key or "").lower() if above in by_id else ""
    first = first if len(first) == 1 else ""
    held = {(one.code.key or "").lower() for one in known if one.id != code}
    name = by_id[code].code.name.lower()
    wanted = dict.fromkeys([letter for letter in name if letter in LETTERS] + list(LETTERS))
    return [first + letter for letter in wanted if first + letter not in held and letter != first][:at_most]


def _keyed_below(codes: Iterable[Keyed], code: CodeId) -> bool:
    return any(one.parent == code and one.code.key for one in codes)


def _is_pair(one: Keyed, letter: str) -> bool:
    key = (one.code.key or "").lower()
    return len(key) == 2 and key[0] == letter
