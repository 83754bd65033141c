"""Project files that earlier versions wrote: upgraded after a backup, wholly or not at all, and read as they are.

`tests/data/format-1.annot` was written by version 0.1 (file format 1) through its own operations: documents, codes
below codes, codings, cases, memos, edits, undo and redo, and a second coder whose copy was joined, so that one name is
in conflict. `format-1.json` is what that version itself read from it. Neither is ever made anew.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from annotator import settings
from annotator.model.changes import Kind
from annotator.model.codings import Passage
from annotator.model.errors import CannotDo, InUse
from annotator.model.ids import new_id
from annotator.operations import codebook, codes, coding, projects
from annotator.store import backups, opening, reading
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.schema import METADATA, SCHEMA, TABLES, conflict, meta
from tests.builders import faults, identity, reopen, state
from tests.formats.children import needs_fork

DATA = Path(__file__).parents[1] / "data"
FORMATS = sorted(DATA.glob("format-*.annot"))


@pytest.fixture(params=FORMATS, ids=lambda path: str(path.stem))
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a file of each earlier format, with what it holds beside it."""
    shutil.copyfile(request.param, tmp_path / "old.annot")
    shutil.copyfile(request.param.with_suffix(".json"), tmp_path / "old.json")
    return tmp_path / "old.annot"


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def read(project: Project) -> dict[str, Any]:
    """What the project holds, as the version that wrote the file told it."""
    titles = {one.id: one.title for one in reading.documents(project)}
    clashes = project.read(sa.select(conflict).where(conflict.c.what.in_(["field", "delete_edit"])))
    return {
        "codings": [
            {
                "document": titles[one.document] if one.document else None,
                "start": one.start,
                "end": one.end,
                "quote": one.quote,
                "code": one.code.hex(),
                "coder": one.coder.hex(),
                "stance": one.stance.value,
                "cases": [case.hex() for case in one.cases],
                "fields": dict(one.fields),
                "created": one.created,
                "modified": one.modified,
                "id": one.id.hex(),
            }
            for one in reading.codings(project)
        ],
        "codes": [
            {"id": one.id.hex(), "text_id": one.code.id, "name": one.code.name, "parent": one.code.parent}
            for one in codebook.codes(project)
        ],
        "cases": [
            {"id": one.id.hex(), "name": one.name, "aliases": list(one.aliases), "attributes": dict(one.attributes)}
            for one in reading.cases(project)
        ],
        "memos": [
            {"about": one.about.hex(), "text": one.text, "coder": one.coder.hex()} for one in reading.memos(project)
        ],
        "documents": [
            {
                "title": one.title,
                "id": one.id.hex(),
                "metadata": dict(one.metadata),
                "layers": [layer.id.hex() for layer in one.layers],
            }
            for one in reading.documents(project)
        ],
        "coders": [{"id": one.id.hex(), "name": one.name} for one in reading.coders(project)],
        "conflicts": sorted(
            [row.id.hex(), row.what, row.kind, row.entity.hex(), row.field, row.detail] for row in clashes
        ),
        "changesets": len(reading.history(project)),
    }


def test_there_is_a_file_of_each_earlier_format() -> None:
    assert [path.name for path in FORMATS] == [f"format-{one}.annot" for one in range(1, SCHEMA)]


def test_an_old_file_is_upgraded_after_a_backup_and_holds_what_it_held(old: Path) -> None:
    before = old.read_bytes()
    project = projects.open_project(old, identity("Anna Weber"))
    assert faults(project) == ()
    assert read(project) == told(old)
    assert project.read(sa.select(meta.c.value).where(meta.c.key == "schema")) == [(str(SCHEMA),)]
    assert opening.look_at_header(backups.kept(project)[0]) == before[63]
    assert "before-upgrade-from-" in backups.kept(project)[0].name
    shape = _shape(project.path)
    project = reopen(project, "Anna Weber")
    assert len(backups.kept(project)) == 1, "once"
    codes.add_code(project, "Written later")
    assert faults(project) == ()
    fresh = projects.new(old.with_name("fresh.annot"), identity())
    assert _shape(fresh.path) == shape, "an upgraded file has the tables and indexes of a new one"
    project.close()
    fresh.close()


def _shape(path: Path) -> set[tuple[str, str]]:
    """Every table and index, read by SQLite itself from a copy, so that no lock is dropped."""
    copy = path.with_name("shape.annot")
    shutil.copyfile(path, copy)
    raw = sqlite3.connect(copy)
    found = {(name, sql or "") for name, sql in raw.execute("SELECT name, sql FROM sqlite_schema")}
    raw.close()
    copy.unlink()
    return found


def test_an_old_file_is_read_without_touching_it(old: Path) -> None:
    before = old.read_bytes()
    readers = [projects.open_project(old, identity(), read_only=True) for _ in range(2)]
    for reader in readers:
        assert read(reader) == told(old)
        assert faults(reader) == ()
        with pytest.raises(CannotDo, match="for reading only"):
            codes.add_code(reader, "Never")
        reader.close()
    assert old.read_bytes() == before
    assert sorted(one.name for one in old.parent.iterdir()) == ["old.annot", "old.json"]


