"""Rich Text Format: the text by way of striprtf, headings and tables as blocks, what it passes over counted.

Before striprtf sees a file, what it would run together is kept apart by characters of the private use area: a bar that
is a letter from one that ends a cell, and paragraphs of an outline level, which are headings.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from annotator.formats import limits
from annotator.formats.decoding import canonical
from annotator.formats.decoding import decode as decode_bytes
from annotator.formats.flow import Flow
from annotator.formats.text import title_from
from annotator.model.documents import BlockKind, Loss, Reading, ReadLayer, Role
from annotator.model.errors import CannotRead

EXTRACTOR = "rtf 1"
MEDIA_TYPE = "application/rtf"

NOT_RTF = "The file is no RTF text: it does not begin as one. If it is plain text, rename it to end in .txt."
DAMAGED = "The RTF text is damaged and cannot be put together. Open it in Word or LibreOffice and save it anew."
NO_TEXT = "The document holds no text."

_BAR, _HEADING, _TABLE_ROW = "\ue0f0", "\ue0f1", "\ue0f2"  # before striprtf; never in what comes out
_OWN = re.compile("[\ue0f0-\ue0fb]")
_BEGINS = re.compile(rb"\s*\{\s*\\rtf")
_BINARY = re.compile(rb"\\bin(\d{1,10}) ?")
_EIGHT_BIT = re.compile("[\x80-\xff]")
_WORD = re.compile(r"\\(?:([a-zA-Z]{1,32})(-?\d{1,10})?( ?)|'[0-9a-fA-F]{2}|.)|([{}|])", re.DOTALL)
_HEX = re.compile(r"\\'([0-9a-fA-F]{2})")
_CODE_PAGE = re.compile(r"\\ansicpg\d*")
_CHARSET = re.compile(r"\\fcharset\d+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_INFO = re.compile(r"\{\\(title|author|subject|doccomm|company)\b([^{}]{1,2000})\}")
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_COUNTED = {
    "footnote": "footnote",
    "annotation": "comment",
    "pict": "picture",
    "object": "embedded object",
    "shptxt": "text box",
    "fldinst": "",
}
_OLD_MAC = re.compile(r"\\fcharset(?:7[89]|8\d)(?!\d)")  # charsets for which Python knows no encoding
_LOOKED_AT = 64 * 1024  # characters at the beginning in which the document's properties stand


@dataclass(slots=True)
class _Source:
    """The file as striprtf gets it, and what was met in it."""

    text: str
    counts: Counter[str]
    open_groups: int  # at its end; 0 in a whole file


def read(data: bytes, *, name: str) -> Reading:
    """One layer with the text. CannotRead if it is no RTF, damaged beyond reading, or empty.

    Where the code page that the file names does not fit its letters, it is guessed from them, and told.
    """
    if not _BEGINS.match(data):
        raise CannotRead(NOT_RTF)
    source = _prepared(data)
    text, encoding, losses = _text_of(source.text)
    flow = Flow()
    _into_blocks(flow, text)
    whole, blocks, more = flow.finish()
    if not blocks:
        raise CannotRead(NO_TEXT)
    metadata = _properties(source.text[:_LOOKED_AT])
    title = metadata.pop("title", "") or title_from(name)
    if encoding:
        metadata["encoding"] = encoding
    return Reading(
        title=title[: limits.LONGEST_NAME],
        media_type=MEDIA_TYPE,
        layers=(ReadLayer(Role.TEXT, EXTRACTOR, whole, blocks),),
        metadata=metadata,
        losses=(*_passed_over(source), *losses, *more),
    )


def _prepared(data: bytes) -> _Source:
    text = _without_binary(data).decode("latin-1")
    text = _EIGHT_BIT.sub(lambda found: f"\\'{ord(found[0]):02x}", text)
    counts: Counter[str] = Counter()
    depth = 0

    def seen(found: re.Match[str]) -> str:
        nonlocal depth
        word, number, sign = found[1], found[2], found[4]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == "|":
            return _BAR
        elif word is None:
            return found[0]
        elif word in _COUNTED:
            counts[word] += 1
        elif word == "field":
            return ""  # striprtf would add addresses to the text of links, and takes long to find none
        elif word == "outlinelevel" and number and 0 <= int(number) < 9:
            return f"{found[0]}{_HEADING}{min(int(number), 5) + 1}"
        elif word == "row":
            return f"{_TABLE_ROW}{found[0]}"
        elif (word == "u" and not -0x8000 <= int(number or 0) <= 0xFFFF) or (word == "uc" and not number):
            return "?" if word == "u" else "\\uc1 "
        return found[0]

    text = _WORD.sub(seen, text)
    return _Source(text, counts, max(depth, 0))


def _without_binary(data: bytes) -> bytes:
    """Without what stands behind \\bin, in which braces and backslashes mean nothing."""
    if b"\\bin" not in data:
        return data
    kept, at = [], 0
    for found in _BINARY.finditer(data):
        if found.start() >= at:
            kept.append(data[at : found.start()])
            at = found.end() + int(found[1])
    return b"".join([*kept, data[at:]])


def _text_of(source: str) -> tuple[str, str, tuple[Loss, ...]]:
    """The text, the encoding where it had to be guessed, and what did not fit."""
    source = _OLD_MAC.sub(r"\\fcharset77", source)
    losses: list[Loss] = []
    try:
        text, encoding = _converted(source, "strict"), ""
    except UnicodeDecodeError:
        encoding = _guessed(source)
        page = encoding.removeprefix("cp") if encoding.startswith("cp") else ""
        told = f"\\ansicpg{page}" if page else ""
        source = _CHARSET.sub(r"\\fcharset0", _CODE_PAGE.sub(lambda _: told, source))
        try:
            text = _converted(source, "strict", encoding)
        except UnicodeDecodeError as error:
            text = _converted(source, "replace", encoding)
            bad = max(1, text.count("\ufffd"))
            losses.append(Loss(f"byte that {error.encoding} cannot hold", "carried otherwise: as U+FFFD", bad))
        losses.append(Loss("code page that does not fit the letters", f"carried otherwise: read as {encoding}", 1))
    if _SURROGATES.search(text):  # \u names the halves of a pair one by one
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text, more = canonical(text)
    return text, encoding, (*losses, *more)


def _converted(source: str, errors: str, encoding: str = "cp1252") -> str:
    from striprtf.striprtf import rtf_to_text

    try:
        return str(rtf_to_text(source, encoding=encoding, errors=errors))  # type: ignore[no-untyped-call]  # it has none
    except UnicodeDecodeError:
        raise
    except (ValueError, LookupError, TypeError, OverflowError) as error:
        raise CannotRead(DAMAGED) from error


def _guessed(source: str) -> str:
    """The encoding of the letters that are written by their codes; Windows' own where nothing can be told."""
    letters = bytes(int(found[1], 16) for found in _HEX.finditer(source))
    try:
        encoding = codecs.lookup(decode_bytes(letters).encoding).name if letters else "cp1252"
    except (CannotRead, LookupError):
        return "cp1252"
    return encoding


