"""How long our workbook takes against openpyxl's write-only mode with the same cells written plainly.

    python tests/bench/bench_workbook.py [rows]

Each run is a process of its own; CPU seconds, median of three; peak memory beyond what the process had before writing.
The ratio is what counts: at most 1.3 for 20,000 codings of 40 columns.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from annotator.formats import csv_table, workbook
from annotator.formats.tables import Cell, Column, Dataset, Kind, Link, Sheet
from annotator.model.progress import Unwatched

COLUMNS = (
    *(Column(f"Title {n}", f"title_{n}", Kind.TITLE) for n in range(8)),
    Column("Quote", "quote", Kind.QUOTE),
    Column("Memo", "memo", Kind.MEMO),
    *(Column(f"Context {n}", f"context_{n}", Kind.CONTEXT) for n in range(2)),
    *(Column(f"Number {n}", f"number_{n}", Kind.NUMBER) for n in range(10)),
    *(Column(f"Time {n}", f"time_{n}", Kind.TIME) for n in range(4)),
    *(Column(f"Text {n}", f"text_{n}", Kind.TEXT) for n in range(8)),
    *(Column(f"Id {n}", f"id_{n}", Kind.ID) for n in range(6)),
)
WORDS = "The regulator found that the company had kept the records & sold them on to brokers for years. " * 4


def rows(count: int) -> Iterator[tuple[Cell, ...]]:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    for n in range(count):
        yield (
            Link(f"Report {n % 50}", "Documents", n % 50),
            *(f"Outlet {n % (30 + k)}" for k in range(7)),
            ("=" if n % 100 == 0 else "") + WORDS[n % 60 : n % 60 + 80 + n % 200],
            f"Memo {n}: compare with\nthe earlier one" if n % 5 == 0 else None,
            WORDS[n % 50 : n % 50 + 200],
            WORDS[n % 40 : n % 40 + 190],
            *(n * k + (0.5 if k % 3 == 0 else 0) for k in range(10)),
            *(start + timedelta(seconds=n * 61 + k) for k in range(4)),
            *(f"level {k} > code {n % 97}" if k < 6 else None for k in range(8)),
            *(f"{n:08x}-0000-7000-8000-{k:012x}" for k in range(6)),
        )


def ours(count: int, folder: Path) -> None:
    workbook.write(_dataset(count), folder / "ours.xlsx", progress=Unwatched())


def twin(count: int, folder: Path) -> None:
    csv_table.write(_dataset(count), folder / "ours-csv", progress=Unwatched())


_BY_NUMBER = {n: n for n in range(50)}


def _dataset(count: int) -> Dataset:
    documents = [(f"Report {n}",) for n in range(50)]
    return Dataset(
        (
            Sheet("Codings", "Codings", COLUMNS, rows(count), count, csv_name="codings", id_column=34),
            Sheet("Documents", "Documents", COLUMNS[:1], documents, 50, csv_name="documents", row_of=_BY_NUMBER),
        ),
        (("Project", "bench"),),
        datetime(2024, 1, 1, tzinfo=UTC),
    )


def plain_openpyxl(count: int, folder: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Codings")
    sheet.append([column.header for column in COLUMNS])
    for row in rows(count):
        cells: list[object] = []
        for value in row:
            bare: object = value.value if isinstance(value, Link) else value
            if isinstance(bare, datetime):
                bare = bare.replace(tzinfo=None)
            if isinstance(bare, str) and bare.startswith("="):
                cell = WriteOnlyCell(sheet, bare)
                cell.data_type = "s"
                bare = cell
            cells.append(bare)
        sheet.append(cells)
    book.save(folder / "plain.xlsx")


def rows_alone(count: int, folder: Path) -> None:
    for _ in rows(count):
        pass


RUNS = {"ours": ours, "plain": plain_openpyxl, "csv": twin, "rows": rows_alone}


def _child(name: str, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        RUNS[name](10, Path(folder))  # imports are not what is measured
        before = resource.getrusage(resource.RUSAGE_SELF)
        begun = time.process_time()
        RUNS[name](count, Path(folder))
        spent = time.process_time() - begun
        after = resource.getrusage(resource.RUSAGE_SELF)
        print(spent, (after.ru_maxrss - before.ru_maxrss) / 1024)


def main() -> None:
    if len(sys.argv) == 3:
        _child(sys.argv[1], int(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seconds: dict[str, float] = {}
    for name in RUNS:
        runs = [
            subprocess.run([sys.executable, __file__, name, str(count)], capture_output=True, check=True)
            for _ in range(3)
        ]
        figures = [tuple(map(float, run.stdout.split())) for run in runs]
        seconds[name] = statistics.median(figure[0] for figure in figures)
        peak = statistics.median(figure[1] for figure in figures)
        print(f"{name:6} {count} rows x {len(COLUMNS)}: {seconds[name]:6.2f} s CPU, {peak:5.0f} MB more at the peak")
    print(f"ours / plain openpyxl: {seconds['ours'] / seconds['plain']:.2f} (at most 1.3)")


if __name__ == "__main__":
    main()
