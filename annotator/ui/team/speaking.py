"""What coders are called and how times are told in the place Team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QLocale, QTime

from annotator.model.ids import CoderId
from annotator.ui.detail.shown import when_words
from annotator.ui.words import tr


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who looks, what the others are called, what time it is. Ids of joined coders are among the names."""

    me: CoderId
    names: Mapping[CoderId, str]
    stands_for: Mapping[CoderId, CoderId]
    now: datetime

    def person(self, coder: CoderId) -> CoderId:
        return self.stands_for.get(coder, coder)

    def is_me(self, coder: CoderId) -> bool:
        return self.person(coder) == self.person(self.me)

    def name(self, coder: CoderId) -> str:
        return self.names.get(self.person(coder)) or self.names.get(coder) or tr("Somebody")

    def who(self, coder: CoderId) -> str:
        return tr("You") if self.is_me(coder) else self.name(coder)

    def whose(self, coder: CoderId) -> str:
        return tr("Mine") if self.is_me(coder) else tr("{name}’s", name=self.name(coder))

    def when(self, milliseconds: int) -> str:
        """The hour today, the day and the hour in the last six days, else the date."""
        if not milliseconds:
            return ""
        when = datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(self.now.tzinfo)
        day = when_words(milliseconds, now=self.now)
        days = (self.now.date() - when.date()).days
        clock = QLocale().toString(QTime(when.hour, when.minute), QLocale.FormatType.ShortFormat)
        return f"{day} {clock}" if 0 < days < 7 else day


def spoken_names(coders: Mapping[CoderId, str]) -> dict[CoderId, str]:
    """First names where they are enough to tell people apart, whole names else, numbered where even these are not."""
    firsts = [name.split(" ")[0] for name in coders.values()]
    found: dict[CoderId, str] = {}
    for this, name in coders.items():
        first = name.split(" ")[0]
        told = first if first and firsts.count(first) == 1 else name
        number = 2
        while told in found.values():
            told, number = f"{name} {number}", number + 1
        found[this] = told
    return found


def listed(names: Sequence[str]) -> str:
    """As "jo.annot, lena.annot and mira.annot"."""
    if len(names) < 2:
        return "".join(names)
    return tr("{some} and {last}", some=", ".join(names[:-1]), last=names[-1])
