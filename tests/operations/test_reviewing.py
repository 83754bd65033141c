"""Review's questions: what a line finds is what looking at every coding finds."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as with_settings

from annotator.model.changes import Kind
from annotator.model.codings import Passage, Stance
from annotator.model.ids import CodeId, CodingId
from annotator.model.query import Query, QueryFault
from annotator.operations import (
    acting,
    auto_coding,
    cases,
    codebook,
    coders,
    codes,
    coding,
    documents,
    many,
    memos,
    merging,
    projects,
    reviewing,
    undoing,
)
from annotator.operations.reviewing import Review, matching
from annotator.operations.visibility import Colleagues, Sight, mine
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy.loading import load_text
from tests import builders
from tests.model.query_making import leaves_of, queries_of, written
from tests.operations.reviewing_naively import Naive

CODEBOOK = """
format = 1
[codebook]
id = "t"
name = "T"
[[field]]
id = "voice"
name = "Voice"
type = "choice"
options = ["company", "agency"]
[[field]]
id = "size"
name = "Size"
type = "number"
[[field]]
id = "remark"
name = "Remark"
type = "text"
[[code]]
id = "tech"
name = "Tech"
[[code]]
id = "drones"
name = "Drones"
parent = "tech"
[[code]]
id = "pledge"
name = "Pledge"
[[code]]
id = "letter"
name = "Letter"
parent = "pledge"
"""
NAMES = leaves_of(
    ["Tech", "Drones", "Pledge", "Tech > Drones", "Letter"],
    ["Google", "Alphabet"],
    ["Mira Kovač", "Bo Lind"],
    ["drone", "the", "armed drones", "cafe", "café", "x", "."],
    ["voice", "size", "remark"],
)


def _documents(project: Project) -> None:
    texts = {
        "b one.txt": "The company sold armed drones to the police.\nIts staff wrote an open letter about armed\n"
        "drones and the café where they met. Nothing came of it.",
        "a Two report.txt": "A pledge was signed. The drones stayed.\nThe end of the letter in the Cafe.",
        "Étude.txt": "One two three four five six seven eight nine ten eleven twelve drones letter pledge the end.",
    }
    for name, text in texts.items():
        builders.add_text(project, name, text)
    for which, key, value in ((0, "date", "2018-04-12"), (1, "date", "2018"), (0, "outlet", "The Times")):
        documents.set_metadata(project, reading.documents(project)[which : which + 1], key, value)


def _code(project: Project, by: dict[str, CodeId], seed: int) -> list[CodingId]:
    """Codings that overlap, lie inside one another, on one place, apart."""
    found: list[CodingId] = []
    for number, document in enumerate(reading.documents(project)):
        length = document.layer.characters
        for k in range(14):
            start = (k * 7 * (seed + 2) + number * 5) % (length - 12)
            size = (4, 11, 30, 60)[(k + seed) % 4] if k % 5 else 11
            passage = Passage(document.layer.id, start, min(length, start + size))
            code = by[("tech", "drones", "pledge", "letter")[(k * (seed + 1) + number) % 4]]
            stance = Stance.CONTRADICTS if k % 3 == 0 else Stance.SUPPORTS
            found.append(coding.code_passage(project, passage, code, stance=stance).coding)
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    folder = tmp_path_factory.mktemp("reviewing")
    opened = builders.make_project(folder, codebook=load_text(CODEBOOK, "t.toml").codebook)
    by = {one.code.id: one.id for one in codebook.codes(opened)}
    _documents(opened)
    first = _code(opened, by, 0)
    google = cases.add_case(opened, "Google", aliases=["Alphabet"])[1]
    other = cases.add_case(opened, "Googol")[1]
    coding.set_case(opened, first[::3], google, about=True)
    coding.set_case(opened, first[1::4], other, about=True)
    coding.set_field(opened, first[::2], "voice", "company")
    coding.set_field(opened, first[1::3], "size", 2)
    coding.set_field(opened, first[2::5], "remark", "Some words here")
    memos.set_memo(opened, first[3], Kind.CODING, "Check this")
    memos.set_memo(opened, first[4], Kind.CODING, "An x")
    coding.take_off(opened, first[5:8])
    places = [Passage(one.layer.id, 3, 9) for one in reading.documents(opened)]
    auto_coding.auto_code(opened, places, by["letter"], source="drones")
    made = matching(opened, "auto:yes")
    many.confirm(opened, made[:1])
    cases.merge_cases(opened, other, google)
    again = builders.reopen(opened, "Bo Lind")
    of_bo = _code(again, by, 3)
    acting.become(again, builders.identity())
    for one in of_bo[::4]:
        memos.set_memo(again, one, Kind.CODING, "Mira would check this")
    acting.become(again, builders.identity("Bo Lind"))
    yield again
    again.close()


@with_settings(max_examples=250)
@given(query=queries_of(NAMES))
def test_a_query_finds_what_looking_at_every_coding_finds(project: Project, query: Query) -> None:
    assert matching(project, written(query)) == Naive(project).matching(query)


@with_settings(max_examples=60)
@given(query=queries_of(NAMES))
def test_what_is_hidden_is_not_found_nor_does_anything_lie_beside_it(project: Project, query: Query) -> None:
    seen = Sight(mine(project), Colleagues.SHOWN, True, frozenset({reading.documents(project)[0].id}))
    assert matching(project, written(query), seen) == Naive(project, seen).matching(query)


def test_every_part_of_the_language_finds_something_and_not_all(project: Project) -> None:
    whole = len(matching(project, ""))
    lines = [
        "code:Tech", "code=Tech", "case:Alphabet", "case:none", "coder:mk", "document:report", "stance:contradicts",
        "field:voice=company", "voice:none", "field:remark", "remark:words", "size:2", "outlet:times", "outlet:none",
        "date:2018", "date:2018-04", "date:none", "drones", '"armed drones"', "cafe", "café", "/dr.n/", "memo:check",
        "memo:none", "auto:yes", "auto:no", "within:Tech", "overlaps:Letter", "near:Letter/3", "same:Pledge",
    ]  # fmt: skip
    for line in lines:
        assert 0 < len(matching(project, line)) < whole, line
    assert len(matching(project, "coded:2000..")) == whole
    assert matching(project, "café") != matching(project, "cafe")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("code:Dronse", "“Drones”"),
        ("x case:Gogle", "“Google”"),
        ("coder:Miro", "“Mira Kovač”"),
        ("vioce:company", "“voice”"),
        ("field:outlet=x", "no field “outlet”"),
        ("within:Leter", "“Letter”"),
    ],
)
def test_an_unknown_name_is_told_with_what_may_be_meant(project: Project, line: str, told: str) -> None:
    with pytest.raises(QueryFault, match="There is no") as fault:
        matching(project, line)
    assert told in fault.value.message
    assert line[fault.value.at : fault.value.end] == line.removeprefix("x ")


def test_facets_count_what_is_found(project: Project) -> None:
    ids = matching(project, "stance:contradicts")
    counts = reviewing.facets(project, ids)
    held = reading.codings(project, ids)
    assert sum(counts.codes.values()) == len(ids) == counts.stances[Stance.CONTRADICTS]
    assert counts.cases[None] == sum(1 for one in held if not one.cases)
    assert {this: count for this, count in counts.cases.items() if this} == {
        case: sum(1 for one in held if case in one.cases) for one in held for case in one.cases
    }
    assert counts.documents == {one.document: sum(1 for each in held if each.document == one.document) for one in held}
    assert counts.coders == {who: sum(1 for one in held if one.coder == who) for who in {one.coder for one in held}}
    assert counts.codes == {code: sum(1 for one in held if one.code == code) for code in {one.code for one in held}}


def test_rows_are_given_in_the_order_asked_for(project: Project) -> None:
    ids = matching(project, "memo:check or auto:yes")
    rows = reviewing.rows(project, [*reversed(ids), CodingId(b"\1" * 16)])  # type: ignore[arg-type]  # none there is
    assert [row.id for row in rows] == list(reversed(ids))
    noted = next(row for row in rows if row.memo and "Mira" not in row.memo)
    text = project.text_of(reading.codings(project, [noted.id])[0].layer) or ""
    assert (noted.memo, noted.quote) == ("Check this", text[noted.start : noted.end])
    assert text.startswith(noted.before + noted.quote + noted.after, max(0, (noted.start or 0) - len(noted.before)))
    assert [row.automatic for row in rows].count(True) == 2


def test_memos_of_hidden_coders_are_neither_shown_nor_found(project: Project) -> None:
    """Mira has noted something on codings of Bo, who acts."""
    codings = reading.codings(project)
    of_mira = {one.about for one in reading.memos(project) if one.text == "Mira would check this"}
    on = {one.id: one.document for one in codings if one.id in of_mira}
    finished = next(iter(on.values()))
    assert finished is not None and len(set(on.values())) > 1
    blind = Sight(mine(project), Colleagues.SHOWN, True, frozenset({finished}))
    dimmed = Sight(mine(project), Colleagues.DIMMED, False, frozenset())
    hidden = Sight(mine(project), Colleagues.HIDDEN, False, frozenset())
    there = {this for this, document in on.items() if document == finished}
    for sight, shown in ((None, set(on)), (dimmed, set(on)), (blind, there), (hidden, set())):
        assert {row.id for row in reviewing.rows(project, [*on], sight) if row.memo} == shown
        assert set(matching(project, '"mira would check"', sight)) == set(), "it is no quote"
        assert set(matching(project, 'memo:"mira would"', sight)) == shown
        assert set(matching(project, "memo:none", sight)) & set(on) == set(on) - shown


def _deeds(project: Project, folder: Path) -> Iterator[object]:
    """One deed after another, of each sort that Review follows."""
    layer = reading.documents(project)[0].layer.id
    drones, letter = (one.id for one in codebook.codes(project))
    made = coding.code_passage(project, Passage(layer, 4, 20), letter)
    yield made.changes
    yield coding.resize(project, made.coding, start=2, end=11)
    yield coding.recode(project, [made.coding], drones)
    yield coding.set_field(project, [made.coding], "new", "value")
    yield memos.set_memo(project, made.coding, Kind.CODING, "noted")
    yield cases.add_case(project, "Acme")[0]
    yield coding.set_case(project, [made.coding], reading.cases(project)[0].id, about=True)
    yield coding.take_off(project, [made.coding])
    yield undoing.undo(project)
    yield codes.rename_code(project, letter, "Letters")
    builders.add_text(project, "zero.txt", "An earlier text with drones.")
    yield None  # nobody told
    yield coding.code_passage(project, Passage(reading.documents(project)[1].layer.id, 0, 10), drones).changes


def test_a_review_that_follows_answers_as_one_that_reads_anew(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    review = Review(project)
    lines = [
        "",
        "drones",
        "code:Drones",
        "case:none",
        "memo:noted",
        "-(drones)",
        "coded:2000..",
        "near:Drones/9",
        "auto:no",
    ]
    for line in lines:
        review.matching(line)
    review.warm()
    for changes in _deeds(project, tmp_path):
        if changes is not None:
            review.follow(changes)  # type: ignore[arg-type]  # Changes
        for line in lines:
            assert review.matching(line) == matching(project, line)
        assert review.facets(review.matching("")) == reviewing.facets(project, matching(project, ""))
    project.close()


def test_a_followed_deed_does_not_make_it_read_everything_anew(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    review = Review(project)
    review.warm()
    columns = review._columns
    layer = reading.documents(project)[0].layer.id
    review.follow(coding.code_passage(project, Passage(layer, 0, 3), codebook.codes(project)[0].id).changes)
    assert len(review.matching("")) == 3
    assert review._columns is columns
    project.close()


def test_coders_and_codes_that_were_joined_are_asked_for_as_one(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    drones, letter = (one.id for one in codebook.codes(project))
    codes.merge_codes(project, letter, drones)
    again = builders.reopen(project, "Mira K.")
    coding.code_passage(again, Passage(reading.documents(again)[0].layer.id, 30, 40), drones)
    held = {one.name: one.id for one in reading.coders(again)}
    coders.join(again, held["Mira K."], held["Mira Kovač"])
    assert len(matching(again, "code=Drones")) == 3
    assert len(matching(again, 'coder:"Mira Kovač"')) == 3
    assert reviewing.facets(again, matching(again, "")).codes == {drones: 3}
    assert matching(again, 'within:"Drones" ') == ()
    again.close()


def test_codings_of_a_document_that_somebody_deleted_are_still_found(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    copy = tmp_path / "copy.annot"
    copy.write_bytes(project.path.read_bytes())
    other = projects.open_project(copy, builders.identity("Bo"))
    place = Passage(reading.documents(other)[0].layer.id, 0, 11)
    this = coding.code_passage(other, place, codebook.codes(other)[0].id).coding
    other.close()
    documents.delete_documents(project, reading.documents(project))
    merging.merge(project, [copy])
    assert matching(project, "company") == matching(project, "overlaps:Drones or document:article") == (this,)
    assert [row.quote for row in reviewing.rows(project, [this])] == ["The company"]
    project.close()


def test_an_empty_project_answers_every_question(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    for line in ["", "drones", "case:none", "-x", "/x/", "auto:yes", "memo:none", "date:2018", "coded:2018"]:
        assert matching(project, line) == ()
    assert reviewing.facets(project, ()).codes == {}
    assert json.dumps(reviewing.rows(project, ())) == "[]"
    project.close()


def test_a_merge_brings_its_codings_into_the_review(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    review = Review(project)
    assert len(review.matching("")) == 2
    copy = tmp_path / "copy.annot"
    copy.write_bytes(project.path.read_bytes())
    other = projects.open_project(copy, builders.identity("Bo"))
    coding.code_passage(other, Passage(reading.documents(other)[0].layer.id, 0, 3), codebook.codes(other)[0].id)
    other.close()
    merging.merge(project, [copy])
    assert len(review.matching("")) == 3
    assert len(review.matching("coder:Bo")) == 1
    project.close()


def test_a_review_beside_somebody_who_writes_answers_for_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from annotator.store import asking_columns

    monkeypatch.setattr(asking_columns, "_AT_ONCE", 3)
    project = builders.coded_project(tmp_path)
    layer, code = reading.documents(project)[0].layer.id, codebook.codes(project)[0].id
    ended = threading.Event()
    faults: list[BaseException] = []

    def write() -> None:
        try:
            for k in range(40):
                coding.code_passage(project, Passage(layer, k, k + 9), code)
        except BaseException as error:
            faults.append(error)
        ended.set()

    writer = threading.Thread(target=write)
    writer.start()
    review = Review(project)
    while not ended.is_set():
        found = review.matching("code:Drones or -the or case:none")
        assert len(set(found)) == len(found) >= 2
        review.warm()
    writer.join()
    assert faults == []
    assert review.matching("") == matching(project, "")
    assert len(review.matching("")) == 42
    project.close()
