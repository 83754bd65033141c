"""The journal: what this version does not know travels on, and what was tampered with is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from annotator.model.changes import Change, Kind, Verb
from annotator.model.errors import CannotDo
from annotator.model.ids import EntityId, new_id
from annotator.operations import codebook, codes, coding, projects, undoing
from annotator.store import reading, writing
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.journal import chained
from annotator.store.projection import rebuild
from annotator.store.schema import changeset, op, opening
from annotator.store.schema import coding as coding_table
from tests.builders import add_text, code, coded_project, faults, identity, make_project, reopen, state


def execute(project: Project, statement: sa.Executable) -> None:
    with project.transaction() as db:
        db.execute(statement)


def from_the_future(project: Project, kind: int, entity: bytes, fields: str) -> bytes:
    """Writes what a newer version would: a kind of entity that this one does not know."""
    this, by = new_id(), new_id()
    row = (entity, this, kind, int(Verb.CREATE), b"", fields)
    with project.transaction() as db:
        sqlite.insert(db, opening, [(by, project.coder.id, "annotator 9", 9)])
        chain = chained(by, this, [row])
        sqlite.insert(db, changeset, [(this, by, project.hlc + 5, 0, 0, None, "Rated a case", chain)])
        sqlite.insert(db, op, [row])
    return this


def test_an_unknown_kind_of_entity_stays_in_the_journal_and_disturbs_nothing(tmp_path: Path) -> None:
    project, entity = coded_project(tmp_path), new_id()
    before = state(project)
    this = from_the_future(project, 77, entity, '{"level":"A","why":["x"]}')
    assert faults(project) == ()
    project = reopen(project)
    code(project, reading.documents(project)[0], "police", codebook.codes(project)[0].id)
    undoing.undo(project)
    with project.transaction() as db:
        rebuild(db, project.text_of)
        kept = db.execute(sa.select(op.c.fields).where(op.c.entity == entity)).scalar_one()
    assert kept == '{"level":"A","why":["x"]}'
    assert faults(project) == ()
    assert state(project)["code"] == before["code"]
    assert [line.label for line in undoing.history(project)].count("Rated a case") == 1
    with pytest.raises(CannotDo, match="newer version"):
        undoing.take_back(project, this)
    project.close()


def test_unknown_fields_are_kept_through_edits_and_rebuilding(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    one = reading.codings(project)[0]
    fields = {"mood": "grim", "rank:first": 1, "stance": "contradicts"}
    writing.commit(project, "From a newer version", [Change(Kind.CODING, one.id, Verb.SET, fields, one.heads)])
    coding.turn_stance(project, one.id)
    assert faults(project) == ()
    with project.transaction() as db:
        rebuild(db, project.text_of)
    row = project.read(sa.select(coding_table.c.extra).where(coding_table.c.id == one.id))
    assert json.loads(row[0][0]) == {"mood": "grim", "rank:first": 1}
    undoing.undo(project)
    undoing.undo(project)
    row = project.read(sa.select(coding_table.c.extra).where(coding_table.c.id == one.id))
    assert row[0][0] == ""
    project.close()


TAMPERINGS: dict[str, tuple[str, str]] = {
    "a field of an operation": (
        """UPDATE op SET fields = replace(fields, '"Letter"', '"Lettre"') WHERE kind = 3""",
        "is not as it was written",
    ),
    "the verb of an operation": ("UPDATE op SET verb = 2 WHERE kind = 4", "is not as it was written"),
    "an operation left out": ("DELETE FROM op WHERE kind = 4", "is not as it was written"),
    "a changeset left out": (
        "DELETE FROM changeset WHERE hlc = (SELECT max(hlc) FROM changeset)",
        "belongs to no changeset",
    ),
    "a changeset left out from the middle": (
        "DELETE FROM changeset WHERE label LIKE 'Made the code “Drones”'",
        "is not as it was written",
    ),
    "an opening left out": ("DELETE FROM opening", "belongs to no opening"),
    "what an operation has seen": ("UPDATE op SET seen = randomblob(16) WHERE kind = 4", "cannot be read"),
    "a row of codings": ("UPDATE coding SET stance = 'contradicts'", "the table of codings differs from the journal"),
    "a row of codes": ("UPDATE code SET name = 'x'", "the table of codes differs from the journal"),
    "a row taken away": ("DELETE FROM coder", "the table of coders differs from the journal"),
    "a row brought in": (
        "INSERT INTO memo SELECT id, id, 4, coder, 'x', 1, 1, coder, 0, id, '' FROM coding",
        "the table of memos differs from the journal",
    ),
    "a conflict made up": (
        "INSERT INTO conflict SELECT id, 'field', 4, id, 'code', '' FROM coding",
        "the table of conflicts differs from the journal",
    ),
    "a quote": ("UPDATE coding SET quote = 'rockets'", "is not what stands in its text"),
    "a text": ("UPDATE blob SET data = CAST(replace(data, 'drones', 'planes') AS BLOB)", "stored bytes"),
    "a text left out": ("DELETE FROM blob WHERE media_type = 'text/plain'", "is missing"),
    "fields that are no JSON": ("UPDATE op SET fields = '{' WHERE kind = 6 OR kind = 3", "cannot be read"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_check_finds_what_was_tampered_with_and_writes_nothing(tmp_path: Path, what: str) -> None:
    project = coded_project(tmp_path)
    assert faults(project) == ()
    project.close()
    statement, said = TAMPERINGS[what]
    engine = sqlite.engine_for(project.path)
    with engine.connect() as db, db.begin():
        assert db.exec_driver_sql(statement).rowcount > 0, "the test tampers with something"
    engine.dispose()
    before = project.path.read_bytes()
    for read_only in (True, False):
        opened = projects.open_project(project.path, identity(), read_only=read_only)
        found = faults(opened)
        opened.close()
        assert any(said in fault for fault in found), found
    assert project.path.read_bytes()[100:] == before[100:]


def test_check_finds_a_quote_that_its_coder_did_not_see(tmp_path: Path) -> None:
    """The tables agree with journal and text, but the six bytes of what was seen do not: another text lies beneath."""
    project = coded_project(tmp_path)
    one = reading.codings(project)[0]
    shifted = {"start": (one.start or 0) + 1, "end": (one.end or 0) + 1}
    writing.commit(project, "Wrong", [Change(Kind.CODING, one.id, Verb.SET, shifted, one.heads)])
    assert [fault for fault in faults(project) if "does not show what its coder saw" in fault]
    project.close()


def test_an_opening_is_written_with_its_first_changeset_alone(tmp_path: Path) -> None:
    project = make_project(tmp_path)

    def openings(p: Project) -> int:
        return int(p.read(sa.select(sa.func.count()).select_from(opening))[0][0])

    assert openings(project) == 0
    add_text(project)
    add_text(project, "b.txt", "More.")
    assert openings(project) == 1
    project = reopen(project)
    reading.documents(project)
    assert openings(project) == 1
    add_text(project, "c.txt", "And more.")
    assert openings(project) == 2
    project.close()


def test_a_wrong_clock_neither_loses_nor_hides_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    project = coded_project(tmp_path)
    one = codebook.codes(project)[0]
    now = time.time()
    for skew, name in ((-30 * 86_400, "A month ago"), (365 * 86_400, "In a year"), (0, "Now")):
        monkeypatch.setattr(time, "time", lambda skew=skew: now + skew)
        codes.rename_code(project, one.id, name)
        assert codebook.codes(project)[0].name == name
        line = undoing.history(project, most=1)[0]
        assert abs(line.time / 1000 - (now + skew)) < 1, "the coder's own wall clock is shown"
        assert faults(project) == ()
    monkeypatch.undo()
    for name in ("In a year", "A month ago", "Drones"):
        undoing.undo(project)
        assert codebook.codes(project)[0].name == name
    project.close()


def test_a_changeset_touches_an_entity_once(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    one = codebook.codes(project)[0]
    twice = [Change(Kind.CODE, one.id, Verb.SET, {"name": name}, one.heads) for name in ("a", "b")]
    with pytest.raises(ValueError, match="at most once"):
        writing.commit(project, "Twice", twice)
    assert EntityId(one.id)
    assert faults(project) == ()
    project.close()
