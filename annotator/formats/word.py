"""Word documents (.docx): text and blocks by way of mammoth's HTML, comments as memos, tracked changes counted.

mammoth gets an archive made anew of the parts that it needs, after each was checked; pictures, embedded files and
macros never reach it, and it opens nothing else.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from lxml import etree

from annotator.formats import archive, dom, limits, walking
from annotator.formats.text import title_from
from annotator.model.documents import Loss, Mark, MarkKind, Reading, ReadLayer, ReadMemo, Role
from annotator.model.errors import CannotRead

EXTRACTOR = "docx 1"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

OLD_OR_ENCRYPTED = (
    "This is a document of an old Word, or one that is protected by a password. "
    "Open it in Word or LibreOffice and save it as .docx without a password."
)
NOT_WORD = "The file is no Word document: the main part of one is missing in it."
NO_TEXT = "The document holds no text."
DAMAGED = "The document is damaged and cannot be put together. Open it in Word or LibreOffice and save it anew."

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
"""
_COUNTED = {
    "del": "tracked deletion",
    "moveFrom": "tracked move: its old place",
    "ins": "tracked insertion",
    "oMath": "formula",
    "chart": "chart",
    "drawing": "",
}
_NOT_LOST = re.compile(r"Unrecognised (?:paragraph|run|table) style|A paragraph style with ID|style was not found|"
                       r"unrecognised element was ignored: (?:office-word:|v:|w:(?:bidi|rtl|tblPrEx))")  # fmt: skip
_IGNORED = re.compile(r"An unrecognised element was ignored: (?:\{[^}]*\})?(\S+)")
_BACK_TO_NOTE = re.compile(r'<a href="#(?:foot|end)note-ref-[^"]*">[^<]*</a>')  # an arrow that mammoth adds


def read(data: bytes, *, name: str) -> Reading:
    """One layer with the text, comments as memos. CannotRead if it is no .docx, hostile, encrypted or empty."""
    if data.startswith(_OLE):
        raise CannotRead(OLD_OR_ENCRYPTED)
    parts = archive.members(data, wanted=_is_wanted)
    for part, content in parts.items():
        archive.check_xml(content, name=part)
    main = _main_part(parts)
    page, losses = _as_html(_without_lost_notes(parts, main))
    root, cut = dom.parse(f"<html><body>{page}</body></html>" if page else "<html><body></body></html>")
    walked = walking.walk(root)
    if not walked.blocks:
        raise CannotRead(NO_TEXT)
    blocks = tuple(replace(block, marks=_named_marks(block.marks)) if block.marks else block for block in walked.blocks)
    metadata = _core(parts)
    title = metadata.pop("title", "") or title_from(name)
    return Reading(
        title=title[: limits.LONGEST_NAME],
        media_type=MEDIA_TYPE,
        layers=(ReadLayer(Role.TEXT, EXTRACTOR, walked.text, blocks),),
        metadata=metadata,
        memos=tuple(_comments(parts)),
        losses=(*cut, *_tracked(parts, main), *losses, *walked.losses),
    )


def _is_wanted(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and not name.startswith(("word/theme/", "customXml/", "docProps/app"))


def _main_part(parts: Mapping[str, bytes]) -> str:
    """The name of the part with the text, as the package names it, or else as Word calls it."""
    relations = _tree(parts, "_rels/.rels")
    found = [] if relations is None else relations.iter("{*}Relationship")
    targets = [str(r.get("Target", "")).lstrip("/") for r in found if r.get("Type", "").endswith("/officeDocument")]
    for name in (*targets, "word/document.xml"):
        if name in parts and b"wordprocessingml" in parts[name][:20_000]:
            return name
    raise CannotRead(NOT_WORD)


def _without_lost_notes(parts: Mapping[str, bytes], main: str) -> Mapping[str, bytes]:
    """The parts without references to notes that are not there, over which mammoth gives up."""
    root = _tree(parts, main)
    if root is None:
        return parts
    lost = []
    for kind in ("footnote", "endnote"):
        notes = _tree(parts, f"word/{kind}s.xml")
        known = set() if notes is None else {_own(note, "id") for note in notes.iter(f"{{*}}{kind}")}
        lost += [element for element in root.iter(f"{{*}}{kind}Reference") if _own(element, "id") not in known]
    if not lost:
        return parts
    for element in lost:
        element.getparent().remove(element)
    return {**parts, main: bytes(etree.tostring(root, encoding="utf-8"))}


def _own(element: dom.Element, name: str) -> str:
    """An attribute by its name, whatever its namespace."""
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def _as_html(parts: Mapping[str, bytes]) -> tuple[str, list[Loss]]:
    import mammoth

    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    clean.seek(0)
    try:
        result = mammoth.convert_to_html(
            clean,
            external_file_access=False,
            include_embedded_style_map=False,
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda _: {"src": ""}),
        )
    except MemoryError:
        raise
    except Exception:  # mammoth raises whatever its reading of an odd document runs into
        raise CannotRead(DAMAGED) from None
    return _BACK_TO_NOTE.sub("", str(result.value)), list(_messages(result.messages))


