"""Datasets out as a workbook (.xlsx): real tables, no formulas, the same bytes from the same project.

openpyxl writes the parts that say how the workbook hangs together (styles, tables, relationships), `workbook_sheet` the
sheets themselves, row by row, so that memory stays flat however many codings there are. Beyond the limits of Excel
nothing is cut in silence: too many rows go on in a further sheet, too long texts in the sheet "Long text", too many
links are left out, and the sheet "About" tells of each.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING
from zipfile import ZipFile

from annotator.formats.replacing import replacing, steady_entry
from annotator.formats.tables import (
    COLUMN_LIMIT,
    LINK_LIMIT,
    ROW_LIMIT,
    Cell,
    Column,
    Dataset,
    Kind,
    Link,
    Sheet,
    plain,
    utc,
)
from annotator.formats.workbook_check import WrittenSheet, check
from annotator.formats.workbook_sheet import Escaped, SheetText, Styles, Tally, place_of
from annotator.formats.workbook_text import CONTINUES, escape, parts, unescape, unique_headers
from annotator.model.errors import CannotDo
from annotator.model.progress import Progress

if TYPE_CHECKING:
    from openpyxl.worksheet.table import Table

__all__ = ["EXCEL", "Limits", "WorkbookReport", "escape", "unescape", "unique_headers", "write"]

LONG_TEXT = "Long text"
ABOUT = "About"

_BATCH = 200                     # rows that are put together before they are compressed
_ZIP64_CELLS = 5_000_000         # a sheet with more cells may pass 2 GiB: its entry gets the wider form from the start
_ENTRY_LIMIT = 2**31 - 2**28     # bytes of a sheet in the narrower form, less room for one batch
_SHEET_NAME = re.compile(r"[^\[\]:*?/\\'\x00-\x1f]{1,28}")
_TABLE_NAME = re.compile(r"[A-Za-z]{4}[A-Za-z0-9_]*")
_LONG_TEXT_COLUMNS = (
    Column("Sheet", "sheet", Kind.TITLE),
    Column("Row id", "row_id", Kind.ID),
    Column("Column", "column", Kind.TITLE),
    Column("Part", "part", Kind.COUNT),
    Column("Parts", "parts", Kind.COUNT),
    Column("Text", "text", Kind.QUOTE),
)
_ABOUT_COLUMNS = (Column("Key", "key", Kind.TITLE), Column("Value", "value", Kind.QUOTE))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one sheet takes: rows of data, links. Tests lower them."""

    rows: int = ROW_LIMIT
    links: int = LINK_LIMIT


EXCEL = Limits()


@dataclass(frozen=True, slots=True)
class WorkbookReport:
    """What was written: rows of data per sheet in their order, and in words where a limit was met."""

    rows: tuple[tuple[str, int], ...]
    limits: tuple[str, ...]


def write(dataset: Dataset, path: Path, *, progress: Progress, limits: Limits = EXCEL) -> WorkbookReport:
    """Write the workbook, replacing what stood at `path` only when the new one is whole and checked.

    Raises CannotDo if it cannot be written, Cancelled from `progress`; then `path` is as it was. ValueError for sheets
    that no workbook can hold as they are named or shaped, which is a mistake of the caller.
    """
    _refuse_misshapen(dataset.sheets)
    written: list[WrittenSheet] = []
    with (
        replacing(path, lambda beside: check(beside, written)) as file,
        ZipFile(file, "w") as archive,
        _LongTexts(path.parent, dataset.sheets) as long_texts,
    ):
        writer = _Writer(archive, dataset, limits, progress, long_texts, written)
        for sheet in dataset.sheets:
            writer.add(sheet)
        if long_texts:
            writer.add(long_texts.sheet())
        report = writer.report()
        writer.add_about([*dataset.about, *_about_the_file(dataset, report)])
        writer.finish()
        done = sum(sheet.count or 0 for sheet in dataset.sheets)
        progress.step(done, done, "Checking the workbook")
    return report


