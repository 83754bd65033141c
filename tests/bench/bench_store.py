"""What the project file costs: commits, undo, codings from a list, import, opening. CPU time of one project each.

python -m tests.bench bench_store
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from annotator.model.changes import Kind
from annotator.model.codings import Passage
from annotator.operations import codebook, codes, coding, coding_many, documents, memos, projects, undoing
from annotator.operations.acting import myself
from annotator.operations.snapshot import take
from annotator.store import reading
from annotator.store.handle import Project

CODINGS = 10_000
CHARACTERS = 1_000_000
WORDS = ("regulator", "company", "records", "brokers", "the", "of", "that", "had", "kept", "sold", "for", "years")
Result = tuple[str, float, float]


def main() -> list[Result]:
    """Name with its unit, measured, budget."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANNOTATOR_HOME"] = str(Path(folder, "home"))
        return _measured(Path(folder))


def _measured(folder: Path) -> list[Result]:
    text = _text(CHARACTERS)
    (folder / "large.txt").write_text(text, encoding="utf-8")
    project = projects.new(folder / "bench.annot", myself())
    made_codes = [codes.add_code(project, f"Code {k}")[1] for k in range(20)]

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = _cpu(lambda: documents.add(project, [folder / "large.txt"]))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    child = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    results: list[Result] = [("import of a text of 1 MB, child included (ms)", (own + child) * 1000, 300)]

    listed = _listed(text, len(made_codes))
    (folder / "list.json").write_text(json.dumps({"codings": listed}), encoding="utf-8")

    def from_file() -> None:
        data = json.loads((folder / "list.json").read_text(encoding="utf-8"))
        coding_many.code_many(project, data, document="large")

    results.append(("code --from with 10,000 codings (s)", _cpu(from_file), 3.0))
    results.append(("undo of an import of 10,000 codings (s)", _cpu(lambda: undoing.undo(project)), 1.0))
    results.append(("redo of an import of 10,000 codings (s)", _cpu(lambda: undoing.redo(project)), 1.0))
    results += _single_deeds(project, made_codes)
    project.close()

    def opened() -> None:
        again = projects.open_project(project.path, myself())
        codebook.codes(again)
        reading.documents(again)
        reading.coding_counts(again)
        reading.conflict_counts(again)
        again.close()

    results.append(("opening the file: titles, codes, counts, conflicts (ms)", _median(opened, 5) * 1000, 300))

    again = projects.open_project(project.path, myself())

    def shown() -> None:
        layer = reading.documents(again)[0].layer
        reading.layer_content(again, layer)
        reading.placed_codings(again, layer.id)

    results.append(("reading a text of 1 MB with its 10,000 codings (ms)", _median(shown, 5) * 1000, 100))
    again.close()
    return results


def _single_deeds(project: Project, codes: list[codebook.CodeId]) -> list[Result]:
    """Each deed on the text of 1 MB with its 10,000 codings."""
    layer = reading.documents(project)[0].layer.id
    places = iter(range(10, 100_000, 37))
    made: list[coding.CodingId] = []

    def code_one() -> None:
        start = next(places)
        made.append(coding.code_passage(project, Passage(layer, start, start + 11), codes[0]).coding)

    results: list[Result] = [("one commit: a passage coded (ms)", _median(code_one, 60) * 1000, 5)]
    note = iter(range(1000))
    memos.set_memo(project, made[0], Kind.CODING, "A first note.")

    def edit() -> None:
        memos.set_memo(project, made[0], Kind.CODING, f"A note, number {next(note)}.")

    results.append(("one commit: a memo edited (ms)", _median(edit, 60) * 1000, 5))
    left = iter(made[1:])
    taken = _median(lambda: coding.take_off(project, [next(left)]), 40) * 1000
    results.append(("one commit: a coding taken off (ms)", taken, 5))
    results.append(("undo of one (ms)", _median(lambda: undoing.undo(project), 30) * 1000, 10))
    results.append(("redo of one (ms)", _median(lambda: undoing.redo(project), 30) * 1000, 10))
    results.append(("everything at once, as for a listing (ms)", _median(lambda: take(project), 3) * 1000, 500))
    return results


def _text(size: int) -> str:
    chance, lines, length = random.Random(1), [], 0
    while length < size:
        line = " ".join(chance.choice(WORDS) for _ in range(90))
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines)[:size]


def _listed(text: str, codes: int) -> list[dict[str, object]]:
    chance, step = random.Random(2), len(text) // CODINGS
    found: list[dict[str, object]] = []
    for k in range(CODINGS):
        start = k * step
        end = start + chance.randrange(20, 90)
        found.append({"start": start, "end": end, "quote": text[start:end], "code": f"code_{k % codes}"})
    return found


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _median(work: Callable[[], object], times: int) -> float:
    return statistics.median(_cpu(work) for _ in range(times))


if __name__ == "__main__":
    for name, measured, budget in main():
        print(f"{name:60} {measured:8.2f}  budget {budget:g}{'' if measured <= budget else '   OVER'}")
