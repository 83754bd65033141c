"""What a deed asks for, and what came of it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from annotator.model.ids import ChangesetId, CoderId, EntityId


class Kind(IntEnum):
    """Which sort of entity; the numbers stand in files and never change."""

    DOCUMENT = 1
    LAYER = 2
    CODE = 3
    CODING = 4
    CODER = 5
    CASE = 6
    MEMO = 7
    PART = 8  # of a codebook: case type, field, criterion, level, rule, rule row, header; a setting of the project
    FINISHED = 9  # a coder has finished a document
    LOOKED = 10  # a coding was looked at again after its code was redefined
    KEPT = 11  # a conflict between things, settled by leaving them as they are


class Verb(IntEnum):
    CREATE = 0
    SET = 1
    DELETE = 2
    RESTORE = 3


class How(IntEnum):
    """How a changeset came about; the numbers stand in files and never change."""

    DO = 0
    UNDO = 1
    REDO = 2
    RESOLVE = 3
    IMPORT = 4
    REDACT = 5
    FOUNDING = 6  # what a project began with, and a coder's arrival in it: no undo step


Fields = Mapping[str, object]  # plain JSON values; ids as 22 characters of base64url


class Change(NamedTuple):
    """One operation on one entity. `seen` is its heads as they were read with the value that the coder had in view."""

    kind: Kind
    id: EntityId
    verb: Verb
    fields: Fields
    seen: bytes = b""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one changeset touched: all that a view needs to know to bring itself up to date."""

    changeset: ChangesetId | None = None
    label: str = ""
    touched: Mapping[Kind, tuple[EntityId, ...]] = field(default_factory=dict)

    def of(self, kind: Kind) -> tuple[EntityId, ...]:
        return self.touched.get(kind, ())

    def __bool__(self) -> bool:
        return self.changeset is not None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One changeset as people read it; `time` in milliseconds since 1970."""

    id: ChangesetId
    time: int
    coder: CoderId
    how: How
    label: str
    undoes: tuple[ChangesetId, ...]
    touched: Mapping[Kind, int]


def ref(value: bytes) -> str:
    """Bytes, mostly an id, as they stand in the fields of an operation."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


@lru_cache(maxsize=4096)  # the same layers and codes again and again
def deref(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
