"""Where the article of a web page is: the smallest element that holds it, and what in that element is furniture.

trafilatura finds the article, but its text is never taken: it drops every heading, cell or item that is nothing but
"Google" or "LinkedIn". What it found is looked up in the page's own tree. Pages that are too large for it, or
in which it finds nothing, are judged by where the running text is.
"""

from __future__ import annotations

import contextlib
import re
import signal
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from lxml.html import HtmlElement

from annotator.formats import limits
from annotator.formats.dom import Element, events, left_out, names

_SHORTEST_PIECE = 12  # characters without white space by which a piece of text is recognised in the page
_ANCHOR = 40  # of a longer piece its beginning and its end are looked for
_MOST_PIECES = 900  # looked up; of more, the first and last ones and a choice between

_CONTAINERS = names("article aside body center div main section form table tbody tr td blockquote fieldset")
_RUNNING = names("p h1 h2 h3 h4 h5 h6 li pre blockquote dd td figcaption")
_INSIDE = names("tr td th tbody thead tfoot li dd dt caption a b i em strong span font")
_FURNITURE_TAGS = frozenset(("nav", "footer", "form", "button", "menu", "dialog", "aside", "search"))
_FURNITURE_ROLES = names("navigation search complementary contentinfo dialog alertdialog menu menubar toolbar form")
_FURNITURE_NAMES = re.compile(
    r"(?:^|[-_\s])(?:comments?|comment-?form|commentlist|respond|disqus\w*|share|sharing|share-?bar|sharebuttons?|social|"
    r"addthis|related|recommend(?:ed|ations)?|newsletter|subscribe|subscription|signup|sign-up|cookies?|consent|gdpr|"
    r"breadcrumbs?|nav|navbar|navigation|menu|sidebar|promo|advert\w*|ads?|sponsor(?:ed)?|popup|modal|login|toolbar|"
    r"pagination|pager|trending|popular|most-read|outbrain|taboola|skip-?link|screen-reader-text)(?:$|[-_\s])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Article:
    """An element of the page, and the elements within it that are not of the article."""

    element: Element
    without: frozenset[Any]


@dataclass(frozen=True, slots=True)
class Found:
    """The article, if there is one, and what trafilatura knows about the page (None if it was not asked)."""

    article: Article | None
    metadata: Any
    by_trafilatura: bool


@dataclass(slots=True)
class _Texts:
    """The page's text without white space, and which element each piece of it stands in."""

    text: str = ""
    starts: list[int] = field(default_factory=list)
    owners: list[Element] = field(default_factory=list)

    def owner(self, at: int) -> Element:
        return self.owners[bisect_right(self.starts, at) - 1]


def find(root: Element, *, elements: int, characters: int) -> Found:
    """The article of a page with so many elements and characters of text."""
    if elements > limits.MOST_ELEMENTS_FOR_ANY_ARTICLE:
        return Found(None, None, by_trafilatura=False)
    if elements > limits.MOST_ELEMENTS_FOR_ARTICLE or characters > limits.LARGEST_FOR_ARTICLE:
        return Found(by_running_text(root), None, by_trafilatura=False)
    document = _ask_trafilatura(root) if isinstance(root, HtmlElement) else None
    if document is None:
        return Found(by_running_text(root), None, by_trafilatura=False)
    found = located(root, pieces_of(document.body), headline=document.title or "")
    return Found(found or by_running_text(root), document, by_trafilatura=found is not None)


def metadata_alone(root: Element) -> Any:
    """What trafilatura reads from a page's head; None if it cannot."""
    from trafilatura.metadata import extract_metadata

    def ask() -> Any:
        return extract_metadata(root, None, dict(_DATES))

    return _within_seconds(ask, limits.SECONDS_FOR_ARTICLE)


# The date is taken from where the page states it; a search through its text finds dates of other things.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}


def _ask_trafilatura(root: Element) -> Any:
    from trafilatura import bare_extraction

    def ask() -> Any:
        return bare_extraction(
            root, with_metadata=True, include_comments=False, include_tables=True, date_extraction_params=dict(_DATES)
        )

    return _within_seconds(ask, limits.SECONDS_FOR_ARTICLE)


class _TooLong(BaseException):
    """Not an Exception, since the library catches those."""


def _within_seconds(ask: Callable[[], Any], seconds: float) -> Any:
    """What `ask` returns; None if it fails or, where the system can tell, takes longer than that."""

    def end(_: int, __: FrameType | None) -> None:
        raise _TooLong

    has_alarm = hasattr(signal, "setitimer")
    before = None
    try:
        if has_alarm:
            with contextlib.suppress(ValueError):  # not in the main thread: then the child's deadline must do
                before = signal.signal(signal.SIGALRM, end)
                signal.setitimer(signal.ITIMER_REAL, seconds)
        return ask()
    except (_TooLong, Exception):  # a library of heuristics over hostile input: anything may happen
        return None
    finally:
        if has_alarm and before is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def pieces_of(body: Element) -> list[str]:
    """The texts that trafilatura found, without white space, in their order; too short ones are left out."""
    pieces = []
    for text in body.itertext():
        squeezed = "".join(text.split())
        if len(squeezed) >= _SHORTEST_PIECE:
            pieces.append(squeezed)
    if len(pieces) <= _MOST_PIECES:
        return pieces
    third = _MOST_PIECES // 3
    between = pieces[third:-third]
    return pieces[:third] + between[:: -(-len(between) // third)] + pieces[-third:]


def located(root: Element, pieces: list[str], *, headline: str) -> Article | None:
    """The smallest element that holds the pieces, extended to the headline before it. None if they are not there."""
    texts = _texts_of(root)
    places = _places(texts.text, pieces)
    if not places:
        return None
    unique = [place for place in places if place[2]] or places
    element = _common([texts.owner(start) for start, _, _ in unique] + [texts.owner(end) for _, end, _ in unique])
    while element.tag in _INSIDE and element.getparent() is not None:
        element = element.getparent()
    inside = set(element.iter())
    owners = [texts.owner(at) for start, end, _ in places for at in (start, end)]
    holding = _holding([owner for owner in owners if owner in inside], root)
    element, holding, outside = _with_headline(root, element, holding, headline)
    return Article(element, frozenset(outside | set(_furniture(element, holding))))


def _texts_of(root: Element) -> _Texts:
    found, parts, length = _Texts(), [], 0
    for event, element, skip in events(root):
        owner, text = element, element.text
        if event == "end":
            owner, text = element.getparent(), element.tail
        elif left_out(element) is not None:
            skip()
            continue
        if text and owner is not None and (squeezed := "".join(text.split())):
            found.starts.append(length)
            found.owners.append(owner)
            parts.append(squeezed)
            length += len(squeezed)
    found.text = "".join(parts)
    return found


def _places(text: str, pieces: list[str]) -> list[tuple[int, int, bool]]:
    """(first, last, unique) per piece: the positions in the page's text at which it begins and ends."""
    places = []
    after = 0
    for piece in pieces:
        head, tail = piece[:_ANCHOR], piece[-_ANCHOR:]
        start = text.find(head, after)
        if start < 0:
            start = text.find(head)
        end = text.find(tail, max(start, 0))
        if start < 0 and end < 0:
            continue
        if start < 0:
            start = end
        if end < 0 or end - start > 2 * len(piece):
            end = start
        unique = len(piece) >= _ANCHOR and text.find(head) == text.rfind(head)
        places.append((start, min(end + len(tail), len(text)) - 1 if end > start else start, unique))
        after = max(after, start) if not unique else start
    return places


def _common(elements: list[Element]) -> Element:
    """The innermost element that holds all of them."""
    chain = [elements[0], *elements[0].iterancestors()]
    known = {element: at for at, element in enumerate(chain)}
    deepest = 0
    for element in dict.fromkeys(elements[1:]):
        while element not in known:
            element = element.getparent()
        deepest = max(deepest, known[element])
    return chain[deepest]


def _holding(owners: list[Element], root: Element) -> set[Element]:
    """The elements and all that they are in."""
    held: set[Element] = {root}
    for owner in owners:
        element = owner
        while element is not None and element not in held:
            held.add(element)
            element = element.getparent()
    return held


def _with_headline(
    root: Element, element: Element, holding: set[Element], headline: str
) -> tuple[Element, set[Element], set[Element]]:
    """The element that also holds the headline above the article, and what in it lies before and behind the two."""
    wanted = "".join(headline.split()).casefold()
    heading = None
    for candidate in root.iter("h1"):
        if candidate is element or any(candidate is ancestor for ancestor in element.iterancestors()):
            return element, holding, set()
        said = "".join("".join(candidate.itertext()).split()).casefold()
        if said and wanted and (said in wanted or wanted in said) and left_out(candidate) is None:
            heading = candidate
            break
    if heading is None or element in set(heading.iterancestors()):
        return element, holding, set()
    both = _common([element, heading])
    if both is element or both is heading:
        return element, holding, set()
    outside: set[Element] = set()
    if _child_towards(both, heading) not in set(_child_towards(both, element).itersiblings(preceding=True)):
        return element, holding, set()  # it stands behind the article
    at = heading
    while at is not both:
        outside.update(at.itersiblings(preceding=True))
        at = at.getparent()
    at = element
    while at is not both:
        outside.update(at.itersiblings())
        at = at.getparent()
    at = heading
    while at is not None and at not in holding:
        holding.add(at)
        at = at.getparent()
    return both, holding, outside


def _child_towards(ancestor: Element, element: Element) -> Element:
    while element.getparent() is not ancestor:
        element = element.getparent()
    return element


def _furniture(element: Element, holding: set[Element]) -> Iterator[Element]:
    """The elements in it that hold nothing of the article and are furniture by tag, role, name or being all links."""
    if element not in holding:
        return
    stack = [element]
    while stack:
        parent = stack.pop()
        children = list(parent)
        held = [at for at, child in enumerate(children) if child in holding]
        first, last = (held[0], held[-1]) if held else (0, len(children))
        for at, child in enumerate(children):
            if child in holding:
                stack.append(child)
            elif (not first <= at <= last and is_list_of_links(child)) or _is_furniture(child):
                yield child
            else:
                yield from _furniture_in(child)


def _furniture_in(element: Element) -> Iterator[Element]:
    for event, inner, skip in events(element):
        if event == "start" and inner is not element and _is_furniture(inner):
            skip()
            yield inner


def _is_furniture(element: Element) -> bool:
    name = element.tag
    if not isinstance(name, str):
        return False
    if name in _FURNITURE_TAGS or (element.get("role") or "").lower() in _FURNITURE_ROLES:
        return True
    called = f"{element.get('class') or ''} {element.get('id') or ''}"
    return name not in ("body", "html", "main", "article") and bool(_FURNITURE_NAMES.search(called[:1000]))


def is_list_of_links(element: Element) -> bool:
    """Whether nearly all of the element's text is in three links or more, as in a menu."""
    if element.tag not in ("ul", "ol", "div", "section", "table", "header", "center"):
        return False
    whole = in_links = links = depth = 0
    for event, inner, _ in events(element):
        if inner.tag == "a":
            if event == "start":
                links += 1
                depth += 1
            else:
                depth -= 1
        text = inner.text if event == "start" else (inner.tail if inner is not element else None)
        if text:
            length = len(text.strip())
            whole += length
            in_links += length if depth else 0
    return links >= 3 and in_links * 10 >= whole * 8


def by_running_text(root: Element) -> Article | None:
    """The element with most of the page's running text (paragraphs, headings, items outside links)."""
    weights: dict[Element, int] = {}
    stack: list[int] = []
    running = links = 0
    for event, element, skip in events(root):
        name = element.tag
        if event == "start":
            stack.append(0)
            if left_out(element) is not None:
                skip()
                continue
            running += name in _RUNNING
            links += name == "a"
            if element.text and running and not links:
                stack[-1] += len(element.text)
            continue
        own = stack.pop()
        if left_out(element) is None:
            running -= name in _RUNNING
            links -= name == "a"
        if name in _CONTAINERS and own > 200:
            weights[element] = own
        if stack:
            stack[-1] += own + (len(element.tail) if element.tail and running and not links else 0)
    body = root.find("body")
    if body is None or body not in weights:
        return None
    element, whole = body, weights[body]
    while True:
        heavy = [child for child in element if weights.get(child, 0) * 5 >= whole * 4]
        if not heavy or heavy[0].tag in _INSIDE:
            break
        element = heavy[0]
    limit = weights[element] * 0.3
    without = []
    for event, inner, skip in events(element):
        if event == "start" and inner is not element and _is_furniture(inner) and weights.get(inner, 0) < limit:
            skip()
            without.append(inner)
    return Article(element, frozenset(without))
