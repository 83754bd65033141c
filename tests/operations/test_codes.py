"""Moving, merging, parting and deleting codes, one or several."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId
from annotator.operations import codebook, codes, undoing
from annotator.store import reading
from annotator.store.handle import Project
from tests import builders


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = builders.make_project(tmp_path)
    yield made
    made.close()


def tree(project: Project) -> list[str]:
    return [one.path_text for one in codebook.codes(project)]


def several(project: Project, *names: str, parent: CodeId | None = None) -> list[CodeId]:
    return [builders.add_code(project, name, parent=parent) for name in names]


def test_several_codes_move_in_one_step_and_keep_their_order(project: Project) -> None:
    a, b, c, d = several(project, "A", "B", "C", "D")
    changes = codes.move_codes(project, [c, a], d)
    assert tree(project) == ["B", "D", "D > A", "D > C"]
    assert "2 codes" in changes.label
    undoing.undo(project)
    assert tree(project) == ["A", "B", "C", "D"]
    codes.move_codes(project, [a, b], None, before=d)
    assert tree(project) == ["C", "A", "B", "D"]


def test_what_stands_below_a_moved_code_goes_along_with_it(project: Project) -> None:
    a, b = several(project, "A", "B")
    (below,) = several(project, "Below", parent=a)
    codes.move_codes(project, [below, a], b)
    assert tree(project) == ["B", "B > A", "B > A > Below"]


def test_codes_move_neither_below_themselves_nor_beside_a_namesake(project: Project) -> None:
    a, b, c = several(project, "A", "B", "C")
    (below,) = several(project, "Below", parent=a)
    several(project, "b", parent=c)
    before = builders.state(project)
    for wrong, where in (([a], a), ([a], below), ([b, a], below), ([b], c)):
        with pytest.raises(CannotDo):
            codes.move_codes(project, wrong, where)
    with pytest.raises(CannotDo, match="Choose a code"):
        codes.move_codes(project, [], None)
    assert builders.state(project) == before


def test_a_code_finds_a_place_between_two_however_often_one_was_put_there(project: Project) -> None:
    first, last, *others = several(project, "First", "Last", *"ABCDEFGH")
    codes.move_code(project, last, None)
    for turn in range(90):
        codes.move_code(project, others[turn % len(others)], None, before=last)
        one, other = codebook.codes(project)[-2:]
        assert (one.id, other.id) == (others[turn % len(others)], last), turn
    assert codebook.codes(project)[0].id == first
    places = [one.position for one in codebook.codes(project)]
    assert sorted(set(places)) == places


def test_several_codes_merge_in_one_step_and_part_one_by_one(tmp_path: Path, project: Project) -> None:
    document = builders.add_text(project)
    a, b, into = several(project, "A", "B", "Into")
    several(project, "Below", parent=a)
    for code, quote in ((a, "company"), (b, "drones"), (into, "police")):
        builders.code(project, document, quote, code)
    changes = codes.merge_several(project, [a, b], into)
    assert "2 codes" in changes.label
    assert tree(project) == ["Into", "Into > Below"]
    assert reading.coding_counts(project) == {into: 3}
    assert [name for _, name in codes.merged_into(project, into)] == ["A", "B"]
    codes.part_code(project, a)
    assert sorted(tree(project)) == ["A", "A > Below", "Into"]
    assert reading.coding_counts(project) == {a: 1, into: 2}
    undoing.undo(project)
    undoing.undo(project)
    assert tree(project) == ["A", "A > Below", "B", "Into"]
    assert reading.coding_counts(project) == {a: 1, b: 1, into: 1}


def test_a_code_merges_neither_into_itself_nor_into_one_below_it(project: Project) -> None:
    (a,) = several(project, "A")
    (below,) = several(project, "Below", parent=a)
    before = builders.state(project)
    for wrong, into in (([a], a), ([a], below), ([], a)):
        with pytest.raises(CannotDo):
            codes.merge_several(project, wrong, into)
    assert builders.state(project) == before
    codes.merge_codes(project, below, a)
    assert tree(project) == ["A"], "a code can be merged into the one above it"


def test_several_codes_are_deleted_with_what_hangs_on_them_in_one_step(project: Project) -> None:
    document = builders.add_text(project)
    a, b, kept = several(project, "A", "B", "Kept")
    (below,) = several(project, "Below", parent=a)
    for code, quote in ((a, "company"), (below, "drones"), (kept, "police")):
        builders.code(project, document, quote, code)
    before = builders.state(project, heads=False)
    changes = codes.delete_codes(project, [a, below, b])
    assert changes.label == "Deleted 2 codes with 2 codings"
    assert tree(project) == ["Kept"]
    undoing.undo(project)
    assert builders.state(project, heads=False) == before
