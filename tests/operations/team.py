"""Copies of one project on which two people worked apart, so that each kind of conflict comes about at the merge.

`apart(folder, "a code renamed by both")` makes the base and the two copies with their edits and answers the paths;
`merged` merges the second into the first as well. Anna made the project; Bo, or whom the situation names, has a copy.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from annotator.model.changes import Kind
from annotator.model.coders import Identity
from annotator.model.codings import Coding, Passage, Stance
from annotator.model.conflicts import What
from annotator.model.documents import Block, BlockKind, Document, Reading, ReadLayer, Role
from annotator.model.ids import CaseId, CoderId, EntityId, derived_id, document_id
from annotator.operations import cases, codebook, codes, coding, documents, memos, merging, projects
from annotator.operations.codebook import ProjectCode
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy.codes import Codebook, Field, FieldType
from tests import builders
from tests.builders import TEXT, identity

ANNA, BO, CLEO = identity("Anna"), identity("Bo"), identity("Cleo")
OTHER_ANNA = Identity(CoderId(EntityId(derived_id("Anna's other machine"))), "Anna", "A", "#2F5FB3")
BOOK = Codebook("team", "Team", fields=(Field("voice", "Voice", FieldType.CHOICE, ("own", "press", "none")),))
Edit = Callable[[Project], object]


_MADE: dict[str, tuple[bytes, ...]] = {}  # files that were made once, since making them takes longest


def base(folder: Path) -> Path:
    """Anna's project: a document, four codes, two cases, three codings, one of them with a memo."""
    return _once("base", lambda scratch: (_base(scratch),), folder, "base")[0]


def _once(key: str, make: Callable[[Path], tuple[Path, ...]], folder: Path, *names: str) -> tuple[Path, ...]:
    """Copies in `folder` of what `make` made in a folder of its own."""
    if key not in _MADE:
        with tempfile.TemporaryDirectory(prefix="annotator-team-") as scratch:
            _MADE[key] = tuple(path.read_bytes() for path in make(Path(scratch)))
    paths = tuple(folder / f"{name}.annot" for name in names)
    for path, data in zip(paths, _MADE[key], strict=True):
        path.write_bytes(data)
    return paths


def _base(folder: Path) -> Path:
    project = projects.new(folder / "base.annot", ANNA, BOOK)
    document = builders.add_text(project)
    drones = builders.add_code(project, "Drones")
    letter = builders.add_code(project, "Letter")
    builders.add_code(project, "Boats", parent=builders.add_code(project, "Rescue"))
    yitu = cases.add_case(project, "Yitu")[1]
    cases.add_case(project, "Megvii")
    first = builders.code(project, document, "drones", drones)
    builders.code(project, document, "open letter", letter)
    builders.code(project, document, "systems", drones)
    coding.set_case(project, [first], yitu, about=True)
    memos.set_memo(project, EntityId(first), Kind.CODING, "Seen at the fair.")
    project.close()
    return project.path


def copied(source: Path, name: str) -> Path:
    target = source.with_name(f"{name}.annot")
    shutil.copyfile(source, target)
    return target


@contextmanager
def opened(path: Path, who: Identity = ANNA) -> Iterator[Project]:
    project = projects.open_project(path, who)
    try:
        yield project
    finally:
        project.close()


def edit(path: Path, who: Identity, *edits: Edit) -> None:
    with opened(path, who) as project:
        for one in edits:
            one(project)


# Finding things by name ---------------------------------------------------------------------------------------------


def the_document(project: Project) -> Document:
    return next(one for one in reading.documents(project) if one.title == "article")


def the_code(project: Project, name: str) -> ProjectCode:
    return next(one for one in codebook.codes(project) if one.name == name)


def the_case(project: Project, name: str) -> CaseId:
    return next(one.id for one in reading.cases(project) if one.name == name)


def the_coding(project: Project, quote: str) -> Coding:
    return next(one for one in reading.codings(project) if one.quote == quote)


# Deeds --------------------------------------------------------------------------------------------------------------


def renamed(name: str, new: str) -> Edit:
    return lambda p: codes.rename_code(p, the_code(p, name).id, new)


def moved(name: str, below: str | None) -> Edit:
    return lambda p: codes.move_code(p, the_code(p, name).id, the_code(p, below).id if below else None)


def recoloured(name: str, colour: str) -> Edit:
    return lambda p: codes.recolour_code(p, the_code(p, name).id, colour)


def defined(name: str, text: str, include: tuple[str, ...] = ()) -> Edit:
    return lambda p: codes.define_code(p, the_code(p, name).id, definition=text, include=include, exclude=())


def made_code(name: str, *, below: str | None = None) -> Edit:
    return lambda p: codes.add_code(p, name, parent=the_code(p, below).id if below else None)


