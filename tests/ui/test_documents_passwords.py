"""Files that want a password ask for it in the window; nothing of it is written anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.ui.main_window import MainWindow
from tests.driving import Key, import_files, press, project_of, settle, shown_window, type_text, wait_until
from tests.formats.pdf_builders import Page, line, pdf


@pytest.fixture
def window(qapp: QApplication, no_leaks: None, tmp_path: Path) -> Iterator[MainWindow]:
    with shown_window() as window:
        window.new_project(str(tmp_path / "p.annot"), "empty")
        assert window.opened is not None
        yield window


def locked(folder: Path, name: str, password: str) -> Path:
    path = folder / name
    path.write_bytes(pdf([Page(line(50, 700, f"The words of {name}."))], password=password))
    return path


def count(window: MainWindow) -> int:
    return len(project_of(window).documents)


def answer(window: MainWindow, password: str) -> None:
    """Types a password where it is asked for, and waits until it was tried."""
    assert window.importer is not None
    type_text(window, password)
    press(window, Key.Key_Return)
    wait_until(lambda: window.importer is not None and not window.importer.busy)
    settle()


def test_a_password_is_asked_for_and_tried_on_all_that_want_one(window: MainWindow, tmp_path: Path) -> None:
    files = [locked(tmp_path, "one.pdf", "sesame"), locked(tmp_path, "two.pdf", "sesame"),
             locked(tmp_path, "three.pdf", "other")]
    (tmp_path / "free.txt").write_text("Free to read.", encoding="utf-8")
    import_files(window, [*files, tmp_path / "free.txt"])
    row = window.progress.password
    assert row.isVisible() and "3 files want a password" in row.told.text() and count(window) == 1
    assert not row.line.hasFocus(), "somebody may be coding"
    assert row.line.displayText() == "" and "Password" in str(row.line.echoMode())
    row.line.setFocus()
    answer(window, "sesame")
    assert count(window) == 3 and "“three.pdf” wants a password." in row.told.text()
    answer(window, "wrong")
    assert count(window) == 3 and row.told.text().startswith("That password opens none of what is left.")
    answer(window, "other")
    assert count(window) == 4 and row.isHidden()


def test_it_can_be_left_and_nothing_of_it_is_kept(
    window: MainWindow, tmp_path: Path, annotator_home: Path
) -> None:
    import_files(window, [locked(tmp_path, "one.pdf", "sesame-4711")])
    window.progress.password.line.setFocus()
    answer(window, "sesame-0815")
    press(window, Key.Key_Escape)
    assert window.progress.password.isHidden() and count(window) == 0
    import_files(window, [tmp_path / "one.pdf"])
    assert window.progress.password.told.text().startswith("“one.pdf” wants"), "no password is remembered"
    window.progress.password.line.setFocus()
    answer(window, "sesame-4711")
    assert count(window) == 1
    window.close_project()
    written = [path for folder in (tmp_path, annotator_home) for path in folder.rglob("*")
               if path.is_file() and path.suffix != ".pdf"]
    assert written and not any(b"sesame-" in path.read_bytes() for path in written)
