"""The budgets beside what is measured, in one table: `python -m tests.bench [names of modules]`.

Each `bench_*.py` beside this file is run in a process of its own. Its `main()` answers a list of (what, measured,
budget); what ends in its unit, "(ms)". Measured is CPU time on this machine: read it as a ratio to the budget, and
expect more on a loaded machine. What is over its budget is marked, the exit status is 0 all the same.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DEADLINE = 900  # seconds for one module
CHILD = "--alone"

Figure = tuple[str, float, float | None]

# Every budget that was set, by words that the line for it holds; one that no module measured is listed as such.
BUDGETS = (
    ("start to a usable window with the sample project", r"start", "1.2 s"),
    ("open a text of 1 MB with 10,000 codings", r"^open a text of 1 MB", "100 ms"),
    ("add a coding, with commit and repaint", r"\b(add|cod)\w*\b.*repaint", "16 ms"),
    ("take a coding off, with commit and repaint", r"\b(tak|remov)\w*\b.*repaint", "16 ms"),
    ("scroll by a frame", r"scroll", "8 ms"),
    ("jump in a text", r"^reading view alone: jump", "16 ms"),
    ("open a text of 10 MB", r"^reading view alone: open 10 MB", "200 ms"),
    ("key press to the painted coding, with commit", r"^key press to the painted coding", "16 ms, p95 33 ms"),
    ("the picker among 2,000 codes", r"^picker: key press", "30 ms"),
    ("longest stall while an article is coded", r"^longest stall while", "50 ms"),
    ("longest stall in a journey through everything", r"^longest stall in", "50 ms"),
    ("Review shown with 100,000 codings", r"^Review shown", "300 ms"),
    ("change of the filter in Review", r"^Review: the slowest change", "200 ms"),
    ("import of a text of 1 MB", r"^import of a text", "300 ms"),
    ("code --from with 10,000 codings", r"--from", "3 s"),
    ("workbook of 20,000 codings against plain openpyxl", r"workbook of 20,000", "1.3 times"),
    ("one commit", r"one commit", "5 ms"),
    ("text of 350 PDF pages", r"350 PDF pages", "5 s"),
    ("merge of two projects of 100,000 codings that differ by a tenth", r"^merge: .*among 100,000", "2 s"),
    ("the same merge again", r"^merge again \(", "0.3 s"),
    ("merge of 100,000 codings into an empty project", r"merge of 100,000 codings into an empty", "6 s"),
    ("peak memory of a merge", r"peak memory of the merge", "500 MB"),
    ("undo of an import of 10,000 codings", r"undo of an import of 10,000", "1 s"),
    ("taking out a merge of 10,000 codings", r"taking out a merge of 10,000", "1 s"),
    ("one commit among 100,000 codings", r"one commit.*among 100,000", "5 ms"),
    ("open a project of 100,000 codings", r"^open 1,000 documents", "0.5 s more than an empty one"),
    ("file per coding beside its quoted text", r"^file per coding", "600 bytes"),
    ("listing 2,000 open conflicts", r"listing 2,\d+ open conflicts", "1 s"),
    ("what changed in the codebook", r"codebook changes, [45],\d+ codings", "0.3 s"),
    ("growth from 10,000 to 100,000 codings", r"grows from 10,000 to 100,000", "10 times"),
    ("full-text search over 1,000 documents of 20 kB", r"^full-text search", "100 ms"),
)
PEERS = (
    "QualCoder opens a text of 1 MB with 10,000 codings in 83 s, takes off a coding in 18 s, starts in 6 s,",
    "and needs 47 s for a workbook of 20,000 codings with 5 columns. Taguette needs 26 s for one with 4 columns.",
)


def main(arguments: Sequence[str]) -> None:
    names = [name.removesuffix(".py") for name in arguments] or sorted(path.stem for path in HERE.glob("bench_*.py"))
    figures: list[Figure] = [_pace()]
    failed: list[str] = []
    for name in names:
        print(f"… {name}", file=sys.stderr, flush=True)
        try:
            figures += alone(name)
        except (subprocess.SubprocessError, ValueError) as error:
            failed.append(f"{name}: {error}")
    print_table(figures)
    for line in failed:
        print(f"not measured: {line}")
    if not arguments:
        for what, words, budget in BUDGETS:
            if not any(re.search(words, figure[0], re.IGNORECASE) for figure in figures):
                print(f"not measured: {what} (budget {budget})")
    print("\nFor comparison, the same work in other programs, as measured when the budgets were set:")
    print("\n".join(PEERS))


def _pace() -> Figure:
    from tests.bench.bench_merge import _pace as pace

    return "a fixed piece of plain Python work, 410 ms on a quiet machine (ms)", pace() * 1e3, None


def alone(name: str) -> list[Figure]:
    """The figures of one module, from a process of its own. ValueError, with its last words, if it fails."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench", CHILD, name],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")},
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    if run.returncode:
        raise ValueError((run.stderr.strip().splitlines() or ["it ended without a word"])[-1])
    return [(str(what), float(measured), budget) for what, measured, budget in json.loads(run.stdout)]


