"""Where the characters of a piece are: against Qt's own painting, and at every place a caret can stand."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QApplication

from annotator.model.documents import BlockKind
from annotator.ui.reader.block_layout import BlockLayout
from annotator.ui.reader.fonts import Fonts
from annotator.ui.reader.sheet import Sheet
from tests.ui.reader_tools import ARTICLE, layer_of, paragraphs

RED = QColor("red")
MIXED = "Company X شركة وقعت عقد signed 42 contracts 公司开发自主武器 robot مع الجيش end of it, and some more to wrap"
ARABIC = "الشركة تكنولوجيا مزدوجة الاستخدام عقد حكومي مقاومة الموظفين " * 4
NAMES = "الشركة PAX 2019 تعهد AI " * 8
CHINESE = "公司开发自主武器系统与军方签订政府合同" * 6
LATIN = "A committee said that no such system had been ordered, and that it would answer in spring. " * 3


def laid_out(text: str, width: int = 500, points: float = 12) -> BlockLayout:
    return BlockLayout(paragraphs(text), 0, width, Fonts(points), RED)


def stops(laid: BlockLayout) -> list[int]:
    fragment = laid.fragments[0]
    return [place for place in range(fragment.end + 1) if fragment.layout.isValidCursorPosition(place)]


@pytest.mark.parametrize("text", [LATIN, ARABIC, MIXED, NAMES], ids=["latin", "arabic", "mixed", "names"])
def test_rectangles_are_where_qt_paints_a_selection(qapp: QApplication, text: str) -> None:
    laid, chance, different, sampled = laid_out(text), random.Random(9), 0, 0
    layout = laid.fragments[0].layout
    for _ in range(12):
        start, end = sorted(chance.sample(stops(laid), 2))
        images = []
        for ours in (False, True):
            image = QImage(520, laid.height + 1, QImage.Format.Format_RGB32)
            image.fill(Qt.GlobalColor.white)
            painter = QPainter(image)
            painter.setPen(QColor("white"))
            if ours:
                for area in laid.rectangles(start, end):
                    painter.fillRect(area, RED)
            else:
                chosen, look = QTextLayout.FormatRange(), QTextCharFormat()
                look.setBackground(RED)
                look.setForeground(RED)
                chosen.start, chosen.length, chosen.format = start, end - start, look
                layout.draw(painter, QPointF(0, 0), [chosen])
            painter.end()
            images.append(image)
        for line in laid.lines:
            natural, y = line.line.naturalTextRect(), (line.top + line.bottom) // 2
            for x in range(int(natural.left()) + 1, int(natural.right()) - 1):
                sampled += 1
                one, other = (QColor(image.pixel(x, y)).green() < 100 for image in images)
                different += one != other
    assert sampled > 1000
    assert different / sampled < 0.005


@pytest.mark.parametrize(("kind", "text"), ARTICLE)
def test_every_stop_is_hit_where_its_caret_is_and_every_hit_is_a_stop(qapp: QApplication, kind: BlockKind,
                                                                      text: str) -> None:
    layer = layer_of([(kind, text)])
    laid = BlockLayout(layer, 0, 420, Fonts(12), RED)
    for fragment in laid.fragments:
        for local in range(fragment.end - fragment.start + 1):
            if not fragment.layout.isValidCursorPosition(local):
                assert laid.stop_before(fragment.start + local) < fragment.start + local
                assert laid.stop_after(fragment.start + local) > fragment.start + local
    for y in range(0, laid.height, 5):
        for x in range(-20, 460, 7):
            place = laid.hit(x, y)
            assert laid.stop_before(place) == place == laid.stop_after(place)
            assert 0 <= place <= laid.fragments[-1].end


def test_clusters_are_one_step(qapp: QApplication) -> None:
    text = "a👩‍🚀✊🏽e\u0301b"
    layer = paragraphs(text)
    sheet = Sheet(layer, 500, Fonts(12), RED)
    forth, at = [0], 0
    while (then := sheet.next_stop(at, 1)) != at:
        at = then
        forth.append(at)
    assert forth == [0, 1, 4, 6, 8, 9]
    back = [at]
    while (then := sheet.next_stop(at, -1)) != at:
        at = then
        back.append(at)
    assert back == forth[::-1]


def test_a_coding_across_cells_covers_its_part_of_each(qapp: QApplication) -> None:
    layer = layer_of([(BlockKind.ROW, "one\ttwo words\tthree")])
    laid = BlockLayout(layer, 0, 600, Fonts(12), RED)
    areas = laid.rectangles(1, 17)
    assert len(areas) == 3
    assert [round(area.left()) >= column for area, column in zip(areas, laid.columns, strict=False)] == [True] * 3
    assert areas[0].right() < laid.columns[1] < areas[1].left() < laid.columns[2] < areas[2].left()


def test_line_ends_in_a_block_are_lines_and_keep_positions(qapp: QApplication) -> None:
    laid = laid_out("first\nsecond 🤖\nthird")
    assert [(line.start, line.end) for line in laid.lines] == [(0, 6), (6, 16), (16, 21)]


def test_an_empty_block_has_a_line_to_stand_on(qapp: QApplication) -> None:
    laid = laid_out("")
    assert len(laid.lines) == 1 and laid.hit(50, 50) == 0 and laid.rectangles(0, 0) == []
    assert isinstance(laid.caret(0), QRectF) and laid.caret(0).height() > 5


@pytest.mark.parametrize("points", [6, 12.5, 24, 40])
@pytest.mark.parametrize("text", [LATIN, ARABIC, CHINESE], ids=["latin", "arabic", "chinese"])
def test_three_rules_have_room_below_every_line(qapp: QApplication, text: str, points: float) -> None:
    laid = laid_out(text, 400, points)
    fonts = Fonts(points)
    for line, below in zip(laid.lines, laid.lines[1:], strict=False):
        assert below.top - line.bottom >= 11
        assert below.base - line.base >= round(1.6 * fonts.body.em)


def test_right_to_left_text_stands_on_the_right(qapp: QApplication) -> None:
    laid = laid_out("شركة")
    assert laid.rectangles(0, 4)[0].right() == pytest.approx(500, abs=1)
    assert laid.caret(0).left() > laid.caret(4).left()


def test_the_end_of_a_wrapped_line_is_on_that_line(qapp: QApplication) -> None:
    laid = laid_out(LATIN, 200)
    first = laid.lines[0]
    assert laid.line_at(laid.line_end(first)) is first
    assert laid.hit(5000, first.base) == laid.line_end(first)


SOFT = ("The auto\u00adno\u00admous Donau\u00addampf\u00adschiff\u00adfahrts\u00adgesell\u00adschaft "
        "is auto\u00ad\u00adnomous.")


def test_no_caret_stands_after_a_soft_hyphen_that_is_not_drawn(qapp: QApplication) -> None:
    layer = paragraphs(SOFT)
    sheet = Sheet(layer, 260, Fonts(12), RED)
    laid = sheet.layout_of(0)
    begins = {line.start for line in laid.lines}
    broken = [line.start for line in laid.lines[1:] if SOFT[line.start - 1] == "\u00ad"]
    assert broken, "the text should be so narrow that a word is broken"
    for at, step in ((0, 1), (len(SOFT), -1)):
        seen = [at]
        while (then := sheet.next_stop(seen[-1], step)) != seen[-1]:
            seen.append(then)
        after = {place for place in seen if place and SOFT[place - 1] == "\u00ad"}
        assert after == set(broken) & begins, "only where a line begins"
        assert abs(seen[-1] - seen[0]) == len(SOFT)
    for x in range(0, 260, 3):
        for line in laid.lines:
            place = laid.hit(x, line.base)
            assert place in begins or SOFT[place - 1 : place] != "\u00ad"


EMOJI = ["🤖", "👩‍🚀", "👨‍👩‍👧‍👦", "👋🏿", "🇩🇪"]
WRITING = ["شركة ", "وقعت", "لا", "עם ", "公司", "क्षि", "ไทย", "ﬁ", "e\u0301", "u\u0308\u0323"]
PIECES = ["word ", "and so on. ", "42 ", "\n", " ", "\u00ad", *EMOJI, *WRITING]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join)


@given(TEXTS, st.integers(60, 500), st.integers(-20, 520), st.integers(-10, 400))
def test_every_place_that_is_offered_is_a_stop_and_steps_reach_it(
    qapp: QApplication, text: str, width: int, x: int, y: int
) -> None:
    sheet = Sheet(paragraphs(text), width, Fonts(12), RED)
    laid = sheet.layout_of(0)
    hit = sheet.text.position(0, laid.hit(x, y))
    assert sheet.stop_before(hit) == hit == sheet.stop_after(hit)
    seen = [0]
    while (then := sheet.next_stop(seen[-1], 1)) != seen[-1]:
        assert then > seen[-1]
        seen.append(then)
    assert seen[-1] == len(text) and hit in seen
    for place in range(len(text) + 1):
        assert sheet.stop_before(place) in seen and sheet.stop_after(place) in seen
        assert sheet.stop_before(place) <= place <= sheet.stop_after(place)


@given(TEXTS, st.integers(80, 500), st.data())
def test_what_is_selected_is_hit_where_its_rectangles_are(
    qapp: QApplication, text: str, width: int, data: st.DataObject
) -> None:
    sheet = Sheet(paragraphs(text), width, Fonts(12), RED)
    laid = sheet.layout_of(0)
    places = [place for place in range(len(text) + 1) if sheet.stop_before(place) == place]
    start, end = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
    areas = sheet.areas(0, start, end)
    if text[start:end].strip(" \n\u00ad"):
        assert areas, "what can be seen has a place"
    for left, top, right, bottom in areas:
        assert left <= right and top < bottom
        if right - left > 1:
            for share in (0.25, 0.5, 0.75):
                local = laid.hit(left + (right - left) * share, (top + bottom) / 2)
                # Where two directions meet, two places stand at one x, and either may be meant.
                at_a_border = laid.fragments[0].mixed and left - 2 <= laid.caret(local).center().x() <= right + 2
                assert start <= sheet.text.position(0, local) <= end or at_a_border


@pytest.mark.parametrize("width", [560, 420, 300])
def test_no_word_of_a_table_is_broken_where_its_columns_could_be_wider(qapp: QApplication, width: int) -> None:
    rows = ["Firm\tTechnology\tPledge", "Luminode\tface matching and all the cameras\tnothing was said so far"]
    layer = layer_of([(BlockKind.ROW, row) for row in rows])
    for piece, row in enumerate(rows):
        for line in BlockLayout(layer, piece, width, Fonts(12), RED).lines[1:]:
            before, after = row[line.start - 1], row[line.start]
            assert not (before.isalpha() and after.isalpha()), f"“{row}” is broken at {line.start}"


def test_areas_of_mixed_text_take_in_whole_characters(qapp: QApplication) -> None:
    layer = paragraphs("abc شركة e\u0301te\u0301 👩‍🚀 end")
    sheet = Sheet(layer, 500, Fonts(12), RED)
    at = layer.text.index("👩")
    inside, whole_ = sheet.areas(0, at + 1, at + 2), sheet.areas(0, at, at + 3)
    assert inside == whole_ and whole_[0][2] - whole_[0][0] > 5
