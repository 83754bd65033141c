"""A codebook as one page to be read and printed: HTML that needs nothing but itself.

The same values give the same bytes. `for_paper` leaves out what only a browser knows; the window makes the PDF of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from annotator.formats.codebook_page_style import PAPER, SCREEN
from taxonomy.codes import Code, Codebook, Criterion, Example, Field, FieldType, Rule

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\Z")
_DEEPEST = 6  # HTML has six headings


@dataclass(frozen=True, slots=True)
class PageOf:
    """What the page shows besides the codebook itself: both by the codes' ids in it."""

    counts: Mapping[str, int] | None = None  # codings of each code; None leaves them out
    to_define: frozenset[str] = field(default_factory=frozenset)


def codebook_page(book: Codebook, also: PageOf | None = None, *, for_paper: bool = False) -> str:
    """The page as HTML. Code with the id `a.b` stands at `#code-a.b`."""
    whole = _Page(book, also or PageOf())
    style = PAPER if for_paper else SCREEN
    language = f' lang="{_text(book.language)}"' if book.language else ""
    head = f'<meta charset="utf-8">\n<title>{_text(book.name)}</title>\n<style>{style}</style>'
    if not for_paper:
        head += '\n<meta name="viewport" content="width=device-width, initial-scale=1">'
        head += '\n<meta name="color-scheme" content="light dark">'
    body = "\n".join(whole.body())
    return f"<!DOCTYPE html>\n<html{language}>\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n"


def anchor_of(code: str) -> str:
    """Where a code stands on the page, by its id in the codebook."""
    return "code-" + re.sub(r"\s", "_", code)


