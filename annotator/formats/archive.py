"""Zip archives of strangers: checked before anything in them is used, and never unpacked to disk.

What an archive says of itself is not believed: sizes are those of the bytes that come out, counted while they do.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable
from xml.parsers import expat

from annotator.formats import limits
from annotator.model.errors import CannotRead

NOT_A_ZIP = "The file is damaged: it is not the archive that its name says, or it is cut short. Get it once more."
ENCRYPTED = "The file is protected by a password. Open it in its program and save it without one."
BOMB = "The file would unpack to far more than it holds and is not opened: it looks made to fill the memory."
TOO_MANY = f"The file holds more than {limits.MOST_ENTRIES:,} parts and is not opened."
DOCTYPE = "The file holds a document type declaration, which no such file needs, and is not opened."
PART_TOO_LARGE = "A part of the file is too large to be read. Split the document into smaller ones."

_CHUNK = 1 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def members(data: bytes, *, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The contents of the wanted entries by name; all others are unpacked too, to see that they can be, and dropped.

    CannotRead if it is no whole zip archive, encrypted, a bomb, or has names that lead out of it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            return _unpacked(archive, entries, wanted, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError):
        raise CannotRead(NOT_A_ZIP) from None


def check_xml(part: bytes, *, name: str) -> None:
    """CannotRead unless the part is well-formed XML without a document type declaration and not nested absurdly."""
    parser = expat.ParserCreate()
    depth = 0

    def begin(_: str, __: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.DEEPEST_XML:
            raise CannotRead(f"The part {shown(name)} of the file is nested too deeply to be read.")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        raise CannotRead(DOCTYPE)

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        place = f"line {error.lineno}, column {error.offset + 1}"
        raise CannotRead(f"The file is damaged: its part {shown(name)} is not well-formed at {place}.") from None


def shown(name: str) -> str:
    """A name out of a file, fit for a message: one line, not too long."""
    return "".join(character if character.isprintable() else "?" for character in name[:80])


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > limits.MOST_ENTRIES:
        raise CannotRead(TOO_MANY)
    names: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if entry.flag_bits & 0x41:
            raise CannotRead(ENCRYPTED)
        if stat.S_ISLNK(entry.external_attr >> 16) or not is_inside(name):
            raise CannotRead(f"The file is not opened: its entry {shown(name)} leads out of it.")
        if name.casefold() in names:
            raise CannotRead(f"The file is not opened: it has two entries of the name {shown(name)}.")
        if entry.compress_type not in _METHODS:
            raise CannotRead(f"The file is not opened: its entry {shown(name)} is packed in an unusual way.")
        names.add(name.casefold())


def is_inside(name: str) -> bool:
    """Whether an entry's name stays inside its archive on every system."""
    if not name or name.startswith("/") or "\\" in name or "\0" in name or name[1:2] == ":":
        return False
    return ".." not in name.split("/")


def _unpacked(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], wanted: Callable[[str], bool], packed: int
) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        if entry.is_dir():
            continue
        keep = wanted(entry.filename)
        chunks: list[bytes] = []
        size = 0
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                total += len(chunk)
                if total > limits.LARGEST_UNPACKED and total > limits.LARGEST_RATIO * packed:
                    raise CannotRead(BOMB)
                if keep:
                    if size > limits.LARGEST_PART:
                        raise CannotRead(PART_TOO_LARGE)
                    chunks.append(chunk)
        if keep:
            found[entry.filename] = b"".join(chunks)
    return found
