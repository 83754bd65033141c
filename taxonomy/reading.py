"""Turns the tables of a codebook file into values; a wrong or missing key is reported and stood in for.

So reading always gives a codebook, and one wrong key hides no other fault. Keys that are not known are kept.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from taxonomy.codes import Codebook, FieldType
from taxonomy.faults import Findings, Path, listing, shown
from taxonomy.shape import NOUNS, SHAPES, TOP, Key, Kind

_Record = TypeVar("_Record")

_WANTED = {
    Kind.TEXT: "text",
    Kind.LETTERS: "text",
    Kind.TEXTS: "a list of texts",
    Kind.FLAG: "true or false",
    Kind.WHOLE: "a whole number",
    Kind.NUMBER: "a number",
    Kind.FIELD_TYPE: "a type",
    Kind.PAIRS: "a list of pairs",
    Kind.CELLS: "a table of columns with lists of values",
    Kind.FREE: "a table",
    Kind.TABLE: "a table",
    Kind.TABLES: "a list of tables",
    Kind.INLINE: "a list of tables",
}


def read(data: Mapping[str, Any], findings: Findings) -> Codebook:
    """The codebook of the tables, complete only if no error was found."""
    known = {key.name: key for key in TOP}
    filled: dict[str, Any] = {}
    for key in TOP[2:]:
        if key.name in data:
            found = _value(key, data[key.name], (key.name,), "the file", findings)
            if found is not None:
                filled[key.fills] = found
    filled["extra_tables"] = {name: value for name, value in data.items() if name not in known}
    for name in filled["extra_tables"]:
        _unknown(name, (name,), "the file", known, findings)
    if "codebook" not in data:
        message = "the file is empty" if not data else "the file has no table [codebook]"
        findings.cannot_read((), message, 'Begin it with format = 1 and a table [codebook] with id and name')
    head = data.get("codebook", {})
    if not isinstance(head, dict):
        _wrong(TOP[1], head, ("codebook",), "the file", findings)
        head = {}
    missing = "codebook" in data and isinstance(data["codebook"], dict)
    filled |= _filled(Codebook, head, ("codebook",), "the codebook", findings, missing=missing)
    return Codebook(**filled)


def _record(record: type[_Record], table: object, path: Path, findings: Findings, within: str) -> _Record:
    if not isinstance(table, dict):
        findings.cannot_read(path, f"{within} has a {NOUNS[record]} that is {shown(table)} and not a table",
                             "Give it keys with values")
        return record(**_filled(record, {}, path, "", findings, missing=False))
    return record(**_filled(record, table, path, _called(record, table, within), findings, missing=True))


def _called(record: type, table: Mapping[str, Any], within: str) -> str:
    """How messages call the thing: by its id, or else by its name, or by where it is."""
    noun = NOUNS[record]
    around = "" if within in ("", "the file") else f" of {within}"
    if noun == "rule":
        return "the rule"
    if isinstance(table.get("id"), str) and table["id"].strip():
        return f'{noun} "{table["id"]}"{around}'
    if isinstance(table.get("name"), str) and table["name"].strip():
        return f'the {noun} named "{table["name"]}"{around}'
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}{around}"


def _filled(
    record: type, table: Mapping[str, Any], path: Path, who: str, findings: Findings, *, missing: bool
) -> dict[str, Any]:
    """The arguments of the record: the keys of the table, stand-ins for what is required and not there."""
    known = {key.name: key for key in SHAPES[record]}
    filled: dict[str, Any] = {}
    for key in known.values():
        if key.name in table:
            filled[key.fills] = _value(key, table[key.name], (*path, key.name), who, findings)
        elif key.required:
            filled[key.fills] = _stand_in(key)
            findings.unreadable.add((*path, key.name))
            if missing:
                findings.error(path, f"{who} has no {key.name}", f"Add the line: {_pattern(key)}")
    filled = {name: value for name, value in filled.items() if value is not None}
    filled["extra"] = {name: value for name, value in table.items() if name not in known}
    for name in filled["extra"]:
        _unknown(name, (*path, name), who, known, findings)
    return filled


def _unknown(name: str, path: Path, who: str, known: Mapping[str, Key], findings: Findings) -> None:
    findings.warning(
        path,
        f'{who} has the key "{name}", which this version does not know; it is kept as it is',
        findings.did_you_mean(name, known, ""),
    )


def _stand_in(key: Key) -> Any:
    return {
        Kind.FIELD_TYPE: FieldType.TEXT, Kind.CELLS: {}, Kind.TABLES: (), Kind.INLINE: (),
    }.get(key.kind, "")


def _pattern(key: Key) -> str:
    """How a line with the key looks, for somebody who has to add it."""
    return {
        Kind.FIELD_TYPE: 'type = "text"',
        Kind.CELLS: "when = {}",
        Kind.INLINE: f'{key.name} = [{{ id = "yes", name = "Yes" }}]',
    }.get(key.kind, f'{key.name} = "…"')


def _value(key: Key, given: object, path: Path, who: str, findings: Findings) -> Any:
    """The value as the record holds it; None, after a fault, where it has to keep its default."""
    if key.kind in (Kind.TABLES, Kind.INLINE) and isinstance(given, list):
        assert key.of is not None
        return tuple(
            _record(key.of, table, (*path, number), findings, who) for number, table in enumerate(given)
        )
    if key.kind is Kind.TABLE and isinstance(given, dict):
        assert key.of is not None
        return _record(key.of, given, path, findings, "")
    if key.kind is Kind.FIELD_TYPE and isinstance(given, str):
        return _field_type(given, path, who, findings)
    if key.kind is Kind.CELLS and isinstance(given, dict):
        return _cells(given, path, who, findings)
    found = _plain(key.kind, given)
    if found is None:
        _wrong(key, given, path, who, findings)
        return _stand_in(key) if key.required else None
    return found


def _plain(kind: Kind, given: object) -> Any:
    """The value, if it is of the kind; otherwise None."""
    match kind, given:
        case (Kind.TEXT, str()) | (Kind.FLAG, bool()):
            return given
        case (Kind.LETTERS, str(letters)):
            return letters.lower()
        case (Kind.TEXTS, list()) if all(isinstance(text, str) for text in given):
            return tuple(given)
        case (Kind.WHOLE | Kind.NUMBER, bool()):
            return None
        case (Kind.WHOLE | Kind.NUMBER, int()):
            return given
        case (Kind.NUMBER, float()) if not math.isnan(given):
            return given
        case (Kind.PAIRS, list()) if all(_is_pair(pair) for pair in given):
            return tuple((pair[0], pair[1]) for pair in given)
        case (Kind.FREE, dict()):
            return given
    return None


def _is_pair(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair)


def _field_type(given: str, path: Path, who: str, findings: Findings) -> FieldType:
    if given in list(FieldType):
        return FieldType(given)
    findings.cannot_read(path, f'{who} has the type "{given}", which is none',
                         findings.did_you_mean(given, FieldType, f"Types are {listing(FieldType)}"))
    return FieldType.TEXT


def _cells(given: Mapping[str, object], path: Path, who: str, findings: Findings) -> dict[str, tuple[str, ...]]:
    cells: dict[str, tuple[str, ...]] = {}
    for column, values in given.items():
        found = _plain(Kind.TEXTS, values)
        if found is not None:
            cells[column] = found
            continue
        remedy = f'Write a list: {column} = ["…"]'
        if isinstance(values, str):
            remedy = f'Write it as a list: {column} = ["{values}"]'
        elif isinstance(values, dict) and values:
            remedy = f'Write an attribute in quotation marks: "{column}.{next(iter(values))}" = ["…"]'
        findings.cannot_read((*path, column), f'{who} has in the column "{column}" {shown(values)}, '
                             "which is not a list of texts", remedy)
    return cells


def _wrong(key: Key, given: object, path: Path, who: str, findings: Findings) -> None:
    wanted = _WANTED[key.kind]
    value = "a list with something else in it" if _is_list_kind(key.kind) and isinstance(given, list) else shown(given)
    findings.cannot_read(path, f"{who} has the {key.name} {value}, which is not {wanted}", _remedy(key, given))


def _is_list_kind(kind: Kind) -> bool:
    return kind in (Kind.TEXTS, Kind.PAIRS)


def _remedy(key: Key, given: object) -> str:
    name = key.name
    match key.kind:
        case Kind.TEXT | Kind.LETTERS | Kind.FIELD_TYPE if not isinstance(given, list | dict):
            return f'Put it in quotation marks: {name} = "{str(given).lower() if isinstance(given, bool) else given}"'
        case Kind.TEXTS if isinstance(given, str):
            return f'Write it as a list: {name} = ["{given}"]'
        case Kind.TEXTS:
            return f'Write a list of texts in quotation marks: {name} = ["…", "…"]'
        case Kind.FLAG:
            return f"Write {name} = true or {name} = false, without quotation marks"
        case Kind.WHOLE | Kind.NUMBER:
            return f"Write a number without quotation marks, such as {name} = 1"
        case Kind.PAIRS:
            return f'Write pairs of ids: {name} = [["…", "…"]]'
        case Kind.TABLES if isinstance(given, dict):
            return f"Write it in double brackets: [[{name}]]"
        case Kind.TABLE | Kind.FREE if isinstance(given, Sequence) and not isinstance(given, str):
            return f"Write it once and in single brackets: [{name}]"
        case _:
            return f"Write {_pattern(key)}"


def _check_shapes() -> None:
    """Each key fills an attribute that exists: said here, where a slip of ours would otherwise show late."""
    for record, keys in SHAPES.items():
        names = {each.name for each in dataclasses.fields(record)}
        assert all(key.fills in names for key in keys), record


_check_shapes()
