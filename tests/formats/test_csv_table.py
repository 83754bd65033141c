"""The CSV twin, read by the csv module, gives what went in, and says itself what it is."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats import csv_table
from annotator.formats.csv_table import CsvReport
from annotator.formats.tables import Cell, Coloured, Column, Dataset, Kind, Link, Sheet, plain
from annotator.model.errors import Cancelled, CannotDo
from annotator.model.progress import Unwatched
from tests.formats.children import in_child, limit_file_size, needs_fork

MODIFIED = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
TEXTS = st.lists(
    st.sampled_from((*"=+-@\t\r\n ,;\"'", '""', "NA", "None", "\x01", "\ufffe", "\ufeff", "😀", "_x0041_", "\u2028"))
    | st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=5),
    max_size=8,
).map("".join) | st.just("😀" * 40_000)
CELLS = (
    st.none()
    | TEXTS
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.datetimes(timezones=st.none() | st.just(UTC))
    | st.dates()
    | st.builds(Coloured, TEXTS, st.just("#FFFF00"))
    | st.builds(Link, TEXTS, st.just("Documents"), st.integers())
)


@pytest.fixture(autouse=True, scope="module")
def _long_fields() -> Iterator[None]:
    before = csv.field_size_limit(sys.maxsize)
    yield
    csv.field_size_limit(before)


def codings(rows: Sequence[Sequence[Cell]], width: int = 2) -> Sheet:
    columns = tuple(Column(f"Header {n}", f"name_{n}", Kind.TEXT) for n in range(width))
    return Sheet("Codings", "Codings", columns, rows, len(rows), csv_name="codings")


def dataset(*sheets: Sheet) -> Dataset:
    return Dataset(sheets, (("Project", "A study"), ("Exported", "2024-06-01")), MODIFIED)


def write(data: Dataset, target: Path, *, guard: bool = False) -> CsvReport:
    return csv_table.write(data, target, progress=Unwatched(), guard=guard)


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def expected(cell: Cell) -> str:
    value = plain(cell)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    return value.isoformat() if isinstance(value, date) else str(value)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5))
def test_csv_reads_the_values_that_went_in(rows: list[tuple[Cell, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(dataset(codings(rows, 3)), Path(folder) / "out")
        back = read(Path(folder) / "out" / "codings.csv")
    assert back == [["name_0", "name_1", "name_2"], *([expected(cell) for cell in row] for row in rows)]


def test_text_is_quoted_numbers_are_bare_and_what_is_missing_is_nothing(tmp_path: Path) -> None:
    moment = datetime(2024, 5, 6, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    row = ("1", 1, 1.5, True, "", None, 'say "so"', moment, date(2024, 5, 6), math.nan)
    report = write(dataset(codings([row, [None] * 10], 10)), tmp_path / "out")
    assert (tmp_path / "out" / "codings.csv").read_bytes().split(b"\n")[1:] == [
        b'"1",1,1.5,true,"",,"say ""so""","2024-05-05T23:30:00Z","2024-05-06",',
        b",,,,,,,,,",
        b"",
    ]
    assert report == CsvReport((("codings", 2),), ("Numbers left out because they are not finite: 1.",))


def test_a_row_of_one_missing_value_is_still_a_row(tmp_path: Path) -> None:
    write(dataset(codings([[None], ["a"]], 1)), tmp_path / "out")
    assert (tmp_path / "out" / "codings.csv").read_bytes() == b'"name_0"\n""\n"a"\n'


def test_what_utf8_and_r_cannot_hold_is_replaced_and_counted(tmp_path: Path) -> None:
    report = write(dataset(codings([("a\x00b", "\ud800\udfff")])), tmp_path / "out")
    assert read(tmp_path / "out" / "codings.csv")[1] == ["a\ufffdb", "\ufffd\ufffd"]
    assert report.limits == ("NUL characters and halves of surrogate pairs written as U+FFFD: 3.",)


def test_formulas_stay_as_they_are_unless_the_guard_is_asked_for(tmp_path: Path) -> None:
    rows = [("=1+1", "-2"), ("a = b", Link("@x", "Documents", 0)), ("\tx", -3)]
    plain_report = write(dataset(codings(rows)), tmp_path / "plain")
    report = write(dataset(codings(rows)), tmp_path / "guarded", guard=True)
    assert read(tmp_path / "plain" / "codings.csv")[1:] == [["=1+1", "-2"], ["a = b", "@x"], ["\tx", "-3"]]
    assert read(tmp_path / "guarded" / "codings.csv")[1:] == [["'=1+1", "'-2"], ["a = b", "'@x"], ["'\tx", "-3"]]
    assert plain_report.limits == ()
    assert [limit.rpartition(": ")[2] for limit in report.limits] == ["4."]
    for name, guarded in (("plain", False), ("guarded", True)):
        assert json.loads((tmp_path / name / "datapackage.json").read_text())["annotator"] == {
            "apostrophe_before_formulas": guarded
        }
        assert ("apostrophe" in (tmp_path / name / "README.txt").read_text()) == guarded


