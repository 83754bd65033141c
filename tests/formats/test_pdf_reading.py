"""The text of PDFs made by hand: one code point for each glyph, each box where its ink is."""

from __future__ import annotations

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.pdf.boxes import Columns, PageTable, box_of, unpack
from annotator.formats.pdf.reading import iso_date, read
from annotator.model.documents import Reading, ReadLayer, Role
from tests.formats.pdf_builders import Font, Page, line, lines, pdf, picture_page


def layer_of(data: bytes) -> ReadLayer:
    return read(data, name="a.pdf").layers[0]


def boxes_of(layer: ReadLayer, page: int = 0) -> Columns:
    return unpack(layer.boxes[page], layer.pages[page].length)


def check(reading: Reading) -> None:
    """What holds of every reading of a PDF, whatever is in it."""
    (layer,) = reading.layers
    assert layer.role is Role.PAGES
    layer.text.encode("utf-8")  # raises at a lone surrogate
    assert not any(sign < " " and sign != "\n" for sign in layer.text)
    assert not layer.text.startswith("\ufeff")
    assert len(layer.pages) == len(layer.boxes) == int(reading.metadata["pages"])
    assert layer.text == "\n".join(layer.text[page.start : page.start + page.length] for page in layer.pages)
    table = PageTable.of(layer.pages)
    assert [page.start for page in layer.pages] == list(table.starts)
    for page, packed in zip(layer.pages, layer.boxes, strict=True):
        assert len(unpack(packed, page.length).left) == page.length
        assert page.width > 0 and page.height > 0 and page.unit > 0 and 0 <= page.unreadable <= 1
    done = 0
    for block in layer.blocks:
        assert done <= block.start < block.end <= len(layer.text)
        assert not layer.text[done : block.start].strip()
        assert layer.text[block.start : block.end] == layer.text[block.start : block.end].strip()
        done = block.end
    assert not layer.text[done:].strip()
    assert reading.title


def test_lines_end_in_space_and_line_end_and_pages_are_joined_by_one_line_end() -> None:
    data = pdf([Page(lines(20, 300, ["One line", "and another."])), Page(line(20, 300, "Next page."))])
    layer = layer_of(data)
    assert layer.text == "One line \nand another.\nNext page."
    assert [(page.start, page.length) for page in layer.pages] == [(0, 22), (23, 10)]


def test_the_extractor_names_pdfium_and_our_version() -> None:
    assert layer_of(pdf([Page()])).extractor == f"pdfium {pypdfium2.PDFIUM_INFO.tag} 1"


def test_a_hyphen_at_a_line_end_becomes_a_soft_one_and_others_stay() -> None:
    data = pdf([Page(lines(20, 300, ["A well-known word that is hyph-", "enated here"]))])
    assert layer_of(data).text == "A well-known word that is hyph\u00adenated here"


def test_a_character_outside_the_bmp_is_one_code_point_with_one_box() -> None:
    font = Font({0x41: "\U0001d400", 0x42: "\U00020000"})
    layer = layer_of(pdf([Page(line(20, 300, b"xABy", font=2))], fonts=[Font(), font]))
    assert layer.text == "x\U0001d400\U00020000y"
    lefts = boxes_of(layer).left
    assert list(lefts) == sorted(lefts) and len(set(lefts)) == 4


def test_a_ligature_is_as_many_code_points_as_it_has_letters() -> None:
    layer = layer_of(pdf([Page(line(20, 300, b"oAce", font=2))], fonts=[Font(), Font({0x41: "ffi"})]))
    assert layer.text == "office"
    assert len(boxes_of(layer).left) == 6


def test_letters_drawn_twice_for_boldness_are_taken_as_pdfium_gives_them() -> None:
    layer = layer_of(pdf([Page(line(20, 300, "bold") + line(20.3, 300, "bold"))]))
    assert layer.text in ("bold", "bboolldd", "boldbold")
    assert boxes_of(layer).left[0] == 200


def test_a_font_of_glyph_numbers_gives_spaces_and_a_loss_and_keeps_its_places() -> None:
    font = Font(names=(2, tuple(f"g{number}" for number in range(2, 32))))
    noise = line(20, 300, bytes(range(2, 32)), font=2)
    reading = read(
        pdf([Page(noise + line(20, 200, "a b")), Page(line(20, 300, "fine"))], fonts=[Font(), font]), name="x"
    )
    check(reading)
    layer = reading.layers[0]
    assert layer.pages[0].unreadable > 0.3 and layer.pages[1].unreadable == 0
    assert layer.text.endswith("\nfine")
    assert [(loss.count, loss.examples) for loss in reading.losses] == [(1, ("page 1",))]
    assert "cannot be read" in reading.losses[0].kind
    on_first = [block for block in layer.blocks if block.start < layer.pages[1].start]
    assert len(on_first) == 1