class _Page:
    def __init__(self, book: Codebook, also: PageOf) -> None:
        self._book, self._also = book, also
        self._code_of = {one.id: one for one in book.codes}
        self._below: dict[str | None, list[Code]] = {}
        for one in book.codes:
            self._below.setdefault(one.parent if self._stands_below(one) else None, []).append(one)
        self._criterion_of = {one.id: one for one in book.criteria}
        self._source_of = {one.id: one.title or one.id for one in book.documents}
        self._level_of = {one.id: one.name for one in book.levels}

    def _stands_below(self, one: Code) -> bool:
        """Whether the code above is there, and not below this one in a ring."""
        at, seen = one.parent, set[str]()
        while at in self._code_of and at not in seen:
            if at == one.id:
                return False
            seen.add(at)
            at = self._code_of[at].parent
        return one.parent in self._code_of

    def body(self) -> Iterator[str]:
        book = self._book
        yield f'<header>\n<h1 dir="auto">{_text(book.name)}</h1>'
        told = [f"Version {book.version}" if book.version else "", _counted(len(book.codes), "code")]
        if self._also.to_define:
            told.append(f"{len(self._also.to_define)} to define")
        yield f'<p class="facts">{_text(" · ".join(filter(None, told)))}</p>'
        yield from _paragraphs(book.note)
        if book.passage:
            yield "<p><b>A passage</b></p>"
            yield from _paragraphs(book.passage)
        yield "</header>"
        yield from self._contents()
        yield "<main>"
        if book.codes:
            yield '<section aria-labelledby="codes">\n<h2 id="codes"><a name="codes"></a>Codes</h2>'
            for one in self._below.get(None, []):
                yield from self._code(one, (), 3, frozenset())
            yield "</section>"
        yield from self._parts()
        yield "</main>"

    def _contents(self) -> Iterator[str]:
        yield '<nav aria-label="Contents">\n<h2>Contents</h2>\n<ul>'
        if self._book.codes:
            yield '<li><a href="#codes">Codes</a>'
            yield from self._listed(None, frozenset())
            yield "</li>"
        for anchor, title in self._sections():
            yield f'<li><a href="#{anchor}">{title}</a></li>'
        yield "</ul>\n</nav>"

    def _listed(self, parent: str | None, above: frozenset[str]) -> Iterator[str]:
        found = [one for one in self._below.get(parent, []) if one.id not in above]
        if not found:
            return
        yield "<ul>"
        for one in found:
            yield f'<li><a href="#{_text(anchor_of(one.id))}" dir="auto">{_text(one.name)}</a>'
            yield from self._listed(one.id, above | {one.id})
            yield "</li>"
        yield "</ul>"

    def _sections(self) -> list[tuple[str, str]]:
        book = self._book
        there: tuple[tuple[str, str, object], ...] = (
            ("fields", "Fields asked of every coding", book.fields),
            ("case-types", "Case types", book.case_types),
            ("criteria", "Criteria", book.criteria),
            ("levels", "Levels", book.levels),
            ("rule", "Rule", book.rule),
            ("documents", "Documents quoted", book.documents),
        )
        return [(anchor, title) for anchor, title, held in there if held]

    # Codes

    def _code(self, one: Code, path: tuple[str, ...], level: int, above: frozenset[str]) -> Iterator[str]:
        """A code and those below it; one that stands below itself is shown once."""
        if one.id in above:
            return
        here = (*path, one.name)
        rank, anchor = min(level, _DEEPEST), _text(anchor_of(one.id))
        colour = self._colour(one)
        swatch = f'<span class="swatch" style="color:{colour}" aria-hidden="true">■</span> ' if colour else ""
        key = f' <kbd title="key">{_text(" ".join(one.key.upper()))}</kbd>' if one.key else ""
        kind = "group" if level == 3 else "code"
        yield f'<section class="{kind}" aria-labelledby="{anchor}">'
        yield (f'<h{rank} id="{anchor}"><a name="{anchor}"></a>{swatch}<span dir="auto">{_text(one.name)}</span>'
               f"{key}</h{rank}>")
        facts = [" › ".join(here)] if path else []
        if self._also.counts is not None:
            facts.append(_counted(self._also.counts.get(one.id, 0), "coding"))
        if one.id in self._also.to_define:
            facts.append("to define")
        if not one.codable:
            facts.append("only groups: not meant to be coded")
        if one.exclusive:
            facts.append("at most one of the codes below on a passage")
        if facts:
            yield f'<p class="facts" dir="auto">{_text(" · ".join(facts))}</p>'
        yield from _paragraphs(one.definition)
        yield from _list("Include", one.include)
        yield from _list("Exclude", one.exclude)
        yield from self._examples("Examples", one.examples)
        yield from self._examples("Counter-examples", one.counter_examples)
        yield from _fields("Fields", one.fields)
        yield from self._bearing(one)
        yield from _list("Stands for", one.replaces)
        yield from _list("Elsewhere called", [_called(other.scheme, other.entries, other.note)
                                              for other in one.crosswalk])
        for child in self._below.get(one.id, []):
            yield from self._code(child, here, level + 1, above | {one.id})
        yield "</section>"

    def _colour(self, one: Code) -> str:
        """Its own colour or that of the nearest code above that has one; empty where none is a colour."""
        at: Code | None = one
        seen: set[str] = set()
        while at is not None and at.id not in seen:
            if at.colour is not None:
                return at.colour if _COLOUR.match(at.colour) else ""
            seen.add(at.id)
            at = self._code_of.get(at.parent) if at.parent else None
        return ""

    def _examples(self, title: str, examples: Sequence[Example]) -> Iterator[str]:
        if not examples:
            return
        yield f"<p class=\"label\">{title}</p>"
        for one in examples:
            told = [self._source_of.get(one.document, one.document) if one.document else ""]
            if one.start is not None and one.end is not None:
                told.append(f"{one.start}–{one.end}")
            source = " · ".join(filter(None, told))
            cite = f'<br><cite dir="auto">{_text(source)}</cite>' if source else ""
            why = f'<br><span class="why" dir="auto">Not meant: {_text(one.why)}</span>' if one.why else ""
            yield f'<blockquote dir="auto">“{_text(one.quote)}”{why}{cite}</blockquote>'

    def _bearing(self, one: Code) -> Iterator[str]:
        """What is said at the code itself."""
        told = []
        criterion = self._criterion_of.get(self._inherited(one, "criterion") or "")
        if one.criterion is not None:
            told.append(f"Bears on the criterion “{criterion.name if criterion is not None else one.criterion}”.")
        if one.counts == "context":
            told.append("Context: it moves no rating.")
        elif one.counts is not None:
            told.append(f"Counts as the answer “{_answer_name(criterion, one.counts)}”.")
        if one.reports:
            levels = [self._level_of.get(level, level) for level in one.reports]
            told.append(f"Reports what others rank: {', '.join(levels)}.")
        if told:
            yield f'<p class="bearing" dir="auto">{_text(" ".join(told))}</p>'

    def _inherited(self, one: Code, name: str) -> str | None:
        at: Code | None = one
        seen: set[str] = set()
        while at is not None and at.id not in seen:
            if (held := getattr(at, name)) is not None:
                return str(held)
            seen.add(at.id)
            at = self._code_of.get(at.parent) if at.parent else None
        return None

    # The other parts

    def _parts(self) -> Iterator[str]:
        book = self._book
        made: dict[str, Iterable[str]] = {
            "fields": _fields("", book.fields),
            "case-types": self._case_types(),
            "criteria": (line for one in book.criteria for line in _criterion(one)),
            "levels": self._levels(),
            "rule": self._rule(book.rule) if book.rule is not None else (),
            "documents": self._documents(),
        }
        for anchor, title in self._sections():
            yield f'<section aria-labelledby="{anchor}">\n<h2 id="{anchor}"><a name="{anchor}"></a>{title}</h2>'
            yield from made[anchor]
            yield "</section>"

    def _case_types(self) -> Iterator[str]:
        for one in self._book.case_types:
            yield f'<h3 dir="auto">{_text(one.name)}</h3>'
            items = [_typed(held.name, held.type, held.options) for held in one.attributes]
            yield from _list("Attributes", items)

    def _levels(self) -> Iterator[str]:
        rows = [[one.name, "" if one.rank is None else str(one.rank)] for one in self._book.levels]
        yield from _table(["Level", "Rank"], rows)

    def _rule(self, rule: Rule) -> Iterator[str]:
        if rule.name:
            yield f'<p dir="auto"><b>{_text(rule.name)}</b></p>'
        yield from _paragraphs(rule.note)
        if rule.source:
            yield f'<p class="facts" dir="auto">{_text(rule.source)}</p>'
        yield "<p>The first row that fits decides; a column left out fits anything.</p>"
        rows = []
        for number, row in enumerate(rule.rows, start=1):
            when = "; ".join(f"{self._column(name)}: {self._values(name, held)}" for name, held in row.when.items())
            rows.append([str(number), when or "anything", self._level_of.get(row.level, row.level), row.because])
        yield from _table(["", "When", "Level", "Because"], rows)

    def _column(self, name: str) -> str:
        found = self._criterion_of.get(name)
        return found.name if found is not None else name

    def _values(self, name: str, held: Sequence[str]) -> str:
        return " or ".join(_answer_name(self._criterion_of.get(name), one) for one in held)

    def _documents(self) -> Iterator[str]:
        yield from _list("", [one.title or one.id for one in self._book.documents])


