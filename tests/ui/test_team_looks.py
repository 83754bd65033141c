"""The things to look at: cards, their keys, their editors, thousands of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from annotator.ui import theme
from annotator.ui.team.inline import CodeInline, TextInline
from annotator.ui.team.look_list import PAGE
from annotator.ui.team.team_place import TeamPlace
from tests.ui import team_values as team
from tests.ui.shell_tools import cut_texts, emitted, on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

EVERY = tuple(team.shown(one) for one in team.every_conflict())


@pytest.fixture
def place(qapp: QApplication, no_leaks: None) -> Iterator[TeamPlace]:
    theme.apply(qapp, theme.LIGHT)
    made = TeamPlace()
    made.show_team(team.team(conflicts=EVERY))
    with on_screen(qapp, made, width=1440, height=800):
        yield made


def press(key: str, *, times: int = 1) -> None:
    """Presses a key where the keys go."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    for _ in range(times):
        QTest.keyClick(QApplication.focusWidget(), getattr(Qt.Key, f"Key_{key}"))
        QApplication.processEvents()


def click(widget: QWidget) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def headings(place: TeamPlace) -> list[str]:
    return [card.shown.heading for card in place.left.looks.cards]


def without(*gone: int) -> tuple[object, ...]:
    return tuple(one for at, one in enumerate(EVERY) if at not in gone)


def test_a_click_on_a_button_settles_by_its_token(place: TeamPlace) -> None:
    seen = emitted(place.resolve_asked)
    card = place.left.looks.cards[0]
    click(card.buttons[1])
    assert seen == [(EVERY[0].id, "Jo Okafor", None)]


def test_a_settled_card_goes_and_the_next_gets_the_keys(place: TeamPlace) -> None:
    cards = place.left.looks.cards
    click(cards[1].buttons[0])
    place.show_team(team.team(conflicts=without(1)))
    assert place.left.looks.cards[1] is cards[2]
    assert cards[2].hasFocus()
    assert place.left.to_look_at.right.text() == "10 of 11 left"


def test_when_the_last_is_settled_the_keys_are_not_lost(place: TeamPlace) -> None:
    click(place.left.looks.cards[0].buttons[0])
    place.show_team(team.team())
    assert place.hasFocus()
    assert place.left.settled.text() == "All settled: nothing is left to look at."
    assert place.left.settled.isVisible()


def test_arrows_walk_the_cards_and_enter_settles_nothing_by_itself(place: TeamPlace) -> None:
    seen = emitted(place.resolve_asked)
    cards = place.left.looks.cards
    cards[0].setFocus()
    press("Down", times=2)
    assert cards[2].hasFocus()
    press("Up")
    assert cards[1].hasFocus()
    press("Return")
    assert cards[1].buttons[0].hasFocus()
    assert seen == []
    press("Return")
    assert seen == [(EVERY[1].id, "Mira Kovač", None)]


def test_arrows_leave_the_buttons_for_the_next_card(place: TeamPlace) -> None:
    cards = place.left.looks.cards
    cards[0].setFocus()
    press("Return")
    press("Right")
    assert cards[0].buttons[1].hasFocus()
    press("Down")
    assert cards[1].hasFocus()


def test_one_card_alone_is_the_current_one(place: TeamPlace) -> None:
    cards = place.left.looks.cards
    assert [card._current for card in cards].index(True) == 0
    cards[3].setFocus()
    place.left.fold.click()
    remark = place.left.remarks.cards[0]
    remark.setFocus()
    assert remark._current
    assert not any(card._current for card in cards)


def test_a_new_value_is_typed_in_the_card(place: TeamPlace) -> None:
    from PySide6.QtTest import QTest

    seen = emitted(place.resolve_asked)
    card = place.left.looks.cards[0]
    click(card.buttons[2])
    editor = card.inline
    assert isinstance(editor, TextInline)
    assert editor.field.hasFocus()
    assert editor.text() == "Military–civil fusion"
    QTest.keyClicks(editor.field, "Fusion")
    press("Return")
    assert seen == [(EVERY[0].id, "new", "Fusion")]
    assert card.inline is None
    assert card.hasFocus()


def test_escape_closes_the_editor_and_goes_back_to_its_button(place: TeamPlace) -> None:
    seen = emitted(place.resolve_asked)
    card = place.left.looks.cards[0]
    click(card.buttons[2])
    press("Escape")
    assert card.inline is None
    assert card.buttons[2].hasFocus()
    assert seen == []


