"""Damaged project files: what can be read comes into a new file, what is missing is said, and nothing gets worse."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from annotator.model.changes import Kind
from annotator.model.codings import Passage
from annotator.model.errors import CannotDo, InUse
from annotator.model.ids import CodeId, CodingId, LayerId
from annotator.operations import cases, codebook, codes, coding, coding_many, memos, projects, recovering, undoing
from annotator.operations.recovering import Salvaged
from annotator.store import reading
from annotator.store.dialects.pages import records
from annotator.store.handle import Project
from annotator.store.schema import JOURNAL, TABLES, opening
from tests.builders import TEXT, add_code, add_text, code, coded_project, faults, identity, make_project, state
from tests.store.test_whole_histories import take_in

PAGE = 4096
LONG = "The company sold its drones to the police under a contract, and its staff wrote an open letter. " * 80


def a_project(folder: Path) -> Path:
    """Some 300 codings by two coders, with codes, cases, memos, edits, deletions and undone deeds."""
    project = make_project(folder)
    one, other = add_text(project, "long.txt", LONG), add_text(project, "short.txt", TEXT)
    tree = [add_code(project, f"Code {number}") for number in range(12)]
    tree += [add_code(project, f"Child {number}", parent=tree[number]) for number in range(6)]
    known = codebook.codes(project)
    items = [
        {"start": at, "end": at + 9 + at % 7, "code": known[at % 18].code.id, "memo": "Why?" * (at % 11 == 0)}
        for at in range(120)
    ]
    coding_many.code_many(project, {"codings": items}, document="long")
    cases.add_case(project, "Police")
    police = reading.cases(project)[0].id
    made = [_code(project, one.layer.id, 200 + at, tree[at % 18]) for at in range(110)]
    for at in range(0, 110, 5):
        coding.set_case(project, [made[at]], police, about=True)
    for at in range(1, 110, 9):
        coding.recode(project, [made[at]], tree[(at + 3) % 18])
    for at in range(2, 110, 13):
        coding.take_off(project, [made[at]])
    for at in range(3, 110, 17):
        memos.set_memo(project, made[at], Kind.CODING, f"Memo {at}")
    codes.rename_code(project, tree[0], "Renamed")
    undoing.undo(project)
    undoing.redo(project)
    project.close()
    project = projects.open_project(project.path, identity("Bo Lind"))
    for at in range(70):
        _code(project, other.layer.id if at < 20 else one.layer.id, at if at < 20 else 400 + at, tree[at % 18])
    codes.define_code(project, tree[2], definition="As Bo sees it.", include=("one", "two"), exclude=())
    codes.delete_code(project, tree[17])
    project.close()
    return project.path


def _code(project: Project, layer: LayerId, at: int, wanted: CodeId) -> CodingId:
    return coding.code_passage(project, Passage(layer, at, at + 12), wanted).coding


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_project(tmp_path_factory.mktemp("whole"))


def opened(path: Path) -> Project:
    return projects.open_project(path, identity())


def dump(path: Path) -> dict[str, list[tuple[object, ...]]]:
    project = projects.open_project(path, identity(), read_only=True)
    found = state(project)
    project.close()
    return found


_QUOTE = ("quote", "prefix", "suffix")
_TOLD = (*_QUOTE, "code", "layer", "start", "end", "coder", "stance", "deleted", "fields", "cases")
Damage = Callable[[bytearray, random.Random], None]


def zeroed(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(1, len(data) // PAGE) * PAGE
    data[at : at + PAGE] = bytes(PAGE)


def scrambled(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(1, len(data) // PAGE) * PAGE
    data[at : at + PAGE] = chance.randbytes(PAGE)


def swapped(data: bytearray, chance: random.Random) -> None:
    """A page has the content of another."""
    at, by = (chance.randrange(1, len(data) // PAGE) * PAGE for _ in range(2))
    data[at : at + PAGE] = data[by : by + PAGE]


def flipped(data: bytearray, chance: random.Random) -> None:
    for _ in range(12):
        data[chance.randrange(len(data))] ^= chance.randrange(1, 256)


def cut_short(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) // 3, len(data)) :]


def without_beginning(data: bytearray, chance: random.Random) -> None:
    data[:PAGE] = chance.randbytes(PAGE) if chance.random() < 0.5 else bytes(PAGE)


OF_PAGES: list[Damage] = [zeroed, scrambled, swapped]


def damaged(whole: Path, folder: Path, chance: random.Random, *, pages_only: bool) -> Path:
    data, damages = bytearray(whole.read_bytes()), OF_PAGES if pages_only else [*OF_PAGES, flipped]
    for _ in range(chance.choice((1, 1, 2, 4, 9))):
        chance.choice([*damages * 4, cut_short, without_beginning])(data, chance)
    path = folder / "damaged.annot"
    path.write_bytes(data)
    return path


def salvaged_and_judged(
    whole: Path, path: Path, target: Path, before: dict[str, list[tuple[object, ...]]], *, pages_only: bool = True
) -> Salvaged:
    """Salvages, and demands all that salvaging promises; single bytes are not always known to be wrong."""
    bytes_before = path.read_bytes()
    told = recovering.recover_file(path, target, identity("Rescuer"))
    assert path.read_bytes() == bytes_before, "the damaged file is only read"
    assert all("missing" in fault for fault in told.faults), told.faults
    assert bool(told.missing) or told.brought_back == 0
    project = opened(target)
    raw = sqlite3.connect(f"file:{target}?mode=ro&immutable=1", uri=True)
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    raw.close()
    after = state(project)
    assert faults(project) == told.faults

    columns = TABLES[Kind.CODING].c.keys()
    there = {row[0]: dict(zip(columns, row, strict=True)) for row in after["coding"]}
    truth = {row[0]: dict(zip(columns, row, strict=True)) for row in before["coding"]}
    readable = {one for one in records(path) if len(one) == len(columns)} & {*before["coding"]}
    for row in readable:
        for name, value in zip(columns, row, strict=True):
            if name in _TOLD and not (name in _QUOTE and told.lost_texts):
                assert row[0] in there, "every coding whose row could be read is there"
                assert there[row[0]][name] == value, (name, there[row[0]], row)
    assert len(there.keys() - truth.keys()) <= (0 if pages_only else 2), "and none that never was"
    lively = {this for this, row in truth.items() if not row["deleted"]}
    lost = lively - there.keys()
    assert told.lost_codings <= len(lost) + (0 if pages_only else 2)
    assert not lost or told.missing

    intact = opened_copy(whole, target.parent)
    take_in(project, intact)
    joined = {row[0]: dict(zip(columns, row, strict=True)) for row in state(project)["coding"]}
    assert truth.keys() <= joined.keys()
    for this in lively:
        assert not joined[this]["deleted"]
    take_in(intact, project)
    if pages_only:
        assert state(intact) == state(project)
    assert [fault for fault in faults(intact) if "missing" not in fault] == []
    assert (found := faults(project)) == (), found
    intact.close()
    project.close()
    return told


def opened_copy(whole: Path, folder: Path) -> Project:
    copy = folder / "intact.annot"
    shutil.copyfile(whole, copy)
    return projects.open_project(copy, identity())


def judged_many(whole: Path, folder: Path, seeds: range) -> None:
    before = dump(whole)
    for seed in seeds:
        here = folder / str(seed)
        here.mkdir()
        path = damaged(whole, here, random.Random(seed), pages_only=seed % 3 > 0)
        try:
            salvaged_and_judged(whole, path, here / "new.annot", before, pages_only=seed % 3 > 0)
        except Exception as error:
            if "Nothing of a project can be read" in str(error) and not rows_left(whole, path):
                continue  # cut short again and again, it holds hardly more than the inner pages of trees
            raise AssertionError(f"seed {seed}: {error!r}") from error
        shutil.rmtree(here)


def rows_left(whole: Path, path: Path) -> set[tuple[object, ...]]:
    """Rows of the sound file that can still be read in the damaged one; who had opened it when is nobody's work."""
    project = projects.open_project(whole, identity(), read_only=True)
    tables = {*TABLES.values(), *JOURNAL} - {opening}
    rows = {tuple(row) for table in tables for row in project.read(sa.select(table))}
    project.close()
    return rows & {*records(path)}


