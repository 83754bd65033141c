"""The two themes can be read, and dress the whole program at every scale."""

from __future__ import annotations

import dataclasses
import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.ui import theme
from annotator.ui.reader import palette as reading
from annotator.ui.reader.palette import contrast
from annotator.ui.style_sheet import style_sheet
from annotator.ui.theme import DARK, LIGHT, Theme
from annotator.ui.words import moment, number, tr, tr_n
from tests.ui.shell_tools import on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

BOTH = pytest.mark.parametrize("shown", (LIGHT, DARK), ids=lambda shown: shown.name)
MARKS = dict.fromkeys(("down", "up", "right", "clear", "tick"), "")


def grounds_of(shown: Theme) -> list[str]:
    return [getattr(shown, ground) for ground in theme.LIST_GROUNDS]


@BOTH
def test_each_text_has_a_contrast_of_four_and_a_half_to_each_ground_it_stands_on(shown: Theme) -> None:
    grounds = ("ground", "panel", "field", "hover", "accent_soft", "danger_soft", "warning_soft", "success_soft")
    pairs = [(ink, ground) for ink in ("ink", "quiet") for ground in grounds]
    pairs += [(ink, ground) for ink in ("danger", "warning", "success") for ground in ("ground", "panel", "field")]
    pairs += [("accent", ground) for ground in (*grounds[:5], "warning_soft", "danger_soft", "success_soft")]
    pairs += [("on_accent", "accent"), ("on_loud", "loud"), ("danger", "danger_soft"), ("warning", "warning_soft"),
              ("success", "success_soft")]
    poor = {pair: contrast(getattr(shown, pair[0]), getattr(shown, pair[1])) for pair in pairs}
    assert {pair: value for pair, value in poor.items() if value < 4.5} == {}


@BOTH
def test_borders_that_show_something_to_act_on_have_a_contrast_of_three(shown: Theme) -> None:
    assert min(contrast(shown.edge, ground) for ground in grounds_of(shown)) >= 3.0


@BOTH
def test_marks_have_a_contrast_of_three_to_each_ground_that_rows_are_painted_on(shown: Theme) -> None:
    marks = ("done", "accent", "warning", "quiet", "danger", "success")
    poor = {mark: least for mark in marks
            if (least := min(contrast(getattr(shown, mark), ground) for ground in grounds_of(shown))) < 3.0}
    assert poor == {}


@BOTH
@given(st.integers(0, 0xFFFFFF))
def test_each_swatch_in_a_list_is_seen_by_itself_or_by_the_line_around_it(shown: Theme, colour: int) -> None:
    own = f"#{colour:06X}"
    seen = [own, shown.edge] if theme.needs_edge(shown, own) else [own]
    assert all(max(contrast(mark, ground) for mark in seen) >= 3.0 for ground in grounds_of(shown))


def test_a_swatch_near_to_its_ground_has_a_line_around_it(qapp: QApplication) -> None:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QColor, QImage, QPainter

    from annotator.ui.codebook.paint import draw_swatch
    from annotator.ui.codebook.shades import shades
    from annotator.ui.reader.palette import Look

    theme.apply(qapp, DARK)
    rims = {}
    for colour in ("#2B2E34", "#E69F00"):
        image = QImage(40, 40, QImage.Format.Format_RGB32)
        image.fill(QColor(DARK.panel))
        painter = QPainter(image)
        draw_swatch(painter, QRect(10, 10, 20, 20), Look(colour, 0), shades())
        painter.end()
        rims[colour] = image.pixelColor(20, 10).name().upper()
    theme.apply(qapp, LIGHT)
    assert contrast(rims["#2B2E34"], DARK.panel) >= 3.0
    assert rims["#E69F00"] == "#E69F00" or contrast(rims["#E69F00"], DARK.panel) >= 3.0


def test_colours_are_written_in_the_themes_alone() -> None:
    from pathlib import Path

    folder = Path(theme.__file__).parent
    found = [
        f"{path.relative_to(folder)}:{number}: {line.strip()}"
        for path in sorted(folder.rglob("*.py"))
        if path.name not in ("theme.py", "palette.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|QColor\(\d|GlobalColor\.(?!transparent)", line)
    ]
    assert found == []


def test_the_page_has_the_colour_of_the_reading_view() -> None:
    assert (LIGHT.ground, DARK.ground) == (reading.LIGHT.page, reading.DARK.page)


@BOTH
@given(scale=st.floats(1.0, 3.0))
def test_the_style_sheet_leaves_no_name_or_unit_unfilled(shown: Theme, scale: float) -> None:
    sheet = style_sheet(dataclasses.asdict(shown), scale, 10 * scale, MARKS)
    assert not re.search(r"@[a-z]|\d+u\b", sheet)
    assert sheet.count("{") == sheet.count("}")


def test_lengths_of_the_style_sheet_grow_with_the_scale() -> None:
    sheets = [style_sheet(dataclasses.asdict(LIGHT), scale, 10, MARKS) for scale in (1.0, 2.0)]
    assert "padding: 5px 12px" in sheets[0]
    assert "padding: 10px 24px" in sheets[1]


