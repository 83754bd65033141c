"""What the command palette can offer. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    COMMAND = "command"
    CODE = "code"
    CASE = "case"
    DOCUMENT = "document"
    FIND = "find"


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be chosen. `detail` stands quietly after the title: a code's path, a document's outlet.

    `boost` is what is added for recency, 0 to 3 (see `fuzzy.Candidate`); `colour` is a code's swatch; an entry that
    cannot be run now is shown faint.
    """

    kind: Kind
    title: str
    detail: str
    shortcut: str
    run: Callable[[], object]
    aliases: tuple[str, ...] = ()
    boost: float = 0.0
    colour: str = ""
    enabled: bool = True