def test_a_sound_file_is_salvaged_to_the_same(whole: Path, tmp_path: Path) -> None:
    told = recovering.recover_file(whole, tmp_path / "new.annot", identity("Rescuer"))
    assert (told.missing, told.faults, told.brought_back, told.lost_changesets) == ((), (), 0, 0)
    assert dump(tmp_path / "new.annot") == dump(whole)
    one, other = opened(whole), projects.open_project(tmp_path / "new.annot", identity())
    assert one.id == other.id
    for table in JOURNAL:
        query = sa.select(table).order_by(*table.primary_key)
        assert [tuple(row) for row in one.read(query)] == [tuple(row) for row in other.read(query)]
    one.close()
    other.close()


def test_whatever_pages_are_damaged_what_can_be_read_is_saved(whole: Path, tmp_path: Path) -> None:
    judged_many(whole, tmp_path, range(12))


@pytest.mark.nightly
def test_hundreds_of_damaged_files_give_up_what_can_be_read(whole: Path, tmp_path: Path) -> None:
    judged_many(whole, tmp_path, range(12, 600))


def test_each_page_alone_may_be_lost_and_no_coding_with_it(whole: Path, tmp_path: Path) -> None:
    """A coding stands in the journal and in its table, so one page never takes both."""
    data, before = whole.read_bytes(), dump(whole)
    lively = [row for row in before["coding"] if not _is_deleted(row)]
    pages = range(0, len(data), PAGE)
    for at in [0, *random.Random(1).sample(pages, 5)]:
        path, target = tmp_path / f"{at}.annot", tmp_path / f"{at}-new.annot"
        path.write_bytes(data[:at] + bytes(PAGE) + data[at + PAGE :])
        told = salvaged_and_judged(whole, path, target, before)
        assert told.lost_codings == 0
        assert told.codings == len(lively)


