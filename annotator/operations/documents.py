"""Documents: taking them in, and changing what is said of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.model import metadata
from annotator.model.changes import Change, Changes, Kind, Verb, ref
from annotator.model.documents import Document, Layer, LayerContent, Loss, Reading, ReadLayer
from annotator.model.errors import CannotDo, CannotRead, NeedsPassword
from annotator.model.ids import CaseId, DocumentId, EntityId, LayerId, document_id, layer_id, new_id
from annotator.model.progress import Progress, Unwatched
from annotator.operations.cases import usable
from annotator.store import reading as stored
from annotator.store import writing
from annotator.store.handle import Project
from annotator.store.layer_tables import pack_blocks, pack_pages

if TYPE_CHECKING:  # it comes when something is to be read, not at the window's start
    from annotator.formats.child import ReaderProcess

_LARGEST = 1_000_000_000  # bytes of one original


class Outcome(StrEnum):
    NEW = "new"
    ALREADY_HERE = "already here"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file: why it failed, what of it could not be carried, how many articles it seems to hold."""

    path: Path
    outcome: Outcome
    document: DocumentId | None = None
    why: str = ""
    losses: tuple[Loss, ...] = ()
    needs_password: bool = False  # it failed for want of the right one
    articles: int = 0  # of a press export, which came in as one document all the same; 0 of any other


@dataclass(frozen=True, slots=True)
class Added:
    changes: Changes
    lines: tuple[Line, ...]

    def of(self, outcome: Outcome) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.outcome is outcome)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Files that were read and wait to be written: no connection is held while foreign files are parsed."""

    lines: tuple[Line, ...]
    readings: tuple[tuple[Path, bytes, int, Reading], ...]  # path, SHA-256, size, what was read


def add(
    project: Project, paths: Sequence[Path], *, passwords: Sequence[str] = (), progress: Progress | None = None
) -> Added:
    """Takes in files and whole folders in one undo step.

    What cannot be read is listed with the reason, and the rest comes in. Cancelled writes nothing.
    """
    return write(project, prepare(project, paths, passwords=passwords, progress=progress))


def prepare(
    project: Project, paths: Sequence[Path], *, passwords: Sequence[str] = (), progress: Progress | None = None
) -> Prepared:
    """Reads the files in child processes, several at once; may be called beside the window's thread."""
    from annotator.formats.pool import ReaderPool  # when something is to be read, not at the window's start

    watch = progress or Unwatched()
    files = list(_files(paths))
    here = {document.sha256: document.id for document in stored.documents(project) if not document.gone}
    known = frozenset(here)
    lines: list[Line] = []
    readings: list[tuple[Path, bytes, int, Reading]] = []

    def read(reader: ReaderProcess, path: Path) -> tuple[bytes, int, Reading | None] | CannotRead:
        try:
            data = bytes_of(path)
            key = hashlib.sha256(data).digest()
            return key, len(data), None if key in known else reader.read(data, path.name, passwords)
        except CannotRead as error:
            return error

    def tell() -> None:
        watch.step(len(lines), len(files), files[len(lines)].name if len(lines) < len(files) else "")

    tell()
    with ReaderPool(len(files)) as pool:
        for path, made in zip(files, pool.each(files, read, tell), strict=True):
            if isinstance(made, CannotRead):
                locked = isinstance(made, NeedsPassword)
                lines.append(Line(path, Outcome.FAILED, why=made.message, needs_password=locked))
            elif made[0] in here:
                lines.append(Line(path, Outcome.ALREADY_HERE, here[made[0]]))
            else:
                key, size, found = made
                assert found is not None
                here[key] = document_id(key)
                readings.append((path, key, size, found))
                lines.append(Line(path, Outcome.NEW, here[key], losses=found.losses, articles=_articles(found)))
            tell()
    return Prepared(tuple(lines), tuple(readings))


def _articles(found: Reading) -> int:
    from annotator.formats.bundles.recognising import recognise

    seen = [one.articles for layer in found.layers if (one := recognise(layer.text, layer.blocks)) is not None]
    return max(seen, default=0)


