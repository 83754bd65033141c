"""The budgets of the place Review, on the real window: python -m tests.bench.bench_review

A project of 1,000 documents with 100,000 codings; CPU time of the window's thread, offscreen, repaint included.
"""

from __future__ import annotations

import compileall
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import annotator  # the platform is chosen before Qt is loaded

CODINGS = 100_000
Figure = tuple[str, float, float]  # what, measured seconds, budget in seconds


def spent(act: Callable[[], object]) -> float:
    before = time.thread_time()
    act()
    return time.thread_time() - before


def main() -> list[Figure]:
    """What is measured: name, seconds of CPU, budget."""
    with tempfile.TemporaryDirectory() as folder:
        from annotator import settings
        from tests.bench import large_projects

        os.environ[settings.HOME_VARIABLE] = folder
        _compile(Path(folder) / "compiled")
        path = Path(folder) / "large.annot"
        large_projects.make(path, CODINGS)
        return in_the_window(path)


def _compile(to: Path) -> None:
    """As a person has the modules from the second start on, whatever the environment says."""
    sys.pycache_prefix = str(to)
    compileall.compile_dir(Path(annotator.__file__).parent, quiet=1)


def in_the_window(path: Path) -> list[Figure]:
    from annotator.ui.starting import application
    from tests.driving import settle, shown_window, wait_until

    application()
    gc.set_threshold(50_000, 50, 100)  # as the window's start sets it
    with shown_window(width=1440, height=900) as window:
        window.open_project(path)
        settle()
        time.sleep(0.4)  # what is put off until the window rests
        settle()
        reviewing = window.reviewing
        assert reviewing is not None

        def rest() -> None:
            wait_until(lambda: reviewing._work is None and not reviewing._timer.isActive(), "the answer")
            settle()

        def show() -> None:
            window.show_review()
            wait_until(lambda: reviewing.place.table.rowCount() == CODINGS, "the codings")
            reviewing.place.view.viewport().repaint()

        shown = spent(show)
        place = reviewing.place
        view = place.view

        def ask(text: str) -> None:
            place.query.set_text(text)
            rest()
            view.viewport().repaint()

        def paint_at(value: int) -> None:
            bar.setValue(value)
            view.viewport().repaint()

        lines = ('code:"Code 7"', "drones", "stance:contradicts", 'code:"Code 3" or code:"Code 4"', "")
        filters = [spent(partial(ask, line)) for line in lines]
        bar = view.verticalScrollBar()
        steps = [spent(partial(paint_at, 60 * step)) for step in range(1, 201)]
        jumps = [spent(partial(paint_at, bar.maximum() * part // 20)) for part in range(20)]
        everything = spent(lambda: (view.selectAll(), view.viewport().repaint()))
        settle()
    return [
        ("Review shown with 100,000 codings", shown, 0.300),
        ("Review: the slowest change of the filter", max(filters), 0.200),
        ("Review: scroll by one step, median", statistics.median(steps), 0.008),
        ("Review: scroll by one step, 95 of 100", sorted(steps)[len(steps) * 95 // 100], 0.016),
        ("Review: jump by the scroll bar", statistics.median(jumps), 0.050),
        ("Review: select all", everything, 0.100),
    ]


if __name__ == "__main__":
    for what, seconds, budget in main():
        print(f"{what:52} {seconds * 1e3:8.1f} ms   budget {budget * 1e3:g}{'' if seconds <= budget else '   OVER'}")
