"""The budgets of the reading view: open, scroll, page, jump, one more coding, resize, zoom, a dragged selection.

    python -m tests.bench.bench_reader [runs, 3] [device ratio, 1]

CPU time of the window's thread in ms at 900 x 1000 pixels, offscreen: medians over the runs of each run's median and
95th percentile. "Open" begins when text, blocks and codings are in memory and includes LayerText and the first frame.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if len(sys.argv) > 2:
    os.environ["QT_SCALE_FACTOR"] = sys.argv[2]

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from annotator.model.documents import Block
from annotator.ui.reader import ArticleView, LayerText
from tests.bench.sample_text import all_arabic, all_chinese, article, coding, coding_id, codings_over, one_paragraph

BUDGETS = {"open": 100.0, "add": 16.0, "remove": 16.0, "scroll": 8.0, "jump": 16.0, "memory": 150.0}
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

    found: Figures = {"open": timed(1, lambda _: view.show_layer(LayerText(*made), codings))}
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
    found["drag"] = timed(20, lambda turn: view.select(top, view.position_at(QPointF(300, 100 + turn * 30))))
    view.select(top, top)
    found["resize"] = timed(20, lambda turn: view.resize(800 - turn * 5, 1000))
    found["zoom"] = timed(8, lambda turn: view.set_zoom(11 + turn % 4))
    memory = megabytes() - before
    found["memory"] = memory, memory
    view.close()
    view.deleteLater()
    gc.unfreeze()
    return found


def bench(name: str, made: tuple[str, list[Block]], count: int, runs: int, budgets: dict[str, float]) -> None:
    all_runs = [one_run(made, count) for _ in range(runs)]
    print(f"{name} ({len(made[0]):,} code points, {len(made[1]):,} blocks, {count:,} codings)")
    for what in all_runs[0]:
        middle, high = (statistics.median(run[what][part] for run in all_runs) for part in (0, 1))
        budget = budgets.get(what)
        verdict = "" if budget is None else f"   budget {budget:g}{'' if high <= budget else '   OVER'}"
        print(f"  {what:7} {middle:7.1f} {high:7.1f}{verdict}", flush=True)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    app = QApplication([])
    gc.set_threshold(50_000, 50, 100)
    one_run(article(100_000), 100)   # loads the fonts, which is not what is measured
    bench("1 MB", article(1_000_000), 10_000, runs, BUDGETS)
    bench("10 MB", article(10_000_000), 10_000, runs, BUDGETS | {"open": 200.0})
    bench("10 MB, many codings", article(10_000_000), 100_000, runs, {})
    bench("1 MB, many codings, 8 deep all over", article(1_000_000), 100_000, runs, {})
    bench("all Arabic", all_arabic(1_000_000), 10_000, runs, {})
    bench("all Chinese", all_chinese(1_000_000), 10_000, runs, {})
    bench("one paragraph of 1 MB", one_paragraph(1_000_000), 10_000, runs, {})
    app.quit()


if __name__ == "__main__":
    main()
