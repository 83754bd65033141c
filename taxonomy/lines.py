"""Where things stand in a TOML text: `tomllib` gives values without lines, so this finds the lines.

The scanner trusts that the text is TOML (or has been refused by `tomllib`, in which case it goes as far as it
makes sense and never fails). It reads strings whole, so that a `[[code]]` or a `#` inside one means nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

from taxonomy.faults import Path

_TOKEN = re.compile(
    r'''
      (?P<newline> \n )
    | (?P<comment> \#[^\n]* )
    | (?P<space>   [ \t\r]+ )
    | (?P<string>  """ (?: [^"\\] | \\. | "(?!"") )*+ (?: "{3,5} | \Z | \\ )
                 | \'\'\' (?: [^'] | '(?!\'\') )*+ (?: '{3,5} | \Z )
                 | " (?: [^"\\\n] | \\[^\n] )*+ "?
                 | ' [^'\n]*+ '? )
    | (?P<mark>    [\[\]{}=,.] )
    | (?P<bare>    [^\s\[\]{}=,."'\#]+ )
    | (?P<other>   . )
    ''',
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Header:
    """A line `[table]` or, as a list, `[[table]]`, with the place that it opens."""

    line: int
    path: Path
    array: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """A key or table that stands twice where it may stand once."""

    path: Path
    first: int
    second: int


@dataclass(slots=True)
class Scan:
    """Lines count from 1."""

    lines: dict[Path, int] = field(default_factory=dict)
    headers: list[Header] = field(default_factory=list)
    statements: list[tuple[int, int]] = field(default_factory=list)  # first and last line, headers included
    repeats: list[Repeat] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """The line of the place, or of the nearest thing around it that has one; 1 if nothing has."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1


def scan(text: str) -> Scan:
    """The lines of all tables, keys and members of lists of the text, which has LF newlines and no BOM."""
    return _Scanner(text).run()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.found = Scan()
        self.line = 1
        self._next_line = 1
        self._tokens = self._read(text)
        self._table: Path = ()
        self._counts: dict[Path, int] = {}   # how many members each [[list]] has so far
        self._keys: set[Path] = set()

    def run(self) -> Scan:
        for kind, text in self._tokens:
            if kind in ("newline", "comment"):
                continue
            first = self.line
            if text == "[":
                self._header()
            else:
                self._assignment(kind, text)
            self.found.statements.append((first, self.line))
        return self.found

    def _read(self, text: str) -> Iterator[tuple[str, str]]:
        """Each token but spaces; `line` is the line where the last token given ends."""
        for match in _TOKEN.finditer(text):
            kind, token = match.lastgroup or "", match[0]
            self.line = self._next_line
            if kind == "newline":
                self._next_line += 1
            elif kind == "string":
                self._next_line += token.count("\n")
                self.line = self._next_line
            if kind != "space":
                yield kind, token

    def _header(self) -> None:
        line, array, keys = self.line, False, list[str]()
        for kind, text in self._tokens:
            if kind in ("newline", "comment"):
                break
            if text == "[":
                array = True
            elif kind in ("bare", "string"):
                keys.append(_unquoted(text))
        path: Path = ()
        for number, key in enumerate(keys, start=1):
            path = (*path, key)
            if path in self._counts and not (array and number == len(keys)):
                path = (*path, self._counts[path] - 1)
        if array:
            if path in self._keys:
                self.found.repeats.append(Repeat(path, self.found.line_of(path), line))
            self.found.lines.setdefault(path, line)
            count = self._counts.get(path, 0)
            self._counts[path] = count + 1
            path = (*path, count)
        elif path in self._keys:
            self.found.repeats.append(Repeat(path, self.found.line_of(path), line))
        self._keys.add(path)
        self._table = path
        self.found.lines.setdefault(path, line)
        self.found.headers.append(Header(line, path, array))
        self.line = line

    def _assignment(self, kind: str, text: str) -> None:
        line, path = self.line, self._table
        while text != "=":
            if kind == "newline":
                return
            if kind in ("bare", "string"):
                path = (*path, _unquoted(text))
                self.found.lines.setdefault(path, line)
            kind, text = next(self._tokens, ("newline", "\n"))
        if path in self._keys:
            self.found.repeats.append(Repeat(path, self.found.lines[path], line))
        self._keys.add(path)
        self._value(path)

    def _value(self, path: Path) -> None:
        """Reads to the end of the value and its line, noting where the members of lists and inline tables begin."""
        around: list[tuple[Path, int | None]] = []   # the lists (with a position) and tables (None) we are in
        awaiting_key = False
        last = self.line
        for kind, text in self._tokens:
            if kind == "newline" and not around:
                break
            if kind in ("newline", "comment"):
                continue
            last = self.line
            if text in ("[", "{"):
                self.found.lines.setdefault(path, self.line)
                awaiting_key = text == "{"
                around.append((path, None if awaiting_key else 0))
                path = path if awaiting_key else (*path, 0)
            elif text in ("]", "}") and around:
                path, _ = around.pop()
                awaiting_key = False
            elif text == "," and around:
                path, position = around[-1]
                awaiting_key = position is None
                if position is not None:
                    around[-1] = (path, position + 1)
                    path = (*path, position + 1)
            elif text == "=":
                awaiting_key = False
            elif kind in ("bare", "string"):
                if awaiting_key:
                    path = (*path, _unquoted(text))
                self.found.lines.setdefault(path, self.line - text.count("\n"))
        self.line = last


def _unquoted(token: str) -> str:
    if token[0] not in "\"'":
        return token
    try:
        return str(tomllib.loads(f"key = {token}")["key"])
    except tomllib.TOMLDecodeError:
        return token
