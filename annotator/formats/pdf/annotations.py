"""Highlights in PDFs made elsewhere, and ours written into a copy: what a child process is asked, and what it answers.

All places are in page space: points from the top left corner of the page as shown, y down. PDFium does the work in a
child of its own; what comes back is checked value by value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotator.formats import limits
from annotator.formats.child import CRASHED, EMPTY, NOT_STARTED, TOO_LARGE, TOO_LONG
from annotator.formats.pdf import protocol
from annotator.formats.pdf.boxes import Box
from annotator.formats.pdf.protocol import Malformed
from annotator.formats.pdf.worker import Died, Worker, command
from annotator.model.errors import CannotRead, NeedsPassword

FLAG = "--annotations-child"  # of a frozen build: __main__ calls annotations_child.serve()

MOST_ANNOTATIONS = 10_000  # of one file, of every kind; further ones are left alone
MOST_QUADS = 2_000  # of one annotation
MOST_QUADS_IN_ALL = 200_000
MOST_PAGES = 10_000
LONGEST_NAME = 500  # code points of an author, an id, a subject
LONGEST_COMMENT = 20_000
MOST_REPLIES = 100  # to one annotation
REACH = 2_000_000.0  # points

_COLOUR = re.compile("#[0-9A-F]{6}|")


class MarkedBy(StrEnum):
    """How somebody marked a place."""

    HIGHLIGHT = "highlight"
    UNDERLINE = "underline"
    SQUIGGLY = "squiggly"
    STRIKEOUT = "strikeout"
    SQUARE = "square"  # a rectangle drawn around something, which means an area and not the words in it


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote; date as ISO 8601, as precise as the file has it, "" if it has none."""

    author: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """A mark in a PDF. `quads` are boxes, never none; `colour` is "#RRGGBB", or "" where the file gives none."""

    page: int  # from 0
    by: MarkedBy
    quads: tuple[Box, ...]
    colour: str
    name: str  # /NM: the id that the program gave it which made it
    subject: str
    comment: Comment  # with its author and date, also where nothing was written
    replies: tuple[Comment, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotations:
    """All marks of a file, page by page, and the sizes of its pages in points as shown."""

    found: tuple[Annotation, ...]
    pages: tuple[tuple[float, float], ...]
    left_out: int  # marks beyond MOST_ANNOTATIONS


@dataclass(frozen=True, slots=True)
class Annotated:
    """A copy of a PDF with annotations."""

    data: bytes
    original_is_prefix: bool  # every byte of the original stands at its beginning, as it was
    signed: bool  # the original carries a digital signature


def read(data: bytes, passwords: Sequence[str] = ()) -> Annotations:
    """The marks in a PDF. CannotRead says in a sentence why there are none; NeedsPassword if none of them opens it."""
    _, body = _asked({"do": "read"}, data, passwords, b"")
    try:
        return _annotations(json.loads(body))
    except (ValueError, RecursionError):
        raise CannotRead(CRASHED) from None


def write(data: bytes, wanted: Sequence[Annotation], passwords: Sequence[str] = ()) -> Annotated:
    """A copy with those annotations; one of the same name that is there already is replaced.

    CannotRead says in a sentence why there is none, such as a protection that forbids it.
    """
    rows = json.dumps([_row(one) for one in wanted], separators=(",", ":")).encode()
    head, body = _asked({"do": "write", "rows": len(rows)}, data, passwords, rows)
    if not body.startswith(b"%PDF") and b"%PDF" not in body[:2048]:
        raise CannotRead(CRASHED)
    return Annotated(body, body.startswith(data), head.get("signed") is True)


def _asked(
    head: dict[str, Any], data: bytes, passwords: Sequence[str], before: bytes
) -> tuple[dict[str, object], bytes]:
    if not data:
        raise CannotRead(EMPTY)
    if len(data) > limits.LARGEST_FILE:
        raise CannotRead(TOO_LARGE)
    seconds = limits.deadline(len(data))
    try:
        child = Worker(command(FLAG, "annotator.formats.pdf.annotations_child"))
    except OSError:
        raise CannotRead(NOT_STARTED) from None
    try:
        asked = {**head, "passwords": list(passwords), "seconds": seconds}
        answer, body = child.ask(asked, before + data, seconds=seconds)
        if "refused" not in answer:
            return answer, body
        message = protocol.words(answer["refused"], limits.LONGEST_NAME)
    except Died as error:
        raise CannotRead(TOO_LONG if error.late else CRASHED) from None
    except Malformed:
        raise CannotRead(CRASHED) from None
    finally:
        child.drop()
    raise NeedsPassword(message) if answer.get("password") is True else CannotRead(message)


def _row(one: Annotation) -> list[object]:
    return [
        one.page,
        one.by.value,
        [[round(edge, 3) for edge in quad] for quad in one.quads],
        one.colour,
        one.name,
        one.subject,
        [one.comment.author, one.comment.date, one.comment.text],
    ]


def _annotations(value: object) -> Annotations:
    if type(value) is not dict:
        raise Malformed("not an object")
    pages = []
    for size in protocol.items(value.get("pages"), MOST_PAGES):
        width, height = (protocol.number(one, 0.0, REACH) for one in protocol.items(size, 2, length=2))
        pages.append((width, height))
    rows = protocol.items(value.get("found"), MOST_ANNOTATIONS)
    found = tuple(_annotation(row, len(pages)) for row in rows)
    return Annotations(found, tuple(pages), protocol.whole(value.get("left_out"), 0, 1 << 31))


def _annotation(value: object, pages: int) -> Annotation:
    page, by, quads, colour, name, subject, comment, replies = protocol.items(value, 8, length=8)
    boxes = tuple(Box(*protocol.corners(quad, REACH)) for quad in protocol.items(quads, MOST_QUADS))
    if not boxes or not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
        raise Malformed("no place, or no colour")
    return Annotation(
        page=protocol.whole(page, 0, pages - 1),
        by=MarkedBy(protocol.words(by, 20)),
        quads=boxes,
        colour=colour,
        name=protocol.words(name, LONGEST_NAME),
        subject=protocol.words(subject, LONGEST_NAME),
        comment=_comment(comment),
        replies=tuple(_comment(one) for one in protocol.items(replies, MOST_REPLIES)),
    )


def _comment(value: object) -> Comment:
    author, date, text = protocol.items(value, 3, length=3)
    return Comment(
        protocol.words(author, LONGEST_NAME), protocol.words(date, 40), protocol.words(text, LONGEST_COMMENT)
    )
