"""Highlights that were made in a PDF by other programs, and our own in a copy that came back: told, and taken in.

They are read from the imported original, or from another file with the very same pages, such as a colleague's copy.
What lies under a highlight is found in the layer that is stored here, by the middles of its glyphs; where no words
lie under it, the highlight is an area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.model.changes import Change, Changes, Kind, Verb
from annotator.model.codings import Area, Passage, Stance
from annotator.model.documents import Document, Layer
from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId, CodingId, EntityId, derived_id, main_memo_id
from annotator.operations import codebook
from annotator.operations.annotated import AnnotatedCopy, coding_named, export_annotated, geometry
from annotator.operations.cases import cases_to_use
from annotator.operations.coding import SMALLEST_AREA, coding_fields, memo_of_coding, refuse_dead
from annotator.operations.documents import bytes_of
from annotator.store import reading, writing
from annotator.store.handle import Project

if TYPE_CHECKING:
    from annotator.formats.pdf.annotations import Annotation, Comment
    from annotator.formats.pdf.geometry import LayerGeometry

__all__ = ["AnnotatedCopy", "FoundHighlight", "Imported", "export_annotated", "found", "import_highlights"]

_SAME_PAGE = 1.0  # points by which the sizes of two pages may differ that are the same
_NEAR = 0.5  # points: places of highlights without an id are compared no closer


@dataclass(frozen=True, slots=True)
class FoundHighlight:
    """A highlight and what it would become here."""

    coding: CodingId  # of the coding that it would be, or is
    is_here: bool  # that coding is in the project already
    place: Passage | Area
    quote: str  # what lies under it; "" of an area
    colour: str  # "#RRGGBB", or "" where the file gives none
    by: str  # highlight, underline, squiggly, strikeout, square
    author: str
    date: str  # ISO 8601, as precise as the file has it
    comment: str  # with the replies to it
    name: str  # its id in the file, if it has one
    page: int  # from 0, on which it begins
    code: CodeId | None  # that it names itself: it was written by this program


@dataclass(frozen=True, slots=True)
class Imported:
    """`ids`: codings of all highlights that were meant, new or not."""

    changes: Changes
    ids: tuple[CodingId, ...]
    new: int
    already_here: int
    left_out: int  # of a colour for which no code was given


def by_colour(highlights: Sequence[FoundHighlight]) -> dict[str, int]:
    """How many highlights there are of each colour, the most frequent first."""
    return dict(Counter(one.colour for one in highlights).most_common())


def found(
    project: Project, document: Document, *, source: Path | None = None, passwords: Sequence[str] = ()
) -> tuple[FoundHighlight, ...]:
    """The highlights of a document in the order of its pages; with `source` those of that file instead.

    CannotDo if the document is no PDF, or the file has other pages; CannotRead or NeedsPassword if it does not open.
    """
    from annotator.formats.pdf import annotations

    layer = next((one for one in document.layers if one.pages), None)
    if layer is None or document.media_type != "application/pdf":
        raise CannotDo(f"“{document.title}” is no PDF; there are no highlights to look for.")
    data = bytes_of(source) if source is not None else reading.blob_data(project, document.sha256)
    if data is None:
        raise CannotDo("This copy of the project lacks the original file; open a complete copy or a backup.")
    held = annotations.read(data, passwords)
    layouts, _ = reading.page_layouts(project, layer.id)
    here = [(one.width, one.height) for one in layouts]
    if len(here) != len(held.pages) or not all(map(_same_page, here, held.pages)):
        raise CannotDo("That file has other pages than the document; give a copy of the very same PDF.")
    return _Finder(project, layer).all(held.found)


def import_highlights(
    project: Project,
    document: Document,
    codes: Mapping[str, CodeId],
    *,
    everything: CodeId | None = None,
    source: Path | None = None,
    passwords: Sequence[str] = (),
) -> Imported:
    """Makes codings of the highlights whose colour has a code, in one undo step; the same file twice adds nothing.

    `codes` has colours as keys, "#RRGGBB", or "" for highlights without one; `everything` is the code of all other
    colours. The acting coder codes. Who made the highlight stands in `imported_from` and before the comment, which
    becomes a memo. What this program wrote comes back as the same coding, by the code that it names.
    """
    highlights = found(project, document, source=source, passwords=passwords)
    wanted = {colour.upper(): reading.code_to_use(project, code)[0] for colour, code in codes.items()}
    rest = None if everything is None else reading.code_to_use(project, everything)[0]
    cases = cases_to_use(project, document.cases)
    file_name = source.name if source is not None else document.file_name
    states = reading.state(project, Kind.CODING, [one.coding for one in highlights])
    memo_ids = {one.coding: main_memo_id(one.coding, project.coder.id) for one in highlights}
    memo_states = reading.state(project, Kind.MEMO, memo_ids.values())
    changes: list[Change] = []
    ids: list[CodingId] = []
    here = left_out = new = 0
    for one in highlights:
        code = one.code or wanted.get(one.colour, rest)
        if one.is_here:
            here += 1
            ids.append(one.coding)
            continue
        if code is None:
            left_out += 1
            continue
        if not new:
            refuse_dead(project, one.place)
        new += 1
        ids.append(one.coding)
        text = project.text_of(one.place.layer) or ""
        fields = coding_fields(one.place, text, code, cases, Stance.SUPPORTS, {})
        who = ", ".join(part for part in (one.author, one.date[:10]) if part)
        fields["imported_from"] = f"{file_name}: {one.by}" + (f" by {who}" if one.author else f", {who}" if who else "")
        if one.name:
            fields["foreign_id"] = one.name
        changes.append(_made(Kind.CODING, one.coding, fields, states))
        if one.comment:
            memo = memo_of_coding(project, one.coding, one.comment)
            changes.append(_made(Kind.MEMO, memo.id, dict(memo.fields), memo_states))
    label = f"Coded {new:,} highlight{'' if new == 1 else 's'} of “{document.title}”"
    return Imported(writing.commit(project, label, changes), tuple(ids), new, here, left_out)


def _made(
    kind: Kind, this: EntityId, fields: dict[str, object], states: Mapping[EntityId, tuple[bytes, bool]]
) -> Change:
    if this not in states:
        return Change(kind, this, Verb.CREATE, fields)
    heads, deleted = states[this]
    return Change(kind, this, Verb.RESTORE if deleted else Verb.SET, fields, heads)


class _Finder:
    """Makes highlights of annotations: their places in a layer, and which codings they are."""

    def __init__(self, project: Project, layer: Layer) -> None:
        self._project, self._layer = project, layer
        self._text = project.text_of(layer.id) or ""
        self._ours: dict[str, CodingId] = {}  # by the name in the file
        self._sizes, _ = reading.page_layouts(project, layer.id)
        self._places: LayerGeometry = geometry(project, layer)
        self._codes = {one.path_text: one.id for one in codebook.codes(project) if not one.gone}
        self._foreign = {
            one.foreign_id: one.id for one in reading.codings(project, layers=[layer.id]) if one.foreign_id
        }

    def all(self, annotations: Sequence[Annotation]) -> tuple[FoundHighlight, ...]:
        self._ours = self._of_ours(annotations)
        # A coding of ours that goes over several pages is a highlight on each of them.
        kept: dict[object, list[Annotation]] = {}
        for number, one in enumerate(annotations):
            kept.setdefault(self._ours.get(one.name) or number, []).append(one)
        made = [highlight for group in kept.values() if (highlight := self._highlight(group)) is not None]
        lives = _living(self._project, [one.coding for one in made])
        seen: set[CodingId] = set()
        whole: list[FoundHighlight] = []
        for highlight in made:
            if highlight.coding in seen:  # the very same mark twice in a file
                continue
            seen.add(highlight.coding)
            whole.append(replace(highlight, is_here=highlight.coding in lives))
        return tuple(whole)

    def _of_ours(self, annotations: Sequence[Annotation]) -> dict[str, CodingId]:
        """Which names mean codings that were made here, or in another project with the code that they name."""
        named = {one.name: this for one in annotations if (this := coding_named(one.name)) is not None}
        states = {kind: reading.state(self._project, kind, named.values()) for kind in Kind}
        of_code = {one.name for one in annotations if one.subject in self._codes}
        return {
            name: this
            for name, this in named.items()
            if (this in states[Kind.CODING] or name in of_code)
            and not any(this in held for kind, held in states.items() if kind is not Kind.CODING)
        }

    def _highlight(self, group: Sequence[Annotation]) -> FoundHighlight | None:
        first = group[0]
        place = self._place(group)
        if place is None:
            return None
        ours = self._ours.get(first.name)
        quote = self._text[place.start : place.end] if isinstance(place, Passage) else ""
        return FoundHighlight(
            coding=ours or self._id(first),
            is_here=False,
            place=place,
            quote=quote,
            colour=first.colour,
            by=first.by.value,
            author=first.comment.author,
            date=first.comment.date,
            comment=_conversation(first),
            name=first.name,
            page=first.page,
            code=self._codes.get(first.subject) if ours is not None else None,
        )

    def _place(self, group: Sequence[Annotation]) -> Passage | Area | None:
        if not any(one.by == "square" for one in group):
            ranges = [held for one in group for quad in one.quads for held in self._places.offsets_in(one.page, quad)]
            if ranges:
                return Passage(self._layer.id, min(start for start, _ in ranges), max(end for _, end in ranges))
        page, quads = group[0].page, group[0].quads
        shown = self._sizes[page]
        area = Area(
            self._layer.id,
            page,
            max(0.0, min(quad.left for quad in quads)),
            max(0.0, min(quad.top for quad in quads)),
            min(shown.width, max(quad.right for quad in quads)),
            min(shown.height, max(quad.bottom for quad in quads)),
        )
        rounded = Area(area.layer, page, *(round(edge, 1) for edge in area[2:]))
        if rounded.right - rounded.left < SMALLEST_AREA or rounded.bottom - rounded.top < SMALLEST_AREA:
            return None
        return rounded

    def _id(self, one: Annotation) -> CodingId:
        """Of the coding that a foreign highlight becomes: the same, however often and from which copy it is read."""
        if one.name in self._foreign:
            return self._foreign[one.name]
        key: list[str | int] = [one.name] if one.name else [one.page, one.by.value, one.colour]
        if not one.name:
            key += [round(edge / _NEAR) for quad in one.quads for edge in quad]
        who = self._project.coder.id
        return CodingId(EntityId(derived_id("highlight", self._layer.id, *key, who)))


def _same_page(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= _SAME_PAGE for a, b in zip(one, other, strict=True))


def _living(project: Project, ids: Sequence[CodingId]) -> set[EntityId]:
    return {this for this, (_, deleted) in reading.state(project, Kind.CODING, ids).items() if not deleted}


def _conversation(one: Annotation) -> str:
    """What was written about a highlight, each with who wrote it."""
    said: list[Comment] = [one.comment, *one.replies]
    return "\n\n".join(f"{held.author}: {held.text}" if held.author else held.text for held in said if held.text)
