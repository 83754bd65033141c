"""The history in plain words, and the table of keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from annotator.ui import theme
from annotator.ui.history_page import HistoryLine, HistoryPage, Sort
from annotator.ui.keys_page import KeyLine, KeysPage
from tests.ui.shell_tools import cut_texts, emitted, on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QComboBox

NOW = datetime.fromisoformat("2026-05-04T11:00:00")
WORDS = ("coded “Police departments” with Surveillance", "changed agency to Public security",
         "merged jo.annot: 214 codings new", "finished A survey of fifty companies")
LINES = [HistoryLine(f"c{n}", NOW - timedelta(hours=n), "MK" if n % 2 else "JO", "#0A7D60", words,
                     coder="Mira Kovač" if n % 2 else "Jo Okafor", undone=n == 1, can_undo=n != 2)
         for n, words in enumerate(WORDS)]


@pytest.fixture
def page(qapp: QApplication, no_leaks: None) -> Iterator[HistoryPage]:
    theme.apply(qapp, theme.LIGHT)
    made = HistoryPage()
    made.set_lines(LINES, now=NOW)
    with on_screen(qapp, made):
        yield made


def test_the_chosen_line_can_be_undone(page: HistoryPage) -> None:
    seen, gone = emitted(page.undo_asked), emitted(page.go_asked)
    assert not page.undo.isEnabled()
    page.choose(3)
    page.undo.click()
    page.go.click()
    assert (seen, gone) == (["c3"], ["c3"])


def test_what_is_undone_already_or_taken_back_elsewhere_offers_no_undo(page: HistoryPage) -> None:
    offers = []
    for row in range(4):
        page.choose(row)
        offers.append(page.undo.isEnabled())
    assert offers == [True, False, False, True]


def test_delete_undoes_only_what_can_be_undone(page: HistoryPage) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    seen = emitted(page.undo_asked)
    page.list.setFocus()
    for row in range(4):
        page.choose(row)
        QTest.keyClick(page.list, Qt.Key.Key_Delete)
    assert seen == ["c0", "c3"]


def test_the_filter_looks_at_words_and_coders(page: HistoryPage) -> None:
    page.filter.setText("SURV")
    assert [line.id for line in page.shown()] == ["c0", "c3"]
    assert page.count.text() == "2 of 4"
    page.filter.setText("okafor")
    assert [line.id for line in page.shown()] == ["c0", "c2"]
    page.filter.setText("[(*")
    assert page.shown() == []
    assert page.nothing.isVisible()
    page.filter.clear()
    assert page.count.text() == "4 changes"


SORTED = [HistoryLine(str(n), NOW - timedelta(hours=n), who[:2].upper(), "#0A7D60", f"did {n}", coder=who, sorts=sorts)
          for n, (who, sorts) in enumerate((
              ("Mira Kovač", frozenset({Sort.CODINGS})), ("Jo Okafor", frozenset({Sort.CODEBOOK, Sort.CODINGS})),
              ("Jo Okafor", frozenset({Sort.MERGES})), ("Mira Kovač", frozenset({Sort.RESOLUTIONS, Sort.CASES}))))]


def choose(box: QComboBox, value: str) -> None:
    box.setCurrentIndex(box.findData(value))


def test_the_history_is_filtered_by_coder_and_by_what_was_changed(page: HistoryPage) -> None:
    page.set_lines(SORTED, now=NOW)
    choose(page.by_coder, "Jo Okafor")
    assert [line.id for line in page.shown()] == ["1", "2"]
    choose(page.by_sort, Sort.CODINGS)
    assert [line.id for line in page.shown()] == ["1"]
    choose(page.by_coder, "")
    assert [line.id for line in page.shown()] == ["0", "1"]
    page.filter.setText("did 0")
    assert [line.id for line in page.shown()] == ["0"]
    assert page.count.text() == "1 of 4"
    page.filter.clear()
    for sort, ids in ((Sort.MERGES, ["2"]), (Sort.RESOLUTIONS, ["3"]), (Sort.CASES, ["3"]), (Sort.MEMOS, []),
                      ("", ["0", "1", "2", "3"])):
        choose(page.by_sort, sort)
        assert [line.id for line in page.shown()] == ids, sort


def test_the_coder_chosen_stays_chosen_when_new_lines_come(page: HistoryPage) -> None:
    page.set_lines(SORTED, now=NOW)
    choose(page.by_coder, "Jo Okafor")
    lena = HistoryLine("new", NOW, "LV", "#0A7D60", "did more", coder="Lena Vogt")
    page.set_lines([lena, *SORTED], now=NOW)
    assert page.by_coder.currentData() == "Jo Okafor"
    assert [line.id for line in page.shown()] == ["1", "2"]
    page.set_lines(SORTED[:1], now=NOW)
    assert page.by_coder.currentData() == ""
    assert len(page.shown()) == 1


def test_what_is_no_point_of_the_history_cannot_be_gone_to(page: HistoryPage) -> None:
    merge = HistoryLine("m", NOW, "MK", "#0A7D60", "Merged jo.annot", can_undo=False, can_go=False)
    page.set_lines([merge], now=NOW)
    page.choose(0)
    assert not page.go.isEnabled()
    assert not page.undo.isEnabled()


def test_older_lines_are_asked_for(page: HistoryPage) -> None:
    asked = emitted(page.older_asked)
    assert not page.older.isVisible()
    before = page.most
    page.set_lines(LINES, now=NOW, whole=False)
    page.older.click()
    assert len(asked) == 1
    assert page.most > before


def test_the_history_fits_into_half_a_window(qapp: QApplication, no_leaks: None) -> None:
    made = HistoryPage(embedded=True)
    made.set_lines(LINES, now=NOW, whole=False)
    with on_screen(qapp, made, width=560, height=400):
        assert cut_texts(made) == []
        assert made.list.height() >= 4 * made.list.sizeHintForRow(0) - 4


def test_the_chosen_line_stays_chosen_when_new_ones_come(page: HistoryPage) -> None:
    page.choose(0)
    newer = HistoryLine("new", NOW, "MK", "#0A7D60", "coded something")
    page.set_lines([newer, *LINES], now=NOW)
    chosen = page.chosen()
    assert chosen is not None
    assert chosen.id == "c0"


def test_a_line_is_told_in_full_to_screen_readers(page: HistoryPage) -> None:
    from PySide6.QtCore import Qt

    spoken = str(page.list.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.startswith("changed agency to Public security, Mira Kovač, ")
    assert spoken.endswith(", undone")


def test_an_empty_history_says_so(page: HistoryPage) -> None:
    page.set_lines((), now=NOW)
    assert page.nothing.text() == "Nothing has been done yet."
    assert not page.go.isEnabled()


def test_undone_lines_are_painted_fainter(qapp: QApplication, page: HistoryPage) -> None:
    same = [HistoryLine(str(undone), NOW, "MK", "#0A7D60", "coded a passage", undone=undone)
            for undone in (False, True)]
    page.set_lines(same, now=NOW)
    page.list.clearSelection()
    qapp.processEvents()
    darkest = []
    for row in (0, 1):
        place = page.list.visualRect(page.list.model().index(row, 0))
        place.moveTopLeft(page.list.viewport().mapTo(page, place.topLeft()))
        image = page.grab(place).toImage()
        words = range(image.height() + 10, image.width() // 2)
        darkest.append(min(image.pixelColor(x, y).lightness() for x in words for y in range(image.height())))
    assert darkest[0] + 20 < darkest[1]


@pytest.mark.parametrize("scale", (1.0, 2.0))
def test_nothing_is_cut_off_at_the_smallest_window(qapp: QApplication, page: HistoryPage, scale: float) -> None:
    theme.apply(qapp, theme.LIGHT, scale)
    try:
        page.resize(1024, 700)
        qapp.processEvents()
        assert cut_texts(page) == []
    finally:
        theme.apply(qapp, theme.LIGHT)


KEYS = [
    KeyLine("next_sentence", "Next sentence", "Down", "Reading"),
    KeyLine("picker", "Picker of codes", "Space", "Coding"),
    KeyLine("find", "Find in this document", "Ctrl+F, F3", "Reading"),
    KeyLine("back_up", "Back up", "", "Project"),
]


@pytest.fixture
def keys(qapp: QApplication, no_leaks: None) -> Iterator[KeysPage]:
    theme.apply(qapp, theme.LIGHT)
    made = KeysPage()
    made.set_lines(KEYS)
    with on_screen(qapp, made):
        yield made


def shown_labels(page: KeysPage) -> list[str]:
    from PySide6.QtWidgets import QLabel

    table = page._scroll.widget()
    assert table is not None
    return [label.text() for label in table.findChildren(QLabel)]


def test_every_command_stands_in_its_group_with_its_keys(keys: KeysPage) -> None:
    texts = shown_labels(keys)
    for text in ("READING", "CODING", "PROJECT", "Next sentence", "Down", "Ctrl+F", "F3", "Back up"):
        assert texts.count(text) == 1, text


def test_keys_are_found_by_words_and_by_keys(keys: KeysPage) -> None:
    keys.filter.setText("picker")
    assert [line.id for line in keys.shown()] == ["picker"]
    assert "Next sentence" not in shown_labels(keys)
    keys.filter.setText("ctrl+f")
    assert [line.id for line in keys.shown()] == ["find"]
    keys.filter.setText("zzzz")
    assert keys.nothing.isVisible()


def test_a_narrow_window_has_fewer_columns(qapp: QApplication, keys: KeysPage) -> None:
    wide = keys._columns
    keys.resize(500, 700)
    qapp.processEvents()
    assert wide > keys._columns == 1
    assert cut_texts(keys) == []
