"""Fields, cases and finishing in the real window, by keys alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from annotator.model.codings import Coding, Stance
from annotator.store import reading
from annotator.ui.code_place import CodePlace
from annotator.ui.fields.choice_editor import ChoiceEditor
from annotator.ui.main_window import MainWindow
from tests.driving import (
    ALT,
    CTRL,
    SHIFT,
    Key,
    document_of,
    focused,
    notice,
    place_of,
    press,
    project_of,
    quotes,
    settle,
    shown_window,
    type_text,
    wait_until,
)
from tests.ui.field_values import fields_project

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")

SOLD = "Kestrane sold its aircraft to the border guard."
CAMERAS = "Orlo Systems delivers cameras to the police, as the ministry said in 2018."


@pytest.fixture
def window(tmp_path: Path) -> Iterator[MainWindow]:
    project = fields_project(tmp_path)
    path = project.path
    project.close()
    with shown_window() as window:
        assert window.open_project(path), notice(window)
        wait_until(lambda: place_of(window).desk.shown is not None)
        wait_until(lambda: document_of(window).document.title == "article")
        yield window


def select(window: MainWindow, sentence: str) -> None:
    """By the keyboard, sentence by sentence."""
    press(window, Key.Key_Home, held=CTRL)
    for _ in range(12):
        press(window, Key.Key_Down)
        if place_of(window).view.selected_text() == sentence:
            return
    raise AssertionError(f"not reached: {sentence}")


def chosen(window: MainWindow) -> Coding:
    """The chosen coding with all that belongs to it."""
    one = place_of(window).desk.chosen
    assert one is not None
    return reading.codings(project_of(window).project, [one.id])[0]


def names(window: MainWindow) -> list[str]:
    known = {case.id: case.name for case in project_of(window).cases}
    return [known[one] for one in chosen(window).cases]


def form_of(place: CodePlace) -> list[str]:
    """The names of the fields that can be filled in now."""
    card = next(card for card in place.detail.cards if card.is_chosen)
    assert card.form is not None
    return [editor.shown.field.id for editor in card.form.editors]


def test_every_field_is_filled_in_by_keys_and_each_change_is_one_undo_step(window: MainWindow) -> None:
    select(window, SOLD)
    press(window, Key.Key_G)
    place = place_of(window)
    press(window, Key.Key_Return)
    assert form_of(place) == ["voice", "certainty", "agency", "value", "signed", "uses"]
    editor = focused(window)
    assert isinstance(editor, ChoiceEditor) and len(editor.chips) == 4 and editor.options.isVisible()

    # a digit, the first letter, letters that are no code's, and text
    press(window, Key.Key_2)
    assert chosen(window).fields == {"voice": "reporter"}
    type_text(window, "n")
    assert chosen(window).fields == {"voice": "named source"}
    before = len(quotes(window))
    type_text(window, "gpc.-+/")
    assert len(quotes(window)) == before and chosen(window).stance is Stance.SUPPORTS
    press(window, Key.Key_Tab, Key.Key_Right, Key.Key_Return)
    assert chosen(window).fields["certainty"] == "likely"
    type_text(window, "border guard")
    press(window, Key.Key_Down)
    type_text(window, "12.5")
    press(window, Key.Key_Tab)
    type_text(window, "2018-06")
    press(window, Key.Key_Tab, Key.Key_1, Key.Key_3)
    assert chosen(window).fields == {
        "voice": "named source", "certainty": "likely", "agency": "border guard", "value": 12.5, "signed": "2018-06",
        "uses": ["border", "rescue"],
    }  # fmt: skip
    press(window, Key.Key_1)
    assert chosen(window).fields["uses"] == ["rescue"]

    # Tab goes on to the memo, Esc gives the keys back
    press(window, Key.Key_Tab)
    assert focused(window) is place.detail.memo
    press(window, Key.Key_Escape)
    assert focused(window) is place.view
    for left in ({"border", "rescue"}, {"border"}, None):
        press(window, Key.Key_Z, held=CTRL)
        found = chosen(window).fields.get("uses")
        assert (set(found) if isinstance(found, list) else found) == left
    press(window, Key.Key_Z, held=CTRL)
    assert "signed" not in chosen(window).fields and chosen(window).fields["value"] == 12.5


def test_what_a_field_does_not_allow_is_refused_in_a_sentence_and_stays_to_be_mended(window: MainWindow) -> None:
    select(window, SOLD)
    press(window, Key.Key_G, Key.Key_Return)
    press(window, Key.Key_Tab, Key.Key_Tab, Key.Key_Tab)
    card = next(card for card in place_of(window).detail.cards if card.is_chosen)
    assert card.form is not None
    value, signed = card.form.editors[3], card.form.editors[4]
    type_text(window, "many")
    press(window, Key.Key_Tab)
    assert value.is_refused and "no number" in value.problem.text() and "value" not in chosen(window).fields
    press(window, Key.Key_A, held=CTRL)
    type_text(window, "-1")
    press(window, Key.Key_Return)
    assert value.is_refused and "The least is 0" in value.problem.text()
    press(window, Key.Key_A, held=CTRL)
    type_text(window, "7")
    press(window, Key.Key_Return)
    assert chosen(window).fields["value"] == 7 and not value.is_refused
    type_text(window, "2018-13")
    press(window, Key.Key_Tab)
    assert signed.is_refused and "2018-06" in signed.problem.text()
    press(window, Key.Key_Escape)
    assert "signed" not in chosen(window).fields and focused(window) is place_of(window).view
    press(window, Key.Key_Return)
    assert not signed.is_refused


def test_the_last_value_is_taken_with_one_key_and_the_last_coding_is_repeated_with_its_fields(
    window: MainWindow,
) -> None:
    select(window, SOLD)
    press(window, Key.Key_G, Key.Key_Return, Key.Key_2, Key.Key_Tab, Key.Key_Tab)
    type_text(window, "Frontier police")
    press(window, Key.Key_Escape)
    press(window, Key.Key_1, Key.Key_Minus)
    held = {"voice": "reporter", "agency": "Frontier police"}
    assert chosen(window).fields == held
    select(window, CAMERAS)
    type_text(window, ".")
    again = chosen(window)
    assert again.quote == CAMERAS and again.fields == held and again.stance is Stance.CONTRADICTS
    assert names(window) == ["Kestrane"]
    select(window, "Nobody was hurt.")
    press(window, Key.Key_G, Key.Key_Return, Key.Key_Tab, Key.Key_Tab)
    press(window, Key.Key_Right)
    assert chosen(window).fields == {"agency": "Frontier police"}


def test_cases_are_suggested_from_the_passage_and_never_set_unasked(window: MainWindow) -> None:
    bar = place_of(window).cases
    select(window, CAMERAS)
    assert [(chip.case.name, chip.case.digit) for chip in bar.suggestions] == [("Orlo Systems", "1")]
    press(window, Key.Key_1)
    assert not document_of(window).placed and "first" in notice(window)
    press(window, Key.Key_G)
    assert names(window) == []
    press(window, Key.Key_1)
    assert names(window) == ["Orlo Systems"] and not bar.suggestions
    assert [(chip.case.name, chip.case.digit) for chip in bar.chips] == [("Orlo Systems", "1")]
    select(window, SOLD)
    assert [(chip.case.name, chip.case.digit) for chip in bar.suggestions] == [("Kestrane", "2")]
    select(window, "Orlo is silent.")
    press(window, Key.Key_C)
    assert bar.chips[0].property("suggested") is True, "it has its digit already"
    press(window, Key.Key_1)
    assert names(window) == ["Orlo Systems"] and bar.chips[0].property("suggested") is False


def test_a_document_is_about_cases_and_new_codings_get_them(window: MainWindow) -> None:
    place = place_of(window)
    press(window, Key.Key_B, held=CTRL)
    type_text(window, "Kestrane")
    press(window, Key.Key_Return)
    assert place.cases.about.text() == "About: Kestrane" and focused(window) is place.view
    select(window, SOLD)
    press(window, Key.Key_G)
    assert names(window) == ["Kestrane"]
    press(window, Key.Key_1)
    assert names(window) == [], "it is taken off like any other"
    select(window, CAMERAS)
    press(window, Key.Key_G, Key.Key_2)
    press(window, Key.Key_2, held=ALT)
    press(window, Key.Key_1, held=ALT)
    assert place.cases.about.text() == "About: Orlo Systems"
    select(window, "Nobody was hurt.")
    press(window, Key.Key_I, held=CTRL)
    assert names(window) == ["Orlo Systems"]
    press(window, Key.Key_Z, held=CTRL)
    press(window, Key.Key_Z, held=CTRL)
    assert place.cases.about.text() == "About: Kestrane, Orlo Systems"


def test_a_new_case_is_asked_for_its_type_where_there_are_several(window: MainWindow) -> None:
    place = place_of(window)
    select(window, SOLD)
    press(window, Key.Key_G)
    type_text(window, "+Border guard")
    press(window, Key.Key_Return)
    assert place.case_work.types.isVisible()
    press(window, Key.Key_2)
    case = next(one for one in project_of(window).cases if one.name == "Border guard")
    assert case.type == "agency" and names(window) == ["Border guard"] and focused(window) is place.view
    type_text(window, "+Navy")
    press(window, Key.Key_Return, Key.Key_Return)
    assert next(one.type for one in project_of(window).cases if one.name == "Navy") == "agency", "as the last one"
    press(window, Key.Key_Space, Key.Key_Tab)
    type_text(window, "Coast guard")
    press(window, Key.Key_Return, held=SHIFT)
    assert place.case_work.types.isVisible() and focused(window) is place.case_work.types.choice
    press(window, Key.Key_1)
    assert next(one.type for one in project_of(window).cases if one.name == "Coast guard") == "company"
    assert "Coast guard" in names(window)
    type_text(window, "+Nobody")
    press(window, Key.Key_Return, Key.Key_Escape)
    assert "Nobody" not in {one.name for one in project_of(window).cases} and focused(window) is place.view


def test_the_panel_of_a_case_changes_all_that_is_known_of_it(window: MainWindow) -> None:
    place = place_of(window)
    select(window, CAMERAS)
    press(window, Key.Key_G, Key.Key_1)
    press(window, Key.Key_Return, held=ALT)
    panel = place.case_work.panel
    assert panel.isVisible() and focused(window) is panel.name and panel.codings.text() == "1 coding"
    press(window, Key.Key_A, held=CTRL)
    type_text(window, "Orlo Group")
    press(window, Key.Key_Return)

    def known() -> object:
        return next(one for one in project_of(window).cases if one.name == "Orlo Group")

    assert panel.form is not None
    assert [one.shown.field.id for one in panel.form.editors] == ["country", "kind", "founded", "rating"]
    panel.form.take_keys()
    press(window, Key.Key_Tab, Key.Key_1, Key.Key_Tab)
    type_text(window, "1999")
    press(window, Key.Key_Tab, Key.Key_Tab)
    assert focused(window) is panel.aliases
    press(window, Key.Key_End)
    type_text(window, "; Orlo AG")
    press(window, Key.Key_Return)
    one = known()
    assert one.attributes == {"country": "Estonia", "rating": "B", "kind": "civil", "founded": "1999"}  # type: ignore[attr-defined]
    assert one.aliases == ("Orlo", "Orlo AG")  # type: ignore[attr-defined]
    panel.memo.setFocus()
    type_text(window, "See its register.")
    press(window, Key.Key_Escape)
    assert panel.isHidden() and focused(window) is place.view and place.detail.area.isVisible()
    assert [memo.text for memo in reading.memos(project_of(window).project)] == ["See its register."]

    # one with another, parted again, deleted
    press(window, Key.Key_Return, held=ALT)
    panel.join.click()
    type_text(window, "Kestrane")
    press(window, Key.Key_Return)
    assert panel.shown is not None and panel.shown.name == "Kestrane" and names(window) == ["Kestrane"]
    panel._joined.itemAt(0).widget().click()  # type: ignore[union-attr]  # one was joined
    settle()
    assert names(window) == ["Orlo Group"]
    place.take_keys()
    press(window, Key.Key_Return, held=ALT)
    assert panel.shown.name == "Orlo Group"
    panel.delete.click()
    wait_until(lambda: focused(window).text() == "Keep" if isinstance(focused(window), QPushButton) else False)
    assert names(window) == ["Orlo Group"], "it is asked first"
    press(window, Key.Key_Tab, Key.Key_Space)
    assert names(window) == [] and panel.isHidden() and focused(window) is place.view
    press(window, Key.Key_Z, held=CTRL)
    assert names(window) == ["Orlo Group"]


def test_the_panel_of_a_case_gives_way_to_reading_on_and_to_the_fields(window: MainWindow) -> None:
    place = place_of(window)
    select(window, CAMERAS)
    press(window, Key.Key_G, Key.Key_1)
    press(window, Key.Key_Return, held=ALT)
    panel = place.case_work.panel
    place.take_keys()
    assert panel.isVisible()
    press(window, Key.Key_Down)
    assert panel.isHidden() and place.detail.area.isVisible() and focused(window) is place.view
    press(window, Key.Key_Up)
    press(window, Key.Key_Return, held=ALT)
    place.take_keys()
    press(window, Key.Key_Return)
    assert panel.isHidden() and isinstance(focused(window), ChoiceEditor)


def test_what_is_being_typed_is_saved_before_a_document_is_finished(window: MainWindow) -> None:
    select(window, SOLD)
    press(window, Key.Key_G, Key.Key_1)
    this = chosen(window).id
    press(window, Key.Key_Return, Key.Key_Tab, Key.Key_Tab)
    type_text(window, "Border guard")
    press(window, Key.Key_Return, held=CTRL)
    assert reading.codings(project_of(window).project, [this])[0].fields == {"agency": "Border guard"}
    assert len(project_of(window).finished_by) == 1 and place_of(window).finishing.list.isHidden()


def test_finishing_lists_what_is_missing_once_and_opens_the_next_of_the_queue(window: MainWindow) -> None:
    place, opened = place_of(window), project_of(window)
    select(window, SOLD)
    press(window, Key.Key_G)
    select(window, CAMERAS)
    press(window, Key.Key_P, Key.Key_P)
    select(window, "Nobody was hurt.")
    press(window, Key.Key_C)
    press(window, Key.Key_Return, held=CTRL)
    listed = place.finishing.list
    assert listed.isVisible() and not opened.finished_by
    assert [(slip.what.value, slip.field) for slip in listed.slips] == [
        ("no_case", ""), ("empty_field", "Agency"), ("not_to_code", ""),
    ]  # fmt: skip
    assert focused(window) is listed.lines

    # a line leads to its coding, which is mended there; the list follows
    press(window, Key.Key_Return)
    assert chosen(window).quote == SOLD and focused(window) is place.view and listed.isVisible()
    press(window, Key.Key_1)
    wait_until(lambda: len(listed.slips) == 2)
    press(window, Key.Key_Return, held=CTRL | SHIFT)
    assert chosen(window).quote == SOLD
    press(window, Key.Key_Return, Key.Key_Tab, Key.Key_Tab)
    type_text(window, "border guard")
    press(window, Key.Key_Escape)
    wait_until(lambda: len(listed.slips) == 1)
    press(window, Key.Key_Escape)
    assert listed.isHidden() and not opened.finished_by

    # listed again, and finished all the same; the next one opens, and at the end nothing is left
    press(window, Key.Key_Return, held=CTRL)
    assert listed.isVisible()
    press(window, Key.Key_Return, held=CTRL)
    assert listed.isHidden() and len(opened.finished_by) == 1
    wait_until(lambda: document_of(window).document.title == "ministry")
    press(window, Key.Key_PageDown, held=CTRL)
    wait_until(lambda: document_of(window).document.title == "zeta")
    press(window, Key.Key_Return, held=CTRL)
    wait_until(lambda: document_of(window).document.title == "ministry")
    press(window, Key.Key_Return, held=CTRL)
    assert len(opened.finished_by) == 3 and document_of(window).document.title == "ministry"
    assert "last document" in notice(window)
