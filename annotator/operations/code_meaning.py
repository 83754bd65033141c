"""What a code means: its texts and examples, changed in place; and whether it is meant to be coded and counts.

Each function is one undo step. Only what differs from what was read is written, so that what a colleague added in the
meantime stays.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.model.changes import Change, Changes, Kind, Verb
from annotator.model.codings import Coding
from annotator.model.documents import Document, Layer
from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId, CodingId, DocumentId, part_id
from annotator.operations.codebook import OWN, ProjectCode, codebook, codes, criteria
from annotator.operations.codebook_fields import as_json
from annotator.operations.coding import short
from annotator.store import reading, writing
from annotator.store.handle import Project
from taxonomy.codes import Codebook, Criterion, Example, QuotedDocument

UNSAID = "…"  # stands where a counter-example has no reason yet: a file without one could not be read again
CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Meaning:
    """All that is written about a code."""

    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    counter_examples: tuple[Example, ...] = ()


def meaning_of(one: ProjectCode) -> Meaning:
    entry = one.code
    return Meaning(entry.definition, entry.include, entry.exclude, entry.examples, entry.counter_examples)


def set_meaning(project: Project, code: CodeId, was: Meaning, now: Meaning) -> Changes:
    """Writes what differs between what was read and what stands there now. A definition ends that a code is to be
    defined. Nothing where nothing differs."""
    one = _usable(codes(project), code)
    there, was, now = meaning_of(one), tidied(was), tidied(now)
    fields: dict[str, object] = {}
    if now.definition != was.definition and now.definition != there.definition:
        fields["definition"] = now.definition
        if one.to_define and now.definition:
            fields["to_define"] = 0
    fields |= _lines("include", there.include, was.include, now.include)
    fields |= _lines("exclude", there.exclude, was.exclude, now.exclude)
    fields |= _quotes("example", there.examples, was.examples, now.examples)
    fields |= _quotes("counter_example", there.counter_examples, was.counter_examples, now.counter_examples)
    return _set(project, one, fields, f"Defined the code “{one.name}”")


def tidied(meaning: Meaning) -> Meaning:
    """Without empty entries and double ones, as it is stored."""
    return Meaning(
        meaning.definition.strip(),
        _tidy(meaning.include),
        _tidy(meaning.exclude),
        _quotable(meaning.examples),
        tuple(
            dataclasses.replace(one, why=(one.why or "").strip() or UNSAID)
            for one in _quotable(meaning.counter_examples)
        ),
    )


def _tidy(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for line in lines if (text := " ".join(line.split()))))


def _quotable(examples: Sequence[Example]) -> tuple[Example, ...]:
    found: dict[str, Example] = {}
    for one in examples:
        if quote := one.quote.strip():
            found.setdefault(quote, one if quote == one.quote else dataclasses.replace(one, quote=quote))
    return tuple(found.values())


def _lines(name: str, there: Sequence[str], was: Sequence[str], now: Sequence[str]) -> dict[str, object]:
    if list(was) == list(now):
        return {}
    added_since = [text for text in there if text not in was and text not in now]
    wanted = [*now, *added_since]
    fields: dict[str, object] = {f"{name}:{text}": None for text in there if text not in wanted}
    return fields | {f"{name}:{text}": place for place, text in enumerate(wanted, start=1)}


def _quotes(name: str, there: Sequence[Example], was: Sequence[Example], now: Sequence[Example]) -> dict[str, object]:
    if list(was) == list(now):
        return {}
    known = {one.quote for one in was} | {one.quote for one in now}
    wanted = [*now, *(one for one in there if one.quote not in known)]
    left = {one.quote for one in wanted}
    fields: dict[str, object] = {f"{name}:{one.quote}": None for one in there if one.quote not in left}
    return fields | {f"{name}:{one.quote}": _stored(one, place) for place, one in enumerate(wanted, start=1)}


def _stored(example: Example, place: int) -> dict[str, object]:
    """An example as the journal holds it, below its quote."""
    held = {name: getattr(example, name) for name in ("document", "start", "end", "why")}
    found: dict[str, object] = {"place": place, **{name: value for name, value in held.items() if value is not None}}
    return found | ({"extra": dict(example.extra)} if example.extra else {})


# Examples from codings ----------------------------------------------------------------------------------------------


def add_example(project: Project, coding: CodingId, *, why: str | None = None) -> Changes:
    """Makes the passage of a coding an example of its code; with a reason, a counter-example: it looks alike and is
    not meant. CannotDo if it is one already."""
    held = next(iter(reading.codings(project, [coding])), None)
    if held is None:
        raise CannotDo("That coding does not exist any more.")
    one = _usable(codes(project), held.code)
    if not held.quote.strip():
        raise CannotDo("That coding has no words that could be quoted.")
    name, what = ("example", "an example") if why is None else ("counter_example", "a counter-example")
    there = one.code.examples if why is None else one.code.counter_examples
    if any(example.quote == held.quote for example in there):
        raise CannotDo(f"{short(held.quote)} is {what} of “{one.name}” already.")
    if why is not None and not why.strip():
        raise CannotDo("Say why the passage is not meant, though it looks alike.")
    changes, document = _quoted_document(project, held)
    start, end = (held.start, held.end) if document is not None else (None, None)
    example = Example(held.quote, document, start, end, why=why.strip() if why is not None else None)
    fields = {f"{name}:{held.quote}": _stored(example, len(there) + 1)}
    changes.append(Change(Kind.CODE, one.id, Verb.SET, fields, one.heads))
    return writing.commit(project, f"Added {short(held.quote)} as {what} of “{one.name}”", changes)


def _quoted_document(project: Project, held: Coding) -> tuple[list[Change], str | None]:
    """The id under which the codebook quotes from the coding's text, and the change that makes it where it is new."""
    document = _document_of(project, held.document)
    layer = next((one for one in document.layers if one.id == held.layer), None) if document is not None else None
    if document is None or layer is None:
        return [], None
    book = codebook(project)
    known = next((one for one in book.documents if _is(one, document, layer)), None)
    if known is not None:
        return [], known.id
    made = QuotedDocument(_free_id(book), document.title, document.sha256.hex(), layer.characters)
    data = {name: getattr(made, name) for name in ("id", "title", "sha256", "characters")}
    this = part_id(book.id or OWN, "document", made.id)
    fields = {"part": "document", "key": made.id, "position": float(len(book.documents) + 1), "data": as_json(data)}
    heads, _deleted = reading.state(project, Kind.PART, [this]).get(this, (b"", False))
    return [Change(Kind.PART, this, Verb.RESTORE if heads else Verb.CREATE, fields, heads)], made.id


