"""The recorded journey through the sample article: what it begins with, its keys, and what must have come of them.

The data stands beside the repository and is not shipped with it; `is_there` tells whether it can be used.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.model.codings import Stance
from annotator.operations import cases, codebook, documents, projects
from annotator.operations.acting import myself
from annotator.store import reading
from annotator.ui.open_document import load
from annotator.ui.palette.fuzzy import Candidate, rank
from taxonomy import loading
from tests.journeys.planned_keys import Keys, Step, Wanted, Ways, letters_needed, planned

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ARTICLE, CODINGS = DATA / "article.txt", DATA / "article_codings.json"
CODEBOOK = DATA / "codebook_tech_military.toml"


def is_there() -> bool:
    return all(path.exists() for path in (ARTICLE, CODINGS, CODEBOOK))


@dataclass(frozen=True, slots=True)
class Journey:
    """A project with the article, its codebook and its cases, nothing coded; and the keys that code it."""

    project: Path
    wanted: tuple[Wanted, ...]
    steps: tuple[Step, ...]
    k3: int  # keys that a tool of k+3 keys a code would need

    @property
    def keys(self) -> Keys:
        return tuple(key for step in self.steps for key in step.keys)


def prepare(folder: Path) -> Journey:
    """Makes the project, as it is before the coder begins: the codebook with its keys, the cases, the article."""
    told = json.loads(CODINGS.read_text(encoding="utf-8"))
    book = loading.load(CODEBOOK).codebook
    assert book is not None
    path = folder / "article.annot"
    project = projects.new(path, myself(), book)
    documents.add(project, [ARTICLE])
    for case in told["cases"]:
        cases.add_case(project, case["name"], case_type=case["type"], attributes=case["attributes"])
    text = load(project, reading.documents(project)[0]).text
    names = [case["name"] for case in told["cases"]]
    known = codebook.codes(project)
    by_id = {one.code.id: one.name for one in known}
    project.close()
    wanted = tuple(
        Wanted(
            one["start"], one["end"], one["code"], tuple(one["cases"]), Stance(one["stance"]) is Stance.CONTRADICTS
        )
        for one in sorted(told["codings"], key=lambda one: (one["start"], one["end"]))
    )
    keys = {one.code.id: code_keys(one, list(by_id.values()), known) for one in known}
    steps = tuple(planned(text, wanted, Ways(keys, lambda name: case_keys(name, names))))
    return Journey(path, wanted, steps, k3_keys(steps, by_id, names))


def code_keys(code: codebook.ProjectCode, names: Sequence[str], known: Sequence[codebook.ProjectCode]) -> Keys:
    """The keys of a code: its own; the letter of one with keyed codes below it twice; without any, the picker's."""
    key = code.code.key
    if key is None:
        return ("Space", *letters(code.name, names), "Return")
    opens = any(one.parent == code.id and one.code.key for one in known)
    return (key, key) if len(key) == 1 and opens else tuple(key)


def case_keys(name: str, names: Sequence[str]) -> Keys:
    """A case that has no digit here yet, set on the chosen coding through the picker."""
    return ("Space", "Tab", *letters(name, names), "Return", "Escape")


def letters(name: str, names: Sequence[str]) -> str:
    """What has to be typed until a finder puts a name first."""
    candidates = [Candidate((one,)) for one in names]

    def first(typed: str) -> str | None:
        found = rank(typed, candidates, most=1)
        return names[found[0].index] if found else None

    return letters_needed(names, name, first)


def k3_keys(steps: Sequence[Step], names_of: dict[str, str], cases_: Sequence[str]) -> int:
    """What the same codings take in a tool of k + 3 keys for each code put on a passage (ATLAS.ti, Taguette).

    For each coding: the keys that selected its passage here, which is generous, for few tools select by sentences or
    by typing at all; then (k + 3) for the code, and (k + 3) for each case, which such tools know only as one more code
    on the passage; and (k + 3) for counter-evidence, again one more code, with k = 1. k is how many letters of the name
    must be typed until it is found. A passage that carries two codes is selected again for the second, for the dialog
    has taken the selection: as many keys as the first time.
    """
    names = list(names_of.values())
    total, selecting = 0, 0
    for step in steps:
        selecting = len(step.selecting) or selecting
        total += selecting + len(letters(names_of[step.wanted.code], names)) + 3
        total += sum(len(letters(case, cases_)) + 3 for case in step.wanted.cases) + (4 if step.wanted.against else 0)
    return total


def made(path: Path) -> list[Wanted]:
    """The codings in the project, in the order of the text."""
    project = projects.open_project(path, myself(), read_only=True)
    of_code = {one.id: one.code.id for one in codebook.codes(project)}
    of_case = {one.id: one.name for one in reading.cases(project)}
    found = [
        Wanted(
            one.start or 0, one.end or 0, of_code[one.code], tuple(of_case[case] for case in one.cases),
            one.stance is Stance.CONTRADICTS,
        )
        for one in reading.codings(project)
    ]  # fmt: skip
    project.close()
    return sorted(found, key=lambda one: (one.start, one.end, one.code))


def told(journey: Journey) -> list[str]:
    """What the recording comes to, in lines to be printed."""
    count, keys = len(journey.wanted), len(journey.keys)
    selecting = sum(len(step.selecting) for step in journey.steps)
    return [
        f"{count} codings, {keys} keys, {keys / count:.1f} a coding: {selecting} to move and select, "
        f"{keys - selecting} for codes, cases and stance",
        f"a tool of k+3 keys a code: {journey.k3} keys, {journey.k3 / count:.1f} a coding",
    ]
