"""An article as a layer of its own: exactly its slice of the bundle's layer, with its blocks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from annotator.model.documents import Block, Mark, ReadLayer, Role


def cut(layer: ReadLayer, start: int, end: int) -> ReadLayer:
    """The slice [start, end) of a layer: its text, the blocks in it from 0 on, tables counted anew. Without pages."""
    text = layer.text[start:end]
    blocks = tuple(_inside(layer.blocks, text, start, end))
    return ReadLayer(Role.TEXT, layer.extractor, text, blocks)


def _inside(blocks: tuple[Block, ...], text: str, start: int, end: int) -> Iterator[Block]:
    first = max(0, bisect_right(blocks, start, key=lambda block: block.start) - 1)
    last = bisect_left(blocks, end, key=lambda block: block.start)
    tables: dict[int, int] = {}
    for block in blocks[first:last]:
        low, high = max(block.start, start) - start, min(block.end, end) - start
        piece = text[low:high]
        low, high = low + len(piece) - len(piece.lstrip("\n")), high - (len(piece) - len(piece.rstrip()))
        if low >= high:
            continue
        marks = tuple(
            Mark(max(mark.start - start, low), min(mark.end - start, high), mark.kind, mark.target)
            for mark in block.marks
            if mark.start - start < high and mark.end - start > low
        )
        table = tables.setdefault(block.table, len(tables) + 1) if block.table else 0
        yield replace(block, start=low, end=high, table=table, marks=marks)
