"""Notices queue up and go by themselves; long work says how far it is and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui import theme
from annotator.ui.notices import Action, Notice, NoticeBar, Outcome, ProgressPanel, Tone, seconds_left, time_left
from tests.ui.shell_tools import cut_texts, emitted, on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


@pytest.fixture
def bar(qapp: QApplication, no_leaks: None) -> Iterator[NoticeBar]:
    theme.apply(qapp, theme.LIGHT)
    made = NoticeBar()
    made.resize(1024, 40)
    yield made
    made.close()
    made.deleteLater()


def test_notices_come_one_after_the_other_in_their_order(bar: NoticeBar) -> None:
    assert bar.isHidden()
    bar.show_notice("first")
    bar.show_notice("second", Tone.WARNING)
    bar.show_notice("third")
    assert bar.shown() == Notice("first")
    assert bar.more.text() == "2 more"
    bar.dismiss()
    assert bar.shown() == Notice("second", Tone.WARNING)
    bar.dismiss()
    assert bar.more.isHidden()
    gone = emitted(bar.closed)
    bar.dismiss()
    assert bar.isHidden()
    assert gone == [None]


def test_the_same_notice_is_not_shown_twice(bar: NoticeBar) -> None:
    for _ in range(3):
        bar.show_notice("Saved")
        bar.show_notice("A backup was made")
    bar.dismiss()
    bar.dismiss()
    assert bar.shown() is None


def test_a_notice_goes_by_itself_and_a_problem_stays(bar: NoticeBar) -> None:
    bar.show_notice("Saved")
    assert bar._timer.isActive()
    bar.show_notice("The file cannot be written.", Tone.PROBLEM)
    bar._timer.timeout.emit()
    assert bar.shown() == Notice("The file cannot be written.", Tone.PROBLEM)
    assert not bar._timer.isActive()


def test_time_stands_still_under_the_pointer(qapp: QApplication, bar: NoticeBar) -> None:
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QEnterEvent

    bar.show_notice("Saved")
    qapp.sendEvent(bar, QEnterEvent(QPointF(1, 1), QPointF(1, 1), QPointF(1, 1)))
    assert not bar._timer.isActive()
    qapp.sendEvent(bar, QEvent(QEvent.Type.Leave))
    assert bar._timer.isActive()


def test_an_action_runs_once_and_the_next_notice_follows(bar: NoticeBar) -> None:
    done: list[str] = []
    show = Action("Show them", lambda: done.append("shown"))
    bar.show_notice("2 codings count but have no case.", Tone.WARNING, show)
    bar.show_notice("Saved")
    assert bar.action.text() == "Show them"
    bar.action.click()
    assert done == ["shown"]
    assert bar.shown() == Notice("Saved")
    assert bar.action.isHidden()


def test_an_action_can_show_another_notice(bar: NoticeBar) -> None:
    bar.show_notice("Undo?", action=Action("Undo", lambda: bar.show_notice("Undone")))
    bar.action.click()
    assert bar.shown() == Notice("Undone")


def test_a_long_notice_at_twice_the_size_is_not_cut_off(qapp: QApplication, no_leaks: None) -> None:
    theme.apply(qapp, theme.LIGHT, 2.0)
    made = NoticeBar()
    made.show_notice("The project could not be read as a whole: 3 documents are damaged. " * 3, Tone.PROBLEM,
                     Action("Show them", lambda: None))
    with on_screen(qapp, made, height=made.heightForWidth(1024)):
        assert cut_texts(made) == []
    theme.apply(qapp, theme.LIGHT)


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def panel(qapp: QApplication, no_leaks: None, clock: Clock) -> Iterator[ProgressPanel]:
    made = ProgressPanel(clock=clock)
    with on_screen(qapp, made, height=300):
        yield made


OUTCOMES = [
    Outcome("survey.pdf", "came in"),
    Outcome("scan.pdf", "did not come in", "It has no text.", failed=True),
    Outcome("letter.docx", "came in"),
]


def test_long_work_says_what_it_does_how_far_it_is_and_how_long_it_takes(panel: ProgressPanel, clock: Clock) -> None:
    panel.begin("Importing documents")
    assert (panel.bar.minimum(), panel.bar.maximum()) == (0, 0)
    clock.now += 30
    panel.step(10, 40, "survey.pdf")
    assert panel.what.text() == "survey.pdf"
    assert panel.count.text() == "10 of 40 · about 2 minutes left"
    assert (panel.bar.value(), panel.bar.maximum()) == (10, 40)
    assert panel.bar.accessibleName() == "Importing documents"


def test_cancel_is_said_once(panel: ProgressPanel) -> None:
    panel.begin("Importing documents")
    seen = emitted(panel.cancelled)
    panel.cancel.click()
    panel.cancel.click()
    assert seen == [None]
    panel.begin("Again")
    assert panel.cancel.isEnabled()


def test_what_failed_stands_first_and_the_list_opens(panel: ProgressPanel) -> None:
    panel.begin("Importing documents")
    panel.finish("2 of 3 documents came in", OUTCOMES)
    first = panel.outcomes.topLevelItem(0)
    assert first is not None
    assert [first.text(column) for column in range(3)] == ["scan.pdf", "did not come in", "It has no text."]
    assert not panel.outcomes.isHidden()
    assert panel.cancel.isHidden()
    panel.details.click()
    assert panel.outcomes.isHidden()
    panel.details.click()
    assert not panel.outcomes.isHidden()


def test_all_went_well_needs_no_list(panel: ProgressPanel) -> None:
    panel.begin("Importing documents")
    panel.finish("1 document came in", OUTCOMES[:1])
    assert panel.outcomes.isHidden()
    assert not panel.details.isHidden()


def test_the_list_can_be_copied_as_a_whole_or_in_part(qapp: QApplication, panel: ProgressPanel) -> None:
    panel.finish("2 of 3 documents came in", OUTCOMES)
    panel.copy.click()
    assert qapp.clipboard().text() == (
        "scan.pdf\tdid not come in\tIt has no text.\nsurvey.pdf\tcame in\t\nletter.docx\tcame in\t")
    item = panel.outcomes.topLevelItem(2)
    assert item is not None
    item.setSelected(True)
    panel.copy_outcomes()
    assert qapp.clipboard().text() == "letter.docx\tcame in\t"


def test_new_work_forgets_what_came_of_the_old(panel: ProgressPanel) -> None:
    panel.finish("2 of 3 documents came in", OUTCOMES)
    panel.begin("Merging")
    assert panel.outcomes.topLevelItemCount() == 0
    assert panel.outcomes.isHidden()
    assert panel.details.isHidden()


@given(done=st.integers(-5, 10_000), total=st.integers(-5, 10_000), passed=st.floats(0, 1e6))
def test_the_time_left_is_never_negative_nor_guessed_at_the_beginning(done: int, total: int, passed: float) -> None:
    left = seconds_left(done, total, passed)
    if left is None:
        return
    assert left > 0
    assert passed >= 2
    assert 0 < done < total
    assert time_left(left).endswith(" left")


def test_the_time_left_is_rounded() -> None:
    assert [time_left(s) for s in (3, 14, 100, 3600 * 2.2)] == [
        "a few seconds left", "about 10 seconds left", "about 2 minutes left", "about 2 hours left"]
