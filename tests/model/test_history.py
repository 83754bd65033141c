"""The history of one entity: the fold depends on the set alone, and undo takes back its own change and no other."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.changes import How, Verb
from annotator.model.history import PLACE, Clash, Inverse, Op, fold, inverse, inverse_of_all, join, same, split, without
from annotator.model.ids import digest

MANY = 200  # examples in every run
THOUSANDS = 6000

_VERBS = {"set": Verb.SET, "delete": Verb.DELETE, "restore": Verb.RESTORE, "bring back": Verb.RESTORE}
_step = st.tuples(
    st.integers(0, 2),
    st.sampled_from(["set", "set", "delete", "restore", "bring back", "undo", "pull", "resolve", "undo the last"]),
    st.sampled_from(["name", "memo", "case:one", "start", "end"]),
    st.sampled_from([None, 1, 2, 3]),
    st.integers(0, 9),
)
steps, few = st.lists(_step, min_size=4, max_size=14), st.lists(_step, max_size=3)
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
    return list({one.changeset: one for ops in copies_after(script) for one in ops}.values())


def copies_after(script: Script) -> list[list[Op]]:
    """What each of three copies knows after they were edited and pulled from one another."""
    skews, count = (0, 10_000, 500), itertools.count()
    first = op("first", 1, Verb.CREATE, name=0)
    copies = [[first] for _ in range(3)]
    for who, what, name, value, other in script:
        mine = copies[who]
        if what == "pull":
            mine += [one for one in copies[other % 3] if one not in mine]
            continue
        hlc, this = max(one.hlc for one in mine) + 1 + skews[who], f"{next(count)} of {who}"
        if what in ("undo", "undo the last"):
            target = mine[other % len(mine)] if what == "undo" else max(mine, key=lambda one: (one.hlc, one.changeset))
            if (done := undone(mine, target, this)) is not None:
                mine.append(done)
            continue
        if what == "resolve":
            mine += [] if (done := resolved(mine, value, this)) is None else [done]
            continue
        fields = fields_of(name, value, this) if what in ("set", "bring back") else {}
        mine.append(Op(a(this), hlc, _VERBS[what], fold(mine).heads, fields, hlc * 10))
    return copies


def fields_of(name: str, value: int | None, this: str) -> dict[str, object]:
    """What a deed sets; an end of a passage never without what proves where the whole of it lies."""
    return {name: value, "check": this} if name in PLACE else {name: value}


def whole(fields: Iterable[str]) -> set[str]:
    """The fields, with the rest of the place where a part of it is among them."""
    return {*fields, *PLACE} if "check" in fields else set(fields)


def resolved(ops: list[Op], value: int | None, this: object) -> Op | None:
    """The operation that settles the first conflict; None where there is none."""
    now = fold(ops)
    if not now.clashes:
        return None
    hlc, clash = max(one.hlc for one in ops) + 1, now.clashes[0]
    if clash.field in PLACE:  # settled as a whole
        fields: dict[str, object] = {field: now.values[field] for field in PLACE if field in now.values}
        return Op(a(this), hlc, Verb.SET, now.heads, {**fields, "check": str(this)}, hlc * 10, How.RESOLVE)
    if clash.kind == "field":
        return Op(a(this), hlc, Verb.SET, now.heads, {clash.field: value}, hlc * 10, How.RESOLVE)
    verb = Verb.DELETE if value is None else Verb.RESTORE
    return Op(a(this), hlc, verb, now.heads, {}, hlc * 10, How.RESOLVE)


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


def taken_back(union: list[Op]) -> set[bytes]:
    """What settled something and was undone by the very next operation, and that one too."""
    known = {one.changeset: one for one in union}

    def settles(one: Op) -> bool:
        again = one.how == How.REDO and one.seen in split(one.undoes) and takes_back(known[one.seen])
        return again or (one.how == How.RESOLVE and one.verb != Verb.CREATE)

    def takes_back(one: Op) -> bool:
        here = [this for this in split(one.undoes) if this in known]
        return one.how == How.UNDO and here == [one.seen] and settles(known[one.seen])

    return {this for one in union if takes_back(one) for this in (one.changeset, one.seen)}


def the_fold_is_its_naive_definition(script: Script) -> None:
    union = history(script)
    got, known, after, void = fold(union), {one.changeset: one for one in union}, descendants(union), taken_back(union)
    counting = [one for one in union if one.changeset not in void]
    for name in ("name", "memo", "case:one"):
        setters = [one for one in counting if name in one.fields]
        last = [x for x in setters if not any(y.changeset in after[x.changeset] for y in setters)]
        reported = [clash for clash in got.clashes if clash.field == name]
        if not setters:
            assert name not in got.values
            continue
        assert got.values[name] == max(last, key=lambda one: (one.hlc, one.changeset)).fields[name]
        differing = any(not same(name, one.fields[name], got.values[name]) for one in last)
        if not got.deleted:
            assert [clash.changesets for clash in reported] == ([tuple(sorted(x.changeset for x in last))] * differing)
    movers = [one for one in counting if one.fields.keys() & set(PLACE)]
    last = [x for x in movers if not any(y.changeset in after[x.changeset] for y in movers)]
    if len(last) > 1 and "check" in got.values:
        latest = max(last, key=lambda one: (one.hlc, one.changeset))
        saw = [one for one in union if one is latest or latest.changeset in after[one.changeset]]
        place = {name: fold(saw).values.get(name) for name in PLACE if name in got.values}
        assert {name: got.values[name] for name in place} == place, "nobody has seen another one"
    alive = [
        x
        for x in counting
        if x.verb != Verb.DELETE and not any(known[y].verb == Verb.DELETE for y in after[x.changeset] - void)
    ]
    assert got.deleted == (not alive)
    assert got.heads == join(x.changeset for x in union if not after[x.changeset])
    last_words = [x for x in counting if not after[x.changeset] - void]
    deleters = any(x.verb == Verb.DELETE for x in last_words)
    assert (not got.deleted and deleters) == any(clash.kind == "delete_edit" for clash in got.clashes)


def undo_and_redo_never_count_as_changes(script: Script) -> None:
    union = history(script)
    known = {one.changeset: one for one in union}

    def in_effect(one: bytes) -> bool:
        return not any(in_effect(later.changeset) for later in known.values() if one in split(later.undoes))

    deeds = sorted(
        (one for one in union if one.how not in (How.UNDO, How.REDO) and in_effect(one.changeset)),
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
    touched = whole(target.fields)
    others = {name: value for name, value in now.values.items() if name not in touched}
    assert {name: value for name, value in then.values.items() if name not in touched} == others
    kept = {clash for clash in now.clashes if clash.kind == "field"}
    settled_again = target.how == How.UNDO and target.changeset in taken_back(union)
    assert kept <= set(then.clashes) or then.deleted or now.deleted or settled_again, "undo settles no conflict"
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


def a_settled_conflict_is_open_again_when_that_is_undone(script: Script, value: int | None) -> None:
    """As often as one likes, and redoing settles it each time."""
    ops = history(script)
    before = fold(ops)
    settled = resolved(ops, value, "settled")
    if settled is None:
        return
    ops.append(settled)
    after = fold(ops)
    assert before.clashes[0] not in after.clashes
    last = settled
    for number in range(4):
        turn = undone(ops, last, f"turn {number}")
        assert turn is not None, "nobody has done anything since"
        assert turn.how == (How.REDO if number % 2 else How.UNDO)
        ops.append(turn)
        now, wanted = fold(ops), after if number % 2 else before
        assert (now.clashes, now.values, now.deleted) == (wanted.clashes, wanted.values, wanted.deleted)
        assert (now.created, now.modified, now.author) == (wanted.created, wanted.modified, wanted.author)
        last = turn


def what_came_together_is_taken_out_together(script: Script, who: int, since: Script) -> None:
    """One copy takes in what the others did. Taken out, it is as it was; what was done since is never destroyed."""
    copies = copies_after(script)
    mine = copies[who]
    union = list({one.changeset: one for ops in copies for one in ops}.values())
    brought = {one.changeset for one in union} - {one.changeset for one in mine}
    if not brought:
        return
    assert {one.changeset for one in without(union, brought)} == {one.changeset for one in mine}
    before, then = fold(mine), fold(union)
    back = inverse_of_all(union, brought)
    if back is None:
        assert (then.deleted, said(then.values)) == (before.deleted, said(before.values)) or then.deleted
        assert set(then.clashes) <= set(before.clashes), "a conflict that they brought would be left"
    else:
        assert not back.blocked, "nobody has done anything since"
        taken = fold([*union, taking_out(union, brought, back)])
        assert taken.deleted == before.deleted
        if not taken.deleted:
            assert said(taken.values) == said(before.values)
        assert not (set(taken.clashes) - set(before.clashes)), "what they brought is gone"
    for number, (_, what, name, value, _) in enumerate(since):
        hlc = max(one.hlc for one in union) + 1
        fields = fields_of(name, value, f"since {number}") if what in ("set", "bring back") else {}
        verb = _VERBS.get(what, Verb.SET)
        union.append(Op(a(f"since {number}"), hlc, verb, fold(union).heads, fields, hlc * 10))
    now = fold(union)
    back = inverse_of_all(union, brought)
    if back is None or back.blocked:
        return
    taken = fold([*union, taking_out(union, brought, back)])
    touched = whole({name for one in union if one.changeset in brought for name in one.fields})
    kept = {name: value for name, value in now.values.items() if name not in touched}
    assert {name: value for name, value in taken.values.items() if name not in touched} == kept
    for name in touched & {
        name for one in union if one.changeset not in brought and one not in mine for name in one.fields
    }:
        if not same(name, now.values.get(name), then.values.get(name)) and not taken.deleted:
            assert taken.values.get(name) == now.values.get(name), "a later change is not destroyed"


def said(values: dict[str, object]) -> dict[str, object]:
    """Without what is empty, which is as if it had never been said."""
    return {name: value for name, value in values.items() if value is not None}


def taking_out(ops: list[Op], brought: set[bytes], back: Inverse) -> Op:
    hlc = max(one.hlc for one in ops) + 1
    return Op(a("taken out"), hlc, back.verb, fold(ops).heads, back.fields, hlc * 10, How.UNDO, join(brought))


def undoing_all_newest_first_leaves_nothing(script: Script) -> None:
    """One coder alone: each of their deeds can be undone, and then each redone, with nothing left over."""
    alone = history([(0, what, name, value, other) for _, what, name, value, other in script if "undo" not in what])
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


@settings(max_examples=MANY)
@given(steps, st.sampled_from([None, 1, 2]))
def test_a_settled_conflict_is_open_again_when_that_is_undone(script: Script, value: int | None) -> None:
    a_settled_conflict_is_open_again_when_that_is_undone(script, value)


@settings(max_examples=MANY)
@given(steps, st.integers(0, 2), few)
def test_what_came_together_is_taken_out_together(script: Script, who: int, since: Script) -> None:
    what_came_together_is_taken_out_together(script, who, since)


@pytest.mark.nightly
@nightly_settings
@given(steps, st.randoms(use_true_random=False), st.integers(0, 99), few)
def test_all_laws_hold_for_thousands_of_histories(script: Script, random: Random, pick: int, since: Script) -> None:
    the_fold_depends_on_the_set_alone(script, random)
    the_fold_is_its_naive_definition(script)
    undo_and_redo_never_count_as_changes(script)
    undo_puts_back_its_own_change_and_touches_no_other(script, pick)
    redo_after_undo_restores_values_and_times(script, pick)
    undoing_all_newest_first_leaves_nothing(script)
    a_settled_conflict_is_open_again_when_that_is_undone(script, (None, 1, 2)[pick % 3])
    what_came_together_is_taken_out_together(script, pick % 3, since)


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


def test_undoing_a_passage_settles_no_conflict_over_a_part_of_it() -> None:
    moved = op(5, 50, Verb.SET, A1.changeset, start=1, check="1 to 9")
    other = op(6, 60, Verb.SET, A1.changeset, start=2, check="2 to 9")
    longer = op(7, 70, Verb.SET, join([moved.changeset, other.changeset]), end=12, check="2 to 12")
    ops = [A1, moved, other, longer]
    undo = undone(ops, longer, "undo")
    assert undo is not None
    assert [clash.field for clash in fold(ops).clashes] == ["start"]
    assert [clash.field for clash in fold([*ops, undo]).clashes] == ["start"]


def test_taking_out_one_of_two_passages_leaves_the_other_as_a_whole() -> None:
    mine = op(5, 50, Verb.SET, A1.changeset, start=1, check="1 to 9")
    theirs = op(6, 60, Verb.SET, A1.changeset, end=12, check="2 to 12")
    ops = [A1, mine, theirs]
    assert "start" not in {name for name, value in fold(ops).values.items() if value is not None}, "nobody saw 1 to 12"
    back = inverse_of_all(ops, {theirs.changeset})
    assert back is not None
    out = taking_out(ops, {theirs.changeset}, back)
    assert said(fold([*ops, out]).values) == said(fold([A1, mine]).values)
    again = undone([*ops, out], out, "again")
    assert again is not None
    assert said(fold([*ops, out, again]).values) == said(fold(ops).values)


def test_a_settled_conflict_that_is_undone_with_other_things_of_its_own_leaves_these_undone_too() -> None:
    """A resolution and a change that came together are taken out: what was set goes back, and nothing is revived."""
    gone = op(5, 50, Verb.DELETE, A1.changeset)
    brought = op(6, 60, Verb.SET, A1.changeset, name="UAV")
    kept = op(7, 70, Verb.RESTORE, join([gone.changeset, brought.changeset]), how=How.RESOLVE)
    ops = [A1, gone, brought, kept]
    back = inverse_of_all(ops, {brought.changeset, kept.changeset})
    assert back is not None
    assert fold([*ops, taking_out(ops, {brought.changeset, kept.changeset}, back)]).deleted


def test_what_was_deleted_all_the_time_is_left_alone_when_a_merge_is_taken_out() -> None:
    theirs = op(5, 50, Verb.SET, A1.changeset, name="UAV")
    also = op(6, 60, Verb.DELETE, theirs.changeset)
    assert inverse_of_all([A1, C1, theirs, also], {theirs.changeset, also.changeset}) is None


def test_a_resolution_that_was_undone_cannot_be_undone_again_until_it_is_redone() -> None:
    ops = [A1, A2, B1]
    settled = op(5, 50, Verb.SET, fold(ops).heads, how=How.RESOLVE, name="armed UAV")
    ops.append(settled)
    for number in range(2):
        last = max(ops, key=lambda one: one.hlc)
        turn = undone(ops, last, f"turn {number}")
        assert turn is not None
        ops.append(turn)
        assert (inverse(ops, settled.changeset) is None) == (number == 0)


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
