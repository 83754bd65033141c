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


class Area(NamedTuple):
    """A place: a rectangle on one page, in points from the top left corner of the page as it is shown, y down."""

    layer: LayerId
    page: int  # from 0
    left: float
    top: float
    right: float
    bottom: float

    @property
    def text(self) -> str:
        """The four edges as they are stored and exported: tenths of a point, parted by blanks."""
        return " ".join(f"{round(edge, 1) + 0.0:g}" for edge in self[2:])

    @property
    def check(self) -> bytes:
        """Six bytes that go into the journal, as those of a quote do: page and edges that were set together."""
        return digest("area", self.page, self.text, size=6)

    @classmethod
    def stored(cls, layer: LayerId, page: int | None, text: str | None) -> Area | None:
        """The area that a coding's columns hold; None if they hold none, or one that damage has spoiled."""
        if page is None or text is None:
            return None
        try:
            left, top, right, bottom = map(float, text.split(" "))
        except ValueError:
            return None
        return cls(layer, page, left, top, right, bottom)


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


class PlacedArea(NamedTuple):
    """As much of a coding on an area as a view of its page needs."""

    id: CodingId
    code: CodeId
    coder: CoderId
    area: Area
    stance: Stance
    cases: tuple[CaseId, ...]


@dataclass(frozen=True, slots=True)
class Coding:
    """One code put on one passage by one coder. `start` and `end` are None where it has no place in the text: then
    it lies on an area, or nowhere."""

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
    stored_cases: tuple[CaseId, ...] = ()  # as they were put on it, before joined ones stand for one another
    area: Area | None = None

    @property
    def page(self) -> int | None:
        """The page of the area, from 0; None of a coding on text, whose page is found by the layer's page table."""
        return None if self.area is None else self.area.page


@dataclass(frozen=True, slots=True)
class Case:
    """What codings are about: a company, an agency, a person. Attributes are its own, then those of its members."""

    id: CaseId
    name: str
    type: str
    aliases: tuple[str, ...]
    attributes: Mapping[str, str]
    heads: bytes
    members: tuple[Case, ...] = ()  # the cases joined into it, each as it is by itself
    gone: bool = False  # deleted, though codings lean on it: shown, not offered

    @property
    def also(self) -> tuple[str, ...]:
        """What else it goes by: its aliases, then the names and aliases of the cases joined into it."""
        found = list(self.aliases)
        held = {name.casefold() for name in (self.name, *self.aliases)}
        for name in (name for one in self.members for name in (one.name, *one.aliases)):
            if name.casefold() not in held:
                held.add(name.casefold())
                found.append(name)
        return tuple(found)


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
