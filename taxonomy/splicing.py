"""Edits the text of a codebook file: only what differs is written, everything else stays as the person left it.

The text is cut at its headers into sections, and each section keeps the remarks above it. What changes inside a
section is left to tomlkit; sections are added, removed and moved whole. (Given the whole file, tomlkit would take
a second for 1,000 codes, and a table that is removed would take the next one's heading comment along.)
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AbstractTable, Array

from taxonomy.faults import Path
from taxonomy.lines import scan
from taxonomy.plain import Table
from taxonomy.shape import TOP
from taxonomy.toml_text import in_sections, sections_of, value_text


@dataclass(slots=True, eq=False)
class _Section:
    """A header with the lines below it, up to the last one that says something.

    `before` are remarks and blank lines that belong to the file rather than to the section, `remark` the comment
    directly above its header. `ahead` and `after` are new sections on either side; a new one, and one that was
    moved, stands `apart` by a blank line.
    """

    path: Path
    before: str = ""
    remark: str = ""
    header: str = ""
    body: str = ""
    apart: bool = False
    ahead: list[_Section] = field(default_factory=list)
    after: list[_Section] = field(default_factory=list)

    def text(self, newline: str) -> str:
        ahead = "".join(each.text(newline) for each in self.ahead)
        return "".join((
            newline if self.apart else "", self.before, ahead.removeprefix(newline) + newline if ahead else "",
            self.remark, self.header, self.body, *(each.text(newline) for each in self.after),
        ))


def spliced(text: str, old: Table, new: Table) -> str | None:
    """The text, which says the tables `old`, with the fewest lines changed so that it says `new`; None if it cannot.

    Who calls should make sure that the result says `new`: layouts that nobody writes may defeat it.
    """
    try:
        return _File(text).edited(old, new)
    except (TOMLKitError, KeyError, IndexError, TypeError, ValueError, AttributeError):
        return None  # tomlkit refuses a rare layout in many ways; the file is then written anew


class _File:
    def __init__(self, text: str) -> None:
        self._bom = "\ufeff" if text.startswith("\ufeff") else ""
        self._newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
        self._ends_open = not text.endswith("\n")
        self.sections = list(_cut(text.removeprefix("\ufeff") + (self._newline if self._ends_open else "")))
        self._under: dict[Path, list[_Section]] = {}
        for section in self.sections:
            for length in range(len(section.path) + 1):
                self._under.setdefault(section.path[:length], []).append(section)

    def edited(self, old: Table, new: Table) -> str:
        self._edit_table((), old, new)
        text = self._bom + "".join(section.text(self._newline) for section in self.sections)
        return text.removesuffix(self._newline) if self._ends_open else text

    def _edit_table(self, path: Path, old: Table, new: Table) -> None:
        """Brings the table at the path from what it says to what it is to say."""
        changed: Table = {}
        gone = []
        for key in old:
            if key not in new:
                if sections := self._sections((*path, key)):
                    _taken(sections)
                else:
                    gone.append(key)
        for key, value in new.items():
            if key in old and old[key] == value:
                continue
            at = (*path, key)
            sections = self._sections(at)
            before = old.get(key)
            if sections and isinstance(before, list) and isinstance(value, list):
                self._edit_list(at, before, value)
            elif sections and isinstance(before, dict) and isinstance(value, dict):
                self._edit_table(at, before, value)
            elif not sections and key not in old and in_sections(_names(at), value):
                self._anchor(path, key).after.extend(self._new_sections(at, value))
            else:
                _taken(sections)
                changed[key] = value
        if changed or gone:
            self._edit_body(path, old, changed, gone)

    def _edit_list(self, path: Path, old: list[Any], new: list[Any]) -> None:
        """The same for the list of tables at the path, each with a header of its own."""
        sources = matched(old, new)
        for source, value in zip(sources, new, strict=True):
            if source is not None and old[source] != value:
                self._edit_table((*path, source), old[source], value)
        staying = rising([source for source in sources if source is not None])
        kept = [self._sections((*path, source)) for source in sources if source is not None and source in staying]
        moved: dict[int, list[_Section]] = {}
        for source in range(len(old)):
            if source not in staying:
                moved[source] = _taken(self._sections((*path, source)))
        target = kept[0][0].ahead if kept else self._sections((*path, 0))[0].after
        for source, value in zip(sources, new, strict=True):
            if source is None:
                target.extend(self._new_sections(path, [value]))
            elif source in staying:
                target = self._sections((*path, source))[-1].after
            else:
                target.extend(moved[source])

    def _edit_body(self, path: Path, old: Table, changed: Table, gone: list[str]) -> None:
        section = next((each for each in self._sections(path) if each.path == path), None)
        if section is None:  # the table has no header, only tables in it have
            self._sections(path)[0].ahead.extend(self._new_sections(path, changed))
            return
        document = tomlkit.parse(section.body)
        indent = re.match(r"[ \t]*", section.body)
        for key in gone:
            document.remove(key)
        for key, value in changed.items():
            _put(document, key, old.get(key), value, indent[0] if indent else "")
        body = document.as_string()
        section.body = self._with_newlines(body if not body or body.endswith("\n") else f"{body}\n")

    def _new_sections(self, path: Path, value: Any) -> list[_Section]:
        return [
            _Section(path, "", "", self._with_newlines(header), self._with_newlines(body), apart=True)
            for _, header, body in sections_of(_names(path), value)
        ]

    def _with_newlines(self, text: str) -> str:
        return re.sub(r"\r?\n", self._newline, text)

    def _sections(self, path: Path) -> list[_Section]:
        return self._under.get(path, [])

    def _anchor(self, path: Path, key: str) -> _Section:
        """The section after which a new table with the key belongs."""
        if path:
            return self._sections(path)[-1]
        order = [each.name for each in TOP]
        for earlier in reversed(order[: order.index(key)] if key in order else order):
            if sections := self._sections((earlier,)):
                return sections[-1]
        return self.sections[0]


def _cut(text: str) -> Iterator[_Section]:
    """The sections of the text, of which the first has no header; together they are the text."""
    found = scan(text.replace("\r\n", "\n"))
    lines = re.findall(r"[^\n]*\n", text)
    headers = {header.line: header.path for header in found.headers}
    path: Path = ()
    first, end = 1, 0   # the section so far: its first line, and the last that says something
    before = remark = ""
    for start, last in [*found.statements, (len(lines) + 1, len(lines))]:
        if start in headers or start > len(lines):
            below = "".join(lines[first - 1:end])
            header, body = ("", below) if not path else (lines[first - 1], "".join(lines[first:end]))
            yield _Section(path, before, remark, header, body)
            between = lines[end:start - 1]
            path, first = headers.get(start, ()), start
            own = len(between)
            # What stands above the first of a list is about all of it.
            while path and path[-1] != 0 and own > 0 and between[own - 1].lstrip(" \t").startswith("#"):
                own -= 1
            before, remark = "".join(between[:own]), "".join(between[own:])
        end = last
    if before:
        yield _Section((-1,), before)


def _names(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))


def _taken(sections: list[_Section]) -> list[_Section]:
    """Takes the sections of one thing out of the file, but for the remarks above it that belong to the file."""
    taken: list[_Section] = []
    for number, section in enumerate(sections):
        moved = _Section(section.path, section.before, section.remark, section.header, section.body)
        if number == 0:
            moved.before, moved.apart = "", True
        taken += [*section.ahead, moved, *section.after]
        section.before = _without_last_blank_lines(section.before) if number == 0 and section.before.strip() else ""
        section.remark = section.header = section.body = ""
        section.ahead, section.after = [], []
    return taken


def _without_last_blank_lines(text: str) -> str:
    return re.sub(r"(?<=\n)(?:[ \t]*\r?\n)+\Z", "", text)


def _put(container: Any, key: str | int, old: Any, new: Any, indent: str) -> None:
    """Sets the value of a key, in place as far as its form allows."""
    item = container[key] if isinstance(key, int) or key in container else None
    if isinstance(item, MutableMapping) and isinstance(old, dict) and isinstance(new, dict):
        for each in old:
            if each not in new:
                del item[each]
        for each, value in new.items():
            if each not in old or old[each] != value:
                _put(item, each, old.get(each), value, indent)
        return
    if isinstance(item, Array) and "\n" in item.as_string() and _put_members(item, old, new, indent):
        return
    value = tomlkit.value(value_text(new, indent, nested=isinstance(container, Array | AbstractTable)))
    if item is None and indent:
        value.trivia.indent = indent
    container[key] = value


def _put_members(array: Array, old: Any, new: Any, indent: str) -> bool:
    """Edits a list that stands on several lines, if its members keep their order; else does nothing."""
    if not (isinstance(old, list) and isinstance(new, list) and new and len(array) == len(old)):
        return False
    sources = matched(old, new)
    kept = [source for source in sources if source is not None]
    if not kept or kept != sorted(kept):
        return False
    for source, value in zip(sources, new, strict=True):
        if source is not None and old[source] != value:
            _put(array, source, old[source], value, indent)
    for source in reversed(range(len(old))):
        if source not in kept:
            del array[source]
    for number, source in enumerate(sources):
        if source is None:
            array.insert(number, tomlkit.value(value_text(new[number], nested=True)))
    return True


def matched(old: list[Any], new: list[Any]) -> list[int | None]:
    """For each new member the position of the old one that it is: by id, or else equal, or else next in order."""
    ids = [[each.get("id") if isinstance(each, dict) else None for each in side] for side in (old, new)]
    if all(isinstance(each, str) for side in ids for each in side) and all(len(set(side)) == len(side) for side in ids):
        places = {each: number for number, each in enumerate(ids[0])}
        return [places.get(each) for each in ids[1]]
    free = list(range(len(old)))
    sources: list[int | None] = []
    for value in new:
        found = next((number for number in free if old[number] == value), None)
        if found is not None:
            free.remove(found)
        sources.append(found)
    if all(isinstance(each, dict) for each in (*old, *new)):
        for number, source in enumerate(sources):
            if source is None and free:
                sources[number] = free.pop(0)
    return sources


def rising(numbers: list[int]) -> set[int]:
    """A longest rising part of the numbers, which are all different: what can stay where it is."""
    ends: list[int] = []                   # of the best part of each length, the smallest last number
    before: dict[int, int | None] = {}     # what precedes each number in its best part
    for number in numbers:
        place = bisect_left(ends, number)
        before[number] = ends[place - 1] if place else None
        ends[place:place + 1] = [number]
    found: set[int] = set()
    at = ends[-1] if ends else None
    while at is not None:
        found.add(at)
        at = before[at]
    return found
