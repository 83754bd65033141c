"""Giving commands other keys, on the page of keys, in the real window."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from annotator import settings
from annotator.operations import codes, projects
from annotator.operations.acting import myself
from annotator.ui.commands import all_commands, keys
from annotator.ui.keys_page import KeysPage
from annotator.ui.main_window import MainWindow
from tests.builders import add_text
from tests.driving import CTRL, Key, notice, place_of, press, quotes, settle, shown_window, type_text, wait_until

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    made = projects.new(tmp_path / "p.annot", myself(), None)
    add_text(made)
    codes.set_key(made, codes.add_code(made, "Drones")[1], "d")
    made.close()
    return made.path


@pytest.fixture
def window(project: Path) -> Iterator[MainWindow]:
    with shown_window() as window:
        window.open_project(project)
        wait_until(lambda: place_of(window).desk.shown, "the text to be shown")
        settle()
        yield window


@pytest.fixture(autouse=True)
def keys_as_they_came() -> Iterator[None]:
    yield
    keys.use(all_commands())


def page_of(window: MainWindow) -> KeysPage:
    if window.pages.currentWidget() is not window.keys_page:
        press(window, Key.Key_F1)
    return window.keys_page


def ask(window: MainWindow, words: str) -> KeysPage:
    """Finds a command on the page by its words and asks for its key, by keyboard."""
    page = page_of(window)
    page.filter.setFocus()
    page.filter.clear()
    type_text(window, words)
    for _ in range(20):
        press(window, Key.Key_Tab)
        row = window.focusWidget()
        if row is not None and getattr(row, "line", None) is not None:
            break
    press(window, Key.Key_Return)
    assert page.catcher is not None and page.catcher.hasFocus()
    return page


def keys_of(window: MainWindow, command: str) -> tuple[str, ...]:
    return next(one.keys for one in window.commands if one.id == command)


def test_a_command_gets_the_key_that_is_pressed_and_everything_follows(window: MainWindow) -> None:
    page = ask(window, "Repeat the last coding")
    press(window, Key.Key_R, held=CTRL)
    assert page.catcher is None and keys_of(window, "coding.repeat") == ("Ctrl+R",)
    action = next(one for command, one in window._actions if command.id == "coding.repeat")
    assert action.shortcut() == QKeySequence("Ctrl+R") and "\t" not in action.text()
    assert any(line.shortcut == "Ctrl+R" and line.changed for line in page.shown())
    press(window, Key.Key_Escape)
    press(window, Key.Key_Down, Key.Key_D, Key.Key_Down)
    type_text(window, ".")
    assert len(quotes(window)) == 1, "the key that it came with is no key of it any more"
    press(window, Key.Key_R, held=CTRL)
    assert len(quotes(window)) == 2


def test_a_plain_key_can_be_had_by_a_command_that_came_with_another(window: MainWindow) -> None:
    ask(window, "Next uncoded paragraph")
    type_text(window, ">")
    press(window, Key.Key_Escape)
    assert "> next uncoded" in window.status.right.text()
    type_text(window, ">")
    assert place_of(window).view.selected_text().startswith("The company")


def test_the_changed_keys_are_there_after_a_restart_and_unknown_ids_stay(
    window: MainWindow, project: Path, annotator_home: Path
) -> None:
    window.keep(settings.Settings(**{**_values(window), "keys": {"of.another.version": ("F12",)}}))
    ask(window, "Back up now")
    press(window, Key.Key_B, held=CTRL | Qt.KeyboardModifier.AltModifier)
    kept = json.loads((annotator_home / "settings.json").read_text())["keys"]
    assert kept == {"of.another.version": ["F12"], "project.backup": ["Ctrl+Alt+B"]}
    with shown_window() as again:
        assert keys_of(again, "project.backup") == ("Ctrl+Alt+B",)
    assert settings.load().keys["of.another.version"] == ("F12",)


def _values(window: MainWindow) -> dict[str, object]:
    return {name: getattr(window.settings, name) for name in settings.Settings.__dataclass_fields__}


@pytest.mark.parametrize(
    ("key", "held", "said"),
    [
        (Key.Key_X, Qt.KeyboardModifier.NoModifier, "Letters belong to codes"),
        (Key.Key_X, Qt.KeyboardModifier.ShiftModifier, "Letters belong to codes"),
        (Key.Key_3, Qt.KeyboardModifier.NoModifier, "Digits belong to the cases"),
        (Key.Key_D, CTRL | Qt.KeyboardModifier.ShiftModifier, "sticky"),
        (Key.Key_Down, Qt.KeyboardModifier.NoModifier, "moves the cursor"),
        (Key.Key_Left, Qt.KeyboardModifier.AltModifier, "moves the cursor"),
        (Key.Key_C, CTRL, "copies"),
        (Key.Key_Return, Qt.KeyboardModifier.NoModifier, "takes what is open"),
    ],
)
def test_keys_that_no_command_can_have_are_refused_with_the_reason(
    window: MainWindow, key: Qt.Key, held: Qt.KeyboardModifier, said: str
) -> None:
    page = ask(window, "Back up now")
    press(window, key, held=held)
    assert page.catcher is not None and said in page.catcher.said.text(), page.catcher and page.catcher.said.text()
    assert keys_of(window, "project.backup") == () and quotes(window) == []
    press(window, Key.Key_Escape)
    assert page.catcher is None and window.pages.currentWidget() is page, "Esc leaves the bar alone"


def test_a_clash_is_told_and_the_keys_are_swapped(window: MainWindow) -> None:
    page = ask(window, "Repeat the last coding")
    press(window, Key.Key_F2)
    assert page.catcher is not None and "Recode the chosen coding" in page.catcher.said.text()
    assert keys_of(window, "coding.repeat") == (".",), "nothing is taken unasked"
    press(window, Key.Key_Return)  # Swap has the keys
    assert keys_of(window, "coding.repeat") == ("F2",) and keys_of(window, "coding.recode") == (".",)
    press(window, Key.Key_Escape)
    press(window, Key.Key_Down, Key.Key_D)
    type_text(window, ".")
    assert "Recode" in notice(window)


def test_one_key_and_all_keys_go_back_to_what_they_came_with(window: MainWindow) -> None:
    page = ask(window, "Repeat the last coding")
    press(window, Key.Key_F2, Key.Key_Return)
    page = ask(window, "Back up now")
    press(window, Key.Key_J, held=CTRL | Qt.KeyboardModifier.AltModifier)
    page.ask_key("coding.repeat")
    settle()
    assert page.catcher is not None and page.catcher.as_it_came.isVisible()
    page.catcher.as_it_came.click()
    assert keys_of(window, "coding.repeat") == (".",) and keys_of(window, "coding.recode") == ("F2",)
    assert keys_of(window, "project.backup") == ("Ctrl+Alt+J",) and page.reset_all.isVisible()
    page.reset_all.click()
    assert keys_of(window, "project.backup") == () and not page.reset_all.isVisible()
    assert [one.keys for one in window.commands] == [one.keys for one in all_commands()]


def test_no_two_commands_share_a_key_and_none_has_one_that_is_refused() -> None:
    held = Counter(keys.normal(key) for one in all_commands() for key in one.keys)
    assert [key for key, times in held.items() if times > 1] == []
    refused = {key: keys.why_not(key) for one in all_commands() if keys.can_change(one) for key in one.keys}
    assert [key for key, why in refused.items() if why and key not in ("Enter", "Return")] == []


def test_what_a_settings_file_says_about_letters_is_not_believed() -> None:
    found = keys.with_keys(all_commands(), {"coding.repeat": ("x", "Ctrl+R"), "unknown": ("y",)})
    assert next(one.keys for one in found if one.id == "coding.repeat") == ("Ctrl+R",)


@pytest.mark.parametrize(
    ("key", "held", "text", "name"),
    [
        (Key.Key_F7, Qt.KeyboardModifier.ShiftModifier, "", "Shift+F7"),
        (Key.Key_Plus, CTRL | Qt.KeyboardModifier.ShiftModifier, "+", "Ctrl++"),
        (Key.Key_Period, Qt.KeyboardModifier.NoModifier, ".", "."),
        (Key.Key_Question, Qt.KeyboardModifier.ShiftModifier, "?", "?"),
        (Key.Key_Backspace, Qt.KeyboardModifier.NoModifier, "\b", "Delete"),
        (Key.Key_5, Qt.KeyboardModifier.KeypadModifier, "5", "5"),
        (Key.Key_Control, CTRL, "", ""),
    ],
)
def test_keys_are_written_as_commands_name_them(
    key: Qt.Key, held: Qt.KeyboardModifier, text: str, name: str
) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, QKeyCombination(held, key).keyboardModifiers(), text)
    assert keys.written(event) == name
