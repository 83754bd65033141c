"""The command line: the same operations as the window, for scripts, servers and tests.

Exit status 0: done; 1: could not be done, one line on standard error says why, and nothing was written; 2: wrong
usage. With `--json` one object goes to standard output and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from annotator import __version__
from annotator.model.codings import Passage, Stance
from annotator.model.documents import Document
from annotator.model.errors import CannotDo
from annotator.model.ids import id_text
from annotator.operations import (
    acting,
    codebook,
    codebook_files,
    coding,
    coding_many,
    describing,
    documents,
    exporting,
    naming,
    projects,
    searching,
    undoing,
)
from annotator.operations.snapshot import take
from annotator.store import reading
from annotator.store.handle import Project

_PROJECT = click.argument("project", type=click.Path(path_type=Path))
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
_AS = click.option("--as", "acting_as", envvar="ANNOTATOR_CODER", metavar="NAME", help="The coder who acts.")


class _Plainly(click.Group):
    """Turns what cannot be done into one line on standard error and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except CannotDo as error:
            click.echo(_printable(" ".join(error.message.split())), err=True)
            ctx.exit(1)


@click.group(cls=_Plainly, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="annotator")
def cli() -> None:
    """Code documents by hand against a taxonomy."""


@contextmanager
def _writing(path: Path, acting_as: str | None) -> Iterator[Project]:
    project = projects.open_project(path, acting.myself())
    try:
        if acting_as:
            acting.act_as(project, acting_as)
        with _damage_in_words(project):
            yield project
    finally:
        project.close()


@contextmanager
def _reading(path: Path) -> Iterator[Project]:
    project = projects.open_project(path, acting.myself(), read_only=True)
    try:
        with _damage_in_words(project):
            yield project
    finally:
        project.close()


@contextmanager
def _damage_in_words(project: Project) -> Iterator[None]:
    """Values that damage left in the file may trip any command. If `check` finds damage, that is what is said."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if faults := projects.check_project(project).faults:
            raise CannotDo(
                f"“{project.path.name}” is damaged: {faults[0]}. Keep the file and restore the newest backup."
            ) from error
        raise


def _tell(value: dict[str, Any], lines: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(_printable(json.dumps(value, ensure_ascii=False, indent=1)))
        return
    for line in lines:
        click.echo(_printable(line))


def _printable(text: str) -> str:
    """File names may hold bytes that are no text; they are shown as a question mark in a box."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else text


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


@cli.command()
@_PROJECT
@click.option("--codebook", "named", metavar="NAME|FILE", help="A built-in codebook (tech-military, empty) or a file.")
@_AS
@_JSON
def new(project: Path, named: str | None, acting_as: str | None, *, as_json: bool) -> None:
    """Make a project."""
    found = codebook_files.read_codebook(named) if named else None
    made = projects.new(project, acting.myself(acting_as), found)
    try:
        whole = take(made)
    finally:
        made.close()
    told = {"project": str(project), "codes": [describing.code(whole, one) for one in whole.codes]}
    _tell(told, [f"Made {project} with {_counted(len(whole.codes), 'code')}."], as_json=as_json)


@cli.command()
@_PROJECT
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--password", "passwords", multiple=True, metavar="P", help="Tried on encrypted files; may be repeated.")
@_AS
@_JSON
def add(
    project: Path, paths: tuple[Path, ...], passwords: tuple[str, ...], acting_as: str | None, *, as_json: bool
) -> None:
    """Take in documents: files and whole folders."""
    with _writing(project, acting_as) as opened:
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
        f"{line.path.name}: {_counted(loss.count, loss.kind)}: {loss.became}"
        for line in added.lines
        for loss in line.losses
    ]
    _tell(told, lines, as_json=as_json)
    for one in failed:
        click.echo(_printable(f"{one['path']}: {one['why']}"), err=True)
    if not new_ids and not here_ids:
        if not failed:
            click.echo("There is no document in what was given.", err=True)
        raise click.exceptions.Exit(1)


