"""Searching texts and asking for codings from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.__main__ import main
from annotator.operations import projects, searching
from tests import builders
from tests.test_cli import KEYS


@pytest.fixture
def project(tmp_path: Path) -> str:
    made = builders.coded_project(tmp_path)
    made.close()
    return str(made.path)


def answered(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, list[dict[str, object]]]:
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert isinstance(found, dict)
    return found


def test_search_finds_the_same_with_and_without_the_index(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = answered(capsys, "search", project, "the  CONTRACT")
    assert [hit["quote"] for hit in before["hits"]] == ["the contract"]
    assert ", ".join(before["hits"][0]) == KEYS["hits"]
    opened = projects.open_project(Path(project), builders.identity())
    searching.prepare(opened)
    opened.close()
    assert answered(capsys, "search", project, "the  CONTRACT") == before
    assert answered(capsys, "search", project, "submarine") == {"hits": []}


def test_codings_are_asked_for_by_a_query_line(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = answered(capsys, "codings", project, "--query", "code:Drones or letter")["codings"]
    assert [one["quote"] for one in found] == ["drones", "open letter"]
    found = answered(capsys, "codings", project, "--query", "code:Drones or letter", "--code", "Letter")["codings"]
    assert [one["quote"] for one in found] == ["open letter"]


def test_a_query_line_that_means_nothing_is_refused_in_a_sentence(
    project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for line, why in (("code:Dronse", "Did you mean “Drones”?"), ("(", "Something is missing")):
        assert main(["codings", project, "--query", line]) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert why in told.err
        assert told.err.count("\n") == 1
