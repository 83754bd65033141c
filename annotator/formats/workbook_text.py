"""Text in the cells of a workbook: characters that XML cannot hold, and texts longer than a cell.

A cell holds 32,767 UTF-16 units and 253 line breaks. A character that XML cannot hold is written `_xHHHH_`, as the
standard (ECMA-376 part 1, 22.9.2.19) says, and what already looks so gets its first underscore written `_x005F_`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

CELL_UNITS = 32_767
CELL_BREAKS = 253
PART_UNITS = 32_000
HEADER_UNITS = 255
CONTINUES = "… [continues in Long text]"

_CANNOT_STAND = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NEEDS_WORK = re.compile("]]>|[&<\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NOT_IN_HEADERS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def escape(text: str) -> str:
    """The text as it may stand in a cell; `unescape` gives back exactly what was put in."""
    return _CANNOT_STAND.sub(_escaped, text)


def unescape(text: str) -> str:
    """The text that `escape` was given."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def needs_work(text: str) -> bool:
    """Whether the text differs from its form in the XML of a cell. Most do not, and this is the quick way to know."""
    return _NEEDS_WORK.search(text) is not None


def markup(text: str) -> str:
    """An escaped text as character data or attribute value of XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def fits(escaped: str) -> bool:
    """Whether one cell holds the whole text."""
    if len(escaped) <= CELL_BREAKS:
        return True
    if escaped.count("\n") > CELL_BREAKS:
        return False
    return len(escaped) <= CELL_UNITS // 2 or _units(escaped) <= CELL_UNITS


def parts(escaped: str) -> list[str]:
    """An escaped text in pieces that each fit a cell and join to the whole; none begins or ends inside an escape."""
    pieces: list[str] = []
    start = 0
    while start < len(escaped):
        end = _piece_end(escaped, start)
        pieces.append(escaped[start:end])
        start = end
    return pieces


def unique_headers(headers: Sequence[str]) -> tuple[str, ...]:
    """Headers as a table wants them: no line breaks, not empty, at most 255 UTF-16 units, different without regard to
    case; those that would be equal get " (2)", " (3)" … behind them."""
    taken: set[str] = set()
    last: dict[str, int] = {}  # the number given last to this header, so that 10,000 equal ones are no matter
    result: list[str] = []
    for header in headers:
        base = _cut(" ".join(_NOT_IN_HEADERS.sub(" ", header[: 4 * HEADER_UNITS]).split()) or "Column", "")
        candidate, number = base, last.get(_folded(base), 1)
        while _folded(candidate) in taken:
            number += 1
            candidate = _cut(base, f" ({number})")
        last[_folded(base)] = number
        taken.add(_folded(candidate))
        result.append(candidate)
    return tuple(result)


def _piece_end(escaped: str, start: int) -> int:
    end = min(start + PART_UNITS, len(escaped))
    while (over := _units(escaped[start:end]) - PART_UNITS) > 0:
        end -= (over + 1) // 2  # a character is two units at most, so this never cuts too much
    if escaped.count("\n", start, end) > CELL_BREAKS:
        breaks = [place.start() for place in re.finditer("\n", escaped[start:end])]
        end = start + breaks[CELL_BREAKS]
    for found in _ESCAPED.finditer(escaped, start, end + 6):  # from the start, to tell escapes from what looks so
        if found.start() < end < found.end():
            return found.start()
    return end


def _folded(header: str) -> str:
    return unicodedata.normalize("NFKC", header).casefold()


def _cut(header: str, suffix: str) -> str:
    while _units(header + suffix) > HEADER_UNITS:
        header = header[:-1]
    return header + suffix


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"
