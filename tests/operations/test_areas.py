"""Codings on areas of pages: made once, moved, undone, merged, exported, checked, salvaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.model.codings import Area
from annotator.model.documents import Document
from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId
from annotator.operations import (
    coding,
    coding_many,
    conflicts,
    dataset,
    describing,
    many,
    merging,
    projects,
    recovering,
    undoing,
)
from annotator.operations.snapshot import take
from annotator.store import reading
from annotator.store.handle import Project
from tests import builders

PAGES = (93, 99)


def paged(folder: Path) -> tuple[Project, Document, CodeId]:
    project = builders.make_project(folder)
    return project, builders.add_text(project, pages=PAGES), builders.add_code(project, "Figures")


def area(
    document: Document, page: int = 1, left: float = 50, top: float = 60, right: float = 200, bottom: float = 150
) -> Area:
    return Area(document.layer.id, page, left, top, right, bottom)


def on_areas(project: Project, document: Document) -> list[tuple[int, str]]:
    return [(one.area.page, one.area.text) for one in reading.placed_areas(project, document.layer.id)]


def test_the_same_code_on_the_same_area_by_the_same_coder_is_not_made_twice(tmp_path: Path) -> None:
    project, document, code = paged(tmp_path)
    first = coding.code_area(project, area(document), code, memo="a chart", fields={"note": "x"})
    again = coding.code_area(project, area(document, left=50.04), code)
    assert (first.existed, again.existed, again.coding) == (False, True, first.coding)
    assert not again.changes
    assert not coding.code_area(project, area(document, left=51), code).existed
    assert on_areas(project, document) == [(1, "50 60 200 150"), (1, "51 60 200 150")]
    assert builders.faults(project) == ()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"page": 2}, "There is no page 3"),
        ({"page": -1}, "There is no page 0"),
        ({"left": 199}, "too small"),
        ({"left": 700, "right": 800}, "outside page 2"),
        ({"left": float("nan")}, "four numbers"),
        ({"right": float("inf")}, "four numbers"),
    ],
)
def test_an_area_that_is_none_is_refused_in_words(tmp_path: Path, given: dict[str, float], said: str) -> None:
    project, document, code = paged(tmp_path)
    before = builders.state(project)
    with pytest.raises(CannotDo, match=said):
        coding.code_area(project, area(document, **given), code)  # type: ignore[arg-type]  # page is whole in all
    assert builders.state(project) == before


def test_a_text_without_pages_has_no_areas(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    document, code = builders.add_text(project), builders.add_code(project)
    with pytest.raises(CannotDo, match="no pages"):
        coding.code_area(project, area(document, 0), code)


def test_an_area_is_cut_to_its_page_whichever_corner_comes_first(tmp_path: Path) -> None:
    project, document, code = paged(tmp_path)
    coding.code_area(project, area(document, 0, 9999, 9999, 400, 500.26), code)
    assert on_areas(project, document) == [(0, "400 500.3 595 842")]


def test_an_area_is_moved_and_goes_back_as_a_whole(tmp_path: Path) -> None:
    project, document, code = paged(tmp_path)
    this = coding.code_area(project, area(document), code).coding
    other = coding.code_area(project, area(document, 0), code).coding
    before = builders.state(project, heads=False)["coding"]
    coding.move_area(project, this, area(document, 0, 10, 20, 90, 80))
    assert sorted(on_areas(project, document)) == [(0, "10 20 90 80"), (0, "50 60 200 150")]
    after = builders.state(project, heads=False)["coding"]
    assert not coding.move_area(project, this, area(document, 0, 10, 20, 90, 80))
    with pytest.raises(CannotDo, match="exactly that area already"):
        coding.move_area(project, other, area(document, 0, 10, 20, 90, 80))
    with pytest.raises(CannotDo, match="draw another area"):
        coding.resize(project, this, start=0, end=4)
    undoing.undo(project)
    assert builders.state(project, heads=False)["coding"] == before
    undoing.redo(project)
    assert builders.state(project, heads=False)["coding"] == after
    assert builders.faults(project) == ()


def test_recoding_and_further_codes_keep_to_the_area(tmp_path: Path) -> None:
    project, document, code = paged(tmp_path)
    other = builders.add_code(project, "Tables")
    this = coding.code_area(project, area(document), code).coding
    many.add_code(project, [this], other)
    assert len(on_areas(project, document)) == 2
    with pytest.raises(CannotDo, match="an area on page 2 carries “Tables” already"):
        coding.recode(project, [this], other)
    assert not many.recode(project, [this], other)
    assert {one.code for one in reading.placed_areas(project, document.layer.id)} == {code, other}
    coding.take_off(project, [this])
    assert len(on_areas(project, document)) == 1
    assert builders.faults(project) == ()


def test_listings_and_sheets_tell_page_and_area(tmp_path: Path) -> None:
    project, document, code = paged(tmp_path)
    builders.code(project, document, "drones", code)
    builders.code(project, document, "agency", code)
    coding.code_area(project, area(document), code)
    whole = take(project)
    told = [describing.coding(whole, one) for one in whole.codings]
    assert [(one["page"], one["area"], one["quote"]) for one in told] == [
        (1, None, "drones"),
        (2, [50.0, 60.0, 200.0, 150.0], ""),
        (2, None, "agency"),
    ]
    sheet = dataset.dataset(project).sheets[0]
    names = [column.name for column in sheet.columns]
    row = dict(zip(names, list(sheet.rows)[1], strict=True))
    wanted = {"place": "area", "area": "50 60 200 150", "page": 2, "page_to": 2, "start": None, "paragraph": None}
    assert {name: row[name] for name in wanted} == wanted


def test_a_list_of_codings_may_name_areas_and_adds_nothing_twice(tmp_path: Path) -> None:
    project, document, _code = paged(tmp_path)
    data = {
        "document": document.title,
        "codings": [{"code": "Figures", "page": 2, "area": [50, 60, 200, 150], "memo": "chart"}],
    }
    first = coding_many.code_many(project, data)
    assert (first.new, on_areas(project, document)) == (1, [(1, "50 60 200 150")])
    assert coding_many.code_many(project, data).new == 0
    coding.take_off(project, first.ids)
    assert coding_many.code_many(project, data).ids == first.ids
    for wrong in ({"page": 2}, {"page": True, "area": [1, 2, 30, 40]}, {"page": 1, "area": ["1", 2, 3, 4]}):
        with pytest.raises(CannotDo, match="Nothing was coded"):
            coding_many.code_many(project, {**data, "codings": [{"code": "Figures", "area": 7, **wrong}]})
    assert builders.faults(project) == ()


def test_two_who_moved_one_area_are_asked_and_neither_place_is_mixed(tmp_path: Path) -> None:
    mine, document, code = paged(tmp_path)
    this = coding.code_area(mine, area(document), code).coding
    mine.close()
    shutil.copy(mine.path, tmp_path / "theirs.annot")
    mine, theirs = (
        projects.open_project(path, builders.identity(name))
        for path, name in ((mine.path, "Mira Kovač"), (tmp_path / "theirs.annot", "Anna Weiß"))
    )
    coding.move_area(mine, this, area(document, 0, 10, 20, 90, 80))
    coding.move_area(theirs, this, area(document, 1, 300, 20, 390, 80))
    theirs.close()
    merging.merge(mine, [theirs.path])
    assert on_areas(mine, document) == [(1, "300 20 390 80")]
    (found,) = conflicts.open_conflicts(mine)
    assert found.conflict.field == "place"
    assert set(found.shown) == {
        "an area on page 1 (10, 20, 90, 80)",
        "an area on page 2 (300, 20, 390, 80)",
    }
    conflicts.resolve(mine, found.conflict.id, "Mira Kovač")
    assert on_areas(mine, document) == [(0, "10 20 90 80")]
    assert builders.faults(mine) == ()


def test_an_area_survives_repair_and_salvage(tmp_path: Path) -> None:
    project, document, code = paged(tmp_path)
    coding.code_area(project, area(document), code, memo="chart")
    before = builders.state(project)
    recovering.repair(project)
    assert builders.state(project) == before
    project.close()
    target = tmp_path / "saved.annot"
    saved = recovering.recover_file(project.path, target, builders.identity())
    assert (saved.codings, saved.faults) == (1, ())
    opened = projects.open_project(target, builders.identity())
    assert on_areas(opened, document) == [(1, "50 60 200 150")]
    opened.close()


def test_check_tells_an_area_that_is_not_what_its_coder_saw(tmp_path: Path) -> None:
    project, document, code = paged(tmp_path)
    coding.code_area(project, area(document), code)
    with project.transaction() as db:
        db.exec_driver_sql("update coding set area = '1 2 3 4'")
    assert any("area of coding" in fault for fault in builders.faults(project))
