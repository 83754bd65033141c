"""Up to four copies of one project, on which people work apart, hand their files round, and in the end merge all.

Real files and the real operations, and yet hundreds of histories a minute: a copy is one opening of one file, which is
overwritten with the base for the next history, so that nothing is opened and compiled anew. What is handed over is a
file of its own, as it would be by mail. Ids and clocks come from the history alone: a failure can be run again.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st

from annotator.model.changes import How, Kind, Verb
from annotator.model.coders import Identity
from annotator.model.history import split
from annotator.model.ids import CoderId, EntityId, derived_id
from annotator.operations import conflicts, merging, projects, undoing
from annotator.store import conflicts as stored
from annotator.store import opening
from annotator.store.backups import copy as copy_project
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.schema import JOURNAL, METADATA, changeset, coding, conflict, meta, op
from annotator.store.schema import opening as opening_table
from tests.builders import faults, identity, make_project, state
from tests.store.deeds import BEGINNING, TEAM_DEEDS, Script, act

DAY = 86_400_000
SKEWS = (0, 0, -30 * DAY, 365 * DAY, -3_600_000)  # milliseconds by which somebody's clock is wrong
MORE: Script = [
    ("add document", 1, 0),
    ("add code", 2, 0),
    ("code", 1, 5),
    ("add case", 2, 0),
    ("memo", 0, 1),
    ("rename code", 0, 3),
    ("undo", 0, 0),
]
ALIKE, OTHERWISE, CROSSWISE = 4, 5, 6  # all with the same numbers; each with another `b`; each with others
RECEIVER = 7  # whoever received something last
# The third has the name of the second and is somebody else.
PEOPLE = (identity("Mira"), identity("Bo"), Identity(CoderId(EntityId(derived_id("another Bo"))), "bo", "B", "#101010"))
JUDGE = identity("Judge")


class Deed(NamedTuple):
    """`who`: the number of a copy, or how all of them do the same; "receive" merges what another one has by now."""

    who: int
    what: str
    a: int
    b: int


class History(NamedTuple):
    """What is done in which copies with which clocks; `seed` is for ids and for how all is merged in the end."""

    people: tuple[int, ...]  # whose each copy is
    skews: tuple[int, ...]
    common: int  # of the deeds: how many are done before the copies are made
    deeds: list[Deed]
    seed: int


_APART = (
    ["rename code", "move code", "define code", "recode", "resize", "memo", "code", "delete code"] * 4
    + ["take off", "turn stance", "rename case", "delete case", "delete document", "rename document"] * 3
    + ["add code", "add case", "add document read otherwise", "undo", "join codes", "join cases", "field"] * 2
)
_TOGETHER = (
    ["resolve"] * 24 + ["undo", "redo"] * 8 + ["take out a merge", "tick off", "take back"] * 4
    + ["take back a merge", "part code", "part case", "join coders", "part coder", "go back", "receive"] * 2
)  # fmt: skip


# Mostly the same few things are worked on, or nobody would ever be in anybody's way.
_A, _B = (0, 0, 0, 1, 1, 2, 3, 5), (0, 0, 1, 1, 2, 2, 3, 4, 5, 7, 11)
_ALL = range(RECEIVER)
_PHASES: tuple[tuple[Sequence[str], Sequence[int], int], ...] = (
    ([*TEAM_DEEDS, *_APART], _ALL, 0),
    (["receive"], [*range(ALIKE), ALIKE, ALIKE], 2),
    ([*TEAM_DEEDS, *_TOGETHER], [*_ALL, *[RECEIVER] * 10], 0),
)
_PEOPLE = ((0, 1), (0, 1), (1, 2), (0, 0), (0, 1, 2), (0, 1, 0), (1, 0, 1, 2))


def _deeds(whats: Sequence[str], who: Sequence[int], most: int) -> st.SearchStrategy[list[Deed]]:
    deed = st.builds(Deed, st.sampled_from(who), st.sampled_from(whats), st.sampled_from(_A), st.sampled_from(_B))
    return st.lists(deed, min_size=1, max_size=most)


def histories(most: int = 6) -> st.SearchStrategy[History]:
    """Work in common and apart, then some receive what others did and go on from there.

    Half of them are drawn piece by piece, so that a failure shrinks; half by chance, which has more variety.
    """
    drawn = st.builds(
        History,
        st.sampled_from(_PEOPLE),
        st.tuples(*[st.sampled_from(SKEWS)] * 4),
        st.integers(0, 2),
        st.tuples(*(_deeds(whats, who, fixed or most) for whats, who, fixed in _PHASES)).map(
            lambda phases: list(itertools.chain.from_iterable(phases))
        ),
        st.integers(0, 2**32),
    )
    return st.one_of(drawn, st.integers(0, 2**64).map(lambda seed: by_chance(seed, most)))


def by_chance(seed: int, most: int = 6) -> History:
    chance = Random(seed)
    deeds = [
        Deed(chance.choice(who), chance.choice(whats), chance.choice(_A), chance.choice(_B))
        for whats, who, fixed in _PHASES
        for _ in range(chance.randint(1 if fixed else 3, fixed or most))
    ]
    skews = tuple(chance.choice(SKEWS) for _ in range(4))
    return History(chance.choice(_PEOPLE), skews, chance.randrange(3), deeds, seed)


@dataclass
class Seen:
    """What the histories came to, told at the end of a long run."""

    histories: int = 0
    merges: int = 0
    deeds: Counter[str] = field(default_factory=Counter)
    conflicts: Counter[str] = field(default_factory=Counter)


@dataclass
class Team:
    """The openings that all histories are played in."""

    folder: Path
    base: Project
    copies: list[Project]
    fresh: Project  # for a file into which all is merged though it held nothing
    random: Random = field(default_factory=Random)
    wrong_by: int = 0  # milliseconds, of the clock of whoever acts
    seen: Seen = field(default_factory=Seen)
    met: set[tuple[bytes, str]] = field(default_factory=set)  # conflicts of this history: id and kind
    receiver: int = 0
    ticks: Iterator[int] = field(default_factory=lambda: itertools.count(1_750_000_000_000, 977))
    mails: Iterator[int] = field(default_factory=itertools.count)


@contextmanager
def a_team(folder: Path) -> Iterator[Team]:
    base = make_project(folder, "base.annot")
    for what, a, b in [*BEGINNING, *MORE]:
        act(base, what, a, b)
    opened = []
    for number in range(5):
        path = folder / str(number) / "p.annot"  # with the texts that are added beside it
        path.parent.mkdir()
        opening.write_empty(path, base.id)
        opened.append(projects.open_project(path, JUDGE))
        sqlite.driver(opened[-1].db).execute("PRAGMA synchronous=OFF")  # no power cut is waited for here
    team = Team(folder, base, opened[:4], opened[4])
    with pytest.MonkeyPatch.context() as patch:
        ticking = SimpleNamespace(time=lambda: (next(team.ticks) + team.wrong_by) / 1000)
        patch.setattr("annotator.store.writing.time", ticking)
        patch.setattr("annotator.store.merging.time", SimpleNamespace(time=lambda: next(team.ticks) / 1000))
        patch.setattr("annotator.model.ids.time", ticking)
        patch.setattr("annotator.model.ids.os", SimpleNamespace(urandom=lambda size: team.random.randbytes(size)))
        try:
            yield team
        finally:
            for one in (*opened, base):
                one.close()


def become_copy_of(project: Project, source: Project | None, who: Identity) -> None:
    """The file is overwritten with that of another project, or emptied; what follows is another opening."""
    if source is None:
        with project.transaction() as db:
            for table in METADATA.sorted_tables:
                if table is not meta:
                    db.execute(table.delete())
    else:
        sqlite.driver(source.db).backup(sqlite.driver(project.db))
    project.left_as, project.stands_for = project.header(), None  # what the handle remembers of the file before
    project.hlc = int(project.read(sa.select(sa.func.max(changeset.c.hlc)))[0][0] or 0)
    project.forget_texts()
    take_over(project, who)


def take_over(project: Project, who: Identity) -> None:
    """Somebody opens the file; this is done at closing and opening too, but for reading the file again."""
    from annotator.operations.acting import become, take_labels

    become(project, who)
    take_labels(project)


def mailed(team: Team, project: Project) -> Path:
    """The file as it is now, elsewhere."""
    path = team.folder / f"mail {next(team.mails) % 64}.annot"
    path.unlink(missing_ok=True)
    copy_project(project, path)
    return path


def receive(team: Team, project: Project, *files: Path) -> merging.Arrived:
    """Merges; what is merged is not written to."""
    before = [path.read_bytes() for path in files]
    arrived = merging.merge(project, files)
    assert [path.read_bytes() for path in files] == before
    team.seen.merges += 1
    team.met.update((bytes(row.id), str(row.what)) for row in project.read(sa.select(conflict.c.id, conflict.c.what)))
    return arrived


class Journal(NamedTuple):
    """All rows of the journal but stored bytes, of which only the keys."""

    openings: frozenset[tuple[object, ...]]
    changesets: frozenset[tuple[object, ...]]
    ops: frozenset[tuple[object, ...]]
    blobs: frozenset[bytes]


def journal(project: Project) -> Journal:
    tables = [sa.select(opening_table), sa.select(changeset), sa.select(op)]
    rows = [frozenset(tuple(row) for row in project.read(query)) for query in tables]
    return Journal(*rows, frozenset(bytes(row[0]) for row in project.read(sa.select(JOURNAL[3].c.sha256))))


def play(team: Team, history: History) -> list[Project]:
    """Does all the deeds, and answers the copies as they are before all is merged."""
    team.random.seed(history.seed)
    team.met.clear()
    team.receiver = 0
    copies, people = team.copies[: len(history.people)], [PEOPLE[one] for one in history.people]
    become_copy_of(copies[0], team.base, people[0])
    team.wrong_by = history.skews[0]
    for deed in history.deeds[: history.common]:
        _do(team, copies[:1], deed)
    for number, one in enumerate(copies[1:], 1):
        become_copy_of(one, copies[0], people[number])
    for deed in history.deeds[history.common :]:
        for who in _who(team, deed, len(copies)):
            team.wrong_by = history.skews[who]
            other_a, other_b = who * (deed.who == CROSSWISE), who * (deed.who in (OTHERWISE, CROSSWISE))
            _do(team, copies, deed._replace(who=who, a=deed.a + other_a, b=deed.b + other_b))
    return copies


def _who(team: Team, deed: Deed, copies: int) -> Sequence[int]:
    if deed.who == RECEIVER:
        return [team.receiver]
    return range(copies) if deed.who >= ALIKE else [deed.who % copies]


def _do(team: Team, copies: Sequence[Project], deed: Deed) -> None:
    project = copies[deed.who] if len(copies) > 1 else copies[0]
    if deed.what == "receive":
        others = [one for one in copies if one is not project]
        chosen = others[deed.a % len(others) :][: 1 + deed.b % 2] if others else []
        if chosen:
            team.receiver = deed.who
            receive(team, project, *(mailed(team, one) for one in chosen))
    else:
        act(project, deed.what, deed.a, deed.b)
    team.seen.deeds[deed.what] += 1


def merged_into_one(team: Team, copies: Sequence[Project], random: Random) -> None:
    """Merges all with all, each copy in a way of its own, and in an empty file too; then all must be the same."""
    assert faults(random.choice(copies)) == ()
    files = [mailed(team, one) for one in copies]
    wanted = Journal(*(frozenset().union(*parts) for parts in zip(*map(journal, copies), strict=True)))
    for number, one in enumerate(copies):
        order = random.sample(files, len(files))
        if number == 0:  # one after another, some twice
            for path in [*order, random.choice(files)]:
                receive(team, one, path)
        elif random.random() < 0.5:  # several at once
            receive(team, one, *order)
        else:  # what the first has made of all, and some of it again
            receive(team, one, mailed(team, copies[0]), order[0])
    everyone = list(copies)
    if random.random() < 0.25:  # in two halves, of which one goes through a file that held nothing
        everyone.append(team.fresh)
        middle = random.randrange(1, len(files))
        become_copy_of(team.fresh, None, JUDGE)
        receive(team, team.fresh, *files[:middle])
        half = mailed(team, team.fresh)
        become_copy_of(team.fresh, None, JUDGE)
        receive(team, team.fresh, *files[middle:])
        receive(team, team.fresh, half)

    whole = state(copies[0])
    for one in everyone:
        found = journal(one)
        assert found.openings == wanted.openings
        assert found.changesets == wanted.changesets, "every changeset that anybody made is in the history"
        assert found.ops == wanted.ops, "with every value that it set"
        assert found.blobs == wanted.blobs
        assert state(one) == whole, "the same rows in every table, conflicts among them"
    assert faults(copies[0]) == (), "these rows are the journal, which is the same everywhere, folded anew"
    again = random.choice(everyone)
    assert not receive(team, again, random.choice(files)).changesets, "once more brings nothing"
    assert state(again) == whole
    for one in everyone:
        take_over(one, JUDGE)
    other = everyone[-1]
    assert undoing.history(other) == undoing.history(copies[0])
    held = stored.conflicts(copies[0])
    assert stored.conflicts(other) == held
    shown = conflicts.open_conflicts(copies[0])
    assert conflicts.open_conflicts(other) == shown
    assert {one.conflict.id for one in shown} == {one.id for one in held}
    team.seen.histories += 1
    team.seen.conflicts.update(what for _, what in team.met)
    no_coding_is_lost(copies[0], wanted)


def no_coding_is_lost(project: Project, wanted: Journal) -> None:
    """Each coding ever made is there, or somebody deleted it who had seen it, and whatever else was done to it."""
    live = {bytes(row[0]) for row in project.read(sa.select(coding.c.id).where(coding.c.deleted == 0))}
    how = {row[0]: row[4] for row in wanted.changesets}
    undoes = {row[0]: row[5] or b"" for row in wanted.changesets}
    on: dict[bytes, dict[bytes, tuple[int, list[bytes]]]] = {}
    for entity, this, kind, verb, seen, _ in wanted.ops:
        if kind == Kind.CODING:
            on.setdefault(entity, {})[this] = verb, split(seen)
    for entity, ops in on.items():
        if entity in live:
            continue
        after: dict[bytes, set[bytes]] = {this: set() for this in ops}  # which operations had seen it
        for this in ops:
            todo = list(ops[this][1])
            while todo:
                earlier = todo.pop()
                if this not in after[earlier]:
                    after[earlier].add(this)
                    todo += ops[earlier][1]
        void = {
            one
            for this, (_, seen) in ops.items()
            if how[this] == How.UNDO and len(seen) == 1 and how[seen[0]] in (How.RESOLVE, How.REDO)
            and seen[0] in split(undoes[this])
            for one in (this, seen[0])
        }  # fmt: skip
        for this, (verb, _) in ops.items():
            deleted = any(ops[later][0] == Verb.DELETE for later in after[this])
            assert verb == Verb.DELETE or deleted or this in void, "deleted by somebody who had seen it"
