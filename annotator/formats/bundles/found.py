"""What the readers of the single layouts share: what they find in an article's lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from annotator.formats import limits
from annotator.formats.bundles.lines import Line, filled, is_behind, is_boilerplate, labelled
from annotator.model.dates import iso_date

_FULL_LINE = 40  # code points of a line from which on it may have been broken
_BY = re.compile(r"(?i:by|von|par|por|di|door)\s+(?=\S)")
# What the databases call languages, as BCP 47.
LANGUAGES = {
    "english": "en", "englisch": "en", "anglais": "en", "german": "de", "deutsch": "de", "allemand": "de",
    "french": "fr", "französisch": "fr", "français": "fr", "spanish": "es", "spanisch": "es", "espagnol": "es",
    "italian": "it", "italienisch": "it", "italien": "it", "dutch": "nl", "portuguese": "pt", "russian": "ru",
    "chinese - simplified": "zh-Hans", "chinese - traditional": "zh-Hant", "chinese": "zh", "japanese": "ja",
    "korean": "ko", "arabic": "ar", "turkish": "tr", "polish": "pl", "swedish": "sv", "danish": "da",
    "norwegian": "no", "finnish": "fi", "greek": "el", "czech": "cs", "hungarian": "hu", "ukrainian": "uk",
    "hebrew": "he", "persian": "fa", "indonesian": "id",
}  # fmt: skip


@dataclass(slots=True)
class Found:
    """Places of lines: of the first and the last of the article (inclusive), and where its own text begins."""

    title: str = ""
    metadata: dict[str, str] = field(default_factory=dict)
    first: int = 0
    body: int = 0
    last: int = -1
    doubts: list[str] = field(default_factory=list)

    def keep(self, key: str, value: str) -> None:
        """Keeps a value, unless there is one already; a date as ISO 8601 where it is sure."""
        value = " ".join(value.split())[: limits.LONGEST_VALUE]
        if not key or not value or key in self.metadata:
            return
        if key == "title":
            self.title = self.title or value
        elif key == "date":
            self.keep_date(value)
        elif key == "language":
            self.metadata[key] = LANGUAGES.get(value.casefold().split(";")[0].strip(), value)
        else:
            self.metadata[key] = without_by(value) if key == "author" else value

    def keep_date(self, written: str) -> None:
        written = " ".join(written.split())
        iso = iso_date(written)
        if not iso and written:
            self.doubts.append(f"the date “{written[:40]}” is not sure, and kept as it is written")
        if written:
            self.metadata["date"] = iso or written[: limits.LONGEST_NAME]


def without_by(author: str) -> str:
    """A byline without the word that it begins with."""
    return _BY.sub("", author, count=1) if _BY.match(author) else author


def is_wrapped(places: Sequence[int]) -> bool:
    """Whether empty lines part the paragraphs, so that one may go over several lines."""
    return any(two - one > 1 for one, two in pairwise(places))


def read_labels(
    lines: Sequence[Line], places: Sequence[int], at: int, keys: Mapping[str, str], found: Found
) -> tuple[int, bool]:
    """Reads labelled lines from places[at] on: the place in `places` after them, and whether there were any.

    Where empty lines part the labels, a value that fills its line goes on in the next.
    """
    heads = [place for place in places[at : at + 12] if labelled(lines[place], keys)]
    wrapped = is_wrapped(places) and not any(two - one == 1 for one, two in pairwise(heads))
    any_yet = False
    while at < len(places):
        label = labelled(lines[places[at]], keys)
        if label is None:
            if not is_boilerplate(lines[places[at]]):
                break
            at += 1
            continue
        any_yet = True
        value = [label.value]
        at += 1
        while wrapped and at < len(places) and places[at] == places[at - 1] + 1:
            if labelled(lines[places[at]], keys) or len(lines[places[at - 1]].text) < _FULL_LINE:
                break
            value.append(lines[places[at]].text)
            at += 1
        found.keep(label.key, " ".join(value))
    return at, any_yet


def last_line(lines: Sequence[Line], least: int, keys: Mapping[str, str], found: Found) -> int:
    """The last line of the article's own text, `least` or after; what stands behind it is read for what it says."""
    places = [place for place in filled(lines) if place >= least]
    wrapped = is_wrapped(places)
    for number in range(max(0, len(places) - 60), len(places)):
        if number and lines[places[number]].text.casefold() == "classification":
            _read_behind(lines, places[number:], keys, found)
            places = places[:number]
            break
    while places:
        begin = len(places) - 1
        while wrapped and begin and places[begin - 1] == places[begin] - 1:
            begin -= 1
        if begin == 0 or len(places) - begin > 6 or not is_behind(lines[places[begin]], keys):
            begin = len(places) - 1
        group = places[begin:]
        if begin == 0 or not is_behind(lines[group[0]], keys):
            break
        _read_behind(lines, group, keys, found)
        places = places[:begin]
    return places[-1] if places else least


def _read_behind(lines: Sequence[Line], places: Iterable[int], keys: Mapping[str, str], found: Found) -> None:
    for place in places:
        label = labelled(lines[place], keys)
        if label is not None and label.key != "title":
            found.keep(label.key, label.value)
