"""The tree of codes and the panel around it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QMimeData, QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from annotator.model.ids import CodeId
from annotator.operations.code_meaning import Meaning
from annotator.ui.carried import PASSAGE_MIME
from annotator.ui.codebook import CODE_MIME, CodebookPanel, CodeTree
from annotator.ui.codebook.inline_bars import ConfirmBar, InlineBar, KeyBar, NameBar
from annotator.ui.codebook.target_bar import ChoiceBar
from tests.ui.panel_values import code, code_id, codebook, counts, many_codes


@pytest.fixture
def panel(qapp: QApplication, no_leaks: None) -> Iterator[CodebookPanel]:
    panel = CodebookPanel()
    panel.resize(240, 500)
    panel.show_codes(codebook(), counts())
    panel.show()
    panel.activateWindow()
    QCoreApplication.processEvents()
    yield panel
    panel.close()
    panel.deleteLater()


def heard(signal: object) -> list[tuple[object, ...]]:
    """All that a signal emits from now on."""
    found: list[tuple[object, ...]] = []
    signal.connect(lambda *values: found.append(values))  # type: ignore[attr-defined]  # a bound signal
    return found


def dragged(name: str) -> QMimeData:
    data = QMimeData()
    data.setData(CODE_MIME, QByteArray(code_id(name)))
    return data


def names(tree: CodeTree, parent: QModelIndex | None = None) -> list[str]:
    above = parent or QModelIndex()
    return [tree.index(row, 0, above).data() for row in range(tree.rowCount(above))]


def test_the_model_keeps_the_rules_of_qt(qapp: QApplication) -> None:
    tree = CodeTree()
    tester = QAbstractItemModelTester(tree, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tree.show_codes(codebook(), counts())
    tree.show_codes(codebook()[:5], {})
    assert names(tree) == ["Technology", "State ties"]
    tester.deleteLater()


def test_a_row_counts_its_codings_and_those_below_it(panel: CodebookPanel) -> None:
    row = panel.tree.row_of(code_id("Technology"))
    assert row is not None and (row.own, row.whole) == (0, 41)
    assert "41" in panel.tree.index_of(code_id("Technology")).data(Qt.ItemDataRole.ToolTipRole)


def test_a_code_whose_parent_is_missing_or_that_is_below_itself_is_still_shown(qapp: QApplication) -> None:
    tree = CodeTree()
    tree.show_codes([code("lost", "gone"), code("a", "b"), code("b", "a")], {})
    assert {row.code.name for row in tree.rows} == {"lost", "a", "b"}


def test_changed_counts_keep_expansion_scroll_and_selection(panel: CodebookPanel) -> None:
    panel.set_current(code_id("Pledge"))
    closed = panel.tree.index_of(code_id("Technology"))
    panel.view.setExpanded(closed, False)
    panel.show_codes(codebook(), {code_id("Pledge"): 99})
    assert panel.current == code_id("Pledge")
    assert not panel.view.isExpanded(panel.tree.index_of(code_id("Technology")))


def test_a_new_code_keeps_them_too(panel: CodebookPanel) -> None:
    panel.set_current(code_id("Pledge"))
    panel.view.setExpanded(panel.tree.index_of(code_id("Technology")), False)
    panel.show_codes([*codebook(), code("Added", "Accountability")], counts())
    assert panel.current == code_id("Pledge")
    assert not panel.view.isExpanded(panel.tree.index_of(code_id("Technology")))
    assert panel.view.isExpanded(panel.tree.index_of(code_id("Accountability")))


def test_five_thousand_codes_keep_their_place(qapp: QApplication, no_leaks: None) -> None:
    panel = CodebookPanel()
    panel.resize(240, 500)
    panel.show_codes(many_codes(5000), {})
    panel.show()
    assert panel.view.isExpanded(panel.tree.index(0, 0)) and not panel.view.isExpanded(
        panel.tree.index_of(code_id("Code 00010"))), "a large codebook begins closed below its second level"
    panel.view.expandAll()
    QCoreApplication.processEvents()
    panel.view.verticalScrollBar().setValue(40_000)
    panel.show_codes([*many_codes(5000), code("one more")], {})
    QCoreApplication.processEvents()
    assert panel.view.verticalScrollBar().value() == 40_000
    panel.close()
    panel.deleteLater()


def test_letters_digits_and_signs_go_on_to_the_window(qapp: QApplication, no_leaks: None) -> None:
    class Window(QWidget):
        def __init__(self) -> None:
            super().__init__()
            self.keys: list[str] = []

        def keyPressEvent(self, event: object) -> None:
            self.keys.append(event.text())  # type: ignore[attr-defined]  # a key event

    window = Window()
    panel = CodebookPanel(window)
    panel.show_codes(codebook(), counts())
    panel.set_current(code_id("Technology"))
    window.show()
    panel.view.setFocus()
    QTest.keyClicks(panel.view, "s1 -/.")
    assert window.keys == list("s1 -/.")
    assert panel.current == code_id("Technology")
    window.close()
    window.deleteLater()


def test_a_click_activates_a_code(panel: CodebookPanel) -> None:
    activated = heard(panel.code_activated)
    place = panel.view.visualRect(panel.tree.index_of(code_id("Pledge"))).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert activated == [(code_id("Pledge"),)]


def test_enter_activates_and_f4_asks_for_the_codings(panel: CodebookPanel) -> None:
    activated, listed = heard(panel.code_activated), heard(panel.codings_asked)
    panel.set_current(code_id("Pledge"))
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    QTest.keyClick(panel.view, Qt.Key.Key_F4)
    assert (activated, listed) == ([(code_id("Pledge"),)], [(code_id("Pledge"),)])


def test_f2_renames_in_place_and_the_row_waits_for_the_project(panel: CodebookPanel) -> None:
    asked = heard(panel.rename_asked)
    panel.set_current(code_id("Pledge"))
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_F2)
    editor = next(one for one in panel.view.findChildren(QLineEdit) if one.isVisible())
    editor.selectAll()
    QTest.keyClicks(editor, "  Promise  made ")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QCoreApplication.processEvents()
    assert asked == [(code_id("Pledge"), "Promise made")]
    assert panel.tree.index_of(code_id("Pledge")).data() == "Pledge"


@pytest.mark.parametrize("name", ["", "   ", "Pledge"])
def test_no_name_and_the_same_name_ask_for_nothing(panel: CodebookPanel, name: str) -> None:
    asked = heard(panel.rename_asked)
    assert not panel.tree.setData(panel.tree.index_of(code_id("Pledge")), name)
    assert asked == []


def test_a_code_can_be_dragged_before_a_sibling_into_another_code_and_to_the_top(panel: CodebookPanel) -> None:
    asked, tree, move = heard(panel.move_asked), panel.tree, Qt.DropAction.MoveAction
    technology = tree.index_of(code_id("Technology"))
    tree.dropMimeData(dragged("Surveillance"), move, 0, 0, technology)
    tree.dropMimeData(dragged("Surveillance"), move, -1, -1, tree.index_of(code_id("Pledge")))
    question = bar(panel, ChoiceBar)
    assert isinstance(question, ChoiceBar)
    assert "7 codings" in question.told.text()
    QTest.keyClick(question.move_button, Qt.Key.Key_Return)
    tree.dropMimeData(dragged("Surveillance"), move, 3, 0, QModelIndex())
    assert asked == [
        (code_id("Surveillance"), code_id("Technology"), code_id("Dual-use technology")),
        (code_id("Surveillance"), code_id("Pledge"), None),
        (code_id("Surveillance"), None, None),
    ]


def test_a_code_cannot_be_dragged_below_itself_or_to_where_it_is(panel: CodebookPanel) -> None:
    asked, tree, move = heard(panel.move_asked), panel.tree, Qt.DropAction.MoveAction
    resistance, accountability = tree.index_of(code_id("Employee resistance")), tree.index_of(code_id("Accountability"))
    for name, row, parent in (("Accountability", -1, resistance), ("Accountability", -1, accountability),
                              ("Employee resistance", 0, accountability), ("Employee resistance", 1, accountability)):
        assert not tree.canDropMimeData(dragged(name), move, row, 0, parent), name
        assert not tree.dropMimeData(dragged(name), move, row, 0, parent)
    unknown = QMimeData()
    unknown.setData(CODE_MIME, QByteArray(b"of another project"))
    assert not tree.canDropMimeData(unknown, move, 0, 0, QModelIndex())
    assert asked == []


def test_a_passage_can_be_dropped_on_a_code_alone(panel: CodebookPanel) -> None:
    dropped, data = heard(panel.passage_dropped), QMimeData()
    data.setData(PASSAGE_MIME, QByteArray(b"1 2"))
    copy, pledge = Qt.DropAction.CopyAction, panel.tree.index_of(code_id("Pledge"))
    assert not panel.tree.canDropMimeData(data, copy, 0, 0, QModelIndex())
    assert panel.tree.canDropMimeData(data, copy, -1, -1, pledge)
    panel.tree.dropMimeData(data, copy, -1, -1, pledge)
    assert dropped == [(code_id("Pledge"),)]


def test_a_passage_lands_on_the_row_wherever_in_it_one_lets_go(panel: CodebookPanel) -> None:
    dropped, data = heard(panel.passage_dropped), QMimeData()
    data.setData(PASSAGE_MIME, QByteArray(b"1 2"))
    viewport, copy, left = panel.view.viewport(), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    row = panel.view.visualRect(panel.tree.index_of(code_id("Pledge")))
    for y in (row.top() + 1, row.center().y(), row.bottom() - 1):
        place, none = QPoint(row.center().x(), y), Qt.KeyboardModifier.NoModifier
        QCoreApplication.sendEvent(viewport, QDragEnterEvent(place, copy, data, left, none))
        QCoreApplication.sendEvent(viewport, QDragMoveEvent(place, copy, data, left, none))
        QCoreApplication.sendEvent(viewport, QDropEvent(QPointF(place), copy, data, left, none))
    assert dropped == [(code_id("Pledge"),)] * 3


def bar(panel: CodebookPanel, kind: type[InlineBar]) -> InlineBar:
    return next(one for one in panel.findChildren(kind) if one.isVisible())


def test_deleting_says_how_many_codings_go_and_keep_keeps_them(panel: CodebookPanel) -> None:
    asked = heard(panel.delete_asked)
    panel.ask_delete(code_id("Technology"))
    question = bar(panel, ConfirmBar)
    assert isinstance(question, ConfirmBar)
    assert "41 codings" in question.told.text() and "3 codes" in question.told.text()
    QTest.mouseClick(question.keep, Qt.MouseButton.LeftButton)
    assert asked == []
    panel.ask_delete(code_id("Technology"))
    question = bar(panel, ConfirmBar)
    assert isinstance(question, ConfirmBar)
    QTest.mouseClick(question.deed, Qt.MouseButton.LeftButton)
    assert asked == [(code_id("Technology"),)]


def test_a_key_that_another_code_has_is_told_and_not_taken(panel: CodebookPanel) -> None:
    asked = heard(panel.key_asked)
    panel.ask_key(code_id("Autonomy"))
    line = bar(panel, KeyBar)
    assert isinstance(line, KeyBar)
    line.line.setText("g")
    assert "Government contract" in line.problem.text()
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    for wrong in ("1", "é", "gx", "tt"):
        line.line.setText(wrong)
        QTest.keyClick(line.line, Qt.Key.Key_Return)
    assert asked == []
    line.line.setText("TX")
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    assert asked == [(code_id("Autonomy"), "tx")]


def test_an_empty_key_takes_the_key_away(panel: CodebookPanel) -> None:
    asked = heard(panel.key_asked)
    panel.ask_key(code_id("Autonomy"))
    line = bar(panel, KeyBar)
    assert isinstance(line, KeyBar)
    line.line.clear()
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    assert asked == [(code_id("Autonomy"), None)]


def test_a_new_code_is_named_below_the_tree_and_shown_once_it_has_come(panel: CodebookPanel) -> None:
    asked = heard(panel.new_asked)
    panel.ask_new(code_id("Pledge"))
    line = bar(panel, NameBar)
    assert isinstance(line, NameBar)
    QTest.keyClicks(line.line, "Broken")
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    assert asked == [(code_id("Pledge"), "Broken")]
    panel.show_codes([*codebook(), code("Broken", "Accountability", "Pledge")], counts())
    assert panel.current == code_id("Broken")


def test_escape_leaves_a_bar_without_asking(panel: CodebookPanel) -> None:
    asked = heard(panel.new_asked)
    panel.ask_new(None)
    line = bar(panel, NameBar)
    assert isinstance(line, NameBar)
    QTest.keyClicks(line.line, "Broken")
    QTest.keyClick(line.line, Qt.Key.Key_Escape)
    assert asked == [] and not line.isVisible()


def test_the_menu_moves_only_codes_that_are_not_at_the_top(panel: CodebookPanel) -> None:
    def texts(of: CodeId | None) -> list[str]:
        menu = panel.menu(of)
        found = [action.text() for action in menu.actions() if action.text()]
        menu.deleteLater()
        return found

    assert "Move to the top level" in texts(code_id("Pledge"))
    assert "Move to the top level" not in texts(code_id("Technology"))
    assert texts(None) == ["New code…", "Filter…", "1 code to define", "Next code to define"]


def test_a_definition_is_saved_with_ctrl_enter_and_when_another_code_is_shown(panel: CodebookPanel) -> None:
    asked = heard(panel.card.define_asked)
    panel.ask_definition(code_id("Pledge"))
    card = panel.card
    QTest.keyClicks(card.definition, "A promise.")
    card.include.take_keys()
    for line in ("one", "two"):
        QTest.keyClicks(QApplication.focusWidget(), line)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    QTest.keyClick(card.definition, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    first = Meaning("A promise.", ("one", "two"))
    assert asked == [(code_id("Pledge"), Meaning(), first)]
    card.written(code_id("Pledge"))
    QTest.keyClicks(card.exclude.rows[-1].text, "three")
    panel.set_current(code_id("Autonomy"))
    assert asked[1:] == [(code_id("Pledge"), first, Meaning("A promise.", ("one", "two"), ("three",)))]
    QTest.keyClick(card.definition, Qt.Key.Key_Escape)
    assert len(asked) == 2 and not card.isVisible(), "nothing was changed"


def test_words_being_written_outlive_a_change_from_elsewhere(panel: CodebookPanel) -> None:
    panel.ask_definition(code_id("Pledge"))
    panel.card.definition.setPlainText("half a sen")
    panel.show_codes(codebook(), {})
    assert panel.card.definition.toPlainText() == "half a sen"


def test_pinned_codes_are_told_to_screen_readers(panel: CodebookPanel) -> None:
    panel.set_pinned({code_id("Pledge")})
    said = panel.tree.index_of(code_id("Pledge")).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "sticky" in said and "key P" in said and "3 codings" in said


def test_the_tree_is_mirrored_where_people_read_from_right_to_left(panel: CodebookPanel) -> None:
    before = panel.view.grab().toImage()
    panel.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert panel.view.grab().toImage() != before
