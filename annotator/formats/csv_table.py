"""Datasets out as CSV files, for R, pandas and SPSS: the twin of the workbook, and single tables.

UTF-8 without BOM, comma, LF. Text is always quoted, numbers stand bare, what is missing is nothing at all, so that an
empty text ("") and a missing one can be told apart; times are ISO 8601 in UTC with Z. The lines are written here and
not by the csv module of Python 3.11, which quotes what is missing.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import IO, TypeAlias
from zipfile import BadZipFile, ZipFile

from annotator.formats.json_out import as_bytes
from annotator.formats.replacing import Unsound, replacing, replacing_in_folder, steady_entry
from annotator.formats.tables import GUARDED, Cell, Dataset, Kind, Sheet, plain, utc
from annotator.model.progress import Progress

PACKAGE = "datapackage.json"
README = "README.txt"

_OURS = "annotator"  # the key by which datapackage.json says that the files around it are an export of this program
_BATCH = 500         # rows put together before they are written
_CSV_NAME = re.compile("[a-z][a-z0-9_]*")
_TABLE_PATH = re.compile(rf"{_CSV_NAME.pattern}\.csv")
_CANNOT_STAND = re.compile("[\x00\ud800-\udfff]")
_TYPES = {
    Kind.NUMBER: "number",
    Kind.COUNT: "integer",
    Kind.YES_NO: "boolean",
    Kind.TIME: "datetime",
}  # a date may be partial ("2019-08"), which the type "date" of the standard does not allow, so it is a string

Open: TypeAlias = Callable[[str], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True, slots=True)
class CsvReport:
    """What was written: rows per table in their order, and in words what could not be written as it was."""

    rows: tuple[tuple[str, int], ...]
    limits: tuple[str, ...]


def write(dataset: Dataset, target: Path, *, progress: Progress, guard: bool = False) -> CsvReport:
    """Write the sheets that have a `csv_name`, datapackage.json and README.txt into the folder `target`, or into a zip
    if its name ends with .zip.

    `guard` puts an apostrophe before texts that a spreadsheet program could take for a formula; it changes quotes, so
    it is off unless asked for, and recorded. Files of an earlier export go, other files in the folder stay. Raises
    CannotDo if it cannot be written, Cancelled from `progress`; then what stood there is as it was.
    """
    sheets = [sheet for sheet in dataset.sheets if sheet.csv_name is not None]
    names = [str(sheet.csv_name) for sheet in sheets]
    if len(set(names)) < len(names) or not all(map(_CSV_NAME.fullmatch, names)):
        raise ValueError(f"names of tables are not unique or not fit for R and Python: {names}")
    work = _Work(progress, sum(sheet.count or 0 for sheet in sheets), guard=guard)
    if target.suffix.casefold() == ".zip":
        with replacing(target, _check_zip) as file, ZipFile(file, "w") as archive:
            into_zip: Open = lambda name: archive.open(steady_entry(name), "w", force_zip64=True)  # noqa: E731  one line
            return _write_all(dataset, sheets, into_zip, work)
    with replacing_in_folder(target, _former_files, _check_folder) as folder:
        return _write_all(dataset, sheets, lambda name: (folder / name).open("xb"), work)


def write_codings(dataset: Dataset, path: Path, *, progress: Progress, guard: bool = False) -> CsvReport:
    """Write the table of codings alone, as one CSV file. ValueError if the dataset has none, else as `write`."""
    for sheet in dataset.sheets:
        if sheet.csv_name == "codings":
            work = _Work(progress, sheet.count or 0, guard=guard)
            with replacing(path) as file:
                rows = _write_rows(sheet, file, work)
            return CsvReport((("codings", rows),), work.sentences())
    raise ValueError("the dataset has no table of codings")


@dataclass(slots=True)
class _Work:
    """How far the writing is, and what could not be written as it was."""

    progress: Progress
    total: int
    guard: bool = field(kw_only=True)
    done: int = 0
    replaced_characters: int = 0
    not_finite: int = 0
    guarded: int = 0

    def step(self, rows: int, sheet: Sheet) -> None:
        self.done = min(self.done + rows, self.total)
        self.progress.step(self.done, self.total, f"Writing {sheet.name}")

    def sentences(self) -> tuple[str, ...]:
        told = (
            (self.replaced_characters, "NUL characters and halves of surrogate pairs written as U+FFFD"),
            (self.not_finite, "Numbers left out because they are not finite"),
            (self.guarded, "Texts with an apostrophe put before them, since they could be taken for formulas"),
        )
        return tuple(f"{what}: {count:,}." for count, what in told if count)


def _write_all(dataset: Dataset, sheets: Sequence[Sheet], open_new: Open, work: _Work) -> CsvReport:
    rows: list[tuple[str, int]] = []
    resources: list[dict[str, object]] = []
    for sheet in sheets:
        name = str(sheet.csv_name)
        with open_new(f"{name}.csv") as out:
            hashed = _Hashed(out)
            rows.append((name, _write_rows(sheet, hashed, work)))
        resources.append(_resource(sheet, size=hashed.size, sha256=hashed.digest.hexdigest()))
    report = CsvReport(tuple(rows), work.sentences())
    with open_new(README) as out:
        out.write(_readme(dataset, report, guard=work.guard).encode("utf-8", "replace"))
    with open_new(PACKAGE) as out:
        out.write(as_bytes(_package(dataset, resources, guard=work.guard)))
    work.progress.step(work.total, work.total, "Checking the files")
    return report


class _Hashed:
    """Counts and hashes what passes through."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, content: bytes) -> None:
        self._out.write(content)
        self.size += len(content)
        self.digest.update(content)