def write(project: Project, prepared: Prepared) -> Added:
    """Writes what was read, in one changeset."""
    changes: list[Change] = []
    blobs: list[writing.Blob] = []
    documents = stored.state(project, Kind.DOCUMENT, [document_id(key) for _, key, _, _ in prepared.readings])
    wanted = [
        layer_id(document_id(key), hashlib.sha256(layer.text.encode()).digest())
        for _, key, _, found in prepared.readings
        for layer in found.layers
    ]
    layers = stored.state(project, Kind.LAYER, wanted)
    for path, key, size, found in prepared.readings:
        this = document_id(key)
        blobs.append(writing.Blob(key, found.media_type, path))
        changes.append(created(Kind.DOCUMENT, this, _document_fields(path, key, size, found), documents))
        made: set[LayerId] = set()
        for place, layer in enumerate(found.layers):
            text_key = hashlib.sha256(layer.text.encode()).digest()
            layer_of = layer_id(this, text_key)
            if layer_of in made:  # two roles with the very same text, such as a page that is all article
                continue
            made.add(layer_of)
            fields, more = layer_parts(this, layer, place)
            blobs += more
            changes.append(created(Kind.LAYER, layer_of, fields, layers))
        changes += _memo_changes(this, found)
    count = len(prepared.readings)
    label = f"Added “{prepared.readings[0][3].title}”" if count == 1 else f"Added {count} documents"
    return Added(writing.commit(project, label, changes, blobs=blobs), prepared.lines)


def created(
    kind: Kind, this: EntityId, fields: dict[str, object], states: Mapping[EntityId, tuple[bytes, bool]]
) -> Change:
    """A creation; what was deleted before comes back as it was. `states` as `reading.state` gives them."""
    if this not in states:
        return Change(kind, this, Verb.CREATE, fields)
    heads, deleted = states[this]
    return Change(kind, this, Verb.RESTORE if deleted else Verb.SET, {}, heads)


def _document_fields(path: Path, key: bytes, size: int, found: Reading) -> dict[str, object]:
    fields: dict[str, object] = {
        "title": found.title,
        "file_name": path.name,
        "media_type": found.media_type,
        "sha256": ref(key),
        "size": size,
    }
    return fields | {f"meta:{name}": value for name, value in found.metadata.items() if value}


def layer_parts(document: DocumentId, layer: ReadLayer, place: int) -> tuple[dict[str, object], list[writing.Blob]]:
    """The fields of a new layer, and the bytes that they name."""
    text, blocks = layer.text.encode(), pack_blocks(layer.blocks)
    text_key, block_key = hashlib.sha256(text).digest(), hashlib.sha256(blocks).digest()
    blobs = [writing.Blob(text_key, "text/plain", text), writing.Blob(block_key, "application/json", blocks)]
    fields: dict[str, object] = {
        "document": ref(document),
        "role": layer.role.value,
        "position": place,
        "extractor": layer.extractor,
        "sha256": ref(text_key),
        "characters": len(layer.text),
        "pages": len(layer.pages),
        "blocks": ref(block_key),
    }
    if layer.pages:
        keys = [hashlib.sha256(box).digest() for box in layer.boxes]
        table = pack_pages(layer.pages, keys)
        table_key = hashlib.sha256(table).digest()
        fields["page_table"] = ref(table_key)
        blobs += [writing.Blob(k, "application/octet-stream", box) for k, box in zip(keys, layer.boxes, strict=True)]
        blobs.append(writing.Blob(table_key, "application/json", table))
    return fields, blobs


def _memo_changes(document: DocumentId, found: Reading) -> list[Change]:
    made = []
    for memo in found.memos:
        head = ", ".join(part for part in (memo.author, memo.date) if part)
        text = f"{head}: {memo.text}" if head else memo.text
        fields = {"about": ref(document), "about_kind": int(Kind.DOCUMENT), "text": text}
        made.append(Change(Kind.MEMO, EntityId(new_id()), Verb.CREATE, fields))
    return made


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    """The files given, and those of folders: sorted, none hidden, no symbolic links, no parts of saved pages."""
    for path in paths:
        if path.is_dir():
            yield from _inside(path)
        else:
            yield path


def _inside(folder: Path) -> Iterable[Path]:
    members = sorted(folder.iterdir(), key=lambda path: (path.name.casefold(), path.name))
    pages = {path.stem for path in members if path.suffix.lower() in (".html", ".htm", ".xhtml")}
    for path in members:
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            if not (path.name.endswith("_files") and path.name.removesuffix("_files") in pages):
                yield from _inside(path)
        elif path.is_file():
            yield path


