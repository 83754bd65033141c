"""Review in the real window: what it finds, what it does with many, and how it follows the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.model.changes import How, Kind
from annotator.model.codings import Passage, Stance
from annotator.model.ids import CodingId
from annotator.operations import acting, cases, codebook, coding, finishing, memos, undoing, visibility
from annotator.operations.visibility import Colleagues
from annotator.store import reading
from annotator.ui.codebook.inline_bars import ConfirmBar, NameBar
from annotator.ui.main_window import MainWindow
from annotator.ui.review.choices import Typed
from annotator.ui.review.deeds_bar import Deed, TextBar
from annotator.ui.review.hit_table import HitOrder
from annotator.ui.review.review_place import Mode, ReviewPlace
from annotator.ui.review.shown import Column
from taxonomy import builtin
from tests import builders
from tests.driving import (
    CTRL,
    SHIFT,
    Key,
    focused,
    notice,
    place_of,
    press,
    project_of,
    settle,
    shown_window,
    type_text,
)
from tests.ui.review_values import ask, codes, quotes, rest, reviewing_of, show_review
from tests.ui.shell_tools import cut_texts

pytestmark = pytest.mark.usefixtures("qapp", "no_leaks")

TEXT = "\n".join(f"Paragraph {at} tells of drones and of a pledge number {at}." for at in range(30))


def made_project(folder: Path, codings: int = 6) -> Path:
    """So many codings, two codes in turn, every third about a case, by one coder."""
    project = builders.make_project(folder, "review.annot")
    document = builders.add_text(project, "article.txt", TEXT)
    both = builders.add_code(project, "Drones"), builders.add_code(project, "Letter")
    company = cases.add_case(project, "Luminode", case_type="company")[1]
    for at in range(codings):
        quote = f"pledge number {at}."
        start = TEXT.index(quote)
        about = (company,) if at % 3 == 0 else ()
        passage = Passage(document.layer.id, start, start + len(quote) - 1)
        coding.code_passage(project, passage, both[at % 2], cases=about)
    project.close()
    return project.path


@pytest.fixture
def window(tmp_path: Path) -> Iterator[MainWindow]:
    path = made_project(tmp_path)
    with shown_window() as window:
        window.open_project(path)
        show_review(window)
        yield window


def place_of_review(window: MainWindow) -> ReviewPlace:
    return reviewing_of(window).place


def click(widget: QWidget) -> None:
    assert widget.isVisible() and widget.isEnabled(), widget
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[attr-defined]  # PySide's stubs lack it
    settle()


def numbers(window: MainWindow) -> list[int]:
    return [int(quote.split()[-1]) for quote in quotes(place_of_review(window))]


def stored(window: MainWindow) -> dict[CodingId, reading.Coding]:
    return {one.id: one for one in reading.codings(project_of(window).project)}


def steps(window: MainWindow) -> int:
    """How many deeds the history has."""
    return sum(one.how is How.DO for one in undoing.history(project_of(window).project))


def select(window: MainWindow, *rows: int) -> None:
    place = place_of_review(window)
    place.view.setFocus()
    place.view.select_rows(rows, current=rows[-1])
    rest(window)


# Finding


def test_all_codings_are_listed_in_the_order_of_the_text(window: MainWindow) -> None:
    place = place_of_review(window)
    assert numbers(window) == [0, 1, 2, 3, 4, 5]
    row = place.table.row_at(0)
    assert row is not None
    assert (row.document, row.code, row.cases, row.initials) == ("article", "Drones", "Luminode", "MK")
    assert row.before.endswith("of a ") and row.after.startswith(".")
    assert place.count.text() == "6 codings"


def test_a_question_that_means_nothing_leaves_what_was_found(window: MainWindow) -> None:
    assert len(ask(window, "code:Drones")) == 3
    assert len(ask(window, "code:Dornes")) == 3
    place = place_of_review(window)
    assert "no code “Dornes”" in place.query.fault.message and "Drones" in place.query.fault.message
    assert len(ask(window, "(code:Drones")) == 3
    assert "bracket" in place.query.fault.message
    assert len(ask(window, "case:Luminode")) == 2
    assert not place.query.fault.isVisible()


def test_chips_take_terms_out_and_lists_put_them_in_with_their_counts(window: MainWindow) -> None:
    place = place_of_review(window)
    click(place.chips.menus["code"])
    rest(window)
    assert [(one.name, one.note) for one in place.popup.rows._all] == [("Drones", "3"), ("Letter", "3")]
    type_text(window, "let")
    press(window, Key.Key_Return)
    rest(window)
    assert place.query.text == "code:Letter" and numbers(window) == [1, 3, 5]
    click(place.chips.menus["case"])
    rest(window)
    assert [(one.name, one.note) for one in place.popup.rows._all] == [("No case", "2"), ("Luminode", "1")]
    press(window, Key.Key_Down, Key.Key_Return)
    rest(window)
    assert place.query.text == "code:Letter case:Luminode" and numbers(window) == [3]
    click(place.chips.chips[0])
    rest(window)
    assert place.query.text == "case:Luminode" and numbers(window) == [0, 3]
    click(place.chips.menus["text"])
    type_text(window, "number 3")
    press(window, Key.Key_Return)
    rest(window)
    assert place.query.text == 'case:Luminode text:"number 3"' and numbers(window) == [3]


@pytest.mark.parametrize("kind", ["coder", "document", "stance", "field", "date", "more"])
def test_each_list_offers_terms_that_the_line_understands(window: MainWindow, kind: str) -> None:
    place = place_of_review(window)
    click(place.chips.menus[kind])
    rest(window)
    assert place.popup.isVisible()
    offered = [str(one.value) for one in place.popup.rows._all]
    press(window, Key.Key_Escape)
    for term in offered:
        ask(window, term)
        assert not place.query.fault.message, term
    assert offered or kind == "field"


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_the_order(window: MainWindow) -> None:
    place = place_of_review(window)
    place.view._sort_by(Column.CODE)
    rest(window)
    assert numbers(window) == [0, 2, 4, 1, 3, 5]
    place.view._sort_by(Column.CODE)
    rest(window)
    assert codes(place) == ["Letter"] * 3 + ["Drones"] * 3
    place.view._sort_by(Column.CASES)
    rest(window)
    assert numbers(window)[:2] == [0, 3], "those about no case come last"
    for column in Column:
        place.view._sort_by(column)
        rest(window)
        assert sorted(numbers(window)) == [0, 1, 2, 3, 4, 5], column
    assert not notice(window)


def test_the_details_show_the_whole_paragraph_of_the_current_coding(window: MainWindow) -> None:
    place = place_of_review(window)
    select(window, 4)
    shown = place.details._shown
    assert shown is not None
    assert (shown.before, shown.quote, shown.after) == ("Paragraph 4 tells of drones and of a ", "pledge number 4", ".")
    assert place.details.code.text() == "Drones" and "article" in place.details.where.text()


def test_chosen_widths_outlive_the_window(tmp_path: Path) -> None:
    path = made_project(tmp_path)
    with shown_window() as window:
        window.open_project(path)
        place = show_review(window)
        place.view.setColumnWidth(Column.CODE, 240)
        kept = place.view.widths()
    with shown_window() as window:
        window.open_project(path)
        assert show_review(window).view.widths() == kept


# Following


def test_what_changes_elsewhere_is_followed_and_selection_stays(window: MainWindow) -> None:
    place, opened = place_of_review(window), project_of(window)
    ask(window, "code:Drones")
    select(window, 1, 2)
    held = place.view.chosen()
    letter = next(one.id for one in opened.codes if one.name == "Letter")
    first = place.table.ids[0]
    opened.do(coding.recode, [first], letter)
    rest(window)
    assert numbers(window) == [2, 4] and place.view.chosen() == held
    opened.do(memos.set_memo, held[0], Kind.CODING, "Look here.")
    rest(window)
    row = place.table.row_at(0)
    assert row is not None and row.memo == "Look here."


def test_a_hidden_place_asks_again_when_it_is_shown(window: MainWindow) -> None:
    place, opened = place_of_review(window), project_of(window)
    window.show_code()
    opened.do(coding.take_off, [place.table.ids[0]])
    settle()
    assert place.table.rowCount() == 6
    show_review(window)
    assert numbers(window) == [1, 2, 3, 4, 5]


def test_what_the_sight_hides_is_not_listed(window: MainWindow) -> None:
    """All codings of the project are a colleague's; one of the acting person's own is added."""
    place, opened = place_of_review(window), project_of(window)
    document, drones = opened.documents[0], next(one.id for one in opened.codes if one.name == "Drones")
    start = TEXT.index("Paragraph 7")
    opened.do(coding.code_passage, Passage(document.layer.id, start, start + 11), drones)
    rest(window)
    assert place.table.rowCount() == 7
    opened.show_colleagues(Colleagues.HIDDEN)
    rest(window)
    assert quotes(place) == ["Paragraph 7"] and place.count.text() == "1 coding"
    opened.show_colleagues(Colleagues.SHOWN)
    rest(window)
    assert place.table.rowCount() == 7
    opened.do(visibility.set_blind, True)
    rest(window)
    assert quotes(place) == ["Paragraph 7"], "coding blind, nobody sees what others coded"
    opened.do(finishing.finish, document.id)
    rest(window)
    assert place.table.rowCount() == 7


def test_a_colleagues_memo_on_ones_own_coding_is_hidden_while_coding_blind(window: MainWindow) -> None:
    place, opened = place_of_review(window), project_of(window)
    document, drones = opened.documents[0], next(one.id for one in opened.codes if one.name == "Drones")
    start = TEXT.index("Paragraph 7")
    made = opened.do(coding.code_passage, Passage(document.layer.id, start, start + 11), drones)
    assert made is not None
    me = opened.project.coder
    acting.become(opened.project, builders.identity("Cem Ay"))
    opened.do(memos.set_memo, made.coding, Kind.CODING, "I would not")
    acting.become(opened.project, me)
    opened.forget_sight()

    def shown() -> str:
        rest(window)
        at = place.table.place_of(made.coding)
        row = place.table.row_at(at) if at is not None else None
        return row.memo if row is not None else "not there"

    assert shown() == "I would not"
    opened.do(visibility.set_blind, True)
    assert shown() == ""
    opened.do(finishing.finish, document.id)
    assert shown() == "I would not"
    opened.show_colleagues(Colleagues.HIDDEN)
    assert shown() == ""
    opened.show_colleagues(Colleagues.DIMMED)
    assert shown() == "I would not"


# Deeds


def test_many_are_recoded_in_one_step(window: MainWindow) -> None:
    select(window, 0, 2, 4)
    before = steps(window)
    press(window, Key.Key_F2)
    type_text(window, "letter")
    press(window, Key.Key_Return)
    rest(window)
    assert codes(place_of_review(window)) == ["Letter"] * 6
    assert steps(window) == before + 1 and "3 codings" in notice(window)
    press(window, Key.Key_Z, held=CTRL)
    rest(window)
    assert codes(place_of_review(window)) == ["Drones", "Letter"] * 3


def test_a_new_code_can_be_made_for_them(window: MainWindow) -> None:
    select(window, 0, 2)
    press(window, Key.Key_F2)
    type_text(window, "Vows")
    press(window, Key.Key_Return, held=SHIFT)
    rest(window)
    assert codes(place_of_review(window))[:3] == ["Vows", "Letter", "Vows"]


def test_a_further_code_is_put_on_their_passages(window: MainWindow) -> None:
    place = place_of_review(window)
    select(window, 0, 2)
    click(place.deeds.buttons[Deed.ADD_CODE])
    type_text(window, "letter")
    press(window, Key.Key_Return)
    rest(window)
    assert len(stored(window)) == 8


def test_a_case_is_set_and_taken_off_for_all(window: MainWindow) -> None:
    place = place_of_review(window)
    select(window, 0, 1, 2)
    click(place.deeds.buttons[Deed.CASE])
    rest(window)
    assert [(one.name, one.note) for one in place.popup.rows._all] == [("Luminode", "1"), ("Take “Luminode” off", "1")]
    press(window, Key.Key_Return)
    rest(window)
    assert [len(one.cases) for one in stored(window).values()] == [1, 1, 1, 1, 0, 0]
    click(place.deeds.buttons[Deed.CASE])
    rest(window)
    type_text(window, "take")
    press(window, Key.Key_Return)
    rest(window)
    assert [len(one.cases) for one in stored(window).values()] == [0, 0, 0, 1, 0, 0]
    reviewing_of(window).deeds._set_case(place.view.chosen(), Typed("Yitu"))
    rest(window)
    assert {one.name for one in project_of(window).cases} == {"Luminode", "Yitu"}
    assert [len(one.cases) for one in stored(window).values()] == [1, 1, 1, 1, 0, 0]


def test_minus_turns_the_stance_of_all_and_back(window: MainWindow) -> None:
    select(window, 1, 2)
    press(window, Key.Key_Minus)
    rest(window)
    against = [one.stance is Stance.CONTRADICTS for one in stored(window).values()]
    assert against == [False, True, True, False, False, False]
    select(window, 0, 1)
    press(window, Key.Key_Minus)
    rest(window)
    assert sum(one.stance is Stance.CONTRADICTS for one in stored(window).values()) == 3, "mixed: all contradict then"
    press(window, Key.Key_Minus)
    rest(window)
    assert sum(one.stance is Stance.CONTRADICTS for one in stored(window).values()) == 1


def test_one_memo_is_written_on_each(window: MainWindow) -> None:
    select(window, 0, 3)
    press(window, Key.Key_M, held=CTRL)
    bar = place_of_review(window).findChild(TextBar)
    assert bar is not None and focused(window) is bar.text
    type_text(window, "Ask the author.")
    press(window, Key.Key_Return, held=CTRL)
    rest(window)
    assert [one.text for one in reading.memos(project_of(window).project)] == ["Ask the author."] * 2
    assert focused(window) is place_of_review(window).view


def test_a_few_are_taken_off_at_once_and_many_after_a_question(tmp_path: Path) -> None:
    path = made_project(tmp_path, codings=25)
    with shown_window() as window:
        window.open_project(path)
        place = show_review(window)
        select(window, 0, 1)
        press(window, Key.Key_Delete)
        rest(window)
        assert len(stored(window)) == 23 and numbers(window)[0] == 2
        press(window, Key.Key_A, held=CTRL)
        press(window, Key.Key_Delete)
        bar = place.findChild(ConfirmBar)
        assert bar is not None and focused(window) is bar.keep, "the safe answer has the keys"
        press(window, Key.Key_Escape)
        assert len(stored(window)) == 23 and focused(window) is place.view
        press(window, Key.Key_Delete)
        click(next(one for one in place.findChildren(ConfirmBar) if one.isVisible()).deed)
        rest(window)
        assert stored(window) == {}
        press(window, Key.Key_Z, held=CTRL)
        rest(window)
        assert len(stored(window)) == 23, "one step"


def test_a_field_is_set_and_cleared_for_all(tmp_path: Path) -> None:
    project = builders.make_project(tmp_path, "fields.annot", codebook=builtin.load("tech-military"))
    document = builders.add_text(project, "article.txt", TEXT)
    code = codebook.codes(project)[1].id
    for quote in ("Paragraph 1 ", "Paragraph 2 "):
        builders.code(project, document, quote, code)
    project.close()
    with shown_window() as window:
        window.open_project(project.path)
        place = show_review(window)
        select(window, 0, 1)
        click(place.deeds.buttons[Deed.FIELD])
        rest(window)
        assert "voice" in [one.value.id for one in place.popup.rows._all]  # type: ignore[attr-defined]  # fields
        type_text(window, "who says")
        press(window, Key.Key_Return)
        assert place.popup.isVisible() and place.popup.rows.rowCount() > 2
        chosen = place.popup.current()
        assert chosen is not None
        press(window, Key.Key_Return)
        rest(window)
        assert [one.fields for one in stored(window).values()] == [{"voice": chosen.value}] * 2
        ask(window, f"voice:{chosen.value}")
        assert place.table.rowCount() == 2
        click(place.deeds.buttons[Deed.FIELD])
        rest(window)
        type_text(window, "who says")
        press(window, Key.Key_Return)
        type_text(window, "no value")
        press(window, Key.Key_Return)
        rest(window)
        assert [one.fields for one in stored(window).values()] == [{}, {}]


def test_another_place_can_ask_what_it_wants_to_see(window: MainWindow) -> None:
    place = place_of_review(window)
    click(place.modes[Mode.TEXT])
    window.show_code()
    reviewing_of(window).ask("code:Letter")
    show_review(window)
    assert place.mode is Mode.CODINGS and numbers(window) == [1, 3, 5]
    assert place.count.text() == "3 of 6 codings" and focused(window) is place.view


def test_closing_while_something_is_looked_for_leaves_nothing_behind(tmp_path: Path) -> None:
    path = made_project(tmp_path)
    with shown_window() as window:
        window.open_project(path)
        place = show_review(window)
        click(place.modes[Mode.TEXT])
        place.words.set_text("drones")
        place.query.set_text("code:Letter")
        window.close_project()
        settle()
        assert window.reviewing is None


def test_what_is_so_already_is_said_and_writes_nothing(window: MainWindow) -> None:
    select(window, 1, 3)
    before = steps(window)
    press(window, Key.Key_F2)
    type_text(window, "letter")
    press(window, Key.Key_Return)
    rest(window)
    assert steps(window) == before and "so already" in notice(window)


def test_a_read_only_project_offers_no_deeds(tmp_path: Path) -> None:
    path = made_project(tmp_path)
    with shown_window() as window:
        window.open_for_reading(path)
        place = show_review(window)
        select(window, 0, 1)
        assert "read-only" in place.deeds.told.text()
        assert not any(one.isEnabled() for one in place.deeds.buttons.values())
        press(window, Key.Key_Delete)
        rest(window)
        assert len(stored(window)) == 6 and "reading only" in notice(window)
        ask(window, "code:Drones")
        assert not place.star.isEnabled() and place.table.rowCount() == 3


# Keeping queries


def test_a_query_is_kept_chosen_again_and_deleted(window: MainWindow) -> None:
    place = place_of_review(window)
    assert not place.star.isEnabled()
    ask(window, "code:Letter")
    click(place.star)
    bar = place.findChild(NameBar)
    assert bar is not None
    type_text(window, "letters")
    press(window, Key.Key_Return)
    rest(window)
    assert place.star.icon_name == "star-full" and "letters" in place.star.toolTip()
    ask(window, "")
    assert place.star.icon_name == "star"
    click(place.saved)
    assert [(one.name, one.note) for one in place.popup.rows._all] == [("letters", "code:Letter")]
    press(window, Key.Key_Return)
    rest(window)
    assert place.query.text == "code:Letter"
    click(place.saved)
    press(window, Key.Key_Delete)
    rest(window)
    assert place.star.icon_name == "star"
    click(place.saved)
    assert "No query is kept yet" in notice(window)


# Words in context


def test_words_in_context_are_counted_sorted_and_lead_to_their_text(window: MainWindow) -> None:
    place = place_of_review(window)
    click(place.modes[Mode.TEXT])
    assert focused(window) is place.words.line
    type_text(window, "pledge number")
    rest(window)
    table = place.text.table
    assert place.count.text() == "30 hits in 1 document"
    assert [hit.after.split(".")[0].strip() for hit in map(table.hit_at, range(3)) if hit] == ["0", "1", "2"]
    click(place.text.orders[HitOrder.RIGHT])
    assert [hit.after.split(".")[0].strip() for hit in map(table.hit_at, range(3)) if hit] == ["0", "1", "10"]
    first = table.hit_at(0)
    assert first is not None and first.codings_here, "where something is coded already is marked"
    assert "coded" in table.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    place.text.view.setFocus()
    press(window, Key.Key_Down, Key.Key_Return)
    assert place_of(window).view.selected_text() == "pledge number"
    show_review(window)
    assert focused(window) is place.text.view and place.text.view.currentIndex().row() == 1


def test_hits_are_looked_for_again_when_they_come_into_sight(window: MainWindow) -> None:
    place, opened = place_of_review(window), project_of(window)
    click(place.modes[Mode.TEXT])
    type_text(window, "Paragraph 9")
    rest(window)
    hit = place.text.table.hit_at(0)
    assert hit is not None and not hit.codings_here
    window.show_code()
    code = opened.codes[0].id
    opened.do(coding.code_passage, Passage(hit.layer, hit.start, hit.end), code)
    settle()
    show_review(window)
    rest(window)
    hit = place.text.table.hit_at(0)
    assert hit is not None and len(hit.codings_here) == 1


def test_words_that_stand_nowhere_are_said_so(window: MainWindow) -> None:
    place = place_of_review(window)
    click(place.modes[Mode.TEXT])
    type_text(window, "zeppelin")
    rest(window)
    assert "“zeppelin” stands in no document." in place.text.nothing.text()
    click(place.modes[Mode.CODINGS])
    assert place.count.text() == "6 codings" and place.query.isVisible() and not place.words.isVisible()


def test_only_selected_hits_are_coded_and_what_is_so_coded_is_marked(window: MainWindow) -> None:
    place, opened = place_of_review(window), project_of(window)
    letter = next(one.id for one in opened.codes if one.name == "Letter")
    start = TEXT.index("pledge number 1")
    opened.do(coding.code_passage, Passage(opened.documents[0].layer.id, start, start + 15), letter)
    rest(window)
    click(place.modes[Mode.TEXT])
    type_text(window, "pledge number 1")
    rest(window)
    panel = place.text.auto
    count = place.text.table.rowCount()
    assert count == 11
    press(window, Key.Key_Return)
    press(window, Key.Key_Home)
    press(window, Key.Key_Down, Key.Key_Down, held=SHIFT)
    press(window, Key.Key_Return, held=CTRL)
    rest(window)
    assert panel.rows.rowCount() == 3
    click(panel.code)
    type_text(window, "letter")
    press(window, Key.Key_Return)
    rest(window)
    assert [panel.rows.row_at(at).already for at in range(3)] == [True, False, False]  # type: ignore[union-attr]
    assert panel.take.text() == "Code 2 passages" and "1 passage is coded so already" in panel.problem.text()
    click(panel.case)
    type_text(window, "lumi")
    press(window, Key.Key_Return)
    assert panel.case.text() == "Luminode"
    press(window, Key.Key_Escape)
    assert not place.text.is_auto and len(stored(window)) == 7, "left without a trace"


# Looks


@pytest.mark.parametrize("size", [(1024, 700), (1440, 900)])
def test_nothing_is_cut_off_in_either_size(window: MainWindow, qapp: QApplication, size: tuple[int, int]) -> None:
    window.resize(*size)
    settle()
    place = place_of_review(window)
    ask(window, 'code:Drones case:Luminode stance:supports date:2018.. "of a pledge number"')
    assert cut_texts(place) == []
    ask(window, "")
    select(window, 0, 1)
    assert cut_texts(place) == []
    click(place.modes[Mode.TEXT])
    type_text(window, "drones")
    rest(window)
    assert cut_texts(place) == []


def test_every_control_is_named_and_reached_by_tab(window: MainWindow) -> None:
    place = place_of_review(window)
    select(window, 0)
    unnamed = [
        widget
        for widget in place.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", lambda: "")())
        and not widget.objectName().startswith("qt_")
    ]
    assert unnamed == []
    place.query.line.setFocus()
    seen = set()
    for _ in range(40):
        seen.add(focused(window))
        QTest.keyClick(focused(window), Key.Key_Tab)  # type: ignore[attr-defined]  # PySide's stubs lack it
    wanted = [place.query.line, place.saved, place.chips.menus["code"], place.view, place.deeds.buttons[Deed.RECODE]]
    assert [one for one in wanted if one not in seen] == []


def test_overlays_stay_where_they_belong_when_the_window_shrinks(window: MainWindow) -> None:
    place = place_of_review(window)
    window.resize(1440, 900)
    settle()
    select(window, 3)
    press(window, Key.Key_F2)
    window.resize(1024, 700)
    settle()
    assert place.rect().contains(place.picker.geometry())
    assert place.picker.geometry().intersects(QRect(0, 0, place.width(), place.height()))
