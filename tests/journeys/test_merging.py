"""Two people work apart with forty edits each, and the command line merges their copies in either direction."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotator import resources
from annotator.__main__ import main
from annotator.model.changes import Kind
from annotator.model.coders import Identity
from annotator.model.codings import Passage, Stance
from annotator.model.conflicts import What
from annotator.model.documents import Document
from annotator.model.ids import CodingId, EntityId
from annotator.operations import (
    cases,
    coders,
    codes,
    coding,
    coding_many,
    documents,
    finishing,
    memos,
    projects,
    undoing,
)
from annotator.store import reading
from annotator.store.handle import Project
from tests.builders import add_text, identity
from tests.operations.team import OTHER_ANNA, the_case, the_code

ANNA, BO = identity("Anna"), identity("Bo")
TEXT = " ".join(f"Sentence {number:02d} tells of drones and contracts." for number in range(60))
SECOND = TEXT.index("Sentence 02")
NAMES = [f"Code {number:02d}" for number in range(24)]
Edit = Callable[[Project], object]


def start_project(folder: Path) -> Path:
    """A text, 24 codes, 8 cases and 40 codings, coding k on sentence k with code k modulo 24."""
    project = projects.new(folder / "base.annot", ANNA)
    layer = add_text(project, "text.txt", TEXT).layer
    for name in NAMES:
        codes.add_code(project, name)
    for number in range(8):
        cases.add_case(project, f"Case {number}")
    for number in range(40):
        start = TEXT.index(f"Sentence {number:02d}")
        coding.code_passage(project, Passage(layer.id, start, start + 11), the_code(project, NAMES[number % 24]).id)
    coders.relabel(project, ANNA.id, name="Anna")
    project.close()
    return project.path


def the_text(project: Project) -> Document:
    return next(one for one in reading.documents(project) if one.file_name == "text.txt")


def of_sentence(project: Project, number: int) -> CodingId:
    start = TEXT.index(f"Sentence {number:02d}")
    return next(one.id for one in reading.codings(project) if one.start == start and one.coder == ANNA.id)


def code_sentence(number: int, name: str) -> Edit:
    def go(project: Project) -> None:
        layer = the_text(project).layer
        start = TEXT.index(f"Sentence {number:02d}")
        coding.code_passage(project, Passage(layer.id, start, start + 30), the_code(project, name).id)

    return go


def of_code(name: str, deed: Callable[..., object], *values: Any, **named: Any) -> Edit:
    return lambda p: deed(p, the_code(p, name).id, *values, **named)


def of_coding(number: int, deed: Callable[..., object], *values: Any, **named: Any) -> Edit:
    return lambda p: deed(p, of_sentence(p, number), *values, **named)


def of_codings(number: int, deed: Callable[..., object], *values: Any, **named: Any) -> Edit:
    return lambda p: deed(p, [of_sentence(p, number)], *values, **named)


def below(name: str, parent: str) -> Edit:
    return lambda p: codes.move_code(p, the_code(p, name).id, the_code(p, parent).id)


def the_same_pdf(project: Project) -> None:
    added = documents.add(project, [path for path in resources.sample_files() if path.suffix == ".pdf"])
    assert not added.of(documents.Outcome.FAILED)


def undone(edit: Edit) -> Edit:
    def go(project: Project) -> None:
        edit(project)
        undoing.undo(project)

    return go


def undone_and_redone(edit: Edit) -> Edit:
    def go(project: Project) -> None:
        undone(edit)(project)
        undoing.redo(project)

    return go


def with_case(number: int, name: str) -> Edit:
    return lambda p: coding.set_case(p, [of_sentence(p, number)], the_case(p, name), about=True)


def listed(*numbers: int) -> Edit:
    items = [{"start": number, "end": number + 7, "code": NAMES[2], "memo": "listed"} for number in numbers]
    return lambda p: coding_many.code_many(p, {"codings": items}, document="text")


def memo_on(number: int, text: str) -> Edit:
    return lambda p: memos.set_memo(p, EntityId(of_sentence(p, number)), Kind.CODING, text)


def finished(project: Project) -> None:
    finishing.finish(project, the_text(project).id)


def edits(word: str, *, first: bool) -> list[Edit]:
    """Forty edits of every kind; `word` stands in what is given other values on the two sides."""
    colour = "#AA1111" if first else "#1111AA"
    return [
        of_code(NAMES[0], codes.rename_code, f"{word} drones"),
        of_code(NAMES[1], codes.define_code, definition=f"Defined by {word}.", include=[word], exclude=["both"]),
        of_code(NAMES[2], codes.recolour_code, colour),
        of_code(NAMES[3], codes.delete_code) if first else code_sentence(50, NAMES[3]),
        code_sentence(51, NAMES[4]) if first else of_code(NAMES[4], codes.delete_code),
        below(NAMES[5], NAMES[6]) if first else below(NAMES[6], NAMES[5]),
        below(NAMES[7], NAMES[8]) if first else below(NAMES[7], NAMES[9]),
        of_code(NAMES[10], codes.set_key, "k" if first else "m"),
        lambda p: codes.add_code(p, "Made twice"),
        lambda p: codes.add_code(p, f"Made by {word}", parent=the_code(p, NAMES[11]).id),
        code_sentence(52, "Made twice"),
        of_code(NAMES[12], codes.delete_code) if first else of_code(NAMES[12], codes.rename_code, "Not to go"),
        lambda p: codes.merge_codes(p, the_code(p, NAMES[13]).id, the_code(p, NAMES[14]).id),
        of_codings(0, coding.take_off) if first else of_coding(0, coding.turn_stance),
        of_coding(1, coding.turn_stance) if first else of_codings(1, coding.take_off),
        of_coding(
            2, coding.resize, start=TEXT.index("Sentence 02"), end=TEXT.index("Sentence 02") + (5 if first else 20)
        ),
        lambda p: coding.recode(p, [of_sentence(p, 20)], the_code(p, NAMES[15 if first else 16]).id),
        of_codings(21, coding.set_field, "voice", word),
        with_case(22, "Case 0" if first else "Case 1"),
        memo_on(23, f"Memo of {word}."),
        of_codings(24, coding.set_field, f"field of {word}", 1),
        of_coding(25, coding.turn_stance),
        code_sentence(53, NAMES[17]),
        code_sentence(54, f"Made by {word}"),
        of_codings(30, coding.set_stance, Stance.CONTRADICTS),
        lambda p: cases.add_case(p, "Google", aliases=[word]),
        lambda p: cases.rename_case(p, the_case(p, "Case 2"), f"Case of {word}"),
        lambda p: cases.set_attribute(p, the_case(p, "Case 3"), "country", word),
        (lambda p: cases.delete_case(p, the_case(p, "Case 4"))) if first else with_case(31, "Case 4"),
        with_case(32, "Google"),
        the_same_pdf,
        lambda p: documents.rename_document(p, the_text(p), f"Title by {word}"),
        lambda p: documents.set_metadata(p, [the_text(p)], "outlet", word),
        listed(300, 400, 500 if first else 600),
        undone(code_sentence(55, NAMES[18])),
        undone_and_redone(of_code(NAMES[19], codes.rename_code, f"Redone by {word}")),
        memo_on(26, word) if first else of_codings(26, coding.take_off),
        finished,
        lambda p: coders.relabel(p, p.coder.id, initials=word[:2]),
        (lambda p: coders.join(p, OTHER_ANNA.id, ANNA.id)) if first else code_sentence(56, NAMES[20]),
    ]


def do(path: Path, who: Identity, deeds: list[Edit]) -> list[str]:
    """The labels of what was done, newest first."""
    project = projects.open_project(path, who)
    for number, deed in enumerate(deeds):
        before = len(undoing.history(project))
        deed(project)
        assert len(undoing.history(project)) > before, f"edit {number} did nothing"
    labels = [line.label for line in undoing.history(project)]
    project.close()
    return labels


def said(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    capsys.readouterr()
    assert main([*command, "--json"]) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def test_forty_edits_on_each_side_merged_in_either_direction_are_one_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = start_project(tmp_path)
    do(base, OTHER_ANNA, [code_sentence(57, NAMES[21])])
    paths = {name: Path(shutil.copyfile(base, tmp_path / f"{name}.annot")) for name in ("a", "b")}
    mine, theirs = edits("Anna", first=True), edits("Bo", first=False)
    assert len(mine) == len(theirs) == 40
    done = {*do(paths["a"], ANNA, mine), *do(paths["b"], BO, theirs)}
    ab, ba = (Path(shutil.copyfile(paths[name], tmp_path / f"{name}-first.annot")) for name in ("a", "b"))

    preview = json.loads(said(capsys, "merge", str(ab), str(paths["b"]), "--dry-run"))
    first = json.loads(said(capsys, "merge", str(ab), str(paths["b"])))
    assert {key: preview[key] for key in ("changesets", "codings", "conflicts")} == {
        key: first[key] for key in ("changesets", "codings", "conflicts")
    }
    assert first["changesets"] >= 40
    said(capsys, "merge", str(ba), str(paths["a"]))
    for command in ("codings", "conflicts", "codebook", "cases", "documents", "history"):
        assert said(capsys, command, str(ab)) == said(capsys, command, str(ba)), command

    conflicts = json.loads(said(capsys, "conflicts", str(ab)))["conflicts"]
    assert {one["kind"] for one in conflicts} >= {
        What.FIELD, What.DELETE_EDIT, What.DANGLING, What.DUP_CODE, What.DUP_CASE, What.CYCLE
    }  # fmt: skip
    history = json.loads(said(capsys, "history", str(ab)))["changesets"]
    assert done <= {one["label"] for one in history}, "every edit can be found"
    fields = {str(value["value"]) for one in conflicts if one["kind"] == "field" for value in one["values"]}
    assert {"Anna drones", "Bo drones", "Defined by Anna.", "Defined by Bo.", "#AA1111", "#1111AA"} <= fields

    again = json.loads(said(capsys, "merge", str(ab), str(ba), str(paths["a"]), str(paths["b"])))
    assert (again["changesets"], again["codings"], again["conflicts"]) == (0, 0, 0)
    for path in (ab, ba):
        assert main(["check", str(path)]) == 0
