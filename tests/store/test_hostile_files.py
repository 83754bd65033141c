"""Project files that are none, damaged, newer, moved, shared or read-only: refused in words, and never made worse."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.__main__ import main
from annotator.model.codings import Passage
from annotator.model.errors import CannotDo, InUse, Stale
from annotator.operations import codebook, codes, coding, documents, projects
from annotator.store import backups, reading, writing
from annotator.store.handle import Project
from annotator.store.schema import APPLICATION_ID, SCHEMA
from tests.builders import add_code, add_text, code, coded_project, faults, identity, make_project, prepared, state
from tests.formats.children import become_nobody, in_child, limit_file_size, needs_fork


def open_it(path: Path) -> Project:
    return projects.open_project(path, identity())


def sound(path: Path, codings: int = 2) -> None:
    """The file opens, is sound and holds what it held."""
    project = projects.open_project(path, identity(), read_only=True)
    assert faults(project) == ()
    assert len(reading.codings(project)) == codings
    project.close()


def one_line(error: CannotDo) -> str:
    assert "\n" not in error.message
    assert error.message.endswith((".", "?"))
    return error.message


def header(path: Path, at: int, value: int) -> None:
    data = bytearray(path.read_bytes())
    data[at : at + 4] = value.to_bytes(4, "big")
    path.write_bytes(data)


# Not a project ------------------------------------------------------------------------------------------------------


def foreign_database(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE t (a)")
    raw.close()


NO_PROJECTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "text": (lambda path: path.write_text("Not a database.\n" * 50), "is not an Annotator project"),
    "a PDF": (lambda path: path.write_bytes(b"%PDF-1.7\n" + b"x" * 200), "looks like a PDF"),
    "empty": (lambda path: path.write_bytes(b""), "empty file"),
    "a folder": (lambda path: path.mkdir(), "is a folder"),
    "another program's database": (foreign_database, "database of another program"),
    "nothing": (lambda path: None, "There is no project"),
    "the beginning of a header": (lambda path: path.write_bytes(b"SQLite format 3\0" + b"\0" * 40), "damaged"),
}


@pytest.mark.parametrize("name", NO_PROJECTS)
@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_project_is_refused_and_left_as_it_is(tmp_path: Path, name: str, read_only: bool) -> None:
    path = tmp_path / "x.annot"
    make, said = NO_PROJECTS[name]
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(CannotDo) as refused:
        projects.open_project(path, identity(), read_only=read_only)
    assert said in one_line(refused.value)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert {one.name for one in tmp_path.iterdir()} <= {"x.annot"}


def test_a_newer_file_is_refused_with_the_version_that_it_needs(tmp_path: Path) -> None:
    path = make_and_close(tmp_path)
    header(path, 60, SCHEMA + 1)
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(CannotDo, match=f"newer version of Annotator.*file format {SCHEMA + 1}"):
            projects.open_project(path, identity(), read_only=read_only)
    assert path.read_bytes() == before


def test_a_file_of_an_unknown_older_format_is_refused(tmp_path: Path) -> None:
    path = make_and_close(tmp_path)
    header(path, 60, 0)
    for read_only in (False, True):
        with pytest.raises(CannotDo, match=r"unknown|older"):
            projects.open_project(path, identity(), read_only=read_only)


def test_a_database_that_claims_to_be_a_project_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.annot"
    foreign_database(path)
    header(path, 68, APPLICATION_ID)
    header(path, 60, SCHEMA)
    for read_only in (False, True):
        with pytest.raises(CannotDo, match="damaged") as refused:
            projects.open_project(path, identity(), read_only=read_only)
        one_line(refused.value)


# Damaged ------------------------------------------------------------------------------------------------------------


def make_and_close(folder: Path) -> Path:
    project = coded_project(folder)
    project.close()
    return project.path


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_truncated_file_is_refused(tmp_path: Path, share: float) -> None:
    path = make_and_close(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(CannotDo, match="damaged") as refused:
        open_it(path)
    one_line(refused.value)


def test_flipped_bytes_are_refused_or_found_by_check_and_never_end_in_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make_and_close(tmp_path)
    whole, chance = path.read_bytes(), random.Random(5)
    used = [at for at in range(100, len(whole)) if whole[at]]  # free space may hold anything
    harmless = 0
    for _ in range(60):
        data = bytearray(whole)
        for at in chance.sample(used, 3):
            data[at] ^= chance.randrange(1, 256)
        path.write_bytes(data)
        status = main(["check", str(path)])
        told = capsys.readouterr()
        assert status in (0, 1)
        assert len(told.err.splitlines()) == status
        harmless += status == 0
        for command in (["codings"], ["documents"], ["codebook"], ["cases"], ["history"], ["search", "drones"]):
            also = main([command[0], str(path), *command[1:], "--json"])
            assert len(capsys.readouterr().err.splitlines()) == also, "a sound answer, or one line that says no"
    assert harmless <= 15, "most flips are seen; labels and freed bytes are in no chain"


def test_a_stale_file_of_whoever_has_it_open_does_no_harm(tmp_path: Path) -> None:
    path = make_and_close(tmp_path)
    lock = path.with_name(path.name + ".lock")
    for stale in ("{}", "not json", json.dumps({"coder": "Bo", "host": "h", "since": "2020-01-01T00:00:00+00:00"})):
        lock.write_text(stale)
        project = open_it(path)
        coding.take_off(
            project, [code(project, reading.documents(project)[0], "police", codebook.codes(project)[0].id)]
        )
        project.close()
        assert not lock.exists()
    sound(path)


# Moved, replaced, shared --------------------------------------------------------------------------------------------


def one_more(project: Project) -> None:
    layer = reading.documents(project)[0].layer
    coding.code_passage(project, Passage(layer.id, 0, 3), codebook.codes(project)[0].id)


@pytest.mark.parametrize("how", ["replaced", "deleted", "renamed", "copied over"])
def test_a_file_that_was_taken_away_beneath_is_noticed_before_writing(tmp_path: Path, how: str) -> None:
    project = coded_project(tmp_path)
    path = project.path
    other = make_project(tmp_path, "other.annot")
    other.close()
    if how == "replaced":
        other.path.replace(path)
    elif how == "deleted":
        path.unlink()
    elif how == "renamed":
        path.rename(tmp_path / "elsewhere.annot")
    else:
        shutil.copyfile(other.path, path)
    with pytest.raises(CannotDo, match="by another program while it was open; nothing was written"):
        one_more(project)
    with pytest.raises(CannotDo):
        one_more(project)
    project.close()
    if how in ("replaced", "copied over"):
        sound(path, codings=0)
    if how == "renamed":
        sound(tmp_path / "elsewhere.annot")


TRIES = """
import sys
from pathlib import Path
from annotator.model.errors import InUse
from annotator.operations import projects
from annotator.operations.acting import myself
try:
    projects.open_project(Path(sys.argv[1]), myself(), read_only=sys.argv[2] == "ro").close()
    print("opened")
