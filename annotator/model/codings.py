"""Codings and the passages they lie on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from annotator.model.ids import CaseId, CodeId, CoderId, CodingId, DocumentId, EntityId, LayerId, digest

CONTEXT = 32  # code points kept on either side of a quote


class Stance(StrEnum):
    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


class Passage(NamedTuple):
    """A place: the half-open range [start, end) of code points in a layer's text."""

    layer: LayerId
    start: int
    end: int


class Quoted(NamedTuple):
    """What stands at a passage and around it."""

    quote: str
    prefix: str
    suffix: str

    @property
    def check(self) -> bytes:
        """Six bytes that go into the journal: what the coder saw, to be compared with the layer."""
        return digest(self.prefix, self.quote, self.suffix, size=6)


def quoted(text: str, start: int, end: int) -> Quoted:
    """The quote at [start, end) of a layer's text with up to 32 code points on either side."""
    return Quoted(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


class PlacedCoding(NamedTuple):
    """As much of a coding as a view of its layer needs; positions in code points."""

    id: CodingId
    code: CodeId
    coder: CoderId
    start: int
    end: int
    stance: Stance
    cases: tuple[CaseId, ...]


@dataclass(frozen=True, slots=True)
class Coding:
    """One code put on one passage by one coder. `start` and `end` are None where it has no place in the text."""

    id: CodingId
    layer: LayerId
    document: DocumentId | None
    code: CodeId
    coder: CoderId
    start: int | None
    end: int | None
    quote: str
    prefix: str
    suffix: str
    stance: Stance
    fields: Mapping[str, object]
    cases: tuple[CaseId, ...]
    created: int  # milliseconds since 1970, UTC
    modified: int
    foreign_id: str | None
    imported_from: str | None
    heads: bytes


@dataclass(frozen=True, slots=True)
class Case:
    """What codings are about: a company, an agency, a person."""

    id: CaseId
    name: str
    type: str
    aliases: tuple[str, ...]
    attributes: Mapping[str, str]
    heads: bytes


@dataclass(frozen=True, slots=True)
class Coder:
    """Who codes. The name is a label, the id is who it is."""

    id: CoderId
    name: str
    initials: str
    colour: str
    heads: bytes


@dataclass(frozen=True, slots=True)
class Memo:
    """A note on a document, passage, coding, code, case or the project."""

    id: EntityId
    about: EntityId
    about_kind: int  # a Kind of annotator.model.history
    text: str
    coder: CoderId
    created: int
    modified: int
    heads: bytes
