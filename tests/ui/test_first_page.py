"""The first window: sample, new, open, recent projects, and dropped files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from annotator.ui import theme
from annotator.ui.first_page import FileDialogs, FirstPage, RecentProject
from tests.ui.shell_tools import cut_texts, emitted, on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

RECENT = [
    RecentProject("coding/killer-robots.annot", "killer-robots", "coding", "today 10:42"),
    RecentProject("stick/letters.annot", "letters", "stick", "3 Nov", there=False),
    RecentProject("coding/prospectuses.annot", "prospectuses", "coding", "yesterday"),
]


@pytest.fixture
def asked() -> list[str]:
    """Which file dialogs were opened."""
    return []


@pytest.fixture
def page(qapp: QApplication, no_leaks: None, tmp_path: Path, asked: list[str]) -> Iterator[FirstPage]:
    def answer(what: str, path: Path) -> str:
        asked.append(what)
        return str(path) if path.exists() else ""

    theme.apply(qapp, theme.LIGHT)
    made = FirstPage(folder=str(tmp_path), dialogs=FileDialogs(
        folder=lambda _parent, _start: answer("folder", tmp_path / "other"),
        codebook=lambda _parent, _start: answer("codebook", tmp_path / "codes.toml"),
        project=lambda _parent, _start: answer("project", tmp_path / "there.annot")))
    made.set_recent(RECENT)
    with on_screen(qapp, made):
        yield made


def press(widget: object, name: str) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QWidget

    assert isinstance(widget, QWidget)
    QTest.keyClick(widget, Qt.Key[f"Key_{name}"])


def test_the_sample_is_one_click_away(page: FirstPage) -> None:
    seen = emitted(page.sample_asked)
    page.sample.click()
    assert seen == [None]


def test_open_asks_for_a_file_and_says_which(page: FirstPage, tmp_path: Path, asked: list[str]) -> None:
    seen = emitted(page.open_asked)
    page.open.click()
    assert (asked, seen) == (["project"], [])
    (tmp_path / "there.annot").touch()
    page.open.click()
    assert seen == [str(tmp_path / "there.annot")]


def test_a_new_project_has_a_name_a_folder_and_a_codebook(page: FirstPage, tmp_path: Path) -> None:
    seen = emitted(page.new_asked)
    page.new.click()
    assert page.form.isVisible()
    page.form.name.setText("killer robots")
    assert str(tmp_path / "killer robots.annot") in page.form.will_be.text()
    page.form.create_button.click()
    assert seen == [(str(tmp_path / "killer robots.annot"), "tech-military")]


def test_enter_in_a_field_makes_the_project(page: FirstPage, tmp_path: Path) -> None:
    seen = emitted(page.new_asked)
    page.new.click()
    page.form.choices["empty"].setChecked(True)
    page.form.name.setText("letters.annot")
    press(page.form.name, "Return")
    assert seen == [(str(tmp_path / "letters.annot"), "empty")]


def test_a_codebook_can_come_from_a_file(page: FirstPage, tmp_path: Path, asked: list[str]) -> None:
    (tmp_path / "codes.toml").touch()
    (tmp_path / "other").mkdir()
    seen = emitted(page.new_asked)
    page.new.click()
    page.form.name.setText("a")
    page.form.choose_folder.click()
    page.form.choose_codebook.click()
    assert asked == ["folder", "codebook"]
    assert page.form.choices["file"].isChecked()
    page.form.create_button.click()
    assert seen == [(str(tmp_path / "other" / "a.annot"), str(tmp_path / "codes.toml"))]


@pytest.mark.parametrize(("name", "folder", "file", "said"), [
    ("", "", None, "name"), ("   ", "", None, "name"), (".annot", "", None, "name"), ("..", "", None, "name"),
    ("a/b", "", None, "cannot contain"), ("a", "nowhere", None, "not there"), ("taken", "", None, "already"),
    ("a", "", "nowhere.toml", "codebook file"), ("a", "", "", "codebook file")])
def test_what_makes_no_sense_is_said_beside_the_field(
    page: FirstPage, tmp_path: Path, name: str, folder: str, file: str | None, said: str) -> None:
    (tmp_path / "taken.annot").touch()
    seen = emitted(page.new_asked)
    page.new.click()
    page.form.name.setText(name)
    page.form.folder.setText(str(tmp_path / folder))
    if file is not None:
        page.form.choices["file"].setChecked(True)
        page.form.codebook_file.setText(file)
    page.form.create_button.click()
    assert seen == []
    assert page.form.problem.isVisible()
    assert said in page.form.problem.text()
    page.form.name.setText("another")
    assert page.form.problem.isHidden()


def test_escape_leaves_the_form(page: FirstPage) -> None:
    page.new.click()
    press(page.form.name, "Escape")
    assert page.form.isHidden()
    assert page.new.isVisible()


def test_a_recent_project_opens_by_enter_and_a_missing_one_does_not(page: FirstPage) -> None:
    seen = emitted(page.open_asked)
    press(page.recent, "Return")
    press(page.recent, "Down")
    press(page.recent, "Return")
    press(page.recent, "Down")
    press(page.recent, "Return")
    assert seen == ["coding/killer-robots.annot", "coding/prospectuses.annot"]


def test_delete_takes_a_project_off_the_list(page: FirstPage) -> None:
    seen = emitted(page.recent_removed)
    press(page.recent, "Down")
    press(page.recent, "Delete")
    assert seen == ["stick/letters.annot"]
    assert page.recent.count() == 2


def test_a_screen_reader_hears_that_a_project_is_missing(page: FirstPage) -> None:
    from PySide6.QtCore import Qt

    item = page.recent.item(1)
    assert item is not None
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == "letters, stick, not found"


def test_without_recent_projects_a_sentence_says_so(page: FirstPage) -> None:
    page.set_recent(())
    assert page.no_recent.isVisible()
    assert page.recent.isHidden()


def test_a_dropped_project_is_opened(qapp: QApplication, page: FirstPage, tmp_path: Path) -> None:
    from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    seen = emitted(page.open_asked)
    files = QMimeData()
    files.setUrls([QUrl("https://example.org/x.annot"), QUrl.fromLocalFile(str(tmp_path / "a.annot"))])
    held = (Qt.DropAction.CopyAction, files, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPoint(5, 5), *held)
    qapp.sendEvent(page, entering)
    assert entering.isAccepted()
    assert page.drop.property("over")
    qapp.sendEvent(page, QDropEvent(QPointF(5, 5), *held))
    assert not page.drop.property("over")
    assert [Path(path) for path in seen] == [tmp_path / "a.annot"]


def test_dropped_documents_need_a_project_first(page: FirstPage) -> None:
    opened, dropped = emitted(page.open_asked), emitted(page.files_dropped)
    page.take(["a.pdf", "b.txt"])
    assert opened == []
    assert dropped == [["a.pdf", "b.txt"]]
    assert page.problem.isVisible()
    page.take([])
    assert len(dropped) == 1


@pytest.mark.parametrize("scale", (1.0, 2.0))
@pytest.mark.parametrize("form", (False, True))
def test_nothing_is_cut_off_at_the_smallest_window(
    qapp: QApplication, page: FirstPage, scale: float, form: bool) -> None:
    theme.apply(qapp, theme.LIGHT, scale)
    try:
        page.show_form(form)
        if form:
            page.form.create_button.click()
        page.resize(1024, 700)
        qapp.processEvents()
        assert cut_texts(page) == []
    finally:
        theme.apply(qapp, theme.LIGHT)
