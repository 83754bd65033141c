"""One deed on many codings at once, as Review does it: each function is one undo step.

What is there no longer, or is as it shall be already, is passed over; the line of the history says how many were
changed, and how many could not be. Nothing left to do writes nothing. CannotDo where the code or the case that is
named does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from annotator.model.changes import Change, Changes, Kind, Verb, ref
from annotator.model.codings import Coding, Passage, Stance
from annotator.model.ids import CaseId, CodeId, CodingId, EntityId, MemoId, main_memo_id, new_id
from annotator.model.query_marks import confirmed, is_automatic
from annotator.operations.cases import taken_off, usable
from annotator.operations.coding import coding_fields, place_in_words
from annotator.operations.visibility import mine
from annotator.store import reading, writing
from annotator.store.handle import Project

_Fields = Mapping[str, object]


def recode(project: Project, ids: Iterable[CodingId], code: CodeId) -> Changes:
    """Gives codings another code. Where a coder has it on the very passage already, that coding stays as it is."""
    code, name = reading.code_to_use(project, code)
    those = _Those(project, ids)
    taken = {_place(one) for one in reading.codings(project, codes=[code]) if _is_placed(one)}
    chosen: list[Coding] = []
    for one in those.found:
        if one.code == code:
            continue
        if _is_placed(one) and _place(one) in taken:
            those.refused += 1
            continue
        taken.add(_place(one))
        chosen.append(one)
    return those.set(chosen, lambda _: {"code": ref(code)}, f"Recoded {_said(chosen)} to “{name}”", "carry it already")


def add_code(project: Project, ids: Iterable[CodingId], code: CodeId) -> Changes:
    """Puts a further code on the passages of codings, in the name of the acting coder; none is put on one twice."""
    code, name = reading.code_to_use(project, code)
    those = _Those(project, ids)
    me = mine(project)
    taken = {_place(one)[:-1] for one in reading.codings(project, codes=[code]) if one.coder in me}
    live = {layer.id for one in reading.documents(project) if not one.gone for layer in one.layers}
    changes: list[Change] = []
    for one in those.found:
        place = _place(one)[:-1]
        text = project.text_of(one.layer) if one.layer in live and _is_placed(one) else None
        if text is None or place in taken:
            those.refused += 1
            continue
        taken.add(place)
        where = one.area or Passage(one.layer, one.start or 0, one.end or 0)
        fields = coding_fields(where, text, code, (), Stance.SUPPORTS, {})
        changes.append(Change(Kind.CODING, EntityId(new_id()), Verb.CREATE, fields))
    count = len(changes)
    label = f"Coded {count:,} passage{'' if count == 1 else 's'} also with “{name}”"
    return writing.commit(project, label + those.left_out("carry it already or cannot be coded"), changes)


def set_case(project: Project, ids: Iterable[CodingId], case: CaseId, *, about: bool) -> Changes:
    """Says that codings are about a case, or that they are not."""
    known = reading.cases(project)
    lost = next((one for one in known if one.id == case and one.gone), None)
    this = lost if lost is not None and not about else usable(known, case)
    whole = {this.id, *(member.id for member in this.members)}
    those = _Those(project, ids)
    chosen = [one for one in those.found if (this.id in one.cases) is not about]
    if about:
        label = f"Set the case of {_said(chosen)} to “{this.name}”"
        return those.set(chosen, lambda one: {f"case:{ref(this.id)}": len(one.cases) + 1}, label)
    return those.set(chosen, lambda one: taken_off(one, whole), f"Took the case “{this.name}” off {_said(chosen)}")


def set_field(project: Project, ids: Iterable[CodingId], field: str, value: object) -> Changes:
    """Sets a field's value, as the codebook allows it; None, empty text and an empty list clear it."""
    cleared = None if value in (None, "", []) else value
    those = _Those(project, ids)
    chosen = [one for one in those.found if one.fields.get(field) != cleared]
    label = f"Cleared {field} of {_said(chosen)}" if cleared is None else f"Set {field} of {_said(chosen)}"
    return those.set(chosen, lambda _: {f"field:{field}": cleared}, label)


def set_stance(project: Project, ids: Iterable[CodingId], stance: Stance) -> Changes:
    those = _Those(project, ids)
    chosen = [one for one in those.found if one.stance is not stance]
    return those.set(
        chosen, lambda _: {"stance": stance.value}, f"Set the stance of {_said(chosen)} to {stance.value}"
    )


