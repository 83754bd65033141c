"""How many keys each task takes once the passage is selected: the table of the interface's design, on the real window.

Every key goes to the shown window as the system sends it, and is counted; what came of it is only looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.codings import PlacedCoding, Stance
from annotator.operations import cases, codes, projects
from annotator.operations.acting import myself
from annotator.store import reading
from annotator.ui.main_window import MainWindow
from taxonomy import builtin
from tests.builders import add_text
from tests.driving import (
    ALT,
    CTRL,
    NONE,
    SHIFT,
    Key,
    document_of,
    notice,
    place_of,
    project_of,
    quotes,
    settle,
    shown_window,
    wait_until,
    wait_until_idle,
)

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")

TEXT = """The drone maker sold its aircraft to the border guard. Its staff signed a letter against the contract.
A spokesman denied it. The agency said that nobody had been hurt.
Nothing was decided in May. The board meets again in autumn."""
FIRST = "The drone maker sold its aircraft to the border guard."
SECOND = "Its staff signed a letter against the contract."


@dataclass
class Keyboard:
    """Presses keys on a shown window, one at a time, and counts them; holding Shift, Ctrl or Alt is no press."""

    window: MainWindow
    pressed: int = 0

    def press(self, *keys: Qt.Key | str, held: Qt.KeyboardModifier = NONE) -> None:
        for key in keys:
            wait_until_idle(self.window)
            QTest.keyClick(self.window.windowHandle(), key, held)
            self.pressed += 1
            settle()
        wait_until_idle(self.window)

    def write(self, text: str) -> None:
        self.press(*text)

    def since(self) -> int:
        """How many keys were pressed since it was asked last."""
        found, self.pressed = self.pressed, 0
        return found


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    """A project with a text and two cases; of its codes, “Zeal” has a key and no children, “Hearsay” no key."""
    path = tmp_path / "text.annot"
    project = projects.new(path, myself(), builtin.load("tech-military"))
    add_text(project, "article.txt", TEXT)
    codes.set_key(project, codes.add_code(project, "Zeal")[1], "z")
    codes.add_code(project, "Hearsay")
    for name in ("Kestrane", "Oriveld"):
        cases.add_case(project, name, case_type="company")
    project.close()
    return path


@pytest.fixture
def keys(coded: Path) -> Iterator[Keyboard]:
    """The window with the text in it, its first sentence selected; nothing has been counted yet."""
    with shown_window() as window:
        window.open_project(coded)
        wait_until(lambda: place_of(window).desk.shown, "the text to be shown")
        settle()
        keyboard = Keyboard(window)
        keyboard.press(Key.Key_Down)
        assert place_of(window).view.selected_text() == FIRST
        assert keyboard.since() == 1, "a sentence is one key"
        yield keyboard


def names(keys: Keyboard) -> list[str]:
    return [name for name, _ in quotes(keys.window)]


def chosen(keys: Keyboard) -> PlacedCoding:
    found = place_of(keys.window).desk.chosen
    assert found is not None, notice(keys.window)
    return found


def about(keys: Keyboard) -> set[str]:
    known = {case.id: case.name for case in project_of(keys.window).cases}
    return {known[one] for one in chosen(keys).cases}


# The table -----------------------------------------------------------------------------------------------------------


def test_an_existing_code_with_a_key_is_one_key(keys: Keyboard) -> None:
    keys.press(Key.Key_Z)
    assert quotes(keys.window) == [("Zeal", FIRST)] and keys.since() == 1


def test_a_whole_sentence_with_its_code_is_two_keys(keys: Keyboard) -> None:
    keys.press(Key.Key_Down, Key.Key_Z)
    assert quotes(keys.window) == [("Zeal", SECOND)] and keys.since() == 2


def test_a_child_is_two_keys(keys: Keyboard) -> None:
    keys.press(Key.Key_D, Key.Key_R)
    assert names(keys) == ["Recognition"] and keys.since() == 2


def test_the_parent_itself_is_its_letter_twice(keys: Keyboard) -> None:
    keys.press(Key.Key_D, Key.Key_D)
    assert names(keys) == ["Dual-use technology"] and keys.since() == 2


def test_a_code_without_a_key_is_two_keys_more_than_the_letters_of_its_name(keys: Keyboard) -> None:
    letters = "he"  # no other name begins so
    keys.press(Key.Key_Space)
    keys.write(letters)
    keys.press(Key.Key_Return)
    assert names(keys) == ["Hearsay"] and keys.since() == len(letters) + 2
    assert place_of(keys.window).view.hasFocus() and place_of(keys.window).view.selected_text() == FIRST


def test_two_codes_on_one_passage_are_their_keys_one_after_the_other(keys: Keyboard) -> None:
    project_of(keys.window).do(codes.set_key, by_name(keys, "Hearsay"), "h")
    keys.press(Key.Key_Z, Key.Key_H)
    assert sorted(quotes(keys.window)) == [("Hearsay", FIRST), ("Zeal", FIRST)] and keys.since() == 2


def test_a_new_code_in_vivo_is_one_key(keys: Keyboard) -> None:
    keys.press(Key.Key_I, held=CTRL)
    assert quotes(keys.window) == [(FIRST, FIRST)] and keys.since() == 1


def test_recoding_is_two_keys(keys: Keyboard) -> None:
    keys.press(Key.Key_D, Key.Key_R)
    keys.since()
    keys.press(Key.Key_F2, Key.Key_Z)
    assert quotes(keys.window) == [("Zeal", FIRST)] and keys.since() == 2


@pytest.mark.parametrize(
    ("keys_before", "key", "held", "quote"),
    [
        ([], Key.Key_Left, ALT | SHIFT, FIRST.removesuffix(".")),
        ([], Key.Key_Right, CTRL | ALT | SHIFT, f"{FIRST} {SECOND}"),
        ([Key.Key_Left], Key.Key_Right, ALT | SHIFT, f"{FIRST} Its"),  # the selection is shrunk, the coding is not
    ],
)
def test_each_step_of_a_resize_is_one_key(
    keys: Keyboard, keys_before: list[Qt.Key], key: Qt.Key, held: Qt.KeyboardModifier, quote: str
) -> None:
    keys.press(Key.Key_Z, *keys_before)
    if keys_before:
        keys.press(Key.Key_Tab)  # the coding at the cursor
    keys.since()
    keys.press(key, held=held)
    assert quotes(keys.window) == [("Zeal", quote)] and keys.since() == 1


def test_the_edge_nearest_the_cursor_is_the_one_that_moves(keys: Keyboard) -> None:
    keys.press(Key.Key_Z, Key.Key_Home, Key.Key_Tab)
    assert place_of(keys.window).view.selection.empty
    keys.since()
    keys.press(Key.Key_Right, held=ALT | SHIFT)
    assert quotes(keys.window) == [("Zeal", FIRST.removeprefix("The "))] and keys.since() == 1


def test_the_next_uncoded_paragraph_is_one_key_and_so_is_the_one_before(keys: Keyboard) -> None:
    keys.press(Key.Key_Z)
    keys.since()
    keys.press(Key.Key_F7)
    assert place_of(keys.window).view.selected_text() == TEXT.splitlines()[1] and keys.since() == 1
    keys.press(Key.Key_F7)
    assert place_of(keys.window).view.selected_text() == TEXT.splitlines()[2] and keys.since() == 1
    keys.press(Key.Key_F7, held=SHIFT)
    assert place_of(keys.window).view.selected_text() == TEXT.splitlines()[1] and keys.since() == 1


def test_all_codings_of_a_code_are_one_key(keys: Keyboard) -> None:
    keys.press(Key.Key_Z, Key.Key_Down, Key.Key_Z)
    keys.since()
    keys.press(Key.Key_F4)
    shown = keys.window.palette_popup.shown_entries()
    assert len(shown) == 2 and keys.window.palette_popup.isVisible() and keys.since() == 1


def test_a_code_about_two_cases_is_its_key_and_their_digits(keys: Keyboard) -> None:
    shown = document_of(keys.window)
    for case in project_of(keys.window).cases:
        shown.add_to_bar(case.id)
    keys.press(Key.Key_Z, Key.Key_1, Key.Key_2)
    assert about(keys) == {"Kestrane", "Oriveld"} and keys.since() == 3
    keys.press(Key.Key_1)
    assert about(keys) == {"Oriveld"} and keys.since() == 1, "the digit again takes the case off"


def test_selecting_by_typing_is_the_sign_the_letters_and_enter(keys: Keyboard) -> None:
    keys.press("/")
    keys.write("agency..hurt")
    keys.press(Key.Key_Return)
    assert place_of(keys.window).view.selected_text() == "agency said that nobody had been hurt"
    assert keys.since() == 1 + len("agency..hurt") + 1
    keys.press(Key.Key_Z)
    assert names(keys) == ["Zeal"] and keys.since() == 1


def test_counter_evidence_is_one_key_more(keys: Keyboard) -> None:
    keys.press(Key.Key_Z, Key.Key_Minus)
    assert chosen(keys).stance is Stance.CONTRADICTS and keys.since() == 2
    keys.press(Key.Key_Minus)
    assert chosen(keys).stance is Stance.SUPPORTS and keys.since() == 1


def by_name(keys: Keyboard, name: str) -> codes.CodeId:
    return next(one.id for one in project_of(keys.window).codes if one.name == name)


# Sticky codes, the last coding again, walking, taking off, memo ------------------------------------------------------


def test_tab_walks_through_the_codings_at_the_cursor_one_key_each(keys: Keyboard) -> None:
    keys.press(Key.Key_Z, Key.Key_D, Key.Key_R, Key.Key_D, Key.Key_U)
    keys.since()
    seen = []
    for _ in range(3):
        keys.press(Key.Key_Tab)
        seen.append(chosen(keys).id)
    assert len(set(seen)) == 3 and keys.since() == 3
    keys.press(Key.Key_Tab)
    assert chosen(keys).id == seen[0], "round and round"
    keys.press(Key.Key_Backtab, held=SHIFT)
    assert chosen(keys).id == seen[2] and place_of(keys.window).view.hasFocus()


def test_a_full_stop_repeats_code_cases_stance_and_fields_in_one_key(keys: Keyboard) -> None:
    shown = document_of(keys.window)
    shown.add_to_bar(project_of(keys.window).cases[0].id)
    keys.press(Key.Key_Z, Key.Key_1, Key.Key_Minus, Key.Key_Down)
    keys.since()
    keys.press(".")
    assert keys.since() == 1 and quotes(keys.window)[1] == ("Zeal", SECOND)
    assert about(keys) == {"Kestrane"} and chosen(keys).stance is Stance.CONTRADICTS


def test_a_sticky_code_goes_on_each_new_selection_until_escape_and_the_status_bar_is_loud(keys: Keyboard) -> None:
    window = keys.window
    keys.press(Key.Key_D, held=CTRL | SHIFT)
    assert place_of(window).strip.isVisible(), "the strip where there is one"
    keys.press(Key.Key_U)
    assert window.status.is_loud() and "Autonomy" in window.status.left.text() and names(keys) == []
    assert place_of(window).codebook.tree.is_pinned(by_name(keys, "Autonomy and robotics")), "pinned in the codebook"
    keys.press(Key.Key_Z, held=CTRL | SHIFT)
    keys.press(Key.Key_Down)
    assert names(keys) == ["Autonomy and robotics", "Zeal"]
    keys.press(Key.Key_Escape)
    assert not window.status.is_loud() and place_of(window).view.selected_text() == SECOND
    keys.press(Key.Key_Down)
    assert len(names(keys)) == 2


def test_ctrl_shift_z_is_no_redo(keys: Keyboard) -> None:
    keys.press(Key.Key_D, Key.Key_R)
    keys.press(Key.Key_Z, held=CTRL)
    assert names(keys) == []
    keys.press(Key.Key_Z, held=CTRL | SHIFT)
    assert names(keys) == [] and keys.window.status.is_loud()
    keys.press(Key.Key_Escape)
    keys.press(Key.Key_Y, held=CTRL)
    assert names(keys) == ["Recognition"]


def test_delete_takes_the_chosen_coding_off_in_one_key(keys: Keyboard) -> None:
    keys.press(Key.Key_Z)
    keys.since()
    keys.press(Key.Key_Delete)
    assert names(keys) == [] and keys.since() == 1


def test_a_memo_is_one_key_its_words_and_escape(keys: Keyboard) -> None:
    keys.press(Key.Key_Z)
    keys.since()
    keys.press(Key.Key_M, held=CTRL)
    assert keys.since() == 1
    keys.write("Zzz d")
    keys.press(Key.Key_Escape)
    assert place_of(keys.window).view.hasFocus() and names(keys) == ["Zeal"]
    assert [memo.text for memo in reading.memos(project_of(keys.window).project)] == ["Zzz d"]


# Letters that are typed code nothing ---------------------------------------------------------------------------------


def all_words() -> list[str]:
    """Every word of the names of the built-in codebook, once."""
    book = builtin.load("tech-military")
    return sorted({word.lower() for code in book.codes for word in re.findall(r"[^\W_]+", code.name)})


def test_typing_any_word_of_the_codebook_in_the_picker_codes_nothing_else(keys: Keyboard) -> None:
    place = place_of(keys.window)
    assert len(all_words()) > 40
    for word in all_words():
        keys.press(Key.Key_Space)
        keys.write(word)
        assert place.picker.isVisible() and place.picker.line.text() == word
        assert names(keys) == [] and not place.strip.isVisible() and not keys.window.status.is_loud()
        keys.press(Key.Key_Escape)
        assert place.view.hasFocus() and place.view.selected_text() == FIRST
    assert names(keys) == []


def test_a_whole_name_typed_in_the_picker_means_that_code_commas_in_it_too(keys: Keyboard) -> None:
    project = project_of(keys.window)
    project.do(codes.add_code, "Arms, sold abroad")
    project.do(codes.add_code, "Sold")
    keys.press(Key.Key_Space)
    keys.write("arms, sold")
    keys.press(Key.Key_Return)
    assert names(keys) == ["Arms, sold abroad"]
    keys.press(Key.Key_Space)
    keys.write("sold,")  # this comma goes on with no name: it applies and stays
    assert sorted(names(keys)) == ["Arms, sold abroad", "Sold"] and place_of(keys.window).picker.isVisible()
    keys.press(Key.Key_Escape)


@pytest.mark.parametrize(
    ("way", "held"),
    [(Key.Key_F, CTRL), ("+", NONE), (Key.Key_M, CTRL), (Key.Key_K, CTRL), (Key.Key_F1, NONE), ("/", NONE)],
    ids=["find", "case", "memo", "palette", "filter of the keys", "selecting by typing"],
)
def test_letters_typed_in_any_other_field_code_nothing(
    keys: Keyboard, way: Qt.Key | str, held: Qt.KeyboardModifier
) -> None:
    keys.press(Key.Key_Z)
    before = quotes(keys.window)
    keys.press(way, held=held)
    typed_into = QApplication.focusWidget()
    assert typed_into is not None and typed_into is not place_of(keys.window).view
    keys.write("zd drgm 12-.,+")
    assert quotes(keys.window) == before and not place_of(keys.window).strip.isVisible()
    keys.press(Key.Key_Escape)
    assert quotes(keys.window) == before and chosen(keys).stance is Stance.SUPPORTS and not chosen(keys).cases
    assert place_of(keys.window).view.hasFocus()
