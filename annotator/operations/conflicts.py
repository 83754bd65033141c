"""Conflicts as people see them, with what can be chosen; and settling them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.model.changes import Changes, How, Kind
from annotator.model.conflicts import REMARKS, Conflict, What
from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId, CoderId, CodingId, ConflictId, EntityId
from annotator.operations import settling, settling_between, settling_texts
from annotator.operations.conflict_choices import Choice, Need, choices
from annotator.operations.conflict_things import Things
from annotator.operations.settling_parts import Settled
from annotator.store import aliases, writing
from annotator.store import conflicts as stored
from annotator.store.handle import Project

__all__ = ["Choice", "Need", "OpenConflict", "open_conflicts", "resolve"]

_MOST = 1000  # codings told of one conflict
_ORDER = {what: place for place, what in enumerate(What)}


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """A conflict with what a person needs to see in order to settle it."""

    conflict: Conflict
    title: str  # of the thing: a code's path, a case's name, a coding's quote and code ...
    mine: bool  # the acting coder has a part in it
    shown: tuple[
        str, ...
    ]  # the value of each side as people read it: a parent as path, a code as path; parallel to sides
    before: str  # the common ancestor's value likewise; empty if there was none
    choices: tuple[Choice, ...]
    codings: tuple[CodingId, ...]  # live codings concerned: those on a deleted code, on each text ...; at most 1,000
    count: int  # of live codings concerned
    field: str = ""  # of FIELD, in words: “name”, “passage”, “case Acme”
    members: tuple[str, ...] = ()  # titles, parallel to the conflict's members
    authors: tuple[CoderId | None, ...] = ()  # who made each member; parallel to the conflict's members
    created: tuple[int, ...] = ()  # when, milliseconds since 1970; parallel to the conflict's members


def open_conflicts(project: Project, *, remarks: bool = True) -> tuple[OpenConflict, ...]:
    """All open conflicts, what must be settled before remarks, then by kind and title."""
    with project.lock:
        found = [one for one in stored.conflicts(project) if remarks or one.what not in REMARKS]
        things = Things(project, found)
        codings = _concerned(project, found)
        roles = _roles(project, found)
        told = [_told(project, one, things, codings[one.id], roles) for one in found]
    return tuple(
        sorted(
            told,
            key=lambda one: (
                one.conflict.what in REMARKS,
                _ORDER[one.conflict.what],
                one.title.casefold(),
                one.conflict.field,
                one.conflict.id,
            ),
        )
    )


def _told(
    project: Project,
    one: Conflict,
    things: Things,
    codings: list[stored.Found],
    roles: Mapping[EntityId, list[tuple[str, bytes]]],
) -> OpenConflict:
    me = things.person(project.coder.id)
    rows = [things.row(one.kind, member) for member in one.members]
    people = {side.coder for side in one.sides} | {held.coder for held in codings}
    authors = tuple(things.author(one.kind, member) for member in one.members)
    if one.what not in (What.FIELD, What.DELETE_EDIT, What.DANGLING):  # who made what was made twice
        people.update(author for author in authors if author is not None)
    if one.what is What.DELETE_EDIT:
        deeds = (side.value if isinstance(side.value, Mapping) else {} for side in one.sides)
        shown = tuple(
            "deleted" if side.deleted else things.deed(one.kind, deed)
            for side, deed in zip(one.sides, deeds, strict=True)
        )
    else:
        shown = tuple(things.shown(one.kind, one.field, side.value) for side in one.sides)
    before = things.shown(one.kind, one.field, one.ancestor) if one.ancestor is not None else ""
    return OpenConflict(
        conflict=one,
        title=things.title(one.kind, one.entity),
        mine=me in {things.person(who) for who in people},
        shown=shown,
        before=before,
        choices=choices(one, things, roles.get(one.entity, ())),
        codings=tuple(sorted({held.coding for held in codings})[:_MOST]),
        count=len({held.coding for held in codings}),
        field=things.field(one.field) if one.field else "",
        members=tuple(things.title(one.kind, member) for member in one.members),
        authors=authors,
        created=tuple(row.created if row is not None else 0 for row in rows),
    )


def _concerned(project: Project, found: Iterable[Conflict]) -> dict[ConflictId, list[stored.Found]]:
    """The live codings that lean on the members of each conflict, what was joined into these included."""
    wanted: dict[Kind, set[EntityId]] = defaultdict(set)
    for one in found:
        wanted[one.kind].update(one.members)
    on: dict[EntityId, list[stored.Found]] = defaultdict(list)
    for kind, ids in wanted.items():
        stands_for = aliases.canonical(project, kind)
        for held in stored.codings_on(project, kind, aliases.expanded(stands_for, sorted(ids))):
            on[held.ground].append(held)
            end = stands_for.get(held.ground, held.ground)
            if end != held.ground:
                on[end].append(held)
    return {one.id: [held for member in one.members for held in on.get(member, ())] for one in found}


def _roles(project: Project, found: Iterable[Conflict]) -> dict[EntityId, list[tuple[str, bytes]]]:
    documents = [one.entity for one in found if one.what is What.TWO_TEXTS]
    roles: dict[EntityId, list[tuple[str, bytes]]] = defaultdict(list)
    for row in stored.rows_naming(project, Kind.LAYER, "document", documents):
        roles[EntityId(row.document)].append((row.role, row.id))
    return roles


def resolve(project: Project, conflict: ConflictId, token: str, *, value: str | CodeId | None = None) -> Changes:
    """Settles a conflict as one changeset (How.RESOLVE). Raises CannotDo for what cannot be chosen.

    What is chosen has seen everything that is there now. Choosing a coder's name takes that person's value; where
    several have the same, each of their names does. `value` is what a choice needs besides.
    """
    with project.lock:
        found = next(iter(stored.conflicts(project, only=conflict)), None)
        if found is None:
            raise CannotDo("That conflict is settled already, or there is something new to it; look at the list again.")
        things = Things(project, [found])
        offered = choices(found, things, _roles(project, [found]).get(found.entity, ()))
        token = token.strip()
        chosen = next((one.token for one in offered if one.token.casefold() == token.casefold()), None)
        if chosen is None and not (found.what is What.FIELD and settling.matching_side(found, things, token)):
            listed = ", ".join(f"“{one.token}”" for one in offered)
            raise CannotDo(f"“{token}” cannot be chosen here; choose one of {listed}.")
        settled = _settled(project, found, things, chosen or token, value)
        return writing.commit(project, settled.label, settled.changes, how=How.RESOLVE)


def _settled(project: Project, found: Conflict, things: Things, token: str, value: str | CodeId | None) -> Settled:
    if token in ("keep", "different") and found.what is not What.DELETE_EDIT and found.what is not What.FIELD:
        return settling_between.keep(project, found, things)
    match found.what:
        case What.FIELD:
            return settling.settle_field(project, found, things, token, value)
        case What.DELETE_EDIT:
            return settling.settle_deletion(project, found, things, token)
        case What.DANGLING:
            return settling_between.settle_dangling(project, found, things, token, value)
        case What.DUP_CODE | What.DUP_CASE:
            return settling_between.settle_twice(project, found, things, token, value)
        case What.CYCLE:
            return settling_between.break_ring(project, found, things, token, value)
        case What.TWO_TEXTS:
            return settling_texts.move_to_one(project, found, things, token)
        case What.SAME_CODER:
            return settling_between.join_coders(found, things)
        case What.DUPLICATE_CODING | What.SAME_TEXT:
            return settling_between.collapse(project, found, things)
