"""Find in the text that is shown: hits come in slices, the newest question wins, and nobody's place is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from PySide6.QtCore import QObject

from annotator.ui.find_bar import FindBar
from annotator.ui.finding import Finder
from annotator.ui.reader import ArticleView
from annotator.ui.reader.find import find_in_text, passage_typed, pattern_of
from tests.driving import wait_until
from tests.ui.reader_tools import paragraphs
from tests.ui.shell_tools import emitted

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
    bar.query_changed.emit("one", False, False)
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
    bar.query_changed.emit("one", False, False)
    bar.field.setText("four")
    wait_until(lambda: bar.count.text() == "1 of 1", "the search")
    assert view.selected_text() == "four"
    bar.close_bar()
    assert view.selected_text() == "four"


def test_the_search_begins_anew_from_where_the_question_was_begun(desk: tuple[Finder, FindBar, ArticleView]) -> None:
    finder, bar, view = desk
    view.select(4, 4)
    finder.open("three")
    wait_until(lambda: bar.count.text() == "1 of 1", "the search")
    bar.field.setText("t")
    wait_until(lambda: bar.count.text() == "1 of 2", "the search")
    assert view.selection.start == LAYER.text.index("two")


def test_only_before_the_cursor_is_found_too_and_the_way_back_is_offered_once(
    desk: tuple[Finder, FindBar, ArticleView],
) -> None:
    finder, bar, view = desk
    jumps = emitted(finder.jumping)
    view.select(len(LAYER.text), len(LAYER.text))
    finder.open("two")
    wait_until(lambda: bar.count.text() == "1 of 1", "the search")
    assert view.selected_text() == "two" and len(jumps) == 1
    finder.step(1)
    bar.field.setText("one")
    wait_until(lambda: bar.count.text() == "2 of 3", "the search")
    assert len(jumps) == 1


def test_case_counts_where_that_is_asked(desk: tuple[Finder, FindBar, ArticleView]) -> None:
    finder, bar, _view = desk
    layer = paragraphs("One one ONE")
    finder.show_text(layer.text)
    finder.open("one")
    wait_until(lambda: bar.count.text() == "1 of 3", "the search")
    bar.match_case.setChecked(True)
    wait_until(lambda: bar.count.text() == "1 of 1", "the search")


def test_soft_hyphens_do_not_hide_a_word() -> None:
    text = "the auto\u00adnomous wea\u00ad\u00adpon"
    found = [hit for batch in find_in_text(text, pattern_of("weapon", hyphenated=True)) for hit in batch]
    assert [text[start:end] for start, end in found] == ["wea\u00ad\u00adpon"]
    assert passage_typed(text, "autonomous .. weapon", 0) == (4, len(text))
