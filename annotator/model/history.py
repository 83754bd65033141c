"""The history of one entity, and what it amounts to: pure functions, no SQL, no clock.

An entity (a code, a coding, a document ...) is the *set* of the operations on it, one per changeset at most. Each
operation names the heads that its author had seen, so the set is a small graph. `fold` turns the set into values,
heads and clashes. It looks at nothing but the set, so merging is set union: any order, any grouping, any number of
times give the same result. `inverse` says what undoes one operation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from annotator.model.changes import Fields, How, Verb
from annotator.model.ids import SIZE

# Members of lists are keys of their own ("include:TEXT", "case:ID"), so that additions made apart are joined. Their
# value may hold where they stand in the list, which is no reason to call two additions of one member a conflict.
MEMBERS = ("case:", "alias:", "include:", "exclude:")


class Op(NamedTuple):
    """One operation on one entity, with what its changeset says of itself."""

    changeset: bytes
    hlc: int
    verb: int
    seen: bytes  # changeset ids, sorted and joined; empty for a first creation
    fields: Fields  # only those that this operation sets
    time: int = 0  # the coder's own wall clock, milliseconds since 1970
    how: int = How.DO
    undoes: bytes = b""  # changeset ids, sorted and joined
    author: bytes = b""  # coder id of the opening


class Clash(NamedTuple):
    kind: str  # "field" or "delete_edit"
    field: str
    changesets: tuple[bytes, ...]


class Folded(NamedTuple):
    values: dict[str, object]
    deleted: bool
    heads: bytes
    clashes: tuple[Clash, ...]
    created: int  # milliseconds since 1970: of the first deed in effect
    modified: int  # of the last deed in effect; undo and redo never count as changes
    author: bytes  # who created it


class Inverse(NamedTuple):
    verb: Verb
    fields: dict[str, object]
    blocked: tuple[str, ...]  # what was changed since, so that undoing would destroy another change
    now: Folded  # what the entity amounts to, with the heads on which the undo would stand


def split(joined: bytes) -> list[bytes]:
    """The changeset ids that `seen`, `heads` or `undoes` holds."""
    return [joined[k : k + SIZE] for k in range(0, len(joined), SIZE)]


def join(ids: Iterable[bytes]) -> bytes:
    return b"".join(sorted(ids))


def same(name: str, one: object, other: object) -> bool:
    """Whether two values of a field mean the same."""
    if name.startswith(MEMBERS):
        return (one is None) == (other is None)
    if isinstance(one, dict) and isinstance(other, dict) and "place" in one and "place" in other:
        return {**one, "place": 0} == {**other, "place": 0}
    return one == other


def fold(ops: Iterable[Op]) -> Folded:
    """What the operations of one entity amount to. KeyError if one of them has seen what is not in the set."""
    ordered = sorted(ops, key=lambda op: (op.hlc, op.changeset))
    created, modified = _times(ordered)
    author = next((op.author for op in ordered if op.verb == Verb.CREATE), ordered[0].author)
    if _is_chain(ordered):  # nearly always
        values: dict[str, object] = {}
        for op in ordered:
            values.update(op.fields)
        last = ordered[-1]
        return Folded(values, last.verb == Verb.DELETE, last.changeset, (), created, modified, author)
    values, deleted, heads, clashes = _fold_graph(ordered)
    return Folded(values, deleted, heads, clashes, created, modified, author)


def inverse(ops: Iterable[Op], changeset: bytes, *, force: bool = False) -> Inverse | None:
    """The operation that undoes `changeset` here; None if there is nothing left to undo.

    Judged by value: a field may be put back if it still has the value that the changeset gave it and is in no open
    conflict. So a later change that was itself undone blocks nothing, and undo never settles a conflict.
    """
    ops = list(ops)
    now = fold(ops)
    target = next(op for op in ops if op.changeset == changeset)
    if now.heads == changeset and not now.clashes:  # nearly always: nothing came after it
        earlier, after = [op for op in ops if op is not target], now
    else:
        earlier = _ancestors(ops, target)
        after = fold([*earlier, target])
    before_values, before_deleted = _state(earlier)
    if after.deleted != before_deleted:  # it created, deleted, restored or revived
        if now.deleted == before_deleted:
            return None
        # What the same operation set goes back too, or a later undo would bring the entity back with other values.
        given_back = {
            name: before_values.get(name)
            for name, given in target.fields.items()
            if earlier and same(name, now.values[name], given) and now.values[name] != before_values.get(name)
        }
        if after.deleted:
            return Inverse(Verb.RESTORE, given_back, (), now)
        changed: set[str] = set()
        if after is not now:
            changed = {name for name in now.values if not same(name, now.values[name], after.values.get(name))}
            changed |= {clash.field for clash in set(now.clashes) - set(after.clashes)}
        return Inverse(Verb.DELETE, given_back, () if force else tuple(sorted(changed)), now)
    if now.deleted:
        return Inverse(Verb.SET, {}, ("deleted",), now) if target.fields else None
    open_fields = {clash.field for clash in now.clashes if clash.kind == "field"}
    back: dict[str, object] = {}
    blocked: list[str] = []
    for name, given in target.fields.items():
        if now.values[name] == before_values.get(name) and name not in open_fields:
            continue
        if (not same(name, now.values[name], given) or name in open_fields) and not force:
            blocked.append(name)
        else:
            back[name] = before_values.get(name)
    return Inverse(Verb.SET, back, tuple(sorted(blocked)), now) if back or blocked else None


def _state(ops: Sequence[Op]) -> tuple[Mapping[str, object], bool]:
    if not ops:
        return {}, True
    folded = fold(ops)
    return folded.values, folded.deleted


def _times(ordered: Sequence[Op]) -> tuple[int, int]:
    """When the first and the last deed in effect were done.

    A changeset is in effect unless one that undoes it is in effect itself, so a redo brings back the times too.
    """
    if not any(op.undoes for op in ordered):  # nearly always
        return ordered[0].time, ordered[-1].time
    undone: set[bytes] = set()
    deeds: list[int] = []
    for op in reversed(ordered):  # what undoes an operation comes after it
        if op.changeset in undone:
            continue
        undone.update(split(op.undoes))
        if op.how not in (How.UNDO, How.REDO):
            deeds.append(op.time)
    return (deeds[-1], deeds[0]) if deeds else (ordered[0].time, ordered[0].time)


def _is_chain(ordered: Sequence[Op]) -> bool:
    previous = b""
    for op in ordered:
        if op.seen != previous:
            return False
        previous = op.changeset
    return True


def _fold_graph(ordered: Sequence[Op]) -> tuple[dict[str, object], bool, bytes, tuple[Clash, ...]]:
    place = {op.changeset: i for i, op in enumerate(ordered)}
    ancestors: list[int] = []  # bit j of ancestors[i]: operation i descends from operation j
    for i, op in enumerate(ordered):
        bits = 0
        for seen in split(op.seen):
            j = place[seen]  # a KeyError is an incomplete history: whole entities only are merged
            if j >= i:
                raise ValueError("clock runs against causality")
            bits |= ancestors[j] | 1 << j
        ancestors.append(bits)
    heads = [i for i in range(len(ordered)) if not _union(ancestors) >> i & 1]

    values: dict[str, object] = {}
    clashes: list[Clash] = []
    setters: dict[str, list[int]] = {}
    for i, op in enumerate(ordered):
        for name in op.fields:
            setters.setdefault(name, []).append(i)
    for name, who in setters.items():
        overtaken = _union(ancestors[i] for i in who)
        last = [i for i in who if not overtaken >> i & 1]
        values[name] = ordered[last[-1]].fields[name]  # provisional when there are several: the latest clock
        if any(not same(name, ordered[i].fields[name], values[name]) for i in last):
            clashes.append(Clash("field", name, tuple(sorted(ordered[i].changeset for i in last))))

    deletes = [i for i, op in enumerate(ordered) if op.verb == Verb.DELETE]
    killed = _union(ancestors[i] for i in deletes)  # a delete kills what its author had seen, and nothing else
    living = [i for i, op in enumerate(ordered) if op.verb != Verb.DELETE and not killed >> i & 1]
    standing = [i for i in deletes if i in heads]
    if living and standing:
        both = standing + [i for i in living if i in heads]
        clashes.append(Clash("delete_edit", "", tuple(sorted(ordered[i].changeset for i in both))))
    joined = join(ordered[i].changeset for i in heads)
    return values, not living, joined, tuple(clashes) if living else ()


def _union(bit_masks: Iterable[int]) -> int:
    joined = 0
    for bits in bit_masks:
        joined |= bits
    return joined


def _ancestors(ops: Sequence[Op], target: Op) -> list[Op]:
    known = {op.changeset: op for op in ops}
    found: dict[bytes, Op] = {}
    todo = split(target.seen)
    while todo:
        one = todo.pop()
        if one not in found:
            found[one] = known[one]
            todo += split(known[one].seen)
    return list(found.values())
