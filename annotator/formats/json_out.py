"""JSON out: the same value gives the same bytes, and the old file stays until the new one is whole."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

from annotator.formats.replacing import replacing
from annotator.formats.tables import utc


def write(value: object, path: Path) -> None:
    """Write the value as JSON: UTF-8, LF, two blanks per level, keys in the order in which they were put in.

    Dates and moments are written as ISO 8601, moments in UTC with Z. Raises ValueError for a number that is not finite,
    TypeError for what JSON has no form for, CannotDo if the file cannot be written.
    """
    text = as_bytes(value)
    with replacing(path) as file:
        file.write(text)


def as_bytes(value: object) -> bytes:
    """The bytes that `write` writes."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2, default=_other)
    return (text + "\n").encode("utf-8", "backslashreplace")  # a lone surrogate comes out as JSON's own \\udXXX


def _other(value: object) -> str:
    if isinstance(value, datetime):
        return utc(value).isoformat() + "Z"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"JSON has no form for {type(value).__name__}")
