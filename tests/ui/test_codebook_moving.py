"""Moving and merging codes in the tree: by dragging, by keys, and through the field that finds a code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QCoreApplication, QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.operations import codebook as codebook_operations
from annotator.store import reading
from annotator.ui.codebook import CODE_MIME, CodebookPanel
from annotator.ui.codebook.inline_bars import ConfirmBar, InlineBar
from annotator.ui.codebook.target_bar import ChoiceBar, TargetBar
from annotator.ui.main_window import MainWindow
from tests import builders
from tests.driving import ALT, CTRL, NONE, SHIFT, Key, place_of, press, project_of, settle, shown_window
from tests.ui.panel_values import code, code_id, codebook, counts
from tests.ui.shell_tools import emitted


@pytest.fixture
def panel(qapp: QApplication, no_leaks: None) -> Iterator[CodebookPanel]:
    panel = CodebookPanel()
    panel.resize(240, 620)
    panel.show_codes(codebook(), counts())
    panel.show()
    panel.activateWindow()
    QCoreApplication.processEvents()
    yield panel
    panel.close()
    panel.deleteLater()


def bar(panel: CodebookPanel) -> InlineBar:
    return next(one for one in panel.findChildren(InlineBar) if one.isVisible())


def dropped(panel: CodebookPanel, names: list[str], on: str, *, held: Qt.KeyboardModifier = NONE) -> None:
    """Drags codes onto the middle of another one's row and lets go, as the view gets it."""
    data = QMimeData()
    data.setData(CODE_MIME, QByteArray(b"".join(code_id(name) for name in names)))
    viewport, left = panel.view.viewport(), Qt.MouseButton.LeftButton
    place = panel.view.visualRect(panel.tree.index_of(code_id(on))).center()
    both = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    QCoreApplication.sendEvent(viewport, QDragEnterEvent(place, both, data, left, held))
    QCoreApplication.sendEvent(viewport, QDragMoveEvent(place, both, data, left, held))
    drop = QDropEvent(QPointF(place), both, data, left, held)
    drop.setDropAction(Qt.DropAction.CopyAction if held == CTRL else Qt.DropAction.MoveAction)
    QCoreApplication.sendEvent(viewport, drop)


def test_a_code_dropped_on_another_one_asks_whether_to_move_or_to_merge(panel: CodebookPanel) -> None:
    moved, merged = emitted(panel.move_asked), emitted(panel.merge_asked)
    dropped(panel, ["Autonomy"], "Pledge")
    question = bar(panel)
    assert isinstance(question, ChoiceBar)
    assert "Autonomy" in question.told.text()
    assert "11 codings" in question.told.text()
    QTest.mouseClick(question.move_button, Qt.MouseButton.LeftButton)
    assert (moved, merged) == ([(code_id("Autonomy"), code_id("Pledge"), None)], [])
    dropped(panel, ["Autonomy"], "Pledge")
    question = bar(panel)
    assert isinstance(question, ChoiceBar)
    QTest.mouseClick(question.merge_button, Qt.MouseButton.LeftButton)
    asked = bar(panel)
    assert isinstance(asked, ConfirmBar)
    assert "11 codings" in asked.told.text()
    assert merged == [], "it is asked once more, with what it means"
    QTest.mouseClick(asked.deed, Qt.MouseButton.LeftButton)
    assert merged == [((code_id("Autonomy"),), code_id("Pledge"))]


def test_with_ctrl_held_a_drop_merges_after_the_question(panel: CodebookPanel) -> None:
    moved, merged = emitted(panel.move_asked), emitted(panel.merge_asked)
    dropped(panel, ["Autonomy", "Surveillance"], "Pledge", held=CTRL)
    asked = bar(panel)
    assert isinstance(asked, ConfirmBar)
    assert "18 codings" in asked.told.text()
    QTest.keyClick(asked.deed, Key.Key_Return)
    assert merged == [((code_id("Autonomy"), code_id("Surveillance")), code_id("Pledge"))]
    assert moved == []


def test_a_code_dropped_on_the_one_above_it_can_only_be_merged(panel: CodebookPanel) -> None:
    dropped(panel, ["Pledge"], "Accountability")
    question = bar(panel)
    assert isinstance(question, ChoiceBar)
    assert not question.move_button.isVisible()
    assert question.merge_button.isVisible()


