"""What the sheets of the dataset have in common: the cells that they are made of, and what several of them ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from annotator.formats.tables import Cell, Column
from annotator.formats.tables import Kind as Holds
from annotator.operations.codebook import codebook
from annotator.operations.snapshot import Snapshot
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy.codes import Attribute, Example, FieldType

_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0003ffff]|\w+(?:[-'’]\w+)*")
_OWN_COLUMNS = ("author", "url", "archived", "accessed", "outlet", "date")
_UNREAD_OUTSIDE_EXPORTS = ("pages",)

Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Source:
    """A project as its sheets need it, read once."""

    project: Project
    whole: Snapshot
    attributes: tuple[Attribute, ...]  # of all case types, and whatever else cases carry
    levels: int  # depth of the codebook
    more_metadata: tuple[str, ...]  # keys of metadata that have no column of their own


def source_of(project: Project, whole: Snapshot) -> Source:
    used = {key for document in whole.documents for key in document.metadata}
    more = tuple(sorted(used - {*_OWN_COLUMNS, *_UNREAD_OUTSIDE_EXPORTS}))
    return Source(project, whole, _attributes(project), max((len(code.path) for code in whole.codes), default=1), more)


def _attributes(project: Project) -> tuple[Attribute, ...]:
    found: dict[str, Attribute] = {}
    for case_type in codebook(project).case_types:
        for attribute in case_type.attributes:
            found.setdefault(attribute.id, attribute)
    for case in reading.cases(project):
        for name in case.attributes:
            found.setdefault(name, Attribute(name, name, FieldType.TEXT))
    return tuple(found.values())


def words(text: str) -> int:
    """Runs of letters and digits with inner hyphens and apostrophes; a Han or kana character counts as one."""
    return sum(1 for _ in _WORD.finditer(text.replace("\u00ad", "")))


def time_cell(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).replace(tzinfo=None)


def column(header: str, name: str, kind: Holds, unit: str = "") -> Column:
    return Column(header, name, kind, unit)


def padded(path: Sequence[str], width: int) -> Row:
    return [*path, *[None] * (width - len(path))]


def value_cell(value: object) -> Cell:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value if isinstance(value, (str, int, float)) or value is None else str(value)


def examples_cell(examples: Sequence[Example]) -> str | None:
    return "\n".join(f"{one.quote} — {one.why}" if one.why else one.quote for one in examples) or None


def column_name(text: str) -> str:
    """A column name as R and Python take it."""
    return re.sub(r"\W+", "_", text.casefold()).strip("_") or "value"
