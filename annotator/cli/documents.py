"""Documents: taking in, listing, searching, finishing."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.common import AS, JSON, PROJECT, cli, counted, printable, reading, tell, writing
from annotator.operations import (
    coding,
    describing,
    documents,
    searching,
)
from annotator.operations.snapshot import take


@cli.command()
@PROJECT
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--password", "passwords", multiple=True, metavar="P", help="Tried on encrypted files; may be repeated.")
@AS
@JSON
def add(
    project: Path, paths: tuple[Path, ...], passwords: tuple[str, ...], acting_as: str | None, *, as_json: bool
) -> None:
    """Take in documents: files and whole folders."""
    with writing(project, acting_as) as opened:
        added = documents.add(opened, paths, passwords=passwords)
        whole = take(opened)
    failed = [{"path": str(line.path), "why": line.why} for line in added.of(documents.Outcome.FAILED)]
    new_ids = {line.document for line in added.of(documents.Outcome.NEW)}
    here_ids = {line.document for line in added.of(documents.Outcome.ALREADY_HERE)}
    told = {
        "documents": [describing.document(whole, one) for one in whole.documents if one.id in new_ids],
        "already_here": [describing.document(whole, one) for one in whole.documents if one.id in here_ids - new_ids],
        "failed": failed,
    }
    lines = [
        f"{line.path.name}: {line.outcome.value}"
        for line in added.lines
        if line.outcome is not documents.Outcome.FAILED
    ]
    lines += [
        f"{line.path.name}: {counted(loss.count, loss.kind)}: {loss.became}"
        for line in added.lines
        for loss in line.losses
    ]
    tell(told, lines, as_json=as_json)
    for one in failed:
        click.echo(printable(f"{one['path']}: {one['why']}"), err=True)
    if not new_ids and not here_ids:
        if not failed:
            click.echo("There is no document in what was given.", err=True)
        raise click.exceptions.Exit(1)


@cli.command("documents")
@PROJECT
@JSON
def list_documents(project: Path, *, as_json: bool) -> None:
    """List the documents."""
    with reading(project) as opened:
        whole = take(opened)
    told = [describing.document(whole, one) for one in whole.documents]
    lines = [f"{one['id'][:13]}  {one['codings']:>6}  {one['kind']:<9} {one['title']}" for one in told]
    tell({"documents": told}, lines, as_json=as_json)


@cli.command()
@PROJECT
@click.argument("text")
@JSON
def search(project: Path, text: str, *, as_json: bool) -> None:
    """Find text in all documents."""
    with reading(project) as opened:
        hits = list(searching.search(opened, text))
    lines = [f"{hit.document.title}  {hit.start}:{hit.end}  {coding.short(hit.quote)}" for hit in hits]
    tell({"hits": [describing.hit(hit) for hit in hits]}, lines, as_json=as_json)
