"""The values that codings hold in one field, newest first: what is on offer where the field is filled in."""

from __future__ import annotations

import json
from collections.abc import Collection

import sqlalchemy as sa

from annotator.model.ids import CoderId
from annotator.store.handle import Project
from annotator.store.schema import coding

_LOOKED_THROUGH = 400  # codings


def latest(project: Project, field: str, coders: Collection[CoderId], most: int) -> list[object]:
    """Different values of a field that those coders used most lately, the newest first."""
    named = coding.c.fields.contains(json.dumps(field, ensure_ascii=False) + ":", autoescape=True)
    query = sa.select(coding.c.fields).where(coding.c.deleted == 0, coding.c.coder.in_(sorted(coders)), named)
    found: list[object] = []
    for (text,) in project.read(query.order_by(coding.c.modified.desc(), coding.c.id.desc()).limit(_LOOKED_THROUGH)):
        value = json.loads(text).get(field)
        if value not in (None, "", []) and value not in found:
            found.append(value)
            if len(found) == most:
                break
    return found