def _into_blocks(flow: Flow, text: str) -> None:
    table, in_table = 0, False
    for line in text.split("\n"):
        row = _TABLE_ROW in line or "|" in line
        heading = line.find(_HEADING)
        level = int(line[heading + 1]) if heading >= 0 and line[heading + 1 : heading + 2].isdigit() else 0
        if heading >= 0:
            line = re.sub(f"{_HEADING}[1-6]?", "", line)
        cells = [_plain(cell) for cell in line.replace(_TABLE_ROW, "").split("|")] if row else [_plain(line)]
        if not any(cells):
            in_table = in_table and row
            continue
        if row:
            table, in_table = (table if in_table else table + 1), True
            flow.open(BlockKind.ROW, table=table)
            flow.kept("\t".join(cells[:-1] if len(cells) > 1 and not cells[-1] else cells))
        else:
            in_table = False
            flow.open(BlockKind.HEADING if level else BlockKind.PARAGRAPH, level=level)
            flow.kept(cells[0])
        flow.close()


def _plain(text: str) -> str:
    return _OWN.sub("", text.replace(_BAR, "|")).strip()


def _properties(source: str) -> dict[str, str]:
    """Title, author ... as the document's properties state them."""
    names = {"title": "title", "author": "author", "subject": "description", "company": "outlet"}
    found: dict[str, str] = {}
    for match in _INFO.finditer(source):
        key = names.get(match[1])
        if key is None or key in found:
            continue
        try:
            value = _text_of("{\\rtf1 " + match[2] + "}")[0]
        except CannotRead:
            continue
        if value := " ".join(_plain(value).split()):
            found[key] = value[: limits.LONGEST_VALUE]
    if made := _CREATED.search(source):
        year, month, day = map(int, made.groups())
        if 1 <= month <= 12 and 1 <= day <= 31:
            found["date"] = f"{year:04}-{month:02}-{day:02}"
    return found


def _passed_over(source: _Source) -> list[Loss]:
    kinds: Mapping[str, str] = {word: kind for word, kind in _COUNTED.items() if kind}
    losses = [Loss(kind, "left out", source.counts[word]) for word, kind in kinds.items() if source.counts[word]]
    if links := source.counts["fldinst"]:
        losses.append(Loss("field, such as a link", "carried otherwise: its text alone", links))
    if source.open_groups:
        losses.append(Loss("end of the file", "missing: it breaks off; what stands before it came in", 1))
    return losses
