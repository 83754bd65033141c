"""A page's tree as text and blocks, as a browser would show it.

Headings, items of lists, rows of tables and captions of pictures become blocks of their kinds; white space is folded
as CSS folds it. What is no text of the page is left out and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from lxml import etree

from annotator.formats import limits
from annotator.formats.dom import LEFT_OUT, Element, events, left_out, names
from annotator.formats.flow import Flow
from annotator.model.documents import Block, BlockKind, Loss, MarkKind

FURNITURE = "page furniture"

_BLOCKS = names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre listing "
    "search section summary table tbody td tfoot th thead tr ul xmp plaintext"
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_MARKS = {
    "b": MarkKind.BOLD,
    "strong": MarkKind.BOLD,
    "i": MarkKind.ITALIC,
    "em": MarkKind.ITALIC,
    "cite": MarkKind.ITALIC,
    "code": MarkKind.CODE,
    "kbd": MarkKind.CODE,
    "samp": MarkKind.CODE,
    "tt": MarkKind.CODE,
}
_KEPT = frozenset(("pre", "listing", "xmp", "plaintext"))
_SPACED = frozenset(("button", "label", "output", "meter", "progress"))  # boxes of their own beside the text

_UNSAFE_TARGET = re.compile(r"[\x00-\x20]*(?:javascript|vbscript|data|file|blob|about)\s*:", re.IGNORECASE)
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip

_TREATED = _BLOCKS | _MARKS.keys() | _SPACED | {"a", "br", "img"}  # all others are nothing but their text


@dataclass(slots=True)
class Walked:
    """A tree as text and blocks, and what of it was left out."""

    text: str
    blocks: tuple[Block, ...]
    losses: tuple[Loss, ...]


def walk(root: Element, *, without: Collection[Element] = ()) -> Walked:
    """Text and blocks of an element and all in it but the elements of `without`, as a browser would show them."""
    return _Walk(without).over(root)


@dataclass(slots=True)
class _Context:
    """What a block that begins here is."""

    kind: BlockKind
    level: int = 0
    sign: str = ""  # of the first block of an item; then none


@dataclass(slots=True)
class _List:
    ordered: bool
    style: str
    next: int


@dataclass(slots=True)
class _Table:
    """A table whose rows become blocks. `taken` counts, per column, how many more rows a tall cell reaches into."""

    number: int
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)


class _Walk:
    """One walk over a tree."""

    def __init__(self, without: Collection[Element]) -> None:
        self._without = frozenset(without)
        self._flow = Flow()
        self._contexts: list[_Context] = []
        self._lists: list[_List] = []
        self._tables: list[_Table] = []
        self._row = 0  # rows that we are in
        self._kept = 0  # preformatted elements that we are in
        self._number = 0  # of tables so far
        self._figures = 0
        self._left: Counter[str] = Counter()
        self._examples: dict[str, list[str]] = {}

    def over(self, root: Element) -> Walked:
        # the loop that a page of a million elements goes through: what most of them do not need is not called
        without, skipped, add = self._without, False, self._text
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "start":
                if (kind := left_out(element)) is not None or (without and element in without):
                    self._count(FURNITURE if kind is None else kind, element)
                    skipped = True  # its end comes next
                    walker.skip_subtree()
                    continue
                if element.tag in _TREATED:
                    self._begin(element)
                if text := element.text:
                    add(text)
            else:
                if skipped:
                    skipped = False
                elif element.tag in _TREATED:
                    self._end(element)
                if (text := element.tail) and element is not root:
                    add(text)
        text, blocks, losses = self._flow.finish()
        found = [
            Loss(kind, "left out", count, tuple(self._examples.get(kind, ()))) for kind, count in self._left.items()
        ]
        return Walked(text, blocks, (*found, *losses))

    def _begin(self, element: Element) -> None:
        name = element.tag
        if name in _BLOCKS:
            self._begin_block(name, element)
        elif name == "br":
            self._line_break()
        elif name in _MARKS:
            self._flow.mark(_MARKS[name])
        elif name == "a":
            self._flow.mark(MarkKind.LINK, _target(element))
        elif name == "img":
            self._count("picture", element)
        elif name in _SPACED:
            self._flow.space()

    def _end(self, element: Element) -> None:
        name = element.tag
        if name in _BLOCKS:
            self._end_block(name)
        elif name in _MARKS or name == "a":
            self._flow.unmark()
        elif name in _SPACED:
            self._flow.space()

    def _begin_block(self, name: str, element: Element) -> None:
        if self._row:
            self._begin_in_row(name, element)
            return
        self._flow.close()
        if name in _HEADINGS:
            self._contexts.append(_Context(BlockKind.HEADING, _HEADINGS[name]))
        elif name == "li":
            self._contexts.append(_Context(BlockKind.ITEM, max(1, len(self._lists)), self._sign(element)))
        elif name == "dd":
            self._contexts.append(_Context(BlockKind.ITEM, len(self._lists) + 1))
        elif name == "figcaption":
            self._contexts.append(_Context(BlockKind.PICTURE if self._figures else BlockKind.PARAGRAPH))
        elif name in _LISTS:
            style, start = element.get("type", "1"), _number(element.get("start"), 1)
            self._lists.append(_List(name == "ol", style, start))
        elif name == "figure":
            self._figures += 1
        elif name in _KEPT:
            self._kept += 1
        elif name == "table":
            data = is_data_table(element)
            self._number += data
            self._tables.append(_Table(self._number if data else 0))
        elif name == "tr" and self._tables and self._tables[-1].number:
            self._begin_row(element)

    def _begin_row(self, element: Element) -> None:
        table = self._tables[-1]
        cells = [cell.tag for cell in element if cell.tag in ("td", "th")]
        parent = element.getparent()
        heading = bool(cells) and ((parent is not None and parent.tag == "thead") or set(cells) == {"th"})
        self._flow.open(BlockKind.ROW, table=table.number, heading_row=heading)
        table.column = -1
        self._row = 1

    def _begin_in_row(self, name: str, element: Element) -> None:
        """Inside a row: cells are parted by TAB, all else by a space."""
        if name not in ("td", "th"):
            self._flow.space()
            return
        table = self._tables[-1]
        self._next_column(table)
        wide = min(_number(element.get("colspan"), 1), 100)
        tall = min(_number(element.get("rowspan"), 1), 1000)
        for column in range(table.column, table.column + max(1, wide)):
            if tall > 1:
                table.taken[column] = tall
        self._wide = max(1, wide)

    _wide = 1

    def _next_column(self, table: _Table) -> None:
        """Move on to the next column that no tall cell from above reaches into; the first one has no TAB before it."""
        for _ in range(self._wide if table.column >= 0 else 1):
            if table.column >= 0:
                self._flow.cell()
            table.column += 1
        self._wide = 1
        while table.taken.get(table.column, 0) > 0:
            self._flow.cell()
            table.column += 1

    def _end_row(self) -> None:
        table = self._tables[-1]
        self._flow.close()
        self._row, self._wide = 0, 1
        table.taken = {column: rows - 1 for column, rows in table.taken.items() if rows > 1}

    def _end_block(self, name: str) -> None:
        if self._row:
            if name == "tr":
                self._end_row()
            else:
                self._flow.space()
            return
        self._flow.close()
        if (name in _HEADINGS or name in ("li", "dd", "figcaption")) and self._contexts:
            self._contexts.pop()
        elif name in _LISTS and self._lists:
            self._lists.pop()
        elif name == "figure":
            self._figures -= 1
        elif name in _KEPT:
            self._kept -= 1
        elif name == "table" and self._tables:
            self._tables.pop()

    def _sign(self, element: Element) -> str:
        if not self._lists or not self._lists[-1].ordered:
            return "•"
        here = self._lists[-1]
        number = _number(element.get("value"), here.next)
        here.next = number + 1
        return f"{_numeral(number, here.style)}."

    def _text(self, text: str) -> None:
        if self._flow.nothing_open:
            if not self._kept and text.isspace():
                return
            here = self._contexts[-1] if self._contexts else _Context(BlockKind.PARAGRAPH)
            self._flow.open(here.kind, level=here.level, sign=here.sign)
            here.sign = here.sign if text.isspace() else ""
        if self._kept and not self._row:
            self._flow.kept(text)
        else:
            self._flow.text(text)

    def _line_break(self) -> None:
        if self._row:
            self._flow.space()
        elif not self._flow.nothing_open:
            self._flow.line_break()

    def _count(self, kind: str, element: Element) -> None:
        if not kind:
            return
        self._left[kind] += 1
        examples = self._examples.setdefault(kind, [])
        if len(examples) < limits.MOST_EXAMPLES and kind in (FURNITURE, "hidden part", "picture", "form field"):
            if kind == "picture":
                example = element.get("alt") or ""
            else:
                example = first_words(element)
            if example.strip() and example not in examples:
                examples.append(" ".join(example.split())[: limits.LONGEST_EXAMPLE])


def first_words(element: Element) -> str:
    """The beginning of an element's text, for a report."""
    found: list[str] = []
    length = 0
    for event, inner, skip in events(element):
        if event == "start" and LEFT_OUT.get(inner.tag) is not None and inner is not element:
            skip()
            continue
        piece = inner.text if event == "start" else inner.tail if inner is not element else None
        if piece and not piece.isspace():
            words = " ".join(piece[:500].split())
            found.append(words)
            length += len(words)
            if length > limits.LONGEST_EXAMPLE:
                break
    return " ".join(found)[: limits.LONGEST_EXAMPLE]


def is_data_table(table: Element) -> bool:
    """Whether a table holds data, not the layout of a page: no table or heading in it, few blocks to a cell."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return False
    cells = blocks = 0
    for element in table.iter("table", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "p", "li", "br", "div", "form"):
        if element is table:
            continue
        name = element.tag
        if name in ("table", "form") or name in _HEADINGS:
            return False
        if name in ("td", "th"):
            cells += 1
        else:
            blocks += 1
    return cells > 0 and blocks <= 4 * cells + 8


def _target(element: Element) -> str:
    target = (element.get("href") or "").strip()
    if not target or len(target) > limits.LONGEST_TARGET or _UNSAFE_TARGET.match(target):
        return ""
    return target.replace("\0", "")


def _number(text: str | None, default: int) -> int:
    found = re.match(r"\s*[+-]?[0-9]{1,9}", text) if text else None
    return int(found[0]) if found else default


def _numeral(number: int, style: str) -> str:
    if style in ("a", "A") and 0 < number < 10_000:
        letters = ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord(style) + rest) + letters
        return letters
    if style in ("i", "I") and 0 < number < 4000:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (number // value)
            number %= value
        return roman if style == "I" else roman.lower()
    return str(number)
