"""The sheets that count codings: by document and by case; as a matrix for people, as a long table for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from annotator.formats.tables import COLUMN_LIMIT, Sheet
from annotator.formats.tables import Kind as Holds
from annotator.model.ids import CodeId, EntityId, id_text
from annotator.operations.sheet_cells import Row, Source, column

Counts = Counter[tuple[CodeId, EntityId]]
Heads = Sequence[tuple[EntityId, str]]


def code_by_document(source: Source, *, long: bool = False) -> Sheet:
    whole = source.whole
    counts: Counts = Counter((one.code, one.document) for one in whole.codings if one.document is not None)
    heads = [(one.id, one.title) for one in whole.documents]
    if long:
        return _long(source, "Code × Document", "CodeByDocument", "document", heads, counts)
    return _matrix(source, "Code × Document", "CodeByDocument", "document", heads, counts)


def code_by_case(source: Source, *, long: bool = False) -> Sheet:
    """A coding about two cases counts in both."""
    whole = source.whole
    counts: Counts = Counter((one.code, case) for one in whole.codings for case in one.cases)
    heads = [(one.id, one.name) for one in whole.cases]
    if long:
        return _long(source, "Code × Case", "CodeByCase", "case", heads, counts)
    return _matrix(source, "Code × Case", "CodeByCase", "case", heads, counts)


def _matrix(source: Source, name: str, table: str, other: str, heads: Heads, counts: Counts) -> Sheet:
    """A row for each code and a column for each other thing; turned round where Excel has too few columns."""
    codes = source.whole.codes
    if len(heads) + 2 <= COLUMN_LIMIT:
        columns = (
            column("Code id", "code_id", Holds.ID),
            column("Code path", "code_path", Holds.TITLE),
            *(column(title, f"{other}_{n}", Holds.COUNT) for n, (_, title) in enumerate(heads, 1)),
        )
        rows: Iterator[Row] = (
            [code.code.id, code.path_text, *(counts[code.id, thing] for thing, _ in heads)] for code in codes
        )
        return Sheet(name, table, columns, rows, len(codes))
    columns = (
        column(f"{other.capitalize()} id", f"{other}_id", Holds.ID),
        column(other.capitalize(), other, Holds.TITLE),
        *(column(code.path_text, f"code_{n}", Holds.COUNT) for n, code in enumerate(codes, 1)),
    )
    turned: Iterator[Row] = (
        [id_text(thing), title, *(counts[code.id, thing] for code in codes)] for thing, title in heads
    )
    return Sheet(name, table, columns, turned, len(heads))


def _long(source: Source, name: str, table: str, other: str, heads: Heads, counts: Counts) -> Sheet:
    """A row for each code and other thing that have codings together."""
    columns = (
        column("Code id", "code_id", Holds.ID),
        column(f"{other.capitalize()} id", f"{other}_id", Holds.ID),
        column("Codings", "codings", Holds.COUNT),
    )
    rows: Iterator[Row] = (
        [code.code.id, id_text(thing), counts[code.id, thing]]
        for code in source.whole.codes
        for thing, _ in heads
        if counts[code.id, thing]
    )
    return Sheet(name, table, columns, rows, csv_name=f"code_by_{other}")
