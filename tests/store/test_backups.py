"""Backups: at the first write of a day, thinned out with time, never in the way of work, and good to open."""

from __future__ import annotations

import os
import signal
import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.__main__ import main
from annotator.model.errors import Cancelled, CannotDo
from annotator.operations import documents, projects
from annotator.store import backups, reading
from tests.builders import add_code, add_text, coded_project, faults, identity, make_project, reopen, state
from tests.killing import killed_at

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def named(*, days: float) -> Path:
    return Path(f"{(NOW - timedelta(days=days)).strftime('%Y-%m-%dT%H-%M-%S')}-day.annot")


def test_the_first_write_of_a_day_keeps_the_state_before_it(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    add_code(project, "Drones")
    assert backups.kept(project) == [], "there was nothing to back up"
    project = reopen(project)
    before = state(project)
    assert backups.kept(project) == [], "opening and reading is no writing"
    add_code(project, "Police")
    kept = backups.kept(project)
    assert [path.name.endswith("-day.annot") for path in kept] == [True]
    add_code(project, "Letter")
    project = reopen(project)
    add_code(project, "Contract")
    assert backups.kept(project) == kept, "one a day"
    copy = projects.open_project(kept[0], identity())
    assert state(copy) == before
    assert faults(copy) == ()
    copy.close()
    project.close()


def test_a_program_that_stays_open_over_midnight_backs_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = coded_project(tmp_path)

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # of one kind of zone alone
            return datetime.now(UTC) + timedelta(days=1)

    monkeypatch.setattr(backups, "datetime", Tomorrow)
    add_code(project, "On the next day")
    assert len(backups.kept(project)) == 1
    project.close()


def test_of_the_old_ones_ten_and_one_a_day_and_one_a_month_are_kept() -> None:
    hours = [named(days=k / 24) for k in range(30)]
    days = [named(days=k) for k in range(2, 40)]
    months = [named(days=k) for k in range(60, 400, 10)]
    paths = [*hours, *days, *months]
    gone = set(backups.superseded(paths, NOW))
    kept = [path for path in paths if path not in gone]
    assert kept[:10] == hours[:10]
    assert {path.name[:10] for path in kept} >= {path.name[:10] for path in paths if path >= named(days=14)}
    assert {path.name[:7] for path in kept} == {path.name[:7] for path in paths}
    assert len(kept) <= 10 + 14 + 14


@given(st.lists(st.floats(0, 800, allow_nan=False), max_size=60, unique=True))
def test_thinning_out_keeps_the_newest_and_is_done_at_once(ages: list[float]) -> None:
    paths = list({named(days=age) for age in ages})
    gone = set(backups.superseded(paths, NOW))
    kept = [path for path in paths if path not in gone]
    assert set(sorted(paths, reverse=True)[:10]) <= set(kept)
    assert {path.name[:7] for path in kept} == {path.name[:7] for path in paths}
    assert backups.superseded(kept, NOW) == [], "once more lets nothing go"


def test_a_backup_of_large_originals_is_slim_and_still_whole_in_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = coded_project(tmp_path)
    original = tmp_path / "page.txt"
    text = "A text that was not UTF-8."
    prepared = documents.Prepared((), ())
    assert prepared.lines == ()
    add_text(project, "page.txt", text)
    with project.transaction() as db:
        db.exec_driver_sql("INSERT INTO blob VALUES (randomblob(32), 'x', 3, x'010203')")
    monkeypatch.setattr(backups, "_SLIM_ABOVE", 10)
    slim = projects.back_up(project)
    copy = projects.open_project(slim, identity())
    assert [fault for fault in faults(copy) if "missing" in fault] == [], "plain texts are their own originals"
    for one in reading.documents(copy):
        assert copy.text_of(one.layer.id) == project.text_of(one.layer.id)
    copy.close()
    project.close()
    assert original.exists()


def test_a_slim_copy_leaves_out_originals_that_are_not_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotator.operations.documents import add

    (tmp_path / "a.txt").write_bytes("Große Drohnen über der Stadt.".encode("utf-16"))
    project = make_project(tmp_path)
    added = add(project, [tmp_path / "a.txt"])
    assert len(added.lines) == 1
    sha = reading.documents(project)[0].sha256
    monkeypatch.setattr(backups, "_SLIM_ABOVE", 1)
    slim = projects.back_up(project)
    whole = tmp_path / "whole.annot"
    assert projects.back_up(project, whole) == whole
    with sqlite3.connect(slim) as raw:
        assert raw.execute("SELECT count(*) FROM blob WHERE sha256 = ?", (sha,)).fetchone() == (0,)
    raw.close()
    with sqlite3.connect(whole) as raw:
        assert raw.execute("SELECT count(*) FROM blob WHERE sha256 = ?", (sha,)).fetchone() == (1,)
    raw.close()
    copy = projects.open_project(slim, identity())
    assert faults(copy) == ()
    copy.close()
    project.close()


def test_a_folder_that_cannot_be_written_stops_no_work_but_is_told(tmp_path: Path) -> None:
    project = reopen(coded_project(tmp_path))
    (tmp_path / "a file").write_text("in the way")
    project.backups = tmp_path / "a file" / "backups"
    add_code(project, "Works all the same")
    assert "No backup could be written" in project.backup_problem
    assert faults(project) == ()
    project.close()


def test_a_damaged_project_is_not_backed_up_over_good_ones(tmp_path: Path) -> None:
    from annotator.store.dialects import sqlite

    project = coded_project(tmp_path)
    project.close()
    data = bytearray(project.path.read_bytes())
    for at in range(8192, len(data), 4096):  # the kind of each page
        data[at] = 0x77
    project = reopen_unchecked(project.path, data)
    with pytest.raises(CannotDo, match="damaged"):
        projects.back_up(project)
    assert backups.kept(project) == []
    backups.back_up_today(project, lambda: None)
    assert "damaged" in project.backup_problem
    assert list(project.backups.glob("*")) == [], "whether it or its copy was found to be damaged"
    assert sqlite.quick_check(project.db)
    project.close()


def reopen_unchecked(path: Path, data: bytearray) -> projects.Project:
    """Opens the sound file and damages it beneath, as a failing disk does."""
    project = projects.open_project(path, identity())
    project.db.exec_driver_sql("PRAGMA cache_size=0")
    project.db.rollback()
    project.db.exec_driver_sql("PRAGMA shrink_memory")
    project.db.rollback()
    with path.open("r+b") as file:
        file.write(data)
    return project


def test_backup_on_the_command_line_says_where_and_the_copy_opens(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    coded_project(tmp_path).close()
    path, target = tmp_path / "p.annot", tmp_path / "copy.annot"
    assert main(["backup", str(path), str(target), "--json"]) == 0
    assert capsys.readouterr().out.split() == ["{", '"path":', f'"{target}"', "}"]
    assert main(["check", str(target)]) == 0
    assert main(["backup", str(path), str(target)]) == 1
    assert "exists already" in capsys.readouterr().err
    assert main(["backup", str(path)]) == 0
    where = Path(capsys.readouterr().out.removeprefix("Wrote ").strip().removesuffix("."))
    assert where.parent.parent.name == "backups"
    assert main(["check", str(where)]) == 0


# Beside the work ------------------------------------------------------------------------------------------------------


def large_project(folder: Path) -> projects.Project:
    """Of a day before, and large enough for several steps."""
    project = make_project(folder)
    add_text(
        project, "long.txt", "\n".join(f"The company sold drone {number} to the police." for number in range(20_000))
    )
    return reopen(project)


def elsewhere(deed: object) -> None:
    """Does it in another thread, and waits: it would wait for ever if the lock were held."""
    thread = threading.Thread(target=deed, daemon=True)  # type: ignore[arg-type]  # some callable
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


def test_deeds_go_on_between_the_steps_and_come_into_the_backup(tmp_path: Path) -> None:
    project = large_project(tmp_path)
    steps: list[int] = []

    def pause() -> None:
        steps.append(len(steps))
        elsewhere(lambda: add_code(project, f"Code {len(steps)}"))

    backups.back_up_today(project, pause)
    assert len(steps) > 3
    (kept,) = backups.kept(project)
    assert [path.name for path in project.backups.iterdir()] == [kept.name]
    copy = projects.open_project(kept, identity())
    assert state(copy) == state(project)
    assert len(state(copy)["code"]) == len(steps)
    assert faults(copy) == ()
    copy.close()
    add_code(project, "Later")
    assert backups.kept(project) == [kept], "one a day"
    project.close()


def test_whoever_backs_up_beside_the_work_is_told_and_no_deed_makes_a_backup(tmp_path: Path) -> None:
    project = large_project(tmp_path)
    told: list[str] = []
    project.backup_due = lambda: told.append("due")
    add_code(project, "First")
    assert (told, backups.kept(project)) == (["due"], [])
    backups.back_up_ahead(project, lambda: None)
    add_code(project, "Second")
    assert told == ["due"]
    assert len(backups.kept(project)) == 1
    project.close()


def test_a_project_that_was_not_written_since_its_last_backup_needs_none_at_opening(tmp_path: Path) -> None:
    project = large_project(tmp_path)
    old = backups.back_up(project, "day")
    yesterday = old.with_name("2026-01-01T00-00-00-day.annot")
    old.rename(yesterday)
    backups.back_up_ahead(project)
    assert backups.kept(project) == [yesterday]
    os.utime(yesterday, (1, 1))
    backups.back_up_ahead(project)
    assert len(backups.kept(project)) == 2
    project.close()


def test_a_project_open_for_reading_is_not_backed_up_at_opening(tmp_path: Path) -> None:
    large_project(tmp_path).close()
    project = projects.open_project(tmp_path / "p.annot", identity(), read_only=True)
    backups.back_up_ahead(project)
    assert backups.kept(project) == []
    project.close()


@pytest.mark.parametrize("closing", [True, False])
def test_a_backup_given_up_or_of_a_project_closed_meanwhile_leaves_nothing(tmp_path: Path, closing: bool) -> None:
    project = large_project(tmp_path)

    def pause() -> None:
        if not closing:
            raise Cancelled
        project.close()

    with pytest.raises(Cancelled):
        backups.back_up_today(project, pause)
    assert list(project.backups.iterdir()) == []
    if not closing:
        add_code(project, "Later")
        assert len(backups.kept(project)) == 1, "it is made then"
        project.close()
    again = projects.open_project(project.path, identity())
    assert faults(again) == ()
    again.close()


def test_where_no_backup_can_be_written_in_steps_that_is_told_once(tmp_path: Path) -> None:
    project = large_project(tmp_path)
    (tmp_path / "a file").write_text("in the way")
    project.backups = tmp_path / "a file" / "backups"
    backups.back_up_ahead(project, lambda: None)
    assert "No backup could be written" in project.backup_problem
    project.backup_problem = ""
    add_code(project, "Works all the same")
    assert project.backup_problem == ""
    project.close()


def test_killed_at_any_moment_of_a_backup_no_half_one_is_taken_for_one(tmp_path: Path) -> None:
    project = large_project(tmp_path)
    before, folder = state(project), project.backups
    project.close()

    def deed() -> None:
        again = projects.open_project(project.path, identity())
        backups.back_up_today(again, lambda: os.listdir(folder) and None)

    def killed_within() -> None:
        again = projects.open_project(project.path, identity())
        backups.back_up_today(again, lambda: os.kill(os.getpid(), signal.SIGKILL))

    assert killed_at(killed_within, 1_000_000)
    assert [path.suffix for path in folder.iterdir()] == [".part"]
    point = 0
    while killed_at(deed, point):
        point += 1
        for path in folder.glob("*.annot"):
            found = projects.open_project(path, identity(), read_only=True)
            assert state(found) == before
            found.close()
            path.unlink()
    assert point > 8
    project = projects.open_project(project.path, identity())
    assert state(project) == before
    left = [path for path in folder.iterdir() if path.suffix == ".part"]
    assert left
    for path in left:
        os.utime(path, (time.time() - 90_000,) * 2)
    others = folder / ".of another program.annot.part"
    others.touch()
    assert backups.back_up(project, "asked") in backups.kept(project)
    assert [path for path in folder.iterdir() if path.suffix == ".part"] == [others], "of a day before, and no other"
    project.close()
