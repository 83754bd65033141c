"""The numbers of cases on the bar above a document: fixed from a case's first use there, this copy's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from annotator.model.ids import CaseId, DocumentId
from annotator.store import local
from annotator.store.handle import Project


def numbers(
    project: Project, document: DocumentId, used: Iterable[CaseId], known: Iterable[CaseId]
) -> dict[int, CaseId]:
    """The numbers as they stand, with `used` cases that have none yet numbered in order; lost cases leave gaps.

    `used` are the cases of the document's codings in the order of the text, `known` all cases there are.
    """
    alive = set(known)
    held = {number: case for number, case in local.case_numbers(project, document).items() if case in alive}
    return with_cases(held, used)


def with_cases(held: Mapping[int, CaseId], more: Iterable[CaseId]) -> dict[int, CaseId]:
    """`held` with further cases numbered after the last."""
    found = dict(held)
    taken = set(found.values())
    for case in more:
        if case not in taken:
            found[max(found, default=0) + 1] = case
            taken.add(case)
    return found


def keep(project: Project, document: DocumentId, numbered: Mapping[int, CaseId]) -> None:
    local.keep_case_numbers(project, document, numbered)


def reordered(order: Sequence[CaseId]) -> dict[int, CaseId]:
    """Numbers from 1 in the given order."""
    return dict(enumerate(order, 1))
