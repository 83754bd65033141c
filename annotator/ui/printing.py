"""Pages of HTML as PDF, with page numbers, and with those in the contents: for the window and for the command line.

The same HTML with the same fonts gives the same bytes: the file carries a fixed date and an id made from the text.
"""

from __future__ import annotations

import hashlib
import re
import sys
import uuid
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt, QUuid
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextCharFormat,
    QTextDocument,
)

from annotator.formats.replacing import replacing
from annotator.ui.theme import PAPER_INK, PAPER_QUIET
from annotator.ui.words import tr

_DPI = 96  # the pixels of HTML; a PDF scales without loss
_MARGIN = 20.0  # millimetres
_FOOT = 34  # pixels of the foot below the text
_QUIET = QColor(PAPER_QUIET)
_LINK = re.compile(r'<li><a href="#([^"]*)"([^>]*)>(.*?)</a>')
_DATES = (
    (re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)"), b"D:"),
    (re.compile(rb'xmp:(CreateDate|ModifyDate|MetadataDate)="[^"]*"'), b'="'),
)


def write_pdf(html: str, path: Path, *, title: str) -> int:
    """Writes a page of HTML as PDF on A4; the number of pages. What lay there stays until the new file is complete.

    May run beside the window's thread. Raises CannotDo where the file cannot be written.
    """
    data, pages = pdf_of(html, title=title)
    with replacing(path) as out:
        out.write(data)
    return pages


def pdf_of(html: str, *, title: str) -> tuple[bytes, int]:
    """The PDF and the number of its pages."""
    _ensure_application()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPdfWriter.PdfVersion.PdfVersion_1_6)
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN / 2), QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    writer.setCreator("Annotator")
    writer.setDocumentId(QUuid(str(uuid.UUID(bytes=hashlib.sha256(html.encode()).digest()[:16]))))
    width, height = float(writer.width()), float(writer.height() - _FOOT)
    numbered = _with_page_numbers(html, writer, width, height)
    document = _laid_out(numbered, writer, width)
    sheets = sheets_of(bands_of(document), height)
    painter = QPainter(writer)
    for page, (top, bottom) in enumerate(sheets, start=1):
        if page > 1:
            writer.newPage()
        _draw_sheet(painter, document, QRectF(0, top, width, bottom - top))
        _draw_foot(painter, writer, title, page, len(sheets))
    painter.end()
    buffer.close()
    return _undated(bytes(held.data())), len(sheets)


def _laid_out(html: str, writer: QPdfWriter, width: float) -> QTextDocument:
    """The text on one sheet without an end."""
    document = QTextDocument()
    document.documentLayout().setPaintDevice(writer)
    document.setDocumentMargin(0)
    document.setIndentWidth(18)
    document.setDefaultFont(QFont("Noto Serif", 10))
    document.setHtml(html)
    document.setTextWidth(width)
    return document


@dataclass(slots=True)
class Band:
    """Lines that stand side by side, in pixels of the endless sheet; one that heads what follows stays with it."""

    top: float
    bottom: float
    heads: bool


def bands_of(document: QTextDocument) -> list[Band]:
    """All lines from top to bottom, those that overlap as one."""
    layout, block = document.documentLayout(), document.begin()
    found: list[Band] = []
    while block.isValid():
        start = block.begin()
        face = start.fragment().charFormat() if not start.atEnd() else QTextCharFormat()
        quiet = face.foreground().color() == _QUIET  # what is said of a code, right below its name
        heads = block.blockFormat().headingLevel() > 0 or face.fontWeight() >= QFont.Weight.DemiBold or quiet
        top = layout.blockBoundingRect(block).top()
        for number in range(block.layout().lineCount()):
            line = block.layout().lineAt(number)
            found.append(Band(top + line.y(), top + line.y() + line.height(), heads))
        block = block.next()
    found.sort(key=lambda one: one.top)
    bands: list[Band] = []
    for one in found:
        if bands and one.top < bands[-1].bottom - 0.5:
            bands[-1].bottom = max(bands[-1].bottom, one.bottom)
            bands[-1].heads = bands[-1].heads and one.heads
        else:
            bands.append(one)
    return bands


