"""What a query finds, looked up coding by coding as the table of the language says: slow and plain."""

from __future__ import annotations

import re
from datetime import datetime

from annotator.model.codings import Coding
from annotator.model.ids import CodeId, CodingId
from annotator.model.query import (
    And,
    Automatic,
    Beside,
    CaseIs,
    Coded,
    CodeIs,
    CoderIs,
    Dated,
    DocumentHas,
    Everything,
    How,
    MemoHas,
    Not,
    Or,
    Query,
    QuoteHas,
    QuoteMatches,
    StanceIs,
    ValueIs,
    ValueThere,
    Where,
)
from annotator.model.query_text import Wanted
from annotator.operations import codebook, naming
from annotator.operations.visibility import Seen, Sight
from annotator.store import reading
from annotator.store.handle import Project


class Naive:
    def __init__(self, project: Project, sight: Sight | None = None) -> None:
        self.project, self.sight = project, sight
        self.documents = {one.id: one for one in reading.documents(project)}
        self.codes, self.cases = codebook.codes(project), reading.cases(project)
        order = {one: place for place, one in enumerate(self.documents)}
        self.codings = [
            one
            for one in reading.codings(project)
            if sight is None or sight.of(one.coder, one.document) is not Seen.HIDDEN
        ]
        self.codings.sort(
            key=lambda one: (
                order[one.document] if one.document in order else len(order),
                -1 if one.start is None else one.start,
                -1 if one.end is None else one.end,
                one.id,
            )
        )

    def matching(self, query: Query) -> tuple[CodingId, ...]:
        return tuple(one.id for one in self.codings if self.holds(query, one))

    def holds(self, query: Query, one: Coding) -> bool:
        document = self.documents.get(one.document) if one.document else None
        metadata = {key.lower(): value for key, value in document.metadata.items()} if document else {}
        match query:
            case Everything():
                return True
            case And(parts=parts):
                return all(self.holds(part, one) for part in parts)
            case Or(parts=parts):
                return any(self.holds(part, one) for part in parts)
            case Not(part=part):
                return not self.holds(part, one)
            case CodeIs(name=name, below=below):
                return one.code in self.meant(name, below=below)
            case CaseIs(name=None):
                return not one.cases
            case CaseIs(name=str(name)):
                return naming.find_case(self.cases, name).id in one.cases
            case CoderIs(name=name):
                return one.coder == naming.find_coder(reading.coders(self.project), name).id
            case DocumentHas(words=words):
                return document is not None and Wanted(words).stands_in(document.title)
            case StanceIs(stance=stance):
                return one.stance is stance
            case ValueIs(key=key, value=value, where=Where.META):
                return Wanted(value).stands_in(metadata.get(key, ""))
            case ValueThere(key=key, there=there, where=Where.META):
                return document is not None and bool(metadata.get(key)) is there
            case ValueIs(key=key, value=value):
                held = one.fields.get(key)
                return any(
                    str(each).lower() == value or (key == "remark" and value in str(each).lower())
                    for each in (held if isinstance(held, list) else [held])
                    if each is not None
                )
            case ValueThere(key=key, there=there):
                return (one.fields.get(key) is not None) is there
            case Dated(first=first, last=last):
                date = metadata.get("date", "")
                if first is None or last is None:
                    return document is not None and not date
                return (
                    bool(date)
                    and _days(date)[0] >= _days(first or "0001")[0]
                    and (not last or _days(date)[1] <= _days(last)[1])
                )
            case Coded(first=first, last=last):
                day = datetime.fromtimestamp(one.created / 1000).astimezone().strftime("%Y-%m-%d")
                return day[: len(first)] >= first and (not last or day[: len(last)] <= last)
            case QuoteHas(words=words):
                return Wanted(words).stands_in(one.quote)
            case QuoteMatches(pattern=pattern):
                return re.search(pattern, one.quote, re.IGNORECASE) is not None
            case MemoHas(words=words):
                held = [
                    memo.text
                    for memo in reading.memos(self.project, [one.id])
                    if self.sight is None or self.sight.of(memo.coder, one.document) is not Seen.HIDDEN
                ]
                return not held if words is None else any(words in text.lower() for text in held)
            case Automatic(yes=yes):
                source = one.imported_from or ""
                return yes is (source.startswith("auto: ") and "(confirmed)" not in source)
            case Beside():
                others = self.meant(query.name, below=True)
                return any(
                    self.beside(query, one, other)
                    for other in self.codings
                    if other.id != one.id and other.code in others and other.layer == one.layer
                )
            case _:
                raise AssertionError(query)

    def meant(self, name: str, *, below: bool) -> set[CodeId]:
        this = naming.find_code(self.codes, name).id
        if not below:
            return {this}
        return {one.id for one in self.codes if this in codebook.ancestors_and_self(self.codes, one.id)}

    def beside(self, query: Beside, one: Coding, other: Coding) -> bool:
        if one.start is None or one.end is None or other.start is None or other.end is None:
            return False
        text = self.project.text_of(one.layer) or ""
        overlap = one.start < other.end and other.start < one.end
        match query.how:
            case How.WITHIN:
                return other.start <= one.start and one.end <= other.end
            case How.OVERLAPS:
                return overlap
            case How.SAME:
                bounds = [0, *(k for k, char in enumerate(text) if char == "\n")]
                mine = {k for k, at in enumerate(bounds) if _touches(bounds, k, one.start, one.end, len(text))}
                return any(_touches(bounds, k, other.start, other.end, len(text)) for k in mine)
            case How.NEAR:
                low, high = min(one.end, other.end), max(one.start, other.start)
                between = [k for k in range(low, high) if not text[k].isspace() and (k == 0 or text[k - 1].isspace())]
                return overlap or len(between) <= query.words


def _touches(bounds: list[int], number: int, start: int, end: int, length: int) -> bool:
    first = bounds[number] + (number > 0)
    last = bounds[number + 1] + 1 if number + 1 < len(bounds) else length
    return start < last and first < end


def _days(date: str) -> tuple[str, str]:
    """The first and the last day that a date of reduced precision may mean, as far as comparing goes."""
    return (date + "-01-01")[:10], date + "-99-99"[len(date) - 4 :] if len(date) < 10 else date
