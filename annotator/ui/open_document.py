"""One document as the window shows it: its layer, what lies on it, and the numbers of its cases.

Reading a layer with 10,000 codings takes some 50 ms, so `load` may run beside the window's thread; everything else
follows `Changes` and touches only what they name. Codings of colleagues that the acting coder is not to see are not
held here at all, so that nothing which works on `placed` can give them away.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.model.changes import Changes, Kind
from annotator.model.codings import PlacedCoding, Stance
from annotator.model.documents import Document, Layer, LayerContent, Role
from annotator.model.ids import CaseId, CodeId, CoderId, CodingId, EntityId
from annotator.model.layer_text import LayerText
from annotator.operations import case_numbers, documents
from annotator.operations.visibility import Seen
from annotator.store import reading
from annotator.store.handle import Project
from annotator.ui.open_project import OpenProject
from annotator.ui.reader import Look, ShownCoding, look_of
from annotator.ui.reader.shown import ShownCodings
from annotator.ui.words import tr

_NOWHERE = (sys.maxsize, 0)
_A_COLLEAGUE = CoderId(EntityId(b""))  # stands for whoever is not the acting person
_MANY = 200  # changed codings from which on all are read anew


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is read of a document before it is shown."""

    document: Document
    content: LayerContent
    text: LayerText
    codings: tuple[PlacedCoding, ...]


def load(project: Project, document: Document) -> Loaded:
    """Reads a document's first layer with its codings. Raises CannotDo."""
    content = documents.content(project, document.layer)
    placed = tuple(reading.placed_codings(project, document.layer.id))
    text = LayerText(content.text, content.blocks, flowing=_is_flowing(document.layer))
    return Loaded(document, content, text, placed)


def _is_flowing(layer: Layer) -> bool:
    """Whether line ends inside paragraphs are only where a page, or a hard-wrapped file, was wide enough."""
    return layer.role in (Role.PAGES, Role.RECOGNISED) or layer.extractor.startswith("text ")


@dataclass(frozen=True, slots=True)
class Ready:
    """A document with everything that its view needs, so that showing it costs the window's thread little."""

    document: OpenDocument
    codings: ShownCodings


def prepare(opened: OpenProject, document: Document) -> Ready:
    """Reads a document and places its codings; may run beside the window's thread. Raises CannotDo."""
    found = OpenDocument(opened, load(opened.project, document))
    return Ready(found, ShownCodings(found.shown()))


@dataclass(frozen=True, slots=True)
class Difference:
    """What of the shown codings is new, changed or gone; `all` when everything has to be shown anew."""

    added: tuple[ShownCoding, ...] = ()
    changed: tuple[ShownCoding, ...] = ()
    removed: tuple[CodingId, ...] = ()
    everything: bool = False


