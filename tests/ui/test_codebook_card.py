"""The card of a code: written in place, saved whatever happens, with examples that lead back and counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.operations import codebook as codebook_operations
from annotator.operations import codes, projects, visibility
from annotator.operations.code_meaning import Meaning, meaning_of, set_meaning
from annotator.ui.codebook import CodebookPanel
from annotator.ui.codebook.growing_text import GrowingText
from annotator.ui.codebook.inline_bars import NameBar
from annotator.ui.main_window import MainWindow
from taxonomy import builtin
from taxonomy.codes import Example
from tests import builders
from tests.driving import (
    CTRL,
    SHIFT,
    Key,
    document_of,
    place_of,
    press,
    project_of,
    settle,
    shown_window,
    type_text,
    wait_until,
)
from tests.ui.panel_values import code_id, codebook, counts
from tests.ui.shell_tools import cut_texts, emitted


@pytest.fixture
def panel(qapp: QApplication, no_leaks: None) -> Iterator[CodebookPanel]:
    panel = CodebookPanel()
    panel.resize(225, 640)
    panel.show_codes(codebook(), counts())
    panel.show()
    panel.activateWindow()
    QCoreApplication.processEvents()
    yield panel
    panel.close()
    panel.deleteLater()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with a codebook and a coding of “Recognition” on “drones”."""
    project = builders.make_project(tmp_path, codebook=builtin.load("tech-military"))
    document = builders.add_text(project)
    builders.add_text(project, "other.txt", "Another text about drones.")
    builders.code(project, document, "drones", recognition(project))
    project.close()
    return project.path


def recognition(project: object) -> codebook_operations.CodeId:
    return next(one.id for one in codebook_operations.codes(project) if one.name == "Recognition")  # type: ignore[arg-type]  # a project


