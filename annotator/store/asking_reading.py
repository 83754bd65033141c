"""What columns of codings are made of: values that repeat kept once, and rows as plain tuples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.ids import DocumentId, LayerId
from annotator.store import refusals
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.schema import changeset, coding, document, layer

Numbers = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
State = tuple[int, int]


class Changed(Exception):
    """The project was written to since the columns were read."""


def state_of(project: Project) -> State:
    """Changes with everything that is written to the project."""
    with project.lock:
        return sqlite.state_of(project.db)


@dataclass(slots=True)
class Column:
    """A value of each coding: each different one once, and its number for each coding."""

    values: list[Any]
    numbers: Numbers
    known: dict[Any, int]  # what was read: its number
    repeats: bool = True  # no: every coding has a value of its own, and none is looked for

    def where(self, holds: Callable[[Any], object]) -> Mask:
        """Which codings have a value that `holds` is true of."""
        if not self.values:
            return np.zeros(len(self.numbers), bool)
        table = np.fromiter((bool(holds(value)) for value in self.values), bool, len(self.values))
        return table[self.numbers]

    def among(self, wanted: Iterable[Any]) -> Mask:
        held = frozenset(wanted)
        return self.where(held.__contains__)

    def counts(self, mask: Mask) -> dict[Any, int]:
        """How many of the chosen codings have each value."""
        counted: dict[Any, int] = {}
        each = np.bincount(self.numbers[mask], minlength=len(self.values)).tolist()
        for value, count in zip(self.values, each, strict=True):  # several that were joined are one value
            if count:
                counted[value] = counted.get(value, 0) + count
        return counted

    def number_all(self, held: Sequence[Any], becomes: Callable[[Any], Any]) -> Numbers:
        """The numbers of further values, as they were read; new ones are taken in."""
        if not self.repeats:
            self.values += held
            return np.arange(len(self.values) - len(held), len(self.values), dtype=np.int32)
        for one in dict.fromkeys(held):
            if one not in self.known:
                self.known[one] = len(self.values)
                self.values.append(becomes(one))
        return np.fromiter(map(self.known.__getitem__, held), np.int32, len(held))


def tuples(project: Project, query: sa.Select[Any]) -> list[tuple[Any, ...]]:
    """Of live codings, by id, as plain tuples."""
    query = query.where(coding.c.deleted == 0).order_by(coding.c.id)
    with project.lock:
        try:
            if project.db.in_transaction():
                return sqlite.tuples(project.db, query)
            with project.db.begin():
                return sqlite.tuples(project.db, query)
        except DatabaseError as error:
            raise refusals.not_read(project.path, error) from error
        except sqlite.Error as error:
            raise refusals.not_read(project.path, DatabaseError("", None, error)) from error


def count_of_changesets(project: Project) -> int:
    return int(project.read(sa.select(sa.func.count()).select_from(changeset))[0][0])


def documents_of_layers(project: Project) -> dict[LayerId, tuple[DocumentId, int]]:
    """The document of each layer, and where it stands among all, as `reading.documents` has them."""
    held = project.read(sa.select(document.c.id, document.c.title))
    ordered = sorted((str(title or "").casefold(), this) for this, title in held)
    ranks = {this: rank for rank, (_, this) in enumerate(ordered)}
    layers = project.read(sa.select(layer.c.id, layer.c.document))
    return {LayerId(this): (DocumentId(on), ranks[on]) for this, on in layers if on in ranks}
