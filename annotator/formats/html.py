"""Saved web pages: the article as one layer, the whole page as another, and what the page says about itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from annotator.formats import article, dom, limits, walking
from annotator.formats.decoding import Decoded, decode_declared
from annotator.formats.text import title_from
from annotator.model.documents import Loss, Reading, ReadLayer, Role
from annotator.model.errors import CannotRead

EXTRACTOR = "web page 1"
MEDIA_TYPE = "text/html"

NO_TEXT = "The page holds no text: what it shows was made by its scripts, or is pictures. Print it as PDF instead."

_META_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.-]+)")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{1,6}\)(\S{1,4000}?)\s*-->")
_SINGLE_FILE = re.compile(
    r"<!--\s*Page saved with SingleFile\s+url:\s*(\S{1,4000})\s+saved date:\s*([^\n]{1,200}?)\s*-->"
)
_BROWSER_DATE = re.compile(r"\w{3} (\w{3} \d{1,2} \d{4} \d\d:\d\d:\d\d) GMT([+-]\d{4})")
_FRONT = 65_536  # bytes in which a page says how it is encoded and where it was saved from


def read(data: bytes, *, name: str) -> Reading:
    """Article and whole page as layers. CannotRead if there is no text in it."""
    return read_page(decode_declared(data, declared_charset(data)), name=name, media_type=MEDIA_TYPE)


def read_page(
    decoded: Decoded,
    *,
    name: str,
    media_type: str,
    known: Mapping[str, str] | None = None,
    losses: tuple[Loss, ...] = (),
) -> Reading:
    """The Reading of a decoded page. `known` is what its envelope says of it, and wins over what the page says."""
    page = decoded.text
    root, cut = dom.parse(page)
    whole = walking.walk(root)
    if not whole.blocks:
        raise CannotRead(NO_TEXT)
    tags = page.count("<")
    elements = tags if tags > 4 * limits.MOST_ELEMENTS_FOR_ANY_ARTICLE else sum(1 for _ in root.iter())
    found = article.find(root, elements=elements, characters=len(whole.text))
    about = found.metadata
    if about is None:
        front, _ = dom.parse(page[:300_000])
        about = article.metadata_alone(front)
    layers = [ReadLayer(Role.PAGE, EXTRACTOR, whole.text, whole.blocks)]
    lost = list(whole.losses)
    if found.article is not None:
        inner = walking.walk(found.article.element, without=found.article.without)
        if inner.blocks:
            layers.insert(0, ReadLayer(Role.ARTICLE, EXTRACTOR, inner.text, inner.blocks))
            lost += [loss for loss in inner.losses if loss.kind == walking.FURNITURE]
            if inner.text == whole.text:
                layers.pop()
    if elements > limits.MOST_ELEMENTS_FOR_ANY_ARTICLE:
        lost.append(Loss("article of a very large page", "not looked for; the whole page is here", 1))
    elif not found.by_trafilatura and layers[0].role is Role.ARTICLE:
        lost.append(Loss("article of a large or unusual page", "found by a simpler rule; compare it with the page", 1))
    metadata = _metadata(about, root)
    metadata |= saved(page[:_FRONT]) | dict(known or {})
    title = metadata.pop("title", "") or _own_title(root) or title_from(name)
    metadata["encoding"] = decoded.encoding
    return Reading(
        title=" ".join(title.split())[: limits.LONGEST_NAME],
        media_type=media_type,
        layers=tuple(layers),
        metadata=metadata,
        losses=(*decoded.losses, *cut, *losses, *lost),
    )


def declared_charset(data: bytes) -> str:
    """The encoding that the page declares; "" if it does not."""
    found = _XML_CHARSET.search(data[:1000]) or _META_CHARSET.search(data[:_FRONT])
    return found[1].decode("ascii") if found else ""


def saved(front: str) -> dict[str, str]:
    """`url` and `accessed` as the program that saved the page noted them in a comment."""
    if found := _SINGLE_FILE.search(front):
        accessed = browser_date(found[2])
        return {"url": found[1]} | ({"accessed": accessed} if accessed else {})
    if found := _SAVED_FROM.search(front):
        return {"url": found[1]} if found[1].startswith(("http://", "https://")) else {}
    return {}


def browser_date(text: str) -> str:
    """A date as JavaScript writes it, "Tue Mar 09 2021 10:11:12 GMT+0100 (...)", as ISO 8601; "" if it is none."""
    found = _BROWSER_DATE.match(text)
    if found is None:
        return ""
    try:
        return datetime.strptime(f"{found[1]} {found[2]}", "%b %d %Y %H:%M:%S %z").isoformat()
    except ValueError:
        return ""


def _metadata(about: object, root: dom.Element) -> dict[str, str]:
    """What the page says of itself, by our names."""
    found: dict[str, str] = {}
    for theirs, ours in (
        ("title", "title"),
        ("author", "author"),
        ("sitename", "outlet"),
        ("date", "date"),
        ("url", "url"),
        ("hostname", "hostname"),
        ("description", "description"),
        ("language", "language"),
        ("license", "license"),
    ):
        value = getattr(about, theirs, None)
        if isinstance(value, str) and value.strip():
            found[ours] = " ".join(value.split())[: limits.LONGEST_VALUE]
    if "author" not in found and (author := _named(root, "author")):
        found["author"] = author  # trafilatura wants a blank in an author's name
    language = (root.get("lang") or "").strip()
    if "language" not in found and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*", language):
        found["language"] = language
    return found


def _named(root: dom.Element, name: str) -> str:
    for meta in root.iter("meta"):
        if (meta.get("name") or "").lower() == name and (content := (meta.get("content") or "").strip()):
            return " ".join(content.split())[: limits.LONGEST_NAME]
    return ""


def _own_title(root: dom.Element) -> str:
    for title in root.iter("title"):
        if title.text and not title.text.isspace():
            return str(title.text)
    return ""
