"""Where the pixels of a page's picture lie, and a picture as a PNG file. Pure; no PDF is parsed here."""

from __future__ import annotations

import math
import struct
import zlib
from typing import NamedTuple

from annotator.formats.pdf.boxes import Box

LONGEST_SIDE = 8_000_000  # pixels of a whole page's picture, of which parts are drawn
PNG_LEVEL = 6
_METRE = 72 / 0.0254  # points


class PixelRect(NamedTuple):
    """A part of a page's picture, which is `full_width` by `full_height` pixels."""

    left: int
    top: int
    width: int
    height: int
    full_width: int
    full_height: int


def turn(box: Box, width: float, height: float, turned: int) -> Box:
    """Where a box of a page of this size comes to lie when the page is turned by quarter turns clockwise."""
    left, top, right, bottom = box
    match turned % 4:
        case 1:
            return Box(height - bottom, left, height - top, right)
        case 2:
            return Box(width - right, height - bottom, width - left, height - top)
        case 3:
            return Box(top, width - right, bottom, width - left)
    return box


def pixel_rect(width: float, height: float, scale: float, clip: Box | None, turned: int = 0) -> PixelRect:
    """The pixels that show `clip` (points; None: all) of a page of this size, in the picture of the turned page.

    Whole pixels, so a little more than the clip; never none. ValueError for a scale that makes no picture.
    """
    if not (math.isfinite(scale) and scale > 0):
        raise ValueError(f"no picture has {scale} pixels per point")
    wide, high = (height, width) if turned % 2 else (width, height)
    if max(wide, high) * scale > LONGEST_SIDE:
        raise ValueError(f"a page {max(wide, high):.0f} points long has too many pixels at {scale:g} per point")
    full_width, full_height = max(1, round(wide * scale)), max(1, round(high * scale))
    box = turn(clip, width, height, turned) if clip is not None else Box(0, 0, wide, high)
    left, across = _span(box.left, box.right, wide, full_width)
    top, down = _span(box.top, box.bottom, high, full_height)
    return PixelRect(left, top, across, down, full_width, full_height)


def shown_by(rect: PixelRect, width: float, height: float, turned: int = 0) -> Box:
    """What of the page the pixels show, exactly, in points of the page that is not turned."""
    wide, high = (height, width) if turned % 2 else (width, height)
    x, y = wide / rect.full_width, high / rect.full_height
    box = Box(rect.left * x, rect.top * y, (rect.left + rect.width) * x, (rect.top + rect.height) * y)
    return turn(box, wide, high, -turned)


def png(pixels: memoryview, width: int, height: int, scale: float) -> bytes:
    """A PNG file of rows of blue, green, red, unused; `scale` is how many pixels make a point."""
    if len(pixels) != 4 * width * height:
        raise ValueError("not as many pixels as the size says")
    step = 3 * width + 1
    rows = bytearray(step * height)  # each row starts with the number of its filter, which is 0
    for at in range(height):
        row = bytes(pixels[4 * width * at : 4 * width * (at + 1)])
        start, end = step * at + 1, step * (at + 1)
        rows[start:end:3], rows[start + 1 : end : 3], rows[start + 2 : end : 3] = row[2::4], row[1::4], row[0::4]
    density = round(scale * _METRE)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"pHYs", struct.pack(">IIB", density, density, 1)),
            _chunk(b"IDAT", zlib.compress(rows, PNG_LEVEL)),
            _chunk(b"IEND", b""),
        )
    )


def _span(start: float, end: float, length: float, pixels: int) -> tuple[int, int]:
    """The first pixel and how many, of a stretch of a side that is `length` points and so many pixels long."""
    first = min(max(0, math.floor(start * pixels / length + 1e-6)), pixels - 1)
    last = min(max(first + 1, math.ceil(end * pixels / length - 1e-6)), pixels)
    return first, last - first


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
