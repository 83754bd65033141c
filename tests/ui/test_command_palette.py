"""Fuzzy ranking, and the command palette that lies on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui import theme
from annotator.ui.palette.command_palette import CommandPalette
from annotator.ui.palette.entries import Entry, Kind
from annotator.ui.palette.fuzzy import Candidate, rank
from tests.ui.shell_tools import emitted, on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

TEXTS = st.text(st.sampled_from("abcdeé ÀßİŒ›>-ñ\u0301中"), max_size=30)
CANDIDATES = st.lists(st.builds(Candidate, st.lists(TEXTS, min_size=1, max_size=3).map(tuple), st.floats(0, 3)),
                      max_size=12)


def names(query: str, *found: str | tuple[str, ...]) -> list[str]:
    """The names among these that the query finds, the best first."""
    candidates = [Candidate((each,) if isinstance(each, str) else each) for each in found]
    return [candidates[match.index].texts[0] for match in rank(query, candidates)]


def test_an_empty_query_gives_all_by_boost_and_then_in_order() -> None:
    candidates = [Candidate((name,), boost) for name, boost in (("a", 0), ("b", 2), ("c", 0), ("d", 2))]
    assert [match.index for match in rank("", candidates)] == [1, 3, 0, 2]
    assert [match.index for match in rank("  ", candidates, most=3)] == [1, 3, 0]


def test_a_prefix_comes_before_a_word_start_and_that_before_the_inside_of_a_word() -> None:
    assert names("gov", "Mangove", "State government", "Government contract") == [
        "Government contract", "State government", "Mangove"]


def test_the_whole_name_comes_before_a_longer_one() -> None:
    assert names("pledge", "Pledge kept", "Pledge", "A pledge") == ["Pledge", "Pledge kept", "A pledge"]


def test_initials_find_a_name() -> None:
    assert names("gc", "Magic", "Government contract", "Autonomy") == ["Government contract"]
    assert names("cmf", "Civil-military fusion", "Comfort")[0] == "Civil-military fusion"


def test_letters_that_follow_each_other_count_more_than_scattered_ones() -> None:
    assert names("surv", "Sources under review", "Surveillance")[0] == "Surveillance"


def test_letters_left_out_still_find_a_name() -> None:
    assert names("emplyee", "Employee resistance", "Autonomy") == ["Employee resistance"]


def test_letters_that_lie_together_by_chance_find_nothing() -> None:
    assert names("ne", "Undo the coded passage") == []


def test_case_and_accents_do_not_count() -> None:
    assert names("ETAT", "État", "Stadt") == ["État"]
    assert names("strasse", "Straße") == []
    assert names("stras", "Straße") == ["Straße"]


def test_each_word_may_lie_in_another_text() -> None:
    found = names("acc pledge", ("Pledge", "Accountability › Pledge"), ("Pledge", "State ties › Pledge"))
    assert found == ["Pledge"]


def test_an_alias_finds_but_the_name_comes_first() -> None:
    assert names("none", ("Refused", "Pledge › Refused", "none"), ("None made", "Pledge › None made")) == [
        "None made", "Refused"]


def test_a_path_is_found_as_it_is_written() -> None:
    found = names("acc > ple", ("Pledge", "Accountability › Pledge"), ("Autonomy", "Technology › Autonomy"))
    assert found == ["Pledge"]


def test_recency_decides_between_equals_and_no_more() -> None:
    lately = [Candidate(("Surveillance of cities",)), Candidate(("Surveillance of people",), 1.0)]
    assert rank("surv", lately)[0].index == 1
    far = [Candidate(("Surveillance",)), Candidate(("Conservation",), 1.0)]
    assert rank("surv", far)[0].index == 0


def test_the_places_are_those_of_the_letters_in_the_name() -> None:
    match = rank("gc", [Candidate(("Government contract",))])[0]
    assert match.positions == (0, 11)
    assert rank("acc", [Candidate(("Pledge", "Accountability › Pledge"))])[0].positions == ()


@given(query=TEXTS, candidates=CANDIDATES, most=st.integers(0, 8))
def test_ranking_keeps_its_laws(query: str, candidates: list[Candidate], most: int) -> None:
    every = rank(query, candidates, most=len(candidates))
    assert [match.score for match in every] == sorted((match.score for match in every), reverse=True)
    assert len({match.index for match in every}) == len(every)
    assert rank(query, candidates, most=most) == every[:most]
    for match in every:
        name = candidates[match.index].texts[0]
        assert list(match.positions) == sorted(set(match.positions))
        assert all(0 <= place < len(name) for place in match.positions)


@given(st.text("abc def", min_size=1, max_size=20).filter(str.strip), CANDIDATES)
def test_a_name_is_always_found_by_itself_and_its_beginning(name: str, others: list[Candidate]) -> None:
    candidates = [*others, Candidate((name,))]
    for query in (name, name.upper(), name.split()[0]):
        assert len(others) in [match.index for match in rank(query, candidates, most=len(candidates))]


def test_a_very_long_query_and_text_are_no_trouble() -> None:
    assert rank("a" * 5000, [Candidate(("a" * 5000,))]) != []
    assert rank("ab" * 2000, [Candidate(("a" * 5000,))]) == []


@pytest.fixture
def window(qapp: QApplication, no_leaks: None) -> Iterator[QWidget]:
    from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

    theme.apply(qapp, theme.LIGHT)
    made = QWidget()
    column = QVBoxLayout(made)
    column.addWidget(QLineEdit())
    with on_screen(qapp, made):
        yield made


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def entries(done: list[str]) -> list[Entry]:
    return [
        Entry(Kind.COMMAND, "Next uncoded paragraph", "", "F7", lambda: done.append("next")),
        Entry(Kind.CODE, "None made", "Pledge", "", lambda: done.append("none"), colour="#CC79A7"),
        Entry(Kind.CASE, "Sensetime", "company", "", lambda: done.append("sensetime"), aliases=("商汤",)),
        Entry(Kind.COMMAND, "New project", "", "Ctrl+N", lambda: done.append("new"), enabled=False),
    ]


def press(palette: CommandPalette, *keys: str) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    for key in keys:
        QTest.keyClick(palette.field, Qt.Key[f"Key_{key}"])


def titles(palette: CommandPalette) -> list[str]:
    return [entry.title for entry in palette.shown_entries()]


def test_the_palette_offers_everything_before_anything_is_typed(window: QWidget, entries: list[Entry]) -> None:
    palette = CommandPalette(window)
    palette.open(entries, in_document=True)
    assert titles(palette) == [entry.title for entry in entries]


def test_typing_finds_and_text_search_stands_last(window: QWidget, entries: list[Entry]) -> None:
    palette = CommandPalette(window)
    palette.open(entries, in_document=True)
    palette.field.setText("mad")
    assert titles(palette) == ["None made", "Find “mad” in this document", "Find “mad” in all documents"]
    palette.open(entries)
    palette.field.setText("zzz")
    assert titles(palette) == ["Find “zzz” in all documents"]


def test_enter_runs_the_chosen_row_and_closes(window: QWidget, entries: list[Entry], done: list[str]) -> None:
    palette = CommandPalette(window)
    closed = emitted(palette.closed)
    palette.open(entries)
    press(palette, "Down", "Return")
    assert done == ["none"]
    assert palette.isHidden()
    assert closed == [None]


def test_up_from_the_first_row_goes_to_the_last(window: QWidget, entries: list[Entry]) -> None:
    palette = CommandPalette(window)
    palette.open(entries)
    press(palette, "Up")
    assert palette.list.currentIndex().row() == len(entries) - 1
    press(palette, "PageUp")
    assert palette.list.currentIndex().row() == 0


def test_what_cannot_be_done_now_stands_last_and_does_nothing(
    window: QWidget, entries: list[Entry], done: list[str]) -> None:
    palette = CommandPalette(window)
    palette.open(entries)
    palette.field.setText("ne")
    assert titles(palette).index("New project") > titles(palette).index("Next uncoded paragraph")
    palette.field.setText("new project")
    press(palette, "Return")
    assert done == []
    assert not palette.isHidden()


def test_text_can_be_looked_for_here_and_everywhere(window: QWidget, entries: list[Entry]) -> None:
    palette = CommandPalette(window)
    asked = emitted(palette.find_asked)
    for ups in (("Up",), ("Up", "Up")):
        palette.open(entries, in_document=True)
        palette.field.setText("refusing a ministry")
        press(palette, *ups, "Return")
    assert asked == [("refusing a ministry", True), ("refusing a ministry", False)]


def test_an_alias_in_another_script_finds_a_case(window: QWidget, entries: list[Entry]) -> None:
    palette = CommandPalette(window)
    palette.open(entries, query="商汤")
    assert titles(palette)[0] == "Sensetime"


def test_escape_gives_the_focus_back(qapp: QApplication, window: QWidget, entries: list[Entry]) -> None:
    from PySide6.QtWidgets import QLineEdit

    palette = CommandPalette(window)
    before = window.findChild(QLineEdit)
    assert before is not None
    before.setFocus()
    palette.open(entries)
    assert qapp.focusWidget() is palette.field
    press(palette, "Tab")
    assert qapp.focusWidget() is palette.field
    press(palette, "Escape")
    assert palette.isHidden()
    assert qapp.focusWidget() is before


def test_a_click_beside_it_closes(window: QWidget, entries: list[Entry], done: list[str]) -> None:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    palette = CommandPalette(window)
    palette.open(entries)
    middle = palette.list.visualRect(palette.list.model().index(1, 0)).center()
    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert done == ["none"]
    palette.open(entries)
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(2, window.height() - 2))
    assert palette.isHidden()


@pytest.mark.parametrize("scale", (1.0, 2.0, 3.0))
def test_it_lies_within_the_window_at_every_scale(
    qapp: QApplication, window: QWidget, entries: list[Entry], scale: float) -> None:
    theme.apply(qapp, theme.LIGHT, scale)
    try:
        palette = CommandPalette(window)
        palette.open(entries * 10, query="e", in_document=True)
        qapp.processEvents()
        assert window.rect().contains(palette.geometry())
        assert palette.list.height() >= palette.list.sizeHintForRow(0)
        window.resize(1024, 500)
        qapp.processEvents()
        assert window.rect().contains(palette.geometry())
    finally:
        theme.apply(qapp, theme.LIGHT)


def test_a_row_says_title_detail_keys_and_place(window: QWidget, entries: list[Entry]) -> None:
    from PySide6.QtCore import Qt

    palette = CommandPalette(window)
    palette.open(entries)
    spoken = [palette.list.model().index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 1, 3)]
    assert spoken == ["Next uncoded paragraph, F7, 1 of 4", "None made, Pledge, 2 of 4",
                      "New project, Ctrl+N, cannot be done now, 4 of 4"]
