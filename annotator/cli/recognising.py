"""Recognising the text of scans."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.common import AS, JSON, PROJECT, cli, counted, tell, writing
from annotator.model.ids import id_text
from annotator.operations import naming, recognising
from annotator.store import reading as stored


@cli.command("recognise")
@PROJECT
@click.option("--document", required=True, metavar="D")
@click.option("--language", default="eng", metavar="L", help="As tesseract names it: eng, deu, deu+eng.")
@click.option("--dpi", type=click.IntRange(70, 600), default=300, metavar="N")
@click.option("--move", "moves", is_flag=True, help="Move the codings of the older text to the recognised one.")
@click.option("--password", "passwords", multiple=True, metavar="P", help="Of an encrypted PDF; may be repeated.")
@AS
@JSON
def recognise(
    project: Path,
    document: str,
    language: str,
    dpi: int,
    passwords: tuple[str, ...],
    acting_as: str | None,
    *,
    moves: bool,
    as_json: bool,
) -> None:
    """Recognise the text of a scanned PDF with tesseract, as a further text of the document."""
    with writing(project, acting_as) as opened:
        this = naming.find_document(stored.documents(opened), document)
        found = recognising.prepare(opened, this, language, dpi=dpi, passwords=passwords)
        changes, layer = recognising.write(opened, found)
        places = [(old.id, recognising.movable(opened, old.id, layer)) for old in this.layers if old.id != layer]
        placed = [one for _, held in places for one in held.placed]
        unplaced = [one for _, held in places for one in held.unplaced]
        if moves and placed:
            recognising.move_codings(opened, placed)
    told = {
        "layer": id_text(layer),
        "new": bool(changes),
        "characters": len(found.layer.text),
        "pages_failed": [page + 1 for page in found.failed],
        "placed": [id_text(one) for one, _ in placed],
        "unplaced": [id_text(one) for one in unplaced],
        "moved": moves,
    }
    said = f"{counted(len(found.layer.text), 'character')} recognised on {counted(len(found.layer.pages), 'page')}."
    lines = [said if changes else "That very text was recognised before; nothing was changed."]
    if found.failed:
        lines.append(f"Not recognised: page {', '.join(str(page + 1) for page in found.failed)}.")
    if placed:
        lines.append(f"{counted(len(placed), 'coding')} {'moved' if moves else 'can be moved with --move'}.")
    lines += [f"{id_text(one)[:13]} has no place in the recognised text and stays." for one in unplaced]
    tell(told, lines, as_json=as_json)
