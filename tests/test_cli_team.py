"""The command line for teams: merging, conflicts, coders, exchanging, repairing, filtering the history."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.__main__ import main
from tests.operations import team
from tests.operations.team import ANNA, BO, SITUATIONS

Run = Callable[..., Any]
CONFLICT = ["id", "kind", "entity", "field", "values", "ancestor", "choices"]
MERGED = ["changesets", "codings", "documents", "codes", "conflicts", "already_had", "files", "cases", "memos",
          "coders", "edited", "deleted", "warnings", "codebook", "backup"]  # fmt: skip


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that succeeds, says nothing on standard error, and answers one JSON object."""

    def go(*arguments: object) -> Any:
        assert main([*map(str, arguments), "--json"]) == 0, capsys.readouterr().err
        told = capsys.readouterr()
        assert told.err == ""
        return json.loads(told.out)

    return go


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command as people do; its lines."""

    def go(*arguments: object) -> list[str]:
        assert main([*map(str, arguments)]) == 0, capsys.readouterr().err
        told = capsys.readouterr()
        assert told.err == "" and "{" not in told.out
        return told.out.splitlines()

    return go


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that cannot be done: status 1 and one line why; the line."""

    def go(*arguments: object) -> str:
        assert main([*map(str, arguments)]) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert len(told.err.splitlines()) == 1, told.err
        return told.err

    return go


# Merging ------------------------------------------------------------------------------------------------------------


def test_a_merge_says_what_came_in_and_a_second_one_that_nothing_did(tmp_path: Path, run: Run) -> None:
    mine, theirs = team.apart(tmp_path, "one code made by both")
    would = run("merge", mine, theirs, "--dry-run")
    assert list(would) == MERGED
    assert run("conflicts", mine) == {"conflicts": []}, "nothing was written"
    told = run("merge", mine, theirs)
    assert {name: value for name, value in told.items() if name not in ("backup",)} == {
        "changesets": 4, "codings": 2, "documents": 0, "codes": 1, "conflicts": 1, "already_had": [],
        "files": ["b.annot"], "cases": 0, "memos": 0, "coders": ["Bo"], "edited": 0, "deleted": 0, "warnings": [],
        "codebook": [],
    }  # fmt: skip
    assert would["backup"] is None and Path(told["backup"]).is_file()
    assert {**would, "backup": told["backup"]} == told
    again = run("merge", mine, theirs)
    assert (again["changesets"], again["already_had"], again["conflicts"]) == (0, ["b.annot"], 0)


