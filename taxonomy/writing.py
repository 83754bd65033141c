"""Writes a codebook as a TOML file: anew, or into the text of a person's file, which stays theirs.

Given the file's text, its comments, order and spacing survive, and an edit changes only the lines that say it.
"""

from __future__ import annotations

from taxonomy.codes import Codebook
from taxonomy.faults import Fault, Findings
from taxonomy.loading import decode, parse
from taxonomy.plain import Table, plain
from taxonomy.reading import read
from taxonomy.splicing import spliced
from taxonomy.toml_text import whole_text


def write(codebook: Codebook, original: str | None = None) -> str:
    """The text of the codebook's file, with LF newlines (the newlines and the BOM of `original`, if that is given).

    `original` is the text of a codebook file: what the codebook has as well stays as it is written there, so that
    a codebook that has not changed gives the same text again. A text that is no TOML is written anew.
    """
    tables = plain(codebook)
    if original is not None:
        before = _tables(original)
        if before == tables:
            return original
        if before is not None:
            text = spliced(original, before, tables)
            if text is not None and _tables(text) == tables:
                return text
    return whole_text(tables)


def _tables(text: str) -> Table | None:
    """The tables that the text says, or None if something in it cannot be read."""
    decoded = decode(text, "")
    if isinstance(decoded, Fault):
        return None
    data = parse(decoded, "")
    if isinstance(data, Fault):
        return None
    findings = Findings("", lambda _path: 0)
    codebook = read(data, findings)
    return None if findings.unreadable else plain(codebook)
