"""What is SQLite's own: opening a connection, pragmas, rows in bulk, backup, soundness.

journal_mode=DELETE keeps a project one file that can be mailed while it is open; synchronous=FULL makes a committed
deed survive a power cut. SQLite begins no transaction by itself, so BEGIN IMMEDIATE is said here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

Error = sqlite3.Error  # what the driver itself raises where it is called without SQLAlchemy
MOST_PARAMETERS = 900  # in one statement
_AT_ONCE = 64  # pages of a copy between two of which others are let in: a millisecond or two


def engine_for(path: Path, *, read_only: bool = False, immutable: bool = False) -> sa.Engine:
    """An engine with one connection, which may be used from one thread after another (the caller sees to that)."""
    if read_only:
        where = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if immutable else ''}"
    else:
        where = f"{path.resolve().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(where, uri=True, isolation_level=None, check_same_thread=False, timeout=2.0)

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=sa.StaticPool)

    @sa.event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _record: object) -> None:
        # `main.` matters: without it a file attached for a merge would be locked too.
        pragmas = ["main.cache_size=-65536", "temp_store=MEMORY", "trusted_schema=OFF", "cell_size_check=ON"]
        if not read_only:
            pragmas = ["main.locking_mode=EXCLUSIVE", "main.journal_mode=DELETE", "main.synchronous=FULL", *pragmas]
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def take_lock(db: sa.Connection) -> None:
    """Takes the file for this process alone until the connection ends, even against readers."""
    raw = driver(db)
    raw.execute("BEGIN EXCLUSIVE")
    raw.execute("COMMIT")


def driver(db: sa.Connection) -> sqlite3.Connection:
    found = db.connection.driver_connection
    assert isinstance(found, sqlite3.Connection)
    return found


def set_header(db: sa.Connection, *, application_id: int, schema: int) -> None:
    raw = driver(db)
    raw.execute(f"PRAGMA application_id={application_id}")
    raw.execute(f"PRAGMA user_version={schema}")


def insert(db: sa.Connection, table: sa.Table, rows: Sequence[Sequence[Any]]) -> None:
    """Rows as tuples in the order of the columns: half the time of Core's dictionaries."""
    if rows:
        db.exec_driver_sql(_statement("INSERT", table), [tuple(row) for row in rows])


def insert_missing(db: sa.Connection, table: sa.Table, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        db.exec_driver_sql(_statement("INSERT OR IGNORE", table), [tuple(row) for row in rows])


def upsert(db: sa.Connection, table: sa.Table, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        db.exec_driver_sql(_statement("INSERT OR REPLACE", table), [tuple(row) for row in rows])


def _statement(verb: str, table: sa.Table) -> str:
    return f'{verb} INTO "{table.name}" VALUES ({",".join("?" * len(table.c))})'


def quick_check(db: sa.Connection, *, thorough: bool = False) -> list[str]:
    """What is wrong with the file; empty if nothing."""
    found = driver(db).execute(f"PRAGMA {'integrity_check' if thorough else 'quick_check'}(20)").fetchall()
    return [str(row[0]) for row in found if row[0] != "ok"]


def copy_to(db: sa.Connection, target: Path) -> None:
    """A complete copy, taken with SQLite's backup API; `target` must not exist."""
    copy = sqlite3.connect(target)
    try:
        driver(db).backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()
    finally:
        copy.close()


def copy_in_steps(db: sa.Connection, target: Path, between: Callable[[], None]) -> None:
    """The same, a portion at a time. `between` is called after each, and may let others read and write through `db`:
    what they write comes into the copy too. Whatever it raises ends the copying. Nothing is forced onto the disk.
    """
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF"):  # half a copy is thrown away
            copy.execute(f"PRAGMA {pragma}").fetchall()
        driver(db).backup(copy, pages=_AT_ONCE, progress=lambda _status, left, _all: between() if left else None)
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()
    finally:
        copy.close()


def faults_of(path: Path) -> list[str]:
    """What is wrong with a file that nobody else uses; empty if nothing."""
    engine = engine_for(path, read_only=True)
    try:
        with engine.connect() as db:
            return quick_check(db)
    finally:
        engine.dispose()


def make_slim(target: Path, statement: str) -> None:
    """Runs `statement` on a copy and gives the freed pages back."""
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        copy.execute(statement)
        copy.execute("VACUUM")
    finally:
        copy.close()


@contextmanager
def attached(db: sa.Connection, path: Path) -> Iterator[str]:
    """Another project file beside this one, in the same connection; the name of its schema. Never in a transaction."""
    raw = driver(db)
    raw.execute("ATTACH ? AS other", (path.resolve().as_uri() + "?mode=ro",))
    try:
        yield "other"
    finally:
        raw.execute("DETACH other")


def tuples(db: sa.Connection, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query as the driver gives them: a third of the time that Core takes for many of them."""
    compiled = query.compile(dialect=db.dialect, compile_kwargs={"render_postcompile": True})
    values = [compiled.params[name] for name in compiled.positiontup or ()]
    return driver(db).execute(str(compiled), values).fetchall()


def state_of(db: sa.Connection) -> tuple[int, int]:
    """Changes with each row that this connection, or another program, writes."""
    raw = driver(db)
    return int(raw.execute("PRAGMA main.data_version").fetchone()[0]), raw.total_changes


def portions(items: Sequence[Any], size: int = MOST_PARAMETERS) -> list[Sequence[Any]]:
    return [items[k : k + size] for k in range(0, len(items), size)]


def is_locked(error: BaseException) -> bool:
    return "locked" in str(error) or "busy" in str(error)


def is_full(error: BaseException) -> bool:
    return "full" in str(error) or "disk I/O" in str(error)


def is_read_only(error: BaseException) -> bool:
    return "readonly" in str(error) or "unable to open" in str(error)


def is_about_the_disk(error: BaseException) -> bool:
    """Whether it is about where a file lies and who uses it, and not about what is in it."""
    return is_full(error) or is_read_only(error) or is_locked(error)


def mistyped(columns: Iterable[sa.Column[Any]]) -> sa.ColumnElement[bool]:
    """Whether one of the columns holds something that it is not meant for, which SQLite lets in."""
    meant = {
        sa.Integer: ("integer",),
        sa.Float: ("real", "integer"),
        sa.Text: ("text",),
        sa.LargeBinary: ("blob",),
    }
    return sa.or_(
        sa.false(),
        *(
            sa.func.typeof(column).not_in([*types, "null"])
            for column in columns
            for kind, types in meant.items()
            if isinstance(column.type, kind)
        ),
    )


def register_trace(engine: sa.Engine, called: Callable[[], None]) -> None:
    """Calls `called` before every statement and every COMMIT; tests use it to kill the process there."""
    sa.event.listen(engine, "before_cursor_execute", lambda *_: called())
    sa.event.listen(engine, "commit", lambda *_: called())


def vacuum_into(db: sa.Connection, target: Path) -> None:
    """A complete copy without the gaps that deleted things left; `target` must not exist or be empty."""
    driver(db).execute("VACUUM INTO ?", (str(target),))


def overwrite_deleted(db: sa.Connection) -> None:
    """From now on what is deleted through this connection does not stay legible in the gaps of the file."""
    driver(db).execute("PRAGMA secure_delete=ON").fetchall()