def _is_deleted(row: tuple[object, ...]) -> bool:
    return bool(dict(zip(TABLES[Kind.CODING].c.keys(), row, strict=True))["deleted"])


def test_without_its_first_page_a_file_is_the_same_project_still(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "beheaded.annot"
    path.write_bytes(bytes(PAGE) + whole.read_bytes()[PAGE:])
    told = recovering.recover_file(path, tmp_path / "new.annot", identity("Rescuer"))
    project = opened(whole)
    assert told.project == project.id
    project.close()
    assert told.missing == ()
    assert dump(tmp_path / "new.annot") == dump(whole)


def test_which_project_it_is_a_backup_tells_when_the_file_does_not(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "nameless.annot"
    shutil.copyfile(whole, path)
    raw = sqlite3.connect(path)
    raw.execute("DELETE FROM meta")
    raw.commit()
    raw.execute("VACUUM")
    raw.close()
    project = opened(whole)
    shutil.rmtree(project.backups, ignore_errors=True)
    project.close()
    told = recovering.recover_file(path, tmp_path / "stranger.annot", identity("Rescuer"))
    assert told.project != project.id
    assert "cannot be merged" in told.missing[0]
    project = opened(whole)
    projects.back_up(project)
    project.close()
    told = recovering.recover_file(path, tmp_path / "known.annot", identity("Rescuer"))
    assert told.project == project.id
    assert told.missing == ()


def test_codings_whose_text_is_lost_keep_their_quotes_until_a_colleague_brings_it(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "textless.annot"
    shutil.copyfile(whole, path)
    raw = sqlite3.connect(path)
    raw.execute("UPDATE blob SET data = zeroblob(length(data)) WHERE size > 3000")
    raw.commit()
    raw.close()
    told = recovering.recover_file(path, tmp_path / "new.annot", identity("Rescuer"))
    assert told.lost_texts == ("long",)
    assert any("The text of “long” could not be read" in line for line in told.missing)
    before = opened(whole)
    quotes = {one.id: (one.quote, one.prefix, one.suffix) for one in reading.codings(before)}
    project = projects.open_project(tmp_path / "new.annot", identity())
    assert {one.id: (one.quote, one.prefix, one.suffix) for one in reading.codings(project)} == quotes
    assert undoing.history(project)[0].label == "Recovered from a damaged file"
    take_in(project, before)
    assert faults(project) == ()
    assert {one.id: (one.quote, one.prefix, one.suffix) for one in reading.codings(project)} == quotes
    project.close()
    before.close()


def test_a_coding_that_contradicts_itself_does_not_stand_against_the_text_that_comes_back(
    whole: Path, tmp_path: Path
) -> None:
    """Neither the text nor a hash tells what was damaged: a place, what its coder saw, the layer of an operation."""
    path = tmp_path / "contradicting.annot"
    shutil.copyfile(whole, path)
    raw = sqlite3.connect(path)
    raw.execute("UPDATE blob SET data = zeroblob(length(data)) WHERE size > 3000")
    raw.execute("UPDATE changeset SET hash = zeroblob(16)")
    some = [row[0] for row in raw.execute("SELECT id FROM coding WHERE deleted = 0 AND start > 220 LIMIT 4")]
    raw.execute("UPDATE coding SET end = start - 9 WHERE id = ?", some[:1])
    raw.execute("UPDATE coding SET \"check\" = 'AAAAAAAA' WHERE id = ?", some[1:2])
    raw.execute("UPDATE coding SET layer = zeroblob(16) WHERE id = ?", some[2:3])
    raw.execute("DELETE FROM coding WHERE id = ?", some[3:])
    raw.execute("UPDATE op SET fields = replace(fields, '\"layer\"', '\"la7er\"') WHERE entity = ?", some[3:])
    raw.commit()
    raw.execute("VACUUM")
    raw.close()
    told = recovering.recover_file(path, tmp_path / "new.annot", identity("Rescuer"))
    assert told.lost_codings == 0
    project, before = projects.open_project(tmp_path / "new.annot", identity()), opened(whole)
    assert {*some} <= {one.id for one in reading.codings(project)}
    take_in(project, before)
    assert [fault for fault in faults(project) if "missing" not in fault] == []
    project.close()
    before.close()


def test_where_a_file_is_cut_off_nothing_is_read_that_was_never_written(whole: Path, tmp_path: Path) -> None:
    data, path = whole.read_bytes(), tmp_path / "cut.annot"
    sound, chance = set(records(whole)), random.Random(5)
    for _ in range(150):
        path.write_bytes(data[: chance.randrange(1, len(data))])
        assert set(records(path)) <= sound


def test_codings_keep_their_code_though_its_own_row_has_another_id_now(whole: Path, tmp_path: Path) -> None:
    """And an id in an operation that cannot be read at all stands in the way of nothing."""
    path = tmp_path / "renamed.annot"
    shutil.copyfile(whole, path)
    before = opened(whole)
    held = {one.id: one.code for one in reading.codings(before)}
    before.close()
    this = max(set(held.values()), key=[*held.values()].count)
    raw = sqlite3.connect(path)
    raw.execute("UPDATE changeset SET hash = zeroblob(16)")
    raw.execute("UPDATE code SET id = ? WHERE id = ?", (this[:11] + bytes([this[11] ^ 104]) + this[12:], this))
    raw.execute("DELETE FROM op WHERE entity = ?", (this,))
    lost = next(one for one in held if held[one] != this)
    raw.execute("DELETE FROM coding WHERE id = ?", (lost,))
    fields = '{"layer":"wcOtl5_AgAqU4dEC55fO3","code":"AaIG4jGzdZyFLX4hsnMcX","start":1,"end":2,"check":"A"}'
    raw.execute("UPDATE op SET fields = ? WHERE entity = ?", (fields, lost))
    raw.commit()
    raw.execute("VACUUM")
    raw.close()
    recovering.recover_file(path, tmp_path / "new.annot", identity("Rescuer"))
    project = opened(tmp_path / "new.annot")
    there = {one.id: one.code for one in reading.codings(project)}
    assert {one: code for one, code in there.items() if one != lost} == {
        one: code for one, code in held.items() if one != lost
    }
    assert faults(project) == ()
    project.close()


def test_a_vouched_coding_whose_row_names_another_layer_needs_no_bringing_back(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.annot"
    shutil.copyfile(whole, path)
    raw = sqlite3.connect(path)
    raw.execute("UPDATE coding SET layer = zeroblob(16) WHERE id = (SELECT min(id) FROM coding WHERE deleted = 0)")
    raw.commit()
    raw.close()
    told = recovering.recover_file(path, tmp_path / "new.annot", identity("Rescuer"))
    assert (told.brought_back, told.missing, told.faults) == (0, (), ())
    assert dump(tmp_path / "new.annot") == dump(whole)


def test_codes_of_which_nothing_is_left_have_stand_ins_that_give_way(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "codeless.annot"
    shutil.copyfile(whole, path)
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA secure_delete=ON")
    raw.execute("DELETE FROM op WHERE kind IN (1, 2, 3, 5)")
    for table in ("code", "document", "layer", "coder"):
        raw.execute(f"DELETE FROM {table}")
    raw.commit()
    raw.execute("VACUUM")
    raw.close()
    told = recovering.recover_file(path, tmp_path / "new.annot", identity("Rescuer"))
    assert any("stand there as “Lost …”" in line for line in told.missing)
    before = opened(whole)
    names = {one.id: one.code.name for one in codebook.codes(before)}
    project = projects.open_project(tmp_path / "new.annot", identity())
    assert len(reading.codings(project)) == len(reading.codings(before))
    assert {one.code.name.split(" ")[0] for one in codebook.codes(project)} == {"Lost"}
    assert {one.title.split(" ")[0] for one in reading.documents(project)} == {"Lost"}
    take_in(project, before)
    assert {one.id: one.code.name for one in codebook.codes(project)} == names
    assert faults(project) == ()
    project.close()
    before.close()


def test_what_a_bad_opening_held_keeps_its_coders(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "openings.annot"
    shutil.copyfile(whole, path)
    raw = sqlite3.connect(path)
    raw.execute("DELETE FROM opening")
    raw.commit()
    raw.execute("VACUUM")
    raw.close()
    told = recovering.recover_file(path, tmp_path / "new.annot", identity("Rescuer"))
    assert told.missing == ()
    assert dump(tmp_path / "new.annot") == dump(whole)


def test_a_file_of_format_1_is_salvaged_into_one_of_today(tmp_path: Path) -> None:
    path = tmp_path / "old.annot"
    data = bytearray((Path(__file__).parents[1] / "data" / "format-1.annot").read_bytes())
    data[:PAGE] = bytes(PAGE)
    path.write_bytes(data)
    told = recovering.recover_file(path, tmp_path / "new.annot", identity("Rescuer"))
    assert (told.codings, told.missing, told.faults) == (19, (), ())


def test_salvaging_never_writes_over_something_and_needs_something_to_read(whole: Path, tmp_path: Path) -> None:
    for name, content in {"text": b"Not a database. " * 900, "zeros": bytes(90_000), "empty": b""}.items():
        (tmp_path / f"{name}.annot").write_bytes(content)
        with pytest.raises(CannotDo, match="Nothing of a project can be read"):
            recovering.recover_file(tmp_path / f"{name}.annot", tmp_path / "new.annot", identity())
    (tmp_path / "there.annot").write_bytes(b"x")
    with pytest.raises(CannotDo, match="exists already"):
        recovering.recover_file(whole, tmp_path / "there.annot", identity())
    with pytest.raises(CannotDo, match="ends in"):
        recovering.recover_file(whole, tmp_path / "there.txt", identity())
    with pytest.raises(CannotDo, match="There is no project"):
        recovering.recover_file(tmp_path / "nowhere.annot", tmp_path / "new.annot", identity())
    newer = bytearray(whole.read_bytes())
    newer[60:64] = (99).to_bytes(4, "big")
    (tmp_path / "newer.annot").write_bytes(newer)
    with pytest.raises(CannotDo, match="newer version"):
        recovering.recover_file(tmp_path / "newer.annot", tmp_path / "new.annot", identity())
    project = opened(whole)
    with pytest.raises(InUse):
        recovering.recover_file(whole, tmp_path / "new.annot", identity())
    project.close()
    raw = sqlite3.connect(whole, isolation_level=None)
    raw.execute("BEGIN EXCLUSIVE")
    with pytest.raises(InUse):
        recovering.recover_file(whole, tmp_path / "new.annot", identity())
    raw.execute("ROLLBACK")
    raw.close()
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "empty.annot",
        "newer.annot",
        "text.annot",
        "there.annot",
        "zeros.annot",
    ]


def test_a_free_name_is_offered_beside_the_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "study.annot"
    assert recovering.recovered_name(path).name == "study recovered.annot"
    recovering.recovered_name(path).touch()
    assert recovering.recovered_name(path).name == "study recovered 2.annot"


# Repairing ----------------------------------------------------------------------------------------------------------


def broken(project: Project, *statements: str) -> Project:
    project.close()
    raw = sqlite3.connect(project.path)
    for statement in statements:
        raw.execute(statement)
    raw.commit()
    raw.close()
    return opened(project.path)


def test_tables_that_differ_from_the_journal_are_made_anew_after_a_backup(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    sound = state(project)
    assert recovering.repair(project) == ()
    assert not list(project.backups.glob("*repair*")), "nothing to mend, nothing written"
    project = broken(
        project,
        "UPDATE coding SET quote = 'another'",
        "DELETE FROM code",
        "INSERT INTO conflict VALUES (zeroblob(16), 'field', 3, zeroblob(16), 'name', 'x')",
    )
    said = recovering.repair(project)
    assert {line.partition(": ")[0] for line in said} == {"mended"}
    assert "mended: the table of codings differs from the journal (2 times)" in said
    assert "mended: the table of codes differs from the journal (2 times)" in said
    assert state(project) == sound
    assert faults(project) == ()
    assert len(list(project.backups.glob("*before-repair*"))) == 1
    code(project, reading.documents(project)[0], "police", codebook.codes(project)[0].id)
    assert faults(project) == ()
    project.close()


def test_what_repairing_cannot_mend_is_said(tmp_path: Path) -> None:
    project = broken(
        coded_project(tmp_path),
        "UPDATE coding SET start = start + 1",
        "UPDATE op SET fields = replace(fields, 'Drones', 'Planes')",
        "DELETE FROM blob",
    )
    said = recovering.repair(project)
    left = [line for line in said if line.startswith("cannot be mended: ")]
    assert any("is not as it was written" in line for line in left)
    assert any("the text of layer" in line and "missing" in line for line in left)
    assert {line.removeprefix("cannot be mended: ") for line in left} == set(faults(project))
    project.close()


def test_a_project_open_for_reading_is_not_repaired(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    project.close()
    project = projects.open_project(project.path, identity(), read_only=True)
    with pytest.raises(CannotDo, match="nothing was repaired"):
        recovering.repair(project)
    project.close()
