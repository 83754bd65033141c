"""Finding text in all documents.

What stands where is told in `annotator.model.query_text`: case, accents that were not typed, the sort of white space,
quotation marks and dashes are alike, and hyphens at line ends are passed over; places are exact. The full-text index
says which documents are worth looking into; without one all are looked into, and the same is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.model.documents import Document
from annotator.model.ids import LayerId
from annotator.model.progress import Progress
from annotator.model.query_text import Wanted
from annotator.store import reading, search_index
from annotator.store.handle import Project


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the text stands, in code points of the document's layer."""

    document: Document
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Found:
    """The documents in which the text may stand, known at once; iterating looks for the places, document by document.

    In a few of the documents it may turn out not to stand after all.
    """

    wanted: Wanted
    documents: tuple[Document, ...]
    project: Project

    def __iter__(self) -> Iterator[Hit]:
        for document in self.documents:
            yield from self.in_document(document)

    def in_document(self, document: Document) -> list[Hit]:
        """The places in one document."""
        text = text_of(self.project, document.layer.id)
        return [Hit(document, start, end, text[start:end]) for start, end in self.wanted.places(text)]


def search(project: Project, text: str) -> Iterator[Hit]:
    """Every place where `text` stands, document by document; reads alone, and begins to answer at once."""
    yield from find(project, text)


def find(project: Project, text: str) -> Found:
    """Where `text` may stand. At most 100 ms for 1,000 documents that were prepared; nothing is written."""
    wanted = Wanted(text)
    if not wanted:
        return Found(wanted, (), project)
    documents = reading.documents(project)
    worth = set(search_index.may_hold(project, wanted, [one.layer.id for one in documents]))
    return Found(wanted, tuple(one for one in documents if one.layer.id in worth), project)


def prepare(project: Project, progress: Progress | None = None) -> int:
    """Takes documents that are new into the index, so that searching is quick; answers how many were.

    To be run beside the window's thread, after an import and before a search; it takes the project for some 20 ms at
    a time. Where nothing can be written nothing is done. Raises Cancelled.
    """
    return search_index.catch_up(project, _layers(reading.documents(project)), progress)


def unprepared(project: Project) -> int:
    """How many documents are not in the index yet."""
    return len(search_index.missing(project, _layers(reading.documents(project))))


def text_of(project: Project, layer: LayerId) -> str:
    """The text of a layer; "" where this copy lacks it."""
    return project.text_of(layer) or ""


def _layers(documents: Sequence[Document]) -> list[LayerId]:
    return [one.layer.id for one in documents]
