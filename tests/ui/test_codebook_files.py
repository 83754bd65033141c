"""Codebooks taken in through the window after a look at what would change, and the project's own printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.operations import codebook_files
from annotator.ui.codebook import files
from annotator.ui.codebook.import_page import ImportPage
from annotator.ui.main_window import MainWindow
from taxonomy import builtin
from tests import builders
from tests.driving import CTRL, Key, place_of, press, project_of, settle, shown_window, wait_until


@pytest.fixture
def window(tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    project = builders.make_project(tmp_path, codebook=builtin.load("tech-military"))
    document = builders.add_text(project)
    code = next(one.id for one in codebook_files.codes(project) if one.name == "Data integration and analysis")
    builders.code(project, document, "drones", code)
    project.close()
    with shown_window() as made:
        made.open_project(project.path)
        wait_until(lambda: place_of(made).desk.shown is not None, "the text")
        yield made


def changed(window: MainWindow, folder: Path) -> Path:
    """The project's own codebook with a code more, one less, a new name and a new definition."""
    path = folder / "team.toml"
    codebook_files.write_codebook(project_of(window).project, path)
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ('name = "Recognition"', 'name = "Recognition of people"'),
        ('definition = "Gathers and joins data on people or places."', 'definition = "Joins data."'),
    ):
        assert old in text
        text = text.replace(old, new)
    start = text.index('id = "contract.ended"') - len("[[code]]\n")
    end = text.index("[[code]]", start + 10)
    text = text[:start] + text[end:] + '\n[[code]]\nid = "cloud"\nname = "Cloud contract"\nparent = "contract"\n'
    path.write_text(text, encoding="utf-8")
    return path


def page_of(window: MainWindow) -> ImportPage:
    wait_until(lambda: isinstance(window.pages.currentWidget(), ImportPage), "the page")
    page = window.pages.currentWidget()
    assert isinstance(page, ImportPage)
    return page


def names(window: MainWindow) -> set[str]:
    return {one.name for one in project_of(window).codes}


def notice(window: MainWindow) -> str:
    shown = window.notices.shown()
    return shown.message if shown is not None else ""


def test_what_would_change_is_shown_first_and_then_taken_in_as_one_step(window: MainWindow, tmp_path: Path) -> None:
    before = names(window)
    files.look_at(window, changed(window, tmp_path))
    page = page_of(window)
    told = "\n".join(page.lines)
    assert "Code “Government contract › Cloud contract”" in told
    assert "name “Recognition” → “Recognition of people”" in told
    assert "Data integration and analysis" in told
    assert "1 coding to look at again" in told
    assert "Ended or declined" in told
    assert names(window) == before, "nothing is done by looking"
    assert page.take.hasFocus()
    press(window, Key.Key_Return)
    wait_until(lambda: "Cloud contract" in names(window), "the import")
    settle()
    assert names(window) == before - {"Recognition"} | {"Recognition of people", "Cloud contract"}
    assert "Ended or declined" in names(window), "an import deletes nothing"
    assert window.pages.currentWidget() is place_of(window)
    press(window, Key.Key_Z, held=CTRL)
    wait_until(lambda: names(window) == before, "the undo")


def test_leaving_the_page_changes_nothing(window: MainWindow, tmp_path: Path) -> None:
    before = names(window)
    files.look_at(window, changed(window, tmp_path))
    QTest.keyClick(page_of(window), Key.Key_Escape)
    settle()
    assert window.pages.currentWidget() is place_of(window)
    assert names(window) == before
    assert not window.findChildren(ImportPage)


def test_a_codebook_that_says_nothing_new_is_told_to(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "same.toml"
    codebook_files.write_codebook(project_of(window).project, path)
    files.look_at(window, path)
    wait_until(lambda: "changes nothing" in notice(window), "the sentence")
    assert not window.findChildren(ImportPage)


def test_the_faults_of_a_file_are_said_with_their_lines(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "faulty.toml"
    path.write_text('format = 1\n[codebook]\nid = "x"\nname = "X"\n[[code]]\nid = "a"\nname = "A"\nparent = "none"\n')
    files.look_at(window, path)
    wait_until(lambda: "faulty.toml:" in notice(window), "the fault")


def test_the_page_goes_with_the_project(window: MainWindow, tmp_path: Path) -> None:
    files.look_at(window, changed(window, tmp_path))
    page_of(window)
    window.close_project()
    settle()
    assert not window.findChildren(ImportPage)


@pytest.mark.parametrize("suffix", [".html", ".pdf"])
def test_the_codebook_is_printed_where_the_dialog_says(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    target = tmp_path / f"codebook{suffix}"
    chosen = (str(target.with_suffix("")), f"(*{suffix})")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_named: chosen)
    assert window.run(next(one for one in window.commands if one.id == "codebook.print"))
    wait_until(target.exists, "the page")
    wait_until(lambda: str(target) in notice(window), "the sentence")
    if suffix == ".pdf":
        document = pypdfium2.PdfDocument(target)
        told = " ".join(page.get_textpage().get_text_range() for page in document)
        document.close()
    else:
        told = target.read_text(encoding="utf-8")
    assert "Data integration and analysis" in told
    assert "1 coding" in told


def test_the_project_itself_is_never_written_over(window: MainWindow) -> None:
    path = project_of(window).project.path
    before = path.read_bytes()[:100]
    files.print_to(window, path)
    wait_until(lambda: "project itself" in notice(window), "the refusal")
    assert path.read_bytes()[:100] == before


def test_a_name_gets_the_ending_of_the_kind_that_was_chosen() -> None:
    assert files.with_ending(Path("a"), "PDF to be printed (*.pdf)") == Path("a.pdf")
    assert files.with_ending(Path("a.v2"), "x (*.html)") == Path("a.v2.html")
    assert files.with_ending(Path("a.PDF"), "x (*.html)") == Path("a.PDF")
