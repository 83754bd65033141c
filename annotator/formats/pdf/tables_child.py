"""The child that finds tables and words: pdfplumber for them, PDFium to check what pdfplumber says of the pages.

`serve` answers on standard input and output until the pipe ends, see protocol. It limits itself.
"""

from __future__ import annotations

import io
import logging
import math
import os
import signal
import sys
from typing import Any

from annotator.formats.pdf.confined import allow_cpu, confine
from annotator.formats.pdf.protocol import CutShort, receive, send

MOST_TABLES, MOST_ROWS, MOST_CELLS, MOST_WORDS = 200, 5_000, 50_000, 50_000
LONGEST_WORD = 1_000  # code points

_TOLERANCE = {"x_tolerance_ratio": 0.15, "use_text_flow": True}  # its defaults glue words and mix columns


def serve() -> None:
    """Answer until the pipe ends. To be called in a process of its own."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not enter the protocol
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when it ends
    sys.dont_write_bytecode = True
    logging.disable(logging.CRITICAL)
    import pdfplumber  # noqa: F401  - before the limits: it is most of the start
    import pypdfium2  # noqa: F401

    confine()
    document: _Document | None = None
    while True:
        try:
            request, data = receive(requests)
        except CutShort:
            return
        allow_cpu(float(str(request["seconds"])))
        try:
            if data:
                document = None
                document = _Document(data, str(request["password"]))
            assert document is not None
            answer = document.answer(request)
        except _Refused as refused:
            answer = {"refused": refused.why}
        except Exception:  # its parser may raise anything over a hostile file
            answer = {"refused": "damaged"}
        send(answers, answer)


class _Refused(Exception):
    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Document:
    def __init__(self, data: bytes, password: str) -> None:
        import pdfplumber
        import pypdfium2

        try:
            self._drawn = pypdfium2.PdfDocument(data, password=password or None)
        except pypdfium2.PdfiumError as error:
            raise _Refused("password" if "password" in str(error).lower() else "damaged") from None
        self._read = pdfplumber.open(io.BytesIO(data), password=password)
        if not len(self._read.pages) == len(self._drawn) > 0:  # it says 0 pages of files that it cannot read
            raise _Refused("damaged")

    def answer(self, request: dict[str, object]) -> dict[str, Any]:
        number = int(str(request["page"]))
        if not 0 <= number < len(self._drawn):
            raise _Refused("page")
        page = self._read.pages[number]
        try:
            place = _Place(page, self._drawn[number])
            if request["do"] == "tables":
                return {"tables": _tables(page, place)}
            return {"words": _words(page, place)}
        finally:
            page.close()  # or it keeps all that it found there


class _Place:
    """pdfplumber's coordinates (from the top left of the media box, as shown) to those of the page as shown."""

    def __init__(self, page: Any, drawn: Any) -> None:
        import pypdfium2.raw as raw

        bounds = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(drawn.raw, bounds)
        media = [float(value) for value in page.page_obj.mediabox]
        left, right = sorted(media[0::2])
        bottom, top = sorted(media[1::2])
        match page.rotation % 360:
            case 90:
                across, down = bounds.bottom - bottom, bounds.left - left
            case 180:
                across, down = right - bounds.right, bounds.bottom - bottom
            case 270:
                across, down = top - bounds.top, right - bounds.right
            case _:
                across, down = bounds.left - left, top - bounds.top
        self._x, self._y = page.bbox[0] + across, page.bbox[1] + down

    def box(self, corners: Any) -> list[float] | None:
        left, top, right, bottom = (float(value) for value in corners)
        box = [left - self._x, top - self._y, right - self._x, bottom - self._y]
        good = all(math.isfinite(value) and abs(value) < 1e7 for value in box)
        return box if good and box[0] <= box[2] and box[1] <= box[3] else None


def _tables(page: Any, place: _Place) -> list[Any]:
    found = []
    cells = 0
    for table in page.find_tables()[:MOST_TABLES]:
        rows = [[place.box(cell) if cell else None for cell in row.cells] for row in table.rows[:MOST_ROWS]]
        cells += sum(map(len, rows))
        box = place.box(table.bbox)
        if cells > MOST_CELLS:
            break
        if box is not None:
            found.append([box, rows])
    return found


def _words(page: Any, place: _Place) -> list[Any]:
    found = []
    for word in page.extract_words(**_TOLERANCE, extra_attrs=["fontname", "size"])[:MOST_WORDS]:
        box = place.box((word["x0"], word["top"], word["x1"], word["bottom"]))
        size = float(word["size"])
        if box is not None and math.isfinite(size):
            found.append([box, _tidy(word["text"]), _tidy(word["fontname"]), min(abs(size), 1e6)])
    return found


def _tidy(value: object) -> str:
    said = str(value)[:LONGEST_WORD].replace("\0", "\ufffd")
    return said.encode("utf-8", "replace").decode("utf-8")
