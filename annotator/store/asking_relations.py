"""How codings lie to one another: inside, overlapping, some words away, in one paragraph; each of one text.

All passages are laid out on one long line, layer after layer with room between, so that a few sorted arrays answer for
all at once. A coding never lies beside itself; what has no place in a text lies beside nothing.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from annotator.model.ids import LayerId
from annotator.model.query import Beside, How
from annotator.store.asking_columns import NOWHERE, Columns
from annotator.store.asking_reading import Mask
from annotator.store.asking_texts import paragraph_starts, word_starts

Places = npt.NDArray[np.int64]
_ROOM = 1 << 40  # between two layers: more than any text is long


def beside(columns: Columns, leaf: Beside, others: Mask) -> Mask:
    """Which codings lie so to one of the others."""
    placed = columns.start != NOWHERE
    others = others & placed
    found = np.zeros(len(columns), bool)
    if not others.any():
        return found
    # Only where there is one of the others can there be anything beside it.
    with_others = np.zeros(len(columns.layer.values), bool)
    with_others[columns.layer.numbers[others]] = True
    here = np.flatnonzero(placed & with_others[columns.layer.numbers])
    layers = columns.layer.numbers[here].astype(np.int64)
    start, end = columns.start[here].astype(np.int64), columns.end[here].astype(np.int64)
    is_other = others[here]
    shift = layers * _ROOM
    texts = [LayerId(columns.layer.values[one]) for one in np.unique(layers)]
    match leaf.how:
        case How.WITHIN:
            held = _inside(start + shift, end + shift, is_other)
        case How.OVERLAPS:
            first, last = start + shift, end - 1 + shift
            held = _meet(first, last, first, last, is_other)
        case How.NEAR:
            starts = word_starts(columns, texts)
            first, last = _before(columns, layers, start, starts) + shift, _before(columns, layers, end, starts) + shift
            held = _meet(first - leaf.words, last + leaf.words, first, last, is_other)
        case _:  # in one paragraph
            starts = paragraph_starts(columns, texts)
            first = _before(columns, layers, start + 1, starts) + shift
            last = _before(columns, layers, end, starts) + shift
            held = _meet(first, last, first, last, is_other)
    found[here] = held
    return found


def _meet(low: Places, high: Places, first: Places, last: Places, is_other: Mask) -> Mask:
    """Whether [low, high] of each meets [first, last] of another than itself, all ends included.

    Those that begin too late and those that end too early are different ones, so counting both is enough.
    """
    begun = np.searchsorted(np.sort(first[is_other]), high, side="right")
    ended = np.searchsorted(np.sort(last[is_other]), low, side="left")
    return np.asarray(begun - ended - is_other > 0)


def _inside(start: Places, end: Places, is_other: Mask) -> Mask:
    """Whether each lies inside another than itself, or on the same place."""
    order = np.lexsort((-end[is_other], start[is_other]))  # of those that begin together the longest first
    first, last = start[is_other][order], end[is_other][order]
    reach = np.maximum.accumulate(last)  # how far any of those so far reaches
    begun = np.searchsorted(first, start, side="right")
    held: Mask = (begun > 0) & (reach[np.maximum(begun - 1, 0)] >= end)
    # One of the others is among those itself: another must reach as far, before it or on the very same place.
    own = np.flatnonzero(is_other)[order]
    before = np.concatenate(([np.iinfo(np.int64).min], reach[:-1]))
    twin = np.zeros(len(own), bool)
    twin[:-1] = (first[:-1] == first[1:]) & (last[:-1] == last[1:])
    held[own] = (before >= last) | twin
    return held


def _before(columns: Columns, layers: Places, places: Places, starts: Mapping[LayerId, Places]) -> Places:
    """How many of the starts in its layer lie before each place."""
    found = np.zeros(len(places), np.int64)
    order = np.argsort(layers, kind="stable")
    cuts = np.flatnonzero(np.diff(layers[order])) + 1
    for group in np.split(order, cuts):
        if len(group):
            held = starts.get(LayerId(columns.layer.values[layers[group[0]]]))
            if held is not None:
                found[group] = np.searchsorted(held, places[group], side="left")
    return found
