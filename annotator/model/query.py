"""The query line of Review: what may be asked of codings, as values.

`query_parsing` reads a line, `query_terms` makes chips of it.

| written | means |
|---|---|
| `code:Pledge`, `code:"A > B"` | coded with that code or one below it; a name, a path, an id of the codebook |
| `code=Pledge` | coded with exactly that code |
| `case:Google`, `case:none` | about that case (by name or alias); about none |
| `coder:Anna` | made by that coder (name or initials) |
| `document:report` | the words stand in the title of the document |
| `stance:supports`, `stance:contradicts` | |
| `field:voice=company`, `voice:company` | a field of the coding has that value |
| `field:voice`, `voice:none` | the field is filled; it is empty |
| `outlet:Times`, `meta.outlet:Times` | the words stand in that entry of the document's metadata |
| `outlet:none` | the document has no such entry |
| `date:2018`, `date:2018-04..2019`, `date:..2018`, `date:none` | when the document is from |
| `coded:2026-11..`, `coded:2026-11-03` | when the coding was made (time of this machine) |
| `drone`, `"armed drones"`, `text:drone` | stands in the quote; case ignored, any white space for white space |
| `/pledges?\\b/` | the regular expression matches in the quote, case ignored |
| `memo:check`, `memo:none` | a memo on the coding says so; it has none |
| `auto:yes`, `auto:no` | made by auto-coding and not confirmed since; not so |
| `within:Code`, `overlaps:Code` | lies inside, overlaps another coding with that code or one below it |
| `near:Code`, `near:Code/20` | at most 20 words away from another such coding of the same text (20 unless said) |
| `same:Code` | shares a paragraph with another such coding |
| `a b`, `a and b`, `a or b`, `not a`, `-a`, `( )` | blanks mean “and”, which binds closer than “or” |

Keys and operators do not regard case. What holds blanks, brackets or a colon is quoted: `code:"Arms > Drones"`; in
quotes a backslash stands before a quotation mark that is meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from annotator.model.codings import Stance
from annotator.model.errors import CannotDo

NEAR = 20  # words, unless said


class QueryFault(CannotDo):
    """A query line that means nothing; `at` and `end` say where in the line, in code points."""

    def __init__(self, message: str, at: int = 0, end: int = 0) -> None:
        super().__init__(message)
        self.at, self.end = at, max(at, end)


class Where(StrEnum):
    """What a key means."""

    FIELD = "field"  # a field of the coding
    META = "meta"  # an entry of the document's metadata
    EITHER = "either"  # whichever of the two there is, the field first


class How(StrEnum):
    """How a coding lies to another one."""

    WITHIN = "within"
    OVERLAPS = "overlaps"
    NEAR = "near"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Everything:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Query


@dataclass(frozen=True, slots=True)
class _Leaf:
    at: int = field(default=0, compare=False, kw_only=True)  # [at, end) of the line, for what turns out wrong later
    end: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class CodeIs(_Leaf):
    name: str
    below: bool = True


@dataclass(frozen=True, slots=True)
class CaseIs(_Leaf):
    name: str | None  # None: about no case


@dataclass(frozen=True, slots=True)
class CoderIs(_Leaf):
    name: str


@dataclass(frozen=True, slots=True)
class DocumentHas(_Leaf):
    words: str


@dataclass(frozen=True, slots=True)
class StanceIs(_Leaf):
    stance: Stance


@dataclass(frozen=True, slots=True)
class ValueIs(_Leaf):
    key: str
    value: str
    where: Where = Where.EITHER


@dataclass(frozen=True, slots=True)
class ValueThere(_Leaf):
    key: str
    there: bool  # filled, or empty
    where: Where = Where.EITHER


@dataclass(frozen=True, slots=True)
class Dated(_Leaf):
    """Of the document; bounds are ISO dates of reduced precision, "" is open. Both None: it has no date."""

    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Coded(_Leaf):
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class QuoteHas(_Leaf):
    words: str


@dataclass(frozen=True, slots=True)
class QuoteMatches(_Leaf):
    pattern: str


@dataclass(frozen=True, slots=True)
class MemoHas(_Leaf):
    words: str | None  # None: it has no memo


@dataclass(frozen=True, slots=True)
class Automatic(_Leaf):
    yes: bool


@dataclass(frozen=True, slots=True)
class Beside(_Leaf):
    how: How
    name: str  # of a code
    words: int = 0  # for NEAR: how many may stand between the two


Leaf = (
    CodeIs | CaseIs | CoderIs | DocumentHas | StanceIs | ValueIs | ValueThere | Dated | Coded | QuoteHas | QuoteMatches
    | MemoHas | Automatic | Beside
)
Query = Everything | And | Or | Not | Leaf


def parse(text: str) -> Query:
    """What a query line asks. Raises QueryFault with the place of the mistake."""
    from annotator.model.query_parsing import parsed  # late: it is made of these values

    return parsed(text).query


def leaves(query: Query) -> tuple[Leaf, ...]:
    """All that is asked, without how it is joined; in the order of the line."""
    if isinstance(query, And | Or):
        return tuple(leaf for part in query.parts for leaf in leaves(part))
    if isinstance(query, Not):
        return leaves(query.part)
    return () if isinstance(query, Everything) else (query,)


def in_words(query: Query) -> str:
    """A short reading of it for people."""
    if isinstance(query, Everything):
        return "all codings"
    if isinstance(query, And):
        return " and ".join(_inside(part) for part in query.parts)
    if isinstance(query, Or):
        return " or ".join(_inside(part) for part in query.parts)
    if isinstance(query, Not):
        return f"not {_inside(query.part)}"
    return _of_leaf(query)


def _inside(query: Query) -> str:
    return f"({in_words(query)})" if isinstance(query, And | Or) else in_words(query)


def _of_leaf(leaf: Leaf) -> str:
    match leaf:
        case CodeIs(name=name, below=below):
            return f"code “{name}”{' or below' if below else ' itself'}"
        case CaseIs(name=name):
            return "about no case" if name is None else f"about “{name}”"
        case CoderIs(name=name):
            return f"by “{name}”"
        case DocumentHas(words=words):
            return f"in documents called “{words}”"
        case StanceIs(stance=stance):
            return stance.value
        case ValueIs(key=key, value=value):
            return f"{key} “{value}”"
        case ValueThere(key=key, there=there):
            return f"{'any' if there else 'no'} {key}"
        case Dated(first=first, last=last):
            return "from no date" if first is None or last is None else f"from {_span(first, last)}"
        case Coded(first=first, last=last):
            return f"coded {_span(first, last)}"
        case QuoteHas(words=words):
            return f"says “{words}”"
        case QuoteMatches(pattern=pattern):
            return f"matches /{pattern}/"
        case MemoHas(words=words):
            return "without a memo" if words is None else f"memo says “{words}”"
        case Automatic(yes=yes):
            return "coded automatically" if yes else "not coded automatically"
        case Beside(how=how, name=name, words=count):
            said = {
                How.WITHIN: "within",
                How.OVERLAPS: "overlapping",
                How.NEAR: f"at most {count} words from",
                How.SAME: "in a paragraph with",
            }
            return f"{said[how]} “{name}”"


def _span(first: str, last: str) -> str:
    if first == last:
        return first
    return f"since {first}" if not last else f"until {last}" if not first else f"{first} to {last}"
