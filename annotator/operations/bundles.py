"""Files that hold many articles, as press databases export them: looked at, then split into documents.

Each article becomes a document whose original is its own text, and whose identity follows from it: the same bundle
twice adds nothing, the same article in two exports is one document, and colleagues who split apart agree. The bundle's
bytes are kept once; each document says its place in it under a key of metadata of that bundle alone, so that no merge
ever has two answers. Under which names the bundle came in is a setting of the project for each name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.formats.bundles import separators
from annotator.formats.bundles.cutting import cut
from annotator.formats.bundles.lines import lines_of
from annotator.formats.bundles.recognising import recognise
from annotator.formats.bundles.rules import Article, Preset, Split, SplitRules
from annotator.formats.bundles.splitting import split
from annotator.formats.child import TOO_LONG, ReaderProcess
from annotator.model.changes import Change, Changes, Kind, Verb, ref
from annotator.model.documents import Document, Reading
from annotator.model.errors import CannotDo, CannotRead
from annotator.model.ids import DocumentId, document_id, layer_id, setting_id
from annotator.model.progress import Progress, Unwatched
from annotator.operations.documents import Added, Line, Outcome, bytes_of, created, layer_parts
from annotator.store import reading as stored
from annotator.store import shared_settings, writing
from annotator.store.handle import Project

__all__ = ["Article", "BundlePreview", "Preset", "SplitRules", "add_bundle", "again", "look", "origins", "write"]

_KEY = "bundle "  # of metadata, followed by the first eight digits of the bundle's SHA-256
_NAME = "bundle:"  # of settings, followed by SHA-256 and name
_TOO_SLOW = "Looking for that separator takes too long. Use a simpler one, without repetitions in repetitions."


@dataclass(frozen=True, slots=True)
class BundlePreview:
    """What a bundle would be split into. `doubts` are about the whole; each article has its own besides."""

    path: Path
    sha256: bytes
    size: int
    reading: Reading
    layer: int  # which of the reading's layers is split
    rules: SplitRules
    recognised: bool  # whether the rules were found, not given
    articles: tuple[Article, ...]
    documents: tuple[DocumentId, ...]  # of each article
    doubts: tuple[str, ...]
    already_here: frozenset[int]  # places of articles that are in the project
    repeated: frozenset[int]  # places of articles that are the same, word for word, as one before them

    @property
    def new(self) -> int:
        """How many documents would come in."""
        return len(self.articles) - len(self.already_here | self.repeated)

    @property
    def doubtful(self) -> int:
        """How many articles there are doubts about."""
        return sum(bool(one.doubts) for one in self.articles)

    def text(self, place: int) -> str:
        """The text of one article."""
        article = self.articles[place]
        return self.reading.layers[self.layer].text[article.start : article.end]


def look(
    project: Project,
    path: Path,
    rules: SplitRules | None = None,
    *,
    passwords: Collection[str] = (),
    progress: Progress | None = None,
) -> BundlePreview:
    """Reads a file in the child process and splits it, by rules that fit it where none are given; writes nothing.

    Where no rules fit there are no articles, and a doubt says so. CannotRead if the file cannot be read.
    """
    watch = progress or Unwatched()
    watch.step(0, 3, path.name)
    data = bytes_of(path)
    with ReaderProcess() as reader:
        found = reader.read(data, path.name, tuple(passwords))
    watch.step(1, 3, path.name)
    blank = BundlePreview(
        path, hashlib.sha256(data).digest(), len(data), found, 0, SplitRules(Preset.NEXIS), False, (), (), (),
        frozenset(), frozenset(),
    )  # fmt: skip
    if rules is not None:
        preview = again(project, blank, rules)
    else:
        preview = _by_itself(project, blank)
    watch.step(3, 3, "")
    return preview


def again(project: Project, preview: BundlePreview, rules: SplitRules) -> BundlePreview:
    """The same file split by other rules; it is not read again."""
    best: tuple[int, Split] | None = None
    for number, layer in enumerate(preview.reading.layers):
        marked = _separators(layer.text, rules.separator) if rules.preset is Preset.SEPARATOR else ()
        found = split(layer.text, layer.blocks, rules, separators=marked)
        if best is None or len(found.articles) > len(best[1].articles):
            best = number, found
    assert best is not None  # a reading has a layer
    return _with(project, replace(preview, layer=best[0], rules=rules, recognised=False), best[1])


def _by_itself(project: Project, preview: BundlePreview) -> BundlePreview:
    seen = [recognise(layer.text, layer.blocks) for layer in preview.reading.layers]
    best = max((one for one in seen if one is not None), key=lambda one: (one.articles, one.confidence), default=None)
    if best is None:
        return replace(preview, doubts=("this does not look like a press export: choose how its articles begin",))
    return replace(again(project, preview, best.rules), recognised=True)


def _with(project: Project, preview: BundlePreview, found: Split) -> BundlePreview:
    text = preview.reading.layers[preview.layer].text
    ids = tuple(document_id(_key_of(text[one.start : one.end])) for one in found.articles)
    live = {one.id for one in stored.documents(project) if not one.gone}
    first: dict[DocumentId, int] = {}
    repeated = []
    for place, this in enumerate(ids):
        if first.setdefault(this, place) != place:
            repeated.append(place)
    articles = list(found.articles)
    for place in repeated:
        told = f"the same, word for word, as article {first[ids[place]] + 1}: comes in once"
        articles[place] = replace(articles[place], doubts=(*articles[place].doubts, told))
    return replace(
        preview,
        articles=tuple(articles),
        documents=ids,
        doubts=found.doubts,
        already_here=frozenset(place for place, this in enumerate(ids) if this in live),
        repeated=frozenset(repeated),
    )


def _separators(text: str, pattern: str) -> tuple[int, ...]:
    lines = lines_of(text)
    question = separators.request(pattern, [one.text if one.end - one.start == len(one.text) else "" for one in lines])
    with ReaderProcess(seconds=separators.SECONDS, seconds_per_megabyte=0.2) as reader:
        try:
            return separators.numbers(reader.read(question, separators.REQUEST))
        except CannotRead as error:
            raise CannotRead(_TOO_SLOW if error.message == TOO_LONG else error.message) from None


def _key_of(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


# Writing -----------------------------------------------------------------------------------------------------------


def add_bundle(
    project: Project,
    path: Path,
    rules: SplitRules | None = None,
    *,
    passwords: Collection[str] = (),
    progress: Progress | None = None,
) -> Added:
    """Splits a file into documents, in one undo step. CannotDo where no article is found."""
    return write(project, look(project, path, rules, passwords=passwords, progress=progress), progress=progress)


def write(project: Project, preview: BundlePreview, *, progress: Progress | None = None) -> Added:
    """Writes the documents of a preview that are not here yet, in one changeset. CannotDo if it has no articles.

    Cancelled, at any step, writes nothing.
    """
    if not preview.articles:
        raise CannotDo(f"No article was found in “{preview.path.name}” by these rules; nothing was added.")
    watch = progress or Unwatched()
    layer, count = preview.reading.layers[preview.layer], len(preview.articles)
    cuts = [cut(layer, one.start, one.end) for one in preview.articles]
    keys = [_key_of(one.text) for one in cuts]
    documents = stored.state(project, Kind.DOCUMENT, preview.documents)
    layers = stored.state(
        project, Kind.LAYER, [layer_id(this, key) for this, key in zip(preview.documents, keys, strict=True)]
    )
    live = {one.id for one in stored.documents(project) if not one.gone}
    changes: list[Change] = []
    blobs = [writing.Blob(preview.sha256, preview.reading.media_type, preview.path)]
    lines: list[Line] = []
    for place, article in enumerate(preview.articles):
        this, one, key = preview.documents[place], cuts[place], keys[place]
        watch.step(place, count, article.title)
        why = "; ".join(article.doubts)
        if this in live:
            lines.append(Line(preview.path, Outcome.ALREADY_HERE, this, why))
            continue
        live.add(this)
        fields: dict[str, object] = {
            "title": article.title,
            "file_name": f"{_file_name(article.title)}.txt",
            "media_type": "text/plain",
            "sha256": ref(key),
            "size": len(one.text.encode()),
            f"meta:{key_of(preview.sha256)}": f"{place + 1} of {count}",
        }
        fields |= {f"meta:{name}": value for name, value in article.metadata.items() if value}
        changes.append(created(Kind.DOCUMENT, this, fields, documents))
        parts, more = layer_parts(this, one, 0)
        changes.append(created(Kind.LAYER, layer_id(this, key), parts, layers))
        blobs += more
        lines.append(Line(preview.path, Outcome.NEW, this, why))
    if not changes:
        return Added(Changes(), tuple(lines))
    changes += _named(project, preview)
    watch.step(count, count, "")
    added = sum(line.outcome is Outcome.NEW for line in lines)
    label = f"Split “{preview.path.name}” into {added} document{'' if added == 1 else 's'}"
    return Added(writing.commit(project, label, changes, blobs=blobs), tuple(lines))


def _file_name(title: str) -> str:
    """A name such as the article would have as a file; from its title alone, so the same in each copy."""
    return "".join(" " if letter in '\\/:*?"<>|' else letter for letter in title)[:100].strip() or "Article"


def _named(project: Project, preview: BundlePreview) -> list[Change]:
    """The setting that says under which name this bundle came in, unless it is there already."""
    key = f"{_NAME}{preview.sha256.hex()}:{preview.path.name}"
    this = setting_id(key)
    heads, deleted = stored.state(project, Kind.PART, [this]).get(this, (b"", False))
    if heads and not deleted:
        return []
    data = {"name": preview.path.name, "media_type": preview.reading.media_type, "size": preview.size}
    fields = {"part": stored.SETTING, "key": key, "data": json.dumps(data)}
    return [Change(Kind.PART, this, Verb.RESTORE if heads else Verb.CREATE, {} if heads else fields, heads)]


# Where documents come from -----------------------------------------------------------------------------------------


def key_of(sha256: bytes) -> str:
    """The key of metadata under which documents say their places in this bundle."""
    return _KEY + sha256.hex()[:8]


def origins(project: Project, document: Document) -> tuple[str, ...]:
    """From which bundles a document was split, as "17 of 100 in export.docx"; empty for a document of its own."""
    places = {key.removeprefix(_KEY): value for key, value in document.metadata.items() if key.startswith(_KEY)}
    if not places:
        return ()
    names = _names(project)
    return tuple(
        f"{place} in {name}"
        for short, place in sorted(places.items())
        for name in names.get(short, ("a press export",))
    )


def _names(project: Project) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, value in shared_settings.beginning_with(project, _NAME).items():
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            short = key.removeprefix(_NAME)[:8]
            found[short] = (*found.get(short, ()), value["name"])
    return found
