"""What goes between the window and the children that show PDFs: a length, a JSON head, raw bytes. Never a pickle.

A message is two lengths (4 bytes each, little endian), that many bytes of JSON, then that many raw bytes. The child
has parsed a file that anybody may have made, so its answers are believed in nothing: `receive` bounds the lengths
before it reads, and `whole`, `number`, `words`, `items`, `box` check each value. What is not as it should be is
`Malformed`.

Both sides import this module; it needs the standard library alone.
"""

from __future__ import annotations

import json
import math
import struct
from typing import IO, Any

LARGEST_HEAD = 8 << 20  # bytes
LARGEST_BODY = 320 << 20  # bytes; towards the child it is the document

_LENGTHS = struct.Struct("<II")


class Malformed(ValueError):
    """What came over the pipe is no message, or says what cannot be."""


class CutShort(OSError):
    """The other side ended before it had said all."""


def send(pipe: IO[bytes], head: dict[str, Any], body: bytes | memoryview = b"") -> None:
    """Write one message."""
    packed = json.dumps(head, separators=(",", ":")).encode()
    pipe.write(_LENGTHS.pack(len(packed), len(body)) + packed)
    if body:
        pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes], *, largest_body: int = LARGEST_BODY) -> tuple[dict[str, object], bytes]:
    """Head and body of the next message. CutShort at the end of the pipe; Malformed if it is none, or too large."""
    head_length, body_length = _LENGTHS.unpack(_exactly(pipe, _LENGTHS.size))
    if not 0 < head_length <= LARGEST_HEAD or body_length > largest_body:
        raise Malformed("too large")
    try:
        head = json.loads(_exactly(pipe, head_length).decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if type(head) is not dict:
        raise Malformed("not an object")
    return head, _exactly(pipe, body_length)


def items(value: object, most: int, *, length: int | None = None) -> list[object]:
    """A list of at most `most` values; with `length`, of exactly so many."""
    if type(value) is not list or len(value) > most or (length is not None and len(value) != length):
        raise Malformed("not a list, or of a wrong length")
    return value


def whole(value: object, least: int, most: int) -> int:
    """A whole number in a range."""
    if type(value) is not int or not least <= value <= most:  # a bool is an int elsewhere
        raise Malformed("not a whole number in range")
    return value


def number(value: object, least: float, most: float) -> float:
    """A finite number in a range."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise Malformed("not a number in range")
    if not math.isfinite(value):
        raise Malformed("not finite")
    return float(value)


def words(value: object, most: int) -> str:
    """A text of at most `most` code points that can be written as UTF-8 and holds no NUL."""
    if type(value) is not str or len(value) > most or "\0" in value:
        raise Malformed("not a text, or too long")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Malformed("half of a character pair") from error
    return value


def corners(value: object, reach: float) -> tuple[float, float, float, float]:
    """Left, top, right, bottom, none further out than `reach`, in order."""
    left, top, right, bottom = (number(one, -reach, reach) for one in items(value, 4, length=4))
    if left > right or top > bottom:
        raise Malformed("a box inside out")
    return left, top, right, bottom


def _refuse_constant(_: str) -> None:
    raise Malformed("not a number")


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) != size:
        raise CutShort(f"{size - len(data)} bytes are missing")
    return data