def bytes_of(path: Path) -> bytes:
    """The bytes of a file that can be a document; CannotRead says why there are none."""
    from annotator.formats.dispatch import can_read

    if not can_read(path.name):
        raise CannotRead(f"files ending in “{path.suffix or path.name}” are not supported")
    try:
        if path.stat().st_size > _LARGEST:
            raise CannotRead("it is larger than 1 GB; split it first")
        return path.read_bytes()
    except FileNotFoundError:
        raise CannotRead("there is no such file") from None
    except OSError as error:
        raise CannotRead(f"it cannot be opened: {error.strerror}") from error


# Reading and changing ----------------------------------------------------------------------------------------------


def content(project: Project, layer: Layer) -> LayerContent:
    """Text, blocks and pages of a layer."""
    return stored.layer_content(project, layer)


def rename_document(project: Project, document: Document, title: str) -> Changes:
    title = " ".join(title.split())
    if not title:
        raise CannotDo("A document needs a title.")
    _refuse_gone([document])
    if title == document.title:
        return Changes()
    change = Change(Kind.DOCUMENT, document.id, Verb.SET, {"title": title}, document.heads)
    return writing.commit(project, f"Renamed the document “{document.title}” to “{title}”", [change])


def set_metadata(project: Project, documents: Sequence[Document], key: str, value: str) -> Changes:
    """One metadata value for one or many documents; empty clears it.

    Dates are kept as ISO 8601, addresses and languages are looked at: CannotDo for what makes no sense.
    """
    _refuse_gone(documents)
    key, value = metadata.tidy_key(key), metadata.tidy(key, value)
    changes = [
        Change(Kind.DOCUMENT, one.id, Verb.SET, {f"meta:{key}": value or None}, one.heads)
        for one in documents
        if one.metadata.get(key, "") != value
    ]
    said = f"“{documents[0].title}”" if len(documents) == 1 else f"{len(documents)} documents"
    return writing.commit(project, f"Set {key} of {said}", changes)


def set_about(project: Project, documents: Sequence[Document], case: CaseId, *, about: bool) -> Changes:
    """Says that documents are about a case, so that new codings in them get it, or that they are not any more."""
    _refuse_gone(documents)
    one = usable(stored.cases(project), case)
    whole = {one.id, *(member.id for member in one.members)}
    found = [document for document in documents if (one.id in document.cases) is not about]
    changes = []
    for document in found:
        named = {f"case:{ref(held)}": None for held in document.stored_cases if held in whole}
        fields = {f"case:{ref(one.id)}": len(document.cases) + 1} if about else named
        changes.append(Change(Kind.DOCUMENT, document.id, Verb.SET, fields, document.heads))
    said = f"“{found[0].title}” is" if len(found) == 1 else f"{len(found)} documents are"
    label = f"{said} about “{one.name}”" if about else f"{said} not about “{one.name}” any more"
    return writing.commit(project, label, changes)


def delete_documents(project: Project, documents: Sequence[Document]) -> Changes:
    """Deletes documents with their layers, codings and memos, in one undo step. The originals stay in the project."""
    _refuse_gone(documents)
    layers = [layer.id for one in documents for layer in one.layers]
    heads = stored.state(project, Kind.LAYER, layers)
    codings = stored.codings(project, layers=layers)
    changes = [Change(Kind.DOCUMENT, one.id, Verb.DELETE, {}, one.heads) for one in documents]
    changes += [Change(Kind.LAYER, layer, Verb.DELETE, {}, heads[layer][0]) for layer in layers if not heads[layer][1]]
    changes += [Change(Kind.CODING, one.id, Verb.DELETE, {}, one.heads) for one in codings]
    memos = stored.memos(project, [*(one.id for one in documents), *(one.id for one in codings)])
    changes += [Change(Kind.MEMO, memo.id, Verb.DELETE, {}, memo.heads) for memo in memos]
    said = f"“{documents[0].title}”" if len(documents) == 1 else f"{len(documents)} documents"
    with_codings = f" with {len(codings)} coding{'' if len(codings) == 1 else 's'}" if codings else ""
    return writing.commit(project, f"Deleted {said}{with_codings}", changes)


def _refuse_gone(documents: Sequence[Document]) -> None:
    if any(one.gone for one in documents):
        raise CannotDo("That document was deleted; restore it or delete its codings in Team.")
