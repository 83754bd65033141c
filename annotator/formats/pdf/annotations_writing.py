"""Writes annotations into an open PDF, in the child process."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from typing import Any

from annotator.formats.pdf.annotations import MarkedBy
from annotator.formats.pdf.annotations_space import PageSpace
from annotator.formats.pdf.boxes import Box

PRINTED = 1 << 2  # a flag of annotations: shown on paper too
OPACITY = 255


def write_all(document: Any, rows: list[Any]) -> None:
    """Adds the annotations of `rows`, as `annotations.write` sends them; one of a name that is there is replaced."""
    by_page: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_page[int(row[0])].append(row)
    for number, held in sorted(by_page.items()):
        page = document[number]
        try:
            _take_away(page, {str(row[4]) for row in held})
            space = PageSpace.of(page)
            for row in held:
                _add(page, space, row)
        finally:
            page.close()


def _take_away(page: Any, names: set[str]) -> None:
    import pypdfium2.raw as raw

    for index in reversed(range(max(0, raw.FPDFPage_GetAnnotCount(page.raw)))):
        note = raw.FPDFPage_GetAnnot(page.raw, index)
        if not note:
            continue
        size = raw.FPDFAnnot_GetStringValue(note, b"NM", None, 0)
        name = ""
        if 2 < size <= 400:
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFAnnot_GetStringValue(note, b"NM", ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
            name = buffer.raw[: size - 2].decode("utf-16-le", "replace")
        raw.FPDFPage_CloseAnnot(note)
        if name in names:
            raw.FPDFPage_RemoveAnnot(page.raw, index)


def _add(page: Any, space: PageSpace, row: Any) -> None:
    import pypdfium2.raw as raw

    _, by, quads, colour, name, subject, (author, date, text) = row
    square = by == MarkedBy.SQUARE
    note = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_SQUARE if square else raw.FPDF_ANNOT_HIGHLIGHT)
    try:
        parts = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
        raw.FPDFAnnot_SetColor(note, raw.FPDFANNOT_COLORTYPE_Color, *parts, OPACITY)
        corners = [space.corners(Box(*quad)) for quad in quads]
        if not square:
            for one in corners:
                points = raw.FS_QUADPOINTSF(*(edge for point in one for edge in point))
                raw.FPDFAnnot_AppendAttachmentPoints(note, points)
        across, down = [x for one in corners for x, _ in one], [y for one in corners for _, y in one]
        raw.FPDFAnnot_SetRect(note, raw.FS_RECTF(min(across), max(down), max(across), min(down)))
        raw.FPDFAnnot_SetFlags(note, PRINTED)
        if square:
            raw.FPDFAnnot_SetBorder(note, 0.0, 0.0, 1.5)
        values = {b"NM": name, b"T": author, b"Subj": subject, b"Contents": text, b"M": date, b"CreationDate": date}
        for key, value in values.items():
            if value:
                _set(note, key, value)
    finally:
        raw.FPDFPage_CloseAnnot(note)


def _set(note: Any, key: bytes, value: str) -> None:
    import pypdfium2.raw as raw

    wide = ctypes.create_string_buffer(value.encode("utf-16-le", "replace") + b"\0\0")
    raw.FPDFAnnot_SetStringValue(note, key, ctypes.cast(wide, ctypes.POINTER(raw.FPDF_WCHAR)))
