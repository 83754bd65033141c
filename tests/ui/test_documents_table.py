"""The table of documents: grouping, filtering, the queue, and the page of all documents without a project."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from annotator.operations.stories import StoryHint
from annotator.ui.documents import DocumentList, DocumentRow, DocumentState, Sorting
from annotator.ui.documents.arranging import GroupLine, SortBy
from annotator.ui.documents.counted import count_words
from annotator.ui.documents.document_table import DocumentTable
from annotator.ui.documents.documents_page import DocumentsPage
from annotator.ui.documents.filtering import keys_of, terms_of
from tests.ui.panel_values import document
from tests.ui.shell_tools import cut_texts, emitted

PRESS = [
    document("Drones at sea", DocumentState.FINISHED, metadata={"outlet": "Ledger", "date": "2018-04-03"}),
    document("A letter", DocumentState.BEGUN, "2019", codings=4, metadata={"outlet": "Circuit", "date": "2019"}),
    document("Rumours", metadata={"outlet": "Ledger", "wire": "AP"}),
    document("Überblick", date="2018-11", metadata={"date": "2018-11", "same_story": "Drones at sea"}),
]  # fmt: skip


def lines(table: DocumentTable) -> list[str]:
    """The titles; heads of groups with how many there are."""
    found = (table.line_at(table.index(row, 0)) for row in range(table.rowCount()))
    return [f"[{one.title} {one.count}]" if isinstance(one, GroupLine) else one.title for one in found if one]


@pytest.fixture
def table(qapp: QApplication) -> DocumentTable:
    table = DocumentTable()
    table.show_documents(PRESS)
    return table


def test_groups_stand_by_name_with_those_without_a_value_last(table: DocumentTable) -> None:
    table.group_by("outlet")
    assert lines(table) == [
        "[Circuit 1]", "A letter", "[Ledger 2]", "Drones at sea", "Rumours", "[Outlet: none 1]", "Überblick"]
    table.group_by("year")
    assert lines(table) == [
        "[2019 1]", "A letter", "[2018 2]", "Drones at sea", "Überblick", "[Without a date 1]", "Rumours"]
    table.group_by("state")
    assert [one for one in lines(table) if one[0] == "["] == ["[new 2]", "[begun 1]", "[finished 1]"]
    table.group_by("wire")
    assert lines(table)[0] == "[AP 1]" and table.own_keys == ("wire",)
    table.group_by("same_story")
    assert lines(table)[0] == "[Drones at sea 1]" and lines(table)[2] == "[Not grouped 3]"
    table.group_by("")
    assert lines(table) == ["A letter", "Drones at sea", "Rumours", "Überblick"]


def test_months_are_told_in_words_the_newest_first(table: DocumentTable) -> None:
    table.group_by("month")
    heads = [one for one in lines(table) if one[0] == "["]
    assert heads == ["[2019 1]", "[Nov 2018 1]", "[Apr 2018 1]", "[Without a date 1]"]


def test_a_folded_group_hides_its_documents_and_counts_them(table: DocumentTable) -> None:
    table.group_by("outlet")
    table.fold("Ledger")
    assert lines(table) == ["[Circuit 1]", "A letter", "[Ledger 2]", "[Outlet: none 1]", "Überblick"]
    assert table.shown == 4 and table.place_of(PRESS[0].id) is None
    table.unfold(PRESS[0].id)
    assert table.place_of(PRESS[0].id) == 3


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ledger", ["Drones at sea", "Rumours"]), ("outlet:ledger", ["Drones at sea", "Rumours"]),
        ("outlet:ledger -rum", ["Drones at sea"]), ("state:new uber", ["Überblick"]), ("wire:ap", ["Rumours"]),
        ("date:2018", ["Drones at sea", "Überblick"]), ('"at sea"', ["Drones at sea", "Überblick"]),
        ('title:"at sea"', ["Drones at sea"]), ("story:drones", ["Überblick"]), ("outlet:", PRESS),
        ("nothing:ledger", []), ("-outlet:ledger", ["A letter", "Überblick"]), ("codings:4", ["A letter"]),
    ],
)  # fmt: skip
def test_words_filter_over_all_that_is_known_or_one_column(
    table: DocumentTable, typed: str, found: list[str] | list[DocumentRow]
) -> None:
    table.filter_by(typed)
    assert lines(table) == sorted(one if isinstance(one, str) else one.title for one in found)


def test_a_colon_in_an_address_is_a_letter(table: DocumentTable) -> None:
    terms = terms_of("https://example.org Outlet:x", keys_of(table.columns, table.own_keys))
    assert [(one.word, one.key) for one in terms] == [("https://example.org", ""), ("x", "outlet")]


def test_my_queue_leaves_out_what_i_finished_as_soon_as_i_do(table: DocumentTable) -> None:
    table.show_queue_only(True)
    assert "Drones at sea" not in lines(table) and count_words(table) == "my queue 3 / 4"
    table.update_row(dataclasses.replace(PRESS[1], state=DocumentState.FINISHED))
    assert lines(table) == ["Rumours", "Überblick"] and count_words(table) == "my queue 2 / 4"
    table.update_row(PRESS[1])
    assert lines(table) == ["A letter", "Rumours", "Überblick"]


def test_what_has_no_value_comes_last_however_it_is_sorted(table: DocumentTable) -> None:
    for descending in (False, True):
        table.sort_by(SortBy("outlet", descending))
        assert lines(table)[-1] == "Überblick"
    table.sort_by(SortBy("codings", descending=True))
    assert lines(table)[0] == "A letter"


outlets = st.sampled_from(["", "Ledger", "Circuit"])
rows = st.lists(st.tuples(st.integers(0, 9), st.text("abÄ ", max_size=2), outlets, st.sampled_from(DocumentState)),
                max_size=10)


@settings(max_examples=60)
@given(rows, rows, st.sampled_from(["", "outlet", "state"]), st.booleans(), st.sampled_from(["", "a", "outlet:led"]))
def test_changing_rows_one_by_one_is_the_same_as_showing_all_anew_in_groups_too(
    first: list[tuple[int, str, str, DocumentState]], later: list[tuple[int, str, str, DocumentState]],
    grouping: str, queue: bool, typed: str,
) -> None:  # fmt: skip
    def made(values: list[tuple[int, str, str, DocumentState]]) -> list[DocumentRow]:
        by_id = {number: dataclasses.replace(document(str(number)), title=title, state=state,
                                             metadata={"outlet": outlet} if outlet else {})
                 for number, title, outlet, state in values}
        return list(by_id.values())

    table, whole = DocumentTable(), DocumentTable()
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for one in (table, whole):
        one.sort_by(Sorting.TITLE)
        one.group_by(grouping)
        one.show_queue_only(queue)
        one.filter_by(typed)
    table.show_documents(made(first))
    for row in made(later):
        table.update_row(row)
    merged = {row.id: row for row in made(first)} | {row.id: row for row in made(later)}
    whole.show_documents(list(merged.values()))
    assert lines(table) == lines(whole)
    tester.deleteLater()


# The list beside the text --------------------------------------------------------------------------------------------


@pytest.fixture
def panel(qapp: QApplication, no_leaks: None) -> Iterator[DocumentList]:
    panel = DocumentList()
    panel.resize(240, 360)
    panel.show_documents(PRESS)
    panel.show()
    panel.activateWindow()
    QCoreApplication.processEvents()
    yield panel
    panel.close()
    panel.deleteLater()


def test_a_group_is_folded_by_a_click_and_by_keys(panel: DocumentList) -> None:
    asked = emitted(panel.document_asked)
    panel.table.group_by("outlet")
    QCoreApplication.processEvents()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton,
                     pos=panel.view.visualRect(panel.table.index(2, 0)).center())
    assert lines(panel.table)[2:4] == ["[Ledger 2]", "[Outlet: none 1]"] and asked == []
    panel.view.setFocus()
    for key, shown in ((Qt.Key.Key_Right, 7), (Qt.Key.Key_Left, 5), (Qt.Key.Key_Left, 5), (Qt.Key.Key_Return, 7)):
        QTest.keyClick(panel.view, key)
        assert panel.table.rowCount() == shown
    assert isinstance(panel.table.line_at(panel.view.currentIndex()), GroupLine) and asked == []
    spoken = panel.table.index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Ledger, 2 documents, unfolded"


def test_the_menu_sorts_groups_and_shows_the_queue(panel: DocumentList) -> None:
    menu = panel.order_menu()
    menu.actions()[0].trigger()
    assert panel.heading.right.text() == "my queue 3 / 4"
    grouped = next(one for one in menu.findChildren(QMenu) if one.title() == "Group by")
    next(one for one in grouped.actions() if one.text() == "Outlet").trigger()
    assert panel.table.grouping == "outlet"
    assert [one.text() for one in grouped.actions()][-1] == "wire"
    menu.deleteLater()


def test_when_all_is_finished_the_queue_says_so(panel: DocumentList) -> None:
    panel.table.show_queue_only(True)
    for row in PRESS:
        panel.update_row(dataclasses.replace(row, state=DocumentState.FINISHED))
    assert panel.empty.isVisible() and panel.empty.text() == "You have finished all of them."


def test_a_hint_of_one_story_is_told_with_three_ways_on_and_later(panel: DocumentList) -> None:
    grouped, dismissed = emitted(panel.stories.group_asked), emitted(panel.stories.dismiss_asked)
    hints = (StoryHint((PRESS[0].id, PRESS[2].id, PRESS[3].id), 0.9), StoryHint((PRESS[1].id, PRESS[2].id), 0.8))

    def title(one: object) -> str:
        return next(row.title for row in PRESS if row.id == one)

    panel.stories.show_hints(hints, title)
    assert panel.stories.told.text().startswith("3 look like one story: “Drones at sea” …")
    assert "(1 more hint)" in panel.stories.told.text()
    panel.stories.group.click()
    panel.stories.different.click()
    assert grouped == dismissed == [hints[0]]
    panel.stories.later.click()
    assert panel.stories.isHidden()
    panel.stories.show_hints(hints[1:], title)
    assert panel.stories.isHidden(), "put off until somebody asks"
    panel.stories.show_hints(hints[1:], title, again=True)
    assert panel.stories.isVisible()
    assert cut_texts(panel) == []


# The page of all documents -------------------------------------------------------------------------------------------


@pytest.fixture
def page(qapp: QApplication, no_leaks: None, table: DocumentTable) -> Iterator[DocumentsPage]:
    page = DocumentsPage(table)
    page.resize(1024, 600)
    page.show()
    page.activateWindow()
    QCoreApplication.processEvents()
    yield page
    page.close()
    page.deleteLater()


def test_the_page_shows_columns_at_their_widths_and_keeps_them(page: DocumentsPage) -> None:
    changed = emitted(page.layout_changed)
    assert [key for key, _ in page.view.shown_columns()][:3] == ["state", "title", "outlet"]
    page.view.show_columns([("title", 300), ("date", 0), ("url", 90)])
    assert page.view.shown_columns() == [("title", 300), ("date", 96), ("url", 90)] and changed == []
    page.add_column("wire")
    page.add_column("Wire")
    assert [key for key, _ in page.view.shown_columns()] == ["title", "date", "url", "wire"] and len(changed) == 1
    page.view.header().resizeSection(page.view.header().logicalIndex(0), 200)
    assert page.view.shown_columns()[0] == ("title", 200) and len(changed) == 2
    menu = page.columns_menu()
    next(one for one in menu.actions() if one.text() == "Address").trigger()
    assert "url" not in dict(page.view.shown_columns())
    menu.deleteLater()


def test_a_click_on_a_head_sorts_and_again_the_other_way(page: DocumentsPage) -> None:
    head, outlet = page.view.header(), next(at for at, one in enumerate(page.table.columns) if one.key == "outlet")
    at = QPoint(head.sectionViewportPosition(outlet) + 20, head.height() // 2)
    for expected in ("A letter", "Drones at sea"):
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert lines(page.table)[0] == expected
        QTest.qWait(QApplication.doubleClickInterval() + 20)  # two clicks, not a double one


def test_f2_edits_the_cell_and_enter_opens(page: DocumentsPage) -> None:
    asked, opened = emitted(page.table.value_asked), emitted(page.document_asked)
    page.view.choose([PRESS[2].id])
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    title = next(one for one in page.view.findChildren(QLineEdit) if one.isVisible())
    assert title.text() == "Rumours", "the title, where the keys are at first"
    QTest.keyClick(title, Qt.Key.Key_Escape)
    QCoreApplication.processEvents()
    QTest.keyClick(page.view, Qt.Key.Key_Right)
    QTest.keyClick(page.view, Qt.Key.Key_F2)
    editor = next(one for one in page.view.findChildren(QLineEdit) if one.isVisible())
    assert editor.text() == "Ledger" and editor.completer() is not None
    QTest.keyClicks(editor, "Gazette")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    assert asked == [(PRESS[2].id, "outlet", "Gazette")] and opened == []
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert opened == [PRESS[2].id]


def test_fields_of_many_show_what_differs_as_several_and_take_a_value_for_all(page: DocumentsPage) -> None:
    given = emitted(page.metadata_asked)
    page.view.choose([PRESS[0].id, PRESS[1].id])
    QCoreApplication.processEvents()
    outlet, kind = page.panel.line_of("outlet"), page.panel.line_of("kind")
    assert (outlet.text(), outlet.placeholderText()) == ("", "(several)") and page.panel.head.text() == "2 documents"
    outlet.setFocus()
    QTest.keyClick(outlet, Qt.Key.Key_Return)
    assert given == [], "nothing typed, nothing changed"
    kind.setFocus()
    QTest.keyClicks(kind, "report")
    outlet.setFocus()
    QTest.keyClicks(outlet, "Gazette")
    QTest.keyClick(outlet, Qt.Key.Key_Return)
    both = [PRESS[1].id, PRESS[0].id]
    assert given == [(both, "kind", "report"), (both, "outlet", "Gazette")]
    QTest.keyClicks(kind, "x")
    QTest.keyClick(kind, Qt.Key.Key_Escape)
    assert kind.text() == "" and page.view.hasFocus() and len(given) == 2


def test_what_is_being_typed_goes_to_those_it_was_typed_for(page: DocumentsPage) -> None:
    given = emitted(page.metadata_asked)
    page.view.choose([PRESS[0].id])
    QCoreApplication.processEvents()
    QTest.keyClicks(page.panel.line_of("author"), "Mira")
    page.view.choose([PRESS[1].id])
    assert given == [([PRESS[0].id], "author", "Mira")] and page.panel.line_of("author").text() == ""


def test_a_field_of_ones_own_can_be_added(page: DocumentsPage) -> None:
    refused, given = emitted(page.refused), emitted(page.metadata_asked)
    page.view.choose([PRESS[0].id])
    QCoreApplication.processEvents()
    page.panel.new_key.setFocus()
    for name in ("a:b", "Desk"):
        QTest.keyClicks(page.panel.new_key, name)
        QTest.keyClick(page.panel.new_key, Qt.Key.Key_Return)
    assert len(refused) == 1 and "cannot name a column" in refused[0]
    QTest.keyClicks(page.panel.line_of("Desk"), "Foreign")
    QTest.keyClick(page.panel.line_of("Desk"), Qt.Key.Key_Return)
    assert given == [([PRESS[0].id], "Desk", "Foreign")]


def test_letters_in_the_table_do_not_search_and_selection_outlives_a_refill(page: DocumentsPage) -> None:
    page.view.choose([PRESS[0].id, PRESS[3].id])
    page.view.setFocus()
    QTest.keyClicks(page.view, "r")
    page.table.group_by("outlet")
    page.table.show_documents(PRESS)
    assert set(page.chosen()) == {PRESS[0].id, PRESS[3].id}


def test_the_page_has_room_at_the_least_width_with_longer_texts(page: DocumentsPage) -> None:
    page.resize(1024, 560)
    page.view.choose([row.id for row in PRESS])
    QCoreApplication.processEvents()
    assert cut_texts(page) == []


def test_every_control_of_the_page_has_a_name(page: DocumentsPage) -> None:
    from PySide6.QtWidgets import QAbstractButton

    parts: list[QLineEdit | QAbstractButton] = [*page.findChildren(QLineEdit), *page.findChildren(QAbstractButton)]
    nameless = [one for one in parts if one.isVisible() and not (
        one.accessibleName() or (isinstance(one, QAbstractButton) and one.text()))]
    own = [one for one in nameless if not one.objectName().startswith("qt_")]
    assert [type(one).__name__ for one in own if type(one).__name__ != "QLineEditIconButton"] == []
