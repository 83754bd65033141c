"""Merging project files, taking merges back or out, and exchanging with a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from annotator.cli.common import AS, JSON, PROJECT, cli, counted, tell, writing
from annotator.model.errors import CannotDo
from annotator.model.ids import id_text
from annotator.operations import describing, merging, undoing
from annotator.operations.merging import Arrived, CodebookChange, Merge
from annotator.operations.snapshot import Snapshot, take
from annotator.store.handle import Project

_SHORTEST = 4  # hexadecimal digits of an id's beginning


@cli.command()
@PROJECT
@click.argument("others", nargs=-1, required=True, metavar="OTHER...", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come in, and write nothing.")
@JSON
def merge(project: Path, others: tuple[Path, ...], *, dry_run: bool, as_json: bool) -> None:
    """Take in all that other copies of the project hold and this one lacks."""
    with writing(project, None) as opened:
        arrived = merging.merge(opened, others, dry_run=dry_run)
        whole = take(opened)
        told = _arrived(opened, whole, arrived)
    tell(told, _lines(whole, arrived, dry_run=dry_run), as_json=as_json)


def _arrived(project: Project, whole: Snapshot, arrived: Arrived) -> dict[str, Any]:
    done = next((one for one in merging.merges(project) if one.id == arrived.merge), None)
    return {
        "changesets": arrived.changesets,
        "codings": arrived.codings,
        "documents": arrived.documents,
        "codes": arrived.codes,
        "conflicts": arrived.conflicts,
        "already_had": list(arrived.already_had),
        "files": list(arrived.files),
        "cases": arrived.cases,
        "memos": arrived.memos,
        "coders": list(arrived.coders),
        "edited": arrived.edited,
        "deleted": arrived.deleted,
        "warnings": list(arrived.warnings),
        "codebook": [_change(whole, one) for one in arrived.codebook],
        "backup": done.backup or None if done is not None else None,
    }


def _change(whole: Snapshot, one: CodebookChange) -> dict[str, Any]:
    return {
        "code": one.path,
        "coder": whole.coder_name(one.coder),
        "time": describing.iso(one.time),
        "before": dict(one.before),
        "after": dict(one.after),
        "look_again": [id_text(coding) for coding in one.look_again],
    }


def _lines(whole: Snapshot, arrived: Arrived, *, dry_run: bool) -> list[str]:
    lines = []
    for one in arrived.codebook:
        lines.append(f"{one.path}, changed by {whole.coder_name(one.coder)} on {describing.iso(one.time)[:10]}:")
        for field in one.after:
            before, after = (" ".join(text.split()) for text in (one.before.get(field, ""), one.after[field]))
            lines.append(f"    {field}: {f'“{before}”' if before else 'empty'} → {f'“{after}”' if after else 'empty'}")
        if one.look_again:
            lines.append(f"    {counted(len(one.look_again), 'coding')} made before it to look at again")
    counts = [
        (arrived.codings, "coding"),
        (arrived.documents, "document"),
        (arrived.codes, "code"),
        (arrived.cases, "case"),
        (arrived.memos, "memo"),
    ]
    new = ", ".join(counted(count, what) for count, what in counts if count)
    verb = "Would come in" if dry_run else "Came in"
    lines.append(f"{verb}: {counted(arrived.changesets, 'changeset')}{f' with {new}' if new else ''}.")
    if arrived.edited or arrived.deleted:
        lines.append(f"Of what was here {arrived.edited:,} changed and {arrived.deleted:,} deleted.")
    if arrived.coders:
        lines.append(f"New coders: {', '.join(arrived.coders)}.")
    lines += [f"{name}: nothing new." for name in arrived.already_had]
    lines += arrived.warnings
    if arrived.conflicts:
        lines.append(f"{counted(arrived.conflicts, 'conflict')} to settle; “annotator conflicts” lists them.")
    return lines


@cli.command("merges")
@PROJECT
@JSON
def list_merges(project: Path, *, as_json: bool) -> None:
    """List the merges done in this copy, newest first."""
    with writing(project, None) as opened:  # what can be taken back depends on whether the file can be written
        found = merging.merges(opened)
    told = [_merge(one) for one in found]
    lines = [
        f"{one['id'][:13]}  {one['time'][:16].replace('T', ' ')}  {', '.join(one['files'])}  "
        f"{counted(one['changesets'], 'changeset')}{'  can be taken back' if one['can_take_back'] else ''}"
        for one in told
    ]
    tell({"merges": told}, lines, as_json=as_json)


def _merge(one: Merge) -> dict[str, Any]:
    return {
        "id": id_text(one.id),
        "time": describing.iso(one.time),
        "files": list(one.files),
        "changesets": one.changesets,
        "backup": one.backup or None,
        "can_take_back": one.can_take_back,
    }


@cli.command()
@PROJECT
@click.argument("wanted", required=False, metavar="[MERGE]")
@click.option("--partly", is_flag=True, help="Take out what can be taken out, and leave what was changed since.")
@AS
@JSON
def unmerge(project: Path, wanted: str | None, acting_as: str | None, *, partly: bool, as_json: bool) -> None:
    """Take a merge back while nothing was written since; later, take out what came with it."""
    with writing(project, acting_as) as opened:
        found = merging.merges(opened)
        one = _find(found, wanted)
        if one.can_take_back and one.id == found[0].id:
            out, taken = merging.TakenOut(merging.take_merge_back(opened), ()), "back"
        else:
            out, taken = merging.take_out(opened, one.id, partly=partly), "out"
        whole = take(opened)
        lines = [line for line in undoing.history(opened, most=1) if line.id == out.changes.changeset]
    told = {
        "merge": id_text(one.id),
        "taken": taken,
        "changesets": [describing.changeset(whole, line) for line in lines],
        "blocked": list(out.blocked),
    }
    said = f"The merge of {', '.join(one.files)} is taken {taken}."
    tell(told, [said, *(f"Stays: {what}." for what in out.blocked)], as_json=as_json)


def _find(known: Sequence[Merge], wanted: str | None) -> Merge:
    if not known:
        raise CannotDo("Nothing was merged into this copy of the project.")
    if wanted is None:
        return known[0]
    start = wanted.strip().lower().replace("-", "")
    found = [one for one in known if len(start) >= _SHORTEST and one.id.hex().startswith(start)]
    if len(found) != 1:
        raise CannotDo(f"There is {'no merge' if not found else 'more than one merge'} “{wanted}” in this copy.")
    return found[0]


@cli.command()
@PROJECT
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--leave", is_flag=True, help="End the exchange; the files in the folder stay.")
@AS
@JSON
def exchange(project: Path, folder: Path | None, acting_as: str | None, *, leave: bool, as_json: bool) -> None:
    """Merge what everybody put into a shared folder, and put this project there in a file of its own."""
    from annotator.operations import sharing

    if leave and folder is not None:
        raise click.UsageError("Give a folder, or --leave.")
    with writing(project, acting_as) as opened:
        if leave:
            held = sharing.shared_with(opened)
            sharing.leave(opened)
            told = {"folder": str(held) if held else None, "left": True}
            tell(told, ["The project exchanges with no folder any more."], as_json=as_json)
            return
        done = sharing.share(opened, folder) if folder is not None else sharing.exchange(opened)
        whole = take(opened)
        arrived = None if done.arrived is None else _arrived(opened, whole, done.arrived)
    answer = {
        "folder": str(done.folder),
        "own": done.own,
        "arrived": arrived,
        "skipped": [{"name": one.name, "why": one.why} for one in done.skipped],
        "conflicted": list(done.conflicted),
        "published": done.published,
    }
    lines = [] if done.arrived is None else _lines(whole, done.arrived, dry_run=False)
    lines += [f"{one.name}: {one.why}" for one in done.skipped]
    lines.append(f"Wrote {done.folder / done.own}." if done.published else f"{done.own} was up to date.")
    tell(answer, lines if not done.problem else lines[:-1], as_json=as_json)
    if done.problem:
        raise CannotDo(done.problem)
