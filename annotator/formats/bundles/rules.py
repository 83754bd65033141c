"""How a bundle is to be split: a value that is recognised, shown, and may be adjusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

MOST_ARTICLES = 5_000
MOST_LINES = 1_000_000


class Preset(StrEnum):
    """How a new article begins."""

    NEXIS = "nexis"
    FACTIVA = "factiva"
    HEADINGS = "headings"
    SEPARATOR = "separator"


# What a line "Label: value" is called in the databases' languages, per metadata key; compared without case.
LABELS: Mapping[str, tuple[str, ...]] = {
    "title": ("headline", "title", "titel", "titre", "überschrift"),
    "outlet": ("source", "publication", "outlet", "newspaper", "quelle", "zeitung", "journal", "publication title"),
    "date": ("date", "publication date", "published", "datum", "erschienen", "date de publication"),
    "author": ("byline", "author", "authors", "autor", "autoren", "verfasser", "auteur", "auteurs"),
    "section": ("section", "rubrik", "ressort", "rubrique"),
    "page": ("page", "pages", "seite", "pg"),
    "length": ("length", "word count", "länge", "longueur", "lengte"),
    "dateline": ("dateline", "ort", "lieu"),
    "edition": ("edition", "ausgabe", "édition"),
    "language": ("language", "sprache", "langue", "taal"),
    "url": ("url", "link"),
}


@dataclass(frozen=True, slots=True)
class SplitRules:
    """`separator` is a regular expression for a whole line; `labels` names, for each metadata key, its labels."""

    preset: Preset
    separator: str = ""
    heading_level: int = 1
    labels: tuple[tuple[str, tuple[str, ...]], ...] = tuple(LABELS.items())
    trim: bool = True  # an article begins with its headline and ends with its text, without what stands around them

    def with_labels(self, key: str, names: Sequence[str]) -> Self:
        """The same rules with other labels for one metadata key; none means that it is not looked for."""
        clean = tuple(dict.fromkeys(" ".join(name.split()).rstrip(":").casefold() for name in names if name.strip()))
        others = tuple((one, known) for one, known in self.labels if one != key)
        return replace(self, labels=(*others, (key, clean)))

    def labels_of(self, key: str) -> tuple[str, ...]:
        return next((names for one, names in self.labels if one == key), ())

    def key_of(self) -> dict[str, str]:
        """The metadata key for each label."""
        return {name: key for key, names in self.labels for name in names}


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a bundle: [start, end) in code points of the layer that was split."""

    title: str
    metadata: Mapping[str, str]
    start: int
    end: int
    words: int
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """What a bundle was split into; `doubts` are those about the whole of it."""

    articles: tuple[Article, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """Rules that fit a text, how many articles there seem to be, and how sure that is, 0 to 1."""

    rules: SplitRules
    articles: int
    confidence: float
