"""What is in a project as plain objects, as `--json` prints them: stable keys, null where there is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annotator.model.changes import HistoryLine
from annotator.model.codings import Case, Coding
from annotator.model.documents import Document
from annotator.model.ids import id_text
from annotator.operations.codebook import ProjectCode
from annotator.operations.coding import short
from annotator.operations.missing import Missing, Slip
from annotator.operations.searching import Hit
from annotator.operations.snapshot import Snapshot

Described = dict[str, Any]
_SHORT_KINDS = {
    "application/pdf": "pdf",
    "text/html": "web page",
    "text/markdown": "markdown",
    "text/plain": "text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "multipart/related": "web page",
}


def iso(milliseconds: int) -> str:
    """A time as ISO 8601 in UTC with milliseconds."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def kind_of(document: Document) -> str:
    suffix = Path(document.file_name).suffix.lstrip(".").lower()
    return _SHORT_KINDS.get(document.media_type, suffix or document.media_type)


def document(whole: Snapshot, one: Document) -> Described:
    described: Described = {
        "id": id_text(one.id),
        "title": one.title,
        "kind": kind_of(one),
        "sha256": one.sha256.hex(),
        "characters": one.layer.characters,
        "pages": one.layer.pages or None,
        "codings": whole.count_of.get(one.id, 0),
        "finished_by": whole.finisher_names(one.id),
        "about": whole.about_names(one),
        "metadata": dict(one.metadata),
    }
    return _marked(described, gone=one.gone)


def _marked(described: Described, *, gone: bool) -> Described:
    """What was deleted though codings lean on it says so; nothing else has that key."""
    return {**described, "gone": True} if gone else described


def coding(whole: Snapshot, one: Coding) -> Described:
    code = whole.code_of.get(one.code)
    return {
        "id": id_text(one.id),
        "document": id_text(one.document) if one.document else None,
        "layer": id_text(one.layer),
        "start": one.start,
        "end": one.end,
        "page": whole.page(one),
        "area": list(one.area[2:]) if one.area is not None else None,
        "quote": one.quote,
        "code": code.code.id if code else None,
        "code_path": code.path_text if code else None,
        "cases": whole.case_names(one),
        "stance": one.stance.value,
        "fields": dict(one.fields),
        "memo": whole.memo_text(one.id) or None,
        "coder": whole.coder_name(one.coder),
        "created": iso(one.created),
        "modified": iso(one.modified),
        "foreign_id": one.foreign_id,
    }


def code(whole: Snapshot, one: ProjectCode) -> Described:
    described: Described = {
        "id": one.code.id,
        "path": one.path_text,
        "name": one.name,
        "definition": one.code.definition or None,
        "include": list(one.code.include),
        "exclude": list(one.code.exclude),
        "colour": one.colour,
        "key": one.code.key,
        "codings": whole.count_of.get(one.id, 0),
    }
    return _marked(described, gone=one.gone)


def case(whole: Snapshot, one: Case) -> Described:
    described: Described = {
        "id": id_text(one.id),
        "name": one.name,
        "type": one.type,
        "aliases": list(one.also),
        "attributes": dict(one.attributes),
        "codings": whole.count_of.get(one.id, 0),
        "memo": whole.memo_text(one.id) or None,
    }
    return _marked(described, gone=one.gone)


def changeset(whole: Snapshot, line: HistoryLine) -> Described:
    return {
        "id": id_text(line.id),
        "time": iso(line.time),
        "coder": whole.coder_name(line.coder),
        "kind": line.how.name.lower(),
        "label": line.label,
        "undoes": [id_text(one) for one in line.undoes] or None,
    }


def missing(one: Missing) -> Described:
    return {
        "what": one.what.value,
        "coding": id_text(one.coding),
        "code": one.code,
        "field": one.field or None,
        "quote": one.quote,
    }


def missing_lines(found: Sequence[Missing]) -> list[str]:
    """What finishing lists, a line for each."""
    told = {
        Slip.NO_CASE: "has no case",
        Slip.EMPTY_FIELD: "lacks “{field}”",
        Slip.NOT_TO_CODE: "lies on a code that is only to group",
    }
    return [f"{short(one.quote)} ({one.code}) {told[one.what].format(field=one.field)}." for one in found]


def hit(found: Hit) -> Described:
    return {"document": id_text(found.document.id), "start": found.start, "end": found.end, "quote": found.quote}
