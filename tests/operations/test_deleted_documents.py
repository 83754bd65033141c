"""Deleted documents come back with what went with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.model.changes import Kind
from annotator.model.errors import CannotDo
from annotator.model.ids import EntityId
from annotator.operations import coding, documents, memos, undoing
from annotator.operations.deleted_documents import deleted, restore_documents
from annotator.store import reading
from tests.builders import add_code, add_text, code, coded_project, faults, make_project


def test_one_of_several_comes_back_with_its_codings_and_memos_alone(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    first = reading.documents(project)[0]
    second = add_text(project, "b.txt", "Another text about drones.")
    code(project, second, "drones", add_code(project, "Other"))
    memos.set_memo(project, EntityId(first.id), Kind.DOCUMENT, "a note")
    before = [(one.id, one.quote, one.code) for one in reading.codings(project)]
    documents.delete_documents(project, reading.documents(project))
    assert {one.title for one in deleted(project)} == {first.title, second.title}
    changes = restore_documents(project, [first.id])
    assert changes.label == f"Restored “{first.title}” with 2 codings"
    assert [one.id for one in reading.documents(project)] == [first.id]
    assert len(reading.codings(project)) == 2 and [memo.text for memo in reading.memos(project)] == ["a note"]
    assert [one.id for one in deleted(project)] == [second.id]
    restore_documents(project, [second.id])
    assert [(one.id, one.quote, one.code) for one in reading.codings(project)] == before
    assert deleted(project) == () and faults(project) == ()
    undoing.undo(project)
    assert [one.id for one in deleted(project)] == [second.id]
    project.close()


def test_a_coding_taken_off_before_stays_off(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    this = reading.documents(project)[0]
    gone, stays = (one.id for one in reading.codings(project))
    coding.take_off(project, [gone])
    documents.delete_documents(project, [this])
    restore_documents(project, [this.id])
    assert [one.id for one in reading.codings(project)] == [stays]
    project.close()


def test_what_is_not_deleted_is_refused(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    this = add_text(project)
    with pytest.raises(CannotDo, match="not deleted any more"):
        restore_documents(project, [this.id])
    assert deleted(project) == ()
    project.close()