@cli.command("documents")
@_PROJECT
@_JSON
def list_documents(project: Path, *, as_json: bool) -> None:
    """List the documents."""
    with _reading(project) as opened:
        whole = take(opened)
    told = [describing.document(whole, one) for one in whole.documents]
    lines = [f"{one['id'][:13]}  {one['codings']:>6}  {one['kind']:<9} {one['title']}" for one in told]
    _tell({"documents": told}, lines, as_json=as_json)


@cli.command("code")
@_PROJECT
@click.option("--document", metavar="D")
@click.option("--quote", metavar="TEXT", help="The passage, by its words; they must stand there once.")
@click.option("--range", "place", metavar="START:END", help="The passage, in code points.")
@click.option("--code", "code_name", metavar="C")
@click.option("--case", "case_names", multiple=True, metavar="NAME")
@click.option("--field", "field_values", multiple=True, metavar="ID=VALUE")
@click.option("--stance", type=click.Choice([stance.value for stance in Stance]), default=Stance.SUPPORTS.value)
@click.option("--memo", default="", metavar="TEXT")
@click.option("--from", "listed", metavar="FILE.json", help="Many at once, in one changeset; - reads standard input.")
@_AS
@_JSON
def code_passage(
    project: Path,
    document: str | None,
    quote: str | None,
    place: str | None,
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
        with _writing(project, acting_as) as opened:
            done = coding_many.code_many(opened, data, document=document)
            whole = take(opened) if as_json else None
        if whole is not None:
            wanted = set(done.ids)
            told = {"codings": [describing.coding(whole, one) for one in whole.codings if one.id in wanted]}
            _tell(told, [], as_json=True)
        else:
            here = f", {done.already_here} already here" if done.already_here else ""
            made = f", {_counted(done.new_cases, 'new case')}" if done.new_cases else ""
            click.echo(f"{_counted(done.new, 'new coding')}{here}{made}.")
        return
    if document is None or code_name is None or (quote is None) == (place is None):
        raise click.UsageError("Give --document, --code and either --quote or --range, or a list with --from.")
    with _writing(project, acting_as) as opened:
        found = naming.find_document(reading.documents(opened), document)
        passage = _passage(opened, found, quote, place)
        known = codebook.codes(opened)
        code = naming.find_code(known, code_name).id
        fields = codebook.fields_of(codebook.asked_fields(opened), known, code)
        values = {name: coding_many.sound_value(fields, name, value) for name, value in map(_pair, field_values)}
        made_coding = coding.code_passage(
            opened,
            passage,
            code,
            cases=[naming.find_case(reading.cases(opened), name).id for name in case_names],
            stance=Stance(stance),
            fields=values,
            memo=memo,
        )
        whole = take(opened)
    one = next(held for held in whole.codings if held.id == made_coding.coding)
    said = "lay there already" if made_coding.existed else "made"
    lines = [f"{id_text(one.id)} {said}: {whole.code_of[one.code].path_text} on {coding.short(one.quote)}"]
    _tell({"codings": [describing.coding(whole, one)]}, lines, as_json=as_json)


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


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError("A field is given as ID=VALUE.")
    return name.strip(), value


@cli.command()
@_PROJECT
@click.argument("coding_id", metavar="CODING")
@_AS
@_JSON
def uncode(project: Path, coding_id: str, acting_as: str | None, *, as_json: bool) -> None:
    """Take a coding off."""
    with _writing(project, acting_as) as opened:
        whole = take(opened)
        one = naming.find_coding(whole.codings, coding_id)
        changes = coding.take_off(opened, [one.id])
    _tell({"codings": [describing.coding(whole, one)]}, [f"{changes.label}."], as_json=as_json)


@cli.command("codings")
@_PROJECT
@click.option("--code", "code_name", metavar="C", help="Of this code and those below it.")
@click.option("--case", "case_name", metavar="C")
@click.option("--coder", "coder_name", metavar="C")
@click.option("--document", metavar="D")
@_JSON
def list_codings(
    project: Path,
    code_name: str | None,
    case_name: str | None,
    coder_name: str | None,
    document: str | None,
    *,
    as_json: bool,
) -> None:
    """List codings."""
    with _reading(project) as opened:
        whole = take(opened)
    found = list(whole.codings)
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
        f"{one['id'][:13]}  {one['code_path']}  {coding.short(one['quote'])}"
        f"{'  [' + ', '.join(one['cases']) + ']' if one['cases'] else ''}"
        f"{'  contradicts' if one['stance'] == 'contradicts' else ''}"
        for one in told
    ]
    _tell({"codings": told}, lines, as_json=as_json)


