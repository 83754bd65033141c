"""Coders: who they are, one person under two ids, and who has finished which document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from annotator.cli.common import AS, JSON, PROJECT, cli, counted, printable, reading, tell, writing
from annotator.model.ids import id_text
from annotator.operations import coders, describing, finishing, missing, naming, visibility
from annotator.operations.snapshot import take
from annotator.store import reading as stored
from annotator.store.handle import Project

_TAKES = {"join": 2, "part": 1, "rename": 2}


@cli.command("coders")
@PROJECT
@click.argument("what", required=False, type=click.Choice(list(_TAKES)))
@click.argument("names", nargs=-1)
@AS
@JSON
def list_coders(
    project: Path, what: str | None, names: tuple[str, ...], acting_as: str | None, *, as_json: bool
) -> None:
    """List the coders; join A into B, part A again, rename A."""
    if what is not None and len(names) != _TAKES[what]:
        raise click.UsageError({"join": "join takes two coders.", "part": "part takes one coder."}.get(
            what, "rename takes a coder and a name."
        ))  # fmt: skip
    if what is None:
        with reading(project) as opened:
            told = _coders(opened)
        lines = [
            f"{one['id'][:13]}  {one['codings']:>6}  {one['name']} ({one['initials']})"
            f"{'  + ' + counted(len(one['joined']), 'other id') if one['joined'] else ''}"
            for one in told
        ]
        tell({"coders": told}, lines, as_json=as_json)
        return
    with writing(project, acting_as) as opened:
        known = stored.coders(opened)
        if what == "part":
            known = tuple(one for joined in coders.members(opened).values() for one in joined)
        one = naming.find_coder(known, names[0])
        if what == "join":
            changes = coders.join(opened, one.id, naming.find_coder(stored.coders(opened), names[1]).id)
        elif what == "part":
            changes = coders.part(opened, one.id)
        else:
            changes = coders.relabel(opened, one.id, name=names[1])
        told = _coders(opened)
    tell({"coders": told}, [f"{changes.label}." if changes else "Nothing was to be changed."], as_json=as_json)


def _coders(project: Project) -> list[dict[str, Any]]:
    joined, done = coders.members(project), coders.activity(project)
    found = []
    for one in stored.coders(project):
        own = done.get(one.id)
        found.append(
            {
                "id": id_text(one.id),
                "name": one.name,
                "initials": one.initials,
                "colour": one.colour or None,
                "joined": [id_text(other.id) for other in joined.get(one.id, ())],
                "codings": own.codings if own else 0,
                "begun": own.begun if own else 0,
                "finished": own.finished if own else 0,
                "last": describing.iso(own.last) if own and own.last else None,
            }
        )
    return found


@cli.command()
@PROJECT
@click.option("--document", required=True, metavar="D")
@click.option("--reopen", is_flag=True, help="Say that it is not finished, after all.")
@AS
@JSON
def finish(project: Path, document: str, acting_as: str | None, *, reopen: bool, as_json: bool) -> None:
    """Say that you have finished a document: what is uncoded in it holds nothing relevant."""
    with writing(project, acting_as) as opened:
        found = naming.find_document(stored.documents(opened), document)
        slips = () if reopen else missing.missing(opened, found.id, visibility.sight(opened))
        changes = finishing.finish(opened, found.id, reopen=reopen)
        whole = take(opened)
    told = [describing.document(whole, one) for one in whole.documents if one.id == found.id]
    lines = [f"{changes.label}." if changes else "It was so already."]
    tell({"documents": told, "missing": [describing.missing(one) for one in slips]}, lines, as_json=as_json)
    for line in describing.missing_lines(slips):
        click.echo(printable(line), err=True)
