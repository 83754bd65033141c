"""What the panel on the right is given to show, and how times are told in it. Free of Qt's widgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QDate, QLocale

from annotator.model.changes import HistoryLine
from annotator.model.codings import Stance
from annotator.model.ids import CaseId, CodingId
from annotator.ui.fields.shown import FieldShown
from annotator.ui.reader.palette import Look
from annotator.ui.words import moment, tr


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a coding; an empty value is shown as not stated. `of` is what the codebook asks for, if it does."""

    name: str
    value: str = ""
    of: FieldShown | None = None


@dataclass(frozen=True, slots=True)
class DetailCoding:
    """One coding at the cursor, in words."""

    id: CodingId
    code: str                                      # its name
    path: str                                      # "State ties › Government contract"
    look: Look
    stance: Stance = Stance.SUPPORTS
    coder: str = ""                                # name
    initials: str = ""
    fields: tuple[ShownField, ...] = ()
    cases: tuple[tuple[CaseId, str], ...] = ()     # with their names
    memo: str = ""
    is_own: bool = True                            # whether the acting coder may change it
    to_look_at: int = 0                            # open conflicts that it has a part in

    @property
    def asked(self) -> tuple[FieldShown, ...]:
        """The fields that its code asks for."""
        return tuple(field.of for field in self.fields if field.of is not None)


@dataclass(frozen=True, slots=True)
class DetailPassage:
    """What is at the cursor: the passage and the codings there, the chosen one among them if any is."""

    where: str                                     # "paragraph 2 · 118–173"
    quote: str
    codings: tuple[DetailCoding, ...] = ()
    chosen: CodingId | None = None
    history: tuple[str, ...] = ()                  # newest first, each as `history_words` tells it

    @property
    def chosen_coding(self) -> DetailCoding | None:
        return next((coding for coding in self.codings if coding.id == self.chosen), None)


def history_words(line: HistoryLine, initials: str, *, now: datetime) -> str:
    """A line of the history as people say it: "MK coded Surveillance · 10:42"; `now` in the local time zone."""
    label = line.label[:1].lower() + line.label[1:]
    return f"{initials} {label} · {when_words(line.time, now=now)}"


def when_words(milliseconds: int, *, now: datetime) -> str:
    """The hour today, "yesterday", the day of the week in the last six days, else the date; by locale."""
    when = datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(now.tzinfo)
    days = (now.date() - when.date()).days
    locale = QLocale()
    if days == 0:
        return moment(when, now=now)
    if days == 1:
        return tr("yesterday")
    if 1 < days < 7:
        return locale.dayName(when.isoweekday(), QLocale.FormatType.ShortFormat)
    return locale.toString(QDate(when.year, when.month, when.day), QLocale.FormatType.ShortFormat)
