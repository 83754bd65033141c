"""Saying that two codes, cases or coders are the same, and that they are not, after all.

Nothing is moved: the one that is joined keeps its codings, which are read with what it stands for. So joining merges
like any other change, and parting leaves no trace but the history.
"""

from __future__ import annotations

from annotator.model.changes import Change, Kind, Verb, ref
from annotator.model.errors import CannotDo
from annotator.model.ids import EntityId
from annotator.store import reading
from annotator.store.aliases import canonical, named, resolved
from annotator.store.handle import Project


def to_join(project: Project, kind: Kind, one: EntityId, into: EntityId) -> Change:
    """The change by which `one`, with all that was joined into it, stands for `into`, or for what that stands for."""
    stands_for = canonical(project, kind)
    this, other = stands_for.get(one, one), stands_for.get(into, into)
    if one == into:
        raise CannotDo(f"A {kind.name.lower()} cannot be joined with itself.")
    if this == other:
        raise CannotDo(f"These two {kind.name.lower()}s are joined already.")
    reading.heads(project, kind, other)  # refuses what is not there
    return Change(kind, this, Verb.SET, {"same_as": ref(other)}, reading.heads(project, kind, this))


def to_part(project: Project, kind: Kind, one: EntityId) -> list[Change]:
    """The changes by which `one` stands for itself again, and what was joined into it before, for it."""
    names = named(project, kind)
    end = resolved(names).get(one)
    if end is None:
        raise CannotDo(f"That {kind.name.lower()} was not joined into another one.")
    # Two people who joined the same two the other way round each made a ring; then both of them let go.
    letting_go = [one, end] if names[end] in names and names[end] is not None else [one]
    return [Change(kind, this, Verb.SET, {"same_as": None}, reading.heads(project, kind, this)) for this in letting_go]