def test_a_theme_dresses_what_is_open_already(qapp: QApplication, no_leaks: None) -> None:
    from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

    theme.apply(qapp, LIGHT)
    widget = QWidget()
    row = QHBoxLayout(widget)
    theme.spaced(row, 10, 4, 10, 4, gap=6)
    label = QLabel("Codebook")
    row.addWidget(label)
    with on_screen(qapp, widget):
        small = label.fontMetrics().height()
        theme.apply(qapp, DARK, 2.0)
        qapp.processEvents()
        assert row.contentsMargins().left() == 20
        assert row.spacing() == 12
        assert label.fontMetrics().height() > 1.7 * small
        assert label.palette().color(label.foregroundRole()).name().upper() == DARK.ink
        assert theme.current() is DARK
    theme.apply(qapp, LIGHT)


def test_the_scale_stays_between_one_and_three(qapp: QApplication) -> None:
    theme.apply(qapp, LIGHT, 9.0)
    assert theme.px(10) == 30
    theme.apply(qapp, LIGHT, 0.1)
    assert theme.px(10) == 10


def test_the_watcher_says_which_theme_the_system_turned_to(qapp: QApplication) -> None:
    from PySide6.QtCore import Qt

    watcher = theme.ThemeWatcher()
    seen: list[Theme] = []
    watcher.changed.connect(seen.append)
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light, Qt.ColorScheme.Unknown):
        qapp.styleHints().colorSchemeChanged.emit(scheme)
    assert seen == [DARK, LIGHT, LIGHT]


@given(st.integers(0, 0xFFFFFF))
def test_initials_can_be_read_on_every_colour(colour: int) -> None:
    shown = f"#{colour:06X}"
    assert contrast(theme.ink_on(shown), shown) >= 4.3  # black or white reach 4.58; our black is a shade lighter


def test_arrows_and_ticks_are_painted(qapp: QApplication) -> None:
    from pathlib import Path

    from annotator.ui import marks

    paths = marks.painted(quiet=LIGHT.quiet, on_accent=LIGHT.on_accent, side=9)
    assert set(paths) == set(MARKS)
    assert all(Path(path).stat().st_size > 50 for path in paths.values())


def test_words_fill_in_values_and_numbers(qapp: QApplication) -> None:
    assert tr("Makes {path}", path="a{b}") == "Makes a{b}"
    assert tr("100 % {sure}") == "100 % {sure}"
    assert [tr_n("%n coding", "%n codings", n) for n in (0, 1, 2)] == ["0 codings", "1 coding", "2 codings"]
    assert tr_n("%n of {all}", "%n of {all}", 3, all=7) == "3 of 7"
    assert tr_n("%n coding", "%n codings", 12_000) == f"{number(12_000)} codings"


def test_times_of_today_are_hours_alone(qapp: QApplication) -> None:
    now = datetime.fromisoformat("2026-05-04T11:00:00")
    times = [datetime.fromisoformat(f"2026-05-0{day}T10:42:00") for day in (4, 3, 2)]
    today, yesterday, before = (moment(when, now=now) for when in times)
    assert "42" in today
    assert yesterday == f"yesterday {today}"
    assert before.endswith(today)
    assert "yesterday" not in before
    assert len(before) > len(today)


def test_a_heading_shows_capitals_and_says_words(qapp: QApplication, no_leaks: None) -> None:
    from annotator.ui.parts import SectionHeading

    heading = SectionHeading("Documents", "my queue 3 / 6")
    assert heading.heading.text() == "DOCUMENTS"
    assert heading.heading.accessibleName() == "Documents"
    heading.deleteLater()


def test_a_long_text_ends_in_dots_and_is_whole_in_its_tool_tip(qapp: QApplication, no_leaks: None) -> None:
    from annotator.ui.parts import ElidedLabel

    label = ElidedLabel("China’s AI firms and killer robots")
    with on_screen(qapp, label, width=90, height=24):
        label.grab()
        assert label.shown_text().endswith("…")
        assert label.toolTip() == label.text()
        label.resize(900, 24)
        label.grab()
        assert label.shown_text() == label.text()
        assert label.toolTip() == ""


def test_the_parts_tell_screen_readers_what_they_are(qapp: QApplication, no_leaks: None) -> None:
    from annotator.ui.parts import Chip, CloseButton, CoderDisc

    chip, closing, disc = Chip("Sensetime", number="1"), CloseButton("Close find"), CoderDisc()
    disc.set_coder("MK", "#0A7D60", "Mira Kovač")
    assert [part.accessibleName() for part in (chip, closing, disc)] == ["Sensetime, 1", "Close find", "Mira Kovač"]
    for part in (chip, closing, disc):
        part.deleteLater()


def test_what_may_grow_no_further_may_grow_with_the_scale(qapp: QApplication, no_leaks: None) -> None:
    from annotator.ui.parts import Card

    theme.apply(qapp, LIGHT)
    card = Card()
    theme.capped(card, width=300)
    with on_screen(qapp, card):
        assert card.maximumWidth() == 300
        theme.apply(qapp, LIGHT, 1.5)
        assert card.maximumWidth() == 450
    theme.apply(qapp, LIGHT)
