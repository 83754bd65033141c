"""Views of the picker, the strip, sticky codes and the page on which keys are changed, for `tests.shots`."""

from __future__ import annotations

from pathlib import Path

from annotator.ui.main_window import MainWindow
from tests.driving import CTRL, SHIFT, Key, press, settle, type_text


def _selected(window: MainWindow) -> None:
    window.open_sample()
    press(window, Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Down)


def picker_keys(window: MainWindow, home: Path) -> None:
    del home
    _selected(window)
    press(window, Key.Key_D, Key.Key_R, Key.Key_Down, Key.Key_Space)


def picker_typed(window: MainWindow, home: Path) -> None:
    del home
    _selected(window)
    press(window, Key.Key_Space)
    type_text(window, "rec")


def picker_mistyped(window: MainWindow, home: Path) -> None:
    del home
    _selected(window)
    press(window, Key.Key_Space)
    type_text(window, "reqx")
    press(window, Key.Key_Return)


def sticky_strip(window: MainWindow, home: Path) -> None:
    del home
    _selected(window)
    press(window, Key.Key_R, held=CTRL | SHIFT)
    press(window, Key.Key_P)


def keys_table(window: MainWindow, home: Path) -> None:
    del home
    _selected(window)
    press(window, Key.Key_F1)


def keys_asked(window: MainWindow, home: Path) -> None:
    keys_table(window, home)
    window.keys_page.ask_key("coding.repeat")
    settle()


def keys_clash(window: MainWindow, home: Path) -> None:
    keys_asked(window, home)
    press(window, Key.Key_F2)


def keys_changed(window: MainWindow, home: Path) -> None:
    keys_clash(window, home)
    press(window, Key.Key_Return)


WINDOW_VIEWS = (
    picker_keys, picker_typed, picker_mistyped, sticky_strip, keys_table, keys_asked, keys_clash, keys_changed,
)  # fmt: skip