@cli.command("cases")
@_PROJECT
@click.argument("what", required=False, type=click.Choice(["import", "export"]))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@_JSON
def list_cases(project: Path, what: str | None, file: Path | None, *, as_json: bool) -> None:
    """List the cases."""
    if what is not None or file is not None:
        raise CannotDo("Importing and exporting cases by file comes in a later version; they come with “code --from”.")
    with _reading(project) as opened:
        whole = take(opened)
    told = [describing.case(whole, one) for one in whole.cases]
    lines = [
        f"{one['name']}  ({one['type']})  {one['codings']}"
        f"{'  ' + ', '.join(f'{k}: {v}' for k, v in one['attributes'].items()) if one['attributes'] else ''}"
        for one in told
    ]
    _tell({"cases": told}, lines, as_json=as_json)


@cli.command("codebook")
@_PROJECT
@click.argument("what", required=False, type=click.Choice(["import", "export", "compare"]))
@click.argument("file", required=False, type=click.Path(path_type=Path))
@_AS
@_JSON
def show_codebook(project: Path, what: str | None, file: Path | None, acting_as: str | None, *, as_json: bool) -> None:
    """List the codes; import or export a codebook (.toml); compare one with the project's."""
    if what is None:
        with _reading(project) as opened:
            whole = take(opened)
        told = [describing.code(whole, one) for one in whole.codes]
        lines = [
            f"{'  ' * (len(one.path) - 1)}{one.name}  {data['codings']}{f'  [{one.code.key}]' if one.code.key else ''}"
            for one, data in zip(whole.codes, told, strict=True)
        ]
        _tell({"codes": told}, lines, as_json=as_json)
        return
    if file is None:
        raise click.UsageError(f"Say which file to {what}.")
    if what == "export":
        with _reading(project) as opened:
            exporting.export(opened, file)
        _tell({"path": str(file)}, [f"Wrote {file}."], as_json=as_json)
        return
    found = codebook_files.read_codebook(str(file))
    if what == "compare":
        with _reading(project) as opened:
            differences = codebook_files.compare_codebook(opened, found)
        _tell({"differences": differences}, [f"{one['change']}: {one['what']}" for one in differences], as_json=as_json)
        return
    with _writing(project, acting_as) as opened:
        changes = codebook.import_codebook(opened, found)
        whole = take(opened)
    said = changes.label if changes else "Nothing in it differs"
    told_codes = {"codes": [describing.code(whole, one) for one in whole.codes]}
    _tell(told_codes, [f"{said}; {_counted(len(whole.codes), 'code')}."], as_json=as_json)


@cli.command()
@_PROJECT
@click.option("-n", "times", default=1, type=click.IntRange(min=1))
@_AS
@_JSON
def undo(project: Path, times: int, acting_as: str | None, *, as_json: bool) -> None:
    """Take back what this coder did last."""
    _step(project, times, acting_as, as_json=as_json, back=True)


@cli.command()
@_PROJECT
@click.option("-n", "times", default=1, type=click.IntRange(min=1))
@_AS
@_JSON
def redo(project: Path, times: int, acting_as: str | None, *, as_json: bool) -> None:
    """Bring back what was undone last."""
    _step(project, times, acting_as, as_json=as_json, back=False)


def _step(project: Path, times: int, acting_as: str | None, *, as_json: bool, back: bool) -> None:
    labels: list[str] = []
    with _writing(project, acting_as) as opened:
        for _ in range(times):
            try:
                labels.append((undoing.undo(opened) if back else undoing.redo(opened)).label)
            except CannotDo:
                if not labels:
                    raise
                break
        lines = reading.history(opened, most=len(labels))
        whole = take(opened)
    told = [describing.changeset(whole, line) for line in lines]
    _tell({"changesets": told}, [f"{label}." for label in labels], as_json=as_json)


