"""Rows of documents as earlier formats wrote them, found in a damaged file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from annotator.model.changes import Kind
from annotator.store.remains import fields_of, sorted_out
from annotator.store.schema import document

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("name", ["format-1", "format-2"])
def test_the_rows_of_an_earlier_format_are_known_as_documents(name: str) -> None:
    raw = sqlite3.connect(f"file:{DATA / name}.annot?mode=ro&immutable=1", uri=True)
    rows = raw.execute("SELECT * FROM document").fetchall()
    raw.close()
    assert rows and len(rows[0]) == len(document.c) - 1
    found = sorted_out(rows, lambda _row: None).rows[Kind.DOCUMENT]
    assert {row["id"]: row["title"] for row in found.values()} == {row[0]: row[1] for row in rows}
    assert all(row["cases"] == "[]" and row["heads"] for row in found.values())
    assert not any(name.startswith("case:") for row in found.values() for name in fields_of(Kind.DOCUMENT, row))
