"""The workbook, read back by openpyxl, gives what went in, and keeps the rules that Excel holds it to."""
# ruff: noqa: DTZ001  the times in a workbook have no zone

from __future__ import annotations

import math
import os
import re
import shutil
import signal
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from annotator.formats import workbook
from annotator.formats.replacing import Unsound
from annotator.formats.tables import COLUMN_LIMIT, Cell, Coloured, Column, Dataset, Kind, Link, Sheet, plain
from annotator.formats.workbook import EXCEL, Limits, WorkbookReport, escape, unescape, unique_headers
from annotator.formats.workbook_check import WrittenSheet, check
from annotator.formats.workbook_text import CELL_BREAKS, CELL_UNITS, CONTINUES, fits, parts
from annotator.model.errors import Cancelled, CannotDo
from annotator.model.progress import Unwatched
from tests.formats.children import become_nobody, in_child, limit_file_size, needs_fork

MODIFIED = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
HOSTILE = (
    *"=+-@\t\r\n &<>'\"_x",
    *("\x00", "\x07", "\x0b", "\x1f", "\x7f", "\x85", "\u2028", "\ud83d", "\ude00", "\ufffe", "\uffff", "\U0001fffe"),
    *("_x0041_", "_x000D_", "_x005F_", "_x", "x0041_", "_xd83d_", "005F_", "]]>", "&#10;", "😀", "é", "שלום", "=1+1"),
)
TEXTS = st.lists(st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=()), max_size=5), max_size=9).map(
    "".join
)
LONG_TEXTS = st.builds(
    lambda pattern, times, tail: pattern * times + tail,
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map("".join),
    st.sampled_from((200, 254, 8_000, 17_000, 40_000)),
    TEXTS,
)
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.none() | st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
NUMBERS = st.integers() | st.floats() | st.booleans()
COLOURS = st.sampled_from(("#FFFF00", "#102030", "no colour"))
CELLS = (
    st.none()
    | TEXTS
    | NUMBERS
    | MOMENTS
    | st.dates()
    | st.builds(Coloured, TEXTS, COLOURS)
    | st.builds(Link, TEXTS | st.integers(0, 99), st.sampled_from(("Documents", "Nowhere")), st.integers(0, 3))
)


def columns(*headers: str, kind: Kind = Kind.TEXT) -> tuple[Column, ...]:
    return tuple(Column(header, f"c{number}", kind) for number, header in enumerate(headers))


def dataset(*sheets: Sheet, about: Sequence[tuple[str, str]] = (("Project", "A study"),)) -> Dataset:
    return Dataset(sheets, about, MODIFIED)


def codings(rows: Sequence[Sequence[Cell]], header: Sequence[str] = ("Coding id", "Quote")) -> Sheet:
    kinds = (Kind.ID, Kind.QUOTE, *Kind)
    made = tuple(Column(name, f"c{at}", kind) for at, (name, kind) in enumerate(zip(header, kinds, strict=False)))
    return Sheet("Codings", "Codings", made, rows, len(rows), id_column=0, freeze_first_column=True)


def write(data: Dataset, path: Path, limits: Limits = EXCEL) -> WorkbookReport:
    return workbook.write(data, path, progress=Unwatched(), limits=limits)


def rows_of(sheet: Worksheet) -> list[list[object]]:
    rows = [[unescape(v) if isinstance(v, str) else v for v in row] for row in sheet.iter_rows(values_only=True)]
    for row in sheet.iter_rows():
        assert all(cell.data_type != "f" for cell in row)
    return rows


