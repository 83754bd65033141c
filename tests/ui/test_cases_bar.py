"""The bar with the cases of a document."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.cases_bar import CasesBar
from tests.ui.panel_values import CASES, numbered


@pytest.fixture
def bar(qapp: QApplication, no_leaks: None) -> Iterator[CasesBar]:
    bar = CasesBar()
    bar.resize(640, 44)
    bar.show_cases(numbered(5), {CASES[0].id}, about="this document is about: none set")
    bar.show()
    bar.activateWindow()
    QCoreApplication.processEvents()
    yield bar
    bar.close()
    bar.deleteLater()


def test_each_case_has_its_digit_and_is_filled_when_it_is_set(bar: CasesBar) -> None:
    assert [chip.text().split()[0] for chip in bar.chips] == list("12345")
    assert [chip.isChecked() for chip in bar.chips] == [True, False, False, False, False]
    bar.set_on({CASES[1].id})
    assert [chip.isChecked() for chip in bar.chips] == [False, True, False, False, False]


def test_the_tenth_case_has_the_nought_and_later_ones_no_digit(bar: CasesBar) -> None:
    bar.show_cases(numbered(12))
    assert bar.chips[9].text().startswith("0  ") and bar.chips[10].text() == "Company 10"


def test_a_click_asks_and_the_chip_waits_for_the_project(bar: CasesBar) -> None:
    asked: list[object] = []
    bar.case_toggled.connect(asked.append)
    QTest.mouseClick(bar.chips[1], Qt.MouseButton.LeftButton)
    assert asked == [CASES[1].id] and not bar.chips[1].isChecked()


def test_a_case_is_named_with_enter_and_escape_leaves(bar: CasesBar) -> None:
    asked: list[str] = []
    bar.add_asked.connect(asked.append)
    bar.add.click()
    QTest.keyClicks(bar.field, "  New   case ")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert asked == ["New case"] and bar.field.isHidden() and bar.add.isVisible()
    bar.add.click()
    QTest.keyClicks(bar.field, "No")
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert asked == ["New case"] and bar.field.isHidden()


def test_known_cases_are_completed(bar: CasesBar) -> None:
    bar.set_known_cases(["Sensetime", "Yitu"])
    bar.field.completer().setCompletionPrefix("yi")
    assert bar.field.completer().currentCompletion() == "Yitu"


def test_alt_and_an_arrow_move_a_case(bar: CasesBar) -> None:
    orders: list[list[object]] = []
    bar.reordered.connect(orders.append)
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(bar.chips[1], Qt.Key.Key_Right, alt)
    QTest.keyClick(bar.chips[0], Qt.Key.Key_Left, alt)
    ids = [case.id for case in numbered(5)]
    assert orders == [[ids[0], ids[2], ids[1], ids[3], ids[4]]]


def test_a_case_dropped_where_it_is_keeps_the_order(bar: CasesBar) -> None:
    orders: list[list[object]] = []
    bar.reordered.connect(orders.append)
    ids = [case.id for case in numbered(5)]
    bar._move(ids[2], 2)
    bar._move(ids[2], 3)
    assert orders == []
    bar._move(ids[2], 0)
    bar._move(ids[2], 5)
    assert orders == [[ids[2], ids[0], ids[1], ids[3], ids[4]], [ids[0], ids[1], ids[3], ids[4], ids[2]]]


def test_the_gap_that_is_meant_is_the_nearest(bar: CasesBar) -> None:
    first = bar.chips[0].mapTo(bar, QPoint(1, 1))
    last = bar.chips[4].mapTo(bar, QPoint(bar.chips[4].width() - 1, 1))
    assert (bar._gap_at(first), bar._gap_at(last)) == (0, 5)


def test_many_cases_are_scrolled_to_with_the_wheel(bar: CasesBar) -> None:
    bar.show_cases(numbered(30))
    for _ in range(3):
        QCoreApplication.processEvents()
    scroll = bar.area.horizontalScrollBar()
    assert scroll.maximum() > 0 and bar.width() == 640
    place = QPointF(10, 10)
    event = QWheelEvent(place, bar.mapToGlobal(place), QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QCoreApplication.sendEvent(bar.area.viewport(), event)
    assert scroll.value() > 0


def test_a_long_name_is_cut_and_told_whole(bar: CasesBar) -> None:
    case = numbered(1)[0]
    long = type(case)(case.id, "The Ministry of " + "very " * 40 + "long names", "1")
    bar.show_cases([long])
    assert "…" in bar.chips[0].text() and bar.chips[0].toolTip() == long.name
    assert bar.chips[0].accessibleName() == f"{long.name}, 1"