def test_an_old_file_that_another_program_holds_is_not_read_half_way(old: Path) -> None:
    raw = sqlite3.connect(old, isolation_level=None)
    raw.execute("BEGIN EXCLUSIVE")
    for read_only in (False, True):
        with pytest.raises(InUse):
            projects.open_project(old, identity(), read_only=read_only)
    raw.execute("ROLLBACK")
    raw.close()


def test_a_current_copy_is_made_of_an_old_file_and_of_one_that_is_current(old: Path, tmp_path: Path) -> None:
    before = old.read_bytes()
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    copy = opening.current_copy(old, tmp_path / "first")
    again = opening.current_copy(copy, tmp_path / "second")
    assert old.read_bytes() == before
    for path in (copy, again):
        project = projects.open_project(path, identity(), read_only=True)
        assert read(project) == told(old)
        project.close()


def test_what_this_version_does_not_know_survives_an_upgrade(old: Path) -> None:
    """Kinds and fields that a still newer version wrote travel in the journal, as after a merge."""
    project = projects.open_project(old, identity(), read_only=True)
    held = project.read(sa.select(TABLES[Kind.CODE]).where(TABLES[Kind.CODE].c.deleted == 0))[0]
    project.close()
    raw = sqlite3.connect(old)
    at, thing, change = (raw.execute("SELECT max(hlc) FROM changeset").fetchone()[0], new_id(), new_id())
    opened = raw.execute("SELECT opening FROM changeset ORDER BY hlc DESC, id DESC LIMIT 1").fetchone()[0]
    last = raw.execute("SELECT hash FROM changeset ORDER BY hlc DESC, id DESC LIMIT 1").fetchone()[0]
    from annotator.store.journal import chained

    ops = [
        (thing, change, 77, 0, b"", '{"shape":"unheard of"}'),
        (held.id, change, int(Kind.CODE), 1, held.heads, '{"weight":3}'),
    ]
    row = (change, opened, at + 1, 0, 0, None, "From later", chained(last, change, ops))
    raw.execute("INSERT INTO changeset VALUES (?,?,?,?,?,?,?,?)", row)
    raw.executemany("INSERT INTO op VALUES (?,?,?,?,?,?)", ops)
    raw.commit()
    raw.close()
    project = projects.open_project(old, identity())
    assert faults(project) == ()
    assert project.read(sa.select(METADATA.tables["op"].c.fields).where(METADATA.tables["op"].c.entity == thing)) == [
        ('{"shape":"unheard of"}',)
    ]
    table = TABLES[Kind.CODE]
    assert project.read(sa.select(table.c.extra).where(table.c.id == held.id)) == [('{"weight":3}',)]
    project.close()


def test_an_old_file_whose_journal_cannot_be_read_stays_an_old_file(old: Path) -> None:
    raw = sqlite3.connect(old)
    raw.execute("UPDATE op SET fields = '{' WHERE kind = 3")
    raw.commit()
    raw.close()
    before = old.read_bytes()
    for read_only in (False, True):
        with pytest.raises(CannotDo, match="damaged") as refused:
            projects.open_project(old, identity(), read_only=read_only)
        assert "old.annot" in refused.value.message
        assert "--repair" in refused.value.message
    assert old.read_bytes()[100:] == before[100:]
    assert opening.look_at_header(old) == before[63]


@needs_fork
def test_killed_at_any_statement_of_an_upgrade_it_happened_or_did_not(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, before, points = old.with_name("work.annot"), opening.look_at_header(old), 0
    while True:
        for left in old.parent.glob("work.annot*"):
            left.unlink()
        shutil.copyfile(old, work)
        killed = _killed_while_upgrading(work, points, monkeypatch)
        journal = work.with_name("work.annot-journal")
        if not journal.exists() or not any(journal.read_bytes()[:8]):
            assert opening.look_at_header(work) == (before if killed else SCHEMA)
        if points % 8 < 2 or not killed:
            project = projects.open_project(work, identity(), read_only=points % 2 == 0)
            assert read(project) == told(old)
            assert faults(project) == ()
            project.close()
        raw = sqlite3.connect(work)
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        raw.close()
        if not killed:
            break
        points += 1
    assert points > 30, "there are statements to die at"


def _killed_while_upgrading(path: Path, point: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    child = os.fork()
    if child == 0:
        try:
            left = [point]

            def count() -> None:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            make = sqlite.engine_for

            def traced(*args: Any, **more: Any) -> sa.Engine:
                engine = make(*args, **more)
                sqlite.register_trace(engine, count)
                return engine

            monkeypatch.setattr(sqlite, "engine_for", traced)
            opening.open_for_writing(path, identity(), settings.backup_folder).close()
            os._exit(0)
        except BaseException:
            os._exit(1)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the child failed"
    return os.WIFSIGNALED(status)


def test_coding_goes_on_in_an_upgraded_file(old: Path) -> None:
    project = projects.open_project(old, identity("Bo Lind"))
    layer = reading.documents(project)[0].layer
    made = coding.code_passage(project, Passage(layer.id, 2, 9), codebook.codes(project)[0].id)
    assert faults(project) == ()
    values = state(project)
    project = reopen(project, "Bo Lind")
    assert state(project) == values
    assert made.coding in {one.id for one in reading.codings(project)}
    project.close()
