"""A shared folder with one file per coder: whatever the order, whatever a service does, all end with the same."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as how_many
from hypothesis import strategies as st

from annotator import settings
from annotator.model.errors import CannotDo, InUse
from annotator.model.synced_folders import NETWORK
from annotator.operations import codebook, codes, projects, sharing
from annotator.store import copies, local, reading
from annotator.store.handle import Project
from tests.builders import add_code, code, coded_project, faults, identity, make_project, reopen, state
from tests.formats.children import become_nobody, in_child
from tests.killing import killed_at

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that can fork")
CODERS = ("Anna Berg", "Bo Lind", "Cleo Mann")


def names(project: Project) -> set[str]:
    return {one.name for one in codebook.codes(project)}


def team(folder: Path, who: tuple[str, ...] = CODERS) -> tuple[Path, list[Project]]:
    """A shared folder, and a local project of each coder, copied from one beginning."""
    shared = folder / "team"
    shared.mkdir()
    start = coded_project(folder, "Field study.annot")
    start.close()
    found = []
    for number, name in enumerate(who):
        place = folder / f"home of {number}"
        place.mkdir()
        shutil.copyfile(start.path, place / "Field study.annot")
        found.append(projects.open_project(place / "Field study.annot", identity(name)))
    return shared, found


def in_folder(shared: Path) -> list[str]:
    return sorted(path.name for path in shared.iterdir())


def seen(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def close(members: list[Project]) -> None:
    for one in members:
        one.close()


def test_each_writes_one_file_and_reads_everybodys(tmp_path: Path) -> None:
    shared, (anna, bo, cleo) = team(tmp_path)
    add_code(anna, "Of Anna")
    done = sharing.share(anna, shared)
    assert (
        done.published and done.arrived is None and done.problem == "" and done.own == "Field study – Anna Berg.annot"
    )
    new = add_code(bo, "Of Bo")
    code(bo, reading.documents(bo)[0], "contract", new)
    done = sharing.share(bo, shared)
    assert done.arrived is not None and done.arrived.files == ("Field study – Anna Berg.annot",) and done.changes
    assert {"Of Anna", "Of Bo"} <= names(bo)
    sharing.share(cleo, shared)
    for one in (anna, bo):
        assert sharing.exchange(one).skipped == ()
    assert state(anna) == state(bo) == state(cleo)
    assert in_folder(shared) == [f"Field study – {name}.annot" for name in CODERS]
    for path in shared.iterdir():
        published = projects.open_project(path, identity("Dana Ost"), read_only=True)
        assert faults(published) == ()
        published.close()
    close([anna, bo, cleo])


def test_an_exchange_with_nothing_new_writes_nothing(tmp_path: Path) -> None:
    shared, members = team(tmp_path, CODERS[:2])
    for one in (*members, *members):
        sharing.share(one, shared)
    before = {path.name: seen(path) for path in shared.iterdir()}
    for one in members:
        done = sharing.exchange(one)
        assert not done.published and not done.changes
    assert {path.name: seen(path) for path in shared.iterdir()} == before
    close(members)


def test_what_is_published_says_nothing_of_this_machine(tmp_path: Path) -> None:
    shared, (anna, bo) = team(tmp_path, CODERS[:2])
    sharing.share(bo, shared)
    add_code(bo, "Of Bo")
    sharing.exchange(bo)
    sharing.share(anna, shared)
    local.keep_text(anna, "a note of mine", f"{tmp_path} is my folder")
    add_code(anna, "More")
    sharing.exchange(anna)
    own = shared / local.text(anna, sharing.SHARED_AS)
    data = own.read_bytes()
    assert str(tmp_path).encode() not in data and b"backups" not in data
    assert set(copies.labels(own)) == {"project", "schema", "replica", "published_by"}
    close([anna, bo])


def test_a_service_s_conflicted_copies_are_merged_whatever_they_are_called(tmp_path: Path) -> None:
    shared, (anna, bo) = team(tmp_path, CODERS[:2])
    sharing.share(anna, shared)
    own = shared / local.text(anna, sharing.SHARED_AS)
    shutil.copyfile(own, tmp_path / "older")
    add_code(anna, "Of Anna")
    sharing.exchange(anna)
    stray = tmp_path / "stray.annot"
    shutil.copyfile(tmp_path / "older", stray)
    other = projects.open_project(stray, identity("Dana Ost"))
    add_code(other, "Of Dana")
    other.close()
    shutil.copyfile(stray, shared / "Field study – Anna Berg (conflicted copy 2026-05-04).annot")
    shutil.copyfile(tmp_path / "older", shared / "Field study – Anna Berg.sync-conflict-20260504-101112-ABC.annot")
    shutil.copyfile(tmp_path / "older", shared / "something.annot.else")
    done = sharing.share(bo, shared)
    assert {"Of Anna", "Of Dana"} <= names(bo) and done.skipped == ()
    assert len(done.conflicted) == 2 and done.arrived is not None and len(done.arrived.files) == 4
    sharing.exchange(anna)
    assert state(anna) == state(bo)
    before = state(anna)
    shutil.copyfile(tmp_path / "older", shared / "Field study – Anna Berg (1).annot")
    assert not sharing.exchange(anna).changes and state(anna) == before, "an older state changes nothing"
    close([anna, bo])


def test_nobody_s_file_is_ever_replaced_but_one_s_own(tmp_path: Path) -> None:
    shared, (anna, twin) = team(tmp_path, ("Anna Berg", "ANNA BERG"))
    (shared / "field study – anna berg.annot").write_bytes(b"something of somebody")
    first = sharing.share(anna, shared)
    second = sharing.share(twin, shared)
    assert first.own == "Field study – Anna Berg 2.annot" and second.own == "Field study – ANNA BERG 3.annot"
    assert [one.name for one in first.skipped] == ["field study – anna berg.annot"]
    assert (shared / "field study – anna berg.annot").read_bytes() == b"something of somebody"
    close([anna, twin])


def test_work_done_in_the_own_file_itself_is_read_and_never_overwritten(tmp_path: Path) -> None:
    shared, (anna,) = team(tmp_path, CODERS[:1])
    own = shared / sharing.share(anna, shared).own
    visitor = projects.open_project(own, identity("Dana Ost"))
    add_code(visitor, "Of Dana")
    visitor.close()
    before = own.read_bytes()
    add_code(anna, "Of Anna")
    done = sharing.exchange(anna)
    assert "Of Dana" in names(anna) and done.own != own.name and done.published
    assert own.read_bytes() == before
    close([anna])


@needs_fork
def test_the_own_file_is_not_replaced_while_somebody_has_it_open(tmp_path: Path) -> None:
    shared, (anna,) = team(tmp_path, CODERS[:1])
    own = shared / sharing.share(anna, shared).own
    (shared / f"{own.name}.lock").write_text("{}", encoding="utf-8")
    before = seen(own)
    add_code(anna, "Of Anna")
    assert sharing.exchange(anna).own != own.name and seen(own) == before
    close([anna])


def test_two_copies_of_one_local_project_do_not_overwrite_one_another(tmp_path: Path) -> None:
    """Somebody copies their folder to a second machine: both believe that the file in the shared folder is theirs."""
    shared, (anna,) = team(tmp_path, CODERS[:1])
    sharing.share(anna, shared)
    anna.close()
    second = tmp_path / "second.annot"
    shutil.copyfile(anna.path, second)
    anna, twin = reopen(anna, "Anna Berg"), projects.open_project(second, identity("Anna Berg"))
    for turn in range(2):
        for one, label in ((anna, "laptop"), (twin, "desk")):
            add_code(one, f"{label} {turn}")
            assert sharing.exchange(one).problem == ""
    sharing.exchange(anna)
    assert state(anna) == state(twin) and {"laptop 1", "desk 1"} <= names(anna)
    close([anna, twin])


def test_files_that_cannot_be_read_are_skipped_with_a_reason_each(tmp_path: Path) -> None:
    shared, (anna, bo) = team(tmp_path, CODERS[:2])
    add_code(bo, "Of Bo")
    sharing.share(bo, shared)
    whole = (shared / local.text(bo, sharing.SHARED_AS)).read_bytes()
    (shared / "empty.annot").write_bytes(b"")
    (shared / "half.annot").write_bytes(whole[: len(whole) // 2])
    newer = bytearray(whole)
    newer[60:64] = (99).to_bytes(4, "big")
    (shared / "newer.annot").write_bytes(newer)
    (shared / "notes.txt").write_text("notes", encoding="utf-8")
    (shared / ".Field study.annot").write_bytes(whole)
    (shared / "Field study.annot-journal").write_bytes(b"x" * 600)
    (shared / "folder.annot").mkdir()
    make_project(shared, "other.annot").close()
    done = sharing.share(anna, shared)
    why = {one.name: one.why for one in done.skipped}
    assert set(why) == {"empty.annot", "half.annot", "newer.annot"}
    assert "empty" in why["empty.annot"] and "cut short" in why["half.annot"] and "newer version" in why["newer.annot"]
    assert "Of Bo" in names(anna) and done.published and faults(anna) == ()
    close([anna, bo])


def test_one_damaged_file_does_not_keep_the_others_out(tmp_path: Path) -> None:
    shared, (anna, bo, cleo) = team(tmp_path)
    for one in (cleo, bo):  # so that hers does not hold his
        add_code(one, f"Of {one.coder.name}")
        sharing.share(one, shared)
    bad = shared / local.text(bo, sharing.SHARED_AS)
    with sqlite3.connect(bad) as raw:
        raw.execute("UPDATE changeset SET hash = zeroblob(16)")
    raw.close()
    done = sharing.share(anna, shared)
    assert [one.name for one in done.skipped] == [bad.name]
    assert "Of Cleo Mann" in names(anna) and "Of Bo Lind" not in names(anna) and faults(anna) == ()
    close([anna, bo, cleo])


def test_a_folder_that_is_away_is_said_and_the_next_exchange_goes_on(tmp_path: Path) -> None:
    shared, (anna,) = team(tmp_path, CODERS[:1])
    sharing.share(anna, shared)
    shared.rename(tmp_path / "unplugged")
    add_code(anna, "Meanwhile")
    with pytest.raises(CannotDo) as refused:
        sharing.exchange(anna)
    assert "is not there" in refused.value.message and not shared.exists()
    (tmp_path / "unplugged").rename(shared)
    assert sharing.exchange(anna).published
    close([anna])


@needs_fork
@pytest.mark.skipif(sys.platform == "win32", reason="needs permissions of POSIX")
def test_what_came_in_stays_in_where_the_own_file_cannot_be_written(tmp_path: Path) -> None:
    shared, (anna, bo) = team(tmp_path, CODERS[:2])
    add_code(bo, "Of Bo")
    sharing.share(bo, shared)
    sharing.share(anna, shared)
    add_code(bo, "More of Bo")
    sharing.exchange(bo)
    close([anna, bo])
    for above in (tmp_path, *tmp_path.parents):
        if above == Path("/tmp") or above == above.parent:
            break
        above.chmod(above.stat().st_mode | 0o055)
    (tmp_path / "home of 0").chmod(0o777)
    anna.path.chmod(0o666)
    shared.chmod(0o555)

    def as_nobody() -> str:
        become_nobody()
        os.environ["ANNOTATOR_HOME"] = str(tmp_path / "home of 0")
        project = projects.open_project(anna.path, identity("Anna Berg"))
        add_code(project, "Of Anna")
        done = sharing.exchange(project)
        assert "could not be written" in done.problem and not done.published
        assert "More of Bo" in names(project) and faults(project) == ()
        project.close()
        return "done"

    assert in_child(as_nobody)[0] == "done"
    shared.chmod(0o777)


def test_a_project_that_was_replaced_beneath_exchanges_nothing(tmp_path: Path) -> None:
    shared, (anna,) = team(tmp_path, CODERS[:1])
    sharing.share(anna, shared)
    add_code(anna, "Of Anna")
    before = {path.name: path.read_bytes() for path in shared.iterdir()}
    shutil.copyfile(tmp_path / "Field study.annot", tmp_path / "older.annot")
    (tmp_path / "older.annot").replace(anna.path)
    with pytest.raises(CannotDo) as refused:
        sharing.exchange(anna)
    assert "save your work" in refused.value.message
    assert {path.name: path.read_bytes() for path in shared.iterdir()} == before
    close([anna])


def test_leaving_ends_the_exchange_and_touches_no_file(tmp_path: Path) -> None:
    shared, (anna,) = team(tmp_path, CODERS[:1])
    sharing.share(anna, shared)
    before = in_folder(shared)
    sharing.leave(anna)
    assert sharing.shared_with(anna) is None and in_folder(shared) == before
    with pytest.raises(CannotDo):
        sharing.exchange(anna)
    close([anna])


def test_what_cannot_be_shared_is_said(tmp_path: Path) -> None:
    shared, (anna,) = team(tmp_path, CODERS[:1])
    for folder in (tmp_path / "nowhere", anna.path, anna.path.parent):
        with pytest.raises(CannotDo):
            sharing.share(anna, folder)
        assert sharing.shared_with(anna) is None
    anna.close()
    reading_only = projects.open_project(anna.path, identity(), read_only=True)
    with pytest.raises(CannotDo):
        sharing.share(reading_only, shared)
    reading_only.close()
    assert in_folder(shared) == []


def test_a_name_that_no_file_can_have_is_made_one(tmp_path: Path) -> None:
    shared, (anna,) = team(tmp_path, ('A/n:n\\a "B" <x>.',))
    own = sharing.share(anna, shared).own
    assert not set(own) & set('<>:"/\\|?*') and in_folder(shared) == [own]
    close([anna])


# A project that lies in a synchronised folder ------------------------------------------------------------------------


def test_a_project_is_moved_out_of_a_synchronised_folder(tmp_path: Path, annotator_home: Path) -> None:
    box = tmp_path / "Dropbox"
    box.mkdir()
    project = coded_project(box, "Field study.annot")
    assert sharing.service_of(project.path) == "Dropbox"
    with pytest.raises(InUse):
        sharing.move_out_of(project.path, identity("Anna Berg"))
    project.close()
    before = project.path.read_bytes()
    own = sharing.move_out_of(project.path, identity("Anna Berg"))
    assert own.path.is_relative_to(annotator_home) and sharing.shared_with(own) == box
    assert project.path.read_bytes() == before and in_folder(box)[0] == "Field study – Anna Berg.annot"
    add_code(own, "Of Anna")
    sharing.exchange(own)
    own.close()
    again = sharing.move_out_of(project.path, identity("Anna Berg"))
    assert again.path == own.path and "Of Anna" in names(again), "a second time it is the same one"
    again.close()
    in_place = projects.open_project(project.path, identity("Bo Lind"))
    add_code(in_place, "In place")
    in_place.close()
    again = reopen(again, "Anna Berg")
    sharing.exchange(again)
    assert "In place" in names(again), "who goes on in the file itself is read like everybody else"
    again.close()


def test_an_own_project_among_the_recent_ones_is_found(tmp_path: Path) -> None:
    shared, (anna, bo) = team(tmp_path, CODERS[:2])
    sharing.share(anna, shared)
    sharing.share(bo, shared)
    close([anna, bo])
    file_of_bo = shared / "Field study – Bo Lind.annot"
    assert sharing.local_project_of(file_of_bo) is None
    settings.save(settings.with_recent(settings.load(), anna.path))
    assert sharing.local_project_of(file_of_bo) == anna.path
    assert sharing.local_project_of(anna.path) is None


def test_where_no_copy_can_be_opened_nothing_is_left(tmp_path: Path, annotator_home: Path) -> None:
    with pytest.raises(CannotDo):
        sharing.move_out_of(tmp_path / "nothing.annot", identity())
    (annotator_home / sharing.FOLDER).rmdir()


def test_an_ordinary_folder_is_synchronised_by_nobody(tmp_path: Path) -> None:
    assert sharing.service_of(tmp_path / "p.annot") in (None, NETWORK)
    (tmp_path / ".stfolder").mkdir()
    assert sharing.service_of(tmp_path / "p.annot") == "Syncthing"


# Any order, and any end ----------------------------------------------------------------------------------------------


PLANS = {
    "plan": st.lists(st.tuples(st.integers(0, 2), st.sampled_from("eeecdrsu")), min_size=4, max_size=12),
    "seed": st.integers(),
}


@given(**PLANS)
@how_many(max_examples=5)
def test_in_any_order_all_end_with_the_same(
    tmp_path_factory: pytest.TempPathFactory, plan: list[tuple[int, str]], seed: int
) -> None:
    exchange_as_planned(tmp_path_factory.mktemp("team"), plan, seed)


@pytest.mark.nightly
@given(**PLANS)
@how_many(max_examples=200)
def test_in_very_many_orders_all_end_with_the_same(
    tmp_path_factory: pytest.TempPathFactory, plan: list[tuple[int, str]], seed: int
) -> None:
    exchange_as_planned(tmp_path_factory.mktemp("team"), plan, seed)


def exchange_as_planned(folder: Path, plan: list[tuple[int, str]], seed: int) -> None:
    """Three coders code, delete, rename and exchange; a service makes second versions and brings old ones back."""
    rolls = random.Random(seed)
    shared, members = team(folder)
    for one in members:
        sharing.share(one, shared)
    made: set[str] = set()
    for step, (who, what) in enumerate(plan):
        one = members[who]
        if what == "e":
            assert sharing.exchange(one).problem == ""
        elif what == "c":
            made.add(f"{step}")
            add_code(one, f"{step}")
        elif what == "d":
            codes.delete_code(one, rolls.choice(codebook.codes(one)).id) if codebook.codes(one) else None
        elif what == "r":
            some = codebook.codes(one)
            if some:
                codes.rename_code(one, rolls.choice(some).id, f"renamed {step}")
        elif what == "s":  # a service makes a second version of whatever lies there
            source = rolls.choice(sorted(shared.glob("*.annot")))
            shutil.copyfile(source, shared / f"{source.stem} (conflicted copy {step}).annot")
        elif what == "u":  # a service puts back an older file of hers: as it was, another's bytes
            older = sorted(shared.glob("*conflicted*"))
            if older:
                shutil.copyfile(rolls.choice(older), shared / local.text(one, sharing.SHARED_AS))
    for one in (*members, *members):
        assert sharing.exchange(one).skipped == ()
    assert state(members[0]) == state(members[1]) == state(members[2])
    for one in members:
        assert faults(one) == () and not sharing.exchange(one).changes
    close(members)


@needs_fork
@pytest.mark.parametrize("every", [17, pytest.param(1, marks=pytest.mark.nightly)])
def test_killed_anywhere_in_an_exchange_nothing_is_lost_and_the_next_one_completes_it(
    tmp_path: Path, every: int
) -> None:
    shared, (anna, bo) = team(tmp_path, CODERS[:2])
    sharing.share(anna, shared)
    add_code(bo, "Of Bo")
    sharing.share(bo, shared)
    add_code(anna, "Of Anna")
    close([anna, bo])
    shutil.copytree(shared, tmp_path / "kept shared")
    shutil.copyfile(anna.path, tmp_path / "kept anna")

    def one_exchange() -> None:
        project = projects.open_project(anna.path, identity("Anna Berg"))
        sharing.exchange(project)
        project.close()

    point, ended = 0, False
    while not ended:
        shutil.rmtree(shared)
        shutil.copytree(tmp_path / "kept shared", shared)
        for left in anna.path.parent.glob("Field study.annot*"):
            left.unlink()
        shutil.copyfile(tmp_path / "kept anna", anna.path)
        ended = not killed_at(one_exchange, point)
        for path in shared.glob("*.annot"):  # whatever is visible there is whole
            copies.stable_copy(path, tmp_path / "look.annot")
            look = projects.open_project(tmp_path / "look.annot", identity(), read_only=True)
            assert faults(look) == ()
            look.close()
        one_exchange()
        project = projects.open_project(anna.path, identity("Anna Berg"))
        assert faults(project) == () and {"Of Anna", "Of Bo"} <= names(project)
        assert local.text(project, sharing.SHARED_AS) == "Field study – Anna Berg.annot", "it still knows its own file"
        project.close()
        assert in_folder(shared) == ["Field study – Anna Berg.annot", "Field study – Bo Lind.annot"]
        point += every
    assert point > 60, "there are moments to die at"
