"""What people did apart from one another and what does not go together: values, no SQL.

Two coders coding the same passage is never a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from annotator.model.changes import Kind
from annotator.model.ids import ChangesetId, CoderId, ConflictId, EntityId


class What(StrEnum):
    """The kinds of conflict; the texts stand in files and never change."""

    FIELD = "field"  # one field set to several values
    DELETE_EDIT = "delete_edit"  # deleted by one, changed by another
    DANGLING = "dangling"  # a code, case or document was deleted, and others have used it since
    DUP_CODE = "dup_code"  # codes of one name at one place
    DUP_CASE = "dup_case"  # cases of one type and name
    CYCLE = "cycle"  # codes that stand below one another
    TWO_TEXTS = "two_texts"  # two layers of one role in one document
    SAME_CODER = "same_coder"  # coders of one name under several ids
    SAME_TEXT = "same_text"  # remark: the same text from other bytes
    DUPLICATE_CODING = "duplicate_coding"  # remark: one coder, code and passage, made twice


REMARKS = frozenset({What.SAME_TEXT, What.DUPLICATE_CODING})  # worth knowing; nothing need be done


@dataclass(frozen=True, slots=True)
class Side:
    """One person's part in a conflict of the kinds FIELD and DELETE_EDIT."""

    changeset: ChangesetId
    coder: CoderId
    time: int  # milliseconds since 1970, that coder's own clock
    value: object  # as it stands in fields: plain JSON, ids as 22 characters; None where deleted or taken away
    deleted: bool = False
    fields: tuple[str, ...] = ()  # of DELETE_EDIT: what that person changed


@dataclass(frozen=True, slots=True)
class Conflict:
    """One open conflict. `members`: all the entities that it is about, of kind `kind`, `entity` among them."""

    id: ConflictId
    what: What
    kind: Kind
    entity: EntityId
    field: str
    members: tuple[EntityId, ...]
    sides: tuple[Side, ...] = ()
    ancestor: object = None  # of FIELD: the value that all had seen
