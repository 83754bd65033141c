"""Undo, redo, and what was done."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.common import AS, JSON, PROJECT, cli, reading, tell, writing
from annotator.model.changes import How
from annotator.model.errors import CannotDo
from annotator.operations import describing, naming, undoing
from annotator.operations.snapshot import take
from annotator.store import reading as stored


@cli.command()
@PROJECT
@click.option("-n", "times", default=1, type=click.IntRange(min=1))
@AS
@JSON
def undo(project: Path, times: int, acting_as: str | None, *, as_json: bool) -> None:
    """Take back what this coder did last."""
    _step(project, times, acting_as, as_json=as_json, back=True)


@cli.command()
@PROJECT
@click.option("-n", "times", default=1, type=click.IntRange(min=1))
@AS
@JSON
def redo(project: Path, times: int, acting_as: str | None, *, as_json: bool) -> None:
    """Bring back what was undone last."""
    _step(project, times, acting_as, as_json=as_json, back=False)


def _step(project: Path, times: int, acting_as: str | None, *, as_json: bool, back: bool) -> None:
    labels: list[str] = []
    with writing(project, acting_as) as opened:
        for _ in range(times):
            try:
                labels.append((undoing.undo(opened) if back else undoing.redo(opened)).label)
            except CannotDo:
                if not labels:
                    raise
                break
        lines = stored.history(opened, most=len(labels))
        whole = take(opened)
    told = [describing.changeset(whole, line) for line in lines]
    tell({"changesets": told}, [f"{label}." for label in labels], as_json=as_json)


@cli.command()
@PROJECT
@click.option("--coder", "coder_name", metavar="C", help="What this coder did.")
@click.option("--kind", "kind", type=click.Choice([how.name.lower() for how in How]), help="What came about so.")
@JSON
def history(project: Path, coder_name: str | None, kind: str | None, *, as_json: bool) -> None:
    """What was done, newest first."""
    with reading(project) as opened:
        whole = take(opened)
        lines = undoing.history(opened)
        if coder_name is not None:
            who = naming.find_coder(whole.coders, coder_name).id
            lines = [line for line in lines if line.coder == who]
    if kind is not None:
        lines = [line for line in lines if line.how is How[kind.upper()]]
    told = [describing.changeset(whole, line) for line in lines]
    tell(
        {"changesets": told},
        [f"{one['time'][:19]}  {one['coder']:<14} {one['label']}" for one in told],
        as_json=as_json,
    )
