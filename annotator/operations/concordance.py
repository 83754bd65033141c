"""Keyword in context: each place where words stand in all documents, with what stands before and after it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from annotator.model.codings import PlacedCoding
from annotator.model.ids import CodingId, DocumentId, LayerId
from annotator.model.progress import Progress
from annotator.operations import searching
from annotator.operations.visibility import Seen, Sight
from annotator.store import asking_texts, reading
from annotator.store.handle import Project

MOST = 20_000  # lines


@dataclass(frozen=True, slots=True)
class KwicLine:
    """One place, [start, end) in code points of the layer; `before` and `after` have their white space folded."""

    document: DocumentId
    layer: LayerId
    start: int
    end: int
    before: str
    quote: str
    after: str
    paragraph: int  # the block of the layer that it begins in, from 0
    codings_here: tuple[CodingId, ...]  # those that overlap it


def concordance(
    project: Project,
    text: str,
    *,
    width: int = 60,
    most: int = MOST,
    sight: Sight | None = None,
    progress: Progress | None = None,
) -> tuple[KwicLine, ...]:
    """At most so many lines, by document and place. `width`: code points on either side.

    Codings that `sight` hides are left out. Long for many documents: to be run beside the window's thread. Raises
    Cancelled.
    """
    return tuple(islice(lines(project, text, width=width, sight=sight, progress=progress), most))


def lines(
    project: Project,
    text: str,
    *,
    width: int = 60,
    sight: Sight | None = None,
    progress: Progress | None = None,
) -> Iterator[KwicLine]:
    """The same one by one, each document looked into when it is its turn."""
    found = searching.find(project, text)
    for number, document in enumerate(found.documents):
        if progress is not None:
            progress.step(number, len(found.documents), document.title)
        hits = found.in_document(document)
        if not hits:
            continue
        layer = document.layer
        held = searching.text_of(project, layer.id)
        starts = asking_texts.block_starts(project, layer.id)
        codings = _Codings(
            one
            for one in reading.placed_codings(project, layer.id)
            if sight is None or sight.of(one.coder, document.id) is not Seen.HIDDEN
        )
        for hit in hits:
            yield KwicLine(
                document=document.id,
                layer=layer.id,
                start=hit.start,
                end=hit.end,
                before=_folded(held[max(0, hit.start - width) : hit.start]),
                quote=hit.quote,
                after=_folded(held[hit.end : hit.end + width]),
                paragraph=max(0, bisect_right(starts, hit.start) - 1),
                codings_here=codings.over(hit.start, hit.end),
            )


class _Codings:
    """The codings of one text, to be asked for those that lie over a place."""

    def __init__(self, codings: Iterable[PlacedCoding]) -> None:
        self._sorted = sorted(codings, key=lambda one: (one.start, one.end, one.id))
        self._starts = [one.start for one in self._sorted]
        self._reach = list(accumulate((one.end for one in self._sorted), max))  # how far any of those so far reaches

    def over(self, start: int, end: int) -> tuple[CodingId, ...]:
        found: list[CodingId] = []
        place = bisect_left(self._starts, end) - 1
        while place >= 0 and self._reach[place] > start:
            if self._sorted[place].end > start:
                found.append(self._sorted[place].id)
            place -= 1
        return tuple(reversed(found))


def by_left(line: KwicLine) -> tuple[object, ...]:
    """A key for sorting by what stands before, the nearest word first."""
    return [*reversed(line.before.casefold().split())], line.after.casefold(), line.document, line.start


def by_right(line: KwicLine) -> tuple[object, ...]:
    """A key for sorting by what stands after."""
    return line.after.casefold().split(), line.before.casefold(), line.document, line.start


def by_quote(line: KwicLine) -> tuple[object, ...]:
    """A key for sorting by how the words themselves are written, then by what stands after."""
    return line.quote.casefold().split(), line.after.casefold().split(), line.document, line.start


def _folded(text: str) -> str:
    """White space and soft hyphens as they are shown in one line; a blank at the edge of the quote stays."""
    inner = " ".join(text.replace("\u00ad", "").split())
    return f"{' ' if text[:1].isspace() and inner else ''}{inner}{' ' if text[-1:].isspace() and inner else ''}"


def sorted_lines(found: Sequence[KwicLine], order: str) -> list[KwicLine]:
    """By "left", "right", "quote" or "place"."""
    if order == "place":
        return list(found)
    return sorted(found, key={"left": by_left, "right": by_right, "quote": by_quote}[order])
