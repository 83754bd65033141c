"""The whole way on the command line: a project, documents, codings from a list, out, all undone, all redone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from annotator.__main__ import main
from tests.builders import TEXT

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY / ".." / "shared" / "data"
COLUMNS = ("Quote", "Code", "Document", "Case", "Coder", "Stance", "Memo", "Start", "End")


def said(capsys: pytest.CaptureFixture[str], *command: str) -> Any:
    """What a command that succeeds answers."""
    capsys.readouterr()
    assert main([*command, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def until_status_one(capsys: pytest.CaptureFixture[str], *command: str) -> int:
    """Repeats a command until it ends with 1; how often it was done."""
    for count in range(100):
        capsys.readouterr()
        status = main(list(command))
        if status == 1:
            assert len(capsys.readouterr().err.splitlines()) == 1
            return count
        assert status == 0
    raise AssertionError("it never ends")


def all_undone_and_redone(capsys: pytest.CaptureFixture[str], path: str, steps: int) -> None:
    whole = {name: said(capsys, name, path) for name in ("codings", "documents", "cases", "codebook")}
    assert until_status_one(capsys, "undo", path) == steps
    assert main(["check", path]) == 0
    for name in ("codings", "documents", "cases"):
        assert said(capsys, name, path) == {name: []}
    codes = {one["id"] for one in said(capsys, "codebook", path)["codes"]}
    assert codes == {one["id"] for one in whole["codebook"]["codes"]}, "the codebook of `new` is no undo step"
    assert until_status_one(capsys, "redo", path) == steps
    assert main(["check", path]) == 0
    assert {name: said(capsys, name, path) for name in whole} == whole, "created and modified included"


def one_row_per_coding(path: Path, codings: list[dict[str, Any]]) -> None:
    book = openpyxl.load_workbook(path, read_only=True)
    rows = list(book["Codings"].iter_rows(values_only=True))
    book.close()
    at = next(k for k, row in enumerate(rows) if "Quote" in row)
    header, body = list(rows[at]), rows[at + 1 :]
    quote = header.index("Quote")
    found = sorted(str(row[quote]) for row in body if row[quote] is not None)
    assert found == sorted(one["quote"] for one in codings)
    assert len(body) == len(codings)


@pytest.mark.skipif(not DATA.is_dir(), reason="the data of the project's wider workspace is not here")
def test_the_article_and_the_folder_of_pdfs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(REPOSITORY)
    path = str(tmp_path / "p.annot")
    assert main(["new", path, "--codebook", "tech-military"]) == 0
    assert main(["add", path, "../shared/data/article.txt", "../shared/data/pdf"]) == 0
    told = capsys.readouterr().err.splitlines()
    for name in ("bad_poppler395.pdf", "bad_redhat.pdf", "enc_password.pdf", "ORIGINS.tsv"):
        assert any(f"{name}: " in line for line in told), f"{name} could not be read, and that is said"
    assert len(told) < len(list((DATA / "pdf").iterdir())) / 2
    assert main(["code", path, "--document", "article", "--from", "../shared/data/article_codings.json"]) == 0
    assert capsys.readouterr().out == "47 new codings, 10 new cases.\n"

    listed = json.loads((DATA / "article_codings.json").read_text(encoding="utf-8"))
    text = (DATA / "article.txt").read_text(encoding="utf-8")
    codings = said(capsys, "codings", path)["codings"]
    assert len(codings) == 47
    for one in codings:
        assert one["quote"] == text[one["start"] : one["end"]]
    theirs = {one["id"]: one for one in listed["codings"]}
    for one in codings:
        given = theirs[one["foreign_id"]]
        assert (one["start"], one["end"], one["quote"], one["code"], one["cases"], one["stance"]) == tuple(
            given[name] for name in ("start", "end", "quote", "code", "cases", "stance")
        )
        assert one["fields"].get("voice") == (given.get("voice") or None)
        assert (one["memo"] or "") == (given.get("memo") or "").strip()
    cases = {one["name"]: one for one in said(capsys, "cases", path)["cases"]}
    assert len(cases) == 10
    assert {name: one["attributes"] for name, one in cases.items()} == {
        one["name"]: one["attributes"] for one in listed["cases"]
    }
    assert main(["check", path]) == 0
    workbook = tmp_path / "p.xlsx"
    assert main(["export", path, str(workbook)]) == 0
    one_row_per_coding(workbook, codings)
    all_undone_and_redone(capsys, path, 2)


def test_the_whole_way_with_texts_of_our_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, folder = str(tmp_path / "p.annot"), tmp_path / "texts"
    folder.mkdir()
    article = folder / "article.txt"
    article.write_bytes(TEXT.encode())
    (folder / "second.md").write_text("# Heading\n\nA *second* text, on contracts.\n")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    assert main(["new", path, "--codebook", "tech-military"]) == 0
    assert main(["add", path, str(folder)]) == 0
    assert len(capsys.readouterr().err.splitlines()) == 1
    codes = [one["id"] for one in said(capsys, "codebook", path)["codes"]]
    starts = [TEXT.index(word) for word in ("company", "drones", "police", "agency", "systems")]
    listed = {
        "document": {"name": "article.txt", "sha256": hashlib.sha256(TEXT.encode()).hexdigest()},
        "cases": [{"name": "Acme", "attributes": {"country": "Nowhere"}}, {"name": "Agency", "type": "agency"}],
        "codings": [
            {"id": f"c{k}", "start": at, "end": at + 5, "quote": TEXT[at : at + 5], "code": codes[k], "cases": ["Acme"]}
            for k, at in enumerate(starts)
        ],
    }
    (tmp_path / "list.json").write_text(json.dumps(listed))
    assert main(["code", path, "--from", str(tmp_path / "list.json")]) == 0
    assert main(["code", path, "--document", "second", "--quote", "contracts", "--code", codes[0], "--memo", "m"]) == 0
    capsys.readouterr()
    codings = said(capsys, "codings", path)["codings"]
    assert len(codings) == 6
    assert main(["uncode", path, codings[0]["id"]]) == 0
    codings = said(capsys, "codings", path)["codings"]
    assert main(["check", path]) == 0
    assert main(["export", path, str(tmp_path / "p.xlsx")]) == 0
    one_row_per_coding(tmp_path / "p.xlsx", codings)
    for name in ("p.csv", "p.zip", "p.json", "p.toml"):
        assert main(["export", path, str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 100
    assert len(json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))["codings"]) == 5
    all_undone_and_redone(capsys, path, 4)