def read(path: Path) -> dict[str, list[list[object]]]:
    """The rows of each sheet, header first, long texts joined again."""
    book = openpyxl.load_workbook(path)
    sheets = {sheet.title: rows_of(sheet) for sheet in book}
    whole: dict[tuple[object, ...], str] = {}
    for name, row_id, column, part, total, text in sheets.get("Long text", [])[1:]:
        assert isinstance(part, int) and isinstance(total, int) and 1 <= part <= total
        whole[name, row_id, column] = whole.get((name, row_id, column), "") + str(text)
    for name, rows in sheets.items():
        for row in rows[1:] if name not in ("Long text", "About") else ():
            for at, value in enumerate(row):
                if isinstance(value, str) and value.endswith(CONTINUES):
                    row[at] = whole.pop((name, row[0], rows[0][at]))
                    assert str(row[at]).startswith(value.removesuffix(CONTINUES))
    assert not whole
    return sheets


def expected(cell: Cell) -> object:
    value = plain(cell)
    if value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 10**15:
        return str(value)
    if isinstance(value, datetime):
        return value if value >= datetime(1900, 3, 1) else value.isoformat(" ")
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day) if value >= date(1900, 3, 1) else value.isoformat()
    return value


# Text


@given(TEXTS)
def test_unescape_gives_back_what_escape_was_given(text: str) -> None:
    escaped = escape(text)
    assert unescape(escaped) == text
    assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", escaped)


@settings(max_examples=60, deadline=None)
@given(LONG_TEXTS)
def test_parts_fit_a_cell_each_and_join_to_the_text_whether_unescaped_before_or_after(text: str) -> None:
    pieces = parts(escape(text))
    assert all(map(fits, pieces))
    for piece in pieces:
        assert len((piece + CONTINUES).encode("utf-16-le")) // 2 <= CELL_UNITS
        assert piece.count("\n") <= CELL_BREAKS
    assert unescape("".join(pieces)) == text
    assert "".join(map(unescape, pieces)) == text