def test_nothing_merges_into_itself_or_into_what_stands_below_it(panel: CodebookPanel) -> None:
    tree = panel.tree
    accountability, refused = tree.row_of(code_id("Accountability")), tree.row_of(code_id("Refused"))
    assert accountability is not None
    assert refused is not None
    assert not tree.may_merge([accountability], refused)
    assert not tree.may_merge([refused], refused)
    assert tree.may_merge([refused], accountability)


def test_escape_leaves_a_drop_without_a_trace(panel: CodebookPanel) -> None:
    heard = [emitted(signal) for signal in (panel.move_asked, panel.merge_asked, panel.several_moved)]
    dropped(panel, ["Autonomy"], "Pledge")
    QTest.keyClick(bar(panel), Key.Key_Escape)
    assert heard == [[], [], []]
    assert not any(one.isVisible() for one in panel.findChildren(InlineBar))


def test_several_codes_are_dragged_together(panel: CodebookPanel) -> None:
    asked = emitted(panel.several_moved)
    model = panel.view.selectionModel()
    for name in ("Surveillance", "Autonomy"):
        model.select(panel.tree.index_of(code_id(name)), model.SelectionFlag.Select)
    data = panel.tree.mimeData([panel.tree.index_of(one) for one in panel.view.chosen])
    panel.tree.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, QModelIndex())
    assert asked == [((code_id("Autonomy"), code_id("Surveillance")), None, code_id("Technology"))]


def test_the_field_finds_the_code_to_merge_into_by_a_few_letters(panel: CodebookPanel) -> None:
    merged = emitted(panel.merge_asked)
    panel.asking.ask_merge([code_id("Autonomy")])
    field = bar(panel)
    assert isinstance(field, TargetBar)
    offered = [field.list.item(row).text() for row in range(field.list.count())]
    assert not any(text.startswith("Autonomy") for text in offered)
    QTest.keyClicks(field.line, "surv")
    assert field.list.item(0).text().startswith("Surveillance")
    QTest.keyClick(field.line, Key.Key_Return)
    asked = bar(panel)
    assert isinstance(asked, ConfirmBar)
    QTest.keyClick(asked.deed, Key.Key_Return)
    assert merged == [((code_id("Autonomy"),), code_id("Surveillance"))]


def test_arrows_choose_in_the_field_and_nothing_is_taken_where_nothing_is_found(panel: CodebookPanel) -> None:
    moved = emitted(panel.move_asked)
    panel.asking.ask_move([code_id("Autonomy")])
    field = bar(panel)
    assert isinstance(field, TargetBar)
    assert field.list.item(0).text() == "the top level"
    QTest.keyClicks(field.line, "zzzz")
    QTest.keyClick(field.line, Key.Key_Return)
    assert moved == []
    field.line.clear()
    QTest.keyClick(field.line, Key.Key_Down)
    QTest.keyClick(field.line, Key.Key_Up)
    QTest.keyClick(field.line, Key.Key_Return)
    assert moved == [(code_id("Autonomy"), None, None)]


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("Autonomy", Key.Key_Up, ("Technology", "Dual-use technology")),
        ("Autonomy", Key.Key_Down, ("Technology", None)),
        ("Autonomy", Key.Key_Left, (None, "State ties")),
        ("Autonomy", Key.Key_Right, ("Dual-use technology", None)),
        ("Pledge", Key.Key_Left, (None, None)),
        ("State ties", Key.Key_Down, (None, None)),
    ],
)
def test_alt_and_an_arrow_move_the_current_code(
    panel: CodebookPanel, name: str, key: Key, expected: tuple[str | None, str | None]
) -> None:
    asked = emitted(panel.move_asked)
    panel.set_current(code_id(name))
    QTest.keyClick(panel.view, key, ALT)
    parent, before = (code_id(one) if one else None for one in expected)
    assert asked == [(code_id(name), parent, before)]


@pytest.mark.parametrize(
    ("name", "key"),
    [("Technology", Key.Key_Up), ("Technology", Key.Key_Left), ("Technology", Key.Key_Right),
     ("Accountability", Key.Key_Down), ("Dual-use technology", Key.Key_Right)],
)
def test_at_an_end_alt_and_an_arrow_ask_for_nothing(panel: CodebookPanel, name: str, key: Key) -> None:
    asked = emitted(panel.move_asked)
    panel.set_current(code_id(name))
    QTest.keyClick(panel.view, key, ALT)
    assert asked == []


