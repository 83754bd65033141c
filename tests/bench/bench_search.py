"""Review and searching: 100,000 codings on 1,000 documents asked, 1,000 documents of 20 kB searched. CPU time.

python -m tests.bench bench_search
"""

from __future__ import annotations

import hashlib
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from annotator.model.codings import Passage, Stance
from annotator.model.documents import Block, BlockKind, Reading, ReadLayer, Role
from annotator.model.ids import document_id
from annotator.operations import (
    auto_coding,
    codes,
    coding,
    concordance,
    documents,
    many,
    projects,
    reviewing,
    searching,
)
from annotator.store import reading
from tests.bench import large_projects

CODINGS, DOCUMENTS, WORDS = 100_000, 1_000, 60_000
Result = tuple[str, float, float | None]
QUESTIONS = (
    'code:"Code 7"', "stance:contradicts", "drones", '"police under"', "/sold \\w+ police/", "near:\"Code 3\"",
    'within:"Code 3"', 'same:"Code 3"', "case:none -drones", "coded:2020..",
)  # fmt: skip


def main() -> list[Result]:
    """Name with its unit, measured, budget."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANNOTATOR_HOME"] = str(Path(folder, "home"))
        return [*_review(Path(folder)), *_texts(Path(folder))]


def _review(folder: Path) -> list[Result]:
    path = folder / "large.annot"
    large_projects.make(path, CODINGS)
    project = projects.open_project(path, large_projects.person("Ada"))
    import numpy  # noqa: F401  (loaded once in a program's life, and not what is measured)

    def shown() -> None:
        reviewing.rows(project, reviewing.matching(project, "")[:60])

    shown()
    results: list[Result] = [(f"Review shown: {CODINGS:,} codings and 60 rows (ms)", _median(shown, 3) * 1e3, 300)]
    review = reviewing.Review(project)
    review.matching("")
    results.append(("Review: reading all that questions need, in the background (ms)", _cpu(review.warm) * 1e3, None))
    slowest = max((_median(partial(review.matching, line), 3), line) for line in QUESTIONS)
    results.append((f"Review: filter change, at worst {slowest[1]} (ms)", slowest[0] * 1e3, 200))
    ids = review.matching("")
    counted = _median(lambda: review.facets(ids), 3)
    results.append(("Review: counts by code, case, coder, document (ms)", counted * 1e3, 200))
    layer = reading.documents(project)[0].layer.id
    places = iter(range(10, 5_000, 7))

    def followed() -> float:
        start = next(places)
        done = coding.code_passage(project, Passage(layer, start, start + 5), large_projects.code_of(3)).changes
        begun = time.process_time()
        review.follow(done)
        review.matching('code:"Code 7"')
        return time.process_time() - begun

    answered = statistics.median(followed() for _ in range(5))
    results.append(("Review: answer after one coding more (ms)", answered * 1e3, 200))
    some = ids[:10_000]
    recoded = _cpu(lambda: many.recode(project, some, large_projects.code_of(5)))
    results.append(("recoding 10,000 codings (s)", recoded, 2))
    turned = _cpu(lambda: many.set_stance(project, some, Stance.CONTRADICTS))
    results.append(("setting the stance of 10,000 codings (s)", turned, 2))
    noted = _cpu(lambda: many.set_memo(project, some, "Seen."))
    results.append(("a memo on each of 10,000 codings (s)", noted, 2))
    project.close()
    return results


def _texts(folder: Path) -> list[Result]:
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyzé", k=chance.randint(2, 12))) for _ in range(WORDS)]
    project = projects.new(folder / "texts.annot", large_projects.person("Ada"))
    documents.write(project, _prepared(folder, words, chance))
    size = project.path.stat().st_size
    taken = _cpu(lambda: searching.prepare(project))
    grown = (project.path.stat().st_size - size) / 1e6
    rare, frequent = words[3_000], f"{words[2]} {words[30]}"
    results: list[Result] = [
        (f"full-text index of {DOCUMENTS:,} documents of 20 kB, in the background (s)", taken, None),
        ("its size (MB)", grown, None),
    ]
    asked: dict[str, Callable[[], object]] = {
        "a rare word, all places": lambda: list(searching.search(project, rare)),
        "a part of a word, documents": lambda: searching.find(project, rare[1:]),
        "a frequent phrase, documents": lambda: searching.find(project, frequent),
        "a frequent phrase, first place": lambda: next(searching.search(project, frequent)),
    }
    results += [(f"full-text search: {what} (ms)", _median(work, 5) * 1e3, 100) for what, work in asked.items()]
    begun = time.process_time()
    hits = concordance.concordance(project, words[20])
    results.append((f"concordance of {len(hits):,} lines, in the background (s)", time.process_time() - begun, None))
    code = codes.add_code(project, "Found")[1]
    held = auto_coding.preview(project, hits, auto_coding.Extent.SENTENCE, code)
    done = _cpu(lambda: auto_coding.auto_code(project, held, code, source=words[20]))
    results.append((f"auto-coding of {len(held):,} passages (s)", done, None))
    project.close()
    return results


def _prepared(folder: Path, words: list[str], chance: random.Random) -> documents.Prepared:
    weights = [1 / (place + 1) for place in range(len(words))]
    lines, readings = [], []
    for number in range(DOCUMENTS):
        paragraphs = [" ".join(chance.choices(words, weights=weights, k=100)) for _ in range(26)]
        text, blocks, at = "\n".join(paragraphs), [], 0
        for one in paragraphs:
            blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(one)))
            at += len(one) + 1
        data = text.encode()
        key, path = hashlib.sha256(data).digest(), folder / f"{number}.txt"
        path.write_bytes(data)
        layer = ReadLayer(Role.TEXT, "text 1", text, tuple(blocks))
        lines.append(documents.Line(path, documents.Outcome.NEW, document_id(key)))
        readings.append((path, key, len(data), Reading(f"Text {number:04}", "text/plain", (layer,), {})))
    return documents.Prepared(tuple(lines), tuple(readings))


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _median(work: Callable[[], object], times: int) -> float:
    return statistics.median(_cpu(work) for _ in range(times))


if __name__ == "__main__":
    for name, measured, budget in main():
        said = "" if budget is None else f"  budget {budget:g}{'' if measured <= budget else '   OVER'}"
        print(f"{name:84} {measured:9.2f}{said}")
