"""Settling a conflict over one thing: which of several values it has, and whether it stays.

Each function answers what it did in words and the changes; `annotator.operations.conflicts` writes them as one
changeset that has seen everything, so that the conflict is gone wherever the changeset arrives.
"""

from __future__ import annotations

from typing import Any

from annotator.model.changes import Kind, deref, ref
from annotator.model.codings import Passage, Stance, quoted
from annotator.model.conflicts import Conflict, Side
from annotator.model.errors import CannotDo
from annotator.model.ids import CaseId, CodeId, EntityId, LayerId
from annotator.operations import cases, codebook, codes
from annotator.operations.coding import text_of
from annotator.operations.coding_many import sound_value
from annotator.operations.conflict_choices import side_tokens
from annotator.operations.conflict_things import Things
from annotator.operations.settling_parts import Deed, Settled, bring_back, delete_whole, find_code, given_text, thing
from annotator.store import conflicts as stored
from annotator.store.handle import Project

_LONG = 80  # code points of a value in a line of the history


def matching_side(conflict: Conflict, things: Things, chosen: str) -> Side | None:
    """The side that a coder's name means, also where its value is listed under another name."""
    tokens = [one.casefold() for one in side_tokens(conflict, things)]
    return conflict.sides[tokens.index(chosen.casefold())] if chosen.casefold() in tokens else None


# One field ----------------------------------------------------------------------------------------------------------


def settle_field(
    project: Project, conflict: Conflict, things: Things, chosen: str, value: str | CodeId | None
) -> Settled:
    row = things.row(conflict.kind, conflict.entity)
    side = matching_side(conflict, things, chosen)
    if conflict.field == stored.PLACE:
        fields = _place(project, conflict, row, side, value)
        told: object = fields
    else:
        if side is not None:
            told = side.value
        elif chosen == "both":
            texts = dict.fromkeys(one.value for one in conflict.sides if isinstance(one.value, str))
            told = "\n\n".join(text.strip() for text in texts if text.strip())
        else:
            told = _typed(project, conflict, row, value)
        fields = {conflict.field: told}
        if conflict.field == "parent":
            fields |= _position(project, conflict, side, told)
    deed = Deed()
    deed.set(conflict.kind, row, fields)
    said = _value_in_words(project, conflict, things, told)
    label = f"Settled: the {things.field(conflict.field)} of {thing(things, conflict.kind, conflict.entity)}: {said}"
    return Settled(label, deed.changes)


def _value_in_words(project: Project, conflict: Conflict, things: Things, told: object) -> str:
    if conflict.field in ("parent", "code") and isinstance(told, str):
        code = EntityId(deref(told))
        known = {EntityId(one.id): one.path_text for one in codebook.codes(project)}
        said = known.get(code) or things.title(Kind.CODE, code)
    else:
        said = things.shown(conflict.kind, conflict.field, told)
    said = " ".join(said.split())
    if not said:
        return "empty"
    return said if len(said) <= _LONG else f"{said[: _LONG - 1].rstrip()}…"


def _place(
    project: Project, conflict: Conflict, row: Any, side: Side | None, value: str | CodeId | None
) -> dict[str, object]:
    """Where the coding lies from now on: that person's whole range, or START:END in the layer that it has now."""
    changeset = side.changeset if side is not None else conflict.sides[0].changeset
    fields = stored.values_for(project, conflict.entity, stored.PLACE_FIELDS, changeset)
    if side is None:
        if row.start is None and row.area is not None:
            raise CannotDo("Choose one of the two areas; a new one is drawn on the page.")
        start, colon, end = given_text(value).partition(":")
        if not (colon and start.strip().isdecimal() and end.strip().isdecimal()):
            raise CannotDo("A passage is given as START:END, two whole numbers of characters.")
        fields |= {"layer": ref(row.layer), "start": int(start), "end": int(end)}
        text_of(project, Passage(row.layer, int(start), int(end)))
    layer, start_at, end_at = fields.get("layer"), fields.get("start"), fields.get("end")
    text = project.text_of(LayerId(EntityId(deref(layer)))) if isinstance(layer, str) else None
    if text is not None and isinstance(start_at, int) and isinstance(end_at, int):
        fields["check"] = ref(quoted(text, start_at, end_at).check)
    return fields


