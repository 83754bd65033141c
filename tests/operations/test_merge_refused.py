"""Files that cannot be merged: each is refused in one sentence that names it, and nothing here is changed by it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from annotator.model.errors import CannotDo
from annotator.model.ids import new_id
from annotator.operations import merging, projects
from annotator.store.handle import Project
from annotator.store.journal import chained
from annotator.store.schema import JOURNAL, SCHEMA, merged
from tests.builders import faults, make_project, state
from tests.operations.team import ANNA, BO, base, coded, copied, edit, made_code, memo, opened, read_otherwise, renamed

Rows = dict[str, list[tuple[object, ...]]]


def whole(project: Project) -> tuple[Rows, Rows]:
    """All projected rows, all rows of the journal, and what is remembered of merges."""
    journal = {table.name: sorted(map(tuple, project.read(sa.select(table)))) for table in (*JOURNAL, merged)}
    return state(project), journal


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, Path]:
    """Two copies; the other one has three openings' work that this one lacks, a stored original among it."""
    start = base(tmp_path)
    mine, theirs = copied(start, "mine"), copied(start, "theirs")
    edit(mine, ANNA, made_code("Border"), memo("drones", "Mine."))
    edit(theirs, BO, renamed("Drones", "UAV"), coded("police", "Letter"), read_otherwise("The ships were sold."))
    edit(theirs, ANNA, memo("drones", "Theirs."))
    return mine, theirs


def refused(mine: Path, *others: Path) -> str:
    """Why the merge is refused, in one sentence or two; the project is not changed by the attempt."""
    with opened(mine) as project:
        before, file = whole(project), mine.read_bytes()
        for dry_run in (True, False):
            with pytest.raises(CannotDo) as error:
                merging.merge(project, others, dry_run=dry_run)
            assert whole(project) == before
            assert mine.read_bytes()[100:] == file[100:]
        assert faults(project) == ()
        assert merging.merges(project) == ()
    said = error.value.message
    assert "\n" not in said
    assert said.endswith(".")
    assert any(f"“{one.name}”" in said or str(one) in said for one in others), said
    return said


# Not a file of this project -----------------------------------------------------------------------------------------


def another_project(path: Path) -> None:
    make_project(path.parent, "another.annot").close()
    (path.parent / "another.annot").replace(path)


