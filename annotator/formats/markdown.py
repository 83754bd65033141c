"""Markdown: its text without the markup, headings, items, tables and marks as blocks, front matter as metadata."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.formats import limits, text
from annotator.formats.decoding import decode
from annotator.formats.flow import Flow
from annotator.model.documents import BlockKind, Loss, MarkKind, Reading, ReadLayer, Role
from annotator.model.errors import CannotRead

if TYPE_CHECKING:
    from markdown_it.token import Token

EXTRACTOR = "markdown 1"
MEDIA_TYPE = "text/markdown"

_NESTING = 100  # levels; what lies deeper would be dropped without a word, so such a text is taken as written

_FRONT_MATTER = re.compile(r"---[ \t]*\n((?:[^\n]*\n){1,200}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_ENTRY = re.compile(r"([A-Za-z][\w .-]{0,60}?)[ \t]*:(?:[ \t]+(.*))?")
_KEYS = {
    "title": "title",
    "author": "author",
    "authors": "author",
    "by": "author",
    "date": "date",
    "published": "date",
    "outlet": "outlet",
    "publisher": "outlet",
    "publication": "outlet",
    "source": "outlet",
    "site": "outlet",
    "sitename": "outlet",
    "url": "url",
    "link": "url",
    "source_url": "url",
    "canonical": "url",
    "accessed": "accessed",
    "lang": "language",
    "language": "language",
    "description": "description",
    "license": "license",
}
_MARKS = {"strong_open": MarkKind.BOLD, "em_open": MarkKind.ITALIC}
_SAFE_TARGET = re.compile(r"(?!\s*(?:javascript|vbscript|data|file):)", re.IGNORECASE)


def read(data: bytes, *, name: str) -> Reading:
    """One layer with the text as a reader sees it. CannotRead if it is empty, blank or binary."""
    decoded = decode(data)
    if not decoded.text or decoded.text.isspace():
        raise CannotRead(text.BLANK)
    if len(decoded.text) > limits.LARGEST_MARKDOWN:
        loss = Loss("Markdown of a very large text", "carried otherwise: as it is written", 1)
        return text.as_written(decoded, name=name, media_type=MEDIA_TYPE, losses=[loss])
    metadata, body = front_matter(decoded.text)
    tokens = _parse(body)
    if tokens is None:
        loss = Loss("Markdown nested too deeply", "carried otherwise: as it is written", 1)
        return text.as_written(decoded, name=name, media_type=MEDIA_TYPE, losses=[loss])
    walk = _Walk()
    walk.over(tokens)
    layer_text, blocks, losses = walk.flow.finish()
    if not blocks:
        raise CannotRead(text.BLANK)
    headings = (layer_text[b.start : b.end] for b in blocks if b.kind is BlockKind.HEADING and b.level == 1)
    title = metadata.pop("title", "") or next(headings, "") or text.title_from(name)
    return Reading(
        title=" ".join(title.split())[: limits.LONGEST_NAME],
        media_type=MEDIA_TYPE,
        layers=(ReadLayer(Role.TEXT, EXTRACTOR, layer_text, blocks),),
        metadata=metadata | {"encoding": decoded.encoding},
        losses=(*decoded.losses, *walk.losses(), *losses),
    )


def front_matter(written: str) -> tuple[dict[str, str], str]:
    """(metadata, the text after it): lines `key: value` between two lines of hyphens at the very beginning."""
    found = _FRONT_MATTER.match(written)
    if found is None:
        return {}, written
    metadata: dict[str, str] = {}
    key = ""
    for line in found[1].split("\n"):
        if not line.strip() or line.startswith("#"):
            continue
        if key and (line[0] in " \t" or line.startswith("- ")):  # goes on, or is an item of a list
            item = _unquoted(line.strip().removeprefix("- ").strip())
            metadata[key] = f"{metadata[key]}; {item}" if metadata.get(key) else item
            continue
        entry = _ENTRY.fullmatch(line.rstrip())
        if entry is None:
            return {}, written  # then it is no front matter but text between two rules
        name = entry[1].strip().lower()
        key = _KEYS.get(name, name)
        value = (entry[2] or "").strip()
        if value.startswith("[") and value.endswith("]"):
            value = "; ".join(_unquoted(part.strip()) for part in value[1:-1].split(",") if part.strip())
        metadata[key] = _unquoted(value)
    return {key: value for key, value in metadata.items() if value}, written[found.end() :]


def _unquoted(value: str) -> str:
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _parse(body: str) -> list[Token] | None:
    """The tokens; None if the text is nested more deeply than the parser follows."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _NESTING})
    parser.enable(["table", "strikethrough"])
    try:
        tokens = parser.parse(body)
    except RecursionError:
        return None
    deepest = max((token.level for token in tokens), default=0)
    inner = max((child.level for token in tokens for child in token.children or ()), default=0)
    return None if max(deepest, inner) >= _NESTING - 2 else tokens


