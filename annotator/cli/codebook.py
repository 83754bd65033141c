"""The codebook: listing, importing, exporting, comparing."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.common import AS, JSON, PROJECT, cli, counted, reading, tell, writing
from annotator.operations import (
    codebook,
    codebook_files,
    describing,
    exporting,
)
from annotator.operations.snapshot import take


@cli.command("codebook")
@PROJECT
@click.argument("what", required=False, type=click.Choice(["import", "export", "compare"]))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@AS
@JSON
def show_codebook(project: Path, what: str | None, file: Path | None, acting_as: str | None, *, as_json: bool) -> None:
    """List the codes; import or export a codebook (.toml); compare one with the project's."""
    if what is None:
        with reading(project) as opened:
            whole = take(opened)
        told = [describing.code(whole, one) for one in whole.codes]
        lines = [
            f"{'  ' * (len(one.path) - 1)}{one.name}  {data['codings']}{f'  [{one.code.key}]' if one.code.key else ''}"
            for one, data in zip(whole.codes, told, strict=True)
        ]
        tell({"codes": told}, lines, as_json=as_json)
        return
    if file is None:
        raise click.UsageError(f"Say which file to {what}.")
    if what == "export":
        with reading(project) as opened:
            exporting.export(opened, file)
        tell({"path": str(file)}, [f"Wrote {file}."], as_json=as_json)
        return
    found = codebook_files.read_codebook(str(file))
    if what == "compare":
        with reading(project) as opened:
            differences = codebook_files.compare_codebook(opened, found)
        tell({"differences": differences}, [f"{one['change']}: {one['what']}" for one in differences], as_json=as_json)
        return
    with writing(project, acting_as) as opened:
        changes = codebook.import_codebook(opened, found)
        whole = take(opened)
    said = changes.label if changes else "Nothing in it differs"
    told_codes = {"codes": [describing.code(whole, one) for one in whole.codes]}
    tell(told_codes, [f"{said}; {counted(len(whole.codes), 'code')}."], as_json=as_json)