def of_newer_format(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[60:64] = (SCHEMA + 1).to_bytes(4, "big")
    path.write_bytes(data)


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def half_of_it(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def another_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE t (a)")
    raw.close()


def without_its_tables(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TABLE op")
    raw.close()


NO_COPIES: dict[str, tuple[Callable[[Path], object], str]] = {
    "another project": (another_project, "belongs to another project"),
    "of a newer format": (of_newer_format, "newer version of Annotator"),
    "not there": (Path.unlink, "There is no project"),
    "text": (lambda path: path.write_text("Not a database.\n" * 50), "is not an Annotator project"),
    "empty": (lambda path: path.write_bytes(b""), "empty file"),
    "a folder": (a_folder, "is a folder"),
    "another program's database": (another_database, "database of another program"),
    "cut short in its header": (lambda path: path.write_bytes(path.read_bytes()[:60]), "damaged"),
    "cut in half": (half_of_it, "is cut short"),
    "without one of its tables": (without_its_tables, "damaged"),
}


@pytest.mark.parametrize("name", NO_COPIES)
def test_what_is_no_copy_of_the_project_is_refused(both: tuple[Path, Path], name: str) -> None:
    mine, theirs = both
    good = copied(theirs, "good")
    make, said = NO_COPIES[name]
    make(theirs)
    assert said in refused(mine, theirs)
    assert said in refused(mine, good, theirs), "not even what the other file brings"


def test_the_project_itself_is_refused_by_whatever_name(both: tuple[Path, Path]) -> None:
    mine, theirs = both
    link, hard = theirs.with_name("link.annot"), theirs.with_name("hard.annot")
    link.symlink_to(mine)
    os.link(mine, hard)
    for path in (mine, link, hard, mine.parent / "." / mine.name):
        assert "is this very project" in refused(mine, path)


def test_nothing_to_merge_is_said(both: tuple[Path, Path]) -> None:
    with opened(both[0]) as project, pytest.raises(CannotDo, match="Say which"):
        merging.merge(project, [])


def test_a_project_open_for_reading_is_not_merged_into(both: tuple[Path, Path]) -> None:
    mine, theirs = both
    before = mine.read_bytes()
    project = projects.open_project(mine, ANNA, read_only=True)
    for dry_run in (False, True):
        with pytest.raises(CannotDo, match="for reading only"):
            merging.merge(project, [theirs], dry_run=dry_run)
    project.close()
    assert mine.read_bytes() == before


def test_a_file_that_is_open_in_this_program_is_refused(both: tuple[Path, Path]) -> None:
    mine, theirs = both
    with opened(theirs, BO):
        assert "is open in this program already" in refused(mine, theirs)


# Tampered with ------------------------------------------------------------------------------------------------------

NEW = "(SELECT id FROM changeset WHERE opening IN (SELECT id FROM opening ORDER BY id DESC LIMIT 2))"


def run(path: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(path) as raw:
        assert raw.execute(statement, values).rowcount > 0, "there is something to tamper with"
    raw.close()


def hashes_anew(path: Path) -> None:
    """As somebody would who knows how the program does it."""
    with sqlite3.connect(path) as raw:
        ops: dict[bytes, list[tuple[bytes, bytes, int, int, bytes, str]]] = {}
        for row in raw.execute("SELECT entity, changeset, kind, verb, seen, fields FROM op").fetchall():
            ops.setdefault(row[1], []).append(row)
        last: dict[bytes, bytes] = {}
        for this, opened_by in raw.execute("SELECT id, opening FROM changeset ORDER BY hlc, id").fetchall():
            last[opened_by] = chained(last.get(opened_by, opened_by), this, ops.get(this, []))
            raw.execute("UPDATE changeset SET hash = ? WHERE id = ?", (last[opened_by], this))
    raw.close()


RENAMED = "(SELECT changeset FROM op WHERE fields LIKE '%UAV%')"
TAMPERED: dict[str, tuple[str, tuple[object, ...]]] = {
    "another value": (f"UPDATE op SET fields = replace(fields, 'UAV', 'UFO') WHERE changeset IN {RENAMED}", ()),
    "another hash": (f"UPDATE changeset SET hash = x'00112233445566778899aabbccddeeff' WHERE id IN {RENAMED}", ()),
    "another hash of what both have": ("UPDATE changeset SET hash = x'00112233445566778899aabbccddeeff' "
                                       "WHERE label = 'Made the code “Drones”'", ()),
    "an operation gone": (f"DELETE FROM op WHERE changeset IN {RENAMED}", ()),
    "an opening gone": ("DELETE FROM opening WHERE id = (SELECT max(id) FROM opening)", ()),
    "a changeset gone from the middle": (f"DELETE FROM changeset WHERE id IN {RENAMED}", ()),
    "stored bytes": ("UPDATE blob SET data = x'00' "
                     "WHERE sha256 = (SELECT sha256 FROM document WHERE title = 'scan')", ()),
    "a verb": (f"UPDATE op SET verb = 2 WHERE changeset IN {RENAMED}", ()),
    "what was seen": (f"UPDATE op SET seen = x'00112233445566778899aabbccddeeff' WHERE changeset IN {RENAMED}", ()),
    "a clock": (f"UPDATE changeset SET hlc = 5 WHERE id IN {RENAMED}", ()),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_a_file_that_was_tampered_with_is_refused(both: tuple[Path, Path], name: str) -> None:
    mine, theirs = both
    statement, values = TAMPERED[name]
    run(theirs, statement, *values)
    assert "is damaged" in refused(mine, theirs)


def test_files_that_hold_one_changeset_with_different_contents_are_refused(both: tuple[Path, Path]) -> None:
    """Each by itself is as it was written, as far as can be seen; but they cannot both be."""
    mine, theirs = both
    other = copied(theirs, "other")
    run(other, TAMPERED["another value"][0])
    hashes_anew(other)
    assert "different contents" in refused(mine, theirs, other)
    with opened(mine) as project:
        merging.merge(project, [theirs])
    with opened(mine) as project:
        before = whole(project)
        with pytest.raises(CannotDo, match="is here with another content"):
            merging.merge(project, [other])
        assert whole(project) == before


SKILFUL: dict[str, str] = {
    "what was seen is not there": "UPDATE op SET seen = x'00112233445566778899aabbccddeeff' "
                                  "WHERE changeset IN " + RENAMED,
    "half an id was seen": "UPDATE op SET seen = x'0011223344' WHERE changeset IN " + RENAMED,
    "no JSON": "UPDATE op SET fields = '{\"name\"' WHERE changeset IN " + RENAMED,
    "a list of fields": "UPDATE op SET fields = '[1, 2]' WHERE changeset IN " + RENAMED,
    "a number of fields": "UPDATE op SET fields = '7' WHERE changeset IN " + RENAMED,
    "an id that is none": "UPDATE op SET fields = '{\"parent\":\"a\"}' WHERE changeset IN " + RENAMED,
    "a name that is an object": "UPDATE op SET fields = '{\"name\":{\"a\":[1]}}' WHERE changeset IN " + RENAMED,
    "a passage that is text": "UPDATE op SET fields = replace(fields, '\"start\":', '\"start\":\"x\",\"was\":') "
                              "WHERE fields LIKE '%start%' AND changeset IN " + NEW,
    "a number without end": "UPDATE op SET fields = '{\"position\":1" + "0" * 400 + "}' WHERE changeset IN " + RENAMED,
    "a clock against causality": f"UPDATE changeset SET hlc = 5 WHERE id IN {RENAMED}",
    "fields that are bytes": "UPDATE op SET fields = x'ff00' WHERE changeset IN " + RENAMED,
    "a kind beyond all bounds": "UPDATE op SET kind = 300 WHERE changeset IN " + RENAMED,
    "a verb that does not exist": "UPDATE op SET verb = 9 WHERE changeset IN " + RENAMED,
    "an entity that is half an id": "UPDATE op SET entity = x'00' WHERE changeset IN " + RENAMED,
    "a changeset undoes half an id": f"UPDATE changeset SET undoes = x'0011' WHERE id IN {RENAMED}",
}  # fmt: skip


@pytest.mark.parametrize("name", SKILFUL)
def test_what_makes_no_sense_is_refused_though_its_hash_is_right(both: tuple[Path, Path], name: str) -> None:
    mine, theirs = both
    run(theirs, SKILFUL[name])
    with contextlib.suppress(TypeError, ValueError, OverflowError, AttributeError):  # no hash can be made of some
        hashes_anew(theirs)
    with opened(mine) as project:
        before = whole(project)
        with pytest.raises(CannotDo, match=r"“theirs\.annot” is damaged"):
            merging.merge(project, [theirs])
        assert whole(project) == before
        assert faults(project) == ()


def test_any_byte_of_the_file_may_be_flipped_and_nothing_bad_comes_in(both: tuple[Path, Path]) -> None:
    """Refused, or merged and sound; a flipped byte may lie where nothing is kept."""
    import random

    mine, theirs = both
    data, chance = theirs.read_bytes(), random.Random(7)
    outcomes = set()
    with opened(mine) as project:
        before = whole(project)
        for _ in range(150):
            flipped = bytearray(data)
            for at in chance.sample(range(100, len(data)), 20):
                flipped[at] ^= 1 << chance.randrange(8)
            theirs.write_bytes(flipped)
            try:
                merging.merge(project, [theirs])
                outcomes.add("merged")
                assert faults(project) == ()
                merging.take_merge_back(project) if merging.merges(project) else None
            except CannotDo as error:
                assert "theirs.annot" in error.message
                outcomes.add("refused")
            assert whole(project) == before
        assert faults(project) == ()
    assert "refused" in outcomes


# What a newer version wrote -----------------------------------------------------------------------------------------


def test_a_kind_and_fields_that_this_version_does_not_know_travel_on(both: tuple[Path, Path]) -> None:
    mine, theirs = both
    unknown, this = new_id(), new_id()
    with sqlite3.connect(theirs) as raw:
        opened_by, hlc = raw.execute("SELECT opening, hlc FROM changeset ORDER BY hlc DESC LIMIT 1").fetchone()
        raw.execute("INSERT INTO changeset VALUES (?, ?, ?, 0, 77, NULL, 'Did something new', x'00')",
                    (this, opened_by, hlc + 1))  # fmt: skip
        raw.execute("INSERT INTO op VALUES (?, ?, 77, 0, x'', '{\"new\":[1]}')", (unknown, this))
        code, heads = raw.execute("SELECT id, heads FROM code WHERE name = 'Letter'").fetchone()
        raw.execute("INSERT INTO op VALUES (?, ?, 3, 1, ?, '{\"weight\":0.5}')", (code, this, heads))
    raw.close()
    hashes_anew(theirs)
    with opened(mine) as project:
        merging.merge(project, [theirs])
        assert faults(project) == ()
        assert '"weight":0.5' in str(state(project)["code"])
        after = whole(project)
    third = copied(mine.parent / "base.annot", "third")
    edit(third, BO, made_code("Third"))
    with opened(third, BO) as project:
        merging.merge(project, [mine])
        assert faults(project) == ()
        ops = [row for row in whole(project)[1]["op"] if row[0] == unknown]
        assert ops == [(unknown, this, 77, 0, b"", '{"new":[1]}')]
        merging.take_merge_back(project)
    with opened(mine) as project:
        merging.take_merge_back(project)
        assert unknown not in {row[0] for row in whole(project)[1]["op"]}
        merging.merge(project, [theirs])
        assert whole(project)[0] == after[0]
