"""What was saved from a damaged file and what is missing, counted and in words."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from annotator.model.history import split
from annotator.model.ids import ProjectId
from annotator.store.checking import check
from annotator.store.handle import Project
from annotator.store.remains import Remains, alike
from annotator.store.salvaged_journal import Kept
from annotator.store.salvaged_things import Brought
from annotator.store.schema import blob, coding, document, layer

LABEL = "Recovered from a damaged file"


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What the new file holds, and what is missing, in words (empty if nothing is)."""

    project: ProjectId
    changesets: int  # kept as they were
    brought_back: int  # things that the change “Recovered from a damaged file” made or changed
    codings: int  # live
    lost_changesets: int  # known of, and not kept as they were
    lost_codings: int  # known of, and nothing else
    lost_texts: tuple[str, ...]  # titles of the documents
    lost_originals: tuple[str, ...]  # file names
    missing: tuple[str, ...]  # all of this in sentences
    faults: tuple[str, ...]  # what `check` says of the new file


def told_of(project: Project, found: Remains, whole: Kept, brought: Brought, *, known: bool) -> Salvaged:
    lost_changesets = len(_heard_of(found) - {row[0] for row in whole.changesets})
    there = {row[0] for row in project.read(sa.select(coding.c.id))}
    lost_codings = sum(not any(alike(one, other) for other in there) for one in found.listed - there)
    here = sa.select(blob.c.sha256)
    texts = (
        sa.select(document.c.title, layer.c.id)
        .select_from(layer)
        .join(document, document.c.id == layer.c.document, isouter=True)
        .where(layer.c.deleted == 0, sa.or_(layer.c.sha256.is_(None), layer.c.sha256.not_in(here)))
    )
    on_text = dict(
        project.read(sa.select(coding.c.layer, sa.func.count()).where(coding.c.deleted == 0).group_by(coding.c.layer))
    )
    without_text = sorted((str(title or "?"), int(on_text.get(this, 0))) for title, this in project.read(texts))
    outlines = (
        sa.select(document.c.title)
        .join(layer, layer.c.document == document.c.id)
        .where(layer.c.deleted == 0, layer.c.sha256.in_(here), layer.c.blocks.not_in(here))
    )
    originals = sa.select(document.c.file_name, document.c.title).where(
        document.c.deleted == 0, document.c.sha256.is_not(None), document.c.sha256.not_in(here)
    )
    without_original = tuple(sorted(str(name or title) for name, title in project.read(originals)))
    missing: list[str] = []
    if not known:
        missing.append(
            "Which project it is cannot be read, so the new file is a project of its own and cannot be merged with "
            "other copies."
        )
    if lost_changesets:
        missing.append(
            f"{_counted(lost_changesets, 'change')} of the history could not be kept as made"
            + (f"; what is left of them came back as the change “{LABEL}”." if brought.ops else ".")
        )
    if lost_codings:
        missing.append(f"{_counted(lost_codings, 'coding')} could not be read.")
    for title, count in without_text:
        kept_quotes = f"; {_counted(count, 'coding')} on it keep what was read of their quotes" if count else ""
        missing.append(f"The text of “{title}” could not be read{kept_quotes}.")
    missing += [
        f"The outline or the pages of “{row[0]}” could not be read; add the document again."
        for row in project.read(outlines)
    ]
    missing += [f"The original file “{name}” is not in it." for name in without_original]
    if brought.stand_ins:
        missing.append(
            f"{_counted(brought.stand_ins, 'code, case, coder or document', 'codes, cases, coders or documents')} "
            "could not be read and stand there as “Lost …”."
        )
    live = project.read(sa.select(sa.func.count()).select_from(coding).where(coding.c.deleted == 0))[0][0]
    return Salvaged(
        project=project.id,
        changesets=len(whole.changesets),
        brought_back=len(brought.ops),
        codings=int(live),
        lost_changesets=lost_changesets,
        lost_codings=lost_codings,
        lost_texts=tuple(title for title, _ in without_text),
        lost_originals=without_original,
        missing=tuple(missing),
        faults=check(project).faults,
    )


def _heard_of(found: Remains) -> set[bytes]:
    """The changesets that anything readable names."""
    heard = {*found.changesets, *found.ops}
    for row in (row for ops in found.ops.values() for row in ops):
        heard.update(split(row[4]))
    for held in (held for rows in found.rows.values() for held in rows.values()):
        heard.update(split(held["heads"]))
    return heard


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
