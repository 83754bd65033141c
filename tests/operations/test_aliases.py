"""What stands for what, and what is shown of things that were deleted while others leant on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from annotator.model.changes import Change, Kind, Verb, ref
from annotator.model.codings import Passage
from annotator.model.errors import CannotDo
from annotator.model.ids import CaseId, CodeId, CoderId, DocumentId, EntityId, new_id, setting_id
from annotator.operations import (
    acting,
    case_numbers,
    cases,
    codebook,
    codebook_files,
    coders,
    codes,
    coding,
    coding_many,
    documents,
    exporting,
    memos,
    naming,
    undoing,
    visibility,
)
from annotator.operations.snapshot import take
from annotator.store import reading, writing
from annotator.store.aliases import canonical, expanded, members, resolved
from annotator.store.handle import Project
from taxonomy.codes import Code, Codebook
from tests.builders import add_code, add_text, code, coded_project, faults, identity, make_project

MAPPINGS = st.dictionaries(st.integers(0, 9), st.none() | st.integers(0, 12), max_size=10).map(
    lambda found: {b"%02d" % one: None if other is None else b"%02d" % other for one, other in found.items()}
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = coded_project(tmp_path)
    yield made
    assert faults(made) == ()
    made.close()


def named(project: Project, name: str) -> codebook.ProjectCode:
    return next(one for one in codebook.codes(project) if one.name == name)


def delete_alone(project: Project, kind: Kind, entity: EntityId) -> None:
    """As when somebody deleted a thing without having seen what leans on it."""
    change = Change(kind, entity, Verb.DELETE, {}, reading.heads(project, kind, entity))
    writing.commit(project, "Deleted it unseen", [change])


def set_fields(project: Project, kind: Kind, entity: EntityId, fields: dict[str, object]) -> None:
    """As a merge may leave a thing, whatever the operations would refuse."""
    writing.commit(
        project, "Changed it", [Change(kind, entity, Verb.SET, fields, reading.heads(project, kind, entity))]
    )


# The pure function -------------------------------------------------------------------------------------------------


def walked(same_as: dict[bytes, bytes | None], start: bytes) -> bytes:
    """The definition, word by word: follow as long as there is somebody to follow; of a ring take the smallest."""
    seen: list[bytes] = []
    at = start
    while (following := same_as[at]) is not None and following in same_as:
        if at in seen:
            return min(seen[seen.index(at) :])
        seen.append(at)
        at = following
    return at


@given(MAPPINGS)
def test_each_stands_for_the_end_of_its_chain_or_the_smallest_of_its_ring(same_as: dict[bytes, bytes | None]) -> None:
    found = resolved(same_as)
    assert {one: found.get(one, one) for one in same_as} == {one: walked(same_as, one) for one in same_as}
    assert all(one != end for one, end in found.items())
    assert all(end not in found for end in found.values()), "what stands for others stands for itself"


@given(MAPPINGS)
def test_members_and_expanded_are_the_other_way_round(same_as: dict[bytes, bytes | None]) -> None:
    found = resolved(same_as)
    assert {one: end for end, joined in members(found).items() for one in joined} == found
    for one in same_as:
        group = {other for other in same_as if found.get(other, other) == found.get(one, one)}
        assert set(expanded(found, [one])) == group
    assert sorted(expanded(found, same_as)) == sorted(same_as)


def test_a_deleted_target_ends_the_chain(project: Project) -> None:
    drones, letter = named(project, "Drones").id, named(project, "Letter").id
    codes.merge_codes(project, drones, letter)
    assert canonical(project, Kind.CODE) == {drones: letter}
    delete_alone(project, Kind.CODE, letter)
    assert canonical(project, Kind.CODE) == {}
    assert not named(project, "Drones").gone
    assert named(project, "Letter").gone


# Joined codes ------------------------------------------------------------------------------------------------------


def test_a_merged_code_is_not_listed_and_its_codings_are_those_of_the_other(project: Project) -> None:
    drones, letter = named(project, "Drones").id, named(project, "Letter").id
    child = add_code(project, "Small ones", parent=drones)
    memos.set_memo(project, drones, Kind.CODE, "On drones.")
    one = next(held for held in reading.codings(project) if held.code == drones)
    codes.merge_codes(project, drones, letter)

    assert [(held.path_text, held.members) for held in codebook.codes(project)] == [
        ("Letter", (drones,)),
        ("Letter > Small ones", ()),
    ]
    assert named(project, "Small ones").parent == letter
    assert {held.code for held in reading.codings(project)} == {letter}
    assert {held.code for held in reading.placed_codings(project, one.layer)} == {letter}
    assert len(reading.codings(project, codes=[letter])) == len(reading.codings(project, codes=[drones])) == 2
    assert reading.coding_counts(project) == {letter: 2}
    assert [memo.about for memo in reading.memos(project, [letter])] == [letter]
    assert one.start is not None and one.end is not None
    passage = Passage(one.layer, one.start, one.end)
    for wanted in (drones, letter):
        assert coding.code_passage(project, passage, wanted).coding == one.id, "it lies there already"
    assert not coding.recode(project, [one.id], letter)

    codes.part_code(project, drones)
    assert reading.coding_counts(project) == {drones: 1, letter: 1}
    assert named(project, "Small ones").parent == drones
    undoing.undo(project)
    assert reading.coding_counts(project) == {letter: 2}
    assert child == named(project, "Small ones").id


def test_deleting_a_code_deletes_those_merged_into_it_and_undo_brings_them_back(project: Project) -> None:
    drones, letter = named(project, "Drones").id, named(project, "Letter").id
    codes.merge_codes(project, drones, letter)
    memos.set_memo(project, letter, Kind.CODE, "Both.")
    codes.delete_code(project, drones)
    assert not codebook.codes(project)
    assert not reading.codings(project)
    assert not reading.memos(project)
    assert not reading.conflict_counts(project)
    undoing.undo(project)
    assert reading.coding_counts(project) == {letter: 2}


def test_what_is_done_to_a_merged_code_is_done_to_the_one_it_stands_for(project: Project) -> None:
    drones, letter = named(project, "Drones").id, named(project, "Letter").id
    codes.merge_codes(project, drones, letter)
    codes.rename_code(project, drones, "Open letter")
    assert [one.name for one in codebook.codes(project)] == ["Open letter"]
    below = add_code(project, "Signed", parent=drones)
    assert named(project, "Signed").parent == letter
    with pytest.raises(CannotDo, match="below itself"):
        codes.move_code(project, drones, below)


def test_merging_a_code_is_refused_with_itself_with_what_stands_below_and_twice(project: Project) -> None:
    drones, letter = named(project, "Drones").id, named(project, "Letter").id
    child = add_code(project, "Small ones", parent=drones)
    with pytest.raises(CannotDo, match="with itself"):
        codes.merge_codes(project, drones, drones)
    with pytest.raises(CannotDo, match="a code below it"):
        codes.merge_codes(project, drones, child)
    codes.merge_codes(project, drones, letter)
    with pytest.raises(CannotDo, match="joined already"):
        codes.merge_codes(project, drones, letter)
    with pytest.raises(CannotDo, match="was not joined"):
        codes.part_code(project, letter)
    codes.merge_codes(project, child, drones)
    assert named(project, "Letter").members == tuple(sorted((drones, child)))


def test_two_codes_merged_into_one_another_are_one_and_parting_parts_them(project: Project) -> None:
    low, high = sorted(one.id for one in codebook.codes(project))
    codes.merge_codes(project, low, high)
    set_fields(project, Kind.CODE, high, {"same_as": ref(low)})
    assert [(one.id, one.members) for one in codebook.codes(project)] == [(low, (high,))]
    codes.part_code(project, high)
    assert {one.id for one in codebook.codes(project)} == {low, high}


def test_a_codebook_taken_in_again_changes_nothing_though_codes_were_merged(project: Project) -> None:
    book = Codebook("b", "B", codes=(Code("a", "A"), Code("b", "B"), Code("c", "C", parent="b")))
    codebook.import_codebook(project, book)
    codes.merge_codes(project, named(project, "B").id, named(project, "A").id)
    assert named(project, "C").code.parent == "a"
    assert not codebook.import_codebook(project, book)


# Joined cases ------------------------------------------------------------------------------------------------------


def test_merged_cases_are_one_and_a_coding_can_be_taken_off_the_whole(project: Project) -> None:
    first, second = reading.codings(project)
    short, long = cases.add_case(project, "Yitu")[1], cases.add_case(project, "Yitu Technology", aliases=["依图"])[1]
    cases.set_attribute(project, long, "country", "China")
    coding.set_case(project, [first.id, second.id], long, about=True)
    coding.set_case(project, [first.id], short, about=True)
    cases.merge_cases(project, long, short)

    (one,) = reading.cases(project)
    assert (one.id, one.also, one.attributes) == (short, ("Yitu Technology", "依图"), {"country": "China"})
    assert [held.cases for held in reading.codings(project)] == [(short,), (short,)]
    assert naming.find_case(reading.cases(project), "yitu technology").id == short
    with pytest.raises(CannotDo, match="goes by that name"):
        cases.add_case(project, "Yitu technology")

    coding.set_case(project, [first.id, second.id], short, about=False)
    assert [held.cases for held in reading.codings(project)] == [(), ()]
    undoing.undo(project)
    cases.part_case(project, long)
    assert {held.cases for held in reading.codings(project)} == {(long,), (long, short)}


def test_an_attribute_lent_by_a_merged_case_can_be_cleared(project: Project) -> None:
    short, long = cases.add_case(project, "Yitu")[1], cases.add_case(project, "Yitu Technology")[1]
    cases.set_attribute(project, long, "country", "China")
    cases.merge_cases(project, long, short)
    cases.set_attribute(project, short, "country", "")
    assert reading.cases(project)[0].attributes == {}


def test_deleting_a_case_deletes_those_merged_into_it(project: Project) -> None:
    first, second = reading.codings(project)
    short, long = cases.add_case(project, "Yitu")[1], cases.add_case(project, "Yitu Technology")[1]
    coding.set_case(project, [first.id, second.id], long, about=True)
    coding.set_case(project, [first.id], short, about=True)
    cases.merge_cases(project, long, short)
    cases.delete_case(project, long)
    assert not reading.cases(project)
    assert [held.stored_cases for held in reading.codings(project)] == [(), ()]
    assert not reading.conflict_counts(project)


def test_a_merged_case_hands_its_number_on(project: Project) -> None:
    document = reading.documents(project)[0].id
    ids = [cases.add_case(project, name)[1] for name in ("A", "B", "C")]
    case_numbers.keep(project, document, {1: ids[0], 2: ids[1]})
    cases.merge_cases(project, ids[0], ids[2])
    known = [one.id for one in reading.cases(project)]
    assert case_numbers.numbers(project, document, (), known) == {1: ids[2], 2: ids[1]}
    cases.merge_cases(project, ids[2], ids[1])
    assert case_numbers.numbers(project, document, (), [ids[1]]) == {2: ids[1]}, "it keeps the one that it has"


def test_a_list_that_names_a_merged_case_means_the_one_it_stands_for(project: Project) -> None:
    short, long = cases.add_case(project, "Yitu")[1], cases.add_case(project, "Yitu Technology")[1]
    cases.merge_cases(project, long, short)
    item = {"start": 0, "end": 3, "code": "drones", "cases": ["Yitu Technology"]}
    listed = {"codings": [item], "cases": [{"name": "Yitu Technology"}]}
    done = coding_many.code_many(project, listed, document="article")
    assert done.new_cases == 0
    assert reading.codings(project, done.ids)[0].cases == (short,)


# What is gone ------------------------------------------------------------------------------------------------------


def test_a_deleted_code_with_codings_is_listed_as_gone_and_offers_nothing(project: Project) -> None:
    drones = named(project, "Drones").id
    codes.set_key(project, drones, "d")
    child = add_code(project, "Small ones", parent=drones)
    delete_alone(project, Kind.CODE, drones)
    lost = named(project, "Drones")
    assert lost.gone
    assert lost.code.key is None
    assert named(project, "Small ones").path == ("Drones", "Small ones")
    assert not named(project, "Small ones").gone
    assert len(reading.codings(project, codes=[drones])) == 1

    one = reading.codings(project)[0]
    passage, refusal = Passage(one.layer, 0, 3), "deleted; restore it or recode its codings in Team"
    for deed in (
        lambda: coding.code_passage(project, passage, drones),
        lambda: coding.recode(project, [one.id], drones),
        lambda: codes.rename_code(project, drones, "UAV"),
        lambda: codes.add_code(project, "X", parent=drones),
        lambda: codes.move_code(project, named(project, "Letter").id, drones),
        lambda: codes.merge_codes(project, drones, named(project, "Letter").id),
        lambda: codes.delete_code(project, drones),
        lambda: coding_many.code_many(project, [{"start": 0, "end": 3, "code": "drones"}], document="article"),
    ):
        with pytest.raises(CannotDo, match=refusal):
            deed()

    codes.set_key(project, named(project, "Letter").id, "d")  # its key is free again
    same_name = add_code(project, "Drones")  # and its name
    assert naming.find_code(codebook.codes(project), "Drones").id == same_name
    codes.delete_code(project, same_name)
    text_ids = [held.id for held in codebook.codebook(project).codes]
    assert text_ids == ["small_ones", "letter"], "a file holds what there is"
    assert all(held.parent is None for held in codebook.codebook(project).codes)
    assert child == named(project, "Small ones").id


def test_a_codebook_that_has_a_gone_code_brings_it_back(project: Project) -> None:
    drones = named(project, "Drones").id
    delete_alone(project, Kind.CODE, drones)
    codebook.import_codebook(project, Codebook("b", "B", codes=(Code("drones", "Drones"),)))
    assert not named(project, "Drones").gone
    assert named(project, "Drones").id == drones
    assert not reading.conflict_counts(project)


def test_deleting_a_code_with_a_gone_one_below_takes_the_codings_of_both(project: Project) -> None:
    drones, letter = named(project, "Drones").id, named(project, "Letter").id
    codes.move_code(project, drones, letter)
    delete_alone(project, Kind.CODE, drones)
    codes.delete_code(project, letter)
    assert not codebook.codes(project)
    assert not reading.codings(project)


def test_a_deleted_case_with_codings_can_be_taken_off_but_not_put_on(project: Project) -> None:
    first, second = reading.codings(project)
    yitu = cases.add_case(project, "Yitu")[1]
    coding.set_case(project, [first.id], yitu, about=True)
    delete_alone(project, Kind.CASE, yitu)
    assert [(one.name, one.gone) for one in reading.cases(project)] == [("Yitu", True)]
    for deed in (
        lambda: coding.set_case(project, [second.id], yitu, about=True),
        lambda: cases.rename_case(project, yitu, "Yi"),
        lambda: coding.code_passage(project, Passage(first.layer, 0, 3), first.code, cases=[yitu]),
    ):
        with pytest.raises(CannotDo, match="That case was deleted"):
            deed()
    with pytest.raises(CannotDo, match="does not exist"):
        coding.code_passage(project, Passage(first.layer, 0, 3), first.code, cases=[CaseId(EntityId(new_id()))])
    coding.set_case(project, [first.id], yitu, about=False)
    assert not reading.cases(project)


def test_a_deleted_document_with_codings_stays_readable_and_comes_back_when_added_again(project: Project) -> None:
    document = reading.documents(project)[0]
    heads = reading.heads(project, Kind.LAYER, document.layer.id)
    writing.commit(
        project,
        "Deleted it unseen",
        [
            Change(Kind.DOCUMENT, document.id, Verb.DELETE, {}, document.heads),
            Change(Kind.LAYER, document.layer.id, Verb.DELETE, {}, heads),
        ],
    )
    (lost,) = reading.documents(project)
    assert lost.gone
    assert lost.layers == document.layers
    assert documents.content(project, lost.layer).text == project.text_of(document.layer.id)
    one = reading.codings(project)[0]
    for deed in (
        lambda: coding.code_passage(project, Passage(one.layer, 0, 3), one.code),
        lambda: coding.code_in_vivo(project, Passage(one.layer, 0, 3), "New"),
        lambda: documents.rename_document(project, lost, "X"),
        lambda: documents.set_metadata(project, [lost], "author", "X"),
        lambda: documents.delete_documents(project, [lost]),
        lambda: coding_many.code_many(project, [{"start": 0, "end": 3, "code": "drones"}], document="article"),
    ):
        with pytest.raises(CannotDo, match="deleted; restore it"):
            deed()
    prepared = documents.prepare(project, [project.path.parent / "article.txt"])
    assert [line.outcome for line in prepared.lines] == [documents.Outcome.NEW]
    documents.write(project, prepared)
    assert not reading.documents(project)[0].gone
    assert not reading.conflict_counts(project)


def test_every_export_carries_what_is_gone_and_what_is_unknown(project: Project, tmp_path: Path) -> None:
    document = reading.documents(project)[0]
    drones = named(project, "Drones").id
    yitu = cases.add_case(project, "Yitu")[1]
    coding.set_case(project, [reading.codings(project)[0].id], yitu, about=True)
    unknown = ref(new_id())
    fields: dict[str, object] = {"layer": unknown, "code": unknown, f"case:{unknown}": 1, "quote": "lost words"}
    writing.commit(project, "From elsewhere", [Change(Kind.CODING, EntityId(new_id()), Verb.CREATE, fields)])
    delete_alone(project, Kind.CODE, drones)
    delete_alone(project, Kind.CASE, yitu)
    delete_alone(project, Kind.DOCUMENT, document.id)
    assert reading.documents(project)[0].gone
    for name in ("all.xlsx", "all.zip", "all.csv", "all.json", "book.toml"):
        exporting.export(project, tmp_path / name)
    told = json.loads((tmp_path / "all.json").read_text())
    assert {one["id"]: one.get("gone") for one in told["codes"]} == {"drones": True, "letter": None}
    assert [one.get("gone") for one in told["documents"] + told["cases"]] == [True, True]
    by_quote = {one["quote"]: one for one in told["codings"]}
    assert by_quote["drones"]["code_path"] == "Drones"
    assert by_quote["drones"]["cases"] == ["Yitu"]
    assert (by_quote["lost words"]["code"], by_quote["lost words"]["document"]) == (None, None)
    book = load_workbook(tmp_path / "all.xlsx")
    for sheet, expected in (("Documents", [True]), ("Cases", [True]), ("Codebook", [True, False])):
        rows = list(book[sheet].iter_rows(values_only=True))
        assert [row[rows[0].index("Deleted")] for row in rows[1:]] == expected, sheet
    assert codebook_files.read_codebook(str(tmp_path / "book.toml")).codes[0].id == "letter"


# Codes that copies made apart --------------------------------------------------------------------------------------


def test_text_ids_that_two_copies_gave_are_made_unique_when_read(project: Project) -> None:
    made = sorted(EntityId(new_id()) for _ in range(3))
    fields = [{"text_id": text_id, "name": f"Apart {k}"} for k, text_id in enumerate(("drones", "drones", "drones_2"))]
    writing.commit(project, "Merged", [Change(Kind.CODE, i, Verb.CREATE, f) for i, f in zip(made, fields, strict=True)])
    found = {one.name: one.code.id for one in codebook.codes(project)}
    assert found == {
        "Drones": "drones",
        "Letter": "letter",
        "Apart 0": "drones_3",
        "Apart 1": "drones_4",
        "Apart 2": "drones_2",
    }
    assert naming.find_code(codebook.codes(project), "drones_3").name == "Apart 0"
    assert {one.id for one in codebook.codebook(project).codes} == set(found.values())
    codebook.import_codebook(project, codebook.codebook(project))  # numbers them through, as any file does
    assert {one.name: one.code.id for one in codebook.codes(project)} == found
    assert not codebook.import_codebook(project, codebook.codebook(project))
    delete_alone(project, Kind.CODE, named(project, "Drones").id)
    found = {one.name: one.code.id for one in codebook.codes(project)}
    assert (found["Apart 0"], found["Drones"]) == ("drones", "drones_4"), "what is there comes before what is gone"


def test_rings_and_dead_parents_come_to_the_top(project: Project) -> None:
    drones, letter = named(project, "Drones").id, named(project, "Letter").id
    child = add_code(project, "Below", parent=letter)
    set_fields(project, Kind.CODE, drones, {"parent": ref(letter)})
    set_fields(project, Kind.CODE, letter, {"parent": ref(drones)})
    own = add_code(project, "Its own parent")
    set_fields(project, Kind.CODE, own, {"parent": ref(own)})
    dead = add_code(project, "Under nothing")
    set_fields(project, Kind.CODE, dead, {"parent": ref(new_id())})
    paths = {one.path_text for one in codebook.codes(project)}
    assert paths == {"Drones", "Letter", "Letter > Below", "Its own parent", "Under nothing"}
    assert all(one.code.parent in (None, "letter") for one in codebook.codes(project))
    assert child == named(project, "Below").id


def test_settings_of_the_project_are_no_part_of_its_codebook(project: Project) -> None:
    before = codebook.codebook(project)
    visibility.set_blind(project, True)
    assert codebook.codebook(project) == before
    assert not [row for row in reading.part_rows(project) if row.id == setting_id("blind_coding")]
    book = Codebook("b", "B", codes=(Code("a", "A"),))
    codebook.import_codebook(project, book)
    assert visibility.is_blind(project)
    assert not codebook.import_codebook(project, book)


def test_each_member_of_a_conflict_has_a_part_in_it(project: Project) -> None:
    drones, letter = named(project, "Drones").id, named(project, "Letter").id
    set_fields(project, Kind.CODE, letter, {"name": "drones"})
    assert reading.conflict_counts(project) == {drones: 1, letter: 1}


# Joined coders -----------------------------------------------------------------------------------------------------


def test_a_person_with_two_ids_codes_and_notes_as_one(project: Project) -> None:
    mine = project.coder
    one = reading.codings(project)[0]
    memos.set_memo(project, one.id, Kind.CODING, "From the desk.")
    acting.become(project, identity("Mira at home"))
    add_code(project, "So that she is known")
    coders.join(project, mine.id, project.coder.id)
    home = project.coder.id
    assert {held.coder for held in reading.codings(project)} == {home}
    assert {held.coder for held in reading.memos(project)} == {home}
    assert {line.coder for line in undoing.history(project)} == {home}
    assert reading.documents(project)[0].imported_by == home
    assert one.start is not None and one.end is not None
    again = coding.code_passage(project, Passage(one.layer, one.start, one.end), one.code)
    assert (again.existed, again.coding) == (True, one.id)
    memos.set_memo(project, one.id, Kind.CODING, "From home.")
    assert [memo.text for memo in reading.memos(project)] == ["From home."], "one note, not two"
    item = {"start": one.start, "end": one.end, "code": "drones"}
    assert coding_many.code_many(project, [item], document="article").already_here == 1
    assert take(project).coder_name(CoderId(home)) == "Mira at home"


def test_unknown_things_have_no_name_and_trouble_nobody(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    document = add_text(project)
    whole = take(project)
    assert whole.coder_name(CoderId(EntityId(new_id()))) == ""
    assert whole.finisher_names(DocumentId(EntityId(new_id()))) == []
    with pytest.raises(CannotDo, match="does not exist"):
        coding.code_passage(project, Passage(document.layer.id, 0, 3), CodeId(EntityId(new_id())))
    assert code(project, document, "drones", add_code(project)) is not None
    project.close()