except InUse as error:
    print(error.message)
"""


def another_process(path: Path, how: str) -> str:
    command = [sys.executable, "-c", TRIES, str(path), how]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return done.stdout


def test_a_second_opener_is_told_who_has_it_and_since_when(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    for how in ("rw", "ro"):
        said = another_process(project.path, how)
        assert "is open in another window or program (Mira Kovač on " in said
        assert ", since 20" in said
        assert len(said.splitlines()) == 1
    one_more(project)
    project.close()
    assert another_process(project.path, "rw") == "opened\n"
    assert another_process(project.path, "ro") == "opened\n"
    sound(project.path, codings=3)


def test_opening_twice_in_one_program_is_refused_and_the_lock_stays(tmp_path: Path) -> None:
    """Closing any second opening of a file drops the locks that the process holds on it (POSIX)."""
    project = coded_project(tmp_path)
    link = tmp_path / "link.annot"
    link.symlink_to(project.path)
    for path in (project.path, link):
        for read_only in (False, True):
            with pytest.raises(InUse, match="open in this program already"):
                projects.open_project(path, identity(), read_only=read_only)
    assert "is open in another" in another_process(project.path, "rw")
    project.close()
    project.close()
    open_it(project.path).close()


def test_several_may_read_at_once_and_a_reader_writes_nothing(tmp_path: Path) -> None:
    path = make_and_close(tmp_path)
    before = path.read_bytes()
    readers = [projects.open_project(path, identity(), read_only=True) for _ in range(3)]
    for reader in readers:
        assert faults(reader) == ()
        with pytest.raises(CannotDo, match="for reading only; nothing was written"):
            one_more(reader)
    for reader in readers:
        reader.close()
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.glob("p.annot*")] == ["p.annot"]


def test_reads_and_writes_from_several_threads_do_not_meet(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    layer, drones = reading.documents(project)[0].layer, codebook.codes(project)[0].id
    wrong: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for at in range(12):
                coding.code_passage(project, Passage(layer.id, at, at + 2 + number), drones)
                reading.codings(project)
                project.text_of(layer.id)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(reading.codings(project)) == 2 + 4 * 12
    assert faults(project) == ()
    project.close()


def test_what_changed_since_it_was_read_is_stale_and_nothing_is_written(tmp_path: Path) -> None:
    from annotator.model.changes import Change, Kind, Verb

    project = coded_project(tmp_path)
    one = codebook.codes(project)[0]
    codes.rename_code(project, one.id, "UAV")
    before = state(project)
    with pytest.raises(Stale):
        writing.commit(project, "Late", [Change(Kind.CODE, one.id, Verb.SET, {"name": "Late"}, one.heads)])
    with pytest.raises(Stale):
        writing.commit(project, "Twice", [Change(Kind.CODE, one.id, Verb.CREATE, {"name": "Twice"})])
    assert state(project) == before
    assert faults(project) == ()
    project.close()


def test_half_a_character_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    before = state(project)
    with pytest.raises(CannotDo, match="half a character"):
        codes.add_code(project, "Half \ud83d")
    assert state(project) == before
    assert faults(project) == ()
    project.close()


@pytest.mark.parametrize(
    "name", ["it's “quoted”.annot", 'a "b".annot', "per%20cent %.annot", "what?mode=ro.annot", "#1 & co;.annot"]
)
def test_any_name_that_a_file_may_have_works(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a folder? with #odd %41 'names'"
    folder.mkdir()
    project = coded_project(folder, name)
    assert faults(project) == ()
    project.close()
    sound(folder / name)
    assert sorted(one.name for one in folder.iterdir()) == sorted([name, "article.txt"])


def test_a_project_is_never_made_over_something(tmp_path: Path) -> None:
    path = make_and_close(tmp_path)
    with pytest.raises(CannotDo, match="exists already"):
        projects.new(path, identity())
    (tmp_path / "dangling.annot").symlink_to(tmp_path / "nowhere.annot")
    with pytest.raises(CannotDo, match="exists already"):
        projects.new(tmp_path / "dangling.annot", identity())
    with pytest.raises(CannotDo, match="does not exist"):
        projects.new(tmp_path / "missing" / "x.annot", identity())
    with pytest.raises(CannotDo, match="No project could be made"):
        projects.new(tmp_path / f"{'x' * 300}.annot", identity())
    sound(path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["article.txt", "dangling.annot", "p.annot"]


# Read-only ----------------------------------------------------------------------------------------------------------


@needs_fork
def test_in_a_read_only_folder_everything_can_be_read_and_nothing_written(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "medium", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    elsewhere.chmod(0o777)
    path = make_and_close(folder)
    path.chmod(0o444)
    folder.chmod(0o555)
    for above in (tmp_path, *tmp_path.parents):
        if above == Path("/tmp") or above == above.parent:
            break
        above.chmod(above.stat().st_mode | 0o055)

    assert main(["export", str(path), str(tmp_path / "imported.xlsx")]) == 0  # loads what nobody may not read

    def as_an_ordinary_user() -> str:
        become_nobody()
        os.environ["ANNOTATOR_HOME"] = str(elsewhere / "home")
        told = []
        for command in (
            ["codings", str(path), "--json"],
            ["check", str(path)],
            ["export", str(path), str(elsewhere / "out.xlsx")],
            ["backup", str(path), str(elsewhere / "copy.annot")],
            ["undo", str(path)],
            ["export", str(path), str(folder / "out.xlsx")],
        ):
            with open(elsewhere / "said", "w") as said, open(elsewhere / "why", "w") as why:
                sys.stdout, sys.stderr = said, why
                status = main(command)
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
            told.append([command[0], status, (elsewhere / "said").read_text(), (elsewhere / "why").read_text()])
        return json.dumps(told)

    told, _ = in_child(as_an_ordinary_user)
    done = json.loads(told)
    assert [line[1] for line in done] == [0, 0, 0, 0, 1, 1], done
    assert len(json.loads(done[0][2])["codings"]) == 2
    assert "read-only, so nothing can be written" in done[4][3]
    assert [len(line[3].splitlines()) for line in done] == [0, 0, 0, 0, 1, 1]
    assert (elsewhere / "out.xlsx").stat().st_size > 3000
    assert sorted(one.name for one in folder.iterdir()) == ["article.txt", "p.annot"]
    folder.chmod(0o755)
    sound(elsewhere / "copy.annot")


@needs_fork
def test_a_half_written_file_in_a_read_only_folder_is_read_from_a_recovered_copy(tmp_path: Path) -> None:
    folder = tmp_path / "medium"
    folder.mkdir()
    path = make_and_close(folder)
    child = os.fork()
    if child == 0:
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("PRAGMA cache_size=2")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE coding SET quote = 'torn'")
        raw.execute("INSERT INTO blob VALUES (x'00', 'x', 1, zeroblob(300000))")
        os._exit(9)
    os.waitpid(child, 0)
    before = path.read_bytes()
    folder.chmod(0o555)
    for above in (tmp_path, *tmp_path.parents):
        if above == Path("/tmp") or above == above.parent:
            break
        above.chmod(above.stat().st_mode | 0o055)

    def as_an_ordinary_user() -> str:
        become_nobody()
        project = projects.open_project(path, identity(), read_only=True)
        told = [list(faults(project)), [one.quote for one in reading.codings(project)]]
        project.close()
        return json.dumps(told)

    told, _ = in_child(as_an_ordinary_user)
    folder.chmod(0o755)
    assert json.loads(told) == [[], ["drones", "open letter"]]
    assert path.read_bytes() == before


# A full disk --------------------------------------------------------------------------------------------------------


@needs_fork
def test_a_full_disk_while_saving_is_one_sentence_and_the_project_is_as_before(tmp_path: Path) -> None:
    path = make_and_close(tmp_path)
    long = tmp_path / "long.txt"
    long.write_text("Words that fill the disk. " * 40_000)

    def with_a_limit() -> str:
        limit_file_size(path.stat().st_size + 20_000)
        project = open_it(path)
        told = ""
        try:
            documents.write(project, prepared(tmp_path, "long.txt", long.read_text()))
        except CannotDo as error:
            told = error.message
        one_more(project)  # what fits goes in, in the same opening
        found = faults(project)
        project.close()
        return f"{told}\n{found}"

    told, _ = in_child(with_a_limit)
    said, found = told.split("\n")
    assert said.startswith("The disk that holds “p.annot” is full; nothing was written")
    assert found == "()"
    sound(path, codings=3)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Path:
    """A file system of 600 kB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("mounting needs root")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    yield folder  # type: ignore[misc]  # a generator fixture
    subprocess.run(["umount", folder], check=True)


