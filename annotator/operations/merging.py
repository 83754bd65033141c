"""Merging project files: what would come in, doing it, and taking it back or out again."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.model.changes import Change, Changes, Kind, Verb, deref, ref
from annotator.model.conflicts import REMARKS, What
from annotator.model.errors import CannotDo
from annotator.model.ids import ChangesetId, CodeId, CoderId, CodingId, EntityId, MergeId, looked_id
from annotator.model.progress import Progress, Unwatched
from annotator.operations import codebook
from annotator.store import merging as store
from annotator.store import reading, undoing, writing
from annotator.store.aliases import canonical, expanded
from annotator.store.handle import Project
from annotator.store.redefined import Made, Redefined, made_with, redefined_by, ticked


@dataclass(frozen=True, slots=True)
class CodebookChange:
    """One change of what a code means that came in from somebody else, and the codings made without knowing of it."""

    changeset: ChangesetId
    code: CodeId
    path: str  # of the code, as it is now: "A > B"
    coder: CoderId
    time: int  # milliseconds since 1970
    before: Mapping[str, str]  # by field: "name", "parent" (a path), "definition", "include", "exclude"
    after: Mapping[str, str]  # the same fields; lists have a member a line; empty text: there was or is none
    look_again: tuple[CodingId, ...]  # not ticked off yet
    looked: tuple[CodingId, ...]  # ticked off


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a merge brought, or would bring. Counts are of things that are new here and live."""

    files: tuple[str, ...]  # names of the files merged
    changesets: int
    codings: int
    documents: int
    codes: int
    cases: int
    memos: int
    coders: tuple[str, ...]  # names of coders that are new here
    edited: int  # things known here before that were changed
    deleted: int  # things known here before that are deleted now
    conflicts: int  # new ones to look at; remarks not counted
    already_had: tuple[str, ...]  # names of files that held nothing new
    warnings: tuple[str, ...]  # in words: a clock far ahead ...
    codebook: tuple[CodebookChange, ...]  # what changed in the codebook, oldest first
    by_coder: Mapping[CoderId, int] = field(default_factory=dict)  # new codings of each coder
    changes: Changes = field(default_factory=Changes)  # what views must bring up to date; empty for a dry run
    merge: MergeId | None = None  # None for a dry run, or where nothing came in


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge done in this copy."""

    id: MergeId
    time: int  # milliseconds since 1970
    files: tuple[str, ...]
    changesets: int
    backup: str  # where the backup taken before it lies; empty if it is gone
    can_take_back: bool  # nothing was written since: it can be as though it had never been


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What taking out a merge did; `blocked` says in words what stays, since it was changed or used since."""

    changes: Changes
    blocked: tuple[str, ...]


def merge(project: Project, paths: Sequence[Path], *, dry_run: bool = False, report: Progress | None = None) -> Arrived:
    """Takes in all that the files hold and this one lacks, in one transaction after a backup.

    Raises CannotDo with the reason where a file is another project's, a newer program's, damaged, or this very file;
    then nothing was written. With `dry_run` nothing is written either way.
    """
    if not paths:
        raise CannotDo("Say which project files are to be merged.")
    found = store.merge(project, paths, dry_run=dry_run, report=report or Unwatched())
    new = [one for one in found.entities if one.before is None and not one.now.deleted]
    known = [(one, one.before) for one in found.entities if one.before is not None and not one.before.deleted]
    names = {one.id: str(one.now.values.get("name") or "") for one in found.entities if one.kind == Kind.CODER}
    names |= {one.id: one.name for one in reading.coders(project, joined=True)}
    by_coder = Counter(
        CoderId(EntityId(deref(held) if isinstance(held := one.now.values.get("coder"), str) else one.now.author))
        for one in new
        if one.kind == Kind.CODING
    )

    def count(kind: Kind) -> int:
        return sum(one.kind == kind for one in new)

    return Arrived(
        files=tuple(path.name for path in paths),
        changesets=len(found.changesets),
        codings=count(Kind.CODING),
        documents=count(Kind.DOCUMENT),
        codes=count(Kind.CODE),
        cases=count(Kind.CASE),
        memos=count(Kind.MEMO),
        coders=tuple(sorted(names.get(one.id, "") for one in new if one.kind == Kind.CODER)),
        edited=sum(not one.now.deleted for one, _ in known),
        deleted=sum(one.now.deleted for one, _ in known),
        conflicts=sum(What(what) not in REMARKS for what in found.new_conflicts),
        already_had=tuple(path.name for path, had in zip(paths, found.had, strict=True) if had),
        warnings=tuple(_ahead(names.get(EntityId(who), ""), by) for who, by in sorted(found.ahead.items())),
        codebook=_with_codings(project, [(one, int(time.time() * 1000)) for one in found.redefined]),
        by_coder=dict(by_coder),
        changes=found.changes,
        merge=found.id,
    )


def _ahead(name: str, milliseconds: int) -> str:
    days = max(1, round(milliseconds / 86_400_000))
    return (
        f"The clock of {name or 'a coder'} was {days} day{'' if days == 1 else 's'} ahead; "
        "their changes came in all the same, but times shown for them are wrong."
    )


