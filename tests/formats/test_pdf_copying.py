"""What a passage of a PDF is when it is copied: lines and hyphens joined, running heads left out."""

from __future__ import annotations

from annotator.formats.pdf import reading
from annotator.formats.pdf.copying import copied, furniture_of, joined
from annotator.formats.pdf.geometry import LayerGeometry
from annotator.model.documents import Block, BlockKind, ReadLayer
from tests.formats import pdf_builders as make


def blocks(text: str, *ends: int) -> tuple[Block, ...]:
    """Blocks of the text between these ends, each without the white space around it."""
    found, start = [], 0
    for end in (*ends, len(text)):
        words = text[start:end]
        first = start + len(words) - len(words.lstrip())
        found.append(Block(BlockKind.PARAGRAPH, first, start + len(words.rstrip())))
        start = end
    return tuple(found)


def test_lines_are_joined_and_hyphens_at_their_ends_are_gone() -> None:
    assert joined("The har\u00adbour \nstreet  \nis wet") == "The harbour street is wet"


def test_chinese_and_japanese_lines_are_joined_without_a_blank() -> None:
    assert joined("縦 \n書 \nき") == "縦書き"
    assert joined("日本 \nabc \n語") == "日本 abc 語"


def test_each_paragraph_is_a_line_and_a_part_of_one_is_that_part() -> None:
    text = "One \ntwo.\nThree \nfour."
    found = blocks(text, 9)
    assert copied(text, 0, len(text), found) == "One two.\nThree four."
    assert copied(text, 5, 15, found) == "two.\nThree"
    assert copied(text, 4, 4, found) == ""


def test_furniture_is_left_out_and_the_sentence_goes_on_over_it() -> None:
    text = "the sea was\n12 Running head\nrough that day.\nNext."
    found = blocks(text, 12, 28, 44)
    head = frozenset({(12, 27)})
    assert copied(text, 0, len(text), found, head) == "the sea was rough that day.\nNext."
    assert copied(text, 0, len(text), found) == "the sea was\n12 Running head\nrough that day.\nNext."
    assert copied(text, 14, 20, found, head) == "Runni", "somebody wants the running head itself"


def test_a_sentence_that_has_ended_or_begins_anew_is_not_joined_over_furniture() -> None:
    for before, after in (("It ended.", "then more"), ("it went", "Then more")):
        text = f"{before}\nHead\n{after}"
        found = blocks(text, len(before) + 1, len(before) + 6)
        head = frozenset({(len(before) + 1, len(before) + 5)})
        assert copied(text, 0, len(text), found, head) == f"{before}\n{after}"


def test_a_word_parted_by_a_page_is_joined_and_a_footnote_is_not() -> None:
    text = "the har\u00ad\nHead\nbour was"
    assert copied(text, 0, len(text), blocks(text, 9, 14), frozenset({(9, 13)})) == "the harbour was"
    text = "the har\u00ad\nHead\n1 See there"
    assert copied(text, 0, len(text), blocks(text, 9, 14), frozenset({(9, 13)})) == "the har\n1 See there"


def book() -> ReadLayer:
    """Four pages with a running head and a page number; a sentence goes on over each page's end."""
    pages = []
    for number in range(4):
        content = make.line(40, 380, f"The Harbour Book {number + 1}", size=8)
        content += make.lines(40, 320, [f"and so the {word} of page {number}" for word in ("boats", "nets", "sails")])
        pages.append(make.Page(content + make.line(145, 15, str(number + 1), size=8)))
    return reading.read(make.pdf(pages), name="x.pdf").layers[0]


def test_running_heads_and_page_numbers_are_told_from_the_stored_layer() -> None:
    layer = book()
    geometry = LayerGeometry(layer.pages, layer.boxes.__getitem__, layer.text)
    found = furniture_of(layer.pages, layer.blocks, layer.text, geometry)
    heads = sorted(layer.text[start:end] for start, end in found)
    assert heads == sorted([*(f"The Harbour Book {n}" for n in range(1, 5)), *"1234"])
    said = copied(layer.text, 0, len(layer.text), layer.blocks, found)
    assert "Harbour Book" not in said
    assert "sails of page 0 and so the boats of page 1" in said


def test_a_layer_without_boxes_has_no_furniture_that_could_be_told() -> None:
    layer = book()
    geometry = LayerGeometry(layer.pages, lambda _: None, layer.text)
    assert furniture_of(layer.pages, layer.blocks, layer.text, geometry) == frozenset()
