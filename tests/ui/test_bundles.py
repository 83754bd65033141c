"""Splitting press exports in the real window: offered after an import, looked at, rules changed, added, by keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from annotator.operations import stories as found_stories
from annotator.operations.bundles import Preset
from annotator.ui.bundles.article_table import CHECK, DATE, OUTLET, TITLE
from annotator.ui.bundles.bundle_page import BundlePage
from annotator.ui.bundles.bundling import Bundling
from annotator.ui.main_window import MainWindow
from tests.driving import (
    Key,
    focused,
    import_files,
    notice,
    place_of,
    press,
    project_of,
    settle,
    shown_window,
    type_text,
    wait_until,
)
from tests.formats import bundle_builders
from tests.formats.bundle_builders import stories
from tests.ui.shell_tools import cut_texts


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.docx"
    path.write_bytes(bundle_builders.nexis_docx(stories(12)))
    return path


def begun(window: MainWindow, tmp_path: Path) -> Bundling:
    window.new_project(str(tmp_path / "p.annot"), "empty")
    assert window.bundling is not None
    return window.bundling


def looked_at(window: MainWindow, bundling: Bundling, path: Path) -> BundlePage:
    bundling.look_at(path)
    idle(bundling)
    return bundling.page


def idle(bundling: Bundling) -> None:
    wait_until(lambda: not bundling.busy, "the splitting to end")
    settle()


def cell(page: BundlePage, row: int, column: int) -> str:
    return str(page.table.index(row, column).data())


def test_what_looks_like_a_press_export_can_be_split(qapp: QApplication, tmp_path: Path, export: Path) -> None:
    with shown_window() as window:
        bundling = begun(window, tmp_path)
        import_files(window, [export])
        assert "export.docx” looks like a press export of 12 articles" in notice(window)
        assert len(project_of(window).documents) == 1, "nothing is split unasked"
        assert window.notices.action.text() == "Split into 12 documents…"
        window.notices.action.click()
        idle(bundling)
        page = bundling.page
        assert window.pages.currentWidget() is page
        assert page.summary.text() == "12 articles found."
        assert page.as_one.isHidden(), "it is here as one document already"
        press(window, Key.Key_Return)
        idle(bundling)
        assert len(project_of(window).documents) == 13
        assert window.pages.currentWidget() is place_of(window)
        assert "is still among the documents as a whole" in notice(window)
        window.notices.clear()
        bundling._offer_to_take_out(page.preview)  # type: ignore[arg-type]  # it has one
        window.notices.action.click()
        settle()
        assert len(project_of(window).documents) == 12


def test_the_page_shows_what_would_come_in(qapp: QApplication, tmp_path: Path, export: Path) -> None:
    with shown_window() as window:
        page = looked_at(window, begun(window, tmp_path), export)
        story = stories(3)[2]
        shown = cell(page, 2, TITLE), cell(page, 2, OUTLET), cell(page, 2, DATE)
        assert shown == (story.title, story.outlet, story.iso)
        assert page.list.isColumnHidden(CHECK), "there is nothing to check"
        assert page.add.text() == "Add 12 documents"
        press(window, Key.Key_Down, Key.Key_Down)
        assert page.list.currentIndex().row() == 2
        assert page.text.toPlainText().startswith(story.title)
        assert cut_texts(page) == []


def test_other_rules_are_followed_at_once_and_a_bad_separator_is_told(
    qapp: QApplication, tmp_path: Path, export: Path
) -> None:
    with shown_window() as window:
        bundling = begun(window, tmp_path)
        page = looked_at(window, bundling, export)
        side = page.side
        assert not side.separator.isVisible()
        side.preset.setCurrentIndex(side.preset.findData(Preset.SEPARATOR))
        assert side.separator.hasFocus()
        type_text(window, "End of (")
        wait_until(lambda: "regular expression" in page.problem.text(), "the fault to be told")
        assert not page.add.isEnabled()
        for _ in range(3):
            press(window, Key.Key_Backspace)
        type_text(window, "f Document")
        wait_until(lambda: page.preview is not None and page.preview.rules.separator == "End of Document", "new rules")
        idle(bundling)
        assert side.separator.text() == "End of Document"
        assert len(page.preview.articles) == 12 if page.preview else False
        assert page.add.isEnabled() and not page.problem.isVisible()
        side.preset.setCurrentIndex(side.preset.findData(Preset.FACTIVA))
        wait_until(lambda: page.table.rowCount() == 0, "no article")
        assert page.problem.text() == "No article found by these rules."
        assert not page.add.isEnabled()
        assert not side.labels["author"].isVisible()


def test_other_labels_are_looked_for(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "own.txt"
    articles = [f"Headline {k}\nDate: {k} May 2019\nBlatt: Der Bote\n\nText {k}." for k in (1, 2, 3)]
    path.write_text("\n=====\n".join(articles))
    with shown_window() as window:
        bundling = begun(window, tmp_path)
        page = looked_at(window, bundling, path)
        assert cell(page, 0, CHECK) == "no outlet found"
        page.side.labels["outlet"].setFocus()
        page.side.labels["outlet"].selectAll()
        type_text(window, "blatt, zeitung")
        wait_until(lambda: cell(page, 0, OUTLET) == "Der Bote", "the outlet to be found")
        idle(bundling)
        assert page.side.labels["outlet"].text() == "blatt, zeitung", "what is typed stays as it is typed"


def test_it_can_be_cancelled_or_imported_as_one(qapp: QApplication, tmp_path: Path, export: Path) -> None:
    with shown_window() as window:
        bundling = begun(window, tmp_path)
        page = looked_at(window, bundling, export)
        press(window, Key.Key_Escape)
        assert window.pages.currentWidget() is place_of(window)
        assert project_of(window).documents == ()
        looked_at(window, bundling, export)
        page.as_one.click()
        wait_until(lambda: window.importer is not None and not window.importer.busy, "the import")
        assert len(project_of(window).documents) == 1


def test_what_is_here_already_is_told_and_not_added_again(qapp: QApplication, tmp_path: Path, export: Path) -> None:
    with shown_window() as window:
        bundling = begun(window, tmp_path)
        page = looked_at(window, bundling, export)
        page.add.click()
        idle(bundling)
        looked_at(window, bundling, export)
        assert page.summary.text() == "12 articles found, 12 are here already."
        assert cell(page, 0, CHECK) == "already here"
        assert not page.add.isEnabled()


def test_everything_is_reached_by_tab_and_has_a_name(qapp: QApplication, tmp_path: Path, export: Path) -> None:
    with shown_window() as window:
        page = looked_at(window, begun(window, tmp_path), export)
        reached: list[QWidget] = []
        for _ in range(24):
            at = focused(window)
            if at in reached:
                break
            reached.append(at)
            press(window, Key.Key_Tab)
        wanted = [page.list, page.text, page.side.preset, page.side.around, page.cancel, page.as_one, page.add]
        assert all(one in reached for one in (*wanted, *page.side.labels.values()))
        for one in reached:
            if page.isAncestorOf(one) and isinstance(one, QLineEdit | QComboBox):
                assert one.accessibleName(), one
        assert page.list.accessibleName() and page.text.accessibleName() and page.accessibleName()


def test_a_file_that_cannot_be_read_is_told_and_shows_no_page(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "broken.rtf"
    path.write_bytes(b"no rtf")
    with shown_window() as window:
        bundling = begun(window, tmp_path)
        bundling.look_at(path)
        idle(bundling)
        assert "The file is no RTF text" in notice(window)
        assert window.pages.currentWidget() is place_of(window)


def test_a_dropped_rtf_comes_in_as_a_document(qapp: QApplication, tmp_path: Path) -> None:
    path = tmp_path / "letter.rtf"
    path.write_bytes(bundle_builders.rtf(["A letter to the ministry.", "It asks for the contract."]))
    with shown_window() as window:
        begun(window, tmp_path)
        import_files(window, [path])
        assert [one.title for one in project_of(window).documents] == ["letter"]


def test_the_window_may_be_closed_while_a_file_is_read(qapp: QApplication, tmp_path: Path, export: Path) -> None:
    with shown_window() as window:
        bundling = begun(window, tmp_path)
        bundling.look_at(export)
        assert bundling.busy
        window.close_project()
        assert window.bundling is None


def test_the_command_is_offered_where_something_can_be_added(qapp: QApplication, tmp_path: Path) -> None:
    with shown_window() as window:
        command = next(one for one in window.commands if one.id == "documents.split")
        assert command.offer(window.situation()) is None, "no project is open"
        begun(window, tmp_path)
        assert command.offer(window.situation()) is not None


@pytest.mark.parametrize("size", [(1024, 700), (1440, 900)])
def test_nothing_is_cut_off(qapp: QApplication, tmp_path: Path, export: Path, size: tuple[int, int]) -> None:
    with shown_window(width=size[0], height=size[1]) as window:
        page = looked_at(window, begun(window, tmp_path), export)
        for preset in (Preset.NEXIS, Preset.SEPARATOR, Preset.HEADINGS):
            page.side.preset.setCurrentIndex(page.side.preset.findData(preset))
            settle()
            assert cut_texts(page) == []
        assert page.side.widget().width() <= page.side.viewport().width()
        assert page.list.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOn


def test_articles_that_came_in_are_compared_with_one_another(qapp: QApplication, tmp_path: Path) -> None:
    first, second, third = stories(3)
    copied = replace(third, title="Another headline", paragraphs=first.paragraphs)
    path = tmp_path / "copies.rtf"
    path.write_bytes(bundle_builders.factiva_rtf([first, second, copied]))
    with shown_window() as window:
        bundling = begun(window, tmp_path)
        looked_at(window, bundling, path).add.click()
        idle(bundling)
        project = project_of(window).project
        wait_until(lambda: found_stories.hints(project), "the copies to be found")
        assert len(found_stories.hints(project)[0].documents) == 2