class _Walk:
    """One walk over the tokens of a text."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._items: list[str] = []  # the signs of the items that we are in; "" once shown
        self._lists = 0
        self._table = 0
        self._cells = 0
        self._in_head = False
        self._pictures: Counter[str] = Counter()

    def over(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            self._block(token)
        self.flow.close()

    def losses(self) -> tuple[Loss, ...]:
        if not self._pictures:
            return ()
        named = tuple(alt for alt in self._pictures if alt)[: limits.MOST_EXAMPLES]
        return (Loss("picture", "left out", sum(self._pictures.values()), named),)

    def _block(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self.flow.open(BlockKind.HEADING, level=int(token.tag[1]))
            case "paragraph_open":
                self._open()
            case "bullet_list_open" | "ordered_list_open":
                self._lists += 1
            case "bullet_list_close" | "ordered_list_close":
                self._lists -= 1
            case "list_item_open":
                self._items.append(f"{token.info}{token.markup}" if token.info else "•")
            case "list_item_close":
                self._items.pop()
            case "table_open":
                self._table += 1
            case "thead_open":
                self._in_head = True
            case "thead_close":
                self._in_head = False
            case "tr_open":
                self.flow.open(BlockKind.ROW, table=self._table, heading_row=self._in_head)
                self._cells = 0
            case "th_open" | "td_open":
                if self._cells:
                    self.flow.cell()
                self._cells += 1
            case "heading_close" | "paragraph_close" | "tr_close":
                self.flow.close()
            case "fence" | "code_block" | "html_block":
                self._open()
                if token.type != "html_block":
                    self.flow.mark(MarkKind.CODE)
                self.flow.kept(token.content)
                if token.type != "html_block":
                    self.flow.unmark()
                self.flow.close()
            case "inline":
                self._inline(token.children or ())
            case _:
                pass

    def _open(self) -> None:
        if not self._items:
            self.flow.open(BlockKind.PARAGRAPH)
            return
        self.flow.open(BlockKind.ITEM, level=self._lists, sign=self._items[-1])
        self._items[-1] = ""

    def _inline(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            match token.type:
                case "text" | "html_inline" | "text_special":
                    self.flow.text(token.content)
                case "code_inline":
                    self.flow.mark(MarkKind.CODE)
                    self.flow.text(token.content)
                    self.flow.unmark()
                case "softbreak":
                    self.flow.space()
                case "hardbreak":
                    self.flow.line_break()
                case "strong_open" | "em_open":
                    self.flow.mark(_MARKS[token.type])
                case "link_open":
                    self.flow.mark(MarkKind.LINK, _target(token))
                case "strong_close" | "em_close" | "link_close":
                    self.flow.unmark()
                case "image":
                    self._pictures[" ".join(token.content.split())[: limits.LONGEST_EXAMPLE]] += 1
                case _:
                    pass


def _target(token: Token) -> str:
    target = str(token.attrs.get("href", ""))
    return target if len(target) <= limits.LONGEST_TARGET and _SAFE_TARGET.match(target) else ""
