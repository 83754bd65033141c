"""Auto-coding: the hits of a search become codings, after a look at what would come of it.

Such codings are made by the acting coder and bear in `imported_from` that they were made so, "auto: SEARCH", until
somebody confirms them: then "auto: SEARCH (confirmed)". The exports carry it in the column Imported from.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from annotator.model.changes import Change, Changes, Kind, Verb
from annotator.model.codings import Passage, Stance
from annotator.model.documents import Block, Document
from annotator.model.errors import CannotDo
from annotator.model.ids import CaseId, CodeId, DocumentId, EntityId, LayerId, new_id
from annotator.model.query_marks import automatic
from annotator.model.reading_units import sentences
from annotator.operations.cases import cases_to_use
from annotator.operations.coding import coding_fields
from annotator.operations.many import confirm
from annotator.operations.visibility import mine
from annotator.store import reading, writing
from annotator.store.handle import Project

__all__ = ["AutoPassage", "Extent", "Place", "auto_code", "confirm", "preview"]

MOST = 20_000  # passages in one undo step
_CONTEXT = 60  # code points


class Extent(StrEnum):
    """How much around a hit is coded."""

    EXACT = "exact"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


class Place(Protocol):
    """A hit of a search: `concordance.KwicLine`, `Passage` and whatever else has these."""

    @property
    def layer(self) -> LayerId: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class AutoPassage:
    """A passage that would be coded. `hits`: how many hits lie in it; `coded`: the acting coder has the code there."""

    document: DocumentId
    passage: Passage
    before: str
    quote: str
    after: str
    hits: int
    coded: bool


def preview(
    project: Project, places: Iterable[Place], extent: Extent = Extent.EXACT, code: CodeId | None = None
) -> tuple[AutoPassage, ...]:
    """What auto-coding would code: the hits widened to sentences or paragraphs, those that coincide once.

    By document and place. Hits on documents that were deleted, or whose text this copy lacks, are left out. Without
    a code nothing counts as coded. Long for many documents: to be run beside the window's thread.
    """
    by_layer: dict[LayerId, list[tuple[int, int]]] = defaultdict(list)
    for place in places:
        by_layer[place.layer].append((place.start, place.end))
    taken = _taken(project, code) if code is not None else frozenset()
    found: list[AutoPassage] = []
    for document in reading.documents(project):
        for layer in document.layers if not document.gone else ():
            if layer.id not in by_layer:
                continue
            text = project.text_of(layer.id)
            if text is not None:
                ranges = _widened(project, document, layer.id, text, sorted(by_layer[layer.id]), extent)
                found += [
                    AutoPassage(
                        document.id,
                        Passage(layer.id, start, end),
                        text[max(0, start - _CONTEXT) : start],
                        text[start:end],
                        text[end : end + _CONTEXT],
                        count,
                        (layer.id, start, end) in taken,
                    )
                    for (start, end), count in ranges.items()
                ]
    return tuple(found)


def auto_code(
    project: Project,
    passages: Sequence[AutoPassage | Passage],
    code: CodeId,
    *,
    cases: Sequence[CaseId] = (),
    source: str = "",
) -> Changes:
    """Codes passages in one undo step, marked as made by auto-coding from the search `source`.

    Passages that carry the code already are passed over. CannotDo where there are more than 20,000.
    """
    code, name = reading.code_to_use(project, code)
    cases = cases_to_use(project, cases)
    if len(passages) > MOST:
        raise CannotDo(f"These are {len(passages):,} passages; at most {MOST:,} can be coded at once.")
    taken = set(_taken(project, code))
    live = {layer.id for one in reading.documents(project) if not one.gone for layer in one.layers}
    changes: list[Change] = []
    for one in passages:
        passage = one.passage if isinstance(one, AutoPassage) else one
        text = project.text_of(passage.layer) if passage.layer in live else None
        if text is None or not 0 <= passage.start < passage.end <= len(text) or tuple(passage) in taken:
            continue
        taken.add(tuple(passage))
        fields = coding_fields(passage, text, code, cases, Stance.SUPPORTS, {})
        fields["imported_from"] = automatic(source)
        changes.append(Change(Kind.CODING, EntityId(new_id()), Verb.CREATE, fields))
    count = len(changes)
    said = f" from the search “{' '.join(source.split())}”" if source.strip() else ""
    label = f"Auto-coded {count:,} passage{'' if count == 1 else 's'} with “{name}”{said}"
    return writing.commit(project, label, changes)


def _taken(project: Project, code: CodeId) -> frozenset[tuple[object, ...]]:
    """Where the acting coder has the code."""
    me = mine(project)
    held = reading.codings(project, codes=[code])
    return frozenset((one.layer, one.start, one.end) for one in held if one.coder in me)


def _widened(
    project: Project,
    document: Document,
    layer: LayerId,
    text: str,
    places: Sequence[tuple[int, int]],
    extent: Extent,
) -> dict[tuple[int, int], int]:
    """The ranges to code, in order, with the number of hits in each."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    if extent is Extent.EXACT:
        for place in places:
            found[place] += 1
        return found
    held = next(one for one in document.layers if one.id == layer)
    try:
        blocks: Sequence[Block] = reading.layer_content(project, held).blocks
    except CannotDo:
        blocks = ()
    units = _Units(text, blocks, by_sentence=extent is Extent.SENTENCE)
    for start, end in places:
        found[units.around(start, end)] += 1
    return dict(sorted(found.items()))


class _Units:
    """The sentences or paragraphs of a text, looked up where they are needed."""

    def __init__(self, text: str, blocks: Sequence[Block], *, by_sentence: bool) -> None:
        self._text, self._by_sentence = text, by_sentence
        self._ranges = [(one.start, one.end) for one in blocks] or [(0, len(text))]
        self._starts = [start for start, _ in self._ranges]
        self._sentences: dict[int, list[tuple[int, int]]] = {}

    def around(self, start: int, end: int) -> tuple[int, int]:
        """From the beginning of the unit that holds the first character to the end of the one with the last."""
        first, last = self._unit(start), self._unit(max(start, end - 1))
        return min(start, first[0]), max(end, last[1])

    def _unit(self, at: int) -> tuple[int, int]:
        number = max(0, bisect_right(self._starts, at) - 1)
        start, end = self._ranges[number]
        if not start <= at < end:
            return at, at + 1  # between two blocks
        if not self._by_sentence:
            return start, end
        if number not in self._sentences:
            self._sentences[number] = sentences(self._text, start, end)
        within = [one for one in self._sentences[number] if one[0] <= at < one[1]]
        return within[0] if within else (at, at + 1)
