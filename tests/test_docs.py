"""What the documentation says is what the program does."""

from __future__ import annotations

import ast
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest

from annotator.cli import cli
from annotator.formats.dispatch import SUPPORTED
from annotator.model.changes import Kind
from annotator.model.documents import BlockKind, MarkKind
from annotator.model.ids import id_text
from annotator.operations import cases, codebook, coding, dataset, describing, exporting, undoing
from annotator.operations.snapshot import take
from annotator.store import reading
from annotator.store.schema import METADATA
from annotator.ui.commands import all_commands
from taxonomy import builtin, loading
from taxonomy.comparing import compare
from tests import builders

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its level or above."""
    level = len(heading) - len(heading.lstrip("#"))
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{level}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"there is no heading {heading}"
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The cells of the tables in a text, without the lines of heads and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not re.fullmatch(r"[|\s-]+", line)]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("|"))] for line in lines]


def coded(text: str) -> set[str]:
    """What a text sets in `code`."""
    return set(re.findall(r"`([^`\n]+)`", text))


def fenced(text: str, language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found, f"there is no example in {language}"
    return found[1]


# Commands of the command line ----------------------------------------------------------------------------------------

COMMANDS = cli.commands
REFERENCE = section(page("docs/manual.md"), "## Command line")


def lines_of(command: str) -> str:
    """The lines of the manual's table on one command."""
    return "\n".join(row[0] for row in rows(REFERENCE) if row[0].startswith(f"`annotator {command} "))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_with_each_option_and_choice_stands_in_the_manual(name: str) -> None:
    written = lines_of(name)
    assert written, f"the command {name} is not in the manual"
    words = set(re.findall(r"--?[a-z]+(?:-[a-z]+)*|[a-z]+", written))
    for parameter in COMMANDS[name].params:
        if isinstance(parameter, click.Option):
            assert set(parameter.opts) <= words, f"{name}: {parameter.opts}"
    if name == "codebook":
        assert {"import", "export", "compare"} <= words


def test_the_manual_names_no_command_and_no_option_that_there_is_not() -> None:
    for row in rows(REFERENCE):
        if found := re.match(r"`annotator ([a-z]+) (.*)`", row[0]):
            known = {option for one in COMMANDS[found[1]].params for option in one.opts}
            assert set(re.findall(r"(?<!\w)--?[a-z]+(?:-[a-z]+)*", found[2])) <= known, row[0]


def test_the_readme_shows_commands_that_there_are() -> None:
    shown = re.findall(r"^annotator ([a-z]+)", page("README.md") + page("docs/codebook-format.md"), re.MULTILINE)
    assert len(shown) >= 8
    assert set(shown) <= set(COMMANDS)


# Keys ----------------------------------------------------------------------------------------------------------------


def test_the_table_of_keys_is_that_of_the_commands() -> None:
    table = rows(section(page("docs/manual.md"), "### Commands"))[1:]
    told = {key: (title, menu) for keys, title, menu in table for key in re.findall(r"`([^`]+)`", keys)}
    commands = {key: one for one in all_commands() for key in one.keys}
    assert set(told) == set(commands)
    shown = {key: (one.title, one.group) for key, one in commands.items() if not one.hidden}
    assert {key: told[key] for key in shown} == shown


def test_the_commands_without_a_key_are_named_below_the_table() -> None:
    text = " ".join(section(page("docs/manual.md"), "### Commands").split("Without a key")[1].split())
    without = {one.title for one in all_commands() if not one.keys}
    assert set(re.findall(r"\*([^*]+)\*", text)) == without


# What is exported and printed ----------------------------------------------------------------------------------------


