"""What goes in and out of a real project: importing, coding from a list, the workbook, the text of a PDF.

    python -m tests.bench bench_formats

CPU time, the child processes of the readers and of the command line included; the workbook is the median of three.
The comparison writes the very cells of the workbook, held ready in memory, with openpyxl's write-only mode.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from annotator.formats.child import ReaderProcess
from annotator.formats.tables import plain
from annotator.operations import codebook, documents, exporting
from annotator.operations.coding_many import code_many
from annotator.operations.dataset import dataset
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy import builtin
from tests import builders
from tests.bench.sample_text import article

Figure = tuple[str, float, float]  # what with its unit, measured, budget

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / ".." / "shared" / "data" / "pdf" / "book_freeculture.pdf"
CODINGS, DOCUMENTS, CASES = 20_000, 20, 30
TEXT = 60_000  # code points of each document
VOICES = ("reporter", "company", "employees", "ngo")


def cpu() -> float:
    """Seconds of this process and of the children that have ended."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def spent(act: Callable[[], object]) -> float:
    begun = cpu()
    act()
    return cpu() - begun


def coded(folder: Path) -> Path:
    """A project of 20,000 codings in 20 documents, about 30 cases, with fields, stances and some memos."""
    chance = random.Random(11)
    project = builders.make_project(folder, codebook=builtin.load("tech-military"))
    texts = [article(TEXT, seed=number)[0] for number in range(DOCUMENTS)]
    for number, text in enumerate(texts):
        builders.add_text(project, f"document_{number:02}.txt", text)
    names = [one.code.id for one in codebook.codes(project) if one.parent is not None]
    cases = [{"name": f"Company {n}", "type": "company", "attributes": {"country": "Nowhere"}} for n in range(CASES)]
    codings = []
    for number in range(CODINGS):
        place = number % DOCUMENTS
        start = chance.randrange(len(texts[place]) - 400)
        codings.append(
            {
                "document": f"document_{place:02}",
                "start": start,
                "end": start + chance.randint(20, 300),
                "code": chance.choice(names),
                "cases": [one["name"] for one in chance.sample(cases, k=number % 3)],
                "stance": "contradicts" if number % 11 == 0 else "supports",
                "fields": {"voice": VOICES[number % 4]} if number % 2 else {},
                "memo": f"compare with {number - 1}" if number % 9 == 0 else None,
            }
        )
    code_many(project, {"cases": cases, "codings": codings})
    project.close()
    return project.path


def opened(path: Path) -> Project:
    from annotator.operations import projects

    return projects.open_project(path, builders.identity(), read_only=True)


def export_ours(path: Path, target: Path) -> float:
    """Seconds for the whole export: reading the project, making the rows, writing and checking the workbook."""
    project = opened(path)
    found = spent(lambda: exporting.export(project, target))
    project.close()
    return found


def export_plainly(path: Path, target: Path) -> float:
    """Seconds that openpyxl needs for the same cells, made beforehand."""
    from openpyxl import Workbook

    project = opened(path)
    sheets = [
        (sheet.name, [column.header for column in sheet.columns], [[plain(cell) for cell in row] for row in sheet.rows])
        for sheet in dataset(project).sheets
    ]
    project.close()

    def write() -> None:
        book = Workbook(write_only=True)
        for name, headers, rows in sheets:
            page = book.create_sheet(name)
            page.append(headers)
            for row in rows:
                page.append(row)
        book.save(target)

    return spent(write)


RUNS = {"ours": export_ours, "plain": export_plainly}


def alone(what: str, path: Path) -> float:
    """The median of three runs, each in a process of its own."""
    runs = [
        subprocess.run(
            [sys.executable, "-m", "tests.bench.bench_formats", what, str(path)],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        )
        for _ in range(3)
    ]
    return statistics.median(float(run.stdout) for run in runs)


def bench_workbook(folder: Path) -> Figure:
    path = coded(folder)
    ours, plainly = alone("ours", path), alone("plain", path)
    what = f"workbook of {CODINGS:,} codings, {ours:.1f} s, openpyxl alone {plainly:.1f} s (ratio)"
    return what, ours / plainly, 1.3


def bench_import(folder: Path) -> list[Figure]:
    """The median of five texts, as the window and the command line import them."""
    project = builders.make_project(folder, "imports.annot")
    whole, own = [], []
    for number in range(5):
        path = folder / f"text_{number}.txt"
        path.write_text(article(1_000_000, seed=number)[0], encoding="utf-8")
        begun, begun_own = cpu(), time.process_time()
        documents.add(project, [path])
        whole.append((cpu() - begun) * 1e3)
        own.append((time.process_time() - begun_own) * 1e3)
    project.close()
    return [
        ("import of a 1 MB text, the reader's process included (ms)", statistics.median(whole), 300.0),
        ("import of a 1 MB text, this process alone (ms)", statistics.median(own), 300.0),
    ]


def bench_list(folder: Path) -> Figure:
    """`annotator code --from` as a command, from its start to its end."""
    project = builders.make_project(folder, "listed.annot", codebook=builtin.load("tech-military"))
    text = article(1_000_000)[0]
    builders.add_text(project, "listed.txt", text)
    names = [one.code.id for one in codebook.codes(project)]
    project.close()
    chance, codings = random.Random(5), []
    for number in range(10_000):
        start = number * 95
        codings.append({"start": start, "end": start + chance.randint(5, 300), "code": chance.choice(names)})
    listed = folder / "listed.json"
    listed.write_text(json.dumps(codings))
    command = [
        sys.executable,
        "-m",
        "annotator",
        "code",
        str(project.path),
        "--document",
        "listed",
        "--from",
        str(listed),
    ]
    home = {**os.environ, "ANNOTATOR_HOME": str(folder / "home")}
    took = spent(lambda: subprocess.run(command, cwd=ROOT, env=home, capture_output=True, check=True))
    held = opened(project.path)
    count = len(reading.codings(held))
    held.close()
    if count != 10_000:
        raise RuntimeError(f"{count} codings instead of 10,000")
    return "code --from with 10,000 codings, the whole command (s)", took, 3.0


def bench_pdf() -> list[Figure]:
    if not BOOK.exists():
        return []
    data = BOOK.read_bytes()
    pages = 0

    def read() -> None:
        nonlocal pages
        with ReaderProcess() as reader:
            pages = len(reader.read(data, BOOK.name).layers[0].pages)

    took = spent(read)
    return [(f"text of 350 PDF pages, measured on {pages} (s)", took * 350 / pages, 5.0)]


def main() -> list[Figure]:
    """What, measured and budget, line by line."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["ANNOTATOR_HOME"] = str(folder / "home")
        return [*bench_import(folder), bench_list(folder), bench_workbook(folder), *bench_pdf()]


if __name__ == "__main__":
    if len(sys.argv) == 3:
        with tempfile.TemporaryDirectory() as place:
            print(RUNS[sys.argv[1]](Path(sys.argv[2]), Path(place) / "out.xlsx"))
    else:
        for line in main():
            print(*line)
