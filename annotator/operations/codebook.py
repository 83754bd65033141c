"""The codebook of a project: taking one in, and giving it out. Single codes are changed in `codes`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.model.changes import Change, Changes, How, Kind, Verb, ref
from annotator.model.ids import CodeId, EntityId, code_id, part_id
from annotator.store import reading, writing
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
_DETAILS = ("criterion", "counts", "reports", "exclusive", "codable", "replaces", "fields", "crosswalk", "extra")


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
    known = {found.code.id: found.id for found in codes(project)}
    ids = {code.id: known.get(code.id, code_id(codebook.id, code.id)) for code in codebook.codes}
    for place, code in enumerate(codebook.codes):
        parent = ids.get(code.parent) if code.parent else None
        wanted.append((Kind.CODE, ids[code.id], code_fields(code, parent, float(place + 1))))
    for name, key, place, data in _parts(codebook):
        part: dict[str, object] = {"part": name, "key": key, "position": float(place), "data": _json(data)}
        wanted.append((Kind.PART, part_id(codebook.id, name, key), part))
    states = {
        **reading.state(project, Kind.CODE, [entity for kind, entity, _ in wanted if kind == Kind.CODE]),
        **reading.state(project, Kind.PART, [entity for kind, entity, _ in wanted if kind == Kind.PART]),
    }
    present = _present_fields(project)
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


def _present_fields(project: Project) -> dict[EntityId, dict[str, object]]:
    """The fields of all live codes and parts, as an import would write them."""
    found: dict[EntityId, dict[str, object]] = {}
    for one in codes(project):
        found[one.id] = code_fields(one.code, one.parent, one.position)
    for row in reading.part_rows(project):
        fields = {"part": row.part, "key": row.key, "position": row.position, "data": row.data}
        found[EntityId(row.id)] = fields
    return found


def code_fields(code: Code, parent: CodeId | None, position: float) -> dict[str, object]:
    """A code as the fields of an operation; lists become members of their own, so that additions merge."""
    fields: dict[str, object] = {
        "text_id": code.id,
        "name": code.name,
        "parent": ref(parent) if parent else None,
        "position": position,
        "definition": code.definition,
        "colour": code.colour,
        "key": code.key,
    }
    fields |= {f"include:{text}": place + 1 for place, text in enumerate(code.include)}
    fields |= {f"exclude:{text}": place + 1 for place, text in enumerate(code.exclude)}
    for name, examples in (("example", code.examples), ("counter_example", code.counter_examples)):
        for place, example in enumerate(examples):
            fields[f"{name}:{example.quote}"] = {"place": place + 1, **_plain(example, without=("quote",))}
    plain = _plain(code)
    fields |= {f"detail:{name}": plain[name] for name in _DETAILS if name in plain}
    return fields


def _plain(value: Any, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """A value of the taxonomy as JSON, without what is at its default."""
    found: dict[str, Any] = {}
    for one in dataclasses.fields(value):
        held = getattr(value, one.name)
        default = one.default_factory() if one.default_factory is not dataclasses.MISSING else one.default
        if one.name not in without and held != default:
            found[one.name] = _jsonable(held)
    return found


def _jsonable(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _plain(value)
    if isinstance(value, FieldType):
        return value.value
    if isinstance(value, (tuple, list)):
        return [_jsonable(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _jsonable(one) for key, one in value.items()}
    return value


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)


def _parts(codebook: Codebook) -> list[tuple[str, str, int, dict[str, Any]]]:
    """Everything of a codebook but its codes: (part, key, place, data)."""
    header = _plain(codebook, without=("codes", "fields", "case_types", "criteria", "levels", "rule", "documents"))
    found: list[tuple[str, str, int, dict[str, Any]]] = [("codebook", "codebook", 0, header)]
    lists: tuple[tuple[str, Sequence[Any]], ...] = (
        ("field", codebook.fields),
        ("case_type", codebook.case_types),
        ("criterion", codebook.criteria),
        ("level", codebook.levels),
        ("document", codebook.documents),
    )
    for name, members in lists:
        found += [(name, one.id, place + 1, _plain(one)) for place, one in enumerate(members)]
    if codebook.rule is not None:
        found.append(("rule", "rule", 0, _plain(codebook.rule, without=("rows",))))
        found += [("rule_row", row.id, place + 1, _plain(row)) for place, row in enumerate(codebook.rule.rows)]
    return found


# Giving out --------------------------------------------------------------------------------------------------------


def codes(project: Project) -> tuple[ProjectCode, ...]:
    """All codes in the order shown: each parent before its children, siblings as they stand in the codebook."""
    rows = reading.code_rows(project)
    by_id = {row.id: row for row in rows}
    children: dict[bytes | None, list[Any]] = {}
    for row in rows:
        parent = row.parent if row.parent in by_id and not _in_ring(row.id, by_id) else None
        children.setdefault(parent, []).append(row)
    found: list[ProjectCode] = []
    todo: list[tuple[Any, tuple[str, ...], str | None]] = [(row, (), None) for row in reversed(children.get(None, []))]
    while todo:
        row, above, inherited = todo.pop()
        colour, path = row.colour or inherited, (*above, row.name or "")
        parent = CodeId(EntityId(row.parent)) if above and row.parent else None
        text_parent = by_id[row.parent].text_id if parent else None
        code = _code(row, text_parent)
        found.append(
            ProjectCode(
                CodeId(EntityId(row.id)),
                code,
                parent,
                path,
                colour,
                row.position or 0.0,
                bool(row.to_define),
                row.heads,
            )
        )
        todo += [(child, path, colour) for child in reversed(children.get(row.id, []))]
    return tuple(found)


def _in_ring(start: bytes, by_id: Mapping[bytes, Any]) -> bool:
    """Whether following the parents comes back to `start`; such a code is drawn at the top meanwhile."""
    at, steps = by_id[start].parent, 0
    while at in by_id and steps <= len(by_id):
        if at == start:
            return True
        at, steps = by_id[at].parent, steps + 1
    return False


def _code(row: Any, parent: str | None) -> Code:
    details: dict[str, Any] = json.loads(row.details)
    return Code(
        id=row.text_id or "",
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
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in reading.part_rows(project):
        parts.setdefault(row.part, []).append(json.loads(row.data))
    header = parts.get("codebook", [{"id": OWN, "name": project.path.stem}])[0]
    rule = None
    if "rule" in parts or "rule_row" in parts:
        rows = tuple(
            RuleRow(**{**one, "when": {column: tuple(values) for column, values in one["when"].items()}})
            for one in parts.get("rule_row", [])
        )
        rule = Rule(rows=rows, **parts.get("rule", [{}])[0])
    return Codebook(
        **header,
        codes=tuple(found.code for found in codes(project)),
        fields=tuple(_field(one) for one in parts.get("field", [])),
        case_types=tuple(_case_type(one) for one in parts.get("case_type", [])),
        criteria=tuple(_criterion(one) for one in parts.get("criterion", [])),
        levels=tuple(Level(**one) for one in parts.get("level", [])),
        rule=rule,
        documents=tuple(QuotedDocument(**one) for one in parts.get("document", [])),
    )


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


def ancestors_and_self(known: Sequence[ProjectCode], code: CodeId) -> list[CodeId]:
    """The code, its parent, that one's parent ..."""
    by_id = {one.id: one for one in known}
    found: list[CodeId] = []
    at: CodeId | None = code
    while at is not None and at in by_id and at not in found:
        found.append(at)
        at = by_id[at].parent
    return found