@pytest.mark.parametrize("name", SITUATIONS)
def test_merging_either_way_prints_the_same_to_the_byte(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, theirs = team.apart(tmp_path, name)
    copy = team.copied(mine, "copy")
    printed = []
    for into, other in ((mine, theirs), (theirs, copy)):
        assert main(["merge", str(into), str(other)]) == 0
        capsys.readouterr()
        for command in ("codings", "conflicts", "codebook", "cases", "documents"):
            assert main([command, str(into), "--json"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]
    assert f'"{SITUATIONS[name].what.value}"' in printed[0]


def test_people_read_first_what_changed_in_the_codebook(tmp_path: Path, lines: Run, run: Run) -> None:
    start = team.base(tmp_path)
    theirs = team.copied(start, "b")
    team.edit(theirs, BO, team.defined("Drones", "Flying robots.", ("helicopters without a pilot",)))
    told = lines("merge", start, theirs)
    assert told[0].startswith("Drones, changed by Bo on ")
    assert told[1:3] == [
        "    definition: empty → “Flying robots.”",
        "    include: empty → “helicopters without a pilot”",
    ]
    assert told[3] == "    2 codings made before it to look at again"
    assert told[4] == "Came in: 2 changesets."
    (change,) = run("merge", team.base(_folder(tmp_path)), theirs)["codebook"]
    assert list(change) == ["code", "coder", "time", "before", "after", "look_again"]
    assert (change["code"], change["coder"], len(change["look_again"])) == ("Drones", "Bo", 2)


def _folder(folder: Path) -> Path:
    (folder / "other").mkdir()
    return folder / "other"


def test_what_cannot_be_merged_is_refused_with_the_reason(tmp_path: Path, refused: Run, run: Run) -> None:
    mine, theirs = team.apart(tmp_path, "a code renamed by both")
    other = tmp_path / "other.annot"
    run("new", other)
    (tmp_path / "broken.annot").write_bytes(theirs.read_bytes()[:9000])
    before = run("history", mine)
    for wrong in (mine, other, tmp_path / "broken.annot", tmp_path / "missing.annot"):
        assert refused("merge", mine, theirs, wrong)
    assert run("history", mine) == before
    assert main(["merge", str(mine)]) == 2


def test_a_merge_is_taken_back_and_later_taken_out(tmp_path: Path, run: Run, refused: Run, lines: Run) -> None:
    mine, theirs = team.apart(tmp_path, "one code made by both")
    assert "Nothing was merged" in refused("unmerge", mine)
    before = run("codings", mine), run("history", mine)
    run("merge", mine, theirs)
    (merge,) = run("merges", mine)["merges"]
    assert list(merge) == ["id", "time", "files", "changesets", "backup", "can_take_back"]
    assert (merge["files"], merge["changesets"], merge["can_take_back"]) == (["b.annot"], 4, True)
    assert "can be taken back" in lines("merges", mine)[0]
    told = run("unmerge", mine)
    assert (told["merge"], told["taken"], told["changesets"], told["blocked"]) == (merge["id"], "back", [], [])
    assert (run("codings", mine), run("history", mine)) == before

    run("merge", mine, theirs)
    run("code", mine, "--document", "article", "--quote", "contract.", "--code", "Letter")
    (merge,) = run("merges", mine)["merges"]
    assert merge["can_take_back"] is False
    assert "merge “0000”" in refused("unmerge", mine, "0000")
    told = run("unmerge", mine, merge["id"][:13])
    assert told["taken"] == "out" and [one["kind"] for one in told["changesets"]] == ["undo"]
    assert {one["quote"] for one in run("codings", mine)["codings"]} == {
        "drones", "open letter", "systems", "police", "contract."
    }  # fmt: skip


def test_a_merge_that_was_used_since_is_taken_out_in_part(tmp_path: Path, run: Run, refused: Run) -> None:
    mine, theirs = team.apart(tmp_path, "one code made by both")
    run("merge", mine, theirs)
    border = next(one["id"] for one in run("codebook", mine)["codes"] if one["name"] == "border")
    run("code", mine, "--document", "article", "--quote", "rescue", "--code", border)
    said = refused("unmerge", mine)
    assert "border" in said or "code" in said
    told = run("unmerge", mine, "--partly")
    assert told["taken"] == "out" and told["blocked"]
    assert "rescue" in {one["quote"] for one in run("codings", mine)["codings"]}


# Conflicts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_conflict_has_the_keys_of_the_manual(tmp_path: Path, run: Run, lines: Run, name: str) -> None:
    mine, theirs = team.apart(tmp_path, name)
    run("merge", mine, theirs)
    (one,) = run("conflicts", mine)["conflicts"]
    assert list(one) == CONFLICT
    assert one["kind"] == SITUATIONS[name].what.value
    assert one["values"] and all(list(value) == ["value", "coder", "time"] for value in one["values"])
    assert all(value["coder"] and value["time"] > "2020" for value in one["values"])
    assert one["choices"]
    told = lines("conflicts", mine)
    assert told[0].startswith(one["id"][:13])
    assert told[-1].strip().startswith("--choose ") and one["choices"][0] in told[-1]


def test_a_conflict_is_settled_by_the_beginning_of_its_id(tmp_path: Path, run: Run, refused: Run, lines: Run) -> None:
    mine, theirs = team.apart(tmp_path, "a code renamed by both")
    run("merge", mine, theirs)
    (one,) = run("conflicts", mine)["conflicts"]
    assert (one["field"], one["ancestor"], one["choices"]) == ("name", "Drones", ["Anna", "Bo", "new"])
    assert {value["value"] for value in one["values"]} == {"Armed drones", "UAV"}
    assert "no conflict “abc”" in refused("resolve", mine, "abc", "--choose", "Anna")
    assert "choose one of “Anna”, “Bo”, “new”" in refused("resolve", mine, one["id"], "--choose", "Cleo")
    assert "--value" in refused("resolve", mine, one["id"], "--choose", "new")
    told = run("resolve", mine, one["id"][:9], "--choose", "new", "--value", "Armed UAV", "--as", "Bo")
    (each,) = told["changesets"]
    assert (each["kind"], each["coder"]) == ("resolve", "Bo")
    assert each["label"].startswith("Settled: the name of the code “") and each["label"].endswith(": Armed UAV")
    assert lines("conflicts", mine) == ["There is no conflict."]
    assert "settled" in refused("resolve", mine, one["id"], "--choose", "Anna")
    assert main(["resolve", str(mine), one["id"]]) == 2


def test_a_code_is_given_by_its_path_where_a_choice_needs_one(tmp_path: Path, run: Run) -> None:
    mine, theirs = team.apart(tmp_path, "a deleted code used")
    run("merge", mine, theirs)
    (one,) = run("conflicts", mine)["conflicts"]
    run("resolve", mine, one["id"], "--choose", "recode", "--value", "Rescue > Boats")
    assert {each["quote"]: each["code_path"] for each in run("codings", mine)["codings"]}["police"] == "Rescue > Boats"


# Coders and finishing -----------------------------------------------------------------------------------------------


def test_coders_are_listed_joined_parted_and_renamed(tmp_path: Path, run: Run, lines: Run, refused: Run) -> None:
    mine, theirs = team.apart(tmp_path, "a coding recoded by both")
    run("merge", mine, theirs)
    found = run("coders", mine)["coders"]
    assert list(found[0]) == ["id", "name", "initials", "colour", "joined", "codings", "begun", "finished", "last"]
    assert [(one["name"], one["codings"]) for one in found] == [("Anna", 3), ("Bo", 0)]
    assert run("coders", mine, "rename", "Bo", "Bo Ek", "--as", "Anna")["coders"][1]["name"] == "Bo Ek"
    (one,) = run("coders", mine, "join", "Bo Ek", "Anna", "--as", "Anna")["coders"]
    assert one["joined"] == [found[1]["id"]]
    assert "other id" in lines("coders", mine)[0]
    assert len(run("coders", mine, "part", "Bo Ek", "--as", "Anna")["coders"]) == 2
    assert "no coder “Cleo”" in refused("coders", mine, "join", "Cleo", "Anna")
    assert main(["coders", str(mine), "join", "Anna"]) == 2


def test_a_document_is_finished_and_reopened(tmp_path: Path, run: Run, refused: Run) -> None:
    start = team.base(tmp_path)
    assert run("finish", start, "--document", "article", "--as", "Bo")["documents"][0]["finished_by"] == ["Bo"]
    assert run("documents", start)["documents"][0]["finished_by"] == ["Bo"]
    run("finish", start, "--document", "article", "--reopen", "--as", "Bo")
    assert run("documents", start)["documents"][0]["finished_by"] == []
    assert "no document" in refused("finish", start, "--document", "nothing")


# Exchanging ---------------------------------------------------------------------------------------------------------


def test_two_people_exchange_by_a_folder(tmp_path: Path, run: Run, refused: Run) -> None:
    mine, theirs = team.apart(tmp_path, "one code made by both")
    folder = tmp_path / "shared"
    folder.mkdir()
    assert refused("exchange", mine)
    told = run("exchange", mine, folder, "--as", "Anna")
    assert list(told) == ["folder", "own", "arrived", "skipped", "conflicted", "published"]
    assert told["published"] and told["arrived"] is None
    told = run("exchange", theirs, folder, "--as", "Bo")
    assert told["arrived"]["codings"] == 1
    assert run("exchange", mine)["arrived"]["codings"] == 2
    assert run("codings", mine) == run("codings", theirs)
    assert run("exchange", mine, "--leave")["left"] is True
    assert refused("exchange", mine)
    assert main(["exchange", str(mine), str(folder), "--leave"]) == 2


# Repairing ----------------------------------------------------------------------------------------------------------


def test_check_mends_the_tables_from_the_journal(tmp_path: Path, run: Run, refused: Run) -> None:
    start = team.base(tmp_path)
    told = run("check", start, "--repair")
    assert (told["repaired"], told["recovered"]) == ([], None)
    with sqlite3.connect(start) as raw:
        raw.execute("UPDATE coding SET quote = 'x'")
    raw.close()
    assert "is not sound" in refused("check", start)
    told = run("check", start, "--repair")
    assert list(told) == ["changesets", "entities", "codings", "faults", "repaired", "recovered", "missing"]
    assert told["repaired"] and told["faults"] == []
    assert run("check", start)["faults"] == []


def test_of_a_file_that_cannot_be_opened_all_that_can_be_read_is_saved(
    tmp_path: Path, run: Run, refused: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    start = team.base(tmp_path)
    data = bytearray(start.read_bytes())
    whole = run("codings", start)
    data[:100] = bytes(100)
    start.write_bytes(bytes(data))
    assert refused("codings", start)
    assert main(["check", str(start), "--repair", "--json"]) == 0, capsys.readouterr().err
    told = json.loads(capsys.readouterr().out)
    assert Path(told["recovered"]).parent == tmp_path and told["codings"] == 3
    found = run("codings", told["recovered"])
    assert [one["quote"] for one in found["codings"]] == [one["quote"] for one in whole["codings"]]
    assert bytes(data) == start.read_bytes(), "the damaged file stays as it was"
    assert refused("check", tmp_path / "missing.annot", "--repair")


# History ------------------------------------------------------------------------------------------------------------


def test_the_history_is_narrowed_by_coder_and_by_kind(tmp_path: Path, run: Run, refused: Run) -> None:
    mine, theirs = team.apart(tmp_path, "a code renamed by both")
    run("merge", mine, theirs)
    (one,) = run("conflicts", mine)["conflicts"]
    run("resolve", mine, one["id"], "--choose", "Bo", "--as", ANNA.name)
    whole = run("history", mine)["changesets"]
    by_bo = run("history", mine, "--coder", "Bo")["changesets"]
    assert by_bo == [each for each in whole if each["coder"] == "Bo"] != []
    settled = run("history", mine, "--kind", "resolve")["changesets"]
    assert [each["label"][:8] for each in settled] == ["Settled:"]
    assert run("history", mine, "--coder", "Bo", "--kind", "resolve")["changesets"] == []
    assert "no coder" in refused("history", mine, "--coder", "Cleo")
    assert main(["history", str(mine), "--kind", "other"]) == 2
