"""Word documents: text, blocks, comments, tracked changes, and archives made to do harm."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from annotator.formats import archive, limits
from annotator.formats.child import ReaderProcess
from annotator.formats.dispatch import read
from annotator.model.documents import BlockKind, MarkKind, Reading
from annotator.model.errors import CannotRead
from tests.formats import builders
from tests.formats.builders import W, docx, item, paragraph
from tests.formats.test_html_hostile import listening

COMMENTS = f"""<w:comments xmlns:w="{W}"><w:comment w:id="0" w:author="Bob  Reader" w:date="2021-01-02T03:04:05Z">
<w:p><w:r><w:t>Is this so?</w:t></w:r></w:p><w:p><w:r><w:t>I doubt it.</w:t></w:r></w:p></w:comment>
<w:comment w:id="1" w:date="yesterday"><w:p><w:r><w:t>Unsigned</w:t></w:r></w:p></w:comment>
<w:comment w:id="2" w:author="Nobody"><w:p/></w:comment></w:comments>"""
NOTES = f"""<w:footnotes xmlns:w="{W}"><w:footnote w:id="2"><w:p><w:r><w:t>A footnote.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""
HEADER = f'<w:hdr xmlns:w="{W}">{paragraph("Confidential")}</w:hdr>'
TABLE = (
    "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>"
).format(paragraph("Name"), paragraph("Sum"), paragraph("Google") + paragraph("Inc."), paragraph(""))
INLINE = (
    '<wp:inline><wp:docPr id="1" name="p" descr="A chart"/><a:graphic><a:graphicData><pic:pic><pic:blipFill>'
    '<a:blip r:link="rId5"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
)
LINK = '<w:hyperlink r:id="rId4"><w:r><w:t>link</w:t></w:r></w:hyperlink>'
BODY = (
    paragraph("The minutes", style="Title")
    + paragraph("Opening", style="Heading1")
    + paragraph("Some ", inner=f"<w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r><w:r><w:t> and a </w:t></w:r>{LINK}")
    + item("first", number=1)
    + item("below it", number=1, level=1)
    + item("one", number=2)
    + item("two", number=2)
    + TABLE
    + paragraph("Noted", style="Mine", inner='<w:r><w:footnoteReference w:id="2"/></w:r>')
)


def read_docx(data: bytes) -> Reading:
    reading = read(data, name="minutes.docx")
    builders.assert_keeps_the_rules(reading)
    return reading


def test_text_and_blocks_come_in() -> None:
    reading = read_docx(docx(BODY, parts={"word/footnotes.xml": NOTES}))
    layer = reading.layers[0]
    assert builders.blocks_of(layer) == [
        ("heading", "The minutes"),
        ("heading", "Opening"),
        ("paragraph", "Some bold and a link"),
        ("item", "first"),
        ("item", "below it"),
        ("item", "one"),
        ("item", "two"),
        ("row", "Name\tSum"),
        ("row", "Google Inc.\t"),
        ("paragraph", "Noted[1]"),
        ("item", "A footnote."),
    ]
    items = [(block.level, block.sign) for block in layer.blocks if block.kind is BlockKind.ITEM]
    assert items == [(1, "•"), (2, "•"), (1, "1."), (1, "2."), (1, "1.")]
    assert [block.heading_row for block in layer.blocks if block.kind is BlockKind.ROW] == [True, False]
    marks = [(layer.text[m.start : m.end], m.kind, m.target) for block in layer.blocks for m in block.marks]
    assert marks == [("bold", MarkKind.BOLD, ""), ("link", MarkKind.LINK, "https://example.org/source")]
    assert reading.losses == ()


def test_a_reference_to_a_note_that_is_not_there_does_no_harm() -> None:
    assert read_docx(docx(BODY)).layers[0].text.endswith("Noted\n")


def test_title_author_and_date_come_from_the_properties() -> None:
    reading = read_docx(docx(BODY))
    assert reading.title == "Minutes of the meeting"
    assert dict(reading.metadata) == {"author": "Ada Clerk", "date": "2021-05-06T07:08:09Z"}
    assert read_docx(docx(BODY, parts={"docProps/core.xml": None})).title == "minutes"


def test_comments_become_memos_with_author_and_date() -> None:
    first, second = read_docx(docx(BODY, parts={"word/comments.xml": COMMENTS})).memos
    assert (first.text, first.author, first.date) == (
        "Is this so?\nI doubt it.",
        "Bob Reader",
        "2021-01-02T03:04:05Z",
    )
    assert (second.text, second.author, second.date) == ("Unsigned", "", "")


def test_tracked_changes_are_counted_insertions_kept_and_deletions_dropped() -> None:
    changes = (
        '<w:ins w:id="1" w:author="x"><w:r><w:t>put in</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText>taken out</w:delText></w:r></w:del>'
    )
    reading = read_docx(docx(paragraph("Text ", inner=changes)))
    assert reading.layers[0].text == "Text put in\n"
    losses = {loss.kind: (loss.became, loss.count, loss.examples) for loss in reading.losses}
    assert losses == {
        "tracked insertion": ("carried otherwise: as text", 1, ("put in",)),
        "tracked deletion": ("left out", 1, ("taken out",)),
    }


