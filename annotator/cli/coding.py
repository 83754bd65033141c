"""Coding passages, listing codings and cases."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from annotator.cli.common import AS, JSON, PROJECT, cli, counted, reading, tell, writing
from annotator.model.codings import Area, Passage, Stance
from annotator.model.documents import Document
from annotator.model.errors import CannotDo
from annotator.model.ids import id_text
from annotator.operations import (
    codebook,
    coding,
    coding_many,
    describing,
    naming,
    reviewing,
)
from annotator.operations.snapshot import take
from annotator.store import reading as stored
from annotator.store.handle import Project


@cli.command("code")
@PROJECT
@click.option("--document", metavar="D")
@click.option("--quote", metavar="TEXT", help="The passage, by its words; they must stand there once.")
@click.option("--range", "place", metavar="START:END", help="The passage, in code points.")
@click.option("--area", "edges", metavar="PAGE:LEFT,TOP,RIGHT,BOTTOM", help="A rectangle on a PDF page, in points.")
@click.option("--code", "code_name", metavar="C")
@click.option("--case", "case_names", multiple=True, metavar="NAME")
@click.option("--field", "field_values", multiple=True, metavar="ID=VALUE")
@click.option("--stance", type=click.Choice([stance.value for stance in Stance]), default=Stance.SUPPORTS.value)
@click.option("--memo", default="", metavar="TEXT")
@click.option("--from", "listed", metavar="FILE.json", help="Many at once, in one changeset; - reads standard input.")
@AS
@JSON
def code_passage(
    project: Path,
    document: str | None,
    quote: str | None,
    place: str | None,
    edges: str | None,
    code_name: str | None,
    case_names: tuple[str, ...],
    field_values: tuple[str, ...],
    stance: str,
    memo: str,
    listed: str | None,
    acting_as: str | None,
    *,
    as_json: bool,
) -> None:
    """Put a code on a passage, or many from a list."""
    if listed is not None:
        data = _read_json(listed)
        with writing(project, acting_as) as opened:
            done = coding_many.code_many(opened, data, document=document)
            whole = take(opened) if as_json else None
        if whole is not None:
            wanted = set(done.ids)
            told = {"codings": [describing.coding(whole, one) for one in whole.codings if one.id in wanted]}
            tell(told, [], as_json=True)
        else:
            here = f", {done.already_here} already here" if done.already_here else ""
            made = f", {counted(done.new_cases, 'new case')}" if done.new_cases else ""
            click.echo(f"{counted(done.new, 'new coding')}{here}{made}.")
        return
    if document is None or code_name is None or [quote, place, edges].count(None) != 2:
        raise click.UsageError("Give --document, --code and one of --quote, --range, --area, or a list with --from.")
    with writing(project, acting_as) as opened:
        found = naming.find_document(stored.documents(opened), document)
        known = codebook.codes(opened)
        code = naming.find_code(known, code_name).id
        fields = codebook.fields_of(codebook.asked_fields(opened), known, code)
        values = {name: coding_many.sound_value(fields, name, value) for name, value in map(_pair, field_values)}
        cases = [naming.find_case(stored.cases(opened), name).id for name in case_names]
        if edges is not None:
            made_coding = coding.code_area(
                opened, _area(found, edges), code, cases=cases, stance=Stance(stance), fields=values, memo=memo
            )
        else:
            passage = _passage(opened, found, quote, place)
            made_coding = coding.code_passage(
                opened, passage, code, cases=cases, stance=Stance(stance), fields=values, memo=memo
            )
        whole = take(opened)
    one = next(held for held in whole.codings if held.id == made_coding.coding)
    said = "lay there already" if made_coding.existed else "made"
    lines = [f"{id_text(one.id)} {said}: {whole.code_of[one.code].path_text} on {coding.place_in_words(one)}"]
    tell({"codings": [describing.coding(whole, one)]}, lines, as_json=as_json)


def _read_json(name: str) -> object:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
        return json.loads(text)
    except FileNotFoundError:
        raise CannotDo(f"There is no file “{name}”.") from None
    except OSError as error:
        raise CannotDo(f"“{name}” cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise CannotDo(f"“{name}” is not UTF-8 text; save it as UTF-8 JSON.") from None
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise CannotDo(f"“{name}” is not sound JSON{where}; nothing was coded.") from None


def _passage(project: Project, found: Document, quote: str | None, place: str | None) -> Passage:
    if quote is not None:
        return coding_many.find_quote(project, found, quote)
    try:
        start, end = (int(part) for part in (place or "").split(":"))
    except ValueError:
        raise click.UsageError("A range is START:END, two whole numbers.") from None
    return Passage(found.layer.id, start, end)


def _area(found: Document, edges: str) -> Area:
    page, _, numbers = edges.partition(":")
    try:
        left, top, right, bottom = (float(part) for part in numbers.split(","))
        return Area(found.layer.id, int(page) - 1, left, top, right, bottom)
    except ValueError:
        raise click.UsageError("An area is PAGE:LEFT,TOP,RIGHT,BOTTOM: a page from 1, then four numbers.") from None


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError("A field is given as ID=VALUE.")
    return name.strip(), value


@cli.command()
@PROJECT
@click.argument("coding_id", metavar="CODING")
@AS
@JSON
def uncode(project: Path, coding_id: str, acting_as: str | None, *, as_json: bool) -> None:
    """Take a coding off."""
    with writing(project, acting_as) as opened:
        whole = take(opened)
        one = naming.find_coding(whole.codings, coding_id)
        changes = coding.take_off(opened, [one.id])
    tell({"codings": [describing.coding(whole, one)]}, [f"{changes.label}."], as_json=as_json)


@cli.command("codings")
@PROJECT
@click.option("--code", "code_name", metavar="C", help="Of this code and those below it.")
@click.option("--case", "case_name", metavar="C")
@click.option("--coder", "coder_name", metavar="C")
@click.option("--document", metavar="D")
@click.option("--query", "question", metavar="LINE", help="Those that a query line finds, as in the place Review.")
@JSON
def list_codings(
    project: Path,
    code_name: str | None,
    case_name: str | None,
    coder_name: str | None,
    document: str | None,
    question: str | None,
    *,
    as_json: bool,
) -> None:
    """List codings."""
    with reading(project) as opened:
        asked = None if question is None else reviewing.matching(opened, question)
        whole = take(opened)
    found = list(whole.codings)
    if asked is not None:
        by_id = {one.id: one for one in found}
        found = [by_id[this] for this in asked if this in by_id]
    if code_name is not None:
        above = naming.find_code(whole.codes, code_name).id
        wanted = {one.id for one in whole.codes if above in codebook.ancestors_and_self(whole.codes, one.id)}
        found = [one for one in found if one.code in wanted]
    if case_name is not None:
        case = naming.find_case(whole.cases, case_name).id
        found = [one for one in found if case in one.cases]
    if coder_name is not None:
        coder = naming.find_coder(whole.coders, coder_name).id
        found = [one for one in found if one.coder == coder]
    if document is not None:
        only = naming.find_document(whole.documents, document).id
        found = [one for one in found if one.document == only]
    told = [describing.coding(whole, one) for one in found]
    lines = [
        f"{one['id'][:13]}  {one['code_path']}  {_on(one)}"
        f"{'  [' + ', '.join(one['cases']) + ']' if one['cases'] else ''}"
        f"{'  contradicts' if one['stance'] == 'contradicts' else ''}"
        for one in told
    ]
    tell({"codings": told}, lines, as_json=as_json)


def _on(told: dict[str, Any]) -> str:
    return f"an area on page {told['page']}" if told["area"] is not None else coding.short(told["quote"])


@cli.command("cases")
@PROJECT
@click.argument("what", required=False, type=click.Choice(["import", "export"]))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@JSON
def list_cases(project: Path, what: str | None, file: Path | None, *, as_json: bool) -> None:
    """List the cases."""
    if what is not None or file is not None:
        raise CannotDo("Importing and exporting cases by file comes in a later version; they come with “code --from”.")
    with reading(project) as opened:
        whole = take(opened)
    told = [describing.case(whole, one) for one in whole.cases]
    lines = [
        f"{one['name']}  ({one['type']})  {one['codings']}"
        f"{'  ' + ', '.join(f'{k}: {v}' for k, v in one['attributes'].items()) if one['attributes'] else ''}"
        for one in told
    ]
    tell({"cases": told}, lines, as_json=as_json)
