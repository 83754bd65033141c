"""Identities: what they are made of, and the one recipe by which derived ones are made.

An id is 16 bytes. New things get a UUIDv7 (time-ordered, random); things that two people may make independently,
such as the same document imported twice, get a UUIDv8 derived from what they are.
"""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from typing import NewType

EntityId = NewType("EntityId", bytes)
DocumentId = NewType("DocumentId", EntityId)
LayerId = NewType("LayerId", EntityId)
CodeId = NewType("CodeId", EntityId)
CodingId = NewType("CodingId", EntityId)
CaseId = NewType("CaseId", EntityId)
CoderId = NewType("CoderId", EntityId)
MemoId = NewType("MemoId", EntityId)
PartId = NewType("PartId", EntityId)
ChangesetId = NewType("ChangesetId", bytes)
ConflictId = NewType("ConflictId", bytes)
MergeId = NewType("MergeId", bytes)
OpeningId = NewType("OpeningId", bytes)
ProjectId = NewType("ProjectId", bytes)

SIZE = 16  # bytes of an id


def new_id() -> bytes:
    """A UUIDv7: 48 bits of milliseconds since 1970, then random bits (RFC 9562, section 5.7)."""
    tail = bytearray(os.urandom(10))
    tail[0], tail[2] = 0x70 | tail[0] & 0x0F, 0x80 | tail[2] & 0x3F
    return int(time.time() * 1000).to_bytes(6, "big") + bytes(tail)


def derived_id(*parts: bytes | str | int) -> bytes:
    """A UUIDv8 that depends on the parts alone.

    The first 16 bytes of BLAKE2b over the parts, each with its length (8 bytes, big endian) before it; text as
    UTF-8, integers as decimal text. Version and variant bits are set as RFC 9562, section 5.8, asks.
    """
    found = bytearray(digest(*parts, size=SIZE))
    found[6], found[8] = 0x80 | found[6] & 0x0F, 0x80 | found[8] & 0x3F
    return bytes(found)


def digest(*parts: bytes | str | int, size: int) -> bytes:
    """BLAKE2b of `size` bytes over the parts, each with its length before it, so that no two lists look alike."""
    running = hashlib.blake2b(digest_size=size)
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        running.update(len(data).to_bytes(8, "big") + data)
    return running.digest()


def id_text(value: bytes) -> str:
    """The id as people and files see it: lower-case UUID with hyphens."""
    return str(uuid.UUID(bytes=value))


def id_from_text(text: str) -> bytes | None:
    """The id that the text writes out in full, with or without hyphens; None if it does not."""
    try:
        return uuid.UUID(text.strip()).bytes
    except ValueError:
        return None


def document_id(sha256: bytes) -> DocumentId:
    """Of a document by its original bytes, so that the same bytes twice are one document."""
    return DocumentId(EntityId(derived_id("document", sha256)))


def layer_id(document: DocumentId, sha256: bytes) -> LayerId:
    """Of a layer by its document and the SHA-256 of its exact UTF-8 text."""
    return LayerId(EntityId(derived_id("layer", document, sha256)))


def code_id(codebook: str, text_id: str) -> CodeId:
    """Of a code of a codebook file by the codebook's id and the code's id in it."""
    return CodeId(EntityId(derived_id("code", codebook, text_id)))


def part_id(codebook: str, part: str, key: str) -> PartId:
    """Of a field, case type, criterion, level, rule row ... of a codebook."""
    return PartId(EntityId(derived_id("part", codebook, part, key)))


def imported_coding_id(layer: LayerId, code: CodeId, start: int, end: int, coder: CoderId) -> CodingId:
    """Of a coding that a file brings, so that the same file twice adds nothing."""
    return CodingId(EntityId(derived_id("coding", layer, code, start, end, coder)))


def imported_area_id(layer: LayerId, code: CodeId, page: int, area: str, coder: CoderId) -> CodingId:
    """The same of a coding on an area, whose edges `area` writes out."""
    return CodingId(EntityId(derived_id("coding", layer, code, "area", page, area, coder)))


def main_memo_id(about: EntityId, coder: CoderId) -> MemoId:
    """Of the one memo that a coder edits beside a thing; further memos get new ids."""
    return MemoId(EntityId(derived_id("memo", about, coder)))


def finished_id(document: DocumentId, coder: CoderId) -> EntityId:
    """Of the statement that a coder has finished a document."""
    return EntityId(derived_id("finished", document, coder))


def looked_id(coding: CodingId, change: ChangesetId) -> EntityId:
    """Of the tick that a coding was looked at again after its code was changed."""
    return EntityId(derived_id("looked", coding, change))


def kept_id(conflict: ConflictId) -> EntityId:
    """Of the decision to leave things that are in conflict with one another as they are."""
    return EntityId(derived_id("kept", conflict))


def setting_id(key: str) -> PartId:
    """Of a setting that the whole project shares."""
    return PartId(EntityId(derived_id("setting", key)))
