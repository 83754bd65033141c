"""Where the glyphs of a layer's pages lie, as they were packed when the document came in."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from annotator.model.ids import LayerId
from annotator.store.handle import Project
from annotator.store.layer_tables import unpack_pages
from annotator.store.reading import blob_data
from annotator.store.schema import blob, layer


def packed_boxes(project: Project, wanted: LayerId, pages: Iterable[int]) -> dict[int, bytes]:
    """The packed boxes of some pages, from 0; those that this copy of the project lacks are left out."""
    query = sa.select(blob.c.data).join(layer, blob.c.sha256 == layer.c.page_table).where(layer.c.id == wanted)
    table = project.read(query)
    keys = unpack_pages(bytes(table[0][0]))[1] if table else ()
    found = {}
    for page in pages:
        data = blob_data(project, keys[page]) if 0 <= page < len(keys) else None
        if data is not None:
            found[page] = data
    return found
