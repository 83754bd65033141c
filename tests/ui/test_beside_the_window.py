"""What goes on beside the window's thread: finding a text everywhere, preparing the search, long reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.model.errors import CannotDo
from annotator.operations import codebook, codes, searching
from annotator.store import reading
from annotator.ui import open_project
from tests import builders
from tests.driving import CTRL, Key, notice, place_of, press, project_of, settle, shown_window, wait_until

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    project = builders.make_project(tmp_path)
    for number in range(30):
        builders.add_text(project, f"text {number:02}.txt", f"Number {number}: the company sold its drones.")
    path = project.path
    project.close()
    return path


def test_a_text_is_found_in_all_documents_and_the_first_hit_is_gone_to(texts: Path) -> None:
    with shown_window() as window:
        window.open_project(texts)
        window.palette_popup.find_asked.emit("sold its drones", True)
        wait_until(lambda: len(window.palette_popup._entries) == 30, "all hits")
        assert window.palette_popup.isVisible()
        press(window, Key.Key_Return)
        assert place_of(window).view.selected_text() == "sold its drones"


def test_the_newest_question_wins(texts: Path) -> None:
    with shown_window() as window:
        window.open_project(texts)
        window.palette_popup.find_asked.emit("drones", True)
        window.palette_popup.find_asked.emit("Number 7", True)
        wait_until(lambda: window.palette_popup.isVisible(), "the hits")
        wait_until(lambda: window.work is not None and not window.work.everywhere.is_looking, "the end")
        settle()
        assert [one.title for one in window.palette_popup._entries] == ["Number 7: the company sold its drones."]


def test_what_stands_nowhere_is_said(texts: Path) -> None:
    with shown_window() as window:
        window.open_project(texts)
        window.palette_popup.find_asked.emit("zeppelin", True)
        wait_until(lambda: "zeppelin" in notice(window), "the answer")
        assert window.palette_popup.isHidden()


def test_a_project_can_be_closed_while_a_text_is_looked_for(texts: Path) -> None:
    with shown_window() as window:
        window.open_project(texts)
        window.palette_popup.find_asked.emit("drones", True)
        window.close_project()
        settle()
        assert window.palette_popup.isHidden() and window.work is None


def test_the_search_is_prepared_beside_the_window(texts: Path) -> None:
    with shown_window() as window:
        window.open_project(texts)
        project = project_of(window).project
        assert searching.unprepared(project) == 30
        assert window.work is not None
        window.work.catching_up.begin()
        wait_until(lambda: window.work is not None and not window.work.catching_up.is_at_work, "the index")
        assert searching.unprepared(project) == 0


def test_the_history_of_a_large_project_is_read_beside_the_window(
    texts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_project, "_MANY", -1)
    with shown_window() as window:
        window.open_project(texts)
        press(window, Key.Key_H, held=CTRL)
        wait_until(lambda: len(window.history_page.shown()) > 30, "the lines")
        window.show_history()
        window.close_project()  # while it is read once more
        settle()


def test_codes_and_documents_are_read_anew_after_a_deed_and_after_one_that_failed(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path)
    document = builders.add_text(project)
    drones, ships = builders.add_code(project, "Drones"), builders.add_code(project, "Ships")
    before = codebook.codes(project)
    assert codebook.codes(project) is before and reading.documents(project) is reading.documents(project)
    codes.rename_code(project, drones, "Robots")
    after = codebook.codes(project)
    assert [one.name for one in after] == ["Robots", "Ships"]
    assert after[1] is before[1]  # what was not touched is the same value
    with pytest.raises(CannotDo):
        codes.rename_code(project, ships, "Robots")
    with pytest.raises(RuntimeError), project.transaction() as db:
        db.execute(reading.code.update().values(name="Lost"))
        raise RuntimeError
    assert [one.name for one in codebook.codes(project)] == ["Robots", "Ships"]
    assert [one.id for one in reading.documents(project)] == [document.id]
    project.close()
