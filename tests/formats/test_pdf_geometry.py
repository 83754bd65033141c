"""Passages over the boxes of their glyphs: quads, the nearest place for a caret, what lies in an area."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.pdf import reading
from annotator.formats.pdf.boxes import Box, Columns, pack
from annotator.formats.pdf.geometry import KEPT_PAGES, LayerGeometry, PageGeometry, Quad
from annotator.model.documents import PageLayout
from tests.formats import pdf_builders as make

Glyph = tuple[str, tuple[int, int, int, int] | None]  # code point, box in whole points; None: no glyph


def geometry(glyphs: Sequence[Glyph]) -> PageGeometry:
    text, boxes, layout = _page(glyphs, 0)
    return PageGeometry(layout, boxes, text)


def layer(pages: Sequence[Sequence[Glyph]]) -> LayerGeometry:
    texts, packed, layouts, start = [], [], [], 0
    for glyphs in pages:
        text, boxes, layout = _page(glyphs, start)
        texts.append(text)
        packed.append(boxes)
        layouts.append(layout)
        start += len(text) + 1
    return LayerGeometry(layouts, packed.__getitem__, "\n".join(texts))


def _page(glyphs: Sequence[Glyph], start: int) -> tuple[str, bytes, PageLayout]:
    columns = Columns(*(array("h", [10 * (box or (0, 0, 0, 0))[side] for _, box in glyphs]) for side in range(4)))
    text = "".join(sign for sign, _ in glyphs)
    return text, pack(columns), PageLayout(start, len(text), 300, 400, 0, 0.1)


def row(words: str, x: int, y: int, *, step: int = 6, height: int = 10) -> list[Glyph]:
    """Letters side by side; blanks have a box too, as in PDFium's answers; step below 0 runs leftwards."""
    width = abs(step)
    return [(sign, (x + step * k, y, x + step * k + width, y + height)) for k, sign in enumerate(words)]


LINE_END: list[Glyph] = [(" ", None), ("\n", None)]


def test_a_line_is_one_quad_and_a_passage_over_two_lines_is_two() -> None:
    page = geometry([*row("one two", 20, 30), *LINE_END, *row("three", 20, 44)])
    assert page.quads(0, 7) == (Box(20, 30, 62, 40),)
    assert page.quads(4, 12) == (Box(44, 30, 62, 40), Box(20, 44, 38, 54))
    assert page.quads(7, 9) == ()
    assert page.quads(3, 3) == ()


def test_a_wide_gap_parts_a_line_and_a_small_one_does_not() -> None:
    page = geometry([*row("a", 20, 30), *row("b", 50, 30), *row("c", 82, 30)])
    assert page.quads(0, 3) == (Box(20, 30, 56, 40), Box(82, 30, 88, 40))


def test_text_from_the_right_is_one_quad_and_carets_stand_on_its_other_sides() -> None:
    page = geometry(row("שלום", 80, 30, step=-6))
    assert page.quads(0, 4) == (Box(62, 30, 86, 40),)
    assert page.nearest(85, 35) == 0
    assert page.nearest(81, 35) == 1
    assert page.nearest(10, 35) == 4
    assert page.caret(0) == Box(86, 30, 86, 40)
    assert page.caret(4) == Box(62, 30, 62, 40)


def test_vertical_text_is_one_quad_for_each_column_and_its_carets_lie() -> None:
    glyphs: list[Glyph] = []
    for sign, top in zip("縦書き", (30, 42, 54), strict=True):
        glyphs += [(sign, (100, top, 110, top + 10)), *LINE_END]
    page = geometry(glyphs)
    assert page.quads(0, len(glyphs)) == (Box(100, 30, 110, 64),)
    assert page.nearest(105, 43) == 3
    assert page.nearest(105, 51) == 4
    assert page.caret(3) == Box(100, 42, 110, 42)


def test_a_change_of_direction_starts_a_new_quad() -> None:
    page = geometry([*row("ab", 20, 30), ("c", (26, 42, 32, 52)), ("d", (26, 54, 32, 64))])
    assert len(page.quads(0, 4)) == 2


def test_boxes_that_reach_into_the_next_line_are_cut_in_the_middle_whichever_line_is_asked_for() -> None:
    page = geometry([*row("الف", 80, 30, step=-8, height=20), *LINE_END, *row("باء", 80, 44, step=-8, height=20)])
    assert page.quads(0, 3) == (Box(64, 30, 88, 47),)
    assert page.quads(5, 8) == (Box(64, 47, 88, 64),)
    assert page.quads(0, 8) == (*page.quads(0, 3), *page.quads(5, 8))


def test_a_line_printed_twice_is_not_cut() -> None:
    page = geometry([*row("bold", 20, 30), *LINE_END, *row("bold", 20, 31)])
    assert page.quads(0, 4) == (Box(20, 30, 44, 40),)


def test_leaving_a_line_costs_more_than_leaving_a_column() -> None:
    page = geometry([*row("left", 20, 30), *LINE_END, *row("below", 20, 50)])
    assert page.nearest(70, 41) == 4, "beside the first line, though the second one's letters are no further"
    assert page.nearest(10, 52) == 6


def test_a_ligature_stands_for_its_letters_as_a_whole() -> None:
    page = geometry([*row("o", 20, 30), ("f", (26, 30, 38, 40)), ("f", None), ("i", None), *row("ce", 38, 30)])
    assert page.nearest(37, 35) == 4
    assert page.nearest(27, 35) == 1
    assert page.quads(2, 4) == (Box(26, 30, 38, 40),)
    assert page.indexes_in(Box(25, 29, 39, 41)) == ((1, 4),)


