"""The panel on the right."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from annotator.model.changes import HistoryLine, How
from annotator.model.codings import Stance
from annotator.model.ids import ChangesetId
from annotator.ui import theme
from annotator.ui.detail import DetailPanel, history_words
from annotator.ui.detail.coding_card import CodingCard
from annotator.ui.detail.memo_editor import PAUSE
from annotator.ui.parts import Chip
from tests.ui.panel_values import CASES, CODER, coding_id, passage

CONTRACT, SURVEILLANCE = coding_id("Government contract"), coding_id("Surveillance")


@pytest.fixture
def panel(qapp: QApplication, no_leaks: None) -> Iterator[DetailPanel]:
    panel = DetailPanel()
    panel.resize(280, 760)
    panel.show_passage(passage())
    panel.show()
    panel.activateWindow()
    QCoreApplication.processEvents()
    yield panel
    panel.close()
    panel.deleteLater()


@pytest.fixture
def memos(panel: DetailPanel) -> list[tuple[object, str]]:
    found: list[tuple[object, str]] = []
    panel.memo_changed.connect(lambda coding, text: found.append((coding, text)))
    return found


def texts(card: CodingCard) -> list[str]:
    return [one.text() for one in card.findChildren(QLabel)]


def test_each_coding_has_its_card_with_its_fields(panel: DetailPanel) -> None:
    first, second = panel.cards
    assert {"Government contract", "agency", "Public security bureaus", "value", "not stated"} <= set(texts(first))
    assert second.stance.text().startswith("against")
    assert [card.is_chosen for card in panel.cards] == [True, False]


def test_a_click_chooses_and_the_cross_takes_off(panel: DetailPanel) -> None:
    chosen: list[object] = []
    off: list[object] = []
    panel.coding_chosen.connect(chosen.append)
    panel.take_off_asked.connect(off.append)
    QTest.mouseClick(panel.cards[1], Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.cards[1].take_off, Qt.MouseButton.LeftButton)
    assert (chosen, off) == ([SURVEILLANCE], [SURVEILLANCE])


def test_the_stance_is_turned_and_a_double_click_recodes(panel: DetailPanel) -> None:
    turned: list[object] = []
    recoded: list[object] = []
    panel.stance_asked.connect(turned.append)
    panel.recode_asked.connect(recoded.append)
    QTest.mouseClick(panel.cards[0].stance, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(panel.cards[0], Qt.MouseButton.LeftButton)
    assert (turned, recoded) == ([CONTRACT], [CONTRACT])
    shown = passage()
    changed = dataclasses.replace(shown.codings[0], stance=Stance.CONTRADICTS)
    panel.show_passage(dataclasses.replace(shown, codings=(changed, *shown.codings[1:])))
    assert panel.cards[0].stance.text().startswith("against")


def test_the_words_of_the_stance_follow_the_theme(panel: DetailPanel, qapp: QApplication) -> None:
    theme.apply(qapp, theme.LIGHT)
    panel.show_passage(passage())
    cards = panel.findChildren(CodingCard)
    against = next(one for one in cards if one.coding.stance is Stance.CONTRADICTS)
    supports = next(one for one in cards if one.coding.stance is Stance.SUPPORTS)
    for shown in (theme.DARK, theme.LIGHT):
        theme.apply(qapp, shown)
        inks = [one.stance.palette().buttonText().color().name().upper() for one in (against, supports)]
        assert inks == [shown.danger, shown.ink]


def test_a_colleagues_coding_cannot_be_changed(panel: DetailPanel) -> None:
    shown = passage()
    theirs = dataclasses.replace(shown.codings[0], is_own=False)
    panel.show_passage(dataclasses.replace(shown, codings=(theirs,)))
    card = panel.cards[0]
    assert card.take_off.isHidden() and not card.stance.isEnabled() and panel.memo.isReadOnly()
    assert panel.add_case.isHidden() and not any(chip.isEnabled() for chip in chips(panel))


def chips(panel: DetailPanel) -> list[Chip]:
    return [chip for chip in panel.cases.findChildren(Chip) if not chip.isHidden() and chip is not panel.add_case]


def test_the_cases_of_the_chosen_coding_can_be_taken_off_and_added(panel: DetailPanel) -> None:
    off: list[tuple[object, object]] = []
    added: list[tuple[object, str]] = []
    panel.case_removed.connect(lambda coding, case: off.append((coding, case)))
    panel.case_added.connect(lambda coding, name: added.append((coding, name)))
    assert [chip.toolTip().split("“")[1].split("”")[0] for chip in chips(panel)] == ["Sensetime", "Yitu"]
    QTest.mouseClick(chips(panel)[1], Qt.MouseButton.LeftButton)
    panel.add_case.click()
    QTest.keyClicks(panel.case_field, "Google")
    QTest.keyClick(panel.case_field, Qt.Key.Key_Return)
    assert (off, added) == ([(CONTRACT, CASES[1].id)], [(CONTRACT, "Google")])


def test_a_memo_is_saved_after_a_pause(panel: DetailPanel, memos: list[tuple[object, str]]) -> None:
    panel.memo.setPlainText("new words")
    assert memos == []
    QTest.qWait(PAUSE + 150)
    assert memos == [(CONTRACT, "new words")]


def test_a_memo_is_saved_with_ctrl_enter_once(panel: DetailPanel, memos: list[tuple[object, str]]) -> None:
    left: list[bool] = []
    panel.left.connect(lambda: left.append(True))
    panel.memo.setPlainText("new words")
    QTest.keyClick(panel.memo, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    panel.save()
    assert memos == [(CONTRACT, "new words")] and left == [True]


def test_no_word_is_lost_when_another_coding_is_chosen(panel: DetailPanel, memos: list[tuple[object, str]]) -> None:
    panel.memo.setPlainText("half a sen")
    panel.show_passage(passage("Surveillance"))
    assert memos == [(CONTRACT, "half a sen")] and panel.memo.toPlainText() == ""
    QTest.qWait(PAUSE + 150)
    assert len(memos) == 1, "nothing of it goes to the other coding"


@pytest.mark.parametrize("shown", [None, passage(None)])
def test_no_word_is_lost_when_nothing_is_chosen_any_more(
    panel: DetailPanel, memos: list[tuple[object, str]], shown: object
) -> None:
    panel.memo.setPlainText("half a sen")
    panel.show_passage(shown)  # type: ignore[arg-type]  # as the cases above
    assert memos == [(CONTRACT, "half a sen")]


def test_no_word_is_lost_when_the_panel_is_hidden(panel: DetailPanel, memos: list[tuple[object, str]]) -> None:
    panel.memo.setPlainText("half a sen")
    panel.hide()
    assert memos == [(CONTRACT, "half a sen")]


def test_words_being_written_outlive_a_change_from_elsewhere(
    panel: DetailPanel, memos: list[tuple[object, str]]
) -> None:
    panel.memo.setPlainText("half a sen")
    shown = passage()
    panel.show_passage(dataclasses.replace(shown, where="paragraph 3"))
    assert panel.memo.toPlainText() == "half a sen" and memos == []


def test_a_memo_that_changed_elsewhere_is_shown(panel: DetailPanel, memos: list[tuple[object, str]]) -> None:
    shown = passage()
    changed = dataclasses.replace(shown.codings[0], memo="by undo")
    panel.show_passage(dataclasses.replace(shown, codings=(changed, *shown.codings[1:])))
    assert panel.memo.toPlainText() == "by undo"
    QTest.qWait(PAUSE + 150)
    assert memos == [], "what was shown is not given back"


def test_undo_in_the_memo_is_the_memos_own(panel: DetailPanel) -> None:
    QTest.keyClicks(panel.memo, "abc ")
    before = panel.memo.toPlainText()
    panel.memo.undo()
    assert panel.memo.toPlainText() != before


def test_without_a_passage_the_keys_are_told(panel: DetailPanel) -> None:
    panel.show_passage(None)
    assert panel.hints.isVisible() and not panel.quote_card.isVisible() and panel.cards == []
    panel.show_passage(passage())
    assert not panel.hints.isVisible()
    QTest.qWait(50)  # the cards come one after the other
    assert len(panel.cards) == 2


def test_a_passage_without_codings_says_what_to_do(panel: DetailPanel) -> None:
    panel.show_passage(dataclasses.replace(passage(), codings=(), chosen=None))
    assert panel.none.isVisible() and panel.memo.isHidden()


def test_a_very_long_passage_is_shortened(panel: DetailPanel) -> None:
    panel.show_passage(dataclasses.replace(passage(), quote="word " * 5000))
    assert len(panel.quote.text()) < 500 and " … " in panel.quote.text()


def test_nothing_needs_more_width_than_280_pixels(panel: DetailPanel) -> None:
    panel.show_passage(passage())
    QTest.qWait(50)
    inside = panel.area.widget()
    assert inside is not None and inside.minimumSizeHint().width() <= 280
    assert all(card.width() <= 280 - 36 for card in panel.cards)


def test_the_keys_of_codes_go_through_a_card_to_the_window(panel: DetailPanel) -> None:
    chosen: list[object] = []
    panel.coding_chosen.connect(chosen.append)
    panel.cards[1].setFocus()
    QTest.keyClicks(panel.cards[1], "d -")
    assert chosen == []
    QTest.keyClick(panel.cards[1], Qt.Key.Key_Return)
    assert chosen == [SURVEILLANCE]


def test_history_is_told_with_the_hour_today_yesterday_the_day_and_the_date() -> None:
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    now = datetime(2024, 5, 16, 18, 0, tzinfo=UTC)  # a Thursday

    def told(when: datetime) -> str:
        line = HistoryLine(ChangesetId(b""), int(when.timestamp() * 1000), CODER.id, How.DO, "Coded “x”", (), {})
        return history_words(line, "MK", now=now)

    assert told(now.replace(hour=10, minute=42)) == "MK coded “x” · 10:42"
    assert told(now - timedelta(days=1)) == "MK coded “x” · yesterday"
    assert told(now - timedelta(days=3)) == "MK coded “x” · Mon"
    assert told(now - timedelta(days=40)) == "MK coded “x” · 06/04/2024"
    QLocale.setDefault(QLocale.system())
