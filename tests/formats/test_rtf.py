"""RTF texts: what is in them comes in, what striprtf passes over is told, hostile files are refused in one sentence."""

from __future__ import annotations

import json
import random

import pytest

from annotator.formats import codec, dispatch, rtf
from annotator.formats.child import ReaderProcess
from annotator.model.documents import BlockKind, Reading
from annotator.model.errors import CannotRead
from tests.formats import bundle_builders


def read(body: str | bytes, *, head: str = r"\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Arial;}}") -> Reading:
    inside = body if isinstance(body, bytes) else body.encode("latin-1")
    return rtf.read(b"{\\rtf1" + head.encode() + b" " + inside + b"}", name="a letter.rtf")


def text_of(reading: Reading) -> str:
    return reading.layers[0].text


def losses(reading: Reading) -> dict[str, int]:
    return {loss.kind: loss.count for loss in reading.losses}


def test_paragraphs_come_in_with_their_letters_signs_and_pairs() -> None:
    body = r"\pard caf\'e9 \u8220?quoted\u8221? \emdash  \u-10179?\u-8704? a|bar\par {\b bold} text\line next\par"
    reading = read(body)
    assert text_of(reading) == "café “quoted” — 😀 a|bar\nbold text\nnext\n"
    assert [block.kind for block in reading.layers[0].blocks] == [BlockKind.PARAGRAPH] * 3
    assert reading.losses == ()
    assert reading.title == "a letter"


def test_outline_levels_are_headings() -> None:
    reading = read(r"{\pard\outlinelevel0 One\par}{\pard\outlinelevel2 Two\par}\pard three\par")
    assert [(b.kind, b.level) for b in reading.layers[0].blocks] == [
        (BlockKind.HEADING, 1), (BlockKind.HEADING, 3), (BlockKind.PARAGRAPH, 0),
    ]  # fmt: skip


def test_rows_of_a_table_have_tabs_between_their_cells() -> None:
    row = r"\trowd\cellx900\cellx1800\intbl {a}\cell {b}\cell\row"
    rows = row.format(a="HD", b="x|y") + row.format(a="2", b="two")
    reading = read(rows + r"\pard after\par" + row.format(a="3", b="4"))
    assert text_of(reading) == "HD\tx|y\n2\ttwo\nafter\n3\t4\n"
    assert [(b.kind, b.table) for b in reading.layers[0].blocks] == [
        (BlockKind.ROW, 1), (BlockKind.ROW, 1), (BlockKind.PARAGRAPH, 0), (BlockKind.ROW, 2),
    ]  # fmt: skip


def test_footnotes_comments_pictures_and_links_are_told() -> None:
    reading = read(
        r"text{\footnote one}{\footnote two}{\*\annotation remark}{\pict\wmetafile8 0102ab} and "
        r'{\field{\*\fldinst{HYPERLINK "https://example.org"}}{\fldrslt the page}} of HYPERLINK fame\par'
    )
    assert text_of(reading) == "text and the page of HYPERLINK fame\n"
    assert losses(reading) == {"footnote": 2, "comment": 1, "picture": 1, "field, such as a link": 1}


def test_binary_data_with_braces_in_it_is_passed_over() -> None:
    reading = read(rb"before {\pict\bin7 }}{{\x}\xff} after\par")
    assert text_of(reading) == "before  after\n"


def test_properties_are_metadata() -> None:
    info = r"{\info{\title A caf\'e9 letter}{\author Ada Clerk}{\creatim\yr2018\mo4\dy3}}"
    reading = read(info + r"\pard text\par")
    assert (reading.title, dict(reading.metadata)) == ("A café letter", {"author": "Ada Clerk", "date": "2018-04-03"})


