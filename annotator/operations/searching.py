"""Finding text in all documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.model.documents import Document
from annotator.store import reading
from annotator.store.handle import Project


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the text stands, in code points of the document's layer."""

    document: Document
    start: int
    end: int
    quote: str


def search(project: Project, text: str) -> Iterator[Hit]:
    """Every place where `text` stands, case ignored, any white space for white space, document by document."""
    words = text.split()
    if not words:
        return
    # IGNORECASE and not casefold: folding changes lengths, and with them the places.
    pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    for document in reading.documents(project):
        for found in pattern.finditer(project.text_of(document.layer.id) or ""):
            yield Hit(document, found.start(), found.end(), found.group())
