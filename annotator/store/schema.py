"""The tables: the journal, which is the truth and only ever grows, and what is projected from it.

One schema for SQLite and PostgreSQL. No foreign or unique key runs between entities: it would make a merge fail or
lose something. What is SQLite's own stands in `store/dialects`.
"""

from __future__ import annotations

import sqlalchemy as sa

from annotator.model.changes import Kind

APPLICATION_ID = 0x414E4E54  # 'ANNT', at byte 68 of the file
SCHEMA = 3  # at byte 60 of the file, and in `meta`

METADATA = sa.MetaData()
Id = sa.LargeBinary(16)
Big, Small, Text, Binary, Column = sa.BigInteger, sa.SmallInteger, sa.Text, sa.LargeBinary, sa.Column


def _table(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, METADATA, *columns, sqlite_with_rowid=False)


# The journal: insert only.
opening = _table(
    "opening",
    Column("id", Id, primary_key=True),
    Column("coder", Id, nullable=False),
    Column("app", Text, nullable=False),
    Column("schema", Small, nullable=False),
)
changeset = _table(
    "changeset",
    Column("id", Id, primary_key=True),
    Column("opening", Id, nullable=False),
    Column("hlc", Big, nullable=False),  # milliseconds << 16 | counter
    Column("ahead_ms", Big, nullable=False),  # the coder's wall clock = (hlc >> 16) - ahead_ms
    Column("kind", Small, nullable=False),
    Column("undoes", Binary),
    Column("label", Text, nullable=False),
    Column("hash", Binary, nullable=False),
)
op = _table(
    "op",
    Column("entity", Id, primary_key=True),
    Column("changeset", Id, primary_key=True),
    Column("kind", Small, nullable=False),
    Column("verb", Small, nullable=False),
    Column("seen", Binary, nullable=False),
    Column("fields", Text, nullable=False),
    sa.Index("op_changeset", "changeset"),
)
blob = sa.Table(
    "blob",
    METADATA,
    Column("sha256", Binary, primary_key=True),
    Column("media_type", Text, nullable=False),
    Column("size", Big, nullable=False),
    Column("data", Binary, nullable=False),
)

# Of this copy alone, never merged.
meta = _table("meta", Column("key", Text, primary_key=True), Column("value", Text))
case_number = _table(  # the digits on the bar above the text, fixed from first use
    "case_number",
    Column("document", Id, primary_key=True),
    Column("number", Small, primary_key=True),
    Column("case", Id, nullable=False),
)
merged = _table(  # what came in by merges, so that it can be taken out again
    "merged",
    Column("id", Id, primary_key=True),
    Column("time", Big, nullable=False),  # milliseconds since 1970
    Column("files", Text, nullable=False),  # JSON list of file names
    Column("backup", Text, nullable=False),  # path of the backup taken before it
    Column("changesets", Binary, nullable=False),  # ids, sorted and joined
    Column("blobs", Binary, nullable=False),  # SHA-256 of those that came with it, sorted and joined
    Column("total", Big, nullable=False),  # changesets in the journal when it was done
)


# Projected: can be rebuilt from the journal at any time.
def _projected(name: str, *columns: sa.schema.SchemaItem) -> sa.Table:
    indexes = [one for one in columns if isinstance(one, sa.Index)]
    return _table(
        name,
        Column("id", Id, primary_key=True),
        *(one for one in columns if not isinstance(one, sa.Index)),
        Column("created", Big, nullable=False),
        Column("modified", Big, nullable=False),
        Column("author", Id, nullable=False),
        Column("deleted", Small, nullable=False),
        Column("heads", Binary, nullable=False),
        Column("extra", Text, nullable=False),  # JSON: fields that this version does not know
        *indexes,
    )


