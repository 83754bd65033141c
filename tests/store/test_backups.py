"""Backups: at the first write of a day, thinned out with time, never in the way of work, and good to open."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.__main__ import main
from annotator.operations import documents, projects
from annotator.store import backups, reading
from tests.builders import add_code, add_text, coded_project, faults, identity, make_project, reopen, state

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
    from annotator.model.errors import CannotDo
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