def test_each_sheet_and_each_column_of_the_workbook_is_explained(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    text = section(page("docs/manual.md"), "## Exporting")
    explained = " ".join(cell for row in rows(text) for cell in row)
    for sheet in (*dataset.dataset(project).sheets, *dataset.csv_twin(project).sheets):
        assert sheet.name in explained
        if sheet.csv_name not in (None, "codings"):
            assert f"`{sheet.csv_name}`" in text
        if sheet.name.startswith("Code ×"):
            continue  # their columns are the documents and cases themselves
        for column in sheet.columns:
            if re.match(r"(Field|Case|Document): |(Code level|Level) \d|Language$", column.header):
                continue  # as many as there are fields, attributes, levels and metadata keys
            assert re.search(rf"\b{re.escape(column.header)}(?!\w)", explained), f"{sheet.name}: {column.header}"
            if sheet.csv_name == "codings":
                assert f"`{column.name}`" in text
    project.close()


def test_each_ending_that_can_be_exported_is_in_the_manual() -> None:
    endings = {row[0].strip("`") for row in rows(section(page("docs/manual.md"), "## Exporting")) if row[0][1:2] == "."}
    assert endings == set(exporting.FORMATS)


def test_each_ending_that_can_be_read_is_in_the_manual() -> None:
    table = section(page("docs/manual.md"), "## Documents")
    told = {ending for row in rows(table)[1:] for ending in re.findall(r"`(\.[a-z]+)`", row[0])}
    assert told == SUPPORTED


def test_each_key_of_the_json_is_in_the_manual_and_no_other(tmp_path: Path) -> None:
    project = builders.coded_project(tmp_path)
    case = cases.add_case(project, "Luminode", case_type="company")[1]
    coding.set_case(project, [reading.codings(project)[0].id], case, about=True)
    whole = take(project)
    described = {
        "document": describing.document(whole, whole.documents[0]),
        "coding": describing.coding(whole, whole.codings[0]),
        "code": describing.code(whole, whole.codes[0]),
        "case": describing.case(whole, whole.cases[0]),
        "changeset": describing.changeset(whole, undoing.history(project)[0]),
    }
    project.close()
    table = {row[0]: row[1] for row in rows(section(page("docs/manual.md"), "### What `--json` gives"))}
    for name, told in described.items():
        assert coded(re.sub(r"\([^)]*\)", "", table[name])) == set(told), name


# Refusals ------------------------------------------------------------------------------------------------------------


def said_by_the_program() -> list[str]:
    """All texts of the program's code, with “…” where a value is put in."""
    found = []
    for path in (ROOT / "annotator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = (str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
                found.append("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return found


def test_each_refusal_that_the_manual_explains_is_one_of_the_program() -> None:
    said = said_by_the_program()
    table = rows(section(page("docs/manual.md"), "## When something goes wrong"))
    told = [phrase for row in table for phrase in re.findall(r"\*([^*]+)\*", row[0])]
    assert len(told) > 60
    unknown = []
    for phrase in told:
        pieces = [re.escape(piece.strip(" .“”")) for piece in phrase.split("…")]
        pattern = re.compile(r".*".join(piece for piece in pieces if piece), re.DOTALL)
        if not any(pattern.search(text) for text in said):
            unknown.append(phrase)
    assert unknown == []


# The project file ----------------------------------------------------------------------------------------------------


@pytest.fixture
def project_file(tmp_path: Path) -> Path:
    project = builders.coded_project(tmp_path)
    case = cases.add_case(project, "Luminode", case_type="company")[1]
    coding.set_case(project, [reading.codings(project)[0].id], case, about=True)
    coding.take_off(
        project, [builders.code(project, reading.documents(project)[0], "staff", codebook.codes(project)[0].id)]
    )
    project.close()
    return project.path


def test_the_example_query_reads_a_project_without_the_program(project_file: Path) -> None:
    with sqlite3.connect(project_file) as db:
        found = db.execute(fenced(page("docs/file-format.md"), "sql")).fetchall()
    db.close()
    text = builders.TEXT
    assert [(row[3], row[4], row[6]) for row in found] == [
        ("drones", "Drones", "Mira Kovač"),
        ("open letter", "Letter", "Mira Kovač"),
    ]
    assert all(text[row[1] : row[2]] == row[3] for row in found)


def test_the_example_in_python_joins_the_cases(project_file: Path) -> None:
    script = fenced(page("docs/file-format.md"), "python")
    run = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", script, project_file],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert sorted(run.stdout.splitlines()) == ["drones ['Luminode']", "open letter []"]


def test_each_table_of_the_project_file_is_described() -> None:
    told = coded(section(page("docs/file-format.md"), "## Three kinds of tables"))
    assert set(METADATA.tables) <= told


def test_the_header_is_as_described(project_file: Path) -> None:
    header = project_file.read_bytes()[:100]
    told = section(page("docs/file-format.md"), "## Header")
    assert bytes.fromhex(re.search(r"`((?:[0-9A-F]{2} ){3}[0-9A-F]{2})`", told)[1]) == header[68:72]  # type: ignore[index]
    assert f"= {int.from_bytes(header[68:72], 'big')}" in told
    assert f"now {int.from_bytes(header[60:64], 'big')}" in told


def test_each_field_of_an_operation_is_described(project_file: Path) -> None:
    """Of a project with the built-in codebook too, whose codes and parts have the most."""
    full = builders.make_project(project_file.parent, "full.annot", codebook=builtin.load("tech-military"))
    full.close()
    table = {row[0]: coded(row[1]) for row in rows(section(page("docs/file-format.md"), "## Fields by kind"))}
    for path in (project_file, full.path):
        with sqlite3.connect(path) as db:
            found = db.execute("SELECT kind, fields FROM op WHERE fields <> ''").fetchall()
        db.close()
        for kind, text in found:
            told = {re.sub(r":.*", ":", name) for name in table[Kind(kind).name.lower()]}
            assert {re.sub(r":.*", ":", name, flags=re.DOTALL) for name in json.loads(text)} <= told


def test_the_kinds_of_blocks_and_marks_have_the_numbers_described() -> None:
    told = " ".join(section(page("docs/file-format.md"), "## Texts, blocks, pages").split())
    assert [kind.value for kind in BlockKind] == ["paragraph", "heading", "item", "row", "picture"]
    assert "0 paragraph, 1 heading, 2 list item, 3 row of a table" in told and "4 picture" in told
    assert ", ".join(f"{number} {kind.value}" for number, kind in enumerate(MarkKind)) in told


# Codebooks, pages, pictures ------------------------------------------------------------------------------------------


def test_the_example_of_a_codebook_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "border-tech.toml"
    path.write_text(fenced(page("docs/codebook-format.md"), "toml"), encoding="utf-8")
    found = loading.load(path)
    assert found.faults == ()
    assert found.codebook is not None and compare(found.codebook, found.codebook) == ()
    builders.make_project(tmp_path, codebook=found.codebook).close()


def test_the_readme_names_both_make_commands_and_the_libraries_of_the_system() -> None:
    text = page("README.md")
    assert re.search(r"^make run ", text, re.MULTILINE) and re.search(r"^make test ", text, re.MULTILINE)
    script = page("packaging/system_libraries.sh")
    packages = set(re.findall(r"^  \[\S+\]=(\S+)$", script, re.MULTILINE))
    packages |= set(re.findall(r"\bfonts-[a-z-]+", script))
    assert packages and f"sudo apt-get install {' '.join(sorted(packages))}\n" in text


def test_each_page_of_the_documentation_is_reached_from_its_index() -> None:
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} - {"README.md"}
    listed = page("docs/README.md") + re.sub(r"\]\(", "](decisions/", page("docs/decisions/README.md"))
    assert {name for name in pages if f"]({name})" not in listed} == set()


def test_every_link_and_picture_leads_to_a_file() -> None:
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            assert "://" in target or (path.parent / target).exists(), f"{path.name}: {target}"


def test_pictures_are_small_and_shown() -> None:
    pictures = list((DOCS / "pictures").glob("*"))
    text = page("README.md") + page("docs/manual.md")
    assert pictures
    for path in pictures:
        assert path.stat().st_size < 300_000
        assert f"docs/pictures/{path.name}" in text or f"pictures/{path.name}" in text


def test_an_id_is_written_as_the_manual_says() -> None:
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", id_text(bytes(range(16))))