@pytest.fixture
def window(path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    with shown_window() as made:
        made.open_project(path)
        wait_until(lambda: place_of(made).desk.shown is not None, "the text")
        settle()
        yield made


def the(window: MainWindow, name: str = "Recognition") -> codebook_operations.ProjectCode:
    return next(one for one in project_of(window).codes if one.name == name)


def opened_card(window: MainWindow, name: str = "Recognition") -> CodebookPanel:
    panel = place_of(window).codebook
    panel.set_current(the(window, name).id)
    panel.ask_definition(the(window, name).id)
    settle()
    return panel


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def stored(path: Path, name: str = "Recognition") -> Meaning:
    project = projects.open_project(path, builders.identity(), read_only=True)
    found = meaning_of(next(one for one in codebook_operations.codes(project) if one.name == name))
    project.close()
    return found


def notice(window: MainWindow) -> str:
    shown = window.notices.shown()
    return shown.message if shown is not None else ""


def choose_coding(window: MainWindow) -> None:
    shown = document_of(window)
    place_of(window).desk.choose(next(iter(shown.placed)))
    settle()


# The fields


def test_a_field_is_as_high_as_its_text_and_gives_back_exactly_what_it_was_given(qapp: QApplication) -> None:
    field = GrowingText("Definition")
    field.resize(200, 30)
    field.show()
    QCoreApplication.processEvents()
    low = field.height()
    field.put("non\u00a0breaking and\u2028odd   spaces")
    assert field.value() == "non\u00a0breaking and\u2028odd   spaces"
    field.put("a long text " * 20)
    QCoreApplication.processEvents()
    assert field.height() > 2 * low
    assert field.verticalScrollBar().maximum() == 0, "nothing of it is out of sight"
    field.close()
    field.deleteLater()


def test_entries_are_made_and_taken_away_by_keys(panel: CodebookPanel) -> None:
    panel.ask_definition(code_id("Pledge"))
    entries = panel.card.include
    entries.take_keys()
    for words in ("first", "second", "third"):
        QTest.keyClicks(focus(), words)
        QTest.keyClick(focus(), Key.Key_Return)
    assert entries.lines() == ("first", "second", "third")
    assert len(entries.rows) == 4, "an empty field waits at the end"
    second = entries.rows[1].text
    second.setFocus()
    second.clear()
    QTest.keyClick(second, Key.Key_Backspace)
    assert entries.lines() == ("first", "third")
    assert focus() is entries.rows[0].text
    QTest.mouseClick(entries.rows[0].close_button, Qt.MouseButton.LeftButton)
    assert entries.lines() == ("third",)


def test_a_counter_example_asks_for_its_reason_after_its_words(panel: CodebookPanel) -> None:
    panel.ask_definition(code_id("Pledge"))
    entries = panel.card.counter_examples
    entries.take_keys()
    QTest.keyClicks(focus(), "a kite")
    QTest.keyClick(focus(), Key.Key_Return)
    QTest.keyClicks(focus(), "has no motor")
    assert entries.values() == (Example("a kite", why="has no motor"),)


def test_tab_leads_through_the_whole_card_and_every_part_has_a_name(panel: CodebookPanel) -> None:
    panel.ask_definition(code_id("Dual-use technology"))
    panel.card.name.setFocus()
    seen: list[QWidget] = []
    for _ in range(60):
        QTest.keyClick(focus(), Key.Key_Tab)
        if focus() in seen:
            break
        seen.append(focus())
    inside = [one for one in seen if panel.card.isAncestorOf(one)]
    entries = [row.text for one in panel.card._lists for row in one.rows]
    assert {panel.card.definition, panel.card.to_define, panel.card.codable, *entries} <= set(inside)
    for one in inside:
        assert one.accessibleName() or getattr(one, "text", str)(), one


def test_nothing_on_a_narrow_card_is_cut_off(panel: CodebookPanel) -> None:
    panel.ask_definition(code_id("Dual-use technology"))
    QCoreApplication.processEvents()
    inside = panel.card.area.widget()
    assert inside is not None
    assert inside.width() <= panel.card.area.viewport().width()
    assert cut_texts(panel.card) == []


# Saving


def test_what_is_written_is_in_the_project_when_the_card_is_left_and_one_step_takes_it_back(
    window: MainWindow, path: Path
) -> None:
    panel = opened_card(window)
    before = meaning_of(the(window))
    panel.card.definition.selectAll()
    type_text(window, "Tells faces apart.")
    panel.card.exclude.take_keys()
    type_text(window, "fingerprints")
    press(window, Key.Key_Escape)
    held = meaning_of(the(window))
    assert held.definition == "Tells faces apart."
    assert held.exclude == (*before.exclude, "fingerprints")
    assert not panel.card.isVisible()
    press(window, Key.Key_Z, held=CTRL)
    assert meaning_of(the(window)) == before


@pytest.mark.parametrize("how", ["another code", "closing", "the text"])
def test_words_are_never_lost(window: MainWindow, path: Path, how: str) -> None:
    panel = opened_card(window)
    panel.card.definition.selectAll()
    type_text(window, f"Kept by {how}.")
    if how == "another code":
        panel.set_current(the(window, "Data integration and analysis").id)
        assert panel.card.code == the(window, "Data integration and analysis").id
    elif how == "the text":
        place_of(window).view.setFocus()
        settle()
        assert meaning_of(the(window)).definition == f"Kept by {how}."
    window.close_project()
    settle()
    assert stored(path).definition == f"Kept by {how}."


def test_words_written_while_long_work_has_the_project_are_saved_after_it(window: MainWindow, path: Path) -> None:
    opened, panel = project_of(window), opened_card(window)
    panel.card.definition.selectAll()
    type_text(window, "Written meanwhile.")
    opened.begin_work()
    panel.set_current(the(window, "Data integration and analysis").id)
    settle()
    assert meaning_of(the(window)).definition != "Written meanwhile."
    panel.set_current(the(window).id)
    assert panel.card.definition.value() == "Written meanwhile.", "they are still shown"
    panel.set_current(the(window, "Data integration and analysis").id)
    opened.end_work()
    settle()
    assert meaning_of(the(window)).definition == "Written meanwhile."


def test_what_a_colleague_adds_while_one_writes_stays(window: MainWindow) -> None:
    opened, panel = project_of(window), opened_card(window)
    before = meaning_of(the(window))
    panel.card.definition.selectAll()
    type_text(window, "Mine.")
    opened.do(set_meaning, the(window).id, before, Meaning(before.definition, (*before.include, "theirs")))
    settle()
    assert panel.card.definition.value() == "Mine."
    press(window, Key.Key_Return, held=CTRL)
    held = meaning_of(the(window))
    assert held.definition == "Mine."
    assert "theirs" in held.include


def test_a_project_that_is_only_read_shows_the_card_and_changes_nothing(path: Path, qapp: QApplication) -> None:
    with shown_window() as window:
        window.open_for_reading(path)
        settle()
        panel = place_of(window).codebook
        panel.ask_definition(the(window).id)
        settle()
        assert panel.card.definition.isReadOnly()
        assert not panel.card.to_define.isEnabled()
        assert all(not row.is_empty for one in panel.card._lists for row in one.rows)


# Ticks, choices, name


def test_ticks_and_choices_are_saved_at_once(window: MainWindow) -> None:
    card = opened_card(window).card
    QTest.mouseClick(card.to_define, Qt.MouseButton.LeftButton, pos=card.to_define.rect().center() / 4)
    QTest.mouseClick(card.codable, Qt.MouseButton.LeftButton, pos=card.codable.rect().center() / 4)
    assert (the(window).to_define, the(window).code.codable) == (True, False)
    assert card.counts.currentText() == "as the code above: Yes"
    at = card.counts.findData("context")
    card.counts.setCurrentIndex(at)
    card.counts.activated.emit(at)
    assert the(window).code.counts == "context"
    assert "Technology" in card.facts.text()


def test_the_name_is_changed_in_place_and_a_name_that_is_taken_is_said(window: MainWindow) -> None:
    card = opened_card(window).card
    card.name.setFocus()
    card.name.selectAll()
    type_text(window, "Faces")
    press(window, Key.Key_Return)
    assert the(window, "Faces").id == card.code
    card.name.selectAll()
    type_text(window, "Data integration and analysis")
    press(window, Key.Key_Return)
    assert the(window, "Faces")
    assert "already" in notice(window)


# Examples


def test_f11_makes_the_chosen_coding_an_example_that_leads_back_to_its_passage(window: MainWindow) -> None:
    choose_coding(window)
    press(window, Key.Key_F11)
    (example,) = [one for one in the(window).code.examples if one.quote == "drones"]
    assert "example of “Recognition”" in notice(window)
    other = next(one for one in project_of(window).documents if one.title == "other")
    place_of(window).open_document(other.id)
    settle()
    card = opened_card(window).card
    row = next(one for one in card.examples.rows if one.value() == example)
    assert "article" in row.source.toolTip()
    QTest.mouseClick(row.source, Qt.MouseButton.LeftButton)
    wait_until(lambda: document_of(window).document.title == "article", "the document of the example")
    wait_until(lambda: place_of(window).view.selected_text() == "drones", "its passage")
    press(window, Key.Key_Z, held=CTRL)
    assert "drones" not in [one.quote for one in the(window).code.examples]


def test_shift_f11_asks_why_and_makes_a_counter_example(window: MainWindow) -> None:
    choose_coding(window)
    press(window, Key.Key_F11, held=SHIFT)
    settle()
    bar = next(one for one in window.findChildren(NameBar) if one.isVisible())
    bar.line.setFocus()
    type_text(window, "drones are no faces")
    press(window, Key.Key_Return)
    start = builders.TEXT.index("drones")
    made = Example("drones", "document_1", start, start + 6, why="drones are no faces")
    assert made in the(window).code.counter_examples


def test_an_example_from_a_document_that_is_not_here_says_so(window: MainWindow) -> None:
    card = opened_card(window).card
    row = card.examples.rows[0]
    assert row.source.isVisible()
    QTest.mouseClick(row.source, Qt.MouseButton.LeftButton)
    assert "not in the project" in notice(window)


def test_other_words_than_those_that_were_quoted_lose_their_place(panel: CodebookPanel) -> None:
    panel.ask_definition(code_id("Pledge"))
    panel.card.examples.put([Example("we shall not", "d", 3, 15)], ["A letter"])
    row = panel.card.examples.rows[0]
    assert row.value() == Example("we shall not", "d", 3, 15)
    QTest.keyClicks(row.text, "!")
    assert (row.value().start, row.value().document) == (None, "d")


# Counts


def test_counts_by_document_and_coder_lead_to_review(window: MainWindow) -> None:
    panel, asked = place_of(window).codebook, emitted(place_of(window).review_asked)
    card = opened_card(window).card
    wait_until(lambda: card.used.isVisible(), "the counts")
    assert card.used.text() == "1 coding with the codes below"
    shown = [[table.item(0, column).text() for column in (0, 1)] for table in (card.documents, card.coders)]
    assert shown == [["article", "1"], ["Mira Kovač", "1"]]
    emitting = place_of(window)
    emitting.review_asked.disconnect()
    asked = emitted(emitting.review_asked)
    card.coders.cellClicked.emit(0, 0)
    card.documents.setCurrentCell(0, 0)
    QTest.keyClick(card.documents, Key.Key_Return)
    assert [query for query, _ in asked] == [
        'code:"Dual-use technology > Recognition" coder:"Mira Kovač"',
        'code:"Dual-use technology > Recognition" document:"article"',
    ]
    assert panel.card.isVisible()


def test_a_line_of_the_counts_opens_review_with_those_codings(window: MainWindow) -> None:
    card = opened_card(window).card
    wait_until(lambda: card.used.isVisible(), "the counts")
    card.coders.cellClicked.emit(0, 0)
    settle()
    assert window.reviewing is not None
    assert window.pages.currentWidget() is window.reviewing.place
    wait_until(lambda: len(window.reviewing.place.table.ids) == 1, "the coding")  # type: ignore[union-attr]  # it is there
    assert not window.reviewing.place.query.fault.message


def test_what_is_hidden_is_only_numbered(path: Path, qapp: QApplication) -> None:
    project = projects.open_project(path, builders.identity("Jo Berg"))
    visibility.show_colleagues(project, visibility.Colleagues.HIDDEN)
    codes.rename_code(project, recognition(project), "Faces")
    project.close()
    with shown_window() as window:
        window.open_with(lambda: projects.open_project(path, builders.identity("Jo Berg")))
        settle()
        card = opened_card(window, "Faces").card
        wait_until(lambda: card.used.isVisible(), "the counts")
        assert card.used.text().splitlines() == ["0 codings with the codes below", "1 more of colleagues is hidden"]
        assert not card.documents.isVisible()
