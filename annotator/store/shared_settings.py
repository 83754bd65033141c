"""Settings that the whole project shares and of which there are many of one sort, such as answers that were given."""

from __future__ import annotations

import json

import sqlalchemy as sa

from annotator.store.handle import Project
from annotator.store.reading import SETTING
from annotator.store.schema import part


def beginning_with(project: Project, prefix: str) -> dict[str, object]:
    """The settings whose keys begin so, by key, as plain JSON; what is no JSON is left out."""
    query = sa.select(part.c.key, part.c.data).where(
        part.c.deleted == 0, part.c.part == SETTING, part.c.key.startswith(prefix, autoescape=True)
    )
    found: dict[str, object] = {}
    for key, data in project.read(query.order_by(part.c.key)):
        try:
            found[key] = json.loads(data) if data else None
        except ValueError:
            continue
    return found
