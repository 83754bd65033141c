"""Projects of 10,000 or 100,000 codings in seconds: the journal that as many single commits would leave behind.

A document of 10,000 characters for every hundred codings, 120 codes, a changeset for each deed, ten seconds between
two of them. Rows go to the driver as tuples, with the hashes and the clocks that commits would have given them, and
are projected at the end in one go; the disk is not waited for.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from annotator import __version__, settings
from annotator.model.changes import Change, How, Kind, Verb, ref
from annotator.model.coders import Identity
from annotator.model.codings import Passage, Stance
from annotator.model.documents import Block, BlockKind, Role
from annotator.model.ids import (
    CodeId,
    CoderId,
    CodingId,
    EntityId,
    LayerId,
    OpeningId,
    derived_id,
    document_id,
    layer_id,
    new_id,
)
from annotator.operations.coding import coding_fields
from annotator.store import opening, projection, relations, writing
from annotator.store.dialects import sqlite
from annotator.store.handle import Project, uncollected
from annotator.store.journal import chained, encode, held, touched_by
from annotator.store.layer_tables import pack_blocks
from annotator.store.schema import SCHEMA, blob, changeset, code, coder, coding, layer, op
from annotator.store.schema import opening as opening_table

ON_EACH, CHARACTERS, CODES, QUOTE = 100, 10_000, 120, 120  # codings on a document, its length, codes, a quote's length
_PAUSE = 10_000  # milliseconds between two deeds
_AGO = 60 * 86_400_000  # milliseconds since the first of them
_CODED, _RECODED = "Coded “the company said its drones” with “Code 7”", "Recoded “the company said” as “Code 7”"
_WORDS = "the company said its drones were sold to police under a contract worth millions while employees signed it"


def person(name: str) -> Identity:
    return Identity(CoderId(EntityId(derived_id("coder", name))), name, name[:2].upper(), "#336699")


def opened(path: Path, who: Identity) -> Project:
    """For writing, without waiting for the disk: only what is made to be measured later is written so."""
    project = opening.open_for_writing(path, who, settings.backup_folder)
    sqlite.driver(project.db).execute("PRAGMA main.synchronous=OFF").fetchall()
    return project


def make(path: Path, codings: int, *, documents: int | None = None) -> None:
    """A project of so many codings by Ada, with documents for them unless their number is given."""
    project = opening.create(path, person("Ada"), settings.backup_folder)
    sqlite.driver(project.db).execute("PRAGMA main.synchronous=OFF").fetchall()
    with _Scribe(project, int(time.time() * 1000) - _AGO) as scribe:
        texts = _furnish(scribe, codings // ON_EACH if documents is None else documents)
        for change in new_codings(texts, codings, scribe, seed=1):
            scribe.write(_CODED, [change])
    project.close()


def empty_copy(of: Path, path: Path) -> None:
    """A project with the same identity and nothing in it."""
    project = opening.open_for_reading(of, person("Ada"), settings.backup_folder)
    identity = project.id
    project.close()
    opening.write_empty(path, identity)


def diverge(base: Path, path: Path, who: str, *, new: int, edits: int, seed: int, shift: int = 0) -> None:
    """A copy in which that coder has made so many codings, and given another code to so many that were there.

    With one seed the same are edited; another `shift` gives them other codes.
    """
    shutil.copy(base, path)
    project = opened(path, person(who))
    chance = random.Random(seed)
    query = sa.select(coding.c.id, coding.c.heads).where(coding.c.deleted == 0).order_by(coding.c.id)
    edited = chance.sample([tuple(row) for row in project.read(query)], edits)
    with _Scribe(project, int(time.time() * 1000) - _AGO // 4) as scribe:
        for change in new_codings(_texts(project), new, scribe, seed=seed) if new else ():
            scribe.write(_CODED, [change])
        for this, heads in edited:
            fields = {"code": ref(code_of((chance.randrange(CODES) + shift) % CODES))}
            scribe.write(_RECODED, [Change(Kind.CODING, this, Verb.SET, fields, heads)])
    project.close()


def redefine(base: Path, path: Path, who: str, *, codes: int) -> None:
    """A copy in which that coder has given so many codes another definition."""
    shutil.copy(base, path)
    project = opened(path, person(who))
    heads = dict(tuple(row) for row in project.read(sa.select(code.c.id, code.c.heads)))
    with _Scribe(project, int(time.time() * 1000) - _AGO // 4) as scribe:
        for this in map(code_of, range(codes)):
            change = Change(Kind.CODE, this, Verb.SET, {"definition": "Something else by now."}, heads[this])
            scribe.write("Redefined a code", [change])
    project.close()


def new_codings(texts: Sequence[tuple[LayerId, str]], count: int, scribe: _Scribe | None, *, seed: int) -> list[Change]:
    chance, found = random.Random(seed), []
    for k in range(count):
        at, text = texts[k * len(texts) // count]
        start = chance.randrange(CHARACTERS - QUOTE)
        wanted = code_of(chance.randrange(CODES))
        fields = coding_fields(Passage(at, start, start + QUOTE), text, wanted, (), Stance.SUPPORTS, {})
        moment = None if scribe is None else scribe.now + k * _PAUSE
        this = CodingId(EntityId(derived_id("imported", seed, k) if moment is None else id_at(moment, chance)))
        found.append(Change(Kind.CODING, this, Verb.CREATE, fields))
    return found


def import_of(project: Project, count: int, *, seed: int) -> None:
    """So many codings in one changeset."""
    changes = new_codings(_texts(project), count, None, seed=seed)
    writing.commit(project, f"Imported {count} codings", changes, how=How.IMPORT)


def code_of(number: int) -> CodeId:
    return CodeId(EntityId(derived_id("code", number)))


def id_at(moment: int, chance: random.Random) -> bytes:
    """A UUIDv7 of that millisecond."""
    tail = bytearray(chance.randbytes(10))
    tail[0], tail[2] = 0x70 | tail[0] & 0x0F, 0x80 | tail[2] & 0x3F
    return moment.to_bytes(6, "big") + bytes(tail)


def _furnish(scribe: _Scribe, documents: int) -> list[tuple[LayerId, str]]:
    chance, words = random.Random(0), _WORDS.split()
    texts: list[tuple[LayerId, str]] = []
    changes: list[Change] = []
    for n in range(documents):
        text = "\n".join(" ".join(chance.choices(words, k=90)) for _ in range(25))[:CHARACTERS].ljust(CHARACTERS, ".")
        data, starts = text.encode(), [0]
        for line in text.split("\n")[:-1]:
            starts.append(starts[-1] + len(line) + 1)
        ends = [*(start - 1 for start in starts[1:]), len(text)]
        blocks = pack_blocks([Block(BlockKind.PARAGRAPH, a, b) for a, b in zip(starts, ends, strict=True)])
        key, block_key = hashlib.sha256(data).digest(), hashlib.sha256(blocks).digest()
        this = document_id(key)
        at = layer_id(this, key)
        scribe.blobs += [(key, "text/plain", len(data), data), (block_key, "application/json", len(blocks), blocks)]
        title = f"Report {n:04}"
        fields: dict[str, object] = {"title": title, "file_name": f"{title}.txt", "media_type": "text/plain"}
        changes.append(Change(Kind.DOCUMENT, this, Verb.CREATE, {**fields, "sha256": ref(key), "size": len(data)}))
        fields = {
            "document": ref(this),
            "role": Role.TEXT.value,
            "position": 0,
            "extractor": "text 1",
            "sha256": ref(key),
        }
        fields |= {"characters": len(text), "pages": 0, "blocks": ref(block_key)}
        changes.append(Change(Kind.LAYER, at, Verb.CREATE, fields))
        texts.append((at, text))
    for n in range(CODES):
        fields = {"text_id": f"code_{n}", "name": f"Code {n}", "position": float(n), "definition": f"What {n} means."}
        changes.append(Change(Kind.CODE, code_of(n), Verb.CREATE, fields))
    scribe.write(f"Added {documents} documents", changes, How.IMPORT)
    return texts


def _texts(project: Project) -> list[tuple[LayerId, str]]:
    found = []
    for (this,) in project.read(sa.select(layer.c.id).order_by(layer.c.id)):
        text = project.text_of(LayerId(EntityId(this)))
        assert text is not None
        found.append((LayerId(EntityId(this)), text))
    return found


class _Scribe:
    """Writes changesets as `writing.commit` would, all of them at the end."""

    def __init__(self, project: Project, start: int) -> None:
        """`start`: when the first was made, milliseconds since 1970."""
        self.now = start
        self.blobs: list[tuple[object, ...]] = []
        self._project, self._opening = project, OpeningId(new_id())
        self._chain: bytes = self._opening
        self._hlc = 0
        self._chance = random.Random(start)
        self._changesets: list[tuple[object, ...]] = []
        self._ops: list[tuple[bytes, bytes, int, int, bytes, str]] = []

    def __enter__(self) -> _Scribe:
        who = self._project.coder
        if not self._project.read(sa.select(coder.c.id).where(coder.c.id == who.id)):
            fields = {"name": who.name, "initials": who.initials, "colour": who.colour}
            arrival = Change(Kind.CODER, EntityId(who.id), Verb.CREATE, fields)
            self.write(f"{who.name} joined the project", [arrival], How.FOUNDING)
        return self

    def write(self, label: str, changes: Sequence[Change], how: How = How.DO) -> None:
        this = id_at(self.now, self._chance)
        rows: list[tuple[bytes, bytes, int, int, bytes, str]] = [
            (one.id, this, int(one.kind), int(one.verb), one.seen, encode(one.fields)) for one in changes
        ]
        self._chain, self._hlc = chained(self._chain, this, rows), max(self._hlc + 1, self.now << 16)
        self._changesets.append((this, self._opening, self._hlc, 0, int(how), None, label, self._chain))
        self._ops += rows
        self.now += _PAUSE

    def __exit__(self, *_: object) -> None:
        with uncollected(), self._project.transaction() as db:
            sqlite.insert(db, blob, self.blobs)
            row = (self._opening, self._project.coder.id, f"annotator {__version__}", SCHEMA)
            sqlite.insert(db, opening_table, [row])
            sqlite.insert(db, changeset, self._changesets)
            sqlite.insert(db, op, self._ops)
            touched = touched_by(held(db, {one[1] for one in self._ops}))
            projection.refold(db, touched, self._project.text_of)
            relations.relate(db)