def sheets_of(bands: Sequence[Band], height: float) -> list[tuple[float, float]]:
    """Where each page begins and ends on the endless sheet. No line is cut, and no heading stands last on a page unless
    headings alone fill it."""
    sheets: list[tuple[float, float]] = []
    first = 0
    while first < len(bands):
        after = first + 1
        while after < len(bands) and bands[after].bottom - bands[first].top <= height:
            after += 1
        end = after
        while after < len(bands) and end > first + 1 and bands[end - 1].heads:
            end -= 1
        if bands[end - 1].heads:
            end = after
        sheets.append((bands[first].top, bands[end - 1].bottom))
        first = end
    return sheets or [(0.0, 0.0)]


def _with_page_numbers(html: str, writer: QPdfWriter, width: float, height: float) -> str:
    """The contents with the page of each entry, found by laying the text out once with numbers as wide."""
    dotted = _LINK.sub(lambda found: f"{found[0]} &nbsp;000", html)
    if dotted == html:
        return html
    document = _laid_out(dotted, writer, width)
    begins = [top for top, _bottom in sheets_of(bands_of(document), height)]
    pages: dict[str, int] = {}
    block = document.begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            for name in at.fragment().charFormat().anchorNames():
                bottom = document.documentLayout().blockBoundingRect(block).bottom()
                pages.setdefault(name, bisect_left(begins, bottom))
            at += 1
        block = block.next()
    return _LINK.sub(lambda found: f"{found[0]} &nbsp;{pages.get(unescape(found[1]), '')}", html)


def _draw_sheet(painter: QPainter, document: QTextDocument, part: QRectF) -> None:
    painter.save()
    painter.translate(0, -part.top())
    painter.setClipRect(part)
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = part.adjusted(0, 1, 0, -1)  # lines that only touch it would be written, unseen, on both pages
    context.palette.setColor(QPalette.ColorRole.Text, QColor(PAPER_INK))
    document.documentLayout().draw(painter, context)
    painter.restore()


def _draw_foot(painter: QPainter, writer: QPdfWriter, title: str, page: int, pages: int) -> None:
    painter.save()
    painter.setFont(QFont("Noto Sans", 8))
    painter.setPen(_QUIET)
    foot = QRectF(0, writer.height() - _FOOT / 2, writer.width(), _FOOT / 2)
    told = tr("Page {page} of {pages}", page=page, pages=pages)
    width = painter.fontMetrics().horizontalAdvance(told)
    cut = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, int(foot.width() - width - 20))
    painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, told)
    painter.restore()


def _undated(data: bytes) -> bytes:
    """The file with a fixed date in place of the hour at which it was made, as long as before."""
    for pattern, before in _DATES:
        data = pattern.sub(lambda found, before=before: _as_long(found[0], before), data)  # type: ignore[misc]  # a default binds the loop's value
    return data


def _as_long(found: bytes, before: bytes) -> bytes:
    start = found.index(before) + len(before)
    return found[:start] + _date_like(found[start:-1]) + found[-1:]


def _date_like(held: bytes) -> bytes:
    """The year 2000 in the same form: digits become those of a fixed day, all else stays."""
    digits = iter("20000101000000000000000000000000")
    return bytes(ord(next(digits)) if chr(one).isdigit() else one for one in held)


def _ensure_application() -> None:
    """Fonts need an application; the command line makes one that wants no screen."""
    if QGuiApplication.instance() is None:
        platform = ["-platform", "offscreen"] if sys.platform.startswith("linux") else []
        _kept.append(QGuiApplication(["annotator", *platform]))


_kept: list[QGuiApplication] = []  # it lives as long as the process
