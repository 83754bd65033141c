"""Which changesets of a damaged file can be kept as they are: whole by their hashes, and all that they had seen too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from annotator.model.changes import Kind, Verb
from annotator.model.history import split
from annotator.store.journal import chained
from annotator.store.remains import Remains, Row

_A_MOMENT = 10_000  # milliseconds
_NEAR = 8  # how many earlier hashes are tried where the one before does not fit

ID, OPENING, HLC, AHEAD, _KIND, UNDOES, _LABEL, HASH = range(8)  # columns of a changeset
ENTITY, CHANGESET, KIND, VERB, SEEN, FIELDS = range(6)  # columns of an operation


class Kept(NamedTuple):
    """What stays as it was. `gaps`: the hash before those changesets whose predecessor was not kept."""

    openings: Sequence[Row]
    changesets: Sequence[Row]
    ops: Sequence[Row]
    gaps: Mapping[bytes, bytes]


def kept(found: Remains) -> Kept:
    """Sifts what was read; every order of pages and every damage give an answer."""
    authors = _authors(found)
    before = {this: hashed for this, hashed in _verified(found) if found.changesets[this][OPENING] in authors}
    _drop_what_saw_others(found, before)
    rows = sorted((found.changesets[this] for this in before), key=lambda row: (row[HLC], row[ID]))
    last: dict[bytes, bytes] = {}
    gaps: dict[bytes, bytes] = {}
    for row in rows:
        if last.get(row[OPENING], row[OPENING]) != before[row[ID]]:
            gaps[row[ID]] = before[row[ID]]
        last[row[OPENING]] = row[HASH]
    openings = [(this, authors[this], *found.openings.get(this, (0, 0, "unknown", 1))[2:]) for this in sorted(last)]
    return Kept(openings, rows, [one for this in before for one in found.ops[this]], gaps)


def _verified(found: Remains) -> Iterator[tuple[bytes, bytes]]:
    """The changesets whose hash says that they are as they were written, each with the hash before it."""
    by_opening: dict[bytes, list[Row]] = defaultdict(list)
    for row in found.changesets.values():
        by_opening[row[OPENING]].append(row)
    for opened, rows in by_opening.items():
        rows.sort(key=lambda row: (row[HLC], row[ID]))
        hashes = [opened, *(row[HASH] for row in rows)]
        for place, row in enumerate(rows):
            ops = found.ops.get(row[ID], [])
            near = (hashes[place], *reversed(hashes[max(0, place - _NEAR) : place]), opened)
            if ops and _is_of_its_time(row):
                earlier = next((one for one in near if chained(one, row[ID], ops) == row[HASH]), None)
                if earlier is not None:
                    yield row[ID], earlier


def _is_of_its_time(row: Row) -> bool:
    """Whether the clock, which no hash covers, agrees with the time that the id was made of (UUIDv7)."""
    this: bytes = row[ID]
    if this[6] >> 4 != 7:
        return True
    told = (row[HLC] >> 16) - row[AHEAD]
    return bool(abs(told - int.from_bytes(this[:6], "big")) <= _A_MOMENT and row[HLC] > 0)


def _drop_what_saw_others(found: Remains, before: dict[bytes, bytes]) -> None:
    """A changeset that saw an operation which is not there, or is later than itself, cannot stay either."""
    there = {(row[ENTITY], this) for this in before for row in found.ops[this]}
    leaning: dict[tuple[bytes, bytes], list[bytes]] = defaultdict(list)
    gone: list[bytes] = []
    for this in before:
        hlc = found.changesets[this][HLC]
        for row in found.ops[this]:
            for seen in split(row[SEEN]):
                leaning[row[ENTITY], seen].append(this)
                if (row[ENTITY], seen) not in there or found.changesets[seen][HLC] >= hlc:
                    gone.append(this)
    while gone:
        this = gone.pop()
        if before.pop(this, None) is not None:
            for row in found.ops[this]:
                gone += leaning[row[ENTITY], this]


def _authors(found: Remains) -> dict[bytes, bytes]:
    """Whose each opening was: by its own row, and where that is lost or not as it was, by the things made in it."""
    made_in: dict[bytes, bytes] = {}
    for this, ops in found.ops.items():
        if this in found.changesets:
            opened = found.changesets[this][OPENING]
            made_in |= {row[ENTITY]: opened for row in ops if row[VERB] == Verb.CREATE and not row[SEEN]}
    votes: dict[bytes, Counter[bytes]] = defaultdict(Counter)
    for rows in found.rows.values():
        for entity, row in rows.items():
            if entity in made_in:
                votes[made_in[entity]][row["author"]] += 1
    found_out = {this: row[1] for this, row in found.openings.items()}
    for opened, heard in votes.items():
        who, count = heard.most_common(1)[0]
        if opened not in found_out or (count > 1 and not heard[found_out[opened]]):
            found_out[opened] = who
    everybody = {*found_out.values(), *found.rows[Kind.CODER]}
    if len(everybody) == 1:
        found_out = dict.fromkeys((row[OPENING] for row in found.changesets.values()), *everybody) | found_out
    return found_out
