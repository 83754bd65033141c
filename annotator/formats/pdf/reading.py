"""Reads a PDF: the text of its pages, the boxes of its glyphs, its paragraphs and what it says about itself.

This runs in a reader's child process, as PDFium has to parse a file that anybody may have made. The layer that comes
out is stored and never made again: another PDFium may give another text.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

from annotator.formats import limits
from annotator.formats.pdf.boxes import Columns, pack
from annotator.formats.pdf.extraction import LETTER, UNIT, PageText, page_text
from annotator.formats.pdf.paragraphs import find_blocks
from annotator.formats.pdf.rows import Row, rows_of
from annotator.model.documents import Loss, PageLayout, Reading, ReadLayer, Role
from annotator.model.errors import CannotRead, NeedsPassword

MEDIA_TYPE = "application/pdf"
VERSION = 1  # of what is made of PDFium's answers; a change of the text or of the blocks makes it another extractor

MOST_PAGES = 10_000
MOST_CHARACTERS = 20_000_000
UNREADABLE = 0.3  # share of a page's glyphs: over it the page's text is noise

LONGEST_VALUE = 500  # code points of a title, an author ...
EXAMPLES = 5

_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(?:(Z)|([+-]\d\d)'?(\d\d)?'?)?")
_WHITE = re.compile(r"\s+")
_FILE_NAME = re.compile(
    r"""^(?:microsoft\ (?:word|powerpoint|excel)\s-\s.*   # what printing from an office program makes
        |untitled.*|unknown|(?:document|slide)\ ?\d*
        |(?:[a-z]:)?[\\/].*[\\/].*|[a-z]:\\.*|file:.*
        |.*\.(?:docx?|odt|rtf|txt|pages|pptx?|xlsx?|indd|qxd|qxp|fm|p65|tex|dvi|e?ps|pdf|html?|tiff?|jpe?g|png))$""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


def read(data: bytes, *, name: str, passwords: Sequence[str] = ()) -> Reading:
    """The one layer of a PDF, with role PAGES, and its metadata; `name` is that of the file.

    A PDF without any text comes in too: its text is line ends alone, its pages can be shown and coded by area, and
    a loss says that it is a scan. NeedsPassword if neither no password nor one of `passwords` opens it, CannotRead
    if it is damaged, has no pages, or is larger than a reader may take on.
    """
    with opened(data, passwords) as document:
        count = len(document)
        if count < 1:
            raise CannotRead("The PDF is damaged or empty: it has no pages.")
        if count > MOST_PAGES:
            raise CannotRead(f"The PDF has {count:,} pages; at most {MOST_PAGES:,} can be read from one file.")
        return _read(document, count, name)


def _read(document: Any, count: int, name: str) -> Reading:
    texts: list[str] = []
    layouts: list[PageLayout] = []
    boxes: list[bytes] = []
    rows: list[list[Row]] = []
    start = 0
    no_text: list[int] = []
    noise: list[int] = []
    damaged: list[int] = []
    for number in range(count):
        page = _page(document, number)
        if page is None:
            damaged.append(number)
            width, height = (layouts[-1].width, layouts[-1].height) if layouts else LETTER
            page = PageText("", Columns.empty(), width, height, rotation=0, unit=UNIT, unreadable=0.0, empty=True)
        if number == 0 and page.text.startswith("\ufeff"):  # would be taken for a byte order mark
            page = replace(page, text=" " + page.text[1:])
        if start + len(page.text) > MOST_CHARACTERS:
            raise CannotRead(f"The PDF has over {MOST_CHARACTERS:,} characters; split it into several files.")
        if page.unreadable > UNREADABLE:
            noise.append(number)
        elif not page.text.strip() and not page.empty:
            no_text.append(number)
        texts.append(page.text)
        boxes.append(pack(page.boxes))
        rows.append(_rows(number, start, page))
        layouts.append(
            PageLayout(
                start=start,
                length=len(page.text),
                width=page.width,
                height=page.height,
                rotation=page.rotation,
                unit=page.unit,
                label=_label(document, number),
                unreadable=page.unreadable,
            )
        )
        start += len(page.text) + 1
    if len(damaged) == count:
        raise CannotRead("The PDF is damaged: none of its pages can be opened.")
    text = "\n".join(texts)
    blocks = find_blocks(rows, [layout.height for layout in layouts], text)
    if len(blocks) > limits.MOST_BLOCKS:
        blocks = find_blocks([_one_row(found) for found in rows], [layout.height for layout in layouts], text)
    layer = ReadLayer(
        role=Role.PAGES,
        extractor=_extractor(),
        text=text,
        blocks=blocks,
        pages=tuple(layouts),
        boxes=tuple(boxes),
    )
    if not blocks:  # also pages on which nothing at all is drawn: the document has no other
        no_text = [number for number in range(count) if number not in {*damaged, *noise}]
    return Reading(
        title=_title(_info(document, "Title"), name),
        media_type=MEDIA_TYPE,
        layers=(layer,),
        metadata=_metadata(document, count),
        losses=tuple(_losses(no_text, noise, damaged)),
    )