def deleted_code(name: str) -> Edit:
    return lambda p: codes.delete_code(p, the_code(p, name).id)


def coded(quote: str, name: str, *, about: str | None = None, voice: str | None = None, memo: str = "") -> Edit:
    def go(project: Project) -> None:
        this = builders.code(project, the_document(project), quote, the_code(project, name).id)
        if about:
            coding.set_case(project, [this], the_case(project, about), about=True)
        if voice:
            coding.set_field(project, [this], "voice", voice)
        if memo:
            memos.set_memo(project, EntityId(this), Kind.CODING, memo)

    return go


def resized(quote: str, longer: str) -> Edit:
    def go(project: Project) -> None:
        start = TEXT.index(longer)
        coding.resize(project, the_coding(project, quote).id, start=start, end=start + len(longer))

    return go


def recoded(quote: str, name: str) -> Edit:
    return lambda p: coding.recode(p, [the_coding(p, quote).id], the_code(p, name).id)


def voiced(quote: str, voice: str) -> Edit:
    return lambda p: coding.set_field(p, [the_coding(p, quote).id], "voice", voice)


def turned(quote: str) -> Edit:
    return lambda p: coding.set_stance(p, [the_coding(p, quote).id], Stance.CONTRADICTS)


def taken_off(quote: str) -> Edit:
    return lambda p: coding.take_off(p, [the_coding(p, quote).id])


def made_case(name: str) -> Edit:
    return lambda p: cases.add_case(p, name)


def renamed_case(name: str, new: str) -> Edit:
    return lambda p: cases.rename_case(p, the_case(p, name), new)


def deleted_case(name: str) -> Edit:
    return lambda p: cases.delete_case(p, the_case(p, name))


def about(quote: str, name: str) -> Edit:
    return lambda p: coding.set_case(p, [the_coding(p, quote).id], the_case(p, name), about=True)


def retitled(title: str) -> Edit:
    return lambda p: documents.rename_document(p, the_document(p), title)


def deleted_document(project: Project) -> None:
    documents.delete_documents(project, [the_document(project)])


def memo(quote: str, text: str) -> Edit:
    return lambda p: memos.set_memo(p, EntityId(the_coding(p, quote).id), Kind.CODING, text)


def read_otherwise(text: str, *, data: bytes = b"the bytes of an original", name: str = "scan.txt") -> Edit:
    """Adds a document whose text the program's extractor made of those bytes."""

    def go(project: Project) -> None:
        path = project.path.parent / project.path.stem / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        key = hashlib.sha256(data).digest()
        layer = ReadLayer(Role.TEXT, "text 1", text, (Block(BlockKind.PARAGRAPH, 0, len(text)),))
        found = Reading(path.stem, "text/plain", (layer,))
        line = documents.Line(path, documents.Outcome.NEW, document_id(key))
        documents.write(project, documents.Prepared((line,), ((path, key, len(data), found),)))

    return go


def coded_in(title: str, quote: str, name: str, *, nth: int = 0) -> Edit:
    """Codes the nth place where a quote stands in some document's first text."""

    def go(project: Project) -> None:
        layer = next(one for one in reading.documents(project) if one.title == title).layer
        text = project.text_of(layer.id) or ""
        start = -1
        for _ in range(nth + 1):
            start = text.index(quote, start + 1)
        coding.code_passage(project, Passage(layer.id, start, start + len(quote)), the_code(project, name).id)

    return go


# Situations ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Situation:
    """What two people did apart, and the conflict that comes of it."""

    what: What
    anna: tuple[Edit, ...]
    theirs: tuple[Edit, ...]
    who: Identity = BO
    field: str = ""


ONE = "The ships were sold. The ships were seen at sea. A letter was sent."
OTHER = "The ships were sold.  The ships were seen at sea. A note was sent."

