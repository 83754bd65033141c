"""The budgets of the window, on the real one: python -m tests.bench.bench_window

CPU time of the window's thread, offscreen. The start is measured in a process of its own, on a sample project that is
there already. The large project has a text of 1 MB with 10,000 codings; a deed is measured with its commit, everything
that follows it in the window, and the repaint.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

CODINGS, CHARACTERS = 10_000, 1_000_000
Figure = tuple[str, float, float]  # what, measured seconds, budget in seconds

_START = """
import time
from annotator.ui import starting
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

def usable():
    print(time.process_time())
    QApplication.instance().closeAllWindows()

starting.application()
QTimer.singleShot(0, lambda: QTimer.singleShot(0, lambda: QTimer.singleShot(0, usable)))
raise SystemExit(starting.start(["--sample"]))
"""


def start(home: Path) -> float:
    """Seconds of CPU until the window shows the sample project; the least of four starts.

    With compiled modules, as a person has them from the second start on, whatever the environment says.
    """
    from annotator import settings
    from annotator.operations import sample

    os.environ[settings.HOME_VARIABLE] = str(home)
    sample.make_sample(sample.sample_path()).close()
    command = [sys.executable, "-c", _START]
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    found = [
        float(subprocess.run(command, check=True, capture_output=True, text=True, env=usual).stdout.split()[0])
        for _ in range(4)
    ]
    return min(found)


def large_project(folder: Path) -> Path:
    """A project with a text of 1 MB and 10,000 codings of it."""
    from annotator.operations import codebook, documents, projects
    from annotator.operations.acting import myself
    from annotator.operations.coding_many import code_many
    from annotator.store import reading
    from taxonomy import builtin
    from tests.bench.sample_text import article

    path, chance = folder / "large.annot", random.Random(1)
    (folder / "article.txt").write_text(article(CHARACTERS)[0], encoding="utf-8")
    project = projects.new(path, myself(), builtin.load("tech-military"))
    documents.add(project, [folder / "article.txt"])
    document = reading.documents(project)[0]
    last = document.layer.characters - 400
    codes = [one.code.id for one in codebook.codes(project)]
    starts = [chance.randrange(last) for _ in range(CODINGS)]
    codings = [
        {
            "document": document.title,
            "start": start,
            "end": start + chance.randrange(20, 300),
            "code": chance.choice(codes),
            "cases": [f"Case {start % 7}"],
        }
        for start in starts
    ]
    cases = [{"name": f"Case {number}", "type": "company"} for number in range(7)]
    code_many(project, {"cases": cases, "codings": codings})
    project.close()
    return path


def spent(act: Callable[[], object]) -> float:
    before = time.thread_time()
    act()
    return time.thread_time() - before


def in_the_window(path: Path, folder: Path) -> list[Figure]:
    from annotator.ui.starting import application
    from tests.driving import Key, place_of, press, project_of, settle, shown_window, wait_until

    other = folder / "other.txt"
    other.write_text("Another text, so that the large one can be opened again.", encoding="utf-8")
    application()
    gc.set_threshold(50_000, 50, 100)  # as the window's start sets it
    with shown_window(width=1440, height=900) as window:
        window.open_project(path)
        opened, place = project_of(window), place_of(window)
        large = opened.documents[0].id
        settle()
        time.sleep(0.4)  # what is put off until the window rests
        settle()
        openings = []

        def open_large() -> None:
            place.open_document(large)
            wait_until(lambda: place.desk.shown, "the text to be shown")
            place.view.viewport().repaint()

        for _ in range(3):
            place.open_tabs.close(0)
            settle()
            openings.append(spent(open_large))
            time.sleep(0.4)
            settle()
        view, codes = place.view, [one.id for one in opened.codes]
        view.go_to(500_000)
        view.select(500_000, 500_000)
        add, off = [], []
        for turn in range(12):
            press(window, Key.Key_Down)
            add.append(spent(lambda at=turn: (place.desk.code_with(codes[at % 9 + 1]), view.viewport().repaint())))
            settle()
            off.append(spent(lambda: (place.desk.take_off(), view.viewport().repaint())))
            settle()
        scroll = [spent(lambda: (view.scroll_by(60), view.viewport().repaint())) for _ in range(60)]
    return [
        ("open a text of 1 MB with 10,000 codings", min(openings), 0.100),
        ("add one coding, with commit and repaint", statistics.median(add), 0.016),
        ("take one coding off, with commit and repaint", statistics.median(off), 0.016),
        ("scroll by one step", statistics.median(scroll), 0.008),
    ]


def main() -> list[Figure]:
    """What is measured: name, seconds of CPU, budget."""
    with tempfile.TemporaryDirectory() as folder:
        started = start(Path(folder) / "home")
        return [
            ("start to a usable window with the sample project", started, 1.2),
            *in_the_window(large_project(Path(folder)), Path(folder)),
        ]


if __name__ == "__main__":
    for what, seconds, budget in main():
        print(f"{what:52} {seconds * 1e3:8.1f} ms   budget {budget * 1e3:g}{'' if seconds <= budget else '   OVER'}")
