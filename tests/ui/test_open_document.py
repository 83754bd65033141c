"""A document that is shown follows changes, and touches no more than they name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model.changes import Changes
from annotator.operations import cases, codes, coding, undoing
from annotator.ui.open_document import Difference, OpenDocument, load
from annotator.ui.open_project import OpenProject
from tests.builders import TEXT, add_code, code, coded_project

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[tuple[OpenProject, OpenDocument]]:
    opened = OpenProject(coded_project(tmp_path))
    yield opened, OpenDocument(opened, load(opened.project, opened.documents[0]))
    opened.close()


def follow(opened: OpenProject, document: OpenDocument, changes: Changes | None) -> Difference:
    assert changes is not None
    opened._forget(changes)
    return document.follow(changes)


def test_one_coding_more_is_one_coding_added(shown: tuple[OpenProject, OpenDocument]) -> None:
    opened, document = shown
    this = opened.codes[0].id
    code(opened.project, opened.documents[0], "police", this)
    assert len(document.placed) == 2
    done = opened.undo()
    again = opened.redo()
    assert done is not None and again is not None
    found = document.follow(again)
    assert [one.start for one in found.added] == [TEXT.index("police")] and not found.everything
    gone = follow(opened, document, undoing.undo(opened.project))
    assert len(gone.removed) == 1 and len(document.placed) == 2


def test_a_new_code_or_case_changes_nothing_that_is_shown(shown: tuple[OpenProject, OpenDocument]) -> None:
    opened, document = shown
    document.shown()
    assert follow(opened, document, cases.add_case(opened.project, "Oriveld", case_type="company")[0]) == Difference()
    made = codes.add_code(opened.project, "Zeal", parent=None)[0]
    assert follow(opened, document, made) == Difference()


def test_a_renamed_or_recoloured_code_is_shown_anew(shown: tuple[OpenProject, OpenDocument]) -> None:
    opened, document = shown
    document.shown()
    this = next(one.id for one in opened.codes if one.name == "Drones")
    assert follow(opened, document, codes.rename_code(opened.project, this, "Aircraft")).everything
    assert "Aircraft" in {one.name for one in document.shown()}
    assert follow(opened, document, codes.recolour_code(opened.project, this, "#123456")).everything


def test_a_case_gets_its_number_at_its_first_use_and_keeps_it(shown: tuple[OpenProject, OpenDocument]) -> None:
    opened, document = shown
    late, early = sorted(document.placed.values(), key=lambda one: -one.start)
    _, first = cases.add_case(opened.project, "First", case_type="company")
    _, second = cases.add_case(opened.project, "Second", case_type="company")
    opened._cases = None
    follow(opened, document, coding.set_case(opened.project, [late.id], first, about=True))
    follow(opened, document, coding.set_case(opened.project, [early.id], second, about=True))
    assert document.numbers == {1: first, 2: second}
    again = OpenDocument(opened, load(opened.project, opened.documents[0]))
    assert again.numbers == {1: first, 2: second}
    assert {one.id: one.case_numbers for one in again.shown()} == {late.id: "1", early.id: "2"}


def test_many_changed_codings_are_read_anew_at_once(shown: tuple[OpenProject, OpenDocument]) -> None:
    from annotator.operations.coding_many import code_many

    opened, document = shown
    add_code(opened.project, "Many")
    many = [{"document": "article", "start": at, "end": at + 3, "code": "Many"} for at in range(5, 180) if at % 2]
    more = [{"document": "article", "start": at, "end": at + 4, "code": "Many"} for at in range(5, 180)]
    opened._codes = None
    done = code_many(opened.project, {"codings": many + more})
    found = follow(opened, document, done if isinstance(done, Changes) else done.changes)
    assert found.everything and len(document.placed) == 2 + len(many) + len(more)
