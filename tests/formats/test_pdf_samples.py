"""Real PDFs, where the shared data lie beside the repository: what is refused, what is found, what it looks like."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from annotator.formats.pdf.boxes import box_of, unpack
from annotator.formats.pdf.reading import read
from annotator.model.documents import BlockKind, Reading, ReadLayer
from annotator.model.errors import CannotRead, NeedsPassword
from tests.formats.test_pdf_reading import check

SAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "pdf"
NAMES = sorted(path.name for path in SAMPLES.glob("*.pdf"))
DAMAGED = {"bad_poppler395.pdf": "no pages", "bad_redhat.pdf": "damaged"}
PASSWORDS = {"enc_password.pdf": "password", "enc_pwtest.pdf": "test"}
SCANS = {"scan_lorem.pdf"}

pytestmark = pytest.mark.skipif(not NAMES, reason="the shared sample files are not here")


@cache
def sample(name: str) -> Reading:
    if name not in NAMES:
        pytest.skip(f"{name} is not among the samples")
    return read((SAMPLES / name).read_bytes(), name=name, passwords=("wrong", PASSWORDS.get(name, "")))


def layer_of(name: str) -> ReadLayer:
    return sample(name).layers[0]


def paragraphs(name: str) -> list[str]:
    """The text of each block as a person reads it: without line ends and without hyphens at them."""
    layer = layer_of(name)
    texts = (layer.text[block.start : block.end] for block in layer.blocks)
    return [" ".join(text.replace("\u00ad", "").split()) for text in texts]


def headings(name: str) -> list[str]:
    layer = layer_of(name)
    found = (block for block in layer.blocks if block.kind is BlockKind.HEADING)
    return [" ".join(layer.text[block.start : block.end].split()) for block in found]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in DAMAGED])
def test_every_sample_makes_a_valid_layer(name: str) -> None:
    reading = sample(name)
    check(reading)
    assert bool(reading.layers[0].blocks) == (name not in SCANS)


@pytest.mark.parametrize(("name", "why"), DAMAGED.items())
def test_damaged_samples_are_refused(name: str, why: str) -> None:
    with pytest.raises(CannotRead, match=why) as refusal:
        sample(name)
    assert not isinstance(refusal.value, NeedsPassword)


@pytest.mark.parametrize("name", PASSWORDS)
@pytest.mark.parametrize("passwords", [(), ("wrong", "worse")])
def test_encrypted_samples_ask_for_their_password(name: str, passwords: tuple[str, ...]) -> None:
    with pytest.raises(NeedsPassword):
        read((SAMPLES / name).read_bytes(), name=name, passwords=passwords)


def test_a_pdf_with_an_owner_password_alone_opens_unasked() -> None:
    name = "enc_copyprot.pdf"
    assert len(read((SAMPLES / name).read_bytes(), name=name).layers[0].pages) == 2


def test_a_page_of_mathematics_has_its_letters_outside_the_bmp() -> None:
    assert sum(sign > "\uffff" for sign in layer_of("art_2201.pdf").text) == 23


def test_two_columns_make_whole_paragraphs() -> None:
    found = paragraphs("art_tracemonkey.pdf")
    (abstract,) = [text for text in found if text.startswith("Dynamic languages such as JavaScript are more difficult")]
    assert abstract.endswith("for certain benchmark programs.")
    (across,) = [
        text for text in found if text.startswith("Representation specialization: objects.")
    ]  # and over a page
    assert "the guard is a simple equality check" in across
    assert len([text for text in found if text.startswith("[") and text[1:3].strip("]").isdigit()]) == 19
    titles = headings("art_tracemonkey.pdf")
    assert titles[0] == "Trace-based Just-in-Time Type Specialization for Dynamic Languages"
    assert {"Abstract", "1. Introduction", "3. Trace Trees", "9. Conclusions", "References"} <= set(titles)


def test_three_columns_make_whole_paragraphs() -> None:
    found = paragraphs("news_fedreg.pdf")
    (following,) = [text for text in found if text.startswith("Following the Lion Air Flight 610")]
    assert following.endswith("trim of the horizontal stabilizer and multiple flightdeck effects.")
    (across,) = [text for text in found if text.startswith("These effects include stall warning")]
    assert across.endswith("accomplish continued safe flight and landing.")
    items = [block for block in layer_of("news_fedreg.pdf").blocks if block.kind is BlockKind.ITEM]
    assert len(items) >= 6


def test_a_book_has_its_paragraphs_quotations_notes_and_furniture() -> None:
    name = "book_freeculture.pdf"
    layer, found = layer_of(name), paragraphs(name)
    assert len(layer.pages) == 352 and len({(page.width, page.height) for page in layer.pages}) == 3
    assert sample(name).title == "Free Culture" and sample(name).metadata["author"] == "Lawrence Lessig"
    (paragraph,) = [text for text in found if text.startswith("Armstrong’s invention threatened RCA’s AM empire")]
    assert paragraph.endswith("As one author described,")
    (quotation,) = [text for text in found if text.startswith("The forces for FM, largely engineering")]
    assert quotation.endswith("on which RCA had grown to power.5")
    assert "INTRODUCTION 5" in found and "6 FREE CULTURE" in found
    (note,) = [text for text in found if text.startswith("14. Ibid.") and len(text) < 12][:1]
    assert note == "14. Ibid."
    numbers = [text for text in found if text.startswith("1 2 3 4 5 6 7 8 9 10 11 12 13 14")]
    assert len(numbers) > 200  # the line numbers outside each page: one block a page
    assert {"INTRODUCTION", "“PIRACY”", "CONCLUSION", "NOTES", "INDEX"} <= set(headings(name))


def test_paragraphs_go_on_over_the_ends_of_pages() -> None:
    layer, found = layer_of("rep_pdkids.pdf"), paragraphs("rep_pdkids.pdf")
    (across,) = [text for text in found if text.startswith("So they went away more mystified than ever")]
    assert "for who had ever heard of the Moon being lost, stolen or strayed?" in across
    ends = [page.start + page.length for page in layer.pages[:-1]]
    assert sum(block.start < end < block.end for end in ends for block in layer.blocks) > 5


def test_japanese_has_its_paragraphs_items_and_chapters() -> None:
    layer, found = layer_of("cjk_devref_ja.pdf"), paragraphs("cjk_devref_ja.pdf")
    (paragraph,) = [text for text in found if text.startswith("さらに、この文書は公式なポリシーを")]
    assert paragraph.endswith("呼ばれるものではない、ということです。")
    levels = {
        layer.text[block.start : block.end]: block.level for block in layer.blocks if block.kind is BlockKind.HEADING
    }
    assert levels["第2章 Applying to Become a Member"] < levels["2.1 さあ、はじめよう"]
    assert sum(block.kind is BlockKind.ITEM for block in layer.blocks) > 100


def test_a_chinese_table_has_a_block_for_each_row() -> None:
    found = paragraphs("cjk_chinese.pdf")
    assert "第七章 企业资信状况" in found
    assert [text for text in found if text.startswith("11 上海银行盐城分行")] == [
        "11 上海银行盐城分行 46,265.00 46,265.00 0.00"
    ]


def test_arabic_comes_in_logical_order_with_base_letters() -> None:
    assert layer_of("rtl_arabiccid.pdf").text.split(" \n") == ["انواع الخطوط العربية"] * 4


def test_one_control_among_arabic_letters_does_not_make_the_page_unreadable() -> None:
    assert 0 < layer_of("rtl_habibi.pdf").pages[0].unreadable < 0.3
    assert sample("rtl_habibi.pdf").losses == ()


def test_ligatures_are_letters() -> None:
    text = layer_of("lig_pdfjs.pdf").text
    assert text.startswith("abcde") and text.endswith("ghijklmno") and "ffi" in text and "ffl" in text
    assert not any("\ufb00" <= sign <= "\ufb04" for sign in text)


def test_fonts_without_a_unicode_map_make_unreadable_pages() -> None:
    layer = layer_of("rep_tam.pdf")
    noise = [page for page in layer.pages if page.unreadable > 0.3]
    assert len(noise) == 21
    (loss,) = sample("rep_tam.pdf").losses
    assert loss.count == 21 and "cannot be read" in loss.kind
    for page in noise:
        inside = [block for block in layer.blocks if page.start <= block.start < page.start + page.length]
        assert len(inside) == 1


def test_a_scan_has_no_text_and_says_so() -> None:
    (loss,) = sample("scan_lorem.pdf").losses
    assert layer_of("scan_lorem.pdf").text == "" and "page without text" in loss.kind


def test_pages_are_as_they_are_shown() -> None:
    sizes = [(round(page.width), round(page.height), page.rotation) for page in layer_of("rot_pdfjs.pdf").pages]
    assert sizes == [(612, 792, 0), (792, 612, 90)]
    assert len({(page.width, page.height) for page in layer_of("misc_848.pdf").pages}) == 2


@pytest.mark.parametrize("name", ["rot_pdfjs.pdf", "misc_848.pdf"])
def test_the_ink_of_turned_pages_lies_in_the_boxes(name: str) -> None:
    layer = layer_of(name)
    with pypdfium2.PdfDocument(SAMPLES / name) as document:
        for number, page in enumerate(layer.pages):
            columns = unpack(layer.boxes[number], page.length)
            picture = document[number].render(scale=1, grayscale=True)
            pixels, stride, wide, high = bytes(picture.buffer), picture.stride, picture.width, picture.height
            covered = bytearray(wide * high)
            for index in range(page.length):
                if box := box_of(columns, index, page.unit):
                    left, right = max(0, int(box.left) - 1), min(wide, int(box.right) + 2)
                    for y in range(max(0, int(box.top) - 1), min(high, int(box.bottom) + 2)):
                        covered[y * wide + left : y * wide + right] = b"\1" * max(0, right - left)
            dark = [y * wide + x for y in range(high) for x in range(wide) if pixels[y * stride + x] < 60]
            assert dark and sum(covered[at] for at in dark) > 0.97 * len(dark)  # a line drawn is no glyph
