"""The table of all codings: rows as they are looked at, selection, sorting, widths, and what screen readers hear."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.review.coding_table import PAGE, CodingTable
from annotator.ui.review.row_view import PICTURES
from annotator.ui.review.shown import Column
from annotator.ui.review.table_view import CodingView
from tests.ui.review_values import Shelf, coding_id, shown_coding
from tests.ui.shell_tools import emitted

MANY = 100_000
Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def view(qapp: QApplication, no_leaks: None, shelf: Shelf) -> Iterator[CodingView]:
    table = CodingTable(shelf.fetch)
    view = CodingView(table)
    table.setParent(view)
    view.resize(1200, 500)
    view.show()
    view.activateWindow()
    view.setFocus()
    QCoreApplication.processEvents()
    yield view
    view.close()
    view.deleteLater()


def ids(count: int, first: int = 0) -> list[object]:
    return [coding_id(at) for at in range(first, first + count)]


def show(view: CodingView, found: list[object]) -> None:
    view.table.show_codings(found)  # type: ignore[arg-type]  # ids
    view.viewport().repaint()


def press(view: CodingView, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(view, key, held)


def test_of_a_hundred_thousand_codings_only_those_in_sight_are_fetched(view: CodingView, shelf: Shelf) -> None:
    show(view, ids(MANY))
    assert view.table.rowCount() == MANY
    assert 0 < len(shelf.asked) <= 2 * PAGE
    view.scrollTo(view.table.index(70_000, 0))
    view.viewport().repaint()
    assert coding_id(70_000) in shelf.asked and len(shelf.asked) <= 5 * PAGE
    assert len(shelf.asked) == len(set(shelf.asked)), "no row is fetched twice"


def test_rows_are_fetched_again_only_when_they_have_changed(view: CodingView, shelf: Shelf) -> None:
    show(view, ids(50))
    shelf.asked.clear()
    view.table.forget([coding_id(3)])
    view.viewport().repaint()
    assert shelf.asked == [coding_id(3)]


def test_a_coding_that_is_gone_is_an_empty_row_until_the_next_answer(view: CodingView, shelf: Shelf) -> None:
    shelf.gone = {coding_id(2)}
    show(view, ids(5))
    assert view.table.row_at(2) is None and view.table.index(2, 0).data() is None
    assert view.table.row_at(3) == shown_coding(coding_id(3))


def test_the_table_is_a_sound_model(view: CodingView) -> None:
    tester = QAbstractItemModelTester(view.table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    show(view, ids(200))
    show(view, ids(50, 30))
    show(view, [])
    assert tester.model() is view.table


def test_selection_current_row_and_scroll_stay_when_codings_leave(view: CodingView) -> None:
    show(view, ids(5_000))
    view.select_rows([1_000, 1_001, 1_002, 1_005], current=1_002)
    view.scrollTo(view.table.index(1_002, 0))
    scrolled = view.verticalScrollBar().value()
    show(view, [one for one in ids(5_000) if one not in (coding_id(1_001), coding_id(4_000))])
    assert view.chosen() == [coding_id(1_000), coding_id(1_002), coding_id(1_005)]
    assert view.current() == coding_id(1_002)
    assert scrolled > 0 and view.verticalScrollBar().value() == scrolled


def test_where_the_current_coding_leaves_the_next_one_is_current(view: CodingView) -> None:
    show(view, ids(10))
    view.select_rows([4], current=4)
    show(view, [one for one in ids(10) if one != coding_id(4)])
    assert view.current() == coding_id(5) and view.chosen() == [coding_id(5)]


def test_codings_are_selected_by_keys(view: CodingView) -> None:
    show(view, ids(100))
    press(view, Key.Key_Down)
    press(view, Key.Key_Down, held=SHIFT)
    assert view.selected_rows() == [1, 2]
    press(view, Key.Key_Down, Key.Key_Down, held=CTRL)
    press(view, Key.Key_Space)
    assert view.selected_rows() == [1, 2, 4], "Ctrl with an arrow goes on, Space takes the row in"
    press(view, Key.Key_Space)
    assert view.selected_rows() == [1, 2]
    press(view, Key.Key_A, held=CTRL)
    assert view.selected_count() == 100
    press(view, Key.Key_Escape)
    assert view.selected_rows() == [4]
    press(view, Key.Key_End)
    assert view.selected_rows() == [99]
    press(view, Key.Key_Home, held=SHIFT)
    assert view.selected_count() == 100


def test_codings_are_selected_by_the_mouse(view: CodingView) -> None:
    show(view, ids(100))

    def click(row: int, held: Qt.KeyboardModifier) -> None:
        at = view.visualRect(view.table.index(row, Column.PASSAGE)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, at)

    click(2, Qt.KeyboardModifier.NoModifier)
    click(5, SHIFT)
    click(3, CTRL)
    assert view.selected_rows() == [2, 4, 5]


def test_keys_of_deeds_are_told_and_letters_do_nothing(view: CodingView) -> None:
    show(view, ids(10))
    told = [emitted(one) for one in (view.recode_pressed, view.delete_pressed, view.stance_pressed, view.memo_pressed)]
    opened = emitted(view.opened)
    press(view, Key.Key_F2, Key.Key_Delete, Key.Key_Minus)
    press(view, Key.Key_M, held=CTRL)
    press(view, Key.Key_Q, Key.Key_5)
    assert [len(one) for one in told] == [1, 1, 1, 1]
    press(view, Key.Key_Down, Key.Key_Return)
    assert opened == [1]
    at = view.visualRect(view.table.index(3, Column.CODE)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened == [1, 3]


def test_a_click_on_a_heading_asks_for_another_order_and_a_second_one_turns_it(view: CodingView) -> None:
    show(view, ids(10))
    asked = emitted(view.sort_asked)
    header = view.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(Column.CODE) + 20, header.height() // 2)
    for _ in range(2):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert asked == [(Column.CODE, True), (Column.CODE, False)]
    assert header.sortIndicatorSection() == Column.CODE


def test_the_passage_takes_the_room_that_is_left_and_chosen_widths_are_kept(view: CodingView) -> None:
    show(view, ids(10))
    assert view.horizontalHeader().length() == view.viewport().width()
    view.setColumnWidth(Column.CASES, 220)
    kept = view.widths()
    assert kept[Column.CASES] == 220
    assert view.horizontalHeader().length() == view.viewport().width(), "the passage gives what the cases took"
    view.set_widths([100] * len(Column))
    view.set_widths(kept)
    assert view.columnWidth(Column.CASES) == 220
    view.set_widths([1, 2, 3])
    assert view.widths() == kept, "what makes no sense is not taken"


def test_narrow_windows_leave_room_for_the_passage(view: CodingView) -> None:
    show(view, ids(10))
    view.resize(700, 500)
    QCoreApplication.processEvents()
    assert view.columnWidth(Column.PASSAGE) >= 260
    assert view.columnWidth(Column.DOCUMENT) >= 44


def test_rows_that_were_painted_are_painted_anew_where_something_about_them_changes(view: CodingView) -> None:
    show(view, ids(100))
    before = view.viewport().grab().toImage()
    assert view._drawn, "rows are kept as pictures"
    assert view.viewport().grab().toImage() == before
    view.select_rows([1], current=1)
    assert view.viewport().grab().toImage() != before
    view.select_rows([0], current=0)
    assert view.viewport().grab().toImage() == before
    view.setColumnWidth(Column.CODE, 90)
    assert view.viewport().grab().toImage() != before
    for top in range(0, 90, 5):
        view.scrollTo(view.table.index(top, 0), CodingView.ScrollHint.PositionAtTop)
        view.viewport().repaint()
    assert len(view._drawn) <= PICTURES


def test_a_screen_reader_hears_each_cell_with_its_heading(view: CodingView) -> None:
    show(view, ids(10))
    role = Qt.ItemDataRole.AccessibleTextRole
    said = [view.table.index(5, column).data(role) for column in Column]
    assert said == [
        "Document: Report 0 · 4 Apr 18",
        "Passage: quote 5",
        "Code: Accountability › Pledge",
        "Cases: Google",
        "Stance: contradicts",
        "Coder: Ada Keller",
        "Fields: voice company",
        "Memo: none",
    ]
    assert "automatically" in view.table.index(9, Column.CODE).data(role)
    assert view.accessibleName() == "Codings"
    table = QAccessible.queryAccessibleInterface(view)
    assert table is not None and table.role() == QAccessible.Role.Table
    heard = [table.child(at).text(QAccessible.Text.Name) for at in range(table.childCount())]
    assert "Passage: quote 5" in heard and "Code: Accountability › Pledge" in heard
