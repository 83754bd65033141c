"""What changes the project besides coding, in the real window: codes, documents, the mouse, files that do not open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTabBar

from annotator.model.ids import CodeId
from annotator.operations import codebook, codes, projects
from annotator.operations.acting import myself
from annotator.store import reading
from annotator.ui.main_window import MainWindow
from tests.builders import TEXT, add_code, add_text, code, faults, identity, make_project
from tests.driving import (
    CTRL,
    SHIFT,
    Key,
    document_of,
    focused,
    notice,
    place_of,
    press,
    project_of,
    quotes,
    settle,
    shown_window,
    type_text,
    unhurried,
    wait_until,
)
from tests.ui.reader_tools import point_of

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def two_coders(tmp_path: Path) -> Path:
    """A text that Mira Kovač has coded twice; the person at the window is somebody else."""
    project = make_project(tmp_path)
    document = add_text(project)
    code(project, document, "drones", add_code(project, "Drones"))
    code(project, document, "open letter", add_code(project, "Letter"))
    codes.set_key(project, _id(project, "Drones"), "d")
    codes.set_key(project, _id(project, "Letter"), "l")
    project.close()
    return project.path


def _id(project: object, name: str) -> CodeId:
    return next(one.id for one in codebook.codes(project) if one.name == name)  # type: ignore[arg-type]


def code_of(window: MainWindow, name: str) -> CodeId:
    return _id(project_of(window).project, name)


def names(window: MainWindow) -> list[str]:
    return [one.path_text for one in project_of(window).codes]


def test_a_colleagues_coding_is_left_as_it_is_beside_ones_own(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        view = place_of(window).view
        start = TEXT.index("drones")
        view.select(start, start + 6)
        settle()
        press(window, Key.Key_D)
        mine = place_of(window).desk.chosen
        held = reading.codings(project_of(window).project)
        assert [one.quote for one in held].count("drones") == 2 and mine is not None
        assert len({one.coder for one in held if one.quote == "drones"}) == 2
        press(window, Key.Key_Delete)
        left = [one for one in reading.codings(project_of(window).project) if one.quote == "drones"]
        assert [project_of(window).coders[one.coder].name for one in left] == ["Mira Kovač"]


def test_a_passage_dropped_on_a_code_is_coded_with_it(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        press(window, Key.Key_Down, Key.Key_Down)
        tree = place_of(window).codebook.tree
        data = QMimeData()
        data.setData("application/x-annotator-passage", QByteArray(b"0:1"))
        at = tree.index_of(code_of(window, "Letter"))
        tree.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, at)
        assert ("Letter", "Its staff wrote an open letter.") in quotes(window)


def test_codes_are_made_renamed_moved_recoloured_and_deleted_and_all_of_it_is_undone(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        panel, before = place_of(window).codebook, names(window)
        panel.ask_new(None)
        settle()
        type_text(window, "Denials")
        press(window, Key.Key_Return)
        assert "Denials" in names(window)
        panel.ask_rename(code_of(window, "Denials"))
        settle()
        QTest.keyClick(focused(window), Qt.Key.Key_A, CTRL)
        type_text(window, "Answers")
        press(window, Key.Key_Return)
        assert "Answers" in names(window) and "Denials" not in names(window)
        moved = panel.tree.mimeData([panel.tree.index_of(code_of(window, "Letter"))])
        below = panel.tree.index_of(code_of(window, "Answers"))
        panel.tree.dropMimeData(moved, Qt.DropAction.MoveAction, -1, -1, below)
        settle()
        press(window, Key.Key_Return)  # of the two answers “Move below” has the keys
        assert any(one.endswith("Letter") and one.startswith("Answers") for one in names(window))
        popup = panel.ask_colour(code_of(window, "Answers"))
        assert popup is not None
        popup.chosen.emit("#123456")
        popup.close()
        window.activateWindow()
        settle()
        assert next(one.colour for one in project_of(window).codes if one.name == "Answers") == "#123456"
        panel.ask_delete(code_of(window, "Answers"))
        agree = next(one for one in panel.findChildren(QPushButton) if one.text() == "Delete")
        agree.click()
        settle()
        assert names(window) == ["Drones"] and [name for name, _ in quotes(window)] == ["Drones"]
        place_of(window).take_keys()
        for _ in range(5):
            press(window, Key.Key_Z, held=CTRL)
        assert names(window) == before and len(quotes(window)) == 2


def test_a_document_is_renamed_and_deleted_and_undo_brings_it_back_with_its_codings(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        place, listed = place_of(window), place_of(window).documents
        this = document_of(window).document.id
        listed.ask_rename(this)
        settle()
        QTest.keyClick(focused(window), Qt.Key.Key_A, CTRL)
        type_text(window, "The open letter")
        press(window, Key.Key_Return)
        assert document_of(window).document.title == "The open letter" and place.tabs.tabText(0) == "The open letter"
        listed.delete_asked.emit([this])
        settle()
        assert place.desk.shown is None and place.tabs.count() == 0 and place.nothing.isVisible()
        press(window, Key.Key_Z, held=CTRL)
        assert place.open_document(this) and len(quotes(window)) == 2


def test_dragging_over_text_while_a_code_is_sticky_makes_one_coding(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        place = place_of(window)
        press(window, Key.Key_D, held=CTRL | SHIFT)
        held = QApplication.mouseButtons
        try:
            QApplication.mouseButtons = staticmethod(lambda: LEFT)  # type: ignore[method-assign]  # no mouse offscreen
            first = TEXT.index("police")
            for end in range(first + 1, first + 12):
                place.view.select(first, end)
                settle()
            assert len(quotes(window)) == 2
        finally:
            QApplication.mouseButtons = held  # type: ignore[method-assign]
        wait_until(lambda: len(quotes(window)) > 2, "the sticky code")
        assert len(quotes(window)) == 3 and ("Drones", TEXT[first : first + 11].strip()) in quotes(window)


def test_find_and_the_margin_put_no_sticky_code_anywhere(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        place = place_of(window)
        press(window, Key.Key_D, held=CTRL | SHIFT)
        press(window, Key.Key_F, held=CTRL)
        type_text(window, "the")
        wait_until(lambda: place.find_bar.count.text().startswith("1 of"), "the search")
        place.take_keys()
        press(window, Key.Key_F3, Key.Key_F3)
        place.view.coding_activated.emit(next(iter(document_of(window).placed)))
        press(window, Key.Key_F7)
        assert len(quotes(window)) == 2


def test_the_mouse_selects_words_sentences_and_paragraphs(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        view = place_of(window).view
        settle()
        point = point_of(view, TEXT.index("police") + 2).toPoint()
        seen = []
        with unhurried():
            QTest.mouseClick(view.viewport(), LEFT, pos=point)
            QTest.mouseDClick(view.viewport(), LEFT, pos=point)
            seen.append(view.selected_text())
            QTest.mouseClick(view.viewport(), LEFT, pos=point)
            seen.append(view.selected_text())
        assert seen == ["police", "The company sold its drones to the police under a contract."]


def test_clicks_beside_the_text_leave_the_keys_with_it(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        place = place_of(window)
        press(window, Key.Key_Down, Key.Key_D)
        wait_until(lambda: len(place.detail.cards) >= 1, "the coding's card")
        QTest.mouseClick(place.detail.cards[0].stance, LEFT)
        settle()
        assert place.view.hasFocus()
        QTest.mouseClick(place.detail.cards[0], LEFT, pos=QPoint(20, 30))
        assert place.view.hasFocus()
        QTest.mouseClick(place.cases.add, LEFT)
        type_text(window, "Oriveld")
        press(window, Key.Key_Return)
        wait_until(lambda: place.detail.cards and place.detail.isVisible(), "the panel")
        assert place.view.hasFocus()
        QTest.mouseClick(place.cases.chips[0], LEFT)
        assert place.view.hasFocus()
        QTest.mouseClick(place.detail.cards[0].take_off, LEFT)
        settle()
        assert place.view.hasFocus()
        QTest.mouseClick(window.header.search, LEFT)
        press(window, Key.Key_Escape)
        assert place.view.hasFocus()


def test_two_clicks_on_a_code_rename_nothing(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        tree = place_of(window).codebook.view
        at = tree.visualRect(place_of(window).codebook.tree.index(0, 0, QModelIndex())).center()
        QTest.mouseClick(tree.viewport(), LEFT, pos=at)
        QTest.mouseClick(tree.viewport(), LEFT, pos=at)
        assert not tree.isPersistentEditorOpen(tree.currentIndex())
        assert tree.editTriggers() == tree.EditTrigger.EditKeyPressed


def test_a_tab_is_closed_by_its_button_and_the_next_document_is_shown(two_coders: Path) -> None:
    project = projects.open_project(two_coders, identity())
    add_text(project, "second.txt", "A second text. It is short.")
    project.close()
    with shown_window() as window:
        window.open_project(two_coders)
        place = place_of(window)
        other = next(one for one in project_of(window).documents if one.id != document_of(window).document.id)
        place.open_document(other.id)
        button = place.tabs.tabButton(1, QTabBar.ButtonPosition.RightSide)
        assert button is not None
        QTest.mouseClick(button, LEFT)
        settle()
        assert place.tabs.count() == 1 and document_of(window).document.id != other.id and place.view.hasFocus()


def test_files_that_are_no_project_or_a_broken_or_a_newer_one_give_a_notice_and_leave_the_window_as_it_was(
    two_coders: Path, tmp_path: Path
) -> None:
    foreign, broken, newer = (tmp_path / f"{name}.annot" for name in ("foreign", "broken", "newer"))
    foreign.write_text("This is a text and no project.")
    data = two_coders.read_bytes()
    broken.write_bytes(data[:4096] + b"\x00\xff" * 2048 + data[8192:])
    newer.write_bytes(data[:60] + (9999).to_bytes(4, "big") + data[64:])
    with shown_window() as window:
        window.open_project(two_coders)
        for path in (foreign, broken, newer, tmp_path / "gone.annot"):
            window.notices.clear()
            assert not window.open_project(path)
            assert path.name in notice(window) and "Traceback" not in notice(window)
            shown = window.notices.shown()
            assert shown is not None and (shown.action is not None) == (path == broken)
            press(window, Key.Key_Down)
            assert project_of(window).project.path == two_coders and place_of(window).view.hasFocus()


def test_a_damaged_project_is_recovered_into_a_new_file_which_opens(two_coders: Path) -> None:
    data = two_coders.read_bytes()
    broken = two_coders.with_name("broken.annot")
    broken.write_bytes(data[:4096] + b"\x00\xff" * 2048 + data[8192:])
    damaged = broken.read_bytes()
    with shown_window() as window:
        assert not window.open_project(broken)
        shown = window.notices.shown()
        assert shown is not None and shown.action is not None
        shown.action.run()
        settle()
        opened = project_of(window).project
        assert opened.path.name == "broken recovered.annot" and faults(opened) == ()
        assert reading.codings(opened), "what could be read is there"
        assert opened.path.name in notice(window)
    assert broken.read_bytes() == damaged


def test_a_project_that_another_process_has_open_is_not_opened_for_writing(two_coders: Path) -> None:
    holding = (
        "import sys; from pathlib import Path\n"
        "from annotator.operations import projects; from annotator.operations.acting import myself\n"
        "project = projects.open_project(Path(sys.argv[1]), myself())\n"
        "print('open', flush=True); sys.stdin.read(); project.close()\n"
    )
    command = [sys.executable, "-c", holding, str(two_coders)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdin is not None
        assert other.stdout.readline() == b"open\n"
        with shown_window() as window:
            assert not window.open_project(two_coders)
            assert "open in another" in notice(window) and window.opened is None
            assert window.first_page.isVisible()
        other.stdin.close()
    with shown_window() as window:
        assert window.open_project(two_coders)


def test_a_project_open_for_reading_only_is_read_and_not_changed(two_coders: Path) -> None:
    before = two_coders.read_bytes()
    with shown_window() as window:
        assert window.open_for_reading(two_coders)
        assert "read-only" in window.header.state.text()
        press(window, Key.Key_Down, Key.Key_D)
        press(window, Key.Key_Delete)
        press(window, Key.Key_I, Key.Key_Z, held=CTRL)
        assert len(quotes(window)) == 2
        press(window, Key.Key_F, held=CTRL)
        type_text(window, "agency")
        wait_until(lambda: place_of(window).find_bar.count.text() == "1 of 1", "the search")
    assert two_coders.read_bytes() == before


def test_the_same_project_asked_for_again_is_only_shown(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        held = window.opened
        window.show_keys()
        assert window.open_project(two_coders) and window.opened is held
        assert window.pages.currentWidget() is window.code_place and not notice(window)


def test_the_widths_that_a_person_gave_the_panels_are_remembered(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        splitter = place_of(window).splitter
        splitter.setSizes([400, 500, 300])
        splitter.splitterMoved.emit(400, 1)
        settle()
        wanted = splitter.sizes()
    with shown_window() as window:
        window.open_project(two_coders)
        settle()
        assert place_of(window).splitter.sizes() == wanted


def test_everything_fits_into_1024_by_700(two_coders: Path) -> None:
    with shown_window(width=1024, height=700) as window:
        window.open_project(two_coders)
        settle()
        assert (window.width(), window.height()) == (1024, 700)
        assert place_of(window).view.columns.shows_names(1)
        for panel in (place_of(window).detail, place_of(window).view, place_of(window).codebook, window.status):
            corner = panel.mapTo(window, QPointF(panel.width(), panel.height()).toPoint())
            assert corner.x() <= 1024 and corner.y() <= 700


def test_a_person_can_work_while_an_export_runs_and_is_told_when_deeds_must_wait(
    two_coders: Path, tmp_path: Path
) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        window.export(tmp_path / "out.xlsx")
        press(window, Key.Key_Down)
        assert place_of(window).view.selected_text()
        wait_until(lambda: not project_of(window).busy, "the export to end")
        assert "2 codings" in notice(window) and (tmp_path / "out.xlsx").exists()
        window.check()
        wait_until(lambda: "Sound" in notice(window), "the check")
        press(window, Key.Key_D)
        assert len(quotes(window)) == 3


def test_nobody_elses_settings_are_touched(two_coders: Path, annotator_home: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
    assert (annotator_home / "settings.json").exists() and str(two_coders) in window.settings.recent
    assert myself().name


def test_changing_a_colleague_s_coding_is_said_and_taken_back_with_one_key(two_coders: Path) -> None:
    with shown_window() as window:
        window.open_project(two_coders)
        place, opened = place_of(window), project_of(window)
        theirs = next(one for one in document_of(window).placed.values() if one.coder != opened.project.coder.id)
        place.view.coding_activated.emit(theirs.id)
        settle()
        press(window, Key.Key_Delete)
        settle()
        assert theirs.id not in document_of(window).placed
        assert "Ctrl+Z" in notice(window) and "Mira" in notice(window)
        press(window, Key.Key_Z, held=CTRL)
        wait_until(lambda: theirs.id in document_of(window).placed, "the coding to come back")
