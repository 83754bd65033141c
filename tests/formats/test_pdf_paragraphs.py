"""Paragraphs found by where rows stand: of PDFs made by hand, and of rows made without any PDF."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.pdf.boxes import Columns
from annotator.formats.pdf.extraction import PageText
from annotator.formats.pdf.paragraphs import find_blocks
from annotator.formats.pdf.reading import read
from annotator.formats.pdf.rows import rows_of
from annotator.model.documents import Block, BlockKind
from tests.formats.pdf_builders import Font, Page, line, lines, pdf

ROWS = [  # about 300 points wide at size 10
    "People read more than they write, and they write more than they",
    "remember having read, which is why so many notes are kept and so",
    "few are ever looked at again by those who have once taken them in",
    "a hurry.",
]


def blocks_of(*pages: Page, fonts: tuple[Font, ...] = (Font(),)) -> list[tuple[str, str]]:
    """(kind, text with its line ends as /) of each block."""
    layer = read(pdf(pages, fonts=fonts), name="x").layers[0]
    return [(block.kind.value, in_one_line(layer.text, block)) for block in layer.blocks]


def in_one_line(text: str, block: Block) -> str:
    return text[block.start : block.end].replace(" \n", "/").replace("\n", "/")


def starts_of(found: list[tuple[str, str]]) -> list[str]:
    return [text.split()[0] for _, text in found]


def test_lines_at_the_usual_distance_are_one_paragraph() -> None:
    assert blocks_of(Page(lines(20, 380, ROWS))) == [("paragraph", "/".join(ROWS))]


def test_a_wider_gap_starts_a_paragraph() -> None:
    content = lines(20, 380, ROWS) + lines(20, 380 - 4 * 12 - 8, ["Second " + ROWS[0], *ROWS[1:]])
    assert starts_of(blocks_of(Page(content))) == ["People", "Second"]


def test_a_gap_that_all_lines_have_starts_none() -> None:
    assert len(blocks_of(Page(lines(20, 380, ROWS, pitch=20)))) == 1


def test_an_indent_starts_a_paragraph() -> None:
    content = b""
    for number in range(3):
        top = 380 - 48 * number
        content += line(32, top, f"Start{number} read more than they write, and they write") + lines(
            20, top - 12, ROWS[1:]
        )
    found = blocks_of(Page(content))
    assert starts_of(found) == ["Start0", "Start1", "Start2"]
    assert all(text.endswith("hurry.") for _, text in found)


def test_a_hanging_indent_keeps_a_reference_together() -> None:
    content = b""
    for number in range(3):
        top = 380 - 36 * number
        content += line(20, top, f"[{number}] Writer, A. Reading slowly and writing at the same time, being a study")
        content += lines(
            34, top - 12, ["of those who read slowly and write at the same time, as it was done in", "1990."]
        )
    assert starts_of(blocks_of(Page(content))) == ["[0]", "[1]", "[2]"]


def test_a_short_line_that_ends_its_sentence_ends_the_paragraph() -> None:
    content = lines(20, 380, [*ROWS, "Second " + ROWS[0], *ROWS[1:]])
    assert starts_of(blocks_of(Page(content))) == ["People", "Second"]


def test_larger_letters_are_a_heading_and_the_largest_are_of_the_first_level() -> None:
    content = line(20, 370, "A Large Title", size=20) + line(20, 340, "1. A section", size=14) + lines(20, 320, ROWS)
    content += line(20, 250, "2. Another section", size=14) + lines(20, 230, ROWS)
    layer = read(pdf([Page(content)]), name="x").layers[0]
    found = [(block.kind, block.level, in_one_line(layer.text, block)) for block in layer.blocks]
    body = (BlockKind.PARAGRAPH, 0, "/".join(ROWS))
    assert found == [
        (BlockKind.HEADING, 1, "A Large Title"),
        (BlockKind.HEADING, 2, "1. A section"),
        body,
        (BlockKind.HEADING, 2, "2. Another section"),
        body,
    ]


def test_each_bullet_starts_an_item() -> None:
    rows = [
        "\u2022 the first of the things that are to be said about this matter here",
        "\u2022 the second",
        "\u2022 a third",
    ]
    content = lines(20, 380, ["Three things:"]) + lines(30, 368, rows)
    assert blocks_of(Page(content)) == [("paragraph", "Three things:"), *(("item", row) for row in rows)]


def test_an_item_goes_on_under_its_words() -> None:
    content = line(30, 368, "\u2022 the first of the things that are to be said about this matter, which")
    content += line(36, 356, "goes on here") + line(30, 344, "\u2022 the second")
    assert [kind for kind, _ in blocks_of(Page(content))] == ["item", "item"]


def test_a_table_has_a_block_for_each_row() -> None:
    content = b"".join(
        line(20, 380 - 12 * row, f"Region {row}")
        + line(140, 380 - 12 * row, f"{row}1.5")
        + line(220, 380 - 12 * row, "712")
        for row in range(4)
    )
    assert starts_of(blocks_of(Page(content))) == ["Region"] * 4


def test_a_sentence_goes_on_in_the_next_column() -> None:
    left = ["Somebody who reads two", "columns expects that a", "sentence which is not at"]
    right = ["its end in the left one", "goes on in the right."]
    found = blocks_of(Page(lines(20, 380, left) + lines(160, 380, right)))
    assert found == [("paragraph", "/".join(left + right))]


def test_a_new_sentence_starts_a_paragraph_in_the_next_column() -> None:
    left = ["Somebody who reads two", "columns expects that a", "sentence has its end."]
    right = ["Another sentence that", "stands in the right."]
    assert starts_of(blocks_of(Page(lines(20, 380, left) + lines(160, 380, right)))) == ["Somebody", "Another"]


def test_a_sentence_goes_on_on_the_next_page() -> None:
    found = blocks_of(Page(lines(20, 60, ROWS[:2])), Page(lines(20, 380, ROWS[2:])))
    assert found == [("paragraph", "/".join(ROWS))]


def test_a_word_broken_at_the_end_of_a_column_keeps_the_paragraph_together() -> None:
    left, right = ["These are rows that end in", "a word that is bro-"], ["Ken in two, by a hyphen."]
    found = blocks_of(Page(lines(20, 380, left) + lines(160, 380, right)))
    assert found == [("paragraph", "These are rows that end in/a word that is bro\u00adKen in two, by a hyphen.")]


@pytest.mark.parametrize("second", ["Few are ever looked at again.", "few are ever looked at again."])
def test_a_finished_sentence_does_not_go_on_on_the_next_page(second: str) -> None:
    assert len(blocks_of(Page(lines(20, 60, [ROWS[0] + "."])), Page(lines(20, 380, [second])))) == 2


def test_larger_letters_do_not_go_on_on_the_next_page() -> None:
    first = Page(lines(20, 60, ROWS[:2]))
    assert len(blocks_of(first, Page(line(20, 380, "few are ever looked at", size=14)))) == 2


def test_running_heads_and_page_numbers_are_blocks_of_their_own_and_are_not_joined_across() -> None:
    pages = [
        Page(line(20, 385, "A RUNNING HEAD") + lines(20, 340, [row, *ROWS[1:3]]) + line(140, 20, str(7 + number)))
        for number, row in enumerate(
            [f"and so it {does} with people who take more notes than they" for does in ("begins", "goes on", "ends")]
        )
    ]
    found = [text for _, text in blocks_of(*pages)]
    assert [text for text in found if text == "A RUNNING HEAD"] == ["A RUNNING HEAD"] * 3
    assert [text for text in found if text.isdigit()] == ["7", "8", "9"]
    assert len(found) == 9


def test_a_first_line_that_stands_on_two_pages_only_is_not_furniture() -> None:
    pages = [Page(lines(20, 385, ["The same first row of a paragraph that is full to the right end", *ROWS[:2]]))] * 2
    assert len(blocks_of(*pages)) == 2


def test_printers_marks_outside_the_page_are_one_block() -> None:
    marks = b"".join(line(310, 380 - 12 * number, str(number)) for number in range(4))
    found = blocks_of(Page(lines(20, 380, ROWS) + marks, box=(0, 0, 400, 400), crop=(0, 0, 300, 400)))
    assert [text for _, text in found] == ["/".join(ROWS), "0/1/2/3"]


def test_centred_lines_are_one_block() -> None:
    content = line(20, 372, "A title so long that it needs all of the line", size=12)
    content += line(80, 358, "and a little of the next", size=12)
    assert len(blocks_of(Page(content + lines(20, 300, ROWS)))) == 2


def test_lines_flush_right_are_told_apart_by_gaps_alone() -> None:
    content = b""
    for top in (380, 290):
        for number, cut in enumerate([8, 2, 12, 6, 10, 4]):
            content += line(20 + 5 * cut, top - 12 * number, ROWS[0][cut:])
    assert [text.count("/") for _, text in blocks_of(Page(content))] == [5, 5]


def test_right_to_left_paragraphs_are_indented_at_the_right() -> None:
    alef, word = Font({0x41: "\u05d0"}), 29.46  # points from one word of four letters to the next
    rows = b""
    for top in (380, 344):
        rows += line(20, top, b" ".join([b"AAAA"] * 8), font=2)  # one word short of the right edge
        rows += line(20, top - 12, b" ".join([b"AAAA"] * 9), font=2)
        rows += line(20 + 5 * word, top - 24, b" ".join([b"AAAA"] * 4), font=2)
    found = blocks_of(Page(rows), fonts=(Font(), alef))
    assert [text.count("/") for _, text in found] == [2, 2]


def made(words: list[tuple[str, int, int]], *, step: tuple[int, int], size: int = 100, start: int = 0) -> PageText:
    """A page made without a PDF: each text with the place of its first glyph, and the way to its next glyph."""
    text = " \n".join(word for word, _, _ in words)
    boxes: list[tuple[int, int, int, int]] = []
    for number, (word, x, y) in enumerate(words):
        if number:
            boxes += [(x, y, x, y)] * 2  # the generated line end
        for index in range(len(word)):
            left, top = x + index * step[0], y + index * step[1]
            boxes.append((left, top, left + size, top + size))
    columns = Columns(*(array("h", column) for column in zip(*boxes, strict=True)))
    return PageText(text, columns, width=600, height=800, rotation=0, unit=0.1, unreadable=0.0, empty=False)


def blocks_of_page(page: PageText) -> list[str]:
    rows = rows_of(0, 0, page)
    return [page.text[block.start : block.end] for block in find_blocks([rows], [page.height], page.text)]


def vertical(*columns: tuple[str, int, int]) -> PageText:
    return made(list(columns), step=(0, 100))


def test_vertical_lines_side_by_side_are_one_paragraph() -> None:
    page = vertical(
        ("\u3042\u3044\u3046\u3048\u304a\u304b", 4000, 600),
        ("\u304d\u304f\u3051\u3053\u3055\u3057\u3059", 3850, 500),
        ("\u305b\u305d\u3002", 3700, 500),
    )
    assert len(blocks_of_page(page)) == 1


def test_an_indented_vertical_line_starts_a_paragraph() -> None:
    page = vertical(
        ("\u3042\u3044\u3046\u3048\u304a\u304b", 4000, 600),
        ("\u304d\u304f\u3051\u3053\u3055\u3057\u3002", 3850, 500),
        ("\u305b\u305d\u305f\u3061\u3064\u3066", 3700, 600),
    )
    assert len(blocks_of_page(page)) == 2


def test_vertical_lines_that_pdfium_parts_after_each_glyph_are_one_paragraph() -> None:
    first = [(sign, 4000, 600 + 100 * number) for number, sign in enumerate("\u3042\u3044\u3046\u3048\u304a\u304b")]
    second = [
        (sign, 3850, 500 + 100 * number) for number, sign in enumerate("\u304d\u304f\u3051\u3053\u3055\u3057\u3059")
    ]
    assert len(blocks_of_page(made(first + second, step=(100, 0)))) == 1


def test_text_at_no_place_stays_with_what_it_follows() -> None:
    page = made([("seen", 100, 100), ("unseen", 100, 220)], step=(50, 0))
    for column in page.boxes:
        column[6:] = array("h", [0] * 6)
    assert blocks_of_page(page) == ["seen \nunseen"]


def test_a_page_without_any_place_is_one_block() -> None:
    page = made([("all", 100, 100), ("unseen", 100, 220)], step=(50, 0))
    for column in page.boxes:
        column[:] = array("h", [0] * len(column))
    assert blocks_of_page(page) == ["all \nunseen"]


PLACES = st.tuples(st.integers(-32_768, 32_767), st.integers(-32_768, 32_767))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.sampled_from("aB1. \n\u00ad\u05d0\u3042\u2022-\U0001d400"), max_size=30),
            st.lists(PLACES, min_size=30, max_size=30),
            st.integers(0, 300),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_the_blocks_are_valid_wherever_the_glyphs_are(pages: list[tuple[str, list[tuple[int, int]], int]]) -> None:
    text = "\n".join(words for words, _, _ in pages)
    rows, start = [], 0
    for number, (words, places, size) in enumerate(pages):
        boxes = [(x, y, min(32_767, x + size), min(32_767, y + size)) for x, y in places[: len(words)]]
        columns = Columns(*(array("h", [box[side] for box in boxes]) for side in range(4)))
        page = PageText(words, columns, 600, 800, 0, 0.1, 0.0, empty=False)
        rows.append(rows_of(number, start, page))
        start += len(words) + 1
    done = 0
    for block in find_blocks(rows, [800.0] * len(pages), text):
        assert done <= block.start < block.end and not text[done : block.start].strip()
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        assert (block.level > 0) == (block.kind is not BlockKind.PARAGRAPH)
        done = block.end
    assert not text[done:].strip()
