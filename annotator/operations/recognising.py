"""Recognising the text of scans: a further text of a document, and its codings moved to it by their quotes."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from annotator.model.changes import Change, Changes, Kind, Verb, ref
from annotator.model.codings import CONTEXT, Area, Coding, Passage
from annotator.model.conflicts import What
from annotator.model.documents import Document, Layer, ReadLayer, Role
from annotator.model.errors import CannotDo, CannotRead, NeedsPassword
from annotator.model.ids import CodingId, LayerId, layer_id
from annotator.model.progress import Progress, Unwatched
from annotator.operations.coding import place_fields
from annotator.operations.documents import layer_parts
from annotator.store import conflicts, reading, writing
from annotator.store.handle import Project

if TYPE_CHECKING:
    from annotator.formats.pdf.pages import PagesProcess
    from annotator.formats.pdf.recognising import Tool, Word

NOISE = 0.3  # share of unreadable glyphs beyond which a page's text cannot be read
_ALIKE = 0.6  # how alike the surroundings of a quote must be where it stands several times
_LIKELY = 20  # places of a quote that are looked at


@dataclass(frozen=True, slots=True)
class Unread:
    """Pages, from 0, on which nothing can be selected as text."""

    no_text: tuple[int, ...]
    noise: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.no_text or self.noise)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A text that was recognised and waits to be written; `failed`: pages, from 0, on which that did not work."""

    document: Document
    layer: ReadLayer
    failed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Movable:
    """Codings that can be moved to another text, with their places there, and those that stand nowhere in it."""

    placed: tuple[tuple[CodingId, Passage | Area], ...]
    unplaced: tuple[CodingId, ...]


def unread(project: Project, document: Document) -> Unread:
    """What of a document cannot be selected as text; of a document without pages nothing."""
    layer = _of_pages(document)
    if layer is None:
        return Unread((), ())
    layouts, _ = reading.page_layouts(project, layer.id)
    text = project.text_of(layer.id) or ""
    noise = tuple(k for k, one in enumerate(layouts) if one.unreadable > NOISE)
    no_text = tuple(
        k for k, one in enumerate(layouts) if k not in noise and not text[one.start : one.start + one.length].strip()
    )
    return Unread(no_text, noise)


def told(found: Unread) -> str:
    """The same as a sentence; "" if there is nothing to tell."""
    said = []
    if found.no_text:
        count = len(found.no_text)
        said.append(f"{count:,} page{' has' if count == 1 else 's have'} no text, as a scan")
    if found.noise:
        count = len(found.noise)
        said.append(f"the text of {count:,} page{'' if count == 1 else 's'} cannot be read")
    return f"{' and '.join(said).capitalize()}: it can be recognised." if said else ""


def tool() -> Tool | None:
    """What recognises text on this machine; None if nothing is installed."""
    from annotator.formats.pdf import recognising

    return recognising.tool()


def prepare(
    project: Project,
    document: Document,
    language: str,
    *,
    dpi: int = 300,
    passwords: Sequence[str] = (),
    progress: Progress | None = None,
) -> Recognised:
    """Recognises all pages of a PDF; may be called beside the window's thread, takes seconds for each page.

    CannotDo where tesseract or the language is not installed, or nothing was recognised at all; Cancelled.
    """
    from annotator.formats.pdf import pages, recognising
    from annotator.formats.pdf.boxes import Box

    found = recognising.tool()
    if found is None:
        raise CannotDo(recognising.HOW_TO_INSTALL)
    language = recognising.sound_language(found, language)
    layer = _of_pages(document)
    data = reading.blob_data(project, document.sha256)
    if layer is None or document.media_type != "application/pdf":
        raise CannotDo(f"“{document.title}” is no PDF; there are no pages to recognise.")
    if data is None:
        raise CannotDo("This copy of the project lacks the original file; open a complete copy or a backup.")
    layouts, _ = reading.page_layouts(project, layer.id)
    watch = progress or Unwatched()
    words: dict[int, tuple[Sequence[Word], float]] = {}
    failed: list[int] = []
    process = pages.PagesProcess()
    try:
        _open(process, data, passwords)
        for number, layout in enumerate(layouts):
            step = _Step(watch, number, len(layouts))
            step()
            try:
                picture = process.picture(number, Box(0, 0, layout.width, layout.height), dpi / 72)
                width, _ = recognising.picture_size(picture)
                scale = layout.width / width
                words[number] = recognising.words_on(found, picture, language, dpi=round(72 / scale), step=step), scale
            except (CannotRead, ValueError):
                failed.append(number)
            except pages.Gone:
                failed.append(number)
                _open(process, data, passwords)
        watch.step(len(layouts), len(layouts), "")
    finally:
        process.close()
    made = recognising.layer(found, language, dpi, layouts, words)
    if not made.text.strip():
        raise CannotDo("No text was recognised on any page; is the language right?")
    return Recognised(document, made, tuple(failed))


