"""Loads a codebook file: the codebook, or everything that is wrong with the file, with lines and remedies."""

from __future__ import annotations

import codecs
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from taxonomy.checking import examine
from taxonomy.codes import FORMAT, Codebook
from taxonomy.faults import Fault, Findings, Severity, shown
from taxonomy.faults import Path as Place
from taxonomy.lines import Scan, scan
from taxonomy.reading import read

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Loaded:
    """`codebook` is None exactly if one of the faults is an error."""

    codebook: Codebook | None
    faults: tuple[Fault, ...]


def load(path: Path) -> Loaded:
    """The codebook of a file. Raises OSError if the file cannot be opened; anything else is a fault."""
    return load_text(path.read_bytes(), path.name)


def load_text(text: str | bytes, name: str) -> Loaded:
    """The codebook of the text (bytes: UTF-8, with or without BOM); `name` is what the faults call the file."""
    decoded = decode(text, name)
    if isinstance(decoded, Fault):
        return Loaded(None, (decoded,))
    data = parse(decoded, name)
    if isinstance(data, Fault):
        return Loaded(None, (data,))

    @cache
    def scanned() -> Scan:
        return scan(decoded)

    def locate(place: Place) -> int:
        return scanned().line_of(place)

    findings = Findings(name, locate)
    if not _known_format(data, findings):
        return Loaded(None, findings.sorted())
    codebook = read(data, findings)
    examine(codebook, findings)
    faults = findings.sorted()
    return Loaded(None if any(fault.severity is Severity.ERROR for fault in faults) else codebook, faults)


def _known_format(data: dict[str, Any], findings: Findings) -> bool:
    given = data.get("format", FORMAT)
    if "format" not in data:
        if data:
            findings.warning((), f"the file does not say its format; it is read as format {FORMAT}",
                             f"Add the line: format = {FORMAT}")
        return True
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        findings.error(("format",), f"the format is {shown(given)}, which is not one", f"Write format = {FORMAT}")
        return False
    if given > FORMAT:
        findings.error(
            ("format",),
            f"the file has format {given}, and this version of the program reads format {FORMAT}",
            "Open it with a newer version of the program",
        )
        return False
    return True


def decode(text: str | bytes, name: str) -> str | Fault:
    """The text with LF newlines and no BOM, or why the bytes are no text."""
    if isinstance(text, bytes):
        if text.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return Fault(name, 1, "the file is UTF-16, and a codebook is UTF-8", "Save it as UTF-8")
        try:
            decoded = text.decode("utf-8")
        except UnicodeDecodeError as error:
            line = text.count(b"\n", 0, error.start) + 1
            return Fault(name, line, *_not_utf8(text[error.start]))
        return decode(decoded, name)
    text = text.removeprefix(_BOM).replace("\r\n", "\n")
    for found in re.finditer("[\ud800-\udfff]", text):
        line = text.count("\n", 0, found.start()) + 1
        return Fault(name, line, "half of a character stands alone here", "Write the character anew")
    return text


def _not_utf8(byte: int) -> tuple[str, str]:
    message = f"the file is not UTF-8: the byte {byte:02X} (hexadecimal) is no character"
    try:
        meant = bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return message, "Save the file as UTF-8"
    return f'{message}; in Windows-1252 it is "{meant}"', "Save the file as UTF-8"


_TWO_TABLES = "Write each in double brackets if they are two of several, such as [[code]]; or remove one of the two"

# What tomllib says, what we say, and the remedy. The first that is found in its message counts.
_TROUBLES = (
    ("Cannot overwrite a value", "a key stands twice", "Remove one of the two"),
    ("Duplicate inline table key", "a key stands twice between the same braces", "Remove one of the two"),
    ("Cannot declare", "a table stands twice", _TWO_TABLES),
    ("Cannot mutate", "this adds to something that was already complete", "Write all of it in one place"),
    ("Cannot redefine", "a table stands twice", "Remove one of the two"),
    ("Expected '='", "a key without a value", 'Write: key = "value"'),
    ("Invalid statement", "this is neither a key with a value nor a table",
     'Write: key = "value", or [table], or # before a remark'),
    ("Expected newline or end", "something stands after the end of the value",
     "Put text and dates such as 2018-06 in quotation marks, and each key on a line of its own"),
    ("Invalid initial character", "a key was expected here",
     "What stands between { and } has to be on one line, without a comma at its end"),
    ("Illegal character", "a text is not closed, or holds a character that a file cannot hold as it is",
     'Close it with a quotation mark on the same line, or begin and end it with """'),
    ("Unescaped '\\'", "a backslash in a text in double quotation marks", "Write it twice: \\\\"),
    ("Invalid hex value", "a \\u in a text is not followed by the number of a character", "Write \\\\u if it is meant"),
    ("Escaped character", "a \\u in a text is not followed by the number of a character", "Write \\\\u if it is meant"),
    ("Expected ']", "a bracket is not closed", "Write [table] or [[table]] on one line"),
    ("Unclosed array", "a list is not closed", "Write commas between its entries and ] at its end"),
    ("Unclosed inline table", "a brace is not closed", "Write commas between its entries and } at its end"),
    ("Unterminated string", "a text is not closed", 'End it as it begins: with """ or with \'\'\''),
    ("Expected \"'\"", "a text is not closed", "End it with the same quotation mark on the same line"),
    ("Expected \"'''\"", "a text is not closed", "End it as it begins: with '''"),
    ("Invalid date", "there is no such date", "Write dates in quotation marks: \"2018-06-01\""),
    ("digits", "a number is too long", "Write it in quotation marks"),
    ("Invalid value", "the value cannot be read",
     'Put text in straight quotation marks ("), and close each list with ]'),
)


def parse(text: str, name: str) -> dict[str, Any] | Fault:
    """The tables of the text as `tomllib` gives them, or where and why it is not TOML."""
    try:
        return tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError is one, and so is a number of 5,000 digits
        return _explained(str(error), text, name)
    except RecursionError:
        return Fault(name, 1, "lists or tables stand in each other too deeply", "Write them side by side")


def _explained(said: str, text: str, name: str) -> Fault:
    place = re.search(r"at line (\d+), column (\d+)", said)
    found = scan(text)
    starts = [first for first, _ in found.statements]
    line, column = (int(place[1]), int(place[2])) if place else (starts[-1] if starts else 1, 0)
    message, remedy = next(
        ((message, remedy) for sign, message, remedy in _TROUBLES if sign in said),
        ("the line cannot be read as TOML", "Compare it with a codebook that works"),
    )
    twice = next((repeat for repeat in found.repeats if not place or repeat.second <= line), None)
    if twice is not None and ("twice" in message or "complete" in message):
        table = any(header.line == twice.second for header in found.headers)
        what = "table" if table else "key"
        words = ".".join(str(part) for part in twice.path if isinstance(part, str)) if table else str(twice.path[-1])
        where = f"{'' if table else ' in the same table'}, here and in line {twice.first}"
        remedy = _TWO_TABLES if table else "Remove one of the two"
        return Fault(name, twice.second, f'the {what} "{words}" stands twice{where}', remedy)
    return Fault(name, line, f"{message} (column {column})" if column else message, remedy)
