"""A document that a coder has finished: said once, taken back, told in every export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from annotator.model.changes import Kind
from annotator.model.errors import CannotDo
from annotator.model.ids import DocumentId, EntityId, new_id
from annotator.operations import acting, coders, documents, exporting, finishing, undoing
from annotator.operations.snapshot import take
from annotator.store import reading
from annotator.store.handle import Project
from tests.builders import add_code, coded_project, faults, identity

MIRA, BO = identity(), identity("Bo Lind")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = coded_project(tmp_path)
    yield made
    assert faults(made) == ()
    made.close()


def the_document(project: Project) -> DocumentId:
    return reading.documents(project)[0].id


def test_a_document_is_finished_and_opened_again_and_each_is_one_undo_step(project: Project) -> None:
    this = the_document(project)
    done = finishing.finish(project, this)
    assert done.label == "Finished “article”"
    assert list(done.touched) == [Kind.FINISHED]
    assert finishing.finished_by(project) == {this: (MIRA.id,)}
    assert not finishing.finish(project, this), "it is so already"
    assert finishing.finish(project, this, reopen=True).label == "Opened “article” again"
    assert finishing.finished_by(project) == {}
    assert not finishing.finish(project, this, reopen=True)
    finishing.finish(project, this)
    assert finishing.finished_by(project) == {this: (MIRA.id,)}
    undoing.undo(project)
    assert finishing.finished_by(project) == {}
    undoing.undo(project)
    assert finishing.finished_by(project) == {this: (MIRA.id,)}


def test_each_coder_finishes_for_themselves_and_joined_ones_as_one(project: Project) -> None:
    this = the_document(project)
    finishing.finish(project, this)
    acting.become(project, BO)
    assert finishing.finish(project, this)
    assert finishing.finished_by(project) == {this: (MIRA.id, BO.id)}
    coders.join(project, BO.id, MIRA.id)
    assert finishing.finished_by(project) == {this: (MIRA.id,)}
    assert not finishing.finish(project, this)
    finishing.finish(project, this, reopen=True)
    assert finishing.finished_by(project) == {}, "under whichever id it was said"


def test_a_document_that_is_not_there_cannot_be_finished(project: Project) -> None:
    with pytest.raises(CannotDo, match="does not exist"):
        finishing.finish(project, DocumentId(EntityId(new_id())))
    this = the_document(project)
    documents.delete_documents(project, reading.documents(project))
    with pytest.raises(CannotDo, match="does not exist"):
        finishing.finish(project, this)


def test_listings_and_exports_tell_who_has_finished_and_which_codings_count(project: Project, tmp_path: Path) -> None:
    acting.become(project, BO)
    add_code(project, "So that Bo is known")
    finishing.finish(project, the_document(project))
    acting.become(project, MIRA)
    whole = take(project)
    assert [whole.is_finished(one) for one in whole.codings] == [False, False]
    finishing.finish(project, the_document(project))
    exporting.export(project, tmp_path / "all.json")
    exporting.export(project, tmp_path / "all.xlsx")
    told = json.loads((tmp_path / "all.json").read_text())
    assert told["documents"][0]["finished_by"] == ["Bo Lind", MIRA.name]
    book = load_workbook(tmp_path / "all.xlsx")
    rows = {name: list(book[name].iter_rows(values_only=True)) for name in ("Documents", "Codings", "Coding × Case")}
    assert rows["Documents"][1][rows["Documents"][0].index("Finished by")] == f"Bo Lind; {MIRA.name}"
    for name in ("Codings", "Coding × Case"):
        assert [row[rows[name][0].index("Finished")] for row in rows[name][1:]] == [True, True]
