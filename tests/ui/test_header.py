"""The bars at the top and the bottom of the window."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from annotator.ui import theme
from annotator.ui.header import Header, Place
from annotator.ui.status import StatusBar
from tests.ui.shell_tools import cut_texts, emitted, on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

PLACES = [Place(title.lower(), title, f"Ctrl+{n}")
          for n, title in enumerate(("Code", "Review", "Analyse", "Assess", "Team"), 1)]


@pytest.fixture
def header(qapp: QApplication, no_leaks: None) -> Iterator[Header]:
    theme.apply(qapp, theme.LIGHT)
    made = Header(PLACES)
    made.set_project("killer-robots.annot", state="saved")
    made.set_coder("MK", "#0A7D60", "Mira Kovač")
    with on_screen(qapp, made, width=1440, height=50):
        yield made


def test_a_place_that_is_clicked_is_said_and_shown(header: Header) -> None:
    seen = emitted(header.place_chosen)
    assert header.place() == "code"
    header._buttons["team"].click()
    assert seen == ["team"]
    assert header.place() == "team"


def test_a_place_that_the_program_sets_is_not_said(header: Header) -> None:
    seen = emitted(header.place_chosen)
    header.set_place("assess")
    header.set_place("nowhere")
    assert header.place() == "assess"
    assert seen == []


def test_only_places_that_are_there_are_shown(header: Header) -> None:
    header.set_places(PLACES[:2])
    assert list(header._buttons) == ["code", "review"]
    assert header.place() == "code"


def test_arrows_go_round_the_places(header: Header) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    seen = emitted(header.place_chosen)
    header._buttons["code"].setFocus()
    QTest.keyClick(header._buttons["code"], Qt.Key.Key_Left)
    QTest.keyClick(header._buttons["team"], Qt.Key.Key_Right)
    QTest.keyClick(header._buttons["code"], Qt.Key.Key_Right)
    assert seen == ["team", "code", "review"]


def test_search_and_coder_are_buttons_with_names(header: Header) -> None:
    asked, coder = emitted(header.palette_asked), emitted(header.coder_clicked)
    header.search.click()
    header.coder.click()
    assert (len(asked), len(coder)) == (1, 1)
    assert header.search.accessibleName() == "Search text, codes, commands"
    assert header.coder.accessibleName() == "Coder: Mira Kovač"
    assert header.project.accessibleName() == "Project killer-robots.annot"


@pytest.mark.parametrize(("scale", "width"), [(1.0, 1440), (1.0, 1024), (1.5, 1024), (2.0, 1024)])
def test_nothing_in_the_header_is_cut_off(qapp: QApplication, header: Header, scale: float, width: int) -> None:
    theme.apply(qapp, theme.LIGHT, scale)
    header.resize(width, header.sizeHint().height())
    qapp.processEvents()
    try:
        assert cut_texts(header) == []
        assert header.search.geometry().right() < header.coder.geometry().left()
    finally:
        theme.apply(qapp, theme.LIGHT)


def test_the_search_shortens_before_the_places_do(qapp: QApplication, header: Header) -> None:
    assert header.search._text.text() == "Search text, codes, commands"
    header.resize(760, 50)
    qapp.processEvents()
    assert header.search._text.text() != "Search text, codes, commands"
    assert all(button.isVisible() for button in header._buttons.values())


@pytest.fixture
def status(qapp: QApplication, no_leaks: None) -> Iterator[StatusBar]:
    made = StatusBar()
    with on_screen(qapp, made, height=28):
        yield made


def test_counts_and_what_was_saved_stand_side_by_side(status: StatusBar) -> None:
    status.show_counts("69 codings", "6 documents")
    status.show_saved("last backup 10:30")
    status.show_hints(("Space picker", "F7 next uncoded"))
    assert status.left.text() == "69 codings · 6 documents · last backup 10:30"
    assert status.right.text() == "Space picker · F7 next uncoded"


def test_sticky_codes_are_loud_until_they_end(status: StatusBar) -> None:
    status.show_counts("69 codings")
    status.show_sticky(("Surveillance", "Pledge"))
    assert status.is_loud()
    assert "Surveillance, Pledge" in status.left.text()
    assert status.left.palette().color(status.left.foregroundRole()).name().upper() == theme.current().on_loud
    status.show_counts("70 codings")
    assert "Surveillance" in status.left.text()
    status.show_sticky(())
    assert not status.is_loud()
    assert status.left.text() == "70 codings"
    assert status.left.palette().color(status.left.foregroundRole()).name().upper() == theme.current().quiet