def _document_of(project: Project, wanted: DocumentId | None) -> Document | None:
    return next((one for one in reading.documents(project) if one.id == wanted), None)


def _is(quoted: QuotedDocument, document: Document, layer: Layer) -> bool:
    same = quoted.sha256.lower() == document.sha256.hex()
    return same and quoted.characters in (None, layer.characters)


def _free_id(book: Codebook) -> str:
    taken = {one.id for one in book.documents}
    return next(name for number in range(1, len(taken) + 2) if (name := f"document_{number}") not in taken)


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: code points of the text that is shown of a document."""

    document: DocumentId
    start: int
    end: int


def source_of(book: Codebook, example: Example) -> str:
    """The title of the document that an example is quoted from; empty where that is not known."""
    found = next((one for one in book.documents if one.id == example.document), None)
    return found.title or found.id if found is not None else ""


def place_of(project: Project, code: CodeId, example: Example) -> Place | None:
    """Where an example stands in the project: where it says, else where its words stand in the document that it names,
    else at a coding of its code with these words. None where none of that is here."""
    book = codebook(project)
    quoted = next((one for one in book.documents if one.id == example.document), None)
    for document in reading.documents(project):
        if quoted is None or not quoted.sha256 or quoted.sha256.lower() != document.sha256.hex():
            continue
        text = project.text_of(document.layer.id) or ""
        if example.start is not None and example.end is not None and text[example.start : example.end] == example.quote:
            return Place(document.id, example.start, example.end)
        at = text.find(example.quote)
        if at >= 0:
            return Place(document.id, at, at + len(example.quote))
    for held in reading.codings(project, codes=[code]):
        if held.quote == example.quote and None not in (held.document, held.start, held.end):
            assert held.document is not None
            assert held.start is not None
            assert held.end is not None
            return Place(held.document, held.start, held.end)
    return None


# Whether it is coded, and counts -------------------------------------------------------------------------------------


def set_to_define(project: Project, code: CodeId, on: bool) -> Changes:
    """Says that what a code means is still to be written, or that it is not."""
    one = _usable(codes(project), code)
    if one.to_define == on:
        return Changes()
    label = f"Marked the code “{one.name}” as to define" if on else f"Took the mark to define off “{one.name}”"
    return _set(project, one, {"to_define": int(on)}, label)


def set_codable(project: Project, code: CodeId, on: bool) -> Changes:
    """Says whether a code is meant to be coded, or only groups; coding it is possible all the same, and listed."""
    one = _usable(codes(project), code)
    if one.code.codable == on:
        return Changes()
    label = f"The code “{one.name}” is meant to be coded" if on else f"The code “{one.name}” only groups others"
    return _set(project, one, {"detail:codable": None if on else False}, label)


@dataclass(frozen=True, slots=True)
class Bearing:
    """What codings of a code mean for a rating. `own` is its own word, None where it follows the code above."""

    criterion: Criterion | None  # its own or inherited
    own: str | None
    inherited: str | None  # what it counts as without a word of its own

    @property
    def counts(self) -> str | None:
        """An answer's id, or "context"; None moves nothing either."""
        return self.own if self.own is not None else self.inherited

    def answer_name(self, answer: str | None) -> str:
        """How people call an answer of the criterion; empty for context and for nothing."""
        answers = self.criterion.answers if self.criterion is not None else ()
        return next((one.name for one in answers if one.id == answer), "")


