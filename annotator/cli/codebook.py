"""The codebook: listing, importing, exporting, comparing."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.common import AS, JSON, PROJECT, cli, counted, reading, tell, writing
from annotator.model.errors import CannotDo
from annotator.operations import (
    codebook,
    codebook_files,
    describing,
    exporting,
)
from annotator.operations.snapshot import take
from annotator.store import reading as store_reading
from annotator.store.handle import Project


@cli.command("codebook")
@PROJECT
@click.argument("what", required=False, type=click.Choice(["import", "export", "compare"]))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@AS
@JSON
def show_codebook(project: Path, what: str | None, file: Path | None, acting_as: str | None, *, as_json: bool) -> None:
    """List the codes; import a codebook (.toml) or export it (.toml; .html, .pdf to be read); compare one with the
    project's."""
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
            _export(opened, file)
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


def _export(opened: Project, file: Path) -> None:
    suffix = file.suffix.lower()
    if suffix not in (".html", ".htm", ".pdf"):
        exporting.export(opened, file)
        return
    if file.resolve() == opened.path.resolve():
        raise CannotDo("That is the project itself; choose another name for the export.")
    counts = store_reading.coding_counts(opened)
    if suffix != ".pdf":
        codebook_files.write_codebook_page(opened, file, counts=counts)
        return
    from annotator.ui.printing import write_pdf  # late: Qt is loaded for this alone

    title = codebook.codebook(opened).name
    write_pdf(codebook_files.page_of(opened, counts=counts, for_paper=True), file, title=title)
