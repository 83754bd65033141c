"""The budgets of the reading view: open, scroll, page, jump, one more coding, resize, zoom, a dragged selection, find.

    python -m tests.bench.bench_reader [runs, 3] [device ratio, 1] [words of a load's name]

CPU time of the window's thread in ms at 900 x 1000 pixels, offscreen: medians over the runs of each run's median and
95th percentile. "Open" begins when text, blocks and codings are in memory and includes LayerText and the first frame;
"resized" is the first frame after a resize; "find" and "typed" are slices of a search, the longest one in the place of
the percentile; "beside" is the placing of more than 10,000 codings in a worker. The fixed piece of work at the end is
there to compare machines and moments by.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if len(sys.argv) > 2:
    os.environ["QT_SCALE_FACTOR"] = sys.argv[2]

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from annotator.model.documents import Block
from annotator.ui.reader import ArticleView, LayerText, ShownCoding
from annotator.ui.reader.find import find_in_text, passages_typed, pattern_of
from annotator.ui.reader.shown import ShownCodings
from tests.bench.bench_merge import _pace as pace
from tests.bench.sample_text import (
    all_arabic,
    all_chinese,
    article,
    clusters,
    coding,
    coding_id,
    codings_over,
    mixed_directions,
    one_paragraph,
    without_spaces,
)

BUDGETS = {"open": 100.0, "add": 16.0, "remove": 16.0, "change": 16.0, "scroll": 8.0, "jump": 16.0, "memory": 150.0,
           "find": 16.0, "typed": 16.0}
MANY = 10_000   # codings: more of them are placed beside the window's thread before the text is shown
Figures = dict[str, tuple[float, float]]   # median and 95th percentile, ms


def megabytes() -> float:
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20 if statm.exists() else 0.0


def one_run(made: tuple[str, list[Block]], count: int) -> Figures:
    codings = codings_over(len(made[0]), count)
    view = ArticleView()
    view.resize(900, 1000)
    view.show()
    QApplication.processEvents()
    view.settle()
    before = megabytes()

    def timed(times: int, act: Callable[[int], None]) -> tuple[float, float]:
        spent = []
        for turn in range(times):
            start = time.thread_time()
            act(turn)
            view.viewport().repaint()
            spent.append((time.thread_time() - start) * 1e3)
        spent.sort()
        return statistics.median(spent), spent[min(len(spent) - 1, int(len(spent) * 0.95))]

    found: Figures = {}
    placed: list[ShownCoding] | ShownCodings = codings
    if count > MANY:  # read and placed beside the window's thread, as the window does it
        start = time.thread_time()
        placed = ShownCodings(codings)
        spent = (time.thread_time() - start) * 1e3
        found["beside"] = spent, spent
    found["open"] = timed(1, lambda _: view.show_layer(LayerText(*made), placed))
    gc.collect()
    gc.freeze()
    bar, chance = view.verticalScrollBar(), random.Random(2)
    bar.setValue(bar.maximum() // 2)
    view.viewport().repaint()
    found["scroll"] = timed(100, lambda _: view.scroll_by(60))
    found["page"] = timed(20, lambda _: view.scroll_by(900))
    found["jump"] = timed(60, lambda _: bar.setValue(int(chance.random() * bar.maximum())))
    top = view.text.starts[view.top[0]]
    found["add"] = timed(12, lambda turn: view.add_coding(coding(count + turn, top + 40, top + 340)))
    found["remove"] = timed(12, lambda turn: view.remove_coding(coding_id(count + turn)))
    turned = [replace(codings[count // 2], contradicts=against) for against in (True, False)]
    found["change"] = timed(12, lambda turn: view.change_coding(turned[turn % 2]))
    view.scroll_by(60)
    found["drag"] = timed(20, lambda turn: view.select(top, view.position_at(QPointF(300, 100 + turn * 30))))
    view.select(top, top)
    found["resize"] = timed(20, lambda turn: view.resize(800 - turn * 5, 1000))
    view.settle()
    view.viewport().repaint()
    found["resized"] = timed(4, lambda turn: (view.resize(900 - turn % 2, 1000), view.settle()))
    found["zoom"] = timed(8, lambda turn: view.set_zoom(11 + turn % 4))
    found["find"] = sliced(find_in_text(made[0], pattern_of("the report")))
    found["typed"] = sliced(passages_typed(made[0], "the council said .. zebras", len(made[0]) // 2))
    memory = megabytes() - before
    found["memory"] = memory, memory
    view.close()
    view.deleteLater()
    gc.unfreeze()
    return found


def sliced(search: Iterator[object]) -> tuple[float, float]:
    """The median and the longest slice of a search, in ms."""
    spent = []
    while True:
        start = time.thread_time()
        if next(search, search) is search:
            return (statistics.median(spent), max(spent)) if spent else (0.0, 0.0)
        spent.append((time.thread_time() - start) * 1e3)


def bench(name: str, made: tuple[str, list[Block]], count: int, runs: int, budgets: dict[str, float]) -> None:
    all_runs = [one_run(made, count) for _ in range(runs)]
    print(f"{name} ({len(made[0]):,} code points, {len(made[1]):,} blocks, {count:,} codings)")
    for what in all_runs[0]:
        middle, high = (statistics.median(run[what][part] for run in all_runs) for part in (0, 1))
        budget = budgets.get(what)
        over = "" if budget is None or high <= budget else "   OVER"
        verdict = "" if budget is None else f"   budget {budget:g}   ratio {high / budget:.2f}{over}"
        print(f"  {what:7} {middle:7.1f} {high:7.1f}{verdict}", flush=True)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    app = QApplication([])
    gc.set_threshold(50_000, 50, 100)
    one_run(article(100_000), 100)   # loads the fonts, which is not what is measured
    wanted = " ".join(sys.argv[3:])
    for name, make, size, count in LOADS:
        if wanted in name:
            large = {"open": 200.0} if size > 1_000_000 or count > 10_000 else {}
            bench(name, make(size), count, runs, BUDGETS | large)
    print(f"a fixed piece of plain Python work, to compare machines and moments by: {pace() * 1e3:.0f} ms")
    app.quit()


Make = Callable[[int], tuple[str, list[Block]]]
LOADS: tuple[tuple[str, Make, int, int], ...] = (
    ("1 MB", article, 1_000_000, 10_000),
    ("10 MB", article, 10_000_000, 10_000),
    ("10 MB, many codings", article, 10_000_000, 100_000),
    ("1 MB, many codings, 8 deep all over", article, 1_000_000, 100_000),
    ("all Arabic", all_arabic, 1_000_000, 10_000),
    ("all Chinese", all_chinese, 1_000_000, 10_000),
    ("mixed directions all over", mixed_directions, 1_000_000, 10_000),
    ("emoji, combining marks, soft hyphens", clusters, 1_000_000, 10_000),
    ("one paragraph of 1 MB", one_paragraph, 1_000_000, 10_000),
    ("one paragraph of 1 MB without a space", without_spaces, 1_000_000, 10_000),
)


if __name__ == "__main__":
    main()
