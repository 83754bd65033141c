"""Packed glyph boxes and the page table: what goes in comes out, and damaged ones are noticed."""

from __future__ import annotations

import zlib
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.pdf.boxes import Box, Columns, PageTable, box_of, pack, unpack
from annotator.model.documents import PageLayout

NUMBERS = st.integers(-32_768, 32_767)


@st.composite
def columns(draw: st.DrawFn) -> Columns:
    length = draw(st.integers(0, 60))
    return Columns(*(array("h", draw(st.lists(NUMBERS, min_size=length, max_size=length))) for _ in range(4)))


@given(columns())
def test_packed_boxes_come_back_as_they_were(boxes: Columns) -> None:
    assert unpack(pack(boxes), len(boxes.left)) == boxes


def test_packed_boxes_are_columns_of_little_endian_differences() -> None:
    boxes = Columns(array("h", [1, 3]), array("h", [-32_768, 32_767]), array("h", [0, 0]), array("h", [256, 255]))
    expected = b"\x01\x00\x02\x00" + b"\x00\x80\xff\xff" + b"\x00\x00\x00\x00" + b"\x00\x01\xff\xff"
    assert zlib.decompress(pack(boxes)) == expected


@pytest.mark.parametrize("change", [-1, 1])
def test_boxes_of_another_number_than_the_code_points_are_refused(change: int) -> None:
    packed = pack(Columns(*(array("h", [1, 2, 3]) for _ in range(4))))
    with pytest.raises(ValueError, match="as many boxes"):
        unpack(packed, 3 + change)


@pytest.mark.parametrize("damage", [lambda packed: packed[:-3], lambda packed: b"junk" + packed, lambda packed: b""])
def test_damaged_boxes_are_refused(damage) -> None:  # type: ignore[no-untyped-def]
    packed = pack(Columns(*(array("h", [1, 2, 3]) for _ in range(4))))
    with pytest.raises(ValueError, match="boxes"):
        unpack(damage(packed), 3)


def test_a_bomb_of_boxes_is_refused_without_being_unpacked() -> None:
    with pytest.raises(ValueError, match="as many boxes"):
        unpack(zlib.compress(bytes(100_000_000), 9), 2)


def test_a_box_is_given_in_points_and_one_without_area_is_none() -> None:
    boxes = Columns(array("h", [10, 30]), array("h", [20, 40]), array("h", [15, 30]), array("h", [40, 50]))
    assert box_of(boxes, 0, 0.5) == Box(5.0, 10.0, 7.5, 20.0)
    assert box_of(boxes, 1, 0.5) is None


@given(st.lists(st.integers(0, 40), min_size=1, max_size=12), st.data())
def test_every_offset_is_on_one_page_and_comes_back(lengths: list[int], data: st.DataObject) -> None:
    table = PageTable(lengths)
    text = sum(lengths) + len(lengths) - 1
    offset = data.draw(st.integers(0, text))
    page, index = table.locate(offset)
    assert 0 <= index <= lengths[page]
    assert table.offset(page, index) == offset


@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.data())
def test_the_pieces_of_a_range_are_all_its_code_points_but_the_line_ends_between_pages(
    lengths: list[int], data: st.DataObject
) -> None:
    table = PageTable(lengths)
    text = "\n".join("abcdefghi"[:length] for length in lengths)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    pieces = list(table.pieces(start, end))
    assert all(first < last for _, first, last in pieces)
    assert "".join("abcdefghi"[first:last] for _, first, last in pieces) == text[start:end].replace("\n", "")


@pytest.mark.parametrize("offset", [-1, 8])
def test_an_offset_outside_the_text_is_on_no_page(offset: int) -> None:
    with pytest.raises(IndexError):
        PageTable([3, 3]).locate(offset)


@pytest.mark.parametrize(("page", "index"), [(2, 0), (-1, 0), (0, 4), (0, -1)])
def test_an_index_outside_its_page_has_no_offset(page: int, index: int) -> None:
    with pytest.raises(IndexError):
        PageTable([3, 3]).offset(page, index)


def test_a_table_is_made_of_the_pages_of_a_layer() -> None:
    pages = [PageLayout(start, 4, 300, 400, 0, 0.1) for start in (0, 5)]
    table = PageTable.of(pages)
    assert (len(table), list(table.starts), table.locate(6)) == (2, [0, 5], (1, 1))