def test_a_text_fits_up_to_the_last_unit_and_the_last_line_break() -> None:
    assert fits("a" * CELL_UNITS)
    assert not fits("a" * (CELL_UNITS + 1))
    assert fits("😀" * (CELL_UNITS // 2))
    assert not fits("😀" * (CELL_UNITS // 2 + 1))
    assert fits("a\n" * CELL_BREAKS)
    assert not fits("a\n" * (CELL_BREAKS + 1))


@given(st.lists(TEXTS | st.sampled_from(("Title", "TITLE", "Title (2)", "x" * 300, "X" * 255, "")), max_size=12))
def test_headers_keep_the_rules_of_tables(headers: list[str]) -> None:
    made = unique_headers(headers)
    assert len(made) == len(headers)
    assert len({header.casefold() for header in made}) == len(made)
    for header in made:
        assert header and header == header.strip() and "\n" not in header and "\r" not in header
        assert len(header.encode("utf-16-le", "surrogatepass")) <= 510


def test_equal_headers_get_numbers() -> None:
    made = unique_headers(["Title", "title", "Title (2)", "Title"])
    assert made == ("Title", "title (2)", "Title (2) (2)", "Title (3)")


def test_as_many_equal_headers_as_there_are_columns_are_no_matter() -> None:
    assert len(set(unique_headers(["Report"] * COLUMN_LIMIT))) == COLUMN_LIMIT


# Values


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_every_value_is_read_back(rows: list[tuple[Cell, ...]]) -> None:
    documents = Sheet("Documents", "Documents", columns("Id"), [["a"], ["b"]], 2, row_of={0: 0, 1: 1})
    numbered = [(f"id {number}", *row) for number, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        write(dataset(codings(numbered, ("Coding id", "Quote", "B", "C")), documents), path)
        back = read(path)["Codings"]
        formulas = [name for name, content in members(path).items() if re.search(rb"<f[ >/]", content)]
    assert back[1:] == [[expected(cell) for cell in row] for row in numbered]
    assert formulas == []


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(LONG_TEXTS, TEXTS), min_size=1, max_size=3))
def test_texts_that_no_cell_holds_are_whole_in_long_text(rows: list[tuple[str, str]]) -> None:
    numbered = [(f"id {number}", *row) for number, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "out.xlsx"
        write(dataset(codings(numbered, ("Coding id", "Quote", "Memo"))), path)
        back = read(path)["Codings"]
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows(values_only=True):
                for value in row:
                    if isinstance(value, str):
                        assert len(value.encode("utf-16-le")) // 2 <= CELL_UNITS
                        assert value.count("\n") <= CELL_BREAKS
    assert back[1:] == [[expected(cell) for cell in row] for row in numbered]


def test_forty_thousand_emoji_are_cut_and_told(tmp_path: Path) -> None:
    report = write(dataset(codings([("c1", "😀" * 40_000)])), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book["Codings"]["B2"].value == "😀" * 16_000 + CONTINUES
    assert [row[:5] for row in rows_of(book["Long text"])[1:]] == [["Codings", "c1", "Quote", n, 3] for n in (1, 2, 3)]
    assert report.limits == ("1 text is longer than a cell takes: whole in the sheet Long text.",)
    assert report.rows == (("Codings", 1), ("Long text", 3))
    assert ["Limits met", report.limits[0]] in rows_of(book["About"])


def test_a_long_text_in_a_row_without_an_id_is_found_by_its_row(tmp_path: Path) -> None:
    sheet = Sheet("Rule", "Rule", columns("Because"), [["short"], ["a" * 40_000]])
    write(dataset(sheet), tmp_path / "a.xlsx")
    assert rows_of(openpyxl.load_workbook(tmp_path / "a.xlsx")["Long text"])[1][:3] == ["Rule", "row 3", "Because"]


def test_there_is_no_long_text_sheet_when_none_is_needed(tmp_path: Path) -> None:
    write(dataset(codings([("c1", "short")])), tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["Codings", "About"]


@pytest.mark.parametrize("first", "=+-@\t\r")
def test_what_looks_like_a_formula_is_text_and_stays_so_when_edited(tmp_path: Path, first: str) -> None:
    text = first + "1+1"
    row = ("c1", text, Link(text, "Codings", "c1"), Coloured(text, "#FFFF00"), text + "a" * 300)
    sheet = replace(codings([row], ("Coding id", "Quote", "B", "C", "D")), row_of={"c1": 0})
    write(dataset(sheet), tmp_path / "a.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx")["Codings"][2][1:]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)] * 4
    assert [unescape(str(cell.value)) for cell in cells] == [text] * 3 + [text + "a" * 300]


def test_a_text_that_looks_like_no_formula_has_no_apostrophe(tmp_path: Path) -> None:
    write(dataset(codings([("c1", "a = b")])), tmp_path / "a.xlsx")
    assert not openpyxl.load_workbook(tmp_path / "a.xlsx")["Codings"]["B2"].quotePrefix


def test_times_are_utc_without_a_zone_and_formatted(tmp_path: Path) -> None:
    moment = datetime(2024, 5, 6, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    write(dataset(codings([("c1", moment), ("c2", date(2024, 5, 6)), ("c3", date(1850, 1, 2))])), tmp_path / "a.xlsx")
    cells = [openpyxl.load_workbook(tmp_path / "a.xlsx")["Codings"][f"B{row}"] for row in (2, 3, 4)]
    assert [cell.value for cell in cells] == [datetime(2024, 5, 5, 23, 30), datetime(2024, 5, 6), "1850-01-02"]
    assert [cell.number_format for cell in cells[:2]] == ["yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd"]


def test_numbers_that_are_not_finite_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [("c1", math.nan), ("c2", math.inf), ("c3", 10**15), ("c4", 10**15 - 1)]
    report = write(dataset(codings(rows)), tmp_path / "a.xlsx")
    assert [row[1] for row in read(tmp_path / "a.xlsx")["Codings"][1:]] == [None, None, str(10**15), 10**15 - 1]
    assert report.limits == (
        "1 whole number is of more than 15 digits: written as text.",
        "2 numbers are not finite or not a number: the cells are empty.",
    )


def test_a_colour_fills_its_cell_and_the_text_can_be_read_on_it(tmp_path: Path) -> None:
    rows = [("c1", Coloured("dark", "#102030")), ("c2", Coloured("light", "#FFFF00")), ("c3", Coloured("none", "blue"))]
    write(dataset(codings(rows)), tmp_path / "a.xlsx")
    cells = [openpyxl.load_workbook(tmp_path / "a.xlsx")["Codings"][f"B{row}"] for row in (2, 3, 4)]
    assert [cell.fill.fill_type for cell in cells] == ["solid", "solid", None]
    assert [cell.fill.fgColor.rgb for cell in cells[:2]] == ["FF102030", "FFFFFF00"]
    assert [cell.font.color.rgb for cell in cells[:2]] == ["FFFFFFFF", "FF000000"]


# Tables


def test_sheets_are_tables_that_excel_takes(tmp_path: Path) -> None:
    odd = ("Title", "TITLE", "", "two\nlines", "x" * 300, "_x0041_", "a & <b>", "\ufffe", "=1")
    sheets = (
        codings([("c1", "q")]),
        Sheet("Code × Case", "CodeByCase", columns(*odd), [tuple(odd), tuple(odd)]),
        Sheet("Memos", "Memos", columns("id"), []),
    )
    write(dataset(*sheets), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["Codings", "Code × Case", "Memos", "About"]
    for sheet, name, ref in zip(book, ("Codings", "CodeByCase", "Memos"), ("A1:B2", "A1:I3", "A1:A2"), strict=False):
        (table,) = sheet.tables.values()
        assert (table.displayName, table.ref, table.autoFilter.ref) == (name, ref, ref)
        assert sheet.auto_filter.ref is None
        assert not sheet.merged_cells.ranges
        header = [cell.value for cell in sheet[1]]
        assert all(isinstance(value, str) and len(value) <= 255 for value in header)
        assert len({str(value).casefold() for value in header}) == len(header)
    with ZipFile(tmp_path / "a.xlsx") as archive:
        for number, title in ((1, "Codings"), (2, "Code × Case"), (3, "Memos")):
            root = openpyxl.xml.functions.fromstring(archive.read(f"xl/tables/table{number}.xml"))
            names = [column.get("name") for column in root.iter("{*}tableColumn")]
            assert names == [cell.value for cell in book[title][1]]
    assert not book["About"].tables


def test_first_rows_are_frozen_and_in_codings_the_first_column_too(tmp_path: Path) -> None:
    write(dataset(codings([("c1", "q")]), Sheet("Memos", "Memos", columns("id"), [["m"]])), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [sheet.freeze_panes for sheet in book] == ["B2", "A2", None]


def test_widths_and_wrapping_go_by_kind_and_all_cells_are_at_the_top(tmp_path: Path) -> None:
    kinds = (Kind.ID, Kind.TITLE, Kind.QUOTE, Kind.MEMO, Kind.DATE, Kind.CONTEXT)
    made = tuple(Column(kind.name, kind.name.casefold(), kind) for kind in kinds)
    write(dataset(Sheet("Memos", "Memos", made, [["=a", "b", 3, 4.5, date(2024, 1, 1), "c"]])), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Memos"]
    assert [int(sheet.column_dimensions[letter].width) for letter in "ABCDEF"] == [14, 30, 60, 40, 19, 40]
    assert [bool(cell.alignment.wrap_text) for cell in sheet[2]] == [False, False, True, True, False, True]
    assert {cell.alignment.vertical for row in sheet.iter_rows() for cell in row} == {"top"}
    assert sheet["A2"].number_format == "@"


def test_a_table_as_wide_as_excel_takes_is_written_and_a_wider_one_is_a_mistake(tmp_path: Path) -> None:
    wide = Sheet("Wide", "Wide", columns(*["Report"] * COLUMN_LIMIT), [range(COLUMN_LIMIT)])
    write(dataset(wide), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book["Wide"].tables["Wide"].ref == "A1:XFD2"
    assert book["Wide"]["XFD2"].value == COLUMN_LIMIT - 1
    with pytest.raises(ValueError, match="columns"):
        write(dataset(replace(wide, columns=columns(*["R"] * (COLUMN_LIMIT + 1)))), tmp_path / "b.xlsx")


@pytest.mark.parametrize("name", ["History", "about", "Long Text", "a/b", "x" * 29, "", "Codings"])
def test_names_that_excel_refuses_are_a_mistake(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        write(dataset(codings([]), Sheet(name, "Other", columns("a"), [])), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("row", [("c1",), ("c1", "q", "r")])
def test_a_row_with_too_few_or_too_many_cells_is_a_mistake(tmp_path: Path, row: tuple[Cell, ...]) -> None:
    with pytest.raises(ValueError, match="zip"):
        write(dataset(codings([("c0", "q"), row])), tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


# Limits


@pytest.mark.parametrize("count", [0, 1, 3, 4, 6, 7])
def test_rows_beyond_the_limit_go_on_in_a_further_sheet_and_links_name_it(tmp_path: Path, count: int) -> None:
    keys = [f"c{number}" for number in range(count)]
    sheet = replace(codings([(key, f"quote {key}") for key in keys]), row_of={key: at for at, key in enumerate(keys)})
    evidence = Sheet("Evidence", "Evidence", columns("Coding id"), [[Link(key, "Codings", key)] for key in keys])
    report = write(dataset(sheet, evidence), tmp_path / "a.xlsx", Limits(rows=3))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    titles = [title for title in book.sheetnames if title.startswith("Codings")]
    assert titles == ["Codings", "Codings 2", "Codings 3"][: max(1, math.ceil(count / 3))]
    assert [row[0] for title in titles for row in rows_of(book[title])[1:] if row[0]] == keys
    assert len({name for sheet in book for name in sheet.tables}) == len(book.sheetnames) - 1
    evidence_titles = [title for title in book.sheetnames if title.startswith("Evidence")]
    links = [cell for title in evidence_titles for cell in book[title]["A"][1:] if cell.value]
    assert len(links) == count
    for cell in links:
        title, at = re.fullmatch(r"'(.+)'!(A\d+)", cell.hyperlink.location).groups()
        assert book[title][at].value == cell.value
    assert sum(rows for name, rows in report.rows if name.startswith("Codings")) == count
    assert ("Codings is full with 3 rows: it goes on in Codings 2." in report.limits) == (count > 3)


def test_a_sheet_that_may_not_be_split_is_refused(tmp_path: Path) -> None:
    sheet = replace(codings([("c1", "a"), ("c2", "b")]), split=False)
    with pytest.raises(CannotDo, match="Codings has more rows than a sheet takes"):
        write(dataset(sheet), tmp_path / "a.xlsx", Limits(rows=1))
    assert list(tmp_path.iterdir()) == []


def test_beyond_the_limit_of_links_the_plain_id_stands_and_it_is_told(tmp_path: Path) -> None:
    rows = [(f"c{at}", Link(f"d{at}", "Documents", 0)) for at in range(5)]
    documents = Sheet("Documents", "Documents", columns("Title"), [["d"]], row_of={0: 0})
    report = write(dataset(codings(rows), documents), tmp_path / "a.xlsx", Limits(links=2))
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx")["Codings"]["B"][1:]
    assert [bool(cell.hyperlink) for cell in cells] == [True, True, False, False, False]
    assert [cell.value for cell in cells] == [f"d{at}" for at in range(5)]
    assert cells[2].font.underline is None
    assert report.limits == ("Codings has more links than a sheet takes (2): 3 cells are without one.",)


def test_a_link_to_nothing_is_a_plain_value(tmp_path: Path) -> None:
    rows = [("c1", Link("a", "Nowhere", 0)), ("c2", Link(7, "Codings", "missing"))]
    write(dataset(codings(rows)), tmp_path / "a.xlsx")
    cells = openpyxl.load_workbook(tmp_path / "a.xlsx")["Codings"]["B"][1:]
    assert [(cell.value, cell.hyperlink) for cell in cells] == [("a", None), (7, None)]


def test_about_tells_counts_limits_and_how_to_read(tmp_path: Path) -> None:
    about = (("Project", "=A study"), ("Losses", "line\n" * 600))
    write(dataset(codings([("c1", "a")]), about=about), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    rows = rows_of(book["About"])
    assert rows[0] == ["Project", "=A study"]
    assert book["About"]["B1"].quotePrefix
    assert "".join(str(value) for key, value in rows if key == "Losses") == "line\n" * 600
    assert ["Rows in Codings", "1"] in rows
    assert ["Limits met", "none"] in rows
    assert {"Read in R", "Read in pandas", "Times"} <= {row[0] for row in rows}


# Bytes


def members(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def example(exported: str = "2024-06-01") -> Dataset:
    rows = [(f"c{at}", Link(f"=d{at}", "Documents", at % 3), at, Coloured("a", "#FFFF00")) for at in range(20)]
    documents = Sheet("Documents", "Documents", columns("Title"), iter([["d"]] * 3), 3, row_of={0: 0, 1: 1, 2: 2})
    return dataset(
        codings([*rows, ("c20", "a" * 40_000, 1, None)], ("Coding id", "B", "C", "D")),
        documents,
        about=(("Project", "A study"), ("Exported", exported)),
    )


def test_two_exports_differ_in_nothing_but_the_time_in_about(tmp_path: Path) -> None:
    for name, exported in (("a", "2024-06-01"), ("b", "2024-06-01"), ("c", "2025-07-02")):
        write(example(exported), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    first, third = members(tmp_path / "a"), members(tmp_path / "c")
    assert list(first) == list(third)
    differing = [name for name in first if first[name] != third[name]]
    assert differing == ["xl/worksheets/sheet4.xml"]
    assert first[differing[0]].replace(b"2024-06-01", b"2025-07-02") == third[differing[0]]
    with ZipFile(tmp_path / "a") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_is_dated_by_the_last_changeset(tmp_path: Path) -> None:
    write(example(), tmp_path / "a.xlsx")
    properties = openpyxl.load_workbook(tmp_path / "a.xlsx").properties
    assert properties.created == properties.modified == MODIFIED.replace(tzinfo=None)


# Trouble


class CancelsAt:
    def __init__(self, step: int) -> None:
        self.left = step

    def step(self, done: int, total: int, what: str) -> None:
        assert 0 <= done <= total
        assert what
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_cancelled_at_any_step_the_old_file_is_intact(tmp_path: Path) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    step = 0
    while True:
        rows = [(f"c{at}", "quote") for at in range(700)]
        try:
            workbook.write(dataset(codings(rows)), target, progress=CancelsAt(step))
        except Cancelled:
            assert target.read_bytes() == b"old"
            assert list(tmp_path.iterdir()) == [target]
            step += 1
            continue
        break
    assert step >= 4
    assert len(read(target)["Codings"]) == 701


def test_an_error_in_the_rows_passes_through_and_the_old_file_is_intact(tmp_path: Path) -> None:
    def rows() -> Iterator[Sequence[Cell]]:
        yield ("c1", "a" * 40_000)
        raise CannotDo("The project is gone.")

    (tmp_path / "a.xlsx").write_bytes(b"old")
    with pytest.raises(CannotDo, match="The project is gone"):
        write(dataset(replace(codings([]), rows=rows())), tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def noise(rows: int) -> list[tuple[str, str]]:
    """Rows that hardly compress, so that the file grows while they are written."""
    return [(f"c{at}", "".join(chr(0x4E00 + at * at * (n + 7) % 20_000) for n in range(400))) for at in range(rows)]


@needs_fork
@pytest.mark.parametrize("size", [100, 20_000, 200_000, 420_000])
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, size: int) -> None:
    target = tmp_path / "a.xlsx"
    target.write_bytes(b"old")
    write(example(), tmp_path / "warm.xlsx")
    (tmp_path / "warm.xlsx").unlink()

    def work() -> str:
        limit_file_size(size)
        try:
            write(dataset(codings([*noise(600), ("c", "long" * 5_000_000)])), target)
        except CannotDo as error:
            return error.message
        return "written"

    said, _ = in_child(work)
    assert said.startswith("There is not enough room on the disk for a.xlsx")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


@needs_fork
def test_a_folder_that_may_not_be_written_to_is_told() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        write(example(), folder / "a.xlsx")
        before = (folder / "a.xlsx").read_bytes()
        (folder / "a.xlsx").chmod(0o666)
        folder.chmod(0o555)

        def work() -> str:
            become_nobody()
            try:
                write(example("2030-01-01"), folder / "a.xlsx")
            except CannotDo as error:
                return error.message
            return "written"

        said, _ = in_child(work)
        assert "does not allow it" in said
        assert (folder / "a.xlsx").read_bytes() == before
        assert [path.name for path in folder.iterdir()] == ["a.xlsx"]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@needs_fork
def test_killed_while_writing_the_old_file_is_intact(tmp_path: Path) -> None:
    class Kills(CancelsAt):
        def step(self, done: int, total: int, what: str) -> None:
            self.left -= 1
            if self.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    def work() -> str:
        workbook.write(dataset(codings(noise(600))), tmp_path / "a.xlsx", progress=Kills(3))
        return "not killed"

    (tmp_path / "a.xlsx").write_bytes(b"old")
    assert in_child(work) == ("", signal.SIGKILL)
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b'<row r="3">', b'<now r="3">'),
        ("xl/worksheets/sheet1.xml", b"</worksheet>", b""),
        ("xl/worksheets/sheet1.xml", b"<is>", b"<f>1</f><is>"),
        ("xl/tables/table1.xml", b'ref="A1:D22"', b'ref="A1:D21"'),
        ("xl/tables/table1.xml", b'name="B"', b'name="b"'),
        ("[Content_Types].xml", b"/xl/worksheets/sheet2.xml", b"/xl/worksheets/sheet9.xml"),
        ("xl/styles.xml", b"</styleSheet>", b""),
    ],
)
def test_the_check_before_replacing_finds_what_is_wrong(tmp_path: Path, part: str, old: bytes, new: bytes) -> None:
    write(example(), tmp_path / "a.xlsx")
    sheets = [("Codings", "Codings", 21, 4), ("Documents", "Documents", 3, 1), ("Long text", "LongText", 2, 6)]
    long_text = ("Sheet", "Row id", "Column", "Part", "Parts", "Text")
    headers = {4: ("Coding id", "B", "C", "D"), 1: ("Title",), 6: long_text}
    written = [
        *(WrittenSheet(title, table, headers[width], rows, rows + 1) for title, table, rows, width in sheets),
        WrittenSheet("About", "", (), 11, 11),
    ]
    check(tmp_path / "a.xlsx", written)
    content = members(tmp_path / "a.xlsx")
    assert old in content[part]
    content[part] = content[part].replace(old, new)
    with ZipFile(tmp_path / "b.xlsx", "w") as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    with pytest.raises(Unsound):
        check(tmp_path / "b.xlsx", written)


def test_the_check_before_replacing_finds_a_wrong_byte(tmp_path: Path) -> None:
    write(dataset(codings([("c1", "quote")])), tmp_path / "a.xlsx")
    content = bytearray((tmp_path / "a.xlsx").read_bytes())
    content[300] ^= 0xFF
    (tmp_path / "b.xlsx").write_bytes(content)
    with pytest.raises(Unsound):
        check(tmp_path / "b.xlsx", [])


def test_normal_forms_of_letters_do_not_make_two_equal_columns() -> None:
    headers = unique_headers(["ﬁ", "fi", "FI"])
    assert len({unicodedata.normalize("NFKC", header).casefold() for header in headers}) == 3
