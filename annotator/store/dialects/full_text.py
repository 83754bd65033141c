"""The full-text index in SQLite: an FTS5 table without content, and which of its rows belong to which layer.

It is this copy's own, is made when it is first needed and can be made again at any time. The words are those of
`annotator.model.query_words`: they come folded and cut, so that the plainest tokenizer keeps them as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from annotator.store.dialects.sqlite import driver, portions

TABLES = ("search_text", "search_piece", "search_layer", "search_word", "search_note")
_MAKE = (
    "CREATE VIRTUAL TABLE search_text USING fts5(words, content='', columnsize=0, tokenize='ascii')",
    "CREATE TABLE search_piece (number INTEGER PRIMARY KEY, layer BLOB NOT NULL)",
    "CREATE TABLE search_layer (layer BLOB PRIMARY KEY, loose INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE search_word (number INTEGER PRIMARY KEY, words TEXT NOT NULL)",
    "CREATE TABLE search_note (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)
_FORMAT = "1"  # of the words; an index of another one is made anew


def is_there(db: sa.Connection) -> bool:
    """Whether there is an index that this version can read."""
    raw = driver(db)
    names = {row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not names.issuperset(TABLES):
        return False
    row = raw.execute("SELECT value FROM search_note WHERE key = 'format'").fetchone()
    return row is not None and row[0] == _FORMAT


def make(db: sa.Connection) -> None:
    """An empty index, in place of whatever there was."""
    drop(db)
    raw = driver(db)
    for statement in _MAKE:
        raw.execute(statement)
    raw.execute("INSERT INTO search_note VALUES ('format', ?)", (_FORMAT,))


def drop(db: sa.Connection) -> None:
    raw = driver(db)
    kinds = dict(raw.execute("SELECT name, type FROM sqlite_schema").fetchall())
    for name in TABLES:
        if name in kinds:
            raw.execute(f"DROP {'VIEW' if kinds[name] == 'view' else 'TABLE'} {name}")


def layers(db: sa.Connection) -> dict[bytes, int]:
    """The layers that are in it, and how loosely each must be looked at."""
    return {bytes(layer): int(loose) for layer, loose in driver(db).execute("SELECT layer, loose FROM search_layer")}


def add_piece(db: sa.Connection, layer: bytes, words: Sequence[str]) -> None:
    raw = driver(db)
    number = raw.execute("INSERT INTO search_piece (layer) VALUES (?)", (layer,)).lastrowid
    raw.execute("INSERT INTO search_text (rowid, words) VALUES (?, ?)", (number, " ".join(words)))


def add_layer(db: sa.Connection, layer: bytes, loose: int) -> None:
    driver(db).execute("INSERT OR REPLACE INTO search_layer VALUES (?, ?)", (layer, loose))


def vocabulary(db: sa.Connection) -> str:
    """All words, each between line ends."""
    rows = driver(db).execute("SELECT words FROM search_word ORDER BY number")
    return "\n" + "".join(str(row[0]) for row in rows)


def add_words(db: sa.Connection, words: Iterable[str]) -> None:
    """Words that the vocabulary lacks."""
    text = "".join(f"{word}\n" for word in sorted(words))
    if text:
        driver(db).execute("INSERT INTO search_word (words) VALUES (?)", (text,))


def with_phrases(db: sa.Connection, phrases: Iterable[tuple[Sequence[str], bool]]) -> set[bytes]:
    """The layers in which one of the phrases stands; each is words in order, and whether the last one may go on."""
    found: set[bytes] = set()
    for some in portions(list(phrases), 100):
        asked = " OR ".join(f'"{" ".join(words)}"{" *" if goes_on else ""}' for words, goes_on in some)
        query = (
            "SELECT DISTINCT search_piece.layer FROM search_text"
            " JOIN search_piece ON search_piece.number = search_text.rowid WHERE search_text MATCH ?"
        )
        found.update(bytes(row[0]) for row in driver(db).execute(query, (asked,)))
    return found

