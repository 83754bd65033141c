"""A codebook as the tables of its file: what reading turns into values, the other way round.

Keys that have their default are left out, unless a file has to have them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Any

from taxonomy.codes import FORMAT, Codebook, FieldType
from taxonomy.shape import SHAPES, TOP, Kind

Table = dict[str, Any]


def plain(codebook: Codebook) -> Table:
    """All tables of the codebook's file in their usual order, made of what TOML knows alone."""
    head = {"extra": codebook.extra} | {key.fills: getattr(codebook, key.fills) for key in SHAPES[Codebook]}
    tables: Table = {"format": FORMAT, "codebook": _table(Codebook, head)}
    for key in TOP[2:]:
        value = getattr(codebook, key.fills)
        if key.kind is Kind.TABLES and value:
            tables[key.name] = [_table_of(each) for each in value]
        elif key.kind is Kind.TABLE and value is not None:
            tables[key.name] = _table_of(value)
        elif key.kind is Kind.FREE and value:
            tables[key.name] = _free(value)
    known = {key.name for key in TOP}
    return tables | {key: value for key, value in _free(codebook.extra_tables).items() if key not in known}


def _table_of(record: Any) -> Table:
    return _table(type(record), {field.name: getattr(record, field.name) for field in dataclasses.fields(record)})


def _table(record: type, values: Mapping[str, Any]) -> Table:
    table: Table = {}
    for key in SHAPES[record]:
        value = values[key.fills]
        if not key.required and value == _defaults(record)[key.fills]:
            continue
        if key.kind in (Kind.TABLES, Kind.INLINE):
            table[key.name] = [_table_of(each) for each in value]
        elif isinstance(value, FieldType):
            table[key.name] = value.value
        else:
            table[key.name] = _free(value)
    known = {key.name for key in SHAPES[record]}
    return table | {key: value for key, value in _free(values["extra"]).items() if key not in known}


@cache
def _defaults(record: type) -> Mapping[str, Any]:
    return {field.name: field.default for field in dataclasses.fields(record)}


def _free(value: Any) -> Any:
    """The value with dictionaries and lists of its own; what TOML has no word for, None, is left out."""
    if isinstance(value, Mapping):
        return {str(key): _free(each) for key, each in value.items() if each is not None}
    if isinstance(value, tuple | list):
        return [_free(each) for each in value if each is not None]
    return value
