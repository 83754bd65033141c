"""Reads the annotations of an open PDF, in the child process. Everything about them is limited: they may be hostile."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Set
from typing import Any

from annotator.formats.pdf.annotations import (
    LONGEST_COMMENT,
    LONGEST_NAME,
    MOST_ANNOTATIONS,
    MOST_QUADS,
    MOST_QUADS_IN_ALL,
    MOST_REPLIES,
    MarkedBy,
)
from annotator.formats.pdf.annotations_space import PageSpace
from annotator.formats.pdf.extraction import sane_size
from annotator.formats.pdf.reading import iso_date

LONGEST_STRING = 400_000  # bytes of a string in the file that is read at all
DEEPEST_REPLY = 50

_Row = list[Any]


def read_all(document: Any, names: Set[str] | None = None) -> dict[str, Any]:
    """{found: rows of annotations, pages: sizes, left_out: how many were too many}; with `names` those alone."""
    import pypdfium2

    pages: list[list[float]] = []
    found: list[_Row] = []
    left_out = quads = 0
    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError:
            pages.append(list(pages[-1]) if pages else [612.0, 792.0])
            continue
        try:
            pages.append(list(sane_size(*page.get_size())))
            rows, more = _of_page(page, number, MOST_ANNOTATIONS - len(found))
        finally:
            page.close()
        left_out += more
        for row in rows:
            quads += len(row[2])
            if quads > MOST_QUADS_IN_ALL and names is None:
                left_out += 1
            elif names is None or row[4] in names:
                found.append(row)
    return {"found": found, "pages": pages, "left_out": left_out}


def _of_page(page: Any, number: int, most: int) -> tuple[list[_Row], int]:
    """Rows [page, how, quads, colour, name, subject, comment, replies], and how many there were beyond `most`."""
    import pypdfium2.raw as raw

    kinds = {
        raw.FPDF_ANNOT_HIGHLIGHT: MarkedBy.HIGHLIGHT,
        raw.FPDF_ANNOT_UNDERLINE: MarkedBy.UNDERLINE,
        raw.FPDF_ANNOT_SQUIGGLY: MarkedBy.SQUIGGLY,
        raw.FPDF_ANNOT_STRIKEOUT: MarkedBy.STRIKEOUT,
        raw.FPDF_ANNOT_SQUARE: MarkedBy.SQUARE,
    }
    count = max(0, raw.FPDFPage_GetAnnotCount(page.raw))
    space = PageSpace.of(page)
    rows: dict[int, _Row] = {}
    answers: dict[int, tuple[int, list[str]]] = {}  # to which annotation, and what it says
    for index in range(min(count, MOST_ANNOTATIONS)):
        note = raw.FPDFPage_GetAnnot(page.raw, index)
        if not note:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(note)
            above = _answered(page, note) if kind in kinds or kind == raw.FPDF_ANNOT_TEXT else -1
            if above >= 0 and above != index:
                answers[index] = above, _comment(note)
            elif kind in kinds and len(rows) < most:
                quads = _quads(note, space, kinds[kind])
                if quads:
                    name, subject = _string(note, b"NM", LONGEST_NAME), _string(note, b"Subj", LONGEST_NAME)
                    rows[index] = [
                        number, kinds[kind].value, quads, _colour(note), name, subject, _comment(note), [],
                    ]  # fmt: skip
        finally:
            raw.FPDFPage_CloseAnnot(note)
    replies: dict[int, list[list[str]]] = defaultdict(list)
    for index, (_, said) in answers.items():
        root = _root(index, answers)
        if root in rows and said[2] and len(replies[root]) < MOST_REPLIES:
            replies[root].append(said)
    for index, row in rows.items():
        row[7] = replies[index]
    return list(rows.values()), max(0, count - MOST_ANNOTATIONS)


def _root(index: int, answers: dict[int, tuple[int, list[str]]]) -> int:
    """What a chain of replies hangs on; -1 where it runs in a circle or too deep."""
    for _ in range(DEEPEST_REPLY):
        if index not in answers:
            return index
        index = answers[index][0]
    return -1


def _answered(page: Any, note: Any) -> int:
    """The index of the annotation that this one answers; -1 if it is no reply."""
    import pypdfium2.raw as raw

    if not raw.FPDFAnnot_HasKey(note, b"IRT"):
        return -1
    linked = raw.FPDFAnnot_GetLinkedAnnot(note, b"IRT")
    if not linked:
        return -1
    try:
        return int(raw.FPDFPage_GetAnnotIndex(page.raw, linked))
    finally:
        raw.FPDFPage_CloseAnnot(linked)


def _quads(note: Any, space: PageSpace, kind: MarkedBy) -> list[list[float]]:
    """Boxes in page space; the rectangle of the annotation where it has no sound ones, or is one."""
    import pypdfium2.raw as raw

    found: list[list[float]] = []
    points = raw.FS_QUADPOINTSF()
    count = 0 if kind is MarkedBy.SQUARE else min(MOST_QUADS, raw.FPDFAnnot_CountAttachmentPoints(note))
    for number in range(count):
        if raw.FPDFAnnot_GetAttachmentPoints(note, number, points):
            p = points
            box = space.box([(p.x1, p.y1), (p.x2, p.y2), (p.x3, p.y3), (p.x4, p.y4)])  # in whichever order they come
            if box is not None:
                found.append([round(edge, 3) for edge in box])
    rect = raw.FS_RECTF()
    if not found and raw.FPDFAnnot_GetRect(note, rect):
        box = space.box([(rect.left, rect.bottom), (rect.right, rect.top)])
        if box is not None:
            found.append([round(edge, 3) for edge in box])
    return found


def _colour(note: Any) -> str:
    """PDFium tells none while there is a picture of the annotation: it is taken away, in memory alone."""
    import pypdfium2.raw as raw

    raw.FPDFAnnot_SetAP(note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None)
    parts = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFAnnot_HasKey(note, b"C") or not raw.FPDFAnnot_GetColor(
        note, raw.FPDFANNOT_COLORTYPE_Color, *map(ctypes.byref, parts)
    ):
        return ""
    red, green, blue = (min(255, part.value) for part in parts[:3])
    return f"#{red:02X}{green:02X}{blue:02X}"


def _comment(note: Any) -> list[str]:
    """Author, date, text."""
    date = iso_date(_string(note, b"M", 60) or _string(note, b"CreationDate", 60))
    return [_string(note, b"T", LONGEST_NAME), date[:40], _string(note, b"Contents", LONGEST_COMMENT)]


def _string(note: Any, key: bytes, longest: int) -> str:
    import pypdfium2.raw as raw

    size = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    if not 2 < size <= LONGEST_STRING:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(note, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    text = buffer.raw[: size - 2].decode("utf-16-le", "replace").replace("\r\n", "\n").replace("\r", "\n")
    sound = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text[: 2 * longest])
    return sound.strip()[:longest].strip()
