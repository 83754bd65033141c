"""The text of one page of a PDF and the box of each of its code points, as PDFium gives them.

The text has one code point for each of PDFium's character indexes, in PDFium's order; the one exception is a
character outside the BMP, which PDFium counts as two. PDFium's own `GetText` is never the base: its length differs.

PDF user space (y up, any origin, before rotation) exists in this module alone; what leaves it is page space.
"""

from __future__ import annotations

import ctypes
import math
import operator
import re
import sys
from array import array
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any

from annotator.formats.pdf.boxes import Columns

UNIT = 0.1  # points per unit of a box, unless the page is so large that 16 bits do not reach
REACH = 32_000  # units: the longer side of a page takes at most so many
LARGEST_SIDE = 1_000_000.0  # points; a page that says it is larger, or no number at all, is taken as a letter
LETTER = (612.0, 792.0)
SOFT_HYPHEN = "\u00ad"

_UNUSUAL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U0001fffe-\U0010ffff]")
_WHITE_CONTROLS = "\t\n\r"


@dataclass(frozen=True, slots=True)
class PageText:
    """What stands on one page; lengths of `text` and of each column of `boxes` are equal."""

    text: str
    boxes: Columns
    width: float  # in points, as shown
    height: float
    rotation: int  # 0, 90, 180, 270
    unit: float  # points per unit of the boxes
    unreadable: float  # share of the glyphs without a usable code point
    empty: bool  # nothing at all is drawn on it


def page_text(page: Any) -> PageText:
    """The text and the boxes of an open `pypdfium2.PdfPage`."""
    import pypdfium2.raw as raw

    width, height = sane_size(*page.get_size())
    unit = max(UNIT, max(width, height) / REACH)
    textpage = raw.FPDFText_LoadPage(page.raw)
    if not textpage:
        return PageText("", Columns.empty(), width, height, page.get_rotation() % 360, unit, 0.0, empty=False)
    try:
        count = max(0, raw.FPDFText_CountChars(textpage))
        read_code, read_box = _direct_calls()
        address = ctypes.cast(textpage, ctypes.c_void_p).value
        codes = array("I", map(read_code, repeat(address), range(count)))
        corners = array("f", bytes(16 * count))
        first = corners.buffer_info()[0]
        deque(map(read_box, repeat(address), range(count), range(first, first + 16 * count, 16)), maxlen=0)
        boxes = _page_boxes(page, corners, unit)
        text, bad = _readable(codes, boxes, textpage)
    finally:
        raw.FPDFText_ClosePage(textpage)
    glyphs = sum(map(operator.lt, boxes.left, boxes.right)) if bad else 0
    return PageText(
        text=text,
        boxes=boxes,
        width=width,
        height=height,
        rotation=page.get_rotation() % 360,
        unit=unit,
        unreadable=min(1.0, bad / max(1, glyphs)),
        empty=raw.FPDFPage_CountObjects(page.raw) <= 0,
    )


def sane_size(width: float, height: float) -> tuple[float, float]:
    """Width and height in points; those of a letter page where the file gives no usable ones."""
    if not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):  # not a number is caught here too
        return LETTER
    return width, height


@cache
def _direct_calls() -> tuple[Callable[[Any, int], int], Callable[[Any, int, int], int]]:
    """PDFium's two calls per character, bound so that they take plain addresses and keep the interpreter lock.

    Two million of them are most of the cost of a book; bound in this way they take a quarter less than through
    pypdfium2's prototypes, which make a struct for each box. Nothing else runs in the child that could want the lock.
    """
    import pypdfium2.raw as raw

    def address(function: Any) -> int:
        return ctypes.cast(function, ctypes.c_void_p).value or 0

    pointer = ctypes.c_size_t
    code = ctypes.PYFUNCTYPE(ctypes.c_uint, pointer, ctypes.c_int)(address(raw.FPDFText_GetUnicode))
    box = ctypes.PYFUNCTYPE(ctypes.c_int, pointer, ctypes.c_int, pointer)(address(raw.FPDFText_GetLooseCharBox))
    return code, box


