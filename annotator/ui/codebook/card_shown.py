"""What the card of a code shows besides the code itself, and the words for what cannot be changed there. Free of Qt's
widgets; it reads the project and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.operations import code_meaning, codebook
from annotator.operations.code_meaning import CONTEXT, Bearing
from annotator.operations.codebook import ProjectCode
from annotator.store.handle import Project
from annotator.ui.words import tr
from taxonomy.codes import Field


@dataclass(frozen=True, slots=True)
class CardShown:
    """`answers` are what the code can count as: an id (None: as the code above) and its words."""

    sources: tuple[str, ...] = ()            # of the examples, in their order
    counter_sources: tuple[str, ...] = ()
    criterion: str = ""
    answers: tuple[tuple[str | None, str], ...] = ()
    counts: str | None = None                # its own word
    facts: tuple[str, ...] = field(default_factory=tuple)
    read_only: bool = False


def card_shown(project: Project, known: Sequence[ProjectCode], one: ProjectCode) -> CardShown:
    book = codebook.codebook(project)
    stands = code_meaning.bearing(project, known, one.id)
    return CardShown(
        sources=tuple(code_meaning.source_of(book, example) for example in one.code.examples),
        counter_sources=tuple(code_meaning.source_of(book, example) for example in one.code.counter_examples),
        criterion=stands.criterion.name if stands.criterion is not None else "",
        answers=_answers(stands) if stands.criterion is not None else (),
        counts=stands.own,
        facts=tuple(_facts(project, known, one)),
        read_only=project.read_only,
    )


def _answers(stands: Bearing) -> tuple[tuple[str | None, str], ...]:
    assert stands.criterion is not None
    above = tr("context") if stands.inherited == CONTEXT else stands.answer_name(stands.inherited)
    first = tr("as the code above: {answer}", answer=above) if above else tr("nothing")
    named = [(answer.id, answer.name) for answer in stands.criterion.answers]
    return ((None, first), *named, (CONTEXT, tr("context: moves no rating")))


def _facts(project: Project, known: Sequence[ProjectCode], one: ProjectCode) -> list[str]:
    """What is changed by importing a codebook alone."""
    asked = codebook.asked_fields(project)
    told = [field_words(each) for each in codebook.fields_of(asked, known, one.id).values()]
    found = [tr("Asks for {fields}", fields="; ".join(told))] if told else []
    entry = one.code
    if entry.exclusive:
        found.append(tr("At most one of the codes below it on a passage"))
    if entry.reports:
        found.append(tr("Reports what others rank: {levels}", levels=", ".join(entry.reports)))
    if entry.replaces:
        found.append(tr("Stands for {codes}", codes=", ".join(entry.replaces)))
    found += [
        tr("In {scheme}: {entries}", scheme=other.scheme, entries=", ".join(other.entries) or other.note)
        for other in entry.crosswalk
    ]
    return found


def field_words(one: Field) -> str:
    """A field with what it takes: “Value (number, required)”."""
    kinds = {"choice": tr("choice"), "text": tr("text"), "number": tr("number"), "date": tr("date")}
    told = [", ".join(one.options) if one.options else kinds[one.type.value]]
    told += [tr("several")] if one.several else []
    told += [tr("required")] if one.required else []
    return f"{one.name} ({', '.join(told)})"