@cli.command()
@_PROJECT
@_JSON
def history(project: Path, *, as_json: bool) -> None:
    """What was done, newest first."""
    with _reading(project) as opened:
        whole = take(opened)
        lines = undoing.history(opened)
    told = [describing.changeset(whole, line) for line in lines]
    _tell(
        {"changesets": told},
        [f"{one['time'][:19]}  {one['coder']:<14} {one['label']}" for one in told],
        as_json=as_json,
    )


@cli.command()
@_PROJECT
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--what", type=click.Choice(["codings", "report", "pack"]), default="codings")
@_JSON
def export(project: Path, file: Path, what: str, *, as_json: bool) -> None:
    """Write the dataset: .xlsx, .csv, .zip (CSV twin), .json; the codebook: .toml."""
    if what != "codings":
        raise CannotDo(f"The {what} comes in a later version; “codings” can be exported now.")
    with _reading(project) as opened:
        done = exporting.export(opened, file)
    told = {"path": str(done.path), "codings": done.codings}
    held = "" if done.codings is None else f" with {_counted(done.codings, 'coding')}"
    _tell(told, [f"Wrote {file}{held}."], as_json=as_json)


@cli.command()
@_PROJECT
@click.argument("text")
@_JSON
def search(project: Path, text: str, *, as_json: bool) -> None:
    """Find text in all documents."""
    with _reading(project) as opened:
        hits = list(searching.search(opened, text))
    lines = [f"{hit.document.title}  {hit.start}:{hit.end}  {coding.short(hit.quote)}" for hit in hits]
    _tell({"hits": [describing.hit(hit) for hit in hits]}, lines, as_json=as_json)


@cli.command()
@_PROJECT
@_JSON
def check(project: Path, *, as_json: bool) -> None:
    """Prove that the project is sound: journal against tables, quotes against texts."""
    with _reading(project) as opened:
        found = projects.check_project(opened)
    told = {
        "changesets": found.changesets,
        "entities": found.entities,
        "codings": found.codings,
        "faults": list(found.faults),
    }
    sound = f"Sound: {_counted(found.changesets, 'changeset')}, {_counted(found.codings, 'coding')}."
    _tell(told, [sound] if not found.faults else [], as_json=as_json)
    if found.faults:
        more = f" (and {len(found.faults) - 1} more)" if len(found.faults) > 1 else ""
        raise CannotDo(f"“{project.name}” is not sound: {found.faults[0]}{more}. Keep it and restore a backup.")


@cli.command()
@_PROJECT
@click.argument("file", required=False, type=click.Path(path_type=Path))
@_JSON
def backup(project: Path, file: Path | None, *, as_json: bool) -> None:
    """Make a copy of the project, by default in the folder of its backups."""
    with _reading(project) as opened:
        target = projects.back_up(opened, file)
    _tell({"path": str(target)}, [f"Wrote {target}."], as_json=as_json)


@cli.command("import")
@_PROJECT
@click.argument("file", type=click.Path(path_type=Path))
def import_file(project: Path, file: Path) -> None:
    """Take in another program's project."""
    del project
    raise CannotDo(f"Importing “{file.suffix or file.name}” comes in a later version; documents come in with “add”.")


def run(arguments: Sequence[str]) -> int:
    """Runs one command; the exit status."""
    try:
        left = cli.main(args=list(arguments), prog_name="annotator", standalone_mode=False)
        sys.stdout.flush()
        return left if isinstance(left, int) else 0  # click hands back the status that a command left with
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Ended.", err=True)
        return 1
    except BrokenPipeError:  # whoever reads has enough, as `head` has
        _forget_output()
        return 0
    except OSError as error:
        _forget_output()
        click.echo(f"The answer cannot be written: {error.strerror or error}.", err=True)
        return 1


def _forget_output() -> None:
    """Python would try to write the rest once more at its end, and complain."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
