"""What a screen reader is told of the article view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from tests.ui.reader_tools import ARTICLE, coding_of, layer_of, shown

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
        assert text.selectionCount() == 1 and tuple(text.selection(0)) == (start + 1, start + 5)
        assert text.cursorPosition() == start + 5
        place = text.characterRect(start + 1)
        assert place.width() > 3 and text.offsetAtPoint(QPoint(place.left() + 1, place.center().y())) == start + 1
        text.setCursorPosition(3)
        assert view.selection == (3, 3) and text.selectionCount() == 0


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
