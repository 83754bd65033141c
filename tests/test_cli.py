"""The command line: exit statuses, one line of refusal, `--json` with the keys of the manual, names, who acts."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator.__main__ import main
from tests.builders import TEXT, add_code, add_text, code, coded_project, make_project

KEYS = {
    "codings": "id, document, layer, start, end, page, area, quote, code, code_path, cases, stance, fields, memo, "
    "coder, created, modified, foreign_id",
    "documents": "id, title, kind, sha256, characters, pages, codings, finished_by, about, metadata",
    "codes": "id, path, name, definition, include, exclude, colour, key, codings",
    "changesets": "id, time, coder, kind, label, undoes",
    "cases": "id, name, type, aliases, attributes, codings, memo",
    "hits": "document, start, end, quote",
}
REPOSITORY = Path(__file__).parents[1]
Run = Callable[..., Any]


@pytest.fixture
def project(tmp_path: Path) -> str:
    """A project with a document “article”, the codes “Drones” and “Letter”, and one coding of each."""
    made = coded_project(tmp_path)
    made.close()
    return str(made.path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that succeeds, says nothing on standard error, and answers one JSON object."""

    def go(*arguments: str) -> Any:
        assert main([*arguments, "--json"]) == 0, capsys.readouterr().err
        told = capsys.readouterr()
        assert told.err == ""
        return json.loads(told.out)

    return go


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that cannot be done: status 1, one line why, nothing on standard output; the line."""

    def go(*arguments: str) -> str:
        assert main(list(arguments)) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert len(told.err.splitlines()) == 1, told.err
        assert main(["check", arguments[1]]) == 0 or not Path(arguments[1]).is_file()
        capsys.readouterr()
        return told.err

    return go


def with_input(monkeypatch: pytest.MonkeyPatch, value: object) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


# What is answered ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (["codings"], "codings"),
        (["documents"], "documents"),
        (["codebook"], "codes"),
        (["history"], "changesets"),
        (["cases"], "cases"),
        (["search", "the"], "hits"),
    ],
)
def test_each_listing_is_one_object_with_the_keys_of_the_manual(
    project: str, run: Run, monkeypatch: pytest.MonkeyPatch, command: list[str], name: str
) -> None:
    with_input(monkeypatch, {"codings": [], "cases": [{"name": "Yitu", "attributes": {"country": "China"}}]})
    run("code", project, "--from", "-")
    told = run(command[0], project, *command[1:])
    assert list(told) == [name]
    assert told[name], "there is something to list"
    for one in told[name]:
        assert list(one) == KEYS[name].split(", ")


def test_a_coding_is_told_with_all_that_belongs_to_it(project: str, run: Run) -> None:
    start = TEXT.index("police")
    told = run("code", project, "--document", "article", "--quote", "police", "--code", "drones",
               "--stance", "contradicts", "--memo", " a note ", "--as", "Bo")  # fmt: skip
    one = told["codings"][0]
    assert one.pop("id")
    assert one.pop("layer")
    assert one.pop("document") == run("documents", project)["documents"][0]["id"]
    assert one.pop("created") == one.pop("modified") > "2020"
    assert one == {
        "start": start, "end": start + 6, "page": None, "area": None, "quote": "police", "code": "drones",
        "code_path": "Drones", "cases": [], "stance": "contradicts", "fields": {}, "memo": "a note", "coder": "Bo",
        "foreign_id": None,
    }  # fmt: skip


def test_the_page_of_a_coding_counts_from_one(tmp_path: Path, run: Run) -> None:
    made = make_project(tmp_path)
    pages = add_text(made, "pages.txt", "First page.\nSecond page.\nThird one.", pages=(12, 13, 10))
    plain = add_text(made, "plain.txt", "No pages here.")
    drones = add_code(made)
    for document, quote in ((pages, "First"), (pages, "Second"), (pages, "Third"), (plain, "No")):
        code(made, document, quote, drones)
    made.close()
    told = run("codings", str(made.path))["codings"]
    assert {one["quote"]: one["page"] for one in told} == {"First": 1, "Second": 2, "Third": 3, "No": None}


def test_listings_can_be_narrowed(project: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    item = {"document": "article", "quote": "police", "code": "letter", "cases": ["Yitu"]}
    with_input(monkeypatch, {"codings": [item], "cases": [{"name": "Yitu", "aliases": ["Yitu Tech"]}]})
    run("code", project, "--from", "-", "--as", "Bo")

    def quotes(*narrowed: str) -> set[str]:
        return {one["quote"] for one in run("codings", project, *narrowed)["codings"]}

    assert quotes() == {"drones", "open letter", "police"}
    assert quotes("--code", "Letter") == {"open letter", "police"}
    assert quotes("--case", "yitu tech") == {"police"}
    assert quotes("--coder", "bo") == {"police"}
    assert quotes("--document", "article.txt") == {"drones", "open letter", "police"}


def test_people_get_lines_and_no_json(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["codings"], ["documents"], ["codebook"], ["history"], ["search", "drones"], ["check"]):
        assert main([command[0], project, *command[1:]]) == 0
        told = capsys.readouterr()
        assert told.out.strip()
        assert "{" not in told.out
        assert told.err == ""


# Names --------------------------------------------------------------------------------------------------------------


def test_a_document_goes_by_title_file_name_and_beginning_of_its_id(project: str, run: Run, refused: Run) -> None:
    this = run("documents", project)["documents"][0]["id"]
    for name in ("article", "ARTICLE.TXT", "article.txt", this, this[:4], this[:11], this.replace("-", "")[:9]):
        assert len(run("codings", project, "--document", name)["codings"]) == 2, name
    assert "no document “artic”" in refused("codings", project, "--document", "artic")
    assert "no document" in refused("codings", project, "--document", "")


def test_a_code_goes_by_its_id_its_name_and_its_path(tmp_path: Path, run: Run) -> None:
    made = make_project(tmp_path)
    add_text(made)
    for top in ("Air", "Sea"):
        add_code(made, "Unmanned", parent=add_code(made, top))
    made.close()
    path = str(made.path)
    for name in ("Air > Unmanned", "air>UNMANNED", "  Air  >  Unmanned", "unmanned"):
        told = run("code", path, "--document", "article", "--quote", "drones", "--code", name)
        assert told["codings"][0]["code_path"] == "Air > Unmanned", name


def test_ambiguous_names_are_refused_with_the_candidates(tmp_path: Path, run: Run, refused: Run) -> None:
    made = make_project(tmp_path)
    add_text(made, "a.txt", "One text.")
    (tmp_path / "b").mkdir()
    add_text(made, "a.md", "Another text.")
    for top in ("Air", "Sea"):
        add_code(made, "Fleet", parent=add_code(made, top))
    made.close()
    path = str(made.path)
    assert "several documents: a (" in refused("codings", path, "--document", "a")
    assert run("codings", path, "--document", "a.md")["codings"] == []
    # the id of the first “Fleet” is its name too, so it is exact; the second has an id of its own
    assert [one["id"] for one in run("codebook", path)["codes"]] == ["air", "fleet", "sea", "fleet_2"]
    assert "several codes: Air > Fleet; Sea > Fleet" in refused("codings", path, "--code", "FLEET")


def test_a_coding_goes_by_a_unique_beginning(project: str, run: Run, refused: Run) -> None:
    first, second = (one["id"] for one in run("codings", project)["codings"])
    common = next(k for k in range(36) if first[k] != second[k])
    if common >= 5:
        assert "several codings" in refused("uncode", project, first[:common])
    assert run("uncode", project, first[: common + 5])["codings"][0]["id"] == first
    assert [one["id"] for one in run("codings", project)["codings"]] == [second]
    assert "no coding" in refused("uncode", project, first)


# Who acts -----------------------------------------------------------------------------------------------------------


def test_who_acts_is_named_by_option_or_environment_and_stays_the_same_coder(
    project: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def coded(quote: str, *more: str) -> str:
        wanted = ("code", project, "--document", "article", "--quote", quote, "--code", "drones")
        return str(run(*wanted, *more)["codings"][0]["coder"])

    assert coded("police", "--as", "Bo Ek") == "Bo Ek"
    monkeypatch.setenv("ANNOTATOR_CODER", "bo  EK")
    assert coded("rescue") == "Bo Ek", "the coder of that name in the project"
    monkeypatch.setenv("ANNOTATOR_CODER", "Cleo")
    assert coded("staff", "--as", "Bo Ek") == "Bo Ek", "the option comes first"
    assert coded("May") == "Cleo"
    monkeypatch.delenv("ANNOTATOR_CODER")
    assert len(run("codings", project, "--coder", "Bo Ek")["codings"]) == 3
    labels = [one["label"] for one in run("history", project)["changesets"]]
    assert sum("joined the project" in label for label in labels) == 3
    # each walks back their own deeds alone
    assert [one["coder"] for one in run("undo", project, "-n", "9", "--as", "Bo Ek")["changesets"]] == ["Bo Ek"] * 3
    assert {one["coder"] for one in run("codings", project)["codings"]} == {"Mira Kovač", "Cleo"}


# From a list --------------------------------------------------------------------------------------------------------

LISTED = {
    "document": {"name": "article.txt"},
    "cases": [{"name": "Yitu", "type": "company", "attributes": {"country": "China"}}, {"name": "Megvii"}],
    "codings": [
        {"id": "c1", "quote": "drones", "code": "drones", "cases": ["Yitu"], "memo": "first"},
        {"id": "c2", "start": 0, "end": 3, "quote": "The", "code": "Letter", "stance": "contradicts"},
        {"id": "c3", "quote": "police", "code": "drones", "cases": ["Yitu", "megvii"]},
    ],
}


@pytest.fixture
def listed(tmp_path: Path) -> str:
    path = tmp_path / "list.json"
    path.write_text(json.dumps(LISTED), encoding="utf-8")
    return str(path)


def test_the_same_list_twice_adds_nothing_and_brings_back_what_was_deleted(
    project: str, listed: str, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run("code", project, "--from", listed, "--as", "Bo")["codings"]
    assert [(one["foreign_id"], one["quote"], one["cases"]) for one in sorted(told, key=lambda o: o["foreign_id"])] == [
        ("c1", "drones", ["Yitu"]), ("c2", "The", []), ("c3", "police", ["Yitu", "Megvii"])
    ]  # fmt: skip
    whole, deeds = run("codings", project), len(run("history", project)["changesets"])
    assert run("code", project, "--from", listed, "--as", "Bo")["codings"] == told
    assert run("codings", project) == whole
    assert len(run("history", project)["changesets"]) == deeds, "nothing was written"

    for one in told:
        run("uncode", project, one["id"], "--as", "Bo")
    assert main(["code", project, "--from", listed, "--as", "Bo"]) == 0
    assert capsys.readouterr().out == "3 new codings.\n"
    again = run("codings", project)["codings"]
    fields = ("id", "quote", "code", "cases", "stance", "memo", "created", "foreign_id")
    assert [[one[f] for f in fields] for one in again] == [[one[f] for f in fields] for one in whole["codings"]]


def test_a_list_again_leaves_alone_what_was_worked_on_since(project: str, listed: str, run: Run) -> None:
    from annotator.operations import coding, projects
    from annotator.operations.acting import act_as, myself
    from annotator.store import reading

    run("code", project, "--from", listed, "--as", "Bo")
    opened = projects.open_project(Path(project), myself())
    act_as(opened, "Bo")
    police = next(one for one in reading.codings(opened) if one.quote == "police")
    coding.resize(opened, police.id, start=(police.start or 0) - 4, end=police.end or 0)
    opened.close()
    run("code", project, "--from", listed, "--as", "Bo")
    quotes = [one["quote"] for one in run("codings", project, "--coder", "Bo")["codings"]]
    assert sorted(quotes) == ["The", "drones", "the police"]


def test_a_list_comes_by_standard_input_too(project: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with_input(monkeypatch, [{"quote": "police", "code": "drones"}])
    assert len(run("code", project, "--document", "article", "--from", "-")["codings"]) == 1


BAD_LISTS: dict[str, tuple[object, str]] = {
    "a range outside": ([{"start": 0, "end": 10_000, "code": "drones"}], "does not lie in"),
    "a range turned round": ([{"start": 9, "end": 3, "code": "drones"}], "does not lie in"),
    "an empty range": ([{"start": 9, "end": 9, "code": "drones"}], "does not lie in"),
    "a negative range": ([{"start": -5, "end": 9, "code": "drones"}], "does not lie in"),
    "a range of numbers with a point": ([{"start": 0.0, "end": 9.5, "code": "drones"}], "neither a range"),
    "a quote that is not its slice": ([{"start": 0, "end": 3, "quote": "Thx", "code": "drones"}], "not what stands at"),
    "a quote that is not there": ([{"quote": "rockets", "code": "drones"}], "does not stand in"),
    "a quote that stands there twice": ([{"quote": "contract", "code": "drones"}], "stands 2 times"),
    "an empty quote": ([{"quote": "", "code": "drones"}], "does not stand in"),
    "an unknown code": ([{"quote": "police", "code": "tanks"}], "no code “tanks”"),
    "an unknown case": ([{"quote": "police", "code": "drones", "cases": ["Acme"]}], "no case “Acme”"),
    "cases that are no list": ([{"quote": "police", "code": "drones", "cases": "Acme"}], "no list of names"),
    "an unknown field": ([{"quote": "police", "code": "drones", "fields": {"mood": "x"}}], "has no field “mood”"),
    "an unknown stance": ([{"quote": "police", "code": "drones", "stance": "perhaps"}], "stance “perhaps”"),
    "an unknown document": ([{"document": "other", "quote": "police", "code": "drones"}], "no document “other”"),
    "no code": ([{"quote": "police"}], "names no code"),
    "no object": (["police"], "is not an object"),
    "no list": ({"quotes": []}, "no list of codings"),
    "a number": (7, "no list of codings"),
    "cases without names": ({"codings": [], "cases": [{"type": "x"}]}, "needs a name"),
    "attributes that are none": ({"codings": [], "cases": [{"name": "x", "attributes": "y"}]}, "must be an object"),
    "other bytes": (
        {"document": {"name": "article.txt", "sha256": "00" * 32}, "codings": []}, "another version of “article”"
    ),
    "half a character": ([{"quote": "police", "code": "drones", "memo": "\ud83d"}], "half a character"),
    "a word that is cut off": ("[{", "is not sound JSON (line 1"),
    "a million brackets": ("[" * 1_000_000, "is not sound JSON"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_LISTS)
def test_one_wrong_item_refuses_the_whole_list(
    project: str, run: Run, refused: Run, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    data, said = BAD_LISTS[what]
    if isinstance(data, list):
        data = [{"quote": "staff", "code": "drones"}, *data]
    before = run("codings", project)
    with_input(monkeypatch, data)
    assert said in refused("code", project, "--document", "article", "--from", "-")
    assert run("codings", project) == before
    assert run("cases", project)["cases"] == []


def test_the_right_sha256_is_taken(project: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sha = run("documents", project)["documents"][0]["sha256"]
    about = {"name": "article.txt", "sha256": sha.upper()}
    with_input(monkeypatch, {"document": about, "codings": [{"quote": "police", "code": "drones"}]})
    assert len(run("code", project, "--from", "-")["codings"]) == 1


def test_fields_of_the_codebook_are_checked(tmp_path: Path, run: Run, refused: Run, monkeypatch: Any) -> None:
    book = tmp_path / "book.toml"
    book.write_text(
        'format = 1\n\n[codebook]\nid = "b"\nname = "B"\n\n[[code]]\nid = "x"\nname = "X"\n\n'
        '[[field]]\nid = "voice"\nname = "Voice"\ntype = "choice"\noptions = ["own", "press"]\n\n'
        '[[field]]\nid = "sum"\nname = "Sum"\ntype = "number"\n'
    )
    path = str(tmp_path / "f.annot")
    assert [one["id"] for one in run("new", path, "--codebook", str(book))["codes"]] == ["x"]
    (tmp_path / "t.txt").write_text("A text to code.")
    run("add", path, str(tmp_path / "t.txt"))
    told = run("code", path, "--document", "t", "--quote", "text", "--code", "x", "--field", "voice=own",
               "--field", "sum=3.0")  # fmt: skip
    assert told["codings"][0]["fields"] == {"voice": "own", "sum": 3}
    with_input(monkeypatch, [{"quote": "code", "code": "x", "voice": "press", "fields": {"sum": 2.5}}])
    told = run("code", path, "--document", "t", "--from", "-")
    assert told["codings"][0]["fields"] == {"voice": "press", "sum": 2.5}
    for value, said in (("voice=mine", "no option"), ("sum=many", "no number"), ("sum=nan", "no number"),
                        ("sum=inf", "no number"), ("mood=x", "no field “mood”")):  # fmt: skip
        assert said in refused("code", path, "--document", "t", "--quote", "A", "--code", "x", "--field", value)
    with_input(monkeypatch, '[{"quote": "to", "code": "x", "fields": {"sum": 1e999}}]')
    assert "no number" in refused("code", path, "--document", "t", "--from", "-")


# Refusals -----------------------------------------------------------------------------------------------------------


def test_a_passage_that_is_not_there_is_refused(project: str, refused: Run) -> None:
    wanted = ("code", project, "--document", "article", "--code", "drones")
    assert "does not stand in" in refused(*wanted, "--quote", "rockets")
    assert "stands 2 times" in refused(*wanted, "--quote", "contract")
    for place in ("0:100000", "5:5", "9:3", "-3:5", "100000:100001"):
        assert "does not lie in the document" in refused(*wanted, "--range", place)
    assert "no code “tanks”" in refused(*wanted[:-1], "tanks", "--quote", "police")
    assert "no case “Acme”" in refused(*wanted, "--quote", "police", "--case", "Acme")
    assert "half a character" in refused(*wanted, "--quote", "police", "--memo", "\udce4")


def test_undo_and_redo_end_with_status_one(project: str, refused: Run, run: Run) -> None:
    said = run("undo", project, "-n", "100", "--as", "Mira Kovač")
    assert len(said["changesets"]) == 5
    assert {one["kind"] for one in said["changesets"]} == {"undo"}
    assert all(one["undoes"] for one in said["changesets"])
    assert refused("undo", project, "--as", "Mira Kovač") == "There is nothing left to undo.\n"
    assert run("codings", project) == {"codings": []}
    assert len(run("redo", project, "-n", "100", "--as", "Mira Kovač")["changesets"]) == 5
    assert refused("redo", project, "--as", "Mira Kovač") == "There is nothing left to redo.\n"
    told = run("history", project)["changesets"]
    labels = {one["label"].removeprefix("Undid: ").removeprefix("Redid: ") for one in told}
    assert len(labels) == 6, "undoing and redoing again and again does not make the labels longer"


def test_a_project_is_made_only_where_there_is_none(project: str, tmp_path: Path, refused: Run, run: Run) -> None:
    assert "exists already" in refused("new", project)
    assert "does not exist" in refused("new", str(tmp_path / "missing" / "x.annot"))
    assert "ends in “.annot”" in refused("new", str(tmp_path / "x.txt"))
    assert "no built-in codebook" in refused("new", str(tmp_path / "x.annot"), "--codebook", "nosuch")
    assert "cannot be read" in refused("new", str(tmp_path / "x.annot"), "--codebook", str(tmp_path / "no.toml"))
    assert not (tmp_path / "x.annot").exists()
    assert run("new", str(tmp_path / "x.annot"))["codes"] == []
    assert len(run("new", str(tmp_path / "y.annot"), "--codebook", "tech-military")["codes"]) == 34


def test_a_codebook_with_a_cycle_is_refused_with_file_line_and_remedy(
    project: str, tmp_path: Path, refused: Run
) -> None:
    book = tmp_path / "ring.toml"
    book.write_text(
        'format = 1\n\n[codebook]\nid = "ring"\nname = "Ring"\n\n[[code]]\nid = "a"\nname = "A"\nparent = "b"\n\n'
        '[[code]]\nid = "b"\nname = "B"\nparent = "a"\n'
    )
    made = str(tmp_path / "n.annot")
    for command in (["codebook", project, "import", str(book)], ["new", made, "--codebook", str(book)]):
        said = refused(*command)
        assert "ring.toml:10: " in said
        assert "parent" in said
    assert not (tmp_path / "n.annot").exists()


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(bytes(range(256)) * 40),
    ],
    ids=["empty", "binary"],
)
def test_files_that_are_no_documents_are_refused(
    project: str, tmp_path: Path, refused: Run, make: Callable[[Path], object]
) -> None:
    make(tmp_path / "bad.txt")
    assert "bad.txt: " in refused("add", project, str(tmp_path / "bad.txt"))


def test_add_takes_in_what_can_be_read_and_lists_the_rest(
    project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], run: Run
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "good.txt").write_text("A good text.")
    (folder / "same.txt").write_text("A good text.")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "odd.xyz").write_text("x")
    assert main(["add", project, str(folder), "--json"]) == 0
    told = capsys.readouterr()
    answer = json.loads(told.out)
    assert list(answer) == ["documents", "already_here", "failed"]
    assert [one["title"] for one in answer["documents"]] == ["good"]
    assert [Path(one["path"]).name for one in answer["failed"]] == ["empty.txt", "odd.xyz"]
    assert len(told.err.splitlines()) == 2
    assert len(run("documents", project)["documents"]) == 2
    assert run("add", project, str(folder / "same.txt"))["already_here"][0]["title"] == "good"
    assert main(["add", project, str(folder / "empty.txt")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    (folder / "nothing").mkdir()
    assert main(["add", project, str(folder / "nothing")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize(
    "command",
    [
        ["code"], ["code", "--document", "article"], ["code", "--quote", "x", "--range", "1:2", "--code", "drones"],
        ["code", "--document", "article", "--code", "drones", "--range", "one:two"], ["undo", "-n", "0"],
        ["code", "--document", "article", "--code", "drones", "--quote", "police", "--field", "x"],
        ["codings", "--colour", "red"], ["nosuch"], ["export"], ["codebook", "import"], ["search"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_status_two(project: str, capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    assert main([command[0], project, *command[1:]]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "Error: " in told.err


def test_what_is_no_project_is_refused_by_every_command(tmp_path: Path, refused: Run) -> None:
    path = tmp_path / "x.annot"
    path.write_text("This is no project.")
    before = path.read_bytes()
    for command in ("codings", "documents", "codebook", "cases", "history", "check", "backup", "undo", "redo"):
        with pytest.raises(AssertionError):  # the fixture checks the project, which this is not
            refused(command, str(path))
        assert main([command, str(path)]) == 1
    assert path.read_bytes() == before


def test_check_says_what_is_wrong_and_status_one(project: str, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(project) as raw:
        raw.execute("UPDATE coding SET quote = 'x'")
    raw.close()
    assert main(["check", project, "--json"]) == 1
    told = capsys.readouterr()
    answer = json.loads(told.out)
    assert list(answer) == ["changesets", "entities", "codings", "faults"]
    assert len(answer["faults"]) >= 2
    assert len(told.err.splitlines()) == 1


def test_an_answer_that_nobody_reads_to_its_end_is_no_error(project: str) -> None:
    command = f'set -o pipefail; {sys.executable} -m annotator history "{project}" --json | head -c 1'
    done = subprocess.run(["bash", "-c", command], capture_output=True, cwd=REPOSITORY)
    assert done.returncode == 0
    assert done.stderr == b""


def test_a_full_output_is_one_line_and_status_one(project: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no full device")
    command = [sys.executable, "-m", "annotator", "history", project]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_file_names_that_are_no_text_can_be_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "na\udcefve.annot"
    assert main(["new", str(path)]) == 0
    assert "na?ve.annot" in capsys.readouterr().out
    assert main(["check", str(path)]) == 0
