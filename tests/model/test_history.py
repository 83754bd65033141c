"""The history of one entity: the fold depends on the set alone, and undo takes back its own change and no other."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.changes import How, Verb
from annotator.model.history import Clash, Op, fold, inverse, join, same, split
from annotator.model.ids import digest

MANY = 200  # examples in every run
THOUSANDS = 6000

_VERBS = {"set": Verb.SET, "delete": Verb.DELETE, "restore": Verb.RESTORE, "bring back": Verb.RESTORE}
steps = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["set", "set", "delete", "restore", "bring back", "undo", "pull"]),
        st.sampled_from(["name", "memo", "case:one"]),
        st.sampled_from([None, 1, 2, 3]),
        st.integers(0, 9),
    ),
    max_size=14,
)
Script = list[tuple[int, str, str, int | None, int]]
nightly_settings = settings(max_examples=THOUSANDS, derandomize=False)


def a(number: object) -> bytes:
    return digest("changeset", str(number), size=16)


def op(
    number: object,
    hlc: int,
    verb: Verb,
    seen: bytes = b"",
    *,
    time: int = 0,
    how: How = How.DO,
    undoes: bytes = b"",
    **fields: object,
) -> Op:
    return Op(a(number), hlc, verb, seen, fields, time or hlc * 10, how, undoes, b"author")


def history(script: Script) -> list[Op]:
    """Three copies of one entity are edited and pull from one another; all the operations there are."""
    skews, count = (0, 10_000, 500), itertools.count()
    first = op("first", 1, Verb.CREATE, name=0)
    copies = [[first] for _ in range(3)]
    for who, what, name, value, other in script:
        mine = copies[who]
        if what == "pull":
            mine += [one for one in copies[other % 3] if one not in mine]
            continue
        hlc, this = max(one.hlc for one in mine) + 1 + skews[who], f"{next(count)} of {who}"
        if what == "undo":
            target = mine[other % len(mine)]
            if (done := undone(mine, target, this)) is not None:
                mine.append(done)
            continue
        fields = {name: value} if what in ("set", "bring back") else {}
        mine.append(Op(a(this), hlc, _VERBS[what], fold(mine).heads, fields, hlc * 10))
    return list({one.changeset: one for ops in copies for one in ops}.values())


def undone(ops: list[Op], target: Op, this: object) -> Op | None:
    """The operation that undoes another one; None where there is nothing to undo or it is blocked."""
    back = inverse(ops, target.changeset)
    if back is None or back.blocked:
        return None
    hlc = max(one.hlc for one in ops) + 1
    how = How.REDO if target.how == How.UNDO else How.UNDO
    return Op(a(this), hlc, back.verb, fold(ops).heads, back.fields, hlc * 10, how, target.changeset)


def descendants(union: list[Op]) -> dict[bytes, set[bytes]]:
    """Which operations come after each one, by what they have seen."""
    found: dict[bytes, set[bytes]] = {one.changeset: set() for one in union}
    for one in union:
        known = {other.changeset: other for other in union}
        todo = split(one.seen)
        while todo:
            earlier = todo.pop()
            if one.changeset not in found[earlier]:
                found[earlier].add(one.changeset)
                todo += split(known[earlier].seen)
    return found


# The fold -----------------------------------------------------------------------------------------------------------


def the_fold_depends_on_the_set_alone(script: Script, random: Random) -> None:
    union = history(script)
    shuffled = union[:]
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(union)
    assert list(fold(shuffled).values) == list(fold(union).values), "the order of the fields, which stands in JSON"


def the_fold_is_its_naive_definition(script: Script) -> None:
    union = history(script)
    got, known, after = fold(union), {one.changeset: one for one in union}, descendants(union)
    for name in ("name", "memo", "case:one"):
        setters = [one for one in union if name in one.fields]
        last = [x for x in setters if not any(y.changeset in after[x.changeset] for y in setters)]
        reported = [clash for clash in got.clashes if clash.field == name]
        if not setters:
            assert name not in got.values
            continue
        assert got.values[name] == max(last, key=lambda one: (one.hlc, one.changeset)).fields[name]
        differing = any(not same(name, one.fields[name], got.values[name]) for one in last)
        if not got.deleted:
            assert [clash.changesets for clash in reported] == ([tuple(sorted(x.changeset for x in last))] * differing)
    alive = [
        x for x in union if x.verb != Verb.DELETE and not any(known[y].verb == Verb.DELETE for y in after[x.changeset])
    ]
    assert got.deleted == (not alive)
    heads = [x.changeset for x in union if not after[x.changeset]]
    assert got.heads == join(heads)
    deleters = any(known[one].verb == Verb.DELETE for one in heads)
    assert (not got.deleted and deleters) == any(clash.kind == "delete_edit" for clash in got.clashes)


def undo_and_redo_never_count_as_changes(script: Script) -> None:
    union = history(script)
    known = {one.changeset: one for one in union}

    def in_effect(one: bytes) -> bool:
        return not any(in_effect(later.changeset) for later in known.values() if one in split(later.undoes))

    deeds = sorted(
        (one for one in union if one.how == How.DO and in_effect(one.changeset)),
        key=lambda one: (one.hlc, one.changeset),
    )
    expected = (deeds[0].time, deeds[-1].time) if deeds else (union[0].time, union[0].time)
    assert (fold(union).created, fold(union).modified) == expected


# Undo ---------------------------------------------------------------------------------------------------------------


def undo_puts_back_its_own_change_and_touches_no_other(script: Script, pick: int) -> None:
    union = history(script)
    target, now = union[pick % len(union)], fold(union)
    undo = undone(union, target, "undo")
    if undo is None:
        return
    then = fold([*union, undo])
    others = {name: value for name, value in now.values.items() if name not in target.fields}
    assert {name: value for name, value in then.values.items() if name not in target.fields} == others
    kept = {clash for clash in now.clashes if clash.kind == "field"}
    assert kept <= set(then.clashes) or then.deleted or now.deleted, "undo settles no conflict"
    assert inverse([*union, undo], target.changeset) is None, "nothing is left to undo"


def redo_after_undo_restores_values_and_times(script: Script, pick: int) -> None:
    union = history(script)
    target, now = union[pick % len(union)], fold(union)
    undo = undone(union, target, "undo")
    if undo is None:
        return
    redo = undone([*union, undo], undo, "redo")
    assert redo is not None
    again = fold([*union, undo, redo])
    given = {name: value for name, value in again.values.items() if value is not None or name in now.values}
    assert (given, again.deleted) == (now.values, now.deleted)
    assert (again.created, again.modified, again.author) == (now.created, now.modified, now.author)


def undoing_all_newest_first_leaves_nothing(script: Script) -> None:
    """One coder alone: each of their deeds can be undone, and then each redone, with nothing left over."""
    alone = history([(0, what, name, value, other) for _, what, name, value, other in script if what != "undo"])
    states, ops, done = [fold(alone)], list(alone), sorted(alone, key=lambda one: one.hlc)
    back: list[Op] = []
    for number, target in enumerate(reversed(done)):
        undo = undone(ops, target, f"undo {number}")
        if undo is not None:
            ops.append(undo)
            back.append(undo)
    assert fold(ops).deleted
    for number, target in enumerate(reversed(back)):
        redo = undone(ops, target, f"redo {number}")
        assert redo is not None
        ops.append(redo)
    again = fold(ops)
    values = {name: value for name, value in again.values.items() if value is not None or name in states[0].values}
    assert (values, again.deleted) == (states[0].values, states[0].deleted)
    assert (again.created, again.modified) == (states[0].created, states[0].modified)


@settings(max_examples=MANY)
@given(steps, st.randoms(use_true_random=False))
def test_the_fold_depends_on_the_set_alone(script: Script, random: Random) -> None:
    the_fold_depends_on_the_set_alone(script, random)


@settings(max_examples=MANY)
@given(steps)
def test_the_fold_is_its_naive_definition(script: Script) -> None:
    the_fold_is_its_naive_definition(script)


@settings(max_examples=MANY)
@given(steps)
def test_undo_and_redo_never_count_as_changes(script: Script) -> None:
    undo_and_redo_never_count_as_changes(script)


@settings(max_examples=MANY)
@given(steps, st.integers(0, 99))
def test_undo_puts_back_its_own_change_and_touches_no_other(script: Script, pick: int) -> None:
    undo_puts_back_its_own_change_and_touches_no_other(script, pick)


@settings(max_examples=MANY)
@given(steps, st.integers(0, 99))
def test_redo_after_undo_restores_values_and_times(script: Script, pick: int) -> None:
    redo_after_undo_restores_values_and_times(script, pick)


@settings(max_examples=MANY)
@given(steps)
def test_undoing_all_newest_first_leaves_nothing_and_redoing_all_brings_it_back(script: Script) -> None:
    undoing_all_newest_first_leaves_nothing(script)


@pytest.mark.nightly
@nightly_settings
@given(steps, st.randoms(use_true_random=False), st.integers(0, 99))
def test_all_laws_hold_for_thousands_of_histories(script: Script, random: Random, pick: int) -> None:
    the_fold_depends_on_the_set_alone(script, random)
    the_fold_is_its_naive_definition(script)
    undo_and_redo_never_count_as_changes(script)
    undo_puts_back_its_own_change_and_touches_no_other(script, pick)
    redo_after_undo_restores_values_and_times(script, pick)
    undoing_all_newest_first_leaves_nothing(script)


# By hand ------------------------------------------------------------------------------------------------------------

A1 = op(1, 10, Verb.CREATE, name="drones", colour="red")
A2 = op(2, 20, Verb.SET, A1.changeset, name="armed drones")
B1 = op(3, 30, Verb.SET, A1.changeset, name="UAV", colour="blue")
C1 = op(4, 40, Verb.DELETE, A1.changeset)


def test_two_renames_unseen_by_each_other_are_a_conflict_and_the_later_clock_shows_meanwhile() -> None:
    got = fold([A1, A2, B1])
    assert got.values == {"name": "UAV", "colour": "blue"}
    assert got.clashes == (Clash("field", "name", tuple(sorted((A2.changeset, B1.changeset)))),)


def test_a_delete_unseen_by_an_edit_keeps_the_thing_and_is_reported() -> None:
    got = fold([C1, B1, A2, A1])
    assert not got.deleted
    assert {clash.kind for clash in got.clashes} == {"field", "delete_edit"}


def test_an_answer_to_all_heads_settles_the_conflict() -> None:
    heads = fold([A1, A2, B1, C1]).heads
    got = fold([A1, A2, B1, C1, op(5, 50, Verb.SET, heads, name="armed UAV")])
    assert (got.values, got.clashes, got.deleted) == ({"name": "armed UAV", "colour": "blue"}, (), False)


def test_an_undo_of_a_rename_that_was_renamed_again_is_blocked_and_says_by_what() -> None:
    later = op(5, 50, Verb.SET, A2.changeset, name="UAV")
    back = inverse([A1, A2, later], A2.changeset)
    assert back is not None
    assert back.blocked == ("name",)
    forced = inverse([A1, A2, later], A2.changeset, force=True)
    assert forced is not None
    assert (forced.fields, forced.blocked) == ({"name": "drones"}, ())


def test_a_later_change_that_was_itself_undone_blocks_nothing() -> None:
    later = op(5, 50, Verb.SET, A2.changeset, name="UAV")
    ops = [A1, A2, later]
    undo = undone(ops, later, "undo")
    assert undo is not None
    back = inverse([*ops, undo], A2.changeset)
    assert back is not None
    assert (back.fields, back.blocked) == ({"name": "drones"}, ())


def test_what_was_brought_back_with_other_values_is_undone_with_them() -> None:
    gone = op(5, 50, Verb.DELETE, A2.changeset)
    brought = op(6, 60, Verb.RESTORE, gone.changeset, name="drones")
    ops = [A1, A2, gone, brought]
    for target in (brought, gone):
        undo = undone(ops, target, f"undo {target.hlc}")
        assert undo is not None
        ops.append(undo)
    assert (fold(ops).values["name"], fold(ops).deleted) == ("armed drones", False)


def test_a_member_added_twice_apart_is_one_member_and_no_conflict() -> None:
    one = op(5, 50, Verb.SET, A1.changeset, **{"case:x": 1})
    other = op(6, 60, Verb.SET, A1.changeset, **{"case:x": 3, "case:y": 1})
    got = fold([A1, one, other])
    assert got.clashes == ()
    assert got.values["case:x"] == 3
    assert got.values["case:y"] == 1


def test_an_incomplete_history_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(KeyError):
        fold([A2])


def test_a_clock_against_causality_is_an_error() -> None:
    with pytest.raises(ValueError, match="causality"):
        fold([A1, op(2, 5, Verb.SET, A1.changeset, name="x")])
