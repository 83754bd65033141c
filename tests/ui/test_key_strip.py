"""The strip that a code's letter opens."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.key_strip import KeyStrip
from tests.ui.panel_values import code, code_id, codebook

AT = QRect(20, 20, 100, 18)


@pytest.fixture
def page(qapp: QApplication, no_leaks: None) -> Iterator[QWidget]:
    page = QWidget()
    page.resize(600, 400)
    page.show()
    page.activateWindow()
    QCoreApplication.processEvents()
    yield page
    page.close()
    page.deleteLater()


@pytest.fixture
def events() -> list[object]:
    return []


@pytest.fixture
def strip(page: QWidget, events: list[object]) -> KeyStrip:
    strip = KeyStrip(page)
    strip.chosen.connect(events.append)
    strip.closed.connect(lambda: events.append("closed"))
    strip.open_at(AT, codebook(), code_id("Technology"))
    return strip


def test_it_shows_the_letters_below_and_the_parents_own_last(strip: KeyStrip) -> None:
    assert strip.offered == [("d", code_id("Dual-use technology")), ("w", code_id("Autonomy")),
                             ("s", code_id("Surveillance")), ("t", code_id("Technology"))]


@pytest.mark.parametrize(("letter", "name"), [("w", "Autonomy"), ("W", "Autonomy"), ("t", "Technology")])
def test_a_letter_closes_it_and_chooses(strip: KeyStrip, events: list[object], letter: str, name: str) -> None:
    QTest.keyClicks(strip, letter)
    assert events == ["closed", code_id(name)] and not strip.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Q, Qt.Key.Key_1, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Down,
                                 Qt.Key.Key_Space])
def test_any_other_key_closes_it_and_codes_nothing(strip: KeyStrip, events: list[object], key: Qt.Key) -> None:
    QTest.keyClick(strip, key)
    assert events == ["closed"] and not strip.isVisible()


def test_holding_shift_or_ctrl_does_not_close_it(strip: KeyStrip, events: list[object]) -> None:
    QTest.keyPress(strip, Qt.Key.Key_Shift)
    QTest.keyPress(strip, Qt.Key.Key_Control)
    assert events == [] and strip.isVisible()


def test_ctrl_shift_and_a_letter_choose_as_the_letter_does(strip: KeyStrip, events: list[object]) -> None:
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(strip, Qt.Key.Key_W, held)
    assert events == ["closed", code_id("Autonomy")]


def test_a_click_chooses_the_row(strip: KeyStrip, events: list[object]) -> None:
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip._area(1).center())
    assert events == ["closed", code_id("Autonomy")]


def test_it_closes_when_the_keys_go_elsewhere(strip: KeyStrip, events: list[object], page: QWidget) -> None:
    page.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    page.setFocus()
    assert events == ["closed"]


def test_it_opens_above_where_there_is_no_room_below(strip: KeyStrip, page: QWidget) -> None:
    strip.open_at(QRect(20, 380, 50, 18), codebook(), code_id("Technology"))
    assert strip.geometry().bottom() < 380 and page.rect().contains(strip.geometry())


def test_without_letters_below_it_does_not_open(page: QWidget) -> None:
    strip = KeyStrip(page)
    strip.open_at(AT, [code("bare")], code_id("bare"))
    assert not strip.isVisible()


def test_twenty_five_codes_below_all_fit(strip: KeyStrip, page: QWidget) -> None:
    many = [code("top", key="a")] + [code(f"child {letter}", "top", key=f"a{letter}")
                                     for letter in "bcdefghijklmnopqrstuvwxyz"]
    page.resize(1000, 500)
    strip.open_at(AT, many, code_id("top"))
    assert len(strip.offered) == 26 and page.rect().contains(strip.geometry())
    areas = [strip._area(at) for at in range(26)]
    assert all(strip.rect().contains(area) for area in areas)
    assert not any(a.intersects(b) for k, a in enumerate(areas) for b in areas[:k])
