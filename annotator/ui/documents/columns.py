"""The columns of the table of documents: what each shows, by what it sorts, and how it groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from annotator.ui.documents.document_row import (
    ISO,
    SAME_STORY,
    DocumentRow,
    DocumentState,
    first_day,
    folded,
    long_date_words,
    state_words,
)
from annotator.ui.words import number, tr

Rank = tuple[Any, ...]  # of values that are compared with their like alone
LAST: Rank = (1,)  # where there is nothing to sort by
_STATES = {state: place for place, state in enumerate(DocumentState)}


class Edited(Enum):
    """How a cell is changed."""

    NOT = "not"
    TITLE = "title"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is the metadata key where the column is one. `rank` answers () where there is nothing to sort by."""

    key: str
    title: str
    text: Callable[[DocumentRow], str]
    rank: Callable[[DocumentRow], Rank]
    edited: Edited = Edited.METADATA
    width: int = 120  # pixels at scale 1
    numbers: bool = False


def _of_metadata(key: str, title: str, width: int = 120) -> Column:
    def text(row: DocumentRow) -> str:
        return row.metadata.get(key, "")

    def rank(row: DocumentRow) -> Rank:
        value = row.metadata.get(key, "")
        return (folded(value),) if value else ()

    return Column(key, title, text, rank, width=width)


def _of_date(key: str, title: str, width: int = 96) -> Column:
    def value(row: DocumentRow) -> str:
        return row.metadata.get(key) or (row.date if key == "date" else "")

    def rank(row: DocumentRow) -> Rank:
        day = first_day(value(row))
        return (day,) if day else ()

    return Column(key, title, lambda row: long_date_words(value(row)), rank, width=width)


def _of_number(key: str, title: str, count: Callable[[DocumentRow], int], width: int) -> Column:
    def text(row: DocumentRow) -> str:
        return number(count(row)) if count(row) else ""

    return Column(key, title, text, lambda row: (count(row),), Edited.NOT, width, numbers=True)


def known_columns() -> tuple[Column, ...]:
    """The title first, which the list beside the text shows; the others in the order in which they are offered."""
    return (
        Column("title", tr("Title"), lambda row: row.title, lambda row: (folded(row.title),), Edited.TITLE, 280),
        Column(
            "state", tr("State"), lambda row: state_words(row.state), lambda row: (_STATES[row.state],),
            Edited.NOT, 96,
        ),
        _of_metadata("outlet", tr("Outlet"), 130),
        _of_metadata("author", tr("Author"), 130),
        _of_date("date", tr("Date")),
        _of_metadata("kind", tr("Kind of source"), 110),
        _of_metadata("language", tr("Language"), 76),
        _of_metadata("url", tr("Address"), 180),
        _of_metadata("archived", tr("Archived at"), 140),
        _of_date("accessed", tr("Accessed"), 100),
        Column(
            "finished_by", tr("Finished by"), lambda row: ", ".join(row.finished_by),
            lambda row: (folded(", ".join(row.finished_by)),) if row.finished_by else (), Edited.NOT, 120,
        ),
        _of_number("codings", tr("Codings"), lambda row: row.codings, 76),
        _of_number("characters", tr("Characters"), lambda row: row.characters, 90),
        _of_metadata(SAME_STORY, tr("Same story"), 150),
        Column(
            "file_name", tr("File"), lambda row: row.file_name, lambda row: (folded(row.file_name),), Edited.NOT, 150
        ),
    )  # fmt: skip


SHOWN_AT_FIRST = ("state", "title", "outlet", "author", "date", "kind", "finished_by", "codings", SAME_STORY)
MADE_BY_READERS = frozenset({"encoding", "hostname", "pages"})  # nothing to be filled in by a person
EDITED_IN_PANEL = ("outlet", "author", "date", "kind", "language", "url", "archived", "accessed")


def own_column(key: str) -> Column:
    """A column of one's own: any metadata key."""
    return _of_metadata(key, key)


# Grouping ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Grouping:
    """By what documents are grouped; `key` is one of `groupings`, or a metadata key."""

    key: str
    title: str


def groupings(own: Iterable[str] = ()) -> tuple[Grouping, ...]:
    """What can be grouped by, the metadata keys of one's own last."""
    fixed = (
        ("outlet", tr("Outlet")), ("year", tr("Year")), ("month", tr("Month")), ("state", tr("State")),
        ("finished_by", tr("Coder")), (SAME_STORY, tr("Same story")), ("author", tr("Author")),
        ("kind", tr("Kind of source")), ("language", tr("Language")),
    )  # fmt: skip
    return (*(Grouping(*one) for one in fixed), *(Grouping(key, key) for key in own))


def group_of(row: DocumentRow, key: str) -> tuple[Rank, str]:
    """Where the group of a row stands among the groups, and what it is called; "" where it has no value there."""
    if key in ("year", "month"):
        found = ISO.match(row.metadata.get("date") or row.date)
        part = found[0][: 4 if key == "year" else 7] if found is not None else ""
        return ((0, -first_day(part), part), long_date_words(part)) if part else (LAST, "")
    if key == "state":
        return (0, _STATES[row.state]), state_words(row.state)
    value = ", ".join(row.finished_by) if key == "finished_by" else row.metadata.get(key, "")
    return ((0, folded(value), value), value) if value else (LAST, "")


def without_words(key: str) -> str:
    """What the group is called of those that have no value there."""
    if key == SAME_STORY:
        return tr("Not grouped")
    if key == "finished_by":
        return tr("Finished by nobody")
    if key in ("year", "month"):
        return tr("Without a date")
    title = next((one.title for one in groupings() if one.key == key), key)
    return tr("{name}: none", name=title)