def test_an_area_has_the_glyphs_whose_middle_is_in_it() -> None:
    page = geometry([*row("one two", 20, 30), *LINE_END, *row("three", 20, 44)])
    assert page.indexes_in(Box(0, 0, 300, 400)) == ((0, 14),)
    assert page.indexes_in(Box(43, 29, 70, 41)) == ((4, 7),)
    assert page.indexes_in(Box(43, 29, 70, 60)) == ((4, 7), (13, 14))
    assert page.indexes_in(Box(200, 0, 300, 400)) == ()


def test_a_page_without_glyphs_has_no_places() -> None:
    for page in (geometry([]), geometry(LINE_END)):
        assert page.quads(0, 2) == ()
        assert page.nearest(10, 10) == 0
        assert page.caret(0) is None
        assert page.glyph_at(10, 10, 50) is None
        assert page.indexes_in(Box(0, 0, 300, 400)) == ()


def test_a_passage_over_three_pages_has_quads_on_each() -> None:
    whole = layer([row("one", 20, 30), row("two", 20, 30), row("three", 20, 30)])
    assert whole.quads(1, 10) == (
        Quad(0, Box(26, 30, 38, 40)),
        Quad(1, Box(20, 30, 38, 40)),
        Quad(2, Box(20, 30, 32, 40)),
    )
    assert whole.nearest(2, 22, 35) == 8
    assert whole.caret(4) == Quad(1, Box(20, 30, 20, 40))
    assert whole.caret(3) == Quad(0, Box(38, 30, 38, 40)), "the end of a page is on that page"
    assert whole.offsets_in(1, Box(0, 0, 300, 400)) == ((4, 7),)


def test_missing_or_damaged_boxes_are_a_page_without_places() -> None:
    texts, packed, layout = _page(row("one", 20, 30), 0)
    for boxes in (None, b"", b"nonsense", pack(Columns.empty()), packed[:-4] + b"abcd", packed[:9]):
        whole = LayerGeometry([layout], [boxes].__getitem__, texts)
        assert whole.page(0) is None
        assert whole.quads(0, 3) == ()
        assert whole.nearest(0, 10, 10) == 0


def test_only_some_pages_stay_expanded() -> None:
    asked: list[int] = []
    texts, packed, _ = _page(row("one", 20, 30), 0)

    def boxes(page: int) -> bytes:
        asked.append(page)
        return packed

    layouts = [PageLayout(4 * n, 3, 300, 400, 0, 0.1) for n in range(KEPT_PAGES + 2)]
    whole = LayerGeometry(layouts, boxes, "\n".join([texts] * len(layouts)))
    for page in [*range(KEPT_PAGES), 0, KEPT_PAGES, 0, 1]:
        whole.page(page)
    assert asked == [*range(KEPT_PAGES), KEPT_PAGES, 1], "the one not used for longest goes"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_glyphs_of_a_turned_page_are_found_by_their_own_middle(rotate: int) -> None:
    data = make.pdf([make.Page(make.lines(40, 300, ["Harbour Street", "towards the sea"]), rotate=rotate)])
    found = reading.read(data, name="x.pdf").layers[0]
    page = PageGeometry(found.pages[0], found.boxes[0], found.text)
    for index, sign in enumerate(found.text):
        box = page.box(index)
        if box is not None and sign != " ":
            assert page.glyph_at((box.left + box.right) / 2, (box.top + box.bottom) / 2) == index
    assert len(page.quads(0, len(found.text))) == 2


@st.composite
def pages_of_lines(draw: st.DrawFn) -> list[Glyph]:
    """Lines of letters at any pitch and step, leftwards too, with blanks and letters without a glyph between."""
    glyphs: list[Glyph] = []
    y = 10
    for _ in range(draw(st.integers(1, 6))):
        step = draw(st.sampled_from((5, 8, -7)))
        words = draw(st.text("abc", min_size=1, max_size=12))
        glyphs += row(words, draw(st.integers(100, 200)), y, step=step, height=draw(st.integers(8, 14)))
        glyphs += LINE_END if draw(st.booleans()) else [("i", None)]
        y += draw(st.integers(11, 30))
    return glyphs


@given(pages_of_lines())
def test_the_nearest_glyph_of_a_glyphs_middle_is_that_glyph(glyphs: list[Glyph]) -> None:
    page = geometry(glyphs)
    for index, (_, drawn) in enumerate(glyphs):
        box = page.box(index)
        assert (box is None) == (drawn is None)
        if box is not None:
            x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            assert page.glyph_at(x, y) == index
            assert page.nearest(x, y) >= index


@given(pages_of_lines(), st.data())
def test_the_quads_of_a_range_cover_exactly_its_glyphs(glyphs: list[Glyph], data: st.DataObject) -> None:
    page = geometry(glyphs)
    start = data.draw(st.integers(0, len(glyphs)))
    end = data.draw(st.integers(start, len(glyphs)))
    quads = page.quads(start, end)
    for index in range(len(glyphs)):
        box = page.box(index)
        if box is None:
            continue
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        covered = any(q.left <= x <= q.right and q.top <= y <= q.bottom for q in quads)
        following = all(page.box(k) is None and not glyphs[k][0].isspace() for k in range(index + 1, start + 1))
        assert covered == (start <= index < end or (start < end and index < start and following))


@given(pages_of_lines())
def test_a_caret_stands_at_an_edge_of_its_glyph(glyphs: list[Glyph]) -> None:
    page = geometry(glyphs)
    for index, (_, drawn) in enumerate(glyphs):
        if drawn is None:
            continue
        caret, box = page.caret(index), page.box(index)
        assert caret is not None and box is not None
        beside = caret.left == caret.right in (box.left, box.right) and caret[1::2] == box[1::2]
        below = caret.top == caret.bottom in (box.top, box.bottom) and caret[0::2] == box[0::2]
        assert beside or below
