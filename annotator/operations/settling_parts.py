"""What settling conflicts is made of: changes to many things at once, bringing back, deleting with all that leans.

Nothing here writes; `annotator.operations.conflicts` writes what comes of it as one changeset.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from annotator.model.changes import Change, Fields, Kind, Verb, deref, ref
from annotator.model.errors import CannotDo
from annotator.model.history import Inverse, inverse
from annotator.model.ids import CodeId, EntityId
from annotator.operations import codebook, naming
from annotator.operations.conflict_things import Things
from annotator.store import conflicts as stored
from annotator.store.handle import Project

_KIND_WORDS = {Kind.PART: "part of the codebook", Kind.FINISHED: "remark", Kind.LOOKED: "remark", Kind.KEPT: "remark"}


class Settled(NamedTuple):
    label: str
    changes: list[Change]


class Deed:
    """Changes to many things, each touched once however many reasons there are. Rows and values alike have `heads`."""

    def __init__(self) -> None:
        self._changes: dict[EntityId, Change] = {}

    def set(self, kind: Kind, thing: Any, fields: Fields) -> None:
        held = self._changes.get(thing.id)
        if held is None:
            self._changes[thing.id] = Change(kind, EntityId(thing.id), Verb.SET, dict(fields), thing.heads)
        elif held.verb != Verb.DELETE:
            self._changes[thing.id] = held._replace(fields={**held.fields, **fields})

    def delete(self, kind: Kind, things: Iterable[Any]) -> None:
        for one in things:
            self._changes[one.id] = Change(kind, EntityId(one.id), Verb.DELETE, {}, one.heads)

    def restore(self, kind: Kind, things: Iterable[Any]) -> None:
        for one in things:
            held = self._changes.get(one.id)
            fields = held.fields if held is not None else {}
            self._changes[one.id] = Change(kind, EntityId(one.id), Verb.RESTORE, fields, one.heads)

    def undo(self, kind: Kind, this: EntityId, found: Inverse) -> None:
        self._changes[this] = Change(kind, this, found.verb, found.fields, found.now.heads)

    def create(self, kind: Kind, this: EntityId, fields: Fields, *, seen: bytes = b"") -> None:
        self._changes[this] = Change(kind, this, Verb.RESTORE if seen else Verb.CREATE, fields, seen)

    @property
    def changes(self) -> list[Change]:
        return list(self._changes.values())


def thing(things: Things, kind: Kind, entity: EntityId) -> str:
    """A thing as it stands in a line of the history."""
    title = things.title(kind, entity)
    return title if kind in (Kind.CODING, Kind.MEMO) else f"the {_KIND_WORDS.get(kind, kind.name.lower())} “{title}”"


def find_code(project: Project, value: str | CodeId | None) -> codebook.ProjectCode:
    """The living code that is meant; CannotDo if none is."""
    known = [one for one in codebook.codes(project) if not one.gone]
    if isinstance(value, bytes):
        found = next((one for one in known if one.id == value), None)
        if found is None:
            raise CannotDo("That code does not exist any more.")
        return found
    if not value:
        raise CannotDo("Say which code (on the command line: --value CODE).")
    return naming.find_code(known, value)


def given_text(value: str | CodeId | None) -> str:
    if not isinstance(value, str):
        raise CannotDo("Say what the new value is (on the command line: --value TEXT).")
    return value


def bring_back(project: Project, deed: Deed, kind: Kind, rows: Sequence[Any], deletions: Iterable[bytes]) -> str:
    """Restores things, and what the deletions took along with them, as far as it was left alone since.

    Of a code: the codes below it, their codings; of a document: its texts and the codings on them; of a case: its
    place at the codings that were about it; and the memos on all of these. Answers in words how many codings it were.
    """
    deed.restore(kind, rows)
    back = {EntityId(row.id) for row in rows}
    taken: dict[EntityId, tuple[Kind, Inverse]] = {}
    deletions = list(deletions)
    for this, entity, ops in stored.touched_with(project, deletions):
        mine = [one for one in deletions if any(held.changeset == one for held in ops)]
        found = next((found for one in mine if (found := inverse(ops, one)) is not None and not found.blocked), None)
        if found is not None and entity not in back:
            taken[entity] = this, found
    for wanted in (Kind.LAYER, Kind.CODE, Kind.CODING, Kind.MEMO):  # grounds before what leans on them
        while leaning := [
            entity for entity, (this, found) in taken.items() if this == wanted and _leans(this, found, back)
        ]:
            for entity in leaning:
                deed.undo(wanted, entity, taken.pop(entity)[1])
                back.add(entity)
    codings = sum(change.kind == Kind.CODING and change.id not in {row.id for row in rows} for change in deed.changes)
    return f", with {codings:,} coding{'' if codings == 1 else 's'}" if codings else ""


def _leans(kind: Kind, found: Inverse, back: Collection[EntityId]) -> bool:
    names = {Kind.LAYER: ("document",), Kind.CODE: ("parent",), Kind.CODING: ("code", "layer"), Kind.MEMO: ("about",)}
    if found.verb != Verb.RESTORE:
        about = (name.removeprefix("case:") for name in found.fields if name.startswith("case:"))
        return kind == Kind.CODING and any(deref(one) in back for one in about)
    values = found.now.values
    return any(isinstance(one := values.get(name), str) and deref(one) in back for name in names.get(kind, ()))


def delete_whole(project: Project, deed: Deed, kind: Kind, row: Any) -> None:
    """Deletes a thing with all that leans on it, as the ordinary deed does."""
    gone: list[tuple[Kind, Any]] = [(kind, row)]
    if kind == Kind.CODE:
        known = codebook.codes(project)
        below = [one for one in known if row.id in codebook.ancestors_and_self(known, one.id)]
        all_ids = {one.id for one in below} | {member for one in below for member in one.members}
        rows = stored.rows(project, Kind.CODE, all_ids - {row.id}).values()
        gone += ((Kind.CODE, one) for one in rows if not one.deleted)
    elif kind == Kind.DOCUMENT:
        gone += ((Kind.LAYER, one) for one in stored.rows_naming(project, Kind.LAYER, "document", [row.id]))
    elif kind == Kind.CASE:
        for one in codings_on(project, Kind.CASE, row.id):
            deed.set(Kind.CODING, one, {f"case:{ref(row.id)}": None})
    grounds = {kind: [EntityId(one.id) for held, one in gone if held == kind] for kind in (Kind.CODE, Kind.LAYER)}
    for ground, ids in grounds.items():
        if ids:
            gone += ((Kind.CODING, one) for one in codings_on(project, ground, *ids))
    for each, one in gone:
        deed.delete(each, [one])
    deed.delete(Kind.MEMO, memos_on(project, [one.id for _, one in gone]))


def codings_on(project: Project, kind: Kind, *grounds: EntityId) -> list[Any]:
    """The rows of the live codings that lean on those things, by id."""
    ids = {one.coding for one in stored.codings_on(project, kind, grounds)}
    rows = stored.rows(project, Kind.CODING, ids)
    return [rows[one] for one in sorted(rows)]


def memos_on(project: Project, ids: Iterable[EntityId]) -> list[Any]:
    return stored.rows_naming(project, Kind.MEMO, "about", ids)
