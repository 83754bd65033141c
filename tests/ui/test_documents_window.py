"""All documents in the window: values for many, stories, what was deleted, memos, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from annotator.model.ids import DocumentId
from annotator.operations import acting, projects, stories
from annotator.store import reading
from annotator.ui.codebook.inline_bars import ConfirmBar
from annotator.ui.documents.documents_page import DocumentsPage
from annotator.ui.documents.questions import DeletedBar
from annotator.ui.main_window import MainWindow
from tests.builders import add_code, add_text, code
from tests.driving import (
    CTRL,
    SHIFT,
    Key,
    document_of,
    notice,
    place_of,
    press,
    project_of,
    settle,
    shown_window,
    type_text,
    wait_until,
)

NAMES = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")
WORDS = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu")
STORY = " ".join(f"The {one} ship took {two} drones past the {one}-{two} port." for one in WORDS for two in WORDS[:2])


@pytest.fixture
def window(qapp: QApplication, no_leaks: None, tmp_path: Path) -> Iterator[MainWindow]:
    """A project with six documents, one of them coded."""
    project = projects.new(tmp_path / "p.annot", acting.myself())
    for name in NAMES:
        add_text(project, f"{name}.txt", f"{name} is about drones and letters.")
    code(project, reading.documents(project)[0], "drones", add_code(project, "Drones"))
    project.close()
    with shown_window() as window:
        window.open_project(tmp_path / "p.annot")
        wait_until(lambda: place_of(window).desk.shown is not None)
        yield window


def shown_page(window: MainWindow) -> DocumentsPage:
    press(window, Key.Key_L, held=CTRL)
    assert window.all_documents is not None
    page = window.all_documents.page
    assert page.isVisible()
    return page


def ids(window: MainWindow, *names: str) -> list[DocumentId]:
    found = {one.title: one.id for one in project_of(window).documents}
    return [found[name] for name in names]


def values(window: MainWindow, key: str) -> dict[str, str]:
    return {one.title: one.metadata.get(key, "") for one in project_of(window).documents}


def test_ctrl_l_shows_all_documents_and_enter_and_esc_lead_back(window: MainWindow) -> None:
    page = shown_page(window)
    assert page.chosen() == ids(window, "Alpha") and page.table.rowCount() == 6
    press(window, Key.Key_Down, Key.Key_Return)
    wait_until(lambda: document_of(window).document.title == "Beta")
    assert window.pages.currentWidget() is place_of(window)
    press(window, Key.Key_L, held=CTRL)
    press(window, Key.Key_Escape)
    assert window.pages.currentWidget() is place_of(window)


def test_a_value_for_many_is_one_undo_step(window: MainWindow) -> None:
    page = shown_page(window)
    page.view.choose(ids(window, *NAMES[:3]))
    press(window, Key.Key_Return, held=CTRL)
    type_text(window, "The Ledger")
    press(window, Key.Key_Return)
    assert list(values(window, "outlet").values()).count("The Ledger") == 3
    press(window, Key.Key_Z, held=CTRL)
    page.view.setFocus()
    press(window, Key.Key_Z, held=CTRL)
    assert set(values(window, "outlet").values()) == {""}
    assert page.panel.line_of("outlet").text() == ""


def test_dates_are_kept_as_iso_and_what_is_none_is_refused_with_what_to_write(window: MainWindow) -> None:
    page = shown_page(window)
    page.view.choose(ids(window, "Alpha"))
    settle()
    for typed, kept in (("3.4.2018", "2018-04-03"), ("April 2018", "2018-04"), ("soon", "2018-04")):
        line = page.panel.line_of("date")
        line.setFocus()
        line.selectAll()
        type_text(window, typed)
        press(window, Key.Key_Return)
        assert values(window, "date")["Alpha"] == kept
    assert "“soon” is no date" in notice(window)


def test_a_cell_is_edited_by_a_double_click(window: MainWindow) -> None:
    page = shown_page(window)
    view = page.view
    place = view.table.place_of(ids(window, "Beta")[0])
    assert place is not None
    at = view.visualRect(view.table.index(place, [one.key for one in view.table.columns].index("author"))).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    settle()
    editor = next(one for one in view.findChildren(QLineEdit) if one.isVisible())
    QTest.keyClicks(editor, "Mira")
    QTest.keyClick(editor, Key.Key_Return)
    settle()
    assert values(window, "author")["Beta"] == "Mira" and window.pages.currentWidget() is page


def test_deleting_many_asks_once_and_what_is_deleted_can_be_restored(window: MainWindow) -> None:
    page = shown_page(window)
    page.view.choose(ids(window, "Alpha", "Beta"))
    page.view.setFocus()
    press(window, Key.Key_Delete)
    question = next(one for one in page.findChildren(ConfirmBar) if one.isVisible())
    assert "Delete 2 documents with 1 coding?" in question.told.text()
    question.deed.click()
    settle()
    assert len(project_of(window).documents) == 4
    page.deleted_asked.emit()
    settle()
    bar = next(one for one in page.findChildren(DeletedBar) if one.isVisible())
    listed = [bar.list.item(row).text() for row in range(bar.list.count())]
    assert len(listed) == 2 and all("deleted" in one for one in listed)
    bar.list.setCurrentRow(next(at for at, one in enumerate(listed) if one.startswith("Alpha")))
    press(window, Key.Key_Return)
    assert [one.title for one in project_of(window).documents].count("Alpha") == 1
    assert len(reading.codings(project_of(window).project)) == 1
    press(window, Key.Key_Z, held=CTRL)
    assert "Alpha" not in values(window, "outlet")


def test_documents_become_one_story_by_hand_and_leave_it(window: MainWindow) -> None:
    page = shown_page(window)
    page.view.choose(ids(window, "Alpha", "Beta", "Gamma"))
    settle()
    page.panel.group.click()
    assert list(values(window, stories.SAME_STORY).values()).count("Alpha") == 3
    page.table.group_by(stories.SAME_STORY)
    assert page.table.group_members("Alpha") == ids(window, "Alpha", "Beta", "Gamma")
    page.view.choose(ids(window, "Beta"))
    settle()
    page.panel.ungroup.click()
    assert values(window, stories.SAME_STORY)["Beta"] == ""
    press(window, Key.Key_Z, held=CTRL)
    press(window, Key.Key_Z, held=CTRL)
    assert set(values(window, stories.SAME_STORY).values()) == {""}


def test_a_story_typed_in_a_cell_joins_those_that_have_it_and_moves_no_others(window: MainWindow) -> None:
    page = shown_page(window)
    page.story_asked.emit(ids(window, "Alpha", "Beta"))
    page.story_asked.emit(ids(window, "Gamma", "Delta", "Zeta"))
    page.table.value_asked.emit(ids(window, "Epsilon")[0], stories.SAME_STORY, "Alpha")
    place_of(window).documents.metadata_asked.emit(ids(window, "Zeta"), stories.SAME_STORY, "Alpha")
    told = values(window, stories.SAME_STORY)
    assert [name for name, story in told.items() if story == "Alpha"] == ["Alpha", "Beta", "Epsilon", "Zeta"]
    assert told["Gamma"] == told["Delta"] == "Delta"
    page.metadata_asked.emit(ids(window, "Gamma"), stories.SAME_STORY, "")
    assert {values(window, stories.SAME_STORY)[name] for name in ("Gamma", "Delta")} == {""}


def test_copies_that_came_in_are_hinted_at_and_one_press_groups_them(window: MainWindow, tmp_path: Path) -> None:
    project = project_of(window).project
    for name, more in (("Copy one", ""), ("Copy two", " It was seen on Monday."), ("Copy three", " Nobody was hurt.")):
        add_text(project, f"{name}.txt", STORY + more)
    window.open_project(tmp_path / "p.annot")
    project_of(window)._documents = None
    place_of(window).lists.show_documents()
    assert window.all_documents is not None
    window.all_documents.look_for_stories()
    page = window.all_documents.page
    wait_until(page.stories.isVisible, "the hint")
    assert page.stories.told.text().startswith("3 look like one story: ")
    page.stories.look.click()
    assert len(page.chosen()) == 3
    page.stories.group.click()
    settle()
    assert page.stories.isHidden() and place_of(window).documents.stories.isHidden()
    assert len(stories.stories(project)[0].documents) == 3
    press(window, Key.Key_Z, held=CTRL)
    assert page.stories.isVisible(), "undone, it is to be said again"
    page.stories.different.click()
    settle()
    assert page.stories.isHidden() and stories.hints(project) == ()


def test_a_memo_on_a_document_is_written_and_shown_again(window: MainWindow) -> None:
    page = shown_page(window)
    page.view.choose(ids(window, "Gamma"))
    settle()
    page.panel.memo.setFocus()
    type_text(window, "Ask the archive.")
    press(window, Key.Key_Escape)
    gamma, beta = ids(window, "Gamma", "Beta")
    assert [one.text for one in reading.memos(project_of(window).project, [gamma])] == ["Ask the archive."]
    page.view.choose([beta])
    settle()
    assert page.panel.memo.toPlainText() == ""
    page.view.choose([gamma])
    settle()
    assert page.panel.memo.toPlainText() == "Ask the archive."


def test_renaming_in_the_table_does_not_open_the_document(window: MainWindow) -> None:
    page = shown_page(window)
    page.view.choose(ids(window, "Beta"))
    page.ask_rename(ids(window, "Beta")[0])
    type_text(window, "Beta again")
    press(window, Key.Key_Return)
    assert "Beta again" in values(window, "outlet") and window.pages.currentWidget() is page


def test_columns_are_kept_for_the_next_time(window: MainWindow, tmp_path: Path) -> None:
    page = shown_page(window)
    page.view.show_columns([("title", 222), ("Desk", 0)])
    page.add_column("Desk")
    window.close_project()
    window.open_project(tmp_path / "p.annot")
    again = shown_page(window)
    assert again is not page and again.view.shown_columns() == [("title", 222), ("Desk", 120)]


def test_a_coding_moves_nothing_in_the_table_and_is_counted(window: MainWindow) -> None:
    page = shown_page(window)
    page.table.group_by("state")
    opened = project_of(window)
    this = opened.document(ids(window, "Alpha")[0])
    assert this is not None
    row = page.table.row_of(this.id)
    assert row is not None and row.codings == 1 and row.characters == this.layer.characters
    press(window, Key.Key_Z, held=CTRL)
    row = page.table.row_of(this.id)
    assert row is not None and row.codings == 0 and page.table.group_members("begun") == []


def test_several_are_chosen_by_keys_and_the_queue_leaves_out_what_is_finished(window: MainWindow) -> None:
    page = shown_page(window)
    press(window, Key.Key_Down, Key.Key_Down, held=SHIFT)
    assert len(page.chosen()) == 3
    press(window, Key.Key_Escape)
    press(window, Key.Key_Return, held=CTRL)
    wait_until(lambda: page.table.left == 5, "the document to be finished")
    page.queue.click()
    assert page.table.rowCount() == 5 and place_of(window).documents.heading.right.text() == "my queue 5 / 6"
    end_of = place_of(window).documents.order_menu()
    assert end_of.actions()[0].isChecked()
    end_of.deleteLater()


