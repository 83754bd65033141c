"""One document as a line: what the lists show of it, and how that is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QDate, QLocale

from annotator.model.ids import DocumentId
from annotator.ui.badge import look_words
from annotator.ui.words import tr, tr_n

SAME_STORY = "same_story"  # the metadata key of a story told in several documents
ISO = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class DocumentState(Enum):
    NEW = "new"
    BEGUN = "begun"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document, one line."""

    id: DocumentId
    title: str
    state: DocumentState = DocumentState.NEW
    read: float = 0.0                     # of a begun one: the share that has been read or coded, 0 to 1
    date: str = ""                        # ISO 8601, as precise as it is known: "2019", "2019-08", "2019-08-29"
    codings: int = 0
    metadata: Mapping[str, str] = field(default_factory=dict)
    finished_by: tuple[str, ...] = ()     # the names of those who have finished it
    to_look_at: int = 0                   # open conflicts that it has a part in
    gone: bool = False                    # deleted, though codings lean on it
    characters: int = 0                   # code points of the text that is shown
    file_name: str = ""

    @property
    def story(self) -> str:
        """The story that it tells together with others; empty for none."""
        return self.metadata.get(SAME_STORY, "")


@lru_cache(maxsize=32_768)
def first_day(date: str) -> int:
    """The first possible day of a date as a number that rises with it; 0 without one."""
    found = ISO.match(date)
    if found is None:
        return 0
    year, month, day = (int(part or 1) for part in found.groups())
    return year * 10_000 + month * 100 + day


@lru_cache(maxsize=32_768)
def folded(text: str) -> str:
    """The text without case and accents, to be sorted and searched by."""
    if text.isascii():
        return text.lower()
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def state_words(state: DocumentState) -> str:
    words = {DocumentState.NEW: tr("new"), DocumentState.BEGUN: tr("begun"), DocumentState.FINISHED: tr("finished")}
    return words[state]


def date_words(date: str) -> str:
    """A date of ISO 8601, partial too, as people read it: "29 Aug 19", "Aug 2019", "2019"; else as it stands."""
    return _date_words(date, "d MMM yy")


def long_date_words(date: str) -> str:
    """The same with the whole year: "29 Aug 2019"."""
    return _date_words(date, "d MMM yyyy")


def _date_words(date: str, form: str) -> str:
    found = ISO.match(date)
    if found is None:
        return date
    year, month, day = (int(part) if part else 0 for part in found.groups())
    locale = QLocale()
    whole = QDate(year, month or 1, day or 1)
    if not whole.isValid():
        return date
    if not month:
        return str(year)
    return locale.toString(whole, form if day else "MMM yyyy")


def told(row: DocumentRow) -> str:
    """What the tool tip says."""
    lines = [row.title, f"{state_words(row.state)} · {tr_n('%n coding', '%n codings', row.codings)}"]
    if row.finished_by:
        lines.append(tr("finished by {names}", names=", ".join(row.finished_by)))
    if row.to_look_at:
        lines.append(look_words(row.to_look_at))
    if row.gone:
        lines.append(gone_words(row.title))
    if row.story:
        lines.append(tr("tells the story “{story}”", story=row.story))
    lines += [f"{name}: {value}" for name, value in row.metadata.items() if value and name != SAME_STORY]
    return "\n".join(lines)


def spoken(row: DocumentRow) -> str:
    """What a screen reader says of the row."""
    said = [row.title, state_words(row.state), date_words(row.date)]
    if row.finished_by:
        said.append(tr("finished by {names}", names=", ".join(row.finished_by)))
    if row.gone:
        said.append(tr("deleted"))
    if row.to_look_at:
        said.append(look_words(row.to_look_at))
    if row.story:
        said.append(tr("same story as others"))
    return ", ".join(part for part in said if part)


def gone_words(title: str) -> str:
    """What to do where a document was deleted though it is coded."""
    return tr("“{title}” was deleted while others coded it: restore it, or delete its codings, in Team.", title=title)