def test_a_code_page_that_does_not_fit_is_guessed_and_told() -> None:
    letters = "Привет мир, это письмо о данных и о компании, которая их продаёт".encode("cp1251")
    body = "".join(rf"\'{byte:02x}" for byte in letters) + r"\'81\par"
    reading = read(body)
    assert text_of(reading).startswith("Привет мир, это письмо")
    assert reading.metadata["encoding"] == "cp1251"
    assert "code page that does not fit the letters" in losses(reading)


def test_letters_of_other_charsets_are_read_by_their_fonts() -> None:
    head = r"\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset81 Old;}}"
    body = r"\f0 caf\'e9 \f1 " + "".join(rf"\'{byte:02x}" for byte in "слово".encode("cp1251")) + r"\f0\par"
    assert text_of(read(body, head=head)) == "café слово\n"


def test_letters_written_as_single_bytes_are_read_in_the_code_page() -> None:
    assert text_of(read("café".encode("cp1252") + rb"\par")) == "café\n"


def test_a_file_that_breaks_off_is_read_to_there_and_told() -> None:
    whole = bundle_builders.rtf(["The first paragraph.", "The second one."])
    reading = rtf.read(whole[: whole.index(b"second") + 3], name="x.rtf")
    assert text_of(reading).startswith("The first paragraph.")
    assert losses(reading) == {"end of the file": 1}


@pytest.mark.parametrize(
    "body",
    [r"\u99999? x\par", r"\uc x\par", r"\u-99999 x\par", r"}}}} x", r"\ansicpg99999 x\'e9\par",
     r"\bin99999999999 x", "\\'zz x\\par", "\\", r"\outlinelevel99999999999 x"],
)  # fmt: skip
def test_nonsense_ends_in_a_text_or_in_one_sentence(body: str) -> None:
    try:
        assert "first" in text_of(read("first " + body))
    except CannotRead as error:
        assert error.message.endswith(".")


def test_what_is_no_rtf_or_holds_no_text_is_refused() -> None:
    refusals = {b"plain text": rtf.NOT_RTF, b"{\\rtf1 {\\pict 00}}": rtf.NO_TEXT, b"{\\rtf1": rtf.NO_TEXT}
    for data, message in refusals.items():
        with pytest.raises(CannotRead) as refused:
            rtf.read(data, name="x.rtf")
        assert refused.value.message == message


def test_an_rtf_under_another_name_is_told() -> None:
    with pytest.raises(CannotRead, match=r"an RTF text, not what \.txt says"):
        dispatch.read(b"{\\rtf1 x}", name="x.txt")


def test_groups_within_groups_and_a_long_line_are_read_in_the_child() -> None:
    deep = b"{\\rtf1 " + b"{" * 300_000 + b"deep" + b"}" * 300_000 + b" after\\par}"
    long = b"{\\rtf1 " + b"word " * 600_000 + b"\\par}"
    with ReaderProcess() as reader:
        assert "deep" in reader.read(deep, "deep.rtf").layers[0].text
        assert len(reader.read(long, "long.rtf").layers[0].text) == 3_000_000
        with pytest.raises(CannotRead) as refused:
            reader.read(b"{\\rtf1 " + b"{\\field{\\*\\fldinst{" * 50_000, "fields.rtf")
        assert refused.value.message == rtf.NO_TEXT


def test_files_with_bytes_changed_at_random_are_read_or_refused_in_one_sentence() -> None:
    chosen = random.Random(3)
    whole = bundle_builders.factiva_codes_rtf(bundle_builders.stories(2))
    shards = (b"\\", b"{", b"}", b"\\'", b"\\u", b"\\bin9 ", b"\xff", b"9")
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chosen.randint(1, 30)):
            at = chosen.randrange(6, len(data))
            data[at : at + chosen.randint(0, 3)] = chosen.choice(shards)
        try:
            reading = rtf.read(bytes(data), name="x.rtf")
        except CannotRead as error:
            assert error.message.endswith(".")
        else:
            head, parts = codec.encode(reading)
            assert codec.decode(json.loads(json.dumps(head)), parts).layers == reading.layers
