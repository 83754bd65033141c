"""Pictures of fields, cases and finishing in the place Code: python tests/ui/shots_fields.py [FOLDER [VIEW…]]."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import qInstallMessageHandler  # the platform is chosen before Qt is loaded
from PySide6.QtTest import QTest

from annotator.ui.main_window import MainWindow
from tests.driving import ALT, CTRL, Key, document_of, place_of, press, type_text, wait_until
from tests.shots import View, opened, pictures
from tests.ui.field_values import fields_project


def _fields(window: MainWindow, home: Path) -> None:
    """Three codings, one with most of its fields, one on a code that only groups."""
    project = fields_project(home)
    path = project.path
    project.close()
    window.open_project(path)
    wait_until(lambda: place_of(window).desk.shown is not None)
    wait_until(lambda: document_of(window).document.title == "article")
    press(window, Key.Key_Down, Key.Key_G, Key.Key_1)
    press(window, Key.Key_Return, Key.Key_2, Key.Key_Tab, Key.Key_Tab)
    type_text(window, "Border guard of the north")
    press(window, Key.Key_Tab)
    type_text(window, "12.5")
    press(window, Key.Key_Escape)
    press(window, Key.Key_Down, Key.Key_Down, Key.Key_P, Key.Key_P)
    press(window, Key.Key_Up, Key.Key_Up)
    window.notices.clear()


def _rest(window: MainWindow) -> None:
    window.notices.clear()
    QTest.qWait(150)  # type: ignore[attr-defined]  # for the eye alone


def fields_of_coding(window: MainWindow, home: Path) -> None:
    _fields(window, home)
    _rest(window)


def fields_choice_open(window: MainWindow, home: Path) -> None:
    _fields(window, home)
    press(window, Key.Key_Return, Key.Key_Right)
    _rest(window)


def fields_lacking(window: MainWindow, home: Path) -> None:
    """A required field is empty, and the last values are on offer for it."""
    _fields(window, home)
    press(window, Key.Key_Down, Key.Key_Down, Key.Key_G, Key.Key_Return, Key.Key_Tab, Key.Key_Tab)
    _rest(window)


def fields_refused(window: MainWindow, home: Path) -> None:
    _fields(window, home)
    press(window, Key.Key_Down, Key.Key_Down, Key.Key_G, Key.Key_Return, Key.Key_Tab, Key.Key_Tab, Key.Key_Tab)
    type_text(window, "many")
    press(window, Key.Key_Tab)
    _rest(window)


def cases_suggested(window: MainWindow, home: Path) -> None:
    _fields(window, home)
    press(window, Key.Key_Down, Key.Key_Down)
    _rest(window)


def about(window: MainWindow, home: Path) -> None:
    _fields(window, home)
    press(window, Key.Key_1, held=ALT)
    press(window, Key.Key_B, held=CTRL)
    type_text(window, "Orlo Systems")
    press(window, Key.Key_Return)
    _rest(window)


def case_type(window: MainWindow, home: Path) -> None:
    _fields(window, home)
    type_text(window, "+Border guard of the north")
    press(window, Key.Key_Return)
    _rest(window)


def case_panel(window: MainWindow, home: Path) -> None:
    _fields(window, home)
    press(window, Key.Key_Down, Key.Key_Down, Key.Key_G, Key.Key_2)
    press(window, Key.Key_Return, held=ALT)
    _rest(window)


def finishing_list(window: MainWindow, home: Path) -> None:
    _fields(window, home)
    press(window, Key.Key_1)
    press(window, Key.Key_Down, Key.Key_Down, Key.Key_G)
    press(window, Key.Key_Return, held=CTRL)
    _rest(window)


def fields_of_sample(window: MainWindow, home: Path) -> None:
    opened(window, home)
    press(window, Key.Key_Down, Key.Key_Down, Key.Key_Down)
    press(window, Key.Key_G, Key.Key_G, Key.Key_Return)
    _rest(window)


WINDOW_VIEWS: tuple[View, ...] = (
    fields_of_coding, fields_choice_open, fields_lacking, fields_refused, cases_suggested, about, case_type, case_panel,
    finishing_list, fields_of_sample,
)  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("shots")
    folder.mkdir(parents=True, exist_ok=True)
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform has much to say
    wanted = sys.argv[2:]
    views = tuple(one for one in WINDOW_VIEWS if not wanted or one.__name__ in wanted)
    print(f"{len(pictures(folder, views))} pictures in {folder}/")


if __name__ == "__main__":
    main()
