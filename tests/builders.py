"""Projects with documents and codings in a line or two, without a child process that reads files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from annotator.model.coders import Identity
from annotator.model.codings import Passage
from annotator.model.documents import Block, BlockKind, Document, PageLayout, Reading, ReadLayer, Role
from annotator.model.ids import CodeId, CoderId, CodingId, EntityId, derived_id, document_id
from annotator.operations import codes, coding, documents, projects
from annotator.store import reading
from annotator.store.handle import Project
from annotator.store.projection import dump
from taxonomy.codes import Codebook

TEXT = (
    "The company sold its drones to the police under a contract. Its staff wrote an open letter.\n"
    "The agency answered that the systems were meant for rescue only, and published the contract in May."
)


def identity(name: str = "Mira Kovač") -> Identity:
    """A coder who is the same in every test."""
    initials = "".join(word[0] for word in name.split())[:2].upper()
    return Identity(CoderId(EntityId(derived_id("coder of the tests", name))), name, initials, "#0A7D60")


def make_project(folder: Path, name: str = "p.annot", *, codebook: Codebook | None = None) -> Project:
    """A new project, open for writing by Mira Kovač."""
    return projects.new(folder / name, identity(), codebook)


def reopen(project: Project, name: str = "Mira Kovač") -> Project:
    """The same project after closing and opening again."""
    project.close()
    return projects.open_project(project.path, identity(name))


def prepared(folder: Path, name: str, text: str, *, pages: Sequence[int] = ()) -> documents.Prepared:
    """A text file in `folder` as it is when it was read; `pages` are the lengths of its pages, if it has any."""
    path, data = folder / name, text.encode()
    if not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
    key = hashlib.sha256(data).digest()
    starts = [sum(pages[:k]) for k in range(len(pages))]
    layouts = tuple(
        PageLayout(start, length, 595.0, 842.0, 0, 0.05) for start, length in zip(starts, pages, strict=True)
    )
    blocks, at = [], 0
    for line in text.split("\n"):
        if line:
            blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(line)))
        at += len(line) + 1
    boxes = tuple(b"boxes of page %d of %s" % (k, key) for k in range(len(pages)))
    layer = ReadLayer(Role.PAGES if pages else Role.TEXT, "text 1", text, tuple(blocks), layouts, boxes)
    found = Reading(path.stem, "text/plain", (layer,), {"language": "en"})
    line_of = documents.Line(path, documents.Outcome.NEW, document_id(key))
    return documents.Prepared((line_of,), ((path, key, len(data), found),))


def add_text(project: Project, name: str = "article.txt", text: str = TEXT, *, pages: Sequence[int] = ()) -> Document:
    """Adds a text as a document."""
    this = documents.write(project, prepared(project.path.parent, name, text, pages=pages)).lines[0].document
    return next(one for one in reading.documents(project) if one.id == this)


def add_code(project: Project, name: str = "Drones", *, parent: CodeId | None = None) -> CodeId:
    return codes.add_code(project, name, parent=parent)[1]


def code(project: Project, document: Document, quote: str, wanted: CodeId) -> CodingId:
    """Codes the first place where the quote stands."""
    start = (project.text_of(document.layer.id) or "").index(quote)
    return coding.code_passage(project, Passage(document.layer.id, start, start + len(quote)), wanted).coding


def coded_project(folder: Path, name: str = "p.annot") -> Project:
    """A project with one document, the codes “Drones” and “Letter”, and one coding of each."""
    project = make_project(folder, name)
    document = add_text(project)
    code(project, document, "drones", add_code(project, "Drones"))
    code(project, document, "open letter", add_code(project, "Letter"))
    return project


def state(project: Project, *, heads: bool = True) -> dict[str, list[tuple[object, ...]]]:
    """All projected rows; without the heads, which an undo and its redo move."""
    with project.transaction() as db:
        found = dump(db)
    if heads:
        return dict(found)
    from annotator.store.schema import METADATA

    places = {name: _place(METADATA.tables[name]) for name in found}
    return {
        name: [row if at is None else row[:at] + row[at + 1 :] for row in rows]
        for (name, rows), at in zip(found.items(), places.values(), strict=True)
    }


def _place(table: sa.Table) -> int | None:
    names = [column.name for column in table.c]
    return names.index("heads") if "heads" in names else None


def faults(project: Project) -> tuple[str, ...]:
    """What `check` finds."""
    return projects.check_project(project).faults