document = _projected(
    "document",
    Column("title", Text),
    Column("file_name", Text),
    Column("media_type", Text),
    Column("sha256", Binary),
    Column("size", Big),
    Column("metadata", Text, nullable=False),  # JSON object
    Column("cases", Text, nullable=False),  # JSON list of ids as text: what it is about
)
layer = _projected(
    "layer",
    Column("document", Id),
    Column("role", Text),
    Column("position", sa.Integer),
    Column("extractor", Text),
    Column("sha256", Binary),  # of the text, a blob
    Column("characters", Big),
    Column("pages", sa.Integer),
    Column("blocks", Binary),  # SHA-256 of the block table, a blob
    Column("page_table", Binary),  # SHA-256 of the page table, a blob, or null
    sa.Index("layer_document", "document"),
)
code = _projected(
    "code",
    Column("text_id", Text),
    Column("name", Text),
    Column("parent", Id),
    Column("position", sa.Float),
    Column("definition", Text),
    Column("colour", Text),
    Column("key", Text),
    Column("include", Text, nullable=False),  # JSON list
    Column("exclude", Text, nullable=False),  # JSON list
    Column("examples", Text, nullable=False),  # JSON list of objects
    Column("counter_examples", Text, nullable=False),  # JSON list of objects
    Column("details", Text, nullable=False),  # JSON object: fields, criterion, counts, reports ...
    Column("to_define", Small, nullable=False),
    Column("same_as", Id),
)
part = _projected(
    "part",
    Column("part", Text),
    Column("key", Text),
    Column("position", sa.Float),
    Column("data", Text),  # JSON object
)
coding = _projected(
    "coding",
    Column("layer", Id),
    Column("code", Id),
    Column("coder", Id),
    Column("start", sa.Integer),
    Column("end", sa.Integer),
    Column("page", sa.Integer),
    Column("area", Text),
    Column("quote", Text),
    Column("prefix", Text),
    Column("suffix", Text),
    Column("check", Text),
    Column("stance", Text, nullable=False),
    Column("fields", Text, nullable=False),  # JSON object
    Column("cases", Text, nullable=False),  # JSON list of ids as text
    Column("foreign_id", Text),
    Column("imported_from", Text),
    sa.Index("coding_layer", "layer", "deleted", "start"),
    sa.Index("coding_code", "code", "deleted"),
)
case = _projected(
    "case",
    Column("name", Text),
    Column("type", Text),
    Column("aliases", Text, nullable=False),  # JSON list
    Column("attributes", Text, nullable=False),  # JSON object
    Column("same_as", Id),
)
coder = _projected(
    "coder", Column("name", Text), Column("initials", Text), Column("colour", Text), Column("same_as", Id)
)
memo = _projected(
    "memo",
    Column("about", Id),
    Column("about_kind", Small),
    Column("coder", Id),
    Column("text", Text),
    sa.Index("memo_about", "about", "deleted"),
)
finished = _projected(
    "finished", Column("document", Id), Column("coder", Id), sa.Index("finished_document", "document")
)
looked = _projected("looked", Column("coding", Id), Column("change", Id))  # change: the changeset that changed its code
kept = _projected("kept", Column("conflict", Id), Column("what", Text))
conflict = _table(
    "conflict",
    Column("id", Id, primary_key=True),
    Column("what", Text, nullable=False),
    Column("kind", Small, nullable=False),
    Column("entity", Id, nullable=False),
    Column("field", Text, nullable=False),
    Column("detail", Text, nullable=False),
    sa.Index("conflict_entity", "entity"),
    sa.Index("conflict_what", "what"),
)

# Of one connection: the changesets that are being worked on as a set, and the entities that are looked at as one.
fresh, among = (
    sa.Table(name, sa.MetaData(), Column("id", Id, primary_key=True), prefixes=["TEMPORARY"], sqlite_with_rowid=False)
    for name in ("fresh", "among")
)

TABLES: dict[Kind, sa.Table] = {
    Kind.DOCUMENT: document,
    Kind.LAYER: layer,
    Kind.CODE: code,
    Kind.CODING: coding,
    Kind.CODER: coder,
    Kind.CASE: case,
    Kind.MEMO: memo,
    Kind.PART: part,
    Kind.FINISHED: finished,
    Kind.LOOKED: looked,
    Kind.KEPT: kept,
}
JOURNAL = (opening, changeset, op, blob)
