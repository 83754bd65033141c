"""The XML of one sheet of a workbook: its head, its rows and its tail, and the styles that its cells refer to.

The rows are written as text. openpyxl, which writes everything around them, needs about four times as long for them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from annotator.formats.tables import GUARDED, Cell, Coloured, Column, Kind, Link, plain, utc
from annotator.formats.workbook_text import CELL_BREAKS, escape, fits, markup, needs_work

if TYPE_CHECKING:
    from openpyxl import Workbook

WIDTHS = {
    Kind.ID: 14,
    Kind.TITLE: 30,
    Kind.QUOTE: 60,
    Kind.MEMO: 40,
    Kind.CONTEXT: 40,
    Kind.DATE: 19,
    Kind.TIME: 19,
    Kind.NUMBER: 12,
    Kind.COUNT: 12,
    Kind.YES_NO: 10,
    Kind.COLOUR: 12,
    Kind.TEXT: 24,
}  # in characters of the standard font
WRAPPED = {Kind.QUOTE, Kind.MEMO, Kind.CONTEXT}
WHOLE_NUMBERS = 10**15  # Excel holds 15 digits of a whole number; from here on they are written as text

_FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a 29 February 1900, so dates before it are written as text
_EPOCH_DAY = date(1899, 12, 30)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  Excel knows no zones
_DAY = 86_400.0  # seconds
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_NAMESPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


class Shape(Enum):
    """The number format of a cell."""

    PLAIN = "General"
    TEXT = "@"
    DAY = "yyyy-mm-dd"
    MOMENT = "yyyy-mm-dd hh:mm:ss"


class Styles:
    """The cell styles of a workbook, each made once and known by its number."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._numbers: dict[tuple[bool, Shape, bool, bool, str | None], int] = {}

    def number(
        self,
        kind: Kind,
        shape: Shape | None = None,
        *,
        quoted: bool = False,
        link: bool = False,
        colour: str | None = None,
    ) -> int:
        """The number of a style; `shape` None is that of text in a column of the kind."""
        shape = shape or (Shape.TEXT if kind is Kind.ID else Shape.PLAIN)
        key = (kind in WRAPPED, shape, quoted, link, colour)
        if key not in self._numbers:
            self._numbers[key] = self._add(*key)
        return self._numbers[key]

    def _add(self, wrapped: bool, shape: Shape, quoted: bool, link: bool, colour: str | None) -> int:
        from openpyxl.cell import Cell as StyledCell
        from openpyxl.styles import Alignment, Font, PatternFill

        cell = StyledCell(self._book.worksheets[0], row=1, column=1)
        cell.alignment = Alignment(vertical="top", wrap_text=wrapped or None)
        cell.number_format = shape.value
        if quoted:
            cell.quotePrefix = True
        if link:
            cell.font = Font(name="Calibri", size=11, underline="single", color="FF0563C1")
        if colour:
            cell.fill = PatternFill("solid", fgColor=f"FF{colour[1:]}")
            cell.font = Font(name="Calibri", size=11, color="FF000000" if _is_light(colour) else "FFFFFFFF")
        number: int = cell.style_id
        return number


class Overflow(Protocol):
    """Takes texts that no cell holds."""

    def keep(self, escaped: str, *, sheet: str, row: int, cells: Sequence[Cell], column: int) -> str:
        """Keep the whole; gives the escaped text that the cell shows instead. `row` as Excel counts."""


@dataclass(slots=True)
class Tally:
    """What could not be written as it was, for About and the report."""

    links_left_out: int = 0
    not_finite: int = 0
    long_numbers: int = 0
    long_texts: int = 0


