"""The history of one entity, and what it amounts to: pure functions, no SQL, no clock.

An entity (a code, a coding, a document ...) is the *set* of the operations on it, one per changeset at most. Each
operation names the heads that its author had seen, so the set is a small graph. `fold` turns the set into values,
heads and clashes. It looks at nothing but the set, so merging is set union: any order, any grouping, any number of
times give the same result. `inverse` says what undoes one operation, `inverse_of_all` what undoes all that a merge
brought.

A conflict that was settled and whose settling was undone is open again: of such a pair of operations (How.RESOLVE and
the How.UNDO of it) the fold takes neither the fields nor the verb, so that what stood against each other stands so
again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from annotator.model.changes import Fields, How, Verb
from annotator.model.ids import SIZE

# Members of lists are keys of their own ("include:TEXT", "case:ID"), so that additions made apart are joined. Their
# value may hold where they stand in the list, which is no reason to call two additions of one member a conflict.
MEMBERS = ("case:", "alias:", "include:", "exclude:")

PLACE = ("layer", "start", "end", "page", "area", "check")  # of a coding, which have a meaning only together


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


_by_clock = itemgetter(Op._fields.index("hlc"), Op._fields.index("changeset"))


def fold(ops: Iterable[Op]) -> Folded:
    """What the operations of one entity amount to. KeyError if one of them has seen what is not in the set."""
    ordered = list(ops)
    if len(ordered) == 1 and not ordered[0].seen:  # nearly always
        only = ordered[0]
        values = dict(only.fields)
        return Folded(values, only.verb == Verb.DELETE, only.changeset, (), only.time, only.time, only.author)
    ordered.sort(key=_by_clock)
    created, modified = _times(ordered)
    author = ordered[0].author
    if ordered[0].verb != Verb.CREATE:
        author = next((op.author for op in ordered if op.verb == Verb.CREATE), author)
    if _is_chain(ordered):  # nearly always else
        values = {}
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
    if target.how in (How.RESOLVE, How.REDO) and _is_taken_back(ops, target):
        return None
    if now.heads == changeset and not now.clashes:  # nearly always: nothing came after it
        earlier, after = [op for op in ops if op is not target], now
    else:
        earlier = _ancestors(ops, target)
        after = fold([*earlier, target])
    if target.seen and now.heads == changeset and target.how in (How.UNDO, How.RESOLVE, How.REDO):
        before = fold(earlier)
        if target.how == How.UNDO and set(after.clashes) - set(before.clashes):  # it opened a conflict again
            back = {name: before.values.get(name) for name in _together(target.fields, after.values)}
            return Inverse(Verb.DELETE if before.deleted else Verb.RESTORE, back, (), now)
        if target.how in (How.RESOLVE, How.REDO) and set(before.clashes) - set(after.clashes):  # it settled one
            back = {name: before.values.get(name) for name in _together(target.fields, after.values)}
            changed_life = after.deleted != before.deleted
            return Inverse(Verb.RESTORE if changed_life and after.deleted else Verb.SET, back, (), now)
    return _inverse(earlier, target.fields, after, now, force=force)


def inverse_of_all(ops: Iterable[Op], changesets: Set[bytes], *, force: bool = False) -> Inverse | None:
    """The operation that undoes all of the changesets that touched this entity, which came in together by a merge.

    What was there without them is what is put back. A conflict that they brought does not block, one that came since
    does, as does any later change of what they set. None if there is nothing left to undo.
    """
    ops = list(ops)
    earlier = without(ops, changesets)
    brought_in = [op for op in ops if op.changeset in changesets]
    now = fold(ops)
    after = now if len(earlier) + len(brought_in) == len(ops) else fold([*earlier, *brought_in])
    touched = {name for op in brought_in for name in op.fields}
    given = {name: after.values.get(name) for name in sorted(touched)}
    found = _inverse(earlier, given, after, now, force=force)
    if found is not None and found.verb == Verb.RESTORE:  # conflicts that nobody sees while it is deleted go as well
        before, _ = _state(earlier)
        unchanged = {
            name for name, value in _together(given, after.values).items() if same(name, now.values.get(name), value)
        }
        found = found._replace(fields={**{name: before.get(name) for name in sorted(unchanged)}, **found.fields})
    brought = set(after.clashes) - set(fold(earlier).clashes if earlier else ())
    if found is None and brought & set(now.clashes):  # a deletion that was not followed: its claim goes
        return Inverse(Verb.RESTORE, {}, (), now)
    return found


def without(ops: Iterable[Op], changesets: Set[bytes]) -> list[Op]:
    """The operations that are neither of those changesets nor done in the knowledge of one of them."""
    came_after: set[bytes] = set()
    kept: list[Op] = []
    for op in sorted(ops, key=lambda op: (op.hlc, op.changeset)):
        if op.changeset in changesets or not came_after.isdisjoint(split(op.seen)):
            came_after.add(op.changeset)
        else:
            kept.append(op)
    return kept


def _inverse(earlier: Sequence[Op], fields: Fields, after: Folded, now: Folded, *, force: bool) -> Inverse | None:
    """From what was there before, what was set, what it amounted to and what stands now."""
    fields = _together(fields, after.values, now.clashes)
    new_clashes = {clash.field for clash in now.clashes if clash.kind == "field" and clash not in after.clashes}
    in_conflict = {clash.field for clash in now.clashes if clash.kind == "field"}
    before_values, before_deleted = _state(earlier)
    if after.deleted != before_deleted:  # it created, deleted, restored or revived
        if now.deleted == before_deleted:
            return None
        # What the same operation set goes back too, or a later undo would bring the entity back with other values.
        given_back = {
            name: before_values.get(name)
            for name, given in fields.items()
            if earlier and same(name, now.values.get(name), given) and now.values.get(name) != before_values.get(name)
        }
        given_back = _whole_place(given_back, before_values, now)
        if after.deleted:
            return Inverse(Verb.RESTORE, given_back, (), now)
        changed: set[str] = set()
        if after is not now:
            changed = {name for name in now.values if not same(name, now.values[name], after.values.get(name))}
            changed |= {clash.field for clash in set(now.clashes) - set(after.clashes)}
        return Inverse(Verb.DELETE, given_back, () if force else tuple(sorted(changed)), now)
    if now.deleted:  # where it was deleted all the time there is nothing to put back
        return Inverse(Verb.SET, {}, ("deleted",), now) if fields and not after.deleted else None
    back: dict[str, object] = {}
    blocked: list[str] = []
    for name, given in fields.items():
        if now.values.get(name) == before_values.get(name) and name not in in_conflict:
            continue
        if (not same(name, now.values.get(name), given) or name in new_clashes) and not force:
            blocked.append(name)
        else:
            back[name] = before_values.get(name)
    back = _whole_place(back, before_values, now)
    return Inverse(Verb.SET, back, tuple(sorted(blocked)), now) if back or blocked else None


def _together(fields: Fields, values: Fields, clashes: Iterable[Clash] = ()) -> Fields:
    """With the rest of its place where a part of that was set: a passage goes back as a whole, or not at all.

    But for what others are in conflict over, which no undo settles.
    """
    if "check" not in fields:
        return fields
    contested = {clash.field for clash in clashes}
    return {**{name: values[name] for name in PLACE if name in values and name not in contested}, **fields}


def _whole_place(back: dict[str, object], before: Fields, now: Folded) -> dict[str, object]:
    """Where several moved a coding apart, also those parts of its place that show meanwhile as they were before."""
    contested = {clash.field for clash in now.clashes if clash.field in PLACE}
    if "check" not in back or not (contested or now.deleted):
        return back
    return {**{name: before.get(name) for name in PLACE if name in now.values and name not in contested}, **back}


def _state(ops: Sequence[Op]) -> tuple[Mapping[str, object], bool]:
    if not ops:
        return {}, True
    folded = fold(ops)
    return folded.values, folded.deleted


def _times(ordered: Sequence[Op]) -> tuple[int, int]:
    """When the first and the last deed in effect were done.

    A changeset is in effect unless one that undoes it is in effect itself, so a redo brings back the times too.
    """
    for op in ordered:
        if op.undoes:
            break
    else:  # nearly always
        return ordered[0].time, ordered[-1].time
    undone: list[Set[bytes]] = []
    deeds: list[int] = []
    for op in reversed(ordered):  # what undoes an operation comes after it
        if any(op.changeset in some for some in undone):
            continue
        if op.undoes:
            undone.append(_members(op.undoes))
        if op.how not in (How.UNDO, How.REDO):
            deeds.append(op.time)
    return (deeds[-1], deeds[0]) if deeds else (ordered[0].time, ordered[0].time)


@lru_cache(maxsize=16)  # thousands of entities share the one changeset that undoes thousands
def _members(joined: bytes) -> frozenset[bytes]:
    return frozenset(split(joined))


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
    counting = _not_taken_back(ordered)
    standing_last = _union(ancestors[i] for i in counting)

    values: dict[str, object] = {}
    clashes: list[Clash] = []
    setters: dict[str, list[int]] = {}
    for i in counting:
        for name in ordered[i].fields:
            setters.setdefault(name, []).append(i)
    for name, who in setters.items():
        overtaken = _union(ancestors[i] for i in who)
        last = [i for i in who if not overtaken >> i & 1]
        values[name] = ordered[last[-1]].fields[name]  # provisional when there are several: the latest clock
        if any(not same(name, ordered[i].fields[name], values[name]) for i in last):
            clashes.append(Clash("field", name, tuple(sorted(ordered[i].changeset for i in last))))
    values |= _one_place(ordered, ancestors, setters)

    deletes = [i for i in counting if ordered[i].verb == Verb.DELETE]
    killed = _union(ancestors[i] for i in deletes)  # a delete kills what its author had seen, and nothing else
    living = [i for i in counting if ordered[i].verb != Verb.DELETE and not killed >> i & 1]
    last_words = {i for i in counting if not standing_last >> i & 1}  # the heads, but for what was taken back
    standing = [i for i in deletes if i in last_words]
    if living and standing:
        both = standing + [i for i in living if i in last_words]
        clashes.append(Clash("delete_edit", "", tuple(sorted(ordered[i].changeset for i in both))))
    joined = join(ordered[i].changeset for i in heads)
    return values, not living, joined, tuple(clashes) if living else ()


def _one_place(
    ordered: Sequence[Op], ancestors: Sequence[int], setters: Mapping[str, Sequence[int]]
) -> Mapping[str, object]:
    """The place of a coding where several moved its ends apart: all of it as the latest of them left it.

    One's beginning with another's end would be a passage that nobody has seen.
    """
    if "check" not in setters:
        return {}
    who = sorted({i for name in PLACE for i in setters.get(name, ())})
    overtaken = _union(ancestors[i] for i in who)
    last = [i for i in who if not overtaken >> i & 1]
    if len(last) < 2:
        return {}
    known = ancestors[last[-1]] | 1 << last[-1]
    then = fold([op for i, op in enumerate(ordered) if known >> i & 1]).values
    return {name: then.get(name) for name in PLACE if name in setters}


def _not_taken_back(ordered: Sequence[Op]) -> list[int]:
    """All operations but those that settled something and were undone at once, and the undoing of these."""
    if not any(op.how == How.RESOLVE for op in ordered):  # nearly always
        return list(range(len(ordered)))
    known = {op.changeset for op in ordered}
    settling: set[bytes] = set()
    taken_back: set[bytes] = set()
    for op in ordered:
        # Of this entity that alone: what is taken out with it goes by the values that are put back.
        alone = bool(op.undoes) and _members(op.undoes) & known == {op.seen}
        pair = alone and op.seen in settling
        again = alone and op.seen in taken_back
        if (op.how == How.RESOLVE and op.verb != Verb.CREATE) or (op.how == How.REDO and again):
            settling.add(op.changeset)
        elif op.how == How.UNDO and pair:
            taken_back |= {op.changeset, op.seen}
    return [i for i, op in enumerate(ordered) if op.changeset not in taken_back]


def _is_taken_back(ops: Sequence[Op], target: Op) -> bool:
    """Whether the very next operation undid it, and was not undone in its turn."""
    return any(
        op.seen == target.changeset and op.seen in _members(op.undoes) and not _is_taken_back(ops, op) for op in ops
    )


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