def test_on_a_full_disk_the_command_line_says_so_and_the_project_is_as_before(
    tiny_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make_and_close(tiny_disk)
    source = tmp_path / "long.txt"
    source.write_text("Words that fill the disk. " * 40_000)
    for command in (["add", str(path), str(source)], ["export", str(path), str(tiny_disk / "x.zip")]):
        (tiny_disk / "filler").write_bytes(b"x" * (free(tiny_disk) - 30_000 if command[0] == "add" else 0))
        if command[0] == "export":
            (tiny_disk / "filler").write_bytes(b"x" * free(tiny_disk))
        assert main(command) == 1
        told = capsys.readouterr()
        assert len(told.err.splitlines()) == 1
        assert "full" in told.err or "not enough room" in told.err
        (tiny_disk / "filler").unlink()
        sound(path)
        assert main(["check", str(path)]) == 0
        capsys.readouterr()
    (tiny_disk / "filler").write_bytes(b"x" * free(tiny_disk))
    assert main(["new", str(tiny_disk / "n.annot")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    (tiny_disk / "filler").unlink()
    assert sorted(one.name for one in tiny_disk.iterdir()) == ["article.txt", "p.annot"]


def free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize


def test_a_disk_that_was_full_while_backing_up_leaves_no_half_backup(tiny_disk: Path, tmp_path: Path) -> None:
    project = coded_project(tmp_path)
    project.backups = tiny_disk / "backups"
    (tiny_disk / "filler").write_bytes(b"x" * (free(tiny_disk) - 40_000))
    with pytest.raises(CannotDo, match="disk is full") as refused:
        projects.back_up(project)
    one_line(refused.value)
    assert list((tiny_disk / "backups").iterdir()) == []
    project.backed_up = ""  # in steps, as beside the window
    backups.back_up_today(project, lambda: None)
    assert "disk is full" in project.backup_problem
    assert list((tiny_disk / "backups").iterdir()) == []
    add_code(project, "Works on")
    assert faults(project) == ()
    assert len(reading.documents(project)) == 1
    add_text(project, "more.txt", "More text.")
    project.close()
