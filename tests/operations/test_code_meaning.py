"""What a code means: changed in place, with what a colleague wrote in the meantime kept; examples from codings."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId
from annotator.operations import code_meaning, codebook, codebook_files, codes, coding, documents, undoing
from annotator.operations.code_meaning import UNSAID, Meaning, meaning_of, set_meaning
from annotator.store.handle import Project
from taxonomy import builtin, loading
from taxonomy.codes import Example
from tests import builders


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = builders.make_project(tmp_path)
    yield made
    made.close()


def the(project: Project, code: CodeId) -> codebook.ProjectCode:
    return next(one for one in codebook.codes(project) if one.id == code)


FULL = Meaning(
    "Flies without a pilot.\nBy itself.", ("UAV", "swarm"), ("kites",),
    (Example("sold its drones"), Example("the systems")), (Example("open letter", why="says nothing of flying"),),
)


def test_all_that_is_written_of_a_code_is_kept_and_undone_in_one_step(project: Project) -> None:
    code = builders.add_code(project)
    set_meaning(project, code, Meaning(), FULL)
    assert meaning_of(the(project, code)) == FULL
    undoing.undo(project)
    assert meaning_of(the(project, code)) == Meaning()
    undoing.redo(project)
    assert meaning_of(the(builders.reopen(project), code)) == FULL


def test_nothing_is_written_where_nothing_differs(project: Project) -> None:
    code = builders.add_code(project)
    set_meaning(project, code, Meaning(), FULL)
    before = builders.state(project)
    assert not set_meaning(project, code, FULL, dataclasses.replace(FULL, include=(" UAV", "swarm ", "", "UAV")))
    assert builders.state(project) == before


def test_entries_change_their_order_and_vanish(project: Project) -> None:
    code = builders.add_code(project)
    set_meaning(project, code, Meaning(), FULL)
    now = dataclasses.replace(FULL, include=("swarm", "UAV", "new"), exclude=(), examples=(Example("the systems"),))
    set_meaning(project, code, FULL, now)
    assert meaning_of(the(project, code)) == now


def test_what_was_added_in_the_meantime_stays(project: Project) -> None:
    code = builders.add_code(project)
    set_meaning(project, code, Meaning(), FULL)
    colleague = dataclasses.replace(FULL, definition="Another.", include=("UAV", "swarm", "theirs"), exclude=())
    set_meaning(project, code, FULL, colleague)
    set_meaning(project, code, FULL, dataclasses.replace(FULL, include=("UAV", "mine"), examples=()))
    held = meaning_of(the(project, code))
    assert held.include == ("UAV", "mine", "theirs")
    assert (held.definition, held.exclude, held.examples) == ("Another.", (), ())


def test_a_counter_example_without_a_reason_is_kept_and_the_file_can_still_be_read(
    project: Project, tmp_path: Path
) -> None:
    code = builders.add_code(project)
    set_meaning(project, code, Meaning(), Meaning(counter_examples=(Example("kites"),)))
    assert the(project, code).code.counter_examples == (Example("kites", why=UNSAID),)
    codebook_files.write_codebook(project, tmp_path / "c.toml")
    loaded = loading.load(tmp_path / "c.toml")
    assert loaded.codebook is not None
    assert loaded.codebook.codes[0].counter_examples[0].why == UNSAID


def test_a_definition_ends_that_a_code_is_to_be_defined(project: Project) -> None:
    code = codes.add_code(project, "New", to_define=True)[1]
    set_meaning(project, code, Meaning(), Meaning(include=("one",)))
    assert the(project, code).to_define
    set_meaning(project, code, meaning_of(the(project, code)), Meaning("Said.", ("one",)))
    assert not the(project, code).to_define
    code_meaning.set_to_define(project, code, True)
    assert the(project, code).to_define
    assert not code_meaning.set_to_define(project, code, True)
    undoing.undo(project)
    assert not the(project, code).to_define


# Examples


def test_a_coding_becomes_an_example_that_says_where_it_is_from_and_leads_back(
    project: Project, tmp_path: Path
) -> None:
    document = builders.add_text(project)
    code = builders.add_code(project)
    held = builders.code(project, document, "drones", code)
    changes = code_meaning.add_example(project, held)
    assert "example" in changes.label
    book = codebook.codebook(project)
    (example,) = book.codes[0].examples
    assert (example.quote, code_meaning.source_of(book, example)) == ("drones", document.title)
    assert (example.start, example.end) == (builders.TEXT.index("drones"), builders.TEXT.index("drones") + 6)
    assert (book.documents[0].sha256, book.documents[0].characters) == (document.sha256.hex(), len(builders.TEXT))
    place = code_meaning.place_of(project, code, example)
    assert place is not None
    assert (place.document, place.start) == (document.id, example.start)
    codebook_files.write_codebook(project, tmp_path / "c.toml")
    again = loading.load(tmp_path / "c.toml")
    assert again.codebook is not None
    assert again.codebook.codes[0].examples == (example,)
    undoing.undo(project)
    book = codebook.codebook(project)
    assert (book.codes[0].examples, book.documents) == ((), ())
    undoing.redo(project)
    assert codebook.codebook(project).codes[0].examples == (example,)


def test_two_examples_from_one_document_name_it_once_and_another_document_apart(project: Project) -> None:
    document, other = builders.add_text(project), builders.add_text(project, "other.txt", "More drones.")
    code = builders.add_code(project)
    for on, quote in ((document, "drones"), (document, "police"), (other, "More drones")):
        code_meaning.add_example(project, builders.code(project, on, quote, code))
    book = codebook.codebook(project)
    assert [one.title for one in book.documents] == [document.title, other.title]
    assert [one.document for one in book.codes[0].examples] == [book.documents[0].id] * 2 + [book.documents[1].id]


def test_an_example_names_the_document_as_an_imported_codebook_does(project: Project) -> None:
    document = builders.add_text(project)
    book = builtin.load("tech-military")
    quoted = dataclasses.replace(book.documents[0], sha256=document.sha256.hex(), characters=len(builders.TEXT))
    codebook.import_codebook(project, dataclasses.replace(book, documents=(quoted,)))
    code = codebook.codes(project)[0].id
    code_meaning.add_example(project, builders.code(project, document, "drones", code))
    assert len(codebook.codebook(project).documents) == 1
    assert the(project, code).code.examples[-1].document == quoted.id


def test_a_counter_example_has_its_reason_and_nothing_is_one_twice(project: Project) -> None:
    document, code = builders.add_text(project), builders.add_code(project)
    held = builders.code(project, document, "police", code)
    with pytest.raises(CannotDo, match="why"):
        code_meaning.add_example(project, held, why="  ")
    code_meaning.add_example(project, held, why=" runs no drones ")
    assert the(project, code).code.counter_examples[0].why == "runs no drones"
    for why in (None, "again"):
        if why is None:
            code_meaning.add_example(project, held)
        with pytest.raises(CannotDo, match="already"):
            code_meaning.add_example(project, held, why=why)
    coding.take_off(project, [held])
    with pytest.raises(CannotDo):
        code_meaning.add_example(project, held)
    place = code_meaning.place_of(project, code, the(project, code).code.examples[0])
    assert place is not None and place.start == builders.TEXT.index("police")


def test_an_example_without_a_document_is_found_at_a_coding_with_its_words(project: Project) -> None:
    document, code = builders.add_text(project), builders.add_code(project)
    set_meaning(project, code, Meaning(), Meaning(examples=(Example("drones"), Example("nowhere"))))
    first, second = the(project, code).code.examples
    assert code_meaning.place_of(project, code, first) is None
    builders.code(project, document, "drones", code)
    place = code_meaning.place_of(project, code, first)
    assert place is not None and (place.document, place.end - place.start) == (document.id, 6)
    assert code_meaning.place_of(project, code, second) is None


def test_an_example_whose_offsets_are_wrong_is_found_by_its_words(project: Project) -> None:
    document, code = builders.add_text(project), builders.add_code(project)
    code_meaning.add_example(project, builders.code(project, document, "drones", code))
    example = dataclasses.replace(the(project, code).code.examples[0], start=0, end=6)
    place = code_meaning.place_of(project, code, example)
    assert place is not None and place.start == builders.TEXT.index("drones")
    documents.delete_documents(project, [document])
    assert code_meaning.place_of(project, code, dataclasses.replace(example, quote="drones x")) is None


# Whether it is coded, and counts


def test_a_code_that_only_groups_says_so_and_again_not(project: Project) -> None:
    code = builders.add_code(project)
    code_meaning.set_codable(project, code, False)
    assert not the(project, code).code.codable
    assert not code_meaning.set_codable(project, code, False)
    code_meaning.set_codable(project, code, True)
    assert the(project, code).code.codable


def test_what_a_code_counts_as_is_inherited_until_it_says_so_itself(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path, codebook=builtin.load("tech-military"))
    known = codebook.codes(project)
    above = next(one for one in known if one.code.id == "dual_use")
    below = next(one for one in known if one.parent == above.id and one.code.counts is None)
    stands = code_meaning.bearing(project, known, below.id)
    assert stands.criterion is not None
    assert (stands.criterion.id, stands.own, stands.counts) == ("technology", None, "yes")
    assert stands.answer_name(stands.counts) == "Yes"
    code_meaning.set_counts(project, below.id, "context")
    assert code_meaning.bearing(project, codebook.codes(project), below.id).counts == "context"
    with pytest.raises(CannotDo, match="no answer"):
        code_meaning.set_counts(project, below.id, "nonsense")
    code_meaning.set_counts(project, below.id, None)
    assert the(project, below.id).code.counts is None
    free = builders.add_code(project, "Free")
    with pytest.raises(CannotDo, match="no criterion"):
        code_meaning.set_counts(project, free, "yes")
    project.close()
