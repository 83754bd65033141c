"""Checks the examples of a codebook, and whether they stand where they say in the documents they quote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from taxonomy.codes import Codebook, Example, QuotedDocument
from taxonomy.faults import Fault, Findings, Path, short


def check_examples(codebook: Codebook, texts: Mapping[str, str], file: str = "") -> tuple[Fault, ...]:
    """Warnings for examples whose quote is not at its offsets in the document that they name.

    `texts` holds the documents at hand: their text by the SHA-256 of the original bytes, in lower-case
    hexadecimal. Examples from other documents are passed over.
    """
    findings = Findings(file, lambda _path: 0)
    documents = {document.id: texts.get(document.sha256.lower()) for document in codebook.documents}
    for path, who, example in _examples(codebook):
        text = documents.get(example.document or "")
        if text is None or example.start is None or example.end is None:
            continue
        if text[example.start:example.end] == example.quote:
            continue
        at = text.find(example.quote)
        remedy = f"It is at {at} to {at + len(example.quote)}" if at >= 0 else "The document does not have it"
        findings.warning(path, f'the example "{short(example.quote)}" of {who} is not at {example.start} to '
                         f'{example.end} in the document "{example.document}"', remedy)
    return findings.sorted()


def _examples(codebook: Codebook) -> Iterable[tuple[Path, str, Example]]:
    for number, code in enumerate(codebook.codes):
        for key, examples in (("example", code.examples), ("counter_example", code.counter_examples)):
            for index, example in enumerate(examples):
                yield ("code", number, key, index), f'code "{code.id}"', example


def examine_examples(codebook: Codebook, findings: Findings) -> None:
    """Adds the faults of all examples, as far as the codebook alone shows them, to the findings."""
    documents: dict[str, QuotedDocument] = {document.id: document for document in codebook.documents}
    for path, who, example in _examples(codebook):
        called = f'the example "{short(example.quote)}" of {who}'
        if not example.quote.strip():
            findings.error((*path, "quote"), f"an example of {who} has an empty quote", 'Quote the passage')
        if path[2] == "counter_example" and not (example.why or "").strip():
            findings.error(path, f'the counter example "{short(example.quote)}" of {who} does not say why it is not '
                           "meant", 'Add the line: why = "…"')
        if example.document is not None and example.document not in documents:
            findings.warning(
                (*path, "document"), f'{called} is from the document "{example.document}", which the codebook does '
                "not list", findings.did_you_mean(example.document, documents, "Add a table [[document]] for it"),
            )
        _check_place(example, path, called, documents, findings)
    for number, document in enumerate(codebook.documents):
        if document.sha256 and not re.fullmatch(r"[0-9A-Fa-f]{64}", document.sha256):
            findings.warning(("document", number, "sha256"), f'document "{document.id}" has a SHA-256 that is none',
                             "It has 64 digits 0 to 9 and a to f")
        if document.characters is not None and document.characters < 0:
            findings.error(("document", number, "characters"), f'document "{document.id}" has a negative number of '
                           "characters", "Correct it, or leave it out")


def _check_place(
    example: Example, path: Path, called: str, documents: Mapping[str, QuotedDocument], findings: Findings
) -> None:
    start, end = example.start, example.end
    if start is None and end is None:
        return
    if start is None or end is None:
        given, other = ("start", "end") if end is None else ("end", "start")
        findings.warning((*path, given), f"{called} has a {given} and no {other}", f"Add {other}, or leave both out")
        return
    if start < 0 or end < 0:
        findings.error((*path, "start" if start < 0 else "end"), f"{called} has a negative place, {start} to {end}",
                       "Places count code points from 0")
        return
    if end < start:
        findings.error((*path, "end"), f"{called} ends before it starts, {start} to {end}", "Exchange the two")
        return
    if example.document is None:
        findings.warning((*path, "start"), f"{called} has a place and names no document", 'Add: document = "…"')
    document = documents.get(example.document or "")
    if document is not None and document.characters is not None and document.characters < end:
        findings.warning((*path, "end"), f'{called} ends at {end}, and the document "{document.id}" has '
                         f"{document.characters} characters", "Correct one of the two")
    elif end - start != len(example.quote) and example.quote:
        findings.warning((*path, "end"), f"{called} is not at its place: the quote has {len(example.quote)} code "
                         f"points, and {start} to {end} are {end - start}",
                         f"Perhaps end = {start + len(example.quote)}")
