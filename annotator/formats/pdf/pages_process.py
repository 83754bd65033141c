"""The client of the child that shows the pages of one document; `pages` is the door to it and says more."""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from annotator.formats.child import CRASHED, EMPTY, NOT_STARTED, TOO_LARGE, TOO_LONG
from annotator.formats.limits import LARGEST_FILE
from annotator.formats.pdf import answers
from annotator.formats.pdf.answers import (
    Gone,
    OpenedPages,
    OutlineEntry,
    PageLink,
    PageRefused,
    PageShape,
    Rendered,
)
from annotator.formats.pdf.boxes import Box
from annotator.formats.pdf.picture import pixel_rect, png, shown_by
from annotator.formats.pdf.protocol import Malformed
from annotator.formats.pdf.slot import SLOT_BYTES, Slot, new_slot
from annotator.formats.pdf.worker import Died, Worker, command
from annotator.model.errors import Cancelled, CannotRead

FLAG = "--pages-child"  # of a frozen build, before the slot's address: __main__ calls pages_child.serve with it
DEADLINE = 10.0  # seconds for one request
DEADLINE_PER_BYTE = 1.0 / (32 << 20)  # further seconds for opening: a large file has to be sent
MOST_PIXELS = SLOT_BYTES // 4  # of one picture; more is asked for in parts
MOST_PICTURE = 8_000_000  # pixels of an exported area
PICTURE_SCALE = 200 / 72  # pixels per point of it, unless that would be more
THUMBNAIL_TALLEST = 4.0  # times its width
CRASHES = 2  # on one page, after which it is not asked for again
KILLS = 8  # the same, where somebody else ended the child; they are forgotten when the page is shown after all

_TWICE = "drawing it failed several times."
_NO_PAGE = "it is damaged."
_NO_MEMORY = "it would need too much memory."

_Answer = TypeVar("_Answer")


