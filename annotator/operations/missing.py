"""What finishing lists before it finishes: what a coder most easily forgets, each with the coding that it is about.

The forgotten case is the gravest slip: a coding that counts but is about nobody never moves a rating.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.model.codings import Coding, Stance
from annotator.model.errors import CannotDo
from annotator.model.ids import CodeId, CodingId, DocumentId
from annotator.operations import codebook
from annotator.operations.codebook import ProjectCode
from annotator.operations.visibility import Sight
from annotator.store import reading
from annotator.store.handle import Project
from taxonomy.codes import Field

_CONTEXT = "context"  # what a code counts as that moves nothing


class Slip(StrEnum):
    NO_CASE = "no_case"
    EMPTY_FIELD = "empty_field"
    NOT_TO_CODE = "not_to_code"


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing; `field` is the name of an empty field, else empty."""

    what: Slip
    coding: CodingId
    code: str
    field: str
    quote: str


def missing(project: Project, document: DocumentId, sight: Sight) -> tuple[Missing, ...]:
    """In the codings of the acting coder in a document, by kind, then in the order of the text.

    Codings that count but have no case, required fields left empty, codings on codes that are only to group.
    """
    found = next((one for one in reading.documents(project) if one.id == document), None)
    if found is None:
        raise CannotDo("That document does not exist any more.")
    own = [
        one for one in reading.codings(project, layers=[layer.id for layer in found.layers]) if one.coder in sight.mine
    ]
    known, asked = codebook.codes(project), codebook.asked_fields(project)
    by_id = {code.id: code for code in known}
    counting = {code: _bearing(by_id, known, code) for code in {one.code for one in own}}
    fields = {code: codebook.fields_of(asked, known, code) for code in counting}
    slips = [slip for one in own for slip in _slips(one, by_id, counting, fields)]
    order = list(Slip)
    return tuple(sorted(slips, key=lambda slip: order.index(slip.what)))


def _slips(
    one: Coding,
    by_id: Mapping[CodeId, ProjectCode],
    counting: Mapping[CodeId, tuple[bool, bool]],
    fields: Mapping[CodeId, Mapping[str, Field]],
) -> Iterator[Missing]:
    code = by_id.get(one.code)
    if code is None:
        return
    counts, weighs_against = counting[one.code]
    if not one.cases and (counts or (weighs_against and one.stance is Stance.CONTRADICTS)):
        yield Missing(Slip.NO_CASE, one.id, code.name, "", one.quote)
    for field in fields[one.code].values():
        if field.required and one.fields.get(field.id) in (None, "", []):
            yield Missing(Slip.EMPTY_FIELD, one.id, code.name, field.name, one.quote)
    if not code.code.codable:
        yield Missing(Slip.NOT_TO_CODE, one.id, code.name, "", one.quote)


def _bearing(by_id: Mapping[CodeId, ProjectCode], known: Sequence[ProjectCode], code: CodeId) -> tuple[bool, bool]:
    """Whether a supporting coding of the code gives an answer, and whether a contradicting one is counter-evidence.

    `criterion` and `counts` are each taken from the nearest code above that says so.
    """
    above = [by_id[one].code for one in codebook.ancestors_and_self(known, code)]
    criterion = next((one.criterion for one in above if one.criterion is not None), None)
    counts = next((one.counts for one in above if one.counts is not None), None)
    return criterion is not None and counts not in (None, _CONTEXT), criterion is not None
