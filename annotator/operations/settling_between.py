"""Settling a conflict between things: what was deleted while others used it, what was made twice, rings of codes.

Like `settling`, each function answers what it did in words and the changes, and writes nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from annotator.model.changes import Kind, deref, ref
from annotator.model.conflicts import Conflict, What
from annotator.model.errors import CannotDo
from annotator.model.history import split
from annotator.model.ids import CaseId, CodeId, EntityId, kept_id, new_id
from annotator.operations import cases, codebook, codes, naming
from annotator.operations.conflict_choices import free_tokens
from annotator.operations.conflict_things import Things
from annotator.operations.settling import above
from annotator.operations.settling_parts import (
    Deed,
    Settled,
    bring_back,
    codings_on,
    find_code,
    given_text,
    memos_on,
    thing,
)
from annotator.store import aliases, reading
from annotator.store import conflicts as stored
from annotator.store.handle import Project


def keep(project: Project, conflict: Conflict, things: Things) -> Settled:
    """Leaves the things as they are: a decision of its own, which merges like anything else."""
    this = kept_id(conflict.id)
    known = reading.state(project, Kind.KEPT, [this]).get(this)
    deed = Deed()
    fields = {"conflict": ref(conflict.id), "what": conflict.what.value}
    deed.create(Kind.KEPT, this, fields, seen=known[0] if known else b"")
    if conflict.what is What.TWO_TEXTS:
        return Settled(f"Settled: {thing(things, conflict.kind, conflict.entity)} keeps its texts", deed.changes)
    names = list(dict.fromkeys(thing(things, conflict.kind, one) for one in conflict.members))
    if len(names) == 1 and len(conflict.members) > 1:
        names = [f"{names[0]} ({len(conflict.members)} times)"]
    stay = "stays different people" if conflict.what is What.SAME_CODER else "stays as it is"
    if len(names) > 1:
        stay = stay.replace("stays", "stay").replace("it is", "they are")
    return Settled(f"Settled: {' and '.join(names[:3])} {stay}", deed.changes)


# Deleted, and used since --------------------------------------------------------------------------------------------


def settle_dangling(
    project: Project, conflict: Conflict, things: Things, chosen: str, value: str | CodeId | None
) -> Settled:
    settle = {Kind.CODE: _code, Kind.CASE: _case, Kind.DOCUMENT: _document}.get(conflict.kind, _coding)
    return settle(project, conflict, things, chosen, value)


def _code(project: Project, conflict: Conflict, things: Things, chosen: str, value: str | CodeId | None) -> Settled:
    this, row = conflict.entity, things.row(Kind.CODE, conflict.entity)
    said = thing(things, Kind.CODE, this)
    deed = Deed()
    if chosen == "restore":
        with_it = bring_back(project, deed, Kind.CODE, [row], split(row.heads))
        deed.restore(Kind.CODE, _dead_above(project, row))
        return Settled(f"Settled: {said} is back{with_it}", deed.changes)
    codings = codings_on(project, Kind.CODE, this)
    below = stored.rows_naming(project, Kind.CODE, "parent", [this])
    memos = memos_on(project, [this])
    living = _living_above(project, row)
    if chosen == "recode":
        target = find_code(project, value)
        chain = codebook.ancestors_and_self(codebook.codes(project), target.id)
        for one in codings:
            deed.set(Kind.CODING, one, {"code": ref(target.id)})
        # What stood below the deleted code stands below the one that takes its place, unless that is among it.
        for one in below:
            deed.set(Kind.CODE, one, {"parent": living if one.id in chain else ref(target.id)})
        for one in memos:
            deed.set(Kind.MEMO, one, {"about": ref(target.id)})
        return Settled(f"Settled: {_codings(codings)} of {said} recoded as “{target.name}”", deed.changes)
    deed.delete(Kind.CODING, codings)
    deed.delete(Kind.MEMO, [*memos, *memos_on(project, [one.id for one in codings])])
    for one in below:
        deed.set(Kind.CODE, one, {"parent": living})
    return Settled(f"Settled: {said} stays deleted, {_codings(codings)} of it too", deed.changes)


def _dead_above(project: Project, row: Any) -> list[Any]:
    """The deleted codes above a code, up to the first that lives."""
    found: list[Any] = []
    at, seen = row.parent, {row.id}
    while at is not None and at not in seen:
        held = stored.rows(project, Kind.CODE, [EntityId(at)]).get(EntityId(at))
        if held is None or not held.deleted:
            break
        found.append(held)
        seen.add(at)
        at = held.parent
    return found


def _living_above(project: Project, row: Any) -> str | None:
    """The nearest living code above a deleted one, as it stands in fields; None for the top."""
    dead = _dead_above(project, row)
    at = (dead[-1] if dead else row).parent
    held = stored.rows(project, Kind.CODE, [EntityId(at)]) if at is not None else {}
    return ref(at) if any(not one.deleted for one in held.values()) else None


def _codings(found: Sequence[Any]) -> str:
    return f"{len(found):,} coding{'' if len(found) == 1 else 's'}"


def _case(project: Project, conflict: Conflict, things: Things, chosen: str, value: str | CodeId | None) -> Settled:
    this = conflict.entity
    said = thing(things, Kind.CASE, this)
    deed = Deed()
    if chosen == "restore":
        row = things.row(Kind.CASE, this)
        with_it = bring_back(project, deed, Kind.CASE, [row], split(row.heads))
        return Settled(f"Settled: {said} is back{with_it}", deed.changes)
    codings, memos = codings_on(project, Kind.CASE, this), memos_on(project, [this])
    if chosen == "take_off":
        for one in codings:
            deed.set(Kind.CODING, one, {f"case:{ref(this)}": None})
        deed.delete(Kind.MEMO, memos)
        return Settled(f"Settled: {said} stays deleted and is taken off {_codings(codings)}", deed.changes)
    known = [one for one in reading.cases(project) if one.id != this and not one.gone]
    other = naming.find_case(known, given_text(value))
    for one in codings:
        held = json.loads(one.cases)
        fields: dict[str, object] = {f"case:{ref(this)}": None}
        if ref(other.id) not in held:
            fields[f"case:{ref(other.id)}"] = held.index(ref(this)) + 1
        deed.set(Kind.CODING, one, fields)
    for one in memos:
        deed.set(Kind.MEMO, one, {"about": ref(other.id)})
    return Settled(f"Settled: “{other.name}” takes the place of {said} at {_codings(codings)}", deed.changes)


def _document(project: Project, conflict: Conflict, things: Things, chosen: str, _value: object) -> Settled:
    this, row = conflict.entity, things.row(Kind.DOCUMENT, conflict.entity)
    said = thing(things, Kind.DOCUMENT, this)
    layers = stored.layers_of(project, this)
    coded = {one.ground for one in stored.codings_on(project, Kind.LAYER, [one.id for one in layers])}
    deed = Deed()
    if chosen == "restore":
        dead = [one for one in layers if one.deleted]
        if not row.deleted:  # one of its texts was taken out, in which somebody has coded
            back = [one for one in dead if one.id in coded]
            with_it = bring_back(project, deed, Kind.LAYER, back, {at for one in back for at in split(one.heads)})
            return Settled(f"Settled: a text of {said} is back{with_it}", deed.changes)
        with_it = bring_back(project, deed, Kind.DOCUMENT, [row], split(row.heads))
        touched = {change.id for change in deed.changes}
        deed.restore(Kind.LAYER, [one for one in dead if one.id in coded and one.id not in touched])
        return Settled(f"Settled: {said} is back{with_it}", deed.changes)
    gone = [one for one in layers if one.deleted or row.deleted]
    codings = codings_on(project, Kind.LAYER, *(one.id for one in gone))
    deed.delete(Kind.CODING, codings)
    deed.delete(Kind.LAYER, [one for one in gone if not one.deleted])
    about = [*(one.id for one in codings), *([this] if row.deleted else [])]
    deed.delete(Kind.MEMO, memos_on(project, about))
    return Settled(f"Settled: {said} stays deleted, {_codings(codings)} in it too", deed.changes)


def _coding(project: Project, conflict: Conflict, things: Things, chosen: str, _value: object) -> Settled:
    """A coding or another thing on which a memo was written after it had been deleted."""
    this = conflict.entity
    said = thing(things, conflict.kind, this)
    deed = Deed()
    if chosen == "restore":
        row = things.row(conflict.kind, this)
        bring_back(project, deed, conflict.kind, [row], split(row.heads))
        return Settled(f"Settled: {said} is back", deed.changes)
    deed.delete(Kind.MEMO, memos_on(project, [this]))
    return Settled(f"Settled: {said} stays deleted, the memo on it too", deed.changes)


# Made twice ---------------------------------------------------------------------------------------------------------


def settle_twice(
    project: Project, conflict: Conflict, things: Things, chosen: str, value: str | CodeId | None
) -> Settled:
    """Codes of one name at one place, cases of one type and name."""
    ranked = _by_weight(project, conflict)
    rows = [things.row(conflict.kind, one) for one in ranked]
    said = thing(things, conflict.kind, ranked[0])
    deed = Deed()
    if chosen == "merge":
        for row in rows[1:]:
            deed.set(conflict.kind, row, {"same_as": ref(ranked[0])})
        return Settled(f"Settled: {said}, made {len(rows)} times, is one", deed.changes)
    smallest, name = rows[-1], given_text(value)
    if conflict.kind == Kind.CODE:
        known = codebook.codes(project)
        parent = next((one.parent for one in known if one.id == smallest.id), None)
        name = codes.sound_name(name, known, parent, CodeId(smallest.id))
    else:
        name = cases.sound_name(project, name, smallest.type or "", CaseId(smallest.id))
    deed.set(conflict.kind, smallest, {"name": name})
    return Settled(f"Settled: {said}, made {len(rows)} times: the smaller one is “{name}” now", deed.changes)


def _by_weight(project: Project, conflict: Conflict) -> list[EntityId]:
    """The members, those with most codings first, then by id. What was joined into a member counts for it."""
    stands_for = aliases.canonical(project, conflict.kind)
    counts: Counter[EntityId] = Counter()
    for one in stored.codings_on(project, conflict.kind, aliases.expanded(stands_for, conflict.members)):
        counts[stands_for.get(one.ground, one.ground)] += 1
    return sorted(conflict.members, key=lambda one: (-counts[one], one))


def join_coders(conflict: Conflict, things: Things) -> Settled:
    """All ids of one name are the one that came first."""
    rows = sorted((things.row(Kind.CODER, one) for one in conflict.members), key=lambda row: (row.created, row.id))
    deed = Deed()
    for row in rows[1:]:
        deed.set(Kind.CODER, row, {"same_as": ref(rows[0].id)})
    return Settled(
        f"Settled: {thing(things, Kind.CODER, rows[0].id)} under {len(rows)} ids is one person", deed.changes
    )


def collapse(project: Project, conflict: Conflict, things: Things) -> Settled:
    """One coding made twice: the oldest stays and takes over what the others have; where it says something else
    already, theirs goes into a memo on it."""
    rows = sorted((things.row(Kind.CODING, one) for one in conflict.members), key=lambda row: (row.created, row.id))
    oldest, others = rows[0], rows[1:]
    fields: dict[str, Any] = json.loads(oldest.fields)
    about: list[str] = json.loads(oldest.cases)
    gained: dict[str, object] = {}
    differing: list[str] = []
    for row in others:
        for name, value in json.loads(row.fields).items():
            if name not in fields:
                fields[name] = gained[f"field:{name}"] = value
            elif isinstance(value, list) and isinstance(fields[name], list):
                fields[name] = [*fields[name], *(one for one in value if one not in fields[name])]
                gained[f"field:{name}"] = fields[name]
            elif value != fields[name]:
                differing.append(f"{name}: {things.shown(Kind.CODING, name, value)}")
        for case in json.loads(row.cases):
            if case not in about:
                about.append(case)
                gained[f"case:{case}"] = len(about)
        if row.stance != oldest.stance:
            differing.append(f"stance: {row.stance}")
    deed = Deed()
    if gained:
        deed.set(Kind.CODING, oldest, gained)
    deed.delete(Kind.CODING, others)
    for memo in memos_on(project, [row.id for row in others]):
        deed.set(Kind.MEMO, memo, {"about": ref(oldest.id)})
    if differing:
        text = "The same coding, made a second time, said: " + "; ".join(dict.fromkeys(differing))
        note = {"about": ref(oldest.id), "about_kind": int(Kind.CODING), "text": text}
        deed.create(Kind.MEMO, EntityId(new_id()), note)
    return Settled(f"Settled: {thing(things, Kind.CODING, oldest.id)}, made {len(rows)} times, is one", deed.changes)


# Codes below one another --------------------------------------------------------------------------------------------


def break_ring(
    project: Project, conflict: Conflict, things: Things, chosen: str, value: str | CodeId | None
) -> Settled:
    """Puts a member of the ring at the top; or the one that was moved last below a code outside it."""
    tokens = [one.casefold() for one in free_tokens(conflict, things)]
    deed = Deed()
    if chosen == "parent":
        if len(conflict.sides) != len(conflict.members):
            raise CannotDo("Nobody moved these codes; put one of them at the top.")
        last = max(range(len(conflict.sides)), key=lambda k: (conflict.sides[k].time, conflict.sides[k].changeset))
        moved = conflict.members[last]
        parent = above(project, moved, value)
    else:
        moved, parent = conflict.members[tokens.index(chosen.casefold())], None
    row = things.row(Kind.CODE, moved)
    deed.set(Kind.CODE, row, {"parent": parent})
    where = "at the top"
    if parent is not None:
        target = EntityId(deref(parent))
        where = f"below “{next(one.path_text for one in codebook.codes(project) if one.id == target)}”"
    return Settled(f"Settled: the code “{row.name}” stands {where}", deed.changes)