def set_memo(project: Project, ids: Iterable[CodingId], text: str) -> Changes:
    """The same note of the acting coder on each coding, in place of what this coder noted there; "" takes it away."""
    text = text.strip()
    those = _Those(project, ids)
    me = sorted(mine(project))
    mains = {one.id: [main_memo_id(one.id, who) for who in (project.coder.id, *me)] for one in those.found}
    states = reading.state(project, Kind.MEMO, {this for held in mains.values() for this in held})
    written = {one.id: one.text for one in reading.memos(project, list(mains))} if mains else {}
    changes: list[Change] = []
    for this, held in mains.items():
        live = min((one for one in held if one in states and not states[one][1]), default=None)
        change = _memo_change(this, live or held[0], live, text, states)
        if change is not None and not (live is not None and text and written.get(live) == text):
            changes.append(change)
    count = len(changes)
    label = f"{'Noted a memo on' if text else 'Took the memo off'} {count:,} coding{'' if count == 1 else 's'}"
    return writing.commit(project, label + those.left_out(""), changes)


def _memo_change(
    coding: CodingId,
    this: MemoId,
    live: MemoId | None,
    text: str,
    states: Mapping[EntityId, tuple[bytes, bool]],
) -> Change | None:
    if live is not None:
        heads = states[live][0]
        verb, held = (Verb.SET, {"text": text}) if text else (Verb.DELETE, {})
        return Change(Kind.MEMO, live, verb, held, heads)
    if not text:
        return None
    fields: dict[str, object] = {"about": ref(coding), "about_kind": int(Kind.CODING), "text": text}
    if this in states:
        return Change(Kind.MEMO, this, Verb.RESTORE, fields, states[this][0])
    return Change(Kind.MEMO, this, Verb.CREATE, fields)


def take_off(project: Project, ids: Iterable[CodingId]) -> Changes:
    """Deletes codings with their memos."""
    those = _Those(project, ids)
    changes = [Change(Kind.CODING, one.id, Verb.DELETE, {}, one.heads) for one in those.found]
    memos = reading.memos(project, [one.id for one in those.found]) if those.found else []
    changes += [Change(Kind.MEMO, memo.id, Verb.DELETE, {}, memo.heads) for memo in memos]
    return writing.commit(project, f"Took off {_said(those.found)}" + those.left_out(""), changes)


def confirm(project: Project, ids: Iterable[CodingId]) -> Changes:
    """Says of codings that were made by auto-coding that somebody has looked and agrees."""
    those = _Those(project, ids)
    chosen = [one for one in those.found if is_automatic(one.imported_from)]
    return those.set(
        chosen, lambda one: {"imported_from": confirmed(one.imported_from or "")}, f"Confirmed {_said(chosen)}"
    )


class _Those:
    """The codings that are meant and still there; `gone` and `refused`: how many are not, or cannot be changed."""

    def __init__(self, project: Project, ids: Iterable[CodingId]) -> None:
        wanted = list(dict.fromkeys(ids))
        self._project = project
        self.found = reading.codings(project, wanted)
        self.gone = len(wanted) - len(self.found)
        self.refused = 0

    def set(
        self, chosen: Sequence[Coding], fields: Callable[[Coding], _Fields], label: str, why_refused: str = ""
    ) -> Changes:
        changes = [Change(Kind.CODING, one.id, Verb.SET, fields(one), one.heads) for one in chosen]
        return writing.commit(self._project, label + self.left_out(why_refused), changes)

    def left_out(self, why_refused: str) -> str:
        """What a line of the history adds about those that were passed over."""
        said = [f"{self.refused:,} {why_refused}"] if self.refused else []
        if self.gone:
            said.append(f"{self.gone:,} {'is' if self.gone == 1 else 'are'} not there any more")
        return f" ({', '.join(said)})" if said else ""


def _place(one: Coding) -> tuple[object, ...]:
    """Where it lies and, at the end, who coded."""
    return one.layer, one.start, one.end, one.page, one.area.text if one.area else None, one.coder


def _is_placed(one: Coding) -> bool:
    return one.area is not None or (one.start is not None and one.end is not None)


def _said(codings: Sequence[Coding]) -> str:
    return place_in_words(codings[0]) if len(codings) == 1 else f"{len(codings):,} codings"
