"""A copy of a PDF with the codings of a project in it, as highlights that any reader of PDFs shows.

Each coding is one highlight on each of its pages, or a rectangle where it lies on an area. Its name in the file (/NM)
is the coding's id, with "#2" and so on for further pages, so that the copy can be read back: see `highlights`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.model.codings import Coding, Stance
from annotator.model.documents import Document, Layer
from annotator.model.errors import CannotDo
from annotator.model.ids import CodingId, EntityId, id_from_text, id_text
from annotator.operations.documents import content
from annotator.operations.snapshot import Snapshot, take
from annotator.store import reading
from annotator.store.handle import Project
from annotator.store.page_boxes import packed_boxes

if TYPE_CHECKING:
    from annotator.formats.pdf.annotations import Annotation
    from annotator.formats.pdf.boxes import Box
    from annotator.formats.pdf.geometry import LayerGeometry

NO_COLOUR = "#FFD84D"  # of a code that has none
_OURS = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:#\d{1,5})?")
FULL_COPY = "The file could not be kept as it is with the highlights behind it: this is a newly written copy of it."
SIGNED_KEPT = "The original is signed; its signature holds for the pages without these highlights."
SIGNED_LOST = "The original is signed; in this copy the signature does not hold any more."


@dataclass(frozen=True, slots=True)
class AnnotatedCopy:
    """What was written, and what a person should know of it."""

    path: Path
    codings: int  # that are in it as highlights
    left_out: tuple[CodingId, ...]  # that have no place on a page
    original_is_prefix: bool
    notes: tuple[str, ...]


def name_in_file(coding: CodingId, part: int) -> str:
    """What the highlight of a coding is called; `part` counts its pages from 0."""
    return id_text(coding) if part == 0 else f"{id_text(coding)}#{part + 1}"


def coding_named(name: str) -> CodingId | None:
    """The coding that such a name would mean; None if it is none of ours by its looks."""
    found = _OURS.fullmatch(name.strip().lower())
    this = id_from_text(found[1]) if found else None
    return None if this is None else CodingId(EntityId(this))


def export_annotated(
    project: Project, document: Document, target: Path, *, passwords: Sequence[str] = ()
) -> AnnotatedCopy:
    """Writes the copy; what lay at `target` before stays until it is complete.

    The original's bytes stand unchanged at its beginning wherever that is possible. CannotDo if the document is no
    PDF, if its original is not in this copy of the project, or if its protection forbids notes; NeedsPassword if none
    of the passwords opens it.
    """
    from annotator.formats.pdf.annotations import write  # when something is to be written
    from annotator.formats.replacing import replacing

    if document.media_type != "application/pdf":
        raise CannotDo(f"“{document.title}” is no PDF; highlights can be written into PDFs only.")
    if target.suffix.lower() != ".pdf":
        raise CannotDo(f"“{target.name}” has to end in “.pdf”.")
    original = reading.blob_data(project, document.sha256)
    if original is None:
        raise CannotDo("This copy of the project lacks the original file; open a complete copy or a backup.")
    whole = take(project)
    marks, written, left_out = _marks(project, whole, document)
    copy = write(original, marks, passwords)
    with replacing(target) as file:
        file.write(copy.data)
    notes = [] if copy.original_is_prefix else [FULL_COPY]
    if copy.signed:
        notes.append(SIGNED_KEPT if copy.original_is_prefix else SIGNED_LOST)
    return AnnotatedCopy(target, written, left_out, copy.original_is_prefix, tuple(notes))


def geometry(project: Project, layer: Layer) -> LayerGeometry:
    """Where the glyphs of a layer with pages lie."""
    from annotator.formats.pdf.geometry import LayerGeometry  # numpy comes with it

    held = content(project, layer)
    return LayerGeometry(held.pages, lambda page: packed_boxes(project, layer.id, [page]).get(page), held.text)


def _marks(project: Project, whole: Snapshot, document: Document) -> tuple[list[Annotation], int, tuple[CodingId, ...]]:
    """The highlights, how many codings they are, and which codings have none."""
    marks: list[Annotation] = []
    left_out: list[CodingId] = []
    count = 0
    for layer in document.layers:
        lying = [one for one in whole.codings if one.layer == layer.id]
        places = geometry(project, layer) if lying and layer.pages else None
        for one in lying:
            boxes = _boxes(one, places) if places is not None else {}
            if boxes:
                count += 1
                marks += [_mark(whole, one, page, part, boxes[page]) for part, page in enumerate(sorted(boxes))]
            else:
                left_out.append(one.id)
    return marks, count, tuple(left_out)


def _boxes(one: Coding, places: LayerGeometry) -> dict[int, list[Box]]:
    """Where a coding lies, page by page."""
    from annotator.formats.pdf.boxes import Box

    if one.area is not None:
        return {one.area.page: [Box(*one.area[2:])]}
    found: dict[int, list[Box]] = defaultdict(list)
    if one.start is not None and one.end is not None:
        for quad in places.quads(one.start, one.end):
            found[quad.page].append(quad.box)
    return found


def _mark(whole: Snapshot, one: Coding, page: int, part: int, boxes: Sequence[Box]) -> Annotation:
    from annotator.formats.pdf.annotations import LONGEST_COMMENT, LONGEST_NAME, Annotation, Comment, MarkedBy

    code = whole.code_of.get(one.code)
    time = datetime.fromtimestamp(one.modified / 1000, UTC)
    return Annotation(
        page=page,
        by=MarkedBy.SQUARE if one.area is not None else MarkedBy.HIGHLIGHT,
        quads=tuple(boxes),
        colour=(code.colour if code is not None and code.colour else NO_COLOUR).upper(),
        name=name_in_file(one.id, part),
        subject=(code.path_text if code is not None else "")[:LONGEST_NAME],
        comment=Comment(
            whole.coder_name(one.coder)[:LONGEST_NAME],
            time.strftime("D:%Y%m%d%H%M%SZ"),
            _said(whole, one)[:LONGEST_COMMENT] if part == 0 else "",
        ),
    )


def _said(whole: Snapshot, one: Coding) -> str:
    """What a reader of the PDF is shown beside the highlight: the memo, the cases, the stance, the fields."""
    lines = [whole.memo_text(one.id)]
    if cases := whole.case_names(one):
        lines.append(f"About: {'; '.join(cases)}")
    if one.stance is Stance.CONTRADICTS:
        lines.append("Stance: contradicts")
    for name, value in one.fields.items():
        lines.append(f"{name}: {'; '.join(map(str, value)) if isinstance(value, list) else value}")
    return "\n".join(line for line in lines if line)
