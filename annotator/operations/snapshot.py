"""The whole of a project at one moment, read once, for exports and listings that go over everything."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from annotator.model.codings import Case, Coder, Coding, Memo
from annotator.model.documents import Document, Layer
from annotator.model.ids import CaseId, CodeId, CoderId, DocumentId, EntityId, LayerId
from annotator.operations.codebook import ProjectCode, codes
from annotator.operations.finishing import finished_by
from annotator.store import reading
from annotator.store.handle import Project


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Codings stand by document, place, code in the order of the codebook, coder, id."""

    documents: tuple[Document, ...]
    codes: tuple[ProjectCode, ...]
    cases: tuple[Case, ...]
    coders: tuple[Coder, ...]
    codings: tuple[Coding, ...]
    memos: tuple[Memo, ...]
    document_of: Mapping[DocumentId, Document]
    layer_of: Mapping[LayerId, Layer]
    code_of: Mapping[CodeId, ProjectCode]
    case_of: Mapping[CaseId, Case]
    coder_of: Mapping[CoderId, Coder]
    memos_of: Mapping[EntityId, tuple[Memo, ...]]
    count_of: Mapping[EntityId, int]  # codings of each document, code and case; codes without those below them
    page_starts_of: Mapping[LayerId, tuple[int, ...]]  # where each page begins, of layers with codings and pages
    finished_by: Mapping[DocumentId, tuple[CoderId, ...]]  # who has finished each document

    def memo_text(self, about: EntityId) -> str:
        """The memos on a thing, parted by an empty line."""
        return "\n\n".join(memo.text for memo in self.memos_of.get(about, ()))

    def case_names(self, coding: Coding) -> list[str]:
        return [self.case_of[case].name for case in coding.cases if case in self.case_of]

    def about_names(self, document: Document) -> list[str]:
        """What a document is about."""
        return [self.case_of[case].name for case in document.cases if case in self.case_of]

    def page(self, coding: Coding) -> int | None:
        """The page, from 1, on which a coding begins; None where there are no pages or it has no place."""
        if coding.area is not None:
            return coding.area.page + 1
        starts = self.page_starts_of.get(coding.layer)
        return bisect_right(starts, coding.start) or None if starts and coding.start is not None else None

    def is_finished(self, coding: Coding) -> bool:
        """Whether its coder has finished its document."""
        return coding.document is not None and coding.coder in self.finished_by.get(coding.document, ())

    def finisher_names(self, document: DocumentId) -> list[str]:
        return sorted(self.coder_name(one) for one in self.finished_by.get(document, ()))

    def coder_name(self, coder: CoderId) -> str:
        found = self.coder_of.get(coder)
        return found.name if found else ""


def take(project: Project) -> Snapshot:
    documents, known_codes = reading.documents(project), codes(project)
    order = {code.id: place for place, code in enumerate(known_codes)}
    found = reading.codings(project)
    titles = {document.id: (document.title.casefold(), document.id) for document in documents}
    page_starts = reading.page_starts(project, {one.layer for one in found})
    found.sort(
        key=lambda one: (
            titles.get(one.document, ("", b"")) if one.document else ("", b""),
            *_place(one, page_starts),
            order.get(one.code, len(order)),
            one.coder,
            one.id,
        )
    )
    memos = reading.memos(project)
    about: dict[EntityId, list[Memo]] = defaultdict(list)
    for memo in memos:
        about[memo.about].append(memo)
    cases, coders = reading.cases(project), reading.coders(project)
    return Snapshot(
        documents=documents,
        codes=known_codes,
        cases=cases,
        coders=coders,
        codings=tuple(found),
        memos=tuple(memos),
        document_of={one.id: one for one in documents},
        layer_of={layer.id: layer for one in documents for layer in one.layers},
        code_of={one.id: one for one in known_codes},
        case_of={one.id: one for one in cases},
        coder_of={one.id: one for one in coders},
        memos_of={key: tuple(held) for key, held in about.items()},
        count_of=_counts(found),
        page_starts_of=page_starts,
        finished_by=finished_by(project),
    )


def _place(one: Coding, page_starts: Mapping[LayerId, tuple[int, ...]]) -> tuple[int, int, float, float]:
    """Codings without a place first; an area before the text of its page, from the top."""
    if one.area is None:
        return -1 if one.start is None else one.start, one.end or 0, 0.0, 0.0
    starts = page_starts.get(one.layer, ())
    start = starts[one.area.page] if 0 <= one.area.page < len(starts) else -1
    return start, -1, one.area.top, one.area.left


def _counts(found: list[Coding]) -> Counter[EntityId]:
    counts: Counter[EntityId] = Counter()
    for one in found:
        counts[one.code] += 1
        counts.update(one.cases)
        if one.document is not None:
            counts[one.document] += 1
    return counts
