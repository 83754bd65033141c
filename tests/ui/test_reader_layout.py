"""Where the characters of a piece are: against Qt's own painting, and at every place a caret can stand."""

from __future__ import annotations

import random

import pytest
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
