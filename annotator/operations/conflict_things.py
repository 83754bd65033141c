"""What conflicts are about, in words: titles of things that may be deleted, and values as people read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotator.model.changes import Kind, deref
from annotator.model.conflicts import Conflict, What
from annotator.model.ids import CoderId, EntityId, LayerId
from annotator.operations.codebook import codes
from annotator.operations.coding import short
from annotator.store import aliases
from annotator.store import conflicts as stored
from annotator.store.handle import Project

LISTED = ("include:", "exclude:", "alias:", "case:")  # members whose value says no more than that they are there
ID_FIELDS: Mapping[str, Kind] = {
    "parent": Kind.CODE,
    "code": Kind.CODE,
    "layer": Kind.LAYER,
    "document": Kind.DOCUMENT,
    "coder": Kind.CODER,
}
_FIELD_WORDS = {
    "parent": "place in the codebook",
    "position": "position",
    "to_define": "note “to define”",
    "key": "key",
    "same_as": "join",
    stored.PLACE: "passage",
}
_MEMBER_WORDS = {
    "include": "“include”",
    "exclude": "“exclude”",
    "alias": "alias",
    "case": "case",
    "field": "field",
    "attribute": "attribute",
    "meta": "metadata",
    "example": "example",
    "counter_example": "counter-example",
    "detail": "detail",
}


class Things:
    """The things that some conflicts are about and that their values name, read in a few queries."""

    def __init__(self, project: Project, conflicts: Sequence[Conflict]) -> None:
        self._project = project
        self._paths = {EntityId(one.id): one.path_text for one in codes(project)}
        self._same = aliases.canonical(project, Kind.CODER)
        self._rows: dict[Kind, dict[EntityId, Any]] = {}
        wanted: dict[Kind, set[EntityId]] = {kind: set() for kind in Kind}
        for one in conflicts:
            wanted[one.kind].update(one.members)
            wanted[Kind.CODER].update(side.coder for side in one.sides)
            for kind, entity in _named(one):
                wanted[kind].add(entity)
        # A memo names what it is about, a coding its layer and code, a layer its document.
        for kind in (Kind.FINISHED, Kind.LOOKED, Kind.KEPT, Kind.PART, Kind.MEMO):
            self._read(kind, wanted[kind])
        for row in self._rows[Kind.MEMO].values():
            if row.about_kind in wanted:
                wanted[Kind(row.about_kind)].add(EntityId(row.about))
        for row in self._rows[Kind.FINISHED].values():
            wanted[Kind.DOCUMENT].add(EntityId(row.document))
            wanted[Kind.CODER].add(EntityId(row.coder))
        wanted[Kind.CODING].update(EntityId(row.coding) for row in self._rows[Kind.LOOKED].values())
        self._read(Kind.CODING, wanted[Kind.CODING])
        for row in self._rows[Kind.CODING].values():
            wanted[Kind.CODE].add(EntityId(row.code))
            wanted[Kind.LAYER].add(EntityId(row.layer))
        self._read(Kind.LAYER, wanted[Kind.LAYER])
        wanted[Kind.DOCUMENT].update(EntityId(row.document) for row in self._rows[Kind.LAYER].values() if row.document)
        authors = {EntityId(row.author) for rows in self._rows.values() for row in rows.values()}
        for kind in (Kind.DOCUMENT, Kind.CASE, Kind.CODE):
            self._read(kind, wanted[kind])
            authors.update(EntityId(row.author) for row in self._rows[kind].values())
        coders = wanted[Kind.CODER] | authors
        self._read(Kind.CODER, coders | {self._same.get(one, one) for one in coders})

    def _read(self, kind: Kind, ids: Iterable[EntityId]) -> None:
        self._rows[kind] = stored.rows(self._project, kind, {one for one in ids if one})

    def row(self, kind: Kind, entity: EntityId) -> Any:
        """The row of a thing, deleted or not; None if there was never one."""
        return self._rows[kind].get(entity)

    def person(self, coder: CoderId) -> CoderId:
        """Who that is: of several ids of one coder the one that stands for all."""
        return CoderId(self._same.get(coder, coder))

    def coder(self, coder: CoderId) -> str:
        row = self.row(Kind.CODER, self.person(coder)) or self.row(Kind.CODER, coder)
        return (row.name if row else None) or f"coder {coder.hex()[:8]}"

    def author(self, kind: Kind, entity: EntityId) -> CoderId | None:
        row = self.row(kind, entity)
        return CoderId(EntityId(row.author)) if row else None

    def title(self, kind: Kind, entity: EntityId) -> str:
        """A code's path, a coding's quote and code, otherwise its name or title."""
        row = self.row(kind, entity)
        if kind == Kind.CODE:
            return self._path(entity)
        if row is None:
            return f"{kind.name.lower()} {entity.hex()[:8]}"
        if kind == Kind.CODING:
            on_area = row.start is None and row.area is not None
            said = f"an area on page {(row.page or 0) + 1}" if on_area else short(row.quote or "")
            return f"{said} · {self._path(EntityId(row.code))}"
        if kind == Kind.DOCUMENT:
            return row.title or row.file_name or ""
        if kind == Kind.LAYER:
            return f"{self.title(Kind.DOCUMENT, EntityId(row.document))} ({row.role})"
        if kind == Kind.MEMO:
            about = Kind(row.about_kind) if row.about_kind in Kind.__members__.values() else None
            return f"memo on {self.title(about, EntityId(row.about))}" if about else "memo"
        if kind == Kind.PART:
            return f"{(row.part or '').replace('_', ' ')} {row.key or ''}".strip()
        if kind == Kind.FINISHED:
            return f"{self.title(Kind.DOCUMENT, EntityId(row.document))}: finished by {self.coder(row.coder)}"
        if kind == Kind.LOOKED:
            return self.title(Kind.CODING, EntityId(row.coding))
        return getattr(row, "name", None) or f"{kind.name.lower()} {entity.hex()[:8]}"

    def _path(self, code: EntityId) -> str:
        if code in self._paths:
            return self._paths[code]
        row = self.row(Kind.CODE, code)
        if row is None:
            return f"code {code.hex()[:8]}"
        above = self._paths.get(EntityId(row.parent)) if row.parent else None
        return f"{above} > {row.name or ''}" if above else row.name or ""

    def shown(self, kind: Kind, field: str, value: object) -> str:
        """The value of a field as people read it; empty for none."""
        if field == stored.PLACE:
            return self._place(value) if isinstance(value, Mapping) else ""
        if field == "parent" and value is None:
            return "at the top"
        if field.startswith(LISTED):
            return "taken away" if value is None else "listed"
        if value is None:
            return ""
        if field == "to_define":
            return "to define" if value else "defined"
        if field in ID_FIELDS and isinstance(value, str):
            return self.title(ID_FIELDS[field], EntityId(deref(value)))
        if field == "same_as" and isinstance(value, str):
            return self.title(kind, EntityId(deref(value)))
        if isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value):
            return ", ".join(value)
        if isinstance(value, Mapping):
            told = [str(one) for name, one in value.items() if name != "place" and isinstance(one, (str, int, float))]
            return "; ".join(told) or "listed"
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def _place(self, value: Mapping[str, object]) -> str:
        layer, start, end = value.get("layer"), value.get("start"), value.get("end")
        page, area = value.get("page"), value.get("area")
        if start is None and isinstance(page, int) and isinstance(area, str):
            return f"an area on page {page + 1} ({area.replace(' ', ', ')})"
        if not (isinstance(layer, str) and isinstance(start, int) and isinstance(end, int)):
            return "no place in the text"
        text = self._project.text_of(LayerId(EntityId(deref(layer))))
        return f"{short(text[start:end])} ({start}:{end})" if text is not None else f"{start}:{end}"

    def deed(self, kind: Kind, fields: Mapping[str, object]) -> str:
        """What somebody changed in a thing that another one deleted."""
        told = []
        names = [name for name in fields if not (kind == Kind.CODING and name == "check")]
        for name in sorted(names):
            said = self.shown(kind, name, fields[name])
            told.append(f"{self.field(name)}: {said}" if said else self.field(name))
        return "; ".join(told) or "brought back"

    def field(self, field: str) -> str:
        """A field in words: “name”, “include “TEXT””, “case NAME”."""
        head, colon, key = field.partition(":")
        if not colon:
            return _FIELD_WORDS.get(field, field.replace("_", " "))
        if head == "case":
            row = self.row(Kind.CASE, EntityId(deref(key)))
            key = (row.name if row else None) or key
        return (
            f"{_MEMBER_WORDS.get(head, head)} {key}"
            if head in ("case", "field", "attribute", "meta", "detail")
            else (f"{_MEMBER_WORDS.get(head, head)} “{key}”")
        )


def _named(conflict: Conflict) -> Iterable[tuple[Kind, EntityId]]:
    """The things that the values and the field of a conflict name."""
    if conflict.field.startswith("case:"):
        yield Kind.CASE, EntityId(deref(conflict.field.removeprefix("case:")))
    for value in (*(side.value for side in conflict.sides), conflict.ancestor):
        held = value if isinstance(value, Mapping) else {conflict.field: value}
        for name, one in held.items():
            kind = conflict.kind if name == "same_as" else ID_FIELDS.get(name)
            if kind is not None and isinstance(one, str):
                yield kind, EntityId(deref(one))
            if conflict.what is What.DELETE_EDIT and name.startswith("case:"):
                yield Kind.CASE, EntityId(deref(name.removeprefix("case:")))