def test_a_click_with_ctrl_or_shift_only_selects(panel: CodebookPanel) -> None:
    activated = emitted(panel.code_activated)
    panel.set_current(code_id("Autonomy"))

    def click(name: str, held: Qt.KeyboardModifier) -> None:
        place = panel.view.visualRect(panel.tree.index_of(code_id(name))).center()
        QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, held, place)

    click("Surveillance", CTRL)
    click("State ties", SHIFT)
    assert activated == []
    assert len(panel.view.chosen) >= 2
    click("Pledge", NONE)
    assert activated == [code_id("Pledge")]
    assert panel.view.chosen == [code_id("Pledge")]


def test_deleting_several_codes_is_asked_once_with_what_goes(panel: CodebookPanel) -> None:
    asked = emitted(panel.several_deleted)
    panel.set_current(code_id("Technology"))
    model = panel.view.selectionModel()
    model.select(panel.tree.index_of(code_id("Pledge")), model.SelectionFlag.Select)
    QTest.keyClick(panel.view, Key.Key_Delete)
    question = bar(panel)
    assert isinstance(question, ConfirmBar)
    assert "7 codes" in question.told.text()
    assert "44 codings" in question.told.text()
    QTest.mouseClick(question.deed, Qt.MouseButton.LeftButton)
    assert asked == [(code_id("Technology"), code_id("Pledge"))]


def test_the_menu_of_several_codes_acts_on_all_of_them(panel: CodebookPanel) -> None:
    panel.set_current(code_id("Autonomy"))
    model = panel.view.selectionModel()
    model.select(panel.tree.index_of(code_id("Pledge")), model.SelectionFlag.Select)
    menu = panel.menu(code_id("Pledge"))
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Move below…", "Merge into…", "Delete 2 codes…",
    ]
    menu.deleteLater()


# Filters


def visible(panel: CodebookPanel) -> list[str]:
    return [row.code.name for row in panel.tree.rows
            if not panel.view.visualRect(panel.tree.index_of(row.id)).isEmpty()]


def test_the_filter_shows_what_it_finds_and_what_stands_above_it(panel: CodebookPanel) -> None:
    panel.set_current(code_id("Pledge"))
    panel.view.setFocus()
    QTest.keyClick(panel.view, Key.Key_F, CTRL)
    assert panel.filter.hasFocus()
    QTest.keyClicks(panel.filter, "refused")
    assert visible(panel) == ["Accountability", "Pledge", "Refused"]
    panel.show_codes([*codebook(), code("Refused again", "Accountability")], counts())
    assert "Refused again" in visible(panel), "new codes are filtered too"
    QTest.keyClick(panel.filter, Key.Key_Escape)
    assert panel.view.hasFocus()
    assert len(visible(panel)) == len(panel.codes)


def test_the_filter_finds_by_key_and_by_definition(panel: CodebookPanel) -> None:
    panel.show_filter()
    QTest.keyClicks(panel.filter, "civilian")
    assert visible(panel) == ["Technology", "Dual-use technology"]
    panel.filter.clear()
    QTest.keyClicks(panel.filter, "tw")
    assert "Autonomy" in visible(panel)


def test_what_is_to_be_defined_is_counted_listed_and_gone_through(panel: CodebookPanel) -> None:
    assert panel.to_define_chip.isVisible()
    assert panel.to_define_chip.accessibleName() == "1 code to define"
    QTest.mouseClick(panel.to_define_chip, Qt.MouseButton.LeftButton)
    assert visible(panel) == ["State ties", "Civil-military fusion"]
    panel.next_to_define()
    assert panel.card.code == code_id("Civil-military fusion")
    assert panel.card.definition.hasFocus()
    done = [code(one.name, *one.path[:-1]) for one in codebook()]
    panel.show_codes(done, counts())
    assert not panel.to_define_chip.isVisible()
    assert len(visible(panel)) == len(done), "nothing is left to be filtered by"
    said = emitted(panel.refused)
    panel.next_to_define()
    assert said == ["Every code is defined."]


# In the window


