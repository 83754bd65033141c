"""Whether a text is a bundle, and of what sort.

A text is first asked for words that no bundle is without, so that ordinary documents cost next to nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from annotator.formats.bundles.lines import Line, filled, lines_of
from annotator.formats.bundles.marks import (
    ENDED,
    ENDED_WORDS,
    FACTIVA,
    FACTIVA_LENGTH,
    FACTIVA_WORDS,
    NUMBERED_WORDS,
    RULED,
)
from annotator.formats.bundles.rules import Preset, Recognised, SplitRules
from annotator.formats.bundles.splitting import numbered_lines
from annotator.model.dates import is_date_line
from annotator.model.documents import Block, BlockKind
from annotator.model.errors import CannotRead

_LARGEST = 60_000_000  # code points of a text that is asked
_FEWEST = 3  # articles of a bundle without a database's own marks
_HEAD = 8  # lines under a heading or separator among which a date is looked for
_MOST_DATED = 0.7  # share of the articles that must have one
_ENDS = ("=====", "*****", "_____", "-----", "#####", "~~~~~", "* * *", "- - -")


def recognise(text: str, blocks: Sequence[Block]) -> Recognised | None:
    """Rules that fit the text, if it looks like a bundle."""
    if len(text) > _LARGEST:
        return None
    numbered = any(text.count(word) > 1 for word in NUMBERED_WORDS)
    ended = any(text.count(word) > 1 for word in ENDED_WORDS)
    factiva = any(text.count(word) > 1 for word in FACTIVA_WORDS)
    ruled = any(text.count(sign) >= _FEWEST - 1 for sign in _ENDS)
    levels = Counter(block.level for block in blocks if block.kind is BlockKind.HEADING)
    headed = any(count >= _FEWEST for count in levels.values())
    if not (numbered or ended or factiva or ruled or headed):
        return None
    try:
        lines = lines_of(text)
    except CannotRead:
        return None
    found = _marked(lines, numbered=numbered, ended=ended, factiva=factiva)
    if found is None and headed:
        found = _headed(lines, blocks, levels)
    if found is None and ruled:
        found = _ruled(lines)
    return found


def _marked(lines: Sequence[Line], *, numbered: bool, ended: bool, factiva: bool) -> Recognised | None:
    """By the marks that the databases themselves write."""
    if numbered:
        counted = numbered_lines(lines)
        if len(counted) > 1 and any("OCUMENT" in lines[place].text.upper() for place in counted):
            return Recognised(SplitRules(Preset.NEXIS), len(counted), 1.0)
    if ended:
        ends = sum(ENDED.fullmatch(line.text) is not None for line in lines)
        if ends > 1:
            return Recognised(SplitRules(Preset.NEXIS), ends, 1.0)
    if factiva:
        ends = sum(FACTIVA.fullmatch(line.text) is not None for line in lines)
        lengths = sum(len(line.text) < 40 and FACTIVA_LENGTH.fullmatch(line.text) is not None for line in lines)
        lengths = lengths or sum(line.text.startswith(("WC", "HD")) for line in lines)
        if ends > 1:
            return Recognised(SplitRules(Preset.FACTIVA), ends, 1.0 if 2 * lengths >= ends else 0.7)
    return None


def _headed(lines: Sequence[Line], blocks: Sequence[Block], levels: Counter[int]) -> Recognised | None:
    """By headings of one level, if a date stands under nearly all of them."""
    for level in sorted(one for one, count in levels.items() if count >= _FEWEST):
        starts = {block.start for block in blocks if block.kind is BlockKind.HEADING and block.level == level}
        begins = [place for place, line in enumerate(lines) if line.text and line.start in starts]
        dated = _dated(lines, begins)
        if begins and dated >= _MOST_DATED * len(begins):
            return Recognised(SplitRules(Preset.HEADINGS, heading_level=level), len(begins), 0.6)
    return None


def _ruled(lines: Sequence[Line]) -> Recognised | None:
    """By lines of signs, if a date stands under nearly all of them."""
    signs: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        if 5 <= len(line.text) <= 200 and RULED.fullmatch(line.text):
            signs.setdefault(line.text[0], []).append(place)
    sign, places = max(signs.items(), key=lambda one: len(one[1]), default=("", []))
    if len(places) < _FEWEST - 1:
        return None
    articles = [-1, *places] if any(line.text for line in lines[: places[0]]) else places
    articles = [place for place in articles if any(line.text for line in lines[place + 1 : place + 1 + _HEAD])]
    if len(articles) < _FEWEST or _dated(lines, [place + 1 for place in articles]) < _MOST_DATED * len(articles):
        return None
    pattern = f"[{sign} ]{{5,}}" if sign not in "-#~" else f"(?:\\{sign} ?){{4,}}\\{sign}"
    return Recognised(SplitRules(Preset.SEPARATOR, separator=pattern), len(articles), 0.6)


def _dated(lines: Sequence[Line], begins: Sequence[int]) -> int:
    """Under how many of these lines a date follows soon."""
    dated = 0
    for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
        near = lines[begin : min(end, begin + 3 * _HEAD)]
        heads = [near[place].text for place in filled(near)[:_HEAD]]
        dated += any(is_date_line(text) or is_date_line(text.partition(":")[2]) for text in heads)
    return dated
