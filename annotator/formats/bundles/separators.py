"""Which lines a researcher's own regular expression matches: asked of the child process, which can be ended.

A regular expression may take longer than anybody lives. The child that reads files has a deadline, so the question
goes to it, under a name that no file can have.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from annotator.model.documents import Reading, ReadLayer, Role
from annotator.model.errors import CannotRead

REQUEST = "\0separators"
SECONDS = 5.0  # that a pattern gets, however large the file is
_LONGEST = 400  # code points of a line that can be a separator
_LONGEST_PATTERN = 500


def request(pattern: str, lines: Sequence[str]) -> bytes:
    """The question as bytes for the child. CannotRead if the pattern cannot be asked."""
    if not pattern.strip():
        raise CannotRead("Say what a line between two articles looks like, such as ={5,} or Article \\d+.")
    if len(pattern) > _LONGEST_PATTERN:
        raise CannotRead(f"The separator is longer than {_LONGEST_PATTERN} characters. Use a shorter one.")
    return json.dumps([pattern, [line if len(line) <= _LONGEST else "" for line in lines]]).encode()


def answer(data: bytes) -> Reading:
    """In the child: the numbers of the lines that match as a whole, as a text."""
    pattern, lines = json.loads(data)
    try:
        wanted = re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise CannotRead(f"The separator is no regular expression: {str(error)[:200]}.") from None
    if wanted.fullmatch(""):
        raise CannotRead("The separator fits an empty line as well, so it would part everything. Make it narrower.")
    found = (str(number) for number, line in enumerate(lines) if line and wanted.fullmatch(line))
    return Reading("", "", (ReadLayer(Role.TEXT, "separators 1", " ".join(found), ()),))


def numbers(found: Reading) -> tuple[int, ...]:
    """The numbers of the lines, from an answer."""
    return tuple(int(number) for number in found.layers[0].text.split() if number.isdecimal())