SITUATIONS: dict[str, Situation] = {
    "a code renamed by both": Situation(
        What.FIELD, (renamed("Drones", "Armed drones"),), (renamed("Drones", "UAV"),), field="name"
    ),
    "a code defined by both": Situation(
        What.FIELD, (defined("Drones", "Aircraft without a pilot."),), (defined("Drones", "Flying robots."),),
        field="definition",
    ),
    "a code recoloured by both": Situation(
        What.FIELD, (recoloured("Drones", "#AA0000"),), (recoloured("Drones", "#0000AA"),), field="colour"
    ),
    "a code moved by both": Situation(
        What.FIELD, (moved("Boats", None),), (moved("Boats", "Letter"),), field="parent"
    ),
    "a memo changed by both": Situation(
        What.FIELD, (memo("drones", "Seen twice."),), (memo("drones", "Seen in May."),), who=ANNA, field="text"
    ),
    "the ends of a coding moved by both": Situation(
        What.FIELD, (resized("drones", "its drones"),), (resized("drones", "drones to the police"),), field="place"
    ),
    "a coding recoded by both": Situation(
        What.FIELD, (recoded("systems", "Letter"),), (recoded("systems", "Rescue"),), field="code"
    ),
    "a field of a coding set by both": Situation(
        What.FIELD, (voiced("drones", "own"),), (voiced("drones", "press"),), field="field:voice"
    ),
    "a case renamed by both": Situation(
        What.FIELD, (renamed_case("Yitu", "Yitu Tech"),), (renamed_case("Yitu", "Yitu AI"),), field="name"
    ),
    "a document retitled by both": Situation(
        What.FIELD, (retitled("Article of May"),), (retitled("Drones in the city"),), field="title"
    ),
    "a coding taken off and changed": Situation(What.DELETE_EDIT, (taken_off("systems"),), (turned("systems"),)),
    "a code deleted and renamed": Situation(
        What.DELETE_EDIT, (renamed("Drones", "Armed drones"),), (deleted_code("Drones"),)
    ),
    "a deleted code used": Situation(
        What.DANGLING, (deleted_code("Letter"),), (coded("police", "Letter", memo="Which?"),)
    ),
    "a deleted code with a new one below": Situation(
        What.DANGLING, (deleted_code("Rescue"),),
        (coded("police", "Boats"), made_code("Rafts", below="Boats"), coded("staff", "Rafts")),
    ),
    "a deleted case used": Situation(What.DANGLING, (deleted_case("Yitu"),), (about("open letter", "Yitu"),)),
    "a deleted document coded": Situation(What.DANGLING, (deleted_document,), (coded("police", "Letter"),)),
    "one code made by both": Situation(
        What.DUP_CODE, (made_code("Border"), coded("police", "Border")),
        (made_code("border"), coded("staff", "border"), coded("agency", "border")),
    ),
    "one case made by both": Situation(
        What.DUP_CASE, (made_case("Google"), about("open letter", "Google"), about("systems", "Google")),
        (made_case("google"), about("drones", "google")),
    ),
    "codes below one another": Situation(What.CYCLE, (moved("Drones", "Letter"),), (moved("Letter", "Drones"),)),
    "two texts of one document": Situation(
        What.TWO_TEXTS, (read_otherwise(ONE), coded_in("scan", "ships", "Rescue", nth=1)),
        (read_otherwise(OTHER), coded_in("scan", "ships", "Rescue", nth=1), coded_in("scan", "note", "Letter")),
    ),
    "one person under two ids": Situation(
        What.SAME_CODER, (coded("police", "Letter"),), (coded("staff", "Letter"),), who=OTHER_ANNA
    ),
    "one text from other bytes": Situation(
        What.SAME_TEXT, (read_otherwise(ONE, data=b"first bytes"),), (read_otherwise(ONE, data=b"other bytes"),)
    ),
    "one coding made twice": Situation(
        What.DUPLICATE_CODING, (coded("police", "Letter", about="Yitu", voice="own"),),
        (coded("police", "Letter", about="Megvii", voice="press", memo="On my laptop."),), who=ANNA,
    ),
}  # fmt: skip


def apart(folder: Path, name: str) -> tuple[Path, Path]:
    """Anna's copy and the other one, after what both did."""
    situation = SITUATIONS[name]

    def make(scratch: Path) -> tuple[Path, Path]:
        start = base(scratch)
        mine, theirs = copied(start, "a"), copied(start, "b")
        edit(mine, ANNA, *situation.anna)
        edit(theirs, situation.who, *situation.theirs)
        return mine, theirs

    mine, theirs = _once(name, make, folder, "a", "b")
    return mine, theirs


def merged(folder: Path, name: str, who: Identity = ANNA) -> Project:
    """Anna's copy with the other one merged into it, open."""
    mine, theirs = apart(folder, name)
    project = projects.open_project(mine, who)
    merging.merge(project, [theirs])
    return project


def many_conflicts(folder: Path, count: int) -> tuple[Path, Path]:
    """Two copies on which as many codings were moved by both and recoded by both in turn."""
    start = base(folder)
    with opened(start) as project:
        text = " ".join(f"word{number:05d}" for number in range(count))
        document = builders.add_text(project, "long.txt", text)
        drones = the_code(project, "Drones").id
        for number in range(count):
            coding.code_passage(project, Passage(document.layer.id, number * 10, number * 10 + 9), drones)
    mine, theirs = copied(start, "a"), copied(start, "b")
    for path, who, voice in ((mine, ANNA, "own"), (theirs, BO, "press")):
        with opened(path, who) as project:
            for one in reading.codings(project):
                if one.quote.startswith("word"):
                    coding.set_field(project, [one.id], "voice", voice)
    return mine, theirs
