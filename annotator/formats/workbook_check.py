"""Whether a workbook that was just written is what was meant, before it replaces another one."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from annotator.formats.replacing import Unsound
from annotator.formats.workbook_sheet import letters


@dataclass(frozen=True, slots=True)
class WrittenSheet:
    """A sheet that stands in the file. `headers` escaped; () for About, which is no table."""

    title: str
    table_name: str
    headers: tuple[str, ...]
    rows: int        # of data
    last_row: int    # as Excel counts; an empty table has an empty row

    @property
    def ref(self) -> str:
        """The cells of the table, header included."""
        return f"A1:{letters(len(self.headers) - 1)}{self.last_row}"


def check(path: Path, written: Sequence[WrittenSheet]) -> None:
    """Read the workbook once through: every checksum, every small part as XML, tables and rows as they were meant.

    `written` are its sheets in their order. Raises `Unsound` with what is wrong.
    """
    from lxml import etree

    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            sheets = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(written, 1)}
            tables: dict[str, tuple[str, list[str]]] = {}
            for name in names:
                if name in sheets:
                    with archive.open(name) as part:
                        _check_sheet(part, sheets[name])
                    continue
                root = etree.fromstring(archive.read(name))
                if name.startswith("xl/tables/"):
                    columns = [str(column.get("name")) for column in root.iterfind(".//{*}tableColumn")]
                    tables[str(root.get("displayName"))] = (str(root.get("ref")), columns)
                if name == "[Content_Types].xml":
                    parts_told = {str(part.get("PartName")) for part in root.iterfind("{*}Override")}
                    if not {f"/{sheet}" for sheet in sheets} <= parts_told:
                        raise Unsound("a sheet is not among the content types")
    except (BadZipFile, zlib.error, EOFError, etree.XMLSyntaxError) as error:
        raise Unsound(str(error)) from error
    meant = {sheet.table_name: (sheet.ref, list(sheet.headers)) for sheet in written if sheet.headers}
    if len(set(names)) < len(names) or not sheets.keys() <= set(names) or tables != meant:
        raise Unsound("the parts are not those that were meant")


def _check_sheet(part: IO[bytes], sheet: WrittenSheet) -> None:
    rows, formulas, before = 0, 0, b""
    while chunk := part.read(2**20):
        window = before + chunk
        before = window[-4:]  # too short to hold a "<row " by itself, so none is counted twice
        rows += window.count(b"<row ")
        formulas += window.count(b"<f>") + window.count(b"<f ")
    if rows != sheet.last_row or formulas or before != b"eet>":
        raise Unsound(f"{sheet.title} has {rows} rows instead of {sheet.last_row}, {formulas} formulas")
