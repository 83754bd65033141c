"""What comparing all documents costs, and splitting a press export. CPU time of one project each.

python -m tests.bench bench_stories
"""

from __future__ import annotations

import hashlib
import os
import random
import resource
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from annotator.model.documents import Block, BlockKind, Reading, ReadLayer, Role
from annotator.model.ids import document_id
from annotator.operations import bundles, documents, projects, stories
from annotator.operations.acting import myself
from annotator.store import reading
from annotator.store.handle import Project
from tests.formats import bundle_builders

DOCUMENTS = 1_000
CHARACTERS = 20_000
COPIES = 50  # stories that five documents tell each
Result = tuple[str, float, float]


def main() -> list[Result]:
    """Name with its unit, measured, budget."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANNOTATOR_HOME"] = str(Path(folder, "home"))
        return [*_stories(Path(folder)), *_bundles(Path(folder))]


def _stories(folder: Path) -> list[Result]:
    project = projects.new(folder / "stories.annot", myself())
    _fill(project, folder)
    stories.find(project)  # what is imported and made once
    waited: list[float] = []
    took = _cpu(lambda: waited.append(_longest_wait(lambda: stories.find(project))))
    found = stories.hints(project)
    assert len(found) == COPIES and all(len(one.documents) == 5 for one in found)
    many, held = 20, reading.documents(project)
    hinted = _cpu(lambda: [stories.hints(project, held) for _ in range(many)]) / many
    grouped = _cpu(lambda: stories.group(project, found[0].documents))
    results: list[Result] = [
        ("comparing 1,000 documents of 20 kB for same stories (s)", took, 5.0),
        ("longest wait of the window's thread meanwhile, wall clock (ms)", max(waited) * 1000, 50),
        ("hints as they were found last (ms)", hinted * 1000, 10),
        ("grouping five documents of 1,000 as one story (ms)", grouped * 1000, 100),
    ]
    project.close()
    return results


def _bundles(folder: Path) -> list[Result]:
    export = folder / "export.docx"
    export.write_bytes(bundle_builders.nexis_docx(bundle_builders.stories(100)))
    large = folder / "large.rtf"
    large.write_bytes(bundle_builders.factiva_rtf(bundle_builders.stories(1_000)))
    project = projects.new(folder / "bundles.annot", myself())
    looked = []
    results: list[Result] = [
        ("reading and splitting an export of 100 articles, child included (s)", _with_child(
            lambda: looked.append(bundles.look(project, export))), 3.0),
        ("adding 100 documents of an export (s)", _cpu(lambda: bundles.write(project, looked[0])), 1.0),
        ("splitting and adding 1,000 articles of an RTF, child included (s)", _with_child(
            lambda: bundles.add_bundle(project, large)), 10.0),
    ]  # fmt: skip
    project.close()
    return results


def _fill(project: Project, folder: Path) -> None:
    """A thousand texts, two hundred and fifty of them copies of fifty stories with other heads and ends."""
    chosen = random.Random(1)
    words = ["".join(chosen.choices("abcdefghijklmnop", k=chosen.randint(2, 9))) for _ in range(6_000)]

    def text(characters: int) -> str:
        made = " ".join(chosen.choices(words, k=characters // 5))
        return made[:characters]

    told = [text(CHARACTERS) for _ in range(COPIES)]
    readings, lines = [], []
    for number in range(DOCUMENTS):
        of_story = number % 20 < 5
        body = told[number // 20][: CHARACTERS - 1_500 * (number % 20)] if of_story else text(CHARACTERS)
        whole = f"Headline {number}\n{text(100)}\n{body}\n{text(150)}"
        path = folder / f"{number}.txt"
        path.write_text(whole, encoding="utf-8")
        key = hashlib.sha256(whole.encode()).digest()
        layer = ReadLayer(Role.TEXT, "text 1", whole, (Block(BlockKind.PARAGRAPH, 0, len(whole)),))
        readings.append((path, key, len(whole), Reading(f"Document {number:04}", "text/plain", (layer,))))
        lines.append(documents.Line(path, documents.Outcome.NEW, document_id(key)))
    documents.write(project, documents.Prepared(tuple(lines), tuple(readings)))


def _longest_wait(work: Callable[[], object]) -> float:
    """Seconds between two moments in which another thread could have done something, at most."""
    beside = threading.Thread(target=work)
    beside.start()
    longest, before = 0.0, time.perf_counter()
    while beside.is_alive():
        time.sleep(0.001)
        now = time.perf_counter()
        longest, before = max(longest, now - before), now
    return longest


def _cpu(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _with_child(work: Callable[[], object]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = _cpu(work)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own + after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
