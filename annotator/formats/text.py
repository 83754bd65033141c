"""Plain text in any encoding: the text as it stands, its paragraphs as blocks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath

from annotator.formats import limits
from annotator.formats.decoding import Decoded, decode
from annotator.model.documents import Block, BlockKind, Loss, Reading, ReadLayer, Role
from annotator.model.errors import CannotRead

EXTRACTOR = "text 1"
MEDIA_TYPE = "text/plain"

BLANK = "The file holds no text, only white space."

_WIDEST_WRAP = 100  # code points of a line that somebody's program may have broken
_NARROWEST_WRAP = 40
_LONGEST_RUN = 500  # lines without an empty one at the beginning: empty lines part nothing in such a text
_LINES_LOOKED_AT = 20_000


def read(data: bytes, *, name: str) -> Reading:
    """One layer with the whole text. CannotRead if it is empty, blank or binary."""
    decoded = decode(data)
    return as_written(decoded, name=name, media_type=MEDIA_TYPE)


def as_written(decoded: Decoded, *, name: str, media_type: str, losses: Sequence[Loss] = ()) -> Reading:
    """The reading of a text that is taken as it stands, whatever it is written in."""
    text = decoded.text
    if not text or text.isspace():
        raise CannotRead(BLANK)
    layer = ReadLayer(Role.TEXT, EXTRACTOR, text, paragraphs(text))
    return Reading(
        title=title_from(name),
        media_type=media_type,
        layers=(layer,),
        metadata={"encoding": decoded.encoding},
        losses=(*decoded.losses, *losses),
    )


def title_from(name: str) -> str:
    """A title for a document that names none: its file's name without suffix."""
    return PurePath(name).stem[: limits.LONGEST_NAME] or name[: limits.LONGEST_NAME] or "Untitled"


def paragraphs(text: str) -> tuple[Block, ...]:
    """The paragraphs of a plain text.

    Where the lines were broken to a width, a paragraph is a run of lines without an empty one between; otherwise
    each line that is not empty is one. Indentation belongs to the paragraph, lines of white space alone do not.
    """
    lines = text.split("\n")
    filled = [bool(line) and not line.isspace() for line in lines]
    count = sum(filled)
    whole_runs = is_wrapped(lines, filled) or count > limits.MOST_BLOCKS
    per_block = max(1, -(-count // limits.MOST_BLOCKS)) if count > limits.MOST_BLOCKS else len(lines)
    blocks: list[Block] = []
    start = at = used = 0
    inside = False
    end = 0
    for line, has_text in zip(lines, filled, strict=True):
        if inside and (not has_text or not whole_runs or used >= per_block):
            blocks.append(Block(BlockKind.PARAGRAPH, start, end))
            inside = False
        if has_text:
            if not inside:
                inside, start, used = True, at, 0
            end = at + len(line)
            used += 1
        at += len(line) + 1
    if inside:
        blocks.append(Block(BlockKind.PARAGRAPH, start, end))
    return tuple(blocks)


def is_wrapped(lines: list[str], filled: list[bool]) -> bool:
    """Whether the lines were broken to a width: the first word of the next line would not have fitted any more."""
    lengths: list[int] = []
    firsts: list[int] = []
    for (line, has_text), (after, after_has_text) in pairwise(
        zip(lines[:_LINES_LOOKED_AT], filled[:_LINES_LOOKED_AT], strict=True)
    ):
        if has_text and after_has_text:
            lengths.append(len(line.rstrip()))
            firsts.append(len(after.split(None, 1)[0]))
    if len(lengths) < 2 or all(filled[:_LONGEST_RUN] if len(filled) >= _LONGEST_RUN else (False,)):
        return False
    width = sorted(lengths)[len(lengths) * 9 // 10]
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return False
    full = sum(1 for length, first in zip(lengths, firsts, strict=True) if length + 1 + first > width)
    return full * 10 >= len(lengths) * 8
