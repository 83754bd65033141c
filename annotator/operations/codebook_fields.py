"""A codebook as the fields of operations: what the journal holds of each of its entries."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotator.model.changes import ref
from annotator.model.ids import CodeId
from taxonomy.codes import Code, Codebook, FieldType

_DETAILS = ("criterion", "counts", "reports", "exclusive", "codable", "replaces", "fields", "crosswalk", "extra")


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


def as_json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)


def parts(codebook: Codebook) -> list[tuple[str, str, int, dict[str, Any]]]:
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
    for name, several in lists:
        found += [(name, one.id, place + 1, _plain(one)) for place, one in enumerate(several)]
    if codebook.rule is not None:
        found.append(("rule", "rule", 0, _plain(codebook.rule, without=("rows",))))
        found += [("rule_row", row.id, place + 1, _plain(row)) for place, row in enumerate(codebook.rule.rows)]
    return found