def test_noncharacters_and_nul_do_not_reach_the_text() -> None:
    font = Font({0x41: "\ufffe", 0x42: "\ufdd0", 0x43: "\0", 0x44: "\ufeff"})
    reading = read(pdf([Page(line(20, 300, b"DxABCy", font=2))], fonts=[Font(), font]), name="x")
    check(reading)
    assert "x" in reading.layers[0].text and "y" in reading.layers[0].text


def test_right_to_left_text_comes_in_the_order_it_is_read_in() -> None:
    font = Font({0x41 + number: chr(0x5D0 + number) for number in range(4)})
    layer = layer_of(pdf([Page(line(20, 300, b"DCBA", font=2))], fonts=[Font(), font]))
    assert layer.text == "\u05d0\u05d1\u05d2\u05d3"
    lefts = list(boxes_of(layer).left)
    assert lefts == sorted(lefts, reverse=True)


def test_pages_may_differ_in_size_and_rotation() -> None:
    words = line(20, 100, "words")
    pages = [
        Page(words),
        Page(words, box=(0, 0, 500, 200)),
        Page(words, rotate=90),
        Page(words, box=(50, 60, 350, 460)),
    ]
    layer = layer_of(pdf(pages))
    assert [(page.width, page.height, page.rotation) for page in layer.pages] == [
        (300, 400, 0),
        (500, 200, 0),
        (400, 300, 90),
        (300, 400, 0),
    ]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (30, 40, 250, 380)])
@pytest.mark.parametrize("box", [(0, 0, 300, 400), (-20, 10, 280, 410)])
def test_all_ink_lies_in_the_boxes(rotate: int, crop: tuple[int, ...] | None, box: tuple[int, ...]) -> None:
    content = line(60, 300, "Quickly jumping") + line(90, 120, "over", size=24)
    data = pdf([Page(content, box=box, crop=crop, rotate=rotate)])  # type: ignore[arg-type]  # tuples of four
    layer = layer_of(data)
    page, columns = layer.pages[0], boxes_of(layer)
    scale, slack = 2, 1.0
    with pypdfium2.PdfDocument(data) as document:
        picture = document[0].render(scale=scale, grayscale=True)
        assert (picture.width, picture.height) == (page.width * scale, page.height * scale)
        pixels, stride = bytes(picture.buffer), picture.stride
    found = [box_of(columns, index, page.unit) for index in range(page.length)]
    boxes = [box for box in found if box]
    assert len(boxes) == len("Quickly jumpingover")  # the generated line end has none
    dark = [(x / scale, y / scale) for y in range(picture.height) for x in range(picture.width)
            if pixels[y * stride + x] < 128]  # fmt: skip
    assert len(dark) > 500
    for x, y in dark:
        assert any(b.left - slack <= x <= b.right + slack and b.top - slack <= y <= b.bottom + slack for b in boxes)


def test_boxes_follow_the_text_from_left_to_right_and_down() -> None:
    layer = layer_of(pdf([Page(lines(20, 300, ["ab", "cd"]))]))
    columns = boxes_of(layer)
    a, c = box_of(columns, 0, 0.1), box_of(columns, layer.text.index("c"), 0.1)
    assert a and c and a.left == pytest.approx(20, abs=0.1) and c.top - a.top == pytest.approx(12, abs=0.2)
    assert a.top < 100 < a.bottom  # the base line is 300 from the bottom of 400


def test_a_page_too_large_for_tenths_of_a_point_gets_larger_units() -> None:
    layer = layer_of(pdf([Page(line(9_000, 7_000, "far away", size=100), box=(0, 0, 10_000, 8_000))]))
    page = layer.pages[0]
    assert page.unit == pytest.approx(10_000 / 32_000)
    box = box_of(boxes_of(layer), 0, page.unit)
    assert box and box.left == pytest.approx(9_000, abs=1)


def test_glyphs_far_outside_the_page_do_not_break_the_boxes() -> None:
    reading = read(
        pdf([Page(line(20, 300, "in ") + line(90_000, 300, "out") + line(1e30, -1e30, "nowhere"))]), name="x"
    )
    check(reading)
    assert "in" in reading.layers[0].text