def merges(project: Project) -> tuple[Merge, ...]:
    """The merges of this copy, newest first."""
    rows = store.merges(project)
    total = store.changesets_in(project) if rows else 0
    return tuple(
        Merge(
            one.id,
            one.time,
            one.files,
            len(one.changesets),
            one.backup if one.backup and Path(one.backup).exists() else "",
            can_take_back=place == 0 and one.total == total and not project.read_only,
        )
        for place, one in enumerate(rows)
    )


def take_merge_back(project: Project) -> Changes:
    """Makes the project what it was before its last merge. CannotDo if something was written since; see take_out."""
    with project.lock:
        rows = store.merges(project)
        if not rows:
            raise CannotDo("Nothing was merged into this copy of the project.")
        if rows[0].total != store.changesets_in(project):
            raise CannotDo(
                "Something was written since that merge, so it cannot be as though it had never been. "
                "Take out what came with it instead."
            )
        return store.take_back(project, rows[0])


def take_out(project: Project, merge_id: MergeId, *, partly: bool = False) -> TakenOut:
    """Undoes what came with a merge as one visible changeset, which can be redone.

    Raises Blocked where later changes would be destroyed; with `partly` everything else is taken out.
    """
    found = next((one for one in store.merges(project) if one.id == merge_id), None)
    if found is None:
        raise CannotDo("That merge is not known in this copy of the project.")
    came = store.present(project, found.changesets)
    changes, blocked = undoing.take_out(project, came, f"what came with {', '.join(found.files)}", partly=partly)
    return TakenOut(changes, blocked)


def codebook_changes(project: Project) -> tuple[CodebookChange, ...]:
    """What merges changed in the codebook, newest first: all of the last merge, of earlier ones what has codings left
    that should be looked at again."""
    rows = store.merges(project)
    newest = {one.changeset for one in redefined_by(project, rows[0].changesets)} if rows else set()
    found = _with_codings(project, [(one, row.time) for row in rows for one in redefined_by(project, row.changesets)])
    return tuple(one for one in reversed(found) if one.look_again or one.changeset in newest)


def _with_codings(project: Project, found: Sequence[tuple[Redefined, int]]) -> tuple[CodebookChange, ...]:
    """Each change, with when it came here, as people read it. Oldest first."""
    if not found:
        return ()
    same_code, same_coder = canonical(project, Kind.CODE), canonical(project, Kind.CODER)
    members = {one.code: [CodeId(code) for code in expanded(same_code, [one.code])] for one, _ in found}
    held: dict[EntityId, list[Made]] = defaultdict(list)
    for made in made_with(project, [code for codes in members.values() for code in codes]):
        held[made.code].append(made)
    done = ticked(project, [one.changeset for one, _ in found])
    paths = {one.id: one.path_text for one in codebook.codes(project)}
    told: list[CodebookChange] = []
    for one, arrived in sorted(found, key=lambda pair: (pair[0].time, pair[0].changeset)):
        author = same_coder.get(one.coder, one.coder)
        before = [
            made.id
            for code in members[one.code]
            for made in held[code]
            if made.created < (one.time if same_coder.get(made.coder, made.coder) == author else max(one.time, arrived))
        ]
        here = same_code.get(one.code, one.code)
        told.append(
            CodebookChange(
                one.changeset,
                CodeId(here),
                paths.get(CodeId(here), str(one.after.get("name") or "")),
                CoderId(author),
                one.time,
                {field: _in_words(one.before, field, paths) for field in one.fields},
                {field: _in_words(one.after, field, paths) for field in one.fields},
                tuple(this for this in before if (this, one.changeset) not in done),
                tuple(this for this in before if (this, one.changeset) in done),
            )
        )
    return tuple(told)


def _in_words(values: Mapping[str, object], field: str, paths: Mapping[CodeId, str]) -> str:
    if field in ("include", "exclude"):
        start = f"{field}:"
        held = [(value, name.removeprefix(start)) for name, value in values.items() if name.startswith(start)]
        return "\n".join(name for value, name in sorted(held, key=_place) if value is not None)
    value = values.get(field)
    if field == "parent":
        return paths.get(CodeId(EntityId(deref(value))), "") if isinstance(value, str) else ""
    return str(value or "")


def _place(member: tuple[object, str]) -> float:
    return float(member[0]) if isinstance(member[0], (int, float)) else 0.0


def tick_off(project: Project, change: CodebookChange, codings: Sequence[CodingId], *, looked: bool = True) -> Changes:
    """Says that these codings were looked at again (or not, after all)."""
    wanted = {looked_id(one, change.changeset): one for one in codings}
    known = reading.state(project, Kind.LOOKED, wanted)
    changes: list[Change] = []
    for this, coding in wanted.items():
        heads, deleted = known.get(this, (b"", True))
        if looked and not heads:
            fields: dict[str, object] = {"coding": ref(coding), "change": ref(change.changeset)}
            changes.append(Change(Kind.LOOKED, this, Verb.CREATE, fields))
        elif looked == deleted:
            changes.append(Change(Kind.LOOKED, this, Verb.RESTORE if looked else Verb.DELETE, {}, heads))
    told = f"{len(changes)} coding{'' if len(changes) == 1 else 's'} of “{change.path}”"
    return writing.commit(project, f"Looked again at {told}" if looked else f"To look at again: {told}", changes)
