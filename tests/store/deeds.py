"""Random deeds of a researcher on one project, through the operations that the window and the command line use."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from annotator.model.changes import Kind
from annotator.model.codings import Passage, Stance
from annotator.model.errors import CannotDo, NothingLeft
from annotator.model.ids import EntityId
from annotator.operations import cases, codebook, codes, coding, coding_many, documents, memos, undoing
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy.codes import Code, Codebook
from tests.builders import identity, prepared, reopen

Script = list[tuple[str, int, int]]
_Thing = TypeVar("_Thing")
_NAMES = ("Drones", "Police", "Contract", "Letter")
_TEXTS = ("One text, long enough for all passages.\nWith two paragraphs.", "Another one, whose passages lie elsewhere.")
_FRESH = (Code("air", "Air"), Code("ground", "Ground", definition="On land."), Code("low", "Low", parent="air"))


class StuckError(Exception):
    """The deed has nothing to work on."""


def _some(things: Sequence[_Thing], pick: int) -> _Thing:
    if not things:
        raise StuckError
    return things[pick % len(things)]


def _code(p: Project, a: int) -> codebook.ProjectCode:
    return _some(codebook.codes(p), a)


def _coding(p: Project, a: int) -> coding.Coding:
    return _some(sorted(reading.codings(p), key=lambda one: one.id), a)


def _case(p: Project, a: int) -> cases.Case:
    return _some(reading.cases(p), a)


def _passage(p: Project, a: int, b: int) -> Passage:
    layer = _some(reading.documents(p), a).layer
    return Passage(layer.id, b, min(b + 3 + a, layer.characters))


def _listed(p: Project, a: int, b: int) -> None:
    document, code = _some(reading.documents(p), a), _code(p, b)
    items = [
        {"start": at, "end": at + 4, "code": code.code.id, "cases": ["Yitu"][: at % 2], "memo": "m" * (at % 3)}
        for at in (b, b + 1, 2)
    ]
    coding_many.code_many(p, {"codings": items, "cases": [{"name": "Yitu"}]}, document=str(document.id.hex()))


def _move(p: Project, a: int, b: int) -> None:
    known = codebook.codes(p)
    codes.move_code(p, _code(p, a).id, _some(known, b).id if b % 3 else None)


def _memo(p: Project, a: int, b: int) -> None:
    things = [(Kind.CODING, one.id) for one in reading.codings(p)] + [(Kind.CODE, one.id) for one in codebook.codes(p)]
    things += [(Kind.DOCUMENT, one.id) for one in reading.documents(p)]
    kind, about = _some(sorted(things), a)
    memos.set_memo(p, EntityId(about), kind, ("", "first", "second", "third")[b % 4])


def _set_case(p: Project, a: int, b: int) -> None:
    one, case = _coding(p, a), _case(p, b)
    coding.set_case(p, [one.id], case.id, about=case.id not in one.cases)


def _take_back(p: Project, a: int, b: int) -> None:
    undoing.take_back(p, _some(undoing.history(p), a * 7 + b).id)


def _key(p: Project, a: int, b: int) -> None:
    codes.set_key(p, _code(p, a).id, ("d", "p", None)[b % 3])


DEEDS: dict[str, Callable[[Project, int, int], object]] = {
    "add document": lambda p, a, b: documents.write(p, prepared(p.path.parent, f"{a % 2}.txt", _TEXTS[a % 2])),
    "delete document": lambda p, a, b: documents.delete_documents(p, [_some(reading.documents(p), a)]),
    "rename document": lambda p, a, b: documents.rename_document(p, _some(reading.documents(p), a), _NAMES[b % 4]),
    "metadata": lambda p, a, b: documents.set_metadata(p, reading.documents(p), "outlet", _NAMES[b % 4] * (b % 2)),
    "add code": lambda p, a, b: codes.add_code(
        p, _NAMES[a % 4], parent=_code(p, b).id if b % 2 else None, definition="d" * (b % 2)
    ),
    "rename code": lambda p, a, b: codes.rename_code(p, _code(p, a).id, _NAMES[b % 4]),
    "move code": _move,
    "recolour code": lambda p, a, b: codes.recolour_code(p, _code(p, a).id, ("#101010", None)[b % 2]),
    "key": _key,
    "define code": lambda p, a, b: codes.define_code(
        p, _code(p, a).id, definition=_NAMES[b % 4], include=_NAMES[: b % 3], exclude=_NAMES[b % 4 :]
    ),
    "delete code": lambda p, a, b: codes.delete_code(p, _code(p, a).id),
    "import codebook": lambda p, a, b: codebook.import_codebook(p, Codebook("book", "Book", codes=_FRESH[: 1 + b % 3])),
    "code": lambda p, a, b: coding.code_passage(
        p, _passage(p, a, b), _code(p, a + b).id, memo="noted" * (b % 2), stance=list(Stance)[a % 2]
    ),
    "code from a list": _listed,
    "take off": lambda p, a, b: coding.take_off(p, [_coding(p, a).id]),
    "recode": lambda p, a, b: coding.recode(p, [_coding(p, a).id], _code(p, b).id),
    "resize": lambda p, a, b: coding.resize(p, _coding(p, a).id, start=b, end=b + 5),
    "turn stance": lambda p, a, b: coding.turn_stance(p, _coding(p, a).id),
    "field": lambda p, a, b: coding.set_field(p, [_coding(p, a).id], "voice", (None, "own", ["a", "b"])[b % 3]),
    "add case": lambda p, a, b: cases.add_case(p, _NAMES[a % 4], aliases=["Alias"] * (b % 2), attributes={"k": "v"}),
    "rename case": lambda p, a, b: cases.rename_case(p, _case(p, a).id, _NAMES[b % 4]),
    "attribute": lambda p, a, b: cases.set_attribute(p, _case(p, a).id, "country", ("", "China")[b % 2]),
    "aliases": lambda p, a, b: cases.set_aliases(p, _case(p, a).id, _NAMES[b % 4 :]),
    "delete case": lambda p, a, b: cases.delete_case(p, _case(p, a).id),
    "case": _set_case,
    "memo": _memo,
    "undo": lambda p, a, b: undoing.undo(p),
    "redo": lambda p, a, b: undoing.redo(p),
    "take back": _take_back,
}
_OFTEN = ["code"] * 4 + ["case", "undo", "undo", "redo", "recode", "memo", "delete code", "delete case"]
scripts = st.lists(
    st.tuples(st.sampled_from([*DEEDS, *_OFTEN, "reopen"]), st.integers(0, 7), st.integers(0, 11)),
    min_size=6,
    max_size=22,
)
BEGINNING: Script = [
    ("add document", 0, 0),
    ("add code", 0, 0),
    ("add code", 1, 1),
    ("code", 0, 2),
    ("add case", 0, 1),
    ("case", 0, 0),
]


def act(project: Project, what: str, a: int, b: int) -> Project:
    """Does the deed where it can be done; the project, which closing and opening makes another handle."""
    if what == "reopen":
        return reopen(project, project.coder.name)
    with contextlib.suppress(CannotDo, StuckError):  # then the project stays as it was, as `check` will show
        DEEDS[what](project, a, b)
    return project


def act_as(project: Project, name: str) -> None:
    from annotator.operations.acting import become

    become(project, identity(name))


def all_the_way(project: Project, step: Callable[[Project], object]) -> int:
    """Undoes or redoes until nothing is left; how many steps that were."""
    for count in range(1000):
        try:
            step(project)
        except NothingLeft:
            return count
    raise AssertionError("it never ends")
