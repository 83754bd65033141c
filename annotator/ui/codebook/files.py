"""Codebooks as files in the window: printing the project's own, and taking one in after a look at what would change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from annotator.model.errors import CannotDo
from annotator.model.progress import Progress
from annotator.operations import codebook
from annotator.store.handle import Project
from annotator.ui.background import in_background
from annotator.ui.codebook.import_page import ImportPage
from annotator.ui.notices import Tone
from annotator.ui.words import tr

if TYPE_CHECKING:
    from annotator.operations.codebook_files import Coming
    from annotator.ui.main_window import MainWindow
    from taxonomy.codes import Codebook

PAGES = {".html": "Page for a browser", ".pdf": "PDF to be printed"}


def ask_print(window: MainWindow) -> None:
    """Asks where the codebook is to be written as a page, and writes it."""
    if window.opened is None:
        return
    start = str(window.opened.project.path.with_suffix(".html"))
    kinds = ";;".join(f"{tr(name)} (*{suffix})" for suffix, name in PAGES.items())
    path, kind = QFileDialog.getSaveFileName(window, tr("Print the codebook"), start, kinds)
    if path:
        print_to(window, with_ending(Path(path), kind))


def with_ending(path: Path, kind: str) -> Path:
    """The path with the ending of the kind that was chosen, where it has none that is one."""
    if path.suffix.lower() in (*PAGES, ".htm"):
        return path
    suffix = next((one for one in PAGES if f"*{one}" in kind), ".html")
    return path.with_name(path.name + suffix)


def print_to(window: MainWindow, path: Path) -> None:
    """Writes the codebook as a page beside the window's thread: HTML or, by its ending, PDF."""
    opened = window.opened
    if opened is None or window.errands is None:
        return
    counts = dict(opened.counts)
    is_pdf = path.suffix.lower() == ".pdf"

    def write(project: Project, _progress: Progress) -> Path:
        from annotator.operations import codebook_files  # late: what reads and writes TOML loads slowly

        if path.resolve() == project.path.resolve():
            raise CannotDo("That is the project itself; choose another name for the page.")
        if is_pdf:
            from annotator.ui.printing import write_pdf

            html = codebook_files.page_of(project, counts=counts, for_paper=True)
            write_pdf(html, path, title=codebook.codebook(project).name)
        else:
            codebook_files.write_codebook_page(project, path, counts=counts)
        return path

    window.errands.run(
        tr("Writing {name}", name=path.name),
        write,
        lambda done: (tr("The codebook was written to {path}", path=str(done)), Tone.DONE),
    )


# Taking one in


def ask_import(window: MainWindow) -> None:
    """Asks for a codebook's file and shows what taking it in would change."""
    path, _ = QFileDialog.getOpenFileName(
        window, tr("Import a codebook"), str(Path.home()), tr("Codebooks (*.toml)")
    )
    if path:
        look_at(window, Path(path))


def look_at(window: MainWindow, path: Path) -> None:
    """Reads a codebook beside the window's thread and shows, on a page, what taking it in would change."""
    opened = window.opened
    if opened is None:
        return
    if opened.busy:
        window.say(tr("Please wait until the work under way has finished."), Tone.INFO)
        return
    project, counts = opened.project, dict(opened.counts)

    def read(_progress: Progress) -> tuple[Codebook, tuple[Coming, ...]]:
        from annotator.operations import codebook_files  # late: what reads and writes TOML loads slowly

        found = codebook_files.read_codebook(str(path))
        return found, codebook_files.what_comes(project, found, counts)

    def shown(result: object) -> None:
        if window.opened is opened:
            found, coming = _of(result)
            _show(window, path, found, coming)

    in_background(opened, read, done=shown, failed=lambda message: window.say(message, Tone.PROBLEM))


def _of(result: object) -> tuple[Codebook, tuple[Coming, ...]]:
    assert isinstance(result, tuple)
    return result[0], result[1]


def _show(window: MainWindow, path: Path, found: Codebook, coming: tuple[Coming, ...]) -> None:
    place = window.code_place
    if place is None:
        return
    if not any(not one.stays for one in coming):
        window.say(tr("“{name}” changes nothing: the project has all that it says.", name=path.name), Tone.INFO)
        return
    page = ImportPage(path.name, found.name, coming, {one.code.id: one.path for one in place.codebook.codes})
    leave = _leaving(window, page)
    page.left.connect(leave)
    page.agreed.connect(lambda: _take_in(window, found))
    page.agreed.connect(leave)
    place.closed.connect(page.deleteLater)
    window.pages.addWidget(page)
    window.pages.setCurrentWidget(page)
    window.tell_way_back()
    page.take_keys()


def _leaving(window: MainWindow, page: ImportPage) -> Callable[[], None]:
    def leave() -> None:
        if window.pages.indexOf(page) >= 0:
            window.pages.removeWidget(page)
            page.deleteLater()
            window.show_code()

    return leave


def _take_in(window: MainWindow, found: Codebook) -> None:
    if window.opened is not None:
        window.opened.do_beside(codebook.import_codebook, found)
