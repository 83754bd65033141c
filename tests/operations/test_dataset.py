"""The dataset as it is written: every coding once, every value as the project has it, counts that add up."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from annotator import resources
from annotator.operations import codebook, exporting, sample
from annotator.operations.snapshot import Snapshot, take
from annotator.store.handle import Project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = sample.make_sample(tmp_path_factory.mktemp("sample") / "s.annot")
    yield made
    made.close()


@pytest.fixture(scope="module")
def whole(project: Project) -> Snapshot:
    return take(project)


@pytest.fixture(scope="module")
def sheets(project: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, object]]]:
    path = tmp_path_factory.mktemp("out") / "s.xlsx"
    exporting.export(project, path)
    book = load_workbook(path)
    found = {}
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows(values_only=True))
        found[sheet.title] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return found


def test_the_sheets_stand_in_their_order(sheets: dict[str, list[dict[str, object]]]) -> None:
    assert list(sheets) == [
        "Codings", "Coding × Case", "Documents", "Cases", "Codebook", "Code × Document", "Code × Case", "Memos",
        "Change history", "About",
    ]


def test_each_coding_is_one_row_with_the_slice_of_its_text(
    project: Project, whole: Snapshot, sheets: dict[str, list[dict[str, object]]]
) -> None:
    rows = sheets["Codings"]
    assert len(rows) == len(whole.codings) == len(resources.sample_codings()["codings"])
    for row, one in zip(rows, whole.codings, strict=True):
        text = project.text_of(one.layer)
        assert text is not None and one.start is not None and one.end is not None
        assert row["Quote"] == text[one.start : one.end]
        assert (row["Start"], row["End"], row["Characters"]) == (one.start, one.end, one.end - one.start)
        before, after = str(row["Context before"] or ""), str(row["Context after"] or "")
        assert text[: one.start].endswith(before) and text[one.end :].startswith(after)
        assert max(len(before), len(after)) <= 200
        assert row["Cases"] == ("; ".join(whole.case_names(one)) or None)
        assert row["Coder"] == whole.coder_name(one.coder)


def test_a_field_stands_in_the_column_of_the_code_that_asks_for_it(
    project: Project, whole: Snapshot, sheets: dict[str, list[dict[str, object]]]
) -> None:
    filled = 0
    for row, one in zip(sheets["Codings"], whole.codings, strict=True):
        values = sorted(str(v) for k, v in row.items() if str(k).startswith("Field: ") and v is not None)
        assert values == sorted(str(v) for v in one.fields.values())
        filled += len(values)
    assert filled > 20
    asked = codebook.asked_fields(project)
    assert len([k for k in sheets["Codings"][0] if str(k).startswith("Field: ")]) == len(asked)


def test_a_coding_about_two_cases_has_two_rows_and_one_about_none_has_one(
    whole: Snapshot, sheets: dict[str, list[dict[str, object]]]
) -> None:
    assert len(sheets["Coding × Case"]) == sum(max(1, len(one.cases)) for one in whole.codings)


def test_the_matrices_add_up_to_the_codings(whole: Snapshot, sheets: dict[str, list[dict[str, object]]]) -> None:
    by_document = [v for row in sheets["Code × Document"] for v in list(row.values())[2:]]
    by_case = [v for row in sheets["Code × Case"] for v in list(row.values())[2:]]
    assert sum(by_document) == len(whole.codings)
    assert sum(by_case) == sum(len(one.cases) for one in whole.codings)
    assert None not in by_document, "0 is written"


def test_codings_with_sub_codes_are_their_own_and_those_below(sheets: dict[str, list[dict[str, object]]]) -> None:
    rows = sheets["Codebook"]
    for row in rows:
        below = [r for r in rows if str(r["Code path"]).startswith(f"{row['Code path']} > ") or r is row]
        assert row["Codings with sub-codes"] == sum(r["Codings"] for r in below)


def test_the_csv_twin_has_the_long_tables_and_they_agree_with_the_project(
    project: Project, whole: Snapshot, tmp_path: Path
) -> None:
    exporting.export(project, tmp_path / "s.zip")
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        read = {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
    assert len(read["codings"]) == len(whole.codings)
    assert len(read["coding_fields"]) == sum(len(one.fields) for one in whole.codings)
    assert sum(int(row["codings"]) for row in read["code_by_document"]) == len(whole.codings)
    assert sum(int(row["codings"]) for row in read["code_by_case"]) == sum(len(one.cases) for one in whole.codings)
    assert {row["attribute"] for row in read["case_attributes"]} == {"country", "kind"}


def test_two_exports_of_one_project_are_equal_but_for_the_time_in_about(project: Project, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        exporting.export(project, tmp_path / name)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as a, zipfile.ZipFile(tmp_path / "b.xlsx") as b:
        assert a.namelist() == b.namelist()
        differing = [name for name in a.namelist() if a.read(name) != b.read(name)]
    assert len(differing) <= 1, differing