class _Writer:
    def __init__(
        self,
        archive: ZipFile,
        dataset: Dataset,
        limits: Limits,
        progress: Progress,
        long_texts: _LongTexts,
        written: list[WrittenSheet],
    ) -> None:
        from openpyxl import Workbook

        self._archive = archive
        self._limits = limits
        self._progress = progress
        self._long_texts = long_texts
        self._written = written
        self._dataset = dataset
        self._by_name = {sheet.name: sheet for sheet in dataset.sheets}
        self._total = sum(sheet.count or 0 for sheet in dataset.sheets)
        self._done = 0
        self._book = Workbook()
        self._styles = Styles(self._book)
        self._tally = Tally()
        self._met: list[str] = []

    def add(self, sheet: Sheet) -> None:
        """Write the sheet, and further ones while there are more rows than one takes."""
        rows = iter(sheet.rows)
        piece, row = 1, next(rows, None)
        row = self._add_piece(sheet, piece, row, rows)
        while row is not None:
            if not sheet.split:
                raise CannotDo(f"{sheet.name} has more rows than a sheet takes: narrow the filter or export CSV files.")
            piece += 1
            self._met.append(
                f"{_piece_name(sheet.name, piece - 1)} is full with {self._limits.rows:,} rows: "
                f"it goes on in {_piece_name(sheet.name, piece)}."
            )
            row = self._add_piece(sheet, piece, row, rows)

    def add_about(self, lines: Sequence[tuple[str, str]]) -> None:
        """Write the last sheet: keys and values, no table. A value that no cell holds goes on in the next row."""
        text = self._sheet_text(ABOUT, _ABOUT_COLUMNS)
        with self._archive.open(steady_entry(self._part()), "w") as out:
            head = text.head(selected=not self._written, freeze_row=False, freeze_column=False)
            rows = [(key, Escaped(part)) for key, value in lines for part in parts(escape(value)) or [""]]
            body = "".join(text.row(number, row) for number, row in enumerate(rows, 1))
            out.write((head + body + text.tail(table=False)).encode())
        self._written.append(WrittenSheet(ABOUT, "", (), len(rows), len(rows)))

    def report(self) -> WorkbookReport:
        """What was written so far."""
        tally, met = self._tally, list(self._met)
        if tally.long_texts:
            met.append(f"{_some(tally.long_texts, 'text')} longer than a cell takes: whole in the sheet {LONG_TEXT}.")
        if tally.long_numbers:
            met.append(f"{_some(tally.long_numbers, 'whole number')} of more than 15 digits: written as text.")
        if tally.not_finite:
            met.append(f"{_some(tally.not_finite, 'number')} not finite or not a number: the cells are empty.")
        return WorkbookReport(tuple((sheet.title, sheet.rows) for sheet in self._written), tuple(met))

    def finish(self) -> None:
        """Write the parts that hold the sheets together."""
        from openpyxl.xml.constants import ARC_CORE
        from openpyxl.xml.functions import tostring

        scratch = self._book.worksheets[0]
        for sheet in self._written:
            made = self._book.create_sheet(sheet.title)
            if sheet.headers:
                made.add_table(_table(sheet))
        self._book.remove(scratch)
        self._book.active = 0
        frame = BytesIO()
        self._book.save(frame)
        properties = self._book.properties
        properties.creator = "Annotator"
        properties.created = properties.modified = utc(self._dataset.modified)
        there = set(self._archive.namelist())
        with ZipFile(frame) as parts_of_frame:
            for name in parts_of_frame.namelist():
                if name not in there:
                    content = tostring(properties.to_tree()) if name == ARC_CORE else parts_of_frame.read(name)
                    self._archive.writestr(steady_entry(name), content)

    def _add_piece(
        self, sheet: Sheet, piece: int, row: Sequence[Cell] | None, rows: Iterator[Sequence[Cell]]
    ) -> Sequence[Cell] | None:
        """Write one sheet of the workbook, beginning with `row`; gives the first row that it has no room for."""
        name = _piece_name(sheet.name, piece)
        headers = tuple(escape(header) for header in unique_headers([column.header for column in sheet.columns]))
        text = self._sheet_text(name, sheet.columns)
        wide = (sheet.count or 0) * len(sheet.columns) > _ZIP64_CELLS
        links_left_out = self._tally.links_left_out
        self._step(name)
        with self._archive.open(steady_entry(self._part()), "w", force_zip64=wide) as out:
            head = text.head(selected=not self._written, freeze_row=True, freeze_column=sheet.freeze_first_column)
            batch = [head, text.header(headers)]
            number, size = 1, 0
            while row is not None and number <= self._limits.rows:
                number += 1
                batch.append(text.row(number, row))
                if len(batch) >= _BATCH:
                    size += _flush(batch, out)
                    self._step(name, _BATCH)
                    if size > _ENTRY_LIMIT and not wide:
                        raise CannotDo(f"{name} is too large for a workbook: narrow the filter or export CSV files.")
                row = next(rows, None)
            if number == 1:
                batch.append('<row r="2"/>')
            batch.append(text.tail(table=True))
            _flush(batch, out)
        table_name = sheet.table_name if piece == 1 else f"{sheet.table_name}_{piece}"
        self._written.append(WrittenSheet(name, table_name, headers, number - 1, max(number, 2)))
        if self._tally.links_left_out > links_left_out:
            self._met.append(
                f"{name} has more links than a sheet takes ({self._limits.links:,}): "
                f"{_some(self._tally.links_left_out - links_left_out, 'cell')} without one."
            )
        return row

    def _sheet_text(self, name: str, columns: tuple[Column, ...]) -> SheetText:
        return SheetText(
            name=name,
            columns=columns,
            styles=self._styles,
            overflow=self._long_texts,
            tally=self._tally,
            address=self._address,
            link_limit=self._limits.links,
        )

    def _part(self) -> str:
        return f"xl/worksheets/sheet{len(self._written) + 1}.xml"

    def _address(self, link: Link) -> str | None:
        sheet = self._by_name.get(link.sheet)
        row = None if sheet is None else sheet.row_of.get(link.row_key)
        if row is None:
            return None
        pieces_before, row_in_piece = divmod(row, self._limits.rows)
        return place_of(_piece_name(link.sheet, pieces_before + 1), row_in_piece + 2)

    def _step(self, name: str, rows: int = 0) -> None:
        self._done = min(self._done + rows, self._total)
        self._progress.step(self._done, self._total, f"Writing {name}")


