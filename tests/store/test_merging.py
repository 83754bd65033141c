"""Merging is set union: hundreds of random histories of several copies, merged in every order, are one project."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings

from tests.store.teamwork import History, Team, a_team, histories, merged_into_one, play

MANY, THOUSANDS = 300, 5000


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    with a_team(tmp_path_factory.mktemp("team")) as made:
        yield made
        print(made.seen)  # what a run of thousands came to; shown with -s


def copies_are_one_project_however_they_are_merged(team: Team, history: History) -> None:
    copies = play(team, history)
    merged_into_one(team, copies, Random(history.seed))


@settings(max_examples=MANY)
@given(history=histories())
def test_copies_are_one_project_however_they_are_merged(team: Team, history: History) -> None:
    copies_are_one_project_however_they_are_merged(team, history)


@pytest.mark.nightly
@settings(max_examples=THOUSANDS, derandomize=False)
@given(history=histories(most=9))
def test_thousands_of_copies_are_one_project(team: Team, history: History) -> None:
    copies_are_one_project_however_they_are_merged(team, history)
