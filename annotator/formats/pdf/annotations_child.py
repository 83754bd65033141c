"""The child's side of annotations: PDFium reads those of a PDF, or writes some into a copy of it. Limits itself."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import sys
from typing import Any

from annotator.formats.child import CRASHED, TOO_MUCH_MEMORY
from annotator.formats.pdf import protocol
from annotator.formats.pdf.annotations_reading import read_all
from annotator.formats.pdf.annotations_writing import write_all
from annotator.formats.pdf.confined import allow_cpu, confine
from annotator.formats.pdf.reading import opened
from annotator.model.errors import CannotRead, NeedsPassword

_START = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF\s*\Z")
_TABLE = re.compile(rb"(\d{1,10} \d{1,5} obj\s*<<)(.{1,400000}?)>>\s*stream\r?\n", re.DOTALL)
MAY_ANNOTATE = 1 << 5  # of the permissions of a protected PDF (ISO 32000-1, table 22, bit 6)


def serve() -> None:
    """Answer requests on standard input until it ends. To be called in a process of its own."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not enter the protocol
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when it ends
    sys.dont_write_bytecode = True
    confine()
    while True:
        try:
            request, body = protocol.receive(requests)
        except (protocol.CutShort, protocol.Malformed):
            return
        allow_cpu(float(str(request["seconds"])))
        head, answer = _answer(request, body)
        del body
        protocol.send(answers, head, answer)


def _answer(request: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        passwords = [str(one) for one in request["passwords"]]
        if request["do"] == "read":
            with opened(body, passwords) as document:
                return {}, json.dumps(read_all(document), separators=(",", ":")).encode()
        size = int(request["rows"])
        return _written(json.loads(body[:size]), body[size:], passwords)
    except NeedsPassword as error:
        return {"refused": error.message, "password": True}, b""
    except CannotRead as error:
        return {"refused": error.message}, b""
    except MemoryError:
        return {"refused": TOO_MUCH_MEMORY}, b""
    except Exception:  # PDFium's wrapper may raise anything over a hostile file; the parent needs one sentence
        return {"refused": CRASHED}, b""


def _written(rows: list[Any], data: bytes, passwords: list[str]) -> tuple[dict[str, Any], bytes]:
    import pypdfium2.raw as raw

    with opened(data, passwords) as document:
        if raw.FPDF_GetSecurityHandlerRevision(document.raw) >= 0 and not (
            raw.FPDF_GetDocPermissions(document.raw) & MAY_ANNOTATE
        ):
            raise CannotRead(
                "The PDF is protected and does not allow notes in it; give the password of its owner to write them."
            )
        signed = raw.FPDF_GetSignatureCount(document.raw) > 0
        count = len(document)
        write_all(document, rows)
        copy = _saved(document, raw.FPDF_INCREMENTAL)
        if not copy.startswith(data):  # as with junk before %PDF, which PDFium drops
            copy = _saved(document, raw.FPDF_NO_INCREMENTAL)
    names = {str(row[4]) for row in rows}
    with opened(copy, passwords) as again:
        there = {str(row[4]) for row in read_all(again, names)["found"]}
        if len(again) != count or there != names:
            raise CannotRead("The copy with the highlights could not be read back, so it was not written.")
    return {"signed": signed}, copy


def _saved(document: Any, flags: int) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer, flags=flags)
    return _with_named_table(buffer.getvalue())


def _with_named_table(data: bytes) -> bytes:
    """With the type and the end of the last cross-reference stream, which PDFium forgets in an incremental save.

    It opens such a file itself, other programs do not. The stream is the last object, so nothing that is counted in
    bytes moves.
    """
    at = _START.search(data, max(0, len(data) - 200))
    table = _TABLE.match(data, int(at[1])) if at else None
    if table is None or b"/Type" in table[2]:
        return data
    named = data[: table.end(1)] + b"/Type/XRef" + data[table.end(1) :]
    end = named.rindex(b"startxref")
    if named[:end].rstrip().endswith(b"endobj"):
        return named
    return named[:end] + b"endobj\r\n" + named[end:]