def bearing(project: Project, known: Sequence[ProjectCode], code: CodeId) -> Bearing:
    by_id = {one.id: one for one in known}
    line: list[ProjectCode] = []
    at = by_id.get(code)
    while at is not None and at not in line:
        line.append(at)
        at = by_id.get(at.parent) if at.parent is not None else None
    wanted = next((one.code.criterion for one in line if one.code.criterion is not None), None)
    found = next((one for one in criteria(project) if one.id == wanted), None)
    inherited = next((one.code.counts for one in line[1:] if one.code.counts is not None), None)
    return Bearing(found, line[0].code.counts if line else None, inherited)


def set_counts(project: Project, code: CodeId, answer: str | None) -> Changes:
    """Which answer of its criterion a code's codings give: an answer's id, "context" for none, or None for what the
    code above says."""
    known = codes(project)
    one = _usable(known, code)
    stands = bearing(project, known, one.id)
    if stands.criterion is None and answer not in (None, CONTEXT):
        raise CannotDo(f"“{one.name}” bears on no criterion, so it can give no answer to one.")
    if answer not in (None, CONTEXT) and not stands.answer_name(answer):
        raise CannotDo(f"“{answer}” is no answer of the criterion of “{one.name}”.")
    if answer == one.code.counts:
        return Changes()
    said = stands.answer_name(answer) or ("context" if answer == CONTEXT else "as the code above")
    return _set(project, one, {"detail:counts": answer}, f"The code “{one.name}” counts: {said}")


def _usable(known: Sequence[ProjectCode], code: CodeId) -> ProjectCode:
    """A code by its id, or by that of a code merged into it, where it can be changed."""
    found = next((one for one in known if one.id == code or code in one.members), None)
    if found is None:
        raise CannotDo("That code does not exist any more.")
    if found.gone:
        raise CannotDo("That code was deleted; restore it or recode its codings in Team.")
    return found


def _set(project: Project, one: ProjectCode, fields: dict[str, object], label: str) -> Changes:
    if not fields:
        return Changes()
    return writing.commit(project, label, [Change(Kind.CODE, one.id, Verb.SET, fields, one.heads)])
