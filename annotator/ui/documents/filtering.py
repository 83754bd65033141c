"""What is typed to filter documents: words over all that is known of one, `outlet:times`, `-word`, "two words"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from annotator.ui.documents.columns import Column
from annotator.ui.documents.document_row import DocumentRow, folded, state_words

_TERM = re.compile(r'(?P<no>-)?(?:(?P<key>[^\s":]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]*))')


@dataclass(frozen=True, slots=True)
class Term:
    """One word that a document must hold, or must not; of one column where `key` is not empty."""

    word: str
    key: str = ""
    wanted: bool = True


def terms_of(text: str, keys: Mapping[str, str]) -> tuple[Term, ...]:
    """`keys` leads from what may be typed before a colon, folded, to the column's key; another colon is a letter."""
    found = []
    for match in _TERM.finditer(text):
        value = match["phrase"] if match["phrase"] is not None else match["word"]
        key = keys.get(folded(match["key"]), "") if match["key"] else ""
        if match["key"] and not key:
            value = f"{match['key']}:{value}"
        if value:
            found.append(Term(folded(value), key, not match["no"]))
    return tuple(found)


def keys_of(columns: Iterable[Column], own: Iterable[str]) -> dict[str, str]:
    """What may be typed before a colon: names of columns and metadata keys."""
    keys = {folded(key): key for key in own}
    for column in columns:
        keys[folded(column.title).replace(" ", "")] = column.key
        keys[folded(column.key)] = column.key
    return {**keys, "coder": "finished_by", "story": "same_story", "address": "url"}


def passes(row: DocumentRow, terms: tuple[Term, ...], all_text: Callable[[DocumentRow], str]) -> bool:
    """Whether a row holds all that is wanted and nothing that is not."""
    return all((term.word in _text_for(row, term.key, all_text)) is term.wanted for term in terms)


def whole_text(row: DocumentRow) -> str:
    """Everything that plain words are looked for in, folded."""
    return folded(" ".join((row.title, *row.metadata.values())))


def _text_for(row: DocumentRow, key: str, all_text: Callable[[DocumentRow], str]) -> str:
    if not key:
        return all_text(row)
    if key == "title":
        return folded(row.title)
    if key == "state":
        return f"{row.state.value} {folded(state_words(row.state))}"
    if key == "finished_by":
        return folded(" ".join(row.finished_by))
    if key == "file_name":
        return folded(row.file_name)
    if key in ("codings", "characters"):
        return str(getattr(row, key))
    return folded(row.metadata.get(key) or (row.date if key == "date" else ""))
