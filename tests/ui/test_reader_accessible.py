"""What a screen reader is told of the article view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from annotator.ui.reader import LayerText
from annotator.ui.reader.accessible import selected_words
from tests.ui.reader_tools import ARTICLE, coding_of, layer_of, paragraphs, shown

pytestmark = pytest.mark.usefixtures("no_leaks")


def test_the_view_answers_as_a_document_with_its_text_in_utf_16(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    with shown(layer) as view:
        found = QAccessible.queryAccessibleInterface(view)
        assert found.role() == QAccessible.Role.Document
        text = found.textInterface()
        size = len(layer.text.encode("utf-16-le")) // 2
        assert text.characterCount() == size
        assert text.text(0, size) == layer.text
        start = layer.text.index("Both grew")
        assert text.text(start + 1, start + 5) == "Both"   # one character above U+FFFF stands before it
        view.select(start, start + 4)
        assert text.cursorPosition() == start + 5
        place = text.characterRect(start + 1)
        assert place.width() > 3 and text.offsetAtPoint(QPoint(place.left() + 1, place.center().y())) == start + 1
        text.setCursorPosition(3)
        assert view.selection == (3, 3)


def test_the_codings_at_the_caret_are_its_description(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    one, other = coding_of(1, layer, "Police in twenty"), coding_of(2, layer, "in twenty")
    with shown(layer, one, other) as view:
        view.select(other.start + 3, other.start + 3)
        assert view.accessibleDescription() == "Code 2, Code 1"
        view.select(0, 3)
        assert view.accessibleDescription() == ""


def test_codings_at_the_cursor_are_the_shortest_first(qapp: QApplication) -> None:
    layer = layer_of(ARTICLE)
    one, other = coding_of(1, layer, "Police in twenty"), coding_of(2, layer, "in twenty")
    with shown(layer, one, other) as view:
        view.select(other.end, other.end)
        assert [found.id for found in view.codings_at_cursor()] == [other.id, one.id]
        view.select(one.start, one.start + 2)
        assert [found.id for found in view.codings_at_cursor()] == [one.id]


def test_an_empty_layer_answers_nothing_and_fails_nowhere(qapp: QApplication) -> None:
    with shown(LayerText("", ())) as view:
        text = QAccessible.queryAccessibleInterface(view).textInterface()
        assert text.characterCount() == 0 and text.text(0, 0) == "" and text.text(0, 10) == ""
        assert text.cursorPosition() == 0 and text.characterRect(0).isEmpty()
        assert text.offsetAtPoint(QPoint(5, 5)) == 0
        text.setCursorPosition(7)
        text.setSelection(0, 3, 9)
        text.removeSelection(0)
        text.scrollToSubstring(0, 5)
        assert view.selection == (0, 0) and view.accessibleDescription() == ""


def test_offsets_beyond_the_text_or_inside_a_pair_give_the_nearest_place(qapp: QApplication) -> None:
    layer = paragraphs("a🤖b")
    with shown(layer) as view:
        text = QAccessible.queryAccessibleInterface(view).textInterface()
        text.setCursorPosition(2)   # the middle of the surrogate pair
        assert view.selection == (1, 1) and text.cursorPosition() == 1
        text.setCursorPosition(99)
        assert view.selection == (3, 3) and text.cursorPosition() == 4
        text.setSelection(0, 1, 3)
        assert view.selected_text() == "🤖"
        assert text.text(1, 3) == "🤖" and text.text(0, 4) == layer.text


def test_characters_of_right_to_left_text_have_their_places_from_right_to_left(qapp: QApplication) -> None:
    layer = paragraphs("شركة وقعت عقد")
    with shown(layer) as view:
        text = QAccessible.queryAccessibleInterface(view).textInterface()
        areas = [text.characterRect(place) for place in range(4)]
        lefts = [area.left() for area in areas]
        assert lefts == sorted(lefts, reverse=True) and all(area.width() > 0 for area in areas)
        for place, area in enumerate(areas):
            assert text.offsetAtPoint(QPoint(area.right() - 1, area.center().y())) == place


def test_the_view_is_a_text_of_many_lines_that_is_not_edited(qapp: QApplication) -> None:
    with shown(paragraphs("one")) as view:
        state = QAccessible.queryAccessibleInterface(view).state()
        assert state.readOnly and state.multiLine and state.selectableText and not state.editable


def test_what_is_selected_is_spoken_and_a_long_passage_by_its_ends(qapp: QApplication) -> None:
    layer = paragraphs("One line.", "x" * 400 + " the end")
    with shown(layer) as view:
        view.select(0, 3)
        assert selected_words(view) == "selected: One"
        view.select_all()
        spoken = selected_words(view)
        assert spoken.startswith("selected: One line. xx") and spoken.endswith("the end") and len(spoken) < 330


def test_no_interface_that_is_asked_for_is_answered_by_none(qapp: QApplication) -> None:
    # PySide ends the process where Qt is handed a None, which is what every screen reader asks for at first.
    with shown(paragraphs("one")) as view:
        found = QAccessible.queryAccessibleInterface(view)
        for kind in QAccessible.InterfaceType:
            assert found.interface_cast(kind) is not None, kind  # type: ignore[arg-type]  # stubs say int
