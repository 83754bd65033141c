"""Text of new parts of a codebook file: values, tables, and the whole file where there is none yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit

from taxonomy.plain import Table
from taxonomy.shape import SHAPES, TOP, Kind

WIDE = 110   # characters of a line, after which a list goes on several lines

Keys = tuple[str, ...]


def whole_text(tables: Table) -> str:
    """A file that says the tables: plain keys first, then a paragraph for each table."""
    parts = [body_text({key: value for key, value in tables.items() if not in_sections((key,), value)})]
    for key, value in tables.items():
        if in_sections((key,), value):
            parts += [f"\n{header}{body}" for _, header, body in sections_of((key,), value)]
    return "".join(parts)


def _section_keys() -> frozenset[Keys]:
    def under(keys: Keys, record: type | None) -> Iterator[Keys]:
        for key in SHAPES[record] if record else TOP:
            if key.kind in (Kind.TABLE, Kind.TABLES, Kind.FREE):
                yield (*keys, key.name)
                yield from under((*keys, key.name), key.of) if key.of else ()

    return frozenset(under((), None))


_SECTIONS = _section_keys()


def in_sections(keys: Keys, value: Any) -> bool:
    """Whether the value is written as [table] or [[table]] of its own, rather than after `key =`."""
    if keys not in _SECTIONS and len(keys) > 1:
        return False
    return isinstance(value, dict) or _is_tables(value)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def sections_of(keys: Keys, value: Any) -> Iterator[tuple[Keys, str, str]]:
    """For each table that the value needs: its keys, the line of its header and the lines below it."""
    double = isinstance(value, list)
    indent = "  " * (len(keys) - 1)
    name = ".".join(tomlkit.key(key).as_string() for key in keys)
    for table in value if double else [value]:
        header = f"{indent}[[{name}]]\n" if double else f"{indent}[{name}]\n"
        within = {key: each for key, each in table.items() if in_sections((*keys, key), each)}
        yield keys, header, body_text({key: each for key, each in table.items() if key not in within}, indent)
        for key, each in within.items():
            yield from sections_of((*keys, key), each)


def body_text(table: Mapping[str, Any], indent: str = "") -> str:
    return "".join(
        f"{indent}{tomlkit.key(key).as_string()} = {value_text(value, indent)}\n" for key, value in table.items()
    )


def value_text(value: Any, indent: str = "", *, nested: bool = False) -> str:
    """The value as TOML; on several lines, if that reads better and it is not nested in something else."""
    if isinstance(value, str) and not nested and "\n" in value and _is_easy(value):
        return f'"""\n{value}"""'
    if isinstance(value, dict):
        inner = ", ".join(
            f"{tomlkit.key(key).as_string()} = {value_text(each, nested=True)}" for key, each in value.items()
        )
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        members = [value_text(each, nested=True) for each in value]
        line = f"[{', '.join(members)}]"
        if nested or not (_is_tables(value) or len(line) > WIDE):
            return line
        return "[\n" + "".join(f"{indent}  {member},\n" for member in members) + f"{indent}]"
    return str(tomlkit.item(value).as_string())


def _is_easy(text: str) -> bool:
    """Whether the text may stand between triple quotation marks as it is."""
    return '"""' not in text and "\\" not in text and not text.endswith('"') and all(
        letter.isprintable() or letter == "\n" for letter in text
    )
