"""Colleagues' codings in the place Code: shown, dimmed, hidden, and hidden while coding blind until one finishes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model.changes import Kind
from annotator.model.codings import PlacedCoding
from annotator.model.ids import EntityId
from annotator.operations import coders, coding, finishing, memos, visibility
from annotator.operations.visibility import Colleagues
from annotator.ui.codebook.inline_bars import ConfirmBar
from annotator.ui.documents import DocumentState
from annotator.ui.main_window import MainWindow
from annotator.ui.status import StatusBar
from annotator.ui.text_note import Deed
from tests.builders import TEXT, add_text, coded_project
from tests.driving import (
    CTRL,
    Key,
    document_of,
    notice,
    place_of,
    press,
    project_of,
    settle,
    shown_window,
)
from tests.ui.colleagues import BO, apart, code_named, coded, rest
from tests.ui.shell_tools import emitted

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")

MINE, THEIRS = "published the contract in May", ("drones", "open letter")


@pytest.fixture
def window(tmp_path: Path) -> Iterator[MainWindow]:
    """The article with two codings of a colleague and one of mine."""
    coded_project(tmp_path).close()
    with shown_window() as made:
        made.open_project(tmp_path / "p.annot")
        settle()
        project_of(made).do(coded(MINE, "Letter"))
        yield made


def seen(window: MainWindow) -> dict[str, bool]:
    """The codings that the view paints: their words, and whether they are dimmed."""
    view = place_of(window).view
    return {
        TEXT[one.start : one.end]: one.dimmed for one in view.codings.at(0, len(TEXT)) if one.id in view.codings
    }


def coding_of(window: MainWindow, quote: str) -> PlacedCoding:
    return next(one for one in document_of(window).placed.values() if TEXT[one.start : one.end] == quote)


def test_f8_shows_dims_and_hides_what_colleagues_coded_never_what_i_did(window: MainWindow) -> None:
    assert seen(window) == {MINE: False, THEIRS[0]: False, THEIRS[1]: False}
    press(window, Key.Key_F8)
    assert seen(window) == {MINE: False, THEIRS[0]: True, THEIRS[1]: True}
    assert notice(window) == "Colleagues’ codings are dimmed."
    press(window, Key.Key_F8)
    assert seen(window) == {MINE: False} and "hidden" in notice(window)
    press(window, Key.Key_F8)
    assert seen(window) == {MINE: False, THEIRS[0]: False, THEIRS[1]: False}


def test_what_is_hidden_is_in_no_walk_no_panel_no_list_and_no_count(window: MainWindow) -> None:
    place, opened = place_of(window), project_of(window)
    drones, letter = (code_named(opened.project, name) for name in ("Drones", "Letter"))
    start = TEXT.index("drones")
    place.view.select(start, start + len("drones"))
    rest(window)
    assert place.desk.chosen is not None and len(place.detail.cards) == 1
    assert (opened.counts, sum(opened.document_counts.values())) == ({drones: 1, letter: 2}, 3)

    opened.show_colleagues(Colleagues.HIDDEN)
    rest(window)
    assert place.desk.chosen is None and not place.detail.cards
    place.view.setFocus()
    press(window, Key.Key_Tab)
    assert place.desk.chosen is None
    assert opened.counts == {letter: 1} and set(opened.document_counts.values()) == {1}
    assert [place.codebook.tree.row_of(one).own for one in (drones, letter)] == [0, 1]  # type: ignore[union-attr]
    row = place.documents.table.row_of(document_of(window).document.id)
    assert row is not None and row.codings == 1
    entries = emitted(place.entries_asked)
    place.show_codings(letter)
    assert [one.title for one in entries[0]] == [MINE]
    place.show_codings(drones)
    assert len(entries) == 1 and "no codings yet" in notice(window)
    place.view.select(0, 0)
    press(window, Key.Key_F7)
    assert place.view.selected_text() == TEXT.split("\n")[0], "only colleagues have coded it: it counts as uncoded"


def test_dimmed_codings_are_drawn_with_thinner_rules_and_no_bold_names(window: MainWindow) -> None:
    view = place_of(window).view

    def drawn() -> list[int]:
        return [fill[3] for piece in range(len(view.text)) for fill in view._canvas._decoration_of(piece).rules]

    assert set(drawn()) == {2}
    shown = view.grab().toImage()
    press(window, Key.Key_F8)
    assert sorted(set(drawn())) == [1, 2]
    dimmed = view.grab().toImage()
    press(window, Key.Key_F8)
    assert len({shown.cacheKey(), dimmed.cacheKey()}) == 2 and shown != dimmed != view.grab().toImage()


def test_a_screen_reader_is_told_whose_a_dimmed_coding_is(window: MainWindow) -> None:
    place = place_of(window)
    press(window, Key.Key_F8)
    place.view.select(TEXT.index("drones"), TEXT.index("drones") + 6)
    assert place.view.accessibleDescription() == "Drones, a colleague’s"
    place.view.select(TEXT.index(MINE), TEXT.index(MINE) + len(MINE))
    assert place.view.accessibleDescription() == "Letter"


def test_the_choice_is_kept_in_this_copy_and_told_quietly_with_a_click_to_change_it(window: MainWindow) -> None:
    status = window.status
    status.follow(place_of(window))
    assert not status.colleagues.isVisible()
    press(window, Key.Key_F8)
    assert status.colleagues.isVisible() and status.colleagues.text() == "Colleagues’ codings are dimmed"
    status.colleagues.click()
    settle()
    assert status.colleagues.text() == "Colleagues’ codings are hidden" and seen(window) == {MINE: False}
    path = project_of(window).project.path
    window.close_project()
    assert not status.colleagues.isVisible()
    window.open_project(path)
    settle()
    assert seen(window) == {MINE: False}
    status.follow(place_of(window))
    assert status.colleagues.isVisible()
    status.colleagues.click()
    settle()
    assert not status.colleagues.isVisible() and len(seen(window)) == 3


def test_a_project_that_is_only_read_shows_colleagues_as_chosen_while_it_is_open(window: MainWindow) -> None:
    path = project_of(window).project.path
    window.close_project()
    window.open_for_reading(path)
    settle()
    press(window, Key.Key_F8)
    assert seen(window)[THEIRS[0]] is True
    press(window, Key.Key_F8)
    assert seen(window) == {MINE: False}
    window.close_project()
    window.open_for_reading(path)
    settle()
    assert len(seen(window)) == 3, "nothing of it was written"


def test_what_i_coded_under_another_id_is_mine_and_never_dimmed(window: MainWindow) -> None:
    opened = project_of(window)
    press(window, Key.Key_F8)
    assert seen(window)[THEIRS[0]] is True
    theirs = next(one.id for one in opened.coders.values() if one.name == "Mira Kovač")
    opened.do(coders.join, theirs, opened.project.coder.id)
    settle()
    assert set(seen(window).values()) == {False}
    opened.undo()
    settle()
    assert seen(window)[THEIRS[0]] is True
    before = notice(window)
    place_of(window).desk.take_off(coding_of(window, MINE).id)
    assert notice(window) == before, "nothing is said of my own"
    place_of(window).desk.take_off(coding_of(window, "drones").id)
    assert "Mira Kovač’s coding" in notice(window), "changing a colleague's coding is said, dimmed or not"


def test_blind_coding_hides_colleagues_until_i_finish_and_says_so_above_the_text(window: MainWindow) -> None:
    place, opened = place_of(window), project_of(window)
    assert place.note.isHidden()
    opened.do(visibility.set_blind, True)
    settle()
    assert seen(window) == {MINE: False}
    assert place.note.isVisible()
    assert place.note.text.text() == "Blind coding: colleagues’ codings show when you finish this document"
    press(window, Key.Key_F8)
    assert seen(window) == {MINE: False} and "blind" in notice(window)
    place.note.button.click()
    settle()
    assert "You finished “article”" in notice(window) and "Colleagues’ codings show now." in notice(window)
    assert seen(window) == {MINE: False, THEIRS[0]: True, THEIRS[1]: True}, "dimmed, as was chosen"
    assert place.note.note is not None and place.note.note.deed is Deed.REOPEN
    opened.undo()
    settle()
    assert seen(window) == {MINE: False} and place.note.note.deed is Deed.FINISH


def test_a_memo_of_a_colleague_on_my_coding_is_hidden_with_the_rest(window: MainWindow) -> None:
    place, opened = place_of(window), project_of(window)
    this = coding_of(window, MINE)
    apart(window, lambda project: memos.set_memo(project, EntityId(this.id), Kind.CODING, "I doubt it."))
    place.activate_coding(this.id)
    rest(window)
    assert "I doubt it." in [field.value for card in place.detail.cards for field in card.coding.fields]
    opened.do(visibility.set_blind, True)
    rest(window)
    assert place.detail.cards and "I doubt it." not in [
        field.value for card in place.detail.cards for field in card.coding.fields
    ]


def test_ctrl_enter_finishes_a_document_and_opens_it_again(window: MainWindow) -> None:
    place, opened = place_of(window), project_of(window)
    this = document_of(window).document.id
    finished = emitted(place.finishing.finished)

    def state() -> DocumentState:
        row = place.documents.table.row_of(this)
        assert row is not None
        return row.state

    assert state() is DocumentState.BEGUN
    press(window, Key.Key_Return, held=CTRL)
    assert state() is DocumentState.FINISHED and finished == [this] and this in opened.sight.finished
    assert place.note.text.text() == "Finished by you" and place.note.button.text() == "Open it again"
    press(window, Key.Key_Return, held=CTRL)
    assert state() is DocumentState.BEGUN and "is open again" in notice(window) and place.note.isHidden()
    press(window, Key.Key_Enter, held=CTRL)
    place.note.button.click()
    settle()
    assert state() is DocumentState.BEGUN and len(finished) == 2


def test_who_has_finished_is_told_in_the_list_and_above_the_text(window: MainWindow) -> None:
    place = place_of(window)
    this = document_of(window).document.id
    apart(window, lambda project: finishing.finish(project, this))
    row = place.documents.table.row_of(this)
    assert row is not None and row.finished_by == ("Bo Lind",) and row.state is DocumentState.BEGUN
    assert place.note.text.text() == "Finished by Bo Lind" and place.note.button.isHidden()
    press(window, Key.Key_Return, held=CTRL)
    index = place.documents.table.index(0, 0)
    spoken = index.data(0x000B)  # the accessible text
    assert place.note.text.text() == "Finished by you and Bo Lind"
    assert "finished by you, Bo Lind" in spoken and "finished" in index.data(3), "words beside the symbol"


def test_coding_a_finished_document_is_done_and_said_once(window: MainWindow) -> None:
    place, opened = place_of(window), project_of(window)
    press(window, Key.Key_Return, held=CTRL)
    window.notices.clear()
    said = emitted(opened.said)
    place.view.setFocus()
    press(window, Key.Key_Down)
    place.desk.code_with(code_named(opened.project, "Drones"))
    assert len(seen(window)) == 4 and [one[0] for one in said if "finished" in one[0]] != []
    count = len(said)
    place.desk.turn_stance()
    assert len(said) == count
    press(window, Key.Key_Return, held=CTRL)
    press(window, Key.Key_Return, held=CTRL)
    count = len([one for one in said if "this was done all the same" in one[0]])
    place.desk.turn_stance()
    assert len([one for one in said if "this was done all the same" in one[0]]) == count, "it was told of before"


def test_deleting_tells_of_codings_that_are_hidden(window: MainWindow) -> None:
    place, opened = place_of(window), project_of(window)
    opened.show_colleagues(Colleagues.HIDDEN)
    rest(window)
    place.codebook.ask_delete(code_named(opened.project, "Letter"))
    asked = place.codebook.findChild(ConfirmBar)
    assert asked is not None and "1 coding of colleagues that is hidden goes too." in asked.told.text()
    place.documents.set_current(document_of(window).document.id)
    place.documents.ask_delete()
    asked = place.documents.findChild(ConfirmBar)
    assert asked is not None and "2 codings of colleagues that are hidden go too." in asked.told.text()


def test_the_status_bar_follows_one_place_at_a_time(window: MainWindow) -> None:
    status, place = StatusBar(), place_of(window)
    status.follow(place)
    status.follow(place)
    project_of(window).show_colleagues(Colleagues.DIMMED)
    assert status.colleagues.text() == "Colleagues’ codings are dimmed"
    status.colleagues.click()
    assert project_of(window).sight.colleagues is Colleagues.HIDDEN, "one step, though it was told twice"
    status.deleteLater()


def test_a_merge_in_other_documents_changes_their_counts(window: MainWindow) -> None:
    place, opened = place_of(window), project_of(window)
    other = add_text(opened.project, "other.txt", "Another text about drones and a letter.")
    opened._documents = None
    place.lists.show_documents()
    apart(window, coded("Another text", "Drones"))
    row = place.documents.table.row_of(other.id)
    assert row is not None and row.codings == 1
    assert BO.name in {one.name for one in opened.coders.values()}


def test_taking_a_coding_off_changes_the_panel_at_once_and_the_counts_at_rest(window: MainWindow) -> None:
    place, opened = place_of(window), project_of(window)
    this = coding_of(window, MINE)
    opened.do(coding.take_off, [this.id])
    assert MINE not in seen(window)
    rest(window)
    row = place.codebook.tree.row_of(code_named(opened.project, "Letter"))
    assert row is not None and row.own == 1