class OpenDocument:
    """A document that is shown, kept in step with the project's changes."""

    def __init__(self, opened: OpenProject, loaded: Loaded) -> None:
        self._opened = opened
        self.document = loaded.document
        self.content = loaded.content
        self.text = loaded.text
        self._joined, self._seen = opened.joined, self._as_seen()
        self.marked: Mapping[EntityId, int] = opened.to_look_at.of
        self.placed = self._visible(loaded.codings)
        self.numbers: dict[int, CaseId] = {}
        self._number_of: dict[CaseId, int] = {}
        self._looks: dict[CodeId, tuple[str, Look]] = {}
        self._digits_of: dict[tuple[CaseId, ...], str] = {}
        self._read_numbers()

    # Whose codings are seen

    @property
    def theirs(self) -> Seen:
        """How colleagues' codings are seen in this document."""
        return self._opened.sight.of(_A_COLLEAGUE, self.document.id)

    def _as_seen(self) -> tuple[frozenset[CoderId], Seen]:
        """All that decides which codings are seen here, and how."""
        return self._opened.sight.mine, self.theirs

    def _visible(self, codings: Iterable[PlacedCoding]) -> dict[CodingId, PlacedCoding]:
        mine, theirs = self._seen
        hidden = theirs is Seen.HIDDEN
        return {one.id: one for one in codings if not hidden or one.coder in mine}

    def shown(self, codings: Iterable[PlacedCoding] | None = None) -> list[ShownCoding]:
        """All codings that are seen, or some of them, as the view needs them."""
        wanted = self.placed.values() if codings is None else codings
        initials = {this: coder.initials for this, coder in self._opened.coders.items()}
        looks = {code: self.look_of(code) for code in {one.code for one in wanted}}
        digits, against, marked = self._digits, Stance.CONTRADICTS, self.marked
        mine, theirs = self._seen
        faint = theirs is Seen.DIMMED
        return [
            ShownCoding(
                this, start, end, *looks[code], digits(cases), stance is against, initials.get(coder, ""),
                faint and coder not in mine, this in marked,
            )
            for this, code, coder, start, end, stance, cases in wanted
        ]  # fmt: skip

    def mark(self, marked: Mapping[EntityId, int]) -> list[ShownCoding]:
        """Takes in which codings there is something to look at; those that are shown otherwise now."""
        changed = self.marked.keys() ^ marked.keys()
        self.marked = marked
        return self.shown([self.placed[CodingId(one)] for one in changed if one in self.placed])

    # Cases

    def _read_numbers(self) -> None:
        """The numbers as this copy keeps them, with those of cases that have none yet."""
        before, project, this = self.numbers, self._opened.project, self.document.id
        known = [case.id for case in self._opened.cases]
        self._take(case_numbers.numbers(project, this, self.cases_in_use(), known))
        if self.numbers != before and self._opened.writable:
            case_numbers.keep(project, this, self.numbers)

    def renumber(self) -> None:
        """Reads the numbers again: the same document beside it may have given some."""
        self._read_numbers()

    def cases_in_use(self) -> list[CaseId]:
        """The cases that the document is about, then those of its codings in the order of the text."""
        first: dict[tuple[CaseId, ...], tuple[int, int]] = {}
        for one in self.placed.values():
            place, cases = (one.start, one.end), one.cases
            if cases and place < first.get(cases, _NOWHERE):
                first[cases] = place
        used = (case for cases in sorted(first, key=first.__getitem__) for case in cases)
        return list(dict.fromkeys((*self.document.cases, *used)))

    def _number(self, more: Iterable[CaseId]) -> bool:
        """Numbers cases that are used here for the first time; whether any number changed."""
        alive = {case.id for case in self._opened.cases}
        kept = {number: case for number, case in self.numbers.items() if case in alive}
        found = case_numbers.with_cases(kept, (case for case in more if case in alive))
        if found == self.numbers:
            return False
        self._take(found)
        if self._opened.writable:
            case_numbers.keep(self._opened.project, self.document.id, self.numbers)
        return True

    def add_to_bar(self, case: CaseId) -> None:
        """Gives a case a number here before any coding is about it."""
        self._take(case_numbers.with_cases(self.numbers, [case]))
        case_numbers.keep(self._opened.project, self.document.id, self.numbers)

    def reorder(self, order: Iterable[CaseId]) -> None:
        self._take(case_numbers.reordered(list(order)))
        case_numbers.keep(self._opened.project, self.document.id, self.numbers)

    def _take(self, numbers: dict[int, CaseId]) -> None:
        self.numbers = numbers
        self._number_of = {case: number for number, case in numbers.items()}
        self._digits_of = {}

    def follow(self, changes: Changes) -> Difference:
        """Brings the codings up to date with a change of the project."""
        if changes.touched.keys() & {Kind.DOCUMENT, Kind.LAYER, Kind.CASE}:
            self.document = self._opened.document(self.document.id) or self.document
        if self.is_seen_otherwise:
            self.reread()
            return Difference(everything=True)
        otherwise = Kind.CODER in changes.touched
        otherwise = (Kind.CODE in changes.touched and self._look_otherwise()) or otherwise
        if changes.touched.keys() & {Kind.CASE, Kind.DOCUMENT}:
            otherwise = self._number(self.cases_in_use()) or otherwise
        touched = changes.of(Kind.CODING)
        if len(touched) > _MANY:
            self.reread()
            return Difference(everything=True)
        found = self._follow_codings([CodingId(one) for one in touched]) if touched else Difference()
        return Difference(everything=True) if otherwise else found

    def _look_otherwise(self) -> bool:
        """Forgets names and looks of codes; whether one that is shown has changed."""
        before, self._looks = self._looks, {}
        return any(self.look_of(code) != look for code, look in before.items())

    def _follow_codings(self, ids: list[CodingId]) -> Difference:
        layer, there = self.content.layer.id, ids
        if all(one in self.placed for one in ids):  # taking one off is told by less than reading all of it
            states = reading.state(self._opened.project, Kind.CODING, ids)
            there = [one for one in ids if one in states and not states[one][1]]
        now = self._visible(
            PlacedCoding(one.id, one.code, one.coder, one.start, one.end, one.stance, one.cases)
            for one in (reading.codings(self._opened.project, there) if there else ())
            if one.layer == layer and one.start is not None and one.end is not None
        )
        removed = tuple(one for one in ids if one in self.placed and one not in now)
        added = [one for one in now.values() if one.id not in self.placed]
        changed = [one for one in now.values() if one.id in self.placed and self.placed[one.id] != one]
        for gone in removed:
            del self.placed[gone]
        self.placed |= now
        self._number(case for one in now.values() for case in one.cases)
        return Difference(tuple(self.shown(added)), tuple(self.shown(changed)), removed)

    @property
    def is_seen_otherwise(self) -> bool:
        """Whether other codings are to be seen than when they were read, or with other codes, cases or coders."""
        return self._seen != self._as_seen() or self._joined != self._opened.joined

    def must_be_read(self, changes: Changes) -> bool:
        """Whether following these changes means reading all codings anew."""
        return self.is_seen_otherwise or len(changes.of(Kind.CODING)) > _MANY

    @property
    def has_another_text(self) -> bool:
        """Whether the document is shown by another layer now than the one that was read."""
        return self.document.layer.id != self.content.layer.id

    def reread(self) -> None:
        """Reads all codings as they are and are seen now."""
        self._joined, self._seen = self._opened.joined, self._as_seen()
        self.marked = self._opened.to_look_at.of
        self._looks = {}
        self.placed = self._visible(reading.placed_codings(self._opened.project, self.content.layer.id))
        self._read_numbers()

    def _digits(self, cases: tuple[CaseId, ...]) -> str:
        held = self._digits_of.get(cases)
        if held is None:
            numbers = sorted(self._number_of[case] for case in cases if case in self._number_of)
            held = " ".join(str(number % 10) if number <= 10 else "+" for number in numbers)
            self._digits_of[cases] = held
        return held

    def look_of(self, code: CodeId) -> tuple[str, Look]:
        """Name and look of a code; one that was deleted is told so."""
        held = self._looks.get(code)
        if held is None:
            found = self._opened.code(code)
            place = next((n for n, one in enumerate(self._opened.codes) if one.id == code), 0)
            name = found.name if found else tr("(deleted code)")
            if found is not None and found.gone:
                name = tr("{name} (deleted)", name=name)
            held = (name, look_of(found.colour if found else None, place))
            self._looks[code] = held
        return held

    def paragraph_of(self, position: int) -> int:
        """The paragraph in which a position lies, from 1."""
        return self.text.block_at(position) + 1
