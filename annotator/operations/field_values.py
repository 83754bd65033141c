"""The values of fields: what a field allows, and what was given to it most lately."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from annotator.model.errors import CannotDo
from annotator.operations.coding_many import sound_value
from annotator.operations.visibility import mine
from annotator.store import field_values
from annotator.store.handle import Project
from taxonomy.codes import Attribute, Field, FieldType

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
MOST_OFFERED = 5


def sound(field: Field, value: object, held: object = None) -> object:
    """The value as it is kept, None for an empty one; CannotDo with a sentence where the field does not allow it.

    `held`: what the coding has now. Values that the codebook does not know any more may stay.
    """
    if value in (None, "", []):
        return None
    kept = held if isinstance(held, list) else [held]
    if field.type is FieldType.CHOICE:
        chosen = value if isinstance(value, list) else [value]
        if field.several:
            if wrong := [one for one in chosen if one not in field.options and one not in kept]:
                raise CannotDo(_no_option(field, wrong[0]))
            return list(chosen)
        if len(chosen) > 1:
            raise CannotDo(f"“{field.name}” takes one value.")
        if chosen[0] not in field.options and chosen[0] not in kept:
            raise CannotDo(_no_option(field, chosen[0]))
        return chosen[0]
    if field.type is FieldType.NUMBER:
        return _number(field, value)
    text = str(value).strip()
    if field.type is FieldType.DATE and not is_date(text):
        raise CannotDo(f"“{text}” is no date: write 2018, 2018-06 or 2018-06-01.")
    if field.type is FieldType.TEXT and field.pattern and not _matches(field.pattern, text):
        raise CannotDo(f"“{text}” does not have the form that “{field.name}” asks for: {field.help or field.pattern}.")
    return text or None


def as_field(attribute: Attribute) -> Field:
    """An attribute of a case as a field, to be filled in like one."""
    return Field(attribute.id, attribute.name, attribute.type, attribute.options)


def is_date(text: str) -> bool:
    """Whether it is an ISO 8601 date, as precise as it is known: 2018, 2018-06 or 2018-06-01."""
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def latest(project: Project, field: Field, most: int = MOST_OFFERED) -> list[str]:
    """The values that the acting coder gave to a field most lately, newest first, as they are typed."""
    found = field_values.latest(project, field.id, mine(project), most)
    return [as_typed(one) for one in found if not isinstance(one, list)]


def as_typed(value: object) -> str:
    """A value as it is typed; several with commas between them."""
    if value is None:
        return ""
    return ", ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)


def _number(field: Field, value: object) -> object:
    try:
        return sound_value({field.id: field}, field.id, value.replace(" ", "") if isinstance(value, str) else value)
    except CannotDo as error:
        raise CannotDo(error.message[:1].upper() + error.message[1:] + _bounds(field)) from None


def _bounds(field: Field) -> str:
    low, high = (None if one is None else f"{one:g}" for one in (field.minimum, field.maximum))
    if low is not None and high is not None:
        return f" It goes from {low} to {high}."
    return f" The least is {low}." if low is not None else f" The most is {high}." if high is not None else ""


def _no_option(field: Field, value: object) -> str:
    return f"“{value}” is no option of “{field.name}”: {', '.join(field.options)}."


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:  # the codebook's own slip hinders nobody
        return True
