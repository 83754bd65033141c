"""Review through the shown window: from a question to deeds on many codings, and from words to codings."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from annotator.model.codings import Passage
from annotator.operations import cases, coding
from annotator.store import reading
from annotator.ui.review.review_place import Mode
from tests import builders
from tests.driving import CTRL, SHIFT, Key, focused, place_of, press, project_of, settle, shown_window, type_text
from tests.ui.review_values import codes, place_of_review, quotes, rest, reviewing_of

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")

TEXT = (
    "The company said its drones carry no weapon. The police bought ten drones in spring. "
    "Nobody at the company protested.\n"
    "An open letter asked for a pledge. The drones came back as armed drones, said the letter."
)


def click(widget: QWidget) -> None:
    assert widget.isVisible() and widget.isEnabled(), widget
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]  # PySide's stubs lack it
    settle()


def project_with_codings(folder: Path) -> Path:
    """One document, three codes, one case, five codings."""
    project = builders.make_project(folder, "review.annot")
    document = builders.add_text(project, "article.txt", TEXT)
    drones, letter = builders.add_code(project, "Drones"), builders.add_code(project, "Letter")
    builders.add_code(project, "Pledge")
    company = cases.add_case(project, "Luminode", case_type="company")[1]
    for quote, code, about in (
        ("its drones carry no weapon", drones, True),
        ("The police bought ten drones", drones, True),
        ("Nobody at the company protested", letter, True),
        ("An open letter", letter, False),
        ("armed drones", drones, True),
    ):
        start = TEXT.index(quote)
        passage = Passage(document.layer.id, start, start + len(quote))
        coding.code_passage(project, passage, code, cases=(company,) if about else ())
    project.close()
    return project.path


def test_review_from_the_question_to_the_passage(tmp_path: Path) -> None:
    path = project_with_codings(tmp_path)
    with shown_window() as window:
        window.open_project(path)
        press(window, Key.Key_2, held=CTRL)
        rest(window)
        place, opened = place_of_review(window), project_of(window)
        assert place.table.rowCount() == 5
        assert place.count.text() == "5 codings"
        assert focused(window) is place.view, "the keys go to the codings"

        # a code and a case, typed
        press(window, Key.Key_F, held=CTRL)
        assert focused(window) is place.query.line
        type_text(window, "code:Drones case:Luminode")
        press(window, Key.Key_Return)
        rest(window)
        assert place.count.text() == "3 of 5 codings"
        assert [chip.words for chip in place.chips.chips] == ["code: Drones", "case: Luminode"]
        assert focused(window) is place.view

        # three of them get another code in one step, with the picker
        press(window, Key.Key_A, held=CTRL)
        assert place.deeds.told.text() == "3 selected"
        press(window, Key.Key_F2)
        type_text(window, "pled")
        press(window, Key.Key_Return)
        rest(window)
        assert place.table.rowCount() == 0, "none of them fits the question any more"
        assert "No coding fits" in place.nothing.text()
        place.query.set_text("code:Pledge")
        rest(window)
        assert codes(place) == ["Pledge"] * 3
        press(window, Key.Key_Z, held=CTRL)
        rest(window)
        assert place.table.rowCount() == 0, "one step back takes all three back"
        assert sorted(opened.counts.values()) == [2, 3]

        # the query is kept and comes back
        place.query.set_text("code:Drones")
        rest(window)
        click(place.star)
        type_text(window, "flying")
        press(window, Key.Key_Return)
        rest(window)
        assert place.star.icon_name == "star-full"
        place.query.set_text("")
        rest(window)
        assert place.table.rowCount() == 5
        click(place.saved)
        press(window, Key.Key_Return)
        rest(window)
        assert place.query.text == "code:Drones" and place.table.rowCount() == 3

        # a passage in its text, and back to the same row
        press(window, Key.Key_Home)
        press(window, Key.Key_Down)
        press(window, Key.Key_Return)
        code = place_of(window)
        assert window.pages.currentWidget() is code
        assert code.view.selected_text() == "The police bought ten drones"
        press(window, Key.Key_2, held=CTRL)
        rest(window)
        row = place.table.row_at(place.view.currentIndex().row())
        assert row is not None and row.quote == "The police bought ten drones"
        assert focused(window) is place.view


def test_words_in_context_become_codings_that_are_marked_as_such(tmp_path: Path) -> None:
    path = project_with_codings(tmp_path)
    with shown_window() as window:
        window.open_project(path)
        press(window, Key.Key_2, held=CTRL)
        rest(window)
        place, project = place_of_review(window), project_of(window).project
        click(place.modes[Mode.TEXT])
        type_text(window, "drones")
        rest(window)
        assert place.text.table.rowCount() == 4
        assert place.count.text() == "4 hits in 1 document"
        press(window, Key.Key_Return)
        press(window, Key.Key_Return, held=CTRL)
        rest(window)
        panel = place.text.auto
        assert place.text.is_auto and not panel.take.isEnabled(), "a code has to be chosen first"
        click(panel.extents["sentence"])
        rest(window)
        assert panel.rows.rowCount() == 3, "two hits stand in one sentence"
        click(panel.code)
        type_text(window, "pledge")
        press(window, Key.Key_Return)
        rest(window)
        assert panel.take.text() == "Code 3 passages"
        panel.view.setFocus()
        press(window, Key.Key_Down)
        press(window, Key.Key_Space)
        assert panel.take.text() == "Code 2 passages"
        click(panel.take)
        rest(window)
        made = [one for one in reading.codings(project) if one.imported_from]
        assert [one.quote for one in made] == [
            "The company said its drones carry no weapon.",
            "The drones came back as armed drones, said the letter.",
        ]
        click(place.modes[Mode.CODINGS])
        place.query.set_text("auto:yes")
        rest(window)
        assert len(quotes(place)) == 2 and codes(place) == ["Pledge"] * 2
        place.take_keys()
        press(window, Key.Key_Home)
        press(window, Key.Key_End, held=SHIFT)
        click(place.deeds.buttons[next(one for one in place.deeds.buttons if one.value == "confirm")])
        rest(window)
        assert place.table.rowCount() == 0, "what somebody has confirmed is not automatic any more"
        press(window, Key.Key_Z, held=CTRL)
        press(window, Key.Key_Z, held=CTRL)
        rest(window)
        assert len(reading.codings(project)) == 5
        assert reviewing_of(window).made is place


def test_words_typed_over_the_table_go_to_the_line_that_finds(tmp_path: Path) -> None:
    path = project_with_codings(tmp_path)
    with shown_window() as window:
        window.open_project(path)
        press(window, Key.Key_2, held=CTRL)
        rest(window)
        place = place_of_review(window)
        assert focused(window) is place.view
        type_text(window, "code:Letter")
        press(window, Key.Key_Return)
        rest(window)
        assert place.query.line.text() == "code:Letter"
        assert focused(window) is place.view
        assert place.count.text() == "2 of 5 codings"
        type_text(window, "open")
        press(window, Key.Key_Return)
        rest(window)
        assert place.query.line.text() == "code:Letter open"
        assert place.count.text() == "1 of 5 codings"
