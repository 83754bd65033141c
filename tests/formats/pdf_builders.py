"""PDFs made by hand, byte by byte, so that the tests of the PDF reader need no sample files.

A page is a list of drawing commands; coordinates are those of the PDF, in points from the bottom left. Fonts are
Helvetica, which no PDF needs to bring along, with a Unicode map of the test's choice where one is given.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")  # ISO 32000-1, 7.6.3.3


@dataclass(frozen=True)
class Page:
    """One page: drawing commands, the media box, and where given a crop box and a rotation."""

    content: bytes = b""
    box: tuple[float, float, float, float] = (0, 0, 300, 400)
    crop: tuple[float, float, float, float] | None = None
    rotate: int = 0


@dataclass(frozen=True)
class Font:
    """Helvetica whose codes mean what `unicode` says; `names` replaces the names of its glyphs from a code on."""

    unicode: Mapping[int, str] = field(default_factory=dict)
    names: tuple[int, tuple[str, ...]] | None = None


def line(x: float, y: float, words: str | bytes, *, size: float = 10, font: int = 1) -> bytes:
    """Commands that write the words in one line that starts at (x, y)."""
    data = words.encode("cp1252") if isinstance(words, str) else words
    return b"BT /F%d %g Tf %g %g Td <%s> Tj ET\n" % (font, size, x, y, data.hex().encode())


def lines(x: float, y: float, rows: Sequence[str], *, size: float = 10, pitch: float = 12) -> bytes:
    """Commands that write the rows below each other, the first at (x, y)."""
    return b"".join(line(x, y - pitch * number, row, size=size) for number, row in enumerate(rows))


def pdf(
    pages: Sequence[Page],
    *,
    fonts: Sequence[Font] = (Font(),),
    info: Mapping[str, str] | None = None,
    language: str = "",
    password: str = "",
) -> bytes:
    """A whole PDF with a valid cross-reference table; encrypted with RC4 (40 bit) if there is a password."""
    objects: list[bytes] = []

    def add(data: bytes) -> int:
        objects.append(data)
        return len(objects)

    catalog, tree = add(b""), add(b"")
    names = []
    for number, font in enumerate(fonts, 1):
        parts = b"/Type/Font/Subtype/Type1/BaseFont/Helvetica"
        if font.names:
            first, glyphs = font.names
            differences = " ".join(f"/{glyph}" for glyph in glyphs)
            parts += b"/Encoding<</Type/Encoding/Differences[%d %s]>>" % (first, differences.encode())
        else:
            parts += b"/Encoding/WinAnsiEncoding"
        if font.unicode:
            parts += b"/ToUnicode %d 0 R" % add(stream(_unicode_map(font.unicode)))
        names.append(b"/F%d %d 0 R" % (number, add(b"<<%s>>" % parts)))
    kids = []
    for page in pages:
        content = add(stream(page.content))
        parts = b"/Type/Page/Parent %d 0 R/MediaBox[%s]/Contents %d 0 R" % (tree, _numbers(page.box), content)
        if page.crop:
            parts += b"/CropBox[%s]" % _numbers(page.crop)
        if page.rotate:
            parts += b"/Rotate %d" % page.rotate
        kids.append(add(b"<<%s/Resources<</Font<<%s>>>>>>" % (parts, b"".join(names))))
    objects[catalog - 1] = b"<</Type/Catalog/Pages %d 0 R/Lang(%s)>>" % (tree, language.encode())
    objects[tree - 1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    trailer = b"/Root %d 0 R" % catalog
    if info:
        entries = b"".join(b"/%s<feff%s>" % (k.encode(), v.encode("utf-16-be").hex().encode()) for k, v in info.items())
        trailer += b"/Info %d 0 R" % add(b"<<%s>>" % entries)
    if password:
        objects, more = _encrypted(objects, password)
        trailer += more
    return assembled(objects, trailer)


def assembled(objects: Sequence[bytes], trailer: bytes) -> bytes:
    """The file that holds the objects, numbered from 1."""
    data, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(offsets) + 1, table)
    return b"%s%strailer\n<</Size %d%s>>\nstartxref\n%d\n%%%%EOF" % (data, head, len(offsets) + 1, trailer, len(data))


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def picture_page(side: int = 8, *, declared: int = 0) -> bytes:
    """A PDF of one page that is a grey picture and has no text, as a scanner makes it.

    With `declared` the picture says that it is so many pixels wide and high, and its data inflate to them.
    """
    width = declared or side
    packer = zlib.compressobj(9)
    row = bytes(range(0, 256, max(1, 256 // side)))[:side] if not declared else bytes(width)
    pixels = b"".join(packer.compress(row) for _ in range(width)) + packer.flush()
    picture = stream(
        pixels,
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/FlateDecode"
        % (width, width),
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        stream(b"q 300 0 0 400 0 0 cm /I Do Q"),
        picture,
    ]
    return assembled(objects, b"/Root 1 0 R")


def without_pages() -> bytes:
    """A valid PDF with an empty page tree."""
    return assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"], b"/Root 1 0 R")


def claiming(count: int) -> bytes:
    """A PDF that says it has so many pages, and has one."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>"
    tree = b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count
    return assembled([b"<</Type/Catalog/Pages 2 0 R>>", tree, page], b"/Root 1 0 R")


def drawing_itself() -> bytes:
    """A PDF whose page draws a form that draws itself."""
    form = stream(line(20, 20, "loop") + b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 300 400]/Resources 5 0 R")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]/Contents 4 0 R/Resources 5 0 R>>",
        stream(line(20, 200, "before") + b"/X Do"),
        b"<</XObject<</X 6 0 R>>/Font<</F1 7 0 R>>>>",
        form,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    return assembled(objects, b"/Root 1 0 R")


def _unicode_map(meanings: Mapping[int, str]) -> bytes:
    entries = "\n".join(f"<{code:02x}> <{meant.encode('utf-16-be').hex()}>" for code, meant in meanings.items())
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(meanings)} beginbfchar\n{entries}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


def _numbers(values: Sequence[float]) -> bytes:
    return b" ".join(b"%g" % value for value in values)


def _encrypted(objects: Sequence[bytes], password: str) -> tuple[list[bytes], bytes]:
    """The objects with their streams encrypted, and what the trailer says of it: the standard handler, revision 2.

    Only streams are encrypted, so the objects may hold no strings.
    """
    identity, allowed = bytes(16), -4
    padded = (password.encode("latin-1") + PADDING)[:32]
    owner = _rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    seed = padded + owner + (allowed & 0xFFFFFFFF).to_bytes(4, "little") + identity
    key = hashlib.md5(seed, usedforsecurity=False).digest()[:5]
    changed = []
    for number, content in enumerate(objects, 1):
        head, found, rest = content.partition(b"\nstream\n")
        if found:
            salted = hashlib.md5(key + number.to_bytes(3, "little") + bytes(2), usedforsecurity=False).digest()[:10]
            content = head + found + _rc4(salted, rest.removesuffix(b"\nendstream")) + b"\nendstream"
        changed.append(content)
    handler = b"<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P %d>>" % (
        owner.hex().encode(),
        _rc4(key, PADDING).hex().encode(),
        allowed,
    )
    changed.append(handler)
    return changed, b"/Encrypt %d 0 R/ID[<%s><%s>]" % (len(changed), identity.hex().encode(), identity.hex().encode())


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
