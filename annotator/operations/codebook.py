"""The codebook of a project: taking one in, and giving it out. Single codes are changed in `codes`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.model.changes import Change, Changes, How, Kind, Verb
from annotator.model.ids import CodeId, EntityId, code_id, part_id
from annotator.operations.codebook_fields import as_json, code_fields, parts
from annotator.store import reading, writing
from annotator.store.aliases import canonical, members
from annotator.store.handle import Project
from taxonomy.codes import (
    Answer,
    Attribute,
    CaseType,
    Code,
    Codebook,
    Criterion,
    Crosswalk,
    Example,
    Field,
    FieldType,
    Level,
    QuotedDocument,
    Rule,
    RuleRow,
)

OWN = "project"  # codebook id of codes that were made in the project itself


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """A code as the project knows it: its entry of the codebook and where it stands."""

    id: CodeId
    code: Code
    parent: CodeId | None
    path: tuple[str, ...]  # names from the top, its own last
    colour: str | None  # its own or inherited
    position: float
    to_define: bool
    heads: bytes
    members: tuple[CodeId, ...] = ()  # the codes joined into it
    gone: bool = False  # deleted, though codings or codes lean on it: shown without a key, not offered
    also: tuple[str, ...] = ()  # the names of the codes joined into it

    @property
    def name(self) -> str:
        return self.code.name

    @property
    def path_text(self) -> str:
        return " > ".join(self.path)


# Taking in ---------------------------------------------------------------------------------------------------------


def found_codebook(project: Project, codebook: Codebook) -> Changes:
    """What a project begins with; no undo step."""
    label = f"Began with the codebook “{codebook.name}”"
    return writing.commit(project, label, _additions(project, codebook), how=How.FOUNDING)


def import_codebook(project: Project, codebook: Codebook) -> Changes:
    """Adds what is new and changes what differs, in one undo step. What is missing in the file is never deleted."""
    return writing.commit(
        project, f"Imported the codebook “{codebook.name}”", _additions(project, codebook), how=How.IMPORT
    )


def _additions(project: Project, codebook: Codebook) -> list[Change]:
    wanted: list[tuple[Kind, EntityId, dict[str, object]]] = []
    read = _Codes(project)
    known = read.by_text_id()
    ids = {code.id: known.get(code.id, code_id(codebook.id, code.id)) for code in codebook.codes}
    for place, code in enumerate(codebook.codes):
        parent = read.canonical(ids[code.parent]) if code.parent in ids else None
        wanted.append((Kind.CODE, ids[code.id], code_fields(code, parent, float(place + 1))))
    for name, key, place, data in parts(codebook):
        part: dict[str, object] = {"part": name, "key": key, "position": float(place), "data": as_json(data)}
        wanted.append((Kind.PART, part_id(codebook.id, name, key), part))
    states = {
        **reading.state(project, Kind.CODE, [entity for kind, entity, _ in wanted if kind == Kind.CODE]),
        **reading.state(project, Kind.PART, [entity for kind, entity, _ in wanted if kind == Kind.PART]),
    }
    present = _present_fields(project, read)
    changes = []
    for kind, entity, fields in wanted:
        if entity not in states:
            filled = {name: value for name, value in fields.items() if value is not None}
            changes.append(Change(kind, entity, Verb.CREATE, filled))
            continue
        heads, deleted = states[entity]
        now = present.get(entity, {})
        differing = {name: value for name, value in fields.items() if now.get(name) != value}
        differing |= {name: None for name in now.keys() - fields.keys() if ":" in name}
        if deleted:
            changes.append(Change(kind, entity, Verb.RESTORE, fields, heads))
        elif differing:
            changes.append(Change(kind, entity, Verb.SET, differing, heads))
    return changes


def _present_fields(project: Project, read: _Codes) -> dict[EntityId, dict[str, object]]:
    """The fields of all live codes and parts, as an import would write them."""
    found: dict[EntityId, dict[str, object]] = {}
    for one in read.listed():
        found[one.id] = code_fields(one.code, one.parent, one.position)
    for row in read.joined:
        parent = read.canonical(CodeId(EntityId(row.parent))) if row.parent else None
        found[EntityId(row.id)] = code_fields(_code(row, None, row.text_id or ""), parent, row.position or 0.0)
    for row in reading.part_rows(project):
        fields = {"part": row.part, "key": row.key, "position": row.position, "data": row.data}
        found[EntityId(row.id)] = fields
    return found


# Giving out --------------------------------------------------------------------------------------------------------


def codes(project: Project) -> tuple[ProjectCode, ...]:
    """All codes in the order shown: each parent before its children, siblings as they stand in the codebook.

    Codes that were joined into others are not among them; what stands below those stands below these. Text ids are
    made unique: of several codes with one id, made apart, the smallest keeps it and the next ones are numbered.
    """
    return project.once("codes", lambda: _Codes(project).listed())


class _Codes:
    """The rows of the codes that are live or gone, and how they hang together."""

    def __init__(self, project: Project) -> None:
        gone = reading.gone(project, Kind.CODE)
        self._stands_for = canonical(project, Kind.CODE)
        self._members = members(self._stands_for)
        rows = reading.code_rows(project, deleted=bool(gone))
        rows = [row for row in rows if not row.deleted or row.id in gone]
        self._made = project.made.setdefault("codes", {})
        self._by_id = {row.id: row for row in rows if row.id not in self._stands_for}
        self._text_ids = _unique_text_ids(self._by_id.values())
        self.joined = [row for row in rows if row.id in self._stands_for]

    def canonical(self, code: CodeId) -> CodeId:
        return CodeId(self._stands_for.get(code, code))

    def by_text_id(self) -> dict[str, CodeId]:
        """Which code a file means by an id: the one listed with it, else one that was joined into another."""
        found = {text_id: CodeId(EntityId(this)) for this, text_id in self._text_ids.items()}
        for row in sorted(self.joined, key=lambda row: bytes(row.id)):
            found.setdefault(row.text_id or "", CodeId(EntityId(row.id)))
        return found

    def listed(self) -> tuple[ProjectCode, ...]:
        above = {this: self._parent(row) for this, row in self._by_id.items()}
        ringed = _in_rings(above)
        children: dict[bytes | None, list[Any]] = {}
        for this, row in self._by_id.items():
            children.setdefault(None if this in ringed else above[this], []).append(row)
        found: list[ProjectCode] = []
        names = {EntityId(row.id): row.name or "" for row in self.joined}
        todo: list[tuple[Any, tuple[str, ...], str | None]] = [(r, (), None) for r in reversed(children.get(None, []))]
        while todo:
            row, upper, inherited = todo.pop()
            colour, path = row.colour or inherited, (*upper, row.name or "")
            parent = above[row.id] if upper else None
            text_ids = (self._text_ids[parent] if parent else None, self._text_ids[row.id])
            members = tuple(map(CodeId, self._members.get(row.id, ())))
            also = tuple(names[one] for one in members if names.get(one))
            from_what = (row, parent, text_ids, path, colour, members, also)
            held = self._made.get(row.id)
            if held is None or held[0] != from_what:  # reading one row's fields takes as long as comparing fifty rows
                held = self._made[row.id] = (from_what, _listed(row, *from_what[1:]))
            found.append(held[1])
            todo += [(child, path, colour) for child in reversed(children.get(row.id, []))]
        return tuple(found)

    def _parent(self, row: Any) -> bytes | None:
        """What it stands below, if that is listed."""
        parent = self._stands_for.get(row.parent, row.parent)
        return parent if parent in self._by_id else None


def _listed(
    row: Any,
    parent: bytes | None,
    text_ids: tuple[str | None, str],
    path: tuple[str, ...],
    colour: str | None,
    members: tuple[CodeId, ...],
    also: tuple[str, ...],
) -> ProjectCode:
    code = _code(row, *text_ids)
    return ProjectCode(
        CodeId(EntityId(row.id)),
        dataclasses.replace(code, key=None) if row.deleted else code,
        CodeId(EntityId(parent)) if parent else None,
        path,
        colour,
        row.position or 0.0,
        bool(row.to_define),
        row.heads,
        members,
        bool(row.deleted),
        also,
    )


def _in_rings(above: Mapping[bytes, bytes | None]) -> set[bytes]:
    """Those that stand below themselves, directly or by way of others; they are drawn at the top meanwhile."""
    found: set[bytes] = set()
    done: set[bytes] = set()
    for start in above:
        path: dict[bytes, None] = {}
        at: bytes | None = start
        while at is not None and at not in done and at not in path:
            path[at] = None
            at = above[at]
        if at in path:
            walked = list(path)
            found.update(walked[walked.index(at) :])
        done.update(path)
    return found


def _unique_text_ids(rows: Iterable[Any]) -> dict[bytes, str]:
    """By code: its text id, numbered where another code has the same. Live codes come first, then by id."""
    ordered = sorted(rows, key=lambda row: (row.deleted, bytes(row.id)))
    taken = {row.text_id for row in ordered}
    found: dict[bytes, str] = {}
    kept: set[str] = set()
    for row in ordered:
        text_id, number = row.text_id or "code", 2
        if text_id in kept or not row.text_id:
            while (numbered := f"{text_id}_{number}") in taken:
                number += 1
            text_id = numbered
            taken.add(text_id)
        kept.add(text_id)
        found[row.id] = text_id
    return found


def _code(row: Any, parent: str | None, text_id: str) -> Code:
    details: dict[str, Any] = json.loads(row.details)
    return Code(
        id=text_id,
        name=row.name or "",
        parent=parent,
        definition=row.definition or "",
        include=tuple(json.loads(row.include)),
        exclude=tuple(json.loads(row.exclude)),
        examples=tuple(Example(**one) for one in json.loads(row.examples)),
        counter_examples=tuple(Example(**one) for one in json.loads(row.counter_examples)),
        colour=row.colour,
        key=row.key,
        fields=tuple(_field(one) for one in details.get("fields", ())),
        criterion=details.get("criterion"),
        counts=details.get("counts"),
        reports=tuple(details.get("reports", ())),
        exclusive=bool(details.get("exclusive", False)),
        codable=bool(details.get("codable", True)),
        replaces=tuple(details.get("replaces", ())),
        crosswalk=tuple(
            Crosswalk(**{**one, "entries": tuple(one.get("entries", ()))}) for one in details.get("crosswalk", ())
        ),
        extra=details.get("extra", {}),
    )


def _field(data: Mapping[str, Any]) -> Field:
    return Field(**{**data, "type": FieldType(data["type"]), "options": tuple(data.get("options", ()))})


def codebook(project: Project) -> Codebook:
    """The whole codebook of the project as one value, ready to be written to a file."""
    held: dict[str, list[dict[str, Any]]] = {}
    for row in reading.part_rows(project):
        held.setdefault(row.part, []).append(json.loads(row.data))
    header = held.get("codebook", [{"id": OWN, "name": project.path.stem}])[0]
    rule = None
    if "rule" in held or "rule_row" in held:
        rows = tuple(
            RuleRow(**{**one, "when": {column: tuple(values) for column, values in one["when"].items()}})
            for one in held.get("rule_row", [])
        )
        rule = Rule(rows=rows, **held.get("rule", [{}])[0])
    return Codebook(
        **header,
        codes=tuple(_codes_of_file(codes(project))),
        fields=tuple(_field(one) for one in held.get("field", [])),
        case_types=tuple(_case_type(one) for one in held.get("case_type", [])),
        criteria=tuple(_criterion(one) for one in held.get("criterion", [])),
        levels=tuple(Level(**one) for one in held.get("level", [])),
        rule=rule,
        documents=tuple(QuotedDocument(**one) for one in held.get("document", [])),
    )


def _codes_of_file(known: Sequence[ProjectCode]) -> Iterator[Code]:
    """Without those that are gone; what stands below one of them comes to the top."""
    gone = {one.id for one in known if one.gone}
    for one in known:
        if not one.gone:
            yield dataclasses.replace(one.code, parent=None) if one.parent in gone else one.code


def _case_type(data: Mapping[str, Any]) -> CaseType:
    attributes = tuple(
        Attribute(**{**one, "type": FieldType(one["type"]), "options": tuple(one.get("options", ()))})
        for one in data.get("attributes", ())
    )
    return CaseType(**{**data, "attributes": attributes})


def _criterion(data: Mapping[str, Any]) -> Criterion:
    plain = dict(data)
    for name in ("voices", "certainty"):
        if plain.get(name) is not None:
            plain[name] = tuple(plain[name])
    plain["oppose"] = tuple((pair[0], pair[1]) for pair in plain.get("oppose", ()))
    plain["answers"] = tuple(Answer(**one) for one in plain["answers"])
    return Criterion(**plain)


def criteria(project: Project) -> tuple[Criterion, ...]:
    """The criteria of the project, in their order."""
    return tuple(_criterion(json.loads(row.data)) for row in reading.part_rows(project) if row.part == "criterion")


@dataclass(frozen=True, slots=True)
class AskedField:
    """A field and the code that asks for it; None for a field asked of every coding."""

    field: Field
    code: ProjectCode | None


def asked_fields(project: Project) -> tuple[AskedField, ...]:
    """Every field of the codebook, the general ones first. One id may be asked by several codes, in several ways."""
    general = [
        AskedField(_field(json.loads(row.data)), None) for row in reading.part_rows(project) if row.part == "field"
    ]
    return (*general, *(AskedField(field, code) for code in codes(project) for field in code.code.fields))


def fields_of(asked: Sequence[AskedField], known: Sequence[ProjectCode], code: CodeId) -> dict[str, Field]:
    """The fields that codings of a code may have, by id: the general ones, its own and those of the codes above."""
    chain = set(ancestors_and_self(known, code))
    return {one.field.id: one.field for one in asked if one.code is None or one.code.id in chain}


def self_and_below(known: Sequence[ProjectCode], codes: Iterable[CodeId]) -> set[CodeId]:
    """These codes and all below them; `known` has each parent before its children, as `codes` answers them."""
    found = set(codes)
    for one in known:
        if one.parent in found:
            found.add(one.id)
    return found


def ancestors_and_self(known: Sequence[ProjectCode], code: CodeId) -> list[CodeId]:
    """The code, its parent, that one's parent ..."""
    by_id = {one.id: one for one in known}
    found: list[CodeId] = []
    at: CodeId | None = code
    while at is not None and at in by_id and at not in found:
        found.append(at)
        at = by_id[at].parent
    return found
