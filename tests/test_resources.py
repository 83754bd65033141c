"""What travels with the program is there, whole, and the sample's codings fit its documents."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import taxonomy
from annotator import resources
from annotator.formats.dispatch import read
from annotator.model.documents import BlockKind, Reading

ICONS = ("app", "close", "more", "pin", "plus", "star", "star-full", "tick")
CODEBOOK = Path(taxonomy.__file__).parent / "builtin" / "tech-military.toml"


@cache
def reading(name: str) -> Reading:
    path = next(path for path in resources.sample_files() if path.name == name)
    return read(path.read_bytes(), name=name)


def text(name: str) -> str:
    return reading(name).layers[0].text


@cache
def sample() -> dict[str, Any]:
    return resources.sample_codings()


def placed(coding: dict[str, Any]) -> tuple[int, int]:
    start = text(coding["document"]).index(coding["quote"])
    return start, start + len(coding["quote"])


def test_the_sample_has_a_document_of_each_kind() -> None:
    assert [path.suffix for path in resources.sample_files()] == [".html", ".docx", ".md", ".pdf"]


def test_each_quote_stands_exactly_once_in_its_document() -> None:
    times = {(c["document"], c["quote"]): text(c["document"]).count(c["quote"]) for c in sample()["codings"]}
    assert {quote: count for quote, count in times.items() if count != 1} == {}


def test_each_quote_is_whole_words_within_a_paragraph() -> None:
    for coding in sample()["codings"]:
        layer, (start, end) = reading(coding["document"]).layers[0], placed(coding)
        assert coding["quote"] == coding["quote"].strip()
        assert not re.match(r"\w\w", layer.text[max(0, start - 1) : start + 1]), coding
        assert not re.match(r"\w\w", layer.text[end - 1 : end + 1]), coding
        blocks = [block for block in layer.blocks if block.start < end and start < block.end]
        over_a_page = any(start < page.start < end for page in layer.pages)
        assert len(blocks) == 1 or over_a_page, coding


def test_each_coding_says_only_what_the_codebook_knows() -> None:
    book = tomllib.loads(CODEBOOK.read_text(encoding="utf-8"))
    codes = {code["id"]: code for code in book["code"]}
    for coding in sample()["codings"]:
        code = codes[coding["code"]]
        assert code.get("codable", True)
        fields = {field["id"]: field for field in book["field"]}
        while True:
            fields |= {field["id"]: field for field in code.get("field", [])}
            if "parent" not in code:
                break
            code = codes[code["parent"]]
        values = set(coding) - {"document", "quote", "code", "cases", "stance", "memo", "coder"}
        assert values <= set(fields), coding
        for name in values:
            field, value = fields[name], coding[name]
            match field["type"]:
                case "choice":
                    assert value in field["options"], coding
                case "number":
                    assert isinstance(value, int) and value >= field.get("minimum", value)
                case "date":
                    assert re.fullmatch(r"\d{4}(-\d\d){0,2}", value), coding
                case _:
                    assert re.fullmatch(field.get("pattern", r".+"), value), coding


def test_each_coding_names_a_case_a_coder_and_a_document_of_the_sample() -> None:
    held = sample()
    cases, coders = ({thing["name"] for thing in held[key]} for key in ("cases", "coders"))
    documents = {path.name for path in resources.sample_files()}
    for coding in held["codings"]:
        assert set(coding["cases"]) <= cases and coding["coder"] in coders and coding["document"] in documents
        assert coding["stance"] in ("supports", "contradicts")
    kinds = {"technology company", "arms maker", "other"}
    assert all(case["type"] == "company" and case["attributes"]["kind"] in kinds for case in held["cases"])
    assert {name for coding in held["codings"] for name in coding["cases"]} == cases, "no case without a coding"
    assert {(coder["name"], coder["initials"]) for coder in held["coders"]} == {
        ("Mira Kovač", "MK"), ("Jonas Oduya", "JO"),
    }


def test_no_coding_stands_there_twice() -> None:
    keys = Counter((c["document"], c["quote"], c["code"], c["coder"]) for c in sample()["codings"])
    assert max(keys.values()) == 1


def test_every_view_has_something_to_show() -> None:
    held = sample()["codings"]
    assert len(held) >= 45
    assert {coding["document"] for coding in held} == {path.name for path in resources.sample_files()}
    assert len({coding["code"].split(".")[0] for coding in held}) == 6, "all branches of the codebook"
    assert sum(coding["stance"] == "contradicts" for coding in held) >= 5
    assert sum("memo" in coding for coding in held) >= 5
    assert sum(len(coding["cases"]) > 1 for coding in held) >= 5
    both = Counter((document, quote) for document, quote, _ in {(c["document"], c["quote"], c["coder"]) for c in held})
    assert sum(coders == 2 for coders in both.values()) >= 3, "passages that both coders coded"


def test_codings_overlap_three_deep() -> None:
    deepest = 0
    for name in {coding["document"] for coding in sample()["codings"]}:
        ranges = [placed(coding) for coding in sample()["codings"] if coding["document"] == name]
        deepest = max(deepest, *(sum(start <= place < end for start, end in ranges) for place, _ in ranges))
    assert deepest >= 3


def test_a_coding_runs_over_the_end_of_a_page() -> None:
    pages = reading("two-halves-of-one-machine.pdf").layers[0].pages
    borders = [page.start for page in pages[1:]]
    assert len(pages) == 2
    ranges = [placed(coding) for coding in sample()["codings"] if coding["document"].endswith(".pdf")]
    assert sum(start < borders[0] < end for start, end in ranges) == 1


def test_the_documents_bring_title_author_and_date() -> None:
    for path in resources.sample_files():
        known = reading(path.name)
        assert known.title and known.metadata["author"] and known.metadata["date"][:2] == "20", path.name
    web = reading("eleven-districts.html")
    assert (web.metadata["outlet"], web.metadata["author"]) == ("Civic Circuit", "Tobias Lenn")
    assert web.metadata["url"] == "https://circuit.example.org/2023/11/eleven-districts.html"


def test_page_furniture_of_the_web_page_stays_out() -> None:
    article = text("eleven-districts.html")
    for furniture in ("Leave a comment", "Copy link", "Subscribe", "More from Machines", "schema.org", "fetch("):
        assert furniture not in article


def test_headings_lists_tables_and_comments_come_in() -> None:
    def kinds(name: str) -> set[BlockKind]:
        return {block.kind for block in reading(name).layers[0].blocks}

    for name in ("eleven-districts.html", "letter-to-the-board.docx"):
        assert kinds(name) >= {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW}
    assert kinds("six-firms-one-border.md") >= {BlockKind.HEADING, BlockKind.PARAGRAPH}
    assert [memo.author for memo in reading("letter-to-the-board.docx").memos] == ["Tomas Wirth"]


def test_each_icon_is_a_drawing_that_loads_nothing() -> None:
    assert sorted(path.stem for path in resources.icon("app").parent.glob("*.svg")) == sorted(ICONS)
    for name in ICONS:
        root = ElementTree.parse(resources.icon(name)).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg" and root.get("viewBox")
        assert not [element for element in root.iter() if any("href" in key for key in element.attrib)]


def test_the_icon_of_the_program_is_there_as_a_picture_too() -> None:
    assert resources.icon("app").with_suffix(".png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_an_icon_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        resources.icon("../sample/codings")


def located_from(package: Path, *, frozen: Path | None = None) -> str:
    """What a copy of the locator in another place finds, in a Python of its own."""
    program = "import sys; sys.path.insert(0, sys.argv[1])\n"
    if frozen:
        program += f"sys._MEIPASS = {str(frozen)!r}\n"
    program += "from place import resources; print(resources.folder()); print(len(resources.sample_files()))"
    ended = subprocess.run(
        [sys.executable, "-c", program, str(package.parent)], capture_output=True, text=True, check=False
    )
    return ended.stdout if ended.returncode == 0 else ended.stderr


@pytest.mark.parametrize("kind", ["checkout", "wheel", "frozen"])
def test_the_data_is_found_in_a_checkout_a_wheel_and_a_frozen_program(kind: str, tmp_path: Path) -> None:
    package = tmp_path / "place"
    package.mkdir()
    shutil.copy(resources.__file__, package)
    inside = tmp_path / "inside"
    places = {"checkout": tmp_path / "resources", "wheel": package / "_resources", "frozen": inside / "resources"}
    shutil.copytree(resources.folder(), places[kind])
    answer = located_from(package, frozen=inside if kind == "frozen" else None)
    assert answer.splitlines() == [str(places[kind]), "4"]


def test_a_program_without_its_data_says_so(tmp_path: Path) -> None:
    package = tmp_path / "place"
    package.mkdir()
    shutil.copy(resources.__file__, package)
    assert "the program's own data is in none of" in located_from(package)