def _criterion(one: Criterion) -> Iterator[str]:
    yield f'<h3 dir="auto">{_text(one.name)}</h3>'
    yield from _paragraphs(one.question)
    told = []
    for answer in one.answers:
        remarks = [f"also given by a record “{answer.inquiry}”" if answer.inquiry else "",
                   "where nothing else is" if answer.otherwise else ""]
        also = "; ".join(filter(None, remarks))
        told.append(f"{answer.name} ({also})" if also else answer.name)
    yield from _list("Answers, strongest first", told)
    if one.against:
        yield f'<p dir="auto"><b>Against it</b> {_text(one.against)}</p>'
    if one.sources > 1:
        yield f"<p>Needs {one.sources} independent documents.</p>"
    for name, held in (("Voices admitted", one.voices), ("Certainty admitted", one.certainty)):
        if held is not None:
            yield from _list(name, held)


def _answer_name(criterion: Criterion | None, answer: str) -> str:
    answers = criterion.answers if criterion is not None else ()
    return next((one.name for one in answers if one.id == answer), answer)


def _fields(title: str, fields: Sequence[Field]) -> Iterator[str]:
    items = []
    for one in fields:
        told = _typed(one.name, one.type, one.options)
        more = ["required" if one.required else "", "several" if one.several else "", one.help]
        also = "; ".join(filter(None, more))
        items.append(f"{told} ({also})" if also else told)
    yield from _list(title, items)


def _typed(name: str, kind: FieldType, options: Sequence[str]) -> str:
    return f"{name}: {', '.join(options)}" if options else f"{name}: {kind.value}"


def _called(scheme: str, entries: Sequence[str], note: str) -> str:
    told = f"{scheme}: {', '.join(entries)}" if entries else scheme
    return f"{told}. {note}" if note else told


def _list(title: str, items: Iterable[str]) -> Iterator[str]:
    told = list(items)
    if not told:
        return
    if title:
        yield f'<p class="label">{_text(title)}</p>'
    yield "<ul>" + "".join(f'<li dir="auto">{_text(one)}</li>' for one in told) + "</ul>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield '<table border="0" cellspacing="0" cellpadding="4"><thead><tr>'
    yield "".join(f'<th scope="col" align="left">{_text(one)}</th>' for one in heads) + "</tr></thead><tbody>"
    for row in rows:
        yield "<tr>" + "".join(f'<td dir="auto">{_text(one)}</td>' for one in row) + "</tr>"
    yield "</tbody></table>"


def _paragraphs(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.strip():
            yield f'<p dir="auto">{_text(line.strip())}</p>'


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _text(text: str) -> str:
    """Escaped, and without the control characters that no page may hold."""
    return escape("".join(one if one >= " " or one in "\t\n" else "\ufffd" for one in text))
