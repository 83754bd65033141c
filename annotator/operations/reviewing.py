"""The place Review's questions: which codings a query line finds, as rows, and how they spread.

The language of the line is told in `annotator.model.query`. `Review` keeps what it has read between two questions;
the plain functions read anew each time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from annotator.model.changes import Changes
from annotator.model.codings import Stance
from annotator.model.ids import CaseId, CodeId, CoderId, CodingId, DocumentId
from annotator.model.query import parse
from annotator.model.query_marks import is_automatic
from annotator.operations.reviewing_names import Names
from annotator.operations.visibility import Seen, Sight
from annotator.store import reading
from annotator.store.handle import Project

if TYPE_CHECKING:  # numpy is not for the window's start
    from annotator.store.asking_columns import Columns, Sees

_Answer = TypeVar("_Answer")
_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One coding as a row of Review shows it; `quote` is the layer's slice, `before`/`after` what stands around it."""

    id: CodingId
    code: CodeId
    coder: CoderId
    document: DocumentId
    start: int | None
    end: int | None
    before: str
    quote: str
    after: str
    stance: Stance
    cases: tuple[CaseId, ...]
    fields: Mapping[str, object]
    memo: str
    created: int  # milliseconds since 1970
    automatic: bool  # made by auto-coding, and not confirmed since


@dataclass(frozen=True, slots=True)
class Facets:
    """How many of some codings there are of each; a coding about two cases counts at both, None: about no case."""

    codes: Mapping[CodeId, int]
    cases: Mapping[CaseId | None, int]
    coders: Mapping[CoderId, int]
    documents: Mapping[DocumentId, int]
    stances: Mapping[Stance, int]


def matching(project: Project, question: str, sight: Sight | None = None) -> tuple[CodingId, ...]:
    """The codings that a query line finds, in the order of documents and of their texts; "" finds all.

    Codings that `sight` hides are left out. Raises annotator.model.query.QueryFault (a CannotDo) with the place of the
    mistake. At most 200 ms for 100,000 codings.
    """
    return Review(project).matching(question, sight)


def rows(project: Project, ids: Sequence[CodingId], sight: Sight | None = None) -> list[ReviewRow]:
    """Some codings as rows, in the order asked for (those gone left out); 200 of them in a few milliseconds.

    Memos of coders whom `sight` hides there are left out, on whosever coding.
    """
    wanted = list(dict.fromkeys(ids))
    found = {one.id: one for one in reading.codings(project, wanted)}
    noted: dict[bytes, str] = {}
    seen = sees(sight)
    for memo in reading.memos(project, found) if found else ():
        if seen is not None and not seen(memo.coder, found[CodingId(memo.about)].document):
            continue
        noted[memo.about] = f"{noted[memo.about]}\n{memo.text}" if memo.about in noted else memo.text
    return [
        ReviewRow(
            id=one.id,
            code=one.code,
            coder=one.coder,
            document=one.document or DocumentId(one.layer),
            start=one.start,
            end=one.end,
            before=one.prefix,
            quote=one.quote,
            after=one.suffix,
            stance=one.stance,
            cases=one.cases,
            fields=one.fields,
            memo=noted.get(one.id, ""),
            created=one.created,
            automatic=is_automatic(one.imported_from),
        )
        for one in (found[this] for this in wanted if this in found)
    ]


def facets(project: Project, ids: Iterable[CodingId]) -> Facets:
    """How some codings spread over codes, cases, coders, documents and stances."""
    return Review(project).facets(ids)


class Review:
    """One place Review: keeps the columns of all codings in memory until the project changes.

    Threads take turns: one waits until another has its answer.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._turn = threading.Lock()
        self._columns: Columns | None = None
        self._names: Names | None = None
        self._told: list[Changes] = []

    def matching(self, question: str, sight: Sight | None = None) -> tuple[CodingId, ...]:
        """As the function of that name."""
        from annotator.store.asking import chosen

        query = parse(question)
        return self._asked(lambda columns, names: columns.those(chosen(columns, query, names, sees(sight))))

    def facets(self, ids: Iterable[CodingId]) -> Facets:
        """As the function of that name."""
        wanted = list(ids)
        return self._asked(lambda columns, _: _facets(columns, wanted))

    def follow(self, changes: Changes) -> None:
        """To be told of what changed in the project, so that little is read anew; what is not told is noticed."""
        self._told.append(changes)

    def warm(self) -> None:
        """Reads what the next questions will need; to be done beside the window's thread."""
        self._asked(lambda columns, _: columns.warm())

    def _asked(self, answer: Callable[[Columns, Names], _Answer]) -> _Answer:
        from annotator.store.asking_reading import Changed

        with self._turn:
            for _ in range(_ATTEMPTS):
                try:
                    return answer(*self._up_to_date())
                except Changed:  # by another thread, between two columns
                    continue
            with self._project.lock:  # somebody writes without a pause
                return answer(*self._up_to_date())

    def _up_to_date(self) -> tuple[Columns, Names]:
        from annotator.store.asking_columns import Columns
        from annotator.store.asking_reading import state_of

        columns, names = self._columns, self._names
        told, self._told = self._told, []
        if columns is None or names is None:
            columns = Columns(self._project)
        elif state_of(self._project) == columns.state:
            return columns, names  # what was told is in them already
        elif not columns.follow(told):
            columns = Columns(self._project)
        self._columns, self._names = columns, Names(self._project, columns.used_fields)
        return self._columns, self._names


def sees(sight: Sight | None) -> Sees | None:
    """Whether what a coder wrote on a document is seen; None: everything is."""
    if sight is None or sight.hides_nothing:
        return None
    return lambda who, on: sight.of(who, on) is not Seen.HIDDEN


def _facets(columns: Columns, ids: Iterable[CodingId]) -> Facets:
    mask = columns.mask_of(ids)
    by_case: dict[CaseId | None, int] = {}
    for held, count in columns.cases.counts(mask).items():
        for case in held or (None,):
            by_case[case] = by_case.get(case, 0) + count
    documents = columns.document.counts(mask)
    return Facets(
        codes=columns.code.counts(mask),
        cases=by_case,
        coders=columns.coder.counts(mask),
        documents={this: count for this, count in documents.items() if this is not None},
        stances={Stance(stance): count for stance, count in columns.stance.counts(mask).items()},
    )
