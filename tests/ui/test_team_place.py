"""The place Team as a whole: what came in, previews, undoing merges, coders, the shared folder, room, colours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from annotator.operations.visibility import Colleagues
from annotator.ui import theme
from annotator.ui.team.preview import BlockedCard, PreviewCard
from annotator.ui.team.shown import ShownCoder, ShownPreview, ShownShare, TeamShown
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
    made.show_team(team.team(conflicts=EVERY, changes=(team.change(12, looked=3), team.moved())))
    with on_screen(qapp, made, width=1440, height=800):
        yield made


def key(widget: QWidget, name: str) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    QTest.keyClick(widget, getattr(Qt.Key, f"Key_{name}"))
    QApplication.processEvents()


def click(widget: QWidget, x: int | None = None, y: int | None = None) -> None:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    where = QPoint(x, y) if x is not None and y is not None else widget.rect().center()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where)
    QApplication.processEvents()


# Changed in the codebook


def test_codebook_changes_stand_before_everything_else(place: TeamPlace) -> None:
    from PySide6.QtCore import QPoint

    def top(widget: QWidget) -> int:
        return widget.mapTo(place, QPoint(0, 0)).y()

    changes = place.left.changes.cards
    assert [card.shown.title for card in changes] == ["Accountability › Pledge", "State ties › Surveillance"]
    assert top(changes[0]) < top(changes[1]) < top(place.left.looks.cards[0])
    assert place.left.changed.right.text() == "9 codings to look at again"


def test_a_change_without_codings_shows_its_texts_alone(place: TeamPlace) -> None:
    card = place.left.changes.cards[1]
    assert card.texts.isVisible()
    assert not (card.list.isVisible() or card.fold.isVisible() or card.tick_all.isVisible())


def test_space_ticks_and_enter_opens(place: TeamPlace) -> None:
    ticked, opened = emitted(place.tick_asked), emitted(place.open_coding_asked)
    card = place.left.changes.cards[0]
    row = card.shown.rows[4]
    card.list.setFocus()
    for name in ("Down", "Down", "Down", "Down", "Space", "Return"):
        key(card.list, name)
    assert ticked == [(card.shown.change, (row.id,), True)]
    assert opened == [row.id]
    now = card.list.rows.row_at(4)
    assert now is not None
    assert now.looked  # before the project answers
    key(card.list, "Space")
    assert ticked[-1] == (card.shown.change, (row.id,), False)


def test_a_click_on_the_box_ticks_and_one_on_open_opens(place: TeamPlace) -> None:
    ticked, opened = emitted(place.tick_asked), emitted(place.open_coding_asked)
    card = place.left.changes.cards[0]
    area = card.list.visualRect(card.list.rows.index(3, 0))
    box, link = card.list._painter.box(area).center(), card.list._painter.link(area).center()
    click(card.list.viewport(), box.x(), box.y())
    click(card.list.viewport(), link.x(), link.y())
    click(card.list.viewport(), area.center().x(), area.center().y())
    assert ticked == [(card.shown.change, (card.shown.rows[3].id,), True)]
    assert opened == [card.shown.rows[3].id]


def test_tick_all_ticks_what_is_left(place: TeamPlace) -> None:
    ticked = emitted(place.tick_asked)
    card = place.left.changes.cards[0]
    click(card.tick_all)
    assert ticked == [(card.shown.change, card.shown.change.look_again, True)]
    assert len(ticked[0][1]) == 9


def test_a_change_that_is_looked_at_folds_where_it_stands(place: TeamPlace) -> None:
    card = place.left.changes.cards[0]
    place.show_team(team.team(changes=(team.change(12, looked=12), team.moved())))
    assert place.left.changes.cards[0] is card
    assert card.fold.text() == "✓ All 12 codings looked at again"
    assert not card.list.isVisible()
    click(card.fold)
    assert card.list.isVisible()
    assert card.texts.isVisible()
    place.show_team(team.team(changes=(team.change(12, looked=11), team.moved())))
    assert card.fold.text() == "1 of 12 codings made before it"
    assert card.list.isVisible()


def test_what_was_looked_at_before_is_folded_away(qapp: QApplication, no_leaks: None) -> None:
    made = TeamPlace()
    made.show_team(team.team(changes=(team.change(5, looked=5), team.change(3, name="Letter"))))
    with on_screen(qapp, made, width=1440):
        changes = made.left.changes
        assert [card.shown.title for card in changes.cards] == ["Accountability › Letter"]
        assert changes.done.text() == "1 change looked at before"
        changes.done.click()
        assert [card.shown.title for card in changes.cards] == ["Accountability › Letter", "Accountability › Pledge"]


def test_folding_the_codings_away_keeps_the_texts(place: TeamPlace) -> None:
    card = place.left.changes.cards[0]
    click(card.fold)
    assert not card.list.isVisible()
    assert card.texts.isVisible()


def test_of_many_codings_some_are_listed_and_all_on_demand(place: TeamPlace) -> None:
    asked = emitted(place.whole_asked)
    place.show_team(team.team(changes=(team.change(5000, listed=200),)))
    card = place.left.changes.cards[0]
    assert card.whole.text() == "Show all 5000 codings"
    assert card.list.rows.rowCount() == 200
    click(card.whole)
    assert asked == [card.shown.key]
    assert card.shown.key in place.whole
    place.show_team(team.team(changes=(team.change(5000),)))
    assert card.list.rows.rowCount() == 5000
    assert not card.whole.isVisible()


def test_the_row_at_hand_stays_when_rows_change(place: TeamPlace) -> None:
    card = place.left.changes.cards[0]
    card.list.setCurrentIndex(card.list.rows.index(6, 0))
    place.show_team(team.team(changes=(team.change(12, looked=7), team.moved())))
    assert card.list.currentIndex().row() == 6


def test_many_changes_are_built_as_they_are_asked_for(place: TeamPlace) -> None:
    place.show_team(team.team(changes=tuple(team.change(2, name=f"Code {n}") for n in range(30))))
    changes = place.left.changes
    assert len(changes.cards) == 10
    changes.more.click()
    assert [card.shown.title for card in changes.cards] == [f"Accountability › Code {n}" for n in range(20)]


# Before the merge, and after it


def test_a_preview_says_what_would_come_in_and_changes_nothing(place: TeamPlace) -> None:
    from PySide6.QtWidgets import QLabel

    accepted, cancelled = emitted(place.preview_accepted), emitted(place.preview_cancelled)
    place.show_preview(team.preview())
    card = place.left.on_top
    assert isinstance(card, PreviewCard)
    texts = [label.text() for label in card.findChildren(QLabel)]
    for told in ("214 new · Jo 120, Lena 94", "5 things will be there to look at.", "Definition"):
        assert told in texts
    assert next(text for text in texts if "clock" in text)
    assert card.merge.hasFocus()
    key(card.merge, "Return")
    assert (len(accepted), cancelled) == (1, [])


def test_escape_leaves_the_preview(place: TeamPlace) -> None:
    accepted, cancelled = emitted(place.preview_accepted), emitted(place.preview_cancelled)
    place.show_preview(team.preview())
    assert place.left.on_top is not None
    key(place.left.on_top, "Escape")
    assert place.left.on_top is None
    assert (accepted, len(cancelled)) == ([], 1)


def test_files_with_nothing_new_offer_no_merge(place: TeamPlace) -> None:
    place.show_preview(ShownPreview("Nothing new in jo.annot", (), "", nothing=True))
    card = place.left.on_top
    assert isinstance(card, PreviewCard)
    assert not card.merge.isVisible()
    assert card.cancel.text() == "Close"


def test_the_last_merge_can_be_taken_back_while_nothing_was_written_since(place: TeamPlace) -> None:
    back, out = emitted(place.take_back_asked), emitted(place.take_out_asked)
    actions = [action for action in place.undo_menu().actions() if not action.isSeparator()]
    assert len(actions) == 3
    for action in actions:
        action.trigger()
    assert len(back) == 1
    assert out == [(team.LAST.id, False), (team.EARLIER.id, False)]


def test_later_what_came_with_it_can_be_taken_out(place: TeamPlace) -> None:
    from dataclasses import replace

    place.show_team(team.team(last=replace(team.LAST, can_take_back=False), earlier=()))
    assert [action.text() for action in place.undo_menu().actions()] == ["Take out what came with this merge"]


def test_the_menu_opens_from_the_button(place: TeamPlace) -> None:
    click(place.undo)
    assert place.menu.isVisible()
    place.menu.close()


def test_a_blocked_take_out_says_why_and_offers_the_rest(place: TeamPlace) -> None:
    from PySide6.QtWidgets import QLabel

    out = emitted(place.take_out_asked)
    place.show_blocked(team.LAST.id, ["the code “Pledge” was redefined since"])
    card = place.left.on_top
    assert isinstance(card, BlockedCard)
    texts = [label.text() for label in card.findChildren(QLabel)]
    assert "• the code “Pledge” was redefined since" in texts
    assert texts[0] == "Not everything that came with jo.annot and lena.annot can be taken out"
    assert card.close_button.hasFocus()  # what destroys nothing
    click(card.partly)
    assert out == [(team.LAST.id, True)]
    assert place.left.on_top is None


def test_who_has_never_merged_reads_how_a_team_works(qapp: QApplication, no_leaks: None) -> None:
    made = TeamPlace()
    asked = emitted(made.merge_asked)
    with on_screen(qapp, made, width=1440):
        assert made.left.welcome.isVisible()
        assert not made.undo.isVisible()
        click(made.left.welcome.merge)
        click(made.merge)
        assert len(asked) == 2
        made.show_team(team.team())
        assert not made.left.welcome.isVisible()


def test_project_files_dropped_are_merged_and_others_left_to_the_window(place: TeamPlace) -> None:
    from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    dropped = emitted(place.files_dropped)
    for names in (["/a/jo.annot", "/a/lena.annot"], ["/a/letter.pdf"], ["/a/jo.annot", "/a/letter.pdf"]):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(name) for name in names])
        event = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                           Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(place, QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, data,
                                                      Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier))
        QApplication.sendEvent(place, event)
    assert dropped == [["/a/jo.annot", "/a/lena.annot"]]


def test_a_project_open_for_reading_offers_no_deeds(place: TeamPlace) -> None:
    place.show_team(team.team(conflicts=EVERY[:1], changes=(team.change(3),), writable=False))
    card = place.left.changes.cards[0]
    assert not place.merge.isEnabled()
    assert not place.undo.isEnabled()
    assert not card.tick_all.isEnabled()
    ticked = emitted(place.tick_asked)
    key(card.list, "Space")
    assert ticked == []
    assert not any(button.isEnabled() for button in place.left.looks.cards[0].buttons)
    assert place.left.looks.cards[0].open.isEnabled()


# People


def test_each_coder_has_a_row_with_what_they_have_done(place: TeamPlace) -> None:
    rows = place.coders.rows
    assert [row.accessibleName() for row in rows][1:] == [
        "Jo Okafor, 214 codings · 6 documents finished · last active yesterday 17:20",
        "Lena Vogt, 94 codings · 4 documents finished · last active Mon 09:15"]
    assert [row.edit.isVisible() for row in rows] == [True, False, False]


def test_ones_own_name_is_edited_in_its_row(place: TeamPlace) -> None:
    from PySide6.QtTest import QTest

    seen = emitted(place.relabel_asked)
    row = place.coders.rows[0]
    click(row.edit)
    assert row.editor is not None
    assert row.editor.name.hasFocus()
    row.editor.name.clear()
    assert not row.editor.save.isEnabled()
    QTest.keyClicks(row.editor.name, "Mira  Horvat")
    row.editor.initials.setText("MH")
    key(row.editor.name, "Return")
    assert seen == [("Mira Horvat", "MH")]
    assert row.editor is None


def test_escape_leaves_the_name_as_it_was(place: TeamPlace) -> None:
    seen = emitted(place.relabel_asked)
    row = place.coders.rows[0]
    click(row.edit)
    assert row.editor is not None
    row.editor.name.setText("Somebody")
    key(row.editor.name, "Escape")
    assert row.editor is None
    assert row.edit.hasFocus()
    assert seen == []


def test_two_coders_are_joined_and_parted_again(place: TeamPlace) -> None:
    from annotator.ui.team.small_parts import ActionButton

    joined, parted = emitted(place.join_asked), emitted(place.part_asked)
    row = place.coders.rows[1]
    click(row.join)
    assert row.joiner is not None
    assert [button.text() for button in row.joiner.buttons] == ["Mira Kovač", "Lena Vogt"]
    click(row.joiner.buttons[1])
    assert joined == [(team.JO, team.LENA)]
    part = next(button for button in row.findChildren(ActionButton) if button.text() == "Part again")
    click(part)
    assert parted == [team.coders()[1].members[0].id]


def test_coders_of_one_name_are_told_apart_when_joining(place: TeamPlace) -> None:
    twice = tuple(ShownCoder(this, "Anna Weiß", "AW", "#0068B4", codings=n) for n, this in
                  enumerate((team.ANNA, team.ANNA_2), 3))
    place.show_team(team.team(coders=(team.coders()[0], *twice)))
    row = place.coders.rows[0]
    click(row.join)
    assert row.joiner is not None
    assert [button.text() for button in row.joiner.buttons] == ["Anna Weiß (3 codings)", "Anna Weiß (4 codings)"]


def test_colleagues_codings_are_shown_dimmed_or_hidden(place: TeamPlace) -> None:
    seen, blind = emitted(place.colleagues_chosen), emitted(place.blind_chosen)
    switches = place.coders.switches
    click(switches.chips[Colleagues.DIMMED])
    click(switches.blind, 8, switches.blind.height() // 2)
    assert seen == [Colleagues.DIMMED]
    assert blind == [True]
    place.show_team(team.team(colleagues=Colleagues.HIDDEN, blind=True))
    assert [which for which, chip in switches.chips.items() if chip.isChecked()] == [Colleagues.HIDDEN]
    assert switches.blind.isChecked()


def test_who_codes_alone_needs_no_switches(place: TeamPlace) -> None:
    place.show_team(TeamShown(coders=team.coders()[:1]))
    assert not place.coders.switches.isVisible()
    assert not place.coders.rows[0].join.isVisible()


def test_a_row_that_did_not_change_keeps_what_is_typed_in_it(place: TeamPlace) -> None:
    row = place.coders.rows[0]
    click(row.edit)
    place.show_team(team.team(conflicts=EVERY[:2]))
    assert place.coders.rows[0] is row
    assert row.editor is not None


def test_the_shared_folder_is_asked_for_exchanged_with_and_left(place: TeamPlace) -> None:
    share, exchange, stop = (emitted(signal) for signal in (place.share_asked, place.exchange_asked,
                                                           place.stop_sharing_asked))
    card = place.sharing
    assert not card.share.isVisible()
    click(card.exchange)
    click(card.stop)
    place.show_team(team.team(share=ShownShare()))
    assert not card.exchange.isVisible()
    assert not card.folder.isVisible()
    click(card.share)
    assert (len(share), len(exchange), len(stop)) == (1, 1, 1)


# Room, colours, names


def test_the_halves_stand_side_by_side_or_behind_tabs(qapp: QApplication, place: TeamPlace) -> None:
    assert place.left_scroll.isVisible()
    assert place.right_scroll.isVisible()
    assert not place.tabs.isVisible()
    place.resize(1024, 600)
    qapp.processEvents()
    assert place.tabs.isVisible()
    assert place.tabs.tabText(0) == "What came in · 11"
    assert place.left_scroll.isVisible()
    assert not place.right_scroll.isVisible()
    place.tabs.setCurrentIndex(1)
    assert not place.left_scroll.isVisible()
    assert place.right_scroll.isVisible()
    place.show_preview(team.preview())
    assert place.left_scroll.isVisible()


@pytest.mark.parametrize(("width", "height", "scale"), [(1440, 800, 1.0), (1024, 600, 1.0), (1024, 600, 2.0)])
@pytest.mark.parametrize("tab", (0, 1))
def test_nothing_is_cut_off(
    qapp: QApplication, place: TeamPlace, width: int, height: int, scale: float, tab: int
) -> None:
    theme.apply(qapp, theme.LIGHT, scale)
    try:
        place.show_preview(team.preview())
        place.resize(width, height)
        place.coders.rows[0].edit.click()
        place.coders.rows[1].join.click()
        place.tabs.setCurrentIndex(tab)
        for _ in range(4):
            qapp.processEvents()
        assert cut_texts(place) == []
        for area in (place.left_scroll, place.right_scroll):
            inner = area.widget()
            assert inner is not None
            if area.isVisible():
                assert inner.width() <= area.viewport().width()
    finally:
        theme.apply(qapp, theme.LIGHT)


def test_differences_follow_the_theme(qapp: QApplication, place: TeamPlace) -> None:
    from annotator.ui.team.differences import DifferenceLabel

    shown = place.left.changes.cards[0].findChildren(DifferenceLabel)[0]
    assert theme.LIGHT.success in shown.text()
    theme.apply(qapp, theme.DARK)
    try:
        qapp.processEvents()
        assert theme.DARK.success in shown.text()
    finally:
        theme.apply(qapp, theme.LIGHT)


def test_every_control_has_a_name(place: TeamPlace) -> None:
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit

    place.show_preview(team.preview())
    nameless = []
    for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit):
        for control in place.findChildren(kind):
            told = QAccessible.queryAccessibleInterface(control)
            if control.isVisible() and control.parent() is not None and not (told and told.text(
                    QAccessible.Text.Name)):
                nameless.append(control)
    assert nameless == []


def test_showing_the_same_again_touches_no_card(place: TeamPlace) -> None:
    cards = [*place.left.looks.cards, *place.left.changes.cards, *place.coders.rows]
    place.show_team(team.team(conflicts=EVERY, changes=(team.change(12, looked=3), team.moved())))
    assert [*place.left.looks.cards, *place.left.changes.cards, *place.coders.rows] == cards
