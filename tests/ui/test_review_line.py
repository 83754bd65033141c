"""The query line of Review, its chips and the lists that add to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QCoreApplication, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.model.query import parse
from annotator.ui.review.chips import TermChips
from annotator.ui.review.choice_popup import ChoicePopup
from annotator.ui.review.choices import Choice, Typed
from annotator.ui.review.query_line import QueryLine
from annotator.ui.review.term_words import term_words
from tests.driving import wait_until
from tests.ui.shell_tools import emitted, on_screen

Key = Qt.Key


def names(key: str) -> Sequence[str]:
    return {"code": ["Drones", "Drone makers", "Old > Drones"], "coder": ["Ada Keller"]}.get(key, [])


@pytest.fixture
def line(qapp: QApplication, no_leaks: None) -> Iterator[QueryLine]:
    made = QueryLine(names, "Which codings?", "Query")
    with on_screen(qapp, made, width=700, height=80):
        made.line.setFocus()
        yield made
        made.completer.popup().hide()  # type: ignore[union-attr]  # it has one


def offered(line: QueryLine) -> list[str]:
    popup = line.completer.popup()
    assert popup is not None
    return line._offered.stringList() if popup.isVisible() else []


def test_it_asks_when_the_typing_rests_and_at_once_on_enter(line: QueryLine) -> None:
    asked, left = emitted(line.asked), emitted(line.left)
    QTest.keyClicks(line.line, "drones")
    assert asked == [], "not with each letter"
    wait_until(lambda: asked)
    assert asked == ["drones"] and left == []
    QTest.keyClicks(line.line, "x")
    QTest.keyClick(line.line, Key.Key_Return)
    assert asked == ["drones", "dronesx"] and len(left) == 1


def test_names_are_completed_after_their_key(line: QueryLine) -> None:
    asked = emitted(line.asked)
    QTest.keyClicks(line.line, "-code:dro")
    assert offered(line) == ["Drones", "Drone makers", "Old > Drones"], "what begins so stands before what holds it"
    line._complete("Old > Drones")
    assert line.text == '-code:"Old > Drones" '
    assert asked == ['-code:"Old > Drones" ']
    QTest.keyClicks(line.line, 'coder:"ad')
    assert offered(line) == ["Ada Keller"]
    line._complete("Ada Keller")
    assert line.text == '-code:"Old > Drones" coder:"Ada Keller" '
    QTest.keyClicks(line.line, "outlet:x")
    assert offered(line) == []


def test_a_name_that_is_being_chosen_is_not_asked_for_by_its_first_letters(line: QueryLine) -> None:
    asked = emitted(line.asked)
    QTest.keyClicks(line.line, "code:dr")
    line._ask_at_rest()
    assert asked == []
    QTest.keyClicks(line.line, "ones")
    line.completer.popup().hide()  # type: ignore[union-attr]  # it has one
    wait_until(lambda: asked)
    assert asked == ["code:drones"]


def test_a_fault_is_said_beneath_its_place(line: QueryLine) -> None:
    line.line.setText("stance:supports code:Dornes")
    line.show_fault("There is no code “Dornes” in this project.", 16, 27)
    assert line.fault.isVisible() and line.fault.accessibleName().startswith("There is no code")
    metrics = line.fault.fontMetrics()
    first, last = line.fault._places(metrics)
    before = metrics.horizontalAdvance("stance:supports ")
    assert before - 4 <= first <= before + 24
    assert abs((last - first) - metrics.horizontalAdvance("code:Dornes")) <= 2
    line.fault.grab()
    line.show_fault("")
    assert not line.fault.isVisible()


def test_a_fault_far_in_a_long_line_is_marked_inside_the_field(line: QueryLine) -> None:
    text = "word " * 200
    line.line.setText(text)
    line.show_fault("Something is missing.", len(text) - 5, len(text))
    for at in (0, len(text)):
        line.line.setCursorPosition(at)
        first, last = line.fault._places(line.fault.fontMetrics())
        assert 0 < first < last < line.width()
    line.fault.grab()


def test_plain_keys_are_text_and_undo_without_typing_is_the_windows(line: QueryLine) -> None:
    asked = emitted(line.asked)
    for letter in "-.1/ ":
        QTest.keyClick(line.line, letter)
    assert line.text == "-.1/ "
    assert asked == []


@pytest.fixture
def chips(qapp: QApplication, no_leaks: None) -> Iterator[TermChips]:
    made = TermChips([("code", "Code"), ("text", "Text")])
    with on_screen(qapp, made, width=500, height=120):
        yield made


def test_a_chip_is_taken_away_by_a_click_or_by_delete_and_the_next_one_has_the_keys(chips: TermChips) -> None:
    chips.show_terms(["code: Drones", "case: Google", "says “police”"])
    removed = emitted(chips.removed)
    QTest.mouseClick(chips.chips[2], Qt.MouseButton.LeftButton)
    chips.chips[0].setFocus()
    QTest.keyClick(chips.chips[0], Key.Key_Delete)
    assert removed == [2, 0]
    chips.show_terms(["case: Google", "says “police”"])
    assert [chip.words for chip in chips.chips] == ["case: Google", "says “police”"]
    assert chips.chips[0].hasFocus()
    chips.show_terms([])
    assert chips.menus["code"].hasFocus()


def test_chips_say_what_pressing_them_does_and_long_ones_are_cut(chips: TermChips) -> None:
    long = "code: " + "very " * 40 + "long"
    chips.show_terms([long])
    QCoreApplication.processEvents()
    assert chips.chips[0].width() < 400
    assert chips.chips[0].accessibleName() == f"{long}, press to take it out of the query"
    asked = emitted(chips.menu_asked)
    QTest.mouseClick(chips.menus["text"], Qt.MouseButton.LeftButton)
    assert asked == [("text", chips.menus["text"])]


@pytest.mark.parametrize(
    ("line_of_text", "said"),
    [
        ("code:Pledge", "code: Pledge"),
        ("code=Pledge", "code itself: Pledge"),
        ("case:none", "no case"),
        ("-coder:Ada", "not: coder: Ada"),
        ("stance:contradicts", "contradicts"),
        ("field:voice=company", "voice: company"),
        ("field:voice", "voice: any"),
        ("voice:none", "voice: none"),
        ("date:2018..", "date: since 2018"),
        ("date:2018..2019", "date: 2018 – 2019"),
        ("date:none", "no date"),
        ("coded:..2020", "coded: until 2020"),
        ("drones", "says “drones”"),
        ("/dr.ne/", "matches /dr.ne/"),
        ("memo:none", "no memo"),
        ("auto:yes", "coded automatically"),
        ("near:Pledge/5", "at most 5 words from Pledge"),
        ("within:Pledge", "within: Pledge"),
        ("same:Pledge", "same paragraph: Pledge"),
        ("(case:A or case:B)", "case: A or case: B"),
        ("not (case:A case:B)", "not: (case: A and case: B)"),
        ("document:report", "document: report"),
        ("", "all codings"),
    ],
)
def test_each_term_is_told_in_words(line_of_text: str, said: str) -> None:
    assert term_words(parse(line_of_text)) == said


@pytest.fixture
def popup(qapp: QApplication, no_leaks: None) -> Iterator[ChoicePopup]:
    over = QWidget()
    made = ChoicePopup(over)
    with on_screen(qapp, over, width=800, height=500):
        yield made
        made.close_popup()


CHOICES = (Choice(1, "Drones", "12"), Choice(2, "Pledge", "3"), Choice(3, "Petition", "1", ticked=True))


def test_letters_find_and_enter_chooses(popup: ChoicePopup) -> None:
    chosen: list[object] = []
    closed = emitted(popup.closed)
    popup.open_at(QRect(20, 20, 80, 24), "Code", CHOICES, chosen.append)
    assert popup.isVisible() and popup.line.hasFocus()
    QTest.keyClicks(popup.line, "pet")
    assert popup.current() == CHOICES[2]
    QTest.keyClick(popup.line, Key.Key_Return)
    assert chosen == [3] and not popup.isVisible() and len(closed) == 1


def test_arrows_move_and_escape_leaves_everything_as_it_was(popup: ChoicePopup) -> None:
    chosen: list[object] = []
    popup.open_at(QRect(20, 20, 80, 24), "Code", CHOICES, chosen.append)
    QTest.keyClick(popup.line, Key.Key_Down)
    assert popup.current() == CHOICES[1]
    QTest.keyClick(popup.line, Key.Key_Up)
    QTest.keyClick(popup.line, Key.Key_Up)
    assert popup.current() == CHOICES[2], "round at the ends"
    QTest.keyClick(popup.line, Key.Key_Escape)
    assert chosen == [] and not popup.isVisible()


def test_what_is_typed_can_be_meant_itself_where_that_is_offered(popup: ChoicePopup) -> None:
    chosen: list[object] = []
    popup.open_at(QRect(20, 20, 80, 24), "Text", (), chosen.append, free="Passages that say “{text}”")
    QTest.keyClick(popup.line, Key.Key_Return)
    assert chosen == [] and popup.isVisible(), "nothing is typed yet"
    QTest.keyClicks(popup.line, "armed  drones")
    assert popup.current() is not None and popup.current().name == "Passages that say “armed drones”"
    QTest.keyClick(popup.line, Key.Key_Return)
    assert chosen == [Typed("armed drones")]


def test_delete_removes_one_where_that_is_offered(popup: ChoicePopup) -> None:
    removed: list[object] = []
    popup.open_at(QRect(20, 20, 80, 24), "Queries", CHOICES, lambda _value: None, remove=removed.append)
    QTest.keyClick(popup.line, Key.Key_Down)
    QTest.keyClick(popup.line, Key.Key_Delete)
    assert removed == [2] and not popup.isVisible()


def test_it_stays_inside_its_place_and_says_where_nothing_fits(popup: ChoicePopup) -> None:
    over = popup.parentWidget()
    assert over is not None
    for at in (QRect(780, 20, 10, 10), QRect(10, 480, 10, 10), QRect(400, 250, 10, 10)):
        popup.open_at(at, "Code", CHOICES * 20, lambda _value: None)
        QCoreApplication.processEvents()
        assert over.rect().contains(popup.geometry())
    QTest.keyClicks(popup.line, "zzz")
    assert popup.nothing.isVisible() and popup.current() is None
    assert over.rect().contains(popup.geometry())


def test_a_screen_reader_hears_name_count_and_tick(popup: ChoicePopup) -> None:
    popup.open_at(QRect(20, 20, 80, 24), "Code", CHOICES, lambda _value: None)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert [popup.rows.index(at).data(role) for at in range(3)] == ["Drones, 12", "Pledge, 3", "Petition, 1, set"]
