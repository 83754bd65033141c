"""What fields allow, what is on offer for them, and what finishing lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.cli import run as main
from annotator.model.codings import Passage, Stance
from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId, CodingId
from annotator.operations import (
    acting,
    cases,
    codebook,
    coding,
    documents,
    field_values,
    finishing,
    missing,
    visibility,
)
from annotator.operations.missing import Slip
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy.codes import Field, FieldType
from tests.builders import faults, identity
from tests.ui.field_values import fields_project

CHOICE = Field("voice", "Who says it", FieldType.CHOICE, ("own", "reporter"))
SEVERAL = Field("uses", "Uses", FieldType.CHOICE, ("border", "police"), several=True)
NUMBER = Field("n", "Value", FieldType.NUMBER, minimum=0, maximum=100, whole=True)
TEXT = Field("t", "Name", FieldType.TEXT, pattern="[A-Z].*", help="a capital first")
DATE = Field("d", "Signed", FieldType.DATE)


@pytest.mark.parametrize(
    ("field", "value", "held", "found"),
    [
        (CHOICE, "own", None, "own"),
        (CHOICE, None, "own", None),
        (CHOICE, "", "own", None),
        (CHOICE, "old one", "old one", "old one"),
        (SEVERAL, ["police"], None, ["police"]),
        (SEVERAL, ["gone", "police"], ["gone"], ["gone", "police"]),
        (SEVERAL, [], ["police"], None),
        (NUMBER, "12", None, 12),
        (NUMBER, " 7 ", None, 7),
        (TEXT, " Anna ", None, "Anna"),
        (DATE, "2018", None, "2018"),
        (DATE, "2018-06", None, "2018-06"),
        (DATE, "2020-02-29", None, "2020-02-29"),
    ],
)
def test_a_value_that_a_field_allows_is_kept(field: Field, value: object, held: object, found: object) -> None:
    assert field_values.sound(field, value, held) == found


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (CHOICE, "nobody", "“nobody” is no option of “Who says it”: own, reporter."),
        (CHOICE, ["own", "reporter"], "takes one value"),
        (SEVERAL, ["police", "space"], "“space” is no option"),
        (NUMBER, "many", "no number.*It goes from 0 to 100."),
        (NUMBER, "101", "out of the range"),
        (NUMBER, "1.5", "whole number"),
        (NUMBER, "nan", "no number"),
        (TEXT, "anna", "a capital first"),
        (DATE, "2018-13", "no date: write 2018, 2018-06 or 2018-06-01"),
        (DATE, "2019-02-29", "no date"),
        (DATE, "06/2018", "no date"),
        (DATE, "20180601", "no date"),
    ],
)
def test_a_value_that_a_field_does_not_allow_is_refused_in_a_sentence(field: Field, value: object, said: str) -> None:
    with pytest.raises(CannotDo, match=said) as refused:
        field_values.sound(field, value)
    assert refused.value.message[0] == refused.value.message[0].upper() and refused.value.message.endswith(".")


def test_a_pattern_that_is_none_hinders_nobody() -> None:
    assert field_values.sound(Field("t", "T", FieldType.TEXT, pattern="("), "x") == "x"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = fields_project(tmp_path)
    yield made
    assert faults(made) == ()
    made.close()


def put(project: Project, quote: str, code: str, **more: object) -> CodingId:
    document = next(one for one in reading.documents(project) if one.title == "article")
    start = (project.text_of(document.layer.id) or "").index(quote)
    passage = Passage(document.layer.id, start, start + len(quote))
    return coding.code_passage(project, passage, code_of(project, code), **more).coding  # type: ignore[arg-type]


def code_of(project: Project, text_id: str) -> CodeId:
    return next(one.id for one in codebook.codes(project) if one.code.id == text_id)


def test_the_values_used_last_are_on_offer_and_those_of_colleagues_are_not(project: Project) -> None:
    agency = Field("agency", "Agency", FieldType.TEXT)
    for quote, value in (("Kestrane sold", "border % guard"), ("Orlo Systems", "police"), ("board", "police")):
        put(project, quote, "contract", fields={"agency": value, "value": 3})
    assert field_values.latest(project, agency) == ["police", "border % guard"]
    assert field_values.latest(project, Field("value", "V", FieldType.NUMBER)) == ["3"]
    assert field_values.latest(project, Field("alue", "V", FieldType.NUMBER)) == []
    acting.become(project, identity("Bo Lind"))
    assert field_values.latest(project, agency) == []


def listed(project: Project) -> list[tuple[Slip, str, str]]:
    document = next(one.id for one in reading.documents(project) if one.title == "article")
    return [(one.what, one.code, one.field) for one in missing.missing(project, document, visibility.sight(project))]


def test_finishing_lists_what_is_missing_in_ones_own_codings(project: Project) -> None:
    kestrane = next(one.id for one in reading.cases(project) if one.name == "Kestrane")
    put(project, "Kestrane sold", "contract")
    put(project, "Orlo Systems", "contract", cases=[kestrane], fields={"agency": "police"})
    put(project, "Nobody was hurt", "context")
    put(project, "Its staff", "people")
    put(project, "signed a letter", "people.letter")
    assert listed(project) == [
        (Slip.NO_CASE, "Government contract", ""),
        (Slip.EMPTY_FIELD, "Government contract", "Agency"),
        (Slip.NOT_TO_CODE, "People", ""),
    ]
    acting.become(project, identity("Bo Lind"))
    assert listed(project) == []


def test_counter_evidence_without_a_case_is_listed_even_where_its_code_counts_as_context(tmp_path: Path) -> None:
    from dataclasses import replace

    from tests.builders import add_text, make_project
    from tests.ui.field_values import TEXT as ARTICLE
    from tests.ui.field_values import book

    one = book()
    child = replace(one.codes[0], id="contract.talk", name="Talk", parent="contract", counts="context", key=None,
                    criterion=None, fields=())
    made = make_project(tmp_path, codebook=replace(one, codes=(*one.codes, child)))
    add_text(made, "article.txt", ARTICLE)
    put(made, "Kestrane sold", "contract.talk", fields={"agency": "x"})
    assert listed(made) == []
    put(made, "Nobody was hurt", "contract.talk", fields={"agency": "x"}, stance=Stance.CONTRADICTS)
    assert listed(made) == [(Slip.NO_CASE, "Talk", "")]
    made.close()


def test_a_joined_case_is_a_case(project: Project) -> None:
    known = {one.name: one.id for one in reading.cases(project)}
    put(project, "Kestrane sold", "contract", cases=[known["Kestrane"]], fields={"agency": "x"})
    cases.merge_cases(project, known["Kestrane"], known["Orlo Systems"])
    assert listed(project) == []
    cases.delete_case(project, known["Orlo Systems"])
    assert listed(project) == [(Slip.NO_CASE, "Government contract", "")]


def test_the_command_line_lists_it_and_finishes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = fields_project(tmp_path)
    put(made, "Kestrane sold", "contract")
    path = str(made.path)
    made.close()
    assert main(["finish", path, "--document", "article", "--as", "Mira Kovač", "--json"]) == 0
    found = capsys.readouterr()
    told = json.loads(found.out)
    assert [(one["what"], one["field"], one["quote"]) for one in told["missing"]] == [
        ("no_case", None, "Kestrane sold"), ("empty_field", "Agency", "Kestrane sold"),
    ]  # fmt: skip
    assert told["documents"][0]["finished_by"] == ["Mira Kovač"]
    assert found.err.splitlines() == [
        "“Kestrane sold” (Government contract) has no case.", "“Kestrane sold” (Government contract) lacks “Agency”.",
    ]  # fmt: skip
    assert main(["finish", path, "--document", "article", "--as", "Mira Kovač", "--reopen", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["missing"] == []


def test_a_case_of_another_type_keeps_what_it_has(project: Project) -> None:
    orlo = next(one for one in reading.cases(project) if one.name == "Orlo Systems")
    cases.set_type(project, orlo.id, "agency")
    found = next(one for one in reading.cases(project) if one.id == orlo.id)
    assert found.type == "agency" and found.attributes == orlo.attributes
    cases.add_case(project, "Orlo Systems", case_type="company")
    with pytest.raises(CannotDo, match="already"):
        cases.set_type(project, orlo.id, "company")
    assert not cases.set_type(project, orlo.id, "agency")


def test_all_codings_about_a_case_are_found_those_of_joined_ones_too(project: Project) -> None:
    known = {one.name: one.id for one in reading.cases(project)}
    first = put(project, "Kestrane sold", "contract", cases=[known["Kestrane"]])
    second = put(project, "Orlo Systems", "contract", cases=list(known.values()))
    cases.merge_cases(project, known["Kestrane"], known["Orlo Systems"])
    assert [one.id for one in cases.codings_about(project, known["Orlo Systems"])] == [first, second]


def test_finishing_and_what_it_lists_refuse_a_document_that_there_is_not(project: Project) -> None:
    this = reading.documents(project)[0]
    documents.delete_documents(project, [this])
    with pytest.raises(CannotDo):
        missing.missing(project, this.id, visibility.sight(project))
    with pytest.raises(CannotDo):
        finishing.finish(project, this.id)
