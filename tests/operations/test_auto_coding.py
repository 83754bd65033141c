"""Hits of a search become codings, marked until somebody confirms them; lines of a concordance; saved queries."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.model.codings import Passage
from annotator.model.errors import CannotDo
from annotator.model.query import QueryFault
from annotator.operations import (
    auto_coding,
    cases,
    codebook,
    coding,
    concordance,
    documents,
    merging,
    projects,
    saved_queries,
    searching,
    undoing,
)
from annotator.operations.auto_coding import Extent, auto_code, preview
from annotator.operations.reviewing import matching, rows
from annotator.operations.visibility import Colleagues, Sight, mine
from annotator.store import reading
from annotator.store.handle import Project
from tests import builders

TEXT = "The drones flew. More drones came, and drones again.\nNo other drones.\nNothing here."


def make(folder: Path) -> Project:
    project = builders.make_project(folder)
    builders.add_text(project, "one.txt", TEXT)
    builders.add_text(project, "two.txt", "Drones, everywhere drones.")
    builders.add_code(project, "Drones")
    return project


@pytest.mark.parametrize(
    ("extent", "quotes"),
    [
        (Extent.EXACT, ["drones"] * 4 + ["Drones", "drones"]),
        (
            Extent.SENTENCE,
            [
                "The drones flew.",
                "More drones came, and drones again.",
                "No other drones.",
                "Drones, everywhere drones.",
            ],
        ),
        (Extent.PARAGRAPH, [TEXT.split("\n")[0], "No other drones.", "Drones, everywhere drones."]),
    ],
)
def test_hits_are_widened_and_those_that_coincide_are_one(tmp_path: Path, extent: Extent, quotes: list[str]) -> None:
    project = make(tmp_path)
    hits = concordance.concordance(project, "drones")
    found = preview(project, hits, extent)
    assert [one.quote for one in found] == quotes
    assert sum(one.hits for one in found) == len(hits) == 6
    assert not any(one.coded for one in found)
    project.close()


def test_auto_coding_is_one_step_marked_until_it_is_confirmed(tmp_path: Path) -> None:
    project = make(tmp_path)
    code = codebook.codes(project)[0].id
    acme = cases.add_case(project, "Acme")[1]
    hits = concordance.concordance(project, "drones")
    held = preview(project, hits, Extent.SENTENCE, code)
    coding.code_passage(project, held[1].passage, code)
    held = preview(project, hits, Extent.SENTENCE, code)
    assert [one.coded for one in held] == [False, True, False, False]
    changes = auto_code(project, held, code, cases=[acme], source="drones")
    assert changes.label == "Auto-coded 3 passages with “Drones” from the search “drones”"
    assert not auto_code(project, held, code, source="drones")
    made = matching(project, "auto:yes")
    assert len(made) == 3
    assert all(row.automatic and row.cases == (acme,) for row in rows(project, made))
    assert {one.imported_from for one in reading.codings(project, made)} == {"auto: drones"}
    auto_coding.confirm(project, made[:2])
    assert matching(project, "auto:yes") == made[2:]
    assert not auto_coding.confirm(project, made[:2])
    undoing.undo(project)
    undoing.undo(project)
    assert matching(project, "auto:yes") == ()
    assert builders.faults(project) == ()
    project.close()


def test_nothing_is_coded_on_documents_that_are_gone_or_places_that_are_none(tmp_path: Path) -> None:
    project = make(tmp_path)
    code = codebook.codes(project)[0].id
    layer = reading.documents(project)[0].layer.id
    hits = concordance.concordance(project, "drones")
    documents.delete_documents(project, reading.documents(project)[:1])
    assert {one.document for one in preview(project, hits)} == {one.id for one in reading.documents(project)}
    assert not auto_code(project, [Passage(layer, 0, 3)], code)
    other = reading.documents(project)[0].layer.id
    assert not auto_code(project, [Passage(other, 5, 5), Passage(other, 5, 10_000), Passage(other, -1, 4)], code)
    with pytest.raises(CannotDo, match="at most"):
        auto_code(project, [Passage(other, 0, 1)] * 20_001, code)
    project.close()


def test_a_hit_between_sentences_is_coded_as_it_stands(tmp_path: Path) -> None:
    project = make(tmp_path)
    layer = reading.documents(project)[0].layer.id
    spanning = [Passage(layer, TEXT.index("again"), TEXT.index("other")), Passage(layer, 16, 17)]
    found = preview(project, spanning, Extent.SENTENCE)
    assert [one.quote for one in found] == [" ", TEXT[17 : TEXT.index("\nNothing")]]
    project.close()


def test_a_line_of_the_concordance_leads_to_its_place(tmp_path: Path) -> None:
    project = make(tmp_path)
    code = codebook.codes(project)[0].id
    document = reading.documents(project)[0]
    mark = coding.code_passage(project, Passage(document.layer.id, 0, 10), code).coding
    found = concordance.concordance(project, "DRONES", width=12)
    first = found[0]
    assert (first.before, first.quote, first.after) == ("The ", "drones", " flew. More ")
    assert [one.paragraph for one in found] == [0, 0, 0, 1, 0, 0]
    assert [one.codings_here for one in found] == [(mark,), (), (), (), (), ()]
    for one in found:
        assert (project.text_of(one.layer) or "")[one.start : one.end] == one.quote
    hidden = Sight(frozenset(), Colleagues.HIDDEN, False, frozenset())
    assert mine(project)
    assert concordance.concordance(project, "drones", sight=hidden)[0].codings_here == ()
    assert len(concordance.concordance(project, "drones", most=2)) == 2
    right = [one.after.split() for one in concordance.sorted_lines(found, "right")]
    assert right == sorted(one.after.split() for one in found)
    left = [one.before.split()[-1] if one.before else "" for one in concordance.sorted_lines(found, "left")]
    assert left == sorted(left, key=str.casefold)
    assert concordance.sorted_lines(found, "place") == list(found)
    project.close()


def test_searching_tells_the_documents_before_the_places(tmp_path: Path) -> None:
    project = make(tmp_path)
    searching.prepare(project)
    found = searching.find(project, "everywhere")
    assert [one.title for one in found.documents] == ["two"]
    assert [hit.quote for hit in found] == ["everywhere"]
    assert searching.find(project, " \n").documents == ()
    project.close()


def test_queries_are_kept_by_name_and_merge(tmp_path: Path) -> None:
    project = make(tmp_path)
    saved_queries.save(project, "Open  ones", " case:none ")
    assert [(one.name, one.question) for one in saved_queries.saved(project)] == [("Open ones", "case:none")]
    copy = tmp_path / "copy.annot"
    shutil.copy(project.path, copy)
    other = projects.open_project(copy, builders.identity("Bo"))
    saved_queries.save(other, "Bo's", "coder:Bo")
    other.close()
    assert saved_queries.save(project, "open ones", "case:none -auto:yes").label == "Changed the query “open ones”"
    assert not saved_queries.save(project, "open ones", "case:none -auto:yes")
    merging.merge(project, [copy])
    assert [one.name for one in saved_queries.saved(project)] == ["Bo's", "open ones"]
    saved_queries.delete(project, "OPEN ONES")
    assert [one.name for one in saved_queries.saved(project)] == ["Bo's"]
    saved_queries.save(project, "Open ones", "case:none")
    assert len(saved_queries.saved(project)) == 2
    for wrong in (lambda: saved_queries.delete(project, "nobody"), lambda: saved_queries.save(project, " ", "x")):
        with pytest.raises(CannotDo):
            wrong()
    with pytest.raises(QueryFault):
        saved_queries.save(project, "Broken", "(")
    assert builders.faults(project) == ()
    project.close()


def test_saved_queries_are_no_part_of_the_codebook(tmp_path: Path) -> None:
    project = make(tmp_path)
    before = codebook.codebook(project)
    saved_queries.save(project, "Mine", "case:none")
    assert codebook.codebook(project) == before
    assert [row for row in reading.part_rows(project) if "query" in str(row.key)] == []
    project.close()
