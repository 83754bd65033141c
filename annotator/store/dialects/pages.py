"""The records of a damaged SQLite file, page by page, without the help of its schema or its trees.

SQLite answers nothing behind a page that it cannot read. Here every page of a tree is looked at by itself, so that a
lost page costs its own records alone, also where it is the first one. The file format is described on
https://www.sqlite.org/fileformat2.html; the names below are those of that page.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from pathlib import Path

Value = int | float | str | bytes | None
Record = tuple[Value, ...]

MAGIC = b"SQLite format 3\0"
_USUAL_SIZE = 4096
_INTERIOR_INDEX, _LEAF_INDEX, _LEAF_TABLE = 2, 10, 13
_MOST_COLUMNS = 100
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}  # serial type: bytes


class _Unreadable(ValueError):
    """What stands there is no record."""


def records(path: Path) -> Iterator[Record]:
    """Every record that can be decoded, in the order of the pages, indexes' too; the file is only read.

    Pages that the file says are free are left out: they hold what was there before.
    """
    if path.stat().st_size == 0:
        return
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        pages = _Pages(data, _page_size(data))
        free = pages.free()
        for number in range(1, pages.count + 1):
            if number not in free:
                yield from pages.records(number)


def _page_size(data: mmap.mmap) -> int:
    """As the header says, where it says the truth; the usual size where not."""
    said = int.from_bytes(data[16:18], "big")
    said = 65536 if said == 1 else said
    if said == _USUAL_SIZE or said < 512 or said & (said - 1) or data[: len(MAGIC)] != MAGIC:
        return _USUAL_SIZE
    found = {size: sum(1 for _ in _some(_Pages(data, size))) for size in (said, _USUAL_SIZE)}
    return max(found, key=lambda size: (found[size], size == said))


def _some(pages: _Pages) -> Iterator[Record]:
    for number in range(1, min(pages.count, 64) + 1):
        yield from pages.records(number)


class _Pages:
    def __init__(self, data: mmap.mmap, size: int) -> None:
        self._data, self._size = data, size
        self.count = -(-len(data) // size)
        said = data[20] if data[: len(MAGIC)] == MAGIC else 0
        self._usable = size - said if said <= size - 480 else size

    def _page(self, number: int) -> bytes:
        """As much of it as there is: where the file was cut off, nothing stands for what is missing."""
        if not 1 <= number <= self.count:
            raise _Unreadable
        return self._data[(number - 1) * self._size : number * self._size]

    def free(self) -> set[int]:
        """The pages of the free list; none where the list is not as the header says."""
        if self._data[: len(MAGIC)] != MAGIC:
            return set()
        trunk, count = struct.unpack(">II", self._data[32:40].ljust(8, b"\0"))
        found: set[int] = set()
        try:
            while trunk:
                page = self._page(trunk)
                if len(page) < self._size:
                    return set()
                trunk_next, leaves = struct.unpack(">II", page[:8])
                if trunk in found or leaves > self._usable // 4 - 2:
                    return set()
                listed = struct.unpack(f">{leaves}I", page[8 : 8 + 4 * leaves])
                if not all(1 < one <= self.count for one in listed) or found & {trunk, *listed}:
                    return set()
                found |= {trunk, *listed}
                trunk = trunk_next
        except _Unreadable:
            return set()
        return found if len(found) == count else set()

    def records(self, number: int) -> Iterator[Record]:
        """The records of one page of a tree; none of a page of another sort."""
        begin = 100 if number == 1 else 0
        kind = self._data[min((number - 1) * self._size + begin, len(self._data) - 1)]
        if kind not in (_INTERIOR_INDEX, _LEAF_INDEX, _LEAF_TABLE):
            return
        page = self._page(number)
        cells = int.from_bytes(page[begin + 3 : begin + 5], "big")
        first = begin + (12 if kind == _INTERIOR_INDEX else 8)
        if first + 2 * cells > min(self._usable, len(page)):
            return
        for at in struct.unpack(f">{cells}H", page[first : first + 2 * cells]):
            if first + 2 * cells <= at < self._usable - 3:
                try:
                    yield _decoded(self._payload(page, at, kind))
                except (_Unreadable, IndexError, struct.error, UnicodeDecodeError):
                    continue

    def _payload(self, page: bytes, at: int, kind: int) -> bytes:
        """The whole payload of a cell, with what overflowed into other pages."""
        if kind == _INTERIOR_INDEX:
            at += 4
        size, at = _varint(page, at)
        if kind == _LEAF_TABLE:
            _, at = _varint(page, at)
        if size > len(self._data):
            raise _Unreadable
        most = self._usable - 35 if kind == _LEAF_TABLE else (self._usable - 12) * 64 // 255 - 23
        if size <= most:
            return self._cut(page, at, size)
        least = (self._usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (self._usable - 4)
        if local > most:
            local = least
        parts, left = [self._cut(page, at, local)], size - local
        following = int.from_bytes(self._cut(page, at + local, 4), "big")
        while left > 0:
            page = self._page(following)
            if len(page) < min(4 + left, self._usable):
                raise _Unreadable
            parts.append(page[4 : min(4 + left, self._usable)])
            left -= len(parts[-1])
            following = int.from_bytes(page[:4], "big")
        return b"".join(parts)

    def _cut(self, page: bytes, at: int, size: int) -> bytes:
        if at + size > min(self._usable, len(page)):
            raise _Unreadable
        return page[at : at + size]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    found = 0
    for place in range(9):
        byte = data[at]
        at += 1
        if place == 8:
            return found << 8 | byte, at
        found = found << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return found, at


def _decoded(payload: bytes) -> Record:
    size, at = _varint(payload, 0)
    if size > len(payload):
        raise _Unreadable
    types: list[int] = []
    while at < size:
        one, at = _varint(payload, at)
        types.append(one)
    if at != size or not 0 < len(types) <= _MOST_COLUMNS:
        raise _Unreadable
    values: list[Value] = []
    for one in types:
        if one == 0:
            values.append(None)
        elif one in _INTEGERS:
            values.append(int.from_bytes(payload[at : at + _INTEGERS[one]], "big", signed=True))
            at += _INTEGERS[one]
        elif one == 7:
            values.append(float(struct.unpack(">d", payload[at : at + 8])[0]))
            at += 8
        elif one in (8, 9):
            values.append(one - 8)
        elif one >= 12:
            length = (one - 12) // 2
            if at + length > len(payload):
                raise _Unreadable
            held = payload[at : at + length]
            values.append(held if one % 2 == 0 else held.decode("utf-8"))
            at += length
        else:
            raise _Unreadable
    if at != len(payload):
        raise _Unreadable
    return tuple(values)
