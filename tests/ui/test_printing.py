"""The codebook as PDF, read back by another program than the one that wrote it."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from click.testing import CliRunner
from PySide6.QtWidgets import QApplication

from annotator.cli import cli
from annotator.formats.codebook_page import PageOf, codebook_page
from annotator.model.errors import CannotDo
from annotator.ui import printing
from taxonomy import builtin
from taxonomy.codes import Code, Codebook
from tests import builders

BOOK = builtin.load("tech-military")


def texts(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


@pytest.fixture(scope="module")
def printed(qapp: QApplication) -> tuple[bytes, int]:
    return printing.pdf_of(codebook_page(BOOK, PageOf({}), for_paper=True), title=BOOK.name)


def test_each_code_stands_in_the_pdf_and_each_page_has_its_number(printed: tuple[bytes, int]) -> None:
    data, pages = printed
    found = texts(data)
    assert len(found) == pages > 3
    whole = "".join(" ".join(found).split())
    for one in BOOK.codes:
        quotes = [example.quote for example in (*one.examples, *one.counter_examples)]
        for text in (one.name, one.definition, *one.include, *one.exclude, *quotes):
            assert "".join(text.split()) in whole.replace("\x02", "-"), text
        assert whole.count("".join(f"■ {one.name}".split())) <= 3
    for number, text in enumerate(found, start=1):
        assert f"Page {number} of {pages}" in text


def test_the_contents_say_the_page_on_which_a_code_stands(printed: tuple[bytes, int]) -> None:
    found = texts(printed[0])
    contents = found[0]
    for one in BOOK.codes[:12]:
        page = next(k for k, text in enumerate(found, start=1) if f"■ {one.name}" in text)
        assert f"{one.name} {page}" in contents, one.name


def test_no_line_is_cut_and_none_lies_outside_the_margins(printed: tuple[bytes, int]) -> None:
    with pdfplumber.open(io.BytesIO(printed[0])) as document:
        for page in document.pages:
            lines = page.extract_text_lines()
            body, foot = lines[:-1], lines[-1]
            assert foot["text"].startswith(BOOK.name[:20])
            assert all(line["x0"] > 50 and line["x1"] < page.width - 50 for line in lines)
            assert max(line["bottom"] for line in body) <= foot["top"]
            for one, other in itertools.pairwise(body):
                assert one["top"] < other["top"]


def test_no_heading_of_a_code_is_left_alone_at_the_foot_of_a_page(printed: tuple[bytes, int]) -> None:
    names = {one.name for one in BOOK.codes}
    with pdfplumber.open(io.BytesIO(printed[0])) as document:
        for page in document.pages[1:]:
            last = page.extract_text_lines()[-2]["text"].lstrip("■ ").rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")
            assert last not in names


def test_the_same_page_gives_the_same_bytes_at_another_hour(printed: tuple[bytes, int]) -> None:
    again, _ = printing.pdf_of(codebook_page(BOOK, PageOf({}), for_paper=True), title=BOOK.name)
    assert again == printed[0]
    assert b"D:2000" in again


def test_every_script_is_written_and_long_words_stay_on_the_page(qapp: QApplication) -> None:
    names = ("Überwachung", "Контракт", "Σύμβαση", "x" * 300)
    book = Codebook("b", "Ö " * 200, codes=tuple(Code(f"c{n}", name, definition=name) for n, name in enumerate(names)))
    data, _ = printing.pdf_of(codebook_page(book, for_paper=True), title=book.name)
    whole = " ".join(texts(data))
    assert all(name in whole for name in names[:3])
    with pdfplumber.open(io.BytesIO(data)) as document:
        assert sum(line["text"].count("x") for page in document.pages for line in page.extract_text_lines()) >= 600


@pytest.mark.parametrize("name", ["codebook.html", "codebook.pdf"])
def test_the_command_line_writes_the_codebook_to_be_read(tmp_path: Path, name: str) -> None:
    project = builders.make_project(tmp_path, codebook=BOOK)
    project.close()
    target = tmp_path / name
    done = CliRunner().invoke(cli, ["codebook", str(project.path), "export", str(target), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"path": str(target)}
    data = target.read_bytes()
    told = " ".join(texts(data)) if name.endswith("pdf") else data.decode()
    assert "Recognition" in told
    assert "0 codings" in told


def test_a_folder_that_is_not_there_is_said_and_nothing_is_written(tmp_path: Path, qapp: QApplication) -> None:
    with pytest.raises(CannotDo):
        printing.write_pdf("<p>words</p>", tmp_path / "none" / "a.pdf", title="A")
    assert list(tmp_path.iterdir()) == []