def _messages(messages: Iterable[object]) -> Iterable[Loss]:
    """mammoth's messages as losses, but for those about looks alone."""
    counts: Counter[str] = Counter()
    for message in messages:
        said = str(getattr(message, "message", ""))
        if _NOT_LOST.search(said):
            continue
        ignored = _IGNORED.match(said)
        if ignored and ignored[1].rpartition("}")[2].rpartition(":")[2] in _COUNTED:
            continue  # counted in the XML, with examples
        counts[f"part of the document ({ignored[1]})" if ignored else said[: limits.LONGEST_EXAMPLE]] += 1
    for kind, count in counts.items():
        yield Loss(kind, "left out", count)


def _named_marks(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """Without links inside the document, whose places mammoth made up."""
    return tuple(mark for mark in marks if mark.kind is not MarkKind.LINK or not mark.target.startswith("#"))


def _tree(parts: Mapping[str, bytes], name: str) -> dom.Element | None:
    if name not in parts:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    return etree.fromstring(parts[name], parser)


def _tracked(parts: Mapping[str, bytes], main: str) -> Iterable[Loss]:
    """What of the document mammoth passes over, counted in its XML: deletions, formulas, page headers."""
    counts: Counter[str] = Counter()
    examples: dict[str, list[str]] = {}
    for name in (main, "word/footnotes.xml", "word/endnotes.xml"):
        root = _tree(parts, name)
        if root is None:
            continue
        for element in root.iter(f"{{{_MAIN}}}*", f"{{{_STRICT}}}*", "{*}oMath", "{*}chart"):
            local = etree.QName(element).localname
            kind = _COUNTED.get(local)
            text = _plain(element) if kind else ""
            if not kind or (not text and local in ("del", "ins", "moveFrom")):
                continue  # a tracked change of looks alone
            counts[kind] += 1
            known = examples.setdefault(kind, [])
            if text and len(known) < limits.MOST_EXAMPLES:
                known.append(text[: limits.LONGEST_EXAMPLE])
    for kind, count in counts.items():
        became = "carried otherwise: as text" if kind == "tracked insertion" else "left out"
        yield Loss(kind, became, count, tuple(examples[kind]))
    furniture = [name for name in parts if re.match(r"word/(?:header|footer)\d*\.xml$", name)]
    said = [text for name in furniture if (root := _tree(parts, name)) is not None and (text := _plain(root))]
    if said:
        yield Loss("page header or footer", "left out", len(said), tuple(dict.fromkeys(said))[: limits.MOST_EXAMPLES])


def _plain(element: dom.Element) -> str:
    """The text of a piece of WordprocessingML, deleted text included; paragraphs parted by a blank."""
    found: list[str] = []
    for inner in element.iter():
        if not isinstance(inner.tag, str):
            continue
        local = etree.QName(inner).localname
        if local in ("t", "delText") and inner.text:
            found.append(inner.text)
        elif local == "p" or local in ("tab", "br", "cr"):
            found.append(" ")
    return " ".join("".join(found).split())


def _comments(parts: Mapping[str, bytes]) -> Iterable[ReadMemo]:
    root = _tree(parts, "word/comments.xml")
    if root is None:
        return
    for comment in root.iter("{*}comment"):
        paragraphs = [text for paragraph in comment.iter("{*}p") if (text := _plain(paragraph))]
        if not paragraphs:
            continue
        yield ReadMemo(
            "\n".join(paragraphs),
            author=" ".join(_own(comment, "author").split())[: limits.LONGEST_NAME],
            date=_date(_own(comment, "date")),
        )


def _core(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Title, author, date ... as the document's properties state them."""
    root = _tree(parts, "docProps/core.xml")
    if root is None:
        return {}
    names = {"title": "title", "creator": "author", "created": "date", "description": "description",
             "language": "language", "publisher": "outlet"}  # fmt: skip
    found: dict[str, str] = {}
    for element in root.iter("{*}*"):
        key = names.get(etree.QName(element).localname)
        value = " ".join((element.text or "").split())
        if key and value:
            found[key] = _date(value) if key == "date" else value[: limits.LONGEST_VALUE]
    return {key: value for key, value in found.items() if value}


def _date(text: str) -> str:
    """The text if it is a date by ISO 8601, else ""."""
    return text if re.fullmatch(r"\d{4}(?:-\d\d(?:-\d\d(?:T[\d:.]{4,20}(?:Z|[+-]\d\d:?\d\d)?)?)?)?", text) else ""