def _readable(codes: array[int], boxes: Columns, textpage: Any) -> tuple[str, int]:
    """The text, and how many of its glyphs have no usable code point.

    Takes the box of the second half of each pair out of `boxes`.
    """
    import pypdfium2.raw as raw

    text = _decoded(codes)
    parts: list[str] = []
    bad, done = 0, 0
    second_halves: list[int] = []
    for found in _UNUSUAL.finditer(text):
        at, sign = found.start(), found.group()
        if at < done:  # the second half of a pair
            continue
        step = 1
        if sign < "\xa0":
            if raw.FPDFText_IsGenerated(textpage, at) == 1:
                new = "\n" if sign == "\n" else " "  # PDFium ends a line with CR LF
            elif sign == "\x02" and raw.FPDFText_IsHyphen(textpage, at) == 1:
                new = SOFT_HYPHEN
            else:  # a font without a Unicode map gives the numbers of its glyphs
                new, bad = " ", bad + (sign not in _WHITE_CONTROLS)
        elif "\ud800" <= sign < "\udc00" and "\udc00" <= text[at + 1 : at + 2] <= "\udfff":
            new = chr(0x10000 + (ord(sign) - 0xD800 << 10) + ord(text[at + 1]) - 0xDC00)
            second_halves.append(at + 1)
            step = 2
            if ord(new) & 0xFFFE == 0xFFFE:
                new, bad = "\ufffd", bad + 1
        elif sign > "\uffff" and ord(sign) & 0xFFFE != 0xFFFE:  # a character outside the BMP in one piece
            new = sign
        else:
            new, bad = "\ufffd", bad + 1
        parts += (text[done:at], new)
        done = at + step
    parts.append(text[done:])
    for at in reversed(second_halves):
        for column in boxes:
            del column[at]
    return "".join(parts), bad


def _decoded(codes: array[int]) -> str:
    try:
        return codes.tobytes().decode("utf-32-le" if sys.byteorder == "little" else "utf-32-be", "surrogatepass")
    except UnicodeDecodeError:  # numbers that are no code points
        return "".join(chr(code) if code <= 0x10FFFF else "\uffff" for code in codes)


def _page_boxes(page: Any, corners: array[float], unit: float) -> Columns:
    """User space (left, top, right, bottom per character, y up) to the space of the page as it is shown."""
    import pypdfium2.raw as raw

    bounds = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page.raw, bounds)  # the crop box cut by the media box, before rotation
    left, top, right, bottom = (corners[k::4] for k in range(4))
    x0, y0, x1, y1 = bounds.left, bounds.bottom, bounds.right, bounds.top
    match page.get_rotation() % 360:
        case 90:
            turned = ((bottom, y0, 1), (left, x0, 1), (top, y0, 1), (right, x0, 1))
        case 180:
            turned = ((right, x1, -1), (bottom, y0, 1), (left, x1, -1), (top, y0, 1))
        case 270:
            turned = ((top, y1, -1), (right, x1, -1), (bottom, y1, -1), (left, x1, -1))
        case _:
            turned = ((left, x0, 1), (top, y1, -1), (right, x0, 1), (bottom, y1, -1))
    return Columns(*(_in_units(values, origin, sign / unit) for values, origin, sign in turned))


def _in_units(values: array[float], origin: float, scale: float) -> array[int]:
    shift = -origin * scale
    try:
        return array("h", [round(value * scale + shift) for value in values])
    except (OverflowError, ValueError):  # glyphs far outside the page, or at no place at all
        return array("h", [_clamped(value * scale + shift) for value in values])


def _clamped(value: float) -> int:
    return 0 if math.isnan(value) else round(max(-32_768.0, min(32_767.0, value)))