@pytest.fixture
def window(tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    project = builders.make_project(tmp_path)
    document = builders.add_text(project)
    above = builders.add_code(project, "Technology")
    drones = builders.add_code(project, "Drones", parent=above)
    robots = builders.add_code(project, "Robots", parent=above)
    builders.code(project, document, "drones", drones)
    builders.code(project, document, "systems", robots)
    project.close()
    with shown_window() as made:
        made.open_project(project.path)
        settle()
        yield made


def by_name(window: MainWindow, name: str) -> codebook_operations.ProjectCode:
    return next(one for one in project_of(window).codes if one.name == name)


def test_merging_by_keys_alone_counts_there_and_is_parted_and_undone(window: MainWindow) -> None:
    panel, opened = place_of(window).codebook, project_of(window)
    drones, robots = by_name(window, "Drones"), by_name(window, "Robots")
    panel.set_current(robots.id)
    panel.view.setFocus()
    assert window.run(next(one for one in window.commands if one.id == "codebook.merge"))
    settle()
    for letter in "dro":
        QTest.keyClicks(QApplication.focusWidget(), letter)
    press(window, Key.Key_Return)
    press(window, Key.Key_Return)
    assert reading.coding_counts(opened.project) == {drones.id: 2}
    assert [one.name for one in opened.codes] == ["Technology", "Drones"]
    told = window.notices.shown()
    assert told is not None
    assert "1 coding counts for “Drones”" in told.message
    menu = panel.menu(drones.id)
    part = next(action for action in menu.actions() if "Robots" in action.text())
    part.trigger()
    menu.deleteLater()
    assert reading.coding_counts(opened.project) == {drones.id: 1, robots.id: 1}
    press(window, Key.Key_Z, held=CTRL)
    press(window, Key.Key_Z, held=CTRL)
    assert [one.name for one in opened.codes] == ["Technology", "Drones", "Robots"]


def test_alt_and_arrows_move_a_code_in_the_project_and_it_stays_current(window: MainWindow) -> None:
    panel = place_of(window).codebook
    robots = by_name(window, "Robots")
    panel.set_current(robots.id)
    panel.view.setFocus()
    for key, expected in (
        (Key.Key_Up, ["Technology", "Technology > Robots", "Technology > Drones"]),
        (Key.Key_Left, ["Technology", "Technology > Drones", "Robots"]),
        (Key.Key_Right, ["Technology", "Technology > Drones", "Technology > Robots"]),
    ):
        press(window, key, held=ALT)
        assert [one.path_text for one in project_of(window).codes] == expected
        assert panel.current == robots.id
        assert panel.view.hasFocus()


def test_several_codes_are_deleted_in_one_step(window: MainWindow) -> None:
    panel, opened = place_of(window).codebook, project_of(window)
    panel.asking.ask_delete_several([by_name(window, "Drones").id, by_name(window, "Robots").id])
    question = bar(panel)
    assert isinstance(question, ConfirmBar)
    QTest.mouseClick(question.deed, Qt.MouseButton.LeftButton)
    assert [one.name for one in opened.codes] == ["Technology"]
    press(window, Key.Key_Z, held=CTRL)
    assert len(opened.codes) == 3


def test_no_part_of_the_panel_is_ever_a_window_of_its_own(panel: CodebookPanel) -> None:
    panel.ask_definition(code_id("Pledge"))
    panel.asking.ask_dropped([code_id("Autonomy")], code_id("Pledge"))
    QCoreApplication.processEvents()
    QCoreApplication.processEvents()
    assert QApplication.activeWindow() is panel
    question = bar(panel)
    assert isinstance(question, ChoiceBar)
    assert question.move_button.hasFocus()


def test_the_place_of_a_drop_is_told_to_the_eye(panel: CodebookPanel) -> None:
    before = panel.view.grab().toImage()
    data = QMimeData()
    data.setData(CODE_MIME, QByteArray(code_id("Autonomy")))
    place = panel.view.visualRect(panel.tree.index_of(code_id("Pledge"))).center()
    move, left = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    QCoreApplication.sendEvent(panel.view.viewport(), QDragEnterEvent(QPoint(place), move, data, left, NONE))
    QCoreApplication.sendEvent(panel.view.viewport(), QDragMoveEvent(QPoint(place), move, data, left, NONE))
    assert panel.view.grab().toImage() != before
