"""Tables on their way out, before any file format has a say: sheets of typed cells, and a dataset of such sheets.

An operation builds a `Dataset` from the project; `workbook` and `csv_table` write it. Rows are streamed: a sheet is
read once, from its first row to its last, and never held whole.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

ROW_LIMIT = 1_048_575     # rows of data on one sheet of a workbook, below its header
COLUMN_LIMIT = 16_384     # a table with more columns than this has to be turned round before it is handed over
LINK_LIMIT = 65_530       # links on one sheet of a workbook
GUARDED = frozenset("=+-@\t\r")  # a text that begins so could be taken for a formula by a spreadsheet program


class Kind(StrEnum):
    """What a column holds: it decides on width and wrapping in a workbook and on the type in a data package."""

    ID = "id"
    TITLE = "title"
    QUOTE = "quote"
    MEMO = "memo"
    CONTEXT = "context"
    DATE = "date"        # a day; partial dates such as "2019-08" come as text
    TIME = "time"        # a moment, UTC
    NUMBER = "number"
    COUNT = "count"      # whole numbers
    YES_NO = "yes or no"
    COLOUR = "colour"
    TEXT = "text"


class Link(NamedTuple):
    """A value that leads to the row of another sheet; where links are not to be had, the value alone is written."""

    value: str | int | float
    sheet: str
    row_key: Hashable


class Coloured(NamedTuple):
    """A text on a ground of the colour "#RRGGBB"."""

    text: str
    colour: str


Cell: TypeAlias = str | int | float | bool | datetime | date | Link | Coloured | None
"""A moment without a zone is taken as UTC. None and "" are both an empty cell of a workbook; CSV tells them apart."""


@dataclass(frozen=True, slots=True)
class Column:
    """`header` is what people read in the workbook, `name` what R and Python say in the CSV twin."""

    header: str
    name: str
    kind: Kind
    unit: str = ""       # for the data package: "code points", "points"
    meaning: str = ""    # one sentence for the data package


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. Each row has exactly one cell per column."""

    name: str                                  # of the sheet, at most 28 characters
    table_name: str                            # of the Excel table: letters and digits, at least four letters first
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]             # read once
    count: int | None = None                   # rows to come, for the progress alone; None if not known beforehand
    split: bool = True                         # may go on in "NAME 2" beyond ROW_LIMIT; otherwise that is refused
    csv_name: str | None = None                # "codings"; None: not part of the CSV twin
    id_column: int | None = None               # index of the column that names a row in the sheet Long text
    freeze_first_column: bool = False
    row_of: Mapping[Any, int] = field(default_factory=dict)
    """For sheets that are linked to: the 0-based row of each key, counted over the whole sheet, known up front."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Sheets in the order in which they are to stand.

    `about` are the lines of the sheet About (key, value), the time of the export among them; the writers add counts,
    limits met and how to read the files. `modified` is the time of the last changeset: it alone dates the file.
    """

    sheets: tuple[Sheet, ...]
    about: Sequence[tuple[str, str]]
    modified: datetime


def utc(moment: datetime) -> datetime:
    """The moment in UTC, without its zone."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)


def plain(cell: Cell) -> str | int | float | bool | datetime | date | None:
    """The value of a cell without link, colour, time zone, or a number that is not finite (None instead)."""
    value = cell.value if isinstance(cell, Link) else cell.text if isinstance(cell, Coloured) else cell
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return utc(value) if isinstance(value, datetime) else value
