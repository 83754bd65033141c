"""A whole article coded by keyboard alone: a recording of keys, played to the shown window.

Made beforehand, as a researcher does before coding: the codebook with the keys that stand in it, the cases with their
types, the article. Everything else is done by key events: moving, selecting, codes, cases, stance.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.driving import place_of, settle, shown_window, wait_until
from tests.journeys import article_journey as article
from tests.journeys.played_keys import Inputs, play

pytestmark = [
    pytest.mark.usefixtures("qapp", "no_leaks"),
    pytest.mark.skipif(not article.is_there(), reason="the sample data stands beside the repository, not in it"),
]
AT_MOST = 15  # keys a coding on average, moving and selecting included


def test_the_article_is_coded_by_keyboard_alone_with_few_keys_a_coding(
    tmp_path: Path, qapp: QApplication, capsys: pytest.CaptureFixture[str]
) -> None:
    journey = article.prepare(tmp_path)
    inputs = Inputs()
    with shown_window() as window:
        window.open_project(journey.project)
        wait_until(lambda: place_of(window).desk.shown, "the text to be shown")
        settle()
        qapp.installEventFilter(inputs)
        for step in journey.steps:
            play(window, step.keys)
            chosen = place_of(window).desk.chosen
            assert chosen is not None and (chosen.start, chosen.end) == (step.wanted.start, step.wanted.end), step
        qapp.removeEventFilter(inputs)
    with capsys.disabled():
        print("", *article.told(journey), f"{inputs.held} times Shift, Ctrl or Alt was held besides", sep="\n")
    assert article.made(journey.project) == sorted(journey.wanted, key=lambda one: (one.start, one.end, one.code))
    assert len(journey.wanted) == 47
    assert inputs.keys == len(journey.keys) and inputs.others == 0
    assert inputs.keys + inputs.held <= AT_MOST * len(journey.wanted) < journey.k3
