"""The values of a codebook: codes, fields, case types, criteria, levels and the rule between them.

A codebook is data: no expressions, no scripting. Everything here is immutable. Ids are lasting and opaque
(letters, digits, `_`, `.`, `-`); `parent` alone makes the tree. The order of the codes is the order shown.
`extra` keeps keys of a table that this version does not know, so that they travel on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FORMAT = 1


class FieldType(StrEnum):
    CHOICE = "choice"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Field:
    """A typed value asked of codings."""

    id: str
    name: str
    type: FieldType
    options: tuple[str, ...] = ()
    required: bool = False
    several: bool = False            # choice
    minimum: float | None = None     # number
    maximum: float | None = None
    whole: bool = False
    pattern: str | None = None       # text
    help: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A typed value that a case type asks of each of its cases."""

    id: str
    name: str
    type: FieldType
    options: tuple[str, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseType:
    id: str
    name: str
    attributes: tuple[Attribute, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """A quotation that shows what is meant; with `why`, one that looks alike and is not meant.

    `start` and `end` are code points in the document, half open, None when not known.
    """

    quote: str
    document: str | None = None
    start: int | None = None
    end: int | None = None
    why: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """How another classification calls a code."""

    scheme: str
    entries: tuple[str, ...] = ()
    note: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Code:
    """An entry of the codebook. `criterion`, `counts`, `colour` are None where inherited from the parent."""

    id: str
    name: str
    parent: str | None = None
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    counter_examples: tuple[Example, ...] = ()
    colour: str | None = None        # "#RRGGBB"
    key: str | None = None           # one letter a-z, or two: the parent's letter, then the child's
    fields: tuple[Field, ...] = ()
    criterion: str | None = None
    counts: str | None = None        # an answer of the criterion, or "context"
    reports: tuple[str, ...] = ()    # levels
    exclusive: bool = False
    codable: bool = True
    replaces: tuple[str, ...] = ()
    crosswalk: tuple[Crosswalk, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    id: str
    name: str
    inquiry: str | None = None       # "searched" or "no_reply": also given by such a record
    otherwise: bool = False
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A column of the assessment; its answers stand strongest first. None for voices or certainty admits all."""

    id: str
    name: str
    case_type: str
    answers: tuple[Answer, ...]
    question: str = ""
    against: str = ""
    sources: int = 1
    voices: tuple[str, ...] | None = None
    certainty: tuple[str, ...] | None = None
    oppose: tuple[tuple[str, str], ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Level:
    id: str
    name: str
    rank: int | None = None          # None: outside the order
    colour: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Matches when each column named in `when` has one of the values listed there."""

    id: str
    when: Mapping[str, tuple[str, ...]]
    level: str
    because: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """An ordered decision table: the first row that matches decides."""

    rows: tuple[RuleRow, ...] = ()
    name: str = ""
    case_type: str | None = None
    source: str = ""
    note: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuotedDocument:
    """A document that examples are quoted from."""

    id: str
    title: str = ""
    sha256: str = ""
    characters: int | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Codebook:
    id: str
    name: str
    version: str = ""
    language: str = ""
    passage: str = ""                # how long a passage should be
    note: str = ""
    codes: tuple[Code, ...] = ()
    fields: tuple[Field, ...] = ()   # asked of every coding, whatever its code
    case_types: tuple[CaseType, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    levels: tuple[Level, ...] = ()
    rule: Rule | None = None
    documents: tuple[QuotedDocument, ...] = ()
    agreement: Mapping[str, object] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)         # unknown keys of [codebook]
    extra_tables: Mapping[str, object] = field(default_factory=dict)  # unknown tables of the file
