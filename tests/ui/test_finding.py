"""Find in the text that is shown: hits come in slices, the newest question wins, and nobody's place is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from PySide6.QtCore import QObject

from annotator.ui.find_bar import FindBar
from annotator.ui.finding import Finder
from annotator.ui.reader import ArticleView
from tests.driving import wait_until
from tests.ui.reader_tools import paragraphs

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")

LAYER = paragraphs("one two one", "three one", "four")


@pytest.fixture
def desk() -> Iterator[tuple[Finder, FindBar, ArticleView]]:
    view, bar, owner = ArticleView(), FindBar(), QObject()
    view.resize(700, 500)
    view.show_layer(LAYER)
    view.show()
    finder = Finder(view, bar, nullcontext, owner)
    finder.show_text(LAYER.text)
    yield finder, bar, view
    for widget in (view, bar):
        widget.close()
        widget.deleteLater()


def test_the_first_hit_from_the_cursor_on_is_selected_and_steps_go_round(
    desk: tuple[Finder, FindBar, ArticleView],
) -> None:
    finder, bar, view = desk
    view.select(4, 4)
    bar.query_changed.emit("one", False)
    finder.open("one")
    wait_until(lambda: bar.count.text() == "2 of 3", "the search")
    assert view.selection.start == LAYER.text.index("one", 4)
    finder.step(1)
    finder.step(1)
    assert view.selection.start == 0 and bar.count.text() == "1 of 3"
    finder.step(-1)
    assert bar.count.text() == "3 of 3"


def test_what_stands_nowhere_is_said_and_leaves_the_selection(desk: tuple[Finder, FindBar, ArticleView]) -> None:
    finder, bar, view = desk
    view.select(0, 3)
    finder.open("nine")
    wait_until(lambda: bar.count.text() == "not found", "the search")
    assert (view.selection.start, view.selection.end) == (0, 3)


def test_a_pattern_that_is_none_is_told_and_finds_nothing(desk: tuple[Finder, FindBar, ArticleView]) -> None:
    finder, bar, view = desk
    finder.open("(")
    bar.regex.setChecked(True)
    assert bar.count.text() and "of" not in bar.count.text().split()
    assert view.selection.empty


def test_the_newest_question_wins(desk: tuple[Finder, FindBar, ArticleView]) -> None:
    finder, bar, view = desk
    finder.open("one")
    bar.query_changed.emit("one", False)
    bar.field.setText("four")
    wait_until(lambda: bar.count.text() == "1 of 1", "the search")
    assert view.selected_text() == "four"
    bar.close_bar()
    assert view.selected_text() == "four"