def example() -> Dataset:
    columns = (
        Column("Start", "start", Kind.COUNT, unit="code points", meaning="Where it begins."),
        Column("Created (UTC)", "created", Kind.TIME),
        Column("Date", "document_date", Kind.DATE),
        Column("Value", "value", Kind.NUMBER),
        Column("Finished", "finished", Kind.YES_NO),
        Column("Quote", "quote", Kind.QUOTE),
    )
    rows = [(1, MODIFIED, "2019-08", 1.5, True, "a quote")]
    return dataset(
        Sheet("Codings", "Codings", columns, rows, 1, csv_name="codings"),
        Sheet("Not in the twin", "NotThere", columns[:1], [], 0),
        Sheet("Code × Case", "CodeByCase", columns[5:], [["x"], ["y"]], 2, csv_name="code_by_case"),
    )


def test_the_data_package_says_what_each_column_is(tmp_path: Path) -> None:
    write(example(), tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "codings.csv",
        "code_by_case.csv",
        "datapackage.json",
        "README.txt",
    }
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["created"] == "2024-05-06T07:08:09Z"
    first, second = package["resources"]
    assert (first["path"], second["path"], second["title"]) == ("codings.csv", "code_by_case.csv", "Code × Case")
    content = (tmp_path / "out" / "codings.csv").read_bytes()
    assert (first["bytes"], first["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
    assert [field["type"] for field in first["schema"]["fields"]] == [
        *("integer", "datetime", "string", "number", "boolean", "string")
    ]
    assert first["schema"]["fields"][0] == {
        "name": "start",
        "title": "Start",
        "type": "integer",
        "description": "Where it begins.",
        "unit": "code points",
    }


def test_the_readme_says_how_to_read_the_files(tmp_path: Path) -> None:
    write(example(), tmp_path / "out")
    readme = (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")
    assert 'pd.read_csv("codings.csv", keep_default_na=False, na_values=[""])' in readme
    assert 'read.csv("codings.csv", na.strings = ""' in readme
    assert "Project: A study" in readme


def test_a_zip_holds_the_same_files_as_the_folder_and_twice_the_same_bytes(tmp_path: Path) -> None:
    write(example(), tmp_path / "out")
    write(example(), tmp_path / "a.zip")
    write(example(), tmp_path / "b.ZIP")
    with ZipFile(tmp_path / "a.zip") as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert inside == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.ZIP").read_bytes()


def test_codings_alone_are_the_file_of_the_twin(tmp_path: Path) -> None:
    write(example(), tmp_path / "out")
    report = csv_table.write_codings(example(), tmp_path / "NAME.csv", progress=Unwatched())
    assert (tmp_path / "NAME.csv").read_bytes() == (tmp_path / "out" / "codings.csv").read_bytes()
    assert report.rows == (("codings", 1),)


def test_an_export_replaces_the_one_before_and_leaves_other_files(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(example(), out)
    (out / "mine.R").write_text("codings")
    data = example()
    write(replace(data, sheets=data.sheets[:1]), out)
    assert {path.name for path in out.iterdir()} == {"codings.csv", "datapackage.json", "README.txt", "mine.R"}


@pytest.mark.parametrize("package", [None, "{}", "[", '{"annotator": {}, "resources": [{"path": "../codings.csv"}]}'])
def test_files_that_are_not_from_an_export_are_never_replaced(tmp_path: Path, package: str | None) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "codings.csv").write_text("mine")
    (tmp_path / "codings.csv").write_text("mine too")
    if package is not None:
        (out / "datapackage.json").write_text(package)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(CannotDo, match="is not from an export"):
        write(example(), out)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("target", ["out", "out.zip", "out.csv"])
def test_cancelled_or_failed_what_was_there_is_as_it_was(tmp_path: Path, target: str) -> None:
    class CancelsAt:
        def __init__(self, left: int) -> None:
            self.left = left

        def step(self, done: int, total: int, what: str) -> None:
            assert 0 <= done <= total
            self.left -= 1
            if self.left < 0:
                raise Cancelled

    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def export(data: Dataset, steps: int) -> None:
        work = csv_table.write_codings if target == "out.csv" else csv_table.write
        work(data, tmp_path / target, progress=CancelsAt(steps))

    export(example(), 100)
    before = files()
    new = dataset(codings([("new", "row")] * 1200))
    for steps in range(3):
        with pytest.raises(Cancelled):
            export(new, steps)
        assert files() == before
    with pytest.raises(ValueError, match="cells"):
        export(dataset(codings([("new", "row"), ("short",)])), 100)
    assert files() == before
    export(new, 100)
    assert files() != before


@needs_fork
@pytest.mark.parametrize("target", ["out", "out.zip", "out.csv"])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, target: str) -> None:
    write_one = csv_table.write_codings if target == "out.csv" else csv_table.write
    write_one(example(), tmp_path / target, progress=Unwatched())
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    rows = [(str(n), "".join(chr(0x4E00 + n * n * k % 20_000) for k in range(300))) for n in range(400)]

    def work() -> str:
        limit_file_size(50_000)
        try:
            write_one(dataset(codings(rows)), tmp_path / target, progress=Unwatched())
        except CannotDo as error:
            return error.message
        return "written"

    said, _ = in_child(work)
    assert said.startswith(f"There is not enough room on the disk for {target}")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert [path.name for path in tmp_path.iterdir()] == [target]


@pytest.mark.parametrize("name", ["../x", "Codings", "a b", "", "codings"])
def test_names_that_are_no_file_or_variable_are_a_mistake(tmp_path: Path, name: str) -> None:
    data = dataset(codings([]), replace(codings([]), csv_name=name))
    with pytest.raises(ValueError, match="names of tables"):
        write(data, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
