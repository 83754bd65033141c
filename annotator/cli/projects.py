"""Making, checking, backing up, exporting projects."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from annotator.cli.common import AS, JSON, PROJECT, cli, counted, reading, tell, writing
from annotator.model.errors import CannotDo, InUse
from annotator.operations import (
    acting,
    codebook_files,
    describing,
    exporting,
    naming,
    projects,
)
from annotator.operations.snapshot import take
from annotator.store import reading as stored
from annotator.store.checking import Checked


@cli.command()
@PROJECT
@click.option("--codebook", "named", metavar="NAME|FILE", help="A built-in codebook (tech-military, empty) or a file.")
@AS
@JSON
def new(project: Path, named: str | None, acting_as: str | None, *, as_json: bool) -> None:
    """Make a project."""
    found = codebook_files.read_codebook(named) if named else None
    made = projects.new(project, acting.myself(acting_as), found)
    try:
        whole = take(made)
    finally:
        made.close()
    told = {"project": str(project), "codes": [describing.code(whole, one) for one in whole.codes]}
    tell(told, [f"Made {project} with {counted(len(whole.codes), 'code')}."], as_json=as_json)


@cli.command()
@PROJECT
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--what", type=click.Choice(["codings", "report", "pack"]), default="codings")
@click.option("--document", metavar="D", help="Of an annotated PDF: whose codings are written into a copy of it.")
@click.option("--password", "passwords", multiple=True, metavar="P", help="Of an encrypted PDF; may be repeated.")
@JSON
def export(
    project: Path, file: Path, what: str, document: str | None, passwords: tuple[str, ...], *, as_json: bool
) -> None:
    """Write the dataset: .xlsx, .csv, .zip (CSV twin), .json; the codebook: .toml; a PDF with its codings: .pdf."""
    if document is not None:
        _export_annotated(project, file, document, passwords, as_json=as_json)
        return
    if what != "codings":
        raise CannotDo(f"The {what} comes in a later version; “codings” can be exported now.")
    with reading(project) as opened:
        done = exporting.export(opened, file)
    told = {"path": str(done.path), "codings": done.codings}
    held = "" if done.codings is None else f" with {counted(done.codings, 'coding')}"
    tell(told, [f"Wrote {file}{held}."], as_json=as_json)


def _export_annotated(project: Path, file: Path, document: str, passwords: tuple[str, ...], *, as_json: bool) -> None:
    from annotator.operations.annotated import export_annotated

    with reading(project) as opened:
        this = naming.find_document(stored.documents(opened), document)
        done = export_annotated(opened, this, file, passwords=passwords)
    notes = list(done.notes)
    if done.left_out:
        notes.append(f"{counted(len(done.left_out), 'coding')} left out, which lie on no page.")
    told = {
        "path": str(file),
        "codings": done.codings,
        "left_out": len(done.left_out),
        "original_is_prefix": done.original_is_prefix,
        "notes": notes,
    }
    tell(told, [f"Wrote {file} with {counted(done.codings, 'coding')}.", *notes], as_json=as_json)


@cli.command()
@PROJECT
@click.option("--repair", is_flag=True, help="Make the tables anew; of a file past that, save all that can be read.")
@JSON
def check(project: Path, *, repair: bool, as_json: bool) -> None:
    """Prove that the project is sound: journal against tables, quotes against texts."""
    if repair:
        _repair(project, as_json=as_json)
        return
    with reading(project) as opened:
        found = projects.check_project(opened)
    tell(_checked(found), [] if found.faults else [_sound(found)], as_json=as_json)
    _refuse_faults(project, found)


def _checked(found: Checked) -> dict[str, Any]:
    return {
        "changesets": found.changesets,
        "entities": found.entities,
        "codings": found.codings,
        "faults": list(found.faults),
    }


def _sound(found: Checked) -> str:
    return f"Sound: {counted(found.changesets, 'changeset')}, {counted(found.codings, 'coding')}."


def _refuse_faults(project: Path, found: Checked) -> None:
    if found.faults:
        more = f" (and {len(found.faults) - 1} more)" if len(found.faults) > 1 else ""
        raise CannotDo(f"“{project.name}” is not sound: {found.faults[0]}{more}. Keep it and restore a backup.")


def _repair(project: Path, *, as_json: bool) -> None:
    from annotator.operations import recovering

    try:
        with writing(project, None) as opened:
            done = recovering.repair(opened)
            found = projects.check_project(opened)
    except InUse:
        raise
    except CannotDo as error:
        if not project.is_file() or _is_sound(project):
            raise
        _recover(project, error, as_json=as_json)
        return
    told = {**_checked(found), "repaired": list(done), "recovered": None, "missing": []}
    tell(told, [*done, *([] if found.faults else [_sound(found)])], as_json=as_json)
    _refuse_faults(project, found)


def _is_sound(project: Path) -> bool:
    """Whether nothing is wrong with a file that only cannot be written."""
    try:
        with reading(project) as opened:
            return not projects.check_project(opened).faults
    except CannotDo:
        return False


def _recover(project: Path, why: CannotDo, *, as_json: bool) -> None:
    from annotator.operations import recovering

    target = recovering.recovered_name(project)
    try:
        saved = recovering.recover_file(project, target, acting.myself())
    except InUse:
        raise
    except CannotDo as error:
        raise error from why
    told = {
        "changesets": saved.changesets,
        "entities": None,
        "codings": saved.codings,
        "faults": list(saved.faults),
        "repaired": [],
        "recovered": str(target),
        "missing": list(saved.missing),
    }
    held = f"{counted(saved.changesets, 'changeset')} and {counted(saved.codings, 'coding')}"
    tell(told, [f"Wrote {target} with {held}.", *(saved.missing or ("Nothing is missing.",))], as_json=as_json)


@cli.command()
@PROJECT
@click.argument("file", required=False, type=click.Path(path_type=Path))
@JSON
def backup(project: Path, file: Path | None, *, as_json: bool) -> None:
    """Make a copy of the project, by default in the folder of its backups."""
    with reading(project) as opened:
        target = projects.back_up(opened, file)
    tell({"path": str(target)}, [f"Wrote {target}."], as_json=as_json)


@cli.command("import")
@PROJECT
@click.argument("file", type=click.Path(path_type=Path))
def import_file(project: Path, file: Path) -> None:
    """Take in another program's project."""
    del project
    raise CannotDo(f"Importing “{file.suffix or file.name}” comes in a later version; documents come in with “add”.")