def _write_rows(sheet: Sheet, out: IO[bytes] | _Hashed, work: _Work) -> int:
    names = [column.name for column in sheet.columns]
    if len(set(names)) < len(names):
        raise ValueError(f"{sheet.name} has columns of the same name: {names}")
    batch = [_line(names, _Work(work.progress, 0, guard=False))]
    rows = 0
    work.step(0, sheet)
    for row in sheet.rows:
        if len(row) != len(names):
            raise ValueError(f"{sheet.name} has a row of {len(row)} cells for {len(names)} columns")
        batch.append(_line(row, work))
        rows += 1
        if len(batch) >= _BATCH:
            _flush(batch, out, work)
            work.step(_BATCH, sheet)
    _flush(batch, out, work)
    return rows


def _flush(batch: list[str], out: IO[bytes] | _Hashed, work: _Work) -> None:
    text, replaced = _CANNOT_STAND.subn("\ufffd", "".join(batch))
    work.replaced_characters += replaced
    out.write(text.encode())
    batch.clear()


def _line(cells: Sequence[Cell], work: _Work) -> str:
    line = ",".join([_field(cell, work) for cell in cells])
    return f"{line}\n" if line else '""\n'  # an empty line would be no row at all


def _field(cell: Cell, work: _Work) -> str:
    if cell is None:
        return ""
    value = cell if type(cell) is str else plain(cell)
    if isinstance(value, str):
        if work.guard and value[:1] in GUARDED:
            work.guarded += 1
            value = f"'{value}"
        return f'"{value.replace(chr(34), chr(34) * 2)}"' if '"' in value else f'"{value}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return f"{value:d}"
    if isinstance(value, float):
        return float.__repr__(value)
    if isinstance(value, datetime):
        return f'"{value.isoformat()}Z"'
    if isinstance(value, date):
        return f'"{value.isoformat()}"'
    work.not_finite += 1  # all that `plain` leaves out
    return ""


def _resource(sheet: Sheet, *, size: int, sha256: str) -> dict[str, object]:
    """How a data package (specs.frictionlessdata.io) describes one table."""
    fields = []
    for column in sheet.columns:
        described = {"name": column.name, "title": column.header, "type": _TYPES.get(column.kind, "string")}
        if column.meaning:
            described["description"] = column.meaning
        if column.unit:
            described["unit"] = column.unit
        fields.append(described)
    return {
        "name": sheet.csv_name,
        "title": sheet.name,
        "path": f"{sheet.csv_name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _package(dataset: Dataset, resources: Sequence[dict[str, object]], *, guard: bool) -> dict[str, object]:
    return {
        "profile": "tabular-data-package",
        "name": "codings",
        "created": f"{utc(dataset.modified).isoformat()}Z",
        _OURS: {"apostrophe_before_formulas": guard},
        "resources": list(resources),
    }


def _readme(dataset: Dataset, report: CsvReport, *, guard: bool) -> str:
    name = report.rows[0][0] if report.rows else "codings"
    lines = [
        *(f"{key}: {value}" for key, value in dataset.about),
        "",
        *(f"{table}.csv: {rows:,} rows" for table, rows in report.rows),
        *report.limits,
        "",
        "UTF-8, comma, LF; text in double quotes, numbers bare, what is missing is nothing; times in UTC.",
        "Types and units of the columns are in datapackage.json.",
        "For R, pandas and SPSS; for Excel take the workbook.",
    ]
    if guard:
        lines.append("An apostrophe was put before each text that begins with = + - @, a tab or a carriage return.")
    lines += [
        "",
        f'R:      {name} <- read.csv("{name}.csv", na.strings = "", fileEncoding = "UTF-8", check.names = FALSE)',
        f'pandas: {name} = pd.read_csv("{name}.csv", keep_default_na=False, na_values=[""])',
    ]
    return "\n".join(lines) + "\n"


def _former_files(folder: Path) -> set[str]:
    """The files in the folder that come from an earlier export, going by its datapackage.json."""
    try:
        package = json.loads((folder / PACKAGE).read_bytes())
        if _OURS not in package:
            return set()
        paths = [str(resource["path"]) for resource in package["resources"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()
    return {README, PACKAGE, *(path for path in paths if _TABLE_PATH.fullmatch(path))}


def _check_folder(folder: Path) -> None:
    _check({path.name for path in folder.iterdir()}, lambda name: (folder / name).open("rb"))


def _check_zip(path: Path) -> None:
    try:
        with ZipFile(path) as archive:
            _check(set(archive.namelist()), archive.open)
    except (BadZipFile, zlib.error, EOFError) as error:
        raise Unsound(str(error)) from error


def _check(names: Iterable[str], open_old: Open) -> None:
    """Read every table once and compare it with what datapackage.json says of it."""
    with open_old(PACKAGE) as file:
        resources = json.load(file)["resources"]
    if {README, PACKAGE, *(resource["path"] for resource in resources)} != set(names):
        raise Unsound("the files are not those that were meant")
    for resource in resources:
        with open_old(resource["path"]) as file:
            digest = hashlib.sha256()
            while chunk := file.read(2**20):
                digest.update(chunk)
        if resource["hash"] != f"sha256:{digest.hexdigest()}":
            raise Unsound(f"{resource['path']} differs from what was written")
