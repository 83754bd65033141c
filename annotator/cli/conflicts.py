"""Conflicts: listing them with what can be chosen, and settling them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from annotator.cli.common import AS, JSON, PROJECT, cli, reading, tell, writing
from annotator.model.changes import deref
from annotator.model.codings import Coder
from annotator.model.conflicts import What
from annotator.model.errors import Ambiguous, CannotDo
from annotator.model.ids import CoderId, ConflictId, id_text
from annotator.operations import describing, undoing
from annotator.operations.conflicts import Need, OpenConflict, open_conflicts
from annotator.operations.conflicts import resolve as settle
from annotator.operations.snapshot import take

_IDS = ("parent", "code", "same_as", "document", "layer", "coder")  # fields whose values are told in words
_SHORTEST = 4  # hexadecimal digits of an id's beginning
_NEEDS = {Need.NOTHING: "", Need.TEXT: " --value TEXT", Need.CODE: " --value CODE"}
_KINDS = {
    What.FIELD: "set to several values",
    What.DELETE_EDIT: "deleted by one, changed by another",
    What.DANGLING: "deleted, but used since",
    What.DUP_CODE: "one code made twice",
    What.DUP_CASE: "one case made twice",
    What.CYCLE: "codes below one another",
    What.TWO_TEXTS: "two texts of one document",
    What.SAME_CODER: "one name, several coders",
    What.SAME_TEXT: "the same text from other bytes",
    What.DUPLICATE_CODING: "one coding made twice",
}


@cli.command("conflicts")
@PROJECT
@JSON
def list_conflicts(project: Path, *, as_json: bool) -> None:
    """List what people did apart and what does not go together, with what can be chosen."""
    with reading(project) as opened:
        from annotator.operations.coders import by_id

        people = by_id(opened)
        found = open_conflicts(opened)
    told = [described(one, people) for one in found]
    lines = [line for one, data in zip(found, told, strict=True) for line in _lines(one, data)]
    tell({"conflicts": told}, lines or ["There is no conflict."], as_json=as_json)


def described(one: OpenConflict, people: Mapping[CoderId, Coder]) -> dict[str, Any]:
    """A conflict as `--json` prints it: equal for projects with equal journals, whoever looks."""
    conflict = one.conflict
    field = conflict.field
    if field.startswith("case:"):
        field = f"case:{id_text(deref(field.removeprefix('case:')))}"
    return {
        "id": id_text(conflict.id),
        "kind": conflict.what.value,
        "entity": id_text(conflict.entity),
        "field": field or None,
        "values": [
            {"value": value, "coder": people[who].name if who and who in people else None, "time": describing.iso(time)}
            for value, who, time in _values(one)
        ],
        "ancestor": _plain(one, conflict.ancestor, one.before),
        "choices": [choice.token for choice in one.choices],
    }


def _values(one: OpenConflict) -> list[tuple[object, CoderId | None, int]]:
    """What each side gave; between things, each of them with who made it."""
    conflict = one.conflict
    if conflict.what is What.CYCLE:
        return [
            (f"{shown} > {member}", side.coder, side.time)
            for shown, member, side in zip(one.shown, one.members, conflict.sides, strict=False)
        ]
    if not conflict.sides:
        return list(zip(one.members, one.authors, one.created, strict=True))
    return [
        (_plain(one, side.value, shown) if not side.deleted else None, side.coder, side.time)
        for side, shown in zip(conflict.sides, one.shown, strict=True)
    ]


def _plain(one: OpenConflict, value: object, shown: str) -> object:
    """A value as data; in words where it stands in files as an id, or is several values."""
    if value is None:
        return None
    if one.conflict.what is What.DELETE_EDIT or one.conflict.field in _IDS:
        return shown
    if isinstance(value, Mapping) and isinstance(layer := value.get("layer"), str):
        return {**value, "layer": id_text(deref(layer))}
    return value


def _lines(one: OpenConflict, data: Mapping[str, Any]) -> list[str]:
    about = f": {one.field}" if one.conflict.what is What.FIELD else ""
    lines = [f"{data['id'][:13]}  {one.title}{about} ({_KINDS[one.conflict.what]})"]
    shown = one.shown if len(one.shown) == len(data["values"]) else [str(value["value"]) for value in data["values"]]
    for said, value in zip(shown, data["values"], strict=True):
        lines.append(f"    {value['time'][:16].replace('T', ' ')}  {value['coder'] or ''}: {' '.join(said.split())}")
    if one.before:
        lines.append(f"    before: {' '.join(one.before.split())}")
    if one.count and one.conflict.what is not What.FIELD:
        lines.append(f"    {one.count:,} coding{'' if one.count == 1 else 's'} concerned")
    choices = (f"{choice.token}{_NEEDS[choice.need]}" for choice in one.choices)
    return [*lines, f"    --choose {' | '.join(choices)}"]


@cli.command()
@PROJECT
@click.argument("conflict", metavar="CONFLICT")
@click.option("--choose", "choice", required=True, metavar="CHOICE", help="One of the choices that “conflicts” lists.")
@click.option("--value", metavar="V", help="A new text, or a code, where the choice asks for one.")
@AS
@JSON
def resolve(
    project: Path, conflict: str, choice: str, value: str | None, acting_as: str | None, *, as_json: bool
) -> None:
    """Settle a conflict."""
    with writing(project, acting_as) as opened:
        changes = settle(opened, _find(open_conflicts(opened), conflict), choice, value=value)
        whole = take(opened)
        lines = [line for line in undoing.history(opened, most=1) if line.id == changes.changeset]
    told = [describing.changeset(whole, line) for line in lines]
    tell({"changesets": told}, [f"{changes.label}."], as_json=as_json)


def _find(known: Sequence[OpenConflict], wanted: str) -> ConflictId:
    """By the beginning of its id."""
    start = wanted.strip().lower().replace("-", "")
    found = [one for one in known if len(start) >= _SHORTEST and one.conflict.id.hex().startswith(start)]
    if not found:
        raise CannotDo(f"There is no conflict “{wanted}” in this project; it is settled, or the list has changed.")
    if len(found) > 1:
        listed = "; ".join(id_text(one.conflict.id) for one in found[:5])
        raise Ambiguous(f"“{wanted}” may mean several conflicts: {listed}. Say which.")
    return found[0].conflict.id
