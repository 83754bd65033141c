"""Makes the files that the tests of the readers read: honest ones and hostile ones, all by hand."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping

from annotator.formats import codec
from annotator.model.documents import Reading, ReadLayer

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
</Types>"""

RELATIONS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>
</Relationships>"""

DOCUMENT_RELATIONS = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{R}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{R}/numbering" Target="numbering.xml"/>
<Relationship Id="rId3" Type="{R}/comments" Target="comments.xml"/>
<Relationship Id="rId4" Type="{R}/hyperlink" Target="https://example.org/source" TargetMode="External"/>
<Relationship Id="rId5" Type="{R}/image" Target="http://192.0.2.1/tracker.png" TargetMode="External"/>
<Relationship Id="rId6" Type="{R}/footnotes" Target="footnotes.xml"/>
</Relationships>"""

STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Mine"><w:name w:val="My own style"/></w:style>
</w:styles>"""

NUMBERING = f"""<w:numbering xmlns:w="{W}">
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"""

CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<dc:title>Minutes of the meeting</dc:title><dc:creator>Ada Clerk</dc:creator>
<dcterms:created>2021-05-06T07:08:09Z</dcterms:created></cp:coreProperties>"""


def paragraph(text: str, *, style: str = "", inner: str = "") -> str:
    """A w:p with one run; `inner` is raw XML after it."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r>{inner}</w:p>'


def item(text: str, *, number: int, level: int = 0) -> str:
    """A w:p of a list: number 1 is bulleted, 2 is numbered."""
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def document_xml(body: str, *, before: str = "") -> str:
    """word/document.xml with this body; `before` stands between the XML declaration and the root."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{before}<w:document xmlns:w="{W}" xmlns:r="{R}" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f"<w:body>{body}</w:body></w:document>"
    )


def docx(body: str = "", *, parts: Mapping[str, str | bytes | None] | None = None, before: str = "") -> bytes:
    """A .docx of this body; `parts` adds or replaces entries, None leaves one out."""
    entries: dict[str, str | bytes | None] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONS,
        "word/document.xml": document_xml(body, before=before),
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "docProps/core.xml": CORE,
        **(parts or {}),
    }
    return zipped({name: content for name, content in entries.items() if content is not None})


def zipped(entries: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these entries."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def bomb(megabytes: int) -> bytes:
    """A .docx with an entry of so many megabytes of zeros, made without holding them."""
    packed = io.BytesIO(docx(paragraph("harmless")))
    with (
        zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/media/image1.bin", "w") as entry,
    ):
        for _ in range(megabytes):
            entry.write(bytes(1 << 20))
    return packed.getvalue()


def with_lying_sizes(data: bytes, name: str, size: int) -> bytes:
    """The archive with another unpacked size of one entry, both in its local header and in the directory."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(name)
        local = entry.header_offset
        directory = archive.start_dir
    changed[local + 22 : local + 26] = struct.pack("<I", size)
    wanted = name.encode()
    while changed[directory : directory + 4] == b"PK\x01\x02":
        name_length, extra, comment = struct.unpack_from("<HHH", changed, directory + 28)
        if changed[directory + 46 : directory + 46 + name_length] == wanted:
            changed[directory + 24 : directory + 28] = struct.pack("<I", size)
        directory += 46 + name_length + extra + comment
    return bytes(changed)


def marked_encrypted(data: bytes) -> bytes:
    """The archive with the flag of encryption set on each entry."""
    changed = bytearray(data)
    for signature, at_flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            changed[at + at_flag] |= 1
            at = changed.find(signature, at + 4)
    return bytes(changed)


def noise(size: int) -> bytes:
    """Bytes that look random, the same each time."""
    state, found = 1, bytearray()
    while len(found) < size:
        state = zlib.crc32(state.to_bytes(4, "big"))
        found += state.to_bytes(4, "big")
    return bytes(found[:size])


def article_page(article: str, *, head: str = "", before: str = "", after: str = "") -> str:
    """A page as a newspaper has it: menu, article, a form for comments, related links, footer."""
    return f"""<!DOCTYPE html><html lang="en"><head><title>Contract signed - The Example Times</title>
<meta property="og:title" content="Contract signed"><meta property="og:site_name" content="The Example Times">
<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2021-03-04T10:00:00Z">
<link rel="canonical" href="https://example.org/2021/contract">{head}</head><body>
<header class="site"><div class="menu"><ul><li><a href="/">Home page</a></li><li><a href="/world">World news</a></li>
<li><a href="/tech">Technology</a></li></ul></div></header>{before}
<main><div class="wrap"><h1>Contract signed</h1><p class="standfirst">A short word ahead.</p>
<div class="article-body">{article}</div>
<div class="share-bar"><a href="https://facebook.example/share">Share on Facebook</a></div>
<section id="comments"><h3>3 comments</h3><p>First! says a reader who did not read.</p>
<form action="/comment"><label>Leave a comment</label><textarea></textarea><button>Post comment</button></form>
</section></div></main>{after}
<footer><p>Copyright Example Times. All rights reserved by the owners of this page.</p></footer></body></html>"""


SENTENCES = (
    "The agency signed a contract with the company in 2019, officials said on Tuesday after weeks of silence.",
    "Records seen by this newspaper show that the sum was raised three times within a single year.",
    "A spokesman for the company said that it had kept to the law at all times and would go on doing so.",
    "Members of the committee asked why the figures had not been laid before them any earlier than this.",
)


def running_text(paragraphs: int = 8) -> str:
    """Paragraphs of HTML, each different."""
    return "\n".join(
        f"<p>{SENTENCES[at % 4]} {SENTENCES[(at + 1) % 4]} This was paragraph number {at}.</p>"
        for at in range(paragraphs)
    )


def assert_keeps_the_rules(reading: Reading) -> None:
    """The rules of model/documents.py for every layer, as the codec checks them and a little more."""
    head, parts = codec.encode(reading)
    assert codec.decode(codec.loads(json.dumps(head).encode()), parts) == reading
    for layer in reading.layers:
        assert layer.text.strip()
        assert "\r" not in layer.text
        assert not layer.text.startswith("\ufeff")
        for block in layer.blocks:
            said = layer.text[block.start : block.end]
            assert said.strip(), block
            assert not said.endswith("\n") and not said.startswith("\n"), block


def blocks_of(layer: ReadLayer) -> list[tuple[str, str]]:
    """(kind, text) of each block."""
    return [(block.kind.value, layer.text[block.start : block.end]) for block in layer.blocks]


def losses_of(reading: Reading) -> dict[str, int]:
    """How often each kind of loss occurred."""
    return {loss.kind: loss.count for loss in reading.losses}