def test_the_document_information_becomes_metadata() -> None:
    info = {"Title": "On  Reading\n", "Author": "A. Writer", "CreationDate": "D:20200805162100+02'00'"}
    reading = read(pdf([Page(line(20, 300, "x")), Page()], info=info, language="de-CH"), name="file.pdf")
    assert reading.title == "On Reading"
    assert reading.media_type == "application/pdf"
    assert reading.metadata == {
        "author": "A. Writer",
        "date": "2020-08-05T16:21:00+02:00",
        "language": "de-CH",
        "pages": "2",
    }


@pytest.mark.parametrize(
    "title",
    [
        "",
        "  ",
        "Microsoft Word - report_final.doc",
        r"C:\Users\me\report.docx",
        "/home/me/thesis/main.tex",
        "file:///tmp/print.html",
        "report.indd",
        "untitled",
        "Untitled document",
        "Slide 1",
    ],
)
def test_a_title_that_is_none_gives_way_to_the_name_of_the_file(title: str) -> None:
    assert read(pdf([Page()], info={"Title": title}), name="Annual report 2021.pdf").title == "Annual report 2021"


@pytest.mark.parametrize(
    "title", ["Unknown Pleasures", "Documenting the Untitled", "A and/or B", "Node.js in practice"]
)
def test_a_title_that_only_looks_a_little_like_a_file_name_stays(title: str) -> None:
    assert read(pdf([Page()], info={"Title": title}), name="a.pdf").title == title


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("D:2020", "2020"),
        ("D:202008", "2020-08"),
        ("D:20200805", "2020-08-05"),
        ("D:2020080516", "2020-08-05T16:00"),
        ("D:202008051621", "2020-08-05T16:21"),
        ("D:20200805162107", "2020-08-05T16:21:07"),
        ("D:20200805162107Z", "2020-08-05T16:21:07Z"),
        ("D:20200805162107Z00'00'", "2020-08-05T16:21:07Z"),
        ("D:20200805162107-07'30", "2020-08-05T16:21:07-07:30"),
        ("D:20200805162107-00'00'", "2020-08-05T16:21:07Z"),
        ("20200805", "2020-08-05"),
        ("D:20209905", ""),
        ("D:00000101", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_dates_become_iso_as_precise_as_they_are(written: str, meant: str) -> None:
    assert iso_date(written) == meant


def test_a_scan_comes_in_without_text_and_with_a_loss() -> None:
    reading = read(picture_page(), name="scan.pdf")
    check(reading)
    layer = reading.layers[0]
    assert (layer.text, layer.blocks, layer.pages[0].width) == ("", (), 300)
    (loss,) = reading.losses
    assert "page without text" in loss.kind and loss.became == "carried otherwise" and loss.count == 1


def test_an_empty_page_among_others_is_no_loss() -> None:
    reading = read(pdf([Page(line(20, 300, "words")), Page(), Page(line(20, 300, "Words"))]), name="x")
    assert reading.layers[0].text == "words\n\nWords"
    assert reading.losses == ()


def test_a_drawn_page_without_text_among_others_is_a_loss() -> None:
    reading = read(pdf([Page(line(20, 300, "words")), Page(b"10 10 50 50 re f")]), name="x")
    assert [(loss.count, loss.examples) for loss in reading.losses] == [(1, ("page 2",))]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            Page,
            st.lists(
                st.builds(
                    lambda x, y, data, size: line(x, y, data, size=size, font=2),
                    st.integers(-50, 350),
                    st.integers(-50, 450),
                    st.binary(min_size=1, max_size=12),
                    st.sampled_from([1, 8, 10, 20, 90]),
                ),
                max_size=12,
            ).map(b"".join),
            box=st.sampled_from([(0, 0, 300, 400), (-10, 20, 500, 200)]),
            rotate=st.sampled_from([0, 90, 180, 270]),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_whatever_stands_where_the_layer_is_valid(pages: list[Page]) -> None:
    font = Font({0x41: "\U0001d400", 0x42: "ffi", 0x43: "\u05d0", 0x44: "\u3042", 0x45: "\ufffe", 0x46: "\u2022"})
    check(read(pdf(pages, fonts=[Font(), font]), name="x"))


def test_boxes_are_arrays_of_sixteen_bits() -> None:
    columns = boxes_of(layer_of(pdf([Page(line(20, 300, "x"))])))
    assert {(column.typecode, column.itemsize) for column in columns} == {("h", 2)}
