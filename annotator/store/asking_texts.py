"""Where words and paragraphs begin in the texts of layers, for questions about what lies near what."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from annotator.model.ids import EntityId, LayerId
from annotator.store.asking_columns import Columns
from annotator.store.dialects import sqlite
from annotator.store.handle import Project
from annotator.store.schema import blob, layer

Places = npt.NDArray[np.int64]
_ALWAYS_A_WORD = ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def word_starts(columns: Columns, layers: Sequence[LayerId]) -> dict[LayerId, Places]:
    """Where each word begins, in code points. A word is what stands between blanks; each Chinese or Japanese
    character is one."""
    return _known(columns, "words", layers, layer.c.sha256, lambda data: _words(data.decode("utf-8", "replace")))


def paragraph_starts(columns: Columns, layers: Sequence[LayerId]) -> dict[LayerId, Places]:
    """Where each block begins, in code points."""
    return _known(columns, "blocks", layers, layer.c.blocks, _blocks)


def block_starts(project: Project, wanted: LayerId) -> list[int]:
    """Where each block of one text begins; [0] where that is not known."""
    query = sa.select(blob.c.data).join(layer, blob.c.sha256 == layer.c.blocks).where(layer.c.id == wanted)
    rows = project.read(query)
    return [int(one) for one in _blocks(bytes(rows[0][0]))] if rows else [0]


def _known(
    columns: Columns,
    what: str,
    layers: Sequence[LayerId],
    key: sa.Column[bytes],
    computed: Callable[[bytes], Places],
) -> dict[LayerId, Places]:
    held = columns.kept.setdefault(what, {})
    query = sa.select(layer.c.id, blob.c.data).join(blob, blob.c.sha256 == key)
    for some in sqlite.portions([one for one in layers if one not in held], 200):
        for this, data in columns.project.read(query.where(layer.c.id.in_(some))):
            held[LayerId(EntityId(this))] = computed(bytes(data))
    return held


def _words(text: str) -> Places:
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    blank = points <= 32
    if not text.isascii():
        rare = np.unique(points[points > 127])
        blank |= np.isin(points, [one for one in rare.tolist() if chr(one).isspace()])
    starts = ~blank
    starts[1:] &= blank[:-1]
    if not text.isascii():
        for first, last in _ALWAYS_A_WORD:
            starts |= (points >= first) & (points <= last)
    return np.flatnonzero(starts).astype(np.int64)


def _blocks(data: bytes) -> Places:
    try:
        return np.array(sorted(int(block[1]) for block in json.loads(data)["blocks"]) or [0], np.int64)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return np.zeros(1, np.int64)  # a table that is damaged: the text is one paragraph
