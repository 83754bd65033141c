"""A page of HTML as a tree, whatever was written.

Nothing runs and nothing is fetched: scripts are elements to leave out, addresses are text. The parser of libxml2
stops for good at 2,048 elements within each other; pages deeper than that have their innermost tags cut before
they are parsed again, so that all their text comes in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from annotator.formats import limits
from annotator.model.documents import Loss
from annotator.model.errors import CannotRead

Element = Any  # lxml's element: its stubs know neither iterwalk's events nor HtmlElement

NO_PAGE = "The file holds no web page."


def names(text: str) -> frozenset[str]:
    """The words of the text, as a set."""
    return frozenset(text.split())


# What is no text of the page, by what a report calls it.
LEFT_OUT = {
    "script": "script",
    "style": "style sheet",
    "noscript": "text for browsers without scripts",
    "template": "template",
    "head": "",
    "title": "",
    "meta": "",
    "link": "",
    "base": "",
    "iframe": "embedded frame",
    "frame": "embedded frame",
    "noframes": "",
    "object": "embedded object",
    "embed": "embedded object",
    "applet": "embedded object",
    "audio": "sound",
    "video": "video",
    "canvas": "drawing",
    "svg": "drawing",
    "map": "",
    "select": "form field",
    "datalist": "form field",
    "textarea": "form field",
    "input": "form field",
    "annotation": "",
    "annotation-xml": "",
}
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_VOID = names("area base br col embed hr img input link meta param source track wbr")
_SELF_CLOSING = names("p li dt dd option tr td th thead tbody tfoot colgroup rp rt")
_INLINE = names(
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var"
)
_TAG = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp|iframe|noembed|noframes)\b[^>]*+>.*?(?:</\1\s*>|\Z)"
    rb"|<(/?)([A-Za-z][^\s/>]*+)[^>\"']*+(?:\"[^\"]*+\"[^>\"']*+|'[^']*+'[^>\"']*+)*+>",
    re.IGNORECASE | re.DOTALL,
)


def parse(page: str) -> tuple[Element, tuple[Loss, ...]]:
    """The root of the page's tree (lxml's `HtmlElement`), comments left out. CannotRead if there is nothing in it."""
    data = page.encode("utf-8", "replace")
    root, cut_off = _parse(data)
    losses: tuple[Loss, ...] = ()
    if cut_off:
        data, cut = cut_depth(data)
        root, _ = _parse(data)
        losses = (Loss("tag nested too deeply", "left out, its text kept", cut),)
    if root is None:
        raise CannotRead(NO_PAGE)
    return root, losses


def _parse(data: bytes) -> tuple[Element | None, bool]:
    # lxml.html's own elements, which trafilatura wants, are slower to walk over: not for pages that it never sees
    make = lxml_html.HTMLParser if data.count(b"<") <= limits.MOST_TAGS_WITH_METHODS else etree.HTMLParser
    parser = make(encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = None
    # the message is libxml2's "Excessive depth in document"; there is no type for it that all its versions share
    return root, any("depth" in entry.message for entry in parser.error_log)


def cut_depth(data: bytes, *, deepest: int = limits.DEEPEST_HTML) -> tuple[bytes, int]:
    """The page (UTF-8) without the tags that are nested deeper than `deepest`, and how many these were."""
    depth = cut = 0

    def replacement(found: re.Match[bytes]) -> bytes:
        nonlocal depth, cut
        if found[3] is None:
            return found[0]
        name = found[3].decode("ascii", "replace").lower()
        if name in _VOID or name in _SELF_CLOSING or found[0].endswith(b"/>"):
            return found[0]
        if found[2]:
            too_deep = depth > deepest
            depth = max(0, depth - 1)
        else:
            depth += 1
            too_deep = depth > deepest
        if not too_deep:
            return found[0]
        cut += 1
        return b"" if name in _INLINE else b" "

    return _TAG.sub(replacement, data), cut


def events(root: Element) -> Iterator[tuple[str, Element, Callable[[], None]]]:
    """(start or end, element, a function that skips what is in it), in document order, without recursion."""
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        yield event, element, walker.skip_subtree


def is_hidden(element: Element) -> bool:
    """Whether the page itself says that the element is not to be seen."""
    if (hidden := element.get("hidden")) is not None and hidden != "until-found":
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style[: limits.LONGEST_VALUE]) is not None


def left_out(element: Element) -> str | None:
    """What a report calls an element that is no text of the page ("" for a trifle); None if it is text."""
    name = element.tag
    if name in LEFT_OUT:
        return "" if name == "input" and element.get("type") == "hidden" else LEFT_OUT[name]
    if is_hidden(element) or (name == "dialog" and element.get("open") is None):
        return "hidden part"
    return None if isinstance(name, str) else ""
