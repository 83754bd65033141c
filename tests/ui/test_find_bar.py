"""The bar that finds in the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from annotator.ui import theme
from annotator.ui.find_bar import FindBar
from tests.ui.shell_tools import cut_texts, emitted, on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture
def bar(qapp: QApplication, no_leaks: None) -> Iterator[FindBar]:
    theme.apply(qapp, theme.LIGHT)
    made = FindBar()
    with on_screen(qapp, made, height=40):
        yield made


def press(bar: FindBar, name: str, *, shift: bool = False) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(bar.field, Qt.Key[f"Key_{name}"], held)


def test_what_is_typed_is_asked_for_after_a_pause(qapp: QApplication, bar: FindBar) -> None:
    from PySide6.QtTest import QSignalSpy, QTest

    asked = emitted(bar.query_changed)
    spy = QSignalSpy(bar.query_changed)
    bar.open()
    QTest.keyClicks(bar.field, "firm")
    assert asked == []
    assert spy.wait(5000)
    assert asked == [("firm", False, False)]


def test_enter_asks_at_once_and_goes_on(bar: FindBar) -> None:
    asked, steps = emitted(bar.query_changed), emitted(bar.step)
    bar.open("firm")
    press(bar, "Return")
    press(bar, "Return", shift=True)
    press(bar, "F3")
    press(bar, "F3", shift=True)
    assert asked == [("firm", False, False)]
    assert steps == [1, -1, 1, -1]


def test_without_a_query_there_is_nowhere_to_go(bar: FindBar) -> None:
    steps = emitted(bar.step)
    bar.open()
    press(bar, "Return")
    assert steps == []


def test_regular_expressions_are_a_switch(bar: FindBar) -> None:
    bar.open("fi.m")
    asked = emitted(bar.query_changed)
    bar.regex.click()
    bar.regex.click()
    assert asked == [("fi.m", True, False), ("fi.m", False, False)]


@pytest.mark.parametrize(("current", "total", "complete", "text"), [
    (3, 17, True, "3 of 17"), (3, 17, False, "3 of 17 or more"),
    (0, 0, False, "searching…"), (0, 0, True, "not found")])
def test_the_count_says_where_one_is(bar: FindBar, current: int, total: int, complete: bool, text: str) -> None:
    bar.open("firm")
    bar.show_count(current, total, complete)
    assert bar.count.text() == text
    assert bar.after.isEnabled() == (total > 0)
    assert bool(bar.field.property("problem")) == (text == "not found")


def test_a_query_that_cannot_be_looked_for_says_why(bar: FindBar) -> None:
    bar.open("fi(")
    bar.show_problem("This is no regular expression: a bracket is not closed.")
    assert "bracket" in bar.count.text()
    assert bar.field.property("problem")


def test_escape_closes_and_what_was_typed_stays(bar: FindBar) -> None:
    closed, asked = emitted(bar.closed), emitted(bar.query_changed)
    bar.open("firm")
    press(bar, "Escape")
    assert bar.isHidden()
    assert closed == [None]
    bar.open()
    assert bar.query() == "firm"
    assert asked == [("firm", False, False)]
    assert bar.field.selectedText() == "firm"


@pytest.mark.parametrize(("scale", "width"), [(1.0, 420), (2.0, 640), (2.0, 1024)])
def test_nothing_in_the_bar_is_cut_off(qapp: QApplication, bar: FindBar, scale: float, width: int) -> None:
    theme.apply(qapp, theme.LIGHT, scale)
    bar.open("firm")
    bar.show_count(3, 17, True)
    bar.resize(width, bar.sizeHint().height())
    qapp.processEvents()
    try:
        assert cut_texts(bar) == []
    finally:
        theme.apply(qapp, theme.LIGHT)


def test_every_button_has_a_name(bar: FindBar) -> None:
    names = [part.accessibleName() for part in (bar.field, bar.regex, bar.before, bar.after, bar.close_button)]
    assert all(len(name) > 5 for name in names)