def write(project: Project, found: Recognised) -> tuple[Changes, LayerId]:
    """Adds the recognised text to its document, in front of its other texts; the new layer's id.

    A text recognised earlier on which nothing lies makes room for it. The very same text again changes nothing.
    """
    now = next((one for one in reading.documents(project) if one.id == found.document.id and not one.gone), None)
    if now is None:
        raise CannotDo("That document was deleted meanwhile; nothing was written.")
    this = layer_id(now.id, hashlib.sha256(found.layer.text.encode()).digest())
    if this in {one.id for one in now.layers}:
        return Changes(), this
    fields, blobs = layer_parts(now.id, found.layer, reading.first_position(project, now.id) - 1)
    states = reading.state(project, Kind.LAYER, [this, *(one.id for one in now.layers)])
    if this in states:  # it was deleted before
        changes = [Change(Kind.LAYER, this, Verb.RESTORE, {"position": fields["position"]}, states[this][0])]
    else:
        changes = [Change(Kind.LAYER, this, Verb.CREATE, fields)]
    for old in now.layers:
        if old.role is Role.RECOGNISED and not reading.codings(project, layers=[old.id]):
            changes.append(Change(Kind.LAYER, old.id, Verb.DELETE, {}, states[old.id][0]))
    label = f"Recognised the text of “{now.title}”"
    return writing.commit(project, label, changes, blobs=blobs), this


def movable(project: Project, old: LayerId, new: LayerId) -> Movable:
    """Which codings of one text have a place in another of the same document.

    Words go where they stand; white space, hyphens at line ends and the breaks of lines are not looked at. Areas keep
    their place, since the pages are the same. What others are in conflict about is not placed.
    """
    text = project.text_of(new)
    if text is None or project.text_of(old) is None:
        raise CannotDo("This copy of the project lacks that text; open a complete copy or a backup.")
    contested = {
        one.entity for one in conflicts.conflicts(project) if one.what is What.FIELD and one.field == conflicts.PLACE
    }
    bare = _Bare(text)
    pages, _ = reading.page_layouts(project, new)
    placed: list[tuple[CodingId, Passage | Area]] = []
    unplaced: list[CodingId] = []
    for one in reading.codings(project, layers=[old]):
        place: Passage | Area | None = None
        if one.id in contested:
            place = None
        elif one.area is not None:
            place = one.area._replace(layer=new) if one.area.page < len(pages) else None
        else:
            place = bare.place(one, new)
        if place is None:
            unplaced.append(one.id)
        else:
            placed.append((one.id, place))
    return Movable(tuple(placed), tuple(unplaced))


def move_codings(project: Project, placed: Sequence[tuple[CodingId, Passage | Area]]) -> Changes:
    """Moves codings to their places in another text, in one undo step. Where the same coder has the same code on a
    place already, that coding stays where it is."""
    held = {one.id: one for one in reading.codings(project, [this for this, _ in placed])}
    changes: list[Change] = []
    taken: set[object] = set()
    for this, place in placed:
        one = held.get(this)
        if one is None or (place, one.code, one.coder) in taken or _lies(project, one, place):
            continue
        taken.add((place, one.code, one.coder))
        fields = {"layer": ref(place.layer), **place_fields(place, project.text_of(place.layer) or "")}
        changes.append(Change(Kind.CODING, this, Verb.SET, fields, one.heads))
    count = len(changes)
    label = f"Moved {count:,} coding{'' if count == 1 else 's'} to another text of the document"
    return writing.commit(project, label, changes)


def _lies(project: Project, one: Coding, place: Passage | Area) -> bool:
    if isinstance(place, Area):
        return reading.same_area(project, place, code_id=one.code, coder_id=one.coder) is not None
    return reading.same_coding(project, place, code_id=one.code, coder_id=one.coder) is not None


def _open(process: PagesProcess, data: bytes, passwords: Sequence[str]) -> None:
    *some, last = ("", *passwords)
    for password in some:
        with contextlib.suppress(NeedsPassword):
            process.open(data, password)
            return
    process.open(data, last)


class _Step:
    """Tells on which page the work is; called several times a second, so that it can be cancelled."""

    def __init__(self, watch: Progress, number: int, count: int) -> None:
        self._watch, self._number, self._count = watch, number, count

    def __call__(self) -> None:
        self._watch.step(self._number, self._count, f"page {self._number + 1}")


class _Bare:
    """A text without white space and hyphens, and where each of its signs stands in the whole."""

    def __init__(self, text: str) -> None:
        self._at = [k for k, sign in enumerate(text) if _counts(sign)]
        self._text = "".join(text[k] for k in self._at)

    def place(self, one: Coding, layer: LayerId) -> Passage | None:
        quote = _bare(one.quote)
        if not quote or one.start is None:
            return None
        found: list[int] = []
        at = self._text.find(quote)
        while at >= 0 and len(found) < _LIKELY:
            found.append(at)
            at = self._text.find(quote, at + 1)
        if not found:
            return None
        best = found[0]
        if len(found) > 1:
            best = max(found, key=lambda start: (self._fit(start, len(quote), one), -start))
            if self._fit(best, len(quote), one) < _ALIKE:
                return None
        return Passage(layer, self._at[best], self._at[best + len(quote) - 1] + 1)

    def _fit(self, start: int, length: int, one: Coding) -> float:
        """How alike the surroundings are, from 0 to 1."""
        around = self._text[max(0, start - CONTEXT) : start], self._text[start + length : start + length + CONTEXT]
        return (
            sum(
                SequenceMatcher(None, mine, theirs, autojunk=False).ratio()
                for mine, theirs in zip(around, (_bare(one.prefix), _bare(one.suffix)), strict=True)
            )
            / 2
        )


def _bare(text: str) -> str:
    return "".join(filter(_counts, text))


def _counts(sign: str) -> bool:
    return not sign.isspace() and sign not in "-\u00ad\u2010\u2011"


def _of_pages(document: Document) -> Layer | None:
    """The layer that was read from the PDF itself."""
    paged = [one for one in document.layers if one.pages]
    return next((one for one in paged if one.role is Role.PAGES), paged[0] if paged else None)
