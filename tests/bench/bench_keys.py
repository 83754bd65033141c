"""The budgets of the keys, on the real window: python -m tests.bench.bench_keys

CPU time of the window's thread from a key press until what it asked for is painted, offscreen. The codings are put on
a text of 1 MB that carries 10,000 of them, each with its commit; the picker opens on a codebook of 2,000 codes.
"""

from __future__ import annotations

import gc
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

    from annotator.ui.main_window import MainWindow

CODES = 2_000
TURNS = 40
AT_REST = 0.25  # seconds until all that waits for the hands to rest is done
WORDS = tuple(
    re.findall(
        r"\w+",
        "drone sensor contract border police pledge letter engine radar swarm cloud supply export permit lobby merger "
        "audit patrol rescue camera tender grant ministry army navy model training target strike ethics board",
    )
)
Figure = tuple[str, float, float]  # what, measured seconds, budget in seconds


def spent(act: Callable[[], object]) -> float:
    before = time.thread_time()
    act()
    return time.thread_time() - before


def high(measured: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(measured)[min(len(measured) - 1, round(len(measured) * 0.95))]


def project_of_many_codes(folder: Path) -> Path:
    """A project with a short text and 2,000 codes in three levels, each with a definition."""
    from annotator.operations import documents, projects
    from annotator.operations.acting import myself
    from taxonomy.codes import Code, Codebook

    names = [f"{WORDS[n % 31]} {WORDS[(n * 7 + n // 31) % 31]} {WORDS[(n // 3) % 31]} {n}" for n in range(CODES)]
    codes = [
        Code(
            id=f"c{n}",
            name=name.capitalize(),
            parent=None if n < 20 else f"c{n % 20}" if n < 200 else f"c{n % 180 + 20}",
            definition=f"What is said of {name}, in a sentence or two that a researcher reads while choosing.",
            include=(f"named {name}", "statements on it"),
            exclude=("what was only planned",),
        )
        for n, name in enumerate(names)
    ]
    path = folder / "codes.annot"
    (folder / "short.txt").write_text("A first sentence. A second one follows. And a third.", encoding="utf-8")
    project = projects.new(path, myself(), Codebook(id="many", name="Many", version="1", codes=tuple(codes)))
    documents.add(project, [folder / "short.txt"])
    project.close()
    return path


def _rest(seconds: float) -> None:
    """The hands rest: what waits for that is done, turn by turn."""
    from tests.driving import settle

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        settle()
        time.sleep(0.005)


def _key(window: MainWindow, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    """A key as the system sends it, and everything that it brings about, painted."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    QTest.keyClick(window.windowHandle(), key, held or Qt.KeyboardModifier.NoModifier)
    QApplication.processEvents()


def in_the_picker(path: Path) -> list[Figure]:
    from tests.driving import Key, place_of, settle, shown_window, wait_until

    with shown_window(width=1440, height=900) as window:
        window.open_project(path)
        place = place_of(window)
        wait_until(lambda: place.desk.shown, "the text to be shown")
        _rest(1.0)
        opened, letters, moves, first = [], [], [], 0.0
        for turn, word in enumerate((*WORDS[:8], "stri")):
            _key(window, Key.Key_Up if turn % 2 else Key.Key_Down)
            _rest(0.08)
            took = spent(lambda: _key(window, Key.Key_Space))
            assert place.picker.isVisible()
            first = first or took
            opened.append(took)
            settle()
            letters += [spent(lambda at=letter: _key(window, Key(ord(at.upper())))) for letter in word]
            moves += [spent(lambda: _key(window, Key.Key_Down)) for _ in range(3)]
            _key(window, Key.Key_Escape)
            settle()
    return [
        ("picker: key press to painted among 2,000 codes, the first time", first, 0.030),
        ("picker: key press to painted among 2,000 codes, the slowest", max(opened), 0.030),
        ("picker: a letter to the painted answer, 95th percentile", high(letters), 0.030),
        ("picker: an arrow to the painted row, 95th percentile", high(moves), 0.016),
    ]


def on_a_long_text(path: Path) -> list[Figure]:
    from annotator.ui.starting import application
    from tests.driving import CTRL, Key, place_of, settle, shown_window, wait_until, wait_until_idle

    application()
    with shown_window(width=1440, height=900) as window:
        window.open_project(path)
        place = place_of(window)
        wait_until(lambda: place.desk.shown, "the text to be shown")
        _rest(0.6)
        place.view.go_to(500_000)
        place.view.select(500_000, 500_000)
        coding, strip, stance, case, off, undo, redo = ([] for _ in range(7))
        _key(window, Key.Key_Down)
        _key(window, Key.Key_D)
        first = spent(lambda: _key(window, Key.Key_U))
        for turn in range(TURNS):
            _key(window, Key.Key_Down)
            _rest(AT_REST)
            strip.append(spent(lambda: _key(window, Key.Key_D)))
            coding.append(spent(lambda at=turn: _key(window, (Key.Key_R, Key.Key_V, Key.Key_A)[at % 3])))
            assert place.desk.chosen is not None
            _rest(AT_REST)
            stance.append(spent(lambda: _key(window, Key.Key_Minus)))
            case.append(spent(lambda: _key(window, Key.Key_1)))
            if turn % 4:
                continue
            settle()

            def waited(key: Qt.Key) -> None:
                _key(window, key, CTRL)
                wait_until_idle(window)
                place.view.viewport().repaint()

            before = len(place.desk.shown.placed)
            undo.append(spent(lambda: waited(Key.Key_Z)))
            redo.append(spent(lambda: waited(Key.Key_Y)))
            assert len(place.desk.shown.placed) == before
            settle()
            off.append(spent(lambda: _key(window, Key.Key_Delete)))
    return [
        ("key press to the painted coding with commit, median", statistics.median(coding), 0.016),
        ("key press to the painted coding with commit, 95th percentile", high(coding), 0.033),
        ("first coding of the day, with its backup", first, 0.050),
        ("key press to the painted strip, 95th percentile", high(strip), 0.016),
        ("key press to the turned stance with commit, 95th percentile", high(stance), 0.033),
        ("key press to the set case with commit, 95th percentile", high(case), 0.033),
        ("Delete to the coding gone with commit, 95th percentile", high(off), 0.033),
        ("undo of one coding with repaint, window's thread, median", statistics.median(undo), 0.016),
        ("redo of one coding with repaint, window's thread, median", statistics.median(redo), 0.016),
    ]


def main() -> list[Figure]:
    """What is measured: name, seconds of CPU, budget."""
    from annotator import settings
    from annotator.ui.starting import application
    from tests.bench.bench_window import large_project

    with tempfile.TemporaryDirectory() as folder:
        os.environ[settings.HOME_VARIABLE] = str(Path(folder) / "home")
        application()
        gc.set_threshold(50_000, 50, 100)  # as the window's start sets it
        return [*on_a_long_text(large_project(Path(folder))), *in_the_picker(project_of_many_codes(Path(folder)))]


if __name__ == "__main__":
    for what, seconds, budget in main():
        told = "" if seconds <= budget else "   OVER"
        print(f"{what:66} {seconds * 1e3:8.1f} ms   budget {budget * 1e3:g}{told}")
    sys.stdout.flush()
