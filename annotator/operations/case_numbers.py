"""The numbers of cases on the bar above a document: fixed from a case's first use there, this copy's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from annotator.model.changes import Kind
from annotator.model.ids import CaseId, DocumentId
from annotator.store import local
from annotator.store.aliases import canonical
from annotator.store.handle import Project


def numbers(
    project: Project, document: DocumentId, used: Iterable[CaseId], known: Iterable[CaseId]
) -> dict[int, CaseId]:
    """The numbers as they stand, with `used` cases that have none yet numbered in order; lost cases leave gaps.

    `used` are the cases of the document's codings in the order of the text, `known` all cases there are.
    """
    alive, stands_for = set(known), canonical(project, Kind.CASE)
    stored = local.case_numbers(project, document)
    held = {number: case for number, case in stored.items() if case in alive}
    # A case that was joined into another one hands its number on, unless that has one of its own.
    for number, case in sorted(stored.items()):
        heir = CaseId(stands_for.get(case, case))
        if heir in alive and heir not in held.values():
            held[number] = heir
    return with_cases(dict(sorted(held.items())), used)


def with_cases(held: Mapping[int, CaseId], more: Iterable[CaseId]) -> dict[int, CaseId]:
    """`held` with further cases numbered after the last."""
    found = dict(held)
    taken = set(found.values())
    for case in more:
        if case not in taken:
            found[max(found, default=0) + 1] = case
            taken.add(case)
    return found


def suggested(held: Mapping[int, CaseId], found: Sequence[CaseId]) -> dict[int, CaseId]:
    """The numbers that cases would get which have none yet, in order."""
    return {number: case for number, case in with_cases(held, found).items() if number not in held}


def keep(project: Project, document: DocumentId, numbered: Mapping[int, CaseId]) -> None:
    local.keep_case_numbers(project, document, numbered)


def reordered(order: Sequence[CaseId]) -> dict[int, CaseId]:
    """Numbers from 1 in the given order."""
    return dict(enumerate(order, 1))
