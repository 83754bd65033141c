"""The list of documents."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QLocale, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from annotator.ui.codebook.inline_bars import ConfirmBar
from annotator.ui.documents import DocumentList, DocumentRow, DocumentState, Sorting
from annotator.ui.documents.document_table import DocumentTable, date_words
from annotator.ui.documents.questions import ValueBar
from tests.ui.panel_values import document, documents


@pytest.fixture
def panel(qapp: QApplication, no_leaks: None) -> Iterator[DocumentList]:
    panel = DocumentList()
    panel.resize(240, 320)
    panel.show_documents(documents())
    panel.show()
    panel.activateWindow()
    QCoreApplication.processEvents()
    yield panel
    panel.close()
    panel.deleteLater()


def titles(table: DocumentTable) -> list[str]:
    return [table.index(row, 0).data() for row in range(table.rowCount())]


def by_title(text: str) -> DocumentRow:
    return next(row for row in documents() if row.title.startswith(text))


def test_they_stand_by_title_or_by_date_the_newest_first_and_the_undated_last(panel: DocumentList) -> None:
    assert titles(panel.table) == sorted(titles(panel.table))
    panel.table.sort_by(Sorting.DATE)
    assert [title.split()[0] for title in titles(panel.table)] == ["China’s", "A", "Annual", "Prospectus", "The", "A"]


def test_a_changed_row_keeps_scroll_and_selection(qapp: QApplication, no_leaks: None) -> None:
    panel = DocumentList()
    panel.resize(240, 300)
    rows = [document(f"Document {at:05}") for at in range(10_000)]
    panel.show_documents(rows)
    panel.show()
    panel.set_current(rows[5000].id)
    QCoreApplication.processEvents()
    scrolled = panel.view.verticalScrollBar().value()
    panel.update_row(dataclasses.replace(rows[5000], state=DocumentState.FINISHED))
    panel.update_row(dataclasses.replace(rows[9000], title="Document 09000 again"))
    panel.show_documents(rows)
    assert scrolled > 0 and panel.view.verticalScrollBar().value() == scrolled
    assert panel.chosen() == [rows[5000].id]
    panel.close()
    panel.deleteLater()


def test_a_renamed_document_moves_to_its_place_and_stays_selected(panel: DocumentList) -> None:
    china = by_title("China")
    panel.set_current(china.id)
    panel.update_row(dataclasses.replace(china, title="Zhejiang"))
    assert titles(panel.table)[-1] == "Zhejiang" and panel.chosen() == [china.id]


rows = st.lists(st.tuples(st.integers(0, 9), st.text("abÄ é", max_size=3), st.sampled_from(["", "2019", "2018-05"])),
                max_size=12)


@settings(max_examples=60)
@given(rows, rows, st.sampled_from(Sorting))
def test_changing_rows_one_by_one_is_the_same_as_showing_all_anew(
    first: list[tuple[int, str, str]], later: list[tuple[int, str, str]], sorting: Sorting
) -> None:
    def made(values: list[tuple[int, str, str]]) -> list[DocumentRow]:
        by_id = {number: dataclasses.replace(document(str(number)), title=title, date=date)
                 for number, title, date in values}
        return list(by_id.values())

    table, whole = DocumentTable(), DocumentTable()
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.sort_by(sorting)
    whole.sort_by(sorting)
    table.show_documents(made(first))
    for row in made(later):
        table.update_row(row)
    merged = {row.id: row for row in made(first)} | {row.id: row for row in made(later)}
    whole.show_documents(list(merged.values()))
    assert titles(table) == titles(whole)
    tester.deleteLater()


def test_a_click_opens_and_so_does_enter(panel: DocumentList) -> None:
    asked: list[object] = []
    panel.document_asked.connect(asked.append)
    place = panel.view.visualRect(panel.table.index(2, 0)).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert asked == [by_title("Annual").id, by_title("China").id]


def test_letters_do_not_search(panel: DocumentList) -> None:
    panel.set_current(by_title("Annual").id)
    panel.view.setFocus()
    QTest.keyClicks(panel.view, "pt 1")
    assert panel.chosen() == [by_title("Annual").id]


def test_f2_renames_in_place(panel: DocumentList) -> None:
    asked: list[tuple[object, str]] = []
    panel.rename_asked.connect(lambda one, title: asked.append((one, title)))
    panel.set_current(by_title("Annual").id)
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    editor = next(one for one in panel.view.findChildren(QLineEdit) if one.isVisible())
    editor.selectAll()
    QTest.keyClicks(editor, "Report")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    assert asked == [(by_title("Annual").id, "Report")]


def test_deleting_asks_first_and_says_what_goes(panel: DocumentList) -> None:
    asked: list[list[object]] = []
    panel.delete_asked.connect(asked.append)
    panel.view.selectAll()
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    question = next(one for one in panel.findChildren(ConfirmBar) if one.isVisible())
    assert "6 documents" in question.told.text() and "43 codings" in question.told.text() and asked == []
    QTest.mouseClick(question.deed, Qt.MouseButton.LeftButton)
    assert len(asked) == 1 and set(asked[0]) == {row.id for row in documents()}


def test_metadata_is_asked_for_in_a_line(panel: DocumentList) -> None:
    asked: list[tuple[object, ...]] = []
    panel.metadata_asked.connect(lambda *values: asked.append(values))
    panel.ask_metadata([by_title("Annual").id], "date", "Date")
    line = next(one for one in panel.findChildren(ValueBar) if one.isVisible())
    assert line.line.text() == "2019-03"
    line.line.setText("2019-04")
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    assert asked == [([by_title("Annual").id], "date", "2019-04")]


def test_the_filter_finds_words_of_title_and_metadata_without_case_and_accents(panel: DocumentList) -> None:
    panel.update_row(document("Überblick", metadata={"outlet": "Die Zeit"}))
    panel.show_filter()
    QTest.keyClicks(panel.filter, "uber zeit")
    assert titles(panel.table) == ["Überblick"] and panel.heading.right.text() == "1 of 7"
    QTest.keyClick(panel.filter, Qt.Key.Key_Escape)
    assert panel.table.rowCount() == 7 and panel.filter.isHidden()


def test_a_filter_that_fits_nothing_says_so(panel: DocumentList) -> None:
    panel.filter.setText("qqqq")
    assert panel.empty.isVisible() and panel.table.rowCount() == 0


def test_dropped_files_are_told_and_addresses_of_the_web_are_not(panel: DocumentList) -> None:
    dropped: list[list[str]] = []
    panel.files_dropped.connect(dropped.append)

    def drop(*urls: QUrl) -> None:
        data = QMimeData()
        data.setUrls(list(urls))
        event = QDropEvent(QPointF(QPoint(20, 100)), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                           Qt.KeyboardModifier.NoModifier)
        panel.dropEvent(event)

    drop(QUrl("https://example.org/a"))
    drop(QUrl.fromLocalFile("/tmp/a b.txt"), QUrl("https://example.org/a"))
    assert dropped == [["/tmp/a b.txt"]]


@pytest.mark.parametrize(("date", "told"), [("2019-08-29", "29 Aug 19"), ("2019-08", "Aug 2019"), ("2019", "2019"),
                                            ("", ""), ("spring", "spring"), ("2019-13-77", "2019-13-77")])
def test_dates_are_told_as_precisely_as_they_are_known(date: str, told: str) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    assert date_words(date) == told
    QLocale.setDefault(QLocale.system())


def test_a_row_is_told_to_screen_readers_with_its_state(panel: DocumentList) -> None:
    said = [panel.table.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(6)]
    assert any("The letter" in one and "finished" in one for one in said)


def test_nothing_asks_for_more_width_than_240_pixels(panel: DocumentList) -> None:
    panel.set_remark("my queue 30,000 / 60,000 and then some more")
    assert panel.minimumSizeHint().width() <= 240
