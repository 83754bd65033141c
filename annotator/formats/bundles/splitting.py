"""A bundle into its articles, by rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotator.formats import limits
from annotator.formats.bundles import factiva, generic, nexis
from annotator.formats.bundles.found import Found
from annotator.formats.bundles.lines import Line, filled, lines_of
from annotator.formats.bundles.marks import ENDED, FACTIVA, NUMBERED
from annotator.formats.bundles.rules import MOST_ARTICLES, Article, Preset, Split, SplitRules
from annotator.model.documents import Block, BlockKind
from annotator.model.errors import CannotRead

Range = tuple[int, int]  # of lines, half open

_FEWEST_WORDS_AT_THE_END = 30  # behind the last mark: less is what databases write under an export
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_NUMBER = re.compile(r"\d{1,3}(?:[,.\s\u00a0\u202f]\d{3})+|\d+")


def split(text: str, blocks: Sequence[Block], rules: SplitRules, *, separators: Sequence[int] = ()) -> Split:
    """The articles of a text, in order; none where the rules do not fit.

    `separators`: the numbers of the lines that part articles, for the preset "separator". CannotRead if there are more
    articles or lines than can be handled.
    """
    lines = lines_of(text)
    numbered = False
    if rules.preset is Preset.NEXIS:
        ranges, numbered = _nexis_ranges(lines)
    elif rules.preset is Preset.FACTIVA:
        ranges = _ended_by(lines, [k for k, line in enumerate(lines) if FACTIVA.fullmatch(line.text)])
    elif rules.preset is Preset.HEADINGS:
        ranges = _headed(lines, blocks, rules.heading_level)
    else:
        ranges = _parted_by(lines, separators)
    if len(ranges) > MOST_ARTICLES:
        raise CannotRead(
            f"That would make {len(ranges):,} documents; {MOST_ARTICLES:,} is the most. "
            "Choose other rules, or export fewer articles at once."
        )
    articles: list[Article] = []
    keys = rules.key_of()
    for number, (first, end) in enumerate(ranges):
        part = lines[first:end]
        if rules.preset is Preset.NEXIS:
            found = nexis.read(part, keys, numbered=numbered, after_cover=not number and nexis.has_cover(part))
        elif rules.preset is Preset.FACTIVA:
            found = factiva.read(part)
        else:
            found = generic.read(part, keys)
        if found.last >= 0:
            articles.append(_article(text, part, found, rules))
    return Split(tuple(articles), _about_all(articles, ranges))


def _article(text: str, lines: Sequence[Line], found: Found, rules: SplitRules) -> Article:
    places = filled(lines)
    first, last = (found.first, found.last) if rules.trim else (places[0], places[-1])
    start, end = lines[first].start, lines[last].end
    body = lines[found.body].start if found.body <= found.last else end
    words = sum(1 for _ in _WORD.finditer(text, body, lines[found.last].end)) if body < end else 0
    doubts = list(found.doubts)
    title = " ".join(found.title.split())[: limits.LONGEST_NAME]
    if not title:
        title = next((line.text for line in lines[found.first :] if line.text), "Untitled")[:200]
        doubts.append("no headline found: its first line is the title")
    doubts += [f"no {key} found" for key in ("outlet", "date") if key not in found.metadata]
    said = _NUMBER.search(found.metadata.get("length", ""))
    if said and words:
        count = int(re.sub(r"\D", "", said[0])[:9])
        if count > 40 and not 0.6 <= words / count <= 1.6:
            doubts.append(f"{count:,} words are announced, {words:,} are there")
    return Article(title, found.metadata, start, end, words, tuple(doubts))


def _about_all(articles: Sequence[Article], ranges: Sequence[Range]) -> tuple[str, ...]:
    if not articles:
        return ("no article found by these rules",)
    doubts = []
    if len(articles) == 1:
        doubts.append("one article alone found by these rules")
    if empty := len(ranges) - len(articles):
        doubts.append(f"{empty:,} empty places between articles passed over")
    return tuple(doubts)


def _nexis_ranges(lines: Sequence[Line]) -> tuple[list[Range], bool]:
    numbered = numbered_lines(lines)
    if numbered:
        ends = [*numbered[1:], len(lines)]
        return [(begin + 1, end) for begin, end in zip(numbered, ends, strict=True)], True
    return _ended_by(lines, [k for k, line in enumerate(lines) if ENDED.fullmatch(line.text)]), False


def numbered_lines(lines: Sequence[Line]) -> list[int]:
    """The lines "17 of 100 DOCUMENTS": those of one total that count up, the longest such row of them."""
    rows: dict[str, list[tuple[int, int]]] = {}
    for place, line in enumerate(lines):
        match = NUMBERED.fullmatch(line.text) if line.text[:1].isalnum() and len(line.text) < 60 else None
        if match is not None and int(match[1]) <= int(match[2]):
            row = rows.setdefault(match[2], [])
            if not row or int(match[1]) > row[-1][1]:
                row.append((place, int(match[1])))
    best = max(rows.values(), key=len, default=[])
    return [place for place, _ in best]


def _ended_by(lines: Sequence[Line], ends: Sequence[int]) -> list[Range]:
    """Ranges that end before these lines; what stands behind the last one counts if it is long enough."""
    begins = [0, *(end + 1 for end in ends)]
    ranges = list(zip(begins, ends, strict=False))
    if ends and _words(lines[begins[-1] :]) >= 4 * _FEWEST_WORDS_AT_THE_END and not _is_summary(lines[begins[-1] :]):
        ranges.append((begins[-1], len(lines)))
    return ranges


def _is_summary(lines: Sequence[Line]) -> bool:
    """Whether it is the summary of the search that a database writes under an export."""
    words = ("search summary", "zusammenfassung der suche", "résumé de la recherche", "results found", "timestamp")
    return any(line.text.casefold().startswith(words) for line in lines)


def _headed(lines: Sequence[Line], blocks: Sequence[Block], level: int) -> list[Range]:
    starts = {block.start for block in blocks if block.kind is BlockKind.HEADING and block.level == level}
    begins = [place for place, line in enumerate(lines) if line.text and line.start in starts]
    return list(zip(begins, [*begins[1:], len(lines)], strict=True)) if begins else []


def _parted_by(lines: Sequence[Line], separators: Sequence[int]) -> list[Range]:
    if not separators:
        return []
    begins, ends = [0, *(place + 1 for place in separators)], [*separators, len(lines)]
    ranges = list(zip(begins, ends, strict=True))
    return [one for one in ranges if any(line.text for line in lines[one[0] : one[1]])]


def _words(lines: Sequence[Line]) -> int:
    return sum(len(line.text.split()) for line in lines)
