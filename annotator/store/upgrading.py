"""Project files of earlier formats: brought to this one, in one transaction.

Only the journal is ever migrated, step by step. What is projected from it is dropped and made anew at the end, and
the tables that a format lacks are added, so that a step is needed only where the journal itself was kept differently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from annotator.store import projection
from annotator.store.dialects import sqlite
from annotator.store.schema import APPLICATION_ID, METADATA, SCHEMA, TABLES, conflict, meta

Upgrade = Callable[[sa.Connection], None]


def _journal_as_it_is(db: sa.Connection) -> None:
    """Format 2 added kinds of things, relations between things and tables of this copy, format 3 what documents are
    about: the journal is the same."""
    del db


# From which format: what its journal needs to be of the next.
STEPS: Mapping[int, Upgrade] = {1: _journal_as_it_is, 2: _journal_as_it_is}


def upgrade(db: sa.Connection, schema: int, text_of: projection.TextOf) -> None:
    """Makes the file one of this format. To be called in a transaction: all of it, or nothing."""
    for step in range(schema, SCHEMA):
        STEPS[step](db)
    project_anew(db, text_of)
    db.execute(meta.delete().where(meta.c.key == "schema"))
    db.execute(meta.insert().values(key="schema", value=str(SCHEMA)))
    sqlite.set_header(db, application_id=APPLICATION_ID, schema=SCHEMA)


def project_anew(db: sa.Connection, text_of: projection.TextOf) -> None:
    """Drops the projected tables with their indexes and makes them anew from the journal alone."""
    METADATA.drop_all(db, tables=[*TABLES.values(), conflict])
    METADATA.create_all(db)
    projection.rebuild(db, text_of)
