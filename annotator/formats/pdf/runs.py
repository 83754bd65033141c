"""How the glyphs of a page follow one another: which stand on one line, in which direction, and where lines touch.

`ink` is a table of boxes in points, one row per glyph in reading order: left, top, right, bottom.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

NOT_LINKED, ACROSS, ALONG = 0, 1, 2  # neighbours on one horizontal line, in one vertical column
RIGHT, LEFT, DOWN, UP = 0, 1, 2, 3

SHARED = 0.5  # of the lower (narrower) glyph's height (width) two neighbours share on one line
GAP = 2.5  # line heights: a wider one parts a line, as between the cells of a table
MOVED = 0.3  # of a glyph's width: a smaller step tells no direction, as with letters printed twice for boldness
MOST_RUNS = 700  # of a page, up to which each is compared with each
TOUCHING = 0.7  # of the lower line's height: lines that share more are one line printed twice

Ink = npt.NDArray[np.float32]


def linked(ink: Ink) -> npt.NDArray[np.int8]:
    """For each glyph but the last, how it hangs together with the next."""
    if len(ink) < 2:
        return np.zeros(0, np.int8)
    one, other = ink[:-1], ink[1:]
    sizes_one, sizes_other = one[:, 2:] - one[:, :2], other[:, 2:] - other[:, :2]
    size, reach = np.minimum(sizes_one, sizes_other), GAP * np.maximum(sizes_one, sizes_other)
    shared = np.minimum(one[:, 2:], other[:, 2:]) - np.maximum(one[:, :2], other[:, :2])  # below 0: how far apart
    across = (shared[:, 1] > SHARED * size[:, 1]) & (shared[:, 0] > -reach[:, 1])
    along = (shared[:, 0] > SHARED * size[:, 0]) & (shared[:, 1] > -reach[:, 0]) & ~across
    links = np.where(across, ACROSS, np.where(along, ALONG, NOT_LINKED)).astype(np.int8)
    turning = (links[1:] != NOT_LINKED) & (links[:-1] != NOT_LINKED) & (links[1:] != links[:-1])
    links[1:][turning] = NOT_LINKED
    return links


def directions(ink: Ink, links: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """For each glyph, where the text goes on from it; rightwards where nothing tells."""
    if len(ink) < 2:
        return np.zeros(len(ink), np.int8)
    middle, size = (ink[:, :2] + ink[:, 2:]) / 2, ink[:, 2:] - ink[:, :2]
    step = middle[1:] - middle[:-1]
    small = MOVED * np.minimum(size[1:], size[:-1])
    across, along = links == ACROSS, links == ALONG
    told = np.full(len(links), -1, np.int8)
    told[across & (step[:, 0] >= small[:, 0])] = RIGHT
    told[across & (step[:, 0] <= -small[:, 0])] = LEFT
    told[along & (step[:, 1] >= small[:, 1])] = DOWN
    told[along & (step[:, 1] <= -small[:, 1])] = UP
    runs = np.concatenate([[0], np.cumsum(links == NOT_LINKED)])  # of each glyph, which run it is in
    return _filled(told, runs)


def parted(ink: Ink, links: npt.NDArray[np.int8]) -> Ink:
    """The boxes, cut where those of one line reach into the next: both end at the middle of what they share.

    The boxes of some fonts, Arabic ones above all, are much higher than a line. Only boxes of runs across are cut.
    """
    if len(ink) < 2:
        return ink
    starts = np.concatenate([[0], np.flatnonzero(links == NOT_LINKED) + 1])
    lefts, tops = np.minimum.reduceat(ink[:, :2], starts).T
    rights, bottoms = np.maximum.reduceat(ink[:, 2:], starts).T
    upright = np.zeros(len(starts), bool)
    upright[np.searchsorted(starts, np.flatnonzero(links == ALONG), side="right") - 1] = True
    upper, lower = _candidates(tops)
    meets = (
        (tops[upper] < tops[lower])
        & (tops[lower] < bottoms[upper])
        & (bottoms[upper] < bottoms[lower])
        & (lefts[upper] < rights[lower])
        & (lefts[lower] < rights[upper])
        & ~upright[upper]
        & ~upright[lower]
    )
    upper, lower = upper[meets], lower[meets]
    shared = bottoms[upper] - tops[lower]
    touching = shared < TOUCHING * np.minimum(bottoms[upper] - tops[upper], bottoms[lower] - tops[lower])
    upper, lower = upper[touching], lower[touching]
    if not len(upper):
        return ink
    cut = (bottoms[upper] + tops[lower]) / 2
    ends, begins = bottoms.copy(), tops.copy()
    np.minimum.at(ends, upper, cut)
    np.maximum.at(begins, lower, cut)
    good = begins < ends
    ends, begins = np.where(good, ends, bottoms), np.where(good, begins, tops)
    run = np.searchsorted(starts, np.arange(len(ink)), side="right") - 1
    cut_ink = ink.copy()
    cut_ink[:, 1] = np.maximum(ink[:, 1], begins[run])
    cut_ink[:, 3] = np.minimum(ink[:, 3], ends[run])
    kept = cut_ink[:, 1] < cut_ink[:, 3]  # a raised sign may lie wholly beyond the cut
    return np.where(kept[:, None], cut_ink, ink)


def _candidates(tops: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Pairs of runs that may touch: all, or only neighbours where there are too many."""
    count = len(tops)
    if count <= MOST_RUNS:
        upper, lower = np.nonzero(tops[:, None] < tops[None, :])
        return upper, lower
    before = np.arange(count - 1)
    return np.concatenate([before, before + 1]), np.concatenate([before + 1, before])


def _filled(told: npt.NDArray[np.int8], runs: npt.NDArray[np.intp]) -> npt.NDArray[np.int8]:
    """Each glyph's direction: its own step's, else the last one told in its run, else the next one, else rightwards."""
    own = np.append(told, np.int8(-1))
    places = np.arange(len(own))
    last = np.maximum.accumulate(np.where(own >= 0, places, -1))
    following = np.minimum.accumulate(np.where(own >= 0, places, len(own))[::-1])[::-1]
    before_good = (last >= 0) & (runs[np.maximum(last, 0)] == runs)
    after = np.minimum(following, len(own) - 1)
    after_good = (following < len(own)) & (runs[after] == runs)
    found = np.where(before_good, own[np.maximum(last, 0)], np.where(after_good, own[after], RIGHT))
    return found.astype(np.int8)
