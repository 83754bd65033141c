"""The block table and the page table of a layer as bytes, as they are kept in blobs.

JSON, compact, with a version: `{"format": 1, "blocks": [[kind, start, end, level, sign, table, heading_row, marks]]}`,
trailing zeros left out; a mark is `[start, end, kind, target]`. Pages: `[start, length, width, height, rotation, unit,
label, unreadable, SHA-256 of the packed boxes as hex]`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from annotator.model.documents import Block, BlockKind, Mark, MarkKind, PageLayout
from annotator.model.errors import CannotDo

FORMAT = 1
_KINDS = tuple(BlockKind)
_MARKS = tuple(MarkKind)
_DEFAULTS: list[Any] = [0, "", 0, 0, []]  # level, sign, table, heading_row, marks


def pack_blocks(blocks: Sequence[Block]) -> bytes:
    rows = []
    for block in blocks:
        marks = [[mark.start, mark.end, _MARKS.index(mark.kind), mark.target] for mark in block.marks]
        rest: list[Any] = [block.level, block.sign, block.table, int(block.heading_row), marks]
        while rest and rest[-1] == _DEFAULTS[len(rest) - 1]:
            rest.pop()
        rows.append([_KINDS.index(block.kind), block.start, block.end, *rest])
    return json.dumps({"format": FORMAT, "blocks": rows}, separators=(",", ":"), ensure_ascii=False).encode()


def unpack_blocks(data: bytes) -> tuple[Block, ...]:
    found = _loaded(data)
    blocks = []
    for kind, start, end, *rest in found["blocks"]:
        whole: list[Any] = [*rest, *_DEFAULTS[len(rest) :]]
        level, sign, table, heading_row, marks = whole
        made = tuple(Mark(a, b, _MARKS[k], target) for a, b, k, target in marks)
        blocks.append(Block(_KINDS[kind], start, end, level, sign, table, bool(heading_row), made))
    return tuple(blocks)


def pack_pages(pages: Sequence[PageLayout], boxes: Sequence[bytes]) -> bytes:
    """`boxes` are the SHA-256 of each page's packed boxes."""
    rows = [
        [p.start, p.length, p.width, p.height, p.rotation, p.unit, p.label, round(p.unreadable, 4), key.hex()]
        for p, key in zip(pages, boxes, strict=True)
    ]
    return json.dumps({"format": FORMAT, "pages": rows}, separators=(",", ":"), ensure_ascii=False).encode()


def unpack_pages(data: bytes) -> tuple[tuple[PageLayout, ...], tuple[bytes, ...]]:
    """The pages, and the SHA-256 of each one's packed boxes."""
    found = _loaded(data)
    pages = tuple(PageLayout(*row[:8]) for row in found["pages"])
    return pages, tuple(bytes.fromhex(row[8]) for row in found["pages"])


def _loaded(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(data)
    if found["format"] > FORMAT:
        raise CannotDo("This text was imported by a newer version of Annotator; install that version to open it.")
    return found
