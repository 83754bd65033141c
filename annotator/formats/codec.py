"""A Reading as JSON and bytes, on its way from the child that parsed a hostile file to the process that trusts it not.

`encode` runs in the child. `decode` runs outside it and believes nothing: every length, count, range and character
is checked, and whatever is not exactly as it should be is `Malformed`. Nothing is ever pickled.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

from annotator.formats import limits
from annotator.model.documents import (
    Block,
    BlockKind,
    Loss,
    Mark,
    MarkKind,
    PageLayout,
    Reading,
    ReadLayer,
    ReadMemo,
    Role,
)

BLOCKS_PER_PART = 4096  # JSON is read part by part, so that no thread waits long for another

_BLOCK_KINDS = tuple(BlockKind)
_MARK_KINDS = tuple(MarkKind)


class Malformed(ValueError):
    """What came from the child is not a Reading."""


def encode(reading: Reading) -> tuple[dict[str, Any], list[bytes]]:
    """(head, parts): the head can be written as JSON and names the size of each part, in order."""
    parts: list[bytes] = []
    layers = []
    for layer in reading.layers:
        parts.append(layer.text.encode("utf-8"))
        for at in range(0, len(layer.blocks), BLOCKS_PER_PART):
            rows = [_block_row(block) for block in layer.blocks[at : at + BLOCKS_PER_PART]]
            parts.append(json.dumps(rows, separators=(",", ":")).encode())
        parts.extend(layer.boxes)
        layers.append(
            {
                "role": layer.role.value,
                "extractor": layer.extractor,
                "blocks": len(layer.blocks),
                "pages": [
                    [p.start, p.length, p.width, p.height, p.rotation, p.unit, p.label, p.unreadable]
                    for p in layer.pages
                ],
                "boxes": len(layer.boxes),
            }
        )
    head = {
        "title": _cut(reading.title, limits.LONGEST_NAME),
        "media_type": reading.media_type,
        "layers": layers,
        "metadata": {
            _cut(key, limits.LONGEST_NAME): _cut(value, limits.LONGEST_VALUE)
            for key, value in islice(reading.metadata.items(), limits.MOST_ITEMS)
        },
        "memos": [
            [_cut(memo.text, limits.LARGEST_HEAD), _cut(memo.author, limits.LONGEST_NAME), memo.date]
            for memo in reading.memos[: limits.MOST_ITEMS]
        ],
        "losses": [
            [_cut(loss.kind, limits.LONGEST_NAME), loss.became, loss.count, _examples(loss)]
            for loss in reading.losses[: limits.MOST_ITEMS]
        ],
        "parts": [len(part) for part in parts],
    }
    return head, parts


def parts_of(head: object) -> tuple[int, ...]:
    """The sizes in bytes of the parts that follow this head. Malformed if they are none, or too large."""
    sizes = tuple(_whole(size, 0, limits.LARGEST_ANSWER) for size in _list(_dict(head).get("parts"), 5_000_000))
    if sum(sizes) > limits.LARGEST_ANSWER:
        raise Malformed("too large")
    return sizes


def decode(head: object, parts: Sequence[bytes]) -> Reading:
    """The Reading that head and parts stand for. Malformed if there is anything wrong with it."""
    found = _dict(head)
    rest = _Parts(parts)
    layers = tuple(_layer(_dict(layer), rest) for layer in _list(found.get("layers"), limits.MOST_LAYERS))
    if not layers or not rest.used_up():
        raise Malformed("layers")
    metadata = _dict(found.get("metadata"))
    if len(metadata) > limits.MOST_ITEMS:
        raise Malformed("metadata")
    return Reading(
        title=_string(found.get("title"), limits.LONGEST_NAME),
        media_type=_string(found.get("media_type"), limits.LONGEST_NAME),
        layers=layers,
        metadata={
            _string(key, limits.LONGEST_NAME): _string(value, limits.LONGEST_VALUE) for key, value in metadata.items()
        },
        memos=tuple(_memo(memo) for memo in _list(found.get("memos"), limits.MOST_ITEMS)),
        losses=tuple(_loss(loss) for loss in _list(found.get("losses"), limits.MOST_ITEMS)),
    )


def _cut(text: str, most: int) -> str:
    """The text without what an answer cannot hold: NUL, lone surrogates, more than `most` code points."""
    return text[:most].replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def _examples(loss: Loss) -> list[str]:
    return [_cut(example, limits.LONGEST_EXAMPLE) for example in loss.examples[: limits.MOST_EXAMPLES]]


def _block_row(block: Block) -> list[Any]:
    row: list[Any] = [_BLOCK_KINDS.index(block.kind), block.start, block.end]
    if block.level or block.sign or block.table or block.heading_row or block.marks:
        marks = [[_MARK_KINDS.index(m.kind), m.start, m.end, m.target] for m in block.marks]
        row += [block.level, block.sign, block.table, int(block.heading_row), marks]
    return row


class _Parts:
    """The parts of an answer, taken one after the other."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts, self._at = parts, 0

    def take(self) -> bytes:
        if self._at >= len(self._parts):
            raise Malformed("a part is missing")
        self._at += 1
        return self._parts[self._at - 1]

    def used_up(self) -> bool:
        return self._at == len(self._parts)