def _position(project: Project, conflict: Conflict, side: Side | None, parent: object) -> dict[str, object]:
    """Where a moved code stands among its siblings: where that person put it, or at the end."""
    if side is not None:
        found = stored.values_for(project, conflict.entity, stored.STANDING_FIELDS, side.changeset)
        return {"position": found.get("position")}
    siblings = [one for one in codebook.codes(project) if (ref(one.parent) if one.parent else None) == parent]
    return {"position": max((one.position for one in siblings), default=0.0) + 1}


def _typed(project: Project, conflict: Conflict, row: Any, value: str | CodeId | None) -> object:
    """A new value, by the rules of the ordinary deed."""
    kind, field, own = conflict.kind, conflict.field, conflict.entity
    if kind == Kind.CODE and field == "parent":
        return above(project, own, value)
    if kind == Kind.CODING and field == "code":
        return ref(find_code(project, value).id)
    text = given_text(value).strip()
    if kind == Kind.CODE and field in ("name", "key"):
        known = codebook.codes(project)
        parent = next((one.parent for one in known if one.id == own), None)
        if field == "name":
            return codes.sound_name(text, known, parent, CodeId(own))
        codes.sound_key(text.lower() or None, known, parent, CodeId(own))
        return text.lower() or None
    if field == "colour":
        return codes.sound_colour(text or None)
    if kind == Kind.CODING and field == "stance":
        if text not in Stance.__members__.values():
            raise CannotDo(f"“{text}” is no stance; it is “{Stance.SUPPORTS.value}” or “{Stance.CONTRADICTS.value}”.")
        return text
    if kind == Kind.CODING and field.startswith("field:"):
        return _field_value(project, row, field.removeprefix("field:"), text)
    if kind == Kind.CASE and field == "name":
        return cases.sound_name(project, text, row.type or "", CaseId(own))
    if not text and field in ("name", "title", "text", "type", "initials"):
        raise CannotDo(f"The {'title' if field == 'title' else field} of a {kind.name.lower()} cannot be empty.")
    return " ".join(text.split()) if field in ("name", "title", "initials", "type") else text or None


def _field_value(project: Project, row: Any, name: str, text: str) -> object:
    fields = codebook.fields_of(codebook.asked_fields(project), codebook.codes(project), CodeId(EntityId(row.code)))
    try:
        return sound_value(fields, name, text)
    except CannotDo as error:
        raise CannotDo(error.message[0].upper() + error.message[1:]) from None


def above(project: Project, code: EntityId, value: str | CodeId | None) -> str | None:
    """The code below which a code is put; None for the top. CannotDo if it would stand below itself."""
    if not value:
        return None
    target = find_code(project, value)
    parents = {EntityId(row.id): row.parent for row in stored.code_parents(project)}
    at: Any = target.id
    steps = 0
    while at in parents and steps <= len(parents):
        if at == code:
            raise CannotDo(f"“{target.name}” stands below that code, or is it; choose a code elsewhere, or the top.")
        at, steps = parents[at], steps + 1
    return ref(target.id)


# Deleted by one, changed by another ---------------------------------------------------------------------------------


def settle_deletion(project: Project, conflict: Conflict, things: Things, chosen: str) -> Settled:
    deed = Deed()
    row = things.row(conflict.kind, conflict.entity)
    said = thing(things, conflict.kind, conflict.entity)
    if chosen == "keep":
        deletions = [side.changeset for side in conflict.sides if side.deleted]
        with_it = bring_back(project, deed, conflict.kind, [row], deletions)
        return Settled(f"Settled: {said} is kept{with_it}", deed.changes)
    delete_whole(project, deed, conflict.kind, row)
    return Settled(f"Settled: {said} is deleted", deed.changes)
