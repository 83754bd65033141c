"""How often a code was used, by document and by coder, of the codings that are seen. Nothing here writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.model.ids import CodeId, CoderId, DocumentId
from annotator.operations.codebook import ProjectCode, ancestors_and_self
from annotator.operations.visibility import Seen, Sight
from annotator.store import participation, reading
from annotator.store.handle import Project


@dataclass(frozen=True, slots=True)
class ByDocument:
    document: DocumentId
    title: str
    codings: int


@dataclass(frozen=True, slots=True)
class ByCoder:
    coder: CoderId
    name: str
    codings: int


@dataclass(frozen=True, slots=True)
class CodeCounts:
    """Codings of one code and of those below it: most first, equals by name."""

    codings: int
    documents: tuple[ByDocument, ...]
    coders: tuple[ByCoder, ...]
    hidden: int = 0  # of colleagues, which are not among them


def self_and_below(known: Sequence[ProjectCode], code: CodeId) -> frozenset[CodeId]:
    """The code and all codes below it."""
    return frozenset(one.id for one in known if code in ancestors_and_self(known, one.id))


def code_counts(project: Project, known: Sequence[ProjectCode], code: CodeId, seen: Sight) -> CodeCounts:
    """Counts a code with those below it; what is hidden from the acting coder is only numbered."""
    these = self_and_below(known, code)
    on: Counter[DocumentId] = Counter()
    by: Counter[CoderId] = Counter()
    hidden = unplaced = 0
    for held, coder, document, count in participation.counts_by_coder(project):
        if held not in these:
            continue
        if seen.of(coder, document) is Seen.HIDDEN:
            hidden += count
            continue
        by[coder] += count
        if document is None:
            unplaced += count
        else:
            on[document] += count
    titles = {one.id: one.title for one in reading.documents(project)}
    names = {one.id: one.name for one in reading.coders(project)}
    documents = [ByDocument(one, titles.get(one, ""), count) for one, count in on.items()]
    coders = [ByCoder(one, names.get(one, ""), count) for one, count in by.items()]
    documents.sort(key=lambda one: (-one.codings, one.title.casefold(), one.document))
    coders.sort(key=lambda one: (-one.codings, one.name.casefold(), one.coder))
    return CodeCounts(sum(on.values()) + unplaced, tuple(documents), tuple(coders), hidden)


def review_query(path: Sequence[str], *, coder: str = "", document: str = "") -> str:
    """The query line of Review for the codings of a code, perhaps of one coder, perhaps on one document."""
    parts = [("code", " > ".join(path)), ("coder", coder), ("document", document)]
    return " ".join(f'{name}:"{_quoted(value)}"' for name, value in parts if value)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
