"""Highlights made in PDFs by other programs: told, and taken in as codings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from annotator.cli.common import AS, JSON, PROJECT, cli, counted, reading, tell, writing
from annotator.model.codings import Area
from annotator.model.ids import id_text
from annotator.operations import codebook, coding, highlights, naming
from annotator.operations.highlights import FoundHighlight
from annotator.store import reading as stored

NO_COLOUR = "none"  # what stands for highlights to which the file gives no colour


@cli.command("highlights")
@PROJECT
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--document", required=True, metavar="D")
@click.option(
    "--map", "pairs", multiple=True, metavar="COLOUR=C", help="The code for a colour: #FFFF00=CODE, none=CODE."
)
@click.option("--all", "rest", metavar="C", help="The code for all other colours.")
@click.option("--password", "passwords", multiple=True, metavar="P", help="Of an encrypted PDF; may be repeated.")
@AS
@JSON
def list_highlights(
    project: Path,
    file: Path | None,
    document: str,
    pairs: tuple[str, ...],
    rest: str | None,
    passwords: tuple[str, ...],
    acting_as: str | None,
    *,
    as_json: bool,
) -> None:
    """List the highlights in a PDF, or in another copy of it; with --map or --all make codings of them."""
    if not pairs and rest is None:
        with reading(project) as opened:
            this = naming.find_document(stored.documents(opened), document)
            found = highlights.found(opened, this, source=file, passwords=passwords)
        colours = highlights.by_colour(found)
        lines = [_line(one) for one in found]
        lines += [f"{colour or NO_COLOUR}: {counted(count, 'highlight')}" for colour, count in colours.items()]
        told = {"highlights": [_told(one) for one in found], "colours": {c or NO_COLOUR: n for c, n in colours.items()}}
        tell(told, lines, as_json=as_json)
        return
    with writing(project, acting_as) as opened:
        this = naming.find_document(stored.documents(opened), document)
        known = codebook.codes(opened)
        codes = {colour: naming.find_code(known, name).id for colour, name in map(_pair, pairs)}
        done = highlights.import_highlights(
            opened,
            this,
            codes,
            everything=None if rest is None else naming.find_code(known, rest).id,
            source=file,
            passwords=passwords,
        )
    counts = {"new": done.new, "already_here": done.already_here, "left_out": done.left_out}
    line = f"{counted(done.new, 'new coding')}, {done.already_here:,} already here"
    if done.left_out:
        line += f"; {counted(done.left_out, 'highlight')} left out, whose colour has no code"
    tell({**counts, "codings": [id_text(one) for one in done.ids]}, [f"{line}."], as_json=as_json)


def _pair(text: str) -> tuple[str, str]:
    colour, equals, code = text.partition("=")
    colour = colour.strip().upper()
    if not equals or not code.strip():
        raise click.UsageError("A colour and its code are given as #RRGGBB=CODE.")
    if colour == NO_COLOUR.upper():
        return "", code
    if len(colour.lstrip("#")) != 6 or any(sign not in "0123456789ABCDEF" for sign in colour.lstrip("#")):
        raise click.UsageError(f"“{colour}” is no colour; write it as #RRGGBB, as the listing does, or none.")
    return f"#{colour.lstrip('#')}", code


def _line(one: FoundHighlight) -> str:
    on = f"an area on page {one.page + 1}" if isinstance(one.place, Area) else coding.short(one.quote)
    who = ", ".join(part for part in (one.author, one.date[:10]) if part)
    here = "  already here" if one.is_here else ""
    said = f": {coding.short(one.comment)}" if one.comment else ""
    return f"page {one.page + 1}  {one.by} {one.colour or NO_COLOUR}  {on}{f'  ({who})' if who else ''}{said}{here}"


def _told(one: FoundHighlight) -> dict[str, Any]:
    area = one.place if isinstance(one.place, Area) else None
    return {
        "coding": id_text(one.coding) if one.is_here else None,
        "page": one.page + 1,
        "kind": one.by,
        "colour": one.colour or None,
        "start": None if isinstance(one.place, Area) else one.place.start,
        "end": None if isinstance(one.place, Area) else one.place.end,
        "area": None if area is None else list(area[2:]),
        "quote": one.quote,
        "author": one.author or None,
        "date": one.date or None,
        "comment": one.comment or None,
        "foreign_id": one.name or None,
    }