def _layer(head: Mapping[str, object], parts: _Parts) -> ReadLayer:
    try:
        role = Role(_string(head.get("role"), limits.LONGEST_NAME))
        text = parts.take().decode("utf-8")
    except ValueError as error:
        raise Malformed("layer") from error
    if "\0" in text or "\r" in text:
        raise Malformed("characters")
    count = _whole(head.get("blocks"), 0, 2 * limits.MOST_BLOCKS)
    blocks: list[Block] = []
    marks = 0
    while len(blocks) < count:
        rows = _list(_json(parts.take()), BLOCKS_PER_PART)
        if not rows:
            raise Malformed("blocks")
        for row in rows:
            block = _block(_list(row, 8), text, after=blocks[-1].end if blocks else 0)
            marks += len(block.marks)
            blocks.append(block)
    if len(blocks) != count or marks > limits.MOST_MARKS:
        raise Malformed("blocks")
    if text[blocks[-1].end if blocks else 0 :].strip() and blocks:
        raise Malformed("text after the last block")
    pages = _pages(_list(head.get("pages"), limits.MOST_PAGES), len(text))
    boxes = tuple(parts.take() for _ in range(_whole(head.get("boxes"), 0, limits.MOST_PAGES)))
    if boxes and len(boxes) != len(pages):
        raise Malformed("boxes")
    return ReadLayer(role, _string(head.get("extractor"), limits.LONGEST_NAME), text, tuple(blocks), pages, boxes)


def _block(row: list[object], text: str, *, after: int) -> Block:
    if len(row) not in (3, 8):
        raise Malformed("block")
    kind = _BLOCK_KINDS[_whole(row[0], 0, len(_BLOCK_KINDS) - 1)]
    start = _whole(row[1], after, len(text))
    end = _whole(row[2], start + 1, len(text))
    if start > after and text[after:start].strip():
        raise Malformed("text between blocks")
    if len(row) == 3:
        return Block(kind, start, end)
    marks = []
    for item in _list(row[7], limits.MOST_MARKS):
        mark = _list(item, 4)
        if len(mark) != 4:
            raise Malformed("mark")
        mark_start = _whole(mark[1], start, end)
        mark_end = _whole(mark[2], mark_start + 1, end)
        mark_kind = _MARK_KINDS[_whole(mark[0], 0, len(_MARK_KINDS) - 1)]
        marks.append(Mark(mark_start, mark_end, mark_kind, _string(mark[3], limits.LONGEST_TARGET)))
    return Block(
        kind,
        start,
        end,
        level=_whole(row[3], 0, 10_000),
        sign=_string(row[4], limits.LONGEST_NAME),
        table=_whole(row[5], 0, 10_000_000),
        heading_row=bool(_whole(row[6], 0, 1)),
        marks=tuple(marks),
    )


def _pages(rows: list[object], length: int) -> tuple[PageLayout, ...]:
    pages: list[PageLayout] = []
    for item in rows:
        row = _list(item, 8)
        if len(row) != 8:
            raise Malformed("page")
        start = _whole(row[0], pages[-1].start + pages[-1].length if pages else 0, length)
        page = PageLayout(
            start=start,
            length=_whole(row[1], 0, length - start),
            width=_number(row[2], 0.0, 1e7),
            height=_number(row[3], 0.0, 1e7),
            rotation=_whole(row[4], 0, 270),
            unit=_number(row[5], 0.0, 1e7),
            label=_string(row[6], limits.LONGEST_NAME),
            unreadable=_number(row[7], 0.0, 1.0),
        )
        if page.rotation % 90:
            raise Malformed("rotation")
        pages.append(page)
    return tuple(pages)


def _memo(item: object) -> ReadMemo:
    row = _list(item, 3)
    if len(row) != 3:
        raise Malformed("memo")
    long = limits.LARGEST_HEAD
    return ReadMemo(_string(row[0], long), _string(row[1], limits.LONGEST_NAME), _string(row[2], limits.LONGEST_NAME))


def _loss(item: object) -> Loss:
    row = _list(item, 4)
    if len(row) != 4:
        raise Malformed("loss")
    examples = tuple(_string(example, limits.LONGEST_NAME) for example in _list(row[3], limits.MOST_EXAMPLES))
    kind, became = _string(row[0], limits.LONGEST_NAME), _string(row[1], limits.LONGEST_NAME)
    return Loss(kind, became, _whole(row[2], 0, 1 << 53), examples)


def _json(data: bytes) -> object:
    return loads(data)


def loads(data: bytes) -> object:
    """JSON, without NaN. Malformed if it is none, or too deep."""

    def refuse(_: str) -> Callable[[], None]:
        raise Malformed("not a number")

    try:
        return json.loads(data.decode("utf-8"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error


def _dict(value: object) -> dict[str, object]:
    if type(value) is not dict:
        raise Malformed("not an object")
    return value


def _list(value: object, most: int) -> list[object]:
    if type(value) is not list or len(value) > most:
        raise Malformed("not a list, or too long")
    return value


def _whole(value: object, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:  # a bool is an int elsewhere
        raise Malformed("not a whole number in range")
    return value


def _number(value: object, least: float, most: float) -> float:
    if type(value) not in (int, float):
        raise Malformed("not a number")
    assert isinstance(value, int | float)
    if not math.isfinite(value) or not least <= value <= most:
        raise Malformed("not a number in range")
    return float(value)


def _string(value: object, most: int) -> str:
    if type(value) is not str or len(value) > most or "\0" in value:
        raise Malformed("not a text, or too long")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Malformed("half of a character pair") from error
    return value
