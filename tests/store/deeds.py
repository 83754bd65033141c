"""Random deeds of a researcher on one project, through the operations that the window and the command line use."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from annotator.model.changes import Kind
from annotator.model.codings import Passage, Stance
from annotator.model.documents import Block, BlockKind, Reading, ReadLayer, Role
from annotator.model.errors import CannotDo, NothingLeft, Stale
from annotator.model.ids import EntityId, document_id
from annotator.operations import (
    cases,
    codebook,
    coders,
    codes,
    coding,
    coding_many,
    conflicts,
    documents,
    finishing,
    memos,
    merging,
    undoing,
)
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy.codes import Code, Codebook
from tests.builders import prepared, reopen

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


def _join_codes(p: Project, a: int, b: int) -> None:
    codes.merge_codes(p, _code(p, a).id, _some([one for one in codebook.codes(p) if one != _code(p, a)], b).id)


def _part_code(p: Project, a: int, b: int) -> None:
    """Parts; where nothing was joined, that comes first."""
    if not any(one.members for one in codebook.codes(p)):
        _join_codes(p, a, b)
    codes.part_code(p, _some([member for one in codebook.codes(p) for member in one.members], a))


def _join_cases(p: Project, a: int, b: int) -> None:
    cases.merge_cases(p, _case(p, a).id, _some([one for one in reading.cases(p) if one != _case(p, a)], b).id)


def _part_case(p: Project, a: int, b: int) -> None:
    """Parts; where nothing was joined, that comes first."""
    if not any(one.members for one in reading.cases(p)):
        _join_cases(p, a, b)
    cases.part_case(p, _some([member.id for one in reading.cases(p) for member in one.members], a))


def _redo(p: Project, a: int, b: int) -> None:
    """Redoes; where nothing was undone, that comes first."""
    if undoing.can_redo(p) is None:
        for _ in range(1 + a % 2):
            undoing.undo(p)
    undoing.redo(p)


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
    "join codes": _join_codes,
    "part code": _part_code,
    "join cases": _join_cases,
    "part case": _part_case,
    "finish": lambda p, a, b: finishing.finish(p, _some(reading.documents(p), a).id, reopen=b % 3 == 0),
    "undo": lambda p, a, b: undoing.undo(p),
    "redo": _redo,
    "take back": _take_back,
}


# What only people who work together have to do ----------------------------------------------------------------------


def _resolve(p: Project, a: int, b: int) -> None:
    """Settles some conflict in one of the ways that are offered for it, with a value where that needs one."""
    one = _some(conflicts.open_conflicts(p), a)
    choice = _some(one.choices, b)
    value: str | None = None
    if choice.need is conflicts.Need.CODE:
        value = _some([*(found.path_text for found in codebook.codes(p)), ""], a + b)
    elif choice.need is conflicts.Need.TEXT:
        value = "3:9" if one.conflict.field == "place" else _NAMES[(a + b) % 4] + " new" * (b % 2)
    conflicts.resolve(p, one.conflict.id, choice.token, value=value)


def _tick_off(p: Project, a: int, b: int) -> None:
    one = _some(merging.codebook_changes(p), a)
    merging.tick_off(p, one, (one.look_again or one.looked)[: 1 + b % 2], looked=bool(one.look_again))


def _join_coders(p: Project, a: int, b: int) -> None:
    one = _some(reading.coders(p), a)
    coders.join(p, one.id, _some([other for other in reading.coders(p) if other != one], b).id)


def _part_coder(p: Project, a: int, b: int) -> None:
    if not coders.members(p):
        _join_coders(p, a, b)
    coders.part(p, _some([one.id for joined in coders.members(p).values() for one in joined], a))


def _relabel(p: Project, a: int, b: int) -> None:
    coders.relabel(p, _some(reading.coders(p), a).id, name=("Bo", "Mira", "Dave")[b % 3], colour=f"#10101{b % 5}")


def _add_read_otherwise(p: Project, a: int, b: int) -> None:
    """An original whose text another version of the program, or another original, gives otherwise or alike."""
    data, text = f"original {a % 2}".encode(), _TEXTS[b % 2]
    path, key = p.path.parent / f"scan {a % 2}.txt", hashlib.sha256(data).digest()
    path.write_bytes(data)
    layer = ReadLayer(Role.TEXT, f"text {b % 2}", text, (Block(BlockKind.PARAGRAPH, 0, len(text)),))
    line = documents.Line(path, documents.Outcome.NEW, document_id(key))
    found = Reading(path.stem, "text/plain", (layer,))
    documents.write(p, documents.Prepared((line,), ((path, key, len(data), found),)))


TEAM_DEEDS: dict[str, Callable[[Project, int, int], object]] = {
    **DEEDS,
    "add document read otherwise": _add_read_otherwise,
    "resolve": _resolve,
    "tick off": _tick_off,
    "join coders": _join_coders,
    "part coder": _part_coder,
    "relabel coder": _relabel,
    "undo anyway": lambda p, a, b: undoing.undo(p, force=True),
    "take back a merge": lambda p, a, b: merging.take_merge_back(p),
    "take out a merge": lambda p, a, b: merging.take_out(p, _some(merging.merges(p), a).id, partly=b % 3 > 0),
    "go back": lambda p, a, b: undoing.go_back_to(p, _some(undoing.history(p), a).id),
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
    try:
        TEAM_DEEDS[what](project, a, b)
    except StuckError:
        pass
    except CannotDo as error:  # then the project stays as it was, as `check` will show
        assert not isinstance(error, Stale), what
        assert "damage" not in error.message, (what, error.message)
    return project


def all_the_way(project: Project, step: Callable[[Project], object]) -> int:
    """Undoes or redoes until nothing is left; how many steps that were."""
    for count in range(1000):
        try:
            step(project)
        except NothingLeft:
            return count
    raise AssertionError("it never ends")