@contextmanager
def opened(data: bytes, passwords: Sequence[str]) -> Iterator[Any]:
    """The open `pypdfium2.PdfDocument`, closed afterwards."""
    if not data:
        raise CannotRead("The file is empty.")
    import pypdfium2
    import pypdfium2.raw as raw

    handle = raw.FPDF_LoadMemDocument64(data, len(data), None)
    for password in passwords:
        if handle or raw.FPDF_GetLastError() != raw.FPDF_ERR_PASSWORD:
            break
        handle = raw.FPDF_LoadMemDocument64(data, len(data), password.encode("utf-8", "replace"))
    if not handle:
        raise _refusal(raw.FPDF_GetLastError(), asked=bool(passwords))
    document = pypdfium2.PdfDocument(handle)  # not opened by it: it takes the last refusal for that of an empty file
    try:
        yield document
    finally:
        document.close()


def _refusal(error: int, *, asked: bool) -> CannotRead:
    import pypdfium2.raw as raw

    if error == raw.FPDF_ERR_SECURITY:
        return CannotRead("The PDF is protected in a way that cannot be opened here.")
    if error != raw.FPDF_ERR_PASSWORD:
        return CannotRead("The PDF is damaged and cannot be opened.")
    if asked:
        return NeedsPassword("The password does not open this PDF; check it and try again.")
    return NeedsPassword("The PDF is protected; it can be read once its password is given.")


def _rows(number: int, start: int, page: PageText) -> list[Row]:
    rows = rows_of(number, start, page)
    return rows if page.unreadable <= UNREADABLE else _one_row(rows)  # noise has no paragraphs


def _one_row(rows: Sequence[Row]) -> list[Row]:
    """All that stands on a page as one row at no place, which becomes one block."""
    return [Row(rows[0].page, rows[0].start, rows[-1].end)] if rows else []


def _page(document: Any, number: int) -> PageText | None:
    """What stands on a page; None if it cannot be opened."""
    import pypdfium2

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return None
    try:
        return page_text(page)
    finally:
        page.close()


def _losses(no_text: Sequence[int], noise: Sequence[int], damaged: Sequence[int]) -> Iterator[Loss]:
    kinds = (
        ("page without text, such as a scan; it can be coded by area, its text can be recognised later", no_text),
        ("page whose text cannot be read, because its fonts do not say which letters they hold", noise),
    )
    for kind, pages in kinds:
        if pages:
            yield Loss(kind, "carried otherwise", len(pages), _examples(pages))
    if damaged:
        yield Loss("damaged page that cannot be opened", "left out", len(damaged), _examples(damaged))


def _examples(pages: Sequence[int]) -> tuple[str, ...]:
    return tuple(f"page {number + 1}" for number in pages[:EXAMPLES])


def _metadata(document: Any, count: int) -> Mapping[str, str]:
    found = {
        "author": _info(document, "Author"),
        "date": iso_date(_info(document, "CreationDate")),
        "language": _language(document),
        "pages": str(count),
    }
    return {key: value for key, value in found.items() if value}


def _title(title: str, name: str) -> str:
    """The title, or the file's name without its suffix where the title is none, or is itself the name of a file."""
    if title and not _FILE_NAME.match(title):
        return title
    return PurePath(name).stem or name


def iso_date(date: str) -> str:
    """A date as PDF writes it (D:20200805162100+02'00') in ISO 8601, as precise as it is; "" if it is none."""
    found = _DATE.match(date)
    if not found:
        return ""
    *given, utc, hours, minutes = found.groups()
    known = [int(part) for part in given if part is not None]
    year, month, day, hour, minute, second = known + [0, 1, 1, 0, 0, 0][len(known) :]
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  (its zone is written after it)
    except ValueError:
        return ""
    if len(known) <= 3:
        return moment.date().isoformat()[: (4, 7, 10)[len(known) - 1]]
    zone = f"{hours}:{minutes or '00'}" if hours else "Z" if utc else ""
    zone = "Z" if zone in ("+00:00", "-00:00") else zone
    return moment.isoformat(timespec="seconds" if len(known) == 6 else "minutes") + zone


def _info(document: Any, key: str) -> str:
    try:
        return _tidy(document.get_metadata_value(key))
    except UnicodeDecodeError:
        return ""


def _label(document: Any, number: int) -> str:
    try:
        return _tidy(document.get_page_label(number))
    except UnicodeDecodeError:
        return ""


def _language(document: Any) -> str:
    import pypdfium2.raw as raw

    size = raw.FPDFCatalog_GetLanguage(document.raw, None, 0)
    if not 2 < size <= 2 * LONGEST_VALUE:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(document.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return _tidy(buffer.raw[: size - 2].decode("utf-16-le", "replace"))


def _tidy(value: str) -> str:
    """In one line, without control signs, not endless."""
    printable = "".join(sign if sign.isprintable() else " " for sign in value[: 4 * LONGEST_VALUE])
    return _WHITE.sub(" ", printable).strip()[:LONGEST_VALUE].strip()


def _extractor() -> str:
    import pypdfium2

    return f"pdfium {pypdfium2.PDFIUM_INFO.tag} {VERSION}"
