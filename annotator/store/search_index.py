"""The full-text index of a project: which texts may hold some words. This copy's own, rebuildable, not in the journal.

It answers for the texts that are in it; whoever asks looks at the others, and finds the exact places in those that
may hold the words. It is filled a little at a time, so that nobody waits long for the project meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from annotator.model.errors import CannotDo
from annotator.model.ids import LayerId
from annotator.model.progress import Progress, Unwatched
from annotator.model.query_text import Wanted
from annotator.model.query_words import Sought, sought, words_of
from annotator.store.dialects import full_text, sqlite
from annotator.store.handle import Project
from annotator.store.schema import blob, layer

_BROKEN, _LONG = 1, 2  # how loosely a text must be looked at
_AT_ONCE = 8_000  # words in one transaction: some 20 ms
_OVERLAP = 64  # words that two pieces of one text share: more than a search looks up
_MOST_WORDS = 200  # of the vocabulary that a part of a word may mean; beyond that it says too little


class _Piece(NamedTuple):
    """Some words of a text; `loose` with its last ones."""

    layer: LayerId
    words: list[str]
    loose: int | None


def may_hold(project: Project, wanted: Wanted, layers: Sequence[LayerId]) -> list[LayerId]:
    """Those of some texts that may hold the words, in the given order: all that do, and perhaps a few more."""
    asked = sought(wanted)
    if asked is not None and not asked:
        return list(layers)
    try:
        with _reading(project) as db:
            if not full_text.is_there(db):
                return list(layers)
            known = full_text.layers(db)
            phrases = [] if asked is None else _phrases(full_text.vocabulary(db), asked)
            if phrases is None:
                return list(layers)
            found = full_text.with_phrases(db, phrases) if phrases else set()
    except (CannotDo, DatabaseError, sqlite.Error, TypeError, ValueError):
        return list(layers)  # whatever is wrong with the index, the texts are there
    loose = _LONG | (_BROKEN if wanted.asks_for_hyphen else 0)
    return [one for one in layers if one in found or known.get(one, loose) & loose]


def _phrases(vocabulary: str, asked: Sequence[Sought]) -> list[tuple[list[str], bool]] | None:
    """What to look up: one of these must stand there. None where too many would."""
    first, last = asked[0], asked[-1]
    words = [one.word for one in asked]
    if len(asked) == 1:
        if not (first.from_inside or first.goes_on):
            return [(words, False)]
        found = _meant(vocabulary, first.word, before=first.from_inside, after=first.goes_on)
        return None if found is None else [([word], False) for word in found]
    if not first.from_inside:
        return [(words, last.goes_on)]
    found = _meant(vocabulary, first.word, before=True, after=False)
    if found is None:
        return [(words[1:], last.goes_on)]
    return [([word, *words[1:]], last.goes_on) for word in found]


def _meant(vocabulary: str, part: str, *, before: bool, after: bool) -> list[str] | None:
    """The words of the vocabulary that hold a part, with more before or after it where that may be."""
    part = f"{'' if before else chr(10)}{part}{'' if after else chr(10)}"
    found: list[str] = []
    at = vocabulary.find(part)
    while at >= 0:
        start = at + 1 if part[0] == "\n" else vocabulary.rfind("\n", 0, at) + 1
        end = vocabulary.find("\n", at + 1 if part[0] == "\n" else at)
        found.append(vocabulary[start:end])
        if len(found) > _MOST_WORDS:
            return None
        at = vocabulary.find(part, end)
    return found


# Filling ------------------------------------------------------------------------------------------------------------


def missing(project: Project, layers: Sequence[LayerId]) -> list[LayerId]:
    """Those of some texts that are not in the index."""
    try:
        with _reading(project) as db:
            known = full_text.layers(db) if full_text.is_there(db) else {}
    except (DatabaseError, sqlite.Error, TypeError, ValueError):
        known = {}
    return [one for one in layers if one not in known]


def catch_up(project: Project, layers: Sequence[LayerId], progress: Progress | None = None) -> int:
    """Takes in those of some texts that are missing, and answers how many. Where nothing can be written: none.

    Takes the project for some 20 ms at a time. What was taken in stays when `progress` ends it. Raises Cancelled.
    """
    if project.read_only:
        return 0
    progress = progress or Unwatched()
    try:
        _make_sound(project)
        todo = missing(project, layers)
        if todo:
            _take_in(project, todo, progress)
    except (CannotDo, DatabaseError, sqlite.Error):
        return 0  # a full disk, a damaged page: searching looks at the texts themselves
    return len(todo)


def rebuild(project: Project) -> None:
    """Lets the index go; the next catching up makes it anew."""
    project.refuse_if_replaced()
    with project.transaction(of_no_account=True) as db:
        full_text.drop(db)


def _make_sound(project: Project) -> None:
    """Makes the index where there is none, and anew where it holds texts that left the project altogether."""
    with _reading(project) as db:
        there = full_text.is_there(db)
        known = set(full_text.layers(db)) if there else set()
    if there and known <= {bytes(row[0]) for row in project.read(sa.select(layer.c.id))}:
        return
    project.refuse_if_replaced()
    with project.transaction(of_no_account=True) as db:
        full_text.make(db)


def _take_in(project: Project, todo: Sequence[LayerId], progress: Progress) -> None:
    with _reading(project) as db:
        vocabulary = set(full_text.vocabulary(db).split())
    waiting: list[_Piece] = []
    size = 0
    for place, this in enumerate(todo):
        progress.step(place, len(todo), "Preparing the search")
        for piece in _pieces(project, this):
            waiting.append(piece)
            size += len(piece.words)
            if size >= _AT_ONCE:
                _write(project, waiting, vocabulary)
                waiting, size = [], 0
    _write(project, waiting, vocabulary)
    progress.step(len(todo), len(todo), "")


def _write(project: Project, pieces: Sequence[_Piece], vocabulary: set[str]) -> None:
    """A text counts as taken in together with its last piece, and never without its words in the vocabulary."""
    if not pieces:
        return
    new = {word for piece in pieces for word in piece.words} - vocabulary
    project.refuse_if_replaced()
    with project.transaction(of_no_account=True) as db:
        full_text.add_words(db, new)
        for piece in pieces:
            full_text.add_piece(db, piece.layer, piece.words)
            if piece.loose is not None:
                full_text.add_layer(db, piece.layer, piece.loose)
    vocabulary |= new


def _pieces(project: Project, this: LayerId) -> Iterator[_Piece]:
    query = sa.select(blob.c.data).join(layer, layer.c.sha256 == blob.c.sha256).where(layer.c.id == this)
    rows = project.read(query)
    if not rows:
        return
    found = words_of(bytes(rows[0][0]).decode("utf-8", "replace"))
    loose = (_BROKEN if found.broken else 0) | (_LONG if found.long else 0)
    starts = range(0, max(1, len(found.words)), _AT_ONCE)
    for start in starts:
        words = found.words[start : start + _AT_ONCE + _OVERLAP]
        yield _Piece(this, words, loose if start == starts[-1] else None)


@contextmanager
def _reading(project: Project) -> Iterator[sa.Connection]:
    with project.lock:
        if project.db.in_transaction():
            yield project.db
            return
        with project.db.begin():
            yield project.db
