"""Getting about in texts, in the real window: by typing, by number, back and forward, side by side, and once more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.documents import Block, BlockKind, Mark, MarkKind
from annotator.operations import codebook, codes, documents
from annotator.store import local
from annotator.ui.main_window import MainWindow
from annotator.ui.window_places import KEY
from tests.builders import add_code, add_text, code, make_project, prepared
from tests.driving import (
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
from tests.ui.reader_tools import point_of

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")

LEFT = Qt.MouseButton.LeftButton
FIRST = "\n".join([
    "The maker sold its drones to the border guard.",
    *(f"Paragraph {number} says little and/or nothing of the drones that were sold." for number in range(2, 80)),
    "In the end the board met, and the staff signed an open letter. It was printed in May.",
])
SECOND = "A second paper wrote of the drones too.\nIts readers answered."


@pytest.fixture
def two_texts(tmp_path: Path) -> Path:
    project = make_project(tmp_path)
    first = add_text(project, "First.txt", FIRST)
    add_text(project, "Second.txt", SECOND)
    letter = add_code(project, "Letter")
    codes.set_key(project, next(one.id for one in codebook.codes(project) if one.id == letter), "l")
    code(project, first, "border guard", letter)
    project.close()
    return project.path


def selected(window: MainWindow) -> str:
    return place_of(window).view.selected_text()


def title(window: MainWindow) -> str:
    return document_of(window).document.title


def open_titled(window: MainWindow, wanted: str) -> None:
    place_of(window).open_document(next(one.id for one in project_of(window).documents if one.title == wanted))
    settle()




# By typing -----------------------------------------------------------------------------------------------------------


def test_a_passage_is_selected_by_typing_its_first_and_last_words_and_coded(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        press(window, Key.Key_Slash)
        type_text(window, "the board..open letter")
        assert selected(window) == ""
        press(window, Key.Key_Return)
        assert selected(window) == "the board met, and the staff signed an open letter"
        assert place_of(window).wayfinding.typing.isHidden() and place_of(window).view.hasFocus()
        press(window, Key.Key_L)
        assert ("Letter", "the board met, and the staff signed an open letter") in quotes(window)


def test_typing_shows_the_match_and_escape_leaves_selection_and_place_as_they_were(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        view = place_of(window).view
        press(window, Key.Key_Down)
        before = view.stand
        press(window, Key.Key_Slash)
        type_text(window, "printed in")
        assert view.page.areas_of(FIRST.index("printed in"), FIRST.index("printed in") + 10), "the match is seen"
        assert view._current_hit == (FIRST.index("printed in"), FIRST.index("printed in") + len("printed in"))
        press(window, Key.Key_Escape)
        assert view.stand == before and view._current_hit is None and view.hasFocus()


def test_slash_and_down_go_on_to_the_next_match_and_up_back_and_letters_code_nothing(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        before = quotes(window)
        press(window, Key.Key_Slash)
        type_text(window, "drones that")
        bar = place_of(window).wayfinding.typing
        first = bar.match
        type_text(window, "/")
        second = bar.match
        press(window, Key.Key_Down)
        third = bar.match
        assert first is not None and second is not None and third is not None
        assert first < second < third and bar.field.text() == "drones that"
        press(window, Key.Key_Up)
        assert bar.match == second
        press(window, Key.Key_Return)
        assert (place_of(window).view.selection.start, place_of(window).view.selection.end) == second
        assert quotes(window) == before


def test_a_slash_that_stands_in_the_text_is_text(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        press(window, Key.Key_Slash)
        type_text(window, "little and/or")
        press(window, Key.Key_Return)
        assert selected(window) == "little and/or"


def test_what_stands_nowhere_is_said_and_enter_takes_nothing(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        press(window, Key.Key_Slash)
        type_text(window, "zeppelin")
        bar = place_of(window).wayfinding.typing
        assert bar.hint.text() == "not in this text"
        press(window, Key.Key_Return)
        assert bar.isVisible() and selected(window) == ""
        press(window, Key.Key_Escape)


def test_slash_twice_repeats_what_was_typed_last(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        for _ in range(2):
            press(window, Key.Key_Slash)
            type_text(window, "drones that")
            press(window, Key.Key_Return)
        one = place_of(window).view.selection
        press(window, Key.Key_Slash)
        type_text(window, "//")
        press(window, Key.Key_Return)
        assert selected(window) == "drones that" and place_of(window).view.selection.start > one.start


# By number, and back -------------------------------------------------------------------------------------------------


def test_a_paragraph_or_positions_are_gone_to_and_back_and_forward_lead_through_the_places(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        view = place_of(window).view
        press(window, Key.Key_G, held=CTRL)
        type_text(window, "40")
        press(window, Key.Key_Return)
        assert selected(window).startswith("Paragraph 40 ") and view.hasFocus()
        press(window, Key.Key_G, held=CTRL)
        type_text(window, "4-9")
        press(window, Key.Key_Return)
        assert selected(window) == FIRST[4:9]
        press(window, Key.Key_Backspace, held=CTRL)
        assert selected(window).startswith("Paragraph 40 ")
        press(window, Key.Key_Backspace, held=CTRL)
        assert selected(window) == ""
        press(window, Key.Key_Backspace, held=CTRL)
        assert notice(window) == "There is no place before this one."
        press(window, Key.Key_Backspace, held=CTRL | SHIFT)
        press(window, Key.Key_Backspace, held=CTRL | SHIFT)
        assert selected(window) == FIRST[4:9]


def test_the_mouse_has_keys_for_back_and_forward_too(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        place = place_of(window)
        place.go_to(document_of(window).document.id, 4, 9)
        QTest.mouseClick(place.view.viewport(), Qt.MouseButton.BackButton)
        assert selected(window) == ""
        QTest.mouseClick(place.view.viewport(), Qt.MouseButton.ForwardButton)
        assert selected(window) == FIRST[4:9]


def test_a_place_that_is_none_is_told_and_the_line_stays(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        bar = place_of(window).wayfinding.go_bar
        refused = {"900": "paragraphs 1 to 80", "5-999999": "positions 0 to", "x": "number of a paragraph"}
        for asked, said in refused.items():
            press(window, Key.Key_G, held=CTRL)
            type_text(window, asked)
            press(window, Key.Key_Return)
            assert said in bar.hint.text() and bar.isVisible()
        press(window, Key.Key_Escape)
        assert bar.isHidden() and place_of(window).view.hasFocus()


def test_back_leads_to_the_document_and_the_scroll_that_one_came_from(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        place = place_of(window)
        press(window, Key.Key_G, held=CTRL)
        type_text(window, "60")
        press(window, Key.Key_Return)
        stand = place.view.stand
        open_titled(window, "Second")
        assert title(window) == "Second"
        press(window, Key.Key_Backspace, held=CTRL)
        assert title(window) == "First" and place.view.stand == stand
        press(window, Key.Key_Backspace, held=CTRL | SHIFT)
        assert title(window) == "Second"


def test_a_search_counts_as_one_jump_and_scrolling_as_none(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        place = place_of(window)
        press(window, Key.Key_Down)
        place.view.scroll_by(50)
        press(window, Key.Key_F, held=CTRL)
        type_text(window, "says")
        wait_until(lambda: "of" in place.find_bar.count.text(), "the search")
        for _ in range(5):
            press(window, Key.Key_F3)
        press(window, Key.Key_Escape)
        assert selected(window) == "says"
        press(window, Key.Key_Backspace, held=CTRL)
        assert selected(window) == "The maker sold its drones to the border guard."
        assert not place.wayfinding.history.before


# Links ---------------------------------------------------------------------------------------------------------------


LINKED = "Contents\nSee the annex below, or the register.\nThe annex\nIt lists all."


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    at = LINKED.index
    blocks, start = [], 0
    kinds = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.PARAGRAPH)
    for kind, text in zip(kinds, LINKED.split("\n"), strict=True):
        marks = ()
        if text.startswith("See"):
            marks = (Mark(at("the annex below"), at("the annex below") + 9, MarkKind.LINK, "#the-annex"),
                     Mark(at("the register"), at("the register") + 12, MarkKind.LINK, "https://example.org/register"))
        level = int(kind is BlockKind.HEADING)
        blocks.append(Block(kind, start, start + len(text), level=level, marks=marks))
        start += len(text) + 1
    project = make_project(tmp_path)
    made = prepared(tmp_path, "Linked.txt", LINKED)
    path, key, size, found = made.readings[0]
    found = replace(found, layers=(replace(found.layers[0], blocks=tuple(blocks)),))
    documents.write(project, replace(made, readings=((path, key, size, found),)))
    project.close()
    return project.path


def test_enter_on_a_link_says_where_it_leads_and_copies_when_asked(linked: Path) -> None:
    with shown_window() as window:
        window.open_project(linked)
        place, app = place_of(window), QApplication.clipboard()
        place.view.select(LINKED.index("register"), LINKED.index("register"))
        press(window, Key.Key_Return)
        bar = place.wayfinding.link_bar
        assert bar.isVisible() and bar.address.text() == "https://example.org/register"
        assert focused(window) is bar.browse
        press(window, Key.Key_Tab, Key.Key_Space)
        assert app.text() == "https://example.org/register" and bar.isHidden() and place.view.hasFocus()


def test_ctrl_and_a_click_on_a_link_inside_the_text_jumps_and_back_comes_back(linked: Path) -> None:
    with shown_window() as window:
        window.open_project(linked)
        place = place_of(window)
        point = point_of(place.view, LINKED.index("the annex") + 2).toPoint()
        QTest.mouseClick(place.view.viewport(), LEFT, CTRL, point)
        assert selected(window) == "The annex" and place.wayfinding.link_bar.isHidden()
        press(window, Key.Key_Backspace, held=CTRL)
        assert selected(window) == ""


# Side by side --------------------------------------------------------------------------------------------------------


def test_two_documents_stand_side_by_side_and_keys_act_on_the_one_that_has_them(two_texts: Path) -> None:
    with shown_window(width=1400) as window:
        window.open_project(two_texts)
        place = place_of(window)
        press(window, Key.Key_F9)
        assert place.middle.is_split and title(window) == "First"
        open_titled(window, "Second")
        left, right = place.middle.halves
        assert left.shown is not None and right.shown is not None
        assert (left.shown.document.title, right.shown.document.title) == ("First", "Second")
        press(window, Key.Key_Down, Key.Key_L)
        assert quotes(window) == [("Letter", "A second paper wrote of the drones too.")]
        assert len(right.view.codings) == 1 and len(left.view.codings) == 1
        press(window, Key.Key_F6, held=SHIFT)
        assert left.view.hasFocus() and title(window) == "First"
        press(window, Key.Key_Down, Key.Key_L)
        assert len(left.view.codings) == 2 and len(right.view.codings) == 1
        press(window, Key.Key_Z, held=CTRL)
        press(window, Key.Key_Z, held=CTRL)
        assert len(left.view.codings) == 1 and len(right.view.codings) == 0


def test_the_same_document_in_both_halves_shows_each_change_in_both(two_texts: Path) -> None:
    with shown_window(width=1400) as window:
        window.open_project(two_texts)
        place = place_of(window)
        press(window, Key.Key_F9)
        press(window, Key.Key_Down, Key.Key_L)
        assert [len(half.view.codings) for half in place.middle.halves] == [2, 2]
        window.code_place.desk.add_case("Luminode")  # type: ignore[union-attr]
        place.halves.take_in_hand(place.middle.halves[0])
        assert place.cases.chips and document_of(window).numbers


def test_one_text_again_is_the_one_in_hand_where_one_was_in_it(two_texts: Path) -> None:
    with shown_window(width=1400) as window:
        window.open_project(two_texts)
        place = place_of(window)
        press(window, Key.Key_F9)
        open_titled(window, "Second")
        press(window, Key.Key_Down, Key.Key_Down)
        assert selected(window) == "Its readers answered."
        press(window, Key.Key_F9)
        settle()
        assert not place.middle.is_split and title(window) == "Second" and selected(window) == "Its readers answered."
        assert place.tabs.count() == 2 and place.view.hasFocus()


def test_the_search_is_that_of_the_half_in_hand(two_texts: Path) -> None:
    with shown_window(width=1400) as window:
        window.open_project(two_texts)
        place = place_of(window)
        press(window, Key.Key_F9)
        open_titled(window, "Second")
        press(window, Key.Key_F, held=CTRL)
        type_text(window, "drones")
        wait_until(lambda: place.find_bar.count.text() == "1 of 1", "the search")
        place.middle.halves[0].view.setFocus()
        wait_until(lambda: place.find_bar.count.text().endswith("of 79"), "the search in the other text")
        press(window, Key.Key_F3)
        assert place.view is place.middle.halves[0].view and selected(window) == "drones"


def test_closing_the_last_tab_of_a_half_leaves_the_other_alone(two_texts: Path) -> None:
    with shown_window(width=1400) as window:
        window.open_project(two_texts)
        place = place_of(window)
        press(window, Key.Key_F9)
        open_titled(window, "Second")
        right = place.middle.halves[1]
        right.open_tabs.close(1)
        right.open_tabs.close(0)
        settle()
        assert not place.middle.is_split and title(window) == "First" and place.view.hasFocus()
        press(window, Key.Key_F9)
        open_titled(window, "Second")
        place.middle.halves[0].open_tabs.close(0)
        settle()
        assert not place.middle.is_split and title(window) == "Second" and place.view.hasFocus()
        assert place.tabs.count() == 2


# F6 ------------------------------------------------------------------------------------------------------------------


def test_f6_leads_through_all_panels_and_back_to_the_text(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        place, seen = place_of(window), []
        for _ in range(6):
            press(window, Key.Key_F6)
            panels = {"documents": place.documents, "codebook": place.codebook, "cases": place.cases,
                      "text": place.view, "detail": place.detail}
            here = focused(window)
            seen.append(next(name for name, panel in panels.items() if panel is here or panel.isAncestorOf(here)))
            if seen[-1] == "text":
                break
        assert seen[-1] == "text" and {"documents", "codebook"} <= set(seen)


# Once more -----------------------------------------------------------------------------------------------------------


def test_what_was_open_is_open_again_where_one_was(two_texts: Path) -> None:
    with shown_window(width=1400) as window:
        window.open_project(two_texts)
        press(window, Key.Key_G, held=CTRL)
        type_text(window, "50")
        press(window, Key.Key_Return)
        press(window, Key.Key_F9)
        open_titled(window, "Second")
        press(window, Key.Key_Down)
        settle()
        stands = [half.view.stand for half in place_of(window).middle.halves]
    with shown_window(width=1400) as window:
        window.open_project(two_texts)
        settle()
        place = place_of(window)
        assert place.middle.is_split and title(window) == "Second" and place.view.hasFocus()
        assert [half.view.stand[:3] for half in place.middle.halves] == [stand[:3] for stand in stands]
        assert [half.tabs.count() for half in place.middle.halves] == [1, 2]


def test_a_document_that_is_gone_is_passed_over(two_texts: Path) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        open_titled(window, "Second")
    with shown_window() as window:
        window.open_project(two_texts)
        assert title(window) == "Second" and place_of(window).tabs.count() == 2
        project_of(window).do(documents.delete_documents, [document_of(window).document])
        settle()
    with shown_window() as window:
        window.open_project(two_texts)
        assert title(window) == "First" and place_of(window).tabs.count() == 1


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"halves": 3}', '{"halves": [{"tabs": [[1, 2]]}]}',
                                  '{"halves": [{"tabs": [["zz", 0, 0, null, 0]]}]}', '{"halves": [7]}',
                                  '{"halves": [{"tabs": 1, "current": 0}]}'])
def test_places_that_are_not_understood_open_the_first_document(two_texts: Path, kept: str) -> None:
    with shown_window() as window:
        window.open_project(two_texts)
        project = project_of(window).project
        local.keep_text(project, KEY, kept)
        place_of(window).window_places._kept = kept
        assert place_of(window).window_places.restore() is False
