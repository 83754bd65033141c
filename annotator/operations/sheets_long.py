"""Long tables that only the CSV twin has: a row for each value of a field, and for each attribute of a case."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.formats.tables import Kind as Holds
from annotator.formats.tables import Sheet
from annotator.model.ids import id_text
from annotator.operations.sheet_cells import Row, Source, column, value_cell


def coding_fields(source: Source) -> Sheet:
    """A field that holds several values has a row for each."""
    columns = (
        column("Coding id", "coding_id", Holds.ID),
        column("Field", "field", Holds.TEXT),
        column("Value", "value", Holds.TEXT),
    )
    rows: Iterator[Row] = (
        [id_text(one.id), name, str(value_cell(single))]
        for one in source.whole.codings
        for name, value in one.fields.items()
        for single in (value if isinstance(value, list) else [value])
    )
    return Sheet("Coding fields", "CodingFields", columns, rows, csv_name="coding_fields")


def case_attributes(source: Source) -> Sheet:
    columns = (
        column("Case id", "case_id", Holds.ID),
        column("Attribute", "attribute", Holds.TEXT),
        column("Value", "value", Holds.TEXT),
    )
    rows: Iterator[Row] = (
        [id_text(one.id), name, value] for one in source.whole.cases for name, value in one.attributes.items()
    )
    return Sheet("Case attributes", "CaseAttributes", columns, rows, csv_name="case_attributes")