def test_formulas_pictures_and_page_headers_are_told() -> None:
    formula = "<w:p><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>"
    picture = f"<w:p><w:r><w:drawing>{INLINE}</w:drawing></w:r></w:p>"
    reading = read_docx(docx(paragraph("Text") + formula + picture, parts={"word/header1.xml": HEADER}))
    assert reading.layers[0].text == "Text\n"
    assert builders.losses_of(reading) == {"formula": 1, "picture": 1, "page header or footer": 1}


def test_linked_pictures_are_not_opened() -> None:
    with listening() as (address, asked), ReaderProcess() as reader:
        relations = builders.DOCUMENT_RELATIONS.replace("http://192.0.2.1", address)
        picture = f"<w:p><w:r><w:drawing>{INLINE}</w:drawing></w:r></w:p>"
        data = docx(paragraph("Text") + picture, parts={"word/_rels/document.xml.rels": relations})
        assert reader.read(data, "a.docx").layers[0].text == read_docx(data).layers[0].text == "Text\n"
        assert asked == []


def test_the_main_part_may_have_another_name() -> None:
    relations = builders.RELATIONS.replace("word/document.xml", "word/document2.xml")
    parts = {
        "_rels/.rels": relations,
        "word/document.xml": None,
        "word/document2.xml": builders.document_xml(paragraph("Text")),
    }
    assert read_docx(docx(parts=parts)).layers[0].text == "Text\n"


LAUGHS = '<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
HONEST = docx(BODY)
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "old or encrypted": (lambda: OLE, "old Word"),
    "no zip": (lambda: b"PK\x03\x04 but nothing else", "damaged"),
    "cut short": (lambda: HONEST[:-200], "damaged"),
    "wrong checksum": (lambda: HONEST[:80] + b"????" + HONEST[84:], "damaged"),
    "a zip, not a document": (lambda: builders.zipped({"a.txt": "x"}), "no Word document"),
    "a workbook": (lambda: docx(parts={"word/document.xml": None, "xl/workbook.xml": "<a/>"}), "no Word document"),
    "doctype": (lambda: docx(BODY, before=LAUGHS), "document type"),
    "doctype in comments": (lambda: docx(BODY, parts={"word/comments.xml": LAUGHS + "<w/>"}), "document type"),
    "doctype in UTF-16": (
        lambda: docx(
            BODY, parts={"word/x.xml": f'<?xml version="1.0" encoding="UTF-16"?>{LAUGHS}<w/>'.encode("utf-16")}
        ),
        "document type",
    ),
    "not well-formed": (lambda: docx("<w:p>"), "not well-formed at line"),
    "nested": (lambda: docx("<w:p>" * 5_000 + "</w:p>" * 5_000), "nested too deeply"),
    "leads out": (lambda: docx(BODY, parts={"../../evil.xml": "x"}), "leads out of it"),
    "absolute": (lambda: docx(BODY, parts={"/etc/passwd": "x"}), "leads out of it"),
    "drive": (lambda: docx(BODY, parts={"c:evil.xml": "x"}), "leads out of it"),
    "backslash": (lambda: docx(BODY, parts={"word\\..\\evil.xml": "x"}), "leads out of it"),
    "twice": (lambda: docx(BODY, parts={"WORD/document.xml": "x"}), "two entries"),
    "encrypted entries": (lambda: builders.marked_encrypted(HONEST), "password"),
    "bomb": (lambda: builders.bomb(150), "unpack to far more"),
    "too many": (lambda: builders.zipped({f"{n}.xml": "" for n in range(10_001)}), "more than 10,000 parts"),
    "no text": (lambda: docx(paragraph(" ")), "no text"),
    "lying sizes": (lambda: builders.with_lying_sizes(HONEST, "word/document.xml", 10), "damaged"),
    "lying bomb": (lambda: builders.with_lying_sizes(builders.bomb(150), "word/media/image1.bin", 10), "damaged"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_broken_document_is_refused_with_one_message(what: str) -> None:
    make, expected = HOSTILE[what]
    with pytest.raises(CannotRead) as refusal:
        read(make(), name="a.docx")
    assert expected in refusal.value.message
    assert refusal.value.message.isprintable()


def test_a_bomb_is_stopped_before_it_fills_the_memory() -> None:
    data = builders.bomb(300)
    tracemalloc.start()
    try:
        with pytest.raises(CannotRead):
            archive.members(data, wanted=lambda name: name.endswith(".xml"))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_part_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_PART", 1_000)
    with pytest.raises(CannotRead, match="too large"):
        read(docx(paragraph("x" * 2_000)), name="a.docx")


def test_an_archive_in_an_unusual_packing_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("word/document.xml", "x" * 1_000)
    with pytest.raises(CannotRead, match="unusual way"):
        read(packed.getvalue(), name="a.docx")


def test_a_picture_of_many_megabytes_is_no_bomb() -> None:
    data = docx(BODY, parts={"word/media/image1.jpg": builders.noise(3_000_000)})
    assert read_docx(data).layers[0].text.startswith("The minutes\n")
