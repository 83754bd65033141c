"""The place Review in the real window on the sample project, as `tests.shots` shows it to people."""

from __future__ import annotations

from pathlib import Path

from annotator.ui.main_window import MainWindow
from annotator.ui.review.review_place import Mode, ReviewPlace
from tests.driving import CTRL, SHIFT, Key, press, settle, type_text
from tests.ui.review_values import ask, rest, reviewing_of, show_review


def _opened(window: MainWindow) -> ReviewPlace:
    window.open_sample()
    return show_review(window)


def review(window: MainWindow, home: Path) -> None:
    place = _opened(window)
    place.view.selectRow(3)
    rest(window)


def review_filtered(window: MainWindow, home: Path) -> None:
    _opened(window)
    ask(window, '(case:Oriveld or case:"Kestrane Dynamics") -stance:contradicts coder:MK')


def review_fault(window: MainWindow, home: Path) -> None:
    review_filtered(window, home)
    press(window, Key.Key_F, held=CTRL)
    press(window, Key.Key_End)
    type_text(window, " code:Survaillance")
    rest(window)


def review_selected(window: MainWindow, home: Path) -> None:
    place = _opened(window)
    place.view.selectRow(2)
    press(window, Key.Key_Down, Key.Key_Down, held=SHIFT)
    rest(window)


def review_recode(window: MainWindow, home: Path) -> None:
    review_selected(window, home)
    press(window, Key.Key_F2)
    type_text(window, "pol")


def review_taking_off(window: MainWindow, home: Path) -> None:
    _opened(window)
    press(window, Key.Key_A, held=CTRL)
    press(window, Key.Key_Delete)


def review_menu(window: MainWindow, home: Path) -> None:
    place = _opened(window)
    place.chips.menus["code"].click()
    rest(window)


def review_completion(window: MainWindow, home: Path) -> None:
    _opened(window)
    press(window, Key.Key_F, held=CTRL)
    type_text(window, "code:mi")


def review_text(window: MainWindow, home: Path) -> None:
    place = _opened(window)
    place.modes[Mode.TEXT].click()
    type_text(window, "software")
    rest(window)


def review_auto_code(window: MainWindow, home: Path) -> None:
    review_text(window, home)
    reviewing = reviewing_of(window)
    press(window, Key.Key_Return)  # from the words to the hits
    press(window, Key.Key_Return, held=CTRL)
    reviewing.place.text.auto.extents["sentence"].click()
    reviewing.texts.auto._take_code(next(one.id for one in reviewing.opened.codes if one.name.startswith("Recog")))
    rest(window)


def review_nothing(window: MainWindow, home: Path) -> None:
    _opened(window)
    ask(window, "zeppelin")


def review_empty(window: MainWindow, home: Path) -> None:
    path = home / "empty.annot"
    path.unlink(missing_ok=True)
    window.new_project(str(path), "empty")
    show_review(window)
    settle()


WINDOW_VIEWS = (
    review,
    review_filtered,
    review_fault,
    review_selected,
    review_recode,
    review_taking_off,
    review_menu,
    review_completion,
    review_text,
    review_auto_code,
    review_nothing,
    review_empty,
)