def measured_by(name: str) -> list[Figure]:
    """Runs a module here. Those that print for themselves are asked for what they know."""
    sys.argv = [name]
    module = importlib.import_module(f"tests.bench.{name}")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        if name == "bench_reader":
            return _of_the_reader(module)
        found = module.main()
    if found:
        return [_with_its_unit(str(what), float(measured), budget) for what, measured, budget in found]
    return _of_a_ratio(said.getvalue())


def _of_the_reader(module: object) -> list[Figure]:
    """The reading view alone, without the project: 1 MB with 10,000 codings, the 95th percentiles of one run."""
    from PySide6.QtWidgets import QApplication

    from tests.bench.sample_text import article

    application = QApplication.instance() or QApplication([])
    one_run, budgets = module.one_run, module.BUDGETS  # type: ignore[attr-defined]  # a module of this folder
    one_run(article(100_000), 100)  # loads the fonts, which is not what is measured
    found = one_run(article(1_000_000), 10_000)
    (_, opened) = one_run(article(10_000_000), 10_000)["open"]
    del application
    unit = {"memory": "MB"}
    told = {"open": "open", "add": "add a coding", "remove": "take a coding off", "scroll": "scroll by a frame"}
    return [
        (f"reading view alone: {told.get(what, what)} ({unit.get(what, 'ms')})", high, budgets.get(what))
        for what, (_, high) in found.items()
    ] + [("reading view alone: open 10 MB with 10,000 codings (ms)", opened, 200.0)]


def _with_its_unit(what: str, measured: float, budget: float | None) -> Figure:
    """As it is; what names no unit is in seconds, and told in ms where the budget is short."""
    if what.endswith(")") or budget is None:
        return what, measured, budget
    if budget < 1:
        return f"{what} (ms)", measured * 1e3, budget * 1e3
    return f"{what} (s)", measured, budget


def _of_a_ratio(said: str) -> list[Figure]:
    """The last line of a module that prints "…: 0.36 (at most 1.3)"."""
    found = re.search(r"([^\n:]*): ([\d.]+) \(at most ([\d.]+)\)", said)
    if found is None:
        raise ValueError("it gave no figures")
    return [(f"workbook writer alone: {found[1].strip()} (ratio)", float(found[2]), float(found[3]))]


def print_table(figures: Sequence[Figure]) -> None:
    width = max((len(what) for what, _, _ in figures), default=20)
    print(f"{'what':{width}}  {'measured':>10}  {'budget':>8}  {'ratio':>6}")
    for what, measured, budget in figures:
        line = f"{what:{width}}  {measured:10.2f}"
        if budget is not None:
            line += f"  {budget:8g}  {measured / budget:6.2f}{'  OVER' if measured > budget else ''}"
        print(line)


if __name__ == "__main__":
    if sys.argv[1:2] == [CHILD]:
        print(json.dumps(measured_by(sys.argv[2])))
    else:
        main(sys.argv[1:])
