"""The table of 1,000 documents: python -m tests.bench.bench_documents

CPU time of the window's thread, offscreen, with the page of all documents shown over the real project.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

DOCUMENTS = 1_000
Figure = tuple[str, float, float]  # what, measured milliseconds, budget in milliseconds


def project_with(folder: Path) -> Path:
    """A project of that many documents with outlets and dates."""
    from annotator.operations import codebook_files, documents, projects
    from annotator.operations.acting import myself
    from annotator.store import reading
    from tests.builders import prepared

    path = folder / "many.annot"
    project = projects.new(path, myself(), codebook_files.read_codebook("tech-military"))
    many = [prepared(folder, f"Article {at:04}.txt", f"Article {at}. The firm sold drones.") for at in range(DOCUMENTS)]
    lines = tuple(line for one in many for line in one.lines)
    readings = tuple(one for each in many for one in each.readings)
    documents.write(project, documents.Prepared(lines, readings))
    for outlet in range(20):
        documents.set_metadata(project, reading.documents(project)[outlet::20], "outlet", f"Paper {outlet}")
    for month in range(1, 13):
        documents.set_metadata(project, reading.documents(project)[month::12], "date", f"2018-{month:02}")
    project.close()
    return path


def milliseconds(deed: Callable[[], object], times: int) -> float:
    """The median CPU time of a deed and what follows it in the window."""
    from PySide6.QtWidgets import QApplication

    taken = []
    for _ in range(times):
        QApplication.processEvents()
        begun = time.thread_time()
        deed()
        QApplication.processEvents()
        taken.append((time.thread_time() - begun) * 1000)
    return statistics.median(taken)


def main() -> list[Figure]:
    from annotator import settings
    from annotator.ui.main_window import MainWindow
    from annotator.ui.starting import application
    from tests.driving import end, settle

    with tempfile.TemporaryDirectory() as folder:
        os.environ[settings.HOME_VARIABLE] = folder
        path = project_with(Path(folder))
        app = application()
        app.setQuitOnLastWindowClosed(False)
        window = MainWindow()
        window.resize(1440, 900)
        window.show()
        window.open_project(path)
        settle()
        assert window.all_documents is not None and window.code_place is not None
        made = milliseconds(window.all_documents.show, 1)
        page, lists = window.all_documents.page, window.code_place.lists
        table, bar = page.table, page.view.verticalScrollBar()
        scrolled = milliseconds(lambda: bar.setValue((bar.value() + 60) % bar.maximum()), 60)
        row = table.rows()[0]
        one = window.opened.document(row.id) if window.opened is not None else None
        assert one is not None

        def coded() -> None:
            shown = table.row_of(one.id)
            assert shown is not None
            lists.documents.update_row(lists._row(one, shown.codings + 1))

        updated = milliseconds(coded, 40)
        table.group_by("outlet")
        grouped = milliseconds(coded, 40)
        scrolled_groups = milliseconds(lambda: bar.setValue((bar.value() + 60) % bar.maximum()), 60)
        regrouped = milliseconds(lambda: table.group_by("month" if table.grouping == "outlet" else "outlet"), 10)
        typed = iter(("article", "00", "paper", "3", "7") * 5)
        filtered = milliseconds(lambda: table.filter_by(next(typed)), 20)
        end(window)
    return [
        ("show the page of all documents, 1,000 documents (ms)", made, 100),
        ("scroll by a step, all columns, 1,000 documents (ms)", scrolled, 8),
        ("scroll by a step, in groups (ms)", scrolled_groups, 8),
        ("refresh of both lists after a coding (ms)", updated, 5),
        ("the same, in groups (ms)", grouped, 5),
        ("group 1,000 documents another way (ms)", regrouped, 50),
        ("filter 1,000 documents by another word (ms)", filtered, 50),
    ]


if __name__ == "__main__":
    for what, measured, budget in main():
        print(f"{what:60} {measured:8.2f} {budget:8}")
