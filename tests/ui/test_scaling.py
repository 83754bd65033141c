"""The whole window twice and three times as large: nothing is cut, and the size is changed by keys and kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from annotator import settings
from annotator.ui import theme
from annotator.ui.main_window import MainWindow
from tests import shots
from tests.driving import ALT, CTRL, Key, end, place_of, press, settle
from tests.shots import View, sample_of
from tests.ui import shots_documents, shots_keys, shots_review
from tests.ui.shell_tools import cut_texts

VIEWS: tuple[View, ...] = (
    shots.first_page, shots.opened, shots.chosen, shots.picker, shots.team, shots_review.review,
    shots_documents.documents_all, shots_keys.keys_table,
)  # fmt: skip
SIZES = {2.0: (1440, 900), 3.0: (1920, 1080)}


def window_at(scale: float, home: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setenv(settings.HOME_VARIABLE, str(home))
    sample_of(home)
    settings.save(replace(settings.load(), interface_scale=scale))
    window = MainWindow()
    window.resize(*SIZES.get(scale, (1024, 700)))
    window.show()
    window.activateWindow()
    settle()
    return window


def ended(window: MainWindow) -> None:
    end(window)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, theme.LIGHT)


@pytest.mark.parametrize("scale", SIZES)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: str(view.__name__))
def test_nothing_is_cut_where_all_is_two_or_three_times_as_large(
    view: View, scale: float, tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = window_at(scale, tmp_path, monkeypatch)
    try:
        view(window, tmp_path)
        settle()
        assert (window.width(), window.height()) == SIZES[scale]
        assert theme.scale() == scale
        assert cut_texts(window.centralWidget()) == []
    finally:
        ended(window)


def test_keys_change_the_size_of_the_whole_window_and_it_is_kept(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = window_at(1.0, tmp_path, monkeypatch)
    try:
        shots.opened(window, tmp_path)
        view = place_of(window).view
        points, line = view.zoom, window.header.fontMetrics().height()
        letter = view._fonts.body.em
        press(window, Key.Key_Plus, held=CTRL | ALT)
        press(window, Key.Key_Equal, held=CTRL | ALT)
        assert theme.scale() == settings.load().interface_scale == 1.25
        assert window.header.fontMetrics().height() > line
        assert view._fonts.body.em > 1.2 * letter
        assert view.zoom == settings.load().text_size == points  # the text's own size is another thing
        press(window, Key.Key_Minus, held=CTRL | ALT)
        assert theme.scale() == settings.load().interface_scale == 1.1
        window.settings = replace(window.settings, interface_scale=2.5)
        for _ in range(2):  # there is nothing beyond three times
            press(window, Key.Key_Plus, held=CTRL | ALT)
        assert theme.scale() == 3.0
    finally:
        ended(window)
    again = MainWindow()
    again.show()
    again.activateWindow()
    settle()
    try:
        assert theme.scale() == 3.0
        press(again, Key.Key_0, held=CTRL | ALT)
        assert theme.scale() == settings.load().interface_scale == 1.0
    finally:
        ended(again)
