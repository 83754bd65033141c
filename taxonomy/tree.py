"""The tree that `parent` makes of the codes, and what a code has from those above it.

Works on any codebook, also on one with faults: a parent that does not exist makes a code stand at the top, a
circle of parents is cut at its first code, and of two codes with one id the first counts. Nothing here recurses,
so depth is no limit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from taxonomy.codes import Code, Codebook, Field


@dataclass(frozen=True, slots=True)
class Tree:
    """An index over the codes of one codebook; make it with `tree_of`. Unknown ids raise KeyError."""

    codebook: Codebook
    codes: Mapping[str, Code]
    parents: Mapping[str, str | None]
    _children: Mapping[str | None, tuple[str, ...]]

    def children(self, code: str | None = None) -> tuple[Code, ...]:
        """The codes directly under the code, or at the top, in the order of the codebook."""
        if code is not None:
            self.codes[code]
        return tuple(self.codes[child] for child in self._children.get(code, ()))

    def parent(self, code: str) -> Code | None:
        above = self.parents[code]
        return None if above is None else self.codes[above]

    def line_up(self, code: str) -> tuple[Code, ...]:
        """The code and all above it, the top first."""
        found: deque[Code] = deque()
        at: str | None = code
        while at is not None:
            found.appendleft(self.codes[at])
            at = self.parents[at]
        return tuple(found)

    def path(self, code: str) -> tuple[str, ...]:
        """The names from the top down to the code."""
        return tuple(each.name for each in self.line_up(code))

    def depth(self, code: str) -> int:
        """How many codes are above it: 0 at the top."""
        return len(self.line_up(code)) - 1

    def descendants(self, code: str) -> tuple[Code, ...]:
        """All codes under the code, in the order shown, without itself."""
        return tuple(self.codes[each] for each in self._walk(code))[1:]

    def in_order(self) -> tuple[Code, ...]:
        """All codes as shown: each followed by those under it."""
        return tuple(self.codes[each] for top in self._children.get(None, ()) for each in self._walk(top))

    def criterion(self, code: str) -> str | None:
        """Its own criterion, or the nearest above it."""
        return next((each.criterion for each in reversed(self.line_up(code)) if each.criterion is not None), None)

    def counts(self, code: str) -> str | None:
        """The answer it counts as, its own or the nearest above it; "context" moves nothing."""
        return next((each.counts for each in reversed(self.line_up(code)) if each.counts is not None), None)

    def colour(self, code: str) -> str | None:
        """Its own colour, or the nearest above it, as #RRGGBB."""
        return next((each.colour for each in reversed(self.line_up(code)) if each.colour is not None), None)

    def fields(self, code: str) -> tuple[Field, ...]:
        """The fields that the code asks: those from above first, then its own."""
        return tuple(field for each in self.line_up(code) for field in each.fields)

    def all_fields(self, code: str) -> tuple[Field, ...]:
        """What a coding with the code is asked: the codebook's own fields, then those of the code."""
        return self.codebook.fields + self.fields(code)

    def _walk(self, start: str) -> Iterator[str]:
        waiting = [start]
        while waiting:
            at = waiting.pop()
            yield at
            waiting.extend(reversed(self._children.get(at, ())))


def tree_of(codebook: Codebook) -> Tree:
    """The index of the codebook's codes, in time proportional to their number."""
    codes: dict[str, Code] = {}
    for code in codebook.codes:
        codes.setdefault(code.id, code)
    parents = {code.id: code.parent if code.parent in codes else None for code in codes.values()}
    for circle in circles(codebook):
        parents[circle[0]] = None
    children: dict[str | None, list[str]] = {}
    for each, above in parents.items():
        children.setdefault(above, []).append(each)
    frozen = {above: tuple(below) for above, below in children.items()}
    return Tree(codebook, MappingProxyType(codes), MappingProxyType(parents), MappingProxyType(frozen))


def circles(codebook: Codebook) -> tuple[tuple[str, ...], ...]:
    """The circles that parents make: the ids of all members, each followed by its parent.

    A circle begins with the member that is reached first, in the order of the codebook.
    """
    parents: dict[str, str | None] = {}
    for code in codebook.codes:
        parents.setdefault(code.id, code.parent)
    settled: set[str] = set()
    found = []
    for start in parents:
        way: dict[str, None] = {}
        at: str | None = start
        while at is not None and at in parents and at not in settled and at not in way:
            way[at] = None
            at = parents[at]
        if at is not None and at in way:
            members = list(way)
            members = members[members.index(at):]
            found.append(tuple(members))
        settled.update(way)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class KeyConflict:
    """A key that does not lead to its code from the keyboard: why, in words, and the codes concerned."""

    key: str
    code: str
    reason: str
    others: tuple[str, ...] = ()


def key_conflicts(codebook: Codebook) -> tuple[KeyConflict, ...]:
    """What is wrong with the keys of the codes, in the order of the codes.

    A key is one letter from a to z, or two: the letter of the parent, then another one of its own.
    """
    tree = tree_of(codebook)
    first: dict[str, str] = {}
    found: list[KeyConflict] = []
    for code in tree.codes.values():
        if code.key is None:
            continue
        found += [KeyConflict(code.key, code.id, reason) for reason in _key_troubles(code, code.key, tree)]
        if code.key in first:
            found.append(KeyConflict(code.key, code.id, "is the key of two codes", (first[code.key],)))
        first.setdefault(code.key, code.id)
    return tuple(found)


def keys(codebook: Codebook) -> dict[str, str]:
    """The keys that lead to a code, and the id of the code: those without a conflict, and the first of two alike."""
    troubled = {(conflict.key, conflict.code) for conflict in key_conflicts(codebook)}
    found: dict[str, str] = {}
    for code in tree_of(codebook).codes.values():
        if code.key is not None and (code.key, code.id) not in troubled:
            found.setdefault(code.key, code.id)
    return found


def _key_troubles(code: Code, key: str, tree: Tree) -> Iterator[str]:
    if len(key) not in (1, 2) or not all("a" <= letter <= "z" for letter in key):
        yield "is not one or two letters from a to z"
        return
    if len(key) == 2:
        parent = tree.parent(code.id)
        if key[0] == key[1]:
            yield "has the same letter twice, which stands for the parent itself"
        if code.parent is None:
            yield "has two letters, and the code has no parent to give the first"
        elif parent is not None and parent.key != key[0]:
            yield f'does not begin with the key of its parent "{parent.id}"'
    if not code.codable and not tree.children(code.id):
        yield "leads to a code that only groups and has nothing under it"
