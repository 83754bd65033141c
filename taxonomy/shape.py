"""Which keys each table of a codebook file has, and of what kind: one table for reading, writing and hints.

The format itself is described in the manual, in "The codebook file".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from taxonomy.codes import (
    Answer,
    Attribute,
    CaseType,
    Code,
    Codebook,
    Criterion,
    Crosswalk,
    Example,
    Field,
    Level,
    QuotedDocument,
    Rule,
    RuleRow,
)


class Kind(Enum):
    TEXT = auto()
    TEXTS = auto()
    LETTERS = auto()    # text that is read in small letters
    FLAG = auto()
    WHOLE = auto()
    NUMBER = auto()
    FIELD_TYPE = auto()
    PAIRS = auto()      # [["a", "b"], ...]
    CELLS = auto()      # { column = ["value", ...], ... }
    FREE = auto()       # a table with any keys
    TABLE = auto()      # [name]
    TABLES = auto()     # [[name]]
    INLINE = auto()     # [{ ... }, ...]: read as TABLES, written in one value


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table: its name in the file, and the attribute of the value that it fills."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    attribute: str = ""
    of: type | None = None

    @property
    def fills(self) -> str:
        return self.attribute or self.name


_ID = Key("id", required=True)
_NAME = Key("name", required=True)
_TYPE = Key("type", Kind.FIELD_TYPE, required=True)
_OPTIONS = Key("options", Kind.TEXTS)
_PLACE = (Key("document"), Key("start", Kind.WHOLE), Key("end", Kind.WHOLE), Key("quote", required=True))

SHAPES: Mapping[type, tuple[Key, ...]] = MappingProxyType({
    Field: (
        _ID, _NAME, _TYPE, _OPTIONS,
        Key("required", Kind.FLAG), Key("several", Kind.FLAG),
        Key("minimum", Kind.NUMBER), Key("maximum", Kind.NUMBER), Key("whole", Kind.FLAG),
        Key("pattern"), Key("help"),
    ),
    Attribute: (_ID, _NAME, _TYPE, _OPTIONS),
    CaseType: (_ID, _NAME, Key("attribute", Kind.TABLES, attribute="attributes", of=Attribute)),
    Example: (*_PLACE, Key("why")),
    Crosswalk: (Key("scheme", required=True), Key("entries", Kind.TEXTS), Key("note")),
    Code: (
        _ID, Key("parent"), Key("key", Kind.LETTERS), _NAME, Key("definition"),
        Key("include", Kind.TEXTS), Key("exclude", Kind.TEXTS), Key("colour"),
        Key("criterion"), Key("counts"), Key("reports", Kind.TEXTS),
        Key("exclusive", Kind.FLAG), Key("codable", Kind.FLAG), Key("replaces", Kind.TEXTS),
        Key("field", Kind.TABLES, attribute="fields", of=Field),
        Key("example", Kind.TABLES, attribute="examples", of=Example),
        Key("counter_example", Kind.TABLES, attribute="counter_examples", of=Example),
        Key("crosswalk", Kind.TABLES, of=Crosswalk),
    ),
    Answer: (_ID, _NAME, Key("inquiry"), Key("otherwise", Kind.FLAG)),
    Criterion: (
        _ID, _NAME, Key("question"), Key("against"), Key("case_type", required=True), Key("sources", Kind.WHOLE),
        Key("voices", Kind.TEXTS), Key("certainty", Kind.TEXTS), Key("oppose", Kind.PAIRS),
        Key("answers", Kind.INLINE, required=True, of=Answer),
    ),
    Level: (_ID, _NAME, Key("rank", Kind.WHOLE), Key("colour")),
    RuleRow: (_ID, Key("when", Kind.CELLS, required=True), Key("level", required=True), Key("because")),
    Rule: (
        Key("name"), Key("case_type"), Key("source"), Key("note"),
        Key("row", Kind.TABLES, attribute="rows", of=RuleRow),
    ),
    QuotedDocument: (_ID, Key("title"), Key("sha256"), Key("characters", Kind.WHOLE)),
    Codebook: (_ID, _NAME, Key("version"), Key("language"), Key("passage"), Key("note")),  # the table [codebook]
})

TOP: tuple[Key, ...] = (
    Key("format", Kind.WHOLE),
    Key("codebook", Kind.TABLE, required=True, of=Codebook),
    Key("agreement", Kind.FREE),
    Key("document", Kind.TABLES, attribute="documents", of=QuotedDocument),
    Key("case_type", Kind.TABLES, attribute="case_types", of=CaseType),
    Key("field", Kind.TABLES, attribute="fields", of=Field),
    Key("code", Kind.TABLES, attribute="codes", of=Code),
    Key("criterion", Kind.TABLES, attribute="criteria", of=Criterion),
    Key("level", Kind.TABLES, attribute="levels", of=Level),
    Key("rule", Kind.TABLE, of=Rule),
)

NOUNS: Mapping[type, str] = MappingProxyType({
    Field: "field", Attribute: "attribute", CaseType: "case type", Example: "example", Crosswalk: "crosswalk",
    Code: "code", Answer: "answer", Criterion: "criterion", Level: "level", RuleRow: "rule row", Rule: "rule",
    QuotedDocument: "document", Codebook: "codebook",
})
