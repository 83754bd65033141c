"""Tables and words of a page, found by pdfplumber in a child process of its own that starts on the first request.

What comes back are boxes in page space (points from the top left corner of the page as shown, y down). Its text is
never that of the layer: `cell_texts` takes what lies under the cells there.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import NamedTuple, Self, TypeVar

from annotator.formats.child import CRASHED, NOT_STARTED, TOO_LONG
from annotator.formats.limits import DEADLINE_PER_MEGABYTE, LARGEST_FILE, MEGABYTE
from annotator.formats.pdf.boxes import Box
from annotator.formats.pdf.copying import joined
from annotator.formats.pdf.geometry import PageGeometry
from annotator.formats.pdf.protocol import Malformed, corners, items, number, words
from annotator.formats.pdf.worker import Died, Worker, command
from annotator.model.errors import Cancelled, CannotRead

FLAG = "--tables-child"  # of a frozen build: __main__ calls tables_child.serve
DEADLINE = 10.0  # seconds for one page
MOST_TABLES = 200  # of one page
MOST_ROWS = 5_000  # of one table
MOST_CELLS = 50_000  # of one page
MOST_WORDS = 50_000  # of one page
LONGEST_WORD = 1_000  # code points, of a font's name as well
REACH = 10_000_000.0  # points

NOT_HERE = "Tables are not available for this file: it is damaged, or its pages cannot be told apart."
_PASSWORD = "Tables are not available for this file: its password does not open it here."  # noqa: S105 - a message

_Found = TypeVar("_Found")


class TableFound(NamedTuple):
    """A table; of each row the box of each cell, None where a cell is part of a wider one."""

    box: Box
    cells: tuple[tuple[Box | None, ...], ...]


class Word(NamedTuple):
    """A word as pdfplumber reads it; for its font and size (points), not for its text."""

    box: Box
    text: str
    font: str
    size: float


class TablesProcess:
    """May be used from any thread; requests wait for one another. `close` may be called from another thread.

    Requests raise CannotRead with one sentence, also where the child died: the next request starts another.
    Cancelled after `close`. IndexError for a page that the document does not have.
    """

    def __init__(self, *, seconds: float = DEADLINE, started_as: Sequence[str] | None = None) -> None:
        self._seconds = seconds
        self._started_as = started_as or command(FLAG, "annotator.formats.pdf.tables_child")
        self._asking = threading.Lock()
        self._changing = threading.Lock()  # guards the next two
        self._worker: Worker | None = None
        self._closed = False
        self._has = b""  # digest of the document that the child has

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Of the child that is running, if one is."""
        worker = self._worker
        return worker.pid if worker else None

    def tables(self, data: bytes, password: str, page: int) -> tuple[TableFound, ...]:
        """The tables on a page; () if there are none."""
        return self._asked(data, {"do": "tables", "password": password, "page": page}, "tables", _tables)

    def words(self, data: bytes, password: str, page: int) -> tuple[Word, ...]:
        """The words on a page with their fonts, in the file's order."""
        return self._asked(data, {"do": "words", "password": password, "page": page}, "words", _words)

    def close(self) -> None:
        """End the child. Asking again afterwards is refused."""
        with self._changing:
            self._closed = True
            worker = self._worker
        if worker is not None:
            worker.kill()
        with self._asking:
            self._drop()

    def _asked(
        self, data: bytes, request: dict[str, object], name: str, made: Callable[[object], tuple[_Found, ...]]
    ) -> tuple[_Found, ...]:
        if not 0 < len(data) <= LARGEST_FILE:
            raise CannotRead(NOT_HERE)
        digest = hashlib.sha256(data).digest()
        with self._asking:
            try:
                return self._once(data, digest, request, name, made)
            except Died as died:
                if not died.killed:
                    raise CannotRead(TOO_LONG if died.late else CRASHED) from None
            try:  # somebody else ended it, perhaps while it was idle
                return self._once(data, digest, request, name, made)
            except Died as died:
                raise CannotRead(TOO_LONG if died.late else CRASHED) from None

    def _once(
        self,
        data: bytes,
        digest: bytes,
        request: dict[str, object],
        name: str,
        made: Callable[[object], tuple[_Found, ...]],
    ) -> tuple[_Found, ...]:
        worker, sent = self._started(), b""
        seconds = self._seconds
        if digest != self._has:
            sent, self._has = data, digest
            seconds += DEADLINE_PER_MEGABYTE * len(data) / MEGABYTE
        try:
            answer, _ = worker.ask(request | {"seconds": seconds}, sent, seconds=seconds, largest=0)
            refused = answer.get("refused")
            if refused is None:
                return made(answer.get(name))
        except Malformed:
            self._drop()
            raise CannotRead(CRASHED) from None
        except Died:
            self._drop()
            raise
        if refused == "page":
            raise IndexError(f"the document has no page {request['page']}")
        self._has = b""
        raise CannotRead(_PASSWORD if refused == "password" else NOT_HERE)

    def _started(self) -> Worker:
        worker = self._worker
        if worker is not None and worker.alive:
            return worker
        self._drop()
        with self._changing:
            if self._closed:
                raise Cancelled
            try:
                self._worker = Worker(self._started_as)
            except OSError:
                raise CannotRead(NOT_STARTED) from None
            return self._worker

    def _drop(self) -> None:
        with self._changing:
            worker, self._worker = self._worker, None
        self._has = b""
        if worker is not None:
            worker.drop()


def cell_texts(table: TableFound, page: PageGeometry) -> tuple[tuple[str, ...], ...]:
    """What lies under each cell of a table in the layer, in one line; "" for a cell that is part of another."""
    return tuple(tuple(_under(cell, page) if cell is not None else "" for cell in row) for row in table.cells)


def as_tsv(cells: Sequence[Sequence[str]]) -> str:
    """Cells parted by TAB, rows by LF, as spreadsheets take them from the clipboard."""
    return "\n".join("\t".join(row) for row in cells)


def _under(cell: Box, page: PageGeometry) -> str:
    return " ".join(joined(page.text[start:end]) for start, end in page.indexes_in(cell)).strip()


def _tables(value: object) -> tuple[TableFound, ...]:
    found, count = [], 0
    for item in items(value, MOST_TABLES):
        box, rows = items(item, 2, length=2)
        cells = []
        for row in items(rows, MOST_ROWS):
            some = items(row, MOST_CELLS)
            count += len(some)
            if count > MOST_CELLS:
                raise Malformed("cells")
            cells.append(tuple(None if cell is None else Box(*corners(cell, REACH)) for cell in some))
        found.append(TableFound(Box(*corners(box, REACH)), tuple(cells)))
    return tuple(found)


def _words(value: object) -> tuple[Word, ...]:
    found = []
    for item in items(value, MOST_WORDS):
        box, text, font, size = items(item, 4, length=4)
        said, name = words(text, LONGEST_WORD), words(font, LONGEST_WORD)
        found.append(Word(Box(*corners(box, REACH)), said, name, number(size, 0, REACH)))
    return tuple(found)
