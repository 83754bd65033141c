"""The picker of codes and cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from annotator.ui.codebook.found import Found
from annotator.ui.picker import CodePicker
from tests.ui.panel_values import CASES, code, code_id, codebook, many_codes

AT = QRect(40, 30, 200, 20)
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(qapp: QApplication, no_leaks: None) -> Iterator[QWidget]:
    page = QWidget()
    page.resize(900, 600)
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
def picker(page: QWidget, events: list[object]) -> CodePicker:
    picker = CodePicker(page)
    picker.chosen.connect(events.append)
    picker.case_chosen.connect(lambda case: events.append(("case", case)))
    picker.new_code_asked.connect(lambda name, parent: events.append(("new", name, parent)))
    picker.new_case_asked.connect(lambda name: events.append(("new case", name)))
    picker.closed.connect(lambda: events.append("closed"))
    picker.open_at(AT, codebook(), cases=CASES, aliases={code_id("Refused"): ["declined"]})
    return picker


def shown(picker: CodePicker) -> list[str]:
    rows = [picker.rows.row_at(at) for at in range(picker.rows.rowCount())]
    return [row.name for row in rows if row is not None]


def test_a_name_and_enter_choose_and_close(picker: CodePicker, events: list[object]) -> None:
    QTest.keyClicks(picker.line, "gov")
    QTest.keyClick(picker.line, Qt.Key.Key_Return)
    assert events == [code_id("Government contract"), "closed"] and not picker.isVisible()


def test_every_letter_is_text_also_those_that_are_keys_of_codes(picker: CodePicker, events: list[object]) -> None:
    QTest.keyClicks(picker.line, "dgts 12-/.")
    assert picker.line.text() == "dgts 12-/." and events == []


def test_comma_chooses_and_stays(picker: CodePicker, events: list[object]) -> None:
    QTest.keyClicks(picker.line, "gov,surv,")
    assert events == [code_id("Government contract"), code_id("Surveillance")]
    assert picker.isVisible() and picker.line.text() == ""


def test_an_alias_is_found_and_named(picker: CodePicker) -> None:
    QTest.keyClicks(picker.line, "decl")
    row = picker.current_row()
    assert row is not None and row.name == "Refused" and "declined" in row.note


def test_the_path_is_found_too(picker: CodePicker, events: list[object]) -> None:
    QTest.keyClicks(picker.line, "pledge none")
    QTest.keyClick(picker.line, Qt.Key.Key_Return)
    assert events[0] == code_id("None made")


def test_what_was_used_lately_comes_first(page: QWidget, picker: CodePicker) -> None:
    picker.open_at(AT, codebook(), boosts={code_id("Pledge"): 2.0})
    assert shown(picker)[0] == "Pledge"


def test_escape_closes_and_chooses_nothing(picker: CodePicker, events: list[object]) -> None:
    QTest.keyClicks(picker.line, "gov")
    QTest.keyClick(picker.line, Qt.Key.Key_Escape)
    assert events == ["closed"] and not picker.isVisible()


def test_the_arrows_walk_the_rows_around(picker: CodePicker, events: list[object]) -> None:
    QTest.keyClicks(picker.line, "none")
    count = picker.rows.rowCount()
    QTest.keyClick(picker.line, Qt.Key.Key_Up)
    assert picker.list.currentIndex().row() == count - 1
    QTest.keyClick(picker.line, Qt.Key.Key_Down)
    QTest.keyClick(picker.line, Qt.Key.Key_Down)
    assert picker.list.currentIndex().row() == 1


def test_shift_enter_makes_the_code_below_what_the_best_rows_have_in_common(
    picker: CodePicker, events: list[object]
) -> None:
    QTest.keyClicks(picker.line, "none")
    assert shown(picker)[-1] == "none"
    QTest.keyClick(picker.line, Qt.Key.Key_Return, SHIFT)
    assert events == [("new", "none", code_id("Accountability")), "closed"]


def test_a_path_says_where_the_new_code_belongs(picker: CodePicker, events: list[object]) -> None:
    QTest.keyClicks(picker.line, "pledge > Broken promise")
    QTest.keyClick(picker.line, Qt.Key.Key_Return, SHIFT)
    assert events == [("new", "Broken promise", code_id("Pledge")), "closed"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Comma])
def test_a_name_mistyped_makes_nothing_and_it_is_said_what_would(
    picker: CodePicker, events: list[object], key: Qt.Key
) -> None:
    QTest.keyClicks(picker.line, "qqqq")
    row = picker.current_row()
    assert row is not None and row.kind is Found.NEW_CODE
    QTest.keyClick(picker.line, key)
    assert events == [] and picker.isVisible()
    assert picker.title.isVisible() == (key == Qt.Key.Key_Return)
    QTest.keyClick(picker.line, Qt.Key.Key_Backspace)
    assert not picker.title.isVisible()


def test_enter_makes_the_code_where_somebody_went_to_the_row_that_says_so(
    picker: CodePicker, events: list[object]
) -> None:
    QTest.keyClicks(picker.line, "none")
    QTest.keyClick(picker.line, Qt.Key.Key_Up)  # round to the last
    row = picker.current_row()
    assert row is not None and row.kind is Found.NEW_CODE
    QTest.keyClick(picker.line, Qt.Key.Key_Return)
    assert events == [("new", "none", code_id("Accountability")), "closed"]


def test_a_code_that_is_there_already_is_not_offered_as_new(picker: CodePicker, events: list[object]) -> None:
    QTest.keyClicks(picker.line, "technology > AUTONOMY")
    QTest.keyClick(picker.line, Qt.Key.Key_Return, SHIFT)
    assert events == [] and picker.isVisible()


def test_without_letters_nothing_new_is_offered(picker: CodePicker, events: list[object]) -> None:
    assert len(shown(picker)) == len(codebook())
    QTest.keyClick(picker.line, Qt.Key.Key_Return, SHIFT)
    assert events == []


def test_tab_goes_to_cases_where_enter_toggles_and_stays(picker: CodePicker, events: list[object]) -> None:
    QTest.keyClick(picker.line, Qt.Key.Key_Tab)
    assert picker.in_cases and shown(picker) == [case.name for case in CASES]
    QTest.keyClicks(picker.line, "alph")
    QTest.keyClick(picker.line, Qt.Key.Key_Return)
    assert events == [("case", CASES[2].id)] and picker.isVisible()
    picker.set_cases_set(frozenset({CASES[2].id}))
    row = picker.current_row()
    assert row is not None and row.ticked
    QTest.keyClick(picker.line, Qt.Key.Key_Tab)
    assert picker.rows.row_at(0).kind is Found.CODE and picker.line.text() == ""  # type: ignore[union-attr]  # there is


def test_a_case_with_a_comma_in_its_name_can_be_made(picker: CodePicker, events: list[object]) -> None:
    QTest.keyClick(picker.line, Qt.Key.Key_Tab)
    QTest.keyClicks(picker.line, "Example, Inc.")
    QTest.keyClick(picker.line, Qt.Key.Key_Return, SHIFT)
    assert events == [("new case", "Example, Inc.")] and picker.isVisible()


def test_recoding_has_a_title_and_no_cases(picker: CodePicker) -> None:
    picker.open_at(AT, codebook(), title="Recode Pledge")
    assert picker.title.isVisible() and picker.title.text() == "Recode Pledge"
    QTest.keyClick(picker.line, Qt.Key.Key_Tab)
    assert not picker.in_cases


def test_the_definition_of_the_row_stands_beside_it(picker: CodePicker) -> None:
    QTest.keyClicks(picker.line, "dual")
    assert picker.beside.isVisible() and "civilian use" in picker.beside.text.text()
    picker.line.setText("autonomy")
    assert not picker.beside.isVisible(), "it says nothing"


def test_what_a_code_says_is_shown_as_it_is_written(picker: CodePicker) -> None:
    picker.open_at(AT, [code("x", definition="a <b>bold</b> & sly claim")])
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; sly" in picker.beside.text.text()


@pytest.mark.parametrize("at", [QRect(0, 0, 10, 10), QRect(880, 580, 15, 15), QRect(-500, 300, 10, 10),
                                QRect(400, 900, 10, 10)])
def test_it_always_lies_within_its_page(page: QWidget, picker: CodePicker, at: QRect) -> None:
    picker.open_at(at, codebook())
    assert page.rect().contains(picker.geometry())
    picker.line.setText("dual")
    assert page.rect().contains(picker.geometry())


def test_it_opens_below_the_selection_and_above_where_there_is_no_room(page: QWidget, picker: CodePicker) -> None:
    assert picker.geometry().top() > AT.bottom()
    picker.open_at(QRect(40, 560, 200, 20), codebook())
    assert picker.geometry().bottom() < 560


def test_it_closes_when_the_keys_go_elsewhere(page: QWidget, picker: CodePicker, events: list[object]) -> None:
    other = QLineEdit(page)
    other.show()
    other.setFocus()
    QCoreApplication.processEvents()
    assert events == ["closed"]


def test_two_thousand_codes_are_found_among(picker: CodePicker, events: list[object]) -> None:
    picker.open_at(AT, many_codes(2000))
    QTest.keyClicks(picker.line, "01999")
    QTest.keyClick(picker.line, Qt.Key.Key_Return)
    assert events[0] == code_id("Code 01999")


def test_without_codes_it_still_opens_and_makes_the_first(picker: CodePicker, events: list[object]) -> None:
    picker.open_at(AT, [])
    QTest.keyClick(picker.line, Qt.Key.Key_Return)
    assert events == []
    QTest.keyClicks(picker.line, "First")
    QTest.keyClick(picker.line, Qt.Key.Key_Return, SHIFT)
    assert events == [("new", "First", None), "closed"]