def test_nothing_typed_settles_nothing(place: TeamPlace) -> None:
    seen = emitted(place.resolve_asked)
    card = place.left.looks.cards[0]
    click(card.buttons[2])
    editor = card.inline
    assert isinstance(editor, TextInline)
    editor.set_text("   ")
    press("Return")
    assert seen == []
    assert not editor.take.isEnabled()


def test_a_memo_is_typed_in_several_lines(place: TeamPlace) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    seen = emitted(place.resolve_asked)
    card = place.left.looks.cards[1]
    click(card.buttons[3])
    editor = card.inline
    assert isinstance(editor, TextInline)
    editor.set_text("one")
    press("End")
    press("Return")
    QTest.keyClicks(editor.field, "two")
    assert seen == []
    QTest.keyClick(editor.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert seen == [(EVERY[1].id, "new", "one\ntwo")]


def test_what_is_being_typed_outlives_other_changes(place: TeamPlace) -> None:
    from dataclasses import replace

    card = place.left.looks.cards[0]
    click(card.buttons[2])
    assert isinstance(card.inline, TextInline)
    card.inline.set_text("half a na")
    changed = replace(EVERY[0], title="State ties › Something else")
    place.show_team(team.team(conflicts=(changed, *EVERY[1:])))
    now = place.left.looks.cards[0]
    assert now is not card
    assert now.editing == ("new", "half a na")
    place.show_team(team.team(conflicts=(changed, *EVERY[2:])))
    assert place.left.looks.cards[0] is now


def test_a_code_is_chosen_by_a_few_letters(place: TeamPlace) -> None:
    from PySide6.QtTest import QTest

    seen = emitted(place.resolve_asked)
    card = place.left.looks.cards[5]
    click(card.buttons[1])
    chooser = card.inline
    assert isinstance(chooser, CodeInline)
    QTest.keyClicks(chooser.field, "dual")
    found = chooser.rows.row_at(0)
    assert found is not None
    assert found.name == "Dual-use technology"
    press("Return")
    assert seen == [(EVERY[5].id, "recode", team.code_id("Dual-use technology"))]


def test_a_code_is_chosen_with_the_mouse(place: TeamPlace) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    seen = emitted(place.resolve_asked)
    card = place.left.looks.cards[5]
    click(card.buttons[1])
    chooser = card.inline
    assert isinstance(chooser, CodeInline)
    where = chooser.list.visualRect(chooser.rows.index(1, 0)).center()
    QTest.mouseClick(chooser.list.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert seen == [(EVERY[5].id, "recode", team.code_id("Dual-use technology"))]


def test_the_top_is_a_place_for_a_code_but_no_code_to_recode_to(place: TeamPlace) -> None:
    seen = emitted(place.resolve_asked)
    moved = place.left.looks.cards[3]
    click(moved.buttons[2])
    assert isinstance(moved.inline, CodeInline)
    press("Return")
    assert seen == [(EVERY[3].id, "new", "")]
    dangling = place.left.looks.cards[5]
    click(dangling.buttons[1])
    assert isinstance(dangling.inline, CodeInline)
    first = dangling.inline.rows.row_at(0)
    assert first is not None
    assert first.code is not None


def test_letters_that_no_code_has_choose_nothing(place: TeamPlace) -> None:
    from PySide6.QtTest import QTest

    seen = emitted(place.resolve_asked)
    card = place.left.looks.cards[5]
    click(card.buttons[1])
    assert isinstance(card.inline, CodeInline)
    QTest.keyClicks(card.inline.field, "zzzz")
    press("Return")
    assert card.inline.rows.rowCount() == 0
    assert seen == []


def test_open_leads_to_the_coding_or_the_thing(place: TeamPlace) -> None:
    codings, things = emitted(place.open_coding_asked), emitted(place.open_entity_asked)
    cards = place.left.looks.cards
    click(cards[4].open)
    click(cards[0].open)
    assert codings == [EVERY[4].opens[1]] if EVERY[4].opens else False
    assert things == [EVERY[0].opens]
    assert not cards[1].open.isVisible()  # a memo by itself is no place to go to


def test_chips_narrow_the_list_down_and_say_how_many_there_are(place: TeamPlace) -> None:
    filters = place.left.filters
    assert [chip.text() for chip in filters.chips.values()][:3] == ["All  11", "Changed twice  4",
                                                                   "Deleted and edited  1"]
    filters.chips["Changed twice"].click()
    assert len(headings(place)) == 4
    filters.mine_only.click()
    assert headings(place) == ["Code renamed twice", "Memo changed twice", "Code moved twice"]
    filters.chips[""].click()
    filters.mine_only.click()
    assert len(headings(place)) == 11


def test_a_chip_whose_things_are_settled_lets_the_others_be_seen(place: TeamPlace) -> None:
    place.left.filters.chips["Below one another"].click()
    assert headings(place) == ["Codes below one another"]
    place.show_team(team.team(conflicts=without(8)))
    assert len(headings(place)) == 10


def test_nothing_of_mine_is_said(place: TeamPlace) -> None:
    place.left.filters.mine_only.click()
    place.show_team(team.team(conflicts=tuple(one for one in EVERY if not one.mine)))
    assert len(headings(place)) == 3  # the filter cannot hold where nothing is mine
    assert not place.left.filters.mine_only.isEnabled()


def test_remarks_are_folded_away_and_not_counted(place: TeamPlace) -> None:
    assert place.left.to_look_at.right.text() == "11 of 11 left"
    assert place.left.fold.text() == "Remarks · 2"
    assert place.left.remarks.cards == []
    place.left.fold.click()
    assert [card.shown.heading for card in place.left.remarks.cards] == ["Same text from other bytes",
                                                                        "The same coding twice"]


def test_the_count_begins_anew_with_the_next_merge(place: TeamPlace) -> None:
    place.show_team(team.team(conflicts=EVERY[:2]))
    assert place.left.to_look_at.right.text() == "2 of 11 left"
    place.show_team(team.team(conflicts=EVERY[:3], last=team.EARLIER))
    assert place.left.to_look_at.right.text() == "3 of 3 left"


def test_two_thousand_cards_are_built_as_one_scrolls(qapp: QApplication, place: TeamPlace) -> None:
    place.show_team(team.team(conflicts=team.many_renamed(2000)))
    qapp.processEvents()
    looks = place.left.looks
    assert PAGE <= len(looks.cards) < 100
    before = len(looks.cards)
    bar = place.left_scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    qapp.processEvents()
    assert before < len(looks.cards) < 200
    assert looks.more.isVisible()
    last = looks.cards[-1]
    last.setFocus()
    press("Down")
    assert looks.cards[-1] is not last
    assert looks.cards[looks.cards.index(last) + 1].hasFocus()


def test_the_keyboard_gets_more_cards_by_the_button(place: TeamPlace) -> None:
    place.show_team(team.team(conflicts=team.many_renamed(300)))
    looks = place.left.looks
    before = len(looks.cards)
    looks.more.click()
    assert len(looks.cards) >= before + PAGE
    assert looks.cards[before].hasFocus()


def test_the_focused_card_is_scrolled_to(qapp: QApplication, place: TeamPlace) -> None:
    place.left.looks.cards[0].setFocus()
    press("Down", times=8)
    qapp.processEvents()
    card = place.left.looks.cards[8]
    assert card.hasFocus()
    assert not card.visibleRegion().isEmpty()


def test_what_opens_in_a_card_at_the_edge_is_scrolled_to(qapp: QApplication, place: TeamPlace) -> None:
    place.resize(1440, 560)
    qapp.processEvents()
    place.left.looks.cards[5].setFocus()
    qapp.processEvents()
    click(place.left.looks.cards[5].buttons[1])
    for _ in range(3):
        qapp.processEvents()
    chooser = place.left.looks.cards[5].inline
    assert isinstance(chooser, CodeInline)
    assert chooser.list.visibleRegion().boundingRect().height() == chooser.list.height()


@pytest.mark.parametrize(("width", "height", "scale"), [(1440, 800, 1.0), (1024, 600, 1.0), (1024, 600, 2.0)])
def test_nothing_is_cut_off(qapp: QApplication, place: TeamPlace, width: int, height: int, scale: float) -> None:
    theme.apply(qapp, theme.LIGHT, scale)
    try:
        place.resize(width, height)
        place.left.fold.setChecked(True)
        for _ in range(4):
            qapp.processEvents()
        assert cut_texts(place) == []
        card = place.left.looks.cards[8]
        for button in card.buttons:
            assert button.geometry().right() <= card._button_row.width()
    finally:
        theme.apply(qapp, theme.LIGHT)


def test_every_control_of_a_card_has_a_name_of_its_own(place: TeamPlace) -> None:
    from PySide6.QtGui import QAccessible

    place.left.fold.setChecked(True)
    names = []
    for card in (*place.left.looks.cards, *place.left.remarks.cards):
        told = QAccessible.queryAccessibleInterface(card)
        assert told is not None
        assert told.text(QAccessible.Text.Name)
        assert told.text(QAccessible.Text.Description)
        names += [button.accessibleName() for button in card.buttons]
    assert len(set(names)) == len(names)
