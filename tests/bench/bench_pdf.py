"""PDFs: the first page after the click, pictures, places of passages, a folder of a hundred.

    python -m tests.bench bench_pdf

What a person waits for is wall time, the median of several; the rest is CPU time, children included. The import is
compared with that of one reader, in wall time, on as many processors as there are.
"""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from annotator.formats.child import ReaderProcess
from annotator.formats.pdf.boxes import Box
from annotator.formats.pdf.geometry import LayerGeometry
from annotator.formats.pdf.pages import PagesProcess, Spare
from annotator.formats.pool import ReaderPool
from annotator.model.documents import ReadLayer

Figure = tuple[str, float, float | None]

SAMPLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "pdf"
BOOK = SAMPLES / "book_freeculture.pdf"
ARTICLE = SAMPLES / "art_tracemonkey.pdf"
SCALE = 1.35


def children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def wall(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def first_page(data: bytes) -> float:
    """Milliseconds from the click to the pixels, of a child that was started ahead."""
    spare, found = Spare(), []
    for _ in range(5):
        spare.start()
        time.sleep(1.0)

        def shown() -> None:
            with spare.take() as process:
                process.open(data)
                process.render(20, SCALE)

        found.append(wall(shown))
    spare.close()
    return 1000 * statistics.median(found)


def pictures(data: bytes) -> list[Figure]:
    with PagesProcess() as process:
        pages = len(process.open(data).pages)
        plain = [wall(lambda page=page: process.render(page, SCALE)) for page in range(20, 80)]  # type: ignore[misc]  # bound at once
        sharp = [
            wall(lambda page=page: process.render(page, 8.0, Box(100, 100, 300, 300)))  # type: ignore[misc]  # the same
            for page in range(20, 40)
        ]
        outline = wall(process.outline)
    return [
        (f"PDF: picture of a page of {pages}, p95 (ms)", 1000 * sorted(plain)[-3], 150),
        ("PDF: a part of a page at 800 %, p95 (ms)", 1000 * sorted(sharp)[-1], 150),
        ("PDF: the outline (ms)", 1000 * outline, None),
    ]


def places(layer: ReadLayer) -> list[Figure]:
    geometry = LayerGeometry(layer.pages, layer.boxes.__getitem__, layer.text)
    begun = time.process_time()
    for page in range(60):
        geometry.page(page)
    expanded = time.process_time() - begun
    start = geometry.table.starts[30] + 200
    begun = time.process_time()
    for _ in range(1000):
        geometry.quads(start, start + 300)
    quads = time.process_time() - begun
    begun = time.process_time()
    for step in range(1000):
        geometry.nearest(30, 100 + step % 200, 100 + step % 500)
    nearest = time.process_time() - begun
    return [
        ("PDF: a page's boxes expanded (ms)", 1000 * expanded / 60, None),
        ("PDF: quads of a passage (µs)", 1e6 * quads / 1000, None),
        ("PDF: nearest glyph (µs)", 1e6 * nearest / 1000, None),
    ]


def book(data: bytes) -> ReadLayer:
    with ReaderProcess() as reader:
        return reader.read(data, BOOK.name).layers[0]


def folder(articles: int) -> list[Figure]:
    """So many different PDFs, with one reader and with one for each processor."""
    with tempfile.TemporaryDirectory() as home:
        data = ARTICLE.read_bytes()
        paths = [Path(home, f"{number}.pdf") for number in range(articles)]
        for number, path in enumerate(paths):
            path.write_bytes(data + b"\n%% %d" % number)

        def read(readers: int) -> None:
            with ReaderPool(articles, readers=readers) as pool:
                found = pool.each(paths, lambda reader, path: reader.read(path.read_bytes(), path.name), int)
                assert sum(len(one.layers) for one in found) == articles

        before, own = children_cpu(), time.process_time()
        one = wall(lambda: read(1))
        reading, waiting = children_cpu() - before, time.process_time() - own
        alone = waiting / (reading + waiting)  # what only one process can do
        most = 1 / (alone + (1 - alone) / 2)
        two = wall(lambda: read(2))
    return [
        (f"import of {articles} PDFs, one reader (s)", one, None),
        (f"import of {articles} PDFs, two readers (s)", two, one / 1.7),
        (f"import of {articles} PDFs: what the processes allow two readers to win (times)", most, None),
    ]


def main() -> list[Figure]:
    data = BOOK.read_bytes()
    return [
        ("PDF: first page of 350 after the click (ms)", first_page(data), 300),
        *pictures(data),
        *places(book(data)),
        *folder(100),
    ]