class _LongTexts:
    """Texts that no cell holds, kept in a temporary file until the sheet Long text is written."""

    def __init__(self, folder: Path, sheets: Sequence[Sheet]) -> None:
        self._spool = tempfile.SpooledTemporaryFile(max_size=2**24, dir=str(folder))  # noqa: SIM115  closed in __exit__
        self._sheets = {sheet.name: sheet for sheet in sheets}
        self._headers: dict[str, tuple[str, ...]] = {}
        self._pieces = 0

    def __enter__(self) -> _LongTexts:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def __len__(self) -> int:
        return self._pieces

    def keep(self, escaped: str, *, sheet: str, row: int, cells: Sequence[Cell], column: int) -> str:
        """Keep the whole text; gives its first part with a note that it goes on."""
        told = self._sheets.get(sheet) or self._sheets[sheet.rpartition(" ")[0]]
        identity = None if told.id_column is None else plain(cells[told.id_column])
        row_id = f"row {row}" if identity in (None, "") else str(identity)[:255]
        if told.name not in self._headers:
            self._headers[told.name] = unique_headers([of_sheet.header for of_sheet in told.columns])
        pieces = parts(escaped)
        for number, piece in enumerate(pieces, 1):
            line = [sheet, row_id, self._headers[told.name][column], number, len(pieces), piece]
            self._spool.write(json.dumps(line).encode() + b"\n")
        self._pieces += len(pieces)
        return pieces[0] + CONTINUES

    def sheet(self) -> Sheet:
        """The sheet Long text. To be asked for when the last text is kept."""
        self._spool.seek(0)
        rows = ((*row[:5], Escaped(row[5])) for row in map(json.loads, self._spool))
        return Sheet(LONG_TEXT, "LongText", _LONG_TEXT_COLUMNS, rows, count=self._pieces)


def _refuse_misshapen(sheets: Sequence[Sheet]) -> None:
    names = [sheet.name.casefold() for sheet in sheets]
    tables = [sheet.table_name.casefold() for sheet in sheets]
    if len({*names, LONG_TEXT.casefold(), ABOUT.casefold(), "history"}) < len(names) + 3:
        raise ValueError(f"sheet names are not unique or reserved: {names}")
    if len({*tables, "longtext"}) < len(tables) + 1:
        raise ValueError(f"table names are not unique: {tables}")
    for sheet in sheets:
        if not _SHEET_NAME.fullmatch(sheet.name) or not _TABLE_NAME.fullmatch(sheet.table_name):
            raise ValueError(f"not a name for a sheet or its table: {sheet.name!r}, {sheet.table_name!r}")
        if not 1 <= len(sheet.columns) <= COLUMN_LIMIT:
            raise ValueError(f"{sheet.name} has {len(sheet.columns)} columns, a workbook takes 1 to {COLUMN_LIMIT}")


def _about_the_file(dataset: Dataset, report: WorkbookReport) -> list[tuple[str, str]]:
    first = dataset.sheets[0].name if dataset.sheets else ABOUT
    return [
        *((f"Rows in {name}", str(rows)) for name, rows in report.rows),
        *(("Limits met", sentence) for sentence in report.limits or ("none",)),
        ("Times", "UTC, without a zone; dates before 1 March 1900 and partial dates are text"),
        ("Characters", "what a workbook cannot hold is written _xHHHH_, the character's number in hexadecimal"),
        ("Links", "a link leads to a cell, so after sorting it points astray: go by the ids"),
        ("Read in R", f'readxl::read_excel("FILE.xlsx", sheet = "{first}", na = "", guess_max = 1048576)'),
        ("Read in pandas", f'pd.read_excel("FILE.xlsx", sheet_name="{first}", keep_default_na=False, na_values=[""])'),
    ]


def _table(sheet: WrittenSheet) -> Table:
    from openpyxl.worksheet.filters import AutoFilter
    from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

    return Table(
        displayName=sheet.table_name,
        ref=sheet.ref,
        autoFilter=AutoFilter(ref=sheet.ref),
        tableColumns=[TableColumn(id=number, name=header) for number, header in enumerate(sheet.headers, 1)],
        tableStyleInfo=TableStyleInfo(name="TableStyleLight9", showRowStripes=True),
    )


def _flush(batch: list[str], out: IO[bytes]) -> int:
    content = "".join(batch).encode()
    batch.clear()
    return out.write(content)


def _piece_name(name: str, piece: int) -> str:
    return name if piece == 1 else f"{name} {piece}"


def _some(count: int, thing: str) -> str:
    return f"{count:,} {thing} is" if count == 1 else f"{count:,} {thing}s are"
