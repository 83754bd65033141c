"""What can be chosen for each kind of conflict, and the tokens that name it on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.model.changes import Kind
from annotator.model.conflicts import Conflict, Side, What
from annotator.model.history import same
from annotator.model.ids import CoderId
from annotator.operations.conflict_things import LISTED, Things
from annotator.store.conflicts import PLACE

RESERVED = frozenset(
    {"both", "new", "keep", "delete", "restore", "recode", "replace", "take_off", "merge", "rename", "parent", "same",
     "different", "collapse"}
)  # fmt: skip
FREE, MOVE = "free:", "move:"
_JOINED = {(Kind.MEMO, "text"), (Kind.CODE, "definition")}  # texts that can be put one below the other
_TYPED = {
    Kind.CODE: {"name", "definition", "colour", "key"},
    Kind.CODING: {PLACE, "stance", "field:"},
    Kind.CASE: {"name", "type", "attribute:"},
    Kind.CODER: {"name", "initials", "colour"},
    Kind.DOCUMENT: {"title", "meta:"},
    Kind.MEMO: {"text"},
}


class Need(StrEnum):
    """What a choice must be given besides."""

    NOTHING = "nothing"
    TEXT = "text"  # a new value, typed
    CODE = "code"  # one of the codes (its text id or path on the command line); empty: the top, for a parent


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle a conflict. `token` names it on the command line; `coder`: whose value it takes, if any."""

    token: str
    need: Need = Need.NOTHING
    coder: CoderId | None = None


def choices(conflict: Conflict, things: Things, roles: Sequence[tuple[str, bytes]] = ()) -> tuple[Choice, ...]:
    """All that can be chosen. `roles`: of TWO_TEXTS, the role and id of each live layer of the document."""
    match conflict.what:
        case What.FIELD:
            return _of_field(conflict, things)
        case What.DELETE_EDIT:
            return Choice("keep"), Choice("delete")
        case What.DANGLING:
            return _of_dangling(conflict.kind)
        case What.DUP_CODE | What.DUP_CASE:
            return Choice("merge"), Choice("rename", Need.TEXT), Choice("keep")
        case What.CYCLE:
            return (*map(Choice, free_tokens(conflict, things)), Choice("parent", Need.CODE))
        case What.TWO_TEXTS:
            return (*(Choice(MOVE + one.hex()[:8]) for one in rivals(roles)), Choice("keep"))
        case What.SAME_CODER:
            return Choice("same"), Choice("different")
        case What.SAME_TEXT:
            return (Choice("keep"),)
        case What.DUPLICATE_CODING:
            return Choice("collapse"), Choice("keep")


def rivals(roles: Sequence[tuple[str, bytes]]) -> list[bytes]:
    """The layers that are not the only ones of their role."""
    held = [role for role, _ in roles]
    return [layer for role, layer in roles if held.count(role) > 1]


def free_tokens(conflict: Conflict, things: Things) -> list[str]:
    """Of CYCLE: a token for each member, in their order; codes made apart may have the same text id."""
    names = [things.row(Kind.CODE, one).text_id or "" for one in conflict.members]
    return [
        FREE + (name if name and names.count(name) == 1 else one.hex()[:8])
        for name, one in zip(names, conflict.members, strict=True)
    ]


def _of_dangling(kind: Kind) -> tuple[Choice, ...]:
    match kind:
        case Kind.CODE:
            return Choice("restore"), Choice("recode", Need.CODE), Choice("delete")
        case Kind.CASE:
            return Choice("restore"), Choice("replace", Need.TEXT), Choice("take_off")
        case _:
            return Choice("restore"), Choice("delete")


def _of_field(conflict: Conflict, things: Things) -> tuple[Choice, ...]:
    found: list[Choice] = []
    held: list[Side] = []
    for token, side in zip(side_tokens(conflict, things), conflict.sides, strict=True):
        if not any(same(conflict.field, side.value, other.value) for other in held):
            found.append(Choice(token, coder=side.coder))
            held.append(side)
    if can_join(conflict):
        found.append(Choice("both"))
    need = new_needs(conflict.kind, conflict.field)
    if need is not Need.NOTHING:
        found.append(Choice("new", need))
    return tuple(found)


def can_join(conflict: Conflict) -> bool:
    texts = {side.value for side in conflict.sides if isinstance(side.value, str) and side.value.strip()}
    return (conflict.kind, conflict.field) in _JOINED and len(texts) > 1


def new_needs(kind: Kind, field: str) -> Need:
    """What a new value of a field is given as; NOTHING where only somebody's value can be taken."""
    if (kind, field) in ((Kind.CODE, "parent"), (Kind.CODING, "code")):
        return Need.CODE
    if field.startswith(LISTED):
        return Need.NOTHING
    head, colon, _ = field.partition(":")
    return Need.TEXT if head + colon in _TYPED.get(kind, ()) else Need.NOTHING


def side_tokens(conflict: Conflict, things: Things) -> list[str]:
    """A token for each side: the coder's name, told apart where several sides have the same."""
    found: list[str] = []
    for side in conflict.sides:
        name = things.coder(side.coder)
        folded = name.casefold()
        if folded in RESERVED or folded.startswith((FREE, MOVE)):
            name = f"{name} (coder)"
        token, number = name, 2
        while token.casefold() in (held.casefold() for held in found):
            token, number = f"{name} ({number})", number + 1
        found.append(token)
    return found
