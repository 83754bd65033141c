"""Documents: taking in, listing, searching, finishing."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli import bundle_commands
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
@click.option("--split", "splits", is_flag=True, help="Split press exports into a document for each article.")
@click.option(
    "--rules",
    "rules_text",
    metavar="RULES",
    help="How articles begin: nexis, factiva, headings, headings=LEVEL or separator=REGEX; else it is recognised.",
)
@click.option("--dry-run", is_flag=True, help="With --split: list the articles and write nothing.")
@AS
@JSON
def add(
    project: Path,
    paths: tuple[Path, ...],
    passwords: tuple[str, ...],
    rules_text: str | None,
    acting_as: str | None,
    *,
    splits: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take in documents: files and whole folders; or the articles of press exports, each as a document."""
    if splits:
        bundle_commands.split(project, paths, passwords, rules_text, acting_as, dry_run=dry_run, as_json=as_json)
        return
    if rules_text is not None or dry_run:
        raise click.UsageError("--rules and --dry-run go with --split.")
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
    exports = [{"path": str(line.path), "articles": line.articles} for line in added.lines if line.articles]
    if exports:
        told["press_exports"] = exports
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
    lines += [
        f"{line.path.name}: looks like a press export of {counted(line.articles, 'article')}, and came in as one "
        "document; add --split for a document each"
        for line in added.lines
        if line.articles
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