class PagesProcess:
    """One child for one document. One owner thread calls everything but `kill` and `close`.

    A request raises Gone and PageRefused as said above, Cancelled when `kill` or `close` ends it, IndexError for a
    page that the document does not have.
    """

    def __init__(self, *, seconds: float = DEADLINE, started_as: Callable[[str], Sequence[str]] | None = None) -> None:
        """The child starts at once. `started_as` makes its command from the slot's address (for tests)."""
        self._seconds, self._started_as = seconds, started_as or _command
        self._asking = threading.Lock()  # one request at a time
        self._changing = threading.Lock()  # guards the next three, never held for long
        self._worker: Worker | None = None
        self._slot: Slot | None = None
        self._closed = False
        self._fresh = True  # this child has not been given a document
        self._shapes: tuple[PageShape, ...] = ()
        self._crashes: Counter[int] = Counter()
        self._kills: Counter[int] = Counter()
        with contextlib.suppress(CannotRead):  # said when a document is opened
            self._start()

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

    def open(self, data: bytes, password: str = "") -> OpenedPages:
        """Give the child the document; also after Gone, with the same bytes.

        CannotRead says why it cannot be shown, NeedsPassword that the password (or none) does not open it. Which
        pages are refused is remembered from one time to the next.
        """
        if not data:
            raise CannotRead(EMPTY)
        if len(data) > LARGEST_FILE:
            raise CannotRead(TOO_LARGE)
        with self._asking:
            try:
                return self._open(data, password)
            except Died as died:
                if not died.killed:
                    raise CannotRead(TOO_LONG if died.late else CRASHED) from None
            try:  # somebody else ended it, perhaps while it was idle: nothing speaks against the document
                return self._open(data, password)
            except Died as died:
                raise CannotRead(TOO_LONG if died.late else CRASHED) from None

    def render(self, page: int, scale: float, clip: Box | None = None, turned: int = 0) -> Rendered:
        """A picture at `scale` pixels per point (dpr included), of the page or of the part in `clip` (points).

        ValueError if it has more than MOST_PIXELS: ask for a smaller clip; `pixel_rect` tells beforehand.
        """
        with self._asking:
            return self._render(page, scale, clip, turned % 4)

    def thumbnail(self, page: int, width: int) -> Rendered:
        """The whole page, `width` pixels wide; a very tall page is narrower."""
        with self._asking:
            shape = self._shape(page)
            scale = width / max(shape.width, shape.height / THUMBNAIL_TALLEST)
            return self._render(page, scale, None, 0)

    def picture(self, page: int, area: Box, scale: float = PICTURE_SCALE) -> bytes:
        """An area of a page as a PNG file; coarser than `scale` where it would be too large."""
        with self._asking:
            shape = self._shape(page)
            left, top = min(max(0.0, area.left), shape.width), min(max(0.0, area.top), shape.height)
            right, bottom = min(max(left, area.right), shape.width), min(max(top, area.bottom), shape.height)
            points = max(1.0, (right - left) * (bottom - top))
            finest = min(scale, (MOST_PICTURE / points) ** 0.5, 0.9 * MOST_PICTURE / max(right - left, bottom - top, 1))
            drawn = self._render(page, finest, Box(left, top, right, bottom), 0)
            pixels = bytes(drawn.pixels)
        return png(memoryview(pixels), drawn.width, drawn.height, drawn.scale)

    def links(self, page: int) -> tuple[PageLink, ...]:
        """The links on a page."""
        with self._asking:
            answer = self._ask({"do": "links"}, page)
            return self._checked(page, lambda: answers.links(answer.get("links"), len(self._shapes)))

    def outline(self) -> tuple[OutlineEntry, ...]:
        """The file's table of contents, in order; () if it has none. May take a second: ask after the first page."""
        with self._asking:
            answer = self._ask({"do": "outline"}, None)
            return self._checked(None, lambda: answers.outline(answer.get("outline"), len(self._shapes)))

    def kill(self) -> None:
        """End the child now, from any thread: a request under way raises Cancelled, `open` starts another."""
        with self._changing:
            worker = self._worker
        if worker is not None:
            worker.kill()

    def close(self) -> None:
        """End the child for good, from any thread; a request under way raises Cancelled. May be called twice."""
        with self._changing:
            self._closed = True
        self.kill()
        with self._asking:  # whoever was asking has seen the end by now
            self._drop()

    def _open(self, data: bytes, password: str) -> OpenedPages:
        worker = self._worker
        if worker is None or not self._fresh or not worker.alive:
            self._drop()
            worker = self._start()
        self._fresh = False
        seconds = self._seconds + len(data) * DEADLINE_PER_BYTE
        request = {"do": "open", "password": password, "seconds": seconds}
        try:
            answer, _ = worker.ask(request, data, seconds=seconds, largest=0)
            if "refused" in answer:
                raise answers.refusal(answer["refused"])
            self._shapes = answers.shapes(answer.get("pages"))
            return OpenedPages(self._shapes, answer.get("forms") is True)
        except Malformed:
            raise worker.refuse() from None

    def _shape(self, page: int) -> PageShape:
        if not 0 <= page < len(self._shapes):
            raise IndexError(f"the document has no page {page}")
        return self._shapes[page]

    def _render(self, page: int, scale: float, clip: Box | None, turned: int) -> Rendered:
        width, height, _ = self._shape(page)
        rect = pixel_rect(width, height, scale, clip, turned)
        if rect.width * rect.height > MOST_PIXELS:
            raise ValueError(f"a picture of {rect.width} by {rect.height} pixels does not fit")
        self._ask({"do": "render", "rect": list(rect), "turned": turned}, page)
        slot = self._slot
        if slot is None:
            raise Cancelled
        return Rendered(
            page=page,
            width=rect.width,
            height=rect.height,
            stride=4 * rect.width,
            scale=scale,
            clip=shown_by(rect, width, height, turned),
            turned=turned,
            pixels=slot.view(4 * rect.width * rect.height),
        )

    def _ask(self, request: dict[str, Any], page: int | None) -> dict[str, object]:
        """The head of the answer to a request about a page; nothing else is ever sent back."""
        if page is not None:
            self._shape(page)
            if self._crashes[page] >= CRASHES or self._kills[page] >= KILLS:
                raise PageRefused(page, _TWICE)
        if self._closed:
            raise Cancelled
        worker = self._worker
        if worker is None or self._fresh or not worker.alive:
            raise Gone(page, late=False)  # it died while nobody asked, which no page is to blame for
        try:
            head = request | {"seconds": self._seconds} | ({} if page is None else {"page": page})
            answer, _ = worker.ask(head, seconds=self._seconds, largest=0)
            refused = answer.get("refused")
            if refused is not None and (page is None or refused not in ("page", "memory")):
                raise Malformed("refusal")
        except Died as died:
            raise self._death(page, died) from None
        except Malformed:
            raise self._death(page, worker.refuse()) from None
        if page is not None:
            if refused is not None:
                raise PageRefused(page, _NO_PAGE if refused == "page" else _NO_MEMORY)
            del self._kills[page]
        return answer

    def _checked(self, page: int | None, made: Callable[[], _Answer]) -> _Answer:
        try:
            return made()
        except Malformed:
            worker = self._worker
            raise self._death(page, worker.refuse() if worker else Cancelled()) from None

    def _death(self, page: int | None, died: Exception) -> Exception:
        if not isinstance(died, Died):
            return died
        if page is not None:
            (self._kills if died.killed else self._crashes)[page] += 1
        return Gone(page, late=died.late)

    def _start(self) -> Worker:
        with self._changing:
            if self._closed:
                raise Cancelled
            try:
                slot = new_slot()
            except (OSError, MemoryError):
                raise CannotRead(NOT_STARTED) from None
            try:
                worker = Worker(self._started_as(slot.address), handed_down=slot.handed_down)
            except OSError:
                slot.close()
                raise CannotRead(NOT_STARTED) from None
            slot.handed()
            self._worker, self._slot, self._fresh = worker, slot, True
            return worker

    def _drop(self) -> None:
        with self._changing:
            worker, self._worker = self._worker, None
            slot, self._slot = self._slot, None
        if worker is not None:
            worker.drop()
        if slot is not None:
            slot.close()


def _command(address: str) -> tuple[str, ...]:
    return command(FLAG, "annotator.formats.pdf.pages_child", address)