class Escaped(str):
    """A text that is escaped already, so that it is not escaped twice."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """The openings of the cells of one column, all but the row number."""

    text: str
    quoted_text: str
    number: str
    day: str
    moment: str
    kind: Kind


@dataclass(slots=True)
class SheetText:
    """The XML of one sheet of a workbook. `address` finds the place that a link leads to, None if there is none."""

    name: str
    columns: tuple[Column, ...]
    styles: Styles
    overflow: Overflow
    tally: Tally
    address: Callable[[Link], str | None]
    link_limit: int
    _letters: list[str] = field(init=False)
    _places: list[_Place] = field(init=False)
    _links: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._letters = [letters(index) for index in range(len(self.columns))]
        self._places = [self._place(column.kind) for column in self.columns]

    def head(self, *, selected: bool, freeze_row: bool, freeze_column: bool) -> str:
        """Everything up to the first row."""
        columns = "".join(
            f'<col min="{number}" max="{number}" width="{WIDTHS[column.kind]}.7109375" '
            f'style="{self.styles.number(column.kind)}" customWidth="1"/>'
            for number, column in enumerate(self.columns, 1)
        )
        pane = _pane(freeze_row=freeze_row, freeze_column=freeze_column)
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet {_NAMESPACES}>'
            f'<sheetViews><sheetView tabSelected="{int(selected)}" workbookViewId="0">{pane}</sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
        )

    def header(self, headers: Sequence[str]) -> str:
        """The first row; the headers are escaped already."""
        style = self.styles.number(Kind.TITLE)
        cells = (
            f'<c r="{letter}1" s="{style}" t="inlineStr"><is><t xml:space="preserve">{markup(header)}</t></is></c>'
            for letter, header in zip(self._letters, headers, strict=True)
        )
        return f'<row r="1">{"".join(cells)}</row>'

    def row(self, number: int, cells: Sequence[Cell]) -> str:
        """A row of data; `number` as Excel counts. Raises ValueError if there is not one cell for each column."""
        out = [f'<row r="{number}">']
        for index, (letter, place, cell) in enumerate(zip(self._letters, self._places, cells, strict=True)):
            if cell is None:
                continue
            if type(cell) is str and cell and len(cell) <= CELL_BREAKS and cell[0] not in GUARDED:  # by far the most
                text = markup(escape(cell)) if needs_work(cell) else cell
                out.append(f'<c r="{letter}{number}{place.text}{text}</t></is></c>')
            else:
                out.append(self._cell(cell, place, index, number, cells))
        out.append("</row>")
        return "".join(out)

    def tail(self, *, table: bool) -> str:
        """Everything after the last row."""
        links = f'<hyperlinks>{"".join(self._links)}</hyperlinks>' if self._links else ""
        tables = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>' if table else ""
        return f"</sheetData>{links}{tables}</worksheet>"

    def _cell(self, cell: Cell, place: _Place, index: int, number: int, cells: Sequence[Cell]) -> str:
        at = f'<c r="{self._letters[index]}{number}'
        if isinstance(cell, str):
            return self._text(at, cell, place, index, number, cells)
        if isinstance(cell, Link):
            return self._link(at, cell, place, index, number, cells)
        if isinstance(cell, Coloured):
            quoted = cell.text[:1] in GUARDED
            colour = cell.colour if _COLOUR.fullmatch(cell.colour) else None
            opening = _text_opening(self.styles.number(place.kind, quoted=quoted, colour=colour))
            return self._text(at, cell.text, place, index, number, cells, opening=opening)
        if isinstance(cell, bool):
            return f'{at}{place.number} t="b"><v>{int(cell)}</v></c>'
        if isinstance(cell, int):
            if abs(cell) < WHOLE_NUMBERS:
                return f"{at}{place.number}><v>{cell:d}</v></c>"
            self.tally.long_numbers += 1
            return self._text(at, f"{cell:d}", place, index, number, cells)
        if isinstance(cell, float):
            if math.isfinite(cell):
                return f"{at}{place.number}><v>{float.__repr__(cell)}</v></c>"
            self.tally.not_finite += 1
            return ""
        if isinstance(cell, datetime):
            moment = utc(cell)
            if moment.date() < _FIRST_DAY:
                return self._text(at, moment.isoformat(" "), place, index, number, cells)
            since = moment - _EPOCH
            return f"{at}{place.moment}><v>{since.days + (since.seconds + since.microseconds / 1e6) / _DAY!r}</v></c>"
        if isinstance(cell, date):
            if cell < _FIRST_DAY:
                return self._text(at, cell.isoformat(), place, index, number, cells)
            return f"{at}{place.day}><v>{(cell - _EPOCH_DAY).days}</v></c>"
        raise TypeError(f"no cell holds {type(cell).__name__}")

    def _text(
        self, at: str, text: str, place: _Place, index: int, number: int, cells: Sequence[Cell], *, opening: str = ""
    ) -> str:
        if not text:
            return ""
        opening = opening or (place.quoted_text if text[0] in GUARDED else place.text)
        escaped = text if isinstance(text, Escaped) or not needs_work(text) else escape(text)
        if not fits(escaped):
            self.tally.long_texts += 1
            escaped = self.overflow.keep(escaped, sheet=self.name, row=number, cells=cells, column=index)
        return f"{at}{opening}{markup(escaped)}</t></is></c>"

    def _link(self, at: str, link: Link, place: _Place, index: int, number: int, cells: Sequence[Cell]) -> str:
        address = None if plain(link) in (None, "") else self.address(link)  # an empty cell leads nowhere
        if address is not None and len(self._links) >= self.link_limit:
            self.tally.links_left_out += 1
            address = None
        if address is None:
            return self._cell(link.value, place, index, number, cells)
        self._links.append(f'<hyperlink ref="{self._letters[index]}{number}" location="{markup(address)}"/>')
        if isinstance(link.value, str):
            style = self.styles.number(place.kind, quoted=link.value[:1] in GUARDED, link=True)
            return self._text(at, link.value, place, index, number, cells, opening=_text_opening(style))
        linked = self._place(place.kind, link=True)
        return self._cell(link.value, linked, index, number, cells)

    def _place(self, kind: Kind, *, link: bool = False) -> _Place:
        style = self.styles.number
        return _Place(
            text=_text_opening(style(kind, link=link)),
            quoted_text=_text_opening(style(kind, quoted=True, link=link)),
            number=f'" s="{style(kind, Shape.PLAIN, link=link)}"',
            day=f'" s="{style(kind, Shape.DAY)}"',
            moment=f'" s="{style(kind, Shape.MOMENT)}"',
            kind=kind,
        )


def letters(index: int) -> str:
    """The letters of the column with this 0-based index: A … Z, AA …"""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def place_of(sheet: str, row: int) -> str:
    """The first cell of a row, as a link inside the workbook names it."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!A{row}"


def _text_opening(style: int) -> str:
    return f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">'


def _pane(*, freeze_row: bool, freeze_column: bool) -> str:
    if freeze_row and freeze_column:
        return '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>'
    if freeze_row:
        return '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return ""


def _is_light(colour: str) -> bool:
    """Whether black stands out better than white, by relative luminance as in WCAG 2, roughly."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 299 * red + 587 * green + 114 * blue > 128_000


