"""The child that shows the pages of one PDF: PDFium, and as little else as can be.

`serve` answers on standard input and output until the pipe ends (see protocol); pictures go into the slot. It limits
itself: memory, no core file, no written file, CPU time per request. It opens no file, runs no script, follows no link.
What it says is not believed, so there is nothing to be gained by being careful here beyond not dying needlessly.
"""

from __future__ import annotations

import ctypes
import math
import os
import signal
import time
from collections.abc import Iterator
from typing import IO, Any

import pypdfium2_raw as raw

from annotator.formats.pdf.confined import allow_cpu, confine
from annotator.formats.pdf.protocol import CutShort, receive, send
from annotator.formats.pdf.slot import attach

MOST_PAGES = 10_000
MOST_OUTLINE = 20_000
DEEPEST = 64
MOST_LINKS = 5_000
LONGEST_TITLE = 500  # code points
LONGEST_ADDRESS = 4_000
KEPT_PAGES = 3  # stay parsed, so that a change of zoom or a scroll by parts need not parse them again
OUTLINE_SECONDS = 0.5  # for looking at pages that the outline leads to; then places are taken as on upright pages

_WHITE = 0xFFFFFFFF


def serve(address: str) -> None:
    """Answer until the pipe ends. To be called in a process of its own."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not enter the protocol
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when it ends
    slot = attach(address)
    raw.FPDF_InitLibraryWithConfig(raw.FPDF_LIBRARY_CONFIG(version=2))
    confine()
    serve_requests(requests, answers, slot)


def serve_requests(requests: IO[bytes], answers: IO[bytes], slot: Any) -> None:
    """The loop of `serve`."""
    document: _Document | None = None
    while True:
        try:
            request, data = receive(requests)
        except CutShort:
            return
        allow_cpu(float(request["seconds"]))  # type: ignore[arg-type]  # from our own side
        try:
            if request["do"] == "open":
                document = _Document(data, str(request["password"]))
                answer = document.opened()
            else:
                assert document is not None
                answer = document.answer(request, slot)
        except _Refused as refused:
            answer = {"refused": refused.why}
        except MemoryError:
            answer = {"refused": "memory"}
        send(answers, answer)


class _Refused(Exception):
    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Document:
    def __init__(self, data: bytes, password: str) -> None:
        self._data = data  # PDFium reads from it as long as the document is open
        handle = raw.FPDF_LoadMemDocument64(data, len(data), None)
        if not handle and password and raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD:
            handle = raw.FPDF_LoadMemDocument64(data, len(data), password.encode("utf-8", "replace") + b"\0")
        if not handle:
            match raw.FPDF_GetLastError():
                case raw.FPDF_ERR_PASSWORD:
                    raise _Refused("wrong password" if password else "password")
                case raw.FPDF_ERR_SECURITY:
                    raise _Refused("security")
            raise _Refused("damaged")
        self._handle = handle
        self._count = raw.FPDF_GetPageCount(handle)
        if self._count < 1:
            raise _Refused("no pages")
        if self._count > MOST_PAGES:
            raise _Refused("many pages")
        self._pages: dict[int, Any] = {}  # the latest last

    def opened(self) -> dict[str, Any]:
        size = raw.FS_SIZEF()
        rows = []
        for number in range(self._count):
            known = raw.FPDF_GetPageSizeByIndexF(self._handle, number, size)
            rows.append([_finite(size.width), _finite(size.height), self._label(number)] if known else [0, 0, ""])
        return {"pages": rows, "forms": raw.FPDF_GetFormType(self._handle) != 0}

    def answer(self, request: dict[str, object], slot: Any) -> dict[str, Any]:
        match request:
            case {"do": "render", "page": int(number), "rect": list(rect), "turned": int(turned)}:
                self._render(self._page(number), rect, turned, slot)
                return {}
            case {"do": "links", "page": int(number)}:
                return {"links": list(self._links(self._page(number)))}
            case {"do": "outline"}:
                return {"outline": list(self._outline())}
        raise _Refused("page")

    def _render(self, page: Any, rect: list[Any], turned: int, slot: Any) -> None:
        left, top, width, height, full_width, full_height = rect
        pixels = (ctypes.c_ubyte * (4 * width * height)).from_buffer(slot)
        bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGRx, pixels, 4 * width)
        if not bitmap:
            raise _Refused("memory")
        raw.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        raw.FPDF_RenderPageBitmap(bitmap, page, -left, -top, full_width, full_height, turned, raw.FPDF_ANNOT)
        raw.FPDFBitmap_Destroy(bitmap)

    def _page(self, number: int) -> Any:
        page = self._pages.pop(number, None) or raw.FPDF_LoadPage(self._handle, number)
        if not page:
            raise _Refused("page")
        self._pages[number] = page
        while len(self._pages) > KEPT_PAGES:
            raw.FPDF_ClosePage(self._pages.pop(next(iter(self._pages))))
        return page

    def _label(self, number: int) -> str:
        return _utf16(raw.FPDF_GetPageLabel, self._handle, number)

    def _links(self, page: Any) -> Iterator[list[Any]]:
        place = _Place(page)
        position, link, rect = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
        targets = _Targets(self, OUTLINE_SECONDS)
        for _ in range(MOST_LINKS):
            if not raw.FPDFLink_Enumerate(page, position, link):
                return
            if not raw.FPDFLink_GetAnnotRect(link, rect):
                continue
            box = place.box(rect.left, rect.top, rect.right, rect.bottom)
            target = raw.FPDFLink_GetDest(self._handle, link)
            action = None if target else raw.FPDFLink_GetAction(link)
            address = ""
            if action:
                match raw.FPDFAction_GetType(action):
                    case raw.PDFACTION_GOTO:
                        target = raw.FPDFAction_GetDest(self._handle, action)
                    case raw.PDFACTION_URI:
                        address = _bytes(raw.FPDFAction_GetURIPath, self._handle, action)
            if box is not None and (target or address):
                yield [box, *targets.found(target), address]

    def _outline(self) -> Iterator[list[Any]]:
        """Depth first; an entry that comes up again ends its branch, or a file could make it endless."""
        targets = _Targets(self, OUTLINE_SECONDS)
        seen: set[int] = set()
        waiting = [(raw.FPDFBookmark_GetFirstChild(self._handle, None), 0)]
        while waiting and len(seen) < MOST_OUTLINE:
            entry, level = waiting.pop()
            address = ctypes.cast(entry, ctypes.c_void_p).value if entry else None
            if address is None or address in seen:
                continue
            seen.add(address)
            waiting.append((raw.FPDFBookmark_GetNextSibling(self._handle, entry), level))
            if level < DEEPEST:
                waiting.append((raw.FPDFBookmark_GetFirstChild(self._handle, entry), level + 1))
            target = raw.FPDFBookmark_GetDest(self._handle, entry)
            yield [_utf16(raw.FPDFBookmark_GetTitle, entry), level, *targets.found(target)]

    def upright_height(self, number: int) -> float:
        size = raw.FS_SIZEF()
        raw.FPDF_GetPageSizeByIndexF(self._handle, number, size)
        return float(size.height)

    def place(self, number: int) -> _Place | None:
        """Of a page, opened for the purpose: `_page` might close the one whose links are being looked at."""
        page = raw.FPDF_LoadPage(self._handle, number)
        if not page:
            return None
        place = _Place(page)
        raw.FPDF_ClosePage(page)
        return place

    @property
    def handle(self) -> Any:
        return self._handle

    @property
    def count(self) -> int:
        return int(self._count)


class _Place:
    """User space of a page (y up, not rotated, any origin) to the page as it is shown, in points from its top left."""

    def __init__(self, page: Any) -> None:
        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, bounds)
        self._bounds = bounds.left, bounds.top, bounds.right, bounds.bottom
        self._turned = raw.FPDFPage_GetRotation(page) % 4

    def point(self, x: float, y: float) -> tuple[float, float]:
        left, top, right, bottom = self._bounds
        match self._turned:
            case 1:
                return y - bottom, x - left
            case 2:
                return right - x, y - bottom
            case 3:
                return top - y, right - x
        return x - left, top - y

    def box(self, left: float, top: float, right: float, bottom: float) -> list[float] | None:
        one, other = self.point(left, top), self.point(right, bottom)
        xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
        box = [xs[0], ys[0], xs[1], ys[1]]
        return box if all(math.isfinite(value) and abs(value) < 1e7 for value in box) else None


class _Targets:
    """Where destinations lead; to tell where on a page, that page must be parsed, for which there is a time limit."""

    def __init__(self, document: _Document, seconds: float) -> None:
        self._document, self._until = document, time.process_time() + seconds
        self._places: dict[int, _Place] = {}

    def found(self, target: Any) -> tuple[int | None, float | None]:
        """The page, and y on it; None where there is none."""
        if not target:
            return None, None
        number = raw.FPDFDest_GetDestPageIndex(self._document.handle, target)
        if not 0 <= number < self._document.count:
            return None, None
        has_x, has_y, has_zoom = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
        x, y, zoom = ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
        known = raw.FPDFDest_GetLocationInPage(target, has_x, has_y, has_zoom, x, y, zoom)
        if not known or not has_y.value or not math.isfinite(y.value):
            return number, None
        place = self._place(number)
        across = x.value if has_x.value and math.isfinite(x.value) else 0.0
        down = place.point(across, y.value)[1] if place else self._document.upright_height(number) - y.value
        return number, down if math.isfinite(down) and abs(down) < 1e7 else None

    def _place(self, number: int) -> _Place | None:
        if number not in self._places and time.process_time() < self._until:
            place = self._document.place(number)
            if place is not None:
                self._places[number] = place
        return self._places.get(number)


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _utf16(call: Any, *arguments: Any) -> str:
    """What a call that fills a buffer with UTF-16 says: in one line, printable, not endless."""
    size = call(*arguments, None, 0)
    if not 2 < size <= 1 << 20:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(*arguments, buffer, size)
    said = buffer.raw[: size - 2].decode("utf-16-le", "replace")[: 4 * LONGEST_TITLE]
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())[:LONGEST_TITLE]


def _bytes(call: Any, *arguments: Any) -> str:
    size = call(*arguments, None, 0)
    if not 1 < size <= LONGEST_ADDRESS:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(*arguments, buffer, size)
    return buffer.raw[: size - 1].decode("utf-8", "replace").replace("\0", "")
